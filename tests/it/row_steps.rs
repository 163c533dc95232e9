//! Rows from CSV files, upserts and rows of queries: what stands in the tables afterwards is what was meant, up, down and
//! up again.

use crate::sample::project::Project;
use crate::servers::{self, Database, Mode, Server};

const SETTINGS: &str =
    "revisions: revisions\ndialect: postgresql\ntargets: [postgresql, sqlite, mysql, mariadb, mssql, oracle@23]\n";

const TABLES: &str = r#"revision: one
down_revision: null
message: staff
upgrade:
  - create_table:
      name: staff
      columns:
        - {name: id, type: bigint, identity: always, nullable: false}
        - {name: name, type: varchar(40)}
        - {name: active, type: boolean}
        - {name: pay, type: "numeric(8,2)"}
        - {name: raw, type: binary(4)}
        - {name: seen, type: timestamptz}
      primary_key: [id]
  - create_table: {name: old_staff, columns: [{name: id, type: bigint, nullable: false}, {name: name, type: varchar(40)}], primary_key: [id]}
  - bulk_insert: {table: staff, rows: {file: ../seeds/staff.csv}}
    dialects: [postgresql, sqlite, mysql, mssql]
"#;

const CSV: &str = "id,name,active,pay,raw,seen\r\n1,\"it's \"\"so\"\", ok\",true,12.50,\\x00ff,2025-03-10T11:30:00Z\r\n2,,false,,,\r\n3,\"\",,1e2,\\x,2025-03-10 11:30:00 +02:00\r\n4,\"two\nlines\",true,-0.01,,\r\n";

const CHANGES: &str = r#"revision: two
down_revision: one
message: changes
upgrade:
  - upsert:
      table: staff
      rows: [{id: 2, name: Two, pay: 2}, {id: 10, name: Ten, pay: null}]
      key: [id]
      update: [name]
    downgrade:
      - update: {table: staff, set: {name: null}, where: id = 2}
      - delete: {table: staff, key: {id: 10}}
  - upsert: {table: staff, values: {id: 1, name: changed}, key: [id], update: nothing}
    downgrade: {nothing: it changes nothing}
  - insert: {table: staff, values: {name: Next}}
    downgrade: [{delete: {table: staff, where: name = 'Next'}}]
  - insert: {table: old_staff, columns: [name, id], query: "SELECT name, id FROM staff WHERE pay IS NOT NULL"}
    downgrade: [{delete: {table: old_staff}}]
"#;

fn staff(database: &Database) -> Vec<String> {
    let line = |row: Vec<Option<String>>| {
        row.into_iter().map(|value| value.unwrap_or_else(|| "-".to_string())).collect::<Vec<_>>().join("|")
    };
    let yes = "CASE WHEN active THEN 'yes' WHEN NOT active THEN 'no' END";
    database.query(&format!("SELECT id, name, {yes}, 100 * pay FROM staff ORDER BY id")).into_iter().map(line).collect()
}

/// The number without what a server prints behind it.
fn plain(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.trim_end_matches(".0").trim_end_matches(".00").to_string()).collect()
}

fn rows_are_as_meant(server: &'static Server) {
    let files = [
        ("sqlgen.yaml", SETTINGS),
        ("seeds/staff.csv", CSV),
        ("revisions/one.yaml", TABLES),
        ("revisions/two.yaml", CHANGES),
    ];
    let project = Project::of(&files);
    let database = server.database();
    let name = server.kind().dialect();
    let run = |command: &str, range: &str| {
        database.run_script(&project.script(command, range, name), Mode::Documented).expect_success();
    };
    let seeds = ["1|it's \"so\", ok|yes|1250", "2|-|no|-", "3||-|10000", "4|two\nlines|yes|-1"];
    let changed =
        ["1|it's \"so\", ok|yes|1250", "2|Two|no|-", "3||-|10000", "4|two\nlines|yes|-1", "10|Ten|-|-", "11|Next|-|-"];
    for _ in 0..2 {
        run("upgrade", "one");
        assert_eq!(plain(&staff(&database)), seeds, "{name} at one");
        run("upgrade", "one:two");
        assert_eq!(plain(&staff(&database)), changed, "{name} at two");
        let old = database.query("SELECT id, name FROM old_staff ORDER BY id");
        assert_eq!(old.len(), 3, "{name}: {old:?}");
        run("downgrade", "two:one");
        assert_eq!(plain(&staff(&database)), seeds, "{name} at one again");
        run("downgrade", "one:base");
    }
}

#[test]
fn rows_are_as_meant_on_postgresql() {
    servers::postgresql().into_iter().for_each(rows_are_as_meant);
}

#[test]
fn rows_are_as_meant_on_mariadb() {
    servers::mariadb().into_iter().for_each(rows_are_as_meant);
}

#[test]
fn rows_are_as_meant_on_sqlite() {
    servers::sqlite().into_iter().for_each(rows_are_as_meant);
}

/// What a change of the file comes to: the message, or nothing where it is fine.
fn said(csv: &str) -> String {
    let files = [("sqlgen.yaml", SETTINGS), ("seeds/staff.csv", csv), ("revisions/one.yaml", TABLES)];
    Project::of(&files).run(&["upgrade", "head", "--sql"]).err().unwrap_or_default()
}

#[test]
fn mistakes_in_a_file_are_told_with_its_lines() {
    for (csv, place, message) in [
        ("id,name\n1,a\nx,b\n", "line 3, column 1", "the text `x` does not fit type `bigint`"),
        ("id,pay\n1,1.234\n", "line 2, column 3", "`1.234` does not fit type `numeric(8,2)`"),
        ("id,nme\n1,a\n", "line 1, column 4", "table `staff` has no column `nme`"),
        ("id,active\n1,yes\n", "line 2, column 3", "the text `yes` does not fit type `boolean`"),
        ("id,raw\n1,00ff0\n", "line 2, column 3", "a value of 5 bytes does not fit type `binary(4)`"),
        ("id,name\n1,\"a\nb\"\n2,\"c\"d\n", "line 4, column 6", "text behind the closing quote"),
        ("id,name\n1\n", "line 2, column 1", "1 field, and the first line names 2 columns"),
        (",name\n1,2\n", "line 1, column 1", "a column without a name"),
        ("id,name\n", "", "there are no rows"),
        ("", "", "the first line has to name the columns"),
    ] {
        let said = said(csv);
        assert!(said.contains(message) && said.contains(place), "{csv:?}\n{said}");
        assert!(place.is_empty() || said.contains(&format!("../seeds/staff.csv, {place}: ")), "{csv:?}\n{said}");
        assert!(said.contains("one.yaml:16:"), "{said}");
    }
    assert_eq!(said("\u{feff}id,name\n1,a"), "");
}

#[test]
fn a_file_counts_into_the_digest_and_long_ones_are_cut() {
    let csv = |last: &str| {
        let rows: String = (1..2500).map(|number| format!("{number},n\n")).collect();
        format!("id,name\n{rows}2500,{last}\n")
    };
    let script = |dialect: &str, csv: &str| {
        let files = [("sqlgen.yaml", SETTINGS), ("seeds/staff.csv", csv), ("revisions/one.yaml", TABLES)];
        Project::of(&files).script("upgrade", "head", dialect)
    };
    for dialect in ["postgresql", "mariadb", "sqlite", "mssql"] {
        let text = script(dialect, &csv("a"));
        let inserts = text.lines().filter(|line| line.starts_with("INSERT INTO") && line.contains("staff")).count();
        assert_eq!(inserts, 3, "{dialect}");
    }
    let digest = |csv: &str| {
        let text = script("postgresql", csv);
        text.lines().find(|line| line.contains("Digest")).map(str::to_string).unwrap_or_else(|| panic!("{text}"))
    };
    assert_eq!(digest(&csv("a")), digest(&csv("a")));
    assert_ne!(digest(&csv("a")), digest(&csv("b")));
}
