//! Deletes beside a rebuild on SQLite, which runs with foreign keys off: rows that point at the deleted ones are in the way.

use super::History;
use crate::servers::{self, Mode};

const POINTS: &str = "a row points at a row that is not there";

#[test]
fn an_insert_beside_a_rebuild_is_taken_back_unless_rows_point_at_it() {
    let Some(server) = servers::sqlite() else { return };
    for (inserted, on_delete) in [("insert", "cascade"), ("insert", "restrict"), ("delete", "no_action")] {
        let second = match inserted {
            "insert" => "  - insert: {table: t, values: {id: 2, name: two}}\n",
            _ => "  - delete: {table: t, key: {id: 1}}\n    downgrade: {nothing: nobody misses it}\n",
        };
        let lists = [
            &format!(
                "  - create_table: {{name: t, columns: [{{name: id, type: integer, nullable: false}}, {{name: name, type: text}}], primary_key: [id]}}\n  - create_table: {{name: u, columns: [{{name: t_id, type: integer, references: {{table: t, on_delete: {on_delete}}}}}]}}\n  - insert: {{table: t, values: {{id: 1, name: one}}}}\n"
            ),
            &format!("{second}  - alter_column: {{table: t, column: name, nullable: false}}\n"),
        ];
        let history = History::new(server, &lists.map(String::as_str));
        history.up("r0");
        if inserted == "delete" {
            history.database.execute("INSERT INTO u VALUES (1);");
            let script = history.project.upgrade("r0:r1").unwrap_or_else(|said| panic!("{said}"));
            history.database.run_script(&script, Mode::Documented).expect_failure(POINTS);
            assert_eq!(history.text("SELECT id FROM t"), "1");
            continue;
        }
        history.up("r0:r1");
        history.database.execute("INSERT INTO u VALUES (2);");
        let script = history.project.downgrade("r1:r0").unwrap_or_else(|said| panic!("{said}"));
        history.database.run_script(&script, Mode::Documented).expect_failure(POINTS);
        assert_eq!(history.text("SELECT id FROM t"), "1; 2");
        history.database.execute("DELETE FROM u;");
        history.down("r1:r0");
        assert_eq!(history.text("SELECT id FROM t"), "1");
    }
}
