//! `create_policy`: says who sees and changes which rows of a table.

use serde::{Deserialize, Serialize};

use super::{DropPolicy, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Policy};

/// Says who sees and changes which rows of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreatePolicy(pub Policy);

impl Op for CreatePolicy {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = self.0.table_name();
        catalog.table(&table)?;
        if catalog.policy(&table, &self.0.name).is_ok() {
            return Err(Conflict::exists("policy", &self.0.name).at("name"));
        }
        self.0.check()?;
        catalog.put_policy(self.0.clone());
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let (name, table, schema) = (self.0.name.clone(), self.0.table.clone(), self.0.schema.clone());
        Ok(vec![DropPolicy { name, table, schema }.into()])
    }

    fn target(&self) -> Target {
        Target::Policy(self.0.table_name(), self.0.name.clone())
    }

    fn summary(&self) -> String {
        format!("create_policy {} on {}", self.0.name, self.0.table_name())
    }
}
