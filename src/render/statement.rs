//! What rendering makes of a step: blocks of parts, each a comment and its statements.

use std::sync::Arc;

use crate::catalog::QualifiedName;
use crate::plan::{Origin, Step};

/// A statement of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text, without a terminator.
    pub sql: String,
    /// Whether it runs in the transaction of its revision.
    pub transactional: bool,
    /// Whether it shares its batch with no other.
    pub alone: bool,
    /// Whether its batch ends behind it.
    pub ends_batch: bool,
    /// Whether it only makes room for another one of its transition.
    pub aside: bool,
    /// The operation it comes from.
    pub origin: Origin,
    /// The transition of the step that it comes from.
    pub transition: usize,
}

/// A comment and the statements it speaks of; there may be none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The lines of the comment.
    pub comments: Vec<String>,
    /// The statements.
    pub statements: Vec<Statement>,
}

/// One revision in one direction, rendered.
#[derive(Debug, Clone)]
pub struct Block {
    /// What was rendered.
    pub step: Arc<Step>,
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// Tables that are written anew.
    pub rebuilt: Vec<String>,
    /// Tables whose foreign keys have to be checked after a rebuild: those rebuilt and those that point at them.
    pub checked: Vec<QualifiedName>,
    /// Views and triggers that are dropped and made again.
    pub recreated: Vec<String>,
}

impl Block {
    /// Every statement, in order.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.parts.iter().flat_map(|part| &part.statements)
    }

    /// Whether a statement runs outside of the transaction.
    pub fn leaves_transaction(&self) -> bool {
        self.statements().any(|statement| !statement.transactional)
    }
}
