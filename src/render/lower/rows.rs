//! Rows as SQL values.

use indexmap::IndexMap;

use super::context::Numbered;
use super::{Context, Lowering, Refusal};
use crate::catalog::{Catalog, Column, Generated, Name, QualifiedName, SqlText, Value};
use crate::operation::{Delete, Insert, Op, Operation, Target};

impl Lowering<'_> {
    /// Fills in the rows of a data operation.
    pub(super) fn rows(&self, operation: &Operation, catalog: &Catalog, context: &mut Context) {
        match operation {
            Operation::Insert(op) => {
                let table = QualifiedName::new(&op.schema, &op.table);
                match &op.query {
                    Some(query) => self.queried(op, query, catalog, context),
                    None => self.inserted(std::slice::from_ref(&op.values), catalog, &table, context),
                }
            }
            Operation::Upsert(op) => {
                let table = QualifiedName::new(&op.schema, &op.table);
                self.inserted(op.all_rows(), catalog, &table, context);
                context.updates = op.updated();
            }
            Operation::BulkInsert(op) => {
                let table = QualifiedName::new(&op.schema, &op.table);
                self.inserted(&op.rows, catalog, &table, context);
            }
            Operation::Update(op) => {
                context.columns = op.set.keys().cloned().collect();
                let table = QualifiedName::new(&op.schema, &op.table);
                context.rows = vec![self.literals(catalog, &table, &op.set).map(|(_, literal)| literal).collect()];
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
        let operation = self.transition(index).operation.as_ref();
        if matches!(operation, Operation::Delete(_)) {
            return Ok(());
        }
        let Target::Rows(table) = operation.target() else { return Ok(()) };
        let empty = |value: &Value| match value {
            Value::Text(text) | Value::Cell(text) => text.is_empty(),
            Value::Bytes(bytes) => bytes.is_empty(),
            _ => false,
        };
        let found = operation.given_values().find(|(_, value)| empty(value)).map(|(name, _)| (table.name, name));
        let Some((table, name)) = found else { return Ok(()) };
        let what = format!("a row gets one as `{table}.{name}`");
        let message = format!("{} cannot do this: {}, and {what}", self.dialect.manifest.title, limit.unsupported);
        let help = "write null, or what shall stand there, per dialect as `{sql: …}`".to_string();
        Err(Refusal { help, ..Refusal::new(index, message, Some(&limit.manual)) })
    }

    fn predicate(&self, text: &Option<SqlText>) -> Option<String> {
        text.as_ref().map(|text| self.dialect.sql_text(text).into_owned())
    }

    /// The values of a row as SQL, each as its column takes it.
    fn literals<'r>(
        &self,
        catalog: &'r Catalog,
        table: &QualifiedName,
        row: &'r IndexMap<Name, Value>,
    ) -> impl Iterator<Item = (&'r Name, String)> {
        let table = catalog.find_table(table);
        row.iter().filter_map(move |(name, value)| {
            let column = table?.column(name).ok()?;
            Some((name, self.dialect.literal_for(&column.data_type, value)))
        })
    }

    fn key(&self, op: &Delete, catalog: &Catalog) -> String {
        let table = QualifiedName::new(&op.schema, &op.table);
        let equal = |(name, literal): (&Name, String)| {
            let null = op.key.get(name) == Some(&Value::Null);
            let name = self.dialect.identifier(name.as_str());
            if null { format!("{name} IS NULL") } else { format!("{name} = {literal}") }
        };
        self.literals(catalog, &table, &op.key).map(equal).collect::<Vec<_>>().join(" AND ")
    }

    /// The rows of a query, in its order of columns.
    fn queried(&self, op: &Insert, query: &SqlText, catalog: &Catalog, context: &mut Context) {
        let Some(table) = catalog.find_table(&QualifiedName::new(&op.schema, &op.table)) else { return };
        let columns: Vec<&Column> = op.columns.iter().filter_map(|name| table.column(name).ok()).collect();
        numbers(&columns, context);
        context.columns.clone_from(&op.columns);
        context.query = Some(self.dialect.sql_text(query).into_owned());
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
        let columns: Vec<&Column> = table.columns.iter().filter(|column| given(&column.name)).collect();
        numbers(&columns, context);
        context.columns = columns.iter().map(|column| column.name.clone()).collect();
        let value = |row: &IndexMap<Name, Value>, column: &Column| match row.get(&column.name) {
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

/// What has to be known of the columns that the database numbers, where rows bring numbers along.
fn numbers(columns: &[&Column], context: &mut Context) {
    let numbered = columns.iter().filter_map(|column| {
        Some(Numbered { column: column.name.clone(), identity: column.identity.as_deref()?.clone() })
    });
    context.numbered = numbered.collect();
    context.overriding = context.numbered.iter().any(|numbered| numbered.identity.generated == Generated::Always);
}
