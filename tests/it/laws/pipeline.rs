//! The program's own way from revision files to scripts, for generated histories.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlgen::catalog::Catalog;
use sqlgen::diagnostic::{Diagnostic, Diagnostics};
use sqlgen::dialect::{Dialect, Library};
use sqlgen::graph::{self, RevisionGraph, Route};
use sqlgen::output::report::text::{ReportStyle, write};
use sqlgen::plan::{Naming, Replay, Source, Step};
use sqlgen::render::script::default_version_table;
use sqlgen::render::{Block, Environment, Guard, Leaf, Mode, Policy, Renderer, ScriptWriter};
use sqlgen::revision::read_header;
use sqlgen::source::Files;
use sqlgen::source::yaml::ReadContext;
use sqlgen::sql::{Syntax, split};

/// Revision files, replayed for one dialect.
pub struct Project {
    dialect: Dialect,
    files: Files,
    graph: RevisionGraph,
    /// The upgrade of each revision, in order.
    pub ups: Vec<Step>,
    /// The downgrade of each revision, in the order of `ups`.
    pub downs: Vec<Step>,
    environment: Environment,
}

impl Project {
    /// Reads the files and replays them up to the head and back to base; or what the program says about them.
    pub fn new(dialect: &Dialect, texts: &[(String, String)]) -> Result<Self, String> {
        let mut diagnostics = Diagnostics::new();
        let mut files = Files::new();
        let mut headers = Vec::new();
        for (name, text) in texts {
            let file = files.add(name.clone(), text.clone());
            if let Some((header, place)) = read_header(text, file, &mut diagnostics) {
                let origin = graph::Origin {
                    file: place.file,
                    id: place.revision,
                    down_revision: place.down_revision,
                    depends_on: place.depends_on,
                    labels: place.branch_labels,
                };
                headers.push((header, origin));
            }
        }
        let graph = RevisionGraph::new(headers, &mut diagnostics);
        let environment = Environment {
            mode: Mode::Guarded,
            version_table: default_version_table(),
            version_length: 32,
            lock_timeout: 5,
            statement_timeout: 900,
            baseline: Vec::new(),
            tag: None,
            database: None,
            values: Vec::new(),
            receipt: None,
            header: None,
            policy: Policy::usual(dialect),
        };
        let mut project =
            Self { dialect: dialect.clone(), files, graph, ups: Vec::new(), downs: Vec::new(), environment };
        project.replay(&mut diagnostics);
        project.said(&diagnostics).map_or(Ok(project), Err)
    }

    fn replay(&mut self, diagnostics: &mut Diagnostics) {
        let known = Library::embedded().names();
        let context =
            ReadContext { chain: self.dialect.chain.clone(), known, targets: vec![self.dialect.chain.clone()] };
        let order = self.graph.upgrade("heads").map(|route| route.steps).unwrap_or_default();
        let sources: Vec<Source> = order
            .iter()
            .filter_map(|step| self.graph.get(step.revision.as_str()))
            .map(|entry| Source {
                header: Arc::clone(&entry.header),
                file: entry.origin.file,
                variables: Vec::new(),
                databases: None,
                attachments: None,
            })
            .collect();
        let mut replay =
            Replay::new(&self.files, &self.dialect, context.clone(), Naming::new(Vec::new()), Catalog::empty());
        self.ups = sources.iter().map(|source| replay.upgrade(source, diagnostics)).collect();
        let mut quiet = Diagnostics::new();
        let mut replay = Replay::new(&self.files, &self.dialect, context, Naming::new(Vec::new()), Catalog::empty());
        let undone: Vec<_> = sources.iter().map(|source| replay.prepare(source, &mut quiet)).collect();
        let mut downs: Vec<Step> = Vec::new();
        for undoing in undone.iter().rev() {
            match undoing {
                Some(undoing) => downs.push(replay.downgrade(undoing, diagnostics)),
                None if diagnostics.has_errors() => {}
                None => panic!("a downgrade is missing: {:?}", self.said(&quiet)),
            }
        }
        downs.reverse();
        self.downs = downs;
    }

    /// The errors as the program prints them; none without errors.
    fn said(&self, diagnostics: &Diagnostics) -> Option<String> {
        if !diagnostics.has_errors() {
            return None;
        }
        let mut out = Vec::new();
        let style = ReportStyle { color: false, short: false };
        write(&diagnostics.sorted(), &self.files, style, &mut out).expect("a list of bytes can be written to");
        Some(String::from_utf8_lossy(&out).into_owned())
    }

    /// The same with bare scripts, which only do what they are for.
    pub fn bare(mut self) -> Self {
        self.environment.mode = Mode::Bare;
        self
    }

    /// What the dialect makes of the upgrade of a revision, by its place; or what is said about what it refuses.
    pub fn block(&self, at: usize) -> Result<Block, Vec<Diagnostic>> {
        let mut diagnostics = Diagnostics::new();
        let renderer = Renderer::new(&self.dialect, &self.environment);
        let block = renderer.block(Arc::new(self.ups[at].clone()), &mut diagnostics);
        match diagnostics.has_errors() {
            true => Err(diagnostics.sorted().into_iter().cloned().collect()),
            false => Ok(block),
        }
    }

    /// The query that says whether a database has what a step leaves, in all that it has changed.
    pub fn verification(&self, step: &Step) -> String {
        let (Some(first), Some(last)) = (step.transitions.first(), step.transitions.last()) else {
            return String::new();
        };
        let renderer = Renderer::new(&self.dialect, &self.environment);
        renderer.verification("now", &last.after, &first.before).expect("the query is rendered")
    }

    /// The script of `[from:]to` upwards.
    pub fn upgrade(&self, range: &str) -> Result<String, String> {
        let route = self.graph.upgrade(range).map_err(|error| format!("{error:?}"))?;
        self.script(&route, &self.ups, "upgrade")
    }

    /// The script of `from:to` downwards.
    pub fn downgrade(&self, range: &str) -> Result<String, String> {
        let route = self.graph.downgrade(range).map_err(|error| format!("{error:?}"))?;
        self.script(&route, &self.downs, "downgrade")
    }

    fn script(&self, route: &Route, steps: &[Step], verb: &str) -> Result<String, String> {
        let by_id: BTreeMap<&str, &Step> = steps.iter().map(|step| (step.header.revision.as_str(), step)).collect();
        let renderer = Renderer::new(&self.dialect, &self.environment);
        let mut diagnostics = Diagnostics::new();
        let mut writer = ScriptWriter::new(&renderer);
        for step in &route.steps {
            let ours = by_id[step.revision.as_str()];
            writer.digest(self.files.text(ours.file), std::iter::empty());
            let block = renderer.block(Arc::new(ours.clone()), &mut diagnostics);
            writer.block(&block, Leaf::new(self.files.name(ours.file)), step);
        }
        if let Some(said) = self.said(&diagnostics) {
            return Err(said);
        }
        let (start, end) = (route.start.clone(), route.end().clone());
        let guard = Guard {
            start,
            end,
            command: format!("{verb} --sql"),
            undo: None,
            chosen: String::new(),
            verb: verb.to_string(),
            edges: Vec::new(),
        };
        let text = writer
            .finish(&guard)
            .map(|script| script.text().read().expect("it is in memory"))
            .map_err(|diagnostic| format!("{diagnostic:?}"))?;
        match split(&text, &Syntax::of(&self.dialect).unwrap_or_default()).iter().find(|piece| piece.broken.is_some()) {
            Some(piece) => Err(format!("does not hold together: {}", piece.text(&text))),
            None => Ok(text),
        }
    }
}
