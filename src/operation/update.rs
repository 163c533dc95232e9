//! `update`: changes values in rows.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified, rows::Row, rows::check_values, rows::table_of};
use crate::catalog::{Catalog, Conflict, Name, SqlText};

/// Changes values in rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The new values by column.
    pub set: Row,
    /// Which rows; all where it is left out.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub predicate: Option<SqlText>,
}

impl Op for Update {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = table_of(catalog, &qualified(&self.schema, &self.table))?;
        if self.set.is_empty() {
            return Err(Conflict::new("wrong-value", "nothing is set").at("set"));
        }
        check_values(catalog, table, &self.set).map_err(|conflict| conflict.at("set"))
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let _ = before;
        Err(Irreversible::new("the old values of the rows are not known"))
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        match &self.predicate {
            Some(_) => format!("update {}", qualified(&self.schema, &self.table)),
            None => format!("update {}, every row", qualified(&self.schema, &self.table)),
        }
    }
}
