//! Scripts that leave out what a database has: from everywhere, several times, with branches, up and down.

use crate::catalog;
use crate::sample::picture::{lines, version};
use crate::sample::project::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

/// Two branches, one of which needs something of the other, and a merge.
const BRANCHES: &[&str] = &[
    "revision: a\ndown_revision: null\nmessage: roots\nupgrade: [create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}, {name: found, type: varchar(40)}]}]",
    "revision: b1\ndown_revision: a\nbranch_labels: [left]\nmessage: left\nupgrade: [add_column: {table: t, column: {name: left_one, type: integer}}, insert: {table: t, values: {id: 1, found: \"it's; $sqlgen$ $$\"}}]",
    "revision: c1\ndown_revision: a\nbranch_labels: [right]\nmessage: right\nupgrade: [create_table: {name: u, columns: [{name: id, type: integer, primary_key: true}]}]",
    "revision: b2\ndown_revision: b1\nmessage: left again\nupgrade: [drop_column: {table: t, column: left_one}, {create_view: {name: v, query: SELECT id FROM t}, comment: \"ends $sqlgen$; here $$ and // END\"}]",
    "revision: c2\ndown_revision: c1\ndepends_on: b1\nmessage: right again\nupgrade: [update: {table: t, set: {found: x}, where: id = 1}]\ndowngrade: [update: {table: t, set: {found: y}, where: id = 1}]",
    "revision: m\ndown_revision: [b2, c2]\nmessage: both\nupgrade: [rename_table: {name: u, to: w}]",
];

/// Every place that a database may be at.
const PLACES: &[&str] = &["base", "a", "b1", "c1", "b1,c1", "b2", "b2,c1", "c2", "b2,c2", "m"];

struct Ways {
    dialect: &'static str,
    options: &'static [&'static [&'static str]],
}

fn ways(kind: Kind) -> Ways {
    let options: &[&[&str]] = match kind {
        Kind::Postgresql => &[
            &[],
            &["--client", "plain"],
            &["--transaction", "single"],
            &["--transaction", "none"],
            &["--on-error", "exit"],
        ],
        Kind::Mariadb => &[&[], &["--on-error", "exit"], &["--on-error", "fence"]],
        Kind::Sqlite => &[],
    };
    Ways { dialect: kind.dialect(), options }
}

/// Every way of running a script under the usual rules; the extremes under the others.
fn modes(options: &[&str]) -> &'static [Mode] {
    const ALL: &[Mode] = &[Mode::Forced, Mode::Documented, Mode::Piped, Mode::Sourced];
    if options.is_empty() { ALL } else { &ALL[..1] }
}

/// A database at a place, by guarded scripts.
fn database_at(server: &'static Server, project: &Project, place: &str) -> Database {
    let database = server.database();
    if place != "base" {
        let targets: Vec<&str> = place.split(',').collect();
        for (at, target) in targets.iter().enumerate() {
            let start = version(&database);
            assert_eq!(at == 0, start == "base");
            let script = project.script("upgrade", &format!("{start}:{target}"), server.kind().dialect());
            database.run_script(&script, Mode::Documented).expect_success();
        }
    }
    database
}

#[test]
fn up_from_everywhere_and_again() {
    let project = Project::written(BRANCHES);
    for server in servers::all() {
        let ways = ways(server.kind());
        for options in ways.options {
            let mut all = vec!["--mode", "idempotent"];
            all.extend(*options);
            let script = project.script_with("upgrade", "heads", ways.dialect, &all);
            let wanted = database_at(server, &project, "m");
            // The usual way from everywhere, the others from a few places.
            let step = if options.is_empty() { 1 } else { 7 };
            for place in PLACES.iter().step_by(step) {
                let database = database_at(server, &project, place);
                for run in 0..if options.is_empty() { 5 } else { 2 } {
                    let outcome = database.run_script(&script, Mode::Documented);
                    assert!(outcome.success(), "{:?} {options:?} from {place}, run {run}: {outcome:?}", server.kind());
                    assert_eq!(version(&database), "m", "{options:?} from {place}");
                    assert_eq!(lines(&database), lines(&wanted), "{:?} {options:?} from {place}", server.kind());
                    assert_eq!(database.query("SELECT found FROM t"), wanted.query("SELECT found FROM t"));
                }
            }
        }
    }
}

#[test]
fn down_from_everywhere_and_again() {
    let project = Project::written(BRANCHES);
    for server in servers::all() {
        let ways = ways(server.kind());
        for options in ways.options {
            let mut all = vec!["--mode", "idempotent"];
            all.extend(*options);
            if !options.is_empty() && !options.contains(&"plain") {
                continue;
            }
            let ranges = [("m:base", "base"), ("m:b1,base", "b1")];
            for (range, ends) in ranges {
                let script = project.script_with("downgrade", range, ways.dialect, &all);
                let wanted = lines(&database_at(server, &project, ends));
                let apart = |place: &&&str| ends == "b1" && ["base", "a", "c1"].contains(*place);
                for place in PLACES.iter().filter(|place| !apart(place)) {
                    let database = database_at(server, &project, place);
                    for run in 0..2 {
                        let outcome = database.run_script(&script, Mode::Documented);
                        assert!(
                            outcome.success(),
                            "{:?} {options:?} from {place}, run {run}: {outcome:?}",
                            server.kind()
                        );
                        assert_eq!(version(&database), ends, "{options:?} from {place}");
                        assert_eq!(lines(&database), wanted, "{:?} {options:?} from {place}", server.kind());
                    }
                }
            }
        }
    }
}

#[test]
fn a_strange_place_or_one_before_the_start_is_refused_in_every_way_of_running() {
    let project = Project::written(BRANCHES);
    let shorter = Project::written(&BRANCHES[..3]);
    for server in servers::all() {
        let ways = ways(server.kind());
        for options in ways.options {
            let mut all = vec!["--mode", "idempotent"];
            all.extend(*options);
            let cases = [
                (shorter.script_with("upgrade", "heads", ways.dialect, &all), "b2", "b2"),
                (project.script_with("upgrade", "b1,c1:heads", ways.dialect, &all), "b1", "b1"),
                (project.script_with("downgrade", "b1:base", ways.dialect, &all), "m", "needs"),
            ];
            for (script, place, words) in cases {
                for mode in modes(options) {
                    let database = database_at(server, &project, place);
                    let before = (lines(&database), version(&database));
                    let outcome = database.run_script(&script, *mode);
                    let said = format!("{}{}", outcome.stdout, outcome.stderr);
                    assert!(said.contains(words), "{:?} {options:?} {mode:?} at {place}: {said}", server.kind());
                    assert_eq!(
                        (lines(&database), version(&database)),
                        before,
                        "{:?} {options:?} {mode:?}",
                        server.kind()
                    );
                }
            }
        }
    }
}

#[test]
fn what_follows_a_failure_is_left_alone() {
    let failing: &[&str] = &[
        BRANCHES[0],
        "revision: b\ndown_revision: a\nmessage: fails\nupgrade: [create_table: {name: made, columns: [{name: id, type: integer}]}, sql: INSERT INTO missing VALUES (1)]\ndowngrade: [drop_table: {name: made}]",
        "revision: c\ndown_revision: b\nmessage: never\nupgrade: [create_table: {name: never, columns: [{name: id, type: integer}]}]",
    ];
    let project = Project::written(failing);
    for server in servers::all() {
        let ways = ways(server.kind());
        for options in ways.options.iter().filter(|options| !options.contains(&"exit")) {
            let mut all = vec!["--mode", "idempotent"];
            all.extend(*options);
            let script = project.script_with("upgrade", "head", ways.dialect, &all);
            for mode in modes(options) {
                let database = server.database();
                let outcome = database.run_script(&script, *mode);
                let facts = catalog::read(&database);
                assert!(!facts.tables.contains_key("never"), "{:?} {options:?} {mode:?}: {outcome:?}", server.kind());
                let at = if options.contains(&"single") { "base" } else { "a" };
                assert_eq!(version(&database), at, "{:?} {options:?} {mode:?}: {outcome:?}", server.kind());
            }
        }
    }
}
