//! A view: a named query.

use serde::{Deserialize, Serialize};

use super::{Materialized, Name, QualifiedName, SqlText};

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
    /// What it has where it keeps its rows; operations of their own say so.
    #[serde(skip)]
    pub materialized: Option<Box<Materialized>>,
}

impl View {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// Whether the query reads the table or view, and of it the column if one is asked for, by name or by a star.
    pub fn reads(&self, object: &QualifiedName, column: Option<&Name>) -> bool {
        let reads_column = |column: &Name| self.query.has_star() || self.query.names_column(object, column);
        self.query.names_table(object) && column.is_none_or(reads_column)
    }

    /// Whether a rename or a drop of the table or view, or of its column, leaves the query without a meaning: a star
    /// goes on meaning whatever columns there are.
    pub fn breaks_with(&self, object: &QualifiedName, column: Option<&Name>) -> bool {
        self.query.names_table(object) && column.is_none_or(|column| self.query.names_column(object, column))
    }
}
