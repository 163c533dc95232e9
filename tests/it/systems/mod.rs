//! Five histories in the shape of real ones (`tests/cases/systems/`), on real servers with rows in place.
//!
//! Each goes up a revision at a time, down as far as it can, and up again in one piece; after every step the server's
//! catalog is that of a database made directly from ours, and every row points at a row. Each file says what becomes of
//! the rows of its system.

mod emulated_enums;
mod renaming_waves;
mod replaceable_objects;
mod schema_by_option;
mod two_databases;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sqlgen::dialect::Library;
use sqlgen::project::Choice;

use crate::catalog::{self, Facts, Table, assert_same};
use crate::laws::build;
use crate::rust_text::root;
use crate::sample::history::{State, states};
use crate::servers::{Database, Kind, Mode, Server};

/// A system as it is installed in one place: one database of it, with what an operator would choose there.
struct Place {
    folder: PathBuf,
    choice: Choice,
    /// The schema of the version table, if it has its own.
    version_schema: Option<String>,
    /// Whether the application has given its constraints no names, so that they are compared by what they ask for.
    nameless: bool,
    server: &'static Server,
    database: Database,
}

/// A step of a way: its script, and our own state behind it.
struct Stop {
    script: String,
    state: State,
}

impl Place {
    fn new(case: &str, server: &'static Server) -> Self {
        Self {
            folder: root().join("tests/cases/systems").join(case).join("in"),
            choice: Choice::default(),
            version_schema: None,
            nameless: false,
            server,
            database: server.database(),
        }
    }

    fn environment(mut self, name: &str) -> Self {
        self.choice.environment = Some(name.to_owned());
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.choice.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    fn database(mut self, name: &str) -> Self {
        self.choice.database = Some(name.to_owned());
        self
    }

    /// The options of the command line that choose the place.
    fn options(&self) -> Vec<String> {
        let mut options = vec!["--dialect".to_owned(), self.server.kind().dialect().to_owned()];
        let environment = self.choice.environment.iter().flat_map(|name| ["--env".to_owned(), name.clone()]);
        let database = self.choice.database.iter().flat_map(|name| ["-n".to_owned(), name.clone()]);
        let variables = self.choice.variables.iter();
        let variables = variables.flat_map(|(name, value)| ["-x".to_owned(), format!("{name}={value}")]);
        options.extend(environment.chain(database).chain(variables));
        options
    }

    /// The text of a file beside the project.
    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.with_file_name(name)).expect("the case has the file")
    }

    /// What the program prints for a command; or, when it fails, what it says.
    fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let mut program = Command::new(env!("CARGO_BIN_EXE_sqlgen"));
        program.args(arguments).args(self.options()).current_dir(&self.folder).env_clear();
        let output = program.output().expect("the program starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// The script of a command over a range, which is the same in every run.
    #[track_caller]
    fn script(&self, command: &str, range: &str) -> String {
        let [one, other] = [(); 2].map(|()| self.run(&[command, range, "--sql"]));
        assert_eq!(one, other, "{command} {range}");
        one.unwrap_or_else(|said| panic!("{command} {range}\n{said}"))
    }

    /// Runs the script of a command over a range.
    #[track_caller]
    fn go(&self, command: &str, range: &str) {
        self.database.run_script(&self.script(command, range), Mode::Documented).expect_success();
        self.every_reference_holds();
    }

    /// The steps of a command over a range.
    #[track_caller]
    fn stops(&self, command: &str, range: &str) -> Vec<Stop> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let split = folder.path().to_str().expect("a plain path");
        self.run(&[command, range, "--sql", "--split", split])
            .unwrap_or_else(|said| panic!("{command} {range}\n{said}"));
        let scripts = texts(folder.path());
        let states = states(&self.folder, &self.choice, command, range, self.server.kind().dialect());
        assert_eq!(scripts.len(), states.len(), "a script for each revision");
        scripts.into_iter().zip(states).map(|(script, state)| Stop { script, state }).collect()
    }

    /// Goes a step at a time; behind each, the server's catalog is ours. Then `look` sees the revision that is reached.
    #[track_caller]
    fn walk(&self, command: &str, range: &str, look: impl Fn(&str)) {
        for Stop { script, state } in self.stops(command, range) {
            self.database.run_script(&script, Mode::Documented).expect_success();
            let (found, wanted) = (self.facts(), self.built(&state));
            let label = format!("{command} to {}", state.after);
            match command {
                "upgrade" => assert_same(&label, &found, "made directly", &wanted),
                _ => assert_same(&label, &self.taken_back(found), "made directly", &self.taken_back(wanted)),
            }
            self.every_reference_holds();
            look(&state.after);
        }
    }

    fn facts(&self) -> Facts {
        self.facts_of(&self.database)
    }

    /// What the server says, but for the version table.
    fn facts_of(&self, database: &Database) -> Facts {
        let facts = catalog::read(database);
        let mut facts = match &self.version_schema {
            Some(schema) => facts.without_schema(schema),
            None => facts.without_table("alembic_version"),
        };
        for table in facts.tables.values_mut() {
            if database.kind() == Kind::Sqlite {
                // Comments stand in the text of CREATE TABLE alone.
                table.comment = None;
                table.columns.iter_mut().for_each(|column| column.comment = None);
            }
            if self.nameless {
                without_names(table);
            }
        }
        facts
    }

    /// What the server says about a database that was made directly from our catalog.
    fn built(&self, state: &State) -> Facts {
        let database = self.server.database();
        let dialect = Library::embedded().dialect(self.server.kind().dialect()).expect("the dialect is embedded");
        // Raw SQL that changes rows would find none, or no table.
        let makes =
            |raw: &&String| !["update ", "insert ", "delete "].iter().any(|word| raw.to_lowercase().starts_with(word));
        let raw: String = state.raw.iter().filter(makes).map(|raw| format!("{raw};\n")).collect();
        let script = build::script_with(&dialect, &state.catalog, &raw);
        database.run_script(&script, Mode::Documented).expect_success();
        self.facts_of(&database)
    }

    /// What is compared on the way down.
    fn taken_back(&self, facts: Facts) -> Facts {
        facts.taken_back(self.server.kind())
    }

    /// SQLite looks at references only when it is told to.
    #[track_caller]
    fn every_reference_holds(&self) {
        if self.database.kind() == Kind::Sqlite {
            assert_eq!(self.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
        }
    }

    /// The rows of a query, one in each line, with a comma between values.
    #[track_caller]
    fn rows(&self, query: &str) -> Vec<String> {
        let value = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
        let rows = self.database.query(query).into_iter();
        rows.map(|row| row.into_iter().map(value).collect::<Vec<_>>().join(", ")).collect()
    }
}

/// Calls constraints what they ask for.
fn without_names(table: &mut Table) {
    table.primary_key.iter_mut().for_each(|(name, _)| name.clear());
    table.uniques = std::mem::take(&mut table.uniques).into_values().map(|key| (format!("{key:?}"), key)).collect();
    table.checks = std::mem::take(&mut table.checks).into_values().map(|text| (text.clone(), text)).collect();
    let keys = std::mem::take(&mut table.foreign_keys).into_values();
    table.foreign_keys = keys.map(|key| (format!("{key:?}"), key)).collect();
}

/// The texts of the files of a folder, in the order of their names.
fn texts(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the scripts were written");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a script").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("scripts are UTF-8")).collect()
}
