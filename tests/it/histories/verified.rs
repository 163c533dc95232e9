//! The queries of `--verify-sql` about what is granted: yes where it is as the revision left it, and NO where it is not.

use super::History;
use crate::servers::{self, Mode};

const FIRST: &str = "
  - create_table: {name: orders, columns: [{name: id, type: integer}, {name: note, type: integer}]}
  - create_view: {name: ids, query: SELECT id FROM orders}
";
const GRANTS: &str = "
  - grant: {privileges: [select, insert], on: {table: orders}, to: [app]}
  - grant: {privileges: [update], columns: [note], on: {table: orders}, to: [reporting]}
  - grant: {privileges: [select], on: {view: ids}, to: [Night Shift], with_grant_option: true}
";
const REVOKES: &str = "
  - revoke: {privileges: [insert], on: {table: orders}, from: [app]}
  - drop_view: {name: ids}
";

#[test]
fn what_is_not_granted_as_the_revision_left_it_is_named() {
    for server in [servers::postgresql(), servers::mariadb()].into_iter().flatten() {
        let history = History::new(server, &[FIRST, GRANTS, REVOKES]);
        let query = |at: usize| history.project.verification(&history.project.ups[at]);
        let wrong = |query: &str| {
            let rows = history.database.query(query);
            assert!(!rows.is_empty(), "{query}");
            let text = |row: Vec<Option<String>>| row.into_iter().flatten().collect::<Vec<_>>().join(" ");
            rows.into_iter().map(text).filter(|row| !row.ends_with(" yes")).collect::<Vec<_>>()
        };
        history.up("r0");
        let grantable = if server.kind() == servers::Kind::Postgresql { "grantable" } else { "yes" };
        let all = [
            "grant of insert orders app yes - NO".to_string(),
            "grant of select orders app yes - NO".to_string(),
            "grant of update orders reporting (note) yes - NO".to_string(),
            format!("grant of select ids Night Shift {grantable} - NO"),
        ];
        let mut found = wrong(&query(1));
        found.sort();
        let mut expected = all.to_vec();
        expected.sort();
        assert_eq!(found, expected);
        history.up("r0:r1");
        assert_eq!(wrong(&query(1)), [""; 0]);
        history.database.execute("REVOKE UPDATE (note) ON orders FROM reporting;");
        assert_eq!(wrong(&query(1)), all[2..3]);
        history.database.execute("GRANT UPDATE (note) ON orders TO reporting;");
        assert_eq!(wrong(&query(2)), ["view ids . - yes NO", "grant of insert orders app - yes NO"]);
        history.up("r1:r2");
        assert_eq!(wrong(&query(2)), [""; 0]);
    }
}

/// A view that is called as a table was is asked for as a view: it has columns of its own.
#[test]
fn a_view_in_the_place_of_a_table_is_verified() {
    for server in servers::all() {
        let first = "
  - create_table: {name: orders, columns: [{name: id, type: integer, primary_key: true}, {name: note, type: integer, nullable: false}]}
";
        let second = "
  - rename_table: {name: orders, to: all_orders}
  - create_view: {name: orders, query: SELECT id FROM all_orders}
";
        let history = History::new(server, &[first, second]);
        let script = |range: &str, up: bool| match up {
            true => history.project.upgrade(range).expect("a script"),
            false => history.project.downgrade(range).expect("a script"),
        };
        for (range, up) in [("r0", true), ("r0:r1", true), ("r1:r0", false)] {
            let said = history.database.run_script(&script(range, up), Mode::Documented).expect_success().stdout;
            assert!(said.contains("verified: "), "{:?} {range}: {said}", server.kind());
        }
    }
}

/// More than one query can hold is asked for in several.
#[test]
fn many_tables_are_verified_in_several_queries() {
    let table = |at: usize| {
        format!("  - create_table: {{name: table_{at}, columns: [{{name: id, type: integer, primary_key: true}}]}}\n")
    };
    let first: String = (0..260).map(table).collect();
    for server in servers::all() {
        let history = History::new(server, &[&first]);
        let script = history.project.upgrade("r0").expect("a script");
        let said = history.database.run_script(&script, Mode::Documented).expect_success().stdout;
        assert_eq!(said.matches("verified: ").count(), 3, "{:?}: {said}", server.kind());
        assert_eq!(
            history.project.verification(&history.project.ups[0]).matches("-- ").count(),
            4,
            "{:?}",
            server.kind()
        );
    }
}
