//! What a rule finds, before the engine decides what becomes of it.

use std::ops::Range;

use crate::catalog::QualifiedName;

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(super) message: String,
    pub(super) place: Place,
    pub(super) table: Option<QualifiedName>,
    pub(super) notes: Vec<String>,
}

/// What to underline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The key of the operation.
    Operation,
    /// A field of the operation.
    Field(&'static [&'static str]),
    /// Bytes of the statement.
    Bytes(Range<usize>),
    /// The text in the operation that makes the statement break.
    BrokenText,
}

impl Finding {
    /// A finding at the operation's key: one lower-case phrase, names in backticks.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: Place::Operation, table: None, notes: Vec::new() }
    }

    /// The table that it is about: the engine knows how old it is.
    #[must_use]
    pub fn on(mut self, table: &QualifiedName) -> Self {
        self.table = Some(table.clone());
        self
    }

    /// Underlines a field of the operation, if the file has it.
    #[must_use]
    pub fn field(mut self, path: &'static [&'static str]) -> Self {
        self.place = Place::Field(path);
        self
    }

    /// Underlines bytes of raw text, where they stand in the file.
    #[must_use]
    pub fn bytes(mut self, range: Range<usize>) -> Self {
        self.place = Place::Bytes(range);
        self
    }

    /// Underlines the text in the operation whose own tokens do not hold together.
    #[must_use]
    pub fn broken_text(mut self) -> Self {
        self.place = Place::BrokenText;
        self
    }

    /// Adds a further fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// Takes what a rule finds.
#[derive(Debug, Default)]
pub struct Reporter {
    pub(super) findings: Vec<Finding>,
}

impl Reporter {
    /// Adds a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}
