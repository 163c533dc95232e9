//! `ensure_version`: the version table of a database that has none.

use crate::project::{Failure, NewFile};
use crate::render::{Page, Renderer};
use crate::source::LongText;

use super::delivery::deliver;
use super::findings::Findings;
use super::globals::Globals;
use super::script_args::ScriptArgs;

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
    args.script.check()?;
    args.script.refuse_split("the version table")?;
    let project = findings.load(globals)?;
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let environment = args.script.environment(project);
    let table = &environment.version_table;
    if !args.script.sql {
        let text = format!(
            "ensure_version: make the table {table} where there is none\n\nThe script: sqlgen ensure_version --sql\n"
        );
        return Ok(text.into());
    }
    let mut written = Vec::new();
    let targets = args.script.targets(&dialects, findings)?;
    for dialect in &targets {
        let path = args.script.path(dialect, &targets, "ensure_version");
        let text = Renderer::new(dialect, &environment).page(Page::EnsureVersion)?.into();
        written.push(NewFile { path, text });
    }
    deliver(written, &args.script)
}
