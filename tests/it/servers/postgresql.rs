//! Starts PostgreSQL: no TCP, a socket in a short folder, nothing written safely to disk.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::AtomicU32;

use super::guard::{Guard, User};
use super::programs::{self, text};
use super::{Kind, Server};

const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=16MB",
    "max_connections=40",
    "jit=off",
    "log_min_messages=warning",
];

/// The roles that tests grant to: no revision makes one.
const ROLES: &str = "CREATE ROLE app; CREATE ROLE reporting; CREATE ROLE \"Night Shift\"";

/// Makes a database as empty as a new one, whatever a test has left in it.
pub const EMPTY: &str = include_str!("empty.sql");

/// Starts the server; an error says in words what this machine lacks.
pub fn start() -> Result<Server, String> {
    let program = |name: &str| programs::find(name).ok_or_else(|| format!("PostgreSQL's `{name}` is not installed"));
    let (initdb, postgres, client) = (program("initdb")?, program("postgres")?, program("psql")?);
    let user = programs::server_user("postgres")?;
    let version = programs::version(&postgres);
    let folder = programs::data_folder(&format!("postgresql-{version}"), user, |data| initialise(&initdb, data, user));

    let mut command = vec![text(&postgres), "-D".into(), text(&folder.join("data")), "-k".into(), text(&folder)];
    command.extend(SETTINGS.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]));
    let guard = Guard::start(&folder, "QUIT", &command, user);
    let mut ask = Command::new(&client);
    ask.args(["-X", "-U", "postgres", "-d", "postgres", "-c", "SELECT 1", "-h"]).arg(&folder);
    guard.wait_until_ready(&folder, ask);
    let mut roles = Command::new(&client);
    roles.args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-c", ROLES, "-h"]).arg(&folder);
    programs::succeeded("psql", &roles.output().map_err(|error| error.to_string())?)?;
    Ok(Server {
        kind: Kind::Postgresql,
        version,
        client,
        folder,
        made: AtomicU32::new(0),
        idle: Mutex::default(),
        _guard: guard,
    })
}

fn initialise(initdb: &Path, data: &Path, user: Option<User>) -> Result<(), String> {
    let mut command = Command::new(initdb);
    command.arg("-D").arg(data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
    command.env("LC_ALL", "C").current_dir("/tmp");
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid);
    }
    programs::succeeded("initdb", &command.output().map_err(|error| error.to_string())?)
}
