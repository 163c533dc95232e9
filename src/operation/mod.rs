//! One change of the catalog: its fields, its effect, its reverse. No SQL and no dialect.

use std::fmt;

use serde::Serialize;

use crate::catalog::{Catalog, Conflict, Name, QualifiedName};
use crate::source::yaml::{self, Node, ReadContext, YamlError};

/// A special form of an operation that a dialect may treat differently: `kind.feature` in a manifest.
pub type Feature = &'static str;

/// Why an operation has no derived downgrade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irreversible {
    /// The reason, for the message.
    pub reason: String,
}

impl Irreversible {
    /// With the reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// What every operation can do.
pub trait Op {
    /// The effect on the catalog, and the only validation of the operation.
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict>;
    /// The operations that undo it, in order, given the catalog before it.
    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible>;
    /// What it changes.
    fn target(&self) -> Target;
    /// The operation and its object, as comments and the plan show it.
    fn summary(&self) -> String;
    /// Special forms in use.
    fn features(&self) -> Vec<Feature> {
        Vec::new()
    }
}

/// The table of operations: YAML name, file and struct of each.
macro_rules! operations {
    ($($kind:ident => $name:ident,)*) => {
        $(mod $kind; pub use $kind::$name;)*

        /// Any operation.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Operation {
            $(#[doc = concat!("`", stringify!($kind), "`")] $name($name),)*
        }

        /// The YAML names of all operations, sorted.
        pub const KINDS: &[&str] = &[$(stringify!($kind),)*];

        impl Operation {
            /// Reads the body of the operation `kind`; none if there is no such operation.
            pub fn read(kind: &str, body: &Node, context: &ReadContext) -> Option<Result<Self, YamlError>> {
                match kind {
                    $(stringify!($kind) => Some(yaml::from_node::<$name>(body, context).map(Self::from)),)*
                    _ => None,
                }
            }

            /// The YAML name.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($kind),)* }
            }

            fn op(&self) -> &dyn Op {
                match self { $(Self::$name(op) => op,)* }
            }
        }

        $(impl From<$name> for Operation {
            fn from(op: $name) -> Self { Self::$name(op) }
        })*
    };
}

operations! {
    add_column => AddColumn,
    add_enum_value => AddEnumValue,
    alter_column => AlterColumn,
    alter_domain => AlterDomain,
    alter_sequence => AlterSequence,
    alter_table_options => AlterTableOptions,
    alter_type => AlterType,
    bulk_insert => BulkInsert,
    create_check_constraint => CreateCheckConstraint,
    create_domain => CreateDomain,
    create_enum => CreateEnum,
    create_exclude_constraint => CreateExcludeConstraint,
    create_extension => CreateExtension,
    create_foreign_key => CreateForeignKey,
    create_function => CreateFunction,
    create_index => CreateIndex,
    create_materialized_view => CreateMaterializedView,
    create_policy => CreatePolicy,
    create_primary_key => CreatePrimaryKey,
    create_procedure => CreateProcedure,
    create_schema => CreateSchema,
    create_sequence => CreateSequence,
    create_table => CreateTable,
    create_table_comment => CreateTableComment,
    create_trigger => CreateTrigger,
    create_type => CreateType,
    create_unique_constraint => CreateUniqueConstraint,
    create_view => CreateView,
    delete => Delete,
    disable_row_security => DisableRowSecurity,
    drop_column => DropColumn,
    drop_constraint => DropConstraint,
    drop_domain => DropDomain,
    drop_enum => DropEnum,
    drop_extension => DropExtension,
    drop_function => DropFunction,
    drop_index => DropIndex,
    drop_materialized_view => DropMaterializedView,
    drop_policy => DropPolicy,
    drop_procedure => DropProcedure,
    drop_schema => DropSchema,
    drop_sequence => DropSequence,
    drop_table => DropTable,
    drop_table_comment => DropTableComment,
    drop_trigger => DropTrigger,
    drop_type => DropType,
    drop_view => DropView,
    enable_row_security => EnableRowSecurity,
    grant => Grant,
    insert => Insert,
    refresh_materialized_view => RefreshMaterializedView,
    rename_column => RenameColumn,
    rename_constraint => RenameConstraint,
    rename_domain => RenameDomain,
    rename_enum => RenameEnum,
    rename_enum_value => RenameEnumValue,
    rename_index => RenameIndex,
    rename_materialized_view => RenameMaterializedView,
    rename_policy => RenamePolicy,
    rename_schema => RenameSchema,
    rename_sequence => RenameSequence,
    rename_table => RenameTable,
    rename_type => RenameType,
    rename_view => RenameView,
    replace_enum => ReplaceEnum,
    replace_function => ReplaceFunction,
    replace_materialized_view => ReplaceMaterializedView,
    replace_policy => ReplacePolicy,
    replace_procedure => ReplaceProcedure,
    replace_trigger => ReplaceTrigger,
    replace_view => ReplaceView,
    revoke => Revoke,
    sql => Sql,
    update => Update,
    upsert => Upsert,
    validate_constraint => ValidateConstraint,
}

mod foreign_fields;
mod foreign_kinds;
mod grants;
mod manner;
mod on;
mod row_list;
mod routines;
mod rows;
mod spelling;
mod target;

pub use add_column::{column_features, identity_features};
pub use create_check_constraint::check_features;
pub use create_foreign_key::foreign_key_features;
pub use create_index::index_features;
pub use create_primary_key::primary_key_features;
pub use create_unique_constraint::unique_features;
pub use grants::{granted_again, rights_between};
pub use manner::{Batch, Manner, apply, guard_field, is_gone};
pub use on::On;
pub use routines::{old_routine, routine_kind};
pub use row_list::Rows;
pub use rows::{part_key, row_identity};
pub use spelling::{field_help, kind_help, sibling_help};
pub use target::Target;
pub use upsert::Updates;

impl Op for Operation {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        self.op().apply(catalog)
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        self.op().reverse(before)
    }

    fn target(&self) -> Target {
        self.op().target()
    }

    fn summary(&self) -> String {
        self.op().summary()
    }

    fn features(&self) -> Vec<Feature> {
        self.op().features()
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())
    }
}

/// The name of a table in its schema, as most operations give it.
pub(crate) fn qualified(schema: &Option<Name>, name: &Name) -> QualifiedName {
    QualifiedName::new(schema, name)
}
