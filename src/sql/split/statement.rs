//! What the splitter has to remember while it reads one statement: its head, its parentheses, its blocks, its first fault.

use super::blocks::Blocks;
use super::{Broken, Fault};
use crate::sql::syntax::{Client, Syntax};
use crate::sql::token::{Token, TokenKind};

/// How a statement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The kind is not known yet: CREATE or ALTER has been read.
    Head,
    /// BEGIN has been read, and the word after it decides.
    Begin,
    /// At the next semicolon.
    Plain,
    /// At the next semicolon outside of parentheses.
    Rule,
    /// At the next semicolon outside of BEGIN … END.
    Compound,
    /// Only where the client says so.
    Batch,
    /// At the next semicolon; rows may follow.
    Copy,
}

pub(super) struct Statement<'a> {
    text: &'a str,
    client: Client,
    compound: bool,
    mode: Mode,
    blocks: Blocks,
    parentheses: Vec<usize>,
    first: Option<Token>,
    fault: Option<Broken>,
    after_dot: bool,
    after_from: bool,
    awaits_rows: bool,
    count: u32,
}

impl<'a> Statement<'a> {
    pub(super) fn new(text: &'a str, syntax: &Syntax) -> Self {
        Self {
            text,
            client: syntax.client,
            compound: syntax.compound_bodies,
            mode: Mode::Plain,
            blocks: Blocks::new(syntax.client == Client::Go),
            parentheses: Vec::new(),
            first: None,
            fault: None,
            after_dot: false,
            after_from: false,
            awaits_rows: false,
            count: 0,
        }
    }

    /// Takes the next token into account.
    pub(super) fn take(&mut self, token: &Token) {
        if !token.closed && self.fault.is_none() {
            let end = self.text[token.start..].char_indices().nth(2).map_or(token.end, |(at, _)| token.start + at);
            self.fault = Some(Broken { range: token.start..end.min(token.end), what: Fault::of(token) });
        }
        if token.kind == TokenKind::Comment {
            return;
        }
        match token.kind {
            TokenKind::Symbol => self.symbol(token),
            TokenKind::Word if !self.after_dot => self.word(token),
            _ => self.other(),
        }
        self.after_dot = token.is_symbol(self.text, ".");
        self.first.get_or_insert(*token);
        self.count += 1;
    }

    /// Whether a semicolon here is the end.
    pub(super) fn ends_at_semicolon(&mut self) -> bool {
        match self.mode {
            Mode::Plain | Mode::Head | Mode::Begin | Mode::Copy => true,
            Mode::Rule => self.parentheses.is_empty(),
            Mode::Compound => {
                self.blocks.next(None);
                self.blocks.is_empty()
            }
            Mode::Batch => false,
        }
    }

    /// Whether the rows of a COPY follow the statement.
    pub(super) fn awaits_rows(&self) -> bool {
        self.awaits_rows
    }

    /// The first fault, once all tokens have been taken.
    pub(super) fn finish(mut self) -> Option<Broken> {
        self.blocks.next(None);
        let opening = self.parentheses.last().map(|at| Broken { range: *at..*at + 1, what: Fault::Opening });
        let block = self.blocks.open().map(|range| Broken { range, what: Fault::Block });
        self.fault.or(opening).or(if self.mode == Mode::Compound { block } else { None })
    }

    fn symbol(&mut self, token: &Token) {
        let byte = self.text.as_bytes()[token.start];
        if self.mode == Mode::Begin {
            self.mode = if self.compound && byte != b';' { Mode::Compound } else { Mode::Plain };
        }
        if self.mode == Mode::Compound {
            self.blocks.symbol(byte);
        }
        match byte {
            b'(' => {
                if self.mode == Mode::Head {
                    self.mode = Mode::Plain;
                }
                self.parentheses.push(token.start);
            }
            b')' if self.parentheses.pop().is_none() && self.fault.is_none() => {
                self.fault = Some(Broken { range: token.start..token.end, what: Fault::Closing });
            }
            _ => {}
        }
        self.after_from = false;
    }

    fn other(&mut self) {
        if self.mode == Mode::Compound {
            self.blocks.other();
        }
    }

    fn word(&mut self, token: &Token) {
        let word = token.text(self.text);
        match self.mode {
            Mode::Plain if self.count == 0 => self.mode = self.first_word(token),
            Mode::Plain | Mode::Rule | Mode::Batch => {}
            Mode::Head => self.mode = self.head_word(word),
            Mode::Begin => self.after_begin(word),
            Mode::Copy => self.copy_word(word),
            Mode::Compound => {}
        }
        if self.mode == Mode::Compound {
            self.blocks.word(word, token.start..token.end);
        }
    }

    fn first_word(&mut self, token: &Token) -> Mode {
        let word = token.text(self.text);
        let is = |words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
        if is(&["create", "alter"]) {
            Mode::Head
        } else if is(&["copy"]) && self.client == Client::Backslash {
            Mode::Copy
        } else if is(&["begin"]) {
            if self.client == Client::Slash { Mode::Batch } else { Mode::Begin }
        } else if is(&["declare"]) && self.client == Client::Slash {
            Mode::Batch
        } else if self.compound && is(&["if", "while", "loop", "repeat", "for", "case"]) {
            Mode::Compound
        } else {
            Mode::Plain
        }
    }

    /// A word after CREATE or ALTER: is it a routine?
    fn head_word(&self, word: &str) -> Mode {
        let is = |words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
        let routine = is(&["trigger", "function", "procedure", "proc"]);
        match self.client {
            Client::Go if routine => Mode::Batch,
            Client::Slash if routine || is(&["package", "type", "library"]) => Mode::Batch,
            _ if routine || is(&["event"]) => {
                if self.compound {
                    Mode::Compound
                } else {
                    Mode::Plain
                }
            }
            _ if is(&["rule"]) => Mode::Rule,
            _ if self.count > 12
                || is(&["partition", "table", "view", "index", "sequence", "database", "schema", "user", "role"]) =>
            {
                Mode::Plain
            }
            _ => Mode::Head,
        }
    }

    /// The word after BEGIN: a transaction or a block?
    fn after_begin(&mut self, word: &str) {
        const TRANSACTION: &[&str] = &[
            "transaction",
            "tran",
            "work",
            "immediate",
            "deferred",
            "exclusive",
            "concurrent",
            "isolation",
            "read",
            "distributed",
            "deferrable",
        ];
        let is = |words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
        if self.count == 1 && is(&["not"]) {
            return;
        }
        let transaction = !self.compound || is(TRANSACTION);
        self.mode = if transaction { Mode::Plain } else { Mode::Compound };
        if let (Mode::Compound, Some(begin)) = (self.mode, self.first) {
            self.blocks.begin(begin.start..begin.end);
        }
    }

    fn copy_word(&mut self, word: &str) {
        if self.after_from && word.eq_ignore_ascii_case("stdin") {
            self.awaits_rows = true;
        }
        self.after_from = self.parentheses.is_empty() && word.eq_ignore_ascii_case("from");
    }
}
