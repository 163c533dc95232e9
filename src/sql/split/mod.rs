//! Cuts a script into statements, client commands and data, by the rules of one dialect's lexical side and client.
//!
//! One pass, whatever the input; what is broken is said beside the piece that it is in.

mod blocks;
mod client;
mod statement;

use std::collections::VecDeque;
use std::ops::Range;

use super::syntax::{Client, Syntax};
use super::token::{Lexer, Token, TokenKind};
use statement::Statement;

/// One part of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Comments and blanks between the piece before and this one.
    pub leading: Range<usize>,
    /// The text without terminator and without the comments around it.
    pub range: Range<usize>,
    /// Byte after the terminator.
    pub end: usize,
    /// What it is.
    pub kind: PieceKind,
    /// What ended it.
    pub terminator: Terminator,
    /// What is wrong with its tokens.
    pub broken: Option<Broken>,
}

impl Piece {
    /// The piece as written.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        &source[self.range.clone()]
    }
}

/// What a piece of a script is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// Text for the server.
    Statement,
    /// A line for the client.
    ClientCommand,
    /// Rows that follow a COPY.
    Data,
}

/// What ended a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminator {
    /// Nothing: the text is over, or a client command follows.
    Open,
    /// `;`.
    Semicolon,
    /// The text that a DELIMITER command chose.
    Delimiter,
    /// `GO` on its own line, and how often the batch runs.
    Go(u32),
    /// `/` on its own line.
    Slash,
    /// A client command at the end of the statement, such as `\gexec`.
    Command,
    /// The end of the line.
    Line,
}

/// A place where the tokens of a statement do not hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The bytes to underline.
    pub range: Range<usize>,
    /// What is wrong.
    pub what: Fault,
}

impl Broken {
    /// The same fault in a text that stands `offset` bytes further on.
    #[must_use]
    pub fn moved(self, offset: usize) -> Self {
        Self { range: self.range.start + offset..self.range.end + offset, ..self }
    }
}

/// The ways in which tokens fail to hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A text literal has no end.
    Text,
    /// A quoted identifier has no end.
    Name,
    /// A comment has no end.
    Comment,
    /// `(` without `)`.
    Opening,
    /// `)` without `(`.
    Closing,
    /// BEGIN or CASE without END.
    Block,
}

impl Fault {
    /// The fault as a phrase.
    pub fn message(self) -> &'static str {
        match self {
            Self::Text => "this text literal is never closed",
            Self::Name => "this quoted name is never closed",
            Self::Comment => "this comment is never closed",
            Self::Opening => "this `(` is never closed",
            Self::Closing => "this `)` closes nothing",
            Self::Block => "this block has no `END`",
        }
    }

    /// The fault of an open token.
    fn of(token: &Token) -> Self {
        match token.kind {
            TokenKind::Comment | TokenKind::Executable => Self::Comment,
            TokenKind::Quoted => Self::Name,
            _ => Self::Text,
        }
    }
}

/// Cuts `text` into its pieces, in order. Empty statements are left out.
pub fn split(text: &str, syntax: &Syntax) -> Vec<Piece> {
    Pieces::new(text, syntax).collect()
}

/// The pieces of a text, one by one.
pub struct Pieces<'a>(Splitter<'a>);

impl<'a> Pieces<'a> {
    /// From the start of `text`.
    pub fn new(text: &'a str, syntax: &'a Syntax) -> Self {
        let lexer = Lexer::new(text, syntax);
        Self(Splitter { text, syntax, lexer, delimiter: None, pieces: VecDeque::new() })
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        while self.0.pieces.is_empty() && self.0.step() {}
        self.0.pieces.pop_front()
    }
}

/// The first place where the tokens of one statement do not hold together.
pub fn broken(text: &str, syntax: &Syntax) -> Option<Broken> {
    let mut statement = Statement::new(text, syntax);
    for token in Lexer::new(text, syntax) {
        statement.take(&token);
    }
    statement.finish()
}

struct Splitter<'a> {
    text: &'a str,
    syntax: &'a Syntax,
    lexer: Lexer<'a>,
    delimiter: Option<String>,
    pieces: VecDeque<Piece>,
}

/// Where a statement ends.
struct Stop {
    content: usize,
    end: usize,
    terminator: Terminator,
}

impl Splitter<'_> {
    /// Reads one piece; false at the end of the text.
    fn step(&mut self) -> bool {
        let leading = self.lexer.position();
        loop {
            self.lexer.skip_blanks();
            let start = self.lexer.position();
            if start >= self.text.len() {
                return false;
            }
            if self.skips_terminator(start) {
                continue;
            }
            if let Some(command) = client::command(self.text, start, self.syntax, self.delimiter.as_deref()) {
                self.client_command(leading, start, command);
                return true;
            }
            let mut ahead = self.lexer.clone();
            let Some(token) = ahead.next() else { return false };
            if token.kind != TokenKind::Comment {
                self.statement(leading, start);
                return true;
            }
            self.lexer = ahead;
            if !token.closed {
                let broken = Some(Broken { range: token.start..token.start + 2, what: Fault::Comment });
                let stop = Stop { content: token.end, end: token.end, terminator: Terminator::Open };
                self.push(leading, token.start, stop, broken);
                return true;
            }
        }
    }

    /// Passes over a terminator that ends nothing.
    fn skips_terminator(&mut self, start: usize) -> bool {
        let terminator = self.delimiter.as_deref().unwrap_or(";");
        let found = self.text[start..].starts_with(terminator);
        if found {
            self.lexer.seek(start + terminator.len());
        }
        found
    }

    fn client_command(&mut self, leading: usize, start: usize, command: client::Command) {
        let mut end = command.end;
        self.lexer.seek(end);
        if let Some(delimiter) = command.delimiter {
            self.delimiter = (delimiter != ";").then_some(delimiter);
        }
        let trimmed = start + self.text[start..end].trim_end().len();
        end = end.max(trimmed);
        self.pieces.push_back(Piece {
            leading: leading..start,
            range: start..trimmed,
            end,
            kind: PieceKind::ClientCommand,
            terminator: Terminator::Line,
            broken: None,
        });
        if command.data {
            self.data(end);
        }
    }

    /// Rows up to a line that holds only `\.`.
    fn data(&mut self, from: usize) {
        let start = self.text[from..].find('\n').map_or(self.text.len(), |length| from + length + 1);
        let mut at = start;
        while at < self.text.len() {
            let line_end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
            if self.text[at..line_end].trim_end() == "\\." {
                break;
            }
            at = (line_end + 1).min(self.text.len());
        }
        let end = (at + 2).min(self.text.len());
        self.lexer.seek(end);
        self.pieces.push_back(Piece {
            leading: from..start,
            range: start..at,
            end,
            kind: PieceKind::Data,
            terminator: if end > at { Terminator::Command } else { Terminator::Open },
            broken: None,
        });
    }

    /// Reads from `start`, where a token of a statement stands, to the statement's end.
    fn statement(&mut self, leading: usize, start: usize) {
        let mut statement = Statement::new(self.text, self.syntax);
        let mut content = start;
        let stop = loop {
            let Some(token) = self.lexer.next() else {
                break Stop { content, end: self.text.len(), terminator: Terminator::Open };
            };
            if let Some(stop) = self.stop(&token, &mut statement, content) {
                break stop;
            }
            statement.take(&token);
            if token.kind != TokenKind::Comment || !token.closed {
                content = token.end;
            }
        };
        self.lexer.seek(stop.end);
        let data = statement.awaits_rows() && stop.terminator == Terminator::Semicolon;
        let (end, broken) = (stop.end, statement.finish());
        self.push(leading, start, stop, broken);
        if data && !self.text[end..].trim_start().is_empty() {
            self.data(end);
        }
    }

    /// Whether the statement ends at or in `token`.
    fn stop(&self, token: &Token, statement: &mut Statement, content: usize) -> Option<Stop> {
        if let Some(delimiter) = &self.delimiter {
            let at = delimiter_in(self.text, token, delimiter)?;
            let mut content = content;
            if at > token.start {
                // `END$$`: what stands before the delimiter is a token by itself.
                statement.take(&Token { end: at, ..*token });
                content = at;
            }
            return Some(Stop { content, end: at + delimiter.len(), terminator: Terminator::Delimiter });
        }
        match token.kind {
            TokenKind::Symbol => {}
            TokenKind::Word if self.syntax.client == Client::Go => {}
            _ => return None,
        }
        if let Some((end, terminator)) = client::terminator(self.text, token, self.syntax.client) {
            return Some(Stop { content, end, terminator });
        }
        let escaped = self.syntax.client == Client::Backslash && self.text[..token.start].ends_with('\\');
        if escaped || !token.is_symbol(self.text, ";") {
            return None;
        }
        statement.ends_at_semicolon().then_some(Stop { content, end: token.end, terminator: Terminator::Semicolon })
    }

    fn push(&mut self, leading: usize, start: usize, stop: Stop, broken: Option<Broken>) {
        self.pieces.push_back(Piece {
            leading: leading..start,
            range: start..stop.content.max(start),
            end: stop.end,
            kind: PieceKind::Statement,
            terminator: stop.terminator,
            broken,
        });
    }
}

/// Where `delimiter` stands in a token: at its start, or inside when the token is neither text nor comment.
fn delimiter_in(text: &str, token: &Token, delimiter: &str) -> Option<usize> {
    if text[token.start..].starts_with(delimiter) {
        return Some(token.start);
    }
    if matches!(token.kind, TokenKind::Word | TokenKind::Number | TokenKind::Parameter | TokenKind::Symbol) {
        let bytes = text.as_bytes();
        return (token.start..token.end).find(|at| bytes[*at..].starts_with(delimiter.as_bytes()));
    }
    None
}
