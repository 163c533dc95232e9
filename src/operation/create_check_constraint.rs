//! `create_check_constraint`: makes every row fulfil a condition.

use serde::{Deserialize, Serialize};

use super::{DropConstraint, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Check, Conflict, Name, SqlText};

/// Makes every row fulfil a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateCheckConstraint {
    /// Its name; the naming convention gives one where it is left out.
    #[serde(default)]
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The condition.
    pub expression: SqlText,
}

impl Op for CreateCheckConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            self.expression.check_filled("expression")?;
            if table.constraint(&self.name).is_some() {
                return Err(Conflict::exists("constraint", &self.name).at("name"));
            }
            table.checks.push(Check { name: self.name.clone(), expression: self.expression.clone() });
            Ok(())
        })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropConstraint { name: self.name.clone(), table: self.table.clone(), schema: self.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("create_check_constraint {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
