//! A route replayed: what the database has at the start, then one step after another.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread::Scope;

use indexmap::IndexMap;

use crate::catalog::{Catalog, QualifiedName};
use crate::diagnostic::Diagnostics;
use crate::dialect::Dialect;
use crate::graph::{self, Direction, Route, VersionRows};
use crate::plan::{self, Naming, Read, Replay, Undoing, parallel, read};
use crate::project::{Dialects, Project};
use crate::render::script::rows_text;
use crate::render::{Environment, Receipt};
use crate::revision::{Attached, RevisionId};
use crate::source::yaml::ReadContext;
use crate::source::{FileId, Files};

use super::globals::Globals;
use super::progress::Progress;
use super::texts::Texts;

/// How many revisions are read or rendered at a time.
const BATCH: usize = 32;

/// A route on its way, for one dialect.
pub(super) struct Journey<'a> {
    files: &'a Files,
    route: &'a Route,
    replay: Replay<'a>,
    /// The tables that the history starts from.
    baseline: Vec<QualifiedName>,
    /// Every revision that is visited, with its operations, in that order.
    reads: Box<dyn Iterator<Item = (plan::Source, Read)> + Send + 'a>,
    /// What undoes the steps of a downgrade, the next one last.
    prepared: Vec<Undoing>,
    at: usize,
    /// Whether a revision has errors: the state after it is unknown, so that what follows is read and not applied.
    broken: bool,
    progress: Progress,
    /// The files read, in the order of the replay.
    read: Vec<FileId>,
    /// Further files, by the revision file that names them.
    attached: IndexMap<FileId, Vec<Attached>>,
    /// Whether receipts hold the digests of files.
    has_digests: bool,
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

/// Steps that are rendered together, with the texts of the revision files that were read for them.
pub(super) struct Batch<'a> {
    /// Whether they are the first.
    pub(super) first: bool,
    /// In the order of the replay.
    pub(super) texts: Vec<Texts<'a>>,
    /// What each does, and where it stands.
    pub(super) steps: Vec<(Arc<plan::Step>, &'a graph::Step)>,
    /// The digests of their files, where receipts hold them.
    pub(super) digests: Vec<String>,
}

impl<'a> Journey<'a> {
    /// Brings the state to where the route starts. Revisions are read ahead in threads of the scope.
    pub(super) fn start(
        scope: &'a Scope<'a, '_>,
        ticket: Ticket<'a>,
        route: &'a Route,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let Ticket { project, files, dialects, dialect, globals } = ticket;
        let context = dialects.context(dialect);
        let baseline = project.baseline(files, dialect, &context, diagnostics);
        let naming = Naming::new(project.config.naming.clone());
        let applied = applied(project, &route.start);
        let steps: Vec<RevisionId> = route.steps.iter().map(|step| step.revision.clone()).collect();
        // Those that stay, those that a downgrade takes back as it was on their way up, those that an upgrade adds.
        let (kept, undone, added) = match route.direction {
            Direction::Up => (applied, Vec::new(), steps),
            Direction::Down => {
                let gone: BTreeSet<&RevisionId> = steps.iter().collect();
                let kept = applied.into_iter().filter(|id| !gone.contains(id)).collect();
                (kept, steps.into_iter().rev().collect(), Vec::new())
            }
        };
        let (kept_count, undone_count) = (kept.len(), undone.len());
        let all: Vec<RevisionId> = kept.into_iter().chain(undone).chain(added).collect();
        let mut journey = Self {
            files,
            route,
            baseline: baseline.tables().map(|table| table.qualified_name()).collect(),
            replay: Replay::new(files, dialect, context.clone(), naming, baseline),
            prepared: Vec::with_capacity(undone_count),
            at: 0,
            broken: diagnostics.has_errors(),
            progress: Progress::new(all.len(), globals),
            read: Vec::new(),
            attached: IndexMap::new(),
            has_digests: project.config.receipt.as_ref().is_some_and(Receipt::has_digest),
            reads: Box::new(reads(scope, ticket, context, all)),
        };
        (0..kept_count).for_each(|_| _ = journey.apply(diagnostics));
        (0..undone_count).for_each(|_| journey.prepare(diagnostics));
        journey
    }

    /// The next step with what it does; none at the end, or once a revision has errors.
    pub(super) fn next(&mut self, diagnostics: &mut Diagnostics) -> Option<(&'a graph::Step, plan::Step)> {
        while let Some(step) = self.route.steps.get(self.at) {
            self.at += 1;
            let done = match self.route.direction {
                Direction::Up => self.apply(diagnostics),
                Direction::Down => self.revert(diagnostics),
            };
            if let Some(done) = done {
                return Some((step, done));
            }
        }
        None
    }

    /// The next steps; none at the end.
    pub(super) fn batch(&mut self, diagnostics: &mut Diagnostics) -> Option<Batch<'a>> {
        let first = self.at == 0;
        let next = || self.next(diagnostics).map(|(step, done)| (Arc::new(done), step));
        let steps: Vec<_> = std::iter::from_fn(next).take(BATCH).collect();
        let read = std::mem::take(&mut self.read);
        let texts: Vec<_> = read.into_iter().map(|file| self.texts(file)).collect();
        let digests = steps.iter().map(|(step, _)| self.digest(step.file)).collect();
        (!steps.is_empty() || !texts.is_empty()).then_some(Batch { first, texts, steps, digests })
    }

    /// The digest of the file of a revision and of those it names, where receipts hold it; else empty.
    pub(super) fn digest(&self, file: FileId) -> String {
        if self.has_digests { self.texts(file).digest() } else { String::new() }
    }

    /// What was read of a revision.
    pub(super) fn texts(&self, file: FileId) -> Texts<'a> {
        Texts { revision: self.files.text(file), attached: self.attached.get(&file).cloned().unwrap_or_default() }
    }

    /// The state reached.
    pub(super) fn catalog(&self) -> &Catalog {
        self.replay.catalog()
    }

    /// The environment with the tables that the history starts from.
    pub(super) fn environment(&self, environment: &Environment) -> Environment {
        Environment { baseline: self.baseline.clone(), ..environment.clone() }
    }

    fn apply(&mut self, diagnostics: &mut Diagnostics) -> Option<plan::Step> {
        self.visit(diagnostics, |replay, source, read, found| Some(replay.upgrade_read(source, read, found)))
    }

    fn prepare(&mut self, diagnostics: &mut Diagnostics) {
        let undoing = self.visit(diagnostics, |replay, source, read, found| replay.prepare_read(source, read, found));
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
        diagnostics: &mut Diagnostics,
        act: impl FnOnce(&mut Replay<'a>, &plan::Source, Read, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        self.progress.step();
        let (source, read) = self.reads.next().expect("every revision that is visited is read");
        if self.broken {
            // Only for its mistakes.
            diagnostics.append(read.diagnostics);
            return None;
        }
        self.read.push(source.file);
        if !read.attached().is_empty() {
            self.attached.insert(source.file, read.attached().to_vec());
        }
        let mut found = Diagnostics::new();
        let done = act(&mut self.replay, &source, read, &mut found);
        self.broken = found.has_errors();
        diagnostics.append(found);
        done
    }
}

/// The operations of revisions, read ahead of their turn.
fn reads<'a>(
    scope: &'a Scope<'a, '_>,
    Ticket { project, files, dialect, .. }: Ticket<'a>,
    context: ReadContext,
    ids: Vec<RevisionId>,
) -> impl Iterator<Item = (plan::Source, Read)> + Send + 'a {
    let mut sources = ids.into_iter().map(|id| project.source(&id));
    let batches = std::iter::from_fn(move || Some(sources.by_ref().take(BATCH).collect::<Vec<_>>()));
    let batches = batches.take_while(|batch| !batch.is_empty());
    let read_one = move |source: plan::Source| {
        let read = read(files, &source, &context, dialect);
        (source, read)
    };
    let work = move |batch: Vec<plan::Source>| batch.into_iter().map(&read_one).collect::<Vec<_>>();
    parallel::ahead(scope, batches, work).flatten()
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
