//! `drop_domain`: removes a domain that nothing is made of.

use serde::{Deserialize, Serialize};

use super::grants::granted_again;
use super::{CreateDomain, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Securable};

/// Removes a domain that nothing is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropDomain {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropDomain {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.domain(&name).map_err(|conflict| conflict.at("name"))?;
        catalog.check_unused_type(&name, "domain").map_err(|conflict| conflict.at("name"))?;
        catalog.drop_rights(&Securable::Type(name.clone()));
        catalog.take_domain(&name).map(|_| ())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.domain(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let create = CreateDomain(old.as_ref().clone()).into();
        Ok(std::iter::once(create).chain(granted_again(before, &Securable::Type(name))).collect())
    }

    fn target(&self) -> Target {
        Target::Domain(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_domain {}", qualified(&self.schema, &self.name))
    }
}
