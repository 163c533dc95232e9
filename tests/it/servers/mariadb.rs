//! Starts MariaDB: no TCP, a socket in a short folder, small buffers, nothing written safely to disk.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::AtomicU32;

use super::guard::{Guard, User};
use super::programs::{self, text};
use super::{Kind, Server};

const SETTINGS: &[&str] = &[
    "--skip-networking",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--performance-schema=OFF",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
    "--max-connections=40",
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=8M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-fast-shutdown=2",
    "--innodb-use-native-aio=0",
];

/// The roles and accounts that tests grant to: no revision makes one.
const ROLES: &str = "CREATE ROLE app; CREATE ROLE reporting; CREATE ROLE `Night Shift`; CREATE USER 'app'@'localhost'";

/// Starts the server; an error says in words what this machine lacks.
pub fn start() -> Result<Server, String> {
    let program = |name: &str| programs::find(name).ok_or_else(|| format!("MariaDB's `{name}` is not installed"));
    let (install, server, client) = (program("mariadb-install-db")?, program("mariadbd")?, program("mariadb")?);
    let user = programs::server_user("mysql")?;
    let version = programs::version(&server);
    let folder = programs::data_folder(&format!("mariadb-{version}"), user, |data| initialise(&install, data, user));

    let socket = folder.join("socket");
    let mut command = vec![text(&server), "--no-defaults".into(), format!("--datadir={}", text(&folder.join("data")))];
    command.push(format!("--socket={}", text(&socket)));
    command.push(format!("--pid-file={}", text(&folder.join("pid"))));
    // A server that starts clears temporary tables out of its folder for them, also those of others that share it.
    command.push(format!("--tmpdir={}", text(&folder)));
    command.extend(SETTINGS.iter().map(|setting| (*setting).to_owned()));
    let guard = Guard::start(&folder, "TERM", &command, user);
    let mut ask = Command::new(&client);
    ask.args(["--no-defaults", "-u", "root", "-e", "SELECT 1", "-S"]).arg(&socket);
    guard.wait_until_ready(&folder, ask);
    let mut roles = Command::new(&client);
    roles.args(["--no-defaults", "-u", "root", "-e", ROLES, "-S"]).arg(&socket);
    programs::succeeded("mariadb", &roles.output().map_err(|error| error.to_string())?)?;
    Ok(Server {
        kind: Kind::Mariadb,
        version,
        client,
        folder,
        made: AtomicU32::new(0),
        idle: Mutex::default(),
        _guard: guard,
    })
}

fn initialise(install: &Path, data: &Path, user: Option<User>) -> Result<(), String> {
    let mut command = Command::new(install);
    command.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    command.arg(format!("--datadir={}", text(data))).arg("--innodb-log-file-size=8M").current_dir("/tmp");
    if user.is_some() {
        command.arg("--user=mysql");
    }
    programs::succeeded("mariadb-install-db", &command.output().map_err(|error| error.to_string())?)
}
