//! `rename_index`: gives an index a new name.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Gives an index a new name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameIndex {
    /// Present name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenameIndex {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        if catalog.is_materialized(&name) {
            return catalog.edit_materialized(&name, |view| {
                if view.index(&self.to).is_ok() {
                    return Err(Conflict::exists("index", &self.to).at("to"));
                }
                let position = view.index(&self.name)?;
                view.indexes[position].name = self.to.clone();
                Ok(())
            });
        }
        catalog.edit_table(&name, |table| {
            if table.index(&self.to).is_some() {
                return Err(Conflict::exists("index", &self.to).at("to"));
            }
            let Some(position) = table.indexes.iter().position(|index| index.name == self.name) else {
                let conflict = Conflict::unknown("index", self.name.as_str(), table.indexes.iter().map(|index| index.name.as_str()));
                return Err(match table.constraint(&self.name) {
                    Some(_) => conflict.help(format!("`{}` is a constraint: use `rename_constraint`", self.name)),
                    None => conflict,
                }
                .at("name"));
            };
            table.indexes[position].name = self.to.clone();
            Ok(())
        })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), to: self.name.clone(), ..self.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("rename_index {} on {} to {}", self.name, qualified(&self.schema, &self.table), self.to)
    }
}
