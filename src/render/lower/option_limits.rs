//! What no table of the dialect may be because of its options: rules as in `limits`.

use crate::catalog::{Catalog, Column, DataType, ForeignKey, Method, Name, OptionValue, SqlText, Table};
use crate::dialect::Dialect;

/// A table that has no row numbers of its own, and so needs a primary key that rows bring along.
pub(super) fn rowless_table(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    if !table.options.is_on("without_rowid") {
        return None;
    }
    let name = table.qualified_name();
    if table.primary_key.is_none() {
        return Some(format!("`{name}` has no primary key"));
    }
    let numbered = table.columns.iter().find(|column| column.identity.is_some())?;
    Some(format!("the database numbers `{name}.{}`", numbered.name))
}

fn partition_key(table: &Table) -> Option<&SqlText> {
    match table.options.get("partition_by")? {
        OptionValue::Sql(text) => Some(text),
        _ => None,
    }
}

/// A key of a partitioned table without a column that rows are parted by.
pub(super) fn partition_key_left_out(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let parted = partition_key(table)?;
    let primary = table.primary_key.iter().map(|key| (&key.name, key.columns.iter().collect::<Vec<_>>()));
    let unique = table.unique.iter().map(|key| (&key.name, key.columns.iter().collect()));
    let indexes = table.indexes.iter().filter(|index| index.unique);
    let mut keys = primary.chain(unique).chain(indexes.map(|index| (&index.name, index.plain_columns().collect())));
    keys.find_map(|(key, columns)| {
        let left_out = |name: &&Name| parted.mentions(name.as_str()) && !columns.contains(name);
        let column = table.columns.iter().map(|column| &column.name).find(left_out)?;
        Some(format!("`{key}` of `{}` leaves out `{column}`", table.qualified_name()))
    })
}

/// A foreign key at a partitioned table.
pub(super) fn partition_with_foreign_key(table: &Table, catalog: &Catalog, _: &Dialect) -> Option<String> {
    partition_key(table)?;
    foreign_key(table, catalog)
}

/// A foreign key at a table whose engine does not know them.
pub(super) fn engine_without_foreign_keys(table: &Table, catalog: &Catalog, dialect: &Dialect) -> Option<String> {
    let engine = table.options.text("engine")?;
    let mut knowing = dialect.fact("engines_with_foreign_keys").unwrap_or_default().split_whitespace();
    if knowing.any(|known| known.eq_ignore_ascii_case(engine)) {
        return None;
    }
    foreign_key(table, catalog)
}

/// A foreign key from or to the table.
fn foreign_key(table: &Table, catalog: &Catalog) -> Option<String> {
    let name = table.qualified_name();
    let own = table.foreign_keys.first().map(|key| format!("`{}` is a foreign key of `{name}`", key.name));
    own.or_else(|| Some(format!("a foreign key of `{}` points at `{name}`", catalog.referrers(&name).next()?)))
}

/// A foreign key from a table that outlives a crash to one that does not.
pub(super) fn unlogged_target(table: &Table, catalog: &Catalog, _: &Dialect) -> Option<String> {
    let name = table.qualified_name();
    let breaks = |owner: &Table, key: &ForeignKey| {
        let target = key.references.table_name();
        let found = if target == name { Some(table) } else { catalog.find_table(&target).map(AsRef::as_ref) };
        !owner.options.is_on("unlogged") && found.is_some_and(|found| found.options.is_on("unlogged"))
    };
    let others = catalog.referrers(&name).filter_map(|owner| catalog.find_table(owner)).map(AsRef::as_ref);
    std::iter::once(table).chain(others).find_map(|owner| {
        let key = owner.foreign_keys.iter().find(|key| breaks(owner, key))?;
        Some(format!("`{}` of `{}` points at `{}`", key.name, owner.qualified_name(), key.references.table_name()))
    })
}

/// A column that takes the time of each change and has no time, or one of another precision, or nothing to start with: the
/// server then writes a time that it refuses later.
pub(super) fn updated_otherwise(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let fits = |column: &Column, text: &SqlText| {
        let said: String = text.as_str().chars().filter(char::is_ascii_digit).collect();
        match &column.data_type {
            DataType::Portable { word: "timestamp" | "timestamptz", arguments } => {
                arguments.first().copied().unwrap_or(0) == said.parse().unwrap_or(0)
            }
            DataType::Raw(_) => true,
            _ => false,
        }
    };
    let name = table.qualified_name();
    table.columns.iter().find_map(|column| match column.options.get("on_update") {
        Some(OptionValue::Sql(text)) if !fits(column, text) => {
            Some(format!("`{name}.{}` of type {} takes {}", column.name, column.data_type, text.as_str()))
        }
        Some(_) if !column.nullable && column.default.is_none() => {
            Some(format!("`{name}.{}` is not nullable and has no default", column.name))
        }
        _ => None,
    })
}

/// Two indexes of a table that its rows would be kept in; a primary key that says nothing is one.
pub(super) fn clustered_twice(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let holds_rows = |method: &Option<Method>| method.as_ref().is_some_and(|word| word.0.as_str() == "clustered");
    let primary = table.primary_key.iter().filter(|key| key.method.is_none() || holds_rows(&key.method));
    let unique = table.unique.iter().filter(|key| holds_rows(&key.method)).map(|key| &key.name);
    let indexes = table.indexes.iter().filter(|index| holds_rows(&index.method)).map(|index| &index.name);
    let mut all = primary.map(|key| &key.name).chain(unique).chain(indexes);
    let (first, second) = (all.next()?, all.next()?);
    Some(format!("`{first}` and `{second}` of `{}` are both clustered", table.qualified_name()))
}
