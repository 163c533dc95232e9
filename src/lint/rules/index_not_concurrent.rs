//! Building an index on a table that is in use stops everybody who writes to it.

use crate::catalog::QualifiedName;
use crate::diagnostic::Severity;
use crate::dialect::Dialect;
use crate::lint::subject::qualified;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::operation::Operation;
use crate::sql::EffectKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "index-not-concurrent",
    group: Group::Locking,
    severity: Severity::Warning,
    applies,
    scope: Scope::Older,
    why: "CREATE INDEX holds a SHARE lock until the whole table is read: nobody can write to it",
    help: "add `concurrently: true`; the statement then runs outside of the transaction",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}, {name: email, type: varchar(80)}]}",
    bad: &[
        "- create_index: {table: users, columns: [email]}",
        "- sql: CREATE INDEX by_email ON users (email)\n  downgrade: {nothing: an example}",
    ],
    good: &[
        "- create_index: {table: users, columns: [email], concurrently: true}",
        "- create_table: {name: fresh, columns: [{name: id, type: bigint}]}\n\
         - create_index: {table: fresh, columns: [id]}",
    ],
    checks: &[Check::Transition(operation), Check::Statement(text)],
};

fn applies(dialect: &Dialect) -> bool {
    dialect.fact("concurrent_index").is_some()
}

fn operation(change: &Change<'_>, report: &mut Reporter) {
    match change.transition.operation.as_ref() {
        Operation::CreateIndex(op) if !op.concurrently.0 => {
            let table = QualifiedName::new(&op.schema, &op.table);
            report.report(finding(&table, Some(op.name.as_str())));
        }
        _ => {}
    }
}

fn text(text: &Text<'_>, report: &mut Reporter) {
    for effect in text.effects() {
        if let EffectKind::BuildsIndex { table, index, concurrently: false } = &effect.kind {
            let index = index.as_ref().map(|index| index.name());
            report.report(finding(&qualified(table), index).bytes(effect.range));
        }
    }
}

fn finding(table: &QualifiedName, index: Option<&str>) -> Finding {
    let index = index.map(|index| format!("index `{index}`")).unwrap_or_else(|| "an index".to_string());
    Finding::new(format!("{index} is built while nobody can write to `{table}`")).on(table)
}
