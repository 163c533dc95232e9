//! `drop_schema`: removes an empty schema.

use serde::{Deserialize, Serialize};

use super::grants::granted_again;
use super::{CreateSchema, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Name, Securable};

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

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let create = CreateSchema { name: self.name.clone() }.into();
        Ok(std::iter::once(create).chain(granted_again(before, &Securable::Schema(self.name.clone()))).collect())
    }

    fn target(&self) -> Target {
        Target::Schema(self.name.clone())
    }

    fn summary(&self) -> String {
        format!("drop_schema {}", self.name)
    }
}
