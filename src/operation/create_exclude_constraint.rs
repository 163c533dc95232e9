//! `create_exclude_constraint`: keeps rows apart that meet in all of some elements.

use serde::{Deserialize, Serialize};

use super::{DropConstraint, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{
    Catalog, Conflict, Element, Exclusion, Flag, Initially, Method, Name, SqlText, Table, per_dialect,
};

/// Keeps rows apart that meet in all of some elements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateExcludeConstraint {
    /// Its name; the naming convention gives one where it is left out.
    #[serde(default)]
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// What is compared, in order.
    pub elements: Vec<Element>,
    /// The access method of its index, in the database's own word.
    #[serde(default, deserialize_with = "crate::catalog::per_dialect", skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// The rows it is for, if not all.
    #[serde(default, rename = "where", deserialize_with = "crate::catalog::per_dialect", skip_serializing_if = "Option::is_none")]
    pub predicate: Option<SqlText>,
    /// Whether its check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
}

impl CreateExcludeConstraint {
    /// What makes this constraint of a table.
    pub fn of(table: &Table, exclusion: &Exclusion) -> Self {
        let Exclusion { name, elements, method, predicate, deferrable, initially } = exclusion.clone();
        let (table, schema) = (table.name.clone(), table.schema.clone());
        Self { name, table, schema, elements, method, predicate, deferrable, initially }
    }

    /// The constraint as the table holds it.
    pub fn exclusion(&self) -> Exclusion {
        let Self { name, elements, method, predicate, deferrable, initially, .. } = self.clone();
        Exclusion { name, elements, method, predicate, deferrable, initially }
    }
}

impl Op for CreateExcludeConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            let exclusion = self.exclusion();
            table.check_exclusion(&exclusion)?;
            if table.constraint(&self.name).is_some() {
                return Err(Conflict::exists("constraint", &self.name).at("name"));
            }
            table.exclusions.push(exclusion);
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
        format!("create_exclude_constraint {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
