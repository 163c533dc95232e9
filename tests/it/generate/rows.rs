//! Rows: inserted, updated, deleted; and raw SQL.

use std::sync::Arc;

use indexmap::IndexMap;
use sqlgen::catalog::{Column, DataType, Name, SqlText, Table, Value};
use sqlgen::operation::{BulkInsert, Delete, Insert, Operation, Sql, Update};

use super::Gen;
use super::columns::is_text;

type Row = IndexMap<Name, Value>;

/// Whether a check or a computed column may count with a text, because its column held numbers when that was written:
/// a server that lets the type change refuses rows whose texts are no numbers then, and only it knows what it counts.
fn may_be_counted(table: &Table, column: &Column) -> bool {
    let reads = |text: &SqlText| text.mentions(column.name.as_str());
    let computes = |other: &Column| other.computed.as_ref().is_some_and(|computed| reads(&computed.expression));
    is_text(&column.data_type)
        && (table.checks.iter().any(|check| reads(&check.expression)) || table.columns.iter().any(computes))
}

impl Gen<'_> {
    /// A table into which rows can be put without knowing the rows of others.
    fn free_table(&mut self) -> Option<Arc<Table>> {
        let free: Vec<_> = self.catalog.tables().filter(|table| table.foreign_keys.is_empty()).cloned().collect();
        self.rng.pick(&free).cloned()
    }

    fn value_of(&mut self, column: &Column, number: usize) -> Option<Value> {
        match &column.data_type {
            DataType::Enum(name) => self.catalog.enum_type(name).ok()?.values.first().cloned().map(Value::Text),
            other => self.speech.value(&self.base_type(other), number),
        }
    }

    fn row(&mut self, table: &Table, number: usize) -> Option<Row> {
        let mut row = Row::new();
        let keyed = |name: &Name| {
            let primary = table.primary_key.iter().any(|key| key.columns.contains(name));
            primary
                || table.unique.iter().any(|key| key.columns.contains(name))
                || table.indexes.iter().any(|index| index.unique)
                || table.exclusions.iter().any(|exclusion| exclusion.uses(name))
        };
        for column in table.columns.iter().filter(|column| column.computed.is_none()) {
            if may_be_counted(table, column) {
                row.insert(column.name.clone(), Value::Text(number.to_string()));
                continue;
            }
            let optional = column.nullable || column.default.is_some() || column.identity.is_some();
            if optional && !keyed(&column.name) && self.rng.chance(50) {
                continue;
            }
            row.insert(column.name.clone(), self.value_of(column, number)?);
        }
        (!row.is_empty()).then_some(row)
    }

    /// `insert`.
    pub fn insert(&mut self) -> Option<Operation> {
        let table = self.free_table()?;
        let number = self.rng.between(112, 119);
        let values = self.row(&table, number)?;
        Some(Insert { table: table.name.clone(), schema: table.schema.clone(), values }.into())
    }

    /// `bulk_insert`.
    pub fn bulk_insert(&mut self) -> Option<Operation> {
        let table = self.free_table()?;
        let number = self.rng.between(150, 158);
        let rows: Option<Vec<Row>> = (0..self.rng.between(1, 3)).map(|at| self.row(&table, number + at)).collect();
        Some(BulkInsert { table: table.name.clone(), schema: table.schema.clone(), rows: rows? }.into())
    }

    fn settable(&mut self, table: &Table) -> Option<Column> {
        let used = |column: &Column| {
            table.users_of(&column.name).is_some() || self.catalog.referrers(&table.qualified_name()).next().is_some()
        };
        let free = |column: &&Column| column.computed.is_none() && column.identity.is_none() && !used(column);
        let columns: Vec<&Column> = table.columns.iter().filter(free).collect();
        self.rng.pick(&columns).map(|column| (*column).clone())
    }

    /// `update`.
    pub fn update(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let column = self.settable(&table)?;
        let value = if is_text(&column.data_type) && self.rng.chance(40) {
            Value::Sql(SqlText::new(&format!("lower({})", self.speech.ident(column.name.as_str()))))
        } else {
            self.value_of(&column, 7)?
        };
        let predicate =
            self.rng.chance(60).then(|| SqlText::new(&format!("{} IS NULL", self.speech.ident(column.name.as_str()))));
        let set = Row::from_iter([(column.name, value)]);
        Some(Update { table: table.name.clone(), schema: table.schema.clone(), set, predicate }.into())
    }

    /// `delete`: rows that no test relies on.
    pub fn delete(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let column = self.rng.pick(&table.columns)?.clone();
        let (schema, name) = (table.schema.clone(), table.name.clone());
        if self.rng.chance(50) && column.computed.is_none() {
            let value = self.value_of(&column, 99)?;
            let comparable =
                !matches!(column.data_type.portable_word(), Some("json" | "jsonb" | "real" | "double") | None);
            if comparable {
                return Some(
                    Delete { table: name, schema, key: Row::from_iter([(column.name, value)]), predicate: None }.into(),
                );
            }
        }
        let predicate = Some(SqlText::new(&format!("{} IS NULL AND 1 = 0", self.speech.ident(column.name.as_str()))));
        Some(Delete { table: name, schema, key: Row::new(), predicate }.into())
    }

    /// `sql`.
    pub fn sql(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let column = self.settable(&table)?;
        let name = self.speech.ident(column.name.as_str());
        let schema =
            table.schema.as_ref().map_or(String::new(), |schema| format!("{}.", self.speech.ident(schema.as_str())));
        let text = format!(
            "UPDATE {schema}{} SET {name} = {name} WHERE {name} IS NULL",
            self.speech.ident(table.name.as_str())
        );
        Some(Sql(SqlText::new(&text)).into())
    }
}
