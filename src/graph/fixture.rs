//! Small histories for the tests.

use super::{Entry, GraphError, Origin, RevisionGraph, Route, RowChange};
use crate::diagnostic::Diagnostics;
use crate::revision::{Header, RevisionId};
use crate::source::{Files, Span};

/// One revision per line: `id <- parent,parent (dependency,dependency) #label,label`.
pub(super) fn read(history: &str) -> (RevisionGraph, Diagnostics) {
    let mut files = Files::new();
    let mut headers = Vec::new();
    for line in history.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (line, labels) = line.split_once('#').unwrap_or((line, ""));
        let (line, depends_on) = line.split_once('(').unwrap_or((line, ""));
        let (id, parents) = line.split_once("<-").unwrap_or((line, ""));
        let list = |text: &str| -> Vec<String> {
            let text = text.trim().trim_end_matches(')');
            text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Into::into).collect()
        };
        let header = Header {
            revision: RevisionId::new(id.trim()),
            down_revision: list(parents).into_iter().map(RevisionId::new).collect(),
            depends_on: list(depends_on),
            branch_labels: list(labels),
            message: String::new(),
            create_date: None,
            variables: Box::default(),
        };
        let file = files.add(id.trim(), line);
        let span = |start| Span::new(start, start + 1);
        let origin = Origin { file, id: span(0), down_revision: span(1), depends_on: span(2), labels: span(3) };
        headers.push((header, origin));
    }
    let mut diagnostics = Diagnostics::new();
    let graph = RevisionGraph::new(headers, &mut diagnostics);
    (graph, diagnostics)
}

/// A history without faults.
pub(super) fn graph(history: &str) -> RevisionGraph {
    let (graph, diagnostics) = read(history);
    assert!(diagnostics.sorted().is_empty(), "{:?}", diagnostics.sorted());
    graph
}

/// The revisions of a route, in order.
pub(super) fn order(route: Result<Route, GraphError>) -> String {
    let route = route.unwrap();
    route.steps.iter().map(|step| step.revision.to_string()).collect::<Vec<_>>().join(" ")
}

/// What happens to the version rows: `+a`, `-a` or `a>b`, one step from the next by `;`.
pub(super) fn rows(route: Result<Route, GraphError>) -> String {
    let route = route.unwrap();
    route.steps.iter().map(|step| changes(&step.rows)).collect::<Vec<_>>().join("; ")
}

pub(super) fn changes(changes: &[RowChange]) -> String {
    let change = |change: &RowChange| match change {
        RowChange::Insert(id) => format!("+{id}"),
        RowChange::Delete(id) => format!("-{id}"),
        RowChange::Update { from, to } => format!("{from}>{to}"),
    };
    changes.iter().map(change).collect::<Vec<_>>().join(" ")
}

/// The ids of a listing.
pub(super) fn newest_first(found: Result<Vec<&Entry>, GraphError>) -> String {
    found.unwrap().iter().map(|entry| entry.id().to_string()).collect::<Vec<_>>().join(" ")
}

/// The code of an error.
pub(super) fn code<T: std::fmt::Debug>(found: Result<T, GraphError>) -> &'static str {
    found.unwrap_err().code().0
}
