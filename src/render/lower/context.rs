//! What templates see.

use indexmap::IndexMap;
use serde::Serialize;

use super::grants::Privileges;
use super::user_types::PhysicalDomain;

use crate::catalog::{EnumType, Identity, Name, Policy, QualifiedName, Sequence, Trigger, View};
use crate::dialect::WrittenOptions;
use crate::operation::Operation;
use crate::plan::Raw;
use crate::render::PhysicalRoutine;
use crate::render::physical::{PhysicalColumn, PhysicalConstraint, PhysicalIndex, PhysicalTable};

/// One use of a template.
#[derive(Debug, Clone)]
pub struct Call {
    /// The name of the template.
    pub template: String,
    /// What it sees.
    pub context: Context,
}

/// Which parts of a column an operation changes.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Changes {
    /// The type.
    #[serde(rename = "type")]
    pub data_type: bool,
    /// The type, and by a cast that the statement has to say.
    pub cast: bool,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// The default.
    pub default: bool,
    /// The identity.
    pub identity: bool,
    /// The collation.
    pub collation: bool,
    /// The comment.
    pub comment: bool,
}

/// What reads a column in an expression or a condition.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Readers {
    /// Checks and exclusion constraints.
    pub constraints: Vec<PhysicalConstraint>,
    /// Indexes.
    pub indexes: Vec<PhysicalIndex>,
}

/// A column of a rebuilt table and what fills it.
#[derive(Debug, Clone, Serialize)]
pub struct Copied {
    /// The column of the new table.
    pub to: Name,
    /// The expression over the old table, as SQL.
    pub from: String,
}

/// One clause of an ALTER TABLE.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Clause {
    /// A constraint goes.
    DropConstraint {
        /// The constraint as it was.
        constraint: PhysicalConstraint,
    },
    /// An index goes.
    DropIndex {
        /// The index as it was.
        index: PhysicalIndex,
    },
    /// An index comes.
    AddIndex {
        /// The index.
        index: PhysicalIndex,
    },
    /// A column goes.
    DropColumn {
        /// Its name.
        name: Name,
        /// Whether it is computed, perhaps from another one that goes.
        computed: bool,
    },
    /// A column gets another name and nothing else.
    RenameColumn {
        /// Its present name.
        name: Name,
        /// Its name afterwards.
        to: Name,
    },
    /// A column is restated, under a new name if it has one.
    ChangeColumn {
        /// Its present name.
        name: Name,
        /// The column as it was.
        old: Box<PhysicalColumn>,
        /// The column afterwards.
        column: PhysicalColumn,
        /// Whether its values have to be converted.
        converts: bool,
        /// Whether only its length changes, where that needs no other column.
        resizes: bool,
    },
    /// A column comes.
    AddColumn {
        /// The column.
        column: PhysicalColumn,
        /// Whether it stands before all others.
        first: bool,
        /// The column that it stands behind, where the file says where it stands.
        after: Option<Name>,
    },
    /// A constraint comes.
    AddConstraint {
        /// The constraint.
        constraint: PhysicalConstraint,
    },
    /// The numbers of a column begin anew.
    Restart {
        /// The column afterwards.
        column: PhysicalColumn,
        /// The next number.
        with: i64,
    },
    /// The comment of the table changes.
    Comment {
        /// The comment; empty for none.
        comment: String,
        /// The comment as it was; the same.
        old: String,
    },
    /// Options of the table change.
    Options {
        /// How.
        changes: WrittenOptions,
    },
}

/// A column whose enum gets other values.
#[derive(Debug, Clone, Serialize)]
pub struct EnumColumn {
    /// The column before.
    pub old: PhysicalColumn,
    /// The column with the values of both.
    pub wide: PhysicalColumn,
    /// The column after.
    pub new: PhysicalColumn,
    /// Old value and new value, as SQL, where they differ.
    pub cases: Vec<[String; 2]>,
}

/// A table with columns whose enum gets other values.
#[derive(Debug, Clone, Serialize)]
pub struct EnumUser {
    /// The table.
    pub table: QualifiedName,
    /// Its columns of the enum.
    pub columns: Vec<EnumColumn>,
    /// Checks that read such a column, and exclusion constraints that do so in an expression or a condition.
    pub checks: Vec<PhysicalConstraint>,
    /// Foreign keys from such a column.
    pub foreign_keys: Vec<PhysicalConstraint>,
    /// Indexes that read such a column in an expression or a condition.
    pub indexes: Vec<PhysicalIndex>,
}

/// A column that the database numbers itself.
#[derive(Debug, Clone, Serialize)]
pub struct Numbered {
    /// Its name.
    pub column: Name,
    /// How it is numbered.
    pub identity: Identity,
}

/// What a template sees; what does not concern it is none or empty.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Context {
    /// The fields of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op: Option<Operation>,
    /// Whether what it makes may be there, and what it drops may be gone.
    pub guarded: bool,
    /// The table that is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<QualifiedName>,
    /// The table before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<PhysicalTable>,
    /// The table after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<PhysicalTable>,
    /// The name of a table under construction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporary: Option<QualifiedName>,
    /// What fills the columns of a rebuilt table.
    pub copied: Vec<Copied>,
    /// The clauses of an ALTER TABLE.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
    /// The column before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_column: Option<PhysicalColumn>,
    /// The column after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<PhysicalColumn>,
    /// What of the column changes.
    pub changes: Changes,
    /// What reads the column and would be kept as it was read for the column's old type.
    pub readers: Readers,
    /// What changes of the table's options.
    pub options: WrittenOptions,
    /// The constraint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraint: Option<PhysicalConstraint>,
    /// The index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<PhysicalIndex>,
    /// The sequence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Sequence>,
    /// The domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<PhysicalDomain>,
    /// The types of attributes, by name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub attributes: IndexMap<Name, String>,
    /// The enum.
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    pub enum_type: Option<EnumType>,
    /// The enum before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_enum: Option<EnumType>,
    /// Whether the rest of the revision may use the value that the enum gets.
    pub used_later: bool,
    /// The tables with columns of the enum.
    pub users: Vec<EnumUser>,
    /// The view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// Whether a view that keeps its rows is filled.
    pub with_data: bool,
    /// The indexes of a view that keeps its rows.
    pub indexes: Vec<PhysicalIndex>,
    /// The function or procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routine: Option<PhysicalRoutine>,
    /// The function or procedure before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_routine: Option<PhysicalRoutine>,
    /// Whether a routine or trigger takes the place of the one before in one statement.
    pub in_place: bool,
    /// The policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// Whether the table has row security before.
    pub secured: bool,
    /// Whether its owner is under it too.
    pub forced: bool,
    /// The privileges that are granted or revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
    /// The trigger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// The triggers that come back with a rebuilt table.
    pub triggers: Vec<Trigger>,
    /// Columns of rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// Rows of values as SQL.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<String>>,
    /// How many rows change at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunk: Option<u32>,
    /// The column along which rows are cut into parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_key: Option<PhysicalColumn>,
    /// The query that gives the rows, as SQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The columns that change in a row that is there already.
    pub updates: Vec<Name>,
    /// Whether rows give numbers to a column that the database numbers itself.
    pub overriding: bool,
    /// The columns that the database numbers itself and that rows give numbers to all the same.
    pub numbered: Vec<Numbered>,
    /// The condition of an update or delete, as SQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Raw SQL, statement by statement.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<Raw>,
}
