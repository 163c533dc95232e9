//! A route replayed: what the database has at the start, then one step after another.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use crate::catalog::QualifiedName;
use crate::diagnostic::Diagnostics;
use crate::dialect::Dialect;
use crate::graph::{self, Direction, Route, VersionRows};
use crate::plan::{self, Naming, Read, Replay, Undoing, parallel, read_ahead};
use crate::project::{Dialects, Project};
use crate::render::Environment;
use crate::render::script::rows_text;
use crate::revision::RevisionId;
use crate::source::Files;
use crate::source::yaml::ReadContext;

use super::globals::Globals;
use super::progress::Progress;

/// How many revisions are read or rendered at a time.
const BATCH: usize = 128;

/// A route on its way, for one dialect.
pub(super) struct Journey<'a> {
    project: &'a Project,
    files: &'a Files,
    route: &'a Route,
    context: ReadContext,
    replay: Replay<'a>,
    /// The tables that the history starts from.
    baseline: Vec<QualifiedName>,
    /// The revisions that are still to be read, the next one last.
    unread: Vec<RevisionId>,
    /// Revisions read before their turn, the next one last.
    ahead: Vec<Read>,
    /// What undoes the steps of a downgrade, the next one last.
    prepared: Vec<Undoing>,
    at: usize,
    /// Whether a revision has errors: the state after it is unknown, so that what follows is read and not applied.
    broken: bool,
    progress: Progress,
    /// The files read, in the order of the replay.
    read: Vec<RevisionId>,
}

/// What a journey goes through and for whom.
#[derive(Clone, Copy)]
pub(super) struct Ticket<'a> {
    pub(super) project: &'a Project,
    pub(super) files: &'a Files,
    pub(super) dialects: &'a Dialects,
    pub(super) dialect: &'a Dialect,
    pub(super) globals: &'a Globals,
}

impl<'a> Journey<'a> {
    /// Brings the state to where the route starts.
    pub(super) fn start(ticket: Ticket<'a>, route: &'a Route, diagnostics: &mut Diagnostics) -> Self {
        let Ticket { project, files, dialects, dialect, globals } = ticket;
        let context = dialects.context(dialect);
        let baseline = project.baseline(files, dialect, &context, diagnostics);
        let naming = Naming::new(project.config.naming.clone());
        let applied = applied(project, &route.start);
        let total = if route.direction == Direction::Up { applied.len() + route.steps.len() } else { applied.len() };
        let mut journey = Self {
            project,
            files,
            route,
            baseline: baseline.tables().map(|table| table.qualified_name()).collect(),
            replay: Replay::new(files, dialect, context.clone(), naming, baseline),
            context,
            unread: Vec::new(),
            ahead: Vec::new(),
            prepared: Vec::new(),
            at: 0,
            broken: diagnostics.has_errors(),
            progress: Progress::new(total, globals),
            read: Vec::new(),
        };
        let undone: BTreeSet<&RevisionId> = match route.direction {
            Direction::Up => BTreeSet::new(),
            Direction::Down => route.steps.iter().map(|step| &step.revision).collect(),
        };
        let kept = applied.iter().filter(|id| !undone.contains(id));
        let steps = route.steps.iter().map(|step| &step.revision);
        journey.unread = match route.direction {
            Direction::Up => steps.rev().chain(kept.clone().rev()).cloned().collect(),
            Direction::Down => steps.chain(kept.clone().rev()).cloned().collect(),
        };
        let kept: Vec<RevisionId> = kept.cloned().collect();
        journey.each(&kept, |journey, id| _ = journey.apply(id, diagnostics));
        if route.direction == Direction::Down {
            journey.prepared.reserve_exact(route.steps.len());
            let undone: Vec<RevisionId> = route.steps.iter().rev().map(|step| step.revision.clone()).collect();
            journey.each(&undone, |journey, id| journey.prepare(id, diagnostics));
        }
        journey
    }

    /// The next step with what it does; none at the end, or once a revision has errors.
    pub(super) fn next(&mut self, diagnostics: &mut Diagnostics) -> Option<(&'a graph::Step, plan::Step)> {
        while let Some(step) = self.route.steps.get(self.at) {
            self.at += 1;
            let done = match self.route.direction {
                Direction::Up => self.apply(&step.revision, diagnostics),
                Direction::Down => self.revert(diagnostics),
            };
            if let Some(done) = done {
                return Some((step, done));
            }
        }
        None
    }

    /// The next steps, enough of them to keep every processor busy; none at the end.
    pub(super) fn batch(&mut self, diagnostics: &mut Diagnostics) -> Vec<(Arc<plan::Step>, &'a graph::Step)> {
        let mut batch = Vec::new();
        while batch.len() < BATCH {
            let Some((step, done)) = self.next(diagnostics) else { break };
            batch.push((Arc::new(done), step));
        }
        batch
    }

    /// The texts of the revision files that were read since the last question, in the order of the replay.
    pub(super) fn texts(&mut self) -> Vec<&'a str> {
        let (project, files) = (self.project, self.files);
        self.read.drain(..).map(|id| files.text(project.source(&id).file)).collect()
    }

    /// The environment with the tables that the history starts from.
    pub(super) fn environment(&self, environment: &Environment) -> Environment {
        Environment { baseline: self.baseline.clone(), ..environment.clone() }
    }

    /// Visits revisions; those of the next batch are read meanwhile.
    fn each(&mut self, ids: &[RevisionId], mut visit: impl FnMut(&mut Self, &RevisionId)) {
        if !ids.is_empty() {
            self.read_more();
        }
        for batch in ids.chunks(BATCH) {
            let (files, context) = (self.files, self.context.clone());
            let sources = self.next_sources();
            let next = thread::scope(|scope| {
                let reading = scope.spawn(|| read_ahead(files, &sources, &context));
                batch.iter().for_each(|id| visit(self, id));
                parallel::joined(reading)
            });
            self.ahead.splice(0..0, next.into_iter().rev());
        }
    }

    fn apply(&mut self, id: &RevisionId, diagnostics: &mut Diagnostics) -> Option<plan::Step> {
        self.visit(id, diagnostics, |replay, source, read, found| Some(replay.upgrade_read(source, read, found)))
    }

    fn prepare(&mut self, id: &RevisionId, diagnostics: &mut Diagnostics) {
        let undoing =
            self.visit(id, diagnostics, |replay, source, read, found| replay.prepare_read(source, read, found));
        self.prepared.extend(undoing);
    }

    fn revert(&mut self, diagnostics: &mut Diagnostics) -> Option<plan::Step> {
        if self.broken {
            return None;
        }
        let undoing = self.prepared.pop().expect("every step was prepared, or one is broken");
        let mut found = Diagnostics::new();
        let step = self.replay.downgrade(&undoing, &mut found);
        self.broken = found.has_errors();
        diagnostics.append(found);
        Some(step)
    }

    fn visit<T>(
        &mut self,
        id: &RevisionId,
        diagnostics: &mut Diagnostics,
        act: impl FnOnce(&mut Replay<'a>, &plan::Source, Read, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        self.progress.step();
        let source = self.project.source(id);
        let read = self.read();
        if self.broken {
            // Only for its mistakes.
            diagnostics.append(read.diagnostics);
            return None;
        }
        self.read.push(id.clone());
        let mut found = Diagnostics::new();
        let done = act(&mut self.replay, &source, read, &mut found);
        self.broken = found.has_errors();
        diagnostics.append(found);
        done
    }

    /// The operations of the next revision; reads many where none is left.
    fn read(&mut self) -> Read {
        self.read_more();
        self.ahead.pop().expect("every revision that is visited was to be read")
    }

    /// Reads a batch where none is left.
    fn read_more(&mut self) {
        if self.ahead.is_empty() {
            let sources = self.next_sources();
            self.ahead = read_ahead(self.files, &sources, &self.context);
            self.ahead.reverse();
        }
    }

    /// The next revisions to be read.
    fn next_sources(&mut self) -> Vec<plan::Source> {
        let from = self.unread.len().saturating_sub(BATCH);
        self.unread.drain(from..).rev().map(|id| self.project.source(&id)).collect()
    }
}

/// What a database with these rows has, in an order that can be replayed.
fn applied(project: &Project, rows: &VersionRows) -> Vec<RevisionId> {
    if rows.is_empty() {
        return Vec::new();
    }
    let route = project.graph.upgrade_from(&VersionRows::base(), &rows_text(rows));
    let route = route.expect("rows that a route starts from can be reached from base");
    route.steps.into_iter().map(|step| step.revision).collect()
}
