//! `alter_table_options`: changes what a table has in one dialect only.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Options};

/// Changes what a table has in one dialect only; an option that is null goes, and what is not named stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlterTableOptions {
    /// The table.
    pub table: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The options, by dialect.
    pub options: Options,
}

impl Op for AlterTableOptions {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            table.options = table.options.with(&self.options);
            Ok(())
        })
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = before.table(&qualified(&self.schema, &self.table));
        let table = table.map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![Self { options: table.options.undoing(&self.options), ..self.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("alter_table_options {}", qualified(&self.schema, &self.table))
    }
}
