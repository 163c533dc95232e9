//! `heads`: the revisions that nothing follows.

use std::collections::BTreeSet;

use crate::graph::Entry;
use crate::project::Failure;

use super::findings::Findings;
use super::globals::Globals;
use super::listing::{self, Show};

/// List the revisions that nothing follows.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen heads
  sqlgen heads -v                       with parents, files and messages
  sqlgen heads --resolve-dependencies   leave out heads that another revision depends on")]
pub(super) struct Args {
    /// Leave out heads that another revision depends on
    #[arg(long)]
    resolve_dependencies: bool,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let nowhere = BTreeSet::new();
    let heads: Vec<&Entry> = match args.resolve_dependencies {
        true => project.graph.real_heads().collect(),
        false => project.graph.heads().collect(),
    };
    let items: Vec<String> = heads
        .into_iter()
        .map(|head| match globals.verbose {
            true => listing::paragraph(project, &findings.files, head, &nowhere),
            false => listing::line(&project.graph, head, Show::default(), &nowhere),
        })
        .collect();
    Ok(listing::join(&items, globals.verbose))
}
