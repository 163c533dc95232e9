//! `drop_enum`: removes an enum that no column uses.

use serde::{Deserialize, Serialize};

use super::{CreateEnum, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes an enum that no column uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropEnum {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropEnum {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.enum_type(&name).map_err(|conflict| conflict.at("name"))?;
        if let Some(table) = catalog.enum_users(&name).next() {
            let conflict = Conflict::new("still-used", format!("a column of `{table}` still has the type enum `{name}`"));
            return Err(conflict.at("name").help("drop the column, or give it another type, first"));
        }
        if let Some(routine) = catalog.routines().find(|routine| routine.uses_enum(&name)) {
            let message = format!("{} `{}` takes or returns the enum `{name}`", routine.kind(), routine.key());
            let help = format!("`drop_{}` `{}` first", routine.kind(), routine.key());
            return Err(Conflict::new("still-used", message).at("name").help(help));
        }
        catalog.take_enum(&name).map(|_| ())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.enum_type(&qualified(&self.schema, &self.name)).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![CreateEnum(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_enum {}", qualified(&self.schema, &self.name))
    }
}
