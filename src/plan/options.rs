//! Options that an operation names, checked against what the dialect has.

use crate::catalog::{Catalog, Conflict, QualifiedName, Table};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::source::Path;

/// Checks the options of an operation and brings them into the form that catalogs keep.
pub fn settle(operation: &mut Operation, dialect: &Dialect) -> Result<(), Conflict> {
    let (tables, indexes) = (&dialect.manifest.table_options, &dialect.manifest.index_options);
    let columns = &dialect.manifest.column_options;
    match operation {
        Operation::CreateTable(op) => {
            dialect.settle_options(tables, "a table", &mut op.0.options, false)?;
            check_start(&op.0, dialect)?;
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

/// Refuses a change after which a table says twice with which number it begins.
pub fn check_result(operation: &Operation, dialect: &Dialect, after: &Catalog) -> Result<(), Conflict> {
    let (schema, table, fields): (_, _, &[&str]) = match operation {
        Operation::AddColumn(op) if op.column.identity.is_some() => (&op.schema, &op.table, &["identity", "column"]),
        Operation::AlterColumn(op) if op.identity.is_some() => (&op.schema, &op.table, &["identity"]),
        Operation::AlterTableOptions(op) => (&op.schema, &op.table, &["options"]),
        _ => return Ok(()),
    };
    let Some(table) = after.find_table(&QualifiedName::new(schema, table)) else { return Ok(()) };
    check_start(table, dialect).map_err(|conflict| {
        let here = Conflict { path: Path::root(), ..conflict };
        fields.iter().fold(here, |conflict, field| conflict.at(field)).help("say one of them, and leave out the other")
    })
}

/// Refuses a table that says twice with which number it begins.
fn check_start(table: &Table, dialect: &Dialect) -> Result<(), Conflict> {
    let start =
        |column: &crate::catalog::Column| column.identity.as_ref().is_some_and(|identity| identity.start.is_some());
    let Some(column) = table.columns.iter().find(|column| start(column)) else { return Ok(()) };
    let rules = dialect.manifest.table_options.iter();
    let Some((word, _)) =
        rules.filter(|(_, rule)| rule.next_number).find(|(word, _)| table.options.get(word).is_some())
    else {
        return Ok(());
    };
    let message =
        format!("option `{word}` and the `start` of `{}` are both the first number of the table", column.name);
    Err(Conflict::new("contradiction", message).at("options").help(format!("leave out `{word}`")))
}
