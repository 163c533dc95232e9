//! `upgrade`: the script, or the plan, that takes a database to a revision.

use crate::project::Failure;
use crate::source::LongText;

use super::databases::{self, Answer};
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::rehearsal::rehearse;
use super::script_args::ScriptArgs;
use super::{plan, script};

/// Print the script that takes a database to a revision; without --sql, show what it would do.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen upgrade head                      show what would be done, from the very beginning
  sqlgen upgrade head --sql > up.sql       print the script
  sqlgen upgrade 3f2a:head --sql           for a database at 3f2a
  sqlgen upgrade 3f2a:+2 --sql             two revisions further
  sqlgen upgrade a1b2,c3d4:heads --sql     for a database with two version rows
  sqlgen upgrade head --sql --split up/    a script for each revision
  sqlgen upgrade head --sql --all-dialects -o scripts/")]
pub(super) struct Args {
    /// Where to, and where from when that is not the very beginning: `head`, `3f2a:head`, `a,b:heads`, `3f2a:+1`
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<LongText, Failure> {
    databases::each(&args.script, globals, findings, "up", |project, findings| {
        let route = project.graph.upgrade(&args.target).map_err(lost(&project.graph))?;
        let answer = match args.script.sql {
            true => script::run(project, &route, &args.script, globals, findings).map(Answer::Written),
            false => plan::run(project, &route, &args.script, globals, findings).map(Answer::Shown),
        }?;
        rehearse(project, globals, findings)?;
        Ok(answer)
    })
}
