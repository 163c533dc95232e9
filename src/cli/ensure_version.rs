//! `ensure_version`: the version table of a database that has none.

use crate::project::{Failure, NewFile, Project};
use crate::render::{Page, Renderer};
use crate::source::LongText;

use super::databases::{self, Answer};
use super::findings::Findings;
use super::globals::Globals;
use super::script_args::ScriptArgs;
use super::way::chosen;

/// Print the script that makes the version table where there is none.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen ensure_version --sql
  sqlgen ensure_version --sql -o version.sql")]
pub(super) struct Args {
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<LongText, Failure> {
    args.script.refuse_split("the version table")?;
    databases::each(&args.script, globals, findings, "ensure_version", |project, findings| of(project, args, findings))
}

fn of(project: &Project, args: &Args, findings: &mut Findings) -> Result<Answer, Failure> {
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let table = &project.config.version_table.name;
    if !args.script.sql {
        let chosen = chosen(&project.config.settings);
        let command = format!("sqlgen ensure_version --sql{chosen}");
        let text = format!("ensure_version: make the table {table} where there is none\n\nThe script: {command}\n");
        return Ok(Answer::Shown(text));
    }
    let mut written = Vec::new();
    let targets = args.script.targets(&dialects, findings)?;
    for dialect in &targets {
        let environment = args.script.environment(project, &dialects, dialect)?;
        let path = args.script.path(dialect, &targets, "ensure_version");
        let text = Renderer::new(dialect, &environment).page(Page::EnsureVersion)?.into();
        written.push(NewFile { path, text });
    }
    Ok(Answer::Written(written.into()))
}
