//! The texts that diagnostics can point into. Does not read the disk: `project` adds what it loaded.

use std::sync::Arc;

/// One file of [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

#[derive(Debug)]
struct File {
    name: Arc<str>,
    text: Arc<str>,
}

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
        self.files.push(File { name: name.into(), text: text.into() });
        FileId(self.files.len() as u32 - 1)
    }

    /// The name shown to the user: a path relative to the project.
    pub fn name(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].name
    }

    /// The whole text.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, file: FileId, offset: u32) -> usize {
        let text = self.text(file).as_bytes();
        let end = (offset as usize).min(text.len());
        text[..end].iter().filter(|byte| **byte == b'\n').count() + 1
    }
}
