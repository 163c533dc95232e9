//! Primary, unique, foreign and check constraints of a table.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Conflict, Exclusion, Flag, Method, Name, QualifiedName, SqlText, per_dialect};

/// When a constraint that may wait is checked, unless a transaction says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initially {
    /// With each statement.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

/// Refuses a constraint that waits and may not.
pub fn check_deferral(deferrable: Flag, initially: Option<Initially>) -> Result<(), Conflict> {
    if initially == Some(Initially::Deferred) && !deferrable.0 {
        let help = "say `deferrable: true` too; both may be maps from dialect to value";
        let message = "`initially: deferred` is for a constraint with `deferrable: true`";
        return Err(Conflict::new("contradiction", message).at("initially").help(help));
    }
    Ok(())
}

/// What a foreign key of several columns makes of a row with NULL in some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// Refuses it.
    Full,
    /// Does not look at it: what databases do when nothing is said.
    Simple,
}

/// The primary key of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct PrimaryKey {
    /// Its name.
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// Columns that its index carries along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// How its index is kept, in the database's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether its check may wait for the end of the transaction.
    #[serde(skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
}

/// Columns whose values together occur once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// Its name.
    #[serde(default)]
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// Columns that its index carries along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// How its index is kept, in the database's own word.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether two NULL are the same.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub nulls_not_distinct: Flag,
    /// Whether its check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
}

/// A condition that every row fulfils.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name.
    #[serde(default)]
    pub name: Name,
    /// The condition.
    pub expression: SqlText,
    /// Whether only rows that are written from now on are known to fulfil it.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub not_valid: Flag,
}

/// What happens to a row whose referenced row goes or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The row goes, or changes, with it.
    Cascade,
    /// Refused at once.
    Restrict,
    /// The columns become NULL.
    SetNull,
    /// The columns get their defaults.
    SetDefault,
    /// Refused at the end of the statement: what databases do when nothing is said.
    NoAction,
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Word {
            Cascade,
            Restrict,
            SetNull,
            SetDefault,
            NoAction,
        }
        super::per_dialect(deserializer).map(|word| match word {
            Word::Cascade => Self::Cascade,
            Word::Restrict => Self::Restrict,
            Word::SetNull => Self::SetNull,
            Word::SetDefault => Self::SetDefault,
            Word::NoAction => Self::NoAction,
        })
    }
}

/// The other end of a foreign key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct References {
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The table.
    pub table: Name,
    /// Its columns, one for each of ours; its primary key where the file names none.
    #[serde(default)]
    pub columns: Vec<Name>,
}

impl References {
    /// The table with its schema.
    pub fn table_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.table)
    }
}

/// Columns whose values exist in another table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// Its name.
    #[serde(default)]
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// The other end.
    pub references: References,
    /// What a delete there does here.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<Action>,
    /// What an update there does here.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub on_update: Option<Action>,
    /// What becomes of a row with NULL in some of the columns.
    #[serde(default, rename = "match", deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub matches: Option<Match>,
    /// Whether its check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
    /// Whether only rows that are written from now on are known to point at a row.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub not_valid: Flag,
}

impl<'de> Deserialize<'de> for PrimaryKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            #[serde(default)]
            name: Name,
            columns: Vec<Name>,
            #[serde(default)]
            include: Vec<Name>,
            #[serde(default, deserialize_with = "per_dialect")]
            method: Option<Method>,
            #[serde(default)]
            deferrable: Flag,
            #[serde(default, deserialize_with = "per_dialect")]
            initially: Option<Initially>,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = PrimaryKey;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of columns, or `{name: …, columns: […]}`")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<PrimaryKey, A::Error> {
                let mut columns = Vec::new();
                while let Some(column) = items.next_element()? {
                    columns.push(column);
                }
                Ok(PrimaryKey { columns, ..PrimaryKey::default() })
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PrimaryKey, A::Error> {
                let Long { name, columns, include, method, deferrable, initially } =
                    Long::deserialize(MapAccessDeserializer::new(map))?;
                Ok(PrimaryKey { name, columns, include, method, deferrable, initially })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// A constraint of any kind, found by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint<'a> {
    /// The primary key.
    PrimaryKey(&'a PrimaryKey),
    /// A unique constraint.
    Unique(&'a Unique),
    /// A foreign key.
    ForeignKey(&'a ForeignKey),
    /// A check.
    Check(&'a Check),
    /// An exclusion.
    Exclusion(&'a Exclusion),
}
