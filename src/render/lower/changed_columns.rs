//! Which columns an operation is about.

use crate::catalog::{Name, QualifiedName};
use crate::operation::Operation;
use crate::plan::Transition;

/// The columns that an operation is about; none for the table as a whole.
pub(super) fn columns_of(operation: &Operation) -> Vec<Name> {
    match operation {
        Operation::AddColumn(op) => vec![op.column.name.clone()],
        Operation::DropColumn(op) => vec![op.column.clone()],
        Operation::AlterColumn(op) => vec![op.column.clone()],
        Operation::RenameColumn(op) => vec![op.column.clone(), op.to.clone()],
        _ => Vec::new(),
    }
}

/// The columns of a table that get another type with their enum.
pub(super) fn enum_columns(transition: &Transition, table: &QualifiedName) -> Vec<Name> {
    let Operation::ReplaceEnum(op) = transition.operation.as_ref() else { return Vec::new() };
    let name = QualifiedName::new(&op.schema, &op.name);
    let columns = transition.before.find_table(table).into_iter().flat_map(|table| &table.columns);
    columns.filter(|column| column.data_type.enum_name() == Some(&name)).map(|column| column.name.clone()).collect()
}
