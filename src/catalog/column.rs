//! A column of a table.

use serde::{Deserialize, Serialize};

use super::{Conflict, DataType, Identity, Name, Options, SqlText, Value};

/// A value that the database computes from other columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// The expression, over columns of the same row.
    pub expression: SqlText,
    /// Whether the value is kept on disk; else it is computed at each read.
    #[serde(default = "yes", deserialize_with = "super::per_dialect")]
    pub stored: bool,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// Whether it may hold NULL; columns of a primary key and columns with an identity never may.
    pub nullable: bool,
    /// The value of a row that gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether and how the database numbers its rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Box<Identity>>,
    /// The expression of a generated column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computed: Option<Box<Computed>>,
    /// The collation of its text, in the database's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<Collation>,
    /// A note for people, kept by the database where it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What it has in one dialect only.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

/// A collation by the name that the database knows; a map per dialect in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Collation(pub Name);

impl<'de> Deserialize<'de> for Collation {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::per_dialect(deserializer).map(Self)
    }
}

pub(super) fn yes() -> bool {
    true
}

impl Column {
    /// Checks what can be known of a column by itself.
    pub fn check(&self) -> Result<(), Conflict> {
        let both = |one: &str, other: &str| {
            Conflict::new("contradiction", format!("column `{}` has {one} and {other}", self.name))
        };
        if self.computed.is_some() && self.default.is_some() {
            return Err(both("a computed value", "a default").at("default"));
        }
        if self.computed.is_some() && self.identity.is_some() {
            return Err(both("a computed value", "an identity").at("identity"));
        }
        if self.identity.is_some() && self.default.is_some() {
            return Err(both("an identity", "a default").at("default"));
        }
        if self.identity.is_some() && !self.data_type.counts() {
            let message = format!("an identity column is an integer, not `{}`", self.data_type);
            let help = "give it the type `smallint`, `integer` or `bigint`";
            return Err(Conflict::new("wrong-type", message).at("type").help(help));
        }
        if let Some(identity) = &self.identity {
            identity.check(&self.data_type).map_err(|conflict| conflict.at("identity"))?;
        }
        if self.collation.is_some() && !self.data_type.collates() {
            let message = format!("a column of type `{}` has no collation", self.data_type);
            let help = "leave it out: text has one";
            return Err(Conflict::new("wrong-value", message).at("collation").help(help));
        }
        if self.default == Some(Value::Null) && !self.nullable {
            return Err(Conflict::new(
                "wrong-value",
                format!("column `{}` is not nullable and defaults to null", self.name),
            )
            .at("default"));
        }
        self.default_misfit().map_or(Ok(()), |reason| Err(Conflict::new("wrong-value", reason).at("default")))
    }

    /// Why the default does not fit the type, if that is certain.
    pub fn default_misfit(&self) -> Option<String> {
        self.default.as_ref().and_then(|default| default.misfit(&self.data_type))
    }
}
