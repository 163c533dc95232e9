//! Why the parser could not go on, in words that help, at the place where the mistake was made.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::Code;
use crate::source::Span;

use super::YamlError;
use super::codes::{
    COMMA_IN_FLOW, COMMENT_CUTS_TEXT, TAB_INDENTATION, TEXT_AFTER_QUOTE, UNCLOSED_BRACKET, UNCLOSED_QUOTE,
    UNQUOTED_COLON, WRONG_INDENTATION, YAML_ALIAS, YAML_ANCHOR, YAML_SYNTAX, YAML_TAG,
};
use super::error::quote_help;
use super::parse::{Builder, Frame, too_deep};

/// The mistake behind a parser error.
pub(super) fn explain(error: &ScanError, state: &Builder<'_>) -> YamlError {
    use ErrorKind as E;
    let at = boundary(state.text, error.marker().byte_offset().unwrap_or(state.end));
    match error.kind() {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => tab(state.text, at),
        E::CommentInterceptedScalar => comment(state.text, at),
        E::UnclosedQuotedScalar => unclosed_quote(state.text, at),
        E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => {
            unclosed_quote(state.text, opening_quote(state.text, state.end, at).unwrap_or(at))
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => after_quote(state.text, at),
        E::MappingValueNotAllowed | E::InvalidMappingValueWhitespace => colon(state, at),
        E::ExpectedBlockMappingKey
        | E::ExpectedBlockSequenceEntry
        | E::InvalidIndentation
        | E::InvalidBlockScalarIndent
        | E::InvalidFlowScalarIndent
        | E::ExpectedDocumentStart => indentation(state.text, at),
        E::SimpleKeyExpected | E::InvalidSimpleKey => no_colon(state.text, at),
        E::UnclosedFlowCollection { .. } | E::MismatchedFlowCollectionEnd { .. } => unclosed_bracket(state.text, at),
        E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::InvalidColonPlacement
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofFlowSequence => in_brackets(state, at),
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => escape(state.text, at),
        E::UndeclaredTagHandle | E::InvalidTagTerminator | E::UnclosedVerbatimTag | E::MissingTagUri => {
            cannot_start(state.text, at, YAML_TAG)
        }
        E::MissingAnchorOrAliasName => {
            cannot_start(state.text, at, if state.text[at..].starts_with('*') { YAML_ALIAS } else { YAML_ANCHOR })
        }
        E::UnexpectedCharacter { .. }
        | E::UnexpectedEofBlockMapping
        | E::MisplacedFlowCollectionEnd
        | E::MappingKeyNotAllowed
        | E::PlainScalarStartsWithDashFlowIndicator => cannot_start(state.text, at, YAML_SYNTAX),
        E::RecursionLimitExceeded => too_deep(word(state.text, at)),
        E::BlockSequenceEntryNotAllowed => {
            YamlError::new(YAML_SYNTAX, word(state.text, at), "a list cannot start here")
                .help("start the list on the next line; a text that begins with `-` needs quotes")
        }
        E::InvalidBlockScalarHeader => {
            YamlError::new(YAML_SYNTAX, rest_of_line(state.text, at), "text beside `|` or `>`")
                .help("start the text on the next line, or put it in quotes")
        }
        _ => YamlError::new(YAML_SYNTAX, word(state.text, at), format!("this is not YAML: {}", error.info()))
            .help("if this is meant as text, put it in quotes"),
    }
}

fn tab(text: &str, at: usize) -> YamlError {
    let indented = text[line_start(text, at)..].split_inclusive('\n').scan(line_start(text, at), |start, line| {
        let place = *start;
        *start += line.len();
        Some((place, line))
    });
    let found = indented.into_iter().find_map(|(start, line)| {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        line[..blanks].find('\t').map(|tab| Span::new(start + tab, start + blanks))
    });
    tab_error(found.unwrap_or_else(|| word(text, at)))
}

/// The error for tabs at `span`.
pub(super) fn tab_error(span: Span) -> YamlError {
    YamlError::new(TAB_INDENTATION, span, "a tab in the indentation")
        .label("tab")
        .help("indent with blanks, in the whole file")
}

fn comment(text: &str, at: usize) -> YamlError {
    YamlError::new(COMMENT_CUTS_TEXT, rest_of_line(text, at), "a comment in the middle of a text")
        .label("` #` starts a comment")
        .help("put the text in quotes, or in a block after `|`")
}

fn unclosed_quote(text: &str, at: usize) -> YamlError {
    let is_quote = |quote: char| matches!(quote, '\'' | '"');
    let at = if text[at..].starts_with(is_quote) { at } else { text[..at].rfind(is_quote).unwrap_or(0) };
    let quote = &text[at..text.ceil_char_boundary(at + 1)];
    YamlError::new(UNCLOSED_QUOTE, Span::new(at, at + quote.len()), "a quoted text without an end")
        .label("this quote is never closed")
        .help(format!("close it with `{quote}`; further lines of the text must be indented more than its key"))
}

/// The quote that is still open at `until`; everything before `from` was read.
fn opening_quote(text: &str, from: usize, until: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut may_start) = (from, true);
    while at < until.min(bytes.len()) {
        match bytes[at] {
            quote @ (b'\'' | b'"') if may_start => match closing_quote(bytes, at + 1, quote) {
                Some(end) if end < until => {
                    at = end;
                    may_start = false;
                }
                _ => return Some(at),
            },
            b'#' if may_start => at += bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(0),
            b':' | b'-' | b',' | b'[' | b'{' | b'?' | b'\n' => may_start = true,
            b' ' | b'\t' | b'\r' => {}
            _ => may_start = false,
        }
        at += 1;
    }
    None
}

fn closing_quote(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn after_quote(text: &str, at: usize) -> YamlError {
    if let Some(span) = call_in_brackets(text, at) {
        return YamlError::new(COMMA_IN_FLOW, span, "a comma ends the value here: text with a comma needs quotes")
            .label("read as several values")
            .help(quote_help(&text[span.range()]));
    }
    YamlError::new(TEXT_AFTER_QUOTE, rest_of_line(text, at), "text after the closing quote")
        .label("not part of the quoted text")
        .help("quote the whole text; inside single quotes write a quote as `''`, inside double quotes as `\\\"`")
}

/// `enum('a','b')` around `at`, when it stands between brackets.
fn call_in_brackets(text: &str, at: usize) -> Option<Span> {
    let line = &text[line_start(text, at)..at];
    let open = line.rfind('(')?;
    let name = line[..open].trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
    let inside = line[open..].contains(',') && !line[open..].contains(')');
    let close = rest_of_line(text, at).range();
    let close = close.start + text[close].find(')')? + 1;
    let start = line_start(text, at) + name.len();
    (inside && line.contains(['{', '['])).then(|| Span::new(start, close))
}

fn colon(state: &Builder<'_>, at: usize) -> YamlError {
    let text = state.text;
    let colon = Span::new(at, (at + 1).min(text.len()));
    let before = state.scalar.range();
    let touches = before.end <= at && text[before.end..at].trim_ascii().is_empty() && !before.is_empty();
    if touches && text[before.clone()].contains('\n') {
        let start = line_start(text, at);
        let key = text[start..at].trim_ascii();
        let key_at = start + text[start..].len() - text[start..].trim_ascii_start().len();
        return YamlError::new(
            WRONG_INDENTATION,
            Span::new(key_at, key_at + key.len()),
            format!("`{key}` stands too far right"),
        )
        .label("read as part of the text above")
        .also(Span::new(before.start, line_end(text, before.start)), "this text goes on below")
        .help("indent the line like the keys that it belongs to");
    }
    let start = if touches { before.start } else { at };
    YamlError::new(UNQUOTED_COLON, colon, "a colon in text without quotes")
        .label("read as the start of a map")
        .help(quote_help(&text[start..line_end(text, at)]))
}

fn indentation(text: &str, at: usize) -> YamlError {
    let start = line_start(text, at);
    let dashed = text[start..].trim_ascii_start().starts_with("- ");
    if text[start..at].trim_start_matches([' ', '-']).is_empty() {
        let help = match dashed {
            true => "a list item stands on the level of the other items, or deeper than the key that it belongs to",
            false => "indent the line exactly like those that it stands with",
        };
        return YamlError::new(WRONG_INDENTATION, rest_of_line(text, at), "this line belongs to nothing above it")
            .label("no key or list starts in this column")
            .help(help);
    }
    YamlError::new(YAML_SYNTAX, rest_of_line(text, at), "text after a finished value")
        .label("not expected here")
        .help("put the whole value in quotes, or start a new line")
}

fn no_colon(text: &str, at: usize) -> YamlError {
    let span = rest_of_line(text, at);
    YamlError::new(YAML_SYNTAX, span, "expected a key with a colon")
        .label("no `: ` here")
        .help("write `key: value`; text that goes on from the line above is indented more than its key")
}

fn unclosed_bracket(text: &str, at: usize) -> YamlError {
    let close = if text[at..].starts_with('[') { ']' } else { '}' };
    if let Some(cut) = comment_start(text, at).filter(|cut| text[*cut..line_end(text, *cut)].contains(close)) {
        return YamlError::new(COMMENT_CUTS_TEXT, rest_of_line(text, cut), "a comment inside brackets")
            .label("` #` starts a comment")
            .also(Span::new(at, at + 1), format!("so that no `{close}` closes this"))
            .help("put the comment behind the brackets; a text that holds ` #` needs quotes");
    }
    YamlError::new(UNCLOSED_BRACKET, Span::new(at, at + 1), "a bracket without its partner")
        .label("never closed")
        .help(format!("close it with `{close}`; text with brackets needs quotes"))
}

/// Where a comment starts in the rest of a line.
fn comment_start(text: &str, from: usize) -> Option<usize> {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in text[from..line_end(text, from)].char_indices() {
        match (c, quote) {
            ('#', None) if before.is_whitespace() => return Some(from + at),
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        before = c;
    }
    None
}

fn in_brackets(state: &Builder<'_>, at: usize) -> YamlError {
    let text = state.text;
    let bracket = |frame: &&Frame| frame.flow && text[frame.start..].starts_with(['[', '{']);
    let Some(frame) = state.open.iter().rfind(bracket) else { return cannot_start(text, at, YAML_SYNTAX) };
    let (open, close) = if text[frame.start..].starts_with('[') { ('[', ']') } else { ('{', '}') };
    let opening = Span::new(frame.start, frame.start + 1);
    let same_line = line_start(text, at) == line_start(text, frame.start);
    if !same_line && column_of_text(text, at) <= column_of_text(text, frame.start) {
        return unclosed_bracket(text, frame.start)
            .also(word(text, at), format!("read up to here without a `{close}`"));
    }
    let broken = state.scalar.end as usize == at && text[state.scalar.range()].contains('\n');
    let start = line_start(text, at) + column_of_text(text, at);
    let span = if broken { Span::new(start, at) } else { word(text, at) };
    let error = YamlError::new(YAML_SYNTAX, span, format!("expected `,` or `{close}`"))
        .also(opening, format!("inside this `{open}`"));
    match text[at..].starts_with(['[', ']', '{', '}']) {
        true => error.label("a bracket here needs quotes").help(quote_help(&piece(text, state.scalar, at))),
        false => error
            .label("a comma is missing before this")
            .help("write a comma between two entries; quote text that holds `: `"),
    }
}

/// The value around a bracket: from the scalar before it up to the next comma or closing brace.
fn piece(text: &str, scalar: Span, at: usize) -> String {
    let line = &text[at..line_end(text, at)];
    let end = at + line.find([',', '}']).unwrap_or(line.len());
    let start = if scalar.end as usize == at { scalar.start as usize } else { at };
    text[start..end].to_owned()
}

fn escape(text: &str, quote: usize) -> YamlError {
    YamlError::new(
        YAML_SYNTAX,
        bad_escape(text, quote).unwrap_or_else(|| word(text, quote)),
        "unknown escape in double quotes",
    )
    .label("not an escape")
    .help("write a backslash as `\\\\`, or use single quotes, in which it is an ordinary character")
}

fn bad_escape(text: &str, quote: usize) -> Option<Span> {
    let mut rest = text[quote..].char_indices().skip(1);
    while let Some((offset, character)) = rest.next() {
        if character != '\\' {
            continue;
        }
        let (at, kind) = rest.next()?;
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N' | '_' | 'L'
            | 'P' => 0,
            '\n' | '\r' => 0,
            _ => return Some(Span::new(quote + offset, quote + at + kind.len_utf8())),
        };
        let start = quote + at + kind.len_utf8();
        let valid = text.get(start..start + digits).is_some_and(|hex| {
            digits == 0 || u32::from_str_radix(hex, 16).is_ok_and(|code| char::from_u32(code).is_some())
        });
        if !valid {
            let end = text[start..].find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(0).min(digits);
            return Some(Span::new(quote + offset, start + end));
        }
    }
    None
}

fn cannot_start(text: &str, at: usize, code: Code) -> YamlError {
    let Some(character) = text[at..].chars().next() else {
        return YamlError::new(code, Span::new(at, at), "the text ends too early")
            .help("finish the value or remove its key");
    };
    let span = Span::new(at, at + character.len_utf8());
    YamlError::new(code, span, format!("text without quotes cannot start with `{}`", character.escape_debug()))
        .label("needs quotes")
        .help(quote_help(&text[at..line_end(text, at)]))
}

fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length)
}

fn column_of_text(text: &str, at: usize) -> usize {
    let line = &text[line_start(text, at)..];
    line.len() - line.trim_start_matches(' ').len()
}

/// From `at` to the end of its line without white space, at least one character where there is one.
fn rest_of_line(text: &str, at: usize) -> Span {
    let end = at + text[at..line_end(text, at)].trim_ascii_end().len();
    if end > at { Span::new(at, end) } else { word(text, at) }
}

/// The word at `at`, or the one character when it is none.
fn word(text: &str, at: usize) -> Span {
    let rest = &text[at..];
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
    Span::new(at, at + length)
}
