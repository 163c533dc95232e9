//! The program from outside: every folder of `tests/cases/<command>/<case>/` is one run, and what it has to print.
//!
//! `cmd` holds the command lines, `in/` the files they meet, `project` the name of a folder of `tests/cases/_projects/`
//! that is there before; `stdout`, `stderr` and `exit` (the code, 0 where it is left out) are what has to come.
//! `cat FILE` and `ls` show what was written. `SQLGEN_UPDATE=1` writes the answers again: read the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use similar::TextDiff;

use crate::rust_text::root;

/// What one run printed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    stdout: String,
    stderr: String,
    exit: i32,
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sqlgen"));
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("SOURCE_DATE_EPOCH", "1763632922");
    command
}

/// Words of a command line; quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn files_of(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(files_of(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

fn run_line(line: &str, folder: &Path) -> Outcome {
    let words = words(line);
    let settings = words.iter().take_while(|word| word.contains('=') && !word.starts_with('-')).count();
    let (settings, words) = words.split_at(settings);
    match words[0].as_str() {
        "ls" => Outcome { stdout: files_of(folder).join("\n") + "\n", ..Outcome::default() },
        "cat" => {
            let text = fs::read_to_string(folder.join(&words[1])).unwrap_or_else(|error| format!("{error}\n"));
            Outcome { stdout: text, ..Outcome::default() }
        }
        "sqlgen" => {
            let settings = settings.iter().filter_map(|setting| setting.split_once('='));
            let output = program(folder).args(&words[1..]).envs(settings).output().expect("the program starts");
            let stdout = String::from_utf8(output.stdout).expect("answers are text");
            Outcome {
                stdout: if words[1] == "bundle" { without_digest(stdout) } else { stdout },
                stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
                exit: output.status.code().unwrap_or(-1),
            }
        }
        other => panic!("`{other}` is no command of a case"),
    }
}

/// What says that a bundle is written, without the digest of all that is in it.
fn without_digest(stdout: String) -> String {
    let is_digest = |digest: &str| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    match stdout.split_once("  ") {
        Some((digest, rest)) if is_digest(digest) => format!("SHA256  {rest}"),
        _ => stdout,
    }
}

/// Whether a command says by its exit code whether there is a difference.
fn compares(line: &str) -> bool {
    line.contains(" --check") || line.contains(" --exit-code")
}

/// Runs the lines of a case; where there are several, each stands above what it printed.
fn run_case(case: &Path) -> Outcome {
    let folder = tempfile::tempdir().expect("there is room for a copy");
    if let Ok(project) = fs::read_to_string(case.join("project")) {
        copy(&root().join("tests/cases/_projects").join(project.trim()), folder.path());
    }
    if case.join("in").is_dir() {
        copy(&case.join("in"), folder.path());
    }
    let cmd = fs::read_to_string(case.join("cmd")).expect("a case has a cmd");
    let lines: Vec<&str> = cmd.lines().filter(|line| !line.is_empty()).collect();
    let mut all = Outcome::default();
    for line in &lines {
        let one = run_line(line, folder.path());
        // A comparison that fails says what differs.
        assert!(
            one.exit == 0 || one.stdout.is_empty() || (one.exit == 1 && compares(line)),
            "{}: `{line}` failed and printed {}",
            case.display(),
            one.stdout
        );
        if lines.len() > 1 {
            all.stdout.push_str(&format!("$ {line}\n"));
        }
        all.stdout.push_str(&one.stdout);
        all.stderr.push_str(&one.stderr);
        all.exit = one.exit;
    }
    all
}

fn copy(from: &Path, to: &Path) {
    for name in files_of(from) {
        let place = to.join(&name);
        fs::create_dir_all(place.parent().expect("a file is in a folder")).expect("folders can be made");
        fs::copy(from.join(&name), place).expect("files can be copied");
    }
}

fn cases() -> Vec<PathBuf> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(path).expect("there are cases").flatten().map(|entry| entry.path());
        let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
        folders.sort();
        folders
    };
    let commands = folders(&root().join("tests/cases"));
    let commands = commands.iter().filter(|path| !path.ends_with("_projects"));
    commands.flat_map(|command| folders(command)).collect()
}

fn expected(case: &Path) -> Outcome {
    let text = |name: &str| fs::read_to_string(case.join(name)).unwrap_or_default();
    Outcome { stdout: text("stdout"), stderr: text("stderr"), exit: text("exit").trim().parse().unwrap_or(0) }
}

fn write(case: &Path, outcome: &Outcome) {
    let exit = if outcome.exit == 0 { String::new() } else { format!("{}\n", outcome.exit) };
    for (name, text) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr), ("exit", &exit)] {
        let place = case.join(name);
        if text.is_empty() {
            let _ = fs::remove_file(place);
        } else {
            fs::write(place, text).expect("answers can be written");
        }
    }
}

#[test]
fn cli_cases_print_what_they_have_to() {
    let update = std::env::var_os("SQLGEN_UPDATE").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let (found, expected) = (run_case(case), expected(case));
        if found == expected {
            continue;
        }
        if update {
            write(case, &found);
            continue;
        }
        let mut text = format!("{}: exit {}, not {}\n", case.display(), found.exit, expected.exit);
        for (name, old, new) in
            [("stdout", &expected.stdout, &found.stdout), ("stderr", &expected.stderr, &found.stderr)]
        {
            text.push_str(&TextDiff::from_lines(old, new).unified_diff().header(name, "found").to_string());
        }
        wrong.push(text);
    }
    assert!(cases.len() >= 40, "only {} cases were found", cases.len());
    assert!(wrong.is_empty(), "\n{}\nSQLGEN_UPDATE=1 writes the answers again", wrong.join("\n"));
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let folder = tempfile::tempdir().expect("there is room");
    copy(&root().join("tests/cases/_projects/line"), folder.path());
    let (reader, writer) = std::io::pipe().expect("there are pipes");
    drop(reader);
    let output = program(folder.path()).args(["upgrade", "head", "--sql"]).stdout(writer).output();
    let output = output.expect("the program starts");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(141), ""));
}

#[test]
fn colours_follow_the_option_then_the_environment() {
    let folder = tempfile::tempdir().expect("there is room");
    let colored = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = program(folder.path());
        let output = command.arg("heads").args(arguments).envs(environment.iter().copied()).output();
        output.expect("the program starts").stderr.contains(&0x1b)
    };
    let force = ("CLICOLOR_FORCE", "1");
    assert!(!colored(&[], &[]), "standard error is no terminal here");
    assert!(colored(&["--color", "always"], &[]) && colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(colored(&[], &[force]) && !colored(&[], &[force, ("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[force]) && !colored(&[], &[("CLICOLOR_FORCE", "0")]));
}

#[test]
fn completions_know_every_command() {
    let folder = tempfile::tempdir().expect("there is room");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = program(folder.path()).args(["completions", shell]).output().expect("the program starts");
        let text = String::from_utf8(output.stdout).expect("completions are text");
        assert!(["upgrade", "list_templates", "ensure_version"].iter().all(|name| text.contains(name)), "{shell}");
    }
}

#[test]
fn new_ids_are_twelve_hexadecimal_digits() {
    let folder = tempfile::tempdir().expect("there is room");
    copy(&root().join("tests/cases/_projects/line"), folder.path());
    let output = program(folder.path()).args(["revision", "-m", "x"]).output().expect("the program starts");
    let path = String::from_utf8(output.stdout).expect("a path is text");
    let id = path.trim().strip_prefix("revisions/").and_then(|name| name.strip_suffix("_x.yaml")).unwrap_or_default();
    assert!(id.len() == 12 && id.bytes().all(|byte| b"0123456789abcdef".contains(&byte)), "{path}");
}

#[test]
#[cfg(unix)]
fn a_file_name_cannot_end_a_comment_of_the_script() {
    let folder = tempfile::tempdir().expect("there is room");
    copy(&root().join("tests/cases/_projects/line"), folder.path());
    let odd = folder.path().join("revisions/x\nDROP TABLE users; --.yaml");
    fs::write(odd, "revision: odd\ndown_revision: null\nupgrade: []\n").expect("the folder can be written to");
    let output = program(folder.path()).args(["upgrade", "heads", "--sql"]).output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.stdout.is_empty() && output.status.code() == Some(2), "{told}");
    assert!(told.contains(r"the character '\n'"), "{told}");
}

#[test]
fn what_show_prints_stands_in_the_script_of_the_revision_alone() {
    let folder = tempfile::tempdir().expect("there is room");
    copy(&root().join("tests/cases/_projects/dated"), folder.path());
    let printed = |arguments: &[&str], dialect: &str| {
        let output = program(folder.path()).args(arguments).args(["--sql", "--dialect", dialect]).output();
        String::from_utf8(output.expect("the program starts").stdout).expect("scripts are text")
    };
    for dialect in ["postgresql@15", "mariadb@10.11", "sqlite@3.40"] {
        for (shown, script) in [
            (&["show", "head"][..], &["upgrade", "head-1:head"]),
            (&["show", "head", "--downgrade"], &["downgrade", "head:-1"]),
            (&["show", "1a2b"], &["upgrade", "1a2b"]),
        ] {
            let (block, script) = (printed(shown, dialect), printed(script, dialect));
            assert!(!block.is_empty() && script.contains(&block), "{dialect}: {shown:?}\n{block}\n{script}");
        }
    }
}

#[test]
fn every_revision_shows_its_sql_both_ways() {
    for project in ["dated", "depends", "fork", "line", "merged", "two-folders"] {
        let folder = tempfile::tempdir().expect("there is room");
        copy(&root().join("tests/cases/_projects").join(project), folder.path());
        let run = |arguments: &[&str]| program(folder.path()).args(arguments).output().expect("the program starts");
        let history = String::from_utf8(run(&["history", "-v"]).stdout).expect("a listing is text");
        let ids: Vec<&str> = history.lines().filter_map(|line| line.strip_prefix("Rev: ")?.split(' ').next()).collect();
        assert!(ids.len() > 1, "{project}: {history}");
        for id in ids {
            let arguments = ["show", id, "--sql", "--downgrade"];
            let (up, down) = (run(&arguments[..3]), run(&arguments));
            let right = |output: &std::process::Output| output.status.success() && !output.stdout.is_empty();
            assert!(right(&up) && right(&down), "{project} {id}: {}", String::from_utf8_lossy(&down.stderr));
        }
    }
}
