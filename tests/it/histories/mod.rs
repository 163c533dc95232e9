//! Short histories on real servers, each of a kind that once went wrong: up with rows in place, and down again.

mod deletes;
mod objects;
mod places;
mod renames;
mod verified;

use sqlgen::dialect::Library;

use crate::catalog::{self, Facts, assert_same};
use crate::laws::pipeline::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

/// Revisions, each a list of operations, and what one server makes of them.
pub struct History {
    pub database: Database,
    project: Project,
}

impl History {
    pub fn new(server: &'static Server, lists: &[&str]) -> Self {
        let files: Vec<(String, String)> = lists.iter().enumerate().map(|(at, list)| revision(at, list)).collect();
        let dialect = Library::embedded().dialect(server.kind().dialect()).expect("the dialect is embedded");
        let project = Project::new(&dialect, &files).unwrap_or_else(|said| panic!("{said}"));
        Self { database: server.database(), project }
    }

    pub fn up(&self, range: &str) -> String {
        let script = self.project.upgrade(range).unwrap_or_else(|said| panic!("{said}"));
        self.database.run_script(&script, Mode::Documented).expect_success();
        script
    }

    pub fn down(&self, range: &str) {
        let script = self.project.downgrade(range).unwrap_or_else(|said| panic!("{said}"));
        self.database.run_script(&script, Mode::Documented).expect_success();
    }

    pub fn facts(&self) -> Facts {
        catalog::read(&self.database).without_table("alembic_version")
    }

    pub fn text(&self, query: &str) -> String {
        let rows = self.database.query(query);
        let row = |row: Vec<Option<String>>| {
            row.into_iter().map(|value| value.unwrap_or_else(|| "NULL".to_owned())).collect::<Vec<_>>().join(" ")
        };
        rows.into_iter().map(row).collect::<Vec<_>>().join("; ")
    }
}

fn revision(at: usize, list: &str) -> (String, String) {
    let parent = at.checked_sub(1).map_or("null".to_owned(), |before| format!("r{before}"));
    (format!("r{at}.yaml"), format!("revision: r{at}\ndown_revision: {parent}\nupgrade:\n{list}"))
}

/// A trigger whose columns are dropped and renamed before it gets its new text comes back after they are back.
#[test]
fn a_trigger_waits_for_its_columns_on_the_way_down() {
    for server in [servers::postgresql(), servers::sqlite()].into_iter().flatten() {
        let body = match server.kind() {
            Kind::Postgresql => "EXECUTE FUNCTION touch()",
            _ => "SELECT 1;",
        };
        let trigger = |kind: &str, table: &str, columns: &str| {
            format!(
                "  - {kind}: {{name: tr, table: {table}, timing: after, events: [update], columns: [{columns}], body: {body}}}\n"
            )
        };
        let first = "  - create_table: {name: notes, columns: [{name: id, type: integer}, {name: text, type: text}, {name: kind, type: text}, {name: size, type: integer}], primary_key: [id]}\n".to_owned()
            + &trigger("create_trigger", "notes", "text, kind");
        let second = "  - drop_column: {table: notes, column: text}\n  - rename_column: {table: notes, column: kind, to: sort}\n  - rename_table: {name: notes, to: papers}\n".to_owned()
            + &trigger("replace_trigger", "papers", "sort, size");
        let third = "  - drop_column: {table: papers, column: size}\n".to_owned()
            + "  - drop_trigger: {name: tr, table: papers}\n"
            + &trigger("create_trigger", "papers", "sort");
        let history = History::new(server, &[&first, &second, &third]);
        if server.kind() == Kind::Postgresql {
            let function = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";
            history.database.execute(function);
        }
        let mut seen = Vec::new();
        history.up("r0");
        history.database.execute("INSERT INTO notes VALUES (1, 'a', 'b', 3), (2, NULL, 'c', NULL);");
        seen.push(history.facts());
        history.up("r0:r1");
        seen.push(history.facts());
        history.up("r1:r2");
        history.down("r2:r1");
        let triggers = |facts: &Facts, table: &str| facts.tables[table].triggers.clone();
        assert_eq!(triggers(&history.facts(), "papers"), triggers(&seen[1], "papers"));
        history.down("r1:r0");
        assert_eq!(triggers(&history.facts(), "notes"), triggers(&seen[0], "notes"));
        assert_eq!(history.text("SELECT id, kind FROM notes ORDER BY id"), "1 b; 2 c");
        history.database.execute("UPDATE notes SET text = 'again';");
        history.down("r0:base");
    }
}

/// A column that the database numbers is not nullable, whatever is said of it, and may be nullable again afterwards.
#[test]
fn numbered_columns_are_never_null() {
    for server in servers::all() {
        let lists = [
            "  - create_table: {name: cards, columns: [{name: id, type: integer, identity: by_default}, {name: name, type: text}], primary_key: [id]}\n",
            "  - alter_column: {table: cards, column: id, drop_identity: true}\n",
            "  - alter_column: {table: cards, column: id, identity: by_default}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute("INSERT INTO cards (name) VALUES ('a'), ('b');");
        history.up("r0:r2");
        history.down("r2:r1");
        history.up("r1:r2");
        let column = &history.facts().tables["cards"].columns[0];
        assert!(column.not_null && column.identity.is_some(), "{column:?}");
        assert_eq!(history.text("SELECT id, name FROM cards ORDER BY id"), "1 a; 2 b");
    }
    let Some(server) = servers::postgresql() else { return };
    let lists = [
        "  - create_table: {name: cards, columns: [{name: no, type: integer}, {name: twice, type: smallint, identity: always}]}\n",
        "  - alter_column: {table: cards, column: no, identity: always}\n",
        "  - alter_column: {table: cards, column: no, drop_identity: true, nullable: true}\n",
    ];
    let history = History::new(server, &lists);
    let not_null = |history: &History| {
        history.facts().column_facts()["cards"].iter().map(|fact| fact.not_null).collect::<Vec<_>>()
    };
    history.up("r0");
    assert_eq!(not_null(&history), [false, true]);
    history.up("r0:r1");
    assert_eq!(not_null(&history), [true, true]);
    history.up("r1:r2");
    history.down("r2:r1");
    assert_eq!(not_null(&history), [true, true]);
    history.down("r1:r0");
    assert_eq!(not_null(&history), [false, true]);
}

/// Both ends of a foreign key get another type, one after the other, with rows that point at rows.
#[test]
fn foreign_keys_step_aside_for_a_change_of_type() {
    for server in servers::all() {
        let lists = [
            "  - create_enum: {name: mood, values: [good, bad]}\n\
             \x20 - create_table: {name: users, columns: [{name: code, type: varchar(20)}, {name: boss, type: varchar(20)}, {name: mood, type: {enum: mood}, nullable: false}], primary_key: [code], unique: [{columns: [mood]}], foreign_keys: [{columns: [boss], references: {table: users, columns: [code]}}]}\n\
             \x20 - create_table: {name: files, columns: [{name: id, type: integer}, {name: owner, type: varchar(20)}, {name: mood, type: {enum: mood}}], primary_key: [id], foreign_keys: [{columns: [owner], references: {table: users, columns: [code]}, on_delete: cascade}, {columns: [mood], references: {table: users, columns: [mood]}}]}\n",
            "  - alter_column: {table: users, column: code, type: varchar(40), comment: longer}\n",
            "  - alter_column: {table: files, column: owner, type: varchar(50), nullable: false}\n\
             \x20 - alter_column: {table: users, column: boss, type: varchar(70)}\n",
            "  - replace_enum: {name: mood, values: [fine, bad, odd], map: {good: fine}}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history
            .database
            .execute("INSERT INTO users VALUES ('a', NULL, 'good'); INSERT INTO users VALUES ('b', 'a', 'bad');");
        history.database.execute("INSERT INTO files VALUES (1, 'a', 'good'), (2, 'b', 'bad');");
        let before = history.facts();
        let rows = |history: &History| {
            history.text("SELECT f.id, f.owner, f.mood, u.boss, u.mood FROM files f JOIN users u ON u.code = f.owner ORDER BY f.id")
        };
        assert_eq!(rows(&history), "1 a good NULL good; 2 b bad a bad");
        for range in ["r0:r1", "r1:r2", "r2:r3"] {
            history.up(range);
            let keys = history.facts().tables.values().map(|table| table.foreign_keys.len()).sum::<usize>();
            assert_eq!(keys, 3, "{range}");
        }
        assert_eq!(rows(&history), "1 a fine NULL fine; 2 b bad a bad");
        let checks = if server.kind() == Kind::Sqlite { "PRAGMA foreign_keys = ON;" } else { "" };
        let orphan = format!("{checks} INSERT INTO files VALUES (3, 'z', NULL);");
        assert!(!history.database.run_script(&orphan, Mode::Documented).success(), "keys are still checked");
        for range in ["r3:r2", "r2:r1", "r1:r0"] {
            history.down(range);
        }
        if server.kind() != Kind::Sqlite {
            assert_same("before", &before, "after up and down", &history.facts());
        }
        assert_eq!(rows(&history), "1 a good NULL good; 2 b bad a bad");
    }
}

/// A column whose enum is a check is renamed in one rebuild with its neighbours, while other tables point at its table.
#[test]
fn a_renamed_enum_column_keeps_rows_and_references_through_a_rebuild() {
    for server in servers::all() {
        let lists = [
            "  - create_enum: {name: state, values: [open, shut]}\n\
             \x20 - create_table: {name: gates, columns: [{name: id, type: integer}, {name: state, type: {enum: state}, default: open, nullable: false}, {name: size, type: integer}], primary_key: [id], unique: [{name: uq_state, columns: [state, id]}]}\n\
             \x20 - create_table: {name: bolts, columns: [{name: id, type: integer}, {name: gate, type: integer}, {name: gate_state, type: {enum: state}}], primary_key: [id], foreign_keys: [{columns: [gate], references: {table: gates, columns: [id]}, on_delete: cascade}, {columns: [gate_state, gate], references: {table: gates, columns: [state, id]}}]}\n",
            "  - rename_column: {table: gates, column: state, to: condition}\n\
             \x20 - alter_column: {table: gates, column: size, type: bigint, nullable: false, default: 0}\n\
             \x20 - alter_column: {table: gates, column: condition, default: shut}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute("INSERT INTO gates VALUES (1, 'open', 5), (2, 'shut', 6); INSERT INTO bolts VALUES (1, 1, 'open'), (2, 2, 'shut'), (3, 1, NULL);");
        history.up("r0:r1");
        let targets = |history: &History| {
            let facts = history.facts();
            let keys = facts.tables["bolts"].foreign_keys.values();
            keys.map(|key| format!("{} {}", key.target, key.target_columns.join(","))).collect::<Vec<_>>()
        };
        let sorted = |mut list: Vec<String>| {
            list.sort();
            list
        };
        assert_eq!(sorted(targets(&history)), ["gates condition,id", "gates id"]);
        let rows = "SELECT k.id, g.id, g.size FROM bolts k JOIN gates g ON g.id = k.gate ORDER BY k.id";
        assert_eq!(history.text(rows), "1 1 5; 2 2 6; 3 1 5");
        let strict = if server.kind() == Kind::Mariadb { "SET sql_mode = 'STRICT_ALL_TABLES';" } else { "" };
        let wrong = format!("{strict} INSERT INTO gates VALUES (3, 'ajar', 1);");
        assert!(!history.database.run_script(&wrong, Mode::Documented).success(), "the values are still checked");
        history.down("r1:r0");
        assert_eq!(sorted(targets(&history)), ["gates id", "gates state,id"]);
        assert_eq!(history.text("SELECT id, state, size FROM gates ORDER BY id"), "1 open 5; 2 shut 6");
        assert_eq!(history.text(rows), "1 1 5; 2 2 6; 3 1 5");
    }
}

/// A column at either end of a foreign key is renamed beside changes that copy the table, and while checks name it.
#[test]
fn columns_of_foreign_keys_are_renamed_beside_other_changes() {
    for server in servers::all() {
        let lists = [
            "  - create_table: {name: towns, columns: [{name: id, type: integer}, {name: size, type: integer}], primary_key: [id], checks: [{name: ck_id, expression: id > 0}]}\n\
             \x20 - create_table: {name: roads, columns: [{name: id, type: integer}, {name: town, type: integer}, {name: length, type: integer}], primary_key: [id], foreign_keys: [{columns: [town], references: {table: towns, columns: [id]}}], checks: [{name: ck_town, expression: town > 0}]}\n",
            "  - rename_column: {table: towns, column: id, to: no}\n\
             \x20 - alter_column: {table: towns, column: size, type: bigint}\n\
             \x20 - rename_column: {table: roads, column: town, to: place}\n\
             \x20 - alter_column: {table: roads, column: length, type: bigint, nullable: false, default: 1}\n\
             \x20 - create_check_constraint: {table: roads, name: ck_length, expression: length > 0}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute("INSERT INTO towns VALUES (1, 5); INSERT INTO roads VALUES (1, 1, 7);");
        let before = history.facts();
        history.up("r0:r1");
        assert_eq!(history.text("SELECT r.length, t.size FROM roads r JOIN towns t ON t.no = r.place"), "7 5");
        let facts = history.facts();
        let key = facts.tables["roads"].foreign_keys.values().next().expect("the key is there");
        assert_eq!((key.columns.join(","), key.target_columns.join(",")), ("place".to_owned(), "no".to_owned()));
        history.down("r1:r0");
        assert_same("before", &before, "after up and down", &history.facts());
    }
}

/// Columns are renamed in tables that somebody has read under another name: servers keep what they worked out for that.
#[test]
fn columns_that_checks_and_computed_columns_read_are_renamed_in_tables_in_use() {
    for server in servers::all() {
        let computed = "computed: {expression: size + 1}";
        let lists = [
            &format!(
                "  - create_table: {{name: boxes, columns: [{{name: id, type: integer}}, {{name: data, type: json, nullable: false}}, {{name: size, type: integer}}, {{name: more, type: integer, {computed}}}], primary_key: [id], checks: [{{name: ck_size, expression: size > 0}}]}}\n"
            ),
            "  - rename_column: {table: boxes, column: data, to: content}\n",
            "  - rename_column: {table: boxes, column: size, to: width}\n",
        ];
        let history = History::new(server, &lists);
        let read = "SELECT b.id FROM boxes b;";
        history.up("r0");
        history.database.execute("INSERT INTO boxes (id, data, size) VALUES (1, '[]', 2);");
        let before = history.facts();
        for range in ["r0:r1", "r1:r2"] {
            history.database.query(read);
            history.up(range);
        }
        assert_eq!(history.text("SELECT content, width, more FROM boxes"), "[] 2 3");
        for range in ["r2:r1", "r1:r0"] {
            history.database.query(read);
            history.down(range);
        }
        assert_same("before", &before, "after up and down", &history.facts());
    }
}

/// The header says that rows are in the way of a column without a default exactly where they are.
#[test]
fn a_column_without_a_default_fails_where_the_header_says_so() {
    for server in servers::all() {
        for word in ["integer", "text", "date", "timestamp", "timestamptz", "json"] {
            let column = format!("  - add_column: {{table: t, column: {{name: c, type: {word}, nullable: false}}}}\n");
            let lists =
                ["  - create_table: {name: t, columns: [{name: id, type: integer}], primary_key: [id]}\n", &column];
            let history = History::new(server, &lists);
            history.up("r0");
            history.database.execute("INSERT INTO t VALUES (1);");
            let script = history.project.upgrade("r0:r1").unwrap_or_else(|said| panic!("{said}"));
            let outcome = history.database.run_script(&script, Mode::Documented);
            let says = script.contains("is NOT NULL and has no default");
            assert_eq!(outcome.success(), !says, "{:?}, {word}: {}", server.kind(), outcome.stderr);
        }
    }
}

/// A key goes while foreign keys point at its columns and another key or index keeps these unique.
#[test]
fn a_key_goes_while_another_one_keeps_its_columns_unique() {
    for server in servers::all() {
        let lists = [
            "  - create_table: {name: t, columns: [{name: id, type: integer, nullable: false}, {name: up, type: integer}], unique: [{name: uq_t, columns: [id]}]}\n\
             \x20 - create_table: {name: u, columns: [{name: t_id, type: integer}], foreign_keys: [{columns: [t_id], references: {table: t, columns: [id]}}]}\n",
            "  - create_index: {table: t, name: ix_t, columns: [id], unique: true}\n  - drop_constraint: {table: t, name: uq_t}\n",
            "  - create_primary_key: {table: t, columns: [id]}\n  - drop_index: {table: t, name: ix_t}\n",
            "  - create_table: {name: w, columns: [{name: id, type: integer}, {name: up, type: integer}], indexes: [{columns: [id], unique: true}], foreign_keys: [{columns: [up], references: {table: w, columns: [id]}}]}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute("INSERT INTO t VALUES (1, NULL); INSERT INTO u VALUES (1);");
        let before = history.facts();
        history.up("r0:r3");
        let keys = history.facts().tables.values().map(|table| table.foreign_keys.len()).sum::<usize>();
        assert_eq!(keys, 2, "{:?}", server.kind());
        history.down("r3:r0");
        assert_same("before", &before, "after up and down", &history.facts());
    }
}

/// Columns of points in time are what the file says, also in sessions where the server adds defaults of its own to them.
#[test]
fn times_get_no_defaults_of_the_servers_own() {
    let Some(server) = servers::mariadb() else { return };
    let lists = [
        "  - create_table: {name: visits, columns: [{name: id, type: integer}, {name: came, type: timestamptz, nullable: false}, {name: went, type: timestamptz, nullable: false}, {name: seen, type: timestamptz(3)}, {name: own, type: {raw: timestamp}}], primary_key: [id]}\n",
        "  - add_column: {table: visits, column: {name: paid, type: timestamptz, nullable: false}}\n",
    ];
    let (usual, odd) = (History::new(server, &lists), History::new(server, &lists));
    let script = usual.up("r1");
    let before = "SET SESSION explicit_defaults_for_timestamp = OFF;\n";
    odd.database.run_script(&format!("{before}{script}"), Mode::Documented).expect_success();
    assert_same("usual", &usual.facts(), "odd", &odd.facts());
    let columns = usual.facts().column_facts()["visits"].clone();
    assert!(columns.iter().all(|column| !column.has_default), "{columns:?}");
    assert_eq!(columns.iter().filter(|column| !column.not_null).count(), 2, "{columns:?}");
}

/// `using` reads a column by the name that it got a line before, where SQLite makes the table again.
#[test]
fn a_conversion_reads_what_was_renamed_beside_it() {
    for server in [servers::postgresql(), servers::sqlite()].into_iter().flatten() {
        let history = History::new(
            server,
            &[
                "  - create_table: {name: t, columns: [{name: id, type: integer, nullable: false}, {name: was, type: varchar(20)}], primary_key: [id]}\n  - bulk_insert: {table: t, rows: [{id: 1, was: one}, {id: 2, was: two}]}\n",
                "  - rename_column: {table: t, column: was, to: now}\n  - alter_column: {table: t, column: now, type: text, using: \"'it was ' || now\"}\n    downgrade: {nothing: the longer text stays}\n",
            ],
        );
        history.up("head");
        assert_eq!(history.text("SELECT now FROM t ORDER BY id"), "it was one; it was two", "{:?}", server.kind());
        history.down("head:base");
    }
}

/// A collation goes with the type that has one, and comes back with it.
#[test]
fn a_collation_goes_and_comes_with_text() {
    for server in servers::all() {
        let name = match server.kind() {
            Kind::Postgresql => "C",
            Kind::Mariadb => "utf8mb4_general_ci",
            Kind::Sqlite => "NOCASE",
        };
        let first = format!(
            "  - create_table: {{name: t, columns: [{{name: id, type: integer}}, {{name: n, type: varchar(10), collation: {name}}}]}}\n"
        );
        let second = "  - alter_column: {table: t, column: n, type: integer, using: CAST(n AS integer)}\n    downgrade: [{alter_column: {table: t, column: n, type: varchar(10), collation: COLLATION}}]\n".replace("COLLATION", name);
        let second = match server.kind() {
            Kind::Postgresql => second,
            _ => "  - alter_column: {table: t, column: n, type: integer}\n".to_string(),
        };
        let history = History::new(server, &[&first, &second]);
        history.up("r0");
        let before = history.facts();
        history.database.execute("INSERT INTO t VALUES (1, '12');");
        history.up("r0:r1");
        assert_eq!(history.text("SELECT n + 1 FROM t"), "13");
        history.down("r1:r0");
        assert_same("before", &before, "after up and down", &history.facts());
        assert_eq!(history.text("SELECT n FROM t"), "12");
    }
}

/// Checks and indexes over an expression mean what the file says when the type of a column goes and comes back:
/// PostgreSQL would keep them with the casts of the type in between, and use no such index any more.
#[test]
fn conditions_are_what_the_file_says_after_changes_of_type() {
    for server in [servers::postgresql(), servers::sqlite()].into_iter().flatten() {
        let lists = [
            "  - create_table: {name: t, columns: [{name: id, type: integer}, {name: n, type: integer}, {name: s, type: varchar(10), nullable: false}], checks: [{name: ck_n, expression: n > -1}, {name: ck_s, expression: s <> '5'}], indexes: [{name: ix_id, columns: [id], where: n > -1}, {name: ix_more, columns: [{expression: n + 1}]}]}\n",
            "  - alter_column: {table: t, column: n, type: \"numeric(10,2)\"}\n",
            "  - alter_column: {table: t, column: s, type: integer, using: CAST(s AS integer)}\n    downgrade: [{alter_column: {table: t, column: s, type: varchar(10)}}]\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute("INSERT INTO t VALUES (1, 2, '3');");
        let before = history.facts();
        history.up("r0:r2");
        assert!(!history.database.run_script("INSERT INTO t VALUES (2, 3, 5);", Mode::Documented).success());
        history.down("r2:r0");
        assert_same("before", &before, "after up and down", &history.facts());
        assert_eq!(history.text("SELECT id, n, s FROM t"), "1 2 3", "{:?}", server.kind());
    }
}

/// A rebuild on SQLite leaves no row that points at a row that is not there, in its table or in one that points at it.
#[test]
fn rows_that_point_nowhere_stop_a_rebuild() {
    let Some(server) = servers::sqlite() else { return };
    let first = "
  - create_table: {name: owners, columns: [{name: id, type: integer, primary_key: true}, {name: name, type: varchar(20)}]}
  - create_table: {name: pets, columns: [{name: id, type: integer, primary_key: true}, {name: owner, type: integer, references: {table: owners, columns: [id]}}]}
  - create_table: {name: apart, columns: [{name: id, type: integer, primary_key: true}, {name: pet, type: integer, references: {table: pets, columns: [id]}}]}
";
    let owners = "
  - alter_column: {table: owners, column: name, type: varchar(40), nullable: false}
";
    let script = |history: &History| history.project.upgrade("r0:r1").expect("a script");
    for (orphan, stops) in [
        ("INSERT INTO pets VALUES (1, 7);", true),
        ("INSERT INTO apart VALUES (1, 7);", false),
        ("INSERT INTO owners VALUES (7, 'one'); INSERT INTO pets VALUES (1, 7);", false),
    ] {
        let history = History::new(server, &[first, owners]);
        history.up("r0");
        history.database.execute(&format!("PRAGMA foreign_keys = OFF; {orphan}"));
        let outcome = history.database.run_script(&script(&history), Mode::Documented);
        if stops {
            outcome.expect_failure("a row points at a row that is not there, this revision is undone");
            assert!(history.text("SELECT version_num FROM alembic_version").ends_with("r0"));
        } else {
            outcome.expect_success();
        }
    }
}

/// What is asked to leave the transaction stays in it where its table is rebuilt: the rows that point at it are kept.
#[test]
fn a_rebuild_does_not_leave_its_transaction() {
    let Some(server) = servers::sqlite() else { return };
    let first = "
  - create_enum: {name: state, values: [new, old]}
  - create_table: {name: loans, columns: [{name: id, type: integer, primary_key: true}, {name: state, type: {enum: state}}]}
  - create_table: {name: notes, columns: [{name: id, type: integer, primary_key: true}, {name: loan, type: integer, references: {table: loans, columns: [id], on_delete: cascade}}]}
";
    let second = "
  - add_enum_value: {name: state, value: lost}
    transaction: none
    downgrade:
      - replace_enum: {name: state, values: [new, old], map: {lost: old}}
        transaction: none
";
    let history = History::new(server, &[first, second]);
    history.up("r0");
    history.database.execute("INSERT INTO loans VALUES (1, 'new'); INSERT INTO notes VALUES (1, 1);");
    history.up("r0:r1");
    history.database.execute("UPDATE loans SET state = 'lost';");
    assert_eq!(history.text("SELECT loans.id, state, loan FROM loans JOIN notes ON loan = loans.id"), "1 lost 1");
    history.down("r1:r0");
    assert_eq!(history.text("SELECT loans.id, state, loan FROM loans JOIN notes ON loan = loans.id"), "1 old 1");
}
