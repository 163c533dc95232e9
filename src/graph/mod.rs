//! The revision graph: which revision follows which, and the language that points into it.
//! Knows neither operations nor SQL, and reads no file.

mod author;
mod check;
mod error;
#[cfg(test)]
mod fixture;
mod history;
mod link;
mod order;
mod reach;
mod resolve;
mod route;
mod rows;
mod spec;
mod stamp;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use author::{NewRevision, Placement};
pub use error::GraphError;
pub use history::{Description, HeadKind};
pub use route::{Direction, Need, Route, Step};
pub use rows::{RowChange, VersionRows};
pub use stamp::Stamp;

use crate::revision::{Header, RevisionId};
use crate::source::{FileId, Span};
use reach::Ix;

/// Where the parts of a revision's header stand, for findings about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The revision file.
    pub file: FileId,
    /// The value of `revision`.
    pub id: Span,
    /// The value of `down_revision`, or the nearest place to it.
    pub down_revision: Span,
    /// The value of `depends_on`, or the nearest place to it.
    pub depends_on: Span,
    /// The value of `branch_labels`, or the nearest place to it.
    pub labels: Span,
}

/// A revision with its neighbours.
#[derive(Debug)]
pub struct Entry {
    /// What the file says.
    pub header: Arc<Header>,
    /// Where the file says it.
    pub origin: Origin,
    parents: Vec<Ix>,
    dependencies: Vec<Ix>,
    /// Parents, then the dependencies that no ancestor already has.
    needs: Vec<Ix>,
    children: Vec<Ix>,
    /// Children, and the revisions that depend on this one.
    followers: Vec<Ix>,
    labels: Vec<Arc<str>>,
}

impl Entry {
    /// The id.
    pub fn id(&self) -> &RevisionId {
        &self.header.revision
    }

    /// The labels of the branches it belongs to, its own included, sorted.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(AsRef::as_ref)
    }

    /// Whether no revision names it as a parent.
    pub fn is_head(&self) -> bool {
        self.children.is_empty()
    }

    /// Whether no revision names it as a parent or as a dependency.
    pub fn is_real_head(&self) -> bool {
        self.followers.is_empty()
    }

    /// Whether it has no parent.
    pub fn is_base(&self) -> bool {
        self.parents.is_empty()
    }

    /// Whether several revisions name it as their parent.
    pub fn is_branch_point(&self) -> bool {
        self.children.len() > 1
    }

    /// Whether it has several parents.
    pub fn is_merge_point(&self) -> bool {
        self.parents.len() > 1
    }
}

/// All revisions of a project, linked. Without cycles, whatever the files say.
#[derive(Debug)]
pub struct RevisionGraph {
    entries: Vec<Entry>,
    /// Ids and labels.
    names: BTreeMap<Arc<str>, Ix>,
}

impl RevisionGraph {
    /// How many revisions there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Every revision with each of those that it needs, and once with none where it needs none.
    pub fn edges(&self) -> impl Iterator<Item = (RevisionId, Option<RevisionId>)> {
        self.entries.iter().flat_map(|entry| {
            let needs = entry.needs.iter().map(|ix| Some(self[*ix].id().clone()));
            let none = entry.needs.is_empty().then_some(None);
            needs.chain(none).map(|need| (entry.id().clone(), need))
        })
    }

    /// Whether there is no revision.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All revisions in load order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The revision of exactly this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.index(id).map(|ix| &self[ix])
    }

    /// The revisions that no other names as a parent, in load order.
    pub fn heads(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_head())
    }

    /// The heads that no other revision depends on: the version rows of a database that has everything.
    pub fn real_heads(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_real_head())
    }

    /// The revisions without parents, in load order.
    pub fn bases(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_base())
    }

    /// The revisions with several children, in load order.
    pub fn branch_points(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_branch_point())
    }

    /// The revisions with several parents, in load order.
    pub fn merge_points(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_merge_point())
    }

    /// The parents that were found, as the file orders them.
    pub fn parents<'g>(&'g self, entry: &'g Entry) -> impl Iterator<Item = &'g Entry> {
        entry.parents.iter().map(|ix| &self[*ix])
    }

    /// The revisions that `depends_on` means, as the file orders them.
    pub fn dependencies<'g>(&'g self, entry: &'g Entry) -> impl Iterator<Item = &'g Entry> {
        entry.dependencies.iter().map(|ix| &self[*ix])
    }

    /// The revisions that name this one as a parent, in load order.
    pub fn children<'g>(&'g self, entry: &'g Entry) -> impl Iterator<Item = &'g Entry> {
        entry.children.iter().map(|ix| &self[*ix])
    }

    /// The children, and the revisions that depend on this one, in load order.
    pub fn followers<'g>(&'g self, entry: &'g Entry) -> impl Iterator<Item = &'g Entry> {
        entry.followers.iter().map(|ix| &self[*ix])
    }

    /// What has to be applied before this revision, dependencies included, in load order, without itself.
    pub fn ancestors<'g>(&'g self, entry: &'g Entry) -> impl Iterator<Item = &'g Entry> {
        let marks = self.above_or_below(&entry.needs, Direction::Down, reach::Edges::All);
        self.entries.iter().zip(marks.into_bools()).filter(|(_, inside)| *inside).map(|(entry, _)| entry)
    }

    fn index(&self, id: &str) -> Option<Ix> {
        self.names.get(id).copied().filter(|ix| self[*ix].id().as_str() == id)
    }

    fn id(&self, ix: Ix) -> RevisionId {
        self[ix].id().clone()
    }

    fn ids(&self, indexes: &[Ix]) -> Vec<RevisionId> {
        indexes.iter().map(|ix| self.id(*ix)).collect()
    }

    /// The positions of the entries that a test holds for, in load order.
    fn select(&self, test: impl Fn(&Entry) -> bool) -> Vec<Ix> {
        self.all().filter(|ix| test(&self[*ix])).collect()
    }

    fn all(&self) -> impl Iterator<Item = Ix> + use<> {
        (0..self.entries.len()).map(Ix::new)
    }
}

impl std::ops::Index<Ix> for RevisionGraph {
    type Output = Entry;

    fn index(&self, ix: Ix) -> &Entry {
        &self.entries[ix.at()]
    }
}
