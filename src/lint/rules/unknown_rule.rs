//! A rule that does not exist, named in `accept:` or in the settings: what was meant to be said there is not said.

use crate::diagnostic::Severity;
use crate::lint::rule::everywhere;
use crate::lint::{Check, Group, Rule, Scope};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-rule",
    group: Group::Lint,
    severity: Severity::Error,
    applies: everywhere,
    scope: Scope::Every,
    why: "a name that no rule has accepts nothing and sets nothing",
    help: "the names of the rules stand beside their findings",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}, {name: email, type: text}]}",
    bad: &["- add_column: {table: users, column: {name: phone, type: text}}\n  accept: {drop-colum: read by nobody}"],
    good: &["- drop_column: {table: users, column: email}\n  accept: {drop-column: read by nobody}"],
    checks: &[Check::Settings],
};

/// What to say of a name beside an operation.
pub fn in_file(rule: &str) -> String {
    format!("`{rule}` is accepted here, and there is no such rule")
}

/// What to say of a name in the settings.
pub fn in_settings(rule: &str) -> String {
    format!("the settings of lint speak of `{rule}`, and there is no such rule")
}
