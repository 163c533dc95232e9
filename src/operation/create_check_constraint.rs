//! `create_check_constraint`: makes every row fulfil a condition.

use serde::{Deserialize, Serialize};

use super::{DropConstraint, Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Check, Conflict, Flag, Name, SqlText, Table};

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
    /// Whether rows that are there already are left unchecked.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub not_valid: Flag,
}

impl CreateCheckConstraint {
    /// What makes this check of a table.
    pub fn of(table: &Table, check: &Check) -> Self {
        let Check { name, expression, not_valid } = check.clone();
        Self { name, table: table.name.clone(), schema: table.schema.clone(), expression, not_valid }
    }
}

/// The special forms that a check uses.
pub fn check_features(not_valid: Flag) -> Vec<Feature> {
    if not_valid.0 { vec!["not_valid"] } else { Vec::new() }
}

impl Op for CreateCheckConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            self.expression.check_filled("expression")?;
            if table.constraint(&self.name).is_some() {
                return Err(Conflict::exists("constraint", &self.name).at("name"));
            }
            let Self { name, expression, not_valid, .. } = self.clone();
            table.checks.push(Check { name, expression, not_valid });
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

    fn features(&self) -> Vec<Feature> {
        check_features(self.not_valid)
    }
}
