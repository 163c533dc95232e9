//! `create_procedure`: makes a procedure.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, routines};
use crate::catalog::{Catalog, Conflict, Routine, RoutineKind};

/// Makes a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateProcedure(pub Routine);

impl Op for CreateProcedure {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        routines::create(catalog, RoutineKind::Procedure, &self.0)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(routines::drop_again(RoutineKind::Procedure, &self.0))
    }

    fn target(&self) -> Target {
        Target::Routine(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_procedure {}", self.0.key())
    }
}
