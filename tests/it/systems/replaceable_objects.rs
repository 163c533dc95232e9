//! A school on PostgreSQL: a function and those who call it, views over tables that change, and a note of every step.

use super::Place;
use crate::servers::{self, Mode};

const BODY: &str = "SELECT prosrc FROM pg_proc WHERE proname = 'tell_of_change'";

/// What the build script has made, in an environment.
fn place(environment: &str) -> Option<Place> {
    let place = Place::new("replaceable-objects", servers::postgresql()?).environment(environment);
    place.database.execute(&place.text("application.sql"));
    Some(place)
}

fn at_on_the_way_up(place: &Place, revision: &str) {
    match revision {
        "3df80c14" => place.database.execute("UPDATE enrolment SET status = 'done' WHERE id = 1; UPDATE course SET usual_status = 'applied' WHERE id = 2;"),
        "60a4d7f8" => assert_eq!(place.rows("SELECT * FROM honours"), ["ada@example.org, 1"]),
        "71c5e2a9" => assert_eq!(place.rows("SELECT active FROM \"user\" ORDER BY id"), ["t", "f"]),
        "93e7a4cb" => {
            assert_eq!(place.rows("SELECT status FROM enrolment ORDER BY id"), ["done", "waiting"]);
            assert_eq!(place.rows("SELECT usual_status FROM course ORDER BY id"), ["NULL", "waiting"]);
            place.database.execute("UPDATE enrolment SET status = 'left' WHERE id = 2;");
        }
        "a4f8b5dc" => {
            let titles = place.rows("SELECT title FROM course WHERE id > 900 ORDER BY id");
            assert_eq!(titles, ["How to study: {week} by {{ week }}", "It's 100% \\ \"practical\""]);
        }
        _ => {}
    }
}

#[test]
fn objects_step_aside_and_come_back_with_every_step_noted() {
    let Some(place) = place("local") else { return };
    let before = place.facts();
    place.walk("upgrade", "head", |revision| at_on_the_way_up(&place, revision));
    place.walk("downgrade", "head:base", |revision| match revision {
        "82d6f3ba" => assert_eq!(place.rows("SELECT status FROM enrolment ORDER BY id"), ["done", "done"]),
        "60a4d7f8" => assert_eq!(place.rows("SELECT active FROM \"user\" ORDER BY id"), ["Y", "N"]),
        _ => {}
    });
    assert_eq!(place.taken_back(place.facts()), place.taken_back(before));
    let notes =
        place.rows("SELECT revision, note FROM revision_audit WHERE revision IN ('2c91e6b3', '1b0d5a72') ORDER BY id");
    let wanted = [
        "1b0d5a72, what the server has to have",
        "2c91e6b3, changes are told: the function first, then who calls it",
        "2c91e6b3, taken back from 2c91e6b3 to 1b0d5a72",
        "1b0d5a72, taken back from 1b0d5a72 to base",
    ];
    assert_eq!(notes, wanted);
    assert_eq!(place.rows("SELECT count(*) FROM revision_audit"), ["22"]);
    place.go("upgrade", "head");
    place.go("downgrade", "head:-2");
    place.go("upgrade", "head-2:head");
}

/// The body that was replaced is the one that comes back, byte for byte.
#[test]
fn a_replaced_function_comes_back_as_it_was() {
    let Some(place) = place("local") else { return };
    place.go("upgrade", "71c5e2a9");
    let first = place.rows(BODY);
    assert!(first[0].contains("nobody is told: % of \"%\" {\"id\": %}"), "{first:?}");
    place.go("upgrade", "71c5e2a9:+1");
    assert!(place.rows(BODY)[0].contains("json_build_object"));
    place.go("downgrade", "82d6f3ba:-1");
    assert_eq!(place.rows(BODY), first);
    place.database.execute("UPDATE enrolment SET grade = 100 WHERE id = 2;");
}

/// The other body is for servers with a program to call; its text is exact, and without a name there is no script.
#[test]
fn the_environment_has_to_be_named() {
    let Some(place) = place("prod") else { return };
    let script = place.script("upgrade", "base:82d6f3ba");
    let wanted = [
        "'{\"table\": \"' || TG_TABLE_NAME || '\", \"at\": \"' || now()::text || '\", \"why\": \"it''s new\"}'",
        "'school-prod-changes:live'",
        "$${\"quote\": \"it's\", \"path\": \"a::b\"}$$",
        "CREATE EXTENSION aws_lambda",
    ];
    for text in wanted {
        assert!(script.contains(text), "{text}\n{script}");
    }
    let nobody = Place::new("replaceable-objects", place.server);
    let said = nobody.run(&["upgrade", "head", "--sql"]).expect_err("which environment is not said");
    assert!(said.contains("environment") && !said.contains("None"), "{said}");
}

/// Without the tables that the history starts from nothing is done, and all that are missing are named.
#[test]
fn a_script_needs_its_baseline() {
    let Some(place) = place("local") else { return };
    for mode in ["guarded", "idempotent"] {
        let script = place.run(&["upgrade", "head", "--sql", "--mode", mode]).unwrap_or_else(|said| panic!("{said}"));
        let database = place.server.database();
        database.execute("CREATE TABLE course (id integer);");
        let missing = "sqlgen: tables of the baseline are missing: badge, enrolment, revision_audit, \"user\"";
        database.run_script(&script, Mode::Documented).expect_failure(missing);
        assert_eq!(crate::catalog::read(&database).tables.len(), if mode == "guarded" { 1 } else { 2 });
    }
}
