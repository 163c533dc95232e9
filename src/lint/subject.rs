//! What rules look at.

use std::cell::OnceCell;

use crate::catalog::{Name, QualifiedName};
use crate::dialect::Dialect;
use crate::plan::Transition;
use crate::sql::{Analysed, Effect, ObjectName, Outcome, StatementKind, Syntax, analyse, classify, tokens};

/// An operation with the catalog before and after it.
#[derive(Debug)]
pub struct Change<'a> {
    /// The operation.
    pub transition: &'a Transition,
    /// The database that the script is for.
    pub dialect: &'a Dialect,
}

/// A statement of an operation: rendered, or raw text of the file.
#[derive(Debug)]
pub struct Text<'a> {
    /// The statement without a terminator.
    pub sql: &'a str,
    /// Whether the file says it so, in a `sql` operation.
    pub raw: bool,
    /// How far it can be read.
    pub outcome: Outcome,
    /// Whether it runs in the transaction of its revision.
    pub transactional: bool,
    /// The operation.
    pub transition: &'a Transition,
    /// The database that the script is for.
    pub dialect: &'a Dialect,
    pub(super) syntax: &'a Syntax,
    pub(super) kind: OnceCell<StatementKind>,
}

impl Text<'_> {
    /// What the statement is, by its tokens.
    pub fn kind(&self) -> &StatementKind {
        self.kind.get_or_init(|| classify(self.sql, &tokens(self.sql, self.syntax)))
    }

    /// What raw text does to tables that exist; none for rendered statements, whose operation says it.
    pub fn effects(&self) -> Vec<Effect> {
        if self.raw { self.kind().effects() } else { Vec::new() }
    }

    /// The statement read in full.
    pub fn analysed(&self) -> Analysed {
        analyse(self.sql, self.syntax)
    }

    /// The lexical rules of the dialect.
    pub fn syntax(&self) -> &Syntax {
        self.syntax
    }
}

/// A name in raw text as the catalog writes names.
pub(super) fn qualified(name: &ObjectName) -> QualifiedName {
    QualifiedName { schema: name.schema().map(Name::from), name: Name::from(name.name()) }
}
