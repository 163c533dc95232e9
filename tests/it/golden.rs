//! The golden SQL of the sample project: `snapshots/<dialect>/`, whole and per revision, up and down.
//!
//! `make snapshots` writes it again; a test fails on any difference. A DBA can read these files and a database can run them.

use std::fs;
use std::process::{Command, Output};

use crate::rust_text::root;

const DIALECTS: &[&str] = &["postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle"];

fn run(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sqlgen"));
    program.args(arguments).current_dir(root()).env_clear().output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("scripts are UTF-8")
}

#[test]
fn golden_scripts_of_the_sample() {
    if std::env::var_os("SQLGEN_UPDATE").is_some() {
        assert!(run(&["snapshot", "--update"]).status.success());
    }
    let Output { status, stdout, stderr } = run(&["snapshot", "--check"]);
    let said = format!("{}{}", text(&stdout), text(&stderr));
    assert!(status.success() && said.is_empty(), "run `make snapshots` and read the difference as a DBA would\n{said}");
}

#[test]
fn golden_scripts_are_what_the_commands_print() {
    for dialect in DIALECTS {
        let folder = root().join("snapshots").join(dialect);
        for (verb, range, word) in [("upgrade", "head", "up"), ("downgrade", "head:base", "down")] {
            let kept = fs::read_to_string(folder.join(format!("head.{word}.sql"))).expect("there is a whole script");
            let printed = run(&[verb, range, "--sql", "--dialect", dialect]);
            assert!(printed.status.success() && text(&printed.stdout) == kept, "{verb} {range} for {dialect}");
            let each = fs::read_dir(folder.join(word)).expect("there are scripts for each revision");
            assert_eq!(each.count(), 15, "{dialect}/{word}");
        }
    }
}
