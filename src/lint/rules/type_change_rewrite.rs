//! Giving a column another type writes the whole table anew, unless the old and the new type are stored alike.

use crate::catalog::{Catalog, Column, DataType, Name, QualifiedName};
use crate::diagnostic::Severity;
use crate::dialect::{Dialect, EnumForm};
use crate::lint::subject::qualified;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::operation::{AlterColumn, Operation};
use crate::sql::{EffectKind, new_type};

/// The rule.
pub static RULE: Rule = Rule {
    name: "type-change-rewrite",
    group: Group::Locking,
    severity: Severity::Warning,
    applies,
    scope: Scope::Older,
    why: "the statement takes as long as the table is big, and others wait for it all that time",
    help: "add a column of the new type, copy the values in portions, and change over in a later release",
    given: "- create_enum: {name: mood, values: [sad, glad]}\n\
            - create_table: {name: users, columns: [{name: age, type: integer}, {name: city, type: varchar(20)}, {name: mood, type: {enum: mood}}]}",
    bad: &[
        "- alter_column: {table: users, column: age, type: varchar(20)}\n  downgrade: {nothing: the numbers stay texts}",
        "- alter_column: {table: users, column: city, type: varchar(10)}",
    ],
    good: &[
        "- alter_column: {table: users, column: city, type: varchar(30)}",
        "- alter_column: {table: users, column: age, comment: in years}",
        "- add_enum_value: {name: mood, value: mad}",
        "- create_table: {name: fresh, columns: [{name: age, type: integer}]}\n\
         - alter_column: {table: fresh, column: age, type: bigint}",
    ],
    checks: &[Check::Transition(operation), Check::Statement(text)],
};

fn applies(dialect: &Dialect) -> bool {
    dialect.manifest.type_changes.is_some()
}

fn operation(change: &Change<'_>, report: &mut Reporter) {
    match change.transition.operation.as_ref() {
        Operation::AlterColumn(op) => altered(change, op, report),
        Operation::ReplaceEnum(op) => enum_changed(change, &QualifiedName::new(&op.schema, &op.name), report),
        Operation::RenameEnumValue(op) => enum_changed(change, &QualifiedName::new(&op.schema, &op.name), report),
        Operation::AddEnumValue(op) => enum_changed(change, &QualifiedName::new(&op.schema, &op.name), report),
        _ => {}
    }
}

fn altered(change: &Change<'_>, op: &AlterColumn, report: &mut Reporter) {
    let table = QualifiedName::new(&op.schema, &op.table);
    let (before, after) = (&change.transition.before, &change.transition.after);
    let (Some(old), Some(new)) = (column(before, &table, &op.column), column(after, &table, &op.column)) else {
        return;
    };
    let spelt = (change.dialect.type_name(old, before), change.dialect.type_name(new, after));
    let (Ok(from), Ok(to)) = spelt else { return };
    let using = op.using.as_ref().map(|using| using.as_str());
    if let Some(cost) = cost(change.dialect, (op.column.as_str(), &from, &to), using) {
        report.report(finding(&table, op.column.as_str(), &format!("from `{from}` to `{to}`"), cost).field(&["type"]));
    }
}

fn column<'a>(catalog: &'a Catalog, table: &QualifiedName, column: &Name) -> Option<&'a Column> {
    catalog.find_table(table)?.column(column).ok()
}

/// What the change does, if it does not leave the rows alone. A `using` that is more than a cast always computes them.
fn cost<'a>(dialect: &'a Dialect, change: (&str, &str, &str), using: Option<&str>) -> Option<&'a str> {
    let (column, from, to) = change;
    match using {
        Some(using) if !is_plain_cast(using, column, to) => {
            Some(dialect.manifest.type_changes.as_ref()?.otherwise.as_str())
        }
        _ => dialect.type_change(from, to),
    }
}

fn is_plain_cast(using: &str, column: &str, to: &str) -> bool {
    let bare = |text: &str| text.to_lowercase().replace([' ', '"'], "");
    let (using, column, to) = (bare(using), bare(column), bare(to));
    using == column || using == format!("{column}::{to}") || using == format!("cast({column}as{to})")
}

/// Columns of an enum whose values change. Where enums are types of their own, adding a value touches no table.
fn enum_changed(change: &Change<'_>, name: &QualifiedName, report: &mut Reporter) {
    let Some(costs) = &change.dialect.manifest.type_changes else { return };
    let (before, after) = (&change.transition.before, &change.transition.after);
    let inline = |catalog| change.dialect.type_spelling(&DataType::Enum(name.clone()), catalog);
    let free = match (change.dialect.manifest.enums, inline(before), inline(after)) {
        (EnumForm::Type, ..) => !matches!(change.transition.operation.as_ref(), Operation::ReplaceEnum(_)),
        (EnumForm::Inline, Ok(old), Ok(new)) => change.dialect.type_change(&old, &new).is_none(),
        (EnumForm::Inline | EnumForm::Check, ..) => true,
    };
    if free {
        return;
    }
    for table in before.type_users(name) {
        let columns = before.find_table(table).into_iter().flat_map(|found| &found.columns);
        for column in columns.filter(|column| column.data_type.enum_name() == Some(name)) {
            let how = format!("to other values of `{name}`");
            report.report(finding(table, column.name.as_str(), &how, &costs.otherwise));
        }
    }
}

fn text(text: &Text<'_>, report: &mut Reporter) {
    for effect in text.effects() {
        let EffectKind::ChangesType { table, column: name } = &effect.kind else { continue };
        let table = qualified(table);
        let Some(new) = new_type(&text.sql[effect.range.clone()], text.syntax()) else { continue };
        let before = &text.transition.before;
        let old = column(before, &table, &Name::from(new.column.as_str()));
        let old = old.and_then(|old| text.dialect.type_name(old, before).ok());
        let found = match old {
            Some(old) => cost(text.dialect, (&new.column, &old, &new.name), new.using.as_deref())
                .map(|cost| finding(&table, name, &format!("from `{old}` to `{}`", new.name), cost)),
            None => text.dialect.manifest.type_changes.as_ref().map(|changes| {
                let how = format!("to `{}`, from a type that the history does not know,", new.name);
                finding(&table, name, &how, &format!("perhaps {}", changes.otherwise))
            }),
        };
        if let Some(found) = found {
            report.report(found.bytes(effect.range));
        }
    }
}

fn finding(table: &QualifiedName, column: &str, how: &str, cost: &str) -> Finding {
    Finding::new(format!("the change of `{table}.{column}` {how} {cost}")).on(table)
}
