//! `create_materialized_view`: makes a view that keeps its rows.

use serde::{Deserialize, Serialize};

use super::{DropMaterializedView, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Index, Materialized, Name, SqlText, View};

/// Makes a view that keeps its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateMaterializedView {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The query, without a terminator.
    pub query: SqlText,
    /// Whether it is filled at once; else nobody can read it before it is refreshed.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub with_data: bool,
}

pub(super) fn yes() -> bool {
    true
}

pub(super) fn is_yes(value: &bool) -> bool {
    *value
}

impl CreateMaterializedView {
    /// What makes a view as it is, without its indexes; none of a view that keeps no rows.
    pub fn of(view: &View) -> Option<Self> {
        let with_data = view.materialized.as_ref()?.populated;
        let (name, schema, query) = (view.name.clone(), view.schema.clone(), view.query.clone());
        Some(Self { name, schema, query, with_data })
    }

    /// The view as the catalog holds it.
    pub fn view(&self, indexes: Vec<Index>) -> View {
        let materialized = Materialized { populated: self.with_data, indexes };
        View {
            schema: self.schema.clone(),
            name: self.name.clone(),
            query: self.query.clone(),
            materialized: Some(Box::new(materialized)),
        }
    }
}

impl Op for CreateMaterializedView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.check_free(&qualified(&self.schema, &self.name))?;
        self.query.check_filled("query")?;
        catalog.put_view(self.view(Vec::new()));
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropMaterializedView { name: self.name.clone(), schema: self.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::View(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("create_materialized_view {}", qualified(&self.schema, &self.name))
    }
}
