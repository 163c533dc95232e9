//! Rows as SQL values.

use indexmap::IndexMap;

use super::{Context, Lowering, Refusal};
use crate::catalog::{Catalog, Generated, Name, QualifiedName, SqlText, Table, Value};
use crate::operation::{Delete, Operation};

impl Lowering<'_> {
    /// Fills in the rows of a data operation.
    pub(super) fn rows(&self, operation: &Operation, catalog: &Catalog, context: &mut Context) {
        match operation {
            Operation::Insert(op) => {
                let table = QualifiedName::new(&op.schema, &op.table);
                self.inserted(std::slice::from_ref(&op.values), catalog, &table, context);
            }
            Operation::BulkInsert(op) => {
                let table = QualifiedName::new(&op.schema, &op.table);
                self.inserted(&op.rows, catalog, &table, context);
            }
            Operation::Update(op) => {
                context.columns = op.set.keys().cloned().collect();
                let table = catalog.find_table(&QualifiedName::new(&op.schema, &op.table));
                let literal = |(name, value): (&Name, &Value)| self.literal(table.map(AsRef::as_ref), name, value);
                context.rows = vec![op.set.iter().map(literal).collect()];
                context.predicate = self.predicate(&op.predicate);
            }
            Operation::Delete(op) => {
                context.predicate =
                    if op.key.is_empty() { self.predicate(&op.predicate) } else { Some(self.key(op, catalog)) };
            }
            _ => {}
        }
    }

    /// Refuses an empty text in rows where the database takes it for NULL.
    pub(super) fn check_texts(&self, index: usize) -> Result<(), Refusal> {
        let Some(limit) = self.dialect.manifest.limits.get("empty_texts") else { return Ok(()) };
        let empty = |values: &IndexMap<Name, Value>| {
            let mut all = values.iter();
            all.find(|(_, value)| matches!(value, Value::Text(text) if text.is_empty())).map(|(name, _)| name.clone())
        };
        let found = match self.transition(index).operation.as_ref() {
            Operation::Insert(op) => empty(&op.values).map(|name| (&op.table, name)),
            Operation::BulkInsert(op) => op.rows.iter().find_map(empty).map(|name| (&op.table, name)),
            Operation::Update(op) => empty(&op.set).map(|name| (&op.table, name)),
            _ => None,
        };
        let Some((table, name)) = found else { return Ok(()) };
        let what = format!("a row gets one as `{table}.{name}`");
        let message = format!("{} cannot do this: {}, and {what}", self.dialect.manifest.title, limit.unsupported);
        let help = "write null, or what shall stand there, per dialect as `{sql: …}`".to_string();
        Err(Refusal { help, ..Refusal::new(index, message, Some(&limit.manual)) })
    }

    fn predicate(&self, text: &Option<SqlText>) -> Option<String> {
        text.as_ref().map(|text| self.dialect.sql_text(text).into_owned())
    }

    /// A value as SQL, as the column takes it.
    fn literal(&self, table: Option<&Table>, name: &Name, value: &Value) -> String {
        match table.and_then(|table| table.column(name).ok()) {
            Some(column) => self.dialect.literal_for(&column.data_type, value),
            None => self.dialect.literal(value),
        }
    }

    fn key(&self, op: &Delete, catalog: &Catalog) -> String {
        let table = catalog.find_table(&QualifiedName::new(&op.schema, &op.table));
        let equal = |(name, value): (&Name, &Value)| match value {
            Value::Null => format!("{} IS NULL", self.dialect.identifier(name.as_str())),
            value => {
                let literal = self.literal(table.map(AsRef::as_ref), name, value);
                format!("{} = {literal}", self.dialect.identifier(name.as_str()))
            }
        };
        op.key.iter().map(equal).collect::<Vec<_>>().join(" AND ")
    }

    /// Rows with the same columns side by side; a column that a row leaves out gets its default.
    fn inserted(
        &self,
        rows: &[IndexMap<Name, Value>],
        catalog: &Catalog,
        table: &QualifiedName,
        context: &mut Context,
    ) {
        let Some(table) = catalog.find_table(table) else { return };
        let given = |name: &Name| rows.iter().any(|row| row.contains_key(name));
        let columns: Vec<&crate::catalog::Column> = table.columns.iter().filter(|column| given(&column.name)).collect();
        context.overriding = columns
            .iter()
            .any(|column| column.identity.as_ref().is_some_and(|identity| identity.generated == Generated::Always));
        let numbered = columns.iter().find(|column| column.identity.is_some());
        context.numbered = numbered.map(|column| column.name.clone());
        context.numbering = numbered.and_then(|column| column.identity.as_deref().cloned());
        context.columns = columns.iter().map(|column| column.name.clone()).collect();
        let value = |row: &IndexMap<Name, Value>, column: &crate::catalog::Column| match row.get(&column.name) {
            Some(value) => self.dialect.literal_for(&column.data_type, value),
            None => match self.dialect.fact("default_in_rows") {
                Some(word) => word.to_string(),
                None => {
                    let literal = |default: &Value| self.dialect.literal_for(&column.data_type, default);
                    column.default.as_ref().map_or_else(|| "NULL".to_string(), literal)
                }
            },
        };
        context.rows = rows.iter().map(|row| columns.iter().map(|column| value(row, column)).collect()).collect();
    }
}
