//! A revision: its place in the history and its operations. The file format and nothing else.

mod id;

pub use id::RevisionId;

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
}
