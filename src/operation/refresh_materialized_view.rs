//! `refresh_materialized_view`: reads the rows of a view anew that keeps them.

use serde::{Deserialize, Serialize};

use super::{Feature, Irreversible, Op, Operation, Target, create_index::Concurrently, qualified};
use crate::catalog::{Catalog, Conflict, Materialized, Name};

/// Reads the rows of a view anew that keeps them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefreshMaterializedView {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether others can read the old rows meanwhile.
    #[serde(default)]
    pub concurrently: Concurrently,
    /// Whether it is filled; else it is emptied, and nobody can read it.
    #[serde(default = "super::create_materialized_view::yes", skip_serializing_if = "super::create_materialized_view::is_yes")]
    pub with_data: bool,
}

impl RefreshMaterializedView {
    fn check(&self, view: &Materialized) -> Result<(), Conflict> {
        let refuse = |message: &str| Err(Conflict::new("contradiction", message).at("concurrently"));
        match self.concurrently.0 {
            true if !self.with_data => refuse("there are no rows for others to read while the view is emptied"),
            true if !view.populated => refuse("the view was never filled: others find no old rows in it"),
            true if !view.has_key() => {
                let conflict = Conflict::new("contradiction", "no unique index over columns tells the rows apart");
                Err(conflict.at("concurrently").help("`create_index` with `unique: true` on the view first"))
            }
            _ => Ok(()),
        }
    }
}

impl Op for RefreshMaterializedView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.materialized_view(&name).map_err(|conflict| conflict.at("name"))?;
        catalog.edit_materialized(&name, |view| {
            self.check(view)?;
            view.populated = self.with_data;
            Ok(())
        })
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.materialized_view(&qualified(&self.schema, &self.name));
        let old = old.map_err(|conflict| Irreversible::new(conflict.message))?;
        let populated = old.materialized.as_ref().is_some_and(|view| view.populated);
        let back = Self { with_data: populated, concurrently: Concurrently(false), ..self.clone() };
        Ok(if populated == self.with_data { Vec::new() } else { vec![back.into()] })
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("refresh_materialized_view {}", qualified(&self.schema, &self.name))
    }

    fn features(&self) -> Vec<Feature> {
        if self.concurrently.0 { vec!["concurrently"] } else { Vec::new() }
    }
}
