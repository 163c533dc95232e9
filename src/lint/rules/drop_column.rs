//! Dropping a column destroys its values the moment the script runs.

use crate::catalog::QualifiedName;
use crate::diagnostic::Severity;
use crate::lint::rule::everywhere;
use crate::lint::subject::qualified;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::operation::Operation;
use crate::sql::EffectKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "drop-column",
    group: Group::Destructive,
    severity: Severity::Warning,
    applies: everywhere,
    scope: Scope::Older,
    why: "every row loses the column's value; a downgrade brings back the column, not the values",
    help: "stop reading and writing the column in one release and drop it in a later one",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}, {name: email, type: text}]}",
    bad: &[
        "- drop_column: {table: users, column: email}",
        "- sql: ALTER TABLE users DROP COLUMN email\n  downgrade: {nothing: an example}",
    ],
    good: &[
        "- add_column: {table: users, column: {name: phone, type: text}}",
        "- rename_column: {table: users, column: email, to: email_dropped}",
        "- create_table: {name: scratch, columns: [{name: id, type: bigint}, {name: a, type: text}]}\n\
         - drop_column: {table: scratch, column: a}",
    ],
    checks: &[Check::Transition(operation), Check::Statement(text)],
};

fn operation(change: &Change<'_>, report: &mut Reporter) {
    if let Operation::DropColumn(op) = change.transition.operation.as_ref() {
        let table = QualifiedName::new(&op.schema, &op.table);
        report.report(finding(&table, op.column.as_str()).field(&["column"]));
    }
}

fn text(text: &Text<'_>, report: &mut Reporter) {
    for effect in text.effects() {
        if let EffectKind::DropsColumn { table, column } = &effect.kind {
            report.report(finding(&qualified(table), column).bytes(effect.range));
        }
    }
}

fn finding(table: &QualifiedName, column: &str) -> Finding {
    Finding::new(format!("column `{table}.{column}` and its values are dropped")).on(table)
}
