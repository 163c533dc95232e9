//! `snapshot`: the scripts of a project, kept in its repository, so that a review sees how they change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::graph::Route;
use crate::output::difference::difference;
use crate::project::{Existing, Failure, NewFile, Project, files_below, write_all};
use crate::source::LongText;

use super::databases::projects;
use super::delivery::ending_of;
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::script;
use super::script_args::{ScriptArgs, ScriptChoice, label};

/// Compare the scripts of the whole history with those kept in a folder, or write them there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen snapshot --update             write snapshots/: for every target, whole and per revision, up and down
  sqlgen snapshot                      name what differs
  sqlgen snapshot --check              show how, and end with 1: for CI
  sqlgen snapshot --check --env prod   those of an environment, in snapshots/prod/")]
pub(super) struct Args {
    /// The folder; `snapshots` beside the project file where it is left out
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Show what differs line by line, and fail where anything does
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Write what differs, and delete scripts that nothing prints any more
    #[arg(long)]
    update: bool,
}

/// What is different about a file.
enum Change {
    New,
    Different(String),
    Gone,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<LongText, Failure> {
    let mut changes = BTreeMap::new();
    let mut scripts = BTreeMap::new();
    for project in projects(globals, findings)? {
        let folder = place(args, project);
        let printed = printed(project, &folder, globals, findings)?;
        changes.extend(compare(project, &folder, &printed)?);
        scripts.extend(printed);
    }
    if args.update {
        return update(scripts, &changes).map(LongText::from);
    }
    match changes.is_empty() {
        true => Ok(LongText::default()),
        false if args.check => Err(Failure::Unlike(differences(&scripts, &changes)?)),
        false => Ok(changes.iter().map(|(path, change)| line(path, change)).collect::<String>().into()),
    }
}

/// Where the scripts of a project are kept: below the folder, those of an environment and of a database apart.
fn place(args: &Args, project: &Project) -> PathBuf {
    let settings = &project.config.settings;
    let mut folder = args.folder.clone().unwrap_or_else(|| project.root.join("snapshots"));
    folder.extend(settings.environment.iter().chain(&settings.database));
    folder
}

/// Every script of a project by its path: for each target, whole and per revision, up and down.
fn printed(
    project: &'static Project,
    folder: &Path,
    globals: &Globals,
    findings: &mut Findings,
) -> Result<BTreeMap<PathBuf, LongText>, Failure> {
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    if dialects.targets.is_empty() {
        dialects.choose(None, &mut findings.files)?;
    }
    let mut found = BTreeMap::new();
    for dialect in &dialects.targets {
        let folder = folder.join(label(dialect, &dialects.targets));
        let mut take = |route: &Route, word: &str, findings: &mut Findings| {
            let choice = ScriptChoice::default();
            let args = |split| ScriptArgs::of(dialect, split, &choice);
            let mut print = |split| script::run(project, route, &args(split), globals, findings);
            let whole = print(None)?;
            let each = print(Some(folder.join(word)))?;
            let whole = whole.scripts.into_iter().map(|file| (folder.join(format!("head.{word}.sql")), file.text));
            found.extend(whole.chain(each.scripts.into_iter().map(|file| (file.path, file.text))));
            Ok(())
        };
        let up = project.graph.upgrade("heads").map_err(lost(&project.graph))?;
        findings.errors_of(|findings| take(&up, "up", findings))?;
        let mut end = "base".to_string();
        loop {
            let down = project.graph.downgrade(&format!("heads:{end}")).map_err(lost(&project.graph))?;
            match findings.irreversible_in(project, |findings| take(&down, "down", findings))? {
                Some((revision, _)) => end = revision,
                None => break,
            }
        }
        if end != "base" {
            findings.diagnostics.push(way_down_ends(&end));
        }
    }
    Ok(found)
}

fn way_down_ends(revision: &str) -> Diagnostic {
    let message = format!("the way down ends at {revision}, which is irreversible");
    Diagnostic::new(Severity::Note, Code("irreversible"), message)
}

/// What is different in a folder.
fn compare(
    project: &Project,
    folder: &Path,
    printed: &BTreeMap<PathBuf, LongText>,
) -> Result<BTreeMap<PathBuf, Change>, Failure> {
    let mut changes = BTreeMap::new();
    for path in kept(project, folder) {
        if !printed.contains_key(&path) {
            changes.insert(path, Change::Gone);
        }
    }
    for (path, text) in printed {
        match fs::read(path) {
            Ok(old) if old == read(path, text)?.as_bytes() => {}
            Ok(old) => _ = changes.insert(path.clone(), Change::Different(String::from_utf8_lossy(&old).into_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                changes.insert(path.clone(), Change::New);
            }
            Err(error) => return Err(Failure::io("read", path, &error)),
        }
    }
    Ok(changes)
}

/// The scripts that a folder has, but for those of environments and databases that are not looked at.
fn kept(project: &Project, folder: &Path) -> Vec<PathBuf> {
    let config = &project.config;
    let chosen = config.settings.environment.is_some() || config.settings.database.is_some();
    let names = config.environments.iter().chain(&config.databases).filter(|_| !chosen);
    let apart: Vec<PathBuf> = names.map(|name| folder.join(name)).collect();
    let files = files_below(folder).into_iter();
    files.filter(|path| ending_of(path).is_some() && !apart.iter().any(|other| path.starts_with(other))).collect()
}

fn read(path: &Path, text: &LongText) -> Result<String, Failure> {
    text.read().map_err(|error| Failure::io("read", path, &error))
}

fn line(path: &Path, change: &Change) -> String {
    let word = match change {
        Change::New => "new",
        Change::Different(_) => "different",
        Change::Gone => "gone",
    };
    format!("{word:<11}{}\n", path.display())
}

/// What differs, line by line.
fn differences(
    scripts: &BTreeMap<PathBuf, LongText>,
    changes: &BTreeMap<PathBuf, Change>,
) -> Result<LongText, Failure> {
    let mut text = LongText::default();
    for (path, change) in changes {
        match change {
            Change::Different(old) => {
                let new = read(path, &scripts[path])?;
                let name = path.display().to_string();
                text.push_str(&difference(&name, old, &new));
            }
            Change::New | Change::Gone => text.push_str(&line(path, change)),
        }
    }
    Ok(text)
}

/// Writes what differs and says what that was.
fn update(mut scripts: BTreeMap<PathBuf, LongText>, changes: &BTreeMap<PathBuf, Change>) -> Result<String, Failure> {
    let new = changes.keys().filter_map(|path| Some(NewFile { path: path.clone(), text: scripts.remove(path)? }));
    write_all(&new.collect::<Vec<_>>(), Existing::Replace)?;
    for path in changes.iter().filter(|(_, change)| matches!(change, Change::Gone)).map(|(path, _)| path) {
        fs::remove_file(path).map_err(|error| Failure::io("delete", path, &error))?;
    }
    Ok(changes.iter().map(|(path, change)| line(path, change)).collect())
}
