//! The rules, one file each. To add one: its file, and its row in each of the two lists below.

mod broken_sql;
mod conditional_schema;
mod drop_column;
mod drop_table;
mod index_not_concurrent;
mod not_null_without_default;
mod outside_transaction;
mod reads_unknown_table;
mod type_change_rewrite;
pub(super) mod unknown_rule;
pub(super) mod unused_acceptance;

use super::Rule;

/// All rules, by name.
static RULES: &[&Rule] = &[
    &broken_sql::RULE,
    &conditional_schema::RULE,
    &drop_column::RULE,
    &drop_table::RULE,
    &index_not_concurrent::RULE,
    &not_null_without_default::RULE,
    &outside_transaction::RULE,
    &reads_unknown_table::RULE,
    &type_change_rewrite::RULE,
    &unknown_rule::RULE,
    &unused_acceptance::RULE,
];

/// All rules, by name.
pub fn rules() -> &'static [&'static Rule] {
    RULES
}

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.binary_search_by_key(&name, |rule| rule.name).ok().map(|at| RULES[at])
}
