//! `drop_table_comment`: removes the comment of a table.

use serde::{Deserialize, Serialize};

use super::{CreateTableComment, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name};

/// Removes the comment of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropTableComment {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropTableComment {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.edit_table(&qualified(&self.schema, &self.table), |table| match table.comment.take() {
            Some(_) => Ok(()),
            None => Err(Conflict::new("nothing-to-drop", format!("table `{}` has no comment", self.table)).at("table")),
        })
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let comment = before.find_table(&qualified(&self.schema, &self.table)).and_then(|table| table.comment.clone());
        let comment = comment.ok_or_else(|| Irreversible::new("the table had no comment"))?;
        Ok(vec![CreateTableComment { table: self.table.clone(), schema: self.schema.clone(), comment }.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("drop_table_comment {}", qualified(&self.schema, &self.table))
    }
}
