//! `create_foreign_key`: makes columns point at rows of another table.

use serde::{Deserialize, Serialize};

use super::{DropConstraint, Irreversible, Op, Operation, Target, create_table::check_reference, qualified};
use crate::catalog::{Action, Catalog, Conflict, ForeignKey, Name, References};

/// Makes columns point at rows of another table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateForeignKey {
    /// Its name; the naming convention gives one where it is left out.
    #[serde(default)]
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// The other end.
    pub references: References,
    /// What a delete there does here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<Action>,
    /// What an update there does here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_update: Option<Action>,
}

impl CreateForeignKey {
    /// The key as the table holds it.
    pub fn key(&self) -> ForeignKey {
        ForeignKey {
            name: self.name.clone(),
            columns: self.columns.clone(),
            references: self.references.clone(),
            on_delete: self.on_delete,
            on_update: self.on_update,
        }
    }
}

impl Op for CreateForeignKey {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        let key = self.key();
        let table = catalog.table(&name)?;
        table.check_columns(&self.columns).map_err(|conflict| conflict.at("columns"))?;
        if table.constraint(&self.name).is_some() {
            return Err(Conflict::exists("constraint", &self.name).at("name"));
        }
        check_reference(catalog, table, &key)?;
        catalog.edit_table(&name, |table| {
            table.foreign_keys.push(key);
            Ok(())
        })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropConstraint { name: self.name.clone(), table: self.table.clone(), schema: self.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("create_foreign_key {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
