//! BEGIN, CASE, IF and loops inside a routine: where does the outermost of them end?

use std::ops::Range;

/// What an END can close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Begin,
    Case,
    If,
    Loop,
}

/// A word whose meaning the next token decides.
#[derive(Debug, Clone, Default)]
enum Pending {
    #[default]
    Nothing,
    /// BEGIN: a block, unless TRANSACTION or the like follows.
    Begin(Range<usize>),
    /// END: of the innermost, or of what the next word names.
    End,
    /// REPEAT: a loop, unless it is the function of that name.
    Repeat(Range<usize>),
}

/// What is open at one place of a routine.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    stack: Vec<(Open, Range<usize>)>,
    pending: Pending,
    /// How much was open when IF was read, whose THEN is awaited.
    then: Option<usize>,
    /// WHILE or FOR was read, whose DO is awaited.
    loop_head: bool,
    after_for: bool,
    /// What was just read stands before a statement.
    fresh: bool,
    /// Whether statements in a block need no semicolon, so that END may stand anywhere.
    loose: bool,
}

impl Blocks {
    /// Nothing is open. `loose` says that END may follow a statement without a semicolon.
    pub(super) fn new(loose: bool) -> Self {
        Self { loose, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// The innermost BEGIN or CASE that is still open.
    pub(super) fn open(&self) -> Option<Range<usize>> {
        let open = self.stack.iter().rev().find(|(open, _)| matches!(open, Open::Begin | Open::Case));
        open.map(|(_, range)| range.clone())
    }

    /// BEGIN was read at `range` and opens a block.
    pub(super) fn begin(&mut self, range: Range<usize>) {
        (self.then, self.loop_head) = (None, false);
        self.stack.push((Open::Begin, range));
    }

    /// The next token is neither a symbol nor a word of its own.
    pub(super) fn other(&mut self) {
        self.next(None);
        self.fresh = false;
    }

    /// The next token is a symbol.
    pub(super) fn symbol(&mut self, byte: u8) {
        if byte == b'(' && matches!(self.pending, Pending::Repeat(_)) {
            self.pending = Pending::Nothing;
        }
        if byte == b';' && matches!(self.pending, Pending::Begin(_)) {
            self.pending = Pending::Nothing;
        }
        self.next(None);
        self.fresh = matches!(byte, b';' | b':');
        if byte == b';' {
            (self.then, self.loop_head) = (None, false);
        }
    }

    /// The next token is `word`, or something that is no word. True if the word is used up by END.
    pub(super) fn next(&mut self, word: Option<&str>) -> bool {
        let is = |words: &[&str]| word.is_some_and(|word| words.iter().any(|other| word.eq_ignore_ascii_case(other)));
        match std::mem::take(&mut self.pending) {
            Pending::Nothing => false,
            Pending::Begin(range) => {
                if !is(&["transaction", "tran", "work", "distributed"]) {
                    self.begin(range);
                }
                false
            }
            Pending::Repeat(range) => {
                self.stack.push((Open::Loop, range));
                false
            }
            Pending::End => {
                let last = self.stack.pop().map(|(open, _)| open);
                self.then = None;
                match last {
                    Some(Open::If) => is(&["if"]),
                    Some(Open::Case) => is(&["case"]),
                    Some(Open::Loop) => is(&["loop", "while", "repeat", "for"]),
                    Some(Open::Begin) => is(&["try", "catch"]),
                    None => false,
                }
            }
        }
    }

    /// The next token is a word that is not part of a dotted name.
    pub(super) fn word(&mut self, word: &str, range: Range<usize>) {
        if self.next(Some(word)) {
            return;
        }
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        let fresh = std::mem::replace(&mut self.fresh, ends_head(word));
        let within = |open: Open| self.stack.last().is_some_and(|(last, _)| *last == open);
        let (in_case, in_begin) = (within(Open::Case), within(Open::Begin));
        let begins = self.loose || fresh || self.loop_head || self.stack.is_empty();
        match word.len() {
            2 if is("if") && (fresh || !in_case) => self.then = Some(self.stack.len()),
            2 if is("do") && self.loop_head => self.push(Open::Loop, range),
            3 if is("end") && (self.loose || fresh || !in_begin) => self.pending = Pending::End,
            3 if is("for") => {
                (self.loop_head, self.after_for) = (true, true);
                return;
            }
            4 if is("case") => self.stack.push((Open::Case, range)),
            4 if is("then") && self.then == Some(self.stack.len()) => self.push(Open::If, range),
            4 if is("when") => self.then = None,
            4 if is("loop") => self.push(Open::Loop, range),
            4 if is("each") && self.after_for => self.loop_head = false,
            5 if is("begin") && begins => self.pending = Pending::Begin(range),
            5 if is("while") => self.loop_head = true,
            6 if is("repeat") => self.pending = Pending::Repeat(range),
            _ => {}
        }
        self.after_for = false;
    }

    fn push(&mut self, open: Open, range: Range<usize>) {
        (self.then, self.loop_head) = (None, false);
        self.stack.push((open, range));
    }
}

/// Whether a statement may follow the word.
fn ends_head(word: &str) -> bool {
    ["then", "else", "begin", "do", "loop", "repeat", "atomic"].iter().any(|other| word.eq_ignore_ascii_case(other))
}
