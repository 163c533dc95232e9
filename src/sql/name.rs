//! Names of objects as they are written in SQL text.

use std::fmt;
use std::ops::Range;

/// A possibly dotted name, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName {
    /// From the outermost to the object itself; never empty.
    pub parts: Vec<NamePart>,
    /// Bytes of the whole name.
    pub range: Range<usize>,
}

/// One part of a dotted name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePart {
    /// The name without its quotes.
    pub text: String,
    /// Whether quotes stood around it, so that its case matters.
    pub quoted: bool,
}

impl ObjectName {
    /// The object's own name.
    pub fn name(&self) -> &str {
        self.parts.last().map_or("", |part| &part.text)
    }

    /// The schema that is written before it.
    pub fn schema(&self) -> Option<&str> {
        let at = self.parts.len().checked_sub(2)?;
        Some(&self.parts[at].text)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, part) in self.parts.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            write!(f, "{dot}{}", part.text)?;
        }
        Ok(())
    }
}

/// A name without the quotes that stand around it; doubled closing quotes are one.
pub(super) fn unquote(written: &str) -> String {
    let opening = written.find(['"', '`', '[']).unwrap_or(0);
    let written = &written[opening..];
    let (quote, closing) = match written.chars().next() {
        Some('[') => ('[', ']'),
        Some(quote @ ('"' | '`')) => (quote, quote),
        _ => return written.to_owned(),
    };
    let inner = &written[quote.len_utf8()..];
    let inner = inner.strip_suffix(closing).unwrap_or(inner);
    inner.replace(&format!("{closing}{closing}"), &closing.to_string())
}
