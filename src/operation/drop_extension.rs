//! `drop_extension`: removes an extension that nothing uses any more.

use serde::{Deserialize, Serialize};

use super::{CreateExtension, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Extension, Name};

/// Removes an extension that nothing uses any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropExtension {
    /// Its name.
    pub name: Name,
}

impl Op for DropExtension {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.remove_extension(&self.name)
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let Extension { name, schema } =
            before.extension(&self.name).cloned().map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![CreateExtension { name, schema, if_not_exists: false }.into()])
    }

    fn target(&self) -> Target {
        Target::Extension(self.name.clone())
    }

    fn summary(&self) -> String {
        format!("drop_extension {}", self.name)
    }
}
