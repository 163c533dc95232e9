//! `create_unique_constraint`: makes columns unique together.

use serde::{Deserialize, Serialize};

use super::{DropConstraint, Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Flag, Initially, Method, Name, Table, Unique, per_dialect};

/// Makes columns unique together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateUniqueConstraint {
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
    /// Whether two NULL are the same.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub nulls_not_distinct: Flag,
    /// Whether its check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
}

impl CreateUniqueConstraint {
    /// What makes this key of a table.
    pub fn of(table: &Table, key: &Unique) -> Self {
        let Unique { name, columns, include, method, nulls_not_distinct, deferrable, initially } = key.clone();
        let (table, schema) = (table.name.clone(), table.schema.clone());
        Self { name, table, schema, columns, include, method, nulls_not_distinct, deferrable, initially }
    }

    /// The key as the table holds it.
    pub fn key(&self) -> Unique {
        let Self { name, columns, include, method, nulls_not_distinct, deferrable, initially, .. } = self.clone();
        Unique { name, columns, include, method, nulls_not_distinct, deferrable, initially }
    }
}

/// The special forms that a unique constraint uses.
pub fn unique_features(key: &Unique) -> Vec<Feature> {
    let features = [
        (key.deferrable.0, "deferrable"),
        (!key.include.is_empty(), "include"),
        (key.method.is_some(), "method"),
        (key.nulls_not_distinct.0, "nulls_not_distinct"),
    ];
    features.into_iter().filter(|(used, _)| *used).map(|(_, feature)| feature).collect()
}

impl Op for CreateUniqueConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            let key = self.key();
            table.check_unique(&key)?;
            if table.constraint(&self.name).is_some() {
                return Err(Conflict::exists("constraint", &self.name).at("name"));
            }
            table.unique.push(key);
            Ok(())
        })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropConstraint { name: self.name.clone(), table: self.table.clone(), schema: self.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("create_unique_constraint {} on {}", self.name, qualified(&self.schema, &self.table))
    }

    fn features(&self) -> Vec<Feature> {
        unique_features(&self.key())
    }
}
