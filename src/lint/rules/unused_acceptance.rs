//! An `accept:` that no finding uses: the hazard is gone, or the acceptance stands beside the wrong operation.

use crate::diagnostic::Severity;
use crate::lint::rule::everywhere;
use crate::lint::{Check, Group, Rule, Scope};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-acceptance",
    group: Group::Lint,
    severity: Severity::Warning,
    applies: everywhere,
    scope: Scope::Every,
    why: "an acceptance without a finding hides the next finding of its rule from everybody",
    help: "remove it, or move it beside the operation that it means",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}, {name: email, type: text}]}",
    bad: &["- add_column: {table: users, column: {name: phone, type: text}}\n  accept: {drop-column: read by nobody}"],
    good: &["- drop_column: {table: users, column: email}\n  accept: {drop-column: read by nobody}"],
    checks: &[Check::Settings],
};

/// What to say of an acceptance.
pub fn message(rule: &str) -> String {
    format!("nothing here is found by `{rule}`: the acceptance is not needed")
}
