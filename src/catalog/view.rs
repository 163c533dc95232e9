//! A view: a named query.

use serde::{Deserialize, Serialize};

use super::{Name, QualifiedName, SqlText, Word};

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

    /// Whether the query reads the table or view, and of it the column if one is asked for.
    pub fn reads(&self, object: &QualifiedName, column: Option<&Name>) -> bool {
        let reads_column = |column: &Name| {
            let wanted = column.as_str().to_lowercase();
            let same = |word: &Word<'_>| !word.is_keyword() && word.text.to_lowercase() == wanted;
            self.query.as_str().contains('*') || self.query.words().iter().any(same)
        };
        self.query.names_table(object) && column.is_none_or(reads_column)
    }
}
