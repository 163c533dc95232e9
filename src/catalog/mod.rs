//! The schema state as plain values: no SQL, no operations, no dialects.
//!
//! A [`Catalog`] is cheap to clone: its maps share structure, so that a replay can keep the state before and after
//! every operation of a long history.

mod call_words;
mod changed;
mod column;
mod column_keys;
mod conflict;
mod constraint;
mod data_type;
mod default;
mod enum_type;
mod exclusion;
mod extension;
mod fit;
mod flag;
mod grant;
mod identity;
mod index;
mod interval;
mod materialized;
mod moment;
mod name;
mod named;
mod objects;
mod options;
mod policy;
mod rename_schema;
mod routine;
mod routines;
mod sequence;
mod sql_text;
mod sql_tokens;
mod state;
mod table;
mod table_words;
mod trigger;
mod type_words;
mod user_type;
mod value_changes;
mod value_words;
mod view;

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Deserializer};

pub use changed::Changed;
pub use column::{Collation, Column, Computed};
pub use column_keys::{ColumnKeys, WrittenColumn};
pub use conflict::{Conflict, closest};
pub use constraint::{
    Action, Check, Constraint, ForeignKey, Initially, Match, PrimaryKey, References, Unique, check_deferral,
};
pub use data_type::DataType;
pub use default::Value;
pub use enum_type::EnumType;
pub use exclusion::{Element, Exclusion, Operator};
pub use extension::Extension;
pub use fit::Decimal;
pub use flag::Flag;
pub use grant::{Held, PUBLIC, Right, Rights, RightsGroup, Securable, grouped};
pub use identity::{Generated, Identity};
pub use index::{Index, IndexPart, Method, Nulls, Order};
pub use interval::Interval;
pub use materialized::Materialized;
pub use moment::Moment;
pub use name::{Name, QualifiedName};
pub use options::{OptionValue, Options};
pub use policy::{Command, Policy};
pub use routine::{Argument, Mode, ReturnedColumn, Returns, Routine, RoutineKey, RoutineKind, Security, Volatility};
pub use sequence::{OwnedBy, Sequence, Whole};
pub use sql_text::{IDENTIFIER_END, IDENTIFIER_START, SqlText, Word};
pub use table::Table;
pub use trigger::{Event, Level, Referencing, Timing, Trigger};
pub use user_type::{Attribute, Composite, Domain};
pub use value_changes::ValueChanges;
pub use view::View;

/// Reads a value that a file may also give as a map from dialect to value.
pub fn per_dialect<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Inner<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Inner<T> {
        type Value = T;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a value, or a map from dialect to value")
        }
        fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
            T::deserialize(deserializer)
        }
    }
    deserializer.deserialize_newtype_struct(crate::source::yaml::PER_DIALECT, Inner(std::marker::PhantomData))
}

/// Why a view, a trigger or a routine has to be given a new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// What changed under it: `files.length`.
    pub changed: String,
}

/// All schema state of one database.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    schemas: OrdSet<Name>,
    extensions: OrdMap<Name, Extension>,
    enums: OrdMap<QualifiedName, Arc<EnumType>>,
    tables: OrdMap<QualifiedName, Arc<Table>>,
    views: OrdMap<QualifiedName, Arc<View>>,
    triggers: OrdMap<(QualifiedName, Name), Arc<Trigger>>,
    routines: OrdMap<RoutineKey, Arc<Routine>>,
    /// Routines by a table that their bodies may name, in lower case.
    body_readers: OrdMap<String, OrdSet<RoutineKey>>,
    /// Tables by a table that their foreign keys point at.
    referrers: OrdMap<QualifiedName, OrdSet<QualifiedName>>,
    /// Tables by an enum, a domain or a composite type that their columns use.
    type_users: OrdMap<QualifiedName, OrdSet<QualifiedName>>,
    /// Tables by a sequence that defaults of their columns take numbers from.
    sequence_users: OrdMap<QualifiedName, OrdSet<QualifiedName>>,
    /// Tables by their names and those of their parts, in lower case.
    named: OrdMap<u64, Arc<[QualifiedName]>>,
    objects: Arc<objects::Objects>,
    stale_views: OrdMap<QualifiedName, Stale>,
    stale_triggers: OrdMap<(QualifiedName, Name), Stale>,
    stale_routines: OrdMap<RoutineKey, Stale>,
}
