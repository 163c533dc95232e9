//! Tables and columns as a file writes them: a key of one column may stand at the column. A catalog has it at the table.

use serde::Deserialize;

use super::column::yes;
use super::{
    Action, Check, Collation, Column, Computed, DataType, Exclusion, Flag, ForeignKey, Identity, Index, Initially,
    Match, Name, Options, PrimaryKey, References, Table, Unique, Value, per_dialect,
};

/// A foreign key at its column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    #[serde(default)]
    schema: Option<Name>,
    table: Name,
    #[serde(default)]
    columns: Vec<Name>,
    #[serde(default)]
    name: Name,
    #[serde(default, deserialize_with = "per_dialect")]
    on_delete: Option<Action>,
    #[serde(default, deserialize_with = "per_dialect")]
    on_update: Option<Action>,
    #[serde(default, rename = "match", deserialize_with = "per_dialect")]
    matches: Option<Match>,
    #[serde(default)]
    deferrable: Flag,
    #[serde(default, deserialize_with = "per_dialect")]
    initially: Option<Initially>,
    #[serde(default)]
    not_valid: Flag,
}

/// A column with the keys that stand at it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenColumn {
    name: Name,
    #[serde(rename = "type")]
    data_type: DataType,
    #[serde(default = "yes")]
    nullable: bool,
    #[serde(default)]
    default: Option<Value>,
    #[serde(default)]
    identity: Option<Box<Identity>>,
    #[serde(default)]
    computed: Option<Box<Computed>>,
    #[serde(default, deserialize_with = "per_dialect")]
    collation: Option<Collation>,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default)]
    options: Options,
    #[serde(default)]
    primary_key: bool,
    #[serde(default)]
    unique: bool,
    #[serde(default)]
    references: Option<Box<Reference>>,
}

/// The keys that stand at a column.
#[derive(Debug, Clone, Default)]
pub struct ColumnKeys {
    /// Whether it is the primary key, or one of its columns.
    pub primary_key: bool,
    /// The constraint that makes it unique by itself.
    pub unique: Option<Unique>,
    /// What it points at.
    pub foreign_key: Option<ForeignKey>,
}

impl WrittenColumn {
    /// The column and its keys.
    pub fn split(self) -> (Column, ColumnKeys) {
        let columns = || vec![self.name.clone()];
        let unique = self.unique.then(|| Unique { columns: columns(), ..Unique::default() });
        let keys = ColumnKeys {
            primary_key: self.primary_key,
            unique,
            foreign_key: self.references.map(|reference| reference.key(columns())),
        };
        let column = Column {
            name: self.name,
            data_type: self.data_type,
            nullable: self.nullable,
            default: self.default,
            identity: self.identity,
            computed: self.computed,
            collation: self.collation,
            comment: self.comment,
            options: self.options,
        };
        (column, keys)
    }
}

impl Reference {
    fn key(self, columns: Vec<Name>) -> ForeignKey {
        ForeignKey {
            name: self.name,
            columns,
            references: References { schema: self.schema, table: self.table, columns: self.columns },
            on_delete: self.on_delete,
            on_update: self.on_update,
            matches: self.matches,
            deferrable: self.deferrable,
            initially: self.initially,
            not_valid: self.not_valid,
        }
    }
}

/// A table as a file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenTable {
    #[serde(default)]
    schema: Option<Name>,
    name: Name,
    columns: Vec<WrittenColumn>,
    #[serde(default)]
    primary_key: Option<PrimaryKey>,
    #[serde(default)]
    unique: Vec<Unique>,
    #[serde(default)]
    foreign_keys: Vec<ForeignKey>,
    #[serde(default)]
    checks: Vec<Check>,
    #[serde(default)]
    exclusions: Vec<Exclusion>,
    #[serde(default)]
    indexes: Vec<Index>,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default)]
    options: Options,
}

impl TryFrom<WrittenTable> for Table {
    type Error = &'static str;

    fn try_from(written: WrittenTable) -> Result<Self, Self::Error> {
        let mut table = Self {
            schema: written.schema,
            name: written.name,
            columns: Vec::with_capacity(written.columns.len()),
            primary_key: written.primary_key,
            unique: written.unique,
            foreign_keys: written.foreign_keys,
            checks: written.checks,
            exclusions: written.exclusions,
            indexes: written.indexes,
            comment: written.comment,
            options: written.options,
        };
        let mut primary = Vec::new();
        for (column, keys) in written.columns.into_iter().map(WrittenColumn::split) {
            if keys.primary_key {
                primary.push(column.name.clone());
            }
            table.unique.extend(keys.unique);
            table.foreign_keys.extend(keys.foreign_key);
            table.columns.push(column);
        }
        match (&table.primary_key, primary.is_empty()) {
            (Some(_), false) => return Err("the primary key is said at a column and for the table"),
            (None, false) => table.primary_key = Some(PrimaryKey { columns: primary, ..PrimaryKey::default() }),
            (_, true) => {}
        }
        Ok(table)
    }
}
