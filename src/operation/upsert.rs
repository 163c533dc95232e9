//! `upsert`: adds rows, and changes those that are there already by a key.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::rows::{Row, check_row, table_of};
use super::{Irreversible, Op, Operation, Rows, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Table, Value};

/// Adds rows, and changes those that are there already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upsert {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The values of one row by column.
    #[serde(default, skip_serializing_if = "Row::is_empty")]
    pub values: Row,
    /// The rows, in place of `values`.
    #[serde(default, skip_serializing_if = "no_rows")]
    pub rows: Rows,
    /// What tells whether a row is there: the columns of a primary key or a unique key.
    pub key: Vec<Name>,
    /// What changes in a row that is there.
    #[serde(default, skip_serializing_if = "Updates::is_rest")]
    pub update: Updates,
}

/// What an upsert changes in a row that is there.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "snake_case", untagged)]
pub enum Updates {
    /// Every column that the rows give but those of the key.
    #[default]
    Rest,
    /// These columns; none of them where the file says `nothing`.
    Columns(Vec<Name>),
}

impl Updates {
    fn is_rest(&self) -> bool {
        *self == Self::Rest
    }
}

fn no_rows(rows: &Rows) -> bool {
    rows.is_empty()
}

impl<'de> Deserialize<'de> for Updates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Updates;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of columns, or `nothing`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Updates, E> {
                match text {
                    "nothing" => Ok(Updates::Columns(Vec::new())),
                    _ => Err(E::unknown_variant(text, &["nothing"])),
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Updates, A::Error> {
                let mut columns = Vec::new();
                while let Some(name) = items.next_element()? {
                    columns.push(name);
                }
                Ok(Updates::Columns(columns))
            }
        }
        deserializer.deserialize_any(Words)
    }
}

impl Upsert {
    /// The rows, however they are given.
    pub fn all_rows(&self) -> &[Row] {
        if self.values.is_empty() { &self.rows } else { std::slice::from_ref(&self.values) }
    }

    /// The columns that change in a row that is there.
    pub fn updated(&self) -> Vec<Name> {
        match (&self.update, self.all_rows().first()) {
            (Updates::Columns(columns), _) => columns.clone(),
            (Updates::Rest, Some(row)) => row.keys().filter(|name| !self.key.contains(name)).cloned().collect(),
            (Updates::Rest, None) => Vec::new(),
        }
    }

    /// A conflict of a row at its place.
    fn at_row(&self, index: usize, conflict: Conflict) -> Conflict {
        if self.values.is_empty() { self.rows.conflict(index, conflict) } else { conflict.at("values") }
    }

    fn check_key(&self, table: &Table) -> Result<(), Conflict> {
        for (index, name) in self.key.iter().enumerate() {
            table.column(name).map_err(|conflict| conflict.at_index(index).at("key"))?;
        }
        let same = |other: &Vec<Name>| other.len() == self.key.len() && self.key.iter().all(|name| other.contains(name));
        if table.keys().any(|columns| same(&columns)) {
            return Ok(());
        }
        let list = |columns: &[Name]| columns.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("nothing makes `{} ({})` unique", table.qualified_name(), list(&self.key));
        let keys = table.keys().map(|columns| format!("`[{}]`", list(&columns))).collect::<Vec<_>>();
        let help = match keys.as_slice() {
            [] => "the table has no primary key and no unique key at this point: add one first".to_string(),
            keys => format!("what is unique at this point: {}", keys.join(", ")),
        };
        Err(Conflict::new("wrong-key", message).at("key").help(help))
    }

    /// Checks that the key tells the rows apart, and that all of them give the same columns.
    fn check_rows(&self, catalog: &Catalog, table: &Table) -> Result<(), Conflict> {
        let rows = self.all_rows();
        let mut seen: std::collections::BTreeMap<Vec<&Value>, usize> = std::collections::BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            let wrong = |message: String| self.at_row(index, Conflict::new("wrong-value", message));
            check_row(catalog, table, row).map_err(|conflict| self.at_row(index, conflict))?;
            if row.len() != rows[0].len() || row.keys().any(|name| !rows[0].contains_key(name)) {
                return Err(wrong("the rows of an upsert give the same columns".to_string()));
            }
            let mut key = Vec::with_capacity(self.key.len());
            for name in &self.key {
                match row.get(name) {
                    None => return Err(wrong(format!("the row does not give `{name}`, a column of the key"))),
                    Some(Value::Null) => return Err(wrong(format!("`{name}` is null, which no key finds"))),
                    Some(value) => key.push(value),
                }
            }
            if let Some(other) = seen.insert(key, index) {
                return Err(wrong(format!("the row has the key of row {}", other + 1)));
            }
        }
        Ok(())
    }

    fn check_update(&self, table: &Table) -> Result<(), Conflict> {
        for (index, name) in self.updated().iter().enumerate() {
            let at = |message: String| match self.update {
                Updates::Rest => Conflict::new("wrong-value", message),
                Updates::Columns(_) => Conflict::new("wrong-value", message).at_index(index).at("update"),
            };
            let column = table.column(name).map_err(|conflict| conflict.at_index(index).at("update"))?;
            if self.key.contains(name) {
                return Err(at(format!("`{name}` is a column of the key, which stays")));
            }
            if !self.all_rows().iter().all(|row| row.contains_key(name)) {
                return Err(at(format!("the rows do not give `{name}`")));
            }
            if column.identity.is_some() {
                let help = "say with `update:` which columns change";
                return Err(at(format!("`{name}` is numbered by the database and is not changed")).help(help));
            }
        }
        Ok(())
    }
}

impl Op for Upsert {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = table_of(catalog, &qualified(&self.schema, &self.table))?;
        if !self.values.is_empty() && !self.rows.is_empty() {
            return Err(Conflict::new("contradiction", "`values` and `rows` exclude each other").at_key_of("rows"));
        }
        if self.all_rows().is_empty() && !self.rows.is_unread() {
            return Err(Conflict::new("wrong-value", "there are no rows").at("rows"));
        }
        self.check_key(table)?;
        self.check_rows(catalog, table)?;
        self.check_update(table)
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let _ = before;
        Err(Irreversible::new("which of the rows were there before, and with which values, is not known"))
    }

    fn target(&self) -> Target {
        Target::Rows(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        let count = match self.all_rows().len() {
            1 => "1 row".to_string(),
            many => format!("{many} rows"),
        };
        format!("upsert into {}, {count}", qualified(&self.schema, &self.table))
    }
}
