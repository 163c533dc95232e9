//! Tests of the test servers themselves.

use super::{Kind, Mode, Server, all, mariadb, postgresql, sqlite};

/// What tends to get lost between a client and its caller.
const AWKWARD: &str = "tab\t newline\n quote' double\" back\\slash <&lt;> null \u{1} , emoji 🐘";

fn literal(server: &Server) -> String {
    let text = AWKWARD.replace('\'', "''");
    if server.kind() == Kind::Mariadb { format!("'{}'", text.replace('\\', "\\\\")) } else { format!("'{text}'") }
}

#[test]
fn queries_give_back_every_value_as_it_was_stored() {
    for server in all() {
        let database = server.database();
        database.execute(&format!(
            "CREATE TABLE t (a integer, b text); INSERT INTO t VALUES (1, {}), (2, NULL), (3, ''), (4, 'NULL');",
            literal(server)
        ));
        let rows = database.query("SELECT b FROM t ORDER BY a");
        let values: Vec<Option<&str>> = rows.iter().map(|row| row[0].as_deref()).collect();
        assert_eq!(values, [Some(AWKWARD), None, Some(""), Some("NULL")], "{}", server.kind().dialect());
    }
}

#[test]
fn each_database_is_empty_and_its_own() {
    for server in all() {
        let (one, two) = (server.database(), server.database());
        one.execute("CREATE TABLE t (a integer); INSERT INTO t VALUES (1);");
        two.execute("CREATE TABLE t (a integer);");
        assert_eq!(one.query("SELECT count(*) FROM t"), [[Some("1".to_owned())]]);
        assert_eq!(two.query("SELECT count(*) FROM t"), [[Some("0".to_owned())]]);
        assert_ne!(one.name(), two.name());
    }
}

#[test]
fn scripts_stop_or_go_on_as_the_mode_says() {
    let script = "CREATE TABLE a (x integer);\nINSERT INTO missing VALUES (1);\nCREATE TABLE b (x integer);\n";
    for server in all() {
        let database = server.database();
        database.run_script(script, Mode::Documented).expect_failure("missing");
        assert!(!exists(&database, "b"), "{:?} went on", server.kind());
        database.run_script("DROP TABLE a;", Mode::Documented).expect_success();

        let outcome = database.run_script(script, Mode::Forced);
        assert!(outcome.stderr.contains("missing"), "{outcome:?}");
        assert!(exists(&database, "b"), "{:?} stopped", server.kind());
        database.execute("DROP TABLE a; DROP TABLE b;");

        let outcome = database.run_script(script, Mode::Sourced);
        assert!(outcome.stderr.contains("missing"), "{outcome:?}");
        assert!(exists(&database, "a"), "{:?} did not read the file", server.kind());
    }
}

fn exists(database: &super::Database, table: &str) -> bool {
    let outcome = database.run_script(&format!("SELECT count(*) FROM {table};\n"), Mode::Documented);
    outcome.success()
}

#[test]
fn several_scripts_can_run_at_once() {
    for server in all() {
        let database = server.database();
        database.execute("CREATE TABLE t (a integer);");
        std::thread::scope(|scope| {
            for number in 0..4 {
                let database = &database;
                let patience = if server.kind() == Kind::Sqlite { ".timeout 5000\n" } else { "" };
                let script = format!("{patience}INSERT INTO t VALUES ({number});\n");
                scope.spawn(move || database.run_script(&script, Mode::Documented).expect_success());
            }
        });
        assert_eq!(database.query("SELECT count(*) FROM t"), [[Some("4".to_owned())]]);
    }
}

#[test]
fn sqlite_scripts_run_in_this_process_too() {
    let Some(server) = sqlite() else { return };
    let database = server.database();
    database
        .run_in_process(".bail on\nCREATE TABLE t (a);\n.print done\nINSERT INTO t VALUES (x'00ff');")
        .expect("it runs");
    assert_eq!(database.query("SELECT a FROM t"), [[Some("x'00ff'".to_owned())]]);
    assert!(database.run_in_process("SELECT * FROM missing;").expect_err("no table").contains("missing"));
}

#[test]
fn a_failing_query_says_what_the_server_said() {
    for server in all() {
        let database = server.database();
        let failed = std::panic::catch_unwind(|| database.query("SELECT * FROM no_such_table"));
        let message = failed.expect_err("the query fails");
        let message = message.downcast_ref::<String>().expect("a text");
        assert!(message.contains("no_such_table"), "{message}");
    }
}

#[test]
fn servers_say_their_version() {
    for server in all() {
        let parts: Vec<&str> = server.version().split('.').collect();
        let numbers = parts.iter().all(|part| part.parse::<u32>().is_ok());
        assert!(parts.len() >= 2 && numbers, "{:?}: {}", server.kind(), server.version());
    }
}

#[test]
fn a_held_lock_is_in_the_way_until_it_is_released() {
    let Some(server) = postgresql() else { return };
    let database = server.database();
    database.execute("CREATE TABLE t (a integer);");
    let script = |wait: &str| format!("SET lock_timeout = '{wait}'; INSERT INTO t VALUES (1);");
    let held = database.hold("BEGIN; LOCK TABLE t;");
    database.run_script(&script("100ms"), Mode::Documented).expect_failure("lock timeout");
    drop(held);
    // The server takes a moment to notice.
    database.run_script(&script("60s"), Mode::Documented).expect_success();

    let Some(server) = mariadb() else { return };
    let database = server.database();
    let held = database.hold("SELECT GET_LOCK('x', 0);");
    assert_eq!(database.query("SELECT GET_LOCK('x', 0)"), [[Some("0".to_owned())]]);
    drop(held);
    assert_eq!(database.query("SELECT GET_LOCK('x', 60)"), [[Some("1".to_owned())]]);

    let Some(server) = sqlite() else { return };
    let database = server.database();
    database.execute("CREATE TABLE t (a integer);");
    let held = database.hold("BEGIN IMMEDIATE;");
    database.run_script("INSERT INTO t VALUES (1);", Mode::Documented).expect_failure("database is locked");
    drop(held);
    database.run_script("INSERT INTO t VALUES (1);", Mode::Documented).expect_success();
}
