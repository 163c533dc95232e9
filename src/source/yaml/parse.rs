//! Text into a tree: the events of the YAML parser with everything refused that has no use here.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StructureStyle, options};

use crate::source::Span;

use super::codes::{
    CONTROL_CHARACTER, EMPTY_FILE, FILE_TOO_LARGE, KEY_NOT_TEXT, SECOND_DOCUMENT, TOO_DEEP, YAML_ALIAS, YAML_ANCHOR,
    YAML_TAG,
};
use super::{Document, Entry, Node, Style, Value, YamlError, check, plain, recover, syntax};

/// Files above this size are refused.
pub const MAX_BYTES: usize = 4 << 20;

/// Lists and maps may be nested this deep.
pub const MAX_DEPTH: usize = 64;

/// Reading goes on after a mistake until so many were found.
pub(super) const MAX_ERRORS: usize = 20;

/// Reads one document. After a mistake the rest of the text is still looked through, so that several can be reported
/// at once; they come in source order.
pub fn parse(text: &str) -> Result<Document<'_>, Vec<YamlError>> {
    if text.len() > MAX_BYTES {
        return Err(vec![too_large(text.len())]);
    }
    if has_control_characters(text) {
        if let Some(error) = control_character(text) {
            return Err(vec![error]);
        }
    } else if let Some(document) = plain::read(text) {
        return Ok(document);
    }
    let mut errors = match attempt(text) {
        Ok(document) => return Ok(document),
        Err(stop) => recover::continue_after(text, stop, MAX_ERRORS, &attempt),
    };
    errors.sort_by_key(|error| error.span);
    errors.truncate(MAX_ERRORS);
    Err(errors)
}

/// Why one pass over the text gave no document.
pub(super) struct Stop {
    /// What was refused on the way.
    pub refused: Vec<YamlError>,
    /// Where the parser could not go on; not set when it reached the end.
    pub broken: Option<Box<YamlError>>,
}

pub(super) fn attempt(text: &str) -> Result<Document<'_>, Stop> {
    let mut builder = Builder::new(text);
    let options = options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH + 1,
        block_nesting_limit: MAX_DEPTH + 1,
    };
    let mut broken = None;
    for next in Parser::new_from_str_with_options(text, options) {
        let step = match next {
            Ok((event, span)) => {
                if let Some(tag) = span.tag_span() {
                    builder.refuse(refused(
                        YAML_TAG,
                        Span::of(&tag),
                        "tags are not read",
                        "remove it: the type follows from the field",
                    ));
                }
                builder.event(event, Span::of(&span))
            }
            Err(error) => Err(builder.explain(&error)),
        };
        if let Err(error) = step {
            broken = Some(Box::new(error));
            break;
        }
    }
    builder.finish(broken)
}

impl Span {
    fn of(span: &granit_parser::Span) -> Self {
        let range = span.byte_range().unwrap_or_default();
        Self::new(range.start, range.end)
    }
}

/// A list or map that is still open.
pub(super) struct Frame<'a> {
    /// Its first byte.
    pub start: usize,
    /// Whether it stands in brackets.
    pub flow: bool,
    shape: Shape<'a>,
}

enum Shape<'a> {
    Sequence(Vec<Node<'a>>),
    Mapping { entries: Vec<Entry<'a>>, key: Option<Node<'a>> },
}

/// The state between two events.
pub(super) struct Builder<'a> {
    /// The whole text.
    pub text: &'a str,
    /// What is open, outermost first.
    pub open: Vec<Frame<'a>>,
    /// The last scalar.
    pub scalar: Span,
    /// End of the last event.
    pub end: usize,
    root: Option<Node<'a>>,
    comments: Vec<Span>,
    errors: Vec<YamlError>,
    documents: usize,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            open: Vec::new(),
            scalar: Span::default(),
            end: 0,
            root: None,
            comments: Vec::new(),
            errors: Vec::new(),
            documents: 0,
        }
    }

    fn event(&mut self, event: Event<'a>, span: Span) -> Result<(), YamlError> {
        match event {
            Event::DocumentStart(..) => self.document(span)?,
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse(refused(YAML_ALIAS, span, "aliases are not read", "write the value out where it is used"));
                self.add(Node::new(span, Value::Scalar { text: "alias".into(), style: Style::SingleQuoted }));
            }
            Event::Anchor(..) => {
                self.refuse(refused(YAML_ANCHOR, span, "anchors are not read", "remove it: nothing can refer to it"));
                return Ok(());
            }
            Event::Comment(..) => {
                self.comments.push(span);
                return Ok(());
            }
            Event::Scalar(text, style, _, _) => self.scalar(text, style, span),
            Event::SequenceStart(style, _, _) => self.start(span, style, Shape::Sequence(Vec::new()))?,
            Event::MappingStart(style, _, _) => {
                self.start(span, style, Shape::Mapping { entries: Vec::new(), key: None })?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => {}
        }
        self.end = self.end.max(span.end as usize);
        Ok(())
    }

    fn document(&mut self, span: Span) -> Result<(), YamlError> {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        Err(YamlError::new(SECOND_DOCUMENT, span, "a second document starts here")
            .label("one file holds one document")
            .help("move what follows into a file of its own, or remove the `---`"))
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, span: Span) {
        let node = match style {
            ScalarStyle::Plain if span.is_empty() => {
                let place = self.absent(span.start as usize);
                Node::new(Span::new(place, place), Value::Scalar { text: "".into(), style: Style::Plain })
            }
            ScalarStyle::Plain => {
                let mut node = Node::new(span, Value::Scalar { text, style: Style::Plain });
                node.comment = comment_after(self.text, span.end as usize);
                node
            }
            ScalarStyle::SingleQuoted => Node::new(span, Value::Scalar { text, style: Style::SingleQuoted }),
            ScalarStyle::DoubleQuoted => Node::new(span, Value::Scalar { text, style: Style::DoubleQuoted }),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let span = self.block(span, text.trim_ascii().is_empty());
                let style = if style == ScalarStyle::Literal { Style::Literal } else { Style::Folded };
                Node::new(span, Value::Scalar { text, style })
            }
        };
        self.scalar = node.span;
        self.add(node);
    }

    /// The place of an absent value: right behind its colon or dash.
    fn absent(&self, at: usize) -> usize {
        match self.open.last().map(|frame| (&frame.shape, frame.start)) {
            Some((Shape::Mapping { key: Some(key), .. }, _)) => {
                let end = key.span.end as usize;
                self.behind(end, ':').unwrap_or(end)
            }
            Some((Shape::Sequence(items), start)) => self.item(items, start).unwrap_or(at),
            Some((Shape::Mapping { key: None, .. }, _)) | None => self.text[..at].trim_ascii_end().len(),
        }
    }

    /// The dash that a block sequence starts with; the parser gives a later place when a comment follows the dash.
    fn first_dash(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with('-') && !rest[1..].starts_with(|c: char| !c.is_ascii_whitespace()) {
            return at;
        }
        let from = match self.open.last().map(|frame| (&frame.shape, frame.start)) {
            Some((Shape::Sequence(items), start)) => self.item(items, start).unwrap_or(at),
            Some((Shape::Mapping { .. }, _)) => self.behind(self.end, ':').unwrap_or(self.end),
            None => 0,
        };
        self.behind(from, '-').map_or(at, |behind| behind - 1)
    }

    /// The byte behind the dash of the item that follows `items` in a block sequence.
    fn item(&self, items: &[Node], start: usize) -> Option<usize> {
        self.behind(items.last().map_or(start, |item| item.span.end as usize), '-')
    }

    /// The byte behind `mark` when it is the next thing after white space and comments.
    fn behind(&self, from: usize, mark: char) -> Option<usize> {
        let mut rest = self.text[from..].trim_ascii_start();
        while rest.starts_with('#') {
            rest = rest.split_once('\n')?.1.trim_ascii_start();
        }
        rest.starts_with(mark).then(|| self.text.len() - rest.len() + 1)
    }

    /// The content of a block scalar, or its `|` when it has none.
    fn block(&self, span: Span, empty: bool) -> Span {
        let content = &self.text[span.range()];
        if !empty {
            let start = span.start as usize + content.len() - content.trim_ascii_start().len();
            return Span::new(start, start + content.trim_ascii().len());
        }
        let before = self.text.get(self.end..span.end as usize).unwrap_or_default();
        match before.find(['|', '>']) {
            Some(offset) => {
                let header = &self.text[self.end + offset + 1..];
                let length = header.find(|c: char| !c.is_ascii_digit() && c != '+' && c != '-').unwrap_or(header.len());
                Span::new(self.end + offset, self.end + offset + 1 + length)
            }
            None => self.trimmed(span),
        }
    }

    fn trimmed(&self, span: Span) -> Span {
        let (start, text) = (span.start as usize, &self.text[span.range()]);
        Span::new(start, start + text.trim_ascii_end().len())
    }

    fn start(&mut self, span: Span, style: StructureStyle, shape: Shape<'a>) -> Result<(), YamlError> {
        if self.open.len() >= MAX_DEPTH {
            let character = self.text[span.start as usize..].chars().next().map_or(0, char::len_utf8);
            return Err(too_deep(Span::new(span.start as usize, span.start as usize + character)));
        }
        let flow = style == StructureStyle::Flow;
        let mut start = span.start as usize;
        if !flow {
            if matches!(shape, Shape::Sequence(_)) {
                start = self.first_dash(start);
            }
            self.refuse_tabs(start);
        }
        self.open.push(Frame { start, flow, shape });
        Ok(())
    }

    /// Tabs before a block that starts in this column.
    fn refuse_tabs(&mut self, start: usize) {
        let line = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        if let Some(tab) = self.text[line..start].find('\t') {
            let end = self.text[line + tab..].find(|c: char| c != '\t').unwrap_or(1);
            self.refuse(syntax::tab_error(Span::new(line + tab, line + tab + end)));
        }
    }

    fn close(&mut self, span: Span) {
        let Some(Frame { start, flow, shape }) = self.open.pop() else { return };
        let (last, value) = match shape {
            Shape::Sequence(items) => {
                if flow {
                    check::comma_in_list(self.text, &items, &mut self.errors);
                }
                (items.last().map(|item| item.span.end), Value::Sequence(items))
            }
            Shape::Mapping { entries, .. } => {
                if flow {
                    check::comma_in_map(self.text, &entries, &mut self.errors);
                }
                check::duplicates(&entries, &mut self.errors);
                (entries.last().map(|entry| entry.value.span.end), Value::Mapping(entries))
            }
        };
        let end = if flow { span.end } else { last.unwrap_or(span.end) };
        self.add(Node::new(self.trimmed(Span::new(start, end.max(start as u32) as usize)), value));
    }

    fn add(&mut self, node: Node<'a>) {
        match self.open.last_mut().map(|frame| &mut frame.shape) {
            None => self.root = Some(node),
            Some(Shape::Sequence(items)) => items.push(node),
            Some(Shape::Mapping { entries, key }) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => {
                    let error = key_not_text(self.text, &node);
                    *key = Some(node);
                    if let Some(error) = error {
                        self.refuse(error);
                    }
                }
            },
        }
    }

    fn refuse(&mut self, error: YamlError) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }

    fn explain(&self, error: &ScanError) -> YamlError {
        syntax::explain(error, self)
    }

    fn finish(self, broken: Option<Box<YamlError>>) -> Result<Document<'a>, Stop> {
        let mut stop = Stop { refused: self.errors, broken };
        match self.root {
            Some(root) if stop.refused.is_empty() && stop.broken.is_none() && !root.is_absent() => {
                Ok(Document { root, comments: self.comments })
            }
            _ => {
                if stop.refused.is_empty() && stop.broken.is_none() {
                    stop.refused.push(empty(self.comments.is_empty()));
                }
                Err(stop)
            }
        }
    }
}

/// The comment that starts after at least one blank on the line that a plain scalar ends on.
pub(super) fn comment_after(text: &str, end: usize) -> Option<Span> {
    let rest = &text[end..];
    let after = rest.trim_start_matches([' ', '\t']);
    if after.len() == rest.len() || !after.starts_with('#') {
        return None;
    }
    let start = text.len() - after.len();
    let line = after.find(['\n', '\r']).unwrap_or(after.len());
    Some(Span::new(start, start + line))
}

fn key_not_text(text: &str, key: &Node) -> Option<YamlError> {
    if key.text().is_some() && !key.is_absent() {
        return None;
    }
    let error = YamlError::new(KEY_NOT_TEXT, key.span, "a key must be text");
    let braces = text[..key.span.start as usize].ends_with('{') && text[key.span.range()].starts_with('{');
    Some(match braces {
        true => error.label("`{{` starts a map in a map").help("quote text that holds braces: \"{{ … }}\""),
        false => error.label("not text").help("write the key as one word, or in quotes"),
    })
}

fn refused(code: crate::diagnostic::Code, span: Span, message: &str, help: &str) -> YamlError {
    YamlError::new(code, span, message).help(help)
}

pub(super) fn too_deep(span: Span) -> YamlError {
    YamlError::new(TOO_DEEP, span, format!("lists and maps are nested deeper than {MAX_DEPTH}"))
        .label("one level too many")
        .help("no revision needs this: look for brackets that are never closed")
}

fn too_large(bytes: usize) -> YamlError {
    let message = format!("the file has {bytes} bytes; at most {MAX_BYTES} are read");
    YamlError::new(FILE_TOO_LARGE, Span::default(), message).help("split it into several files")
}

fn empty(no_comment: bool) -> YamlError {
    let message = if no_comment { "the file is empty" } else { "the file holds comments only" };
    YamlError::new(EMPTY_FILE, Span::default(), message).help("fill it, or delete it")
}

/// Whether there is any but line feeds, also those that are allowed. Looks at every byte: that takes less time.
pub(super) fn has_control_characters(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | ((byte < b' ') & (byte != b'\n')) | (byte == 0x7f))
}

fn control_character(text: &str) -> Option<YamlError> {
    let bytes = text.as_bytes();
    let refused = |(at, byte): (usize, &u8)| match *byte {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        b'\t' | b'\n' => false,
        byte => byte < b' ' || byte == 0x7f,
    };
    let at = bytes.iter().enumerate().position(refused)?;
    let code = bytes[at];
    Some(
        YamlError::new(CONTROL_CHARACTER, Span::new(at, at + 1), format!("control character 0x{code:02x} in the text"))
            .help(format!("write it as an escape in double quotes: \"\\x{code:02x}\"")),
    )
}
