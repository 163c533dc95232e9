//! A column that is added without a default and may not be NULL has no value for the rows that exist.

use crate::catalog::{Column, DataType, QualifiedName};
use crate::diagnostic::Severity;
use crate::dialect::Dialect;
use crate::lint::rule::everywhere;
use crate::lint::subject::qualified;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::operation::Operation;
use crate::sql::EffectKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "not-null-without-default",
    group: Group::Correctness,
    severity: Severity::Warning,
    applies: everywhere,
    scope: Scope::WithRows,
    why: "rows that exist need a value for the new column, and nothing says which",
    help: "give the column a `default`, or add it nullable, fill it, and set `nullable: false` with `alter_column`",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}]}",
    bad: &[
        "- add_column: {table: users, column: {name: age, type: integer, nullable: false}}",
        "- sql: ALTER TABLE users ADD COLUMN age int NOT NULL\n  downgrade: {nothing: an example}",
    ],
    good: &[
        "- add_column: {table: users, column: {name: age, type: integer, nullable: false, default: 0}}",
        "- add_column: {table: users, column: {name: age, type: integer}}\n\
         - update: {table: users, set: {age: 0}}\n\
         - alter_column: {table: users, column: age, nullable: false}",
        "- create_table: {name: fresh, columns: [{name: id, type: bigint}]}\n\
         - add_column: {table: fresh, column: {name: age, type: integer, nullable: false}}",
    ],
    checks: &[Check::Transition(operation), Check::Statement(text)],
};

fn operation(change: &Change<'_>, report: &mut Reporter) {
    let Operation::AddColumn(op) = change.transition.operation.as_ref() else { return };
    if is_required(&op.column) && !numbers_itself(&op.column.data_type, change.dialect) {
        let table = QualifiedName::new(&op.schema, &op.table);
        let spelt = change.dialect.type_name(&op.column, &change.transition.after).ok();
        let silent = change.dialect.fills_rows(spelt.as_deref());
        report.report(finding(&table, op.column.name.as_str(), silent).field(&["column", "nullable"]));
    }
}

fn is_required(column: &Column) -> bool {
    !column.nullable && column.default.is_none() && column.identity.is_none() && column.computed.is_none()
}

/// Whether the type brings a default of its own.
fn numbers_itself(data_type: &DataType, dialect: &Dialect) -> bool {
    let DataType::Raw(raw) = data_type else { return false };
    let types = dialect.fact("numbering_types").unwrap_or_default();
    types.split_whitespace().any(|word| raw.trim().eq_ignore_ascii_case(word))
}

fn text(text: &Text<'_>, report: &mut Reporter) {
    for effect in text.effects() {
        if let EffectKind::AddsRequiredColumn { table, column } = &effect.kind {
            let silent = text.dialect.fills_rows(None);
            report.report(finding(&qualified(table), column, silent).bytes(effect.range));
        }
    }
}

fn finding(table: &QualifiedName, column: &str, silent: bool) -> Finding {
    let what = match silent {
        true => format!("the rows of `{table}` silently get 0 or an empty text"),
        false => format!("this fails if `{table}` has rows"),
    };
    Finding::new(format!("column `{table}.{column}` is added NOT NULL and without a default: {what}")).on(table)
}
