//! An index of a table.

use std::fmt;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Conflict, Flag, Name, Options, SqlText};

/// The direction of an index column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Small values first.
    Asc,
    /// Large values first.
    Desc,
}

/// Where an index keeps NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before every value.
    First,
    /// After every value.
    Last,
}

/// A column or an expression that an index sorts by.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct IndexPart {
    /// The column, if it is one.
    pub column: Option<Name>,
    /// The expression, if it is one.
    pub expression: Option<SqlText>,
    /// The direction, when the file says one.
    pub order: Option<Order>,
    /// Where NULL goes, when the file says so.
    pub nulls: Option<Nulls>,
    /// The collation that it sorts by, where it is not that of the column.
    pub collation: Option<Name>,
    /// The operators that it serves, in the database's own word.
    pub opclass: Option<Name>,
    /// How much of the value it holds, from its start.
    pub length: Option<u32>,
}

/// An index of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name.
    #[serde(default)]
    pub name: Name,
    /// What it sorts by, in order.
    pub columns: Vec<IndexPart>,
    /// Whether a value may occur only once.
    #[serde(default)]
    pub unique: bool,
    /// Whether two NULL are the same.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub nulls_not_distinct: Flag,
    /// The access method, in the database's own word.
    #[serde(default, deserialize_with = "super::per_dialect", skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Columns that are carried along and not sorted by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// The rows it covers, if not all.
    #[serde(
        default,
        rename = "where",
        deserialize_with = "super::per_dialect",
        skip_serializing_if = "Option::is_none"
    )]
    pub predicate: Option<SqlText>,
    /// What it has in one dialect only: its fill factor, its tablespace.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

/// An access method by the word that the database knows; a map per dialect in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Method(pub Name);

impl<'de> Deserialize<'de> for Method {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::per_dialect(deserializer).map(Self)
    }
}

impl Index {
    /// Checks what can be known of an index by itself.
    pub fn check(&self) -> Result<(), Conflict> {
        if self.nulls_not_distinct.0 && !self.unique {
            let message = "`nulls_not_distinct` is for an index with `unique: true`";
            return Err(Conflict::new("contradiction", message).at("nulls_not_distinct"));
        }
        Ok(())
    }

    /// The plain columns it sorts by.
    pub fn plain_columns(&self) -> impl Iterator<Item = &Name> {
        self.columns.iter().filter_map(|part| part.column.as_ref())
    }

    /// Whether it sorts by values, not by words in them or by their beginnings.
    pub fn holds_whole_values(&self) -> bool {
        self.columns.iter().all(|part| part.length.is_none()) && self.options.text("prefix").is_none()
    }

    /// Whether the index reads this column anywhere.
    pub fn uses(&self, column: &Name) -> bool {
        self.plain_columns().chain(&self.include).any(|name| name == column)
            || self.texts().any(|text| text.mentions(column.as_str()))
    }

    /// The SQL texts in it.
    pub fn texts(&self) -> impl Iterator<Item = &SqlText> {
        self.columns.iter().filter_map(|part| part.expression.as_ref()).chain(&self.predicate)
    }
}

impl<'de> Deserialize<'de> for IndexPart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            column: Option<Name>,
            expression: Option<SqlText>,
            order: Option<Order>,
            nulls: Option<Nulls>,
            #[serde(default, deserialize_with = "super::per_dialect")]
            collation: Option<Name>,
            #[serde(default, deserialize_with = "super::per_dialect")]
            opclass: Option<Name>,
            #[serde(default, deserialize_with = "super::per_dialect")]
            length: Option<u32>,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = IndexPart;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column, `{column: …, order: desc}` or `{expression: …}`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<IndexPart, E> {
                let column = Name::deserialize(de::value::StrDeserializer::<E>::new(text))?;
                Ok(IndexPart { column: Some(column), ..IndexPart::default() })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<IndexPart, A::Error> {
                let long = Long::deserialize(MapAccessDeserializer::new(map))?;
                if long.column.is_some() == long.expression.is_some() {
                    return Err(de::Error::custom("an index column has either `column` or `expression`"));
                }
                let Long { column, expression, order, nulls, collation, opclass, length } = long;
                Ok(IndexPart { column, expression, order, nulls, collation, opclass, length })
            }
        }
        deserializer.deserialize_any(Either)
    }
}
