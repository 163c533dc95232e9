//! A light tokenizer with byte ranges: just enough to know text, names and comments from the rest. It accepts any input.

use super::syntax::{Client, Quote, Syntax};

/// Stands at the start of some files, and inside of files that were put together from them.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A keyword or an unquoted identifier.
    Word,
    /// An identifier in quotes.
    Quoted,
    /// A text literal with its prefix and quotes.
    Text,
    /// A number.
    Number,
    /// One operator or punctuation character, or `::`, `:=`.
    Symbol,
    /// `:name`, `$1`, `@name`.
    Parameter,
    /// A comment that nobody reads.
    Comment,
    /// A comment that the server reads.
    Executable,
}

/// One token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
    /// Whether its closing quote or mark was found.
    pub closed: bool,
}

impl Token {
    /// The token as written.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        &source[self.start..self.end]
    }

    /// Whether the token is this keyword, in any case.
    pub fn is_word(&self, source: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Whether the token is this symbol.
    pub fn is_symbol(&self, source: &str, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text(source) == symbol
    }
}

/// All tokens of a text but its comments.
pub fn tokens(text: &str, syntax: &Syntax) -> Vec<Token> {
    Lexer::new(text, syntax).filter(|token| token.kind != TokenKind::Comment).collect()
}

/// Reads the tokens of a text one by one; blanks between them are left out.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    bytes: &'a [u8],
    text: &'a str,
    syntax: &'a Syntax,
    backtick: bool,
    bracket: bool,
    double: TokenKind,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// A reader at the start of `text`.
    pub fn new(text: &'a str, syntax: &'a Syntax) -> Self {
        let double = if syntax.double_quoted_text && !syntax.quotes.contains(&Quote::Double) {
            TokenKind::Text
        } else {
            TokenKind::Quoted
        };
        Self {
            bytes: text.as_bytes(),
            text,
            syntax,
            backtick: syntax.quotes.contains(&Quote::Backtick),
            bracket: syntax.quotes.contains(&Quote::Bracket),
            double,
            at: 0,
        }
    }

    /// The byte that is read next.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes on at byte `at`, which must be the start of a character.
    pub fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// Goes to the next byte that is not blank.
    pub fn skip_blanks(&mut self) {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                byte if is_blank(byte) => self.at += 1,
                0xef if self.bytes[self.at..].starts_with(BYTE_ORDER_MARK) => self.at += BYTE_ORDER_MARK.len(),
                _ => break,
            }
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn token(&self, kind: TokenKind, (end, closed): (usize, bool)) -> Token {
        Token { kind, start: self.at, end, closed }
    }

    fn read(&self) -> Token {
        let start = self.at;
        match self.bytes[start] {
            b'\'' => self.token(TokenKind::Text, self.quoted(start, b'\'', self.syntax.backslash_escapes)),
            b'"' => {
                let escapes = self.double == TokenKind::Text && self.syntax.backslash_escapes;
                self.token(self.double, self.quoted(start, b'"', escapes))
            }
            b'`' if self.backtick => self.token(TokenKind::Quoted, self.quoted(start, b'`', false)),
            b'[' if self.bracket => self.token(TokenKind::Quoted, self.quoted(start, b']', false)),
            b'-' if self.starts_dash_comment(start) => self.token(TokenKind::Comment, (self.line_end(start), true)),
            b'#' if self.syntax.hash_comments => self.token(TokenKind::Comment, (self.line_end(start), true)),
            b'/' if self.byte(start + 1) == b'*' => self.token(self.comment_kind(start), self.block_comment(start)),
            b'0'..=b'9' => self.number(),
            b'$' | b':' | b'@' => self.sigil(),
            b'#' if self.bracket && self.starts_hash_name(start) => {
                let name = start + self.bytes[start..].iter().take_while(|byte| **byte == b'#').count();
                self.token(TokenKind::Word, (self.word_end(name), true))
            }
            byte if is_word_start(byte) => self.word(),
            _ => self.token(TokenKind::Symbol, (start + 1, true)),
        }
    }

    /// End of a literal that opens at `start` and whose closing quote is doubled when it is meant.
    fn quoted(&self, start: usize, close: u8, escapes: bool) -> (usize, bool) {
        let mut at = start + 1;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'\\' if escapes => at = self.next_char(at + 1),
                byte if byte == close && self.byte(at + 1) == close => at += 2,
                byte if byte == close => return (at + 1, true),
                _ => at += 1,
            }
        }
        (self.bytes.len(), false)
    }

    /// The byte after the character at `at`.
    fn next_char(&self, at: usize) -> usize {
        let mut next = at + 1;
        while next < self.bytes.len() && !self.text.is_char_boundary(next) {
            next += 1;
        }
        next.min(self.bytes.len())
    }

    fn starts_dash_comment(&self, at: usize) -> bool {
        let after = at + 2;
        self.byte(at + 1) == b'-'
            && (!self.syntax.dash_needs_space || after >= self.bytes.len() || self.bytes[after] <= b' ')
    }

    fn starts_hash_name(&self, at: usize) -> bool {
        is_word_start(self.byte(at + 1)) || (self.byte(at + 1) == b'#' && is_word_start(self.byte(at + 2)))
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.bytes.len(), |length| at + length)
    }

    fn comment_kind(&self, at: usize) -> TokenKind {
        let marked = self.byte(at + 2) == b'!' || (self.byte(at + 2) == b'M' && self.byte(at + 3) == b'!');
        if marked && self.syntax.executable_comments { TokenKind::Executable } else { TokenKind::Comment }
    }

    fn block_comment(&self, start: usize) -> (usize, bool) {
        let mut depth = 1;
        let mut at = start + 2;
        while at + 1 < self.bytes.len() {
            match (self.bytes[at], self.bytes[at + 1]) {
                (b'*', b'/') => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return (at, true);
                    }
                }
                (b'/', b'*') if self.syntax.nested_comments => {
                    depth += 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        (self.bytes.len(), false)
    }

    fn number(&self) -> Token {
        let mut at = self.at + 1;
        if self.bytes[self.at] == b'0' && matches!(self.byte(at), b'x' | b'X') {
            return self.token(TokenKind::Number, (self.word_end(at), true));
        }
        at = self.digits_end(at);
        if self.byte(at) == b'.' && self.byte(at + 1) != b'.' {
            at = self.digits_end(at + 1);
        }
        if matches!(self.byte(at), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
            if self.byte(at + 1 + sign).is_ascii_digit() {
                at = self.digits_end(at + 1 + sign);
            }
        }
        if is_word_start(self.byte(at)) {
            return self.token(TokenKind::Word, (self.word_end(at), true));
        }
        self.token(TokenKind::Number, (at, true))
    }

    fn digits_end(&self, mut at: usize) -> usize {
        while self.byte(at).is_ascii_digit() {
            at += 1;
        }
        at
    }

    /// What starts with `$`, `:` or `@`.
    fn sigil(&self) -> Token {
        let (start, next) = (self.at, self.byte(self.at + 1));
        match self.bytes[start] {
            b'$' if self.syntax.dollar_quotes && self.dollar_tag(start).is_some() => {
                self.token(TokenKind::Text, self.dollar_text(start))
            }
            b':' if matches!(next, b':' | b'=') => self.token(TokenKind::Symbol, (start + 2, true)),
            b':' if matches!(next, b'\'' | b'"') && self.syntax.client == Client::Backslash => {
                self.token(TokenKind::Parameter, self.quoted(start + 1, next, false))
            }
            b'@' if next == b'@' && is_word_start(self.byte(start + 2)) => {
                self.token(TokenKind::Parameter, (self.word_end(start + 2), true))
            }
            _ if is_word_start(next) || next.is_ascii_digit() => {
                self.token(TokenKind::Parameter, (self.word_end(start + 1), true))
            }
            _ => self.token(TokenKind::Symbol, (start + 1, true)),
        }
    }

    /// The opening `$tag$` at `start`, if there is one.
    fn dollar_tag(&self, start: usize) -> Option<&'a str> {
        let mut at = start + 1;
        while is_word_start(self.byte(at)) || (at > start + 1 && self.byte(at).is_ascii_digit()) {
            at += 1;
        }
        (self.byte(at) == b'$').then(|| &self.text[start..=at])
    }

    fn dollar_text(&self, start: usize) -> (usize, bool) {
        let tag = self.dollar_tag(start).expect("the caller has seen the tag");
        let body = start + tag.len();
        let mut dollars = self.text[body..].match_indices('$').map(|(at, _)| body + at);
        match dollars.find(|at| self.text[*at..].starts_with(tag)) {
            Some(end) => (end + tag.len(), true),
            None => (self.bytes.len(), false),
        }
    }

    fn word_end(&self, mut at: usize) -> usize {
        let hash = !self.syntax.dollar_quotes && !self.syntax.hash_comments;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'0'..=b'9' | b'$' => at += 1,
                b'#' if hash => at += 1,
                byte if is_word_start(byte) => at += 1,
                _ => break,
            }
        }
        at
    }

    /// A word, or the literal that its first letters are the prefix of.
    fn word(&self) -> Token {
        let start = self.at;
        let (first, second) = (self.bytes[start].to_ascii_lowercase(), self.byte(start + 1));
        match (first, second) {
            (b'e', b'\'') if self.syntax.escape_strings => {
                self.token(TokenKind::Text, self.quoted(start + 1, b'\'', true))
            }
            (b'n' | b'x' | b'b' | b'e', b'\'') => {
                self.token(TokenKind::Text, self.quoted(start + 1, b'\'', self.syntax.backslash_escapes))
            }
            (b'u', b'&') if self.byte(start + 2) == b'\'' => {
                self.token(TokenKind::Text, self.quoted(start + 2, b'\'', false))
            }
            (b'u', b'&') if self.byte(start + 2) == b'"' => {
                self.token(TokenKind::Quoted, self.quoted(start + 2, b'"', false))
            }
            (b'q', b'\'') if self.syntax.alternative_quotes => self.token(TokenKind::Text, self.alternative(start + 1)),
            (b'n', b'q' | b'Q') if self.syntax.alternative_quotes && self.byte(start + 2) == b'\'' => {
                self.token(TokenKind::Text, self.alternative(start + 2))
            }
            _ => self.token(TokenKind::Word, (self.word_end(start), true)),
        }
    }

    /// End of `'[…]'`, where the character after the quote says which one closes.
    fn alternative(&self, quote: usize) -> (usize, bool) {
        let Some(open) = self.text[quote + 1..].chars().next() else { return (self.bytes.len(), false) };
        let close = match open {
            '[' => ']',
            '(' => ')',
            '{' => '}',
            '<' => '>',
            other => other,
        };
        let body = quote + 1 + open.len_utf8();
        let closing = format!("{close}'");
        match self.text[body..].find(&closing) {
            Some(length) => (body + length + closing.len(), true),
            None => (self.bytes.len(), false),
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blanks();
        if self.at >= self.bytes.len() {
            return None;
        }
        let token = self.read();
        self.at = token.end;
        Some(token)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, syntax: &Syntax) -> Vec<(TokenKind, String)> {
        Lexer::new(text, syntax).map(|token| (token.kind, token.text(text).to_owned())).collect()
    }

    #[test]
    fn reads_names_texts_numbers_and_comments() {
        let found = kinds("a.\"b c\" = 'it''s' -- rest\n+ 1.5e3 /* x */", &Syntax::default());
        let expected = [
            (TokenKind::Word, "a"),
            (TokenKind::Symbol, "."),
            (TokenKind::Quoted, "\"b c\""),
            (TokenKind::Symbol, "="),
            (TokenKind::Text, "'it''s'"),
            (TokenKind::Comment, "-- rest"),
            (TokenKind::Symbol, "+"),
            (TokenKind::Number, "1.5e3"),
            (TokenKind::Comment, "/* x */"),
        ];
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_bounded_range_keeps_its_dots() {
        assert_eq!(kinds("1..10", &Syntax::default()).len(), 4);
    }

    #[test]
    fn says_that_a_literal_is_open() {
        for text in ["'abc", "\"abc", "/* abc"] {
            let token = Lexer::new(text, &Syntax::default()).next().unwrap();
            assert!(!token.closed && token.end == text.len(), "{text}");
        }
    }

    #[test]
    fn a_backslash_before_an_accented_letter_stays_on_character_borders() {
        let syntax = Syntax { backslash_escapes: true, ..Syntax::default() };
        assert_eq!(kinds("'\\é' 'x\\", &syntax).len(), 2);
    }

    #[test]
    fn a_variable_is_one_token() {
        let found = kinds("SET @@session.x = @y + :z::int", &Syntax::default());
        let names: Vec<_> = found.iter().filter(|(kind, _)| *kind == TokenKind::Parameter).collect();
        assert_eq!(names.len(), 3);
        assert!(found.contains(&(TokenKind::Symbol, "::".to_owned())));
    }
}
