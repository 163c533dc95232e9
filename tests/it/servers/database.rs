//! One database of a test server: scripts go through the product's own client, as a DBA would run them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;

use super::{Kind, Rows, Server, Session, postgresql, sqlite, tables};

/// How long a script may take before it counts as hanging.
const SECONDS: &str = "300";

/// Makes `psql` print null as [`tables::NULL`].
const NULL_SETTING: &str = "null=\u{1}null\u{1}";

/// How a script is handed to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As its header says: `psql -X -v ON_ERROR_STOP=1 -f`, `mariadb <`, `sqlite3 -bail <`.
    Documented,
    /// On the client's standard input: `psql -X -v ON_ERROR_STOP=1 <`; for the others that is how the header says it.
    Piped,
    /// From the client's prompt: `\i`, `source`, `.read`.
    Sourced,
    /// The same, typed at a terminal.
    Typed,
    /// By a client that goes on after errors: `psql` without the script's own stop, `mariadb --force`, plain `sqlite3`.
    Forced,
}

/// What a client said, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status; none when a signal ended the client. 124 is a script that did not end in time.
    pub status: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

impl Outcome {
    /// Did the client end well?
    pub fn success(&self) -> bool {
        self.status == Some(0)
    }

    /// Fails the test, in the client's own words, unless the script went through.
    #[track_caller]
    pub fn expect_success(self) -> Self {
        assert!(self.success(), "the script failed with {:?}\n{}{}", self.status, self.stdout, self.stderr);
        self
    }

    /// Fails the test unless the script was stopped and its messages hold `words`.
    #[track_caller]
    pub fn expect_failure(self, words: &str) -> Self {
        assert!(!self.success(), "the script went through\n{}{}", self.stdout, self.stderr);
        let said = self.stderr.contains(words) || self.stdout.contains(words);
        assert!(said, "not a word of `{words}` in\n{}{}", self.stdout, self.stderr);
        self
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { status: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

/// An own database for one test.
#[derive(Debug)]
pub struct Database {
    server: &'static Server,
    name: String,
    scripts: AtomicU32,
}

impl Database {
    pub(super) fn create(server: &'static Server, name: String) -> Self {
        let database = Self { server, name, scripts: AtomicU32::new(0) };
        match server.kind {
            Kind::Postgresql => database.administrate("CREATE DATABASE {} TEMPLATE template0"),
            Kind::Mariadb => database.administrate("CREATE DATABASE {}"),
            Kind::Sqlite => drop(sqlite::open(&database.file())),
        }
        database
    }

    /// A database that an earlier test has emptied.
    pub(super) fn reuse(server: &'static Server, name: String) -> Self {
        Self { server, name, scripts: AtomicU32::new(0) }
    }

    /// Which product it lives on.
    pub fn kind(&self) -> Kind {
        self.server.kind
    }

    /// Its name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> PathBuf {
        self.server.folder.join(format!("{}.db", self.name))
    }

    /// Runs the text of a script through the real client.
    pub fn run_script(&self, script: &str, mode: Mode) -> Outcome {
        let number = self.scripts.fetch_add(1, Ordering::Relaxed);
        let file = self.server.folder.join(format!("{}-{number}.sql", self.name));
        let stops = self.server.kind == Kind::Postgresql && mode == Mode::Forced;
        let text = if stops { without_own_stop(script) } else { script.to_owned() };
        fs::write(&file, text).expect("the server's folder can be written");
        let outcome = self.run_file(&file, mode);
        fs::remove_file(&file).expect("the script can be removed");
        outcome
    }

    /// Runs a script file through the real client.
    pub fn run_file(&self, file: &Path, mode: Mode) -> Outcome {
        let mut client = self.client();
        match (self.server.kind, mode) {
            (Kind::Postgresql, Mode::Documented) => _ = client.args(["-v", "ON_ERROR_STOP=1", "-f"]).arg(file),
            (Kind::Postgresql, Mode::Forced) => _ = client.arg("-f").arg(file),
            (Kind::Postgresql, Mode::Piped) => _ = client.args(["-v", "ON_ERROR_STOP=1"]),
            (Kind::Mariadb, Mode::Forced) => _ = client.arg("--force"),
            (Kind::Sqlite, Mode::Documented | Mode::Piped) => _ = client.arg("-bail"),
            (_, Mode::Sourced | Mode::Typed)
            | (Kind::Mariadb, Mode::Documented | Mode::Piped)
            | (Kind::Sqlite, Mode::Forced) => {}
        }
        self.choose(&mut client);
        match (self.server.kind, mode) {
            (kind, Mode::Sourced) => run_with_input(client, &format!("{} {}\n", read_command(kind), file.display())),
            (kind, Mode::Typed) => run_with_input(
                at_terminal(&client),
                &format!("{} {}\n{}\n", read_command(kind), file.display(), quit(kind)),
            ),
            (Kind::Postgresql, Mode::Documented | Mode::Forced) => run(client),
            _ => run(with_input_file(client, file)),
        }
    }

    /// Runs a command as people are told it: the client's name, then its options, with DATABASE for the database and,
    /// as the last word, the name of a script for `file`, behind `<` where it is the input.
    pub fn run_told(&self, command: &str, file: &Path) -> Outcome {
        let words: Vec<&str> = command.split_whitespace().collect();
        let (program, words) = words.split_first().expect("a command has words");
        assert!(self.server.client.ends_with(program), "`{command}` is not for {}", self.server.client.display());
        let (_, words) = words.split_last().expect("a command ends with the script");
        let mut client = self.client();
        for word in words.iter().filter(|word| **word != "<") {
            match (*word, self.server.kind) {
                ("DATABASE", Kind::Sqlite) => client.arg(self.file()),
                ("DATABASE", _) => client.arg(&self.name),
                (word, _) => client.arg(word),
            };
        }
        if words.last() == Some(&"<") { run(with_input_file(client, file)) } else { run_with_argument(client, file) }
    }

    /// Runs SQL that has to work; returns all rows of its last query.
    #[track_caller]
    pub fn query(&self, sql: &str) -> Rows {
        self.queries(sql).pop().unwrap_or_default()
    }

    /// Runs SQL that has to work; returns one set of rows per query (on PostgreSQL and SQLite `sql` is one query).
    #[track_caller]
    pub fn queries(&self, sql: &str) -> Vec<Rows> {
        if self.server.kind == Kind::Sqlite {
            let rows = sqlite::query(&self.connection(), sql);
            return vec![rows.unwrap_or_else(|error| panic!("{error} in\n{sql}"))];
        }
        let mut client = self.client();
        client.args(match self.server.kind {
            Kind::Postgresql => ["-v", "ON_ERROR_STOP=1", "-qt", "--csv", "-P", NULL_SETTING].as_slice(),
            _ => ["--xml", "--default-character-set=utf8mb4"].as_slice(),
        });
        client.env("PGCLIENTENCODING", "UTF8");
        self.choose(&mut client);
        let output = run_with_input(client, sql);
        let said = output.expect_success().stdout;
        match self.server.kind {
            Kind::Postgresql => vec![tables::from_csv(&said)],
            _ => tables::from_xml(&said),
        }
    }

    /// Runs SQL that has to work and returns nothing.
    #[track_caller]
    pub fn execute(&self, sql: &str) {
        if self.server.kind == Kind::Sqlite {
            return self.connection().execute_batch(sql).unwrap_or_else(|error| panic!("{error} in\n{sql}"));
        }
        let mut client = self.client();
        client.args(match self.server.kind {
            Kind::Postgresql => ["-q", "-v", "ON_ERROR_STOP=1"].as_slice(),
            _ => ["--default-character-set=utf8mb4"].as_slice(),
        });
        client.env("PGCLIENTENCODING", "UTF8");
        self.choose(&mut client);
        run_with_input(client, sql).expect_success();
    }

    /// This process's own connection to an SQLite database.
    pub fn connection(&self) -> Connection {
        assert_eq!(self.server.kind, Kind::Sqlite, "only SQLite databases can be opened in this process");
        sqlite::open(&self.file())
    }

    /// Runs a script on an SQLite database in this process, without the shell's own commands.
    pub fn run_in_process(&self, script: &str) -> Result<(), String> {
        let connection = self.connection();
        connection.execute_batch(&sqlite::without_dot_commands(script)).map_err(|error| error.to_string())
    }

    /// Runs SQL in a session of its own and keeps that open, with its locks, until the value is dropped.
    pub fn hold(&self, sql: &str) -> Session {
        let mut client = self.client();
        self.choose(&mut client);
        let done =
            self.server.folder.join(format!("{}-{}.held", self.name, self.scripts.fetch_add(1, Ordering::Relaxed)));
        // Another test may have had a database of this name.
        _ = std::fs::remove_file(&done);
        let shell = if self.server.kind == Kind::Sqlite { ".shell" } else { "\\!" };
        Session::start(client, &format!("{sql}\n{shell} touch {0}.part && mv {0}.part {0}\n", done.display()), &done)
    }

    /// The client with everything but the database and the mode; `timeout` ends it when it hangs.
    fn client(&self) -> Command {
        let folder = &self.server.folder;
        let mut client = Command::new("timeout");
        client.args(["-k", "5", SECONDS]).arg(&self.server.client);
        // Nobody's own settings, and no help from the locale: a script has to set what it needs.
        let path = std::env::var_os("PATH").unwrap_or_default();
        client.env_clear().env("PATH", path).env("LC_ALL", "C").env("HOME", folder).current_dir(folder);
        match self.server.kind {
            Kind::Postgresql => _ = client.args(["-X", "-U", "postgres", "-h"]).arg(folder),
            Kind::Mariadb => _ = client.args(["--no-defaults", "-u", "root", "-S"]).arg(folder.join("socket")),
            Kind::Sqlite => {}
        }
        client
    }

    /// Ends the argument list with the database.
    fn choose(&self, client: &mut Command) {
        match self.server.kind {
            Kind::Postgresql => client.arg("-d").arg(&self.name),
            Kind::Mariadb => client.arg(&self.name),
            Kind::Sqlite => client.arg(self.file()),
        };
    }

    /// Runs a statement with `{}` for this database, on the server's own database.
    fn administrate(&self, statement: &str) {
        let mut client = self.client();
        let statement = statement.replace("{}", &self.name);
        match self.server.kind {
            Kind::Postgresql => _ = client.args(["-q", "-d", "postgres", "-c", &statement]),
            _ => _ = client.args(["-e", &statement]),
        }
        run(client).expect_success();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return; // the server goes with the process; a second failure would hide the first
        }
        match self.server.kind {
            Kind::Postgresql => {
                // Making a database takes five times as long as emptying one.
                self.execute(postgresql::EMPTY);
                self.server.idle().push(self.name.clone());
            }
            Kind::Mariadb => self.administrate("DROP DATABASE {}"),
            Kind::Sqlite => fs::remove_file(self.file()).expect("the database file can be removed"),
        }
    }
}

fn read_command(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgresql => "\\i",
        Kind::Mariadb => "source",
        Kind::Sqlite => ".read",
    }
}

fn quit(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgresql => "\\q",
        Kind::Mariadb => "quit",
        Kind::Sqlite => ".quit",
    }
}

/// The same client, with a terminal in front of it.
fn at_terminal(client: &Command) -> Command {
    let words = client.get_args().skip(3).map(|word| format!("'{}'", word.to_string_lossy().replace('\'', "'\\''")));
    let line = words.collect::<Vec<_>>().join(" ");
    let mut terminal = Command::new("timeout");
    terminal.args(["-k", "5", SECONDS, "script", "-q", "-e", "-c", &line, "/dev/null"]);
    terminal.env_clear().env("TERM", "dumb").env("PAGER", "cat").env("SHELL", "/bin/sh");
    terminal.envs(client.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = client.get_current_dir() {
        terminal.current_dir(folder);
    }
    terminal
}

/// The script as somebody would run it who does not want to stop at errors.
fn without_own_stop(script: &str) -> String {
    script.split_inclusive('\n').filter(|line| !line.starts_with("\\set ON_ERROR_STOP")).collect()
}

fn run(mut client: Command) -> Outcome {
    client.output().expect("`timeout` can be started").into()
}

fn run_with_argument(mut client: Command, file: &Path) -> Outcome {
    client.arg(file);
    run(client)
}

fn with_input_file(mut client: Command, file: &Path) -> Command {
    let input = File::open(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    client.stdin(Stdio::from(input));
    client
}

fn run_with_input(client: Command, text: &str) -> Outcome {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    std::io::Write::write_all(&mut file, text.as_bytes()).expect("a temporary file can be written");
    run(with_input_file(client, file.path()))
}
