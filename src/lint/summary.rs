//! What came of linting one script, beside the diagnostics.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::plan::Origin;
use crate::source::{FileId, Span};
use crate::sql::Outcome;

/// How many statements could be read how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All of them.
    pub statements: usize,
    /// The parser read all of it.
    pub parsed: usize,
    /// A known form, whose inside was not read.
    pub recognised: usize,
    /// Not analysed.
    pub opaque: usize,
    /// Tokens that do not hold together.
    pub broken: usize,
}

impl Tally {
    pub(super) fn count(&mut self, outcome: Outcome) {
        self.statements += 1;
        match outcome {
            Outcome::Parsed => self.parsed += 1,
            Outcome::Recognised => self.recognised += 1,
            Outcome::Opaque => self.opaque += 1,
            Outcome::Broken => self.broken += 1,
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        let Self { statements, parsed, recognised, opaque, broken } = other;
        self.statements += statements;
        self.parsed += parsed;
        self.recognised += recognised;
        self.opaque += opaque;
        self.broken += broken;
    }
}

/// A statement that is not analysed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The file.
    pub file: FileId,
    /// The first line of the statement in a raw text, or the operation.
    pub span: Span,
}

/// A finding that somebody has taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The rule.
    pub rule: &'static str,
    /// Why it is taken on.
    pub reason: String,
    /// What was found.
    pub message: String,
    /// The operation.
    pub origin: Origin,
}

/// An entry of `accept:` beside an operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acceptance {
    /// The file.
    pub file: FileId,
    /// The key of the operation.
    pub key: Span,
    /// The name of the rule, as the file says it.
    pub rule: String,
}

/// What came of linting one script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// The statements of the operations.
    pub operations: Tally,
    /// The statements of the whole script, if it was shown.
    pub script: Tally,
    /// The statements of the operations that are not analysed.
    pub unread: Vec<Unread>,
    /// Findings at or above the threshold: the run fails if there is one.
    pub failures: usize,
    /// Findings that were taken on, in the order of the script.
    pub accepted: Vec<Accepted>,
    /// Every acceptance that the script's operations carry, and whether a finding used it.
    pub acceptances: BTreeMap<Acceptance, bool>,
}
