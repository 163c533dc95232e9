//! Rows in operations: checked against the table of that moment, and found again for the downgrade.

use indexmap::IndexMap;

use crate::catalog::{Catalog, Column, Conflict, DataType, Name, QualifiedName, Table, Value};

/// The values of one row by column.
pub type Row = IndexMap<Name, Value>;

/// Checks the values given for columns of a table.
pub(super) fn check_values(catalog: &Catalog, table: &Table, row: &Row) -> Result<(), Conflict> {
    for (name, value) in row {
        let column = table.column(name).map_err(|conflict| conflict.at_key_of(name.as_str()))?;
        check_value(catalog, column, value).map_err(|conflict| conflict.at(name.as_str()))?;
    }
    Ok(())
}

fn check_value(catalog: &Catalog, column: &Column, value: &Value) -> Result<(), Conflict> {
    let wrong = |message: String| Err(Conflict::new("wrong-value", message));
    if column.computed.is_some() {
        return wrong(format!("column `{}` is computed and takes no value", column.name));
    }
    if *value == Value::Null && !column.nullable {
        return wrong(format!("column `{}` is not nullable", column.name));
    }
    if let Value::Sequence(name) = value {
        catalog.sequence(name)?;
    }
    if let (DataType::Enum(name), Value::Text(text)) = (&column.data_type, value)
        && !catalog.enum_type(name)?.values.contains(text)
    {
        return wrong(format!("enum `{name}` has no value `{text}`"));
    }
    match value.misfit(&column.data_type) {
        Some(reason) => wrong(reason),
        None => Ok(()),
    }
}

/// Checks a whole new row: what it leaves out must have a value of its own.
pub(super) fn check_row(catalog: &Catalog, table: &Table, row: &Row) -> Result<(), Conflict> {
    if row.is_empty() {
        return Err(Conflict::new("wrong-value", "the row has no values"));
    }
    check_values(catalog, table, row)?;
    let required = |column: &&Column| {
        !column.nullable && column.default.is_none() && column.identity.is_none() && column.computed.is_none()
    };
    if let Some(column) = table.columns.iter().filter(required).find(|column| !row.contains_key(&column.name)) {
        let message = format!(
            "column `{}` of `{}` needs a value: it is not nullable and has no default",
            column.name, table.name
        );
        return Err(Conflict::new("missing-value", message));
    }
    Ok(())
}

/// What finds an inserted row again: its primary key, else the first unique constraint that the row gives wholly.
pub fn row_identity<'a>(table: &Table, row: &'a Row) -> Option<Vec<(&'a Name, &'a Value)>> {
    let primary = table.primary_key.iter().map(|key| &key.columns);
    let unique = table.unique.iter().map(|key| &key.columns);
    primary.chain(unique).find_map(|columns| {
        let pairs: Option<Vec<_>> = columns.iter().map(|name| row.get_key_value(name)).collect();
        pairs.filter(|pairs| {
            pairs.iter().all(|(_, value)| !matches!(value, Value::Null | Value::Sql(_) | Value::Sequence(_)))
        })
    })
}

/// The table that rows go into.
pub(super) fn table_of<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Result<&'a Table, Conflict> {
    catalog.table(name).map(AsRef::as_ref)
}
