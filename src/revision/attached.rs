//! SQL that stands in a file beside the revision: `{file: views/open_tickets.sql}` in place of the text.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::FileId;
use crate::source::yaml::{Entry, Node, Style, Value};

/// Finds the text of a file that a revision names.
pub trait Attachments: std::fmt::Debug {
    /// The text, or why there is none; `revision` is the name of the revision file.
    fn text(&self, revision: &str, path: &str) -> Result<String, Unread>;
}

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A file that a revision names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Where it is, from the folder of the revision.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Fields whose text may stand in a file, alone or for each dialect.
const FIELDS: &[&str] = &["body", "query", "sql"];

/// The field whose rows may stand in a file.
const ROWS: &str = "rows";

/// Puts the texts of files in the place of their names, and gives the files. Places stay those of the names.
pub(super) fn attach(
    node: &mut Node,
    (attachments, revision): (&dyn Attachments, &str),
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Vec<Attached> {
    let mut walk = Walk { attachments, revision, file, diagnostics, found: Vec::new() };
    walk.node(node);
    walk.found
}

struct Walk<'a> {
    attachments: &'a dyn Attachments,
    revision: &'a str,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
    found: Vec<Attached>,
}

impl Walk<'_> {
    fn node(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Scalar { .. } => {}
            Value::Sequence(items) => items.iter_mut().for_each(|item| self.node(item)),
            Value::Mapping(entries) => entries.iter_mut().for_each(|entry| self.entry(entry)),
        }
    }

    fn entry(&mut self, entry: &mut Entry) {
        if entry.name() == ROWS && is_file(&entry.value) {
            return self.put_beside(&mut entry.value);
        }
        if !FIELDS.contains(&entry.name()) {
            return self.node(&mut entry.value);
        }
        if is_file(&entry.value) {
            return self.put(&mut entry.value);
        }
        if let Value::Mapping(dialects) = &mut entry.value.value {
            let texts = dialects.iter_mut().map(|dialect| &mut dialect.value);
            texts.filter(|node| is_file(node)).for_each(|node| self.put(node));
        }
    }

    fn put(&mut self, node: &mut Node) {
        // As in a block of YAML.
        let found = self.text(node).map(|found| Attached { text: found.text.replace("\r\n", "\n"), ..found });
        let text = found.as_ref().map(|found| found.text.clone());
        self.found.extend(found);
        // Without one, something to read on with.
        let text = text.unwrap_or_else(|| "SELECT 1".to_string());
        node.value = Value::Scalar { text: Cow::Owned(text), style: Style::Literal };
    }

    /// Rows keep the name of their file: messages about them say it.
    fn put_beside(&mut self, node: &mut Node) {
        let Some(found) = self.text(node) else { return };
        let text = found.text.clone();
        self.found.push(found);
        let scalar =
            |text: String| Node::new(node.span, Value::Scalar { text: Cow::Owned(text), style: Style::Literal });
        let entry = Entry { key: scalar("$text".to_string()), value: scalar(text) };
        if let Value::Mapping(entries) = &mut node.value {
            entries.push(entry);
        }
    }

    /// The file that a node names; none, with a message, if there is none.
    fn text(&mut self, node: &Node) -> Option<Attached> {
        let path = node.get("file").and_then(Node::text).unwrap_or_default();
        let unread = match self.attachments.text(self.revision, path) {
            Ok(text) => return Some(Attached { path: path.to_string(), text }),
            Err(unread) => unread,
        };
        let place = node.get("file").map_or(node.span, |path| path.span);
        let diagnostic = Diagnostic::error(Code("wrong-file"), unread.message).at(self.file, place, "");
        self.diagnostics.push(diagnostic.help(unread.help));
        None
    }
}

/// Whether a node names a file and nothing else.
fn is_file(node: &Node) -> bool {
    matches!(node.entries(), [only] if only.name() == "file" && only.value.text().is_some())
}
