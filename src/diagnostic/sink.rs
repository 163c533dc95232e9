//! The channel that every stage reports into.

use super::{Diagnostic, Severity};

/// The findings of a run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty channel.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Takes over the findings of another channel.
    pub fn append(&mut self, other: Self) {
        self.items.extend(other.items);
    }

    /// The same, each with a further fact.
    pub fn append_with(&mut self, other: Self, note: &str) {
        self.items.extend(other.items.into_iter().map(|item| item.note(note)));
    }

    /// Whether an error was reported.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// The findings by file and place; those without a place come first.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut items: Vec<&Diagnostic> = self.items.iter().collect();
        items.sort_by_key(|item| item.labels.first().map(|label| (label.file, label.span)));
        items
    }
}
