//! What a server's own catalog says about a database, as values that can be compared: [`read`], then [`assert_same`].
//!
//! Texts are in the server's normal form, so facts of one product compare exactly; [`Facts::column_facts`] is the part
//! that means the same on every product. Knows nothing of the program under test.

mod lines;
mod mariadb;
mod postgresql;
mod proofs;
mod rows;
mod sqlite;
mod sqlite_table;
mod sqlite_words;

use std::collections::{BTreeMap, BTreeSet};

use crate::servers::{Database, Kind};

pub use lines::{assert_same, difference};

/// Everything in one database. Names outside of the usual schema carry theirs: `app.users`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facts {
    /// Schemas besides the usual one, with their comments.
    pub schemas: BTreeMap<String, Option<String>>,
    /// Tables by name.
    pub tables: BTreeMap<String, Table>,
    /// Views by name.
    pub views: BTreeMap<String, View>,
    /// Values of enum types, in order.
    pub enums: BTreeMap<String, Vec<String>>,
    /// Attributes of composite types, in order.
    pub composites: BTreeMap<String, Vec<String>>,
    /// What else the database has, by kind and name: domains, sequences, routines, extensions, comments.
    pub others: BTreeMap<(&'static str, String), String>,
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    /// In the table's order.
    pub columns: Vec<Column>,
    /// Name and columns, if there is one.
    pub primary_key: Option<(String, Key)>,
    /// Unique constraints by name.
    pub uniques: BTreeMap<String, Key>,
    /// Foreign keys by name.
    pub foreign_keys: BTreeMap<String, ForeignKey>,
    /// Check expressions by name.
    pub checks: BTreeMap<String, String>,
    /// Indexes that belong to no constraint, by name.
    pub indexes: BTreeMap<String, Index>,
    /// Triggers by name.
    pub triggers: BTreeMap<String, Trigger>,
    /// The comment.
    pub comment: Option<String>,
    /// What else the table is: its options, policies, exclusion constraints.
    pub others: BTreeSet<String>,
}

/// One column of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as the server prints it.
    pub data_type: String,
    /// Does the server refuse null?
    pub not_null: bool,
    /// The default, as the server prints it.
    pub default: Option<String>,
    /// Identity or auto increment.
    pub identity: Option<String>,
    /// The expression of a generated column.
    pub generated: Option<String>,
    /// The collation, where it is not the usual one.
    pub collation: Option<String>,
    /// The comment.
    pub comment: Option<String>,
}

/// Columns that identify a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// In the key's order.
    pub columns: Vec<String>,
    /// What is unusual about it: deferrable, included columns …
    pub more: Option<String>,
}

/// A reference to another table.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    /// In the key's order.
    pub columns: Vec<String>,
    /// The table it points at.
    pub target: String,
    /// The columns it points at, in the same order.
    pub target_columns: Vec<String>,
    /// What happens when the row it points at is deleted.
    pub on_delete: String,
    /// What happens when the key it points at changes.
    pub on_update: String,
    /// What is unusual about it: deferrable, not valid …
    pub more: Option<String>,
}

/// One index.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    /// Does it refuse equal keys?
    pub unique: bool,
    /// `btree`, `gin` …
    pub method: String,
    /// Columns or expressions in order, each with what is unusual about its order.
    pub keys: Vec<String>,
    /// Columns that are only carried along.
    pub include: Vec<String>,
    /// The condition of a partial index.
    pub predicate: Option<String>,
    /// What else is unusual about it.
    pub more: Option<String>,
}

/// One trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trigger {
    /// `before`, `after`, `instead of`.
    pub timing: String,
    /// `insert`, `update`, `delete`; several are joined by `or`.
    pub event: String,
    /// The whole of it, as the server prints it.
    pub definition: String,
}

/// One view.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct View {
    /// Names and types of its columns, in order.
    pub columns: Vec<(String, String)>,
    /// The query, as the server prints it.
    pub definition: String,
    /// What is unusual about it: materialized, its options.
    pub more: Option<String>,
    /// Triggers by name.
    pub triggers: BTreeMap<String, Trigger>,
    /// Indexes of a materialized view, by name.
    pub indexes: BTreeMap<String, Index>,
}

/// What a column is on every product alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnFact {
    /// Its name.
    pub name: String,
    /// Does the server refuse null?
    pub not_null: bool,
    /// Is there a value when an insert names none (other than null and the next number)?
    pub has_default: bool,
}

impl Facts {
    /// Nothing but the usual schema?
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same without one table: the version table is not part of what a history builds.
    #[must_use]
    pub fn without_table(mut self, name: &str) -> Self {
        self.tables.remove(name);
        self
    }

    /// The same without one schema and the tables in it.
    #[must_use]
    pub fn without_schema(mut self, name: &str) -> Self {
        self.schemas.remove(name);
        let inside = format!("{name}.");
        self.tables.retain(|table, _| !table.starts_with(&inside));
        self
    }

    /// The same without the position of columns and attributes where one that comes back stands behind the others.
    #[must_use]
    pub fn taken_back(mut self, kind: Kind) -> Self {
        if kind != Kind::Mariadb {
            self.tables.values_mut().for_each(|table| table.columns.sort());
            self.composites.values_mut().for_each(|attributes| attributes.sort());
        }
        self
    }

    /// Per table what its columns are, in order, independent of the product.
    pub fn column_facts(&self) -> BTreeMap<String, Vec<ColumnFact>> {
        let fact = |column: &Column| ColumnFact {
            name: column.name.clone(),
            not_null: column.not_null,
            has_default: column.default.is_some(),
        };
        let tables = self.tables.iter();
        tables.map(|(name, table)| (name.clone(), table.columns.iter().map(fact).collect())).collect()
    }
}

/// Asks the server what is in the database.
#[track_caller]
pub fn read(database: &Database) -> Facts {
    match database.kind() {
        Kind::Postgresql => postgresql::read(database),
        Kind::Mariadb => mariadb::read(database),
        Kind::Sqlite => sqlite::read(&database.connection()),
    }
}
