//! `replace_view`: gives a view another query.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, View};

/// Gives a view another query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplaceView(pub View);

impl Op for ReplaceView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.plain_view(&self.0.qualified_name()).map_err(|conflict| conflict.at("name"))?;
        self.0.query.check_filled("query")?;
        catalog.put_view(self.0.clone());
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.view(&self.0.qualified_name()).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![Self(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::View(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("replace_view {}", self.0.qualified_name())
    }
}
