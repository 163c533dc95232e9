//! Walks over the tokens of one statement: words, names, balanced parentheses.

use std::ops::Range;

use super::name::{NamePart, ObjectName, unquote};
use super::token::{Token, TokenKind};

/// A place among the tokens of a statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self { text, tokens }
    }

    pub fn at_end(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Bytes from the next token to the last one.
    pub fn range(&self) -> Range<usize> {
        match (self.tokens.first(), self.tokens.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The next token as written.
    pub fn peek(&self) -> Option<&'a str> {
        self.tokens.first().map(|token| token.text(self.text))
    }

    pub fn skip(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// Whether the next tokens are these words.
    pub fn sees(&self, words: &[&str]) -> bool {
        words.len() <= self.tokens.len()
            && words.iter().zip(self.tokens).all(|(word, token)| token.is_word(self.text, word))
    }

    /// Passes over these words if they come next.
    pub fn eat(&mut self, words: &[&str]) -> bool {
        let found = self.sees(words);
        if found {
            self.tokens = &self.tokens[words.len()..];
        }
        found
    }

    /// Passes over one of these words; which one is given back in the spelling of the list.
    pub fn eat_one<'b>(&mut self, words: &[&'b str]) -> Option<&'b str> {
        let found = words.iter().find(|word| self.sees(&[word])).copied();
        if found.is_some() {
            self.skip();
        }
        found
    }

    pub fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = self.tokens.first().is_some_and(|token| token.is_symbol(self.text, symbol));
        if found {
            self.skip();
        }
        found
    }

    /// Passes over a dotted name.
    pub fn name(&mut self) -> Option<ObjectName> {
        let mut parts = Vec::new();
        let start = self.tokens.first()?.start;
        let mut end = start;
        while let Some(token) = self.tokens.first() {
            let quoted = match token.kind {
                TokenKind::Quoted => true,
                TokenKind::Word | TokenKind::Parameter => false,
                _ => break,
            };
            let written = token.text(self.text);
            parts.push(NamePart { text: if quoted { unquote(written) } else { written.to_owned() }, quoted });
            end = token.end;
            self.skip();
            let more = self.tokens.get(1).is_some_and(|next| {
                matches!(next.kind, TokenKind::Word | TokenKind::Quoted) || next.is_symbol(self.text, ".")
            });
            if !more || !self.eat_symbol(".") {
                break;
            }
            while self.eat_symbol(".") {}
        }
        (!parts.is_empty()).then_some(ObjectName { parts, range: start..end })
    }

    /// Passes over names between commas; arguments in parentheses after a name are passed over too.
    pub fn names(&mut self) -> Vec<ObjectName> {
        let mut names = Vec::new();
        let mut ahead = *self;
        while let Some(name) = ahead.name() {
            names.push(name);
            ahead.parentheses();
            *self = ahead;
            if !ahead.eat_symbol(",") {
                break;
            }
        }
        names
    }

    /// Passes over a group in parentheses and gives a cursor over what is inside.
    pub fn parentheses(&mut self) -> Option<Cursor<'a>> {
        if !self.tokens.first()?.is_symbol(self.text, "(") {
            return None;
        }
        let mut depth = 0usize;
        for (at, token) in self.tokens.iter().enumerate() {
            if token.is_symbol(self.text, "(") {
                depth += 1;
            } else if token.is_symbol(self.text, ")") {
                depth -= 1;
            }
            if depth == 0 {
                let inside = Cursor { text: self.text, tokens: &self.tokens[1..at] };
                self.tokens = &self.tokens[at + 1..];
                return Some(inside);
            }
        }
        None
    }

    /// Passes over one token, or over a whole group in parentheses, which may lack its end.
    pub fn step(&mut self) {
        if self.parentheses().is_some() {
            return;
        }
        let opens = self.tokens.first().is_some_and(|token| token.is_symbol(self.text, "("));
        self.tokens = if opens { &[] } else { self.tokens.get(1..).unwrap_or_default() };
    }

    /// Goes to the first of these words outside of parentheses; which one is given back.
    pub fn find<'b>(&mut self, words: &[&'b str]) -> Option<&'b str> {
        while !self.at_end() {
            if let Some(found) = words.iter().find(|word| self.sees(&[word])) {
                return Some(found);
            }
            self.step();
        }
        None
    }

    /// The parts between the commas outside of parentheses.
    pub fn split_commas(mut self) -> Vec<Cursor<'a>> {
        let mut parts = Vec::new();
        let mut start = self;
        while !self.at_end() {
            if self.tokens[0].is_symbol(self.text, ",") {
                parts.push(start.until(self));
                self.skip();
                start = self;
            } else {
                self.step();
            }
        }
        parts.push(start);
        parts
    }

    /// The tokens before `later`.
    pub fn until(&self, later: Cursor<'a>) -> Cursor<'a> {
        Cursor { text: self.text, tokens: &self.tokens[..self.tokens.len() - later.tokens.len()] }
    }
}
