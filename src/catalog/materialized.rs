//! Views that keep their rows: whether they have been filled, and their indexes.

use std::sync::Arc;

use super::{Catalog, Conflict, Index, Name, QualifiedName, View};

/// What a view has where it keeps its rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Materialized {
    /// Whether it has been filled, and can be read.
    pub populated: bool,
    /// Its indexes.
    pub indexes: Vec<Index>,
}

impl Catalog {
    /// A view that keeps its rows.
    pub fn materialized_view(&self, name: &QualifiedName) -> Result<&Arc<View>, Conflict> {
        let found = self.find_view(name);
        found.filter(|view| view.materialized.is_some()).ok_or_else(|| {
            let known = self.views().filter(|view| view.materialized.is_some()).map(|view| view.qualified_name());
            let known: Vec<QualifiedName> = known.collect();
            let conflict = Conflict::unknown_in("materialized view", name, known.iter());
            match found {
                Some(_) => conflict.help(format!("`{name}` is a view that is read anew each time")),
                None => conflict,
            }
        })
    }

    /// A view that is read anew each time.
    pub fn plain_view(&self, name: &QualifiedName) -> Result<&Arc<View>, Conflict> {
        let found = self.view(name)?;
        if found.materialized.is_some() {
            let conflict = Conflict::unknown("view", &name.to_string(), std::iter::empty());
            return Err(conflict.help(format!("`{name}` is a materialized view, which has operations of its own")));
        }
        Ok(found)
    }

    /// Whether a view of this name keeps its rows.
    pub fn is_materialized(&self, name: &QualifiedName) -> bool {
        self.find_view(name).is_some_and(|view| view.materialized.is_some())
    }

    /// The indexes of a table, or of a view that keeps its rows.
    pub fn indexes_of(&self, name: &QualifiedName) -> &[Index] {
        let of_view = |view: &Arc<View>| view.materialized.is_some();
        match (self.find_table(name), self.find_view(name).filter(|view| of_view(view))) {
            (Some(table), _) => &table.indexes,
            (None, Some(view)) => view.materialized.as_ref().map_or(&[], |materialized| &materialized.indexes),
            (None, None) => &[],
        }
    }

    /// Changes what a view has that keeps its rows; whether its text is valid stays as it is.
    pub fn edit_materialized(
        &mut self,
        name: &QualifiedName,
        edit: impl FnOnce(&mut Materialized) -> Result<(), Conflict>,
    ) -> Result<(), Conflict> {
        let mut view = View::clone(self.materialized_view(name)?);
        if let Some(materialized) = &mut view.materialized {
            edit(materialized)?;
        }
        self.views.insert(name.clone(), Arc::new(view));
        Ok(())
    }
}

impl Materialized {
    /// Adds an index whose name is free.
    pub fn add_index(&mut self, index: Index) -> Result<(), Conflict> {
        if self.indexes.iter().any(|known| known.name == index.name) {
            return Err(Conflict::exists("index", &index.name).at("name"));
        }
        self.indexes.push(index);
        Ok(())
    }

    /// The position of an index.
    pub fn index(&self, name: &Name) -> Result<usize, Conflict> {
        self.indexes.iter().position(|index| index.name == *name).ok_or_else(|| {
            let known = self.indexes.iter().map(|index| index.name.as_str());
            Conflict::unknown("index", name.as_str(), known).at("name")
        })
    }

    /// Whether each row can be told from the others by columns alone.
    pub fn has_key(&self) -> bool {
        let is_key = |index: &Index| {
            index.unique && index.predicate.is_none() && index.plain_columns().count() == index.columns.len()
        };
        self.indexes.iter().any(is_key)
    }
}
