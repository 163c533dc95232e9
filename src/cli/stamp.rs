//! `stamp`: the version rows of a database that has the revisions already, or no longer.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::graph::{self, Direction, RowChange, Stamp, VersionRows};
use crate::project::{Failure, NewFile, Project};
use crate::render::script::rows_text;
use crate::render::{Block, Environment, Guard, Leaf, Mode, Renderer, ScriptWriter};
use crate::revision::{Header, RevisionId};
use crate::source::{FileId, Files, LongText};
use crate::{dialect::Dialect, plan};

use super::databases::{self, Answer};
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::revision::texts;
use super::script::Written;
use super::script_args::ScriptArgs;
use super::way::{chosen, dialect_option};

/// Print the script that sets the version rows without applying anything.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen stamp head --sql            for a database that has everything and no version row
  sqlgen stamp 3f2a:head --sql       for a database whose row is 3f2a
  sqlgen stamp a1b2 c3d4 --sql       two rows
  sqlgen stamp 3f2a:base --sql       delete the rows")]
pub(super) struct Args {
    /// The rows to set, and those that are there when there are any: `head`, `3f2a:head`
    #[arg(value_name = "TARGETS", required = true, allow_negative_numbers = true)]
    targets: Vec<String>,
    /// Delete whatever rows are there
    #[arg(long, hide = true)]
    purge: bool,
    #[command(flatten)]
    script: ScriptArgs,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<LongText, Failure> {
    args.script.refuse_split("a stamp")?;
    if args.purge {
        let help = "a script changes only what it expects: say the rows that are there, as in `stamp 3f2a:head`";
        return Err(Failure::new("not-built", "`--purge` needs a database", help));
    }
    databases::each(&args.script, globals, findings, "stamp", |project, findings| of(project, args, findings))
}

fn of(project: &Project, args: &Args, findings: &mut Findings) -> Result<Answer, Failure> {
    let stamp = project.graph.stamp(&texts(&args.targets)).map_err(lost(&project.graph))?;
    if stamp.rows.is_empty() {
        let message = format!("nothing to do: the version rows are `{}` already", rows_text(&stamp.after));
        findings.diagnostics.push(Diagnostic::new(Severity::Note, Code("nothing-to-do"), message));
        return Ok(Answer::Written(Written::default()));
    }
    if !args.script.sql {
        return Ok(Answer::Shown(plan(&stamp, &chosen(&project.config.settings))));
    }
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let mut written = Vec::new();
    let targets = args.script.targets(&dialects, findings)?;
    for dialect in &targets {
        let environment = stamping(args.script.environment(project, &dialects, dialect)?);
        let path = args.script.path(dialect, &targets, "stamp");
        let place = (project.config.file, &findings.files);
        let chosen = chosen(&project.config.settings) + &dialect_option(&dialects, dialect);
        let text = script(&stamp, dialect, &environment, &chosen, place)?;
        written.push(NewFile { path, text });
    }
    Ok(Answer::Written(written.into()))
}

/// A stamp sets rows and does nothing that could be left out: it looks at the rows, whatever looks at revisions.
fn stamping(environment: Environment) -> Environment {
    let mode = if environment.mode == Mode::Idempotent { Mode::Guarded } else { environment.mode };
    Environment { mode, ..environment }
}

fn plan(stamp: &Stamp, chosen: &str) -> String {
    let change = |change: &RowChange| match change {
        RowChange::Insert(id) => format!("  insert {id}\n"),
        RowChange::Delete(id) => format!("  delete {id}\n"),
        RowChange::Update { from, to } => format!("  {from} becomes {to}\n"),
    };
    let (from, to) = (rows_text(&stamp.before), rows_text(&stamp.after));
    let changes: String = stamp.rows.iter().map(change).collect();
    let script = command(&stamp.before, &stamp.after);
    format!("stamp {from} -> {to}: the version table only\n\n{changes}\nThe script: sqlgen {script}{chosen}\n")
}

/// The script: one block without operations.
fn script(
    stamp: &Stamp,
    dialect: &Dialect,
    environment: &Environment,
    chosen: &str,
    (file, files): (FileId, &Files),
) -> Result<LongText, Failure> {
    let target = RevisionId::new(rows_text(&stamp.after));
    let header = Header {
        revision: target.clone(),
        down_revision: Vec::new(),
        depends_on: Vec::new(),
        branch_labels: Vec::new(),
        message: "only the version table changes".to_string(),
        create_date: None,
        variables: Box::default(),
    };
    let step = plan::Step {
        header: Arc::new(header),
        file,
        direction: crate::revision::Direction::Upgrade,
        transitions: Vec::new(),
        left_alone: Vec::new(),
        written_back: Vec::new(),
        derived_back: Vec::new(),
        irreversible: None,
    };
    let rows = graph::Step {
        revision: target,
        direction: Direction::Up,
        rows: stamp.rows.clone(),
        before: stamp.before.clone(),
        after: stamp.after.clone(),
        needs: Vec::new(),
    };
    let renderer = Renderer::new(dialect, environment);
    let block = Block {
        step: Arc::new(step),
        parts: Vec::new(),
        rebuilt: Vec::new(),
        checked: Vec::new(),
        recreated: Vec::new(),
    };
    let mut writer = ScriptWriter::new(&renderer);
    writer.block(&block, Leaf { stamp: true, ..Leaf::new(files.name(file)) }, &rows);
    let guard = Guard {
        start: stamp.before.clone(),
        end: stamp.after.clone(),
        command: command(&stamp.before, &stamp.after) + chosen,
        undo: Some(command(&stamp.after, &stamp.before) + chosen),
        chosen: chosen.to_string(),
        verb: "stamp".to_string(),
        edges: Vec::new(),
    };
    Ok(writer.finish(&guard)?.text())
}

/// The command that sets these rows.
fn command(from: &VersionRows, to: &VersionRows) -> String {
    format!("stamp {}:{} --sql", rows_text(from), rows_text(to))
}
