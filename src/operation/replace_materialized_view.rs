//! `replace_materialized_view`: gives a view that keeps its rows another query.

use serde::{Deserialize, Serialize};

use super::{CreateMaterializedView, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, SqlText, View};

/// Gives a view that keeps its rows another query; its indexes stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaceMaterializedView {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The query, without a terminator.
    pub query: SqlText,
    /// Whether it is filled at once; else nobody can read it before it is refreshed.
    #[serde(default = "super::create_materialized_view::yes", skip_serializing_if = "super::create_materialized_view::is_yes")]
    pub with_data: bool,
}

impl ReplaceMaterializedView {
    /// The view as the catalog holds it, with the indexes that it has in a catalog before.
    pub fn view(&self, before: &Catalog) -> View {
        let Self { name, schema, query, with_data } = self.clone();
        let indexes = before.indexes_of(&qualified(&schema, &name)).to_vec();
        CreateMaterializedView { name, schema, query, with_data }.view(indexes)
    }
}

impl Op for ReplaceMaterializedView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.materialized_view(&qualified(&self.schema, &self.name)).map_err(|conflict| conflict.at("name"))?;
        self.query.check_filled("query")?;
        catalog.put_view(self.view(catalog));
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.materialized_view(&qualified(&self.schema, &self.name));
        let old = old.map_err(|conflict| Irreversible::new(conflict.message))?;
        let old = CreateMaterializedView::of(old).ok_or_else(|| Irreversible::new("it keeps no rows"))?;
        let CreateMaterializedView { name, schema, query, with_data } = old;
        Ok(vec![Self { name, schema, query, with_data }.into()])
    }

    fn target(&self) -> Target {
        Target::View(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("replace_materialized_view {}", qualified(&self.schema, &self.name))
    }
}
