//! A condition that decides what the schema is: environments drift apart, and later revisions meet different tables.

use crate::diagnostic::Severity;
use crate::lint::rule::everywhere;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope};

/// The rule.
pub static RULE: Rule = Rule {
    name: "conditional-schema",
    group: Group::Correctness,
    severity: Severity::Warning,
    applies: everywhere,
    scope: Scope::Every,
    why: "the environments have different schemas from here on, and a later revision that works in one can fail in another",
    help: "let all environments have it, and put the condition on the data alone",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}]}",
    bad: &[
        "- add_column: {table: users, column: {name: phone, type: text}}\n  when: environment == \"local\"",
        "- create_table: {name: jobs, columns: [{name: id, type: bigint}]}\n  when: environment != \"prod\"",
    ],
    good: &[
        "- insert: {table: users, values: {id: 1}}\n  downgrade: {nothing: an example}\n  when: environment == \"local\"",
        "- add_column: {table: users, column: {name: phone, type: text}}",
    ],
    checks: &[Check::Transition(operation)],
};

/// Operations that change rows and not the schema, as far as can be told.
const ROWS: &[&str] = &["bulk_insert", "delete", "insert", "sql", "update"];

fn operation(change: &Change<'_>, report: &mut Reporter) {
    let kind = change.transition.operation.kind();
    if change.transition.conditional && !ROWS.contains(&kind) {
        report.report(Finding::new(format!("whether `{kind}` is done depends on the environment")));
    }
}
