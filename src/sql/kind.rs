//! What a statement is, told from its tokens alone, so that it is known also where the parser gives up.

use super::alter::Alteration;
use super::name::ObjectName;

/// The kind of a statement and the objects that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementKind {
    /// CREATE TABLE.
    CreateTable {
        /// The new table.
        name: ObjectName,
        /// Whether it lives only as long as the session.
        temporary: bool,
    },
    /// ALTER TABLE.
    AlterTable {
        /// The table.
        table: ObjectName,
        /// What is done to it, in order.
        actions: Vec<Alteration>,
    },
    /// DROP TABLE.
    DropTable {
        /// The tables.
        names: Vec<ObjectName>,
    },
    /// RENAME TABLE, or RENAME.
    RenameTable {
        /// Old and new names.
        renames: Vec<(ObjectName, ObjectName)>,
    },
    /// TRUNCATE.
    Truncate {
        /// The tables.
        tables: Vec<ObjectName>,
    },
    /// CREATE INDEX.
    CreateIndex {
        /// The new index, if it is named.
        name: Option<ObjectName>,
        /// Its table.
        table: ObjectName,
        /// Whether values must differ.
        unique: bool,
        /// Whether CONCURRENTLY is written.
        concurrently: bool,
    },
    /// DROP INDEX.
    DropIndex {
        /// The indexes.
        names: Vec<ObjectName>,
        /// Their table, if it is written.
        table: Option<ObjectName>,
        /// Whether CONCURRENTLY is written.
        concurrently: bool,
    },
    /// ALTER TYPE.
    AlterType {
        /// The type.
        name: ObjectName,
        /// What is done to it.
        change: TypeChange,
    },
    /// CREATE of anything else.
    Create {
        /// What is created.
        class: ObjectClass,
        /// Its name.
        name: Option<ObjectName>,
        /// The table that it belongs to.
        table: Option<ObjectName>,
    },
    /// ALTER of anything else.
    Alter {
        /// What is changed.
        class: ObjectClass,
        /// Its name.
        name: Option<ObjectName>,
    },
    /// DROP of anything else.
    Drop {
        /// What is dropped.
        class: ObjectClass,
        /// The names.
        names: Vec<ObjectName>,
        /// The table that they belong to.
        table: Option<ObjectName>,
    },
    /// COMMENT ON.
    Comment {
        /// What the comment is about.
        class: ObjectClass,
        /// Its name.
        name: Option<ObjectName>,
    },
    /// INSERT or REPLACE.
    Insert {
        /// The table.
        table: ObjectName,
    },
    /// UPDATE.
    Update {
        /// The table.
        table: ObjectName,
    },
    /// DELETE.
    Delete {
        /// The table.
        table: ObjectName,
    },
    /// MERGE.
    Merge {
        /// The table.
        table: ObjectName,
    },
    /// COPY.
    Copy {
        /// The table, unless a query is copied.
        table: Option<ObjectName>,
    },
    /// SELECT, VALUES, TABLE, or WITH before one of them.
    Select,
    /// SET.
    Set {
        /// The setting, without LOCAL, SESSION or GLOBAL.
        name: Option<ObjectName>,
    },
    /// PRAGMA.
    Pragma {
        /// The setting.
        name: ObjectName,
    },
    /// BEGIN or START TRANSACTION.
    Begin,
    /// COMMIT or END.
    Commit,
    /// ROLLBACK or ABORT.
    Rollback,
    /// SAVEPOINT or RELEASE.
    Savepoint,
    /// LOCK TABLE.
    Lock {
        /// The tables.
        tables: Vec<ObjectName>,
    },
    /// GRANT or REVOKE.
    Grant,
    /// DO, or a block between BEGIN and END.
    Do,
    /// CALL, EXEC or EXECUTE.
    Call {
        /// The routine or prepared statement.
        name: Option<ObjectName>,
    },
    /// Anything else, by its first words.
    Other(String),
}

/// What happens to a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeChange {
    /// ADD VALUE.
    AddValue,
    /// RENAME VALUE.
    RenameValue,
    /// RENAME TO.
    Rename,
    /// Anything else.
    Other,
}

/// What kind of object a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum ObjectClass {
    Table,
    Column,
    Constraint,
    Index,
    View,
    MaterializedView,
    Type,
    Domain,
    Sequence,
    Function,
    Procedure,
    Aggregate,
    Package,
    Trigger,
    Event,
    Rule,
    Policy,
    Schema,
    Database,
    Extension,
    Role,
    User,
    Synonym,
    Tablespace,
    Other,
}
