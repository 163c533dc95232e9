//! `create_table_comment`: sets the comment of a table.

use serde::{Deserialize, Serialize};

use super::{DropTableComment, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Sets the comment of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateTableComment {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The comment.
    pub comment: String,
}

impl Op for CreateTableComment {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| {
            table.comment = Some(self.comment.clone());
            Ok(())
        })
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.find_table(&qualified(&self.schema, &self.table)).and_then(|table| table.comment.clone());
        Ok(vec![match old {
            Some(comment) => Self { comment, ..self.clone() }.into(),
            None => DropTableComment { table: self.table.clone(), schema: self.schema.clone() }.into(),
        }])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("create_table_comment {}", qualified(&self.schema, &self.table))
    }
}
