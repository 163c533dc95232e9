//! `sql`: runs SQL as it is written.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, SqlText};

/// Runs SQL as it is written, in the words of the dialect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sql(pub SqlText);

impl Op for Sql {
    fn apply(&self, _catalog: &mut Catalog) -> Result<(), Conflict> {
        if self.0.as_str().is_empty() {
            return Err(Conflict::new("wrong-value", "the text is empty"));
        }
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Err(Irreversible::new("nothing says what undoes the text"))
    }

    fn target(&self) -> Target {
        Target::Anything
    }

    fn summary(&self) -> String {
        "sql".to_string()
    }
}
