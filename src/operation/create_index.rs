//! `create_index`: makes an index.

use serde::{Deserialize, Serialize};

use super::{DropIndex, Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Flag, Index, IndexPart, Method, Name, Options, Order, QualifiedName, SqlText};

/// Makes an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateIndex {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name; the naming convention gives one where it is left out.
    #[serde(default)]
    pub name: Name,
    /// What it sorts by, in order.
    pub columns: Vec<IndexPart>,
    /// Whether a value may occur only once.
    #[serde(default)]
    pub unique: bool,
    /// Whether two NULL are the same.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub nulls_not_distinct: Flag,
    /// The access method, in the database's own word.
    #[serde(default, deserialize_with = "crate::catalog::per_dialect", skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Columns that are carried along and not sorted by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// The rows it covers, if not all.
    #[serde(default, rename = "where", deserialize_with = "crate::catalog::per_dialect", skip_serializing_if = "Option::is_none")]
    pub predicate: Option<SqlText>,
    /// What it has in one dialect only: its fill factor, its tablespace.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// Whether it is built without stopping writers, outside the transaction.
    #[serde(default)]
    pub concurrently: Concurrently,
}

impl CreateIndex {
    /// What makes an index of a table as it is.
    pub fn of(index: Index, table: &QualifiedName) -> Self {
        Self {
            table: table.name.clone(),
            schema: table.schema.clone(),
            name: index.name,
            columns: index.columns,
            unique: index.unique,
            nulls_not_distinct: index.nulls_not_distinct,
            method: index.method,
            include: index.include,
            predicate: index.predicate,
            options: index.options,
            concurrently: Concurrently::default(),
        }
    }

    /// The index as the table holds it.
    pub fn index(&self) -> Index {
        Index {
            name: self.name.clone(),
            columns: self.columns.clone(),
            unique: self.unique,
            nulls_not_distinct: self.nulls_not_distinct,
            method: self.method.clone(),
            include: self.include.clone(),
            predicate: self.predicate.clone(),
            options: self.options.clone(),
        }
    }
}

/// Whether an index is built, or dropped, without stopping writers; a map per dialect in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Concurrently(pub bool);

impl<'de> Deserialize<'de> for Concurrently {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::catalog::per_dialect(deserializer).map(Self)
    }
}

/// The special forms that an index uses.
pub fn index_features(index: &Index) -> Vec<Feature> {
    let mut features = Vec::new();
    let mut add = |used: bool, feature: Feature| {
        if used {
            features.push(feature);
        }
    };
    add(index.columns.iter().any(|part| part.expression.is_some()), "expression");
    add(index.columns.iter().any(|part| part.nulls.is_some()), "nulls");
    add(index.columns.iter().any(|part| part.order == Some(Order::Desc)), "descending");
    add(index.predicate.is_some(), "where");
    add(!index.include.is_empty(), "include");
    add(index.method.is_some(), "method");
    add(index.columns.iter().any(|part| part.opclass.is_some()), "opclass");
    add(index.columns.iter().any(|part| part.length.is_some()), "length");
    add(index.columns.iter().any(|part| part.collation.is_some()), "collation");
    add(index.nulls_not_distinct.0, "nulls_not_distinct");
    features
}

impl Op for CreateIndex {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        if catalog.is_materialized(&name) {
            return catalog.edit_materialized(&name, |view| view.add_index(self.index()));
        }
        catalog.edit_table(&name, |table| {
            let index = self.index();
            table.check_index(&index)?;
            if table.index(&index.name).is_some() {
                return Err(Conflict::exists("index", &index.name).at("name"));
            }
            table.indexes.push(index);
            Ok(())
        })
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let (name, table, schema) = (self.name.clone(), self.table.clone(), self.schema.clone());
        Ok(vec![DropIndex { name, table, schema, concurrently: self.concurrently }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("create_index {} on {}", self.name, qualified(&self.schema, &self.table))
    }

    fn features(&self) -> Vec<Feature> {
        let mut features = index_features(&self.index());
        if self.concurrently.0 {
            features.push("concurrently");
        }
        features
    }
}
