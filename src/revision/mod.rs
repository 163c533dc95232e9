//! A revision: its place in the history and its operations. The file format and nothing else.

mod attached;
mod column_keys;
mod declared;
mod id;
mod items;
mod read;
mod variables;
mod write;
mod write_operation;
mod write_yaml;

use std::sync::Arc;

use indexmap::IndexMap;

pub use attached::{Attached, Attachments, Unread};
pub use column_keys::written_at;
pub use declared::declared;
pub use id::RevisionId;
pub use items::{read_items, read_operations};
pub use read::{HeaderPlace, read_header};
pub use variables::{Declaration, Values, fill, read_declarations};
pub use write::write_empty;
pub use write_operation::write_operation;

use crate::operation::{Manner, Operation};
use crate::source::Span;
use crate::source::yaml::{Node, Value};

/// The part of a revision that the graph needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The id, always text.
    pub revision: RevisionId,
    /// The parents: none for a base, several for a merge.
    pub down_revision: Vec<RevisionId>,
    /// Ids, partial ids or labels of revisions that have to be applied before this one.
    pub depends_on: Vec<String>,
    /// Names of the branch that starts here.
    pub branch_labels: Vec<String>,
    /// One line for people.
    pub message: String,
    /// When it was written, as the file says it.
    pub create_date: Option<String>,
    /// The variables whose values are filled in.
    pub variables: Box<[Declaration]>,
}

/// One entry of a list of operations, with what stands beside the operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it does.
    pub operation: Operation,
    /// The operation's key in the file: where it is pointed at.
    pub key: Span,
    /// Its position in its list, from 0.
    pub index: usize,
    /// The dialects it is for, if not all.
    pub dialects: Option<Vec<String>>,
    /// Findings that are taken on: rule to reason.
    pub accept: Accepts,
    /// What undoes it, where that is not derived.
    pub downgrade: Option<ItemDowngrade>,
    /// A note for the script.
    pub comment: Option<String>,
    /// Whether it runs in the transaction of its revision.
    pub transactional: bool,
    /// Whether it stands under a condition, which held.
    pub conditional: bool,
    /// How it is done.
    pub manner: Manner,
}

/// Rules whose findings are taken on, each with the reason. Nearly always there are none, so that takes no room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepts(Option<Arc<IndexMap<String, String>>>);

impl Accepts {
    /// The reason for a rule.
    pub fn reason(&self, rule: &str) -> Option<&String> {
        self.0.as_ref()?.get(rule)
    }

    /// The names of the rules.
    pub fn rules(&self) -> impl Iterator<Item = &String> {
        self.0.iter().flat_map(|rules| rules.keys())
    }
}

impl From<IndexMap<String, String>> for Accepts {
    fn from(rules: IndexMap<String, String>) -> Self {
        Self((!rules.is_empty()).then(|| Arc::new(rules)))
    }
}

/// What undoes one operation.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemDowngrade {
    /// These, in order.
    Written(Vec<Item>),
    /// Nothing, for this reason.
    Nothing(String),
}

/// What undoes a whole revision.
#[derive(Debug, Clone, PartialEq)]
pub enum Downgrade {
    /// What the state says.
    Derived,
    /// These, in order.
    Written(Vec<Item>),
    /// Nothing can, for this reason.
    Irreversible(String),
}

/// The operations of a revision, read for one dialect.
#[derive(Debug, Clone, PartialEq)]
pub struct Operations {
    /// What the upgrade does.
    pub upgrade: Vec<Item>,
    /// What the downgrade does.
    pub downgrade: Downgrade,
    /// The files that it names.
    pub attached: Vec<Attached>,
    /// The names that operations bring which cannot be read.
    pub unread: Vec<String>,
}

/// The databases of a project that has several, and which one a file is read for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Databases {
    /// All of them.
    pub known: Vec<String>,
    /// The one.
    pub chosen: Option<String>,
}

impl Databases {
    /// Takes out of a file what is for others than the chosen one: their variables are not asked for.
    fn leave_others_out(&self, root: &mut Node) {
        let Some(chosen) = &self.chosen else { return };
        let other = |name: &str| name != chosen && self.known.iter().any(|known| known == name);
        let Value::Mapping(entries) = &mut root.value else { return };
        for entry in entries.iter_mut().filter(|entry| ["downgrade", "upgrade"].contains(&entry.name())) {
            if let Value::Mapping(parts) = &mut entry.value.value {
                parts.retain(|part| !other(part.name()));
            }
        }
    }
}

/// What a project says about how its files are read.
#[derive(Clone, Copy, Default)]
pub struct Reading<'a> {
    /// The values of the variables of the file, if it declares any.
    pub values: Option<&'a dyn Values>,
    /// The databases, if there are several.
    pub databases: Option<&'a Databases>,
    /// The files that it may name, and its own name.
    pub attachments: Option<(&'a dyn Attachments, &'a str)>,
}

/// Which list of a revision an operation stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the heads.
    Upgrade,
    /// Towards the bases.
    Downgrade,
}
