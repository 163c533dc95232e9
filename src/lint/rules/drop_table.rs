//! Dropping a table destroys its rows the moment the script runs.

use crate::catalog::QualifiedName;
use crate::diagnostic::Severity;
use crate::lint::rule::everywhere;
use crate::lint::subject::qualified;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::operation::Operation;
use crate::sql::EffectKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "drop-table",
    group: Group::Destructive,
    severity: Severity::Warning,
    applies: everywhere,
    scope: Scope::Older,
    why: "every row of the table is gone; a downgrade brings back the table, not the rows",
    help: "rename the table in one release and drop it in a later one, when nothing has missed it",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}]}",
    bad: &["- drop_table: {name: users}", "- sql: DROP TABLE IF EXISTS users\n  downgrade: {nothing: an example}"],
    good: &[
        "- rename_table: {name: users, to: users_dropped}",
        "- create_table: {name: scratch, columns: [{name: id, type: bigint}]}\n- drop_table: {name: scratch}",
        "- sql: CREATE TABLE scratch (id int); DROP TABLE scratch\n  downgrade: {nothing: an example}",
    ],
    checks: &[Check::Transition(operation), Check::Statement(text)],
};

fn operation(change: &Change<'_>, report: &mut Reporter) {
    if let Operation::DropTable(op) = change.transition.operation.as_ref() {
        let table = QualifiedName::new(&op.schema, &op.name);
        report.report(finding(&table).field(&["name"]));
    }
}

fn text(text: &Text<'_>, report: &mut Reporter) {
    for effect in text.effects() {
        if let EffectKind::DropsTable { table } = &effect.kind {
            report.report(finding(&qualified(table)).bytes(effect.range));
        }
    }
}

fn finding(table: &QualifiedName) -> Finding {
    Finding::new(format!("table `{table}` and all its rows are dropped")).on(table)
}
