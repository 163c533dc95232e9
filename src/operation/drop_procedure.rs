//! `drop_procedure`: removes a procedure.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified, routines};
use crate::catalog::{Catalog, Conflict, DataType, Name, RoutineKind};

/// Removes a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropProcedure {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The types of what its caller gives, where several have its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Vec<DataType>>,
}

impl Op for DropProcedure {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        routines::drop(catalog, RoutineKind::Procedure, qualified(&self.schema, &self.name), self.arguments.as_ref())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        routines::create_again(before, RoutineKind::Procedure, &name, self.arguments.as_ref())
    }

    fn target(&self) -> Target {
        Target::Routine(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_procedure {}", routines::called(&qualified(&self.schema, &self.name), self.arguments.as_ref()))
    }
}
