//! `drop_policy`: removes a policy from a table.

use serde::{Deserialize, Serialize};

use super::{CreatePolicy, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes a policy from a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropPolicy {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropPolicy {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = qualified(&self.schema, &self.table);
        catalog.table(&table)?;
        catalog.take_policy(&table, &self.name).map_err(|conflict| conflict.at("name")).map(|_| ())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = qualified(&self.schema, &self.table);
        let old = before.policy(&table, &self.name).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![CreatePolicy(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Policy(qualified(&self.schema, &self.table), self.name.clone())
    }

    fn summary(&self) -> String {
        format!("drop_policy {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
