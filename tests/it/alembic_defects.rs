//! Thirty-two ways in which SQL that Alembic prints without a database goes wrong, each with what our scripts do instead,
//! on real servers where the product is at hand.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::catalog::{self, Facts, assert_same};
use crate::sample::picture::version;
use crate::sample::project::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

const ALL: [&str; 6] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];

const TABLE: &str = "create_table: {name: t, columns: [{name: id, type: integer, nullable: false}, {name: v, type: text}], primary_key: [id]}";

/// What goes wrong in Alembic, by its number, with the case that shows what happens here.
const CASES: &[(u32, &str, fn())] = &[
    (1, "a colon in a JSON literal is a bind parameter", || texts_arrive(&["{\"k\":true}", "at 10:30:name"])),
    (2, "tabs, line breaks and backslashes change", || texts_arrive(&["a\tb", "a\nb", "a\\b\\n\\", "it's \"so\""])),
    (3, "percent signs are doubled", || texts_arrive(&["100%", "%s %% %(x)s"])),
    (4, "a text that ends in a semicolon gets another", one_terminator),
    (5, "an Oracle text that ends in a semicolon runs twice", oracle_texts_run_once),
    (6, "an enum is made again where the range starts later", enums_are_made_once),
    (7, "an added column has an enum that nobody made", enums_come_before_columns),
    (8, "the last user of an enum goes and the type stays", enums_go),
    (9, "CONCURRENTLY stands in a transaction", concurrent_indexes_stand_outside),
    (10, "SQL Server's types are those of an unknown version", sql_server_types),
    (11, "Oracle's types are those of an unknown version", oracle_types),
    (12, "inline references lose the foreign key", foreign_keys_of_added_columns_stay),
    (13, "guards that a database does not have are dropped", guards_are_written_or_refused),
    (14, "DEFERRABLE and MATCH are printed for databases without them", timing_is_written_or_refused),
    (15, "ALTER COLUMN is printed for SQLite", sqlite_columns_change),
    (16, "SQLite drops a foreign key to another schema", sqlite_refuses_other_schemas),
    (17, "comments crash on SQL Server without a schema", sql_server_comments),
    (18, "Oracle's column comments lose schema and quotes", oracle_comments),
    (19, "a rename on MySQL loses what is not said again", renamed_columns_keep_everything),
    (20, "a type changes before its default goes", types_and_defaults_change_in_order),
    (21, "IDENTITY_INSERT is printed for tables without identity", identity_insert_for_identity_only),
    (22, "a table made anew keeps the indexes of dropped columns", dropped_columns_take_their_indexes),
    (23, "a table made anew counts from one again", sequences_go_on),
    (24, "INCLUDE of a unique key ends in a KeyError", unique_keys_carry_columns),
    (25, "values that are no text cannot be printed", values_of_every_type),
    (26, "a long id does not fit the version table", long_ids),
    (27, "version rows are inserted with RETURNING", version_rows_are_plain),
    (28, "a failure is printed into the script", failures_write_nothing),
    (29, "the order of a merged history changes from run to run", the_same_bytes),
    (30, "a range in the wrong direction is an empty script", wrong_direction),
    (31, "up, down and up again fails on the version table", up_down_up),
    (32, "several starting heads cannot be said", several_starts),
];

#[test]
fn each_defect_has_its_answer() {
    let numbers: BTreeSet<u32> = CASES.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=32).collect());
    let fails = |case: &&(u32, &str, fn())| catch_unwind(AssertUnwindSafe(case.2)).is_err();
    let failed: Vec<_> = CASES.iter().filter(fails).map(|(number, title, _)| format!("{number}: {title}")).collect();
    assert!(failed.is_empty(), "as told above, these have no answer:\n{}", failed.join("\n"));
}

/// Revisions `r1`, `r2` …, each the list of its operations, for one dialect.
fn history(dialect: &str, lists: &[&[&str]]) -> Project {
    let mut files = vec![("sqlgen.yaml".to_owned(), format!("dialect: {dialect}\n"))];
    for (at, list) in lists.iter().enumerate() {
        let parent = if at == 0 { "null".to_owned() } else { format!("r{at}") };
        let items: String = list.iter().map(|item| format!("  - {item}\n")).collect();
        let upgrade = if items.is_empty() { "upgrade: []\n".to_owned() } else { format!("upgrade:\n{items}") };
        files.push((
            format!("revisions/r{}.yaml", at + 1),
            format!("revision: r{}\ndown_revision: {parent}\n{upgrade}", at + 1),
        ));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Project::of(&files)
}

fn script(project: &Project, command: &str, range: &str) -> Result<String, String> {
    project.run(&[command, range, "--sql"])
}

/// The script of a whole history, or what is said about it.
fn upgrade(dialect: &str, operations: &[&str]) -> Result<String, String> {
    script(&history(dialect, &[operations]), "upgrade", "head")
}

#[track_caller]
fn printed(dialect: &str, operations: &[&str]) -> String {
    upgrade(dialect, operations).unwrap_or_else(|said| panic!("{dialect}: {said}"))
}

/// A history, and a database that its scripts are run on.
struct Run {
    database: Database,
    project: Project,
}

impl Run {
    fn new(server: &'static Server, lists: &[&[&str]]) -> Self {
        Self { database: server.database(), project: history(server.kind().dialect(), lists) }
    }

    #[track_caller]
    fn go(&self, command: &str, range: &str) -> String {
        let text = script(&self.project, command, range).unwrap_or_else(|said| panic!("{command} {range}: {said}"));
        self.database.run_script(&text, Mode::Documented).expect_success();
        text
    }

    fn facts(&self) -> Facts {
        catalog::read(&self.database).without_table("alembic_version")
    }

    #[track_caller]
    fn rows(&self, query: &str) -> Vec<String> {
        let rows = self.database.query(query).into_iter();
        let value = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
        rows.map(|row| row.into_iter().map(value).collect::<Vec<_>>().join(", ")).collect()
    }
}

fn texts_arrive(texts: &[&str]) {
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

fn one_terminator() {
    let update = "sql: \"UPDATE t SET v = 'a;'; \"\n    downgrade: {nothing: a test}";
    for server in servers::all() {
        let text = Run::new(server, &[&[TABLE, update]]).go("upgrade", "head");
        // A client that is told another delimiter takes that.
        let ends = ["UPDATE t SET v = 'a;';\n", "UPDATE t SET v = 'a;'$$\nDELIMITER ;\n"];
        assert_eq!(ends.map(|end| text.matches(end).count()).iter().sum::<usize>(), 1, "{text}");
        assert!(!text.contains(";;") && !text.contains("; ;"), "{text}");
    }
}

fn oracle_texts_run_once() {
    let text = printed("oracle", &[TABLE, "sql: \"UPDATE t SET id = id + 1;\"\n    downgrade: {nothing: a test}"]);
    let at = text.find("UPDATE t SET id = id + 1;\n").expect("the statement");
    let next = text[at..].lines().nth(1).unwrap_or_default();
    assert!(next != "/", "a slash runs it again: {text}");
    assert_eq!(text.matches("UPDATE t SET id").count(), 1);
}

const MOOD: &str = "create_enum: {name: mood, values: [good, bad]}";
const MOODY: &str = "create_table: {name: a, columns: [{name: id, type: integer}, {name: m, type: {enum: mood}}]}";

fn enums_are_made_once() {
    let Some(server) = servers::postgresql() else { return };
    let second = "create_table: {name: b, columns: [{name: m, type: {enum: mood}}]}";
    let run = Run::new(server, &[&[MOOD, MOODY], &[second]]);
    run.go("upgrade", "r1");
    assert!(!run.go("upgrade", "r1:r2").contains("CREATE TYPE"));
    assert_eq!(run.go("downgrade", "r2:base").matches("DROP TYPE").count(), 1);
    assert!(run.facts().is_empty());
}

fn enums_come_before_columns() {
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

fn enums_go() {
    let Some(server) = servers::postgresql() else { return };
    let run = Run::new(server, &[&[MOOD, MOODY], &["drop_column: {table: a, column: m}", "drop_enum: {name: mood}"]]);
    run.go("upgrade", "r1");
    assert_eq!(run.facts().enums.len(), 1);
    run.go("upgrade", "r1:r2");
    assert!(run.facts().enums.is_empty());
    run.go("downgrade", "r2:base");
    assert!(run.facts().is_empty(), "the type goes with the revision that made it");
}

fn concurrent_indexes_stand_outside() {
    let Some(server) = servers::postgresql() else { return };
    let run = Run::new(server, &[&[TABLE], &["create_index: {name: ix, table: t, columns: [v], concurrently: true}"]]);
    run.go("upgrade", "head");
    assert_eq!(run.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass"), ["t"]);
    assert_eq!(version(&run.database), "r2");
    let text = run.go("downgrade", "r2:r1");
    assert!(text.contains("DROP INDEX CONCURRENTLY"), "{text}");
    assert_eq!(version(&run.database), "r1");
}

/// A table with a column for each type, called `c0`, `c1` …
fn typed(types: &[&str]) -> String {
    let column = |(at, data_type): (usize, &&str)| format!("{{name: c{at}, type: {data_type}}}");
    let columns: Vec<String> = types.iter().enumerate().map(column).collect();
    format!("create_table: {{name: t, columns: [{}]}}", columns.join(", "))
}

fn sql_server_types() {
    let text = printed("mssql", &[&typed(&["date", "time", "text", "blob", "timestamptz"])]).to_lowercase();
    for wanted in ["c0 date ", "c1 time", "c2 nvarchar(max)", "c3 varbinary(max)", "c4 datetimeoffset"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let head = text.lines().nth(1).unwrap_or_default();
    assert!(head.contains("for sql server 20"), "the version is said: {head}");
}

fn oracle_types() {
    let old = printed("oracle@19", &[&typed(&["boolean", "timestamptz", "timestamp", "blob"])]);
    let new = printed("oracle@23", &[&typed(&["boolean", "timestamptz"])]);
    assert!(old.contains("c0 NUMBER(1)") && new.contains("c0 BOOLEAN"), "{old}\n{new}");
    for text in [&old, &new] {
        assert!(text.contains("c1 TIMESTAMP WITH TIME ZONE"), "{text}");
    }
    assert!(old.contains("for Oracle") && old.lines().nth(1).is_some_and(|line| line.ends_with("19")), "{old}");
    let said = upgrade("oracle", &[&typed(&["time"])]);
    assert!(said.as_ref().map_or_else(|said| said.contains("time"), |text| !text.contains("c0 TIME ")), "{said:?}");
}

fn foreign_keys_of_added_columns_stay() {
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

/// Whether a word of the file gets into the script, or is refused by its name.
#[track_caller]
fn written_or_refused(dialect: &str, operations: &[&str], word: &str, sql: &str) {
    match upgrade(dialect, operations) {
        Ok(text) => assert!(text.to_uppercase().contains(sql), "{dialect}: `{word}` is ignored\n{text}"),
        Err(said) => assert!(said.contains(word) || said.to_uppercase().contains(sql), "{dialect}: {said}"),
    }
}

fn guards_are_written_or_refused() {
    for dialect in ALL {
        let column = "add_column: {table: t, column: {name: x, type: integer}, if_not_exists: true}";
        written_or_refused(dialect, &[TABLE, column], "if_not_exists", "IF NOT EXISTS X");
        written_or_refused(dialect, &[TABLE, "drop_table: {name: t, if_exists: true}"], "if_exists", "IF EXISTS");
        let index = "create_index: {name: ix, table: t, columns: [id], if_not_exists: true}";
        written_or_refused(dialect, &[TABLE, index], "if_not_exists", "IF NOT EXISTS IX");
    }
}

fn timing_is_written_or_refused() {
    for dialect in ALL {
        let key = |more: &str| {
            format!(
                "create_foreign_key: {{name: fk, table: t, columns: [id], references: {{table: t, columns: [id]}}, {more}}}"
            )
        };
        written_or_refused(dialect, &[TABLE, &key("deferrable: true")], "deferrable", "DEFERRABLE");
        written_or_refused(dialect, &[TABLE, &key("match: full")], "match", "MATCH FULL");
    }
}

fn sqlite_columns_change() {
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

fn sqlite_refuses_other_schemas() {
    let other =
        "create_table: {name: o, schema: s, columns: [{name: id, type: integer, nullable: false}], primary_key: [id]}";
    let key =
        "create_foreign_key: {name: fk, table: t, columns: [id], references: {table: o, schema: s, columns: [id]}}";
    let said = upgrade("sqlite", &["create_schema: {name: s}", other, TABLE, key]).expect_err("SQLite has no schemas");
    assert!(said.contains("schema"), "{said}");
}

fn sql_server_comments() {
    let text = printed(
        "mssql",
        &[
            TABLE,
            "create_table_comment: {table: t, comment: it's}",
            "alter_column: {table: t, column: v, comment: value}",
        ],
    );
    assert_eq!(text.matches("sp_addextendedproperty").count(), 2, "{text}");
    assert!(text.contains("N'dbo'") && text.contains("N'it''s'"), "{text}");
}

fn oracle_comments() {
    let table = "create_table: {name: Users, schema: App, columns: [{name: id, type: integer}, {name: eMail, type: varchar(20), comment: where}]}";
    let text = upgrade("oracle", &["create_schema: {name: App}", table]).or_else(|_| upgrade("oracle", &[table]));
    let text = text.unwrap_or_else(|said| panic!("{said}"));
    assert!(text.contains("COMMENT ON COLUMN \"App\".\"Users\".\"eMail\" IS 'where'"), "{text}");
}

fn renamed_columns_keep_everything() {
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

fn types_and_defaults_change_in_order() {
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

fn identity_insert_for_identity_only() {
    let plain = printed("mssql", &[TABLE, "insert: {table: t, values: {id: 1, v: x}}"]);
    assert!(!plain.contains("IDENTITY_INSERT"), "{plain}");
    let numbered = "create_table: {name: n, columns: [{name: id, type: integer, identity: by_default}, {name: v, type: text}], primary_key: [id]}";
    let given = printed("mssql", &[numbered, "insert: {table: n, values: {id: 1, v: x}}"]);
    assert_eq!(given.matches("IDENTITY_INSERT").count(), 2, "on and off: {given}");
    let counted = printed("mssql", &[numbered, "insert: {table: n, values: {v: x}}\n    downgrade: {nothing: a test}"]);
    assert!(!counted.contains("IDENTITY_INSERT"), "{counted}");
}

fn dropped_columns_take_their_indexes() {
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

fn sequences_go_on() {
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

fn unique_keys_carry_columns() {
    let key = "create_unique_constraint: {name: uq, table: t, columns: [id], include: [v]}";
    written_or_refused("postgresql", &[TABLE, key], "include", "UNIQUE (ID) INCLUDE (V)");
    let Some(server) = servers::postgresql() else { return };
    let run =
        Run::new(server, &[&[TABLE, "create_index: {name: uq, table: t, columns: [id], include: [v], unique: true}"]]);
    run.go("upgrade", "head");
    let index = &run.facts().tables["t"].indexes["uq"];
    assert!(index.unique && index.include == ["v"], "{index:?}");
}

fn values_of_every_type() {
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

fn long_ids() {
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

fn version_rows_are_plain() {
    for dialect in ALL {
        let text = printed(dialect, &[TABLE]).to_uppercase();
        assert!(text.contains("INSERT INTO ") && !text.contains("RETURNING"), "{dialect}: {text}");
        assert!(!text.contains(" OUTPUT ") && !text.contains(":RET"), "{dialect}: {text}");
    }
}

fn failures_write_nothing() {
    let project = history("sqlite", &[&[TABLE], &["drop_table: {name: other}"]]);
    let said = project.run(&["upgrade", "head", "--sql", "-o", "up.sql"]).expect_err("there is no such table");
    assert!(said.contains("other"), "{said}");
    assert!(!project.folder().join("up.sql").exists());
    assert!(script(&project, "upgrade", "head").is_err(), "and nothing on standard output, as the command cases show");
}

fn the_same_bytes() {
    let files: Vec<(String, String)> = [
        ("a", "null"),
        ("b", "null"),
        ("c", "null"),
        ("m", "[b, a, c]"),
        ("x", "m"),
        ("y", "m"),
        ("z", "m"),
        ("n", "[z, x, y]"),
    ]
    .iter()
    .map(|(id, down)| {
        let table = format!("create_table: {{name: t_{id}, columns: [{{name: id, type: integer}}]}}");
        (format!("revisions/{id}.yaml"), format!("revision: {id}\ndown_revision: {down}\nupgrade:\n  - {table}\n"))
    })
    .chain([("sqlgen.yaml".to_owned(), "dialect: postgresql\n".to_owned())])
    .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let project = Project::of(&files);
    for (command, range) in
        [("upgrade", "heads"), ("downgrade", "heads:base"), ("downgrade", "n:a,b,c"), ("downgrade", "n:m")]
    {
        let texts: BTreeSet<_> = (0..8).map(|_| script(&project, command, range)).collect();
        assert!(texts.len() == 1 && texts.iter().all(Result::is_ok), "{command} {range}: {texts:?}");
    }
}

fn wrong_direction() {
    let project = history("postgresql", &[&[TABLE], &[]]);
    let said = script(&project, "upgrade", "r2:r1").expect_err("that is down");
    assert!(said.contains("downgrade r2:r1"), "{said}");
    assert!(script(&project, "downgrade", "r1:r2").is_err_and(|said| said.contains("upgrade r1:r2")));
}

fn up_down_up() {
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

fn several_starts() {
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
