//! Scripts for a route: replayed, rendered, and written to standard output, one file or a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use crate::diagnostic::Diagnostics;
use crate::graph::{self, Direction, Route};
use crate::lint::StatementReader;
use crate::plan::parallel;
use crate::project::{Failure, NewFile, Project};
use crate::render::{Block, Environment, Guard, Leaf, Mode, RenderedBlock, Renderer, ScriptWriter};
use crate::source::LongText;

use super::desk::{Desk, Press, verify};
use super::findings::Findings;
use super::globals::Globals;
use super::journey::{Journey, Ticket};
use super::judging::Judging;
use super::new_file::slug;
use super::script_args::{ScriptArgs, label};
use super::verification::{Queries, Verification};
use super::way::{chosen, command, dialect_option, nothing_to_do, opposite, values, word};

/// What a route comes to.
#[derive(Default)]
pub(super) struct Written {
    /// Scripts, under the names that the options say.
    pub(super) scripts: Vec<NewFile>,
    /// What the header of each whole script says of running it.
    pub(super) advice: Vec<String>,
    /// Queries that say whether a database is as it should be, where they are wanted.
    pub(super) queries: Vec<Queries>,
}

impl From<Vec<NewFile>> for Written {
    fn from(scripts: Vec<NewFile>) -> Self {
        Self { scripts, ..Self::default() }
    }
}

/// Writes a route.
pub(super) fn run(
    project: &Project,
    route: &Route,
    args: &ScriptArgs,
    globals: &Globals,
    findings: &mut Findings,
) -> Result<Written, Failure> {
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let targets = args.targets(&dialects, findings)?;
    let Findings { files, diagnostics } = findings;
    if route.steps.is_empty() {
        diagnostics.push(nothing_to_do(project, route));
        return Ok(Written::default());
    }
    let house = args.choice.house.typed();
    let mut judging = Judging::new(project);
    let mut written = Written::default();
    for dialect in &targets {
        let ticket = Ticket { project, files, dialects: &dialects, dialect, globals };
        let environment = args.environment(project, &dialects, dialect)?;
        let environment = Environment { values: values(ticket, route), ..environment };
        let place = args.verify_path(dialect, &targets, ending(route));
        let mut queries = place.as_ref().map(|_| Verification::default());
        let rules = dialect_option(&dialects, dialect) + &house;
        let writing = Writing { ticket, route, environment: &environment, rules: &rules };
        match &args.split {
            Some(folder) => {
                let folder = if args.all_dialects { folder.join(label(dialect, &targets)) } else { folder.clone() };
                written.scripts.extend(writing.each(&folder, &mut queries, &mut judging, diagnostics));
            }
            None => {
                let path = args.path(dialect, &targets, ending(route));
                let (text, advice) = writing.whole(&mut queries, &mut judging, diagnostics)?;
                written.scripts.push(NewFile { path, text });
                written.advice.push(advice);
            }
        }
        if let (Some(path), Some(queries), false) = (place, queries, diagnostics.has_errors()) {
            written.queries.push(writing.queries(queries, path)?);
        }
    }
    judging.settle(files, targets.len() >= dialects.targets.len(), diagnostics)?;
    Ok(written)
}

/// A route to be written for one dialect.
struct Writing<'a> {
    ticket: Ticket<'a>,
    route: &'a Route,
    environment: &'a Environment,
    /// The options that choose the dialect and the rules of the house.
    rules: &'a str,
}

impl Writing<'_> {
    /// One script for the whole route, and what its header says of running it.
    fn whole(
        &self,
        queries: &mut Option<Verification>,
        judging: &mut Judging,
        diagnostics: &mut Diagnostics,
    ) -> Result<(LongText, String), Failure> {
        let Ticket { project, files, dialects, dialect, .. } = self.ticket;
        let context = dialects.context(dialect);
        let judge = judging.script(files, &context, dialect);
        let reader = StatementReader::new(dialect);
        let problems = &mut *diagnostics;
        let (script, judge, found) = thread::scope(|scope| {
            let mut journey = Journey::start(scope, self.ticket, self.route, problems);
            let environment = journey.environment(self.environment);
            let renderer = Renderer::new(dialect, &environment);
            let press = Press { files, renderer: &renderer, reader: &reader };
            let writer = ScriptWriter::new(&renderer);
            let found = Diagnostics::new();
            let mut desk = Desk { reader: &reader, judge, writer, queries, renderer: &renderer, found };
            // Batches are replayed one after another, rendered several at once, and taken in in their order.
            thread::scope(|scope| {
                let batches = std::iter::from_fn(move || journey.batch(problems));
                let pages = parallel::ahead(scope, batches, |batch| press.print(batch));
                let back = opposite(project, self.route).map(|back| command(project, &back));
                pages.for_each(|pages| desk.take(pages));
                // The state of a long history takes a while to take apart: that happens meanwhile.
                desk.finish(&self.guard(self.route, back))
            })
        });
        diagnostics.append(found);
        if diagnostics.has_errors() {
            return Ok((LongText::default(), String::new()));
        }
        let script = script?;
        let advice = script.advice.clone();
        let text = script.text();
        judge.finish(|| text.read().unwrap_or_default());
        Ok((text, advice))
    }

    /// A script for each step.
    fn each(
        &self,
        folder: &Path,
        queries: &mut Option<Verification>,
        judging: &mut Judging,
        diagnostics: &mut Diagnostics,
    ) -> Vec<NewFile> {
        let Ticket { files, dialects, dialect, .. } = self.ticket;
        let context = dialects.context(dialect);
        let mut judge = judging.script(files, &context, dialect);
        let reader = StatementReader::new(dialect);
        let width = self.route.steps.len().to_string().len().max(3);
        let mut written: Vec<NewFile> = Vec::new();
        thread::scope(|scope| {
            let mut journey = Journey::start(scope, self.ticket, self.route, diagnostics);
            let environment = journey.environment(self.environment);
            let renderer = Renderer::new(self.ticket.dialect, &environment);
            while let Some((step, done)) = journey.next(diagnostics) {
                let file = done.file;
                let digest = journey.digest(file);
                let leaf = Leaf { digest: &digest, ..Leaf::new(files.name(file)) };
                let rendered = renderer.rendered(Arc::new(done), step, leaf, true);
                let RenderedBlock { block, text, diagnostics: found } = rendered;
                diagnostics.append(found);
                verify(queries, &renderer, &block, diagnostics);
                let (warned, accepted) = (judge.warnings().len(), judge.accepted().len());
                judge.block(&block, &reader.block(&block, text.as_deref().unwrap_or_default()));
                let mut writer = ScriptWriter::new(&renderer);
                writer.written(&block, text);
                journey.texts(file).count(&mut writer);
                judge.warnings().drain(warned..).for_each(|line| writer.warned(line));
                judge.accepted().drain(accepted..).for_each(|line| writer.accepted(line));
                let path = folder.join(self.step_name(&block, written.len() + 1, width));
                match writer.finish(&self.alone(step)) {
                    Ok(script) => {
                        judge.part(reader.part(&script.head));
                        judge.part(reader.part(&script.foot));
                        written.push(NewFile { path, text: script.text() });
                    }
                    Err(diagnostic) => diagnostics.push(diagnostic),
                }
            }
        });
        judge.finish(|| written.iter().filter_map(|file| file.text.read().ok()).collect());
        written
    }

    /// The queries of the whole route.
    fn queries(&self, queries: Verification, path: PathBuf) -> Result<Queries, Failure> {
        let Ticket { project, dialect, .. } = self.ticket;
        let renderer = Renderer::new(dialect, self.environment);
        Ok(queries.finish(&renderer, &guard(project, self.route, None), &dialect.title(), path)?)
    }

    /// The guard of a script of one step.
    fn alone(&self, step: &graph::Step) -> Guard {
        let project = self.ticket.project;
        let alone = Route { direction: self.route.direction, start: step.before.clone(), steps: vec![step.clone()] };
        self.guard(&alone, opposite(project, &alone).map(|back| command(project, &back)))
    }

    /// The guard of a script; it knows the history where the script looks which revisions a database has.
    fn guard(&self, route: &Route, undo: Option<String>) -> Guard {
        let edges = match self.environment.mode {
            Mode::Idempotent => self.ticket.project.graph.edges().collect(),
            Mode::Guarded | Mode::Bare => Vec::new(),
        };
        let Guard { start, end, command, undo, chosen, verb, .. } = guard(self.ticket.project, route, undo);
        let with = |command: String| command + self.rules;
        Guard { start, end, command: with(command), undo: undo.map(with), chosen: with(chosen), verb, edges }
    }

    fn step_name(&self, block: &Block, number: usize, width: usize) -> String {
        let header = &block.step.header;
        let end = ending(self.route);
        let slug = slug(&header.message, self.ticket.project.config.revision.truncate_slug_length);
        // Ids may hold what the names of files must not.
        let id = header.revision.as_str().replace(|c| "/<>|?*".contains(c), "_");
        let name = [id.as_str(), &slug].join("_");
        format!("{number:0width$}_{}.{end}.sql", name.trim_end_matches('_'))
    }
}

pub(super) fn guard(project: &Project, route: &Route, undo: Option<String>) -> Guard {
    let (start, end) = (route.start.clone(), route.end().clone());
    let chosen = chosen(&project.config.settings);
    let verb = word(route).to_string();
    Guard { start, end, command: command(project, route), undo, chosen, verb, edges: Vec::new() }
}

/// What the names of the scripts of a route end with.
fn ending(route: &Route) -> &'static str {
    match route.direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}
