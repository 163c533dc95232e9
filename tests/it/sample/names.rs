//! Names that have to be quoted, and texts that end things: on every server, up and down.

use super::picture::{lines, quoted, version};
use super::project::Project;
use super::{built, facts};
use crate::catalog::assert_same;
use crate::servers::{self, Database, Kind, Mode, Server};

/// A table with every kind of odd name, an enum, keys, an index, and rows.
const FIRST: &str = r#"
revision: "on"
down_revision: null
message: "it's a \"test\"; -- DROP TABLE x; /* \\ $$ ` :name %s"
upgrade:
  - create_enum: {name: Order State, values: [it's, 'a,b', 'back\slash', '"quoted"', 'null', ünï, '']}
  - create_table:
      name: order
      comment: "what people's \"order\" is; -- no comment */ \\ ; $$"
      columns:
        - {name: select, type: integer, nullable: false}
        - {name: Group By, type: varchar(40), nullable: false, default: "it's"}
        - {name: "a'b", type: varchar(40), comment: "the column's `name` \\ is \"odd\"; --"}
        - {name: "dq\"col", type: integer, default: 7}
        - {name: "back`tick", type: boolean, nullable: false, default: true}
        - {name: "semi;colon--dash/*", type: text, default: "$$ \\ ' \" ; -- /* %s :name {{x}} \U0001F418"}
        - {name: "ünï 表 :x %s $1", type: bigint}
        - {name: State, type: {enum: Order State}, nullable: false, default: it's}
        - {name: "[br]acket", type: "numeric(10,2)", default: 1.50}
        - {name: VALUES, type: date}
      primary_key: [select]
      unique: [{columns: [Group By, "ünï 表 :x %s $1"]}, {name: "uq; 'odd' \"one\" `x`", columns: ["a'b"]}]
      checks: [{name: "ck it's", expression: {postgresql: '"dq""col" > 0', mysql: '`dq"col` > 0', sqlite: '"dq""col" > 0'}}]
      indexes: [{columns: ["dq\"col", {column: "ünï 表 :x %s $1", order: desc}]}]
  - create_table:
      name: "Mixed; Case \"x\" `y` 'z'"
      columns:
        - {name: ID, type: bigint, identity: always, nullable: false}
        - {name: order, type: integer, nullable: false}
        - {name: User, type: varchar(20)}
      primary_key: [ID]
      foreign_keys: [{columns: [order], references: {table: order, columns: [select]}, on_delete: cascade}]
  - bulk_insert:
      table: order
      rows:
        - {select: 1, Group By: "x;'y'", "a'b": "--", "dq\"col": 1, "back`tick": false, "semi;colon--dash/*": "a\tb\nc\\", "ünï 表 :x %s $1": 5, State: 'back\slash', "[br]acket": 2.25, VALUES: 2025-01-01}
        - {select: 2, Group By: "", "a'b": null, "dq\"col": 2, "back`tick": true, "semi;colon--dash/*": "\U0001F418", "ünï 表 :x %s $1": 6, State: 'null', "[br]acket": 0.10, VALUES: null}
  - insert: {table: "Mixed; Case \"x\" `y` 'z'", values: {order: 2, User: "o'x"}}
"#;

/// Changes of all of that, under new odd names.
const SECOND: &str = r#"
revision: "0010"
down_revision: "on"
message: "second\ttab -- 100% ?"
upgrade:
  - rename_column: {table: order, column: "dq\"col", to: "Dq \"\" `` col"}
    dialects: [postgresql]
  - alter_column: {table: order, column: "a'b", type: varchar(60), default: "o'clock", comment: "now it's \"longer\""}
  - alter_column: {table: order, column: "ünï 表 :x %s $1", nullable: false, default: 0}
  - add_column: {table: order, column: {name: "Primary Key", type: varchar(10), nullable: false, default: "\\"}}
  - update: {table: order, set: {"Group By": "b'`\"x", State: ünï}, where: {postgresql: '"select" = 2', mysql: '`select` = 2', sqlite: '"select" = 2'}}
    downgrade: {nothing: nobody looks at it}
  - rename_column: {table: order, column: VALUES, to: "from; where"}
  - drop_column: {table: order, column: "[br]acket"}
  - create_unique_constraint: {table: order, columns: ["Primary Key", select]}
  - create_index: {name: "Ix \"odd\" `index` it's; --", table: order, columns: ["back`tick", State]}
  - create_view:
      name: "View; 'of' \"orders\""
      query: {postgresql: 'SELECT "select" AS "Total Sum", "Group By" FROM "order"', mysql: 'SELECT `select` AS `Total Sum`, `Group By` FROM `order`', sqlite: 'SELECT "select" AS "Total Sum", "Group By" FROM "order"'}
  - replace_enum: {name: Order State, values: [that's, 'a,b', 'back\slash', ünï, 'null'], map: {it's: that's, '"quoted"': 'null', '': 'null'}, map_back: {}}
"#;

/// New names for the tables and what belongs to them.
const THIRD: &str = r#"
revision: "1e5"
down_revision: "0010"
message: null and void
upgrade:
  - drop_view: {name: "View; 'of' \"orders\""}
  - rename_table: {name: "Mixed; Case \"x\" `y` 'z'", to: "TABLE of `users`; \"x\""}
  - rename_table: {name: order, to: "Group"}
  - rename_index: {name: "Ix \"odd\" `index` it's; --", table: "Group", to: "INDEX 'x'"}
  - rename_column: {table: "Group", column: select, to: "SELECT *"}
  - drop_constraint: {name: "uq; 'odd' \"one\" `x`", table: "Group"}
  - delete: {table: "TABLE of `users`; \"x\"", where: {postgresql: "\"User\" = 'o''x'", mysql: "`User` = 'o''x'", sqlite: "\"User\" = 'o''x'"}}
    downgrade: {nothing: they are gone}
  - create_table_comment: {table: "Group", comment: "it's \\ \"x\""}
  - create_trigger:
      name: "Trigger it's \"x\" `y`"
      table: "Group"
      timing: before
      events: [delete]
      body:
        mysql: DELETE FROM `TABLE of ``users``; "x"` WHERE `User` = 'a;b'
        sqlite: DELETE FROM "TABLE of `users`; ""x""" WHERE "User" = 'a;b'
    dialects: [mysql, sqlite]
"#;

fn name(kind: Kind, name: &str) -> String {
    quoted(kind, name)
}

#[track_caller]
fn assert_rows(database: &Database, query: &str, expected: &[&[&str]]) {
    let rows = database.query(query);
    let expected: Vec<Vec<Option<String>>> =
        expected.iter().map(|row| row.iter().map(|value| Some((*value).to_owned())).collect()).collect();
    assert_eq!(rows, expected, "{:?}: {query}", database.kind());
}

/// The rows after the first revision, byte by byte.
fn rows_are_exact(database: &Database) {
    let kind = database.kind();
    let columns =
        ["select", "Group By", "semi;colon--dash/*", "ünï 表 :x %s $1", "State"].map(|column| name(kind, column));
    let query = format!("SELECT {} FROM {} ORDER BY 1", columns.join(", "), name(kind, "order"));
    assert_rows(database, &query, &[&["1", "x;'y'", "a\tb\nc\\", "5", "back\\slash"], &["2", "", "🐘", "6", "null"]]);
    let [table, select] = ["order", "select"].map(|word| name(kind, word));
    let number = name(kind, "ünï 表 :x %s $1");
    database.execute(&format!("INSERT INTO {table} ({select}, {number}) VALUES (3, 7);"));
    let query = format!("SELECT {} FROM {table} WHERE {select} = 3", columns.join(", "));
    let default = "$$ \\ ' \" ; -- /* %s :name {{x}} 🐘";
    assert_rows(database, &query, &[&["3", "it's", default, "7", "it's"]]);
}

fn odd_names(server: &'static Server) {
    let project = Project::written(&[FIRST, SECOND, THIRD]);
    let dialect = server.kind().dialect();
    let database = server.database();
    for stop in &project.stops("upgrade", "head", dialect) {
        database.run_script(&stop.script, Mode::Documented).expect_success();
        assert_eq!(version(&database), stop.state.after);
        let label = format!("up to {} on {dialect}", stop.state.after);
        assert_same(&label, &facts(&database), "built directly", &built(server, &stop.state));
        if stop.state.after == "on" {
            rows_are_exact(&database);
        }
    }
    let up = lines(&database);
    for stop in &project.stops("downgrade", "base", dialect) {
        database.run_script(&stop.script, Mode::Documented).expect_success();
        let label = format!("down to {} on {dialect}", stop.state.after);
        let [found, wanted] =
            [facts(&database), built(server, &stop.state)].map(|facts| facts.taken_back(database.kind()));
        assert_same(&label, &found, "built directly", &wanted);
    }
    let whole = project.script("upgrade", "head", dialect);
    for mode in [Mode::Sourced, Mode::Forced] {
        database.run_script(&whole, mode).expect_success();
        assert_eq!(lines(&database), up, "{dialect} {mode:?}");
        database.run_script(&whole, Mode::Documented).expect_failure("base");
        database.run_script(&project.script("downgrade", "base", dialect), mode).expect_success();
        assert!(lines(&database).is_empty(), "{dialect} {mode:?}");
    }
}

#[test]
fn odd_names_on_postgresql() {
    servers::postgresql().into_iter().for_each(odd_names);
}

#[test]
fn odd_names_on_mariadb() {
    servers::mariadb().into_iter().for_each(odd_names);
}

#[test]
fn odd_names_on_sqlite() {
    servers::sqlite().into_iter().for_each(odd_names);
}
