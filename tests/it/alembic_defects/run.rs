//! What is seen on a server behind a script.

use super::printed::{typed, written_or_refused};
use super::{ALL, Run, TABLE, history, script, upgrade};
use crate::catalog::assert_same;
use crate::sample::picture::version;
use crate::sample::project::Project;
use crate::servers::{self, Kind, Mode};

pub fn texts_arrive(texts: &[&str]) {
    for server in servers::all() {
        for text in texts {
            let value = serde_json::to_string(text).expect("a text is JSON");
            let insert = format!("insert: {{table: t, values: {{id: 1, v: {value}}}}}");
            let default = format!("add_column: {{table: t, column: {{name: d, type: varchar(40), default: {value}}}}}");
            let run = Run::new(server, &[&[TABLE, &insert, &default]]);
            run.go("upgrade", "head");
            assert_eq!(run.rows("SELECT v, d FROM t"), [format!("{text}, {text}")], "{:?}", server.kind());
        }
    }
}

pub fn one_terminator() {
    let update = "sql: \"UPDATE t SET v = 'a;'; \"\n    downgrade: {nothing: a test}";
    for server in servers::all() {
        let text = Run::new(server, &[&[TABLE, update]]).go("upgrade", "head");
        // A client that is told another delimiter takes that.
        let ends = ["UPDATE t SET v = 'a;';\n", "UPDATE t SET v = 'a;'$$\nDELIMITER ;\n"];
        assert_eq!(ends.map(|end| text.matches(end).count()).iter().sum::<usize>(), 1, "{text}");
        assert!(!text.contains(";;") && !text.contains("; ;"), "{text}");
    }
}

const MOOD: &str = "create_enum: {name: mood, values: [good, bad]}";
const MOODY: &str = "create_table: {name: a, columns: [{name: id, type: integer}, {name: m, type: {enum: mood}}]}";

pub fn enums_are_made_once() {
    let Some(server) = servers::postgresql() else { return };
    let second = "create_table: {name: b, columns: [{name: m, type: {enum: mood}}]}";
    let run = Run::new(server, &[&[MOOD, MOODY], &[second]]);
    run.go("upgrade", "r1");
    assert!(!run.go("upgrade", "r1:r2").contains("CREATE TYPE"));
    assert_eq!(run.go("downgrade", "r2:base").matches("DROP TYPE").count(), 1);
    assert!(run.facts().is_empty());
}

pub fn enums_come_before_columns() {
    let Some(server) = servers::postgresql() else { return };
    let column = "add_column: {table: t, column: {name: m, type: {enum: mood}, default: good, nullable: false}}";
    let run = Run::new(server, &[&[TABLE], &[MOOD, column]]);
    run.go("upgrade", "r1");
    run.database.execute("INSERT INTO t VALUES (1, 'x');");
    run.go("upgrade", "r1:r2");
    assert_eq!(run.rows("SELECT m FROM t"), ["good"]);
    let said = upgrade("postgresql", &[TABLE, column]).expect_err("nobody made the enum");
    assert!(said.contains("mood"), "{said}");
}

pub fn enums_go() {
    let Some(server) = servers::postgresql() else { return };
    let run = Run::new(server, &[&[MOOD, MOODY], &["drop_column: {table: a, column: m}", "drop_enum: {name: mood}"]]);
    run.go("upgrade", "r1");
    assert_eq!(run.facts().enums.len(), 1);
    run.go("upgrade", "r1:r2");
    assert!(run.facts().enums.is_empty());
    run.go("downgrade", "r2:base");
    assert!(run.facts().is_empty(), "the type goes with the revision that made it");
}

pub fn concurrent_indexes_stand_outside() {
    let Some(server) = servers::postgresql() else { return };
    let run = Run::new(server, &[&[TABLE], &["create_index: {name: ix, table: t, columns: [v], concurrently: true}"]]);
    run.go("upgrade", "head");
    assert_eq!(run.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass"), ["t"]);
    assert_eq!(version(&run.database), "r2");
    let text = run.go("downgrade", "r2:r1");
    assert!(text.contains("DROP INDEX CONCURRENTLY"), "{text}");
    assert_eq!(version(&run.database), "r1");
}

pub fn foreign_keys_of_added_columns_stay() {
    let key = "create_foreign_key: {name: fk, table: t, columns: [p], references: {table: t, columns: [id]}}";
    let lists: &[&[&str]] = &[&[TABLE], &["add_column: {table: t, column: {name: p, type: integer}}", key]];
    for dialect in ALL {
        let text =
            script(&history(dialect, lists), "upgrade", "r1:r2").unwrap_or_else(|said| panic!("{dialect}: {said}"));
        assert!(text.contains("FOREIGN KEY"), "{dialect}: {text}");
    }
    for server in servers::all() {
        let run = Run::new(server, lists);
        run.go("upgrade", "head");
        assert_eq!(run.facts().tables["t"].foreign_keys.len(), 1, "{:?}", server.kind());
    }
}

pub fn sqlite_columns_change() {
    let Some(server) = servers::sqlite() else { return };
    let change = "alter_column: {table: t, column: v, type: varchar(20), nullable: false, default: none}";
    let run = Run::new(server, &[&[TABLE, "create_index: {name: ix, table: t, columns: [v]}"], &[change]]);
    run.go("upgrade", "r1");
    run.database.execute("INSERT INTO t VALUES (1, 'x'), (2, 'y');");
    run.go("upgrade", "r1:r2");
    let facts = run.facts();
    let column = &facts.tables["t"].columns[1];
    assert!(column.not_null && column.data_type.eq_ignore_ascii_case("varchar(20)"), "{column:?}");
    assert_eq!(facts.tables["t"].indexes.len(), 1);
    run.go("downgrade", "r2:r1");
    assert_eq!(run.rows("SELECT id, v FROM t ORDER BY id"), ["1, x", "2, y"]);
}

pub fn renamed_columns_keep_everything() {
    let table = "create_table: {name: n, columns: [{name: id, type: integer, identity: by_default, comment: number}, {name: v, type: varchar(20), nullable: false, default: x, comment: value}], primary_key: [id]}";
    let renames = ["rename_column: {table: n, column: id, to: no}", "rename_column: {table: n, column: v, to: w}"];
    for server in servers::all() {
        let run = Run::new(server, &[&[table], &renames]);
        run.go("upgrade", "r1");
        let before = run.facts();
        run.go("upgrade", "r1:r2");
        let mut after = run.facts();
        let names: Vec<String> = before.tables["n"].columns.iter().map(|column| column.name.clone()).collect();
        let columns = after.tables.get_mut("n").expect("the table").columns.iter_mut();
        columns.zip(&names).for_each(|(column, name)| column.name.clone_from(name));
        assert_eq!(after.tables["n"].columns, before.tables["n"].columns, "{:?}", server.kind());
    }
    // No MySQL is at hand, and a change of type says everything of the column again.
    let longer = "alter_column: {table: n, column: v, type: varchar(40)}";
    let text =
        script(&history("mysql", &[&[table], &[longer]]), "upgrade", "r1:r2").unwrap_or_else(|said| panic!("{said}"));
    for wanted in ["varchar(40)", "NOT NULL", "DEFAULT 'x'", "COMMENT 'value'"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

pub fn types_and_defaults_change_in_order() {
    let Some(server) = servers::postgresql() else { return };
    let table = "create_table: {name: o, columns: [{name: id, type: integer}, {name: flag, type: varchar(5), default: \"no\"}]}";
    let change = "alter_column: {table: o, column: flag, type: boolean, using: \"flag = 'yes'\", default: false}\n    downgrade:\n      - alter_column: {table: o, column: flag, type: varchar(5), using: \"CASE WHEN flag THEN 'yes' ELSE 'no' END\", default: \"no\"}";
    let run = Run::new(server, &[&[table], &[change]]);
    run.go("upgrade", "r1");
    run.database.execute("INSERT INTO o VALUES (1, 'yes'), (2, 'no');");
    run.go("upgrade", "r1:r2");
    run.database.execute("INSERT INTO o (id) VALUES (3);");
    assert_eq!(run.rows("SELECT flag FROM o ORDER BY id"), ["t", "f", "f"]);
    run.go("downgrade", "r2:r1");
    assert_eq!(run.rows("SELECT flag FROM o ORDER BY id"), ["yes", "no", "no"]);
}

pub fn dropped_columns_take_their_indexes() {
    let Some(server) = servers::sqlite() else { return };
    let table = "create_table: {name: d, columns: [{name: id, type: integer}, {name: gone, type: integer}, {name: stays, type: text}], checks: [{name: ck, expression: gone > 0}], indexes: [{name: ix, columns: [gone]}, {name: iy, columns: [stays]}]}";
    let drop = "drop_column: {table: d, column: gone}";
    let changes = [
        "drop_constraint: {table: d, name: ck}",
        "drop_index: {table: d, name: ix}",
        drop,
        "alter_column: {table: d, column: stays, nullable: false}",
    ];
    // Left behind without a word they are not: either they go with the column, or the file has to say so.
    match script(&history("sqlite", &[&[table], &[drop]]), "upgrade", "r1:r2") {
        Ok(text) => assert!(!text.contains("CREATE INDEX ix "), "{text}"),
        Err(said) => assert!(said.contains("ck") || said.contains("ix"), "{said}"),
    }
    let run = Run::new(server, &[&[table], &changes]);
    run.go("upgrade", "r1");
    run.database.execute("INSERT INTO d VALUES (1, 2, 'x');");
    let before = run.facts();
    run.go("upgrade", "r1:r2");
    assert_eq!(run.facts().tables["d"].indexes.keys().collect::<Vec<_>>(), ["iy"]);
    run.database.execute("DELETE FROM d;");
    run.go("downgrade", "r2:r1");
    assert_same("before", &before, "after", &run.facts());
}

pub fn sequences_go_on() {
    for server in servers::all() {
        let table = "create_table: {name: n, columns: [{name: id, type: integer, identity: by_default}, {name: v, type: varchar(5)}], primary_key: [id]}";
        let change = "alter_column: {table: n, column: v, type: varchar(50), nullable: false}";
        let run = Run::new(server, &[&[table], &[change]]);
        run.go("upgrade", "r1");
        run.database.execute("INSERT INTO n (v) VALUES ('a'), ('b'), ('c'); DELETE FROM n WHERE id = 3;");
        run.go("upgrade", "r1:r2");
        run.database.execute("INSERT INTO n (v) VALUES ('d');");
        assert_eq!(run.rows("SELECT max(id), count(*) FROM n"), ["4, 3"], "{:?}", server.kind());
    }
}

pub fn unique_keys_carry_columns() {
    let key = "create_unique_constraint: {name: uq, table: t, columns: [id], include: [v]}";
    written_or_refused("postgresql", &[TABLE, key], "include", "UNIQUE (ID) INCLUDE (V)");
    let Some(server) = servers::postgresql() else { return };
    let run =
        Run::new(server, &[&[TABLE, "create_index: {name: uq, table: t, columns: [id], include: [v], unique: true}"]]);
    run.go("upgrade", "head");
    let index = &run.facts().tables["t"].indexes["uq"];
    assert!(index.unique && index.include == ["v"], "{index:?}");
}

pub fn values_of_every_type() {
    let types = ["json", "blob", "date", "uuid", "timestamp", "boolean", "\"numeric(10,2)\""];
    let id = "00000000-0000-4000-8000-00000000000a";
    let row = format!(
        "insert: {{table: t, values: {{c0: '{{\"a\": [1, \"ü\"]}}', c1: \"a\\u0001b\", c2: 2025-03-10, c3: {id}, c4: \"2025-03-10 11:30:00\", c5: true, c6: 1.50}}}}\n    downgrade: {{nothing: a test}}"
    );
    for server in servers::all() {
        let run = Run::new(server, &[&[&typed(&types), &row]]);
        run.go("upgrade", "head");
        let bytes = match server.kind() {
            Kind::Postgresql => "encode(c1, 'hex')",
            Kind::Mariadb | Kind::Sqlite => "lower(hex(c1))",
        };
        let found = run.rows(&format!("SELECT c0, {bytes}, c2, c3, c4 FROM t"));
        assert_eq!(
            found,
            [format!("{{\"a\": [1, \"ü\"]}}, 610162, 2025-03-10, {id}, 2025-03-10 11:30:00")],
            "{:?}",
            server.kind()
        );
        let (yes, price) = match server.kind() {
            Kind::Postgresql => ("t", "1.50"),
            Kind::Mariadb => ("1", "1.50"),
            Kind::Sqlite => ("1", "1.5"),
        };
        assert_eq!(run.rows("SELECT c5, c6 FROM t"), [format!("{yes}, {price}")]);
    }
}

pub fn long_ids() {
    let id = "a_readable_id_of_more_than_thirty_two_characters";
    let revision = format!("revision: {id}\ndown_revision: null\nupgrade: []\n");
    for server in servers::all() {
        let dialect = format!("dialect: {}\n", server.kind().dialect());
        let narrow = Project::of(&[("sqlgen.yaml", &dialect), ("revisions/x.yaml", &revision)]);
        let said = script(&narrow, "upgrade", "head").expect_err("it does not fit");
        assert!(said.contains("id-too-long") && said.contains("version_table: {length:"), "{said}");
        let settings = format!("{dialect}version_table: {{length: 60}}\n");
        let wide = Project::of(&[("sqlgen.yaml", &settings), ("revisions/x.yaml", &revision)]);
        let database = server.database();
        database.run_script(&script(&wide, "upgrade", "head").expect("it fits"), Mode::Documented).expect_success();
        assert_eq!(version(&database), id);
    }
}

pub fn up_down_up() {
    for server in servers::all() {
        let run = Run::new(server, &[&[TABLE], &["add_column: {table: t, column: {name: x, type: integer}}"]]);
        for (command, range) in [
            ("upgrade", "head"),
            ("downgrade", "head:base"),
            ("upgrade", "head"),
            ("downgrade", "head:-1"),
            ("upgrade", "r1:head"),
        ] {
            run.go(command, range);
        }
        assert_eq!(version(&run.database), "r2");
    }
}

pub fn several_starts() {
    for server in servers::all() {
        let dialect = format!("dialect: {}\n", server.kind().dialect());
        let revision = |id: &str, down: &str| {
            format!(
                "revision: {id}\ndown_revision: {down}\nupgrade:\n  - create_table: {{name: t_{id}, columns: [{{name: id, type: integer}}]}}\n"
            )
        };
        let texts = [revision("a", "null"), revision("b", "null"), revision("m", "[a, b]")];
        let project = Project::of(&[
            ("sqlgen.yaml", &dialect),
            ("revisions/a.yaml", &texts[0]),
            ("revisions/b.yaml", &texts[1]),
            ("revisions/m.yaml", &texts[2]),
        ]);
        let database = server.database();
        for (command, range) in [
            ("upgrade", "a"),
            ("upgrade", "a:a,b"),
            ("upgrade", "a,b:heads"),
            ("downgrade", "m:a,b"),
            ("downgrade", "a,b:base"),
        ] {
            let text = script(&project, command, range).unwrap_or_else(|said| panic!("{command} {range}: {said}"));
            database.run_script(&text, Mode::Documented).expect_success();
            let rows = range.split(':').next_back().expect("an end").replace("heads", "m");
            assert_eq!(version(&database), rows, "{:?}: {command} {range}", server.kind());
        }
    }
}
