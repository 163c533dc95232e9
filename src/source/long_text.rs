//! A text, or the bytes of an archive of texts, that is written from its beginning to its end and may be longer than one
//! likes to keep in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Bytes that stay in memory before they go to a file.
const HELD: usize = 8 << 20;

/// Room of a part in memory: none is copied because it grew.
const ROOM: usize = 64 << 10;

/// A text in parts. What is long waits in a temporary file that has no name, so that nobody else finds it and nothing
/// of it stays; where no such file can be made, all of it stays in memory.
#[derive(Debug)]
pub struct LongText {
    parts: Vec<Part>,
    /// Bytes of the parts behind the last file.
    held: usize,
    /// When they go to a file.
    limit: usize,
}

#[derive(Debug)]
enum Part {
    Held(Vec<u8>),
    Stored { file: File, length: u64 },
}

impl Default for LongText {
    fn default() -> Self {
        Self { parts: Vec::new(), held: 0, limit: HELD }
    }
}

impl From<String> for LongText {
    fn from(text: String) -> Self {
        Self { held: text.len(), parts: vec![Part::Held(text.into_bytes())], ..Self::default() }
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
        self.push(text.as_bytes());
    }

    fn push(&mut self, bytes: &[u8]) {
        match self.parts.last_mut() {
            Some(Part::Held(held)) if held.capacity() - held.len() >= bytes.len() => held.extend_from_slice(bytes),
            _ => {
                let mut held = Vec::with_capacity(bytes.len().max(ROOM));
                held.extend_from_slice(bytes);
                self.parts.push(Part::Held(held));
            }
        }
        self.held += bytes.len();
        if self.held >= self.limit {
            self.store();
        }
    }

    /// Adds another text at the end.
    pub fn append(&mut self, other: Self) {
        let stored = other.parts.iter().any(|part| matches!(part, Part::Stored { .. }));
        self.held = if stored { other.held } else { self.held + other.held };
        self.parts.extend(other.parts);
    }

    /// Writes all of it.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        for part in &self.parts {
            match part {
                Part::Held(bytes) => out.write_all(bytes)?,
                Part::Stored { file, length } => {
                    let mut file = file;
                    file.seek(SeekFrom::Start(0))?;
                    io::copy(&mut file.take(*length), out)?;
                }
            }
        }
        Ok(())
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        let length = |part: &Part| match part {
            Part::Held(bytes) => bytes.len() as u64,
            Part::Stored { length, .. } => *length,
        };
        self.parts.iter().map(length).sum()
    }

    /// All of it, in memory.
    pub fn read(&self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.write_to(&mut bytes)?;
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Puts the parts behind the last file into it, or into a first one.
    fn store(&mut self) {
        let stored = self.parts.iter().rposition(|part| matches!(part, Part::Stored { .. }));
        let held = self.parts.split_off(stored.map_or(0, |at| at + 1));
        if stored.is_none() {
            self.parts.extend(tempfile::tempfile().map(|file| Part::Stored { file, length: 0 }));
        }
        self.held = 0;
        if let Some(Part::Stored { file, length }) = self.parts.last_mut()
            && let Ok(longer) = add(file, *length, &held)
        {
            *length = longer;
            return;
        }
        // There is no room in files: these parts are kept, and all that comes after them.
        self.limit = usize::MAX;
        self.parts.extend(held);
    }
}

impl Write for LongText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes parts behind the first `length` bytes of a file, and gives its new length.
fn add(mut file: &File, mut length: u64, parts: &[Part]) -> io::Result<u64> {
    file.seek(SeekFrom::Start(length))?;
    for part in parts {
        if let Part::Held(bytes) = part {
            file.write_all(bytes)?;
            length += bytes.len() as u64;
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_comes_back_as_it_was() {
        let mut text = LongText { limit: 10, ..LongText::default() };
        (0..100).for_each(|number| text.push_str(&format!("é{number} ")));
        assert!(matches!(text.parts.as_slice(), [Part::Stored { .. }] | [Part::Stored { .. }, Part::Held(_)]));
        // What does not fit into the room of a part begins another one.
        (0..3).for_each(|_| text.parts.push(Part::Held("-".into())));
        let mut whole = LongText::from("head ");
        whole.append(text);
        whole.push_str("foot");
        let expected: String = (0..100).map(|number| format!("é{number} ")).chain(["---".to_string()]).collect();
        assert_eq!(whole.length(), format!("head {expected}foot").len() as u64);
        assert_eq!(whole.read().unwrap(), format!("head {expected}foot"));
        // Twice: for several files, and for a second look.
        assert_eq!(whole.read().unwrap(), format!("head {expected}foot"));
    }

    #[test]
    fn where_nothing_can_be_stored_it_is_held() {
        let read_only = File::open("Cargo.toml").unwrap();
        let mut text = LongText { parts: vec![Part::Stored { file: read_only, length: 0 }], held: 0, limit: 3 };
        ["a", "bcd", "efghij", "k"].iter().for_each(|part| text.push_str(part));
        assert_eq!(text.read().unwrap(), "abcdefghijk");
        assert_eq!(text.limit, usize::MAX);
    }
}
