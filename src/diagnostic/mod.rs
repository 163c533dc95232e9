//! Everything the tool can say to a user: severity, code, message, place, and what to do next.

mod code;
mod sink;
mod suggest;

pub use code::Code;
pub use sink::Diagnostics;
pub use suggest::closest;

use crate::source::{FileId, Span};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never changes the exit code.
    Note,
    /// Shown, and counted against the lint threshold.
    Warning,
    /// Nothing is written while one stands.
    Error,
}

/// A place in a source text and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The text.
    pub file: FileId,
    /// The bytes to underline.
    pub span: Span,
    /// Shown beside the underline; may be empty.
    pub message: String,
}

/// One message to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is, stable across releases.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// One lower-case phrase, names in backticks.
    pub message: String,
    /// The first label is the place; the others explain it.
    pub labels: Vec<Label>,
    /// Further facts.
    pub notes: Vec<String>,
    /// What the user can do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A finding of the given severity without a place yet.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), labels: Vec::new(), notes: Vec::new(), help: None }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, file: FileId, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { file, span, message: message.into() });
        self
    }

    /// Adds a further fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what the user can do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
