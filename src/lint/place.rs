//! Where findings stand in the YAML: the file is read again, since operations keep no positions.

use std::ops::Range;

use crate::plan::Origin;
use crate::source::yaml::{self, Document, Entry, Node, ReadContext, Value};
use crate::source::{FileId, Files, Path, Span};
use crate::sql::{Syntax, broken, statements};

/// Looks up places; keeps the file of the last question.
#[derive(Debug)]
pub(super) struct Places<'a> {
    files: &'a Files,
    context: &'a ReadContext,
    last: Option<(FileId, Option<Document<'a>>)>,
}

impl<'a> Places<'a> {
    pub(super) fn new(files: &'a Files, context: &'a ReadContext) -> Self {
        Self { files, context, last: None }
    }

    /// The item of a list of operations whose operation has its key at the origin.
    fn item(&mut self, origin: Origin) -> Option<&Node<'a>> {
        if self.last.as_ref().is_none_or(|(file, _)| *file != origin.file) {
            let document = yaml::parse(self.files.text(origin.file)).ok();
            self.last = Some((origin.file, document));
        }
        let (_, document) = self.last.as_ref()?;
        item_of(&document.as_ref()?.root, origin.key)
    }

    /// Where a finding about a whole revision stands.
    pub(super) fn first_line(&self, file: FileId) -> Span {
        let text = self.files.text(file);
        Span::new(0, text.find('\n').unwrap_or(text.len()))
    }

    fn body(&mut self, origin: Origin) -> Option<&Node<'a>> {
        self.item(origin)?.entries().iter().find(|entry| entry.key.span == origin.key).map(|entry| &entry.value)
    }

    /// The value of a field of the operation.
    pub(super) fn field(&mut self, origin: Origin, path: &[&str]) -> Option<Span> {
        let path = path.iter().fold(Path::root(), |path, key| path.key(*key));
        let span = self.body(origin)?.find(&path)?.span;
        (!span.is_empty()).then_some(span)
    }

    /// The name of a rule in the `accept` of the operation.
    pub(super) fn acceptance(&mut self, origin: Origin, rule: &str) -> Option<Span> {
        Some(self.item(origin)?.get("accept")?.entry(rule)?.key.span)
    }

    /// Bytes of the statement at `index` of the operation's raw text.
    pub(super) fn raw(&mut self, origin: Origin, syntax: &Syntax, index: usize, bytes: &Range<usize>) -> Option<Span> {
        let (files, context) = (self.files, self.context);
        let node = self.body(origin)?.chosen(context);
        let whole = node.text()?;
        if whole.contains("{{") {
            // Values may have been filled in: the statement does not stand here as it was read.
            return Some(node.span);
        }
        let text = whole.trim();
        let (piece, _) = statements(text, syntax).into_iter().nth(index)?;
        let start = whole.len() - whole.trim_start().len() + piece.range.start;
        Some(written(node, files.text(origin.file), start + bytes.start..start + bytes.end))
    }

    /// The text in the operation's body that stands in `statement` and whose own tokens do not hold together.
    pub(super) fn broken_text(&mut self, origin: Origin, syntax: &Syntax, statement: &str) -> Option<Span> {
        let files = self.files;
        let mut found = None;
        visit(self.body(origin)?, &mut |node| {
            let Some(whole) = node.text().filter(|_| found.is_none()) else { return };
            let text = whole.trim();
            if !text.is_empty() && statement.contains(text) {
                let lead = whole.len() - whole.trim_start().len();
                found = broken(text, syntax).map(|broken| {
                    let bytes = lead + broken.range.start..lead + broken.range.end;
                    written(node, files.text(origin.file), bytes)
                });
            }
        });
        found
    }
}

/// The bytes of the file that bytes of a scalar's text were read from.
fn written(node: &Node, source: &str, bytes: Range<usize>) -> Span {
    let text = node.text().unwrap_or_default();
    let last = text[..bytes.end.min(text.len())].char_indices().next_back().map_or(0, |(at, _)| at);
    let start = node.source_offset(source, bytes.start) as usize;
    let end = node.source_offset(source, last.max(bytes.start)) as usize;
    let width = source[end..].chars().next().map_or(0, char::len_utf8);
    Span::new(start, end + width)
}

/// The map with a key at `key`. Nodes stand in the order of the file, so that long lists are not walked.
fn item_of<'n, 't>(node: &'n Node<'t>, key: Span) -> Option<&'n Node<'t>> {
    match &node.value {
        Value::Scalar { .. } => None,
        Value::Sequence(items) => {
            let at = items.partition_point(|item| item.span.end < key.end);
            items.get(at).and_then(|item| item_of(item, key))
        }
        Value::Mapping(entries) if entries.iter().any(|entry| entry.key.span == key) => Some(node),
        Value::Mapping(entries) => {
            let around = |entry: &&Entry| entry.value.span.start <= key.start && key.end <= entry.value.span.end;
            entries.iter().find(around).and_then(|entry| item_of(&entry.value, key))
        }
    }
}

fn visit(node: &Node, see: &mut impl FnMut(&Node)) {
    see(node);
    node.items().iter().for_each(|item| visit(item, see));
    node.entries().iter().for_each(|entry| visit(&entry.value, see));
}
