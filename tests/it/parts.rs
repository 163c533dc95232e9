//! Changes in parts: every row once, whatever the keys; cut off in the middle they are run again and come to the same.

use crate::sample::project::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

const SETTINGS: &str =
    "revisions: revisions\ndialect: postgresql\ntargets: [postgresql, sqlite, mysql, mariadb, mssql, oracle@23]\n";

/// What ends a statement on MariaDB where a failure has to end the script.
const LATCH: &str = "SET SESSION tx_read_only = @@tx_read_only OR @@error_count;\n";

const KEYS: [i64; 13] = [-40, -7, -6, 0, 1, 2, 3, 10, 11, 12, 13, 500, 9_000_000_000];

fn tables() -> String {
    let rows: Vec<String> = KEYS.iter().map(|key| format!("{{id: {key}, n: {}}}", key % 3)).collect();
    let days: Vec<String> =
        (1..=9).map(|number| format!("{{day: 2025-01-{:02}, at: {}, n: 1}}", number / 4 + 1, number % 4)).collect();
    format!(
        "revision: one\ndown_revision: null\nmessage: tables\nupgrade:\n  \
         - create_table: {{name: big, columns: [{{name: id, type: bigint, nullable: false}}, {{name: n, type: bigint}}, {{name: s, type: varchar(20)}}], primary_key: [id]}}\n  \
         - create_table: {{name: \"Days of\", columns: [{{name: day, type: date, nullable: false}}, {{name: at, type: integer, nullable: false}}, {{name: n, type: integer}}], primary_key: [day, at]}}\n  \
         - bulk_insert: {{table: big, rows: [{}]}}\n  \
         - bulk_insert: {{table: \"Days of\", rows: [{}]}}\n",
        rows.join(", "),
        days.join(", ")
    )
}

const FILL: &str = "revision: two\ndown_revision: one\nmessage: fill\nupgrade:\n  \
    - update: {table: big, set: {s: \"it's; $parts$ -- x\", n: {sql: id}}, chunk: 3}\n    \
      downgrade: [{update: {table: big, set: {s: null}, chunk: 4}}]\n";

const REST: &str = "revision: three\ndown_revision: two\nmessage: rest\nupgrade:\n  \
    - update: {table: Days of, set: {n: {sql: n + 1}}, where: \"n = 1 OR n IS NULL -- both\", chunk: 2}\n    \
      downgrade: {nothing: no matter}\n  \
    - delete: {table: big, where: id < 0 OR id > 400, chunk: 2}\n    downgrade: {nothing: no matter}\n";

fn project() -> Project {
    let tables = tables();
    let files = [
        ("sqlgen.yaml", SETTINGS),
        ("revisions/one.yaml", tables.as_str()),
        ("revisions/two.yaml", FILL),
        ("revisions/three.yaml", REST),
    ];
    Project::of(&files)
}

fn numbers(database: &Database, query: &str) -> Vec<i64> {
    let text = |value: Option<String>| value.expect("a number").parse().expect("a number");
    database.query(query).into_iter().flatten().map(text).collect()
}

fn filled(database: &Database) -> Vec<i64> {
    numbers(database, "SELECT id FROM big WHERE s = 'it''s; $parts$ -- x' ORDER BY id")
}

fn every_row_once(server: &'static Server) {
    let (project, database) = (project(), server.database());
    let name = server.kind().dialect();
    for mode in [Mode::Documented, Mode::Forced] {
        let run = |command: &str, range: &str| {
            let outcome = database.run_script(&project.script(command, range, name), mode).expect_success();
            assert!(outcome.stdout.contains("done: "), "{name} {mode:?}: {}{}", outcome.stdout, outcome.stderr);
        };
        run("upgrade", "two");
        assert_eq!(filled(&database), KEYS, "{name}");
        run("upgrade", "two:three");
        assert_eq!(numbers(&database, "SELECT id FROM big ORDER BY id"), KEYS[3..11], "{name}");
        let days = if server.kind() == Kind::Mariadb { "`Days of`" } else { "\"Days of\"" };
        assert_eq!(numbers(&database, &format!("SELECT n FROM {days}")), [2; 9], "{name}");
        run("downgrade", "three:one");
        assert_eq!(filled(&database), [0; 0], "{name}");
        run("downgrade", "one:base");
    }
}

/// What stops the change at the row 11.
fn stone(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Postgresql => (
            "CREATE FUNCTION stone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 11 THEN RAISE EXCEPTION 'stone'; END IF; RETURN NEW; END $$;
             CREATE TRIGGER stone BEFORE UPDATE ON big FOR EACH ROW EXECUTE FUNCTION stone();",
            "DROP TRIGGER stone ON big;",
        ),
        Kind::Mariadb => (
            "ALTER TABLE big ADD CONSTRAINT stone CHECK (id <> 11 OR s IS NULL);",
            "ALTER TABLE big DROP CONSTRAINT stone;",
        ),
        Kind::Sqlite => (
            "CREATE TRIGGER stone BEFORE UPDATE ON big WHEN NEW.id = 11 BEGIN SELECT RAISE(ABORT, 'stone'); END;",
            "DROP TRIGGER stone;",
        ),
    }
}

fn goes_on(server: &'static Server) {
    let (project, kind) = (project(), server.kind());
    let database = server.database();
    let name = kind.dialect();
    database.run_script(&project.script("upgrade", "one", name), Mode::Documented).expect_success();
    let (stone, away) = stone(kind);
    database.execute(stone);
    let script = project.script("upgrade", "one:two", name);
    let outcome = database.run_script(&script, Mode::Documented);
    assert!(!outcome.success(), "{name}: {}", outcome.stdout);
    // Two parts of three rows are done; SQLite has one.
    let done = if kind == Kind::Sqlite { &KEYS[..0] } else { &KEYS[..6] };
    assert_eq!(filled(&database), *done, "{name}: {}", outcome.stderr);
    assert_eq!(crate::sample::picture::version(&database), "one", "{name}");
    database.execute(away);
    let again = match kind {
        Kind::Postgresql | Kind::Sqlite => script,
        // As its header says: the lines down to the lock, then the file from the failed statement on.
        Kind::Mariadb => {
            let lock = script.find("GET_LOCK").expect("the script takes a lock");
            let settings = lock + script[lock..].find(LATCH).expect("a latch") + LATCH.len();
            let failed = script.find("CALL sqlgen_parts").expect("the statement that failed");
            format!("{}{}", &script[..settings], &script[failed..])
        }
    };
    database.run_script(&again, Mode::Documented).expect_success();
    assert_eq!(filled(&database), KEYS, "{name}");
    assert_eq!(crate::sample::picture::version(&database), "two", "{name}");
}

#[test]
fn every_row_changes_once_on_postgresql() {
    servers::postgresql().into_iter().for_each(every_row_once);
}

#[test]
fn every_row_changes_once_on_mariadb() {
    servers::mariadb().into_iter().for_each(every_row_once);
}

#[test]
fn every_row_changes_once_on_sqlite() {
    servers::sqlite().into_iter().for_each(every_row_once);
}

#[test]
fn what_was_cut_off_goes_on_on_postgresql() {
    servers::postgresql().into_iter().for_each(goes_on);
}

#[test]
fn what_was_cut_off_goes_on_on_mariadb() {
    servers::mariadb().into_iter().for_each(goes_on);
}

#[test]
fn what_was_cut_off_goes_on_on_sqlite() {
    servers::sqlite().into_iter().for_each(goes_on);
}

/// What is said of a change in parts.
fn said(columns: &str, key: &str, update: &str) -> String {
    let file = format!(
        "revision: one\ndown_revision: null\nmessage: m\nupgrade:\n  - create_table: {{name: t, columns: [{columns}]{key}}}\n  - update: {update}\n    downgrade: {{nothing: no matter}}\n"
    );
    let files = [("sqlgen.yaml", "revisions: revisions\ndialect: postgresql\n"), ("revisions/one.yaml", file.as_str())];
    Project::of(&files).run(&["upgrade", "head", "--sql"]).err().unwrap_or_default()
}

#[test]
fn what_cannot_go_in_parts_is_told() {
    let (id, n) = ("{name: id, type: integer, nullable: false}", "{name: n, type: integer}");
    let both = format!("{id}, {n}");
    let words = "{name: id, type: uuid, nullable: false}, {name: n, type: integer}";
    let key = ", primary_key: [id]";
    for (columns, key, update, wanted) in [
        (both.as_str(), "", "{table: t, set: {n: 1}, chunk: 5}", "`t` has no primary key"),
        (words, key, "{table: t, set: {n: 1}, chunk: 5}", "`t.id` is `uuid`"),
        (&both, key, "{table: t, set: {n: 1}, chunk: 0}", "a part has at least one row"),
        (&both, key, "{table: t, set: {id: 1}, chunk: 5}", "column `id` says which part a row is in"),
        (&both, key, "{table: t, set: {n: {sql: n + 1}}, chunk: 5}", "would change rows twice"),
    ] {
        let said = said(columns, key, update);
        assert!(said.contains("error[wrong-chunk]") && said.contains(wanted) && said.contains("one.yaml:6:"), "{said}");
    }
    assert_eq!(said(&both, key, "{table: t, set: {n: {sql: n + 1}}, where: n < 5, chunk: 5}"), "");
}
