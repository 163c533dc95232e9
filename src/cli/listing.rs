//! Revisions in words: one line or a paragraph each, in the shapes that Alembic prints.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::graph::{Entry, HeadKind, RevisionGraph};
use crate::project::Project;
use crate::revision::RevisionId;
use crate::source::Files;

/// What a line says beside the id.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Show {
    /// The parents in front.
    pub(super) parents: bool,
    /// Where branches part and join.
    pub(super) points: bool,
    /// The message behind.
    pub(super) message: bool,
}

/// One line about a revision: `a -> b (label) (head), message`.
pub(super) fn line(graph: &RevisionGraph, entry: &Entry, show: Show, current: &BTreeSet<RevisionId>) -> String {
    let about = graph.describe(entry);
    let mut text = String::new();
    if show.parents {
        text.push_str(&parents(&about.parents));
        if !about.dependencies.is_empty() {
            let _ = write!(text, " ({})", about.dependencies.join(", "));
        }
        text.push_str(" -> ");
    }
    text.push_str(entry.id().as_str());
    if !about.labels.is_empty() {
        let _ = write!(text, " ({})", about.labels.join(", "));
    }
    text.push_str(match about.head {
        Some(HeadKind::Head) => " (head)",
        Some(HeadKind::EffectiveHead) => " (effective head)",
        None => "",
    });
    let marks = [
        (current.contains(entry.id()), " (current)"),
        (show.points && about.branch_point, " (branchpoint)"),
        (show.points && about.merge_point, " (mergepoint)"),
    ];
    text.extend(marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark));
    if show.message && !entry.header.message.is_empty() {
        let _ = write!(text, ", {}", entry.header.message);
    }
    text
}

/// Everything about a revision.
pub(super) fn paragraph(project: &Project, files: &Files, entry: &Entry, current: &BTreeSet<RevisionId>) -> String {
    let about = project.graph.describe(entry);
    let marks = [
        (about.head == Some(HeadKind::Head), " (head)"),
        (about.head == Some(HeadKind::EffectiveHead), " (effective head)"),
        (about.branch_point, " (branchpoint)"),
        (about.merge_point, " (mergepoint)"),
        (current.contains(entry.id()), " (current)"),
    ];
    let marks: String = marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark).collect();
    let lists = [
        (if about.merge_point { "Merges" } else { "Parent" }, parents(&about.parents)),
        ("Also depends on", about.dependencies.join(", ")),
        ("Branches into", if about.branch_point { about.children.join(", ") } else { String::new() }),
        ("Branch names", about.labels.join(", ")),
        ("Path", project.path(entry, files).display().to_string()),
        ("Create date", entry.header.create_date.clone().unwrap_or_default()),
    ];
    let mut text = format!("Rev: {}{marks}\n", entry.id());
    for (name, value) in lists.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "{name}: {value}");
    }
    if !entry.header.message.is_empty() {
        let _ = write!(text, "\n    {}\n", entry.header.message);
    }
    text
}

fn parents(ids: &[&str]) -> String {
    if ids.is_empty() { "<base>".to_string() } else { ids.join(", ") }
}

/// Paragraphs with an empty line between them, or lines.
pub(super) fn join(items: &[String], verbose: bool) -> String {
    if verbose { items.join("\n") } else { items.iter().map(|item| format!("{item}\n")).collect() }
}
