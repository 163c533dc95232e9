//! Texts that need no revision: the query that asks a database where it is, the version table on its own.

use super::Renderer;
use super::template::ScriptValues;
use crate::diagnostic::{Code, Diagnostic};

/// What can be rendered without a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The query for the version rows.
    Current,
    /// The command that runs a FILE.
    Run,
    /// A script that makes the version table where there is none.
    EnsureVersion,
}

impl Renderer<'_> {
    /// Renders a text that needs no revision.
    pub fn page(&self, page: Page) -> Result<String, Diagnostic> {
        let name = match page {
            Page::Current => "current",
            Page::Run => "_run",
            Page::EnsureVersion => "ensure_version",
        };
        let nothing = ScriptValues::new(&serde_json::Map::new());
        self.templates.text(name, &nothing).map_err(|error| {
            Diagnostic::error(Code("template"), format!("template {}: {}", error.place, error.message))
                .help("mend the template, or remove the folder that overrides it")
        })
    }
}
