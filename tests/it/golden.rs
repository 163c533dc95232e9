//! The golden SQL of the sample project: `snapshots/<dialect>/`, whole and per revision, up and down.
//!
//! `make snapshots` writes it again; a test fails on any difference. A DBA can read these files and a database can run them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::rust_text::root;

const DIALECTS: &[&str] = &["postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle"];

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sqlgen"))
        .args(arguments)
        .current_dir(root())
        .env_clear()
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "sqlgen {}\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("scripts are UTF-8")
}

/// Every script of a dialect by its path below `snapshots/<dialect>/`.
fn scripts(dialect: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for (verb, range, word) in [("upgrade", "head", "up"), ("downgrade", "head:base", "down")] {
        let whole = run(&[verb, range, "--sql", "--dialect", dialect]);
        found.insert(PathBuf::from(format!("head.{word}.sql")), whole);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let split = folder.path().to_str().expect("a plain path");
        run(&[verb, range, "--sql", "--dialect", dialect, "--split", split]);
        for entry in fs::read_dir(folder.path()).expect("the scripts were written") {
            let path = entry.expect("a script").path();
            let name = Path::new(word).join(path.file_name().expect("a file name"));
            found.insert(name, fs::read_to_string(&path).expect("scripts are UTF-8"));
        }
    }
    found
}

fn stored(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let name = entry.path().strip_prefix(folder).expect("walked from the folder").to_path_buf();
        found.insert(name, fs::read_to_string(entry.path()).expect("snapshots are UTF-8"));
    }
    found
}

#[test]
fn golden_scripts_of_the_sample() {
    let mut wrong = Vec::new();
    for dialect in DIALECTS {
        let folder = root().join("snapshots").join(dialect);
        let scripts = scripts(dialect);
        assert_eq!(scripts.len(), 2 + 2 * 15, "whole and per revision, up and down");
        if std::env::var_os("SQLGEN_UPDATE").is_some() {
            let _ = fs::remove_dir_all(&folder);
            for (name, text) in &scripts {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().expect("a folder")).expect("snapshots can be written");
                fs::write(path, text).expect("snapshots can be written");
            }
        }
        let stored = stored(&folder);
        for name in stored.keys().filter(|name| !scripts.contains_key(*name)) {
            wrong.push(format!("{dialect}/{}: nothing prints it any more", name.display()));
        }
        for (name, text) in &scripts {
            let old = stored.get(name).map_or("", String::as_str);
            if old != text {
                let difference = similar::TextDiff::from_lines(old, text).unified_diff().context_radius(2).to_string();
                wrong.push(format!("{dialect}/{}\n{difference}", name.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "run `make snapshots` and read the difference as a DBA would\n{}", wrong.join("\n"));
}
