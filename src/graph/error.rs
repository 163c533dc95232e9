//! Why a target leads nowhere, and how that is said.

use std::fmt;

use super::RevisionGraph;
use super::reach::Ix;
use super::route::Direction;
use crate::diagnostic::{Code, Diagnostic};
use crate::revision::RevisionId;

/// Why a target leads nowhere, or a new revision cannot stand where it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GraphError {
    /// Not the language of targets.
    Malformed {
        /// What was written.
        text: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// No id and no label is the text or begins with it.
    Unknown {
        /// What was written.
        text: String,
        /// What to try.
        help: String,
    },
    /// No id and no label names this branch.
    UnknownBranch {
        /// What was written before `@`.
        text: String,
        /// What to try.
        help: String,
    },
    /// The beginning of several names.
    Ambiguous {
        /// What was written.
        text: String,
        /// The names.
        matches: Vec<String>,
    },
    /// The revision is neither above nor below the branch.
    NotInBranch {
        /// The revision.
        revision: RevisionId,
        /// The branch as written.
        branch: String,
    },
    /// One revision is needed and several are heads.
    SeveralHeads {
        /// What was written.
        text: String,
        /// The heads.
        heads: Vec<RevisionId>,
    },
    /// Of two revisions asked for together, one has to be applied before the other.
    Overlap {
        /// The one that the other brings along.
        contained: RevisionId,
        /// The other.
        by: RevisionId,
    },
    /// A distance leads to a place where the way parts.
    Fork {
        /// What was written.
        text: String,
        /// Where it parts; `None` is base.
        at: Option<RevisionId>,
        /// Where it could go on.
        choices: Vec<RevisionId>,
    },
    /// A distance leads past the end.
    TooFar {
        /// What was written.
        text: String,
        /// Below base or above the heads.
        way: Direction,
        /// How many steps there are.
        done: u64,
    },
    /// A distance would count from several version rows.
    SeveralRows {
        /// What was written.
        text: String,
        /// The rows.
        rows: Vec<RevisionId>,
    },
    /// A distance points away from where the command goes.
    Backwards {
        /// What was written.
        text: String,
        /// The command.
        direction: Direction,
    },
    /// The target lies on the other side of the start.
    WrongWay {
        /// The command.
        direction: Direction,
        /// The version rows.
        start: Vec<RevisionId>,
        /// The target as written.
        target: String,
        /// The revisions that it means.
        labelled: Vec<RevisionId>,
    },
    /// A downgrade target that is applied only because others depend on it.
    HeldBy {
        /// The target.
        target: RevisionId,
        /// The rows that depend on it.
        by: Vec<RevisionId>,
    },
    /// A downgrade target that is not part of what is applied.
    NotApplied {
        /// The target.
        target: RevisionId,
        /// The version rows.
        start: Vec<RevisionId>,
    },
    /// A history range whose lower side is not below its upper side.
    NoPath {
        /// The lower side.
        from: Vec<RevisionId>,
        /// The upper side.
        to: Vec<RevisionId>,
    },
    /// Two targets of one command name different starts.
    TwoStarts {
        /// The first.
        first: String,
        /// The other.
        second: String,
    },
    /// A new revision would follow one that is no head.
    NotAHead {
        /// The revision.
        revision: RevisionId,
        /// What follows it already.
        children: Vec<RevisionId>,
    },
    /// A parent is named twice.
    Repeated {
        /// The parent.
        revision: RevisionId,
    },
    /// A merge of fewer than two revisions.
    NothingToMerge {
        /// What was named.
        parents: Vec<RevisionId>,
    },
    /// An id or label is in use.
    Taken {
        /// The name.
        name: String,
        /// The revision that has it; `None` for the new revision itself.
        by: Option<RevisionId>,
    },
    /// A name that is a word of the target language.
    Reserved {
        /// The name.
        name: String,
    },
    /// A name with a character that targets use.
    BadCharacter {
        /// The name.
        name: String,
        /// The character.
        character: char,
    },
}

impl GraphError {
    pub(super) fn unknown(graph: &RevisionGraph, text: &str) -> Self {
        let current = (text == "current")
            .then(|| "only a database knows: write the ids that the query of `sqlgen current` finds".to_string());
        let help = current.or_else(|| suggestion(graph, text));
        let help = help.unwrap_or_else(|| "`history` lists the revisions of the project".into());
        Self::Unknown { text: text.into(), help }
    }

    pub(super) fn unknown_branch(graph: &RevisionGraph, text: &str) -> Self {
        let help = suggestion(graph, text).unwrap_or_else(|| "write a branch label or an id before `@`".into());
        Self::UnknownBranch { text: text.into(), help }
    }

    pub(super) fn ambiguous(text: &str, matches: &[(&str, Ix)]) -> Self {
        Self::Ambiguous { text: text.into(), matches: matches.iter().map(|(name, _)| (*name).into()).collect() }
    }

    /// The stable name of the kind of error.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::Malformed { .. } => "malformed-target",
            Self::Unknown { .. } => "unknown-revision",
            Self::UnknownBranch { .. } => "unknown-branch",
            Self::Ambiguous { .. } => "ambiguous-revision",
            Self::NotInBranch { .. } => "not-in-branch",
            Self::SeveralHeads { .. } => "several-heads",
            Self::Overlap { .. } => "overlapping-revisions",
            Self::Fork { .. } => "ambiguous-walk",
            Self::TooFar { .. } => "walked-too-far",
            Self::SeveralRows { .. } => "ambiguous-start",
            Self::Backwards { .. } | Self::WrongWay { .. } => "wrong-direction",
            Self::HeldBy { .. } => "held-by-dependency",
            Self::NotApplied { .. } => "not-applied",
            Self::NoPath { .. } => "no-path",
            Self::TwoStarts { .. } => "two-starts",
            Self::NotAHead { .. } => "not-a-head",
            Self::Repeated { .. } => "repeated-revision",
            Self::NothingToMerge { .. } => "nothing-to-merge",
            Self::Taken { .. } => "name-taken",
            Self::Reserved { .. } => "reserved-name",
            Self::BadCharacter { .. } => "name-character",
        })
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Malformed { .. } => {
                "a target is `head`, `base`, an id, `label@head`, `+1`, `id-1` or `from:to`".into()
            }
            Self::Unknown { help, .. } | Self::UnknownBranch { help, .. } => help.clone(),
            Self::Ambiguous { .. } => "write more characters".into(),
            Self::NotInBranch { revision, .. } => format!("write `{revision}` alone"),
            Self::SeveralHeads { heads, .. } => {
                format!("name one of {}, a branch as in `label@head`, or `heads` for all; or merge them", names(heads))
            }
            Self::Overlap { contained, .. } => format!("leave out `{contained}`"),
            Self::Fork { choices, .. } => format!("name one of {}, or a branch as in `label@+1`", names(choices)),
            Self::TooFar { way: Direction::Down, done, .. } => {
                format!("{}; `base` is the very beginning", steps(*done))
            }
            Self::TooFar { way: Direction::Up, done, .. } => format!("{}; `head` is the very end", steps(*done)),
            Self::SeveralRows { text, rows } => match rows.first() {
                Some(row) if !text.contains('@') => format!("say which one, as in `{row}@{text}`"),
                _ => "name the revision itself".into(),
            },
            Self::Backwards { direction, .. } => match direction {
                Direction::Up => "use `downgrade` to go back".into(),
                Direction::Down => "use `upgrade` to go on".into(),
            },
            Self::WrongWay { direction, start, target, .. } => {
                let start: Vec<&str> = start.iter().map(RevisionId::as_str).collect();
                let start = if start.is_empty() { "base".into() } else { start.join(",") };
                match direction {
                    Direction::Up => format!("to go back: `downgrade {start}:{target}`"),
                    Direction::Down => format!("to go on: `upgrade {start}:{target}`"),
                }
            }
            Self::HeldBy { by, .. } => format!("take back {} first, by its own branch", names(by)),
            Self::NotApplied { .. } => "write the range from where the database is: `from:to`".into(),
            Self::NoPath { .. } => "write the older revision first".into(),
            Self::TwoStarts { .. } => "write the start once; several rows are a list, as in `a,b:target`".into(),
            Self::NotAHead { .. } => "`--splice` starts a new branch there".into(),
            Self::Repeated { .. } => "name each parent once".into(),
            Self::NothingToMerge { .. } => "name two revisions or more, or `heads` for all".into(),
            Self::Taken { .. } | Self::Reserved { .. } | Self::BadCharacter { .. } => "choose another name".into(),
        }
    }

    /// The finding for a person. Targets come from the command line, so the places are those of the revisions named.
    pub fn diagnostic(&self, graph: &RevisionGraph) -> Diagnostic {
        let mut finding = Diagnostic::error(self.code(), self.to_string()).help(self.help());
        let (ids, label) = self.named();
        for entry in ids.iter().filter_map(|id| graph.get(id.as_str())).take(4) {
            finding = finding.at(entry.origin.file, entry.origin.id, label);
        }
        finding
    }

    /// The revisions to show, and what they are.
    fn named(&self) -> (&[RevisionId], &'static str) {
        use std::slice::from_ref;
        match self {
            Self::SeveralHeads { heads, .. } => (heads, "a head"),
            Self::NotInBranch { revision, .. } => (from_ref(revision), "on another branch"),
            Self::Overlap { contained, .. } => (from_ref(contained), "applied with the other one"),
            Self::Fork { choices, .. } => (choices, "one way"),
            Self::SeveralRows { rows, .. } => (rows, "the database would be here"),
            Self::WrongWay { labelled, .. } => (labelled, "the target"),
            Self::HeldBy { by, .. } => (by, "depends on it"),
            Self::NotApplied { target, .. } => (from_ref(target), "the target"),
            Self::NotAHead { children, .. } => (children, "follows it already"),
            Self::Repeated { revision } => (from_ref(revision), "named twice"),
            Self::NothingToMerge { parents } => (parents, "the only one"),
            Self::Taken { by: Some(owner), .. } => (from_ref(owner), "has it already"),
            Self::Malformed { .. }
            | Self::Unknown { .. }
            | Self::UnknownBranch { .. }
            | Self::Ambiguous { .. }
            | Self::TooFar { .. }
            | Self::Backwards { .. }
            | Self::NoPath { .. }
            | Self::TwoStarts { .. }
            | Self::Taken { by: None, .. }
            | Self::Reserved { .. }
            | Self::BadCharacter { .. } => (&[], ""),
        }
    }
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { text, problem } if text.is_empty() => f.write_str(problem),
            Self::Malformed { text, problem } => write!(f, "`{text}` is no target: {problem}"),
            Self::Unknown { text, .. } => write!(f, "no revision or branch is named `{text}`"),
            Self::UnknownBranch { text, .. } => write!(f, "no branch is named `{text}`"),
            Self::Ambiguous { text, matches } => write!(f, "`{text}` is the beginning of {}", names(matches)),
            Self::NotInBranch { revision, branch } => write!(f, "revision `{revision}` is not on branch `{branch}`"),
            Self::SeveralHeads { text, heads } => write!(f, "`{text}` means several revisions: {}", names(heads)),
            Self::Overlap { contained, by } => write!(f, "revision `{contained}` is already part of `{by}`"),
            Self::Fork { text, at: None, choices } => {
                write!(f, "`{text}` is ambiguous: at base the history begins with {}", names(choices))
            }
            Self::Fork { text, at: Some(at), choices } => {
                write!(f, "`{text}` is ambiguous: at `{at}` the way parts to {}", names(choices))
            }
            Self::TooFar { text, way: Direction::Down, .. } => write!(f, "`{text}` goes below the first revision"),
            Self::TooFar { text, way: Direction::Up, .. } => write!(f, "`{text}` goes past the last revision"),
            Self::SeveralRows { text, rows } => write!(f, "`{text}` could count from {}", names(rows)),
            Self::Backwards { text, direction: Direction::Up } => write!(f, "`{text}` points back, an upgrade goes on"),
            Self::Backwards { text, direction: Direction::Down } => {
                write!(f, "`{text}` points on, a downgrade goes back")
            }
            Self::WrongWay { direction: Direction::Up, start, target, .. } => {
                write!(f, "nothing leads up from {} to `{target}`: it lies below", places(start))
            }
            Self::WrongWay { direction: Direction::Down, start, target, .. } => {
                write!(f, "nothing leads down from {} to `{target}`: it lies above", places(start))
            }
            Self::HeldBy { target, by } => write!(f, "revision `{target}` stays applied: {} depends on it", names(by)),
            Self::NotApplied { target, start } => write!(f, "revision `{target}` does not lie below {}", places(start)),
            Self::NoPath { from, to } => write!(f, "{} does not lie below {}", places(from), places(to)),
            Self::TwoStarts { first, second } => write!(f, "two different starts: `{first}` and `{second}`"),
            Self::NotAHead { revision, .. } => write!(f, "revision `{revision}` is not a head"),
            Self::Repeated { revision } => write!(f, "parent `{revision}` is named twice"),
            Self::NothingToMerge { parents } => match parents.first() {
                Some(only) => write!(f, "nothing to merge `{only}` with"),
                None => f.write_str("nothing to merge"),
            },
            Self::Taken { name, by: Some(owner) } => write!(f, "`{name}` is already a name of revision `{owner}`"),
            Self::Taken { name, by: None } => write!(f, "`{name}` is asked for twice"),
            Self::Reserved { name } => write!(f, "`{name}` cannot be a name: it means something else in targets"),
            Self::BadCharacter { name, character } => write!(f, "`{name}` cannot be a name: targets use `{character}`"),
        }
    }
}

/// A help line for a name that is not there: what it may have meant.
pub(super) fn suggestion(graph: &RevisionGraph, text: &str) -> Option<String> {
    let near = |name: &str| strsim::damerau_levenshtein(name, text);
    let words = ["head", "heads", "base"].into_iter();
    let closest = words.chain(graph.names.keys().map(AsRef::as_ref)).min_by_key(|name| near(name))?;
    let limit = (text.chars().count() / 3).max(1);
    (near(closest) <= limit && closest != text).then(|| format!("did you mean `{closest}`?"))
}

fn steps(count: u64) -> String {
    match count {
        0 => "there is no step to take".into(),
        1 => "there is 1 step".into(),
        count => format!("there are {count} steps"),
    }
}

/// `a`, `b` and 3 more.
fn names<T: fmt::Display>(items: &[T]) -> String {
    let mut shown: Vec<String> = items.iter().take(4).map(|item| format!("`{item}`")).collect();
    if items.len() > shown.len() {
        shown.push(format!("{} more", items.len() - shown.len()));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn places(rows: &[RevisionId]) -> String {
    if rows.is_empty() { "base".into() } else { names(rows) }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::graph;

    #[test]
    fn an_error_says_what_where_and_what_to_do() {
        let graph = graph("ae1027\nbe1027 <- ae1027 #shop\nce1027 <- ae1027");
        let told = |target: &str| {
            let finding = graph.upgrade(target).unwrap_err().diagnostic(&graph);
            (finding.message, finding.labels.len(), finding.help.unwrap())
        };
        let (message, labels, help) = told("head");
        assert_eq!((message.as_str(), labels), ("`head` means several revisions: `be1027` and `ce1027`", 2));
        assert!(help.contains("`heads` for all"));
        let (message, labels, help) = told("ae1072");
        assert_eq!((message.as_str(), labels), ("no revision or branch is named `ae1072`", 0));
        assert_eq!(help, "did you mean `ae1027`?");
        let (message, labels, help) = told("be1027:ae1027");
        assert_eq!((message.as_str(), labels), ("nothing leads up from `be1027` to `ae1027`: it lies below", 1));
        assert_eq!(help, "to go back: `downgrade be1027:ae1027`");
        assert_eq!(told("shpo@head").2, "did you mean `shop`?");
        assert_eq!(told("ae1027+5").0, "`ae1027+5` is ambiguous: at `ae1027` the way parts to `be1027` and `ce1027`");
    }
}
