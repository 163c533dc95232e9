//! Which locks operations take on tables that are there already.

use indexmap::IndexMap;
use serde::Deserialize;

/// Locks by kind of operation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockRules {
    /// The modes, the weakest first.
    pub modes: Vec<String>,
    /// The mode of a kind of operation; the strongest where it is not named.
    pub by: IndexMap<String, String>,
    /// The mode on a table that a new foreign key points at.
    referenced: String,
}

impl LockRules {
    /// How strong the lock of a kind of operation is.
    pub fn rank(&self, kind: &str) -> usize {
        self.by.get(kind).map_or(self.modes.len() - 1, |mode| self.position(mode))
    }

    /// How strong the lock on a table is that a new foreign key points at.
    pub fn referenced(&self) -> usize {
        self.position(&self.referenced)
    }

    fn position(&self, mode: &str) -> usize {
        self.modes.iter().position(|known| known == mode).unwrap_or(self.modes.len() - 1)
    }
}
