//! `drop_schema`: removes an empty schema.

use serde::{Deserialize, Serialize};

use super::{CreateSchema, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes an empty schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropSchema {
    /// Its name.
    pub name: Name,
}

impl Op for DropSchema {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.remove_schema(&self.name)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![CreateSchema { name: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Schema(self.name.clone())
    }

    fn summary(&self) -> String {
        format!("drop_schema {}", self.name)
    }
}
