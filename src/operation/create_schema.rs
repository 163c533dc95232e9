//! `create_schema`: makes a schema, the namespace of tables.

use serde::{Deserialize, Serialize};

use super::{DropSchema, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Name};

/// Makes a schema, the namespace of tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateSchema {
    /// Its name.
    pub name: Name,
}

impl Op for CreateSchema {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.add_schema(&self.name)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropSchema { name: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Schema(self.name.clone())
    }

    fn summary(&self) -> String {
        format!("create_schema {}", self.name)
    }
}
