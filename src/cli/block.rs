//! The block of one revision, as the script of that revision alone has it.

use std::sync::Arc;
use std::thread;

use crate::diagnostic::Diagnostics;
use crate::graph::{Direction, Entry, Route, VersionRows};
use crate::lint::StatementReader;
use crate::project::{Failure, Project};
use crate::render::{Environment, Leaf, RenderedBlock, Renderer, ScriptWriter};
use crate::source::LongText;

use super::findings::{Findings, lost};
use super::globals::Globals;
use super::journey::{Journey, Ticket};
use super::judging::Judging;
use super::script::guard;
use super::script_args::{choose, usual_environment};
use super::way::opposite;

/// The blocks of revisions, each for a database that has what the revision needs and nothing else.
pub(super) fn blocks(
    project: &'static Project,
    entries: &[&Entry],
    (direction, dialect): (Direction, Option<&str>),
    globals: &Globals,
    findings: &mut Findings,
) -> Result<String, Failure> {
    let databases = &project.config.databases;
    if globals.choice().database.is_none() && !databases.is_empty() {
        let help = format!("choose one with `-n`: {}", databases.join(", "));
        return Err(Failure::new("several-scripts", "the databases of the project have a script each", help));
    }
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let dialect = choose(dialect, &dialects, findings)?;
    let environment = usual_environment(project, &dialects, &dialect)?;
    let Findings { files, diagnostics } = findings;
    let ticket = Ticket { project, files, dialects: &dialects, dialect: &dialect, globals };
    let mut judging = Judging::new(project);
    let mut texts = Vec::new();
    for entry in entries {
        let route = alone(project, entry, direction)?;
        let text = block(ticket, &route, &environment, &mut judging, diagnostics)?;
        texts.push(text.trim_start_matches('\n').to_string());
    }
    judging.settle(files, false, diagnostics)?;
    Ok(texts.join("\n\n"))
}

/// The one step up to a revision, or down from it.
fn alone(project: &Project, entry: &Entry, direction: Direction) -> Result<Route, Failure> {
    let graph = &project.graph;
    let whole = graph.upgrade_from(&VersionRows::base(), entry.id().as_str()).map_err(lost(graph))?;
    let last = whole.steps.into_iter().last().expect("a revision is a step of the way to it");
    let up = Route { direction: Direction::Up, start: last.before.clone(), steps: vec![last] };
    match direction {
        Direction::Up => Ok(up),
        Direction::Down => opposite(project, &up).ok_or_else(|| {
            let message = format!("no downgrade takes `{}` back and nothing else", entry.id());
            Failure::new("no-way-back", message, "`sqlgen downgrade` shows what a downgrade does")
        }),
    }
}

fn block(
    ticket: Ticket<'_>,
    route: &Route,
    environment: &Environment,
    judging: &mut Judging,
    diagnostics: &mut Diagnostics,
) -> Result<String, Failure> {
    let Ticket { project, files, dialects, dialect, .. } = ticket;
    let context = dialects.context(dialect);
    let mut judge = judging.script(files, &context, dialect);
    let reader = StatementReader::new(dialect);
    let text = thread::scope(|scope| {
        let mut journey = Journey::start(scope, ticket, route, diagnostics);
        let environment = journey.environment(environment);
        let renderer = Renderer::new(dialect, &environment);
        let Some((step, done)) = journey.next(diagnostics) else { return Ok(LongText::default()) };
        let digest = journey.digest(done.file);
        let leaf = Leaf { digest: &digest, ..Leaf::new(files.name(done.file)) };
        let RenderedBlock { block, text, diagnostics: found } = renderer.rendered(Arc::new(done), step, leaf, true);
        diagnostics.append(found);
        judge.block(&block, &reader.block(&block, text.as_deref().unwrap_or_default()));
        let mut writer = ScriptWriter::new(&renderer);
        writer.written(&block, text);
        writer.finish(&guard(project, route, None)).map(|script| script.blocks)
    })?;
    let text = text.read().map_err(|error| Failure::io("read", &std::env::temp_dir(), &error))?;
    judge.finish(|| text.clone());
    Ok(text)
}
