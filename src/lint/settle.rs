//! What can only be judged once every target has been linted: acceptances that nothing used, names that no rule has.

use std::collections::BTreeMap;

use super::place::Places;
use super::rules::{rule, rules, unknown_rule, unused_acceptance};
use super::{Acceptance, LintConfig, Rule, Summary};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, closest};
use crate::plan::Origin;
use crate::source::Files;
use crate::source::yaml::ReadContext;

/// Reports what is wrong with acceptances and settings, judged over all `summaries` together; gives the number of
/// findings at or above the threshold. Only where they are `complete`, a script for every target, can an acceptance be
/// known to be of no use.
pub fn settle(
    files: &Files,
    config: &LintConfig,
    summaries: &[Summary],
    complete: bool,
    diagnostics: &mut Diagnostics,
) -> usize {
    let mut merged: BTreeMap<&Acceptance, bool> = BTreeMap::new();
    for (acceptance, used) in summaries.iter().flat_map(|summary| &summary.acceptances) {
        *merged.entry(acceptance).or_default() |= used;
    }
    let context = ReadContext::default();
    let mut books = Books { config, places: Places::new(files, &context), files, diagnostics, failures: 0 };
    for name in config.severity.keys().filter(|name| rule(name).is_none()) {
        books.report(&unknown_rule::RULE, unknown_rule::in_settings(name), name, None);
    }
    for (acceptance, used) in merged {
        let name = &acceptance.rule;
        if rule(name).is_none() {
            books.report(&unknown_rule::RULE, unknown_rule::in_file(name), name, Some(acceptance));
        } else if complete && !used {
            books.report(&unused_acceptance::RULE, unused_acceptance::message(name), name, Some(acceptance));
        }
    }
    books.failures
}

struct Books<'a> {
    config: &'a LintConfig,
    places: Places<'a>,
    files: &'a Files,
    diagnostics: &'a mut Diagnostics,
    failures: usize,
}

impl Books<'_> {
    fn report(&mut self, rule: &Rule, message: String, name: &str, place: Option<&Acceptance>) {
        let Some(severity) = self.config.severity_of(rule) else { return };
        self.failures += usize::from(severity >= self.config.fail_on);
        let near = closest(name, rules().iter().map(|rule| rule.name));
        let help = match near.filter(|near| *near != name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => rule.help.to_string(),
        };
        let mut diagnostic = Diagnostic::new(severity, Code(rule.name), message).help(help);
        if let Some(Acceptance { file, key, rule }) = place {
            let origin = Origin { file: *file, key: *key, line: self.files.line(*file, key.start) };
            let span = self.places.acceptance(origin, rule).unwrap_or(*key);
            diagnostic = diagnostic.at(*file, span, "");
        }
        self.diagnostics.push(diagnostic);
    }
}
