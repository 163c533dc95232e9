//! `bundle`: everything that a release needs for its databases, in one archive or folder, the same bytes everywhere.

mod check;
mod contents;
mod manifest;
mod origin;
mod place;
mod readme;
mod share;

use std::path::PathBuf;

use crate::diagnostic::{Code, Diagnostic};
use crate::project::Failure;
use crate::source::LongText;

use super::databases::projects;
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::rehearsal::rehearse;
use super::script_args::ScriptChoice;
use super::way::nothing_to_do;
use contents::Contents;
use manifest::Manifest;
use place::Place;

/// Write scripts, queries that verify them, a readme and digests into one archive or folder, for a DBA to run.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen bundle 3f2a:head -o release-42.tar.gz     for databases at 3f2a: every target, up and down
  sqlgen bundle 3f2a:head -o release-42/           the same as a folder
  sqlgen bundle head -o new.tar.gz --env prod --tag \"release 42\"
  sqlgen bundle 3f2a:head -o - --prefix release-42 | ssh dba 'cat > release-42.tar.gz'
  sqlgen bundle 3f2a:head --check release-42.tar.gz   whether it is what the project gives now")]
pub(super) struct Args {
    /// Where to, and where from when that is not the very beginning: `head`, `3f2a:head`, `a,b:heads`, `3f2a:+1`
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,
    /// A file that ends with .tar.gz or .tgz, or a folder; `-` is a .tar.gz on standard output
    #[arg(short, long, value_name = "FILE|DIR", required_unless_present = "check")]
    output: Option<PathBuf>,
    /// The folder on top of the archive, where it is not the name of the file
    #[arg(long, value_name = "NAME")]
    prefix: Option<String>,
    /// Write nothing: name the files of a bundle that are not what the project gives now, and fail if there are any;
    /// with -v show how they differ
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["output", "prefix", "force"])]
    check: Option<PathBuf>,
    /// A database that the scripts are for, and its version; every target of the project where it is left out
    #[arg(long, value_name = "NAME[@VERSION]")]
    dialect: Option<String>,
    #[command(flatten)]
    choice: ScriptChoice,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<LongText, Failure> {
    let place = Place::new(args)?;
    let mut contents = Contents::default();
    let mut shares = Vec::new();
    let mut environment = None;
    for project in projects(globals, findings)? {
        let route = project.graph.upgrade(&args.target).map_err(lost(&project.graph))?;
        if route.steps.is_empty() {
            findings.diagnostics.push(nothing_to_do(project, &route));
            continue;
        }
        shares.push(share::write(project, &route, args, (globals, findings), &mut contents)?);
        rehearse(project, globals, findings)?;
        environment.clone_from(&project.config.settings.environment);
    }
    if shares.is_empty() {
        return Err(Diagnostic::error(Code("nothing-to-bundle"), "a bundle needs a revision to go to").into());
    }
    contents.add("README.md", readme::readme(&shares, args.choice.tag.as_deref()));
    let manifest = Manifest::new(args.choice.tag.as_deref(), environment.as_deref(), &shares, &contents)?;
    contents.add("manifest.json", manifest.text());
    contents.seal()?;
    place.put(contents, globals.verbose)
}
