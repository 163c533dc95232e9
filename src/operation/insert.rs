//! `insert`: adds one row.

use serde::{Deserialize, Serialize};

use super::rows::{Row, check_required, check_row, table_of};
use super::{Irreversible, Op, Operation, Target, bulk_insert::undo_rows, qualified};
use crate::catalog::{Catalog, Conflict, Name, SqlText, Table};

/// Adds one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insert {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The values by column.
    #[serde(default, skip_serializing_if = "Row::is_empty")]
    pub values: Row,
    /// The columns that a query fills, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// The query that gives the rows, in place of values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<SqlText>,
}

impl Insert {
    /// Checks the columns that the query fills.
    fn check_columns(&self, table: &Table) -> Result<(), Conflict> {
        if self.columns.is_empty() {
            let conflict = Conflict::new("wrong-value", "a query needs `columns`: those that it fills, in its order");
            return Err(conflict.at_key_of("query"));
        }
        for (index, name) in self.columns.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(index).at("columns");
            let column = table.column(name).map_err(at)?;
            if column.computed.is_some() {
                let message = format!("column `{name}` is computed and takes no value");
                return Err(at(Conflict::new("wrong-value", message)));
            }
            if self.columns[..index].contains(name) {
                return Err(at(Conflict::new("contradiction", format!("column `{name}` is named twice"))));
            }
        }
        check_required(table, |name| self.columns.contains(name)).map_err(|conflict| conflict.at("columns"))
    }
}

impl Op for Insert {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = table_of(catalog, &qualified(&self.schema, &self.table))?;
        match (&self.query, self.values.is_empty()) {
            (Some(_), true) => self.check_columns(table),
            (Some(_), false) => {
                Err(Conflict::new("contradiction", "`values` and `query` exclude each other").at_key_of("query"))
            }
            (None, _) if !self.columns.is_empty() => {
                let conflict = Conflict::new("contradiction", "`columns` are those of a `query`, and there is none");
                Err(conflict.at_key_of("columns").help("write `query: SELECT …`, or `values: {column: value}`"))
            }
            (None, _) => check_row(catalog, table, &self.values).map_err(|conflict| conflict.at("values")),
        }
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        if self.query.is_some() {
            return Err(Irreversible::new("which rows the query gives is not known"));
        }
        let table = before.table(&qualified(&self.schema, &self.table)).map_err(|conflict| Irreversible::new(conflict.message))?;
        undo_rows(table, std::slice::from_ref(&self.values))
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        let table = qualified(&self.schema, &self.table);
        let rows = if self.query.is_some() { ", the rows of a query" } else { "" };
        format!("insert into {table}{rows}")
    }
}
