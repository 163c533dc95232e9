//! Step by step and whole: after each step the server's catalog is that of a database built directly from ours.

use super::picture::picture;
use super::project::Project;
use super::{built, facts};
use crate::catalog::assert_same;
use crate::servers::{self, Mode, Server};

fn up_and_down(server: &'static Server) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let database = server.database();
    let ups = project.stops("upgrade", "heads", name);
    assert_eq!(ups.len(), 15, "the whole sample");
    for stop in &ups {
        database.run_script(&stop.script, Mode::Documented).expect_success();
        let label = format!("up to {} on {name}", stop.state.after);
        assert_same(&label, &facts(&database), "built directly", &built(server, &stop.state));
    }
    let whole = server.database();
    let script = project.script("upgrade", "head", name);
    whole.run_script(&script, Mode::Documented).expect_success();
    assert_same("whole", &facts(&whole), "step by step", &facts(&database));
    for stop in &project.stops("downgrade", "base", name) {
        database.run_script(&stop.script, Mode::Documented).expect_success();
        let label = format!("down to {} on {name}", stop.state.after);
        let [found, wanted] =
            [facts(&database), built(server, &stop.state)].map(|facts| facts.taken_back(server.kind()));
        assert_same(&label, &found, "built directly", &wanted);
    }
    assert!(facts(&database).is_empty());
    database.run_script(&script, Mode::Documented).expect_success();
    assert_same("again", &facts(&database), "whole", &facts(&whole));
    whole.run_script(&project.script("downgrade", "base", name), Mode::Documented).expect_success();
    assert!(facts(&whole).is_empty());
}

#[test]
fn postgresql_goes_up_and_down() {
    servers::postgresql().into_iter().for_each(up_and_down);
}

#[test]
fn mariadb_goes_up_and_down() {
    servers::mariadb().into_iter().for_each(up_and_down);
}

#[test]
fn sqlite_goes_up_and_down() {
    servers::sqlite().into_iter().for_each(up_and_down);
}

/// A program's own connection, without the shell: it stops at the first error by itself.
#[test]
fn sqlite_scripts_run_inside_a_program() {
    let Some(server) = servers::sqlite() else { return };
    let project = Project::sample();
    let [database, usual] = [server.database(), server.database()];
    let (up, down) = (project.script("upgrade", "head", "sqlite"), project.script("downgrade", "base", "sqlite"));
    usual.run_script(&up, Mode::Documented).expect_success();
    for _ in 0..2 {
        database.run_in_process(&up).expect("it goes up");
        assert_eq!(picture(&database), picture(&usual));
        let refused = database.run_in_process(&up).expect_err("it is there already");
        assert!(refused.contains("sqlgen: the database is not at base, nothing was changed"), "{refused}");
        assert_eq!(picture(&database), picture(&usual));
        database.run_in_process(&down).expect("it goes down");
        assert!(facts(&database).is_empty());
    }
}
