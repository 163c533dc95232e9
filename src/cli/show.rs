//! `show`: everything about one revision or several.

use std::collections::BTreeSet;

use crate::project::Failure;

use super::findings::{Findings, lost};
use super::globals::Globals;
use super::listing;

/// Show everything about a revision.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen show head
  sqlgen show 3f2a            the beginning of an id is enough
  sqlgen show heads           all of several heads")]
pub(super) struct Args {
    /// A revision: an id or its beginning, `head`, `heads`, a label, `label@head`, `head-1`
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    rev: String,
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
    let nowhere = BTreeSet::new();
    let items: Vec<String> =
        entries.into_iter().map(|entry| listing::paragraph(project, &findings.files, entry, &nowhere)).collect();
    Ok(listing::join(&items, true))
}
