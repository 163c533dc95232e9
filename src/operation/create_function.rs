//! `create_function`: makes a function.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, routines};
use crate::catalog::{Catalog, Conflict, Routine, RoutineKind};

/// Makes a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateFunction(pub Routine);

impl Op for CreateFunction {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        routines::create(catalog, RoutineKind::Function, &self.0)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(routines::drop_again(RoutineKind::Function, &self.0))
    }

    fn target(&self) -> Target {
        Target::Routine(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_function {}", self.0.key())
    }
}
