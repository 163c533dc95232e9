//! A project of the repository or of a test, and the scripts that the program prints for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sqlgen::project::Choice;
use tempfile::TempDir;

use super::history::{self, State};
use crate::rust_text::root;

/// A folder with a project file and revisions.
pub struct Project {
    folder: PathBuf,
    /// Removes the folder of a project that a test has written.
    _temporary: Option<TempDir>,
}

/// One revision of a way through the history.
pub struct Stop {
    /// The script of this revision alone.
    pub script: String,
    /// The database afterwards, as we see it.
    pub state: State,
}

impl Project {
    /// The history of this repository.
    pub fn sample() -> Self {
        Self { folder: root().to_path_buf(), _temporary: None }
    }

    /// A history written in a test, in the order of its revisions: each begins with its id.
    pub fn written(revisions: &[&str]) -> Self {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let folder = temporary.path().to_path_buf();
        let targets = "targets: [postgresql, sqlite, mysql, mariadb]\n";
        fs::write(folder.join("sqlgen.yaml"), format!("revisions: revisions\ndialect: postgresql\n{targets}"))
            .and_then(|()| fs::create_dir(folder.join("revisions")))
            .expect("a temporary folder can be written");
        for (number, text) in revisions.iter().enumerate() {
            fs::write(folder.join(format!("revisions/{number}.yaml")), text).expect("a revision can be written");
        }
        Self { folder, _temporary: Some(temporary) }
    }

    /// A project of these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let folder = temporary.path().to_path_buf();
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a folder"))
                .and_then(|()| fs::write(path, text))
                .expect("a temporary folder can be written");
        }
        Self { folder, _temporary: Some(temporary) }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the program prints; or, when it fails, what it says.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let mut program = Command::new(env!("CARGO_BIN_EXE_sqlgen"));
        let output =
            program.args(arguments).current_dir(&self.folder).env_clear().output().expect("the program starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match output.status.success() {
            true => Ok(text(&output.stdout)),
            false => Err(text(&output.stderr)),
        }
    }

    /// The guarded script of a command over a range.
    #[track_caller]
    pub fn script(&self, command: &str, range: &str, dialect: &str) -> String {
        self.script_with(command, range, dialect, &[])
    }

    /// The script of a command over a range, with more options.
    #[track_caller]
    pub fn script_with(&self, command: &str, range: &str, dialect: &str, options: &[&str]) -> String {
        let arguments = [&[command, range, "--sql", "--dialect", dialect], options].concat();
        self.run(&arguments).unwrap_or_else(|said| panic!("sqlgen {}\n{said}", arguments.join(" ")))
    }

    /// The way of a command over a range, one script for each revision.
    #[track_caller]
    pub fn stops(&self, command: &str, range: &str, dialect: &str) -> Vec<Stop> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let split = folder.path().to_str().expect("a plain path");
        self.script_with(command, range, dialect, &["--split", split]);
        let entries = fs::read_dir(folder.path()).expect("the scripts were written");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a script").path()).collect();
        paths.sort();
        let scripts = paths.iter().map(|path| fs::read_to_string(path).expect("scripts are UTF-8"));
        let states = history::states(&self.folder, &Choice::default(), command, range, dialect);
        assert_eq!(paths.len(), states.len(), "a script for each revision");
        scripts.zip(states).map(|(script, state)| Stop { script, state }).collect()
    }
}
