//! From every place of a set to every other: guarded and bare scripts of ranges, and stamps.

use std::collections::BTreeMap;

use super::picture::{Picture, lines, picture, version};
use super::project::Project;
use crate::servers::{self, Database, Mode, Server};

/// Places in the order of the history; the third one has two heads.
const PLACES: [&str; 5] = ["base", "4be907d63f15", "72d4c05e9ab3,94a0f7d25e6b", "d8e9f4b2c63a", "fa0b16d4e85c"];

/// The ranges that lead from one place to a later or an earlier one, as somebody would type them.
fn way(from: usize, to: usize) -> (&'static str, String) {
    let start = PLACES[from];
    match (from < to, to) {
        (true, 4) => ("upgrade", format!("{start}:head")),
        (true, _) => ("upgrade", format!("{start}:{}", PLACES[to])),
        // One of the two parents of the merge: the other one stays.
        (false, 2) => ("downgrade", format!("{start}:72d4c05e9ab3")),
        (false, _) if from == 4 => ("downgrade", PLACES[to].to_owned()),
        (false, _) => ("downgrade", format!("{start}:{}", PLACES[to])),
    }
}

/// The facts in no order: columns that come back stand at the end.
fn sorted(database: &Database) -> Vec<String> {
    let mut lines = lines(database);
    lines.sort();
    lines
}

fn everywhere(server: &'static Server, options: &[&str]) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let database = server.database();
    let mut seen: BTreeMap<usize, Vec<String>> = BTreeMap::from([(0, Vec::new())]);
    for start in 0..PLACES.len() {
        for end in (0..PLACES.len()).filter(|end| *end > start) {
            // There and back: every pair in both directions, from a database that has been elsewhere before.
            for (from, to) in [(start, end), (end, start)] {
                let (command, range) = way(from, to);
                let script = project.script_with(command, &range, name, options);
                database.run_script(&script, Mode::Documented).expect_success();
                assert_eq!(version(&database), PLACES[to], "{name}: {command} {range}");
                let found = sorted(&database);
                let known = seen.entry(to).or_insert_with(|| found.clone());
                assert_eq!(found, *known, "{name}: {command} {range} {options:?}");
            }
        }
        if start + 1 < PLACES.len() {
            let (command, range) = way(start, start + 1);
            let script = project.script_with(command, &range, name, options);
            database.run_script(&script, Mode::Documented).expect_success();
        }
    }
}

#[test]
fn postgresql_goes_from_everywhere_to_everywhere() {
    servers::postgresql().into_iter().for_each(|server| everywhere(server, &[]));
}

#[test]
fn mariadb_goes_from_everywhere_to_everywhere() {
    servers::mariadb().into_iter().for_each(|server| everywhere(server, &[]));
}

#[test]
fn sqlite_goes_from_everywhere_to_everywhere() {
    servers::sqlite().into_iter().for_each(|server| everywhere(server, &[]));
}

/// A bare script needs a version table and does not look at it.
fn bare(server: &'static Server) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let [guarded, database] = [server.database(), server.database()];
    guarded.run_script(&project.script("upgrade", "head", name), Mode::Documented).expect_success();
    let up = project.script_with("upgrade", "head", name, &["--mode", "bare"]);
    let table = project.run(&["ensure_version", "--sql", "--dialect", name]).expect("it prints");
    for mode in [Mode::Documented, Mode::Sourced, Mode::Forced] {
        database.run_script(&table, Mode::Documented).expect_success();
        database.run_script(&up, mode).expect_success();
        assert_eq!(picture(&database), picture(&guarded), "{name} {mode:?}");
        let down = project.script_with("downgrade", "base", name, &["--mode", "bare"]);
        database.run_script(&down, mode).expect_success();
        assert_eq!(version(&database), "base", "{name} {mode:?}");
        assert!(lines(&database).is_empty(), "{name} {mode:?}");
    }
}

#[test]
fn bare_scripts_do_the_same() {
    servers::all().into_iter().for_each(bare);
}

/// Stamps move version rows and nothing else.
fn stamps(server: &'static Server) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let database = server.database();
    database.run_script(&project.script("upgrade", "d8e9f4b2c63a", name), Mode::Documented).expect_success();
    let rest = |picture: Picture| {
        let mut picture = picture;
        picture.rows.remove("alembic_version");
        picture
    };
    let before = rest(picture(&database));
    let tour = [3, 0, 4, 1, 2, 4, 2, 1, 3, 2, 0, 2, 3];
    for pair in tour.windows(2) {
        let to = PLACES[pair[1]].split(',').map(str::to_owned);
        let mut arguments = vec!["stamp".to_owned(), "--sql".to_owned(), "--dialect".to_owned(), name.to_owned()];
        arguments.extend(to.map(|to| format!("{}:{to}", PLACES[pair[0]])));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let script = project.run(&arguments).unwrap_or_else(|said| panic!("{arguments:?}\n{said}"));
        database.run_script(&script, Mode::Documented).expect_success();
        assert_eq!(version(&database), PLACES[pair[1]], "{name}: {arguments:?}");
        assert_eq!(rest(picture(&database)), before, "{name}: {arguments:?}");
        database.run_script(&script, Mode::Documented).expect_failure(PLACES[pair[0]]);
        assert_eq!(version(&database), PLACES[pair[1]], "{name}: {arguments:?} again");
    }
}

#[test]
fn stamps_move_the_version_rows_only() {
    servers::all().into_iter().for_each(stamps);
}
