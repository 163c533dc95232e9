//! A database made directly from a catalog, without its history: what a history has to arrive at.

use std::sync::Arc;

use sqlgen::catalog::{Catalog, Extension, ForeignKey, QualifiedName, RoutineKind, Sequence, Table, View};
use sqlgen::diagnostic::Diagnostics;
use sqlgen::dialect::Dialect;
use sqlgen::operation::{
    AlterSequence, CreateDomain, CreateEnum, CreateExtension, CreateForeignKey, CreateFunction, CreateIndex,
    CreateMaterializedView, CreatePolicy, CreateProcedure, CreateSchema, CreateSequence, CreateTable, CreateTrigger,
    CreateType, CreateView, EnableRowSecurity, Manner, Op, Operation, granted_again,
};
use sqlgen::plan::{Origin, Raw, Step, Transition};
use sqlgen::render::{Environment, Renderer};
use sqlgen::revision::{Direction, Header, RevisionId};
use sqlgen::source::{Files, Span};

/// The operations that make everything in a catalog, each possible after those before it.
pub fn operations(catalog: &Catalog) -> Vec<Operation> {
    let mut operations: Vec<Operation> =
        catalog.schemas().map(|name| CreateSchema { name: name.clone() }.into()).collect();
    operations.extend(catalog.extensions().map(|found| {
        let Extension { name, schema } = found.clone();
        Operation::from(CreateExtension { name, schema, if_not_exists: false })
    }));
    operations.extend(catalog.enums().map(|found| Operation::from(CreateEnum(found.as_ref().clone()))));
    operations.extend(types(catalog));
    let owners = catalog.sequences().filter(|sequence| sequence.owned_by.is_some());
    let owners: Vec<Operation> = owners.map(|sequence| owned(sequence)).collect();
    operations.extend(
        catalog
            .sequences()
            .map(|sequence| Operation::from(CreateSequence(Sequence { owned_by: None, ..sequence.as_ref().clone() }))),
    );
    operations.extend(tables(catalog));
    operations.extend(owners);
    operations.extend(catalog.row_secured().map(|(table, force)| {
        let (table, schema) = (table.name.clone(), table.schema.clone());
        Operation::from(EnableRowSecurity { table, schema, force })
    }));
    operations.extend(catalog.routines().map(|routine| match routine.kind() {
        RoutineKind::Function => Operation::from(CreateFunction(routine.as_ref().clone())),
        RoutineKind::Procedure => CreateProcedure(routine.as_ref().clone()).into(),
    }));
    let mut waiting: Vec<Arc<View>> = catalog.views().cloned().collect();
    while !waiting.is_empty() {
        let reads = |view: &View| {
            waiting.iter().any(|other| other.name != view.name && view.reads(&other.qualified_name(), None))
        };
        let free = waiting.iter().position(|view| !reads(view)).unwrap_or(0);
        let view = waiting.remove(free);
        match CreateMaterializedView::of(&view) {
            None => operations.push(CreateView(view.as_ref().clone()).into()),
            Some(create) => {
                let name = view.qualified_name();
                let indexes = catalog.indexes_of(&name).iter();
                operations.push(create.into());
                operations.extend(indexes.map(|index| CreateIndex::of(index.clone(), &name).into()));
            }
        }
    }
    operations.extend(catalog.policies().map(|policy| Operation::from(CreatePolicy(policy.as_ref().clone()))));
    operations.extend(catalog.triggers().map(|trigger| Operation::from(CreateTrigger(trigger.as_ref().clone()))));
    operations.extend(catalog.grants().flat_map(|(object, _)| granted_again(catalog, object)));
    operations
}

/// Domains and composite types behind those that they are made of.
fn types(catalog: &Catalog) -> Vec<Operation> {
    let mut waiting: Vec<Operation> =
        catalog.domains().map(|found| CreateDomain(found.as_ref().clone()).into()).collect();
    waiting.extend(catalog.composites().map(|found| Operation::from(CreateType(found.as_ref().clone()))));
    let mut state = Catalog::empty();
    catalog.enums().for_each(|found| state.put_enum(found.as_ref().clone()));
    let mut operations = Vec::new();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|operation| operation.apply(&mut state).is_ok());
        operations.push(waiting.remove(free.expect("types are made of types that there are")));
    }
    operations
}

/// Tables behind those that they point at; keys of circles at the end.
fn tables(catalog: &Catalog) -> Vec<Operation> {
    let mut waiting: Vec<Arc<Table>> = catalog.tables().cloned().collect();
    let mut made: Vec<QualifiedName> = Vec::new();
    let (mut operations, mut later): (Vec<Operation>, Vec<Operation>) = (Vec::new(), Vec::new());
    while !waiting.is_empty() {
        let missing = |table: &Table, key: &ForeignKey| {
            let target = key.references.table_name();
            target != table.qualified_name() && !made.contains(&target)
        };
        let free = waiting.iter().position(|table| !table.foreign_keys.iter().any(|key| missing(table, key)));
        let mut table = waiting.remove(free.unwrap_or(0)).as_ref().clone();
        let (after, now): (Vec<ForeignKey>, Vec<ForeignKey>) =
            table.foreign_keys.clone().into_iter().partition(|key| missing(&table, key));
        table.foreign_keys = now;
        later.extend(after.into_iter().map(|key| add(&table, key)));
        made.push(table.qualified_name());
        operations.push(CreateTable(table).into());
    }
    operations.extend(later);
    operations
}

fn owned(sequence: &Sequence) -> Operation {
    AlterSequence {
        name: sequence.name.clone(),
        schema: sequence.schema.clone(),
        owned_by: Some(sequence.owned_by.clone()),
        ..AlterSequence::default()
    }
    .into()
}

fn add(table: &Table, key: ForeignKey) -> Operation {
    CreateForeignKey::of(table, &key).into()
}

/// A step that does these operations, from this catalog on.
pub fn step(operations: &[(&Operation, Manner)], start: &Catalog) -> Step {
    let file = Files::new().add("made.yaml", "made\n");
    let header = Header {
        revision: RevisionId::new("made"),
        down_revision: Vec::new(),
        depends_on: Vec::new(),
        branch_labels: Vec::new(),
        message: String::new(),
        create_date: None,
        variables: Box::default(),
    };
    let mut catalog = start.clone();
    let mut transitions = Vec::new();
    for (operation, manner) in operations {
        let before = catalog.clone();
        operation.apply(&mut catalog).unwrap_or_else(|conflict| panic!("{}: {conflict:?}", operation.summary()));
        let raw: Arc<[Raw]> = match *operation {
            Operation::Sql(op) => Arc::new([Raw { text: op.0.as_str().to_string(), ends_batch: false }]),
            _ => Arc::new([]),
        };
        transitions.push(Transition {
            operation: Arc::new(Operation::clone(operation)),
            before,
            after: catalog.clone(),
            origin: Origin { file, key: Span::new(0, 0), line: 1 },
            derived: false,
            accept: Default::default(),
            comment: None,
            transactional: true,
            conditional: false,
            manner: *manner,
            raw,
        });
    }
    Step {
        header: Arc::new(header),
        file,
        direction: Direction::Upgrade,
        transitions,
        left_alone: Vec::new(),
        written_back: Vec::new(),
        derived_back: Vec::new(),
        irreversible: None,
    }
}

/// What the dialect makes of operations from a catalog on: statements, or the messages of what it refuses.
pub fn render(dialect: &Dialect, operations: &[Operation], start: &Catalog) -> Result<Vec<String>, Vec<String>> {
    let operations: Vec<_> = operations.iter().map(|operation| (operation, Manner::default())).collect();
    render_in_manner(dialect, &operations, start)
}

/// The same of operations that are done in one manner or another.
pub fn render_in_manner(
    dialect: &Dialect,
    operations: &[(&Operation, Manner)],
    start: &Catalog,
) -> Result<Vec<String>, Vec<String>> {
    let mut diagnostics = Diagnostics::new();
    let environment = Environment::default();
    let block = Renderer::new(dialect, &environment).block(Arc::new(step(operations, start)), &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics.sorted().iter().map(|diagnostic| diagnostic.message.clone()).collect());
    }
    Ok(block.statements().map(|statement| statement.sql.clone()).collect())
}

/// The script that makes everything in a catalog, for [`crate::servers::Database::execute`].
pub fn script(dialect: &Dialect, catalog: &Catalog) -> String {
    script_with(dialect, catalog, "")
}

/// The same with SQL of no operation, which stands before views and triggers: they may need it.
pub fn script_with(dialect: &Dialect, catalog: &Catalog, raw: &str) -> String {
    let mut first = operations(catalog);
    let needs = |operation: &Operation| matches!(operation, Operation::CreateView(_) | Operation::CreateTrigger(_));
    let place = first.iter().position(needs).unwrap_or(first.len());
    let then = first.split_off(place);
    let mut state = Catalog::empty();
    [written(dialect, &first, &mut state), raw.to_string(), written(dialect, &then, &mut state)].concat()
}

/// The statements of operations, each on the state behind those before it.
fn written(dialect: &Dialect, operations: &[Operation], state: &mut Catalog) -> String {
    let mut text = String::new();
    for operation in operations {
        let statements = render(dialect, std::slice::from_ref(operation), state)
            .unwrap_or_else(|messages| panic!("{}: {}", operation.summary(), messages.join("; ")));
        text.push_str(&lines(dialect, &statements));
        operation.apply(state).unwrap_or_else(|conflict| panic!("{}: {conflict:?}", operation.summary()));
    }
    text
}

/// Statements as a client takes them.
pub fn lines(dialect: &Dialect, statements: &[String]) -> String {
    let line = |sql: &String| match dialect.fact("delimiter").is_some() && sql.contains(';') {
        true => format!("DELIMITER //\n{sql}\n//\nDELIMITER ;\n"),
        false => format!("{sql}\n;\n"),
    };
    statements.iter().map(line).collect()
}
