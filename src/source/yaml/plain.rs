//! A short way for the YAML that revisions are written in: block maps and lists, maps and lists in brackets on one
//! line, scalars on one line, blocks after `|`. Text that holds anything else, or a mistake, goes the long way through
//! the YAML parser; a text that both can read gives the same document (docs/decisions/0012).

use std::borrow::Cow;

use crate::source::Span;

use super::parse::{MAX_DEPTH, comment_after};
use super::{Document, Entry, Node, Style, Value, check};

/// The document, if the text needs no more than this reader knows. It has no control characters but line feeds.
pub(super) fn read(text: &str) -> Option<Document<'_>> {
    // The first byte of a byte order mark, among others.
    if text.as_bytes().contains(&0xef) {
        return None;
    }
    let mut reader = Reader { text, line: 0, at: 0, comments: Vec::new() };
    reader.next_content(0)?;
    let root = reader.block(0, 0)?;
    (reader.is_done() && reader.column() == 0).then_some(Document { root, comments: reader.comments })
}

/// Stands on the first byte of what comes next, behind blanks and comments.
struct Reader<'a> {
    text: &'a str,
    /// First byte of the line.
    line: usize,
    at: usize,
    comments: Vec<Span>,
}

impl<'a> Reader<'a> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn column(&self) -> usize {
        self.at - self.line
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..].find('\n').map_or(self.text.len(), |length| from + length)
    }

    fn skip_blanks(&self, from: usize) -> usize {
        from + self.text.as_bytes()[from..].iter().take_while(|byte| **byte == b' ').count()
    }

    /// Whether the byte ends a word: a blank, a line break, or the end of the text.
    fn is_gap(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b' ' | b'\n'))
    }

    /// Goes to the next line with content, from the start of a line; to the end of the text where there is none.
    fn next_content(&mut self, line: usize) -> Option<()> {
        self.line = line;
        loop {
            self.at = self.skip_blanks(self.line);
            match self.byte(self.at) {
                None => {
                    self.line = self.at;
                    return Some(());
                }
                Some(b'\n') => self.line = self.at + 1,
                Some(b'#') => {
                    let end = self.comment(self.at);
                    self.line = (end + 1).min(self.text.len());
                }
                // Marks of documents and directives.
                Some(b'-' | b'.' | b'%') if self.column() == 0 && !self.is_item() => return None,
                Some(_) => return Some(()),
            }
        }
    }

    /// Takes the comment that starts here; gives its end.
    fn comment(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        self.comments.push(Span::new(start, end));
        end
    }

    /// Ends a line behind a value: nothing but blanks and a comment may follow.
    fn end_line(&mut self, from: usize) -> Option<()> {
        let at = self.skip_blanks(from);
        let end = match self.byte(at) {
            None | Some(b'\n') => at,
            Some(b'#') if at > from => self.comment(at),
            Some(_) => return None,
        };
        self.next_content((end + 1).min(self.text.len()))
    }

    /// Whether a dash of a list stands here.
    fn is_item(&self) -> bool {
        self.byte(self.at) == Some(b'-') && self.is_gap(self.at + 1)
    }

    /// The block list or map that starts here, in this column.
    fn block(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        if depth >= MAX_DEPTH || self.column() != column || self.is_done() {
            return None;
        }
        if self.is_item() { self.list(column, depth) } else { self.map(column, depth) }
    }

    fn list(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        let start = self.at;
        let mut items = Vec::new();
        while !self.is_done() && self.column() == column && self.is_item() {
            let behind = self.at + 1;
            let inner = self.skip_blanks(behind);
            let item = if inner > behind && self.begins_map(inner) {
                self.at = inner;
                self.block(self.column(), depth + 1)?
            } else {
                self.value(behind, column, None, depth)?
            };
            items.push(item);
        }
        let end = items.last().map_or(start, |item| item.span.end as usize);
        self.leaves(column).then(|| Node::new(Span::new(start, end), Value::Sequence(items)))
    }

    fn map(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        let start = self.at;
        let mut entries = Vec::new();
        while !self.is_done() && self.column() == column && !self.is_item() {
            let key = self.scalar(self.at, false)?;
            let colon = key.span.end as usize;
            if self.byte(colon) != Some(b':') || !self.is_gap(colon + 1) {
                return None;
            }
            let value = self.value(colon + 1, column, Some(column), depth)?;
            entries.push(Entry { key, value });
        }
        let mut errors = Vec::new();
        check::duplicates(&entries, &mut errors);
        let end = entries.last().map_or(start, |entry| entry.value.span.end as usize);
        let whole = self.leaves(column) && errors.is_empty();
        whole.then(|| Node::new(Span::new(start, end), Value::Mapping(entries)))
    }

    /// Whether what comes next belongs to something further out.
    fn leaves(&self, column: usize) -> bool {
        self.is_done() || self.column() < column || (self.column() == column && !self.is_item())
    }

    /// Whether a scalar with a colon stands here.
    fn begins_map(&self, at: usize) -> bool {
        let end = self.scalar_end(at, false);
        end.is_some_and(|end| self.byte(end) == Some(b':') && self.is_gap(end + 1))
    }

    /// The value behind a dash or a colon of something in this column; a list may stand in the column `level`.
    fn value(&mut self, from: usize, column: usize, level: Option<usize>, depth: usize) -> Option<Node<'a>> {
        let at = self.skip_blanks(from);
        match self.byte(at) {
            None | Some(b'\n' | b'#') => self.below(from, column, level, depth),
            Some(b'|') => self.literal(at, column),
            Some(b'[' | b'{') => {
                let node = self.flow(at, depth + 1)?;
                self.end_line(node.span.end as usize)?;
                self.stays_within(column, node)
            }
            Some(_) => {
                let mut node = self.scalar(at, false)?;
                let end = node.span.end as usize;
                if matches!(node.value, Value::Scalar { style: Style::Plain, .. }) {
                    node.comment = comment_after(self.text, end);
                }
                self.end_line(end)?;
                self.stays_within(column, node)
            }
        }
    }

    /// What is indented further goes on with the value, which only the parser can read.
    fn stays_within(&self, column: usize, node: Node<'a>) -> Option<Node<'a>> {
        (self.is_done() || self.column() <= column).then_some(node)
    }

    /// The value on the lines below, or the absent one.
    fn below(&mut self, from: usize, column: usize, level: Option<usize>, depth: usize) -> Option<Node<'a>> {
        self.end_line(from)?;
        let nested = self.column() > column || (level == Some(self.column()) && self.is_item());
        if !self.is_done() && nested {
            return self.block(self.column(), depth + 1);
        }
        Some(Node::new(Span::new(from, from), Value::Scalar { text: Cow::Borrowed(""), style: Style::Plain }))
    }

    /// The block of lines after a `|`.
    fn literal(&mut self, bar: usize, column: usize) -> Option<Node<'a>> {
        if self.byte(bar + 1) != Some(b'\n') {
            return None;
        }
        let first = bar + 2;
        let indent = self.skip_blanks(first) - first;
        if indent <= column || matches!(self.byte(first + indent), None | Some(b'\n')) {
            return None;
        }
        let mut text = String::new();
        let (mut line, mut end) = (first, first);
        while line < self.text.len() {
            let start = self.skip_blanks(line);
            let stop = self.line_end(start);
            match start - line {
                _ if start == self.text.len() => return None,
                blanks if start == stop && blanks <= indent => {}
                _ if start == stop => return None,
                blanks if blanks >= indent => {
                    text.extend(std::iter::repeat_n('\n', self.text[end..line].matches('\n').count()));
                    text.push_str(&self.text[line + indent..stop]);
                    end = stop;
                }
                _ => break,
            }
            if stop == self.text.len() {
                return None;
            }
            line = stop + 1;
        }
        self.next_content(line)?;
        let content = self.text[first + indent..end].trim_ascii_end();
        text.push('\n');
        let span = Span::new(first + indent, first + indent + content.len());
        self.stays_within(column, Node::new(span, Value::Scalar { text: text.into(), style: Style::Literal }))
    }

    /// A list or map in brackets, or a scalar in one.
    fn flow(&self, at: usize, depth: usize) -> Option<Node<'a>> {
        if depth >= MAX_DEPTH {
            return None;
        }
        let mut errors = Vec::new();
        let (end, value) = match self.byte(at)? {
            b'[' => {
                let mut items = Vec::new();
                let end = self.listed(at, b']', |start| {
                    let item = self.flow(start, depth + 1)?;
                    let end = item.span.end as usize;
                    items.push(item);
                    Some(end)
                })?;
                check::comma_in_list(self.text, &items, &mut errors);
                (end, Value::Sequence(items))
            }
            b'{' => {
                let mut entries = Vec::new();
                let end = self.listed(at, b'}', |start| {
                    let key = self.scalar(start, true)?;
                    let colon = key.span.end as usize;
                    if self.byte(colon) != Some(b':') || self.byte(colon + 1) != Some(b' ') {
                        return None;
                    }
                    let value = self.flow(self.skip_blanks(colon + 1), depth + 1)?;
                    let end = value.span.end as usize;
                    entries.push(Entry { key, value });
                    Some(end)
                })?;
                check::comma_in_map(self.text, &entries, &mut errors);
                check::duplicates(&entries, &mut errors);
                (end, Value::Mapping(entries))
            }
            _ => return self.scalar(at, true),
        };
        errors.is_empty().then(|| Node::new(Span::new(at, end), value))
    }

    /// Reads what stands between brackets and commas; gives the end.
    fn listed(&self, open: usize, close: u8, mut one: impl FnMut(usize) -> Option<usize>) -> Option<usize> {
        let mut at = self.skip_blanks(open + 1);
        if self.byte(at) == Some(close) {
            return Some(at + 1);
        }
        loop {
            let end = self.skip_blanks(one(at)?);
            match self.byte(end)? {
                b',' if self.byte(end + 1) == Some(b' ') => at = self.skip_blanks(end + 1),
                found if found == close => return Some(end + 1),
                _ => return None,
            }
        }
    }

    fn scalar(&self, at: usize, flow: bool) -> Option<Node<'a>> {
        let end = self.scalar_end(at, flow)?;
        let written = &self.text[at..end];
        let (text, style) = match written.as_bytes()[0] {
            b'\'' => (single_quoted(&written[1..written.len() - 1]), Style::SingleQuoted),
            b'"' => (written[1..written.len() - 1].into(), Style::DoubleQuoted),
            _ => (written.into(), Style::Plain),
        };
        Some(Node::new(Span::new(at, end), Value::Scalar { text, style }))
    }

    /// The end of the scalar that starts here and ends on its line: behind its quote, before its colon, or behind its
    /// last word.
    fn scalar_end(&self, at: usize, flow: bool) -> Option<usize> {
        match self.byte(at)? {
            quote @ (b'\'' | b'"') => self.quoted_end(at, quote),
            first if first.is_ascii_alphanumeric() || matches!(first, b'_' | b'/' | b'.' | b'(') || first >= 0x80 => {
                self.plain_end(at, flow)
            }
            b'-' if self.byte(at + 1)?.is_ascii_digit() => self.plain_end(at, flow),
            _ => None,
        }
    }

    fn quoted_end(&self, at: usize, quote: u8) -> Option<usize> {
        let mut end = at + 1;
        loop {
            match self.byte(end)? {
                b'\n' => return None,
                b'\\' if quote == b'"' => return None,
                byte if byte != quote => end += 1,
                _ if quote == b'\'' && self.byte(end + 1) == Some(b'\'') => end += 2,
                _ => return Some(end + 1),
            }
        }
    }

    fn plain_end(&self, at: usize, flow: bool) -> Option<usize> {
        let (mut next, mut end) = (at, at);
        while let Some(byte) = self.byte(next) {
            match byte {
                b'\n' => break,
                b' ' => {}
                b'#' if end < next => break,
                b':' if self.is_gap(next + 1) => return (end == next).then_some(end),
                b':' if flow && matches!(self.byte(next + 1), Some(b',' | b'[' | b']' | b'{' | b'}')) => return None,
                b',' | b']' | b'}' if flow => break,
                b'[' | b'{' if flow => return None,
                _ => end = next + 1,
            }
            next += 1;
        }
        Some(end)
    }
}

/// The text between single quotes, where two of them are one.
fn single_quoted(written: &str) -> Cow<'_, str> {
    if written.contains('\'') { written.replace("''", "'").into() } else { written.into() }
}
