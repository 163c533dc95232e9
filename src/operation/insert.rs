//! `insert`: adds one row.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, bulk_insert::undo_rows, qualified, rows::Row, rows::check_row, rows::table_of};
use crate::catalog::{Catalog, Conflict, Name};

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
    pub values: Row,
}

impl Op for Insert {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = table_of(catalog, &qualified(&self.schema, &self.table))?;
        check_row(catalog, table, &self.values).map_err(|conflict| conflict.at("values"))
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = before.table(&qualified(&self.schema, &self.table)).map_err(|conflict| Irreversible::new(conflict.message))?;
        undo_rows(table, std::slice::from_ref(&self.values))
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("insert into {}", qualified(&self.schema, &self.table))
    }
}
