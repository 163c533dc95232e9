//! What rows get when several operations of one revision meet in the same column: the same as one by one, everywhere.

use crate::sample::project::Project;
use crate::servers::{self, Mode};

const ROWS: &str = r"
revision: rows
down_revision: null
message: three rows
upgrade:
  - create_table:
      name: t
      columns: [{name: id, type: integer, nullable: false}, {name: a, type: varchar(20)}, {name: b, type: varchar(20), default: old}]
      primary_key: [id]
  - bulk_insert: {table: t, rows: [{id: 1, a: one}, {id: 2, a: null, b: set}]}
    downgrade: {nothing: the table goes}
";

const CHANGES: &str = r#"
revision: changes
down_revision: rows
message: several changes of one column
upgrade:
  - add_column: {table: t, column: {name: c, type: varchar(20), nullable: false, default: first}}
  - alter_column: {table: t, column: c, drop_default: true}
  - add_column: {table: t, column: {name: d, type: integer, default: 7}}
  - alter_column: {table: t, column: d, default: 8}
  - add_column: {table: t, column: {name: e, type: integer, default: 1}}
  - rename_column: {table: t, column: e, to: f}
  - alter_column: {table: t, column: f, drop_default: true}
  - alter_column: {table: t, column: f, nullable: false}
  - drop_column: {table: t, column: a}
  - add_column: {table: t, column: {name: a, type: varchar(20), nullable: false, default: "a\tnew"}}
  - alter_column: {table: t, column: b, nullable: false, default: later}
  - rename_column: {table: t, column: b, to: g}
  - add_column: {table: t, column: {name: b, type: integer, default: 3}}
"#;

#[test]
fn rows_get_what_each_operation_by_itself_would_give_them() {
    let project = Project::written(&[ROWS, CHANGES]);
    for server in servers::all() {
        let name = server.kind().dialect();
        let database = server.database();
        let run = |command: &str, range: &str| {
            database.run_script(&project.script(command, range, name), Mode::Documented).expect_success();
        };
        run("upgrade", "head");
        let rows = |query: &str| -> Vec<String> {
            let rows = database.query(query);
            rows.into_iter()
                .map(|row| row.into_iter().map(|value| value.unwrap_or("-".to_string())).collect::<Vec<_>>().join(" "))
                .collect()
        };
        let found = rows("SELECT id, a, c, d, f, g, b FROM t ORDER BY id");
        assert_eq!(found, ["1 a\tnew first 7 1 old 3", "2 a\tnew first 7 1 set 3"], "{name}");
        database.execute("INSERT INTO t (id, c, f) VALUES (3, 'c', 9);");
        assert_eq!(rows("SELECT id, a, c, d, f, g, b FROM t WHERE id = 3"), ["3 a\tnew c 8 9 later 3"], "{name}");
        run("downgrade", "head:-1");
        assert_eq!(rows("SELECT id, b FROM t ORDER BY id"), ["1 old", "2 set", "3 later"], "{name}");
        run("downgrade", "rows:base");
    }
}
