//! Options that an operation names, checked against what the dialect has.

use crate::catalog::Conflict;
use crate::dialect::Dialect;
use crate::operation::Operation;

/// Checks the options of an operation and brings them into the form that catalogs keep.
pub fn settle(operation: &mut Operation, dialect: &Dialect) -> Result<(), Conflict> {
    let (tables, indexes) = (&dialect.manifest.table_options, &dialect.manifest.index_options);
    let columns = &dialect.manifest.column_options;
    match operation {
        Operation::CreateTable(op) => {
            dialect.settle_options(tables, "a table", &mut op.0.options, false)?;
            for (at, column) in op.0.columns.iter_mut().enumerate() {
                let settled = dialect.settle_options(columns, "a column", &mut column.options, false);
                settled.map_err(|conflict| conflict.at_index(at).at("columns"))?;
            }
            for (at, index) in op.0.indexes.iter_mut().enumerate() {
                let settled = dialect.settle_options(indexes, "an index", &mut index.options, false);
                settled.map_err(|conflict| conflict.at_index(at).at("indexes"))?;
            }
            Ok(())
        }
        Operation::AlterTableOptions(op) => dialect.settle_options(tables, "a table", &mut op.options, true),
        Operation::CreateIndex(op) => dialect.settle_options(indexes, "an index", &mut op.options, false),
        Operation::AddColumn(op) => {
            let settled = dialect.settle_options(columns, "a column", &mut op.column.options, false);
            settled.map_err(|conflict| conflict.at("column"))
        }
        Operation::AlterColumn(op) => dialect.settle_options(columns, "a column", &mut op.options, true),
        Operation::Grant(op) => {
            let on_columns = !op.columns.is_empty();
            match op.on.kind() {
                Some((kind, _)) => dialect.settle_privileges(kind, on_columns, &mut op.privileges),
                None => Ok(()),
            }
        }
        Operation::Revoke(op) if !op.takes_all() => {
            let on_columns = !op.columns.is_empty();
            match op.on.kind() {
                Some((kind, _)) => dialect.settle_privileges(kind, on_columns, &mut op.privileges),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}
