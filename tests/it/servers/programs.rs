//! Where the servers' programs are, who runs them, and data folders that are made once and copied afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::guard::{User, give};

/// Folders that hold server programs without being on everybody's `PATH`.
const PLACES: &[&str] = &["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/usr/bin"];

/// Where Debian keeps the programs of each PostgreSQL, and which of them is the newest.
fn postgresql_folder() -> Option<PathBuf> {
    let entries = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").exists())
        .collect();
    versions.sort();
    Some(versions.pop()?.1)
}

/// The full path of `program`, if this machine has it.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let listed = std::env::split_paths(&path).chain(PLACES.iter().map(PathBuf::from));
    // Debian's `psql` on the path is a script that looks for the real one: the real one starts faster.
    postgresql_folder().into_iter().chain(listed).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The user to run a server as: nobody else when we are not root, else the named one if it exists.
pub fn server_user(name: &str) -> Result<Option<User>, String> {
    if number(&["-u"])? != 0 {
        return Ok(None);
    }
    let missing = |_| format!("we are root, and there is no user `{name}` to run the server as");
    let uid = number(&["-u", name]).map_err(missing)?;
    let gid = number(&["-g", name]).map_err(missing)?;
    Ok(Some(User { uid, gid }))
}

fn number(arguments: &[&str]) -> Result<u32, String> {
    let output = Command::new("id").args(arguments).output().map_err(|error| format!("`id`: {error}"))?;
    String::from_utf8_lossy(&output.stdout).trim().parse().map_err(|_| format!("`id {}` failed", arguments.join(" ")))
}

/// A new empty folder with a short path, since the path of a socket may have about 100 characters.
pub fn short_folder() -> PathBuf {
    let folder = tempfile::Builder::new().prefix("sg-").rand_bytes(6).tempdir_in("/tmp");
    folder.expect("/tmp can be written").keep()
}

/// A fresh folder holding `data/`, made by `make` the first time in this build folder and copied from then on.
pub fn data_folder(name: &str, user: Option<User>, make: impl FnOnce(&Path) -> Result<(), String>) -> PathBuf {
    let owner = user.map_or_else(|| number(&["-u"]).expect("`id -u` answers"), |user| user.uid);
    let template = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{owner}"));
    let folder = short_folder();
    if let Some(user) = user {
        give(&folder, user);
    }
    if !template.exists() {
        make(&folder.join("data")).unwrap_or_else(|problem| panic!("no data folder for {name}: {problem}"));
        keep(&folder.join("data"), &template);
        return folder;
    }
    copy(&template, &folder.join("data"));
    folder
}

/// Puts a copy of `made` at `template` in one step, so that another test process sees all of it or nothing.
fn keep(made: &Path, template: &Path) {
    let parent = template.parent().expect("a template lies in a folder");
    fs::create_dir_all(parent).expect("the build folder can be written");
    let half =
        tempfile::Builder::new().prefix("half-made-").tempdir_in(parent).expect("the build folder can be written");
    let half = half.path().join("data");
    copy(made, &half);
    // Whoever comes second finds the name taken; the copy then goes with its temporary folder.
    if let Err(error) = fs::rename(&half, template) {
        assert!(template.exists(), "{} cannot be made: {error}", template.display());
    }
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").args(["-a", "--reflink=auto", "--sparse=always"]).arg(from).arg(to).output();
    succeeded("cp", &done.expect("`cp` can be started")).expect("a data folder can be copied");
}

/// What went wrong with `program`, in its own words.
pub fn succeeded(program: &str, output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    let words = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    Err(format!("`{program}` failed with {}\n{}", output.status, words.concat()))
}

/// The first thing that looks like a version in what `program --version` prints, as `15.18`.
pub fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output().expect("a program that was found can be started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let digits = |word: &str| word.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect::<String>();
    said.split_whitespace().map(digits).find(|word| word.contains('.')).unwrap_or_default()
}

/// `path` as text, for the argument list of a server.
pub fn text(path: &Path) -> String {
    path.to_str().expect("server paths are plain text").to_owned()
}
