//! How long things may get, so that every file can be read in one go. Functions are measured by clippy.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::rust_text::{files_below, root, rust_files};

/// Files whose path starts and ends so may have this many lines; the first row that fits counts.
const LIMITS: &[(&str, &str, usize)] = &[
    ("src/operation/", "/mod.rs", 500),
    ("src/lint/rules/", "/mod.rs", 500),
    ("src/cli/", "/mod.rs", 500),
    ("src/operation/", ".rs", 250),
    ("src/lint/rules/", ".rs", 250),
    ("src/cli/", ".rs", 250),
    ("dialects/", ".yaml", 250),
    ("dialects/", ".j2", 60),
    ("", ".rs", 500),
];

const ROOT_ENTRIES: usize = 20;

fn limit(path: &str) -> Option<usize> {
    let row = LIMITS.iter().find(|(start, end, _)| path.starts_with(start) && path.ends_with(end));
    row.map(|(_, _, lines)| *lines)
}

/// Lines and path of every file with a limit, the longest first.
fn measured() -> Vec<(usize, String)> {
    let paths = ["src", "tests", "benches", "dialects"].into_iter().flat_map(|folder| files_below(folder, ""));
    let paths =
        paths.map(|path| path.to_str().expect("file names are plain text").to_owned()).chain(["build.rs".to_owned()]);
    let lines = |path: &String| fs::read_to_string(root().join(path)).map_or(0, |text| text.lines().count());
    let mut files: Vec<(usize, String)> =
        paths.filter(|path| limit(path).is_some()).map(|path| (lines(&path), path)).collect();
    files.sort_by(|a, b| b.cmp(a));
    files
}

fn too_long(files: &[(usize, String)]) -> Vec<String> {
    let over = |(lines, path): &&(usize, String)| limit(path).is_some_and(|limit| *lines > limit);
    let words =
        |(lines, path): &(usize, String)| format!("{path}: {lines} lines, {} are allowed", limit(path).unwrap_or(0));
    files.iter().filter(over).map(words).collect()
}

#[test]
fn files_are_short_enough() {
    let files = measured();
    println!("the ten largest files:");
    for (lines, path) in files.iter().take(10) {
        println!("  {lines:>4}  {path}");
    }
    let found = too_long(&files);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_file_starts_by_saying_what_it_holds() {
    let mut files = rust_files("src");
    files.extend(rust_files("tests"));
    let silent = files.iter().filter(|file| !says_what_it_holds(&file.raw)).map(|file| file.path.as_str());
    let silent: Vec<&str> = silent.collect();
    assert!(silent.is_empty(), "\nno `//!` sentence at the start of: {}\n", silent.join(", "));
}

/// A first line with more than one word: a name alone says nothing.
fn says_what_it_holds(raw: &str) -> bool {
    raw.lines().next().and_then(|line| line.strip_prefix("//! ")).is_some_and(|text| text.trim().contains(' '))
}

#[test]
fn the_root_is_easy_to_survey() {
    let names = root_entries();
    assert!(names.contains("Cargo.toml"), "{names:?}");
    assert!(names.len() <= ROOT_ENTRIES, "{} entries, {ROOT_ENTRIES} are allowed: {names:?}", names.len());
}

/// What git keeps at the root: the script of README's first command, say, lies there too and is nobody's mess.
/// Outside a clone, everything there.
fn root_entries() -> BTreeSet<String> {
    let kept = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    let kept = kept.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let first = |path: &str| path.split('/').next().unwrap_or(path).to_owned();
    let names: BTreeSet<String> = kept.split('\0').filter(|path| !path.is_empty()).map(first).collect();
    if !names.is_empty() {
        return names;
    }
    let entries = fs::read_dir(root()).expect("the repository can be read").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| name != "target").collect()
}

#[test]
fn each_kind_of_file_has_its_limit() {
    let limits = ["src/operation/add_column.rs", "src/operation/mod.rs", "src/cli/upgrade.rs", "dialects/x/a.sql.j2"];
    assert_eq!(limits.map(limit), [Some(250), Some(500), Some(250), Some(60)]);
    let others = ["dialects/x/dialect.yaml", "src/graph/mod.rs", "tests/it/main.rs", "tests/databases.sh"];
    assert_eq!(others.map(limit), [Some(250), Some(500), Some(500), None]);
    let files = [(251, "src/cli/upgrade.rs".to_owned()), (500, "src/lib.rs".to_owned())];
    assert_eq!(too_long(&files), ["src/cli/upgrade.rs: 251 lines, 250 are allowed"]);
    assert!(
        says_what_it_holds("//! Two words.\n") && !says_what_it_holds("//! cli\n") && !says_what_it_holds("use x;\n")
    );
}
