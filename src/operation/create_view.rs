//! `create_view`: makes a view.

use serde::{Deserialize, Serialize};

use super::{DropView, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, View};

/// Makes a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateView(pub View);

impl Op for CreateView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.check_free(&self.0.qualified_name())?;
        self.0.query.check_filled("query")?;
        catalog.put_view(self.0.clone());
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropView { name: self.0.name.clone(), schema: self.0.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::View(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_view {}", self.0.qualified_name())
    }
}
