//! A view: a named query.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Name, QualifiedName, SqlText};

/// A view and its query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// The query, without a terminator.
    pub query: SqlText,
}

impl View {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// Every word of the query in lower case, to ask what it reads.
    pub fn words(&self) -> BTreeSet<String> {
        word_set(&self.query)
    }
}

/// The words of a text in lower case; `*` counts as one.
pub(super) fn word_set(text: &SqlText) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = text.words().iter().map(|word| word.text.to_lowercase()).collect();
    if text.as_str().contains('*') {
        words.insert("*".to_string());
    }
    words
}
