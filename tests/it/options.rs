//! Options and guards on real servers: what a table has in one dialect only outlives every other change of it, and a guarded
//! script takes a database that differs from what the history says.

use crate::catalog::assert_same;
use crate::histories::History;
use crate::servers::{self, Kind, Server};

const TABLE: &str = "  - create_table:
      name: events
      columns: [{name: id, type: integer, nullable: false}, {name: note, type: varchar(40)}, {name: size, type: integer}]
      primary_key: [id]
      options:
        postgresql: {unlogged: true, with: {fillfactor: 70, autovacuum_enabled: false}}
        mysql: {charset: latin1, row_format: redundant, stats_persistent: 1}
        sqlite: {strict: true, without_rowid: true}
";

/// What a table says of its options on a server.
fn options(history: &History) -> Vec<String> {
    history.facts().tables["events"].others.iter().cloned().collect()
}

fn expected(server: &Server) -> &'static [&'static str] {
    match server.kind() {
        Kind::Postgresql => &["unlogged, autovacuum_enabled=false, fillfactor=70"],
        Kind::Mariadb => &["collation latin1_swedish_ci", "engine InnoDB", "row_format=REDUNDANT stats_persistent=1"],
        Kind::Sqlite => &["strict", "without rowid"],
    }
}

#[test]
fn options_outlive_every_other_change() {
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    for server in servers::all() {
        let lists = [
            TABLE,
            "  - alter_column: {table: events, column: note, type: varchar(80), nullable: false}
  - rename_column: {table: events, column: size, to: length}
  - add_column: {table: events, column: {name: kind, type: varchar(10), nullable: false, default: x}}\n",
            "  - drop_column: {table: events, column: kind}\n  - drop_table: {name: events}\n",
        ];
        let history = History::new(server, &lists);
        let mut wanted: Vec<String> = expected(server).iter().map(|text| (*text).to_string()).collect();
        history.up("r0");
        if server.kind() == Kind::Mariadb {
            let found = options(&history).join(" ").to_lowercase();
            for part in ["latin1", "redundant", "stats_persistent=1"] {
                assert!(found.contains(part), "{found}");
            }
            wanted = options(&history);
        }
        assert_eq!(sorted(options(&history)), sorted(wanted.clone()), "{:?}", server.kind());
        history.up("r0:r1");
        assert_eq!(sorted(options(&history)), sorted(wanted.clone()), "{:?}", server.kind());
        let before = history.facts();
        history.up("r1:r2");
        history.down("r2:r1");
        let [before, again] = [before, history.facts()].map(|facts| facts.taken_back(server.kind()));
        assert_same("before", &before, "again", &again);
        history.down("r1:base");
    }
}

#[test]
fn changed_options_are_what_the_server_has_and_go_back() {
    for server in servers::all() {
        let change = "  - alter_table_options:
      table: events
      options:
        postgresql: {unlogged: null, with: {fillfactor: null, autovacuum_enabled: true}}
        mysql: {charset: utf8mb4, collate: utf8mb4_unicode_ci, row_format: dynamic}
        sqlite: {strict: null}
";
        let history = History::new(server, &[TABLE, change]);
        history.up("r0");
        history.database.execute("INSERT INTO events (id, note, size) VALUES (1, 'a', 2);");
        let before = history.facts();
        history.up("r0:r1");
        let after = history.facts();
        let table = &after.tables["events"];
        let said = format!("{:?} {:?}", table.others, table.columns).to_lowercase();
        let has = |part: &str| said.contains(part);
        let right = match server.kind() {
            Kind::Postgresql => has("autovacuum_enabled=true") && !has("unlogged") && !has("fillfactor"),
            Kind::Mariadb => {
                has("row_format=dynamic") && said.matches("utf8mb4_unicode_ci").count() == 2 && !has("latin1")
            }
            Kind::Sqlite => has("without rowid") && !has("strict"),
        };
        assert!(right, "{:?}: {said}", server.kind());
        history.down("r1:r0");
        assert_same("before", &before, "again", &history.facts());
        assert_eq!(history.text("SELECT id, note, size FROM events"), "1 a 2");
    }
}

/// What may be there is there, and what may be gone is gone: a guarded script does its work all the same.
#[test]
fn guards_take_a_database_that_differs() {
    for server in servers::all() {
        let parts = server.kind() != Kind::Sqlite;
        let mut made = "  - create_table:
      name: notes
      if_not_exists: true
      columns: [{name: id, type: integer, nullable: false}, {name: text, type: varchar(20)}]
      primary_key: [id]
      indexes: [{name: ix_text, columns: [text]}]
    downgrade: [{drop_table: {name: notes, if_exists: true}}]
  - create_index: {table: notes, name: ix_id, columns: [id, text], if_not_exists: true}
    downgrade: [{drop_index: {table: notes, name: ix_id, if_exists: true}}]
"
        .to_string();
        let mut gone = "  - drop_table: {name: leftover, if_exists: true}
    downgrade: {nothing: nobody needs it}
  - drop_view: {name: old_view, if_exists: true}
    downgrade: {nothing: nobody needs it}
  - drop_index: {table: notes, name: ix_old, if_exists: true}
    downgrade: {nothing: nobody needs it}
"
        .to_string();
        if parts {
            made.push_str(
                "  - add_column: {table: notes, column: {name: extra, type: integer}, if_not_exists: true}
    downgrade: [{drop_column: {table: notes, column: extra, if_exists: true}}]\n",
            );
            gone.push_str(
                "  - drop_column: {table: notes, column: old, if_exists: true}
    downgrade: {nothing: nobody needs it}
  - drop_constraint: {table: notes, name: ck_old, if_exists: true}
    downgrade: {nothing: nobody needs it}\n",
            );
        }
        let fresh = History::new(server, &[&made, &gone]);
        fresh.up("r1");
        let wanted = fresh.facts();
        let history = History::new(server, &[&made, &gone]);
        let primary = if server.kind() == Kind::Mariadb { "" } else { "CONSTRAINT pk_notes " };
        history.database.execute(&format!(
            "CREATE TABLE notes (id integer NOT NULL, text varchar(20), {primary}PRIMARY KEY (id)){};
             CREATE INDEX ix_text ON notes (text); CREATE INDEX ix_id ON notes (id, text);
             CREATE TABLE leftover (a integer); CREATE VIEW old_view AS SELECT id FROM notes;
             CREATE INDEX ix_old ON notes (text, id);",
            if server.kind() == Kind::Mariadb { " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" } else { "" }
        ));
        if parts {
            history.database.execute(
                "ALTER TABLE notes ADD COLUMN extra integer; ALTER TABLE notes ADD COLUMN old integer;
                 ALTER TABLE notes ADD CONSTRAINT ck_old CHECK (id > 0);",
            );
        }
        history.up("r1");
        assert_same("made by the history", &wanted, "met by the history", &history.facts());
        history.database.execute("DROP TABLE notes;");
        history.database.execute("CREATE TABLE notes (id integer);");
        history.down("r1:r0");
        history.down("r0:base");
        assert!(history.facts().tables.is_empty(), "{}", history.facts());
    }
}
