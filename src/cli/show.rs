//! `show`: everything about one revision or several, or their SQL.

use std::collections::BTreeSet;

use crate::graph::Direction;
use crate::project::Failure;

use super::block::blocks;
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::listing;

/// Show everything about a revision.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen show head
  sqlgen show 3f2a            the beginning of an id is enough
  sqlgen show heads           all of several heads
  sqlgen show 3f2a --sql      its statements, as a script has them
  sqlgen show 3f2a --sql --downgrade")]
pub(super) struct Args {
    /// A revision: an id or its beginning, `head`, `heads`, a label, `label@head`, `head-1`
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    rev: String,
    /// Print what a script does for the revision, without header and guard
    #[arg(long)]
    sql: bool,
    /// Print what takes the revision back
    #[arg(long, requires = "sql")]
    downgrade: bool,
    /// The database that the SQL is for, and its version [env: SQLGEN_DIALECT]
    #[arg(long, value_name = "NAME[@VERSION]", requires = "sql")]
    dialect: Option<String>,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let entries = project.graph.resolve(&args.rev).map_err(lost(&project.graph))?;
    if project.graph.is_empty() {
        let help = "`sqlgen revision -m \"what changes\"` writes the first one";
        return Err(Failure::new("nothing-to-show", "the project has no revisions yet", help));
    }
    if entries.is_empty() {
        let message = format!("`{}` is no revision: nothing is applied there", args.rev);
        return Err(Failure::new("nothing-to-show", message, "`sqlgen history` lists the revisions"));
    }
    if args.sql {
        let direction = if args.downgrade { Direction::Down } else { Direction::Up };
        return blocks(project, &entries, (direction, args.dialect.as_deref()), globals, findings);
    }
    let nowhere = BTreeSet::new();
    let items: Vec<String> =
        entries.into_iter().map(|entry| listing::paragraph(project, &findings.files, entry, &nowhere)).collect();
    Ok(listing::join(&items, true))
}
