//! The tokens of a SQL text, for any dialect: names, literals, signs.

use super::sql_text::{IDENTIFIER_END, IDENTIFIER_START, Word, closing};

/// A piece of a text that is neither number nor comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// An identifier or keyword.
    Word(Word<'a>),
    /// A text in quotes.
    Literal(Literal<'a>),
    /// Any other character.
    Other(char),
}

/// A text in quotes inside a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Literal<'a> {
    /// First byte, with the quote.
    pub start: usize,
    /// Byte after the last, with the quote.
    pub end: usize,
    /// What stands between the quotes, as it is written.
    pub text: &'a str,
}

/// The identifiers of a text.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let word = |token| match token {
        Token::Word(word) => Some(word),
        Token::Literal(_) | Token::Other(_) => None,
    };
    tokens(text).into_iter().filter_map(word).collect()
}

/// The words, literals and other characters of a text: skips numbers and comments.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { break };
        let length = match first {
            '\'' => {
                let length = quoted_length(rest, '\'');
                let inner = 1..(length - 1).max(1);
                found.push(Token::Literal(Literal {
                    start: at,
                    end: at + length,
                    text: rest.get(inner).unwrap_or_default(),
                }));
                length
            }
            '"' | '`' | '[' | IDENTIFIER_START if first != '[' || !after_value(bytes, at) => {
                let length = quoted_length(rest, closing(first));
                let inner = first.len_utf8()..length - closing(first).len_utf8().min(length - first.len_utf8());
                found.push(Token::Word(Word { start: at, end: at + length, text: &rest[inner], quote: Some(first) }));
                length
            }
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '$' => {
                let length = dollar_length(rest);
                if length > 1 {
                    found.push(Token::Literal(Literal {
                        start: at,
                        end: at + length,
                        text: inside_dollars(&rest[..length]),
                    }));
                }
                length
            }
            c if c.is_ascii_digit() => rest.find(|c: char| !c.is_alphanumeric() && c != '.').unwrap_or(rest.len()),
            c if c.is_alphabetic() || c == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
                let prefix_of_literal = rest[length..].starts_with('\'') && length == 1;
                if !prefix_of_literal {
                    found.push(Token::Word(Word { start: at, end: at + length, text: &rest[..length], quote: None }));
                }
                length
            }
            c => {
                found.push(Token::Other(c));
                c.len_utf8()
            }
        };
        at += length.max(1);
    }
    found
}

/// `a[1]` subscripts a value, `[a]` quotes a name.
fn after_value(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'_' | b')' | b']' | b'"'))
}

fn quoted_length(rest: &str, close: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == close {
            if chars.peek().is_some_and(|(_, next)| *next == close) && close != IDENTIFIER_END {
                chars.next();
            } else {
                return at + c.len_utf8();
            }
        }
    }
    rest.len()
}

fn dollar_length(rest: &str) -> usize {
    let Some(end) = rest[1..].find('$') else { return 1 };
    let tag = &rest[..end + 2];
    if !tag[1..tag.len() - 1].chars().all(|c| c.is_alphanumeric() || c == '_') {
        return 1;
    }
    rest[tag.len()..].find(tag).map_or(rest.len(), |close| tag.len() * 2 + close)
}

/// What stands between `$tag$` and `$tag$`.
fn inside_dollars(whole: &str) -> &str {
    let tag = whole[1..].find('$').map_or(0, |end| end + 2);
    whole.get(tag..whole.len() - tag).unwrap_or_default()
}
