//! `branches`: the revisions that several others follow, each with those.

use std::collections::BTreeSet;

use crate::project::Failure;

use super::findings::Findings;
use super::globals::Globals;
use super::listing::{self, Show};

/// List the revisions that several others follow, with those beneath.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen branches
  sqlgen branches -v     with files and messages")]
pub(super) struct Args {}

pub(super) fn run(_args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let (graph, nowhere) = (&project.graph, BTreeSet::new());
    let mut text = String::new();
    for entry in graph.branches() {
        let points = Show { points: true, ..Show::default() };
        match globals.verbose {
            true => text.push_str(&format!("{}\n", listing::paragraph(project, &findings.files, entry, &nowhere))),
            false => text.push_str(&format!("{}\n", listing::line(graph, entry, points, &nowhere))),
        }
        for child in graph.children(entry) {
            let show = Show { message: globals.verbose, ..points };
            let indent = " ".repeat(entry.id().as_str().chars().count());
            text.push_str(&format!("{indent} -> {}\n", listing::line(graph, child, show, &nowhere)));
        }
        text.push('\n');
    }
    Ok(text.strip_suffix('\n').map(str::to_string).unwrap_or_default())
}
