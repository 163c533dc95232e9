//! Which tables carry a name, as their own or for a part of them: a long history cannot search every table each time.

use std::sync::Arc;

use super::{Catalog, Name, QualifiedName, Table};

impl Catalog {
    /// The tables with this name or with a constraint or index of this name, in any case of letters.
    pub fn tables_named(&self, name: &Name) -> impl Iterator<Item = &Arc<Table>> + use<'_> {
        let name = folded(name);
        let first = (name.clone(), QualifiedName { schema: None, name: Name::default() });
        let found = self.named.range(first..).take_while(move |(known, _)| *known == name);
        found.filter_map(|(_, table)| self.find_table(table))
    }

    /// Keeps the lookup in step where a table takes the place of another, of none, or goes.
    pub(super) fn rename_parts(&mut self, old: Option<&Table>, new: Option<&Table>) {
        if let (Some(old), Some(new)) = (old, new)
            && names(old).eq(names(new))
        {
            return;
        }
        if let Some(old) = old {
            names(old).for_each(|name| _ = self.named.remove(&(folded(name), old.qualified_name())));
        }
        if let Some(new) = new {
            names(new).for_each(|name| _ = self.named.insert((folded(name), new.qualified_name())));
        }
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
}

fn folded(name: &Name) -> Name {
    match name.as_str().chars().any(char::is_uppercase) {
        true => Name::new(name.as_str().to_lowercase()),
        false => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Check, SqlText};

    #[test]
    fn names_follow_their_tables() {
        let table = |check: &str| Table {
            schema: None,
            name: Name::from("T"),
            columns: Vec::new(),
            primary_key: None,
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: vec![Check { name: Name::from(check), expression: SqlText::new("1 = 1") }],
            indexes: Vec::new(),
            comment: None,
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
