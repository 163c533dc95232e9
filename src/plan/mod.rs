//! Which operations run in which order, and the catalog around each. Knows no SQL but the text that operations carry.

mod naming;
mod options;
mod own_names;
pub mod parallel;
mod references;
mod replay;
mod touch;
mod undo;
mod variables;

use std::sync::Arc;

use serde::Serialize;

pub use naming::{Convention, Naming, NamingError};
pub use options::settle as settle_options;
pub use references::name_columns;
pub use replay::{Read, Replay, SharedAttachments, Source, Undoing, read};
pub use touch::Touches;
pub use undo::settle_derived;
pub use variables::{Bindings, Variable};

use crate::catalog::Catalog;
use crate::operation::{Manner, Operation};
use crate::revision::{Accepts, Direction, Header};
use crate::source::{FileId, Span};

/// Where an operation stands in the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The revision file.
    pub file: FileId,
    /// The key of the operation.
    pub key: Span,
    /// The line of the key, from 1.
    pub line: usize,
}

/// A statement of a raw text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Raw {
    /// The statement, without a terminator.
    pub text: String,
    /// Whether the text ends a batch behind it, where a client takes scripts in batches.
    pub ends_batch: bool,
}

/// An operation with the catalog before and after it.
#[derive(Debug, Clone)]
pub struct Transition {
    /// What is done, with every name filled in.
    pub operation: Arc<Operation>,
    /// The state it meets.
    pub before: Catalog,
    /// The state it leaves.
    pub after: Catalog,
    /// Where it stands; for a derived downgrade, where the operation that it undoes stands.
    pub origin: Origin,
    /// Whether it was derived from the operation at that place.
    pub derived: bool,
    /// Findings that are taken on: rule to reason.
    pub accept: Accepts,
    /// A note for the script.
    pub comment: Option<String>,
    /// Whether it runs in the transaction of its revision.
    pub transactional: bool,
    /// Whether values of variables decided that it is done.
    pub conditional: bool,
    /// How it is done.
    pub manner: Manner,
    /// Raw SQL, statement by statement; empty for every other operation.
    pub raw: Arc<[Raw]>,
}

/// What a downgrade leaves alone, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    /// Where the operation stands.
    pub origin: Origin,
    /// Why nothing undoes it.
    pub reason: String,
    /// How many transitions of the step stand before the note.
    pub position: usize,
}

/// A revision going up or down, with all it does.
#[derive(Debug, Clone)]
pub struct Step {
    /// The revision.
    pub header: Arc<Header>,
    /// Its file.
    pub file: FileId,
    /// Which way it goes.
    pub direction: Direction,
    /// What it does, in order.
    pub transitions: Vec<Transition>,
    /// What it does not undo.
    pub left_alone: Vec<LeftAlone>,
    /// What the file says that undoes it, where it is an upgrade.
    pub written_back: Vec<Arc<Operation>>,
    /// What the state says that undoes it, each with its transition, where it is an upgrade.
    pub derived_back: Vec<(usize, Arc<Operation>)>,
    /// Why nothing undoes it, where the revision says so.
    pub irreversible: Option<String>,
}
