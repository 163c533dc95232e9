//! What can be wrong with a history, and how it is said.

use super::error::suggestion;
use super::reach::Ix;
use super::spec::find_name;
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
    DependencySelfLoop,
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
    let finding = Diagnostic::error(code(fault), message(graph, entry.id(), fault)).help(help(graph, fault));
    match fault {
        Fault::Cycle(cycle) | Fault::DependencyCycle(cycle) => with_members(graph, cycle, finding),
        Fault::DuplicateLabel { label, owner } => {
            let (origin, owner) = (&entry.origin, &graph[*owner]);
            let is_id = owner.id().as_str() == label;
            let (span, text) = if is_id {
                (owner.origin.id, "the id of a revision")
            } else {
                (owner.origin.labels, "first used here")
            };
            finding.at(origin.file, origin.labels, "used again here").at(owner.origin.file, span, text)
        }
        Fault::ReservedId => at(entry.origin.id, entry, finding, "a word with a meaning of its own in targets"),
        Fault::ReservedLabel(_) => {
            at(entry.origin.labels, entry, finding, "a word with a meaning of its own in targets")
        }
        Fault::MissingParent(_) => at(entry.origin.down_revision, entry, finding, "no revision has this id"),
        Fault::RepeatedParent(_) => at(entry.origin.down_revision, entry, finding, "named twice"),
        Fault::SelfLoop => at(entry.origin.down_revision, entry, finding, "the id of this very revision"),
        Fault::UnknownDependency(_) => {
            at(entry.origin.depends_on, entry, finding, "no revision or branch label has this name")
        }
        Fault::AmbiguousDependency(_) => at(entry.origin.depends_on, entry, finding, "the beginning of several names"),
        Fault::DependencySelfLoop => at(entry.origin.depends_on, entry, finding, "a name of this very revision"),
    }
}

fn at(span: Span, entry: &Entry, finding: Diagnostic, label: &str) -> Diagnostic {
    finding.at(entry.origin.file, span, label)
}

fn code(fault: &Fault) -> Code {
    Code(match fault {
        Fault::ReservedId | Fault::ReservedLabel(_) => "reserved-name",
        Fault::DuplicateLabel { .. } => "duplicate-label",
        Fault::MissingParent(_) => "missing-parent",
        Fault::RepeatedParent(_) => "repeated-parent",
        Fault::SelfLoop => "self-loop",
        Fault::Cycle(_) => "cycle",
        Fault::UnknownDependency(_) => "unknown-dependency",
        Fault::AmbiguousDependency(_) => "ambiguous-dependency",
        Fault::DependencySelfLoop => "dependency-self-loop",
        Fault::DependencyCycle(_) => "dependency-cycle",
    })
}

fn message(graph: &RevisionGraph, id: &RevisionId, fault: &Fault) -> String {
    match fault {
        Fault::ReservedId => format!("`{id}` cannot be the id of a revision"),
        Fault::ReservedLabel(label) => format!("`{label}` cannot be a branch label"),
        Fault::DuplicateLabel { label, .. } => format!("branch label `{label}` is used twice"),
        Fault::MissingParent(parent) => format!("revision `{id}` follows `{parent}`, which does not exist"),
        Fault::RepeatedParent(parent) => format!("revision `{id}` names its parent `{parent}` twice"),
        Fault::SelfLoop => format!("revision `{id}` is its own parent"),
        Fault::Cycle(cycle) => format!("the revisions {} follow each other in a circle", chain(graph, cycle)),
        Fault::UnknownDependency(text) => format!("revision `{id}` depends on `{text}`, which does not exist"),
        Fault::AmbiguousDependency(text) => {
            format!("revision `{id}` depends on `{text}`, which can mean several revisions")
        }
        Fault::DependencySelfLoop => format!("revision `{id}` depends on itself"),
        Fault::DependencyCycle(cycle) => {
            format!("the revisions {} wait for each other in a circle", chain(graph, cycle))
        }
    }
}

fn help(graph: &RevisionGraph, fault: &Fault) -> String {
    match fault {
        Fault::ReservedId => "choose an id other than `head`, `heads`, `base` and `current`".into(),
        Fault::ReservedLabel(_) => "choose a label other than `head`, `heads`, `base` and `current`".into(),
        Fault::DuplicateLabel { label, owner } if graph[*owner].id().as_str() == label => {
            "choose a label that is not the id of a revision".into()
        }
        Fault::DuplicateLabel { .. } => {
            "labels spread to all descendants by themselves: keep it only where the branch starts".into()
        }
        Fault::MissingParent(parent) => missing_parent(graph, parent),
        Fault::RepeatedParent(_) => "leave one of them out".into(),
        Fault::SelfLoop => "name the revision that comes before it, or `null` for none".into(),
        Fault::Cycle(_) => "change one `down_revision` so that the first revision has none".into(),
        Fault::UnknownDependency(text) => unknown_dependency(graph, text),
        Fault::AmbiguousDependency(text) => ambiguous_dependency(graph, text),
        Fault::DependencySelfLoop => "remove it from `depends_on`".into(),
        Fault::DependencyCycle(_) => "remove one of the entries of `depends_on` in this circle".into(),
    }
}

fn missing_parent(graph: &RevisionGraph, parent: &RevisionId) -> String {
    let ids = graph.iter().map(|entry| entry.id().as_str());
    let longer: Vec<&str> = ids.filter(|id| id.starts_with(parent.as_str())).collect();
    match longer[..] {
        [whole] => format!("`down_revision` takes whole ids: write `{whole}`"),
        _ => suggestion(graph, parent.as_str())
            .unwrap_or_else(|| "add the file of that revision, or name another parent".into()),
    }
}

fn unknown_dependency(graph: &RevisionGraph, text: &str) -> String {
    if text.contains('@') || is_reserved(text) {
        return "`depends_on` takes ids and labels, no targets: name the revision itself".into();
    }
    suggestion(graph, text).unwrap_or_else(|| "name a revision or a branch label of this project".into())
}

fn ambiguous_dependency(graph: &RevisionGraph, text: &str) -> String {
    let matches = find_name(graph, text);
    let names: Vec<String> = matches.iter().take(3).map(|(name, _)| format!("`{name}`")).collect();
    format!("write more characters: {} begin with it", names.join(", "))
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

#[cfg(test)]
mod tests {
    use super::super::fixture::read;

    /// The only finding: code, message, where the first label starts, help.
    fn finding(history: &str) -> (&'static str, String, u32, String) {
        let (_, diagnostics) = read(history);
        let found = diagnostics.sorted();
        assert_eq!(found.len(), 1, "{found:?}");
        let help = found[0].help.clone().unwrap();
        (found[0].code.0, found[0].message.clone(), found[0].labels[0].span.start, help)
    }

    #[test]
    fn names_that_clash() {
        assert_eq!(finding("aaaa\nbbbb\naaaa <- bbbb").0, "duplicate-revision");
        assert_eq!(finding("aaaa #shop\nbbbb #shop").0, "duplicate-label");
        assert_eq!(finding("aaaa #shop,shop").0, "duplicate-label");
        assert_eq!(finding("aaaa\nbbbb #aaaa").2, 3);
        assert_eq!(finding("head").0, "reserved-name");
        assert_eq!(finding("aaaa #base").0, "reserved-name");
    }

    #[test]
    fn a_missing_parent_is_named_with_what_was_meant() {
        let (code, message, start, help) = finding("0c3414079bfe\nbbbb <- 0c3414079bfd");
        assert_eq!((code, start), ("missing-parent", 1));
        assert_eq!(message, "revision `bbbb` follows `0c3414079bfd`, which does not exist");
        assert_eq!(help, "did you mean `0c3414079bfe`?");
        let (.., help) = finding("0c3414079bfe\nbbbb <- 0c34");
        assert_eq!(help, "`down_revision` takes whole ids: write `0c3414079bfe`");
        assert_eq!(finding("aaaa\nbbbb <- aaaa,aaaa").0, "repeated-parent");
    }

    #[test]
    fn circles() {
        assert_eq!(finding("aaaa <- aaaa").0, "self-loop");
        let (code, message, ..) = finding("aaaa <- cccc\nbbbb <- aaaa\ncccc <- bbbb");
        assert_eq!(
            (code, message.as_str()),
            ("cycle", "the revisions `aaaa`, `cccc`, `bbbb` follow each other in a circle")
        );
        assert_eq!(finding("aaaa (aaaa)").0, "dependency-self-loop");
        assert_eq!(finding("aaaa (label) #label").0, "dependency-self-loop");
        assert_eq!(finding("aaaa (bbbb)\nbbbb <- aaaa").0, "dependency-cycle");
    }

    #[test]
    fn a_circle_beside_a_way_in_and_a_way_out_is_found() {
        let (code, message, ..) = finding("aaaa\nbbbb <- aaaa,cccc\ncccc <- bbbb\ndddd <- cccc");
        assert_eq!((code, message.as_str()), ("cycle", "the revisions `bbbb`, `cccc` follow each other in a circle"));
    }

    #[test]
    fn dependencies_that_are_no_name() {
        assert_eq!(finding("aaaa\nbbbb (cccc)").0, "unknown-dependency");
        assert_eq!(finding("abcd1\nabcd2\nbbbb (abcd)").0, "ambiguous-dependency");
        let (.., help) = finding("aaaa #shop\nbbbb (shop@head)");
        assert_eq!(help, "`depends_on` takes ids and labels, no targets: name the revision itself");
    }
}
