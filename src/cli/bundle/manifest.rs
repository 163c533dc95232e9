//! `manifest.json`: what a bundle is made from and what it holds, for programs. No clock, no machine, no person.

use serde::Serialize;

use crate::project::Failure;

use super::contents::{Contents, sha256_of};
use super::share::Share;

/// What is written into `manifest.json`.
#[derive(Serialize)]
pub(super) struct Manifest<'a> {
    /// Counts the changes of this layout.
    format: u32,
    /// The version of the program.
    sqlgen: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'a str>,
    databases: &'a [Share],
    /// All but this one and the list of digests.
    files: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    sha256: String,
    size: u64,
}

impl<'a> Manifest<'a> {
    pub(super) fn new(
        tag: Option<&'a str>,
        environment: Option<&'a str>,
        databases: &'a [Share],
        contents: &'a Contents,
    ) -> Result<Self, Failure> {
        let mut files = Vec::with_capacity(contents.files.len());
        for (path, text) in &contents.files {
            files.push(Listed { path, sha256: sha256_of(path, text)?, size: text.length() });
        }
        Ok(Self { format: 1, sqlgen: env!("CARGO_PKG_VERSION"), tag, environment, databases, files })
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a manifest is plain data") + "\n"
    }
}
