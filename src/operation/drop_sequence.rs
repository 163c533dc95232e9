//! `drop_sequence`: removes a sequence that no default takes its numbers from.

use serde::{Deserialize, Serialize};

use super::{CreateSequence, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

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
        catalog.take_sequence(&name).map_err(|conflict| conflict.at("name")).map(|_| ())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.sequence(&qualified(&self.schema, &self.name)).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![CreateSequence(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Sequence(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_sequence {}", qualified(&self.schema, &self.name))
    }
}
