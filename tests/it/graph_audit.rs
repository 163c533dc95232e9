//! The graph against Alembic: cases with the answers that Alembic gave, and the door for the whole audit.
//!
//! `tests/audit/graph/run.sh` writes thousands of cases, has them answered here, and compares.
#![allow(clippy::disallowed_methods)]

use serde_json::{Value, json};
use sqlgen::diagnostic::Diagnostics;
use sqlgen::graph::{GraphError, Origin, RevisionGraph, Route, RowChange, Stamp, VersionRows};
use sqlgen::revision::{Header, RevisionId};
use sqlgen::source::{Files, Span};

/// Each line of the corpus: revisions, and questions with what both Alembic and we answer.
#[test]
fn the_corpus_is_answered_as_alembic_does() {
    let corpus = std::fs::read_to_string("tests/audit/graph/corpus.jsonl").unwrap();
    let mut asked = 0;
    for (number, line) in corpus.lines().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        let revisions = line[0].as_array().expect("a list").iter();
        let revisions = revisions.map(|row| json!({ "id": row[0], "down": row[1], "deps": row[2], "labels": row[3] }));
        let mut diagnostics = Diagnostics::new();
        let graph =
            RevisionGraph::new(headers(&json!({ "revisions": revisions.collect::<Vec<Value>>() })), &mut diagnostics);
        assert!(!diagnostics.has_errors(), "line {}", number + 1);
        for question in line[1].as_array().expect("a list") {
            let query =
                json!({ "op": question[0], "start": question[1], "targets": question[2], "target": question[2][0] });
            assert_eq!(short(&ask(&graph, &query)), question[3], "line {}: {question}", number + 1);
            asked += 1;
        }
    }
    assert!(asked > 1000, "{asked}");
}

/// An answer as the corpus writes it.
fn short(answer: &Value) -> Value {
    let Some(ok) = answer.get("ok") else { return answer["error"].clone() };
    let change = |row: &Value| match text(&row[0]) {
        "insert" => format!("+{}", text(&row[1])),
        "delete" => format!("-{}", text(&row[1])),
        _ => format!("{}>{}", text(&row[1]), text(&row[2])),
    };
    let changes = |rows: &Value| rows.as_array().expect("a list").iter().map(change).collect::<Vec<String>>();
    match (ok.get("steps"), ok.get("ids")) {
        (Some(steps), _) => {
            let step = |step: &Value| [vec![text(&step["id"]).into()], changes(&step["rows"])].concat();
            steps.as_array().expect("a list").iter().map(step).collect()
        }
        (_, Some(ids)) => ids.clone(),
        _ => json!(changes(&ok["rows"])),
    }
}

/// Answers the cases of `SQLGEN_GRAPH_CASES` into `SQLGEN_GRAPH_ANSWERS`, one JSON value per line.
#[test]
#[ignore = "run by tests/audit/graph/run.sh"]
fn answers() {
    let cases = std::fs::read_to_string(std::env::var("SQLGEN_GRAPH_CASES").unwrap()).unwrap();
    let answers: Vec<String> =
        cases.lines().map(|line| answer(&serde_json::from_str(line).unwrap()).to_string()).collect();
    std::fs::write(std::env::var("SQLGEN_GRAPH_ANSWERS").unwrap(), answers.join("\n")).unwrap();
}

fn answer(case: &Value) -> Value {
    let mut diagnostics = Diagnostics::new();
    let graph = RevisionGraph::new(headers(case), &mut diagnostics);
    let faults: Vec<&str> = diagnostics.sorted().iter().map(|finding| finding.code.0).collect();
    let queries = case["queries"].as_array().expect("a list");
    json!({ "faults": faults, "answers": queries.iter().map(|query| ask(&graph, query)).collect::<Vec<Value>>() })
}

fn headers(case: &Value) -> Vec<(Header, Origin)> {
    let mut files = Files::new();
    let header = |revision: &Value| {
        let header = Header {
            revision: RevisionId::new(text(&revision["id"])),
            down_revision: texts(&revision["down"]).into_iter().map(RevisionId::new).collect(),
            depends_on: texts(&revision["deps"]).into_iter().map(Into::into).collect(),
            branch_labels: texts(&revision["labels"]).into_iter().map(Into::into).collect(),
            message: String::new(),
            create_date: None,
            variables: Box::default(),
        };
        let (file, span) = (files.add(text(&revision["id"]), ""), Span::default());
        (header, Origin { file, id: span, down_revision: span, depends_on: span, labels: span })
    };
    case["revisions"].as_array().expect("a list").iter().map(header).collect()
}

fn ask(graph: &RevisionGraph, query: &Value) -> Value {
    let rows = || VersionRows::claim(texts(&query["start"]).into_iter().map(RevisionId::new));
    let target = || text(&query["target"]);
    match text(&query["op"]) {
        "upgrade" => route(graph.upgrade_from(&rows(), target())),
        "downgrade" => route(graph.downgrade_from(&rows(), target())),
        "upgrade-range" => route(graph.upgrade(target())),
        "downgrade-range" => route(graph.downgrade(target())),
        "stamp" => stamp(graph.stamp_from(&rows(), &texts(&query["targets"]))),
        "stamp-range" => stamp(graph.stamp(&texts(&query["targets"]))),
        "history" => ids(graph.history(Some(target()))),
        "show" => ids(graph.resolve(target())),
        "listing" => listing(graph),
        other => panic!("unknown query `{other}`"),
    }
}

fn route(found: Result<Route, GraphError>) -> Value {
    outcome(found.map(|route| {
        let steps = route.steps.iter().map(|step| {
            json!({ "id": step.revision, "rows": changes(&step.rows), "before": *step.before, "after": *step.after })
        });
        json!({ "steps": steps.collect::<Vec<Value>>() })
    }))
}

fn stamp(found: Result<Stamp, GraphError>) -> Value {
    outcome(found.map(|stamp| json!({ "rows": changes(&stamp.rows), "after": *stamp.after })))
}

fn ids(found: Result<Vec<&sqlgen::graph::Entry>, GraphError>) -> Value {
    outcome(found.map(|entries| json!({ "ids": entries.iter().map(|entry| entry.id()).collect::<Vec<_>>() })))
}

fn outcome(found: Result<Value, GraphError>) -> Value {
    match found {
        Ok(value) => json!({ "ok": value }),
        Err(error) => json!({ "error": error.code().0, "message": error.to_string() }),
    }
}

fn changes(changes: &[RowChange]) -> Value {
    let change = |change: &RowChange| match change {
        RowChange::Insert(id) => json!(["insert", id]),
        RowChange::Delete(id) => json!(["delete", id]),
        RowChange::Update { from, to } => json!(["update", from, to]),
    };
    changes.iter().map(change).collect()
}

fn listing(graph: &RevisionGraph) -> Value {
    let row = |entry| {
        let about = graph.describe(entry);
        json!({
            "id": entry.id(), "head": entry.is_head(), "real_head": entry.is_real_head(), "base": entry.is_base(),
            "branch_point": about.branch_point, "merge_point": about.merge_point, "labels": about.labels,
            "children": about.children,
            "followers": graph.followers(entry).map(|entry| entry.id()).collect::<Vec<_>>(),
            "dependencies": graph.dependencies(entry).map(|entry| entry.id()).collect::<Vec<_>>(),
            "ancestors": graph.ancestors(entry).map(|entry| entry.id()).collect::<Vec<_>>(),
        })
    };
    json!({ "ok": graph.iter().map(row).collect::<Vec<Value>>() })
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(text).collect()
}
