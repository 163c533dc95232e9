//! Campaigns on PostgreSQL: the schema is chosen by an option, constraints are called what the server calls them, and two
//! revisions cannot be taken back.

use super::Place;
use crate::servers::{self, Server};

const A: &str = "00000000-0000-4000-8000-00000000000a";
const B: &str = "00000000-0000-4000-8000-00000000000b";

fn place(server: &'static Server, schema: &str) -> Place {
    let mut place = Place::new("schema-by-option", server).variable("schema", schema);
    place.version_schema = Some("meta".to_owned());
    place
}

/// One row in each table, below one another.
fn fill(place: &Place) {
    place.database.execute(&format!(
        "INSERT INTO cm.production VALUES ('{A}', 'p');
         INSERT INTO cm.campaign (id, parent_id, name, fullname, status) VALUES ('{A}', '{A}', 'c', 'p/c', 'prepared');
         INSERT INTO cm.step (id, parent_id, name, status) VALUES ('{A}', '{A}', 's', 'prepared');
         INSERT INTO cm.\"group\" (id, parent_id, name, status) VALUES ('{A}', '{A}', 'g', 'prepared'), ('{B}', '{A}', 'h', 'ready');
         INSERT INTO cm.job (id, parent_id, status) VALUES ('{A}', '{A}', 'accepted'), ('{B}', '{A}', 'rejected');
         INSERT INTO cm.job_dependency (prereq_id, depend_id) VALUES ('{A}', '{B}');"
    ));
}

#[test]
fn goes_up_and_back_between_the_revisions_that_cannot_be_taken_back() {
    let Some(server) = servers::postgresql() else { return };
    let place = place(server, "cm");
    place.walk("upgrade", "0005", |revision| {
        if revision == "0002" {
            fill(&place);
        }
    });
    assert_eq!(
        place.rows("SELECT message FROM cm.error_type ORDER BY id"),
        ["no file matches {pattern}", "it's gone: %s \\ 100%"]
    );
    place.walk("downgrade", "0005:0002", |_| {});
    place.walk("upgrade", "0002:0008", |_| {});
    assert_eq!(place.rows("SELECT id, metadata FROM cm.job"), [format!("{A}, {{}}")]);
    place.walk("downgrade", "0008:0006", |_| {});
    place.walk("upgrade", "0006:head", |_| {});
    assert_eq!(place.rows("SELECT status FROM cm.\"group\" ORDER BY id"), ["waiting", "ready"]);
    place.walk("downgrade", "head:0009", |_| {});
    for range in ["head:0008", "0006:base", "head:base"] {
        let said = place.run(&["downgrade", range, "--sql"]).expect_err("it cannot be taken back");
        assert!(said.contains("declares itself irreversible"), "{range}: {said}");
    }
    place.go("upgrade", "0009:head");
    place.database.execute("DELETE FROM cm.production;");
    assert_eq!(place.rows("SELECT count(*) FROM cm.job"), ["0"], "what belongs to it goes with it");
}

#[test]
fn steps_are_counted_from_where_the_database_is() {
    let Some(server) = servers::postgresql() else { return };
    let place = place(server, "cm");
    place.go("upgrade", "+1");
    for (command, range, at) in [
        ("upgrade", "0001:+2", "0003"),
        ("downgrade", "0003:-1", "0002"),
        ("upgrade", "0002:+1", "0003"),
        ("downgrade", "0003:base", ""),
    ] {
        place.go(command, range);
        assert_eq!(place.rows("SELECT version_num FROM meta.alembic_version").concat(), at, "{command} {range}");
    }
    assert!(place.facts().is_empty());
}

/// Two installations in one database, each with its schema and its version table.
#[test]
fn installations_do_not_know_of_each_other() {
    let Some(server) = servers::postgresql() else { return };
    let one = place(server, "cm").variable("version_schema", "cm_meta");
    let other =
        Place { database: server.database(), ..place(server, "staging").variable("version_schema", "staging_meta") };
    let script = other.script("upgrade", "0003");
    one.go("upgrade", "head");
    one.database.run_script(&script, crate::servers::Mode::Documented).expect_success();
    assert_eq!(
        one.rows("SELECT a.version_num, b.version_num FROM cm_meta.alembic_version a, staging_meta.alembic_version b"),
        ["0011, 0003"]
    );
    let tables =
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'staging' AND tablename IN ('error_type', 'job_error')";
    assert_eq!(one.rows(tables), ["2"], "they are dropped in the other schema only");
}
