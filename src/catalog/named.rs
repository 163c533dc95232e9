//! Which tables carry a name, as their own or for a part of them: a long history cannot search every table each time.

use std::sync::Arc;

use super::{Catalog, Name, QualifiedName, Table};

impl Catalog {
    /// The tables with this name or with a constraint or index of this name, in any case of letters.
    pub fn tables_named(&self, name: &Name) -> impl Iterator<Item = &Arc<Table>> + use<'_> {
        let name = name.clone();
        let found = self.named.get(&hash(&name)).into_iter().flat_map(|tables| tables.iter());
        let found = found.filter_map(|table| self.find_table(table));
        found.filter(move |table| names(table).any(|known| folded(known).eq(folded(&name))))
    }

    /// Keeps the lookup in step where a table takes the place of another, of none, or goes.
    pub(super) fn rename_parts(&mut self, old: Option<&Table>, new: Option<&Table>) {
        if let (Some(old), Some(new)) = (old, new)
            && names(old).eq(names(new))
        {
            return;
        }
        if let Some(old) = old {
            let table = old.qualified_name();
            names(old).for_each(|name| self.change(hash(name), |tables| tables.retain(|known| *known != table)));
        }
        if let Some(new) = new {
            let table = new.qualified_name();
            let add = |tables: &mut Vec<QualifiedName>| {
                if let Err(at) = tables.binary_search(&table) {
                    tables.insert(at, table.clone());
                }
            };
            names(new).for_each(|name| self.change(hash(name), add));
        }
    }

    fn change(&mut self, hash: u64, change: impl Fn(&mut Vec<QualifiedName>)) {
        let mut tables = self.named.get(&hash).map_or_else(Vec::new, |tables| tables.to_vec());
        change(&mut tables);
        match tables.is_empty() {
            true => self.named.remove(&hash),
            false => self.named.insert(hash, tables.into()),
        };
    }
}

/// The names of a table and its parts, without its columns.
fn names(table: &Table) -> impl Iterator<Item = &Name> {
    std::iter::once(&table.name)
        .chain(table.indexes.iter().map(|index| &index.name))
        .chain(table.primary_key.iter().map(|key| &key.name))
        .chain(table.unique.iter().map(|key| &key.name))
        .chain(table.foreign_keys.iter().map(|key| &key.name))
        .chain(table.checks.iter().map(|check| &check.name))
        .chain(table.exclusions.iter().map(|exclusion| &exclusion.name))
}

fn folded(name: &Name) -> impl Iterator<Item = char> {
    name.as_str().chars().flat_map(char::to_lowercase)
}

/// A number for the folded name (FNV-1a). Numbers are cheap to copy with a node of the map; two names may share one.
fn hash(name: &Name) -> u64 {
    folded(name).fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Check, SqlText};

    #[test]
    fn names_follow_their_tables() {
        let table = |check: &str| Table {
            name: Name::from("T"),
            checks: vec![Check { name: Name::from(check), expression: SqlText::new("1 = 1"), ..Check::default() }],
            ..Table::default()
        };
        let count = |catalog: &Catalog, name: &str| catalog.tables_named(&Name::from(name)).count();
        let mut catalog = Catalog::empty();
        catalog.put_table(table("Ck"));
        assert_eq!(["t", "T", "ck", "CK", "x"].map(|name| count(&catalog, name)), [1, 1, 1, 1, 0]);
        catalog.put_table(table("x"));
        assert_eq!(["t", "ck", "x"].map(|name| count(&catalog, name)), [1, 0, 1]);
        catalog.take_table(&table("x").qualified_name()).unwrap();
        assert_eq!(["t", "ck", "x"].map(|name| count(&catalog, name)), [0, 0, 0]);
        assert_eq!(catalog, Catalog::empty());
    }
}
