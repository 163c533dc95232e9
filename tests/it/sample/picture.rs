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
    let names: Vec<&String> = facts.tables.keys().collect();
    let mut sets = contents(database, &names);
    sets.iter_mut().for_each(|rows| rows.sort());
    Picture { lines: facts.lines(), rows: names.into_iter().cloned().zip(sets).collect() }
}

/// The rows of each table, asked for in as few questions as the client allows.
fn contents(database: &Database, tables: &[&String]) -> Vec<Rows> {
    let name = |table: &&String| quoted(database.kind(), table);
    match database.kind() {
        Kind::Sqlite => tables.iter().map(|table| database.query(&format!("SELECT * FROM {}", name(table)))).collect(),
        Kind::Mariadb => {
            let questions: Vec<String> = tables.iter().map(|table| format!("SELECT * FROM {};", name(table))).collect();
            database.queries(&questions.concat())
        }
        Kind::Postgresql => {
            let one = |(number, table): (usize, &&String)| format!("SELECT {number}, t::text FROM {} t", name(table));
            let parts: Vec<String> = tables.iter().enumerate().map(one).collect();
            let mut sets = vec![Rows::new(); tables.len()];
            for mut row in if parts.is_empty() { Rows::new() } else { database.query(&parts.join(" UNION ALL ")) } {
                let number: usize = row.remove(0).and_then(|text| text.parse().ok()).expect("a number");
                sets[number].push(row);
            }
            sets
        }
    }
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
