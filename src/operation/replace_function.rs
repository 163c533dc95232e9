//! `replace_function`: gives a function another definition.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, routines};
use crate::catalog::{Catalog, Conflict, Routine, RoutineKind};

/// Gives a function another definition. The one with the same types is meant, else the only one of its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplaceFunction(pub Routine);

impl Op for ReplaceFunction {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        routines::replace(catalog, RoutineKind::Function, &self.0)
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        routines::replace_back(before, RoutineKind::Function, &self.0)
    }

    fn target(&self) -> Target {
        Target::Routine(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("replace_function {}", self.0.key())
    }
}
