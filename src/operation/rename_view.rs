//! `rename_view`: gives a view a new name.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, QualifiedName, Securable};

/// Gives a view a new name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameView {
    /// Present name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

/// Gives a view of either kind a free name.
pub(super) fn move_view(catalog: &mut Catalog, from: &QualifiedName, to: &Name) -> Result<(), Conflict> {
    let to = from.renamed(to);
    catalog.check_free(&to).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("to"))?;
    catalog.check_unread(from, None, true).map_err(|conflict| conflict.at("name"))?;
    catalog.move_view(from, &to)?;
    catalog.move_triggers(from, &to);
    catalog.move_rights(&Securable::Relation(from.clone()), Securable::Relation(to));
    catalog.mark_stale(from, None);
    Ok(())
}

impl Op for RenameView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let from = qualified(&self.schema, &self.name);
        catalog.plain_view(&from).map_err(|conflict| conflict.at("name"))?;
        move_view(catalog, &from, &self.to)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), schema: self.schema.clone(), to: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::View(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("rename_view {} to {}", qualified(&self.schema, &self.name), self.to)
    }
}
