//! Commands that print scripts, for each database of the project.

use std::path::Path;

use crate::project::{Failure, NewFile, Project, databases};
use crate::source::LongText;

use super::delivery::deliver;
use super::findings::Findings;
use super::globals::Globals;
use super::script::Written;
use super::script_args::ScriptArgs;

/// What a command has to say of one database.
pub(super) enum Answer {
    /// Words for a person.
    Shown(String),
    /// Scripts, under the names that they have where there is but one database.
    Written(Written),
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
    let choice = globals.choice();
    let several = match choice.database {
        Some(_) => Vec::new(),
        None => databases(&globals.place(), &choice, &mut findings.files, &mut findings.diagnostics)?,
    };
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
            Answer::Written(Written { scripts, queries }) => {
                written.scripts.extend(scripts.into_iter().map(|file| placed(file, folder, database, what)));
                let what = format!("{what}.verify");
                written.queries.extend(queries.into_iter().map(|file| placed(file, verify, database, &what)));
            }
        }
    }
    if args.sql { deliver(written, args, true) } else { Ok(texts.join("\n").into()) }
}

/// A file in the folder of its database, or called after it where it is the only one.
fn placed(file: NewFile, folder: &Path, database: &str, what: &str) -> NewFile {
    let path = match file.path.strip_prefix(folder) {
        Ok(inner) if !inner.as_os_str().is_empty() => folder.join(database).join(inner),
        _ => folder.join(format!("{database}.{what}.sql")),
    };
    NewFile { path, ..file }
}
