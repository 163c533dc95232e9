//! The sample project on real servers: what its scripts do, step by step and whole, and what they refuse.

mod concurrency;
pub mod direct;
mod failures;
mod guards;
pub mod history;
mod names;
mod outside;
pub mod picture;
pub mod project;
mod ranges;
mod rows;
mod sessions;
mod steps;
mod verification;

use crate::catalog::{self, Facts};
use crate::servers::{Database, Kind, Mode, Server};

/// What the server says about a database, but for the version table. SQLite has no way to change a comment: there
/// they are those of the last time that a table was written.
fn facts(database: &Database) -> Facts {
    let mut facts = catalog::read(database).without_table("alembic_version");
    if database.kind() == Kind::Sqlite {
        for table in facts.tables.values_mut() {
            table.comment = None;
            table.columns.iter_mut().for_each(|column| column.comment = None);
        }
    }
    facts
}

/// What the server says about a database that was built directly.
fn built(server: &'static Server, state: &history::State) -> Facts {
    let database = server.database();
    let script = direct::script(&state.catalog, &state.raw, server.kind().dialect());
    database.run_script(&script, Mode::Documented).expect_success();
    facts(&database)
}
