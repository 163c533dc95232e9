//! `delete`: removes rows.

use serde::{Deserialize, Serialize};

use super::rows::{Row, check_values, in_parts, part_key, table_of};
use super::{Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, SqlText};

/// Removes rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delete {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Which rows, by the values of columns.
    #[serde(default, skip_serializing_if = "Row::is_empty")]
    pub key: Row,
    /// Which rows, by a condition; all where both are left out.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub predicate: Option<SqlText>,
    /// How many rows at most change at a time, each part for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chunk: Option<u32>,
}

impl Op for Delete {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = table_of(catalog, &qualified(&self.schema, &self.table))?;
        if !self.key.is_empty() && self.predicate.is_some() {
            return Err(Conflict::new("contradiction", "`key` and `where` exclude each other").at("where"));
        }
        check_values(catalog, table, &self.key).map_err(|conflict| conflict.at("key"))?;
        self.chunk.map_or(Ok(()), |chunk| part_key(table, chunk).map(|_| ()))
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let _ = before;
        Err(Irreversible::new("the deleted rows are not known"))
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        let rows = if self.predicate.is_none() && self.key.is_empty() { ", every row" } else { "" };
        format!("delete from {}{rows}{}", qualified(&self.schema, &self.table), in_parts(self.chunk))
    }

    fn features(&self) -> Vec<Feature> {
        self.chunk.map(|_| "chunk").into_iter().collect()
    }
}
