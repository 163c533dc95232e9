//! Where columns stand after a downgrade that makes them again: where they stood, if the server can put them there.

use super::History;
use crate::catalog::assert_same;
use crate::servers::{self, Kind};

#[test]
fn columns_come_back_where_they_stood() {
    for server in servers::all() {
        let placed = match server.kind() {
            Kind::Mariadb => {
                "  - add_column: {table: t, column: {name: e, type: integer}, after: b}\n  - add_column: {table: t, column: {name: f, type: integer}, first: true}\n"
            }
            _ => {
                "  - add_column: {table: t, column: {name: e, type: integer}}\n  - add_column: {table: t, column: {name: f, type: integer}}\n"
            }
        };
        let lists = [
            "  - create_table: {name: t, columns: [{name: a, type: integer}, {name: b, type: integer}, {name: c, type: varchar(20)}, {name: d, type: integer}]}\n",
            placed,
            "  - drop_column: {table: t, column: f}\n  - drop_column: {table: t, column: b}\n  - drop_column: {table: t, column: e}\n",
            "  - drop_column: {table: t, column: c}\n  - rename_column: {table: t, column: a, to: z}\n  - alter_column: {table: t, column: d, type: bigint}\n  - add_column: {table: t, column: {name: c, type: integer}}\n  - create_index: {table: t, columns: [c]}\n",
        ];
        let history = History::new(server, &lists);
        let mut seen = Vec::new();
        for range in ["r0", "r0:r1", "r1:r2"] {
            history.up(range);
            seen.push(history.facts());
        }
        history.up("r2:r3");
        for (range, before) in ["r3:r2", "r2:r1", "r1:r0"].into_iter().zip(seen.into_iter().rev()) {
            history.down(range);
            let [before, again] = [before, history.facts()].map(|facts| facts.taken_back(server.kind()));
            assert_same("before", &before, range, &again);
        }
        history.down("r0:base");
    }
}
