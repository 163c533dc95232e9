//! `history`: the revisions of a range, newest first, or the other way round.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::graph::RevisionGraph;
use crate::project::Failure;
use crate::revision::RevisionId;

use super::filters::Filters;
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::listing::{self, Show};

/// List revisions, newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen history
  sqlgen history -v                      with parents, files and messages
  sqlgen history -r 3f2a:head            from a revision up to the head
  sqlgen history -r -3:                  the last three and where they start
  sqlgen history -i --from 3f2a91c07d4e  mark where a database is
  sqlgen history --touching users        what created, changed, renamed or filled a table
  sqlgen history --touching users.email  or one of its columns
  sqlgen history --since 2025-11-01 --until 2025-11-30 --reverse
  sqlgen history --label shop            the revisions of a branch")]
pub(super) struct Args {
    /// The range: `from:to`, `from:` or `:to`
    #[arg(short, long, value_name = "RANGE", allow_hyphen_values = true)]
    rev_range: Option<String>,
    /// Mark where a database is: say it with --from
    #[arg(short, long, requires = "from")]
    indicate_current: bool,
    /// The version rows of that database, with commas between them
    #[arg(long, value_name = "ROWS", requires = "indicate_current")]
    from: Option<String>,
    /// Oldest first
    #[arg(long)]
    reverse: bool,
    #[command(flatten)]
    only: Filters,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let graph = &project.graph;
    let current: BTreeSet<RevisionId> = match &args.from {
        Some(rows) => graph.rows(rows).map_err(lost(graph))?.iter().cloned().collect(),
        None => BTreeSet::new(),
    };
    let mut entries = graph.history(args.rev_range.as_deref()).map_err(lost(graph))?;
    args.only.apply(&mut entries, project, globals, findings)?;
    if args.reverse {
        entries.reverse();
    }
    if entries.is_empty() {
        findings.diagnostics.push(nothing_found(graph));
    }
    let show = Show { parents: true, points: true, message: true };
    let items: Vec<String> = entries
        .into_iter()
        .map(|entry| match globals.verbose {
            true => listing::paragraph(project, &findings.files, entry, &current),
            false => listing::line(graph, entry, show, &current),
        })
        .collect();
    Ok(listing::join(&items, globals.verbose))
}

/// The note that the list is empty.
fn nothing_found(graph: &RevisionGraph) -> Diagnostic {
    let (message, help) = match graph.is_empty() {
        true => ("the project has no revisions yet", "`sqlgen revision -m \"what changes\"` writes the first one"),
        false => ("no revision is like that", "leave out an option to see more"),
    };
    Diagnostic::new(Severity::Note, Code("nothing-found"), message).help(help)
}
