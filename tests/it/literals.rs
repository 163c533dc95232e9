//! Texts that clients, templates and escapes like to change: as default, as inserted value and as comment they are
//! the same bytes in the database as in the revision file.

use std::fmt::Write;

use crate::sample::picture::version;
use crate::sample::project::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

const JSON: &str = r#"{"k":true, "p":"100%"}"#;

const PIECES: [&str; 13] = ["'", "\"", "\\", "\t", "\n", ":name", "$$", "%s", "&x", "$(x)", "{{x}}", "{1,{2,3}}", "🐘"];

/// The JSON, each awkward piece alone, all of them in one text, and what else has an end somewhere.
pub fn texts() -> Vec<String> {
    let more = ["it's; -- no comment */ /* \\' \\n \\", "| bar\n|| bars\n", "\r\n", "\nDELIMITER //\n.quit\n\\q\nGO\n"];
    let all = PIECES.join("");
    let apart = PIECES.join(" ");
    let texts = [JSON, &all, &apart].into_iter().chain(PIECES).chain(more);
    texts.map(str::to_string).collect()
}

/// A text as YAML: in single quotes where that can be, so that both ways of quoting are read.
fn yaml(text: &str, single: bool) -> String {
    if single && !text.chars().any(char::is_control) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    serde_json::to_string(text).expect("a text is JSON, and JSON is YAML")
}

/// What MariaDB can hold in a comment: it turns characters beyond U+FFFF into question marks, so they are refused.
fn comments(texts: &[String], kind: Kind) -> Vec<String> {
    let wide = |text: &String| text.replace('🐘', "é 表 €");
    if kind == Kind::Mariadb { texts.iter().map(wide).collect() } else { texts.to_vec() }
}

/// Every text as the default and the comment of a column, and as a value that is inserted.
pub fn first(texts: &[String], comments: &[String]) -> String {
    let mut file = String::from("revision: one\ndown_revision: null\nmessage: as they are\nupgrade:\n");
    file.push_str("  - create_table:\n      name: texts\n      columns:\n");
    file.push_str("        - {name: id, type: integer, nullable: false}\n        - {name: v, type: text}\n");
    for (number, (text, comment)) in texts.iter().zip(comments).enumerate() {
        let (default, comment) = (yaml(text, false), yaml(comment, true));
        writeln!(file, "        - {{name: d{number}, type: text, default: {default}, comment: {comment}}}")
            .expect("a text");
    }
    writeln!(file, "      primary_key: [id]\n      comment: {}", yaml(&comments[1], false)).expect("a text");
    file.push_str("  - bulk_insert:\n      table: texts\n      rows:\n");
    for (number, text) in texts.iter().enumerate() {
        writeln!(file, "        - {{id: {number}, v: {}}}", yaml(text, true)).expect("a text");
    }
    file
}

/// The columns are restated, the comments said again in another order, and the values set by an update.
pub fn second(texts: &[String], comments: &[String]) -> String {
    let mut file = String::from("revision: two\ndown_revision: one\nmessage: again\nupgrade:\n");
    for (number, text) in comments.iter().rev().enumerate() {
        let comment = yaml(text, false);
        writeln!(file, "  - alter_column: {{table: texts, column: d{number}, nullable: false, comment: {comment}}}")
            .expect("a text");
    }
    writeln!(file, "  - create_table_comment: {{table: texts, comment: {}}}", yaml(&comments[2], false))
        .expect("a text");
    for (number, text) in texts.iter().rev().enumerate() {
        writeln!(file, "  - update: {{table: texts, set: {{v: {}}}, where: id = {number}}}", yaml(text, false))
            .expect("a text");
        file.push_str("    downgrade: {nothing: only the last look counts}\n");
    }
    file
}

fn hex(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| text.bytes().map(|byte| format!("{byte:02X}")).collect()).collect()
}

/// A query's texts, as the server's own bytes.
fn stored(database: &Database, expressions: &[String], rest: &str) -> Vec<String> {
    let bytes = |expression: &String| match database.kind() {
        Kind::Postgresql => format!("upper(encode(convert_to({expression}, 'UTF8'), 'hex'))"),
        Kind::Mariadb => format!("HEX(CONVERT({expression} USING utf8mb4))"),
        Kind::Sqlite => format!("hex(CAST({expression} AS blob))"),
    };
    let list: Vec<String> = expressions.iter().map(bytes).collect();
    database.query(&format!("SELECT {} FROM {rest}", list.join(", "))).into_iter().flatten().flatten().collect()
}

/// The values in the rows of the file, and the defaults that a new row gets.
fn values_are(database: &Database, values: &[String], defaults: &[String], label: &str) {
    let found = stored(database, &["v".to_string()], &format!("texts WHERE id < {} ORDER BY id", values.len()));
    assert_eq!(found, hex(values), "{label}: inserted");
    database.execute("INSERT INTO texts (id) VALUES (1000);");
    let columns: Vec<String> = (0..defaults.len()).map(|number| format!("d{number}")).collect();
    for id in ["0", "1000"] {
        assert_eq!(stored(database, &columns, &format!("texts WHERE id = {id}")), hex(defaults), "{label}: defaults");
    }
    database.execute("DELETE FROM texts WHERE id = 1000;");
}

fn comments_are(database: &Database, columns: &[String], table: &str, label: &str) {
    let (of_columns, of_table) = match database.kind() {
        Kind::Postgresql => (
            stored(
                database,
                &["col_description(attrelid, attnum)".to_string()],
                "pg_attribute WHERE attrelid = 'texts'::regclass AND attname LIKE 'd%' ORDER BY attnum",
            ),
            stored(database, &["obj_description('texts'::regclass)".to_string()], "(SELECT 1) one"),
        ),
        Kind::Mariadb => (
            stored(
                database,
                &["column_comment".to_string()],
                "information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'texts'
                 AND column_name LIKE 'd%' ORDER BY ordinal_position",
            ),
            stored(
                database,
                &["table_comment".to_string()],
                "information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'texts'",
            ),
        ),
        Kind::Sqlite => return, // it keeps no comments
    };
    assert_eq!(of_columns, hex(columns), "{label}: comments");
    assert_eq!(of_table, hex(&[table.to_string()]), "{label}: the comment of the table");
}

fn byte_by_byte(server: &'static Server) {
    let texts = texts();
    let comments = comments(&texts, server.kind());
    let reversed = |texts: &[String]| -> Vec<String> { texts.iter().rev().cloned().collect() };
    let project = Project::written(&[&first(&texts, &comments), &second(&texts, &comments)]);
    let name = server.kind().dialect();
    for mode in [Mode::Documented, Mode::Piped, Mode::Sourced, Mode::Forced] {
        let database = server.database();
        let run = |command: &str, range: &str| {
            let outcome = database.run_script(&project.script(command, range, name), mode).expect_success();
            assert!(outcome.stdout.contains("done: "), "{name} {mode:?}: {}{}", outcome.stdout, outcome.stderr);
        };
        run("upgrade", "one");
        values_are(&database, &texts, &texts, &format!("{name} {mode:?} at one"));
        comments_are(&database, &comments, &comments[1], &format!("{name} {mode:?} at one"));
        run("upgrade", "one:two");
        values_are(&database, &reversed(&texts), &texts, &format!("{name} {mode:?} at two"));
        comments_are(&database, &reversed(&comments), &comments[2], &format!("{name} {mode:?} at two"));
        run("downgrade", "two:one");
        values_are(&database, &reversed(&texts), &texts, &format!("{name} {mode:?} at one again"));
        comments_are(&database, &comments, &comments[1], &format!("{name} {mode:?} at one again"));
        run("downgrade", "one:base");
        assert_eq!(version(&database), "base");
    }
}

#[test]
fn a_comment_that_would_lose_characters_is_refused() {
    let texts = texts();
    let project = Project::written(&[&first(&texts, &texts)]);
    for dialect in ["mariadb", "mysql"] {
        let said = project.run(&["upgrade", "head", "--sql", "--dialect", dialect]).expect_err("it is refused");
        assert!(said.contains("error[unsupported]") && said.contains("the comment of `texts` has 🐘"), "{said}");
    }
}

#[test]
fn texts_are_the_same_bytes_on_postgresql() {
    servers::postgresql().into_iter().for_each(byte_by_byte);
}

#[test]
fn texts_are_the_same_bytes_on_mariadb() {
    servers::mariadb().into_iter().for_each(byte_by_byte);
}

#[test]
fn texts_are_the_same_bytes_on_sqlite() {
    servers::sqlite().into_iter().for_each(byte_by_byte);
}
