//! Rows of facts as the catalog queries give them: kind, owner, name, then values.

use super::{Facts, Index, Trigger};

/// One fact: `kind`, `owner`, `name` and what the kind says about it.
#[derive(Debug)]
pub struct Row {
    values: Vec<Option<String>>,
}

impl Row {
    pub fn new(values: Vec<Option<String>>) -> Self {
        Self { values }
    }

    pub fn kind(&self) -> &str {
        self.values[0].as_deref().unwrap_or_default()
    }

    pub fn owner(&self) -> String {
        self.values[1].clone().unwrap_or_default()
    }

    pub fn name(&self) -> String {
        self.values[2].clone().unwrap_or_default()
    }

    /// The value at `at`, counted behind the name; none for null and for the empty text.
    pub fn value(&self, at: usize) -> Option<String> {
        self.values.get(at + 3).cloned().flatten().filter(|value| !value.is_empty())
    }

    /// The same as a text.
    pub fn text(&self, at: usize) -> String {
        self.value(at).unwrap_or_default()
    }

    /// The value at `at` as a list.
    pub fn list(&self, at: usize) -> Vec<String> {
        self.value(at).map(|value| value.split('\u{1f}').map(str::to_owned).collect()).unwrap_or_default()
    }
}

impl Facts {
    /// Puts an index under its table or materialized view.
    pub fn add_index(&mut self, owner: &str, name: String, index: Index) {
        match self.views.get_mut(owner) {
            Some(view) => view.indexes.insert(name, index),
            None => self.tables.entry(owner.to_owned()).or_default().indexes.insert(name, index),
        };
    }

    /// Puts a trigger under its table or view.
    pub fn add_trigger(&mut self, owner: &str, name: String, trigger: Trigger) {
        match self.views.get_mut(owner) {
            Some(view) => view.triggers.insert(name, trigger),
            None => self.tables.entry(owner.to_owned()).or_default().triggers.insert(name, trigger),
        };
    }
}
