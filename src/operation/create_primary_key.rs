//! `create_primary_key`: adds a primary key to a table.

use serde::{Deserialize, Serialize};

use super::{AlterColumn, DropConstraint, Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Flag, Initially, Method, Name, PrimaryKey, Table, per_dialect};

/// Adds a primary key to a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatePrimaryKey {
    /// Its name; the naming convention gives one where it is left out.
    #[serde(default)]
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// Columns that its index carries along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// How its index is kept, in the database's own word.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether its check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
}

impl CreatePrimaryKey {
    /// What makes this key of a table.
    pub fn of(table: &Table, key: &PrimaryKey) -> Self {
        let PrimaryKey { name, columns, include, method, deferrable, initially } = key.clone();
        let (table, schema) = (table.name.clone(), table.schema.clone());
        Self { name, table, schema, columns, include, method, deferrable, initially }
    }

    /// The key as the table holds it.
    pub fn key(&self) -> PrimaryKey {
        let Self { name, columns, include, method, deferrable, initially, .. } = self.clone();
        PrimaryKey { name, columns, include, method, deferrable, initially }
    }
}

/// The special forms that a primary key uses.
pub fn primary_key_features(key: &PrimaryKey) -> Vec<Feature> {
    let features =
        [(key.deferrable.0, "deferrable"), (!key.include.is_empty(), "include"), (key.method.is_some(), "method")];
    features.into_iter().filter(|(used, _)| *used).map(|(_, feature)| feature).collect()
}

impl Op for CreatePrimaryKey {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            if let Some(key) = &table.primary_key {
                let message = format!("table `{}` has the primary key `{}` already", table.qualified_name(), key.name);
                return Err(Conflict::new("already-exists", message).at("table"));
            }
            let key = self.key();
            table.check_primary_key(&key)?;
            table.primary_key = Some(key);
            table.settle_nullable();
            table.check()
        })
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = before.table(&qualified(&self.schema, &self.table)).map_err(|conflict| Irreversible::new(conflict.message))?;
        let mut operations: Vec<Operation> =
            vec![DropConstraint { name: self.name.clone(), table: self.table.clone(), schema: self.schema.clone() }.into()];
        for column in table.columns.iter().filter(|column| column.nullable && self.columns.contains(&column.name)) {
            let alter = AlterColumn {
                table: self.table.clone(),
                schema: self.schema.clone(),
                column: column.name.clone(),
                nullable: Some(true),
                ..AlterColumn::default()
            };
            operations.push(alter.into());
        }
        Ok(operations)
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("create_primary_key {} on {}", self.name, qualified(&self.schema, &self.table))
    }

    fn features(&self) -> Vec<Feature> {
        primary_key_features(&self.key())
    }
}
