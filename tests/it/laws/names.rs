//! Equal names on real servers: of two things with one name, a server takes the second exactly where we do.

use std::sync::Arc;

use sqlgen::catalog::Catalog;
use sqlgen::dialect::{Dialect, Library};
use sqlgen::operation::{Op, Operation};
use sqlgen::source::yaml::{self, ReadContext};

use super::build;
use crate::servers::{self, Database, Kind, Mode, Server};

const START: &[&str] = &[
    "create_table: {name: far, columns: [{name: id, type: integer}], primary_key: {name: pk_far, columns: [id]}}",
    "create_table: {name: one, columns: [{name: a, type: integer, nullable: false}, {name: b, type: integer}]}",
    "create_table: {name: two, columns: [{name: a, type: integer, nullable: false}, {name: b, type: integer}]}",
];

/// Things that bear a name, which stands where `NAME` does.
const THINGS: &[&str] = &[
    "create_table: {name: NAME, columns: [{name: a, type: integer}]}",
    "create_view: {name: NAME, query: SELECT a FROM one}",
    "create_sequence: {name: NAME}",
    "create_enum: {name: NAME, values: [x]}",
    "create_domain: {name: NAME, type: integer}",
    "create_type: {name: NAME, attributes: [{name: a, type: integer}]}",
    "add_column: {table: one, column: {name: NAME, type: integer}}",
    "create_index: {name: NAME, table: one, columns: [b]}",
    "create_index: {name: NAME, table: two, columns: [b]}",
    "create_unique_constraint: {name: NAME, table: one, columns: [b, a]}",
    "create_unique_constraint: {name: NAME, table: two, columns: [b, a]}",
    "create_primary_key: {name: NAME, table: two, columns: [a]}",
    "create_foreign_key: {name: NAME, table: one, columns: [a], references: {table: far, columns: [id]}}",
    "create_foreign_key: {name: NAME, table: two, columns: [a], references: {table: far, columns: [id]}}",
    "create_check_constraint: {name: NAME, table: one, expression: a > 0}",
    "create_check_constraint: {name: NAME, table: two, expression: a > 0}",
    "create_trigger: {name: NAME, table: one, timing: before, events: [insert], body: BODY}",
    "create_trigger: {name: NAME, table: two, timing: before, events: [insert], body: BODY}",
    "create_trigger: {name: NAME, table: one, timing: after, events: [insert], constraint: true, body: BODY}",
];

fn operation(dialect: &Dialect, text: &str) -> Operation {
    let context = ReadContext {
        chain: dialect.chain.clone(),
        known: Library::embedded().names(),
        targets: vec![dialect.chain.clone()],
    };
    let document = yaml::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let entry = &document.root.entries()[0];
    let kind = entry.key.text().expect("the kind is text");
    let read = Operation::read(kind, &entry.value, &context).expect("the kind exists");
    read.unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn thing(dialect: &Dialect, kind: Kind, text: &str, name: &str) -> Operation {
    let body = match kind {
        Kind::Postgresql => "EXECUTE FUNCTION same()",
        Kind::Mariadb => "SET @seen = 1",
        Kind::Sqlite => "SELECT 1;",
    };
    operation(dialect, &text.replace("NAME", name).replace("BODY", body))
}

/// The catalog after an operation, if it may be applied; and whether a dialect can do it.
fn step(dialect: &Dialect, operation: &Operation, before: &Catalog) -> Option<(Catalog, bool)> {
    let mut after = before.clone();
    operation.apply(&mut after).ok()?;
    Some((after, build::render(dialect, std::slice::from_ref(operation), before).is_ok()))
}

fn run(database: &Database, dialect: &Dialect, operations: &[Operation], start: &Catalog) -> Result<(), String> {
    let (mut free, mut manifest) = (dialect.clone(), dialect.manifest.as_ref().clone());
    manifest.namespaces.clear();
    free.manifest = Arc::new(manifest);
    let statements = build::render(&free, operations, start).unwrap_or_else(|said| panic!("{operations:?}: {said:?}"));
    let script: String = statements.iter().map(|sql| format!("{sql};\n")).collect();
    let outcome = database.run_script(&script, Mode::Documented);
    if outcome.success() { Ok(()) } else { Err(outcome.stderr) }
}

fn same_names(server: &'static Server) {
    let (database, kind) = (server.database(), server.kind());
    let dialect = Library::embedded().dialect(kind.dialect()).expect("the dialect is embedded");
    if kind == Kind::Postgresql {
        database.execute("CREATE FUNCTION same() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
    }
    let start: Vec<Operation> = START.iter().map(|text| operation(&dialect, text)).collect();
    let base = build::step(
        &start.iter().map(|operation| (operation, Default::default())).collect::<Vec<_>>(),
        &Catalog::empty(),
    )
    .transitions
    .last()
    .expect("there are some")
    .after
    .clone();
    run(&database, &dialect, &start, &Catalog::empty()).expect("the tables can be made");
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for (at, first) in THINGS.iter().enumerate() {
        let first = thing(&dialect, kind, first, "same_name");
        let Some((with, true)) = step(&dialect, &first, &base) else { continue };
        run(&database, &dialect, std::slice::from_ref(&first), &base).expect("the first has the name for itself");
        for second in &THINGS[at..] {
            for name in ["same_name", "Same_Name"] {
                let second = thing(&dialect, kind, second, name);
                if !matches!(step(&dialect, &second, &base), Some((_, true))) {
                    continue;
                }
                let Some((both, taken)) = step(&dialect, &second, &with) else { continue };
                let done = run(&database, &dialect, std::slice::from_ref(&second), &with);
                refused += usize::from(done.is_err());
                if taken != done.is_ok() {
                    wrong.push(format!("{} beside {}: {done:?}", second.summary(), first.summary()));
                }
                if done.is_ok() {
                    let back = second.reverse(&with).expect("what was made can be dropped");
                    run(&database, &dialect, &back, &both).expect("what was made can be dropped");
                }
            }
        }
        let back = first.reverse(&base).expect("what was made can be dropped");
        run(&database, &dialect, &back, &with).expect("what was made can be dropped");
    }
    assert!(wrong.is_empty(), "{}\n{}", kind.dialect(), wrong.join("\n"));
    assert!(refused >= 5, "{}: only {refused} were refused", kind.dialect());
}

#[test]
fn postgresql_refuses_the_names_that_we_refuse() {
    servers::postgresql().into_iter().for_each(same_names);
}

#[test]
fn mariadb_refuses_the_names_that_we_refuse() {
    servers::mariadb().into_iter().for_each(same_names);
}

#[test]
fn sqlite_refuses_the_names_that_we_refuse() {
    servers::sqlite().into_iter().for_each(same_names);
}
