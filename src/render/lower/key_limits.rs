//! Limits of keys and indexes: types that they do not take, and values that are too long for them.

use super::limits::keys;
use crate::catalog::{Catalog, Column, DataType, Index, Name, Table};
use crate::dialect::Dialect;

/// Keys whose length is limited: not unique ones where the database hashes them, nor indexes of one column where it
/// takes the start of the value.
fn limited_keys<'a>(table: &'a Table, dialect: &Dialect) -> Vec<(&'a Name, Vec<&'a Name>)> {
    let mut keys = keys(table);
    let in_full = |name: &Name| table.index(name).is_none_or(Index::holds_whole_values);
    keys.retain(|(name, _)| in_full(name));
    if dialect.fact("hashes_long_keys").is_some() {
        let any_length = |name: &Name| {
            let index = table.index(name).is_some_and(|index| index.unique || index.columns.len() == 1);
            index || table.unique.iter().any(|key| key.name == *name)
        };
        keys.retain(|(name, _)| !any_length(name));
    }
    keys
}

pub(super) fn keyless_in_key(table: &Table, _: &Catalog, dialect: &Dialect) -> Option<String> {
    let words = dialect.fact("keyless_types").unwrap_or("");
    let keyless = |name: &Name| {
        let word = table.column(name).ok().and_then(|column| column.data_type.portable_word());
        word.filter(|word| words.split(' ').any(|listed| listed == *word))
    };
    let found = |(key, columns): (&Name, Vec<&Name>)| {
        let (column, word) = columns.into_iter().find_map(|name| Some((name, keyless(name)?)))?;
        Some(format!("column `{column}` of `{key}` is `{word}`"))
    };
    limited_keys(table, dialect).into_iter().find_map(found)
}

pub(super) fn long_key(table: &Table, _: &Catalog, dialect: &Dialect) -> Option<String> {
    let most: usize = dialect.fact("key_bytes")?.parse().ok()?;
    let found = |(key, columns): (&Name, Vec<&Name>)| {
        let columns = columns.iter().filter_map(|name| table.column(name).ok());
        let bytes: usize = columns.map(|column| bytes(column, table, dialect)).sum();
        (bytes > most).then(|| format!("`{key}` of `{}` takes {bytes} bytes", table.qualified_name()))
    };
    limited_keys(table, dialect).into_iter().find_map(found)
}

/// A column that is too long for a key of a table whose rows are kept in an old format.
pub(super) fn long_column_in_key(table: &Table, _: &Catalog, dialect: &Dialect) -> Option<String> {
    let short = dialect.fact("short_key_row_formats")?;
    let format = table.options.text("row_format").filter(|format| short.split(' ').any(|listed| listed == *format))?;
    let most: usize = dialect.fact("short_key_bytes")?.parse().ok()?;
    let in_full = |name: &Name| table.index(name).is_none_or(Index::holds_whole_values);
    let found = |(key, columns): (&Name, Vec<&Name>)| {
        let columns = columns.into_iter().filter_map(|name| table.column(name).ok());
        let long = columns.map(|column| (column, bytes(column, table, dialect))).find(|(_, bytes)| *bytes > most);
        let (column, bytes) = long.filter(|_| in_full(key))?;
        Some(format!("column `{}` of `{key}` takes {bytes} bytes in the row format {format}", column.name))
    };
    keys(table).into_iter().find_map(found)
}

/// An index whose method does not know what to do with the type of one of its columns.
pub(super) fn method_without_class(table: &Table, _: &Catalog, dialect: &Dialect) -> Option<String> {
    let found = |index: &Index| {
        let method = index.method.as_ref()?.0.as_str();
        let mut known = dialect.fact("methods_without_types")?.split(' ').filter_map(|pair| pair.split_once('='));
        let (_, words) = known.find(|(name, _)| *name == method)?;
        let plain = index.columns.iter().filter(|part| part.opclass.is_none()).filter_map(|part| part.column.as_ref());
        let mut columns = plain.filter_map(|name| table.column(name).ok());
        let none = |column: &&Column| words.split(',').any(|listed| listed == sort(&column.data_type));
        let column = columns.find(none)?;
        Some(format!("column `{}` of `{}` is `{}`", column.name, index.name, column.data_type))
    };
    table.indexes.iter().find_map(found)
}

/// The word of a portable type, or what sort of type another one is.
fn sort(data_type: &DataType) -> &str {
    match data_type {
        DataType::Portable { word, .. } => word,
        DataType::Enum(_) => "enum",
        DataType::Composite(_) => "composite",
        DataType::Array(_) => "array",
        DataType::Domain(_) | DataType::Raw(_) => "",
    }
}

/// The most bytes of a column in a key, where its type says a length.
fn bytes(column: &Column, table: &Table, dialect: &Dialect) -> usize {
    let DataType::Portable { word, arguments } = &column.data_type else { return 0 };
    let length = arguments.first().map_or(0, |length| usize::try_from(*length).unwrap_or(usize::MAX));
    match *word {
        "char" | "varchar" => length.saturating_mul(bytes_per_character(table, dialect)),
        "binary" => length,
        _ => 8,
    }
}

/// As the table's character set has it: four where nothing is said.
fn bytes_per_character(table: &Table, dialect: &Dialect) -> usize {
    let Some(charset) = table.options.text("charset") else { return 4 };
    let known = dialect.fact("wide_charsets").unwrap_or_default().split(' ').filter_map(|pair| pair.split_once('='));
    let mut known = known.filter(|(name, _)| name.eq_ignore_ascii_case(charset));
    known.next().and_then(|(_, bytes)| bytes.parse().ok()).unwrap_or(1)
}
