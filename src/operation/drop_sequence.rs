//! `drop_sequence`: removes a sequence that no default takes its numbers from.

use serde::{Deserialize, Serialize};

use super::grants::granted_again;
use super::{CreateSequence, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Securable};

/// Removes a sequence that no default takes its numbers from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropSequence {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropSequence {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.check_unused_sequence(&name, None).map_err(|conflict| conflict.at("name"))?;
        catalog.take_sequence(&name).map_err(|conflict| conflict.at("name"))?;
        catalog.drop_rights(&Securable::Relation(name));
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.sequence(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let create = CreateSequence(old.as_ref().clone()).into();
        Ok(std::iter::once(create).chain(granted_again(before, &Securable::Relation(name))).collect())
    }

    fn target(&self) -> Target {
        Target::Sequence(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_sequence {}", qualified(&self.schema, &self.name))
    }
}
