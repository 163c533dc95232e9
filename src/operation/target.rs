//! What an operation changes: the part of the catalog that it is about.

use crate::catalog::{Name, QualifiedName};

/// What an operation changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A table, or a part of it.
    Table(QualifiedName),
    /// Rows of a table.
    Rows(QualifiedName),
    /// A schema.
    Schema(Name),
    /// An extension.
    Extension(Name),
    /// A sequence.
    Sequence(QualifiedName),
    /// An enum.
    Enum(QualifiedName),
    /// A domain.
    Domain(QualifiedName),
    /// A composite type.
    Type(QualifiedName),
    /// A view.
    View(QualifiedName),
    /// A function or procedure.
    Routine(QualifiedName),
    /// A trigger of a table or view.
    Trigger(QualifiedName, Name),
    /// A policy of a table.
    Policy(QualifiedName, Name),
    /// What may be done with an object that is no schema.
    Grants(QualifiedName),
    /// Whatever raw SQL does.
    Anything,
}
