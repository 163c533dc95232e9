//! `drop_trigger`: removes a trigger.

use serde::{Deserialize, Serialize};

use super::{CreateTrigger, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes a trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropTrigger {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropTrigger {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.take_trigger(&qualified(&self.schema, &self.table), &self.name).map(|_| ()).map_err(|conflict| conflict.at("name"))
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.trigger(&qualified(&self.schema, &self.table), &self.name).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![CreateTrigger(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Trigger(qualified(&self.schema, &self.table), self.name.clone())
    }

    fn summary(&self) -> String {
        format!("drop_trigger {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
