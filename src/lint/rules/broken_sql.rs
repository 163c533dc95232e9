//! SQL text whose quotes, comments or parentheses do not hold together.

use crate::diagnostic::Severity;
use crate::lint::rule::everywhere;
use crate::lint::{Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::sql::{Outcome, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    name: "broken-sql",
    group: Group::Correctness,
    severity: Severity::Error,
    applies: everywhere,
    scope: Scope::Every,
    why: "no server reads text whose quotes, comments or parentheses do not close, and what follows it is read wrongly",
    help: "close what is open, or remove what closes nothing",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}]}",
    bad: &[
        "- sql: UPDATE users SET id = (1\n  downgrade: {nothing: an example}",
        "- sql: \"UPDATE users SET id = 'one\"\n  downgrade: {nothing: an example}",
        "- create_check_constraint: {table: users, name: ck_id, expression: \"abs(id > 0\"}",
    ],
    good: &[
        "- sql: UPDATE users SET id = (1)\n  downgrade: {nothing: an example}",
        "- create_check_constraint: {table: users, name: ck_id, expression: \"abs(id) > 0\"}",
    ],
    checks: &[Check::Statement(text)],
};

fn text(text: &Text<'_>, report: &mut Reporter) {
    if text.outcome != Outcome::Broken {
        return;
    }
    let Verdict::Broken(broken) = text.analysed().verdict else { return };
    let finding = Finding::new(format!("this SQL does not hold together: {}", broken.what.message()));
    report.report(if text.raw { finding.bytes(broken.range) } else { finding.broken_text() });
}
