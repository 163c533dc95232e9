//! Short histories on real servers, each of a kind that once went wrong: up with rows in place, and down again.

use sqlgen::dialect::Library;

use crate::catalog::{self, Facts, assert_same};
use crate::laws::pipeline::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

/// Revisions, each a list of operations, and what one server makes of them.
struct History {
    database: Database,
    project: Project,
}

impl History {
    fn new(server: &'static Server, lists: &[&str]) -> Self {
        let files: Vec<(String, String)> = lists.iter().enumerate().map(|(at, list)| revision(at, list)).collect();
        let dialect = Library::embedded().dialect(server.kind().dialect()).expect("the dialect is embedded");
        let project = Project::new(&dialect, &files).unwrap_or_else(|said| panic!("{said}"));
        Self { database: server.database(), project }
    }

    fn up(&self, range: &str) -> String {
        let script = self.project.upgrade(range).unwrap_or_else(|said| panic!("{said}"));
        self.database.run_script(&script, Mode::Documented).expect_success();
        script
    }

    fn down(&self, range: &str) {
        let script = self.project.downgrade(range).unwrap_or_else(|said| panic!("{said}"));
        self.database.run_script(&script, Mode::Documented).expect_success();
    }

    fn facts(&self) -> Facts {
        catalog::read(&self.database).without_table("alembic_version")
    }

    fn text(&self, query: &str) -> String {
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

/// The values of an enum change in every way while several columns of several tables are of it, with rows and defaults;
/// on PostgreSQL an array too.
#[test]
fn rows_follow_the_values_of_their_enum() {
    for server in servers::all() {
        let (list, filled) = match server.kind() {
            Kind::Postgresql => (", {name: all_of, type: {array: {enum: mood}}}", ", '{good,bad}'"),
            Kind::Mariadb | Kind::Sqlite => ("", ""),
        };
        let tables = format!(
            "  - create_enum: {{name: mood, values: [good, bad, odd]}}\n\
             \x20 - create_table: {{name: days, columns: [{{name: id, type: integer, nullable: false}}, {{name: was, type: {{enum: mood}}, nullable: false, default: good}}, {{name: is_now, type: {{enum: mood}}}}{list}], primary_key: [id]}}\n\
             \x20 - create_table: {{name: nights, columns: [{{name: id, type: integer, nullable: false}}, {{name: was, type: {{enum: mood}}, default: odd}}], primary_key: [id], indexes: [{{columns: [was]}}]}}\n"
        );
        let lists = [
            tables.as_str(),
            "  - add_enum_value: {name: mood, value: \"it's fine\", before: bad}\n",
            "  - rename_enum_value: {name: mood, from: good, to: splendid}\n",
            "  - rename_enum: {name: mood, to: feeling}\n  - add_column: {table: nights, column: {name: next, type: {enum: feeling}, default: splendid}}\n",
            "  - replace_enum: {name: feeling, values: [bad, splendid, so so], map: {\"it's fine\": so so, odd: bad}, map_back: {so so: \"it's fine\"}}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute(&format!(
            "INSERT INTO days VALUES (1, 'good', 'bad'{filled}), (2, 'odd', NULL{});",
            if filled.is_empty() { "" } else { ", NULL" }
        ));
        history
            .database
            .execute("INSERT INTO nights (id) VALUES (1); INSERT INTO nights VALUES (2, 'good'), (3, NULL);");
        let list = if filled.is_empty() { "" } else { ", all_of" };
        let rows = |history: &History| {
            let days = history.text(&format!("SELECT id, was, is_now{list} FROM days ORDER BY id"));
            format!("{days} / {}", history.text("SELECT id, was FROM nights ORDER BY id"))
        };
        let array = |values: &str| if list.is_empty() { String::new() } else { format!(" {{{values}}}") };
        let none = if list.is_empty() { "" } else { " NULL" };
        let seen = |first: &str| {
            format!("1 {first} bad{}; 2 odd NULL{none} / 1 odd; 2 {first}; 3 NULL", array(&format!("{first},bad")))
        };
        let mut before = vec![history.facts()];
        assert_eq!(rows(&history), seen("good"));
        history.up("r0:r1");
        before.push(history.facts());
        assert_eq!(rows(&history), seen("good"));
        history.up("r1:r2");
        before.push(history.facts());
        assert_eq!(rows(&history), seen("splendid"));
        history.database.execute("INSERT INTO days (id) VALUES (9);");
        assert_eq!(history.text("SELECT was FROM days WHERE id = 9"), "splendid", "the default follows");
        history.database.execute("DELETE FROM days WHERE id = 9;");
        history.up("r2:r3");
        before.push(history.facts());
        history.up("r3:r4");
        let mapped = seen("splendid").replace("odd", "bad");
        assert_eq!(rows(&history), mapped, "{:?}", server.kind());
        for (range, facts) in ["r4:r3", "r3:r2", "r2:r1", "r1:r0"].iter().zip(before.iter().rev()) {
            history.down(range);
            assert_same("before", facts, range, &history.facts());
        }
        assert_eq!(rows(&history), mapped.replace("splendid", "good"));
        history.up("r0:r4");
        assert_eq!(rows(&history), mapped);
    }
}

/// Numbers go on while their sequence changes and gets another name; what owns a sequence takes it along.
#[test]
fn columns_take_numbers_from_a_sequence_under_every_name() {
    for server in [servers::postgresql(), servers::mariadb()].into_iter().flatten() {
        let lists = [
            "  - create_sequence: {name: numbers, start: 10, increment: 5, cache: 1}\n\
             \x20 - create_table: {name: tickets, columns: [{name: id, type: integer, nullable: false, default: {sequence: numbers}}, {name: note, type: text}], primary_key: [id]}\n",
            "  - rename_sequence: {name: numbers, to: Ticket No}\n  - alter_sequence: {name: Ticket No, increment: 1, max: 1000}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute("INSERT INTO tickets (note) VALUES ('a'); INSERT INTO tickets (note) VALUES ('b');");
        let before = history.facts();
        history.up("r0:r1");
        history.database.execute("INSERT INTO tickets (note) VALUES ('c');");
        history.down("r1:r0");
        assert_same("before", &before, "after up and down", &history.facts());
        history.database.execute("INSERT INTO tickets (note) VALUES ('d');");
        let rows = history.text("SELECT note, id FROM tickets ORDER BY id");
        assert!(rows.starts_with("a 10; b 15; c "), "{:?}: {rows}", server.kind());
        assert_eq!(rows.matches(';').count(), 3, "every row has its own number: {rows}");
        history.down("r0:base");
        assert!(history.facts().is_empty(), "{}", history.facts());
    }
}

/// A policy steps aside while a column that it reads changes its type, and hides the same rows before and after.
#[test]
fn policies_hide_rows_through_changes_of_what_they_read() {
    let Some(server) = servers::postgresql() else { return };
    let lists = [
        "  - create_table: {name: notes, columns: [{name: id, type: integer, nullable: false}, {name: size, type: integer}], primary_key: [id]}\n\
         \x20 - enable_row_security: {table: notes, force: true}\n\
         \x20 - create_policy: {name: Small ones, table: notes, using: size < 5, check: size < 10}\n",
        "  - alter_column: {table: notes, column: size, type: bigint}\n  - rename_column: {table: notes, column: size, to: length}\n  - rename_table: {name: notes, to: papers}\n",
        "  - drop_table: {name: papers}\n",
    ];
    let history = History::new(server, &lists);
    history.up("r0");
    let name = "sqlgen_test_reader";
    let role = format!(
        "DO $$ BEGIN CREATE ROLE {name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT ALL ON notes TO {name};"
    );
    history.database.execute(&role);
    history.database.execute("INSERT INTO notes VALUES (1, 3), (2, 7);");
    let seen = |table: &str| history.text(&format!("SET ROLE {name}; SELECT id FROM {table} ORDER BY id"));
    let before = history.facts();
    assert_eq!(seen("notes"), "1");
    history.up("r0:r1");
    assert_eq!(seen("papers"), "1");
    let policies = |history: &History| history.facts().tables.values().next().map(|table| table.others.clone());
    history.up("r1:r2");
    history.down("r2:r1");
    assert!(policies(&history).is_some_and(|others| others.len() == 2), "{}", history.facts());
    history.down("r1:r0");
    assert_same("before", &before, "after up and down", &history.facts());
    history.database.execute(&format!("DROP OWNED BY {name}; DROP ROLE {name};"));
}
