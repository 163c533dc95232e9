//! What a rule is: its name, its words, its examples, and what it looks at.

use std::fmt;

use super::{Change, Reporter, Text};
use crate::diagnostic::Severity;
use crate::dialect::Dialect;
use crate::plan::Step;

/// A judgement on a change. The engine decides on severity, acceptance and age of the table; the rule only finds.
#[derive(Debug)]
pub struct Rule {
    /// What is found, in kebab-case.
    pub name: &'static str,
    /// What kind of harm it is.
    pub group: Group,
    /// How much a finding matters unless the project says otherwise.
    pub severity: Severity,
    /// Whether the dialect, at its version, can have the hazard.
    pub applies: fn(&Dialect) -> bool,
    /// Which tables it speaks of.
    pub scope: Scope,
    /// What happens, and why that is bad.
    pub why: &'static str,
    /// What to do instead.
    pub help: &'static str,
    /// Operations that the examples come after, in a revision that has been applied before.
    pub given: &'static str,
    /// Lists of operations with one finding each.
    pub bad: &'static [&'static str],
    /// Lists of operations without a finding.
    pub good: &'static [&'static str],
    /// What it looks at.
    pub checks: &'static [Check],
}

/// What kind of harm a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Data is lost. Does not speak of derived downgrades, whose loss the script's header tells.
    Destructive,
    /// Others have to wait, for as long as the table is big.
    Locking,
    /// It fails, or does something else than it says.
    Correctness,
    /// Lint itself: acceptances and names of rules.
    Lint,
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Destructive => "destructive",
            Self::Locking => "locking",
            Self::Correctness => "correctness",
            Self::Lint => "lint",
        })
    }
}

/// Which tables a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Every,
    /// Those that were there before the script: nobody waits for one that it makes, and it holds nothing to lose.
    Older,
    /// Those that may hold rows: there before the script, or filled by it.
    WithRows,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// An operation with the catalog before and after it.
    Transition(fn(&Change<'_>, &mut Reporter)),
    /// A statement: rendered, or raw text of the file.
    Statement(fn(&Text<'_>, &mut Reporter)),
    /// A revision going up or down.
    Revision(fn(&Step, &mut Reporter)),
    /// What was accepted and configured; [`settle`](super::settle) looks at it.
    Settings,
}

/// For rules that every dialect can break.
pub(super) fn everywhere(_: &Dialect) -> bool {
    true
}
