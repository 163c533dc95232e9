//! From a position in the text of a scalar back to the bytes it was written with.

use super::{Node, Style, Value};

impl Node<'_> {
    /// The byte of `source` that byte `offset` of this scalar's text was read from, for findings inside SQL.
    ///
    /// Exact for every character but white space, which quotes and blocks may fold; then it is the byte where the next
    /// character was written. Behind the last character, or for lists and maps, it is the end of the value.
    pub fn source_offset(&self, source: &str, offset: usize) -> u32 {
        let Value::Scalar { text, style } = &self.value else { return self.span.end };
        let before = &text[..text.floor_char_boundary(offset)];
        let skipped = before.chars().filter(|character| !is_blank(*character)).count();
        let written = &source[self.span.range()];
        let inside = match style {
            Style::Plain | Style::Literal | Style::Folded => unquoted(written, skipped),
            Style::SingleQuoted => single_quoted(written, skipped),
            Style::DoubleQuoted => double_quoted(written, skipped),
        };
        self.span.start + inside.unwrap_or(written.len()) as u32
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

fn unquoted(written: &str, skipped: usize) -> Option<usize> {
    let mut visible = written.char_indices().filter(|(_, character)| !is_blank(*character));
    visible.nth(skipped).map(|(at, _)| at)
}

fn single_quoted(written: &str, skipped: usize) -> Option<usize> {
    let mut left = skipped;
    let mut characters = written.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if is_blank(character) {
            continue;
        }
        if left == 0 {
            return Some(at);
        }
        left -= 1;
        if character == '\'' {
            characters.next();
        }
    }
    None
}

fn double_quoted(written: &str, skipped: usize) -> Option<usize> {
    let mut left = skipped;
    let mut characters = written.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        let visible = match character {
            '\\' => {
                let kind = characters.next()?.1;
                let digits = match kind {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                let code = written.get(at + 2..at + 2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let mut characters = characters.by_ref().take(digits);
                while characters.next().is_some() {}
                match code.filter(|_| digits > 0) {
                    // The first half of a pair: the character is counted at its second half.
                    Some(0xD800..=0xDBFF) => false,
                    Some(code) => !char::from_u32(code).is_some_and(is_blank),
                    None => !is_blank(kind) && !matches!(kind, 'n' | 't' | 'r'),
                }
            }
            _ => !is_blank(character),
        };
        if visible {
            if left == 0 {
                return Some(at);
            }
            left -= 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::source::yaml::parse;

    /// For each text, what is written where the mark `^` of the value was read.
    fn found(text: &str) -> String {
        let root = parse(text).unwrap().root;
        let value = &root.entries()[0].value;
        let offset = value.text().unwrap().find('^').unwrap();
        let at = value.source_offset(text, offset) as usize;
        text[at..].chars().take(2).collect()
    }

    #[test]
    fn every_style_leads_back_to_its_bytes() {
        for text in [
            "a: é x ^1\n",
            "a: é\n  x\n\n  ^1\n",
            "a: 'it''s '' x\n   y ^1'\n",
            "a: \"it's \\\" \\n\\t\\u00e9\\x20 \\\\ é\\\n   y \\uD83D\\uDE00 ^1\"\n",
            "a: |\n\n    SELECT é\n      FROM ^1\n",
            "a: >-\r\n  SELECT é\r\n  FROM\r\n\r\n  ^1\r\n",
            "a: ^1",
        ] {
            assert_eq!(found(text), "^1", "{text:?}");
        }
    }

    #[test]
    fn the_end_is_the_end() {
        let text = "a: 'x y'\nb: [c]\n";
        let root = parse(text).unwrap().root;
        assert_eq!(root.entries()[0].value.source_offset(text, 3), 7, "at the closing quote");
        assert_eq!(root.entries()[1].value.source_offset(text, 0), 15);
    }
}
