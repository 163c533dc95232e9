//! `create_extension`: installs an extension of the database.

use serde::{Deserialize, Serialize};

use super::{DropExtension, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Extension, Name};

/// Installs an extension of the database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateExtension {
    /// Its name.
    pub name: Name,
    /// The schema that its objects are put into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether it may be there already, put there by somebody else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub if_not_exists: bool,
}

impl Op for CreateExtension {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.add_extension(Extension { name: self.name.clone(), schema: self.schema.clone() })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        match self.if_not_exists {
            true => Err(Irreversible::new("the extension may have been there before")),
            false => Ok(vec![DropExtension { name: self.name.clone() }.into()]),
        }
    }

    fn target(&self) -> Target {
        Target::Extension(self.name.clone())
    }

    fn summary(&self) -> String {
        format!("create_extension {}", self.name)
    }
}
