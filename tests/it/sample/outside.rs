//! A revision that leaves its transaction and fails there: what the header of its script says about it is true.

use std::time::Duration;

use super::picture::version;
use super::project::Project;
use crate::servers::{self, Database, Mode};

const FIRST: &str = "revision: a
down_revision: null
upgrade:
  - create_table: {name: t, columns: [{name: id, type: integer, nullable: false}, {name: email, type: text}]}
";

const SECOND: &str = "revision: b
down_revision: a
upgrade:
  - add_column: {table: t, column: {name: later, type: text}}
  - create_index: {table: t, name: ix_t_email, columns: [email], unique: true, concurrently: true}
    dialects: [postgresql]
  - add_column: {table: t, column: {name: last, type: text}}
";

/// What a query finds, in one line.
fn answer(database: &Database, query: &str) -> String {
    database.query(query).into_iter().flatten().flatten().collect()
}

/// The statements of the block that have run are left out: the columns in front of the index.
fn without_what_has_run(script: &str) -> String {
    let from = script.find("BEGIN;\n\n-- line 4:").expect("the first part of the block");
    let to = script.find("-- line 5:").expect("the index");
    format!("{}{}", &script[..from], &script[to..])
}

#[test]
fn a_concurrent_build_that_fails_leaves_what_the_header_says() {
    let Some(server) = servers::postgresql() else { return };
    let project = Project::written(&[FIRST, SECOND]);
    for mode in [Mode::Documented, Mode::Sourced, Mode::Forced] {
        let database = server.database();
        database.run_script(&project.script("upgrade", "base:a", "postgresql"), Mode::Documented).expect_success();
        database.execute("INSERT INTO t (id, email) VALUES (1, 'same'), (2, 'same');");
        let script = project.script("upgrade", "a:b", "postgresql");
        assert!(script.contains("--   * b\n") && script.contains("Not so the revisions marked *"), "{script}");
        let outcome = database.run_script(&script, mode);
        assert!(!format!("{}{}", outcome.stdout, outcome.stderr).contains("done: "), "{mode:?}: {}", outcome.stdout);
        assert_eq!(version(&database), "a", "{mode:?}: the version row has not moved");
        let columns = "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute
                       WHERE attrelid = 't'::regclass AND attnum > 0";
        assert_eq!(answer(&database, columns), "id email later", "{mode:?}: what ran before the error stays");
        let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_t_email'::regclass";
        assert_eq!(answer(&database, valid), "f", "{mode:?}: the index is there, INVALID");
        database.execute("UPDATE t SET email = 'other' WHERE id = 2;");
        database.execute("DROP INDEX CONCURRENTLY ix_t_email;");
        let rest = without_what_has_run(&project.script("upgrade", "a:b", "postgresql"));
        database.run_script(&rest, Mode::Documented).expect_success();
        assert_eq!((version(&database).as_str(), answer(&database, valid).as_str()), ("b", "t"), "{mode:?}");
        assert_eq!(answer(&database, columns), "id email later last", "{mode:?}");
    }
}

const INDEX: &str = "revision: b
down_revision: a
upgrade:
  - create_index: {table: t, name: ix_t_email, columns: [email], concurrently: true}
    dialects: [postgresql]
";

/// Somebody has looked at the database and not ended: a concurrent build waits for that, longer than for any lock.
#[test]
fn a_concurrent_build_waits_for_older_transactions() {
    let Some(server) = servers::postgresql() else { return };
    let project = Project::written(&[FIRST, INDEX]);
    let database = server.database();
    database.run_script(&project.script("upgrade", "base:a", "postgresql"), Mode::Documented).expect_success();
    let script = project.script("upgrade", "a:b", "postgresql").replace("'5s'", "'200ms'");
    let held = database.hold("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class;");
    let impatient = script.replace("SET lock_timeout = 0;\n", "");
    database.run_script(&impatient, Mode::Documented).expect_failure("lock timeout");
    database.execute("DROP INDEX ix_t_email;");
    std::thread::scope(|scope| {
        let run = scope.spawn(|| database.run_script(&script, Mode::Documented));
        std::thread::sleep(Duration::from_secs(1));
        drop(held);
        run.join().expect("the client was started").expect_success();
    });
    assert_eq!(version(&database), "b");
}
