//! `create_foreign_key`: makes columns point at rows of another table.

use serde::{Deserialize, Serialize};

use super::{DropConstraint, Feature, Irreversible, Op, Operation, Target, create_table::check_reference, qualified};
use crate::catalog::{
    Action, Catalog, Conflict, Flag, ForeignKey, Initially, Match, Name, References, Table, per_dialect,
};

/// Makes columns point at rows of another table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateForeignKey {
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
    /// The other end.
    pub references: References,
    /// What a delete there does here.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<Action>,
    /// What an update there does here.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub on_update: Option<Action>,
    /// What becomes of a row with NULL in some of the columns.
    #[serde(
        default,
        rename = "match",
        deserialize_with = "per_dialect",
        skip_serializing_if = "Option::is_none"
    )]
    pub matches: Option<Match>,
    /// Whether its check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
    /// Whether rows that are there already are left unchecked.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub not_valid: Flag,
}

impl CreateForeignKey {
    /// What makes this key of a table.
    pub fn of(table: &Table, key: &ForeignKey) -> Self {
        let ForeignKey { name, columns, references, on_delete, on_update, matches, deferrable, initially, not_valid } =
            key.clone();
        let (table, schema) = (table.name.clone(), table.schema.clone());
        Self {
            name,
            table,
            schema,
            columns,
            references,
            on_delete,
            on_update,
            matches,
            deferrable,
            initially,
            not_valid,
        }
    }

    /// The key as the table holds it.
    pub fn key(&self) -> ForeignKey {
        let Self { name, columns, references, on_delete, on_update, matches, deferrable, initially, not_valid, .. } =
            self.clone();
        ForeignKey { name, columns, references, on_delete, on_update, matches, deferrable, initially, not_valid }
    }
}

/// The special forms that a foreign key uses.
pub fn foreign_key_features(key: &ForeignKey) -> Vec<Feature> {
    let features = [
        (key.deferrable.0, "deferrable"),
        (key.matches == Some(Match::Full), "match_full"),
        (key.not_valid.0, "not_valid"),
    ];
    features.into_iter().filter(|(used, _)| *used).map(|(_, feature)| feature).collect()
}

impl Op for CreateForeignKey {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        let key = self.key();
        let table = catalog.table(&name)?;
        table.check_foreign_key(&key)?;
        if table.constraint(&self.name).is_some() {
            return Err(Conflict::exists("constraint", &self.name).at("name"));
        }
        check_reference(catalog, table, &key)?;
        catalog.edit_table(&name, |table| {
            table.foreign_keys.push(key);
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
        format!("create_foreign_key {} on {}", self.name, qualified(&self.schema, &self.table))
    }

    fn features(&self) -> Vec<Feature> {
        foreign_key_features(&self.key())
    }
}
