//! `drop_enum`: removes an enum that no column uses.

use serde::{Deserialize, Serialize};

use super::{CreateEnum, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes an enum that no column uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropEnum {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropEnum {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.enum_type(&name).map_err(|conflict| conflict.at("name"))?;
        catalog.check_unused_type(&name, "enum").map_err(|conflict| conflict.at("name"))?;
        catalog.take_enum(&name).map(|_| ())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.enum_type(&qualified(&self.schema, &self.name)).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![CreateEnum(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_enum {}", qualified(&self.schema, &self.name))
    }
}
