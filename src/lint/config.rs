//! What a project wants of lint: how much each rule matters, and from where on a finding stops the run.

use indexmap::IndexMap;

use super::Rule;
use crate::diagnostic::Severity;

/// What a project wants of lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintConfig {
    /// How much the findings of a rule matter, by its name; none switches the rule off.
    pub severity: IndexMap<String, Option<Severity>>,
    /// The least severity with which a run fails.
    pub fail_on: Severity,
}

impl Default for LintConfig {
    fn default() -> Self {
        Self { severity: IndexMap::new(), fail_on: Severity::Error }
    }
}

impl LintConfig {
    /// How much a finding of the rule matters; none if the rule is off.
    pub fn severity_of(&self, rule: &Rule) -> Option<Severity> {
        self.severity.get(rule.name).copied().unwrap_or(Some(rule.severity))
    }
}
