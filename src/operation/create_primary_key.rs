//! `create_primary_key`: adds a primary key to a table.

use serde::{Deserialize, Serialize};

use super::{AlterColumn, DropConstraint, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, PrimaryKey};

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
}

impl Op for CreatePrimaryKey {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            if let Some(key) = &table.primary_key {
                let message = format!("table `{}` has the primary key `{}` already", table.qualified_name(), key.name);
                return Err(Conflict::new("already-exists", message).at("table"));
            }
            table.check_columns(&self.columns).map_err(|conflict| conflict.at("columns"))?;
            table.primary_key = Some(PrimaryKey { name: self.name.clone(), columns: self.columns.clone() });
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
}
