//! Raw SQL that the server does outside of transactions only, and that stands in one.

use crate::diagnostic::Severity;
use crate::dialect::Dialect;
use crate::lint::{Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::sql::has_form;

/// The rule.
pub static RULE: Rule = Rule {
    name: "outside-transaction",
    group: Group::Correctness,
    severity: Severity::Error,
    applies: knows_some,
    scope: Scope::Every,
    why: "the server refuses the statement inside of a transaction, and the whole revision is undone",
    help: "write `transaction: none` beside the operation: it then runs between two transactions of the revision",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}]}",
    bad: &["- sql: CREATE DATABASE archive\n  downgrade: {nothing: an example}"],
    good: &[
        "- sql: CREATE DATABASE archive\n  transaction: none\n  downgrade: {nothing: an example}",
        "- sql: UPDATE users SET id = 1\n  downgrade: {nothing: an example}",
    ],
    checks: &[Check::Statement(text)],
};

fn knows_some(dialect: &Dialect) -> bool {
    dialect.manifest.transactions.ddl && dialect.fact("outside_transactions").is_some()
}

fn text(text: &Text<'_>, report: &mut Reporter) {
    if !text.raw || !text.transactional {
        return;
    }
    let mut forms = text.dialect.fact("outside_transactions").unwrap_or_default().split(';').map(str::trim);
    if forms.any(|form| !form.is_empty() && has_form(text.sql, text.syntax(), form)) {
        let head: Vec<&str> = text.sql.split_whitespace().take(3).collect();
        let finding = Finding::new(format!("`{}` cannot run in a transaction", head.join(" ")));
        report.report(finding.bytes(0..text.sql.len()));
    }
}
