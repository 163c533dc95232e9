//! `drop_column`: removes a column and its values.

use serde::{Deserialize, Serialize};

use super::create_sequence::{owned_again, unowned};
use super::grants::column_granted_again;
use super::{AddColumn, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes a column and its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropColumn {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The column.
    pub column: Name,
}

impl Op for DropColumn {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        let table = catalog.table(&name)?;
        table.column(&self.column).map_err(|conflict| conflict.at("column"))?;
        let still = |user: String, help: String| {
            Conflict::new("still-used", format!("{user} uses column `{name}.{}`", self.column)).at("column").help(help)
        };
        if table.columns.len() == 1 {
            let conflict = Conflict::new("last-column", format!("`{}` is the only column of `{name}`", self.column));
            return Err(conflict.at("column").help("`drop_table` removes the table"));
        }
        if let Some(user) = table.users_of(&self.column) {
            return Err(still(user.clone(), format!("drop {user} first, in an operation of its own")));
        }
        for referrer in catalog.referrers(&name) {
            let other = catalog.table(referrer)?;
            let key = other.foreign_keys.iter().find(|key| key.references.table_name() == name && key.references.columns.contains(&self.column));
            if let Some(key) = key {
                let user = format!("foreign key `{}` of `{referrer}`", key.name);
                return Err(still(user.clone(), format!("drop {user} first")));
            }
        }
        catalog.check_unread(&name, Some(&self.column), false).map_err(|conflict| conflict.at("column"))?;
        catalog.drop_owned(&name, Some(&self.column)).map_err(|conflict| conflict.at("column"))?;
        catalog.mark_stale(&name, Some(&self.column));
        catalog.drop_column_rights(&name, &self.column);
        catalog.edit_table(&name, |table| {
            table.columns.retain(|column| column.name != self.column);
            Ok(())
        })
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = before.table(&qualified(&self.schema, &self.table)).map_err(|conflict| Irreversible::new(conflict.message))?;
        let at = table.column_index(&self.column).map_err(|conflict| Irreversible::new(conflict.message))?;
        let column = table.columns[at].clone();
        let is_last = at + 1 == table.columns.len();
        let after = at.checked_sub(1).filter(|_| !is_last).map(|at| table.columns[at].name.clone());
        let first = at == 0 && !is_last;
        let owned = before.owned_sequences(&table.qualified_name(), Some(&self.column));
        let mut operations: Vec<Operation> = owned.iter().map(|sequence| unowned(sequence)).collect();
        operations.push(AddColumn { table: self.table.clone(), schema: self.schema.clone(), column, after, first }.into());
        operations.extend(owned.iter().flat_map(|sequence| owned_again(sequence, before)));
        operations.extend(column_granted_again(before, &table.qualified_name(), &self.column));
        Ok(operations)
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("drop_column {}.{}", qualified(&self.schema, &self.table), self.column)
    }
}
