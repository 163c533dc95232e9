//! A text that is written from its beginning to its end and may be longer than one likes to keep in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Bytes that stay in memory before they go to a file.
const HELD: usize = 4 << 20;

/// A text in parts. What is long waits in a temporary file that has no name, so that nobody else finds it and nothing
/// of it stays; where no such file can be made, all of it stays in memory.
#[derive(Debug)]
pub struct LongText {
    parts: Vec<Part>,
    /// When the last part goes to a file.
    limit: usize,
}

#[derive(Debug)]
enum Part {
    Held(String),
    Stored { file: File, length: u64 },
}

impl Default for LongText {
    fn default() -> Self {
        Self { parts: Vec::new(), limit: HELD }
    }
}

impl From<String> for LongText {
    fn from(text: String) -> Self {
        Self { parts: vec![Part::Held(text)], ..Self::default() }
    }
}

impl From<&str> for LongText {
    fn from(text: &str) -> Self {
        Self::from(text.to_string())
    }
}

impl LongText {
    /// Adds at the end.
    pub fn push_str(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Held(held)) => held.push_str(text),
            _ => self.parts.push(Part::Held(text.to_string())),
        }
        if let Some(Part::Held(held)) = self.parts.last()
            && held.len() >= self.limit
        {
            self.store();
        }
    }

    /// Adds another text at the end.
    pub fn append(&mut self, other: Self) {
        self.parts.extend(other.parts);
    }

    /// Writes all of it.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        for part in &self.parts {
            match part {
                Part::Held(text) => out.write_all(text.as_bytes())?,
                Part::Stored { file, length } => {
                    let mut file = file;
                    file.seek(SeekFrom::Start(0))?;
                    io::copy(&mut file.take(*length), out)?;
                }
            }
        }
        Ok(())
    }

    /// All of it, in memory.
    pub fn read(&self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.write_to(&mut bytes)?;
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Puts the last part into a file: the one of the part before it, if it has one.
    fn store(&mut self) {
        let Some(Part::Held(held)) = self.parts.pop() else { return };
        let stored = match self.parts.pop() {
            Some(Part::Stored { file, length }) => Ok((file, length)),
            other => {
                self.parts.extend(other);
                tempfile::tempfile().map(|file| (file, 0))
            }
        };
        let Ok((mut file, length)) = stored else {
            return self.hold(held);
        };
        let written = file.seek(SeekFrom::Start(length)).and_then(|_| file.write_all(held.as_bytes()));
        let length = if written.is_ok() { length + held.len() as u64 } else { length };
        self.parts.push(Part::Stored { file, length });
        if written.is_err() {
            self.hold(held);
        }
    }

    /// There is no room in files: keeps a part, and all that comes after it.
    fn hold(&mut self, part: String) {
        self.limit = usize::MAX;
        self.parts.push(Part::Held(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_comes_back_as_it_was() {
        let mut text = LongText { limit: 10, ..LongText::default() };
        (0..100).for_each(|number| text.push_str(&format!("é{number} ")));
        assert!(matches!(text.parts.as_slice(), [Part::Stored { .. }] | [Part::Stored { .. }, Part::Held(_)]));
        let mut whole = LongText::from("head ");
        whole.append(text);
        whole.push_str("foot");
        let expected: String = (0..100).map(|number| format!("é{number} ")).collect();
        assert_eq!(whole.read().unwrap(), format!("head {expected}foot"));
        // Twice: for several files, and for a second look.
        assert_eq!(whole.read().unwrap(), format!("head {expected}foot"));
    }

    #[test]
    fn where_nothing_can_be_stored_it_is_held() {
        let read_only = File::open("Cargo.toml").unwrap();
        let mut text = LongText { parts: vec![Part::Stored { file: read_only, length: 0 }], limit: 3 };
        ["a", "bcd", "efghij", "k"].iter().for_each(|part| text.push_str(part));
        assert_eq!(text.read().unwrap(), "abcdefghijk");
        assert_eq!(text.limit, usize::MAX);
    }
}
