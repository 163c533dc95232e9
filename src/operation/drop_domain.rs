//! `drop_domain`: removes a domain that nothing is made of.

use serde::{Deserialize, Serialize};

use super::{CreateDomain, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

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
        catalog.take_domain(&name).map(|_| ())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.domain(&qualified(&self.schema, &self.name)).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![CreateDomain(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Domain(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_domain {}", qualified(&self.schema, &self.name))
    }
}
