//! Tests that the readers see every kind of fact, and nothing but facts.
//!
//! `proofs/<dialect>.sql` is a database with one of everything; `proofs/<dialect>.changes` changes it step by step. A
//! step is SQL, then lines `| words`: each has to be in the lines that differ, `$` at its end is the end of a line.

use super::{ColumnFact, Facts, assert_same, difference, read};
use crate::servers::{Server, all, mariadb, postgresql, sqlite};

/// Makes one change after the other and looks for each in the difference to what was before.
fn prove(server: &'static Server, start: &str, changes: &str) {
    let database = server.database();
    database.execute(start);
    let mut before = read(&database);
    for step in changes.split("\n\n") {
        let (change, expected): (Vec<&str>, Vec<&str>) = step.lines().partition(|line| !line.starts_with("| "));
        assert!(!expected.is_empty(), "a change that shows nothing: {step}");
        database.execute(&change.join("\n"));
        let after = read(&database);
        let lines = difference(&before, &after).unwrap_or_else(|| panic!("nothing to be seen of: {change:?}"));
        for words in expected {
            let words = words[2..].strip_suffix('$').map_or(words[2..].to_owned(), |words| format!("{words}\n"));
            assert!(lines.contains(&words), "after {change:?}\nno {words:?} in\n{lines}");
        }
        before = after;
    }
}

#[test]
fn every_kind_of_change_shows_on_postgresql() {
    let Some(server) = postgresql() else { return };
    prove(server, include_str!("proofs/postgresql.sql"), include_str!("proofs/postgresql.changes"));
}

#[test]
fn every_kind_of_change_shows_on_mariadb() {
    let Some(server) = mariadb() else { return };
    prove(server, include_str!("proofs/mariadb.sql"), include_str!("proofs/mariadb.changes"));
}

#[test]
fn every_kind_of_change_shows_on_sqlite() {
    let Some(server) = sqlite() else { return };
    prove(server, include_str!("proofs/sqlite.sql"), include_str!("proofs/sqlite.changes"));
}

/// The facts of a new database in which `script` was run.
fn facts_of(server: &'static Server, script: &str) -> Facts {
    let database = server.database();
    database.execute(script);
    read(&database)
}

#[test]
fn the_way_to_a_table_does_not_count() {
    let direct =
        "CREATE TABLE a (x integer NOT NULL, y varchar(20) DEFAULT 'a' NOT NULL, CONSTRAINT pk_a PRIMARY KEY (x));
                  CREATE TABLE b (x integer, CONSTRAINT fk_b FOREIGN KEY (x) REFERENCES a (x));
                  CREATE INDEX ix_a ON a (y DESC);";
    let altered = "CREATE TABLE c (z integer NOT NULL, gone integer, CONSTRAINT pk_a PRIMARY KEY (z));
                   CREATE TABLE b (x integer, CONSTRAINT fk_b FOREIGN KEY (x) REFERENCES c (z));
                   ALTER TABLE c ADD COLUMN y varchar(20) DEFAULT 'a' NOT NULL;
                   CREATE INDEX ix_a ON c (y DESC);
                   ALTER TABLE c RENAME COLUMN z TO x; ALTER TABLE c DROP COLUMN gone;
                   ALTER TABLE c RENAME TO a;";
    for server in all() {
        let (direct, altered) = (facts_of(server, direct), facts_of(server, altered));
        assert_same("created", &direct, "altered", &altered);
        let table = &direct.tables["a"];
        assert_eq!(table.columns.len(), 2, "{direct}");
        assert!(table.primary_key.is_some() && table.indexes.len() == 1, "{direct}");
        assert_eq!(direct.tables["b"].foreign_keys["fk_b"].target, "a", "{direct}");
    }
}

#[test]
fn columns_are_the_same_on_every_product() {
    let script =
        "CREATE TABLE t (id integer NOT NULL, a varchar(20) DEFAULT 'x' NOT NULL, b integer, c integer DEFAULT NULL,
                  d timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL, CONSTRAINT pk_t PRIMARY KEY (id));";
    let fact = |name: &str, not_null, has_default| ColumnFact { name: name.to_owned(), not_null, has_default };
    let expected = [
        fact("id", true, false),
        fact("a", true, true),
        fact("b", false, false),
        fact("c", false, false),
        fact("d", true, true),
    ];
    for server in all() {
        let facts = facts_of(server, script);
        assert_eq!(facts.column_facts()["t"], expected, "{:?}\n{facts}", server.kind());
    }
}

#[test]
fn what_is_gone_leaves_no_facts() {
    for server in all() {
        let database = server.database();
        assert!(read(&database).is_empty(), "{:?}", read(&database));
        database.execute("CREATE TABLE alembic_version (v varchar(32)); CREATE TABLE t (a integer UNIQUE);");
        assert!(!read(&database).without_table("alembic_version").is_empty());
        database.execute("DROP TABLE t;");
        assert!(read(&database).without_table("alembic_version").is_empty(), "{}", read(&database));
    }
}

#[test]
fn reading_twice_gives_the_same() {
    let starts =
        [include_str!("proofs/postgresql.sql"), include_str!("proofs/mariadb.sql"), include_str!("proofs/sqlite.sql")];
    for (server, start) in [postgresql(), mariadb(), sqlite()].into_iter().zip(starts) {
        let Some(server) = server else { continue };
        assert_same("one database", &facts_of(server, start), "another", &facts_of(server, start));
    }
}

#[test]
fn a_used_database_is_empty_again() {
    let starts =
        [include_str!("proofs/postgresql.sql"), include_str!("proofs/mariadb.sql"), include_str!("proofs/sqlite.sql")];
    for (server, start) in [postgresql(), mariadb(), sqlite()].into_iter().zip(starts) {
        let Some(server) = server else { continue };
        for _ in 0..3 {
            let database = server.database();
            assert!(read(&database).is_empty(), "{}", read(&database));
            database.execute(start);
            assert!(!read(&database).is_empty());
        }
    }
}
