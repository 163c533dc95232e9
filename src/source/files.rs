//! The texts that diagnostics can point into. Does not read the disk: `project` adds what it loaded.

use std::sync::{Arc, OnceLock};

use super::Span;

/// One file of [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

#[derive(Debug)]
struct File {
    name: Arc<str>,
    text: Arc<str>,
    /// First byte of every line; built when the first line is asked for.
    lines: OnceLock<Vec<u32>>,
}

/// The lines of a text with fewer bytes are counted each time: a long history has many files, and asks little of each.
const SHORT: usize = 4096;

/// Every text of a run, in the order it was added.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<File>,
}

impl Files {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that messages show.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        self.files.push(File { name: name.into(), text: text.into(), lines: OnceLock::new() });
        FileId(self.files.len() as u32 - 1)
    }

    /// Adds names whose texts follow: see [`Self::fill`].
    pub fn add_names(&mut self, names: impl ExactSizeIterator<Item = String>) -> Vec<FileId> {
        self.files.reserve_exact(names.len());
        let none: Arc<str> = "".into();
        names.map(|name| self.add(name, Arc::clone(&none))).collect()
    }

    /// Gives a file of [`Self::add_names`] its text.
    pub fn fill(&mut self, file: FileId, text: impl Into<Arc<str>>) {
        self.files[file.0 as usize].text = text.into();
    }

    /// The name shown to the user: a path relative to the project.
    pub fn name(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].name
    }

    /// The whole text.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }

    /// The line of a byte offset, from 1; behind the end of the text, the last line.
    pub fn line(&self, file: FileId, offset: u32) -> usize {
        let File { text, lines, .. } = &self.files[file.0 as usize];
        if lines.get().is_none() && text.len() < SHORT {
            let end = text.len().min(offset as usize);
            return text.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count() + 1;
        }
        self.lines(file).partition_point(|start| *start <= offset)
    }

    /// The column of a byte offset, in characters, from 1.
    pub fn column(&self, file: FileId, offset: u32) -> usize {
        let text = self.text(file);
        let start = self.lines(file)[self.line(file, offset) - 1] as usize;
        let end = text.floor_char_boundary(offset as usize);
        text[start..end].chars().count() + 1
    }

    /// The number of lines; an empty text has one.
    pub fn line_count(&self, file: FileId) -> usize {
        self.lines(file).len()
    }

    /// The bytes of a line, from 1, with its line break.
    pub fn line_span(&self, file: FileId, line: usize) -> Option<Span> {
        let lines = self.lines(file);
        let start = *lines.get(line.checked_sub(1)?)? as usize;
        let end = lines.get(line).map_or(self.text(file).len(), |next| *next as usize);
        Some(Span::new(start, end))
    }

    fn lines(&self, file: FileId) -> &[u32] {
        let file = &self.files[file.0 as usize];
        file.lines.get_or_init(|| {
            let breaks = file.text.match_indices('\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let mut files = Files::new();
        let file = files.add("a.yaml", "é: x\r\n\nlast");
        let place = |offset| (files.line(file, offset), files.column(file, offset));
        assert_eq!(
            [place(0), place(2), place(4), place(7), place(8), place(12), place(99)],
            [(1, 1), (1, 2), (1, 4), (2, 1), (3, 1), (3, 5), (3, 5)]
        );
        assert_eq!(files.line_count(file), 3);
        let line = |line| files.line_span(file, line).map(|span| &files.text(file)[span.range()]);
        assert_eq!(
            [line(0), line(1), line(2), line(3), line(4)],
            [None, Some("é: x\r\n"), Some("\n"), Some("last"), None]
        );
    }

    #[test]
    fn an_empty_text_has_one_line() {
        let mut files = Files::new();
        let file = files.add("a.yaml", "");
        assert_eq!((files.line(file, 0), files.column(file, 0), files.line_count(file)), (1, 1, 1));
        assert_eq!(files.line_span(file, 1), Some(Span::new(0, 0)));
    }
}
