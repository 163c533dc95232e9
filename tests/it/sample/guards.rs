//! Scripts on databases that they are not for, in every way of running them: nothing may change.

use super::picture::{picture, version};
use super::project::Project;
use crate::servers::{self, Database, Kind, Mode, Outcome, Server};

const MODES: [Mode; 3] = [Mode::Documented, Mode::Sourced, Mode::Forced];
const UP: &str = "5c3a81e7f046:b6c7d2f0a418";
const DOWN: &str = "b6c7d2f0a418:5c3a81e7f046";
const TWO_HEADS: &str = "72d4c05e9ab3,94a0f7d25e6b";

/// A database that scripts have brought to a place.
fn at(server: &'static Server, project: &Project, place: &str) -> Database {
    let database = server.database();
    if place != "base" {
        let script = project.script("upgrade", place, server.kind().dialect());
        database.run_script(&script, Mode::Documented).expect_success();
        assert_eq!(version(&database), place, "{:?}", server.kind());
    }
    database
}

/// The words of a refusal: where the script starts, and where the database is.
#[track_caller]
fn assert_refused(outcome: &Outcome, mode: Mode, kind: Kind, words: &[&str]) {
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    for word in words {
        assert!(said.contains(word), "{kind:?} {mode:?}: not a word of {word}:\n{said}");
    }
    let done = said.lines().any(|line| line.trim_start().starts_with("done: "));
    assert!(!done, "{kind:?} {mode:?}: it says that all went well:\n{said}");
    assert!(mode != Mode::Documented || !outcome.success(), "{kind:?}: the client does not report it\n{said}");
}

/// A script, and the places where it starts and ends.
struct Misplaced {
    script: String,
    start: &'static str,
    end: &'static str,
}

/// Runs scripts in every way; nothing may change.
fn refuse(database: &Database, scripts: &[Misplaced]) {
    let before = picture(database);
    let found = version(database);
    for Misplaced { script, start, end } in scripts {
        for mode in MODES {
            let outcome = database.run_script(script, mode);
            let missing = !before.rows.contains_key("alembic_version");
            let words: &[&str] = match database.kind() {
                Kind::Mariadb if missing => &[start],
                _ if *end == found => &[start, &found, "has run already"],
                _ => &[start, &found, &format!("{found}:{end} --sql")],
            };
            assert_refused(&outcome, mode, database.kind(), words);
            assert!(
                picture(database) == before,
                "{:?} {mode:?} from {start} at {found}: something changed",
                database.kind()
            );
        }
    }
}

/// The scripts that a database in the wrong place might be given.
fn scripts(project: &Project, dialect: &str, place: &str) -> Vec<Misplaced> {
    let all = [
        ("upgrade", "head", "base", "fa0b16d4e85c"),
        ("upgrade", UP, "5c3a81e7f046", "b6c7d2f0a418"),
        ("upgrade", "38d15f02ac9e:4be907d63f15", "38d15f02ac9e", "4be907d63f15"),
        ("upgrade", "72d4c05e9ab3,94a0f7d25e6b:head", TWO_HEADS, "fa0b16d4e85c"),
        ("downgrade", DOWN, "b6c7d2f0a418", "5c3a81e7f046"),
        ("downgrade", "base", "fa0b16d4e85c", "base"),
        ("downgrade", "4be907d63f15:38d15f02ac9e", "4be907d63f15", "38d15f02ac9e"),
        ("stamp", "5c3a81e7f046:72d4c05e9ab3", "5c3a81e7f046", "72d4c05e9ab3"),
        ("stamp", "head", "base", "fa0b16d4e85c"),
    ];
    let wrong = all.into_iter().filter(|(_, _, start, _)| *start != place);
    let misplaced =
        |(command, range, start, end)| Misplaced { script: project.script(command, range, dialect), start, end };
    wrong.map(misplaced).collect()
}

fn wrong_places(server: &'static Server) {
    let project = Project::sample();
    for place in ["base", "2a7be4c815d0", TWO_HEADS, "fa0b16d4e85c"] {
        let database = at(server, &project, place);
        refuse(&database, &scripts(&project, server.kind().dialect(), place));
    }
}

#[test]
fn postgresql_is_left_alone_at_the_wrong_revision() {
    servers::postgresql().into_iter().for_each(wrong_places);
}

#[test]
fn mariadb_is_left_alone_at_the_wrong_revision() {
    servers::mariadb().into_iter().for_each(wrong_places);
}

#[test]
fn sqlite_is_left_alone_at_the_wrong_revision() {
    servers::sqlite().into_iter().for_each(wrong_places);
}
