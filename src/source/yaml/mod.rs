//! The only YAML reader: text into nodes with byte spans, nodes into typed values.
//!
//! [`decode`] turns bytes into text, [`parse`] turns text into a [`Document`] of [`Node`]s, [`from_node`] turns a node
//! into any type that serde can read. What the tool has no use for (aliases, anchors, tags, several documents) is
//! refused with its place. Knows nothing of revisions; of SQL it knows only that a comment may not cut it short.

mod check;
mod codes;
mod de;
mod de_access;
mod decode;
mod dialects;
mod error;
mod fault;
mod node;
mod parse;
mod place;
mod plain;
mod recover;
mod scalar;
mod syntax;

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod mistakes;

pub use codes::CODES;
pub use de::{DIALECT_OPTIONS, LITERAL, PER_DIALECT, ReadContext, SQL_TEXT, from_entry, from_node};
pub use decode::{decode, decode_lossy};
pub use error::YamlError;
pub use fault::choices;
pub use node::{Document, Entry, Node, Style, Value};
pub use parse::{MAX_BYTES, MAX_DEPTH, parse};
pub use scalar::{Scalar, is_number};
