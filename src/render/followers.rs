//! What a delete does to the rows of other tables, through the foreign keys that point at its table.

use crate::catalog::{Action, Catalog, ForeignKey, Name, QualifiedName};

/// Tables whose rows follow those that are deleted from another.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Followers {
    /// Tables whose rows go with them.
    pub gone: Vec<QualifiedName>,
    /// Columns that lose their values, and what they get.
    pub emptied: Vec<(QualifiedName, Name, &'static str)>,
    /// Tables whose rows stop the delete.
    pub in_the_way: Vec<QualifiedName>,
}

impl Followers {
    /// Those of a table, and of the tables whose rows go with its rows.
    pub fn of(table: &QualifiedName, catalog: &Catalog) -> Self {
        let mut found = Self::default();
        let mut waiting = vec![table.clone()];
        let mut seen = waiting.clone();
        while let Some(next) = waiting.pop() {
            for (owner, key) in keys_to(&next, catalog) {
                match key.on_delete {
                    Some(Action::Cascade) if !seen.contains(&owner) => {
                        seen.push(owner.clone());
                        found.gone.push(owner.clone());
                        waiting.push(owner);
                    }
                    Some(Action::Cascade) => {}
                    Some(Action::SetNull) => found.empty(&owner, key, "null"),
                    Some(Action::SetDefault) => found.empty(&owner, key, "the default"),
                    Some(Action::Restrict | Action::NoAction) | None => {
                        if !found.in_the_way.contains(&owner) {
                            found.in_the_way.push(owner);
                        }
                    }
                }
            }
        }
        let gone = found.gone.clone();
        found.in_the_way.retain(|owner| !gone.contains(owner));
        found
    }

    fn empty(&mut self, owner: &QualifiedName, key: &ForeignKey, becomes: &'static str) {
        self.emptied.extend(key.columns.iter().map(|column| (owner.clone(), column.clone(), becomes)));
    }
}

fn keys_to<'a>(
    table: &'a QualifiedName,
    catalog: &'a Catalog,
) -> impl Iterator<Item = (QualifiedName, &'a ForeignKey)> + use<'a> {
    let owners = catalog.referrers(table).filter_map(|name| catalog.find_table(name));
    owners.flat_map(move |owner| {
        let keys = owner.foreign_keys.iter().filter(move |key| key.references.table_name() == *table);
        keys.map(|key| (owner.qualified_name(), key))
    })
}
