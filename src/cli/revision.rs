//! `revision`: a new revision file without operations.

use std::path::PathBuf;

use crate::graph::{NewRevision, Placement};
use crate::project::Failure;
use crate::revision::{Header, RevisionId};
use crate::source::one_line;

use super::dates::{now, written};
use super::findings::{Findings, lost};
use super::globals::{Globals, not_built};
use super::new_file::{NewFileArgs, create};
use super::new_id::new_id;

/// Write an empty revision file.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen revision -m \"add a phone\"
  sqlgen revision -m \"start the shop\" --head base --branch-label shop
  sqlgen revision -m \"another shop\" --head shop@head --depends-on core
  sqlgen revision -m \"a branch from here\" --head 3f2a --splice
  sqlgen revision -m \"add a phone\" --rev-id 0042 --no-hooks")]
pub(super) struct Args {
    /// What it does, in one line
    #[arg(short, long, default_value = "")]
    message: String,
    /// The revision that it follows; `base` for none
    #[arg(long, value_name = "REV", default_value = "head")]
    head: Vec<String>,
    /// Follow a revision that is no head, which starts a branch
    #[arg(long)]
    splice: bool,
    /// A name for the branch that starts here
    #[arg(long, value_name = "NAME")]
    branch_label: Vec<String>,
    /// The folder to write into, where the project has several
    #[arg(long, value_name = "DIR")]
    version_path: Option<PathBuf>,
    #[command(flatten)]
    file: NewFileArgs,
    /// A revision or branch that has to be applied before; can be repeated
    #[arg(long, value_name = "REV")]
    depends_on: Vec<String>,
    /// Write the operations that lead to a schema
    #[arg(long, hide = true)]
    autogenerate: bool,
    /// Alembic's: print SQL and ask no database
    #[arg(long, hide = true)]
    sql: bool,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    if args.autogenerate {
        return Err(not_built("--autogenerate"));
    }
    if args.sql {
        let help = "leave `--sql` out: it asks no database anyway; `sqlgen upgrade head --sql` prints SQL";
        return Err(Failure::new("no-sql", "`revision` writes a file and no SQL", help));
    }
    let project = findings.load(globals)?;
    let now = now();
    let config = &project.config.revision;
    let id = args.file.rev_id.clone().unwrap_or_else(|| new_id(&project.graph, config.id, now));
    let new = NewRevision {
        id: &id,
        parents: &texts(&args.head),
        placement: if args.splice { Placement::Splice } else { Placement::AtHead },
        labels: &texts(&args.branch_label),
        depends_on: &texts(&args.depends_on),
    };
    let (parents, depends_on) = project.graph.place(&new).map_err(lost(&project.graph))?;
    let header = Header {
        revision: RevisionId::new(id.as_str()),
        down_revision: parents,
        depends_on,
        branch_labels: args.branch_label.clone(),
        message: one_line(&args.message).into_owned(),
        create_date: Some(written(now, config.utc_offset)),
        variables: Box::default(),
    };
    let path = create(project, &header, args.version_path.as_deref(), now, findings)?;
    args.file.finish(project, &path)
}

/// The texts of a repeated option.
pub(super) fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}
