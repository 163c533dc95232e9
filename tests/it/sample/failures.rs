//! A revision that fails half way on real rows: what is undone, what stays, what a rerun says, and how to go on.

use super::picture::{lines, picture, version};
use super::project::Project;
use crate::catalog;
use crate::servers::{self, Database, Kind, Mode, Server};

const MODES: [Mode; 3] = [Mode::Documented, Mode::Sourced, Mode::Forced];
const LATCH: &str = "SET SESSION tx_read_only = @@tx_read_only OR @@error_count;\n";

/// A failure that rows cause in the middle of a revision.
struct Failure {
    command: &'static str,
    /// Where the database is, and where it would go.
    from: &'static str,
    to: &'static str,
    /// What makes the revision fail.
    cause: &'static str,
    /// What ends the cause, and what ends it where the revision is half done.
    cure: &'static str,
    half_cure: &'static str,
    /// A word of the server's complaint.
    complaint: &'static str,
    /// The version rows before the revision that fails, and that revision.
    stays_at: &'static str,
    revision: &'static str,
    /// Do the facts show what an earlier statement of the revision has done?
    half: fn(&str) -> bool,
    /// Where the statement that fails begins on MariaDB: from there the file is run after the cure.
    failing: &'static str,
}

const UP: Failure = Failure {
    command: "upgrade",
    from: "5c3a81e7f046",
    to: "head",
    cause: "INSERT INTO accounts (name, email) VALUES ('a', 'same@x'), ('b', 'same@x');
            INSERT INTO members (account_id, display_name) VALUES (1, 'Ann');",
    cure: "UPDATE accounts SET email = 'other@x' WHERE name = 'b';",
    half_cure: "UPDATE accounts SET email = 'other@x' WHERE name = 'b';",
    complaint: "email",
    stays_at: "c7d8e3a1b529",
    revision: "d8e9f4b2c63a",
    half: |facts| facts.contains("'viewer'"),
    failing: "ALTER TABLE accounts ADD CONSTRAINT uq_accounts_email",
};

const DOWN: Failure = Failure {
    command: "downgrade",
    from: "d8e9f4b2c63a",
    to: "5c3a81e7f046",
    cause: "INSERT INTO accounts (name, email) VALUES ('a', 'a@x');
            INSERT INTO tickets (account_id, subject, priority) VALUES (1, 'odd', 7), (1, 'even', 60);",
    cure: "UPDATE tickets SET priority = 40 WHERE subject = 'odd';",
    half_cure: "UPDATE tickets SET priority = 2 WHERE subject = 'odd';",
    complaint: "ck_tickets_priority",
    stays_at: "b6c7d2f0a418",
    revision: "b6c7d2f0a418",
    half: |facts| !facts.contains("ck_tickets_priority"),
    failing: "ALTER TABLE tickets\n",
};

/// The first revision meets a table that somebody has made by hand.
const FIRST: Failure = Failure {
    command: "upgrade",
    from: "base",
    to: "head",
    cause: "CREATE TABLE members (id integer);",
    cure: "DROP TABLE members;",
    half_cure: "DROP TABLE members;",
    complaint: "members",
    stays_at: "base",
    revision: "1f0c6a9d3b72",
    half: |facts| facts.contains("table accounts"),
    failing: "CREATE TABLE members",
};

/// A database at the start of the failure, with its cause.
fn prepared(server: &'static Server, project: &Project, failure: &Failure) -> Database {
    let database = server.database();
    if failure.from != "base" {
        let script = project.script("upgrade", failure.from, server.kind().dialect());
        database.run_script(&script, Mode::Documented).expect_success();
    }
    database.execute(failure.cause);
    database
}

fn fails(server: &'static Server, failure: &Failure) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let script = project.script(failure.command, &format!("{}:{}", failure.from, failure.to), name);
    for mode in MODES {
        let database = prepared(server, &project, failure);
        let outcome = database.run_script(&script, mode);
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(said.contains(failure.complaint), "{name} {mode:?}:\n{said}");
        assert!(mode != Mode::Documented || !outcome.success(), "{name}: the client does not report it");
        assert!(!said.lines().any(|line| line.trim_start().starts_with("done: ")), "{name} {mode:?}:\n{said}");
        assert_eq!(version(&database), failure.stays_at, "{name} {mode:?}\n{said}");
        match server.kind() {
            Kind::Mariadb => half_done(&project, &database, failure, &script, mode),
            Kind::Postgresql | Kind::Sqlite => undone(&project, &database, failure, mode),
        }
    }
}

/// Nothing of the revision is there: the rest can be run from where the database is, once the cause is gone.
fn undone(project: &Project, database: &Database, failure: &Failure, mode: Mode) {
    let name = database.kind().dialect();
    let there = reached(project, database, failure);
    assert_eq!(without_cause(database, failure), there, "{name} {mode:?}: part of {} is there", failure.revision);
    database.execute(failure.cure);
    let rest = project.script(failure.command, &format!("{}:{}", failure.stays_at, failure.to), name);
    database.run_script(&rest, Mode::Documented).expect_success();
    arrived(project, database, failure);
}

/// The version row stays, the revision is named and nothing runs until somebody has repaired it.
fn half_done(project: &Project, database: &Database, failure: &Failure, script: &str, mode: Mode) {
    let facts = without_cause(database, failure).join("\n");
    assert!((failure.half)(&facts), "{mode:?}: nothing of {} is there\n{facts}", failure.revision);
    let before = picture(database);
    let rest = project.script(failure.command, &format!("{}:{}", failure.stays_at, failure.to), "mariadb");
    let other = project.script("upgrade", "38d15f02ac9e:4be907d63f15", "mariadb");
    for script in [script, &rest, &other] {
        for mode in MODES {
            let outcome = database.run_script(script, mode);
            let named = format!("'{}' for key 'sqlgen: this revision is half done", failure.revision);
            assert!(outcome.stderr.contains(&named) || script == other, "{mode:?}:\n{}", outcome.stderr);
            assert!(picture(database) == before, "{mode:?}: a rerun has changed something");
        }
    }
    // As the header says: the lines down to the lock, then the file from the failed statement on.
    database.execute(failure.half_cure);
    let lock = script.find("GET_LOCK").expect("the script takes a lock");
    let settings = lock + script[lock..].find(LATCH).expect("a latch") + LATCH.len();
    let block = script.find(&format!("SELECT '{}", failure.revision)).expect("the revision's block");
    let from = block + script[block..].find(failure.failing).expect("the statement that failed");
    let rest = format!("{}{}", &script[..settings], &script[from..]);
    let outcome = database.run_script(&rest, Mode::Documented).expect_success();
    assert!(outcome.stdout.contains("done: "), "{}", outcome.stdout);
    arrived(project, database, failure);
    let comment = catalog::read(database).tables["alembic_version"].comment.clone();
    assert_eq!(comment, None, "the mark is gone");
}

/// The facts of an untouched database at the same place.
fn reached(project: &Project, database: &Database, failure: &Failure) -> Vec<String> {
    let fresh = database.server().database();
    let name = database.kind().dialect();
    let top = if failure.command == "upgrade" { failure.stays_at } else { failure.from };
    if top != "base" {
        fresh.run_script(&project.script("upgrade", top, name), Mode::Documented).expect_success();
    }
    if top != failure.stays_at {
        let down = project.script("downgrade", &format!("{top}:{}", failure.stays_at), name);
        fresh.run_script(&down, Mode::Documented).expect_success();
    }
    lines(&fresh)
}

/// The facts without the table that was there before everything.
fn without_cause(database: &Database, failure: &Failure) -> Vec<String> {
    let by_hand = |line: &String| failure.from == "base" && line.contains("members");
    lines(database).into_iter().filter(|line| !by_hand(line)).collect()
}

/// The database is where the script would have brought it.
fn arrived(project: &Project, database: &Database, failure: &Failure) {
    let target = if failure.to == "head" { "fa0b16d4e85c" } else { failure.to };
    assert_eq!(version(database), target);
    let fresh = Failure { stays_at: target, ..Failure { ..*failure } };
    assert_eq!(lines(database), reached(project, database, &fresh), "{:?} after the repair", database.kind());
}

fn all(server: &'static Server) {
    [UP, DOWN, FIRST].iter().for_each(|failure| fails(server, failure));
}

#[test]
fn postgresql_undoes_a_revision_that_fails() {
    servers::postgresql().into_iter().for_each(all);
}

#[test]
fn mariadb_names_a_revision_that_is_half_done() {
    servers::mariadb().into_iter().for_each(all);
}

#[test]
fn sqlite_undoes_a_revision_that_fails() {
    servers::sqlite().into_iter().for_each(all);
}
