//! What is seen in the text of a script, or in what is said instead of one.

use std::collections::BTreeSet;

use super::{ALL, TABLE, history, printed, script, upgrade};
use crate::sample::project::Project;

pub fn oracle_texts_run_once() {
    let text = printed("oracle", &[TABLE, "sql: \"UPDATE t SET id = id + 1;\"\n    downgrade: {nothing: a test}"]);
    let at = text.find("UPDATE t SET id = id + 1;\n").expect("the statement");
    let next = text[at..].lines().nth(1).unwrap_or_default();
    assert!(next != "/", "a slash runs it again: {text}");
    assert_eq!(text.matches("UPDATE t SET id").count(), 1);
}

/// A table with a column for each type, called `c0`, `c1` …
pub fn typed(types: &[&str]) -> String {
    let column = |(at, data_type): (usize, &&str)| format!("{{name: c{at}, type: {data_type}}}");
    let columns: Vec<String> = types.iter().enumerate().map(column).collect();
    format!("create_table: {{name: t, columns: [{}]}}", columns.join(", "))
}

pub fn sql_server_types() {
    let text = printed("mssql", &[&typed(&["date", "time", "text", "blob", "timestamptz"])]).to_lowercase();
    for wanted in ["c0 date ", "c1 time", "c2 nvarchar(max)", "c3 varbinary(max)", "c4 datetimeoffset"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let head = text.lines().nth(1).unwrap_or_default();
    assert!(head.contains("for sql server 20"), "the version is said: {head}");
}

pub fn oracle_types() {
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

/// Whether a word of the file gets into the script, or is refused by its name.
#[track_caller]
pub fn written_or_refused(dialect: &str, operations: &[&str], word: &str, sql: &str) {
    match upgrade(dialect, operations) {
        Ok(text) => assert!(text.to_uppercase().contains(sql), "{dialect}: `{word}` is ignored\n{text}"),
        Err(said) => assert!(said.contains(word) || said.to_uppercase().contains(sql), "{dialect}: {said}"),
    }
}

pub fn guards_are_written_or_refused() {
    for dialect in ALL {
        let column = "add_column: {table: t, column: {name: x, type: integer}, if_not_exists: true}";
        written_or_refused(dialect, &[TABLE, column], "if_not_exists", "IF NOT EXISTS X");
        written_or_refused(dialect, &[TABLE, "drop_table: {name: t, if_exists: true}"], "if_exists", "IF EXISTS");
        let index = "create_index: {name: ix, table: t, columns: [id], if_not_exists: true}";
        written_or_refused(dialect, &[TABLE, index], "if_not_exists", "IF NOT EXISTS IX");
    }
}

pub fn timing_is_written_or_refused() {
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

pub fn sqlite_refuses_other_schemas() {
    let other =
        "create_table: {name: o, schema: s, columns: [{name: id, type: integer, nullable: false}], primary_key: [id]}";
    let key =
        "create_foreign_key: {name: fk, table: t, columns: [id], references: {table: o, schema: s, columns: [id]}}";
    let said = upgrade("sqlite", &["create_schema: {name: s}", other, TABLE, key]).expect_err("SQLite has no schemas");
    assert!(said.contains("schema"), "{said}");
}

pub fn sql_server_comments() {
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

pub fn oracle_comments() {
    let table = "create_table: {name: Users, schema: App, columns: [{name: id, type: integer}, {name: eMail, type: varchar(20), comment: where}]}";
    let text = upgrade("oracle", &["create_schema: {name: App}", table]).or_else(|_| upgrade("oracle", &[table]));
    let text = text.unwrap_or_else(|said| panic!("{said}"));
    assert!(text.contains("COMMENT ON COLUMN \"App\".\"Users\".\"eMail\" IS 'where'"), "{text}");
}

pub fn identity_insert_for_identity_only() {
    let plain = printed("mssql", &[TABLE, "insert: {table: t, values: {id: 1, v: x}}"]);
    assert!(!plain.contains("IDENTITY_INSERT"), "{plain}");
    let numbered = "create_table: {name: n, columns: [{name: id, type: integer, identity: by_default}, {name: v, type: text}], primary_key: [id]}";
    let given = printed("mssql", &[numbered, "insert: {table: n, values: {id: 1, v: x}}"]);
    assert_eq!(given.matches("IDENTITY_INSERT").count(), 2, "on and off: {given}");
    let counted = printed("mssql", &[numbered, "insert: {table: n, values: {v: x}}\n    downgrade: {nothing: a test}"]);
    assert!(!counted.contains("IDENTITY_INSERT"), "{counted}");
}

pub fn version_rows_are_plain() {
    for dialect in ALL {
        let text = printed(dialect, &[TABLE]).to_uppercase();
        assert!(text.contains("INSERT INTO ") && !text.contains("RETURNING"), "{dialect}: {text}");
        assert!(!text.contains(" OUTPUT ") && !text.contains(":RET"), "{dialect}: {text}");
    }
}

pub fn failures_write_nothing() {
    let project = history("sqlite", &[&[TABLE], &["drop_table: {name: other}"]]);
    let said = project.run(&["upgrade", "head", "--sql", "-o", "up.sql"]).expect_err("there is no such table");
    assert!(said.contains("other"), "{said}");
    assert!(!project.folder().join("up.sql").exists());
    assert!(script(&project, "upgrade", "head").is_err(), "and nothing on standard output, as the command cases show");
}

pub fn the_same_bytes() {
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

pub fn wrong_direction() {
    let project = history("postgresql", &[&[TABLE], &[]]);
    let said = script(&project, "upgrade", "r2:r1").expect_err("that is down");
    assert!(said.contains("downgrade r2:r1"), "{said}");
    assert!(script(&project, "downgrade", "r1:r2").is_err_and(|said| said.contains("upgrade r1:r2")));
}
