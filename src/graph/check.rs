//! What can be wrong with a history, and how it is said.

use super::error::suggestion;
use super::reach::Ix;
use super::{Entry, Origin, RevisionGraph};
use crate::diagnostic::{Code, Diagnostic};
use crate::revision::RevisionId;
use crate::source::Span;

/// A fault of one revision.
pub(super) enum Fault {
    ReservedId,
    ReservedLabel(String),
    DuplicateLabel { label: String, owner: Ix },
    MissingParent(RevisionId),
    RepeatedParent(RevisionId),
    SelfLoop,
    Cycle(Vec<Ix>),
    UnknownDependency(String),
    AmbiguousDependency(String),
    DependencySelfLoop(String),
    DependencyCycle(Vec<Ix>),
}

/// Words of the target language that can be no name.
pub(super) fn is_reserved(name: &str) -> bool {
    ["head", "heads", "base", "current"].contains(&name)
}

pub(super) fn duplicate_id(first: &Entry, second: &Origin) -> Diagnostic {
    let id = first.id();
    Diagnostic::error(Code("duplicate-revision"), format!("two revisions have the id `{id}`"))
        .at(second.file, second.id, "used again here")
        .at(first.origin.file, first.origin.id, "first used here")
        .help("give one of them another id, and change the `down_revision` of what follows it")
}

/// The finding for a fault of `ix`.
pub(super) fn diagnostic(graph: &RevisionGraph, ix: Ix, fault: &Fault) -> Diagnostic {
    let entry = &graph[ix];
    let (id, origin) = (entry.id(), &entry.origin);
    let finding = |code, message: String, span: Span, label: &str| {
        Diagnostic::error(Code(code), message).at(origin.file, span, label)
    };
    match fault {
        Fault::ReservedId => finding(
            "reserved-name",
            format!("`{id}` cannot be the id of a revision"),
            origin.id,
            "a word with a meaning of its own in targets",
        )
        .help("choose an id other than `head`, `heads`, `base` and `current`"),
        Fault::ReservedLabel(label) => finding(
            "reserved-name",
            format!("`{label}` cannot be a branch label"),
            origin.labels,
            "a word with a meaning of its own in targets",
        )
        .help("choose a label other than `head`, `heads`, `base` and `current`"),
        Fault::DuplicateLabel { label, owner } => duplicate_label(
            &graph[*owner],
            label,
            finding(
                "duplicate-label",
                format!("branch label `{label}` is used twice"),
                origin.labels,
                "used again here",
            ),
        ),
        Fault::MissingParent(parent) => missing_parent(
            graph,
            parent,
            finding(
                "missing-parent",
                format!("revision `{id}` follows `{parent}`, which does not exist"),
                origin.down_revision,
                "no revision has this id",
            ),
        ),
        Fault::RepeatedParent(parent) => finding(
            "repeated-parent",
            format!("revision `{id}` names its parent `{parent}` twice"),
            origin.down_revision,
            "named twice",
        )
        .help("leave one of them out"),
        Fault::SelfLoop => finding(
            "self-loop",
            format!("revision `{id}` is its own parent"),
            origin.down_revision,
            "the id of this very revision",
        )
        .help("name the revision that comes before it, or `null` for none"),
        Fault::UnknownDependency(text) => unknown_dependency(
            graph,
            text,
            finding(
                "unknown-dependency",
                format!("revision `{id}` depends on `{text}`, which does not exist"),
                origin.depends_on,
                "no revision or branch label has this name",
            ),
        ),
        Fault::AmbiguousDependency(text) => ambiguous_dependency(
            graph,
            text,
            finding(
                "ambiguous-dependency",
                format!("revision `{id}` depends on `{text}`, which can mean several revisions"),
                origin.depends_on,
                "the beginning of several names",
            ),
        ),
        Fault::DependencySelfLoop(text) => finding(
            "dependency-self-loop",
            format!("revision `{id}` depends on itself"),
            origin.depends_on,
            &format!("`{text}` is this very revision"),
        )
        .help("remove it from `depends_on`"),
        Fault::Cycle(cycle) => with_members(
            graph,
            cycle,
            Diagnostic::error(
                Code("cycle"),
                format!("the revisions {} follow each other in a circle", chain(graph, cycle)),
            ),
        )
        .help("change one `down_revision` so that the first revision has none"),
        Fault::DependencyCycle(cycle) => with_members(
            graph,
            cycle,
            Diagnostic::error(
                Code("dependency-cycle"),
                format!("the revisions {} wait for each other in a circle", chain(graph, cycle)),
            ),
        )
        .help("remove one of the entries of `depends_on` in this circle"),
    }
}

fn duplicate_label(owner: &Entry, label: &str, finding: Diagnostic) -> Diagnostic {
    let origin = &owner.origin;
    if owner.id().as_str() == label {
        return finding
            .at(origin.file, origin.id, "the id of a revision")
            .help("choose a label that is not the id of a revision");
    }
    finding
        .at(origin.file, origin.labels, "first used here")
        .help("labels spread to all descendants by themselves: keep it only where the branch starts")
}

fn missing_parent(graph: &RevisionGraph, parent: &RevisionId, finding: Diagnostic) -> Diagnostic {
    let longer: Vec<&str> =
        graph.iter().map(|entry| entry.id().as_str()).filter(|id| id.starts_with(parent.as_str())).collect();
    match longer[..] {
        [whole] => finding.help(format!("`down_revision` takes whole ids: write `{whole}`")),
        _ => finding.help(
            suggestion(graph, parent.as_str())
                .unwrap_or_else(|| "add the file of that revision, or name another parent".into()),
        ),
    }
}

fn unknown_dependency(graph: &RevisionGraph, text: &str, finding: Diagnostic) -> Diagnostic {
    let spec = text.contains('@') || is_reserved(text);
    let help = if spec {
        "`depends_on` takes ids and labels, no targets: name the revision itself".into()
    } else {
        suggestion(graph, text).unwrap_or_else(|| "name a revision or a branch label of this project".into())
    };
    finding.help(help)
}

fn ambiguous_dependency(graph: &RevisionGraph, text: &str, finding: Diagnostic) -> Diagnostic {
    let matches = super::spec::find_name(graph, text);
    let names: Vec<String> = matches.iter().take(3).map(|(name, _)| format!("`{name}`")).collect();
    finding.help(format!("write more characters: {} begin with it", names.join(", ")))
}

/// `a`, `b` and 7 more, in the order of the walk.
fn chain(graph: &RevisionGraph, cycle: &[Ix]) -> String {
    let mut names: Vec<String> = cycle.iter().take(6).map(|ix| format!("`{}`", graph[*ix].id())).collect();
    if cycle.len() > names.len() {
        names.push(format!("{} more", cycle.len() - names.len()));
    }
    names.join(", ")
}

/// Underlines what each of the first members says about the next one.
fn with_members(graph: &RevisionGraph, cycle: &[Ix], mut finding: Diagnostic) -> Diagnostic {
    let next = cycle.iter().cycle().skip(1);
    for (ix, below) in cycle.iter().zip(next).take(6) {
        let (entry, below) = (&graph[*ix], *below);
        let span = if entry.parents.contains(&below) { entry.origin.down_revision } else { entry.origin.depends_on };
        finding = finding.at(entry.origin.file, span, format!("`{}` comes after `{}`", entry.id(), graph[below].id()));
    }
    finding
}
