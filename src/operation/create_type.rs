//! `create_type`: makes a composite type.

use serde::{Deserialize, Serialize};

use super::{DropType, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Composite, Conflict};

/// Makes a composite type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateType(pub Composite);

impl Op for CreateType {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.check_free_type(&self.0.qualified_name())?;
        if self.0.attributes.is_empty() {
            return Err(Conflict::new("wrong-value", format!("type `{}` has no attributes", self.0.name)).at("attributes"));
        }
        self.0.check()?;
        for (index, attribute) in self.0.attributes.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at("type").at_index(index).at("attributes");
            catalog.check_type(&attribute.data_type).map_err(at)?;
        }
        catalog.put_composite(self.0.clone());
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropType { name: self.0.name.clone(), schema: self.0.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Type(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_type {}", self.0.qualified_name())
    }
}
