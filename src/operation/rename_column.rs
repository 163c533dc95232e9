//! `rename_column`: gives a column a new name, keeping its data.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Gives a column a new name, keeping its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameColumn {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Present name.
    pub column: Name,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenameColumn {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        catalog.check_unread(&name, Some(&self.column), true).map_err(|conflict| conflict.at("column"))?;
        catalog.edit_table(&name, |table| table.rename_column(&self.column, &self.to))?;
        catalog.rename_in_policies(&name, &self.column, &self.to);
        catalog.rename_column_rights(&name, &self.column, &self.to);
        catalog.move_owned(&name, Some(&self.column), &self.to);
        catalog.mark_stale(&name, Some(&self.column));
        let referrers: Vec<_> = catalog.referrers(&name).cloned().collect();
        for referrer in referrers {
            catalog.edit_table(&referrer, |table| {
                let keys = table.foreign_keys.iter_mut().filter(|key| key.references.table_name() == name);
                for column in keys.flat_map(|key| &mut key.references.columns).filter(|column| **column == self.column) {
                    *column = self.to.clone();
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { column: self.to.clone(), to: self.column.clone(), ..self.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("rename_column {}.{} to {}", qualified(&self.schema, &self.table), self.column, self.to)
    }
}
