//! `add_column`: adds a column to a table.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    CreateForeignKey, CreatePrimaryKey, CreateUniqueConstraint, DropColumn, Feature, Irreversible, Op, Operation, Target,
    create_table::check_type, qualified,
};
use crate::catalog::{Catalog, Column, ColumnKeys, Conflict, Identity, Name, PrimaryKey, Table, Value, WrittenColumn};

/// Adds a column to a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddColumn {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The new column; keys that stand at it are operations of their own.
    #[serde(deserialize_with = "column_alone")]
    pub column: Column,
    /// The column that it stands behind, where it is not the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Name>,
    /// Whether it stands before all others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first: bool,
}

impl AddColumn {
    /// The place of the new column among those of the table.
    fn place(&self, table: &Table) -> Result<usize, Conflict> {
        match &self.after {
            Some(_) if self.first => {
                Err(Conflict::new("contradiction", "`after` and `first` exclude each other").at("first"))
            }
            Some(after) => table.column_index(after).map(|at| at + 1).map_err(|conflict| conflict.at("after")),
            None if self.first => Ok(0),
            None => Ok(table.columns.len()),
        }
    }

    /// Whether it says where it stands.
    pub fn is_placed(&self) -> bool {
        self.first || self.after.is_some()
    }

    /// Makes it the last column.
    pub fn place_last(&mut self) {
        self.after = None;
        self.first = false;
    }
}

fn column_alone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Column, D::Error> {
    WrittenColumn::deserialize(deserializer).map(|written| written.split().0)
}

impl AddColumn {
    /// What makes the keys that stand at the column.
    pub fn key_operations(&self, keys: &ColumnKeys) -> Vec<Operation> {
        let table = Table { schema: self.schema.clone(), name: self.table.clone(), ..Table::default() };
        let primary = PrimaryKey { columns: vec![self.column.name.clone()], ..PrimaryKey::default() };
        let mut operations: Vec<Operation> = Vec::new();
        operations.extend(keys.primary_key.then(|| CreatePrimaryKey::of(&table, &primary).into()));
        operations.extend(keys.unique.iter().map(|key| CreateUniqueConstraint::of(&table, key).into()));
        operations.extend(keys.foreign_key.iter().map(|key| CreateForeignKey::of(&table, key).into()));
        operations
    }
}

impl Op for AddColumn {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        check_type(catalog, &self.column).map_err(|conflict| conflict.at("column"))?;
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            let column = &self.column;
            column.check().map_err(|conflict| conflict.at("column"))?;
            if table.columns.iter().any(|other| other.name == column.name) {
                let name = format!("{}.{}", table.qualified_name(), column.name);
                return Err(Conflict::exists("column", name).at("name").at("column"));
            }
            table.columns.reserve_exact(1);
            let place = self.place(table)?;
            table.columns.insert(place, column.clone());
            Ok(())
        })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let column = self.column.name.clone();
        Ok(vec![DropColumn { table: self.table.clone(), schema: self.schema.clone(), column }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("add_column {}.{}", qualified(&self.schema, &self.table), self.column.name)
    }

    fn features(&self) -> Vec<Feature> {
        let mut features = column_features(&self.column);
        if self.is_placed() {
            features.push("position");
        }
        features
    }
}

/// The special forms that the numbers of a column use.
pub fn identity_features(identity: &Identity) -> Vec<Feature> {
    let features = [
        (identity.start.is_some(), "identity_start"),
        (identity.increment.is_some(), "identity_increment"),
        (identity.min.is_some() || identity.max.is_some(), "identity_bounds"),
        (identity.cache.is_some(), "identity_cache"),
        (identity.cycle, "identity_cycle"),
        (identity.order, "identity_order"),
        (identity.on_null, "identity_on_null"),
    ];
    features.into_iter().filter(|(used, _)| *used).map(|(_, feature)| feature).collect()
}

/// The special forms that a new column uses.
pub fn column_features(column: &Column) -> Vec<Feature> {
    let mut features = Vec::new();
    match &column.default {
        Some(Value::Sql(_) | Value::Sequence(_)) => features.push("default_expression"),
        None if !column.nullable && column.computed.is_none() => features.push("not_null_without_default"),
        Some(_) | None => {}
    }
    match &column.computed {
        Some(computed) if computed.stored => features.push("stored"),
        Some(_) => features.push("virtual"),
        None => {}
    }
    if let Some(identity) = &column.identity {
        features.push("identity");
        features.extend(identity_features(identity));
    }
    if column.collation.is_some() {
        features.push("collated");
    }
    if column.data_type.enum_name().is_some() {
        features.push("enum");
    }
    if matches!(column.data_type.portable_word(), Some("json" | "jsonb")) {
        features.push("json");
    }
    features
}
