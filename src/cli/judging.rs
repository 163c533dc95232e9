//! Lint on the way of a route: what it found, what was taken on, and whether the run may go on.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::dialect::Dialect;
use crate::lint::{LintConfig, Linter, Readings, Summary, Tally, Unread, settle};
use crate::project::{Failure, Level, Project};
use crate::render::Block;
use crate::source::Files;
use crate::source::yaml::ReadContext;

/// What lint has found so far, over every script of a run.
pub(super) struct Judging {
    config: LintConfig,
    found: Diagnostics,
    summaries: Vec<Summary>,
}

impl Judging {
    /// Nothing judged yet.
    pub(super) fn new(project: &Project) -> Self {
        let lint = &project.config.lint;
        let level = |level: &Level| match level {
            Level::Off => None,
            Level::Note => Some(Severity::Note),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        };
        let config = LintConfig {
            severity: lint.severity.iter().map(|(rule, chosen)| (rule.clone(), level(chosen))).collect(),
            fail_on: lint.fail_on.into(),
        };
        Self { config, found: Diagnostics::new(), summaries: Vec::new() }
    }

    /// Starts on a script.
    pub(super) fn script<'a>(
        &'a mut self,
        files: &'a Files,
        context: &'a ReadContext,
        dialect: &'a Dialect,
    ) -> ScriptJudge<'a> {
        let linter = Linter::new(files, context, dialect, &self.config);
        ScriptJudge { linter, files, own: Diagnostics::new(), found: &mut self.found, summaries: &mut self.summaries }
    }

    /// Ends the run: reports what was found. `complete` says whether every target was judged, so that an acceptance
    /// that nothing used is one that nothing uses.
    pub(super) fn settle(
        mut self,
        files: &Files,
        complete: bool,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Failure> {
        let broken = diagnostics.has_errors();
        let mut failures: usize = self.summaries.iter().map(|summary| summary.failures).sum();
        failures += settle(files, &self.config, &self.summaries, complete, &mut self.found);
        let unread: BTreeSet<&Unread> = self.summaries.iter().flat_map(|summary| &summary.unread).collect();
        if let Some(note) = not_analysed(&unread) {
            self.found.push(note);
        }
        if failures > 0 && !broken && self.config.fail_on == Severity::Warning {
            self.found.push(too_much(failures));
        }
        diagnostics.append(self.found);
        match (broken, failures) {
            (true, _) => Err(Failure::Reported),
            (false, 0) => Ok(()),
            (false, _) => Err(Failure::Findings),
        }
    }
}

/// Why there is no answer although nothing is wrong by itself.
fn too_much(failures: usize) -> Diagnostic {
    let findings = if failures == 1 { "finding" } else { "findings" };
    let message = format!("no script is written: {failures} {findings} at or above `lint.fail_on: warning`");
    let help = "mend what was found, or take it on with `accept:` and a reason beside the operation";
    Diagnostic::error(Code("fail-on"), message).help(help)
}

/// The note about statements that no rule has looked into: the first of them, and how many there are.
fn not_analysed(unread: &BTreeSet<&Unread>) -> Option<Diagnostic> {
    const SHOWN: usize = 5;
    let verb = if unread.len() == 1 { "statement is" } else { "statements are" };
    let message = format!("{} {verb} in a form that is not analysed", unread.len());
    let mut diagnostic = Diagnostic::new(Severity::Note, Code("not-analysed"), message);
    for statement in unread.iter().take(SHOWN) {
        diagnostic = diagnostic.at(statement.file, statement.span, "");
    }
    if unread.len() > SHOWN {
        diagnostic = diagnostic.note(format!("and {} more", unread.len() - SHOWN));
    }
    let help = "they may well be right; no rule has looked inside, so read them with more care";
    (!unread.is_empty()).then(|| diagnostic.help(help))
}

/// Judges one script.
pub(super) struct ScriptJudge<'a> {
    linter: Linter<'a>,
    files: &'a Files,
    own: Diagnostics,
    found: &'a mut Diagnostics,
    summaries: &'a mut Vec<Summary>,
}

impl ScriptJudge<'_> {
    /// Looks at the next block, which was read before.
    pub(super) fn block(&mut self, block: &Block, readings: &Readings) {
        self.linter.block(block, readings, &mut self.own);
    }

    /// What was taken on so far, a line each for the header of the script.
    pub(super) fn accepted(&self) -> Vec<String> {
        let line = |accepted: &crate::lint::Accepted| {
            let file = self.files.name(accepted.origin.file);
            format!("{}: {} ({}, line {})", accepted.rule, accepted.reason, file, accepted.origin.line)
        };
        self.linter.accepted().iter().map(line).collect()
    }

    /// The warnings so far, a line each for the header of the script.
    pub(super) fn warnings(&self) -> Vec<String> {
        let line = |finding: &&Diagnostic| {
            let place = finding.labels.first().map(|label| {
                format!(" ({}, line {})", self.files.name(label.file), self.files.line(label.file, label.span.start))
            });
            format!("{}: {}{}", finding.code, finding.message.replace('`', ""), place.unwrap_or_default())
        };
        let sorted = self.own.sorted();
        sorted.iter().filter(|finding| finding.severity == Severity::Warning).map(line).collect()
    }

    /// Counts a part of the text that is no block.
    pub(super) fn part(&mut self, read: Tally) {
        self.linter.part(read);
    }

    /// Ends with the whole text, every part of which was looked at.
    pub(super) fn finish(mut self, text: impl FnOnce() -> String) {
        self.linter.script(text, &mut self.own);
        self.found.append(self.own);
        self.summaries.push(self.linter.finish());
    }
}
