//! `merge`: a revision without operations that brings branches together.

use crate::graph::{NewRevision, Placement};
use crate::project::Failure;
use crate::revision::{Header, RevisionId};

use super::dates::{now, written};
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::new_file::{NewFileArgs, create};
use super::new_id::new_id;
use super::revision::texts;

/// Write a revision that brings several heads together.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen merge heads -m \"bring the branches together\"
  sqlgen merge 3f2a 9c1e
  sqlgen merge shop@head core@head -m \"shop and core\"")]
pub(super) struct Args {
    /// The revisions: ids, labels, or `heads` for all
    #[arg(value_name = "REVS", required = true)]
    revisions: Vec<String>,
    /// What it does, in one line
    #[arg(short, long)]
    message: Option<String>,
    /// A name for the branch that starts here
    #[arg(long, value_name = "NAME")]
    branch_label: Vec<String>,
    #[command(flatten)]
    file: NewFileArgs,
    /// Merge revisions that are no heads
    #[arg(long)]
    splice: bool,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let graph = &project.graph;
    let placement = if args.splice { Placement::Splice } else { Placement::AtHead };
    let parents = graph.merge_parents(&texts(&args.revisions), placement).map_err(lost(graph))?;
    let now = now();
    let config = &project.config.revision;
    let id = args.file.rev_id.clone().unwrap_or_else(|| new_id(graph, config.id, now));
    let ids: Vec<&str> = parents.iter().map(RevisionId::as_str).collect();
    let new = NewRevision { id: &id, parents: &ids, placement, labels: &texts(&args.branch_label), depends_on: &[] };
    let (parents, _) = graph.place(&new).map_err(lost(graph))?;
    let header = Header {
        revision: RevisionId::new(id.as_str()),
        message: args.message.clone().unwrap_or_else(|| format!("merge {}", ids.join(" and "))),
        down_revision: parents,
        depends_on: Vec::new(),
        branch_labels: args.branch_label.clone(),
        create_date: Some(written(now, config.utc_offset)),
        variables: Box::default(),
    };
    let path = create(project, &header, None, now, findings)?;
    args.file.finish(project, &path)
}
