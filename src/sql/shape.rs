//! The shape of a statement: what is left of it without its names and values. Statements of one shape are read alike,
//! so that the thousandth of them costs its tokens and no parse.

use std::sync::{Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use sqlparser::keywords::ALL_KEYWORDS;

use super::parse::{Analysed, LENGTH, Verdict, analyse};
use super::supplement;
use super::syntax::Syntax;
use super::token::{Lexer, Token, TokenKind};

/// Shapes that are remembered; what comes after is read each time.
const ROOM: usize = 50_000;

/// How far a statement could be read, without what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The parser read all of it.
    Parsed,
    /// It has a known form, whose inside was not read.
    Recognised,
    /// Neither the parser nor a recogniser knows it.
    Opaque,
    /// Its tokens do not hold together.
    Broken,
}

impl Verdict {
    /// The verdict without what was read.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Parsed(_) => Outcome::Parsed,
            Self::Recognised(_) => Outcome::Recognised,
            Self::Opaque => Outcome::Opaque,
            Self::Broken(_) => Outcome::Broken,
        }
    }
}

/// Reads many statements of one dialect, each shape once.
#[derive(Debug)]
pub struct Reader {
    syntax: Syntax,
    words: KnownWords,
    known: Mutex<IndexMap<u64, Outcome>>,
}

impl Reader {
    /// A reader that has seen nothing yet.
    pub fn new(syntax: Syntax) -> Self {
        Self { syntax, words: KnownWords::new(), known: Mutex::default() }
    }

    /// The lexical rules that it reads by.
    pub fn syntax(&self) -> &Syntax {
        &self.syntax
    }

    /// How many shapes it has seen.
    pub fn shapes(&self) -> usize {
        self.known().len()
    }

    /// How far a statement can be read: what [`analyse`] says of the first statement of its shape.
    pub fn outcome(&self, statement: &str) -> Outcome {
        let shape = self.shape(statement);
        if let Some(outcome) = self.known().get(&shape) {
            return *outcome;
        }
        let outcome = self.analyse(statement).verdict.outcome();
        let mut known = self.known();
        if known.len() < ROOM {
            known.insert(shape, outcome);
        }
        outcome
    }

    fn known(&self) -> MutexGuard<'_, IndexMap<u64, Outcome>> {
        // A panic elsewhere leaves no entry half made.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads one statement in full.
    pub fn analyse(&self, statement: &str) -> Analysed {
        analyse(statement, &self.syntax)
    }

    fn shape(&self, statement: &str) -> u64 {
        let mut shape = Shape(u64::from(statement.len() > LENGTH));
        let mut end = 0;
        for token in Lexer::new(statement, &self.syntax) {
            let glued = u64::from(token.start == end);
            let closed = u64::from(token.closed);
            shape.fold((token.kind as u64) << 2 | glued << 1 | closed);
            self.fold(&mut shape, statement.as_bytes(), &token);
            end = token.end;
        }
        shape.0
    }

    /// What matters of a token beside its kind.
    fn fold(&self, shape: &mut Shape, statement: &[u8], token: &Token) {
        let written = &statement[token.start..token.end];
        match token.kind {
            TokenKind::Word => match word(written) {
                (hash, true) if !self.words.may_hold(hash) => {}
                (hash, _) => shape.fold(hash),
            },
            TokenKind::Quoted => shape.fold(u64::from(written[0]) << 1 | u64::from(written.len() > 2)),
            TokenKind::Text => {
                let plain = written[0] == b'\'' && !written.contains(&b'\\');
                let dollars = written[0] == b'$';
                if !plain && !dollars {
                    shape.text(written);
                }
            }
            TokenKind::Number => {
                let small = written.len() < 9 && written.iter().all(u8::is_ascii_digit);
                if !small {
                    shape.text(written);
                }
            }
            TokenKind::Parameter => shape.fold(u64::from(written[0])),
            TokenKind::Symbol | TokenKind::Comment | TokenKind::Executable => shape.text(written),
        }
    }
}

/// Words that the splitter and the recognisers ask for and the parser does not.
const OWN_WORDS: &[&str] = &[
    "accept",
    "btitle",
    "concurrent",
    "disk",
    "memory",
    "conn",
    "constraints",
    "crosstabview",
    "distributed",
    "edit",
    "ego",
    "exit",
    "go",
    "help",
    "host",
    "library",
    "loop",
    "nopager",
    "notee",
    "nowait",
    "nowarning",
    "pager",
    "pause",
    "proc",
    "prompt",
    "quit",
    "rehash",
    "rem",
    "remark",
    "repeat",
    "save",
    "spool",
    "store",
    "tee",
    "timing",
    "ttitle",
    "undefine",
    "var",
    "wait",
    "warnings",
    "watch",
];

/// A hash that is built up token by token.
struct Shape(u64);

impl Shape {
    fn fold(&mut self, value: u64) {
        self.0 = mix(self.0.rotate_left(5) ^ value);
    }

    fn text(&mut self, written: &[u8]) {
        for part in written.chunks(8) {
            let mut bytes = [0; 8];
            bytes[..part.len()].copy_from_slice(part);
            self.fold(u64::from_le_bytes(bytes));
        }
        self.fold(written.len() as u64);
    }
}

fn mix(value: u64) -> u64 {
    let value = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value ^ (value >> 32)
}

/// The hash of a word in any case, and whether it looks like a plain name: ASCII letters, digits and `_`.
fn word(written: &[u8]) -> (u64, bool) {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut plain = !written[0].is_ascii_digit();
    for byte in written {
        plain &= byte.is_ascii_alphanumeric() || *byte == b'_';
        hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
    }
    (mix(hash), plain)
}

/// The words that the parser and the recognisers tell from names: a set that answers "perhaps" or "no".
#[derive(Debug)]
struct KnownWords(Box<[u64]>);

impl KnownWords {
    fn new() -> Self {
        let mut words = Self(vec![0; 1 << 10].into_boxed_slice());
        let all = ALL_KEYWORDS.iter().copied().chain(supplement::words()).chain(OWN_WORDS.iter().copied());
        for one in all {
            let (hash, _) = word(one.as_bytes());
            for place in places(hash) {
                words.0[place / 64] |= 1 << (place % 64);
            }
        }
        words
    }

    fn may_hold(&self, hash: u64) -> bool {
        places(hash).iter().all(|place| self.0[place / 64] & 1 << (place % 64) != 0)
    }
}

/// Two of 65,536 places.
fn places(hash: u64) -> [usize; 2] {
    [(hash >> 48) as usize, (hash >> 32 & 0xffff) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(reader: &Reader, one: &str, other: &str) -> bool {
        reader.shape(one) == reader.shape(other)
    }

    #[test]
    fn names_and_values_do_not_change_the_shape() {
        let reader = Reader::new(Syntax::default());
        assert!(same(
            &reader,
            "ALTER TABLE a ADD COLUMN b int DEFAULT 1",
            "alter table c_2 add column dd int default 77"
        ));
        assert!(same(&reader, "INSERT INTO a VALUES ('x', 1)", "INSERT INTO b VALUES ('it''s', 234)"));
        assert!(same(&reader, "DROP TABLE \"a b\"", "DROP TABLE \"c\""));
    }

    #[test]
    fn everything_that_a_reader_could_stumble_over_does() {
        let reader = Reader::new(Syntax { escape_strings: true, dollar_quotes: true, ..Syntax::default() });
        let pairs = [
            ("DROP TABLE a", "DROP VIEW a"),
            ("SELECT a >= 1", "SELECT a > = 1"),
            ("SELECT 1", "SELECT 123456789012345678901234567890"),
            ("SELECT 1", "SELECT 1.5"),
            ("SELECT a", "SELECT \"a\""),
            ("SELECT \"\"", "SELECT \"a\""),
            ("SELECT E'a'", "SELECT E'\\xzz'"),
            ("SELECT 'a'", "SELECT N'a'"),
            ("SELECT 'a'", "SELECT 'a"),
            ("SELECT a", "SELECT é"),
            ("SELECT (a)", "SELECT (a"),
            ("SELECT a", "SELECT a -- b"),
            ("SELECT $1", "SELECT :a"),
            ("REINDEX a", "b a"),
        ];
        for (one, other) in pairs {
            assert!(!same(&reader, one, other), "{one} | {other}");
        }
    }

    /// Every word in quotes in the files that decide how far a statement can be read.
    #[test]
    fn the_words_that_decide_are_known() {
        let files = [
            include_str!("parse.rs"),
            include_str!("split/statement.rs"),
            include_str!("split/blocks.rs"),
            include_str!("split/client.rs"),
            include_str!("supplement/mod.rs"),
        ];
        let words = KnownWords::new();
        for file in files {
            let code = file.split("#[cfg(test)]").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code = lines.collect::<String>().replace("'\"'", "");
            let texts = code.split('"').skip(1).step_by(2);
            let words_of = |text| str::split(text, |c: char| !c.is_ascii_alphanumeric() && c != '_');
            for text in texts.flat_map(words_of).filter(|word| word.len() > 1) {
                assert!(words.may_hold(word(text.as_bytes()).0), "`{text}` is missing in OWN_WORDS");
            }
        }
        let held: u32 = words.0.iter().map(|bits| bits.count_ones()).sum();
        assert!(held < 4_000, "{held} places: too many names would pass for words");
    }

    #[test]
    fn one_shape_is_read_once() {
        let reader = Reader::new(Syntax::default());
        for table in 0..100 {
            assert_eq!(reader.outcome(&format!("ALTER TABLE t{table} ADD COLUMN c int")), Outcome::Parsed);
        }
        assert_eq!(reader.outcome("DROP TABLE (a"), Outcome::Broken);
        assert_eq!(reader.outcome("FROBNICATE a"), Outcome::Opaque);
        assert_eq!(reader.shapes(), 3);
    }
}
