//! A database built directly from a catalog: every object made once, as it is at the end, by the dialect's own templates.

use std::collections::BTreeSet;
use std::sync::Arc;

use sqlgen::catalog::{Catalog, Table};
use sqlgen::diagnostic::Diagnostics;
use sqlgen::dialect::{Dialect, Library};
use sqlgen::operation::{CreateEnum, CreateSchema, CreateTable, CreateTrigger, CreateView, Op, Operation};
use sqlgen::plan::{Origin, Step, Transition};
use sqlgen::render::script::default_version_table;
use sqlgen::render::{Environment, Mode, Policy, Renderer};
use sqlgen::revision::{Direction, Header, RevisionId};
use sqlgen::source::{Files, Span};

/// A script that makes everything in the catalog.
pub fn script(catalog: &Catalog, raw: &[String], dialect: &str) -> String {
    let dialect = &Library::embedded().dialect(dialect).expect("it is a dialect");
    let compound = dialect.fact("delimiter").is_some();
    let settings = if compound { "SET NAMES utf8mb4;\n" } else { "" };
    let statements = everything(catalog, raw, dialect).into_iter().map(|statement| match compound {
        true => format!("DELIMITER //\n{statement}//\nDELIMITER ;\n"),
        false => format!("{statement};\n"),
    });
    std::iter::once(settings.to_owned()).chain(statements).collect()
}

/// Statements that make everything in the catalog; `raw` runs before views and triggers, which may need it.
fn everything(catalog: &Catalog, raw: &[String], dialect: &Dialect) -> Vec<String> {
    let schemas = catalog.schemas().map(|name| CreateSchema { name: name.clone() }.into());
    let enums = catalog.enums().map(|made| CreateEnum(made.as_ref().clone()).into());
    let tables = in_order(catalog).into_iter().map(|table| CreateTable(table.clone()).into());
    let views = catalog.views().map(|view| CreateView(view.as_ref().clone()).into());
    let triggers = catalog.triggers().map(|trigger| CreateTrigger(trigger.as_ref().clone()).into());
    let mut state = Catalog::empty();
    let mut statements = render(schemas.chain(enums).chain(tables).collect(), &mut state, dialect);
    statements.extend(raw.iter().cloned());
    statements.extend(render(views.chain(triggers).collect(), &mut state, dialect));
    statements
}

/// The tables, each behind those that its foreign keys point at.
fn in_order(catalog: &Catalog) -> Vec<&Table> {
    let mut left: Vec<&Table> = catalog.tables().map(AsRef::as_ref).collect();
    let mut done = BTreeSet::new();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let ready = |table: &&Table| {
            let mut targets = table.foreign_keys.iter().map(|key| key.references.table_name());
            targets.all(|target| target == table.qualified_name() || done.contains(&target))
        };
        let (now, later): (Vec<&Table>, Vec<&Table>) = left.into_iter().partition(ready);
        assert!(!now.is_empty(), "these tables point at each other: {later:?}");
        done.extend(now.iter().map(|table| table.qualified_name()));
        ordered.extend(now);
        left = later;
    }
    ordered
}

fn render(operations: Vec<Operation>, state: &mut Catalog, dialect: &Dialect) -> Vec<String> {
    let file = Files::new().add("direct".to_owned(), String::new());
    let origin = Origin { file, key: Span::new(0, 0), line: 1 };
    let mut transitions = Vec::new();
    for operation in operations {
        let before = state.clone();
        operation.apply(state).unwrap_or_else(|conflict| panic!("{}: {conflict:?}", operation.summary()));
        transitions.push(Transition {
            operation: Arc::new(operation),
            before,
            after: state.clone(),
            origin,
            derived: false,
            accept: Default::default(),
            comment: None,
            transactional: true,
            conditional: false,
            manner: Default::default(),
            raw: Arc::new([]),
        });
    }
    let header = Header {
        revision: RevisionId::new("direct"),
        down_revision: Vec::new(),
        depends_on: Vec::new(),
        branch_labels: Vec::new(),
        message: String::new(),
        create_date: None,
        variables: Box::default(),
    };
    let step = Step {
        header: Arc::new(header),
        file,
        direction: Direction::Upgrade,
        transitions,
        left_alone: Vec::new(),
        written_back: Vec::new(),
        derived_back: Vec::new(),
        irreversible: None,
    };
    let environment = Environment {
        mode: Mode::Guarded,
        version_table: default_version_table(),
        version_length: 32,
        lock_timeout: 0,
        statement_timeout: 0,
        baseline: Vec::new(),
        tag: None,
        database: None,
        values: Vec::new(),
        receipt: None,
        header: None,
        policy: Policy::usual(dialect),
    };
    let mut diagnostics = Diagnostics::new();
    let block = Renderer::new(dialect, &environment).block(Arc::new(step), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "a catalog can be made: {:?}", diagnostics.sorted());
    block.statements().map(|statement| statement.sql.clone()).collect()
}
