//! Revision ids: any text without the characters that the target language needs.

use std::fmt;
use std::sync::Arc;

/// The id of a revision. `0010`, `1e5` and `null` are ids like any other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct RevisionId(Arc<str>);

impl RevisionId {
    /// Takes the text as it is; `revision::read` checks the characters.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&RevisionId> for Arc<str> {
    fn from(id: &RevisionId) -> Self {
        Arc::clone(&id.0)
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
