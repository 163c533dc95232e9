//! A long history of one cycle, create table, add column, add index, set NOT NULL, rename column: afterwards the columns
//! are what the files say, the same on every server, and the way back leaves nothing.

use crate::catalog::{self, Column, Facts, Table};
use crate::laws::cases;
use crate::sample::picture::version;
use crate::sample::project::Project;
use crate::servers::{self, Database, Mode};

/// The type of an added column as a file says it, with a default that it may have.
const TYPES: &[(&str, &str)] = &[
    ("integer", "7"),
    ("varchar(20)", "it's"),
    ("bigint", "-9000000000"),
    ("numeric(10,2)", "1.50"),
    ("boolean", "true"),
    ("date", "2025-03-10"),
    ("smallint", "0"),
    ("timestamp", "2025-03-10 11:30:00"),
    ("double", "2.5"),
    ("char(3)", "abc"),
    ("time", "11:30:00"),
    ("uuid", "00000000-0000-4000-8000-000000000001"),
];

/// What a column is, in words that mean the same on every server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ColumnFact {
    table: String,
    name: String,
    family: String,
    nullable: bool,
    default: Option<String>,
    /// The keys and indexes that hold it, each with its place there.
    indexes: Vec<String>,
}

/// The cycle that a revision belongs to: its table, its type, its default.
fn cycle(number: usize) -> (String, &'static str, Option<&'static str>) {
    let (data_type, default) = TYPES[number % TYPES.len()];
    (format!("table_{number}"), data_type, (!number.is_multiple_of(3)).then_some(default))
}

/// The text of a revision: one operation of its cycle.
fn revision(at: usize) -> String {
    let (table, data_type, default) = cycle(at / 5);
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    let default = default.map(|text| match data_type {
        "integer" | "bigint" | "smallint" | "numeric(10,2)" | "double" | "boolean" => format!(", default: {text}"),
        _ => format!(", default: {}", quoted(text)),
    });
    let default = default.unwrap_or_default();
    let operation = match at % 5 {
        0 => format!(
            "create_table: {{name: {table}, columns: [{{name: id, type: integer, nullable: false}}, \
             {{name: note, type: varchar(40), default: \"\"}}], primary_key: [id]}}"
        ),
        1 => format!("add_column: {{table: {table}, column: {{name: extra, type: {}{default}}}}}", quoted(data_type)),
        2 => format!("create_index: {{name: ix_{table}, table: {table}, columns: [note, extra]}}"),
        3 => format!("alter_column: {{table: {table}, column: extra, nullable: false}}"),
        _ => format!("rename_column: {{table: {table}, column: extra, to: added}}"),
    };
    let down = at.checked_sub(1).map_or("null".to_string(), |before| format!("r{before:04}"));
    format!("revision: r{at:04}\ndown_revision: {down}\nmessage: step {at}\nupgrade:\n  - {operation}\n")
}

/// What the revisions come to.
fn expected(count: usize) -> Vec<ColumnFact> {
    let mut facts = Vec::new();
    for number in 0..count.div_ceil(5) {
        let (table, data_type, default) = cycle(number);
        let done = (count - number * 5).min(5);
        let fact = |name: &str, family: &str, nullable, default: Option<&str>, indexes: &[String]| ColumnFact {
            table: table.clone(),
            name: name.to_string(),
            family: family.to_string(),
            nullable,
            default: default.map(str::to_string),
            indexes: indexes.to_vec(),
        };
        let index = |place: usize| if done > 2 { vec![format!("ix_{table} {place}")] } else { Vec::new() };
        facts.push(fact("id", "integer", false, None, &["key 1".to_string()]));
        facts.push(fact("note", "varchar(40)", true, Some(""), &index(1)));
        if done > 1 {
            let name = if done > 4 { "added" } else { "extra" };
            facts.push(fact(name, data_type, done < 4, default, &index(2)));
        }
    }
    facts.sort();
    facts
}

/// The type that a file would say, from what a server says.
fn family(column: &Column) -> String {
    let text = column.data_type.to_lowercase().replace(", ", ",");
    let (word, arguments) = text.split_once('(').map_or((text.as_str(), ""), |(word, rest)| (word.trim(), rest));
    let arguments = arguments.split_once(')').map_or("", |(inside, _)| inside);
    match (word, arguments) {
        ("tinyint", "1") | ("boolean", _) => "boolean".to_string(),
        ("int" | "integer", _) => "integer".to_string(),
        ("character varying" | "varchar", length) => format!("varchar({length})"),
        ("char" | "character", "36") | ("uuid", _) => "uuid".to_string(),
        ("char" | "character", length) => format!("char({length})"),
        ("decimal" | "numeric", digits) => format!("numeric({digits})"),
        ("double" | "double precision", _) => "double".to_string(),
        ("datetime" | "timestamp" | "timestamp without time zone", _) => "timestamp".to_string(),
        ("time" | "time without time zone", _) => "time".to_string(),
        (other, _) => other.to_string(),
    }
}

/// The value of a default, from the SQL that a server keeps.
fn value(column: &Column) -> Option<String> {
    let text = column.default.as_ref()?;
    let bare = text.split("::").next().unwrap_or(text).trim_matches(['(', ')']);
    let value = bare.trim_matches('\'').replace("''", "'").replace("\\'", "'");
    Some(match (family(column).as_str(), value.as_str()) {
        ("boolean", "1") => "true".to_string(),
        ("bigint", number) => number.replace("- ", "-"),
        _ => value,
    })
}

fn places(table: &Table, column: &str) -> Vec<String> {
    let key = table.primary_key.iter().map(|(_, key)| ("key", &key.columns));
    let indexes = table.indexes.iter().map(|(name, index)| (name.as_str(), &index.keys));
    let place = |(name, columns): (&str, &Vec<String>)| {
        columns.iter().position(|other| other == column).map(|place| format!("{name} {}", place + 1))
    };
    key.chain(indexes).filter_map(place).collect()
}

fn facts(found: &Facts) -> Vec<ColumnFact> {
    let mut facts = Vec::new();
    for (name, table) in &found.tables {
        facts.extend(table.columns.iter().map(|column| ColumnFact {
            table: name.clone(),
            name: column.name.clone(),
            family: family(column),
            nullable: !column.not_null,
            default: value(column),
            indexes: places(table, &column.name),
        }));
    }
    facts.sort();
    facts
}

fn read(database: &Database) -> Facts {
    catalog::read(database).without_table("alembic_version")
}

#[test]
fn a_long_history_comes_to_the_same_columns_everywhere() {
    let count = usize::try_from(cases(100, 1000)).expect("a small number");
    let texts: Vec<String> = (0..count).map(revision).collect();
    let project = Project::written(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let expected = expected(count);
    for server in servers::all() {
        let name = server.kind().dialect();
        let database = server.database();
        let run = |command: &str, range: &str| {
            let outcome = database.run_script(&project.script(command, range, name), Mode::Documented);
            let outcome = outcome.expect_success();
            assert!(outcome.stdout.contains("done: "), "{name}: {}{}", outcome.stdout, outcome.stderr);
        };
        run("upgrade", "head");
        assert_eq!(version(&database), format!("r{:04}", count - 1));
        pretty(&facts(&read(&database)), &expected, name);
        // In the middle of a cycle too.
        run("downgrade", "head:-3");
        pretty(&facts(&read(&database)), &self::expected(count - 3), name);
        run("downgrade", &format!("r{:04}:base", count - 4));
        assert_eq!(version(&database), "base");
        assert!(read(&database).is_empty(), "{name}: {}", read(&database));
    }
}

/// Fails with the facts that only one side has.
#[track_caller]
fn pretty(found: &[ColumnFact], expected: &[ColumnFact], server: &str) {
    let lines = |facts: &[ColumnFact]| facts.iter().map(|fact| format!("{fact:?}\n")).collect::<String>();
    let difference =
        similar::TextDiff::from_lines(lines(expected), lines(found)).unified_diff().context_radius(0).to_string();
    assert!(difference.is_empty(), "{server}: - the files, + the server\n{difference}");
}
