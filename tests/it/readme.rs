//! What README tells people to type: it works, word by word, on empty databases; a second run is refused.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::rust_text::root;
use crate::sample::picture::picture;
use crate::servers::{self, Kind};

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The lines of the blocks without a language: what is typed into a shell.
fn typed(markdown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open: Option<bool> = None;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), open) {
            (Some(_), Some(_)) => open = None,
            (Some(language), None) => open = Some(language.is_empty()),
            (None, Some(true)) if !line.is_empty() => lines.push(line.to_string()),
            (None, _) => {}
        }
    }
    lines
}

/// The script that README's first command prints, for a dialect.
fn script(command: &str, dialect: Option<&str>) -> String {
    let words = command.strip_prefix("cargo run -q -- ").and_then(|rest| rest.strip_suffix(" > migration.sql"));
    let words = words.unwrap_or_else(|| panic!("README begins with `{command}`"));
    let more = dialect.into_iter().flat_map(|name| ["--dialect", name]);
    let mut program = Command::new(env!("CARGO_BIN_EXE_sqlgen"));
    program.args(words.split(' ').chain(more)).current_dir(root()).env_clear();
    let output = program.output().expect("the program starts");
    assert!(output.status.success(), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("scripts are UTF-8")
}

#[test]
fn the_commands_of_the_readme_work_and_a_second_run_is_refused() {
    let lines = typed(&text("README.md"));
    for server in servers::all() {
        let name = server.kind().dialect();
        let client = match server.kind() {
            Kind::Postgresql => "psql",
            Kind::Mariadb => "mariadb",
            Kind::Sqlite => "sqlite3",
        };
        let told = lines.iter().find(|line| line.starts_with(client)).unwrap_or_else(|| panic!("README: no {client}"));
        let script = script(&lines[0], (client != "psql").then_some(name));
        // The header of the script says it too.
        let header = script.lines().find_map(|line| line.strip_prefix("--   Run      ")).expect("how to run it");
        let header = header.split("        (").next().expect("the first part");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file: PathBuf = folder.path().join("migration.sql");
        fs::write(&file, &script).expect("a temporary folder can be written");
        for command in [told.as_str(), header] {
            let database = server.database();
            let outcome = database.run_told(command, &file).expect_success();
            assert!(outcome.stdout.contains("done: base -> fa0b16d4e85c"), "{command}\n{}", outcome.stdout);
            let before = picture(&database);
            let again = database.run_told(command, &file);
            let said = format!("{}{}", again.stdout, again.stderr);
            assert!(!matches!(again.status, None | Some(0 | 124)), "{command} ends with {:?}\n{said}", again.status);
            assert!(said.contains("base") && said.contains("fa0b16d4e85c"), "{command}\n{said}");
            assert!(!said.contains("done: "), "{command}\n{said}");
            assert!(picture(&database) == before, "{command}: something changed");
        }
    }
}

#[test]
fn what_is_to_be_made_can_be_made() {
    let makefile = text("Makefile");
    let targets: Vec<&str> = makefile
        .lines()
        .filter_map(|line| {
            line.split_once(':').filter(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        })
        .map(|(name, _)| name)
        .collect();
    let mut told = Vec::new();
    for name in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", ".ci/run"] {
        let text = text(name);
        let words = |line: &str| -> Vec<String> {
            let calls = line.split("make ").skip(1).filter_map(|rest| rest.split(['`', ' ', ',', '.', ')']).next());
            calls.map(str::to_string).collect()
        };
        let is_code = |line: &str| line.starts_with("make ") || line.contains("`make ") || line.starts_with("part ");
        told.extend(text.lines().filter(|line| is_code(line)).flat_map(words).map(|target| (name, target)));
    }
    let wrong: Vec<_> = told.iter().filter(|(_, target)| !targets.contains(&target.as_str())).collect();
    assert!(wrong.is_empty(), "no such targets: {wrong:?}; the Makefile has {targets:?}");
    for target in ["check", "test"] {
        assert!(told.contains(&(".ci/run", target.to_string())), ".ci/run does not call make {target}");
    }
    assert!(told.contains(&("README.md", "test".to_string())), "README says how the tests are run: {told:?}");
    assert!(typed(&text("README.md")).contains(&"make test".to_string()), "as a line to type");
}

#[test]
fn the_commands_that_the_readme_lists_are_there() {
    let readme = text("README.md");
    let (_, list) = readme.split_once("Alembic's words: ").expect("the list of commands");
    let (list, _) = list.split_once(". Each").expect("its end");
    let names: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    assert!(names.len() >= 16, "{names:?}");
    for name in names {
        let mut program = Command::new(env!("CARGO_BIN_EXE_sqlgen"));
        let output = program.args([name, "--help"]).env_clear().output().expect("the program starts");
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && help.contains("Examples:"), "{name}: {help}");
    }
}
