//! `drop_index`: removes an index.

use serde::{Deserialize, Serialize};

use super::{CreateIndex, Feature, Irreversible, Op, Operation, Target, create_index::Concurrently, drop_constraint::check_targets, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropIndex {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether it is dropped without stopping writers, outside the transaction.
    #[serde(default)]
    pub concurrently: Concurrently,
}

impl Op for DropIndex {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        if catalog.is_materialized(&name) {
            return catalog.edit_materialized(&name, |view| {
                let position = view.index(&self.name)?;
                view.indexes.remove(position);
                Ok(())
            });
        }
        let mut changed = catalog.clone();
        changed.edit_table(&name, |table| {
            let Some(position) = table.indexes.iter().position(|index| index.name == self.name) else {
                let conflict = Conflict::unknown("index", self.name.as_str(), table.indexes.iter().map(|index| index.name.as_str()));
                return Err(match table.constraint(&self.name) {
                    Some(_) => conflict.help(format!("`{}` is a constraint: use `drop_constraint`", self.name)),
                    None => conflict,
                }
                .at("name"));
            };
            table.indexes.remove(position);
            Ok(())
        })?;
        check_targets(catalog, changed.table(&name)?, &format!("index `{}`", self.name))?;
        *catalog = changed;
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let indexes = before.indexes_of(&qualified(&self.schema, &self.table));
        let Some(index) = indexes.iter().find(|index| index.name == self.name).cloned() else {
            return Err(Irreversible::new(format!("no index `{}`", self.name)));
        };
        let mut create = CreateIndex::of(index, &qualified(&self.schema, &self.table));
        create.concurrently = self.concurrently;
        Ok(vec![create.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("drop_index {} on {}", self.name, qualified(&self.schema, &self.table))
    }

    fn features(&self) -> Vec<Feature> {
        if self.concurrently.0 { vec!["concurrently"] } else { Vec::new() }
    }
}
