//! `update`: changes values in rows.

use serde::{Deserialize, Serialize};

use super::rows::{Row, check_values, in_parts, part_key, table_of};
use super::{Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, SqlText, Value};

/// Changes values in rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The new values by column.
    pub set: Row,
    /// Which rows; all where it is left out.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub predicate: Option<SqlText>,
    /// How many rows at most change at a time, each part for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chunk: Option<u32>,
}

impl Update {
    /// Checks that a row may be changed again: what was cut off is run from the start.
    fn check_again(&self) -> Result<(), Conflict> {
        let counts = |value: &Value| match value {
            Value::Sql(text) => self.set.keys().find(|name| text.mentions(name.as_str())),
            _ => None,
        };
        let found = self.set.iter().find_map(|(name, value)| Some((name, counts(value)?)));
        let Some((name, read)) = found.filter(|_| self.predicate.is_none()) else { return Ok(()) };
        let message = format!("`{name}` is worked out from `{read}`, which changes too: what was cut off and is run again would change rows twice");
        let help = "say with `where` which rows have not changed yet, or leave `chunk` out";
        Err(Conflict::new("wrong-chunk", message).at("set").help(help))
    }
}

impl Op for Update {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = table_of(catalog, &qualified(&self.schema, &self.table))?;
        if self.set.is_empty() {
            return Err(Conflict::new("wrong-value", "nothing is set").at("set"));
        }
        check_values(catalog, table, &self.set).map_err(|conflict| conflict.at("set"))?;
        let Some(chunk) = self.chunk else { return Ok(()) };
        let key = part_key(table, chunk)?;
        if self.set.contains_key(&key.name) {
            let message = format!("column `{}` says which part a row is in, so it cannot change", key.name);
            return Err(Conflict::new("wrong-chunk", message).at_key_of("chunk").help("leave `chunk` out"));
        }
        self.check_again()
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let _ = before;
        Err(Irreversible::new("the old values of the rows are not known"))
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        let rows = if self.predicate.is_some() { "" } else { ", every row" };
        format!("update {}{rows}{}", qualified(&self.schema, &self.table), in_parts(self.chunk))
    }

    fn features(&self) -> Vec<Feature> {
        self.chunk.map(|_| "chunk").into_iter().collect()
    }
}
