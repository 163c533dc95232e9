//! `rename_sequence`: gives a sequence a new name; defaults that take their numbers from it follow.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Gives a sequence a new name; defaults that take their numbers from it follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameSequence {
    /// Present name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenameSequence {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let from = qualified(&self.schema, &self.name);
        catalog.sequence(&from).map_err(|conflict| conflict.at("name"))?;
        let to = from.renamed(&self.to);
        catalog.check_free(&to).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("to"))?;
        catalog.move_sequence(&from, &to)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), schema: self.schema.clone(), to: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Sequence(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("rename_sequence {} to {}", qualified(&self.schema, &self.name), self.to)
    }
}
