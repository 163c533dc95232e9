//! `create_table`: makes a table with its columns, constraints and indexes.

use serde::{Deserialize, Serialize};

use super::{DropTable, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Column, Conflict, DataType, ForeignKey, Table, Value};

/// Makes a table with its columns, constraints and indexes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateTable(pub Table);

/// Checks that the type of a column exists and has its default, or the sequence that this takes its numbers from.
pub(super) fn check_type(catalog: &Catalog, column: &Column) -> Result<(), Conflict> {
    if let Some(Value::Sequence(name)) = &column.default {
        catalog.sequence(name).map_err(|conflict| conflict.at("sequence").at("default"))?;
    }
    catalog.check_type(&column.data_type).map_err(|conflict| conflict.at("type"))?;
    let Some(name) = column.data_type.enum_name() else { return Ok(()) };
    let found = catalog.enum_type(name)?;
    let Some(stranger) = column.default.as_ref().and_then(|value| stranger(value, &found.values, &column.data_type)) else {
        return Ok(());
    };
    let message = format!("the default of `{}` is `{stranger}`, which enum `{name}` does not have", column.name);
    let help = format!("its values are {}", found.values.join(", "));
    Err(Conflict::new("wrong-value", message).at("default").help(help))
}

/// A word of a value that is none of an enum.
fn stranger<'a>(value: &'a Value, values: &[String], data_type: &DataType) -> Option<&'a str> {
    match (value, data_type) {
        (Value::Text(text), DataType::Enum(_)) => (!values.contains(text)).then_some(text.as_str()),
        (Value::List(items), DataType::Array(item)) => items.iter().find_map(|part| {
            // An array of arrays has the same type there as an array.
            stranger(part, values, if matches!(part, Value::List(_)) { data_type } else { item })
        }),
        _ => None,
    }
}

/// Checks that a foreign key of `table` points at columns that exist, are unique together and have the same types.
pub(super) fn check_reference(catalog: &Catalog, table: &Table, key: &ForeignKey) -> Result<(), Conflict> {
    let name = key.references.table_name();
    let at = |conflict: Conflict| conflict.at("references");
    let other = if name == table.qualified_name() { table } else { catalog.table(&name).map_err(at)? };
    let columns = &key.references.columns;
    if columns.is_empty() {
        let message = format!("`{name}` has no primary key to point at");
        return Err(at(Conflict::new("wrong-reference", message)).help("name the columns: `references: {table: …, columns: […]}`"));
    }
    if columns.len() != key.columns.len() {
        let count = |number: usize| match number {
            1 => "1 column".to_string(),
            many => format!("{many} columns"),
        };
        let message = format!("{} of `{}` cannot point at {} of `{name}`", count(key.columns.len()), table.qualified_name(), count(columns.len()));
        return Err(at(Conflict::new("wrong-reference", message).at("columns")));
    }
    for (index, (ours, theirs)) in key.columns.iter().zip(columns).enumerate() {
        let target = other.column(theirs).map_err(|conflict| at(conflict.at_index(index).at("columns")))?;
        let source = table.column(ours).map_err(|conflict| conflict.at_index(index).at("columns"))?;
        if source.data_type != target.data_type && source.data_type.portable_word().is_some() && target.data_type.portable_word().is_some() && !alike(&source.data_type, &target.data_type) {
            let message = format!("column `{ours}` is `{}`, and `{name}.{theirs}` is `{}`", source.data_type, target.data_type);
            return Err(at(Conflict::new("wrong-reference", message).at_index(index).at("columns")).help("give both columns the same type"));
        }
    }
    if !other.is_unique(columns) {
        let list: Vec<&str> = columns.iter().map(crate::catalog::Name::as_str).collect();
        let message = format!("nothing makes `{name} ({})` unique", list.join(", "));
        return Err(at(Conflict::new("wrong-reference", message).at("columns")).help("point at the primary key, or add a unique constraint there first"));
    }
    Ok(())
}

/// Whether a key over the two types is taken by every database: the same word, or both text.
fn alike(one: &DataType, other: &DataType) -> bool {
    let text = |word: &str| matches!(word, "varchar" | "char" | "text");
    match (one.portable_word(), other.portable_word()) {
        (Some(one), Some(other)) => one == other || (text(one) && text(other)),
        _ => true,
    }
}

impl Op for CreateTable {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.check_free(&self.0.qualified_name())?;
        let mut table = self.0.clone();
        table.settle_nullable();
        table.check()?;
        for (index, column) in self.0.columns.iter().enumerate() {
            check_type(catalog, column).map_err(|conflict| conflict.at_index(index).at("columns"))?;
        }
        for (index, key) in self.0.foreign_keys.iter().enumerate() {
            check_reference(catalog, &self.0, key).map_err(|conflict| conflict.at_index(index).at("foreign_keys"))?;
        }
        catalog.add_table(table)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropTable { name: self.0.name.clone(), schema: self.0.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_table {}", self.0.qualified_name())
    }
}
