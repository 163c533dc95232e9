//! `create_unique_constraint`: makes columns unique together.

use serde::{Deserialize, Serialize};

use super::{DropConstraint, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Unique};

/// Makes columns unique together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateUniqueConstraint {
    /// Its name; the naming convention gives one where it is left out.
    #[serde(default)]
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its columns, in order.
    pub columns: Vec<Name>,
}

impl Op for CreateUniqueConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            table.check_columns(&self.columns).map_err(|conflict| conflict.at("columns"))?;
            if table.constraint(&self.name).is_some() {
                return Err(Conflict::exists("constraint", &self.name).at("name"));
            }
            table.unique.push(Unique { name: self.name.clone(), columns: self.columns.clone() });
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
        format!("create_unique_constraint {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
