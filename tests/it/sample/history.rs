//! What the program holds for true at each revision of a way: version rows and catalog.

use std::collections::BTreeMap;
use std::path::Path;

use sqlgen::catalog::Catalog;
use sqlgen::diagnostic::Diagnostics;
use sqlgen::dialect::Dialect;
use sqlgen::graph::{self, Direction, Route, VersionRows};
use sqlgen::operation::Operation;
use sqlgen::plan::{self, Naming, Replay, Undoing};
use sqlgen::project::{self, Choice, Dialects, Project};
use sqlgen::render::script::rows_text;
use sqlgen::source::Files;

/// A database after a revision was applied or taken back.
pub struct State {
    /// The version rows before, as ranges name them.
    pub before: String,
    /// The version rows.
    pub after: String,
    /// Everything that operations have made.
    pub catalog: Catalog,
    /// The raw SQL of the revisions that are applied.
    pub raw: Vec<String>,
}

/// The states along the way of a command over a range.
pub fn states(folder: &Path, choice: &Choice, command: &str, range: &str, dialect: &str) -> Vec<State> {
    let (mut files, mut diagnostics) = (Files::new(), Diagnostics::new());
    let project = project::load(folder, choice, &mut files, &mut diagnostics).expect("the project can be loaded");
    let dialects = project.dialects(&mut files, &mut diagnostics).expect("its dialects can be loaded");
    let dialect = dialects.targets.iter().find(|target| target.name() == dialect).expect("it is a target");
    let route = match command {
        "upgrade" => project.graph.upgrade(range),
        _ => project.graph.downgrade(range),
    };
    let way = Way { project: &project, files: &files, dialects: &dialects, dialect };
    way.states(&route.expect("the range can be walked"))
}

struct Way<'a> {
    project: &'a Project,
    files: &'a Files,
    dialects: &'a Dialects,
    dialect: &'a Dialect,
}

impl<'a> Way<'a> {
    fn states(&self, route: &Route) -> Vec<State> {
        let mut diagnostics = Diagnostics::new();
        let mut replay = self.replay(&mut diagnostics);
        let down = route.direction == Direction::Down;
        let undone = |step: &graph::Step| down && route.steps.iter().any(|other| other.revision == step.revision);
        let applied = self.applied(&route.start);
        let mut raw = BTreeMap::new();
        for step in applied.iter().filter(|step| !undone(step)) {
            raw.insert(step.revision.to_string(), self.upgrade(&mut replay, step, &mut diagnostics));
        }
        let mut undoings: Vec<Undoing> = Vec::new();
        if down {
            raw = self.raw(&applied);
            let sources = route.steps.iter().rev().map(|step| self.project.source(&step.revision));
            undoings
                .extend(sources.map(|source| replay.prepare(&source, &mut diagnostics).expect("it has a downgrade")));
        }
        let mut states = Vec::new();
        for step in &route.steps {
            let id = step.revision.to_string();
            match undoings.pop() {
                Some(undoing) => {
                    replay.downgrade(&undoing, &mut diagnostics);
                    raw.remove(&id);
                }
                None => _ = raw.insert(id, self.upgrade(&mut replay, step, &mut diagnostics)),
            }
            states.push(State {
                before: rows_text(&step.before),
                after: rows_text(&step.after),
                catalog: replay.catalog().clone(),
                raw: raw.values().flatten().cloned().collect(),
            });
        }
        assert!(!diagnostics.has_errors(), "{:?}", diagnostics.sorted());
        states
    }

    fn replay(&self, diagnostics: &mut Diagnostics) -> Replay<'a> {
        let context = self.dialects.context(self.dialect);
        let naming = Naming::new(self.project.config.naming.clone());
        let baseline = self.project.baseline(self.files, self.dialect, &context, diagnostics);
        Replay::new(self.files, self.dialect, context, naming, baseline)
    }

    /// What a database with these rows has, in the order in which it came.
    fn applied(&self, rows: &VersionRows) -> Vec<graph::Step> {
        if rows.is_empty() {
            return Vec::new();
        }
        self.project.graph.upgrade(&rows_text(rows)).expect("a way up to the start").steps
    }

    /// Applies a revision; gives its raw SQL.
    fn upgrade(&self, replay: &mut Replay<'_>, step: &graph::Step, diagnostics: &mut Diagnostics) -> Vec<String> {
        let done: plan::Step = replay.upgrade(&self.project.source(&step.revision), diagnostics);
        let raw = done.transitions.iter().filter(|part| matches!(part.operation.as_ref(), Operation::Sql(_)));
        raw.flat_map(|part| part.raw.iter().map(|raw| raw.text.clone())).collect()
    }

    fn raw(&self, steps: &[graph::Step]) -> BTreeMap<String, Vec<String>> {
        let mut diagnostics = Diagnostics::new();
        let mut replay = self.replay(&mut diagnostics);
        let entry = |step: &graph::Step| (step.revision.to_string(), self.upgrade(&mut replay, step, &mut diagnostics));
        steps.iter().map(entry).collect()
    }
}
