//! `rename_type`: gives a composite type a new name; what is made of it follows.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Gives a composite type a new name; what is made of it follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameType {
    /// Present name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenameType {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let from = qualified(&self.schema, &self.name);
        catalog.composite(&from).map_err(|conflict| conflict.at("name"))?;
        let to = from.renamed(&self.to);
        catalog.check_free_type(&to).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("to"))?;
        catalog.move_type(&from, &to)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), schema: self.schema.clone(), to: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Type(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("rename_type {} to {}", qualified(&self.schema, &self.name), self.to)
    }
}
