//! `drop_materialized_view`: removes a view that keeps its rows.

use serde::{Deserialize, Serialize};

use super::grants::granted_again;
use super::{CreateIndex, CreateMaterializedView, Irreversible, Op, Operation, Target, drop_view::take_unread, qualified};
use crate::catalog::{Catalog, Conflict, Name, Securable};

/// Removes a view that keeps its rows, with its indexes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropMaterializedView {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropMaterializedView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.materialized_view(&name).map_err(|conflict| conflict.at("name"))?;
        take_unread(catalog, &name)
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.materialized_view(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let create = CreateMaterializedView::of(old).into_iter().map(Operation::from);
        let indexes = before.indexes_of(&name).iter().map(|index| CreateIndex::of(index.clone(), &name).into());
        let grants = granted_again(before, &Securable::Relation(name.clone()));
        Ok(create.chain(indexes).chain(grants).collect())
    }

    fn target(&self) -> Target {
        Target::View(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_materialized_view {}", qualified(&self.schema, &self.name))
    }
}
