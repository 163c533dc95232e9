//! `rename_policy`: gives a policy a new name.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Policy};

/// Gives a policy a new name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenamePolicy {
    /// Present name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenamePolicy {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = qualified(&self.schema, &self.table);
        catalog.table(&table)?;
        catalog.policy(&table, &self.name).map_err(|conflict| conflict.at("name"))?;
        if catalog.policy(&table, &self.to).is_ok() {
            return Err(Conflict::exists("policy", &self.to).at("to"));
        }
        let policy = catalog.take_policy(&table, &self.name)?;
        catalog.put_policy(Policy { name: self.to.clone(), ..policy });
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), to: self.name.clone(), ..self.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Policy(qualified(&self.schema, &self.table), self.name.clone())
    }

    fn summary(&self) -> String {
        format!("rename_policy {} on {} to {}", self.name, qualified(&self.schema, &self.table), self.to)
    }
}
