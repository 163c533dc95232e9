//! Names that a database keeps apart: what bears them, and where a name may stand once.

use serde::Deserialize;

/// What bears a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// A table.
    Table,
    /// A view.
    View,
    /// A sequence.
    Sequence,
    /// An enum.
    Enum,
    /// A domain.
    Domain,
    /// A composite type.
    Type,
    /// A column of a table.
    Column,
    /// An index of a table.
    Index,
    /// The primary key of a table.
    PrimaryKey,
    /// A unique constraint of a table.
    Unique,
    /// A foreign key of a table.
    ForeignKey,
    /// A check of a table.
    Check,
    /// An exclusion constraint of a table.
    Exclusion,
    /// A trigger of a table or view that is no constraint.
    Trigger,
    /// A trigger that is a constraint of its table.
    ConstraintTrigger,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
}

/// Where a name may stand once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// In the whole database.
    Database,
    /// In a schema.
    Schema,
    /// In a table.
    Table,
}

/// Things that share their names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namespace {
    /// What bears the names.
    pub of: Vec<Named>,
    /// Where a name may stand once.
    pub within: Within,
    /// Whether names that differ in letter case only are one name.
    #[serde(default)]
    pub ignore_case: bool,
    /// Why, as the message says it.
    pub unsupported: String,
    /// The section of the vendor's manual that says so.
    pub manual: String,
}
