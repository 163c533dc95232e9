//! Going on after a mistake: the broken list item is blanked out and the rest is read again, so that one run can
//! report the mistakes of several items.

use std::ops::Range;

use super::codes::{SECOND_DOCUMENT, TAB_INDENTATION, TOO_DEEP};
use super::parse::Stop;
use super::{Document, YamlError};

/// Each round reads the whole text again.
const ROUNDS: usize = 8;

/// Everything that is wrong in `text`, of which a first pass stopped with `first`.
pub(super) fn continue_after(
    text: &str,
    first: Stop,
    limit: usize,
    attempt: &dyn Fn(&str) -> Result<Document, Stop>,
) -> Vec<YamlError> {
    let mut errors = first.refused;
    let mut broken = first.broken;
    let mut rest = text.to_owned();
    for _ in 0..ROUNDS {
        let Some(error) = broken.take() else { break };
        let final_error = matches!(error.code, SECOND_DOCUMENT | TOO_DEEP) || errors.len() >= limit;
        let region = region(&rest, error.span.start as usize);
        if error.code != TAB_INDENTATION || errors.iter().all(|known| known.code != TAB_INDENTATION) {
            errors.push(*error);
        }
        if final_error || region.is_empty() {
            break;
        }
        rest = blanked(&rest, &region);
        if let Err(stop) = attempt(&rest) {
            let later = |error: &YamlError| error.span.start as usize >= region.end;
            errors.extend(stop.refused.into_iter().filter(later));
            broken = stop.broken.filter(|error| later(error));
        }
    }
    errors
}

fn blanked(text: &str, region: &Range<usize>) -> String {
    let keep_lines = |byte: u8| if byte == b'\n' { "\n" } else { " " };
    let blanks: String = text[region.clone()].bytes().map(keep_lines).collect();
    [&text[..region.start], &blanks, &text[region.end..]].concat()
}

/// The lines of the outermost list item around `at`, or of the outermost key when it stands in no list.
fn region(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    let first = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let (mut start, mut least, mut item) = (first, usize::MAX, None);
    let mut line_end = text[first..].find('\n').map_or(text.len(), |length| first + length + 1);
    let mut line_start = first;
    loop {
        let line = &text[line_start..line_end];
        let indent = indent(line);
        if holds_text(line) && indent < least {
            (start, least) = (line_start, indent);
            if line[indent..].starts_with("- ") || line[indent..].trim_ascii_end() == "-" {
                item = Some((line_start, indent));
            }
        }
        if line_start == 0 || least == 0 {
            break;
        }
        line_end = line_start;
        line_start = text[..line_end - 1].rfind('\n').map_or(0, |newline| newline + 1);
    }
    let (start, level) = item.unwrap_or((start, least));
    let mut end = text[first..].find('\n').map_or(text.len(), |length| first + length + 1);
    while end < text.len() {
        let next = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
        let line = &text[end..next];
        if holds_text(line) && indent(line) <= level {
            break;
        }
        end = next;
    }
    start..end
}

/// The column of the first text; a line with tabs in front is taken to be deeper than any other.
fn indent(line: &str) -> usize {
    let text = line.trim_start_matches(' ');
    if text.starts_with('\t') { usize::MAX } else { line.len() - text.len() }
}

fn holds_text(line: &str) -> bool {
    let text = line.trim_ascii();
    !text.is_empty() && !text.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::yaml::parse;

    #[test]
    fn a_region_is_the_outermost_item() {
        let text = "up:\n  - a:\n      - b\n      - c\n    d: é\n  - e\nf: g\nh:\n  i\n";
        let shown = |word: &str| &text[region(text, text.find(word).unwrap())];
        assert_eq!(shown("c"), "  - a:\n      - b\n      - c\n    d: é\n");
        assert_eq!(shown("e"), "  - e\n");
        assert_eq!(shown("g"), "f: g\n");
        assert_eq!(shown("i"), "h:\n  i\n");
    }

    #[test]
    fn reports_the_mistakes_of_several_items() {
        let text = "up:\n  - sql: a: b\n  - x: [1, 2\n  - y: &z 1\n    y: 2\n  - w: {t: numeric(1,2)}\n  - v: 'open\n  - u: 1\n";
        let found: Vec<_> = parse(text).unwrap_err().iter().map(|e| (e.code.0, &text[e.span.range()])).collect();
        let expected = [
            ("unquoted-colon", ":"),
            ("unclosed-bracket", "["),
            ("yaml-anchor", "&z"),
            ("duplicate-key", "y"),
            ("comma-in-flow", "numeric(1,2)"),
            ("unclosed-quote", "'"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn asks_for_tabs_once() {
        let text = "up:\n  - a:\n\tb: 1\n  - c:\n\td: 1\n  - e: f: g\n";
        let found: Vec<_> = parse(text).unwrap_err().iter().map(|error| error.code.0).collect();
        assert_eq!(found, ["tab-indentation", "unquoted-colon"]);
    }
}
