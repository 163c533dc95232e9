//! `drop_enum`: removes an enum that no column uses.

use serde::{Deserialize, Serialize};

use super::grants::granted_again;
use super::{CreateEnum, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Securable};

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
        catalog.drop_rights(&Securable::Type(name.clone()));
        catalog.take_enum(&name).map(|_| ())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.enum_type(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let create = CreateEnum(old.as_ref().clone()).into();
        Ok(std::iter::once(create).chain(granted_again(before, &Securable::Type(name))).collect())
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_enum {}", qualified(&self.schema, &self.name))
    }
}
