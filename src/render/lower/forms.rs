//! Special forms of operations that only the state and the dialect know: `kind.form` in a manifest.

use super::Lowering;
use crate::catalog::{Catalog, Column, Constraint, Index, Name, QualifiedName, Table};
use crate::dialect::Converts;
use crate::operation::{AlterColumn, Op, Operation, Target, Upsert};
use crate::plan::Transition;
use crate::render::physical::Physical;

/// The special forms of a transition.
pub(super) fn forms(lowering: &Lowering<'_>, transition: &Transition) -> Vec<&'static str> {
    let mut forms = Vec::new();
    let operation = transition.operation.as_ref();
    match operation {
        Operation::DropConstraint(op) => forms.extend(kind(transition, &op.name)),
        Operation::RenameConstraint(op) => forms.extend(kind(transition, &op.name)),
        Operation::RenameColumn(op) => {
            let Some(table) = table(transition) else { return forms };
            if table.column(&op.column).is_ok_and(|column| column.data_type.enum_name().is_some()) {
                forms.push("enum");
            }
            if table.computes_from(&op.column) {
                forms.push("computed_reader");
            }
            if is_rowless_key(lowering, transition, table, &op.column) {
                forms.push("rowless_key");
            }
        }
        Operation::AddColumn(op) if lowering.dialect.computes_default(&op.column) => forms.push("default_expression"),
        Operation::AlterColumn(op) => {
            forms.extend(retyped(lowering, transition, op));
            forms.extend(numbered_otherwise(transition, op));
            forms.extend(computed(transition, op));
        }
        Operation::ReplaceEnum(_) | Operation::RenameEnumValue(_) => {
            let computed =
                matches!(operation.target(), Target::Enum(name) if is_computed_from(&transition.before, &name));
            forms.extend(computed.then_some("computed_reader"));
        }
        Operation::Upsert(op) => {
            forms.extend(has_other_key(transition, op).then_some("other_key"));
            forms.extend(counts_in_key(lowering, transition, op).then_some("whole_number_in_key"));
        }
        Operation::CreateIndex(_) | Operation::DropIndex(_) if changes_key_indexes(lowering, transition) => {
            forms.push("foreign_key");
        }
        _ => {}
    }
    forms
}

/// Whether the transition drops a foreign key.
pub(super) fn drops_foreign_key(transition: &Transition) -> bool {
    match transition.operation.as_ref() {
        Operation::DropConstraint(op) => kind(transition, &op.name) == Some("foreign_key"),
        _ => false,
    }
}

/// Whether the transition renames a column that a foreign key uses, at either end of it.
pub(super) fn renames_key_column(transition: &Transition) -> bool {
    let (Operation::RenameColumn(op), Some(table)) = (transition.operation.as_ref(), table(transition)) else {
        return false;
    };
    let name = table.qualified_name();
    let uses = |owner: &Table| {
        owner.foreign_keys.iter().any(|key| {
            owner.qualified_name() == name && key.columns.contains(&op.column)
                || key.references.table_name() == name && key.references.columns.contains(&op.column)
        })
    };
    let before = &transition.before;
    uses(table) || before.referrers(&name).filter_map(|other| before.find_table(other)).any(|other| uses(other))
}

fn table(transition: &Transition) -> Option<&Table> {
    let Target::Table(name) = transition.operation.target() else { return None };
    transition.before.find_table(&name).map(AsRef::as_ref)
}

/// The word for the kind of a constraint.
fn kind(transition: &Transition, name: &Name) -> Option<&'static str> {
    Some(match table(transition)?.constraint(name)? {
        Constraint::PrimaryKey(_) => "primary_key",
        Constraint::Unique(_) => "unique",
        Constraint::ForeignKey(_) => "foreign_key",
        Constraint::Check(_) => "check",
        Constraint::Exclusion(_) => "exclusion",
    })
}

/// What a change of type or collation comes to; nothing where the database would not notice it.
fn retyped(lowering: &Lowering<'_>, transition: &Transition, op: &AlterColumn) -> Vec<&'static str> {
    let (Some(before), Target::Table(name)) = (table(transition), transition.operation.target()) else {
        return Vec::new();
    };
    let after = transition.after.find_table(&name);
    let (Ok(old), Some(Ok(new))) = (before.column(&op.column), after.map(|table| table.column(&op.column))) else {
        return Vec::new();
    };
    let spelt = |column: &Column, catalog| lowering.dialect.type_name(column, catalog).ok();
    let same = spelt(old, &transition.before) == spelt(new, &transition.after) && old.collation == new.collation;
    let mut forms = Vec::new();
    if before.computes_from(&op.column) && (!same || op.using.is_some()) {
        forms.push("computed_reader");
    }
    if op.using.is_none() && lowering.dialect.converts(&old.data_type, &new.data_type) == Converts::No {
        forms.push("unconverted");
    }
    forms
}

/// Whether a column that the database numbers is numbered in another way, or no more.
fn numbered_otherwise(transition: &Transition, op: &AlterColumn) -> Vec<&'static str> {
    let column = table(transition).and_then(|table| table.column(&op.column).ok());
    let Some(old) = column.and_then(|column| column.identity.as_ref()) else { return Vec::new() };
    match &op.identity {
        Some(new) if new.counts_like(old) => vec!["identity_kind"],
        Some(new) if new.start != old.start => vec!["identity_options", "identity_start"],
        Some(_) => vec!["identity_options"],
        None if op.drop_identity => vec!["identity_dropped"],
        None => Vec::new(),
    }
}

/// Whether something else than the comment of a computed column changes.
fn computed(transition: &Transition, op: &AlterColumn) -> Option<&'static str> {
    let old = table(transition)?.column(&op.column).ok()?;
    let changes = op.features().iter().any(|feature| *feature != "comment");
    (old.computed.is_some() && changes).then_some("computed")
}

/// Whether a column of the enum is read by a computed column.
fn is_computed_from(catalog: &Catalog, name: &QualifiedName) -> bool {
    catalog.type_users(name).filter_map(|user| catalog.find_table(user)).any(|table| {
        let mut columns = table.columns.iter().filter(|column| column.data_type.enum_name() == Some(name));
        columns.any(|column| table.computes_from(&column.name))
    })
}

/// Whether the key is of several columns, and one of them is a whole number and the primary key by itself.
fn counts_in_key(lowering: &Lowering<'_>, transition: &Transition, op: &Upsert) -> bool {
    let Some(table) = transition.before.find_table(&QualifiedName::new(&op.schema, &op.table)) else { return false };
    let Some([alone]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else { return false };
    op.key.len() > 1 && op.key.contains(alone) && is_whole_number(lowering, transition, table, alone)
}

/// Whether the column is the whole primary key of a table without row numbers, a whole number, and part of another key.
fn is_rowless_key(lowering: &Lowering<'_>, transition: &Transition, table: &Table, column: &Name) -> bool {
    let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns == [column.clone()]);
    let again = || table.unique.iter().any(|key| key.columns.contains(column));
    let rowless = is_key && table.options.is_on("without_rowid") && again();
    rowless && is_whole_number(lowering, transition, table, column)
}

/// Whether the database has the column as an INTEGER.
fn is_whole_number(lowering: &Lowering<'_>, transition: &Transition, table: &Table, column: &Name) -> bool {
    let physical = Physical { dialect: lowering.dialect, catalog: &transition.before };
    let spelt = table.column(column).ok().and_then(|column| physical.column(table, column).ok());
    spelt.is_some_and(|column| column.identity.is_some() || column.type_name.eq_ignore_ascii_case("integer"))
}

/// Whether the rows may meet rows that are there by another key too.
fn has_other_key(transition: &Transition, op: &Upsert) -> bool {
    let Some(table) = transition.before.find_table(&QualifiedName::new(&op.schema, &op.table)) else { return false };
    let rows = op.all_rows();
    // What a row leaves out is a number of its own or NULL, which meets nothing, unless the column has a default.
    let meets = |name: &Name| {
        let given = rows.iter().any(|row| row.contains_key(name));
        given || table.column(name).is_ok_and(|column| column.default.is_some() || column.computed.is_some())
    };
    let is_other =
        |columns: &Vec<Name>| columns.len() != op.key.len() || columns.iter().any(|name| !op.key.contains(name));
    let by_expression = |index: &Index| index.unique && index.texts().next().is_some();
    table.keys().filter(is_other).any(|columns| columns.iter().all(meets)) || table.indexes.iter().any(by_expression)
}

/// Whether an index takes the place of one that only a foreign key needs, or leaves it to that.
fn changes_key_indexes(lowering: &Lowering<'_>, transition: &Transition) -> bool {
    let Target::Table(name) = transition.operation.target() else { return false };
    let needed = |catalog| {
        let physical = Physical { dialect: lowering.dialect, catalog };
        catalog.find_table(&name).map(|table| physical.key_indexes(table))
    };
    needed(&transition.before) != needed(&transition.after)
}
