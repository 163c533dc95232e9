//! Sessions with settings that change what SQL means: the scripts come to the same result.

use super::picture::{lines, version};
use super::project::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

const POSTGRESQL: &[&str] = &[
    "search_path = other, public",
    "standard_conforming_strings = off",
    "default_transaction_isolation = serializable",
    "backslash_quote = off",
    "client_encoding = LATIN1",
    "DateStyle = 'German'",
    "IntervalStyle = 'sql_standard'",
    "quote_all_identifiers = on",
    "default_toast_compression = pglz",
    "client_min_messages = error",
    "default_transaction_deferrable = on",
    "check_function_bodies = off",
    "xmloption = document",
];

const MARIADB: &str =
    "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT,IGNORE_SPACE,NO_ZERO_DATE';
SET SESSION autocommit = 0, foreign_key_checks = 0, unique_checks = 0, check_constraint_checks = 0;
SET SESSION default_storage_engine = MyISAM, explicit_defaults_for_timestamp = OFF, tx_isolation = 'SERIALIZABLE';
SET SESSION group_concat_max_len = 4, sql_auto_is_null = 1, time_zone = '+03:00', sql_select_limit = 1;
SET SESSION completion_type = 'CHAIN', max_statement_time = 0.1, sql_safe_updates = 1, alter_algorithm = 'COPY';
SET NAMES latin1 COLLATE latin1_german2_ci;
SET SESSION collation_connection = 'ucs2_bin';
";

const SQLITE: &str = "PRAGMA foreign_keys = OFF;
PRAGMA recursive_triggers = ON;
PRAGMA legacy_alter_table = ON;
PRAGMA ignore_check_constraints = ON;
PRAGMA defer_foreign_keys = ON;
PRAGMA case_sensitive_like = ON;
PRAGMA reverse_unordered_selects = ON;
PRAGMA count_changes = ON;
PRAGMA full_column_names = ON;
PRAGMA cell_size_check = ON;
.mode insert
.headers on
.bail off
";

/// A database whose sessions begin with odd settings, and what a script needs before it to have them.
fn odd(database: &Database) -> &'static str {
    match database.kind() {
        Kind::Postgresql => {
            database.execute("CREATE SCHEMA other; CREATE TABLE other.accounts (id integer);");
            for setting in POSTGRESQL {
                database.execute(&format!("ALTER DATABASE {} SET {setting};", database.name()));
            }
            ""
        }
        Kind::Mariadb => MARIADB,
        Kind::Sqlite => SQLITE,
    }
}

/// The database as others find it, with usual settings.
fn even(database: &Database) {
    if database.kind() == Kind::Postgresql {
        database.execute(&format!("ALTER DATABASE {} RESET ALL;", database.name()));
        database.execute("DROP SCHEMA other CASCADE;");
    }
}

fn same_result(server: &'static Server) {
    let project = Project::sample();
    let name = server.kind().dialect();
    let [usual, database] = [server.database(), server.database()];
    let (half, rest) = ("b6c7d2f0a418", "b6c7d2f0a418:head");
    let up = [project.script("upgrade", half, name), project.script("upgrade", rest, name)];
    let down = project.script("downgrade", "base", name);
    usual.run_script(&project.script("upgrade", "head", name), Mode::Documented).expect_success();
    let before = odd(&database);
    let run = |script: &str| database.run_script(&format!("{before}{script}"), Mode::Documented);
    run(&down).expect_failure("sqlgen: ").expect_failure("fa0b16d4e85c");
    for script in &up {
        run(script).expect_success();
        run(script).expect_failure("sqlgen: ");
    }
    even(&database);
    assert_eq!(lines(&database), lines(&usual), "{name}");
    assert_eq!(database.query("SELECT * FROM labels ORDER BY id"), usual.query("SELECT * FROM labels ORDER BY id"));
    odd(&database);
    run(&down).expect_success();
    even(&database);
    assert_eq!(version(&database), "base");
    assert!(lines(&database).is_empty(), "{name}: {:?}", lines(&database));
}

#[test]
fn postgresql_sessions_make_no_difference() {
    servers::postgresql().into_iter().for_each(same_result);
}

#[test]
fn mariadb_sessions_make_no_difference() {
    servers::mariadb().into_iter().for_each(same_result);
}

#[test]
fn sqlite_sessions_make_no_difference() {
    servers::sqlite().into_iter().for_each(same_result);
}
