//! SQLite: a folder of database files for the `sqlite3` shell, and the same scripts run by the library in this process.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicU32;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::guard::Guard;
use super::{Kind, Rows, Server, programs};

/// Makes the folder; an error says in words what this machine lacks.
pub fn start() -> Result<Server, String> {
    let client = programs::find("sqlite3").ok_or("SQLite's `sqlite3` is not installed")?;
    let version = programs::version(&client);
    let folder = programs::short_folder();
    // There is no server; what has to end with the tests is the folder.
    let guard = Guard::start(&folder, "KILL", &["sleep".into(), "2147483647".into()], None);
    Ok(Server {
        kind: Kind::Sqlite,
        version,
        client,
        folder,
        made: AtomicU32::new(0),
        idle: Mutex::default(),
        _guard: guard,
    })
}

/// A connection of this process to the file.
pub fn open(file: &Path) -> Connection {
    Connection::open(file).expect("SQLite can open the file")
}

/// All rows of one query, blobs as `x'…'`.
pub fn query(connection: &Connection, sql: &str) -> rusqlite::Result<Rows> {
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|at| row.get_ref(at).map(text)).collect())?;
    rows.collect()
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Some(format!("x'{}'", bytes.iter().map(|b| format!("{b:02x}")).collect::<String>())),
    }
}

/// The script without the shell's own commands: lines that start with a dot, outside of quotes and comments.
pub fn without_dot_commands(script: &str) -> String {
    let mut kept = String::new();
    let mut open: Option<&str> = None;
    for line in script.split_inclusive('\n') {
        if open.is_none() && line.starts_with('.') {
            continue;
        }
        kept.push_str(line);
        open = open_at_end(line, open);
    }
    kept
}

/// What is still open at the end of `line`: the text that will close it.
fn open_at_end<'a>(line: &str, mut open: Option<&'a str>) -> Option<&'a str> {
    const PAIRS: [(&str, &str); 6] = [("'", "'"), ("\"", "\""), ("`", "`"), ("[", "]"), ("/*", "*/"), ("--", "\n")];
    let mut rest = line;
    while !rest.is_empty() {
        let (skip, now) = match open {
            Some(end) if rest.starts_with(end) => (end.len(), None),
            Some(_) => (0, open),
            None => match PAIRS.iter().find(|(start, _)| rest.starts_with(start)) {
                Some((start, end)) => (start.len(), Some(*end)),
                None => (0, None),
            },
        };
        open = now;
        let step = if skip == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { skip };
        rest = &rest[step..];
    }
    open.filter(|end| *end != "\n")
}

#[test]
fn dot_commands_go_and_everything_else_stays() {
    let script = ".bail on\nSELECT '\n.kept\n'; -- don't\n.print x\n/* '\n.kept too\n*/ SELECT \"a\n.b\";\n.quit\n";
    let kept = "SELECT '\n.kept\n'; -- don't\n/* '\n.kept too\n*/ SELECT \"a\n.b\";\n";
    assert_eq!(without_dot_commands(script), kept);
}
