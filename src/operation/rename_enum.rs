//! `rename_enum`: gives an enum a new name.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Gives an enum a new name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameEnum {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenameEnum {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let from = qualified(&self.schema, &self.name);
        let to = from.renamed(&self.to);
        if catalog.enum_type(&to).is_ok() {
            return Err(Conflict::exists("enum", to).at("to"));
        }
        let mut enum_type = catalog.take_enum(&from).map_err(|conflict| conflict.at("name"))?;
        enum_type.name = self.to.clone();
        catalog.put_enum(enum_type);
        let users: Vec<_> = catalog.enum_users(&from).cloned().collect();
        for user in users {
            catalog.edit_table(&user, |table| {
                for column in &mut table.columns {
                    column.data_type.rename_enum(&from, &to);
                }
                Ok(())
            })?;
        }
        catalog.edit_routines(
            |routine| routine.uses_enum(&from),
            |routine| routine.types_mut().for_each(|data_type| data_type.rename_enum(&from, &to)),
        );
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let _ = before;
        Ok(vec![Self { name: self.to.clone(), schema: self.schema.clone(), to: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("rename_enum {} to {}", qualified(&self.schema, &self.name), self.to)
    }
}
