//! Rows through the whole history: nothing is lost but what the scripts announce.

use std::collections::BTreeMap;

use super::project::{Project, Stop};
use crate::servers::{self, Database, Kind, Mode, Rows, Server};

/// Where the rows come in: every table of the first half of the history is there.
const SEEDED: &str = "2a7be4c815d0";

/// A last row of each table that is deleted again: its number may not be given out a second time.
const SEED: &str = "
INSERT INTO accounts (name, email) VALUES
  ('Acme', 'bills@acme.example'), ('O''Neil & \"Söhne\"', 'on@sohne.example'), ('gone', 'gone@acme.example'),
  ('last', 'last@acme.example');
DELETE FROM accounts WHERE name = 'last';
INSERT INTO members (account_id, display_name, role, active, fax) VALUES
  (1, 'Ann', 'admin', true, '555-1'), (1, 'Bob', 'guest', true, NULL), (2, 'Cleo', 'agent', true, NULL),
  (2, 'Dan', 'guest', false, '555-2'), (3, 'Eve', 'guest', true, NULL), (3, 'last', 'guest', true, NULL);
DELETE FROM members WHERE display_name = 'last';
INSERT INTO tickets (account_id, author_id, subject, body, priority) VALUES
  (1, 1, 'broken', 'it \\\\ is', 1), (1, 2, 'slow', '50%', 3), (2, 4, 'odd', '$$ :x', 5), (3, 5, 'closed', '', 2),
  (3, NULL, 'last', '', 2);
DELETE FROM tickets WHERE subject = 'last';
INSERT INTO comments (ticket_id, body) VALUES (1, 'me too'), (2, '🐘'), (3, 'why'), (4, 'done'), (4, 'last');
DELETE FROM comments WHERE body = 'last';
";

const MEMBERS: &str = "SELECT id, account_id, full_name, role FROM members ORDER BY id";
const MEMBERS_BEFORE: &str = "SELECT id, account_id, display_name, role FROM members ORDER BY id";
const ACCOUNTS: &str = "SELECT id, name, email, created_at FROM accounts ORDER BY id";
const TICKETS_BEFORE: &str = "SELECT id, account_id, author_id, subject, body, priority, details, opened_at, closed_at \
                              FROM tickets ORDER BY id";
const TICKETS: &str =
    "SELECT id, account_id, subject, description, details, opened_at, closed_at FROM tickets ORDER BY id";
const MORE_OF_TICKETS: &str = "SELECT id, author_id, priority, channel, subject_length FROM tickets ORDER BY id";
const MESSAGES: &str = "SELECT id, ticket_id, body, written_at FROM messages ORDER BY id";
const COMMENTS: &str = "SELECT id, ticket_id, body, written_at FROM comments ORDER BY id";

/// Rows as text, a dash for null.
fn shown(rows: &Rows) -> Vec<String> {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    rows.iter().map(|row| row.iter().map(value).collect::<Vec<_>>().join(" ")).collect()
}

#[track_caller]
fn assert_rows(database: &Database, query: &str, expected: &[&str]) {
    assert_eq!(shown(&database.query(query)), expected, "{:?}: {query}", database.kind());
}

/// Adds rows where a revision has just made a place for them.
fn add(database: &Database, revision: &str) {
    let sql = match revision {
        SEEDED if database.kind() == Kind::Mariadb => SEED.to_owned(),
        SEEDED => SEED.replace("\\\\", "\\"),
        "38d15f02ac9e" => "INSERT INTO ticket_labels (ticket_id, label_id) VALUES (1, 1), (2, 3), (4, 1);".to_owned(),
        "83e6b1f740c2" => "INSERT INTO ticket_counts (account_id) VALUES (1), (2);".to_owned(),
        "94a0f7d25e6b" => {
            "INSERT INTO tickets (account_id, author_id, subject, priority) VALUES (2, 3, 'counted', 4);".to_owned()
        }
        _ => return,
    };
    database.execute(&sql);
}

/// How many rows each table has.
fn counts(database: &Database) -> BTreeMap<String, String> {
    let tables = crate::catalog::read(database).without_table("alembic_version").tables;
    let count = |table: &String| shown(&database.query(&format!("SELECT count(*) FROM {table}"))).remove(0);
    tables.keys().map(|table| (table.clone(), count(table))).collect()
}

/// Runs a step; says which tables have another number of rows afterwards.
fn run(database: &Database, stop: &Stop) -> Vec<String> {
    let before = counts(database);
    database.run_script(&stop.script, Mode::Documented).expect_success();
    let after = counts(database);
    let change = |(table, count): (&String, &String)| match after.get(table) {
        Some(now) if now == count => None,
        Some(now) => Some(format!("{table} {count} -> {now}")),
        None => Some(format!("{table} {count} -> gone")),
    };
    before.iter().filter_map(change).collect()
}

fn follow(server: &'static Server) {
    let project = Project::sample();
    let database = server.database();
    let mut tickets = Rows::new();
    for stop in project.stops("upgrade", "head", server.kind().dialect()) {
        let changed = run(&database, &stop);
        let expected: &[&str] = match stop.state.after.as_str() {
            // `72d4c05e9ab3` renames comments to messages, `e9fa05c3d74b` says which members it deletes.
            after if after.contains("72d4c05e9ab3") => &["comments 4 -> gone"],
            "e9fa05c3d74b" => &["members 5 -> 4"],
            "fa0b16d4e85c" => &["labels 3 -> 4"],
            _ => &[],
        };
        assert_eq!(changed, expected, "up to {} on {:?}", stop.state.after, server.kind());
        add(&database, &stop.state.after);
        if stop.state.after == "94a0f7d25e6b" {
            tickets = database.query(TICKETS_BEFORE);
        }
    }
    at_the_head(&database, &tickets);
    back(&project, &database);
}

fn at_the_head(database: &Database, tickets: &Rows) {
    // Bob was a guest and is a viewer; Dan was not active, and his ticket has lost its author.
    assert_rows(database, MEMBERS, &["1 1 Ann admin", "2 1 Bob viewer", "3 2 Cleo agent", "5 3 Eve viewer"]);
    let more = ["1 1 20 web 6", "2 2 60 web 4", "3 - 100 web 3", "4 5 40 web 6", "6 3 80 web 7"];
    assert_rows(database, MORE_OF_TICKETS, &more);
    let columns = |row: &Vec<Option<String>>| [0, 1, 3, 4, 6, 7, 8].map(|column: usize| row[column].clone()).to_vec();
    assert_eq!(database.query(TICKETS), tickets.iter().map(columns).collect::<Rows>(), "{:?}", database.kind());
    assert_rows(database, "SELECT ticket_id, label_id FROM ticket_labels ORDER BY 1, 2", &["1 1", "2 3", "4 1"]);
    // Once for the ticket that came while it watched, not for the copies of the tables that were written anew.
    assert_rows(database, "SELECT account_id, opened FROM ticket_counts ORDER BY 1", &["1 0", "2 1"]);
    database.execute(
        "INSERT INTO accounts (name, email) VALUES ('new', 'new@new.example');
         INSERT INTO members (account_id, full_name) VALUES (1, 'new');
         INSERT INTO tickets (account_id, subject) VALUES (1, 'new');
         INSERT INTO messages (ticket_id, body) VALUES (7, 'new');",
    );
    assert_rows(database, "SELECT account_id, opened FROM ticket_counts ORDER BY 1", &["1 1", "2 1"]);
    assert_rows(database, "SELECT id, channel, priority FROM tickets WHERE subject = 'new'", &["7 web 50"]);
    assert_rows(database, "SELECT id, role FROM members WHERE full_name = 'new'", &["7 viewer"]);
    assert_rows(database, "SELECT id FROM messages WHERE body = 'new'", &["6"]);
    assert_rows(database, "SELECT id FROM accounts WHERE name = 'new'", &["5"]);
    keys_hold(database);
}

/// What the keys and checks refuse and do at the head.
fn keys_hold(database: &Database) {
    let refused = [
        "INSERT INTO members (account_id, full_name) VALUES (99, 'nobody');",
        "INSERT INTO members (account_id, full_name) VALUES (1, 'Ann');",
        "INSERT INTO members (account_id, full_name, role) VALUES (1, 'x', 'guest');",
        "INSERT INTO tickets (account_id, subject, priority) VALUES (1, 'x', 101);",
        "INSERT INTO tickets (account_id, subject, channel) VALUES (1, 'x', NULL);",
        "INSERT INTO accounts (name, email) VALUES ('x', 'bills@acme.example');",
    ];
    for statement in refused {
        let foreign_keys = if database.kind() == Kind::Sqlite { "PRAGMA foreign_keys = ON;\n" } else { "" };
        let outcome = database.run_script(&format!("{foreign_keys}{statement}\n"), Mode::Documented);
        assert!(!outcome.success(), "{:?} accepts {statement}", database.kind());
    }
    let pragma = if database.kind() == Kind::Sqlite { "PRAGMA foreign_keys = ON;" } else { "" };
    database.execute(&format!("{pragma} DELETE FROM accounts WHERE name = 'gone';"));
    assert_rows(database, "SELECT count(*) FROM members WHERE account_id = 3", &["0"]);
    assert_rows(database, "SELECT count(*) FROM messages WHERE ticket_id = 4", &["0"]);
    assert_rows(database, "SELECT ticket_id, label_id FROM ticket_labels ORDER BY 1, 2", &["1 1", "2 3"]);
}

/// Down again to where the rows came in, and to nothing.
fn back(project: &Project, database: &Database) {
    let name = database.kind().dialect();
    let header = project.script("downgrade", &format!("head:{SEEDED}"), name);
    let header = header.split_once("Digest").expect("it has a header").0;
    database.execute("UPDATE members SET role = 'billing' WHERE full_name = 'new';");
    // Not the default of 50: what a 20th of it is differs, MariaDB divides with a fraction and rounds.
    database.execute("UPDATE tickets SET priority = 40 WHERE subject = 'new';");
    let (accounts, messages) = (database.query(ACCOUNTS), database.query(MESSAGES));
    for stop in project.stops("downgrade", &format!("head:{SEEDED}"), name) {
        let expected: &[&str] = match stop.state.before.as_str() {
            "fa0b16d4e85c" if database.kind() == Kind::Postgresql => &["archive.tickets 0 -> gone", "labels 4 -> 3"],
            "fa0b16d4e85c" => &["labels 4 -> 3"],
            rows if rows.contains("72d4c05e9ab3") && !stop.state.after.contains("72d4c05e9ab3") => {
                &["messages 4 -> gone"]
            }
            "83e6b1f740c2" => &["ticket_counts 2 -> gone"],
            "38d15f02ac9e" => &["labels 3 -> gone", "ticket_labels 2 -> gone"],
            _ => &[],
        };
        assert_eq!(run(database, &stop), expected, "down from {} on {name}", stop.state.before);
        if stop.state.before == "e9fa05c3d74b" {
            let emptied = "SELECT count(*) FROM members WHERE fax IS NULL AND active = true";
            assert_rows(database, emptied, &["4"]);
        }
    }
    for lost in ["members.fax, members.active", "every tickets.channel", "every row of ticket_counts", "members.role"] {
        assert!(header.contains(lost), "{name} does not announce {lost}:\n{header}");
    }
    assert_rows(database, MEMBERS_BEFORE, &["1 1 Ann admin", "2 1 Bob guest", "3 2 Cleo agent", "7 1 new agent"]);
    assert_rows(database, "SELECT id, priority FROM tickets ORDER BY id", &["1 1", "2 3", "3 5", "6 4", "7 2"]);
    assert_eq!(database.query(ACCOUNTS), accounts, "{name}");
    assert_eq!(database.query(COMMENTS), messages, "{name}");
    database
        .run_script(&project.script("downgrade", &format!("{SEEDED}:base"), name), Mode::Documented)
        .expect_success();
    database.run_script(&project.script("upgrade", "head", name), Mode::Documented).expect_success();
}

#[test]
fn rows_survive_the_whole_history_on_postgresql() {
    servers::postgresql().into_iter().for_each(follow);
}

#[test]
fn rows_survive_the_whole_history_on_mariadb() {
    servers::mariadb().into_iter().for_each(follow);
}

#[test]
fn rows_survive_the_whole_history_on_sqlite() {
    servers::sqlite().into_iter().for_each(follow);
}
