//! `--verify-sql`: its queries say yes where a database is as it should be, and name what is not.

use std::collections::BTreeMap;
use std::fs;

use super::project::Project;
use crate::servers::{self, Database, Mode, Server};

/// The queries of a file by what stands above them.
fn parts(text: &str) -> BTreeMap<String, String> {
    let pieces = text.split("\n-- ").skip(1).filter_map(|piece| piece.split_once('\n'));
    pieces.map(|(when, query)| (when.to_string(), query.trim().to_string())).collect()
}

/// The things that a database does not have as they should be.
fn wrong(database: &Database, query: &str) -> Vec<String> {
    let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let rows = database.query(query);
    assert!(!rows.is_empty(), "a query without rows: {query}");
    let wrong = rows.iter().filter(|row| row.last().is_none_or(|ok| text(ok) != "yes"));
    wrong.map(|row| row.iter().map(text).collect::<Vec<_>>().join(" ")).collect()
}

/// The queries for a way through the sample.
fn queries(command: &str, range: &str, dialect: &str) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("verify.sql");
    Project::sample().script_with(command, range, dialect, &["--verify-sql", file.to_str().expect("a plain path")]);
    parts(&fs::read_to_string(&file).expect("the queries were written"))
}

/// The revision of a script of one, as its first line says.
fn revision<'s>(script: &'s str, command: &str) -> &'s str {
    let range = script.split_once(&format!("sqlgen {command} ")).and_then(|(_, rest)| rest.split_once(' '));
    let (from, to) = range.and_then(|(range, _)| range.split_once(':')).expect("a range");
    if command == "upgrade" { to } else { from }
}

/// What somebody has changed by hand is named.
fn spoil(database: &Database, query: &str) {
    let (drop, make) = ("DROP VIEW open_tickets", "CREATE VIEW open_tickets AS SELECT 1 AS one");
    database.execute(drop);
    assert_eq!(wrong(database, query), ["view open_tickets . yes - NO"]);
    database.execute(make);
    assert_eq!(wrong(database, query), [""; 0]);
}

/// The query at the end of a script.
fn verdict(script: &str) -> String {
    let (_, rest) = script.split_once("\n-- verification").expect("a script says whether it is verified");
    let (_, query) = rest.split_once('\n').expect("a query");
    query.split("\n\n").next().unwrap_or_default().to_string()
}

/// The last line of every script says that all is as expected, or what is not.
fn say(server: &'static Server) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let database = server.database();
    let script = project.script("upgrade", "head", name);
    let outcome = database.run_script(&script, Mode::Documented);
    let said = outcome.expect_success().stdout;
    assert!(said.contains("verified: "), "{name}: {said}");
    let query = verdict(&script);
    let said = || database.query(&query).concat().into_iter().flatten().collect::<String>();
    assert!(said().starts_with("verified: "), "{name}: {}", said());
    for (spoil, expected) in [
        ("CREATE TABLE by_hand (id integer);", "verified: "),
        ("ALTER TABLE tickets ADD COLUMN by_hand integer;", "verified: "),
        ("DROP VIEW open_tickets;", "NOT AS EXPECTED: view open_tickets: yes"),
        ("ALTER TABLE labels RENAME COLUMN colour TO hue;", "NOT AS EXPECTED: column labels: "),
    ] {
        database.execute(spoil);
        assert!(said().starts_with(expected), "{name}: {spoil} {}", said());
    }
    let database = server.database();
    for (command, range) in [("upgrade", "head"), ("downgrade", "head:base")] {
        let outcome = database.run_script(&project.script(command, range, name), Mode::Documented);
        let said = outcome.expect_success().stdout;
        assert!(said.contains("verified: "), "{name}: {said}");
    }
    let query = verdict(&project.script("downgrade", "head:base", name));
    database.execute("CREATE TABLE labels (id integer);");
    let said = database.query(&query).concat().into_iter().flatten().collect::<String>();
    assert_eq!(said, "NOT AS EXPECTED: table labels: gone", "{name}");
}

#[test]
fn scripts_say_at_their_end_whether_all_is_as_expected() {
    servers::all().into_iter().for_each(say);
}

fn answer(server: &'static Server) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let database = server.database();
    for (command, range, stops, done) in
        [("upgrade", "head", "heads", "after "), ("downgrade", "head:base", "base", "after taking back ")]
    {
        let queries = queries(command, range, name);
        let mut changed = 0;
        assert_eq!(wrong(&database, &queries["before the script"]), [""; 0], "{command} on {name}");
        assert!(
            !wrong(&database, &queries["after the script"]).is_empty(),
            "{command} on {name}: nothing would be done"
        );
        for stop in &project.stops(command, stops, name) {
            let id = revision(&stop.script, command);
            let query = queries.iter().find(|(when, _)| when.starts_with(&format!("{done}{id}")));
            let before = query.map(|(_, query)| wrong(&database, query));
            database.run_script(&stop.script, Mode::Documented).expect_success();
            if let (Some((when, query)), Some(before)) = (query, before) {
                assert_eq!(wrong(&database, query), [""; 0], "{when}, on {name}");
                changed += usize::from(!before.is_empty());
            }
        }
        // The others change rows, comments and texts.
        assert!(changed >= 7, "{command} on {name}: only {changed} revisions are seen");
        assert_eq!(wrong(&database, &queries["after the script"]), [""; 0], "{command} on {name}");
        assert!(!wrong(&database, &queries["before the script"]).is_empty(), "{command} on {name}");
        if command == "upgrade" {
            spoil(&database, &queries["after the script"]);
        }
    }
}

#[test]
fn postgresql_is_asked_whether_it_is_as_it_should_be() {
    servers::postgresql().into_iter().for_each(answer);
}

#[test]
fn mariadb_is_asked_whether_it_is_as_it_should_be() {
    servers::mariadb().into_iter().for_each(answer);
}

#[test]
fn sqlite_is_asked_whether_it_is_as_it_should_be() {
    servers::sqlite().into_iter().for_each(answer);
}
