//! What is YAML but never meant: duplicate keys, and text that a comma took apart.

use std::collections::BTreeMap;

use crate::source::Span;

use super::codes::{COMMA_IN_FLOW, DUPLICATE_KEY};
use super::error::quote_help;
use super::parse::MAX_ERRORS;
use super::{Entry, Node, Style, Value, YamlError};

/// A text is not looked for in more pieces than this.
const PIECES: usize = 16;

/// Above so many keys a sorted set is faster than comparing each with each.
const FEW: usize = 16;

/// Reports every key that stood in the map before.
pub(super) fn duplicates(entries: &[Entry], errors: &mut Vec<YamlError>) {
    if entries.len() <= FEW {
        for (position, entry) in entries.iter().enumerate() {
            if let Some(first) = entries[..position].iter().find(|first| first.name() == entry.name()) {
                errors.push(duplicate(entry, first.key.span));
            }
        }
        return;
    }
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for entry in entries {
        if errors.len() >= MAX_ERRORS {
            return;
        }
        if let Some(first) = seen.get(entry.name()) {
            errors.push(duplicate(entry, *first));
        } else {
            seen.insert(entry.name(), entry.key.span);
        }
    }
}

fn duplicate(entry: &Entry, first: Span) -> YamlError {
    YamlError::new(DUPLICATE_KEY, entry.key.span, format!("duplicate key `{}`", entry.name()))
        .label("stands here again")
        .also(first, "first written here")
        .help("keep one of the two")
}

/// Reports `{type: numeric(10,2)}`: a plain value with an open parenthesis, then keys without a value that close it.
pub(super) fn comma_in_map(text: &str, entries: &[Entry], errors: &mut Vec<YamlError>) {
    let mut rest = entries;
    while let [first, after @ ..] = rest
        && errors.len() < MAX_ERRORS
    {
        rest = after;
        let mut depth = open_parentheses(&first.value);
        for (position, entry) in after.iter().enumerate().take(PIECES) {
            if depth <= 0 || !entry.value.is_absent() || plain(&entry.key).is_none() {
                break;
            }
            depth += parentheses(entry.name());
            if depth <= 0 {
                errors.push(comma(text, Span { start: first.value.span.start, end: entry.key.span.end }));
                rest = &after[position + 1..];
            }
        }
    }
}

/// The same in a list: `[lower(a,b), c]`.
pub(super) fn comma_in_list(text: &str, items: &[Node], errors: &mut Vec<YamlError>) {
    let mut rest = items;
    while let [first, after @ ..] = rest
        && errors.len() < MAX_ERRORS
    {
        rest = after;
        let mut depth = open_parentheses(first);
        for (position, item) in after.iter().enumerate().take(PIECES) {
            let Some(part) = plain(item).filter(|_| depth > 0) else { break };
            depth += parentheses(part);
            if depth <= 0 {
                errors.push(comma(text, Span { start: first.span.start, end: item.span.end }));
                rest = &after[position + 1..];
            }
        }
    }
}

fn comma(text: &str, span: Span) -> YamlError {
    YamlError::new(COMMA_IN_FLOW, span, "a comma ends the value here: text with a comma needs quotes")
        .label("read as several values")
        .help(quote_help(&text[span.range()]))
}

fn plain<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Scalar { text, style: Style::Plain } => Some(text),
        _ => None,
    }
}

fn open_parentheses(node: &Node) -> i32 {
    plain(node).map_or(0, parentheses)
}

fn parentheses(text: &str) -> i32 {
    text.bytes().fold(0, |depth, byte| match byte {
        b'(' => depth + 1,
        b')' => depth - 1,
        _ => depth,
    })
}
