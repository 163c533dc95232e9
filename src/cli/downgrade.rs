//! `downgrade`: the script, or the plan, that takes revisions of a database back.

use crate::project::Failure;
use crate::source::LongText;

use super::databases::{self, Answer};
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::rehearsal::rehearse;
use super::script_args::ScriptArgs;
use super::{plan, script};

/// Print the script that takes revisions back; without --sql, show what it would do.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen downgrade -1                      show what taking back the last revision would do and lose
  sqlgen downgrade head:-1 --sql           print the script
  sqlgen downgrade 3f2a:base --sql         everything, for a database at 3f2a
  sqlgen downgrade a1b2,c3d4:a1b2@base --sql
  sqlgen downgrade 9e8d:a1b2,c3d4 --sql    back below a merge, to two version rows")]
pub(super) struct Args {
    /// Where to, and where from when that is not the heads: `-1`, `head:-1`, `3f2a:base`, `label@base`
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<LongText, Failure> {
    databases::each(&args.script, globals, findings, "down", |project, findings| {
        let route = project.graph.downgrade(&args.target).map_err(lost(&project.graph))?;
        let answer = match args.script.sql {
            true => script::run(project, &route, &args.script, globals, findings).map(Answer::Written),
            false => plan::run(project, &route, &args.script, globals, findings).map(Answer::Shown),
        }?;
        rehearse(project, globals, findings)?;
        Ok(answer)
    })
}
