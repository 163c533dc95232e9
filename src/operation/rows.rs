//! Rows in operations: checked against the table of that moment, and found again for the downgrade.

use indexmap::IndexMap;

use super::Operation;
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
    if let Some(name) = column.data_type.enum_name()
        && let Some(text) = unknown_word(&catalog.enum_type(name)?.values, value, &column.data_type)
    {
        return wrong(format!("enum `{name}` has no value `{text}`"));
    }
    match value.misfit(&column.data_type) {
        Some(reason) => wrong(reason),
        None => Ok(()),
    }
}

/// The first word of a value that an enum does not have; the text of a whole array is the database's own.
fn unknown_word<'a>(known: &[String], value: &'a Value, data_type: &DataType) -> Option<&'a str> {
    match value {
        Value::Text(text) | Value::Cell(text) if matches!(data_type, DataType::Enum(_)) && !known.contains(text) => {
            Some(text)
        }
        Value::List(items) => items.iter().find_map(|item| match item {
            Value::Text(text) => (!known.contains(text)).then_some(text.as_str()),
            item => unknown_word(known, item, data_type),
        }),
        _ => None,
    }
}

/// Checks a whole new row: what it leaves out must have a value of its own.
pub(super) fn check_row(catalog: &Catalog, table: &Table, row: &Row) -> Result<(), Conflict> {
    if row.is_empty() {
        return Err(Conflict::new("wrong-value", "the row has no values"));
    }
    check_values(catalog, table, row)?;
    check_required(table, |name| row.contains_key(name))
}

/// Checks that a new row is given what has no value of its own.
pub(super) fn check_required(table: &Table, given: impl Fn(&Name) -> bool) -> Result<(), Conflict> {
    let required = |column: &&Column| {
        !column.nullable && column.default.is_none() && column.identity.is_none() && column.computed.is_none()
    };
    if let Some(column) = table.columns.iter().filter(required).find(|column| !given(&column.name)) {
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

/// The column whose values an operation in parts walks along: the first of the primary key.
pub fn part_key(table: &Table, chunk: u32) -> Result<&Column, Conflict> {
    let wrong = |message: String, help: &str| Conflict::new("wrong-chunk", message).at_key_of("chunk").help(help);
    if chunk == 0 {
        return Err(wrong("a part has at least one row".to_string(), "write `chunk: 5000`"));
    }
    let Some(name) = table.primary_key.as_ref().and_then(|key| key.columns.first()) else {
        let message =
            format!("`{}` has no primary key, along which its rows could be cut into parts", table.qualified_name());
        return Err(wrong(message, "leave `chunk` out, or give the table a primary key first"));
    };
    let column = table.column(name)?;
    let walked = ["smallint", "integer", "bigint", "numeric", "date", "timestamp"];
    match column.data_type.portable_word() {
        Some(word) if walked.contains(&word) => Ok(column),
        _ => {
            let message = format!(
                "rows are cut into parts along numbers and dates, and `{}.{name}` is `{}`",
                table.name, column.data_type
            );
            Err(wrong(message, "leave `chunk` out"))
        }
    }
}

/// The words of a summary for an operation in parts.
pub(super) fn in_parts(chunk: Option<u32>) -> String {
    chunk.map_or_else(String::new, |chunk| format!(", {chunk} rows at a time"))
}

impl Operation {
    /// How many rows the operation changes at a time, where it does so in parts.
    pub fn chunk(&self) -> Option<u32> {
        match self {
            Self::Update(op) => op.chunk,
            Self::Delete(op) => op.chunk,
            _ => None,
        }
    }

    /// The values that an operation on rows gives, with their columns.
    pub fn given_values(&self) -> Box<dyn Iterator<Item = (&Name, &Value)> + '_> {
        match self {
            Self::Insert(op) => Box::new(op.values.iter()),
            Self::BulkInsert(op) => Box::new(op.rows.iter().flatten()),
            Self::Upsert(op) => Box::new(op.all_rows().iter().flatten()),
            Self::Update(op) => Box::new(op.set.iter()),
            Self::Delete(op) => Box::new(op.key.iter()),
            _ => Box::new(std::iter::empty()),
        }
    }
}

/// The table that rows go into.
pub(super) fn table_of<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Result<&'a Table, Conflict> {
    catalog.table(name).map(AsRef::as_ref)
}
