//! `validate_constraint`: checks the rows that a constraint was put on without a look at them.

use serde::{Deserialize, Serialize};

use super::drop_constraint::{create, unknown};
use super::{DropConstraint, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Flag, Name};

/// Checks the rows that a constraint was put on without a look at them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidateConstraint {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for ValidateConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            if table.constraint(&self.name).is_none() {
                return Err(unknown(table, &self.name));
            }
            let keys = table.foreign_keys.iter_mut().map(|key| (&key.name, &mut key.not_valid));
            let checks = table.checks.iter_mut().map(|check| (&check.name, &mut check.not_valid));
            match keys.chain(checks).find(|(name, not_valid)| **name == self.name && not_valid.0) {
                Some((_, not_valid)) => *not_valid = Flag(false),
                None => {
                    let message = format!("constraint `{}` is valid already", self.name);
                    let help = "leave it out, or give it a `dialects:` filter beside it where `not_valid` has one";
                    return Err(Conflict::new("nothing-to-change", message).at("name").help(help));
                }
            }
            Ok(())
        })
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let (name, owner, schema) = (self.name.clone(), self.table.clone(), self.schema.clone());
        let table = before.table(&qualified(&schema, &owner)).map_err(|conflict| Irreversible::new(conflict.message))?;
        let Some(constraint) = table.constraint(&name) else {
            return Err(Irreversible::new(format!("no constraint `{name}`")));
        };
        Ok(vec![DropConstraint { name, table: owner, schema }.into(), create(table, constraint)])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("validate_constraint {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
