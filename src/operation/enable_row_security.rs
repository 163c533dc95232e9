//! `enable_row_security`: from now on policies say who sees and changes which rows of a table.

use serde::{Deserialize, Serialize};

use super::{DisableRowSecurity, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Lets policies say who sees and changes which rows of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnableRowSecurity {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether the owner of the table is under its policies too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force: bool,
}

impl Op for EnableRowSecurity {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = qualified(&self.schema, &self.table);
        catalog.table(&table)?;
        if catalog.row_security(&table) == Some(self.force) {
            return Err(Conflict::exists("row security of", &table).at("table"));
        }
        catalog.set_row_security(&table, Some(self.force));
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let (table, schema) = (self.table.clone(), self.schema.clone());
        Ok(vec![match before.row_security(&qualified(&schema, &table)) {
            Some(force) => Self { table, schema, force }.into(),
            None => DisableRowSecurity { table, schema }.into(),
        }])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("enable_row_security {}", qualified(&self.schema, &self.table))
    }
}
