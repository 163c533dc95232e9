//! `rename_constraint`: gives a constraint a new name.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Gives a constraint a new name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameConstraint {
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

impl Op for RenameConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            if table.constraint(&self.to).is_some() {
                return Err(Conflict::exists("constraint", &self.to).at("to"));
            }
            let known: Vec<String> = table.constraint_names().iter().map(ToString::to_string).collect();
            let keys = table.primary_key.iter_mut().map(|key| &mut key.name);
            let unique = table.unique.iter_mut().map(|key| &mut key.name);
            let foreign = table.foreign_keys.iter_mut().map(|key| &mut key.name);
            let checks = table.checks.iter_mut().map(|check| &mut check.name);
            let exclusions = table.exclusions.iter_mut().map(|exclusion| &mut exclusion.name);
            match keys.chain(unique).chain(foreign).chain(checks).chain(exclusions).find(|name| **name == self.name) {
                Some(name) => *name = self.to.clone(),
                None => {
                    return Err(Conflict::unknown("constraint", self.name.as_str(), known.iter().map(String::as_str)).at("name"));
                }
            }
            Ok(())
        })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), to: self.name.clone(), ..self.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("rename_constraint {} on {} to {}", self.name, qualified(&self.schema, &self.table), self.to)
    }
}
