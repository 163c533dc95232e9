//! Everything in a database, rows too: what a script that refuses may not change.

use std::collections::BTreeMap;

use super::facts;
use crate::catalog;
use crate::servers::{Database, Kind, Rows};

/// A database as it is at one moment.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    /// The server's catalog, one fact per line.
    pub lines: Vec<String>,
    /// The rows of each table.
    pub rows: BTreeMap<String, Rows>,
}

/// Looks at everything.
pub fn picture(database: &Database) -> Picture {
    let facts = catalog::read(database);
    let rows = |table: &String| {
        let mut rows = database.query(&format!("SELECT * FROM {}", quoted(database.kind(), table)));
        rows.sort();
        (table.clone(), rows)
    };
    Picture { lines: facts.lines(), rows: facts.tables.keys().map(rows).collect() }
}

/// The version rows, as ranges name them.
pub fn version(database: &Database) -> String {
    if !catalog::read(database).tables.contains_key("alembic_version") {
        return "base".to_owned();
    }
    let rows = database.query("SELECT version_num FROM alembic_version");
    let mut ids: Vec<String> = rows.into_iter().flatten().flatten().collect();
    ids.sort();
    if ids.is_empty() { "base".to_owned() } else { ids.join(",") }
}

/// The server's catalog without the version table, one fact per line.
pub fn lines(database: &Database) -> Vec<String> {
    facts(database).lines()
}

/// The name of a table, of its schema too, in quotes.
pub fn quoted(kind: Kind, table: &str) -> String {
    match kind {
        Kind::Mariadb => format!("`{}`", table.replace('`', "``")),
        Kind::Postgresql => {
            table.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect::<Vec<_>>().join(".")
        }
        Kind::Sqlite => format!("\"{}\"", table.replace('"', "\"\"")),
    }
}
