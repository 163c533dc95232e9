//! Shapes: a statement that is like an earlier one costs its tokens, and is told apart from what only looks like it.

use std::fs;
use std::time::Instant;

use sqlgen::sql::{Client, Outcome, PieceKind, Reader, Syntax, analyse, split};

use super::{Case, TARGETS, dialect, timed};
use crate::rust_text::{files_below, root};

/// The statements of every golden script of a dialect.
fn statements(target: &str, syntax: &Syntax) -> Vec<String> {
    let mut found = Vec::new();
    for path in files_below(&format!("snapshots/{target}"), ".sql") {
        let text = fs::read_to_string(root().join(path)).expect("snapshots are UTF-8");
        let pieces = split(&text, syntax).into_iter().filter(|piece| piece.kind == PieceKind::Statement);
        found.extend(pieces.map(|piece| piece.text(&text).to_owned()));
    }
    found
}

#[test]
fn statements_of_one_shape_are_read_alike() {
    for target in TARGETS {
        let syntax = Syntax::of(&dialect(target)).expect("the manifest has a syntax");
        let reader = Reader::new(syntax.clone());
        let all = statements(target, &syntax);
        for statement in &all {
            let alone = analyse(statement, &syntax).verdict.outcome();
            assert_eq!(reader.outcome(statement), alone, "{target}: {statement}");
        }
        println!("{target}: {} statements, {} shapes", all.len(), reader.shapes());
        assert!(all.len() > 100 && reader.shapes() * 4 < all.len() * 3, "{target}");
    }
}

/// `cargo test --release --test it lint::speed -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: wants --release and a quiet machine"]
fn what_a_statement_costs() {
    let syntax = Syntax { client: Client::None, ..Syntax::of(&dialect("postgresql")).expect("a syntax") };
    let columns: Vec<String> = (0..8).map(|column| format!("    c{column} varchar(20) NOT NULL DEFAULT 'x'")).collect();
    let create = |table: usize| format!("CREATE TABLE t{table} (\n    id bigint NOT NULL,\n{}\n)", columns.join(",\n"));
    let add = |table: usize| format!("ALTER TABLE t{table} ADD COLUMN note_{table} varchar(40)");
    let all: Vec<String> = (0..20_000).flat_map(|table| [create(table), add(table)]).collect();
    let bytes: usize = all.iter().map(String::len).sum();
    let reader = Reader::new(syntax.clone());
    let start = Instant::now();
    for statement in &all {
        assert_eq!(reader.outcome(statement), Outcome::Parsed);
    }
    let by_shape = start.elapsed();
    let start = Instant::now();
    all.iter().take(4_000).for_each(|statement| drop(analyse(statement, &syntax)));
    let in_full = start.elapsed() * (all.len() / 4_000) as u32;
    let each = |time: std::time::Duration| time.as_nanos() as f64 / all.len() as f64 / 1e3;
    let speed = bytes as f64 / 1e6 / by_shape.as_secs_f64();
    println!(
        "{:.2} µs by shape ({speed:.0} MB/s, {} shapes), {:.2} µs in full",
        each(by_shape),
        reader.shapes(),
        each(in_full)
    );
    assert!(by_shape * 3 < in_full, "{by_shape:?} by shape, {in_full:?} in full");
}

/// What lint adds to the replay and the rendering of the same revisions, one after another.
#[test]
#[ignore = "a measurement: wants --release and a quiet machine"]
fn what_a_revision_costs() {
    let columns: Vec<String> = (0..8).map(|column| format!("{{name: c{column}, type: varchar(20)}}")).collect();
    let create = |table: usize| format!("- create_table: {{name: t{table}, columns: [{}]}}", columns.join(", "));
    let add = |table: usize| format!("- add_column: {{table: t{table}, column: {{name: note, type: text}}}}");
    let lists: Vec<String> = (0..500).flat_map(|table| [create(table), add(table)]).collect();
    let lists: Vec<&str> = lists.iter().map(String::as_str).collect();
    let case = Case::new("postgresql", "- create_schema: {name: s}", &lists);
    let (said, times) = timed(&case);
    assert_eq!((said.codes().len(), said.summary.operations.parsed), (0, 1_000));
    println!("{:?} to read, replay and render 1,000 revisions, {:?} to lint them", times.render, times.lint);
    assert!(times.lint * 5 < times.render);
}
