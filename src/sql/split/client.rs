//! Lines that are meant for the client and never reach the server.

use super::Terminator;
use crate::sql::syntax::{Client, Syntax};
use crate::sql::token::Token;

/// A client command that starts where a statement could.
pub(super) struct Command {
    /// Byte after it.
    pub end: usize,
    /// The terminator that it chooses.
    pub delimiter: Option<String>,
    /// Rows follow it.
    pub data: bool,
}

impl Command {
    fn line(text: &str, start: usize) -> Self {
        Self { end: line_end(text, start), delimiter: None, data: false }
    }
}

/// The client command at `start`, where a statement could begin.
pub(super) fn command(text: &str, start: usize, syntax: &Syntax, delimiter: Option<&str>) -> Option<Command> {
    let first = text.as_bytes()[start];
    match syntax.client {
        Client::None => None,
        Client::Backslash => (first == b'\\').then(|| backslash(text, start)),
        Client::Dot => (first == b'.').then(|| Command::line(text, start)),
        Client::Delimiter => delimiter_client(text, start, delimiter.unwrap_or(";")),
        Client::Go => go_client(text, start),
        Client::Slash => slash_client(text, start),
    }
}

/// The end of the statement that the client sees in `token`, inside of a statement.
pub(super) fn terminator(text: &str, token: &Token, client: Client) -> Option<(usize, Terminator)> {
    let at = token.start;
    let written = token.text(text);
    match client {
        Client::None | Client::Dot => None,
        Client::Backslash => (written == "\\").then(|| inner_backslash(text, at))?,
        Client::Delimiter => {
            let go = written == "\\" && matches!(text.as_bytes().get(at + 1), Some(b'g' | b'G'));
            go.then_some((at + 2, Terminator::Command))
        }
        Client::Go => {
            let times = if written.eq_ignore_ascii_case("go") { go_line(text, at)? } else { return None };
            Some((line_end(text, at), Terminator::Go(times)))
        }
        Client::Slash => {
            let alone = written == "/" && starts_line(text, at) && rest_of_line(text, at + 1).trim().is_empty();
            alone.then(|| (line_end(text, at), Terminator::Slash))
        }
    }
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

fn rest_of_line(text: &str, at: usize) -> &str {
    &text[at..line_end(text, at)]
}

fn starts_line(text: &str, at: usize) -> bool {
    let before = text.as_bytes()[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    before.is_none_or(|byte| *byte == b'\n')
}

fn first_word(line: &str) -> &str {
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(line.len());
    &line[..end]
}

/// A command that starts with a backslash: up to the end of the line, or to `\\`.
fn backslash(text: &str, start: usize) -> Command {
    let word = first_word(&text[start + 1..]);
    if word == "copy" || text[start..].starts_with("\\!") {
        let line = rest_of_line(text, start);
        return Command { data: word == "copy" && copies_from_here(line), ..Command::line(text, start) };
    }
    Command { end: arguments_end(text, start), delimiter: None, data: false }
}

fn copies_from_here(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.any(|word| word.eq_ignore_ascii_case("from")) && words.next().is_some_and(|w| w.eq_ignore_ascii_case("stdin"))
}

/// The end of the line, or the byte after the first `\\` outside of quotes.
fn arguments_end(text: &str, start: usize) -> usize {
    let mut quote = None;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate().skip(start + 1) {
        match (quote, byte) {
            (_, b'\n') => return at,
            (None, b'\'' | b'"' | b'`') => quote = Some(*byte),
            (Some(open), close) if open == *close => quote = None,
            (None, b'\\') if bytes.get(at + 1) == Some(&b'\\') => return at + 2,
            _ => {}
        }
    }
    text.len()
}

/// A backslash inside a statement. `\;` is a semicolon for the server.
fn inner_backslash(text: &str, at: usize) -> Option<(usize, Terminator)> {
    if text[at + 1..].starts_with([';', '\\']) || text[..at].ends_with('\\') {
        return None;
    }
    let word = first_word(&text[at + 1..]);
    let sends = word.starts_with('g') || matches!(word, "crosstabview" | "watch" | "bind");
    if sends { Some((backslash(text, at).end, Terminator::Command)) } else { Some((at, Terminator::Open)) }
}

/// Words that stand for a command only on a line without a terminator.
const NAMED: &[&str] = &[
    "source",
    "system",
    "tee",
    "notee",
    "pager",
    "nopager",
    "prompt",
    "status",
    "warnings",
    "nowarning",
    "charset",
    "connect",
    "edit",
    "exit",
    "quit",
    "rehash",
    "use",
    "help",
    "print",
    "clear",
    "ego",
    "go",
];

fn delimiter_client(text: &str, start: usize, delimiter: &str) -> Option<Command> {
    let word = first_word(&text[start..]);
    if word.eq_ignore_ascii_case("delimiter") && starts_line(text, start) {
        let line = rest_of_line(text, start);
        let chosen = line[word.len()..].split_whitespace().next().unwrap_or(";").trim_matches(['\'', '"', '`']);
        let chosen = if chosen.is_empty() { ";" } else { chosen };
        return Some(Command { delimiter: Some(chosen.to_owned()), ..Command::line(text, start) });
    }
    let named = NAMED.iter().any(|other| word.eq_ignore_ascii_case(other));
    let command = text[start..].starts_with('\\') || (named && !line_has(&text[start..], delimiter));
    command.then(|| Command::line(text, start))
}

/// Whether `delimiter` stands before the end of the line; looks no further than it must.
fn line_has(text: &str, delimiter: &str) -> bool {
    let bytes = text.as_bytes();
    let places = bytes.iter().take_while(|byte| **byte != b'\n').enumerate();
    places.into_iter().any(|(at, _)| bytes[at..].starts_with(delimiter.as_bytes()))
}

fn go_client(text: &str, start: usize) -> Option<Command> {
    if !starts_line(text, start) {
        return None;
    }
    let line = rest_of_line(text, start);
    let command = line.starts_with(':') || line.starts_with("!!") || go_line(text, start).is_some();
    command.then(|| Command::line(text, start))
}

/// How often a batch runs, if a `GO` line starts at `at`.
fn go_line(text: &str, at: usize) -> Option<u32> {
    if !first_word(&text[at..]).eq_ignore_ascii_case("go") || !starts_line(text, at) {
        return None;
    }
    let line = rest_of_line(text, at);
    let rest = line[2..].split("--").next().unwrap_or_default().trim();
    if rest.is_empty() { Some(1) } else { rest.parse().ok() }
}

/// Words that start a line for the client, wherever a statement could start.
const LINES: &[&str] = &[
    "whenever",
    "prompt",
    "spool",
    "define",
    "undefine",
    "column",
    "accept",
    "exec",
    "execute",
    "host",
    "start",
    "connect",
    "conn",
    "disconnect",
    "exit",
    "quit",
    "pause",
    "rem",
    "remark",
    "show",
    "timing",
    "variable",
    "var",
    "print",
    "clear",
    "desc",
    "describe",
    "ttitle",
    "btitle",
    "store",
    "save",
];

fn slash_client(text: &str, start: usize) -> Option<Command> {
    let rest = &text[start..];
    let word = first_word(rest);
    let second = || first_word(rest[word.len()..].trim_start());
    let server =
        || ["role", "transaction", "constraint", "constraints"].iter().any(|one| second().eq_ignore_ascii_case(one));
    let setting = word.eq_ignore_ascii_case("set") && !server();
    let named = LINES.iter().any(|other| word.eq_ignore_ascii_case(other));
    let slash = rest.starts_with('/') && starts_line(text, start) && rest_of_line(text, start).trim() == "/";
    (setting || named || slash || rest.starts_with('@')).then(|| Command::line(text, start))
}
