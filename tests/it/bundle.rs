//! `bundle`: the same bytes wherever it is made, what the commands print in it, and a readme whose commands work.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sha2::{Digest, Sha256};
use similar::TextDiff;
use tempfile::TempDir;

use crate::rust_text::root;
use crate::sample::project::Project;
use crate::servers::{self, Server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sqlgen");

const DIALECTS: &[&str] = &["mariadb", "mssql", "mysql", "oracle", "postgresql", "sqlite"];

fn temporary() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn sqlgen(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).current_dir(folder).env_clear().output().expect("the program starts")
}

#[track_caller]
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a program of the system that has to end well.
#[track_caller]
fn system(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    done(&output.unwrap_or_else(|error| panic!("{program}: {error}")))
}

/// The files below a folder by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder").flatten() {
            let path = entry.path();
            if entry.file_type().expect("it has a type").is_dir() {
                open.push(path);
            } else {
                let name = plain(path.strip_prefix(folder).expect("it is in there")).to_string();
                found.insert(name, fs::read(&path).expect("it can be read"));
            }
        }
    }
    found
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", files.keys().collect::<Vec<_>>()));
    String::from_utf8(bytes.clone()).expect("files of a bundle are UTF-8")
}

/// The bundle of the sample, taken out of its archive by the system's own programs.
fn unpacked(folder: &Path, options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let archive = folder.join("release.tar.gz");
    done(&sqlgen(root(), &[&["bundle", "head", "-o", plain(&archive)], options].concat()));
    system(folder, "tar", &["xzf", "release.tar.gz"]);
    let inside = folder.join("release");
    let sums = system(&inside, "sha256sum", &["-c", "SHA256SUMS"]);
    let found = files(&inside);
    assert_eq!(sums.lines().filter(|line| line.ends_with(": OK")).count(), found.len() - 1, "all but the list itself");
    found
}

#[test]
fn golden_bundle_of_the_sample() {
    let folder = temporary();
    let found = unpacked(folder.path(), &[]);
    let listing: String = found.keys().map(|path| format!("{path}\n")).collect();
    let manifest = text(&found, "manifest.json");
    // Digests and sizes change with every script.
    let masked = manifest.lines().map(|line| match line.split_once("\": ") {
        Some((name, _)) if name.ends_with("\"size") => format!("{name}\": 0\n"),
        Some((name, _)) if name.ends_with("\"sha256") => {
            format!("{name}\": \"\"{}\n", if line.ends_with(',') { "," } else { "" })
        }
        _ => format!("{line}\n"),
    });
    let golden = root().join("snapshots/bundle");
    for (name, now) in
        [("README.md", text(&found, "README.md")), ("files.txt", listing), ("manifest.json", masked.collect())]
    {
        let place = golden.join(name);
        if std::env::var_os("SQLGEN_UPDATE").is_some() {
            fs::create_dir_all(&golden).and_then(|()| fs::write(&place, &now)).expect("golden files can be written");
        }
        let kept = fs::read_to_string(&place).unwrap_or_default();
        let difference = TextDiff::from_lines(&kept, &now).unified_diff().header(name, "found").to_string();
        assert!(kept == now, "run `make snapshots` and read the difference as a DBA would\n{difference}");
    }
}

#[test]
fn the_manifest_lists_the_files_with_their_digests_and_sizes() {
    let folder = temporary();
    let found = unpacked(folder.path(), &["--dialect", "sqlite"]);
    let manifest: serde_json::Value = serde_json::from_str(&text(&found, "manifest.json")).expect("JSON");
    let listed = manifest["files"].as_array().expect("a list");
    assert_eq!(listed.len(), found.len() - 2, "all but itself and the list of digests");
    for file in listed {
        let bytes = &found[file["path"].as_str().expect("a path")];
        assert_eq!((file["size"].as_u64(), file["sha256"].as_str()), (Some(bytes.len() as u64), Some(&*sha256(bytes))));
    }
    for revision in manifest["databases"][0]["revisions"].as_array().expect("a list") {
        let path = root().join(revision["file"]["path"].as_str().expect("a path"));
        assert_eq!(revision["file"]["sha256"].as_str(), Some(&*sha256(&fs::read(path).expect("a revision file"))));
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A copy of the sample and of the program that others can read.
fn copy(folder: &Path) {
    system(root(), "cp", &["-r", "sqlgen.yaml", "revisions", PROGRAM, plain(folder)]);
    system(folder, "chmod", &["-R", "a+rX", "."]);
    system(folder, "touch", &["-d", "2001-02-03", "sqlgen.yaml"]);
}

/// What makes the words behind it a command of somebody else, where this one may become somebody else.
fn nobody() -> &'static [&'static str] {
    match system(root(), "id", &["-u"]).trim() {
        "0" => &["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"],
        _ => &[],
    }
}

#[test]
fn two_bundles_from_different_folders_users_zones_locales_and_umasks_are_the_same_bytes() {
    let arguments = ["bundle", "head", "-o", "-", "--tag", "release 42"];
    let first = sqlgen(root(), &arguments);
    done(&first);
    let (one, two) = (temporary(), temporary());
    let deep = two.path().join("a b/c");
    fs::create_dir(two.path().join("a b")).and_then(|()| fs::create_dir(&deep)).expect("folders can be made");
    [one.path(), &deep].into_iter().for_each(copy);
    system(two.path(), "chmod", &["-R", "a+rX", plain(two.path())]);
    for (folder, project, program, settings, umask) in [
        (Path::new("/"), one.path(), PROGRAM, ["Pacific/Kiritimati", "C", "root"], "000"),
        (&deep, Path::new("."), "./sqlgen", ["America/St_Johns", "tr_TR.UTF-8", "nobody"], "077"),
    ] {
        let mut words = vec!["sh", "-c", "umask $0; exec \"$@\"", umask];
        words.extend(if umask == "077" { nobody() } else { &[] });
        words.extend([program, "-c", plain(project)]);
        words.extend(arguments);
        let mut command = Command::new(words[0]);
        let [zone, locale, user] = settings;
        command.args(&words[1..]).current_dir(folder).env("TZ", zone).env("LC_ALL", locale).env("LANG", locale);
        command.env("HOME", "/nowhere").env("USER", user).env("SOURCE_DATE_EPOCH", umask).env("HOSTNAME", zone);
        let output = command.output().expect("a shell starts");
        done(&output);
        assert!(output.stdout == first.stdout, "not the same bytes with {settings:?} and {umask}");
    }
    let file = one.path().join("release.tar.gz");
    done(&sqlgen(one.path(), &["bundle", "head", "-o", plain(&file), "--tag", "release 42"]));
    assert!(fs::read(&file).expect("the archive") == first.stdout, "a file with the usual name on top");
}

#[test]
fn a_folder_holds_what_the_archive_holds() {
    let folder = temporary();
    let archive = unpacked(folder.path(), &["--dialect", "postgresql"]);
    let other = folder.path().join("other");
    done(&sqlgen(root(), &["bundle", "head", "-o", plain(&other), "--dialect", "postgresql"]));
    assert!(files(&other) == archive);
    for place in [other, folder.path().join("release.tar.gz")] {
        let check = ["bundle", "head", "--dialect", "postgresql", "--check", plain(&place)];
        assert_eq!(done(&sqlgen(root(), &check)), "");
    }
}

#[test]
fn scripts_of_a_bundle_are_those_of_the_commands() {
    let folder = temporary();
    let found = unpacked(folder.path(), &["--tag", "release 42"]);
    for dialect in DIALECTS {
        for (command, range) in [("upgrade", "head"), ("downgrade", "head:base")] {
            let verify = folder.path().join(format!("{dialect}.{command}.verify"));
            let common = [command, range, "--sql", "--dialect", dialect, "--tag", "release 42"];
            let whole = sqlgen(root(), &[&common[..], &["--verify-sql", plain(&verify)]].concat());
            assert_eq!(done(&whole), text(&found, &format!("{dialect}/{command}.sql")), "{command} for {dialect}");
            if command == "upgrade" {
                let queries = fs::read_to_string(&verify).expect("the queries");
                assert_eq!(queries, text(&found, &format!("{dialect}/verify.sql")), "{dialect}");
            }
            let split = folder.path().join(format!("{dialect}.{command}"));
            done(&sqlgen(root(), &[&common[..], &["--split", plain(&split)]].concat()));
            let start = format!("{dialect}/{command}/");
            let own =
                found.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&start)?.to_string(), bytes.clone())));
            assert!(files(&split) == own.collect(), "{command} --split for {dialect}");
        }
    }
}

/// Runs what a readme says.
fn follow(readme: &str, folder: &Path, server: &'static Server) {
    let database = server.database();
    let commands = told(readme, server);
    let names = ["verify_before", "upgrade", "verify_after", "downgrade", "verify_before"];
    assert_eq!(commands.len(), names.len(), "{commands:?}");
    for (command, name) in commands.iter().zip(names) {
        assert!(command.ends_with(&format!("{name}.sql")), "{command}");
        let path = command.rsplit(' ').next().expect("a command has words");
        let outcome = database.run_told(command, &folder.join(path)).expect_success();
        let rows = outcome.stdout.matches("yes").count();
        let right = if name.starts_with("verify") { rows > 0 } else { outcome.stdout.contains("done: ") };
        assert!(right && !outcome.stdout.contains("NO"), "{command}\n{}", outcome.stdout);
    }
}

/// The commands that a readme tells for a server, in order.
fn told(readme: &str, server: &Server) -> Vec<String> {
    let name = server.kind().dialect();
    let start = format!(": `{name}/`\n");
    let (_, section) = readme.split_once(&start).unwrap_or_else(|| panic!("README.md has nothing for {name}"));
    let section = section.split("\n### ").next().unwrap_or_default();
    let commands = section.lines().filter(|line| line.contains(&format!("{name}/")));
    commands.filter_map(|line| line.strip_prefix("    ")).map(str::to_string).collect()
}

#[test]
fn the_commands_of_the_readme_lead_there_and_back() {
    let folder = temporary();
    let found = unpacked(folder.path(), &[]);
    let readme = text(&found, "README.md");
    servers::all().into_iter().for_each(|server| follow(&readme, &folder.path().join("release"), server));
}

#[test]
fn the_readme_runs_a_script_as_its_header_says() {
    let folder = temporary();
    for (rule, told) in [
        (["--commit", "manual"], "psql -X -d DATABASE, then \\i postgresql/upgrade.sql, look, and type COMMIT"),
        (["--client", "plain"], "postgresql/upgrade.sql: by any client"),
        (["--on-error", "continue"], "psql -X -d DATABASE -f postgresql/upgrade.sql"),
    ] {
        let out = folder.path().join(rule[1]);
        let range = ["bundle", "1f0c:2a7b", "--dialect", "postgresql@15", "-o", plain(&out)];
        done(&sqlgen(root(), &[&range[..], &rule].concat()));
        let readme = text(&files(&out), "README.md");
        assert!(readme.lines().any(|line| line.trim_start().starts_with(told)), "{rule:?}\n{readme}");
    }
}

#[test]
fn branches_merges_and_dependencies_go_there_and_back() {
    let Some(server) = servers::sqlite() else { return };
    for project in ["dated", "fork", "line", "merged"] {
        let folder = temporary();
        let out = folder.path().join("out");
        let project = root().join("tests/cases/_projects").join(project);
        done(&sqlgen(&project, &["bundle", "heads", "-o", plain(&out), "--dialect", "sqlite@3.40"]));
        follow(&text(&files(&out), "README.md"), &out, server);
    }
}

#[test]
fn files_that_revisions_name_are_in_the_manifest() {
    let revision = "revision: r1\ndown_revision: null\nupgrade:\n\
        - create_table: {name: notes, columns: [{name: id, type: integer}]}\n\
        - create_view: {name: all_notes, query: {file: ../views/all.sql}}\n";
    let query = "SELECT id\r\nFROM notes\r\n";
    let sqlite = "revisions: history/2025\ndialect: sqlite\n";
    let project =
        Project::of(&[("sqlgen.yaml", sqlite), ("history/2025/r1.yaml", revision), ("history/views/all.sql", query)]);
    project.run(&["bundle", "head", "-o", "out/"]).expect("a bundle");
    let manifest: serde_json::Value =
        serde_json::from_str(&text(&files(&project.folder().join("out")), "manifest.json")).expect("JSON");
    let attached = &manifest["databases"][0]["revisions"][0]["attached"];
    let expected = serde_json::json!([{ "path": "history/views/all.sql", "sha256": sha256(query.as_bytes()) }]);
    assert_eq!(*attached, expected);
}

#[test]
fn values_and_the_baseline_are_in_the_manifest() {
    let baseline = "tables: [{name: users, columns: [{name: id, type: integer}]}]\n";
    let revision = "revision: r1\ndown_revision: null\nvariables: {stage: {}}\nupgrade:\n\
        - create_table: {name: \"{{ stage }}_notes\", columns: [{name: id, type: integer}]}\n";
    let settings = "dialect: sqlite\nbaseline: old/schema.yaml\n";
    let project =
        Project::of(&[("sqlgen.yaml", settings), ("revisions/r1.yaml", revision), ("old/schema.yaml", baseline)]);
    project.run(&["bundle", "head", "-o", "out/", "-x", "stage=prod"]).expect("a bundle");
    let found = files(&project.folder().join("out"));
    assert!(text(&found, "sqlite/upgrade.sql").contains("CREATE TABLE prod_notes"));
    let manifest: serde_json::Value = serde_json::from_str(&text(&found, "manifest.json")).expect("JSON");
    let share = &manifest["databases"][0];
    assert_eq!(share["values"], serde_json::json!(["stage=prod"]));
    let expected = serde_json::json!({ "path": "old/schema.yaml", "sha256": sha256(baseline.as_bytes()) });
    assert_eq!(share["baseline"], expected);
}

#[test]
fn ids_stay_in_their_folder() {
    let revision = "revision: \"../../../x\"\ndown_revision: null\nupgrade: []\n";
    let project = Project::of(&[("sqlgen.yaml", "dialect: sqlite\n"), ("revisions/r1.yaml", revision)]);
    project.run(&["bundle", "head", "-o", "deep/out/"]).expect("a bundle");
    let found = files(project.folder());
    assert!(found.contains_key("deep/out/sqlite/upgrade/001_.._.._.._x.up.sql"), "{:?}", found.keys());
}

/// What is in a folder, whatever it is.
fn everything(folder: &Path) -> String {
    system(folder, "find", &[".", "-mindepth", "1"])
}

#[test]
fn what_goes_wrong_leaves_nothing_behind() {
    let wrong = "revision: r2\ndown_revision: r1\nupgrade: [{drop_table: {name: notes}}]\n";
    let right = "revision: r1\ndown_revision: null\nupgrade:\n- create_table: {name: users, columns: [{name: id, type: integer}]}\n";
    let strict = "dialect: sqlite\nlint: {fail_on: warning}\n";
    let dropping = "revision: r2\ndown_revision: r1\nupgrade: [{drop_table: {name: users}}]\n";
    let broken = [("sqlgen.yaml", "dialect: sqlite\n"), ("revisions/1.yaml", right), ("revisions/2.yaml", wrong)];
    let found = [("sqlgen.yaml", strict), ("revisions/1.yaml", right), ("revisions/2.yaml", dropping)];
    let fine = [("sqlgen.yaml", "dialect: sqlite\n"), ("revisions/1.yaml", right), ("file", "x"), ("old.tar.gz", "x")];
    let nowhere = [("file", "x")];
    for (project, arguments, code, word) in [
        (&broken[..], &["head", "-o", "deep/r.tar.gz"][..], 2, "unknown-table"),
        (&found, &["r1:head", "-o", "deep/out/"], 1, "drop-table"),
        (&nowhere, &["head", "-o", "r.tar.gz"], 2, "no-project"),
        (&fine, &["head"], 2, "--output"),
        (&fine, &["head", "-o", "old.tar.gz"], 2, "file-exists"),
        (&fine, &["head", "-o", "file"], 2, "file"),
        (&fine, &["head", "-o", "new/file/out", "--prefix", "x"], 2, "prefix"),
        (&fine, &["head", "-o", "file/r.tar.gz"], 2, "cannot write"),
        (&fine, &["head", "-o", "file/out/"], 2, "cannot write"),
        (&fine, &["head", "-o", "revisions/"], 2, "file-exists"),
        (&fine, &["head", "-o", "revisions/", "--force"], 2, "strange-file"),
        (&fine, &["head", "-o", "r.tar.gz", "--dialect", "sqlight"], 2, "unknown-dialect"),
        (&fine, &["head", "-o", "r.tar.gz", "--mode", "idempotent"], 2, "no statement runs others"),
        (&fine, &["head", "-o", "r.tar.gz", "-n", "shop"], 2, "shop"),
        (&fine, &["nope", "-o", "r.tar.gz"], 2, "nope"),
        (&fine, &["r1:head", "-o", "r.tar.gz"], 2, "nothing-to-bundle"),
        (&fine, &["head", "-o", "r.tar.xz"], 2, "looks like neither"),
        (&fine, &["head", "-o", "r.sql"], 2, "looks like neither"),
        (&fine, &["head", "--check", "out/", "-o", "r.tar.gz"], 2, "cannot be used"),
    ] {
        let project = Project::of(project);
        let before = everything(project.folder());
        let output = sqlgen(project.folder(), &[&["bundle"], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{}", said(&output));
        assert!(said(&output).contains(word), "{arguments:?}\n{}", said(&output));
        assert!(output.stdout.is_empty() && everything(project.folder()) == before, "{arguments:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = temporary();
    copy(folder.path());
    let before = everything(folder.path());
    system(folder.path(), "chmod", &["555", plain(folder.path())]);
    for output in ["release.tar.gz", "deep/release.tar.gz", "out/"] {
        // Nothing is closed to root.
        let words = [nobody(), &["./sqlgen", "bundle", "head", "--dialect", "sqlite", "-o", output]].concat();
        let output = Command::new(words[0]).args(&words[1..]).current_dir(folder.path()).output().expect("it starts");
        assert!(output.status.code() == Some(2) && said(&output).contains("permission denied"), "{}", said(&output));
    }
    system(folder.path(), "chmod", &["755", plain(folder.path())]);
    assert_eq!(everything(folder.path()), before);
}

#[test]
fn an_archive_is_not_shown_on_a_terminal() {
    let command = format!("'{PROGRAM}' bundle head -o -");
    let output = Command::new("script").args(["-qec", &command, "/dev/null"]).current_dir(root()).output();
    let output = output.expect("`script` gives a terminal");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(2) && shown.contains("nothing to show on a terminal"), "{shown}");
}

#[test]
fn a_changed_bundle_is_noticed() {
    let folder = temporary();
    unpacked(folder.path(), &["--dialect", "sqlite"]);
    let inside = folder.path().join("release/sqlite");
    fs::write(inside.join("upgrade.sql"), "DROP TABLE everything;\n").expect("it can be written");
    fs::write(inside.join("more.sql"), "").expect("it can be written");
    fs::remove_file(inside.join("verify.sql")).expect("it can be removed");
    system(folder.path(), "tar", &["czf", "changed.tar.gz", "release"]);
    let names = "gone       sqlite/more.sql\ndifferent  sqlite/upgrade.sql\nnew        sqlite/verify.sql\n";
    for place in ["changed.tar.gz", "release"] {
        let place = folder.path().join(place);
        let output = sqlgen(root(), &["bundle", "head", "--dialect", "sqlite", "--check", plain(&place)]);
        assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stdout)), (Some(1), names));
        let output = sqlgen(root(), &["bundle", "head", "--dialect", "sqlite", "-v", "--check", plain(&place)]);
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.code() == Some(1) && shown.contains("+++ sqlite/upgrade.sql"), "{shown}");
        assert!(
            shown.contains("\n-DROP TABLE everything;\n") && shown.ends_with("new        sqlite/verify.sql\n"),
            "{shown}"
        );
    }
    system(&inside, "ln", &["-s", "upgrade.sql", "link.sql"]);
    system(folder.path(), "tar", &["czf", "linked.tar.gz", "release"]);
    let place = folder.path().join("linked.tar.gz");
    let output = sqlgen(root(), &["bundle", "head", "--dialect", "sqlite", "--check", plain(&place)]);
    assert!(output.status.code() == Some(2) && said(&output).contains("no plain file"), "{}", said(&output));
}
