//! `disable_row_security`: policies of a table are not asked any more.

use serde::{Deserialize, Serialize};

use super::{EnableRowSecurity, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Takes the row security of a table away; its policies stay, and are not asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisableRowSecurity {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DisableRowSecurity {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = qualified(&self.schema, &self.table);
        catalog.table(&table)?;
        if catalog.row_security(&table).is_none() {
            return Err(Conflict::new("nothing-to-drop", format!("table `{table}` has no row security")).at("table"));
        }
        catalog.set_row_security(&table, None);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let (table, schema) = (self.table.clone(), self.schema.clone());
        let force = before.row_security(&qualified(&schema, &table)).unwrap_or(false);
        Ok(vec![EnableRowSecurity { table, schema, force }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("disable_row_security {}", qualified(&self.schema, &self.table))
    }
}
