//! A condition that decides what the schema is: environments drift apart, and later revisions meet different tables.

use crate::diagnostic::Severity;
use crate::lint::rule::everywhere;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope, Text};
use crate::sql::{ObjectClass, StatementKind};

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
        "- sql: ALTER TABLE users ADD COLUMN phone text\n  downgrade: {nothing: an example}\n  when: environment == \"local\"",
    ],
    good: &[
        "- insert: {table: users, values: {id: 1}}\n  downgrade: {nothing: an example}\n  when: environment == \"local\"",
        "- sql: UPDATE users SET id = 1\n  downgrade: {nothing: an example}\n  when: environment == \"local\"",
        "- add_column: {table: users, column: {name: phone, type: text}}",
    ],
    checks: &[Check::Transition(operation), Check::Statement(text)],
};

/// Operations that change rows and not the schema, and raw text, which is looked at by statement.
const ROWS: &[&str] = &["bulk_insert", "delete", "insert", "refresh_materialized_view", "sql", "update", "upsert"];

fn operation(change: &Change<'_>, report: &mut Reporter) {
    let kind = change.transition.operation.kind();
    if change.transition.conditional && !ROWS.contains(&kind) {
        report.report(Finding::new(format!("whether `{kind}` is done depends on the environment")));
    }
}

fn text(text: &Text<'_>, report: &mut Reporter) {
    if text.raw && text.transition.conditional && changes_schema(text.kind()) {
        let head: Vec<&str> = text.sql.split_whitespace().take(3).collect();
        let finding = Finding::new(format!("whether `{}` is done depends on the environment", head.join(" ")));
        report.report(finding.bytes(0..text.sql.len()));
    }
}

/// Whether a statement changes what tables and other objects there are, or what they are.
fn changes_schema(kind: &StatementKind) -> bool {
    use StatementKind as Kind;
    match kind {
        Kind::CreateTable { temporary, .. } => !temporary,
        Kind::AlterTable { .. }
        | Kind::DropTable { .. }
        | Kind::RenameTable { .. }
        | Kind::CreateIndex { .. }
        | Kind::DropIndex { .. }
        | Kind::AlterType { .. } => true,
        Kind::Create { class, .. } | Kind::Alter { class, .. } | Kind::Drop { class, .. } => {
            use ObjectClass::{Database, Event, Other, Role, Tablespace, User};
            !matches!(class, Database | Event | Other | Role | Tablespace | User)
        }
        Kind::Truncate { .. }
        | Kind::Comment { .. }
        | Kind::Insert { .. }
        | Kind::Update { .. }
        | Kind::Delete { .. }
        | Kind::Merge { .. }
        | Kind::Copy { .. }
        | Kind::Select
        | Kind::Set { .. }
        | Kind::Pragma { .. }
        | Kind::Begin
        | Kind::Commit
        | Kind::Rollback
        | Kind::Savepoint
        | Kind::Lock { .. }
        | Kind::Grant
        | Kind::Do
        | Kind::Call { .. }
        | Kind::Other(_) => false,
    }
}
