//! `bulk_insert`: adds rows.

use serde::{Deserialize, Serialize};

use super::{Delete, Irreversible, Op, Operation, Rows, Target, qualified, rows::Row, rows::check_row, rows::row_identity, rows::table_of};
use crate::catalog::{Catalog, Conflict, Name, Table};

/// Adds rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkInsert {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The rows, each its values by column.
    pub rows: Rows,
}

/// The deletes that take inserted rows out again, last row first.
pub(super) fn undo_rows(table: &Table, rows: &[Row]) -> Result<Vec<Operation>, Irreversible> {
    let undo = |row: &Row| {
        let key = row_identity(table, row).ok_or_else(|| {
            let reason = format!("a row of `{}` gives neither its primary key nor a unique constraint, so nothing finds it again", table.name);
            Irreversible::new(reason)
        })?;
        let key: Row = key.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let delete = Delete { table: table.name.clone(), schema: table.schema.clone(), key, predicate: None, chunk: None };
        Ok(delete.into())
    };
    rows.iter().rev().map(undo).collect()
}

impl Op for BulkInsert {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = table_of(catalog, &qualified(&self.schema, &self.table))?;
        if self.rows.is_empty() && !self.rows.is_unread() {
            return Err(Conflict::new("wrong-value", "there are no rows").at("rows"));
        }
        for (index, row) in self.rows.iter().enumerate() {
            check_row(catalog, table, row).map_err(|conflict| self.rows.conflict(index, conflict))?;
        }
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = before.table(&qualified(&self.schema, &self.table)).map_err(|conflict| Irreversible::new(conflict.message))?;
        undo_rows(table, &self.rows)
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("bulk_insert into {}, {} rows", qualified(&self.schema, &self.table), self.rows.len())
    }
}
