//! Commands that print scripts, for each database of the project.

use std::path::{Path, PathBuf};

use crate::project::{Failure, NewFile, Project, databases};
use crate::source::LongText;

use super::delivery::deliver;
use super::findings::Findings;
use super::globals::Globals;
use super::script::Written;
use super::script_args::ScriptArgs;
use super::verification::Queries;

/// What a command has to say of one database.
pub(super) enum Answer {
    /// Words for a person.
    Shown(String),
    /// Scripts, under the names that they have where there is but one database.
    Written(Written),
}

/// The project for the database that is chosen, else for each that it has.
pub(super) fn projects(globals: &Globals, findings: &mut Findings) -> Result<Vec<&'static Project>, Failure> {
    let several = names(globals, findings)?;
    match several.is_empty() {
        true => Ok(vec![findings.load(globals)?]),
        false => several.iter().map(|name| findings.load_database(globals, name)).collect(),
    }
}

/// The names of the databases, where there are several and none is chosen.
fn names(globals: &Globals, findings: &mut Findings) -> Result<Vec<String>, Failure> {
    let choice = globals.choice();
    match choice.database {
        Some(_) => Ok(Vec::new()),
        None => databases(&globals.place(), &choice, &mut findings.files, &mut findings.diagnostics),
    }
}

/// Does the same for every database, or for the one that is chosen, and delivers all of it or nothing; `what` is the
/// last part of the names of scripts.
pub(super) fn each(
    args: &ScriptArgs,
    globals: &Globals,
    findings: &mut Findings,
    what: &str,
    act: impl Fn(&'static Project, &mut Findings) -> Result<Answer, Failure>,
) -> Result<LongText, Failure> {
    args.check()?;
    let several = names(globals, findings)?;
    if several.is_empty() {
        return match act(findings.load(globals)?, findings)? {
            Answer::Shown(text) => Ok(text.into()),
            Answer::Written(written) => deliver(written, args, false),
        };
    }
    let Some(folder) = args.output.as_deref().or(args.split.as_deref()).or((!args.sql).then(|| Path::new(""))) else {
        let help = format!("name a folder with `-o DIR`, or one database with `-n`: {}", several.join(", "));
        return Err(Failure::new("several-scripts", "several scripts cannot go to one output", help));
    };
    let (mut texts, mut written) = (Vec::new(), Written::default());
    let verify = args.verify_sql.as_deref().unwrap_or(Path::new(""));
    for database in &several {
        let project = findings.load_database(globals, database)?;
        match act(project, findings)? {
            Answer::Shown(text) if text.is_empty() => {}
            Answer::Shown(text) => texts.push(text),
            Answer::Written(Written { scripts, queries, .. }) => {
                let place = |file: NewFile| NewFile { path: placed(&file.path, folder, database, what), ..file };
                written.scripts.extend(scripts.into_iter().map(place));
                let what = format!("{what}.verify");
                let place = |queries: Queries| queries.at(|path| placed(path, verify, database, &what));
                written.queries.extend(queries.into_iter().map(place));
            }
        }
    }
    if args.sql { deliver(written, args, true) } else { Ok(texts.join("\n").into()) }
}

/// Where a file goes: into the folder of its database, or called after it where it is the only one.
fn placed(path: &Path, folder: &Path, database: &str, what: &str) -> PathBuf {
    match path.strip_prefix(folder) {
        Ok(inner) if !inner.as_os_str().is_empty() => folder.join(database).join(inner),
        _ => folder.join(format!("{database}.{what}.sql")),
    }
}
