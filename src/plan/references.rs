//! The columns that a foreign key points at where a file names none: the primary key of the table at that point.

use crate::catalog::{Catalog, Name, QualifiedName, References};
use crate::operation::Operation;

/// Names the columns that the foreign keys of an operation point at.
pub fn name_columns(operation: &mut Operation, catalog: &Catalog) {
    match operation {
        Operation::CreateForeignKey(op) => fill(&mut op.references, catalog, None),
        Operation::CreateTable(op) => {
            let name = op.0.qualified_name();
            let own = op.0.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
            for key in &mut op.0.foreign_keys {
                fill(&mut key.references, catalog, Some((&name, &own)));
            }
        }
        _ => {}
    }
}

/// `own` is the table that is being made, with its primary key.
fn fill(references: &mut References, catalog: &Catalog, own: Option<(&QualifiedName, &[Name])>) {
    if !references.columns.is_empty() {
        return;
    }
    let name = references.table_name();
    let table = catalog.find_table(&name);
    let known = table.and_then(|table| table.primary_key.as_ref()).map(|key| key.columns.as_slice());
    let own = own.filter(|(own, _)| **own == name).map(|(_, columns)| columns);
    references.columns = own.or(known).unwrap_or_default().to_vec();
}
