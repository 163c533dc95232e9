//! Two scripts at once: one gets through, the other one waits, and then refuses or gives up.

use super::picture::{lines, version};
use super::project::Project;
use crate::servers::{self, Kind, Mode, Outcome, Server};

/// Both start at base; how the two get into each other's way is up to the machine.
fn both_at_once(server: &'static Server) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let script = project.script("upgrade", "head", name);
    let alone = server.database();
    alone.run_script(&script, Mode::Documented).expect_success();
    let database = server.database();
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let run = || database.run_script(&script, Mode::Documented);
        let handles = [scope.spawn(run), scope.spawn(run)];
        handles.into_iter().map(|handle| handle.join().expect("the client was started")).collect()
    });
    let (winners, losers): (Vec<&Outcome>, Vec<&Outcome>) = outcomes.iter().partition(|outcome| outcome.success());
    assert_eq!((winners.len(), losers.len()), (1, 1), "{name}: {outcomes:?}");
    assert!(winners[0].stdout.contains("done: base -> fa0b16d4e85c"), "{name}: {}", winners[0].stdout);
    assert!(!losers[0].stdout.contains("done: "), "{name}: {}", losers[0].stdout);
    assert_eq!(version(&database), "fa0b16d4e85c");
    assert_eq!(lines(&database), lines(&alone), "{name}");
}

#[test]
fn of_two_scripts_at_once_one_gets_through() {
    servers::all().into_iter().for_each(both_at_once);
}

/// Somebody else holds what scripts take, for longer than they wait.
fn held_up(server: &'static Server) {
    let project = Project::sample();
    let database = server.database();
    let (lock, words) = match server.kind() {
        Kind::Postgresql => {
            ("SELECT pg_advisory_lock(hashtext('public.alembic_version'));", "another script is running")
        }
        Kind::Mariadb => {
            ("SELECT GET_LOCK(CONCAT('alembic_version in ', DATABASE()), 0);", "another script is running")
        }
        Kind::Sqlite => ("BEGIN IMMEDIATE;", "database is locked"),
    };
    let script = project.script("upgrade", "head", server.kind().dialect());
    let held = database.hold(lock);
    database.run_script(&script, Mode::Documented).expect_failure(words);
    drop(held);
    assert_eq!(version(&database), "base");
    assert!(lines(&database).is_empty());
    database.run_script(&script, Mode::Documented).expect_success();
}

#[test]
fn a_script_gives_up_when_another_one_does_not_end() {
    std::thread::scope(|scope| {
        for server in servers::all() {
            scope.spawn(move || held_up(server));
        }
    });
}

#[test]
fn a_session_that_was_refused_at_its_prompt_is_in_nobodys_way() {
    let Some(server) = servers::postgresql() else { return };
    let project = Project::sample();
    let database = server.database();
    let wrong = project.script("upgrade", "5c3a81e7f046:b6c7d2f0a418", "postgresql");
    // As far as a person comes who includes it and stays: the client goes back to its prompt at the first error.
    let (refused, _) = wrong.split_once("\nBEGIN;").expect("a block begins");
    let held = database.hold(&refused.replace("\\set ON_ERROR_STOP on\n", ""));
    let right = project.script("upgrade", "head", "postgresql");
    database.run_script(&right, Mode::Documented).expect_success();
    drop(held);
}
