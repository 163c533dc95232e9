//! Lint: every rule by its own examples, what the engine does with findings, and what the numbers of a script are.

mod engine;
mod rules;
mod scripts;
mod servers;
mod speed;

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlgen::catalog::Catalog;
use sqlgen::diagnostic::{Diagnostic, Diagnostics};
use sqlgen::dialect::{Dialect, Library};
use sqlgen::lint::{LintConfig, Linter, StatementReader, Summary, settle};
use sqlgen::plan::{Naming, Replay, Source};
use sqlgen::project::Settings;
use sqlgen::render::script::default_version_table;
use sqlgen::render::{Block, Environment, Mode, Policy, Renderer};
use sqlgen::revision::read_header;
use sqlgen::source::Files;
use sqlgen::source::yaml::ReadContext;

/// The targets of this version.
const TARGETS: [&str; 6] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];

fn dialect(name: &str) -> Dialect {
    Library::embedded().dialect(name).expect("the dialect is embedded")
}

fn context(dialect: &Dialect) -> ReadContext {
    let library = Library::embedded();
    ReadContext { chain: dialect.chain.clone(), known: library.names(), targets: vec![dialect.chain.clone()] }
}

fn environment(dialect: &Dialect) -> Environment {
    Environment {
        mode: Mode::Guarded,
        version_table: default_version_table(),
        version_length: 32,
        lock_timeout: 5,
        statement_timeout: 0,
        baseline: Vec::new(),
        tag: None,
        database: None,
        values: Vec::new(),
        receipt: None,
        header: None,
        policy: Policy::usual(dialect),
    }
}

/// A history of revisions: lists of operations, the first of them already applied.
struct Case<'a> {
    dialect: &'a str,
    given: &'a str,
    lists: &'a [&'a str],
    config: LintConfig,
    /// Whether the last revision is taken back instead.
    down: bool,
}

impl<'a> Case<'a> {
    fn new(dialect: &'a str, given: &'a str, lists: &'a [&'a str]) -> Self {
        Self { dialect, given, lists, config: LintConfig::default(), down: false }
    }
}

/// What linting a case said.
struct Said {
    files: Files,
    diagnostics: Diagnostics,
    summary: Summary,
    settled: usize,
}

impl Said {
    fn all(&self) -> Vec<&Diagnostic> {
        self.diagnostics.sorted()
    }

    fn codes(&self) -> Vec<&'static str> {
        self.all().iter().map(|diagnostic| diagnostic.code.0).collect()
    }

    /// What is underlined first.
    fn underlined(&self) -> Vec<&str> {
        let labels = self.all().into_iter().filter_map(|diagnostic| diagnostic.labels.first());
        labels.map(|label| &self.files.text(label.file)[label.span.range()]).collect()
    }
}

fn lint(case: &Case) -> Said {
    timed(case).0
}

/// How long the parts of a run took.
struct Times {
    render: Duration,
    lint: Duration,
}

fn timed(case: &Case) -> (Said, Times) {
    let (mut files, mut diagnostics) = (Files::new(), Diagnostics::new());
    let sources = sources(case, &mut files, &mut diagnostics);
    let dialect = dialect(case.dialect);
    let context = context(&dialect);
    let start = Instant::now();
    let blocks = blocks(case, (&files, &dialect, &context), &sources, &mut diagnostics);
    let render = start.elapsed();
    let mut linter = Linter::new(&files, &context, &dialect, &case.config);
    let reader = StatementReader::new(&dialect);
    blocks.iter().for_each(|block| linter.block(block, &reader.block(block, ""), &mut diagnostics));
    let summary = linter.finish();
    let lint = start.elapsed() - render;
    let settled = settle(&files, &case.config, std::slice::from_ref(&summary), true, &mut diagnostics);
    (Said { files, diagnostics, summary, settled }, Times { render, lint })
}

fn sources(case: &Case, files: &mut Files, diagnostics: &mut Diagnostics) -> Vec<Source> {
    let mut sources = Vec::new();
    for (number, list) in [case.given].iter().chain(case.lists).enumerate() {
        let parent = if number == 0 { "null".to_owned() } else { format!("r{}", number - 1) };
        let variables = "variables: {environment: local}";
        let text = format!("revision: r{number}\ndown_revision: {parent}\nupgrade:\n{list}\n{variables}\n");
        let file = files.add(format!("r{number}.yaml"), text);
        let (header, _) = read_header(files.text(file), file, diagnostics).expect("the header is right");
        let variables = Settings::default().variables(&header.variables);
        sources.push(Source { header: Arc::new(header), file, variables, databases: None, attachments: None });
    }
    sources
}

/// The blocks of every revision but the first, in the order of the script.
fn blocks(
    case: &Case,
    (files, dialect, context): (&Files, &Dialect, &ReadContext),
    sources: &[Source],
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let environment = environment(dialect);
    let renderer = Renderer::new(dialect, &environment);
    let mut replay = Replay::new(files, dialect, context.clone(), Naming::new(Vec::new()), Catalog::empty());
    let mut found = Vec::new();
    if case.down {
        let undo: Vec<_> = sources.iter().filter_map(|source| replay.prepare(source, diagnostics)).collect();
        for undoing in undo.iter().skip(1).rev() {
            let step = Arc::new(replay.downgrade(undoing, diagnostics));
            found.push(renderer.block(step, diagnostics));
        }
        return found;
    }
    for (number, source) in sources.iter().enumerate() {
        let step = Arc::new(replay.upgrade(source, diagnostics));
        if number > 0 {
            found.push(renderer.block(step, diagnostics));
        }
    }
    found
}
