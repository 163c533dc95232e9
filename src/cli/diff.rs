//! `diff`: what is between the states after two revisions.

use std::thread;

use crate::catalog::Catalog;
use crate::diagnostic::Diagnostics;
use crate::diff::diff;
use crate::graph::VersionRows;
use crate::operation::Op;
use crate::project::{Failure, Project};
use crate::revision::write_operation;

use super::findings::{Findings, lost};
use super::globals::Globals;
use super::journey::{Journey, Ticket};
use super::script_args::choose;

/// Show what is between the states after two revisions.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen diff 3f2a                what has changed from there to the head
  sqlgen diff 3f2a 9c41           from one revision to another
  sqlgen diff desk@head main@head from one branch to another, which need not lie behind each other
  sqlgen diff base                everything, in the order in which it can be made
  sqlgen diff desk@head --yaml    as operations, to be put into a revision

The operations that lead from the one state to the other, in an order in which they can be done: what was made and
dropped between is not among them, and rows are not compared. A name that is new is a new thing: nothing is taken for
renamed. Positions of columns do not count.")]
pub(super) struct Args {
    /// The revision to start from: an id or its beginning, `base`, `head`, a label, `label@head`, `head-1`
    #[arg(value_name = "FROM", allow_negative_numbers = true)]
    from: String,
    /// The revision to end at
    #[arg(value_name = "TO", default_value = "head", allow_negative_numbers = true)]
    to: String,
    /// The database that the states are for, and its version [env: SQLGEN_DIALECT]
    #[arg(long, value_name = "NAME[@VERSION]")]
    dialect: Option<String>,
    /// Print the operations as a revision file has them
    #[arg(long)]
    yaml: bool,
    /// Exit with 1 where there is a difference
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let databases = &project.config.databases;
    if globals.choice().database.is_none() && !databases.is_empty() {
        let help = format!("choose one with `-n`: {}", databases.join(", "));
        return Err(Failure::new("several-databases", "the databases of the project have a state each", help));
    }
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let dialect = choose(args.dialect.as_deref(), &dialects, findings)?;
    let ticket = Ticket { project, files: &findings.files, dialects: &dialects, dialect: &dialect, globals };
    let from = state(project, ticket, &args.from, &mut findings.diagnostics)?;
    let to = state(project, ticket, &args.to, &mut findings.diagnostics)?;
    if findings.diagnostics.has_errors() {
        return Err(Failure::Reported);
    }
    let operations = diff(&from, &to).map_err(|left| {
        let message = format!("no operations lead from the state after `{}` to that after `{}`", args.from, args.to);
        Failure::new("no-way", message, format!("left over would be {}", left.refused.join("; ")))
    })?;
    if operations.is_empty() {
        return Ok(String::new());
    }
    let line = |operation| match args.yaml {
        true => write_operation(operation),
        false => format!("  {}\n", operation.summary()),
    };
    let lines: Vec<String> = operations.iter().map(line).collect();
    let count = if lines.len() == 1 { "1 operation".to_string() } else { format!("{} operations", lines.len()) };
    let mark = if args.yaml { "# " } else { "" };
    let head = format!("{mark}{} -> {}, for {}: {count}\n", args.from, args.to, dialect.title());
    let text = head + &lines.concat();
    if args.exit_code { Err(Failure::Unlike(text.into())) } else { Ok(text) }
}

/// The state after a revision and everything that it needs.
fn state(
    project: &Project,
    ticket: Ticket<'_>,
    target: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Catalog, Failure> {
    let graph = &project.graph;
    let route = graph.upgrade_from(&VersionRows::base(), target).map_err(lost(graph))?;
    Ok(thread::scope(|scope| {
        let mut journey = Journey::start(scope, ticket, &route, diagnostics);
        while journey.next(diagnostics).is_some() {}
        journey.catalog().clone()
    }))
}
