//! How an operation is done: what it takes for granted, and whether its neighbours are done with it.

use serde::Deserialize;

use super::{Op, Operation};
use crate::catalog::{Catalog, Conflict, QualifiedName};

/// How an operation is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manner {
    /// Whether the database may differ from what the history says: what is made may be there, what is dropped may be gone.
    pub guarded: bool,
    /// Whether the table is rebuilt, and with which neighbours.
    pub batch: Batch,
}

/// Whether a table is rebuilt for a change, and whether neighbouring changes go with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Batch {
    /// As the database needs it, with all neighbours that can go with it.
    #[default]
    Auto,
    /// Rebuilt, also where it could be changed in place.
    Always,
    /// Not rebuilt, and so refused where it would have to be.
    Never,
    /// By itself.
    Apart,
}

/// The field that says that the database may differ, for kinds of operations that have one.
pub fn guard_field(kind: &str) -> Option<&'static str> {
    match kind {
        "add_column" | "create_index" | "create_schema" | "create_table" => Some("if_not_exists"),
        "drop_column" | "drop_constraint" | "drop_enum" | "drop_extension" | "drop_index" | "drop_schema"
        | "drop_table" | "drop_view" => Some("if_exists"),
        _ => None,
    }
}

/// Applies an operation. Dropping what the catalog does not know does nothing where it may be gone.
pub fn apply(operation: &Operation, manner: Manner, catalog: &mut Catalog) -> Result<(), Conflict> {
    if manner.guarded && is_gone(operation, catalog) {
        return Ok(());
    }
    operation.apply(catalog)
}

/// Whether the catalog does not know what an operation drops; of parts of tables that it knows.
pub fn is_gone(operation: &Operation, catalog: &Catalog) -> bool {
    let table = |schema, name| catalog.find_table(&QualifiedName::new(schema, name));
    match operation {
        Operation::DropColumn(op) => {
            table(&op.schema, &op.table).is_some_and(|table| table.column(&op.column).is_err())
        }
        Operation::DropConstraint(op) => {
            table(&op.schema, &op.table).is_some_and(|table| table.constraint(&op.name).is_none())
        }
        Operation::DropIndex(op) => table(&op.schema, &op.table).is_some_and(|table| table.index(&op.name).is_none()),
        Operation::DropEnum(op) => catalog.enum_type(&QualifiedName::new(&op.schema, &op.name)).is_err(),
        Operation::DropExtension(op) => catalog.extension(&op.name).is_err(),
        Operation::DropSchema(op) => !catalog.has_schema(&op.name),
        Operation::DropTable(op) => catalog.check_free(&QualifiedName::new(&op.schema, &op.name)).is_ok(),
        Operation::DropView(op) => catalog.check_free(&QualifiedName::new(&op.schema, &op.name)).is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::KINDS;

    #[test]
    fn guards_are_for_what_is_made_and_dropped() {
        for kind in KINDS.iter().filter(|kind| guard_field(kind).is_some()) {
            let drops = kind.starts_with("drop_");
            assert_eq!(guard_field(kind) == Some("if_exists"), drops, "{kind}");
        }
        assert_eq!(KINDS.iter().filter(|kind| guard_field(kind).is_some()).count(), 12);
    }
}
