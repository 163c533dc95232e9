//! Receipts on real servers: one behind each version row, with exact texts, and none for what was undone.

use crate::sample::picture::version;
use crate::sample::project::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

const SETTINGS: &str =
    "receipt: {table: changes, columns: {what: revision, note: message, way: direction, old: from, new: to}}\n";

const LOG: &str = "create_table: {name: changes, columns: [{name: what, type: varchar(40), nullable: false}, {name: note, type: varchar(200), nullable: false}, {name: way, type: varchar(10)}, {name: old, type: varchar(99)}, {name: new, type: varchar(99)}]}";

const NOTE: &str = "it's a \\\\ \\\"test\\\": 100% {{ x }}";

fn project(server: &Server, settings: &str, revisions: &[(&str, &str, &str, &str)]) -> Project {
    let dialect = server.kind().dialect();
    let mut files = vec![("sqlgen.yaml".to_owned(), format!("dialect: {dialect}\n{settings}"))];
    for (id, down, message, operations) in revisions {
        let text = format!("revision: {id}\ndown_revision: {down}\nmessage: \"{message}\"\nupgrade: [{operations}]\n");
        files.push((format!("revisions/{id}.yaml"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Project::of(&files)
}

fn rows(database: &Database, query: &str) -> Vec<String> {
    let value = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
    let rows = database.query(query).into_iter();
    rows.map(|row| row.into_iter().map(value).collect::<Vec<_>>().join("; ")).collect()
}

#[track_caller]
fn go(project: &Project, database: &Database, command: &str, range: &str) {
    let script = project.script(command, range, database.kind().dialect());
    database.run_script(&script, Mode::Documented).expect_success();
}

#[test]
fn every_step_leaves_a_row_over_branches_and_back() {
    for server in servers::all() {
        let revisions = [
            ("a", "null", NOTE, format!("{{{LOG}}}")),
            ("b", "a", "left", String::new()),
            ("c", "a", "right", String::new()),
            ("m", "[b, c]", "both", String::new()),
        ];
        let revisions: Vec<_> =
            revisions.iter().map(|(id, down, note, list)| (*id, *down, *note, list.as_str())).collect();
        let project = project(server, SETTINGS, &revisions);
        let database = server.database();
        go(&project, &database, "upgrade", "head");
        go(&project, &database, "downgrade", "m:b,c");
        go(&project, &database, "stamp", "b,c:m");
        let found = rows(&database, "SELECT what, way, old, new FROM changes ORDER BY what, way");
        let wanted = [
            "a; upgrade; base; a",
            "b; upgrade; a; b",
            "c; upgrade; b; b,c",
            "m; downgrade; m; b,c",
            "m; stamp; b,c; m",
            "m; upgrade; b,c; m",
        ];
        let either = [
            "a; upgrade; base; a",
            "b; upgrade; c; b,c",
            "c; upgrade; a; c",
            "m; downgrade; m; b,c",
            "m; stamp; b,c; m",
            "m; upgrade; b,c; m",
        ];
        assert!(found == wanted || found == either, "{:?}: {found:?}", server.kind());
        let note = rows(&database, "SELECT note FROM changes WHERE what = 'a'");
        assert_eq!(note, ["it's a \\ \"test\": 100% {{ x }}"], "{:?}", server.kind());
        // The step that drops the table has nowhere to write to.
        go(&project, &database, "downgrade", "head:base");
        assert_eq!(version(&database), "base");
    }
}

#[test]
fn a_receipt_that_cannot_be_written_undoes_its_revision() {
    for server in [servers::postgresql(), servers::sqlite()].into_iter().flatten() {
        let table = "{create_table: {name: t, columns: [{name: id, type: integer}]}}";
        let settings = "receipt: {upgrade: \"INSERT INTO audit (what) VALUES ({{ revision | literal }})\"}\n";
        let project = project(server, settings, &[("a", "null", "", ""), ("b", "a", "", table)]);
        let database = server.database();
        database.execute("CREATE TABLE audit (what varchar(1) CHECK (what <> 'b'));");
        let script = project.script("upgrade", "head", server.kind().dialect());
        let outcome = database.run_script(&script, Mode::Documented);
        assert!(!outcome.success(), "{outcome:?}");
        assert_eq!(
            (version(&database).as_str(), rows(&database, "SELECT what FROM audit")),
            ("a", vec!["a".to_owned()])
        );
        assert!(!crate::catalog::read(&database).tables.contains_key("t"), "{:?}", server.kind());
    }
}

#[test]
fn a_receipt_that_cannot_be_written_stops_mariadb() {
    let Some(server) = servers::mariadb() else { return };
    assert_eq!(server.kind(), Kind::Mariadb);
    let table = "{create_table: {name: t, columns: [{name: id, type: integer}]}}";
    let project = project(server, "receipt: audit\n", &[("a", "null", "", ""), ("b", "a", "", table)]);
    for mode in [Mode::Documented, Mode::Forced] {
        let database = server.database();
        let script = project.script("upgrade", "head", "mariadb");
        let outcome = database.run_script(&script, mode);
        assert!(outcome.stderr.contains("audit"), "{outcome:?}");
        assert!(!crate::catalog::read(&database).tables.contains_key("t"), "{mode:?}: what follows is refused");
        assert_eq!(version(&database), "a");
    }
}
