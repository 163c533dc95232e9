//! What templates see.

use indexmap::IndexMap;
use serde::Serialize;

use crate::catalog::{EnumType, Name, QualifiedName, Trigger, View};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::render::physical::{PhysicalColumn, PhysicalConstraint, PhysicalIndex, PhysicalTable};

/// One use of a template.
#[derive(Debug, Clone)]
pub struct Call {
    /// The name of the template.
    pub template: String,
    /// What it sees.
    pub context: Context,
}

/// The dialect as templates see it.
#[derive(Debug, Clone, Serialize)]
pub struct DialectContext {
    /// The name that `--dialect` takes.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// The server version.
    pub version: String,
    /// Facts of the manifest.
    pub facts: IndexMap<String, String>,
}

impl DialectContext {
    /// What templates may know of a dialect.
    pub fn new(dialect: &Dialect) -> Self {
        Self {
            name: dialect.name().to_string(),
            title: dialect.manifest.title.clone(),
            version: dialect.version.to_string(),
            facts: dialect.manifest.facts.clone(),
        }
    }
}

/// Which parts of a column an operation changes.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Changes {
    /// The type.
    #[serde(rename = "type")]
    pub data_type: bool,
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
    },
    /// A column is restated, under a new name if it has one.
    ChangeColumn {
        /// Its present name.
        name: Name,
        /// The column afterwards.
        column: PhysicalColumn,
    },
    /// A column comes.
    AddColumn {
        /// The column.
        column: PhysicalColumn,
    },
    /// A constraint comes.
    AddConstraint {
        /// The constraint.
        constraint: PhysicalConstraint,
    },
    /// The comment of the table changes.
    Comment {
        /// The comment; empty for none.
        comment: String,
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
    /// Checks that read such a column.
    pub checks: Vec<PhysicalConstraint>,
    /// Indexes that read such a column in an expression or a condition.
    pub indexes: Vec<PhysicalIndex>,
}

/// What a template sees; what does not concern it is none or empty.
#[derive(Debug, Clone, Serialize)]
pub struct Context {
    /// The dialect.
    pub dialect: DialectContext,
    /// The fields of the operation.
    pub op: Option<Operation>,
    /// The table that is changed.
    pub table: Option<QualifiedName>,
    /// The table before.
    pub old: Option<PhysicalTable>,
    /// The table after.
    pub new: Option<PhysicalTable>,
    /// The name of a table under construction.
    pub temporary: Option<QualifiedName>,
    /// What fills the columns of a rebuilt table.
    pub copied: Vec<Copied>,
    /// The clauses of an ALTER TABLE.
    pub clauses: Vec<Clause>,
    /// The column before.
    pub old_column: Option<PhysicalColumn>,
    /// The column after.
    pub column: Option<PhysicalColumn>,
    /// What of the column changes.
    pub changes: Changes,
    /// The constraint.
    pub constraint: Option<PhysicalConstraint>,
    /// The index.
    pub index: Option<PhysicalIndex>,
    /// The enum.
    #[serde(rename = "enum")]
    pub enum_type: Option<EnumType>,
    /// The enum before.
    pub old_enum: Option<EnumType>,
    /// The tables with columns of the enum.
    pub users: Vec<EnumUser>,
    /// The view.
    pub view: Option<View>,
    /// The trigger.
    pub trigger: Option<Trigger>,
    /// The triggers that come back with a rebuilt table.
    pub triggers: Vec<Trigger>,
    /// Columns of rows.
    pub columns: Vec<Name>,
    /// Rows of values as SQL.
    pub rows: Vec<Vec<String>>,
    /// Whether rows give numbers to a column that the database numbers itself.
    pub overriding: bool,
    /// The condition of an update or delete, as SQL.
    pub predicate: Option<String>,
    /// Raw SQL, statement by statement.
    pub raw: Vec<String>,
}

impl Context {
    /// A context that knows the dialect only.
    pub fn new(dialect: &Dialect) -> Self {
        Self {
            dialect: DialectContext::new(dialect),
            op: None,
            table: None,
            old: None,
            new: None,
            temporary: None,
            copied: Vec::new(),
            clauses: Vec::new(),
            old_column: None,
            column: None,
            changes: Changes::default(),
            constraint: None,
            index: None,
            enum_type: None,
            old_enum: None,
            users: Vec::new(),
            view: None,
            trigger: None,
            triggers: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            overriding: false,
            predicate: None,
            raw: Vec::new(),
        }
    }
}
