//! A script is a function of its files: two renders are equal bytes, and the blocks of a range do not depend on how the
//! range is cut.

use std::fs;
use std::process::Command;

use super::pipeline::Project;
use super::{cases, witness};
use crate::generate::{History, Speech};
use crate::rust_text::root;
use crate::sample;

/// The blocks of a script, each from its title on; the end of the script stands behind the last one.
fn blocks(script: &str) -> Vec<&str> {
    let rule = format!("\n-- {}\n", "-".repeat(117));
    let starts: Vec<usize> = script.match_indices(&rule).map(|(at, _)| at).step_by(2).collect();
    let ends = starts.iter().skip(1).copied().chain([script.len()]);
    starts.iter().zip(ends).map(|(start, end)| script[*start..end].trim_end()).collect()
}

/// Lines without the one that says which way a script has gone, and without empty ones.
fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.contains("done: ")).collect()
}

/// A script without the paragraph that says whether all that it changed is as expected, another for each range.
fn without_verification(script: &str) -> String {
    let Some((before, rest)) = script.split_once("\n-- verification") else { return script.to_string() };
    let (_, after) = rest.split_once("\n\n").unwrap_or_else(|| panic!("no end of the verification in\n{script}"));
    format!("{before}\n{after}")
}

/// Compares a script with the scripts of its parts, in order: the same blocks, and every part ends in the same way.
fn assert_parts(whole: &str, parts: &[String], what: &str) {
    let whole = without_verification(whole);
    let expected = blocks(&whole);
    let mut rest = expected.iter();
    let mut ends: Vec<Vec<String>> = Vec::new();
    for part in parts.iter().map(|part| without_verification(part)) {
        let found = blocks(&part);
        let (last, before) = found.split_last().unwrap_or_else(|| panic!("{what}: no block in\n{part}"));
        for block in before {
            assert_eq!(Some(block), rest.next(), "{what}");
        }
        let expected = rest.next().unwrap_or_else(|| panic!("{what}: too many blocks"));
        if rest.len() == 0 {
            assert_eq!(lines(last), lines(expected), "{what}: the last block");
        } else {
            let end = last.strip_prefix(expected).unwrap_or_else(|| panic!("{what}: {last}\nis not\n{expected}"));
            ends.push(lines(end).into_iter().map(str::to_string).collect());
        }
    }
    assert_eq!(rest.len(), 0, "{what}: blocks are missing");
    ends.dedup();
    assert!(ends.len() <= 1, "{what}: the parts end differently: {ends:?}");
}

/// Places of the sample where a range can be cut: each has one version row.
const CUTS: [&str; 3] = ["38d15f02ac9e", "5c3a81e7f046", "c7d8e3a1b529"];

#[test]
fn the_sample_is_the_same_in_one_piece_and_in_several() {
    let project = sample::project::Project::sample();
    for dialect in ["postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle"] {
        for (command, range, places) in [
            ("upgrade", "base:head", ["base", CUTS[0], CUTS[1], CUTS[2], "head"]),
            ("downgrade", "head:base", ["head", CUTS[2], CUTS[1], CUTS[0], "base"]),
        ] {
            let what = format!("{dialect} {command}");
            let whole = project.script(command, range, dialect);
            assert_eq!(whole, project.script(command, range, dialect), "{what}: two renders");
            assert_eq!(blocks(&whole).len(), 15, "{what}");
            let folder = tempfile::tempdir().expect("a temporary folder");
            let split = folder.path().to_str().expect("a plain path");
            project.script_with(command, range, dialect, &["--split", split]);
            let entries = fs::read_dir(folder.path()).expect("the scripts were written");
            let mut paths: Vec<_> = entries.map(|entry| entry.expect("a script").path()).collect();
            paths.sort();
            let steps: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).expect("a script")).collect();
            assert_parts(&whole, &steps, &format!("{what}, step by step"));
            let cut = |places: &[&str]| -> Vec<String> {
                let ranges = places.windows(2).map(|two| format!("{}:{}", two[0], two[1]));
                ranges.map(|range| project.script(command, &range, dialect)).collect()
            };
            assert_parts(&whole, &cut(&places), &format!("{what}, in four pieces"));
            assert_parts(&whole, &cut(&[places[0], places[2], places[4]]), &format!("{what}, in two pieces"));
        }
    }
}

/// The same files elsewhere, made in another order, with another home, language and time of day.
#[test]
fn the_place_and_the_surroundings_make_no_difference() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let elsewhere = folder.path().join("a b/ä");
    fs::create_dir_all(elsewhere.join("revisions")).expect("a temporary folder can be written");
    let mut names: Vec<_> =
        fs::read_dir(root().join("revisions")).expect("revisions").flatten().map(|entry| entry.path()).collect();
    names.sort();
    for path in names.iter().rev().chain([&root().join("sqlgen.yaml")]) {
        let inner = path.strip_prefix(root()).expect("below the root");
        fs::copy(path, elsewhere.join(inner)).expect("a file can be copied");
    }
    let print = |folder: &std::path::Path, dialect: &str, environment: &[(&str, &str)]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_sqlgen"));
        program.args(["upgrade", "head", "--sql", "--dialect", dialect]).current_dir(folder).env_clear();
        let output = program.envs(environment.iter().copied()).output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("scripts are UTF-8")
    };
    let other =
        [("LC_ALL", "tr_TR.UTF-8"), ("LANG", "de_DE"), ("TZ", "Asia/Tokyo"), ("HOME", "/nowhere"), ("USER", "x")];
    let later = [("SOURCE_DATE_EPOCH", "1"), ("COLUMNS", "20"), ("TERM", "dumb")];
    for dialect in ["postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle"] {
        let here = print(root(), dialect, &[]);
        assert_eq!(here, print(&elsewhere, dialect, &other), "{dialect}");
        assert_eq!(here, print(&elsewhere, dialect, &later), "{dialect}");
    }
}

#[test]
fn generated_histories_are_the_same_in_one_piece_and_in_several() {
    for speech in Speech::all() {
        for seed in 0..cases(6, 200) {
            let takes = |start: &_, items: &[crate::generate::Item]| witness::takes(&speech, start, items);
            let history = History::new(seed, &speech, 6, &takes);
            let project = || Project::new(&speech.dialect, &history.files()).unwrap_or_else(|said| panic!("{said}"));
            let (one, other) = (project(), project());
            let ids: Vec<&str> = one.ups.iter().map(|step| step.header.revision.as_str()).collect();
            let places: Vec<&str> = ["base"].into_iter().chain(ids.iter().copied()).collect();
            let last = places[places.len() - 1];
            for (verb, places, whole, again) in [
                ("up", places.clone(), one.upgrade("heads"), other.upgrade("heads")),
                ("down", places.iter().rev().copied().collect(), one.downgrade("base"), other.downgrade("base")),
            ] {
                let what = format!("{} seed {seed} {verb} to {last}\n{}", speech.dialect.name(), history.lines());
                let whole = whole.unwrap_or_else(|said| panic!("{what}{said}"));
                assert_eq!(Ok(&whole), again.as_ref(), "{what}");
                let part = |two: &[&str]| match verb {
                    "up" => one.upgrade(&format!("{}:{}", two[0], two[1])),
                    _ => one.downgrade(&format!("{}:{}", two[0], two[1])),
                };
                let parts: Result<Vec<String>, String> = places.windows(2).map(part).collect();
                assert_parts(&whole, &parts.unwrap_or_else(|said| panic!("{what}{said}")), &what);
            }
        }
    }
}
