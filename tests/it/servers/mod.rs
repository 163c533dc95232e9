//! Real database servers for tests, one of each kind per test process: started when first asked for, gone with the process.
//!
//! `let Some(server) = servers::postgresql() else { return };` skips the test with a line on standard error where the
//! server is not installed, and fails it when `SQLGEN_TEST_DATABASES=1` says that it has to be there.

mod database;
mod guard;
mod mariadb;
mod postgresql;
mod programs;
mod session;
mod sqlite;
mod tables;
mod witness;

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

pub use database::{Database, Mode, Outcome};
pub use session::Session;
pub use sqlite::query;
pub use tables::Rows;

/// Which product a server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// PostgreSQL, driven through `psql`.
    Postgresql,
    /// MariaDB, driven through `mariadb`.
    Mariadb,
    /// SQLite, driven through the `sqlite3` shell; also reachable in this process.
    Sqlite,
}

impl Kind {
    /// The name of the product's folder under `dialects/`.
    pub fn dialect(self) -> &'static str {
        match self {
            Self::Postgresql => "postgresql",
            Self::Mariadb => "mariadb",
            Self::Sqlite => "sqlite",
        }
    }
}

/// A running server (for SQLite: a folder of files and the shell).
#[derive(Debug)]
pub struct Server {
    kind: Kind,
    version: String,
    client: PathBuf,
    folder: PathBuf,
    made: AtomicU32,
    idle: Mutex<Vec<String>>,
    _guard: guard::Guard,
}

impl Server {
    /// Which product this is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The version that the server reports, `15.18` for instance.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// An empty database of one's own, until the value is dropped.
    pub fn database(&'static self) -> Database {
        if let Some(name) = self.idle().pop() {
            return Database::reuse(self, name);
        }
        let name = format!("sqlgen_test_{}", self.made.fetch_add(1, Ordering::Relaxed));
        Database::create(self, name)
    }

    /// Names of databases that are empty again.
    fn idle(&self) -> MutexGuard<'_, Vec<String>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// PostgreSQL; none, and a line on standard error, where it is not installed.
pub fn postgresql() -> Option<&'static Server> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    present(SERVER.get_or_init(|| once(postgresql::start)))
}

/// MariaDB; none, and a line on standard error, where it is not installed.
pub fn mariadb() -> Option<&'static Server> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    present(SERVER.get_or_init(|| once(mariadb::start)))
}

/// SQLite's shell; none, and a line on standard error, where it is not installed.
pub fn sqlite() -> Option<&'static Server> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    present(SERVER.get_or_init(|| once(sqlite::start)))
}

/// Every server that this machine has.
pub fn all() -> Vec<&'static Server> {
    [postgresql(), mariadb(), sqlite()].into_iter().flatten().collect()
}

static SKIPPED: AtomicU32 = AtomicU32::new(0);

/// Starts a server; one that fails to start is not tried again by every test.
fn once(start: fn() -> Result<Server, String>) -> Result<Server, String> {
    std::panic::catch_unwind(start).unwrap_or_else(|_| Err("a server could not be started, as told above".to_owned()))
}

/// The server; without it the test is skipped, aloud, unless the server was promised.
fn present(started: &'static Result<Server, String>) -> Option<&'static Server> {
    match started {
        Ok(server) => Some(server),
        Err(problem) => {
            let promised = std::env::var("SQLGEN_TEST_DATABASES").is_ok_and(|value| value == "1");
            let line = skipped(problem, promised, SKIPPED.fetch_add(1, Ordering::Relaxed) + 1);
            // Written past the test runner's capture, which would hide it in a test that passes.
            std::io::stderr().write_all(line.as_bytes()).expect("standard error can be written");
            None
        }
    }
}

/// What to say about the `count`th test that has to be skipped; fails it when somebody promised the databases.
fn skipped(problem: &str, promised: bool, count: u32) -> String {
    assert!(!promised, "SQLGEN_TEST_DATABASES=1, but {problem}: run tests/databases.sh");
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    format!("SKIPPED ({count} so far): {test}: {problem}; `make test` installs what is missing\n")
}

#[test]
fn a_missing_server_is_skipped_aloud_and_a_promised_one_fails() {
    let line = skipped("there is no server", false, 3);
    assert!(line.starts_with("SKIPPED (3 so far): servers::a_missing_server") && line.contains("there is no server"));
    let failed = std::panic::catch_unwind(|| skipped("there is no server", true, 1));
    let message = failed.expect_err("a promised server has to be there");
    assert!(message.downcast_ref::<String>().is_some_and(|text| text.contains("tests/databases.sh")));
}
