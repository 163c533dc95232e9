//! `rename_enum`: gives an enum a new name.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Gives an enum a new name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameEnum {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenameEnum {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let from = qualified(&self.schema, &self.name);
        let to = from.renamed(&self.to);
        catalog.enum_type(&from).map_err(|conflict| conflict.at("name"))?;
        catalog.check_free_type(&to).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("to"))?;
        catalog.move_type(&from, &to)
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let _ = before;
        Ok(vec![Self { name: self.to.clone(), schema: self.schema.clone(), to: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("rename_enum {} to {}", qualified(&self.schema, &self.name), self.to)
    }
}
