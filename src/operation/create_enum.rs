//! `create_enum`: makes an enum.

use serde::{Deserialize, Serialize};

use super::{DropEnum, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, EnumType};

/// Makes an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateEnum(pub EnumType);

impl Op for CreateEnum {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        self.0.check()?;
        let name = self.0.qualified_name();
        catalog.check_free_type(&name)?;
        catalog.put_enum(self.0.clone());
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropEnum { name: self.0.name.clone(), schema: self.0.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Enum(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_enum {}", self.0.qualified_name())
    }
}
