//! Byte ranges of a source text, and the path of a value inside a YAML document.

use std::fmt;

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The span as an index range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// One step from a YAML node to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    /// The value of a mapping key.
    Key(String),
    /// The key itself, for findings about a name.
    KeyOf(String),
    /// The item of a sequence, from 0.
    Index(usize),
}

/// Where a value stands inside a YAML document, from its root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path(pub Vec<PathPart>);

impl Path {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// This path and one key below it.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(PathPart::Key(key.into()));
        self
    }

    /// Goes to the key of a mapping entry itself.
    #[must_use]
    pub fn key_of(mut self, key: impl Into<String>) -> Self {
        self.0.push(PathPart::KeyOf(key.into()));
        self
    }

    /// This path and one item below it.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(PathPart::Index(index));
        self
    }

    /// This path followed by `rest`.
    #[must_use]
    pub fn join(mut self, rest: &Path) -> Self {
        self.0.extend(rest.0.iter().cloned());
        self
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, part) in self.0.iter().enumerate() {
            match part {
                PathPart::Key(key) | PathPart::KeyOf(key) if position == 0 => f.write_str(key)?,
                PathPart::Key(key) | PathPart::KeyOf(key) => write!(f, ".{key}")?,
                PathPart::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
