//! `rename_table`: gives a table a new name; foreign keys that point at it follow.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Securable};

/// Gives a table a new name; foreign keys that point at it follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameTable {
    /// Present name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Name after the change.
    pub to: Name,
}

impl Op for RenameTable {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let from = qualified(&self.schema, &self.name);
        let to = from.renamed(&self.to);
        catalog.table(&from).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("name"))?;
        catalog.check_free(&to).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("to"))?;
        catalog.check_unread(&from, None, true).map_err(|conflict| conflict.at("name"))?;
        let referrers: Vec<_> = catalog.referrers(&from).cloned().collect();
        for referrer in referrers {
            catalog.edit_table(&referrer, |table| {
                for key in table.foreign_keys.iter_mut().filter(|key| key.references.table_name() == from) {
                    key.references.table = self.to.clone();
                }
                Ok(())
            })?;
        }
        let mut table = catalog.take_table(&from)?;
        table.name = self.to.clone();
        for text in table.texts_mut() {
            text.rename_table(self.name.as_str(), self.to.as_str());
        }
        catalog.put_table(table);
        catalog.move_owned(&from, None, &self.to);
        catalog.move_triggers(&from, &to);
        catalog.move_policies(&from, &to);
        catalog.move_rights(&Securable::Relation(from.clone()), Securable::Relation(to));
        catalog.mark_stale(&from, None);
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), schema: self.schema.clone(), to: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("rename_table {} to {}", qualified(&self.schema, &self.name), self.to)
    }
}
