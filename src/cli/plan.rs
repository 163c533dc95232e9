//! What a route would do, for a person: revisions, operations with their lines, what is lost.

use std::fmt::Write as _;
use std::sync::Arc;
use std::thread;

use crate::diagnostic::Diagnostics;
use crate::graph::{Direction, Route};
use crate::lint::StatementReader;
use crate::project::{Failure, Project};
use crate::render::notes::{Note, NoteKind, Notes};
use crate::render::script::rows_text;
use crate::render::{Block, Renderer};

use super::findings::Findings;
use super::globals::Globals;
use super::journey::{Journey, Ticket};
use super::judging::Judging;
use super::script_args::ScriptArgs;
use super::way::{command, dialect_option, nothing_to_do, opposite, word};

/// The plan of a route.
pub(super) fn run(
    project: &Project,
    route: &Route,
    args: &ScriptArgs,
    globals: &Globals,
    findings: &mut Findings,
) -> Result<String, Failure> {
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let dialect = args.dialect(&dialects, findings)?;
    let environment = args.environment(project, &dialects, &dialect)?;
    let Findings { files, diagnostics } = findings;
    if route.steps.is_empty() {
        diagnostics.push(nothing_to_do(project, route));
        return Ok(String::new());
    }
    let ticket = Ticket { project, files, dialects: &dialects, dialect: &dialect, globals };
    let mut judging = Judging::new(project);
    let context = dialects.context(&dialect);
    let mut judge = judging.script(files, &context, &dialect);
    let (mut body, mut notes, mut operations) = (String::new(), Notes::default(), 0);
    let reader = StatementReader::new(&dialect);
    thread::scope(|scope| {
        let mut journey = Journey::start(scope, ticket, route, diagnostics);
        let environment = journey.environment(&environment);
        let renderer = Renderer::new(&dialect, &environment);
        while let Some((_, done)) = journey.next(diagnostics) {
            let block = renderer.block(Arc::new(done), diagnostics);
            judge.block(&block, &reader.block(&block, ""));
            notes.add(&block.step, &dialect);
            operations += block.step.transitions.len();
            write_block(&mut body, &block, ticket, globals.verbose);
        }
    });
    judge.finish(String::new);
    judging.settle(files, dialects.targets.len() <= 1, diagnostics)?;
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut text = format!(
        "{} {} -> {}, for {}{}: {}, {}\n{body}",
        word(route),
        rows_text(&route.start),
        rows_text(route.end()),
        dialect.title(),
        project.config.settings.database.as_ref().map_or_else(String::new, |name| format!(", database {name}")),
        count(route.steps.len(), "revision"),
        count(operations, "operation"),
    );
    write_notes(&mut text, "Loses", &notes, NoteKind::Loses);
    write_notes(&mut text, "Fails", &notes, NoteKind::Fails);
    write_notes(&mut text, "Comes back empty", &notes, NoteKind::ComesBackEmpty);
    if route.direction == Direction::Up {
        write_way_back(&mut text, ticket, route);
    }
    let _ = writeln!(text, "\nThe script: sqlgen {}{}", command(project, route), dialect_option(&dialects, &dialect));
    Ok(text)
}

fn write_block(text: &mut String, block: &Block, ticket: Ticket<'_>, verbose: bool) {
    let header = &block.step.header;
    let title = format!("{}  {}", header.revision, header.message);
    let _ = write!(text, "\n{}\n  {}\n", title.trim_end(), ticket.files.name(block.step.file));
    if block.parts.is_empty() {
        text.push_str("    nothing but the version row\n");
    }
    for part in &block.parts {
        let leaves = ticket.dialect.manifest.transactions.ddl && part.statements.iter().any(|one| !one.transactional);
        for (at, comment) in part.comments.iter().enumerate() {
            let note = if leaves && at + 1 == part.comments.len() { " (outside of the transaction)" } else { "" };
            let _ = writeln!(text, "    {comment}{note}");
        }
        for statement in part.statements.iter().filter(|_| verbose) {
            for line in statement.sql.lines() {
                let _ = writeln!(text, "      | {line}");
            }
        }
    }
}

fn write_notes(text: &mut String, title: &str, notes: &Notes, kind: NoteKind) {
    let found: Vec<&Note> = notes.all().iter().filter(|note| note.kind == kind).collect();
    if found.is_empty() {
        return;
    }
    let _ = write!(text, "\n{title}\n");
    for note in found {
        let _ = writeln!(text, "  {}: {}", note.revision, note.text);
        if let Some(query) = &note.query {
            let _ = writeln!(text, "    look first: {query}");
        }
    }
}

/// What a downgrade after this upgrade would lose, or why there can be none.
fn write_way_back(text: &mut String, ticket: Ticket<'_>, route: &Route) {
    let Some(back) = opposite(ticket.project, route) else { return };
    let mut problems = Diagnostics::new();
    let mut notes = Notes::default();
    thread::scope(|scope| {
        let mut journey = Journey::start(scope, ticket, &back, &mut problems);
        while let Some((_, done)) = journey.next(&mut problems) {
            notes.add(&done, ticket.dialect);
        }
    });
    if problems.has_errors() {
        text.push_str("\nThere is no way back\n");
        for problem in problems.sorted() {
            let _ = writeln!(text, "  {}", problem.message);
        }
        return;
    }
    write_notes(text, "The way back loses", &notes, NoteKind::Loses);
    write_notes(text, "The way back leaves empty", &notes, NoteKind::ComesBackEmpty);
}
