//! Text with identity and positions, and the only YAML reader. Knows nothing of revisions or SQL.

pub mod csv;
mod files;
mod long_text;
mod mistakes;
mod span;
mod words;
pub mod yaml;

pub use files::{FileId, Files};
pub use long_text::LongText;
pub use mistakes::read_every;
pub use span::{Path, PathPart, Span};
pub use words::one_line;
