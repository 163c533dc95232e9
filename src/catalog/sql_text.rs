//! SQL text that the catalog keeps: defaults, checks, generated columns, index expressions, views, triggers.
//!
//! Only identifiers matter here: which are mentioned, and how one is renamed. This is no parser and needs no dialect.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::sql_tokens::{Token, tokens, words};
use super::{Conflict, Name, QualifiedName};
use crate::source::yaml;

/// Starts an identifier that a rename put in and that the dialect has to quote.
pub const IDENTIFIER_START: char = '\u{E000}';
/// Ends such an identifier.
pub const IDENTIFIER_END: char = '\u{E001}';

/// Words that no dialect takes as a bare identifier everywhere.
const RESERVED: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "asc",
    "between",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "delete",
    "desc",
    "distinct",
    "drop",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "key",
    "leading",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "offset",
    "on",
    "or",
    "order",
    "outer",
    "primary",
    "range",
    "rank",
    "references",
    "right",
    "row",
    "rows",
    "select",
    "session_user",
    "set",
    "some",
    "system",
    "table",
    "then",
    "to",
    "trailing",
    "trigger",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
];

/// Words that no dialect takes as a bare identifier anywhere: where one stands without quotes, it is no name.
const KEYWORDS: &[&str] = &[
    "all",
    "and",
    "as",
    "asc",
    "case",
    "create",
    "desc",
    "distinct",
    "else",
    "foreign",
    "from",
    "group",
    "having",
    "in",
    "into",
    "is",
    "join",
    "limit",
    "not",
    "null",
    "on",
    "or",
    "order",
    "primary",
    "references",
    "select",
    "table",
    "then",
    "to",
    "union",
    "unique",
    "using",
    "when",
    "where",
];

/// A piece of SQL in the words of one dialect.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SqlText(String);

/// An identifier inside a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// First byte, with the quote.
    pub start: usize,
    /// Byte after the last, with the quote.
    pub end: usize,
    /// The text between the quotes.
    pub text: &'a str,
    /// The opening quote, if any.
    pub quote: Option<char>,
}

impl SqlText {
    /// Takes the text as it is, without surrounding blanks.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses a text without a word of SQL in the field that holds it.
    pub fn check_filled(&self, field: &str) -> Result<(), Conflict> {
        if self.0.is_empty() {
            return Err(Conflict::new("wrong-value", "the text is empty").at(field));
        }
        Ok(())
    }

    /// The identifiers and keywords, outside literals and comments.
    pub fn words(&self) -> Vec<Word<'_>> {
        words(&self.0)
    }

    /// Whether an identifier with this name stands in the text.
    pub fn mentions(&self, name: &str) -> bool {
        self.words().iter().any(|word| word.is(name))
    }

    /// Whether the text selects `*` or `t.*`, not only `count(*)` or a product.
    pub fn has_star(&self) -> bool {
        let mut before = None;
        for token in tokens(&self.0) {
            match token {
                Token::Other('*') => match before {
                    Some(Token::Other('.' | ',')) => return true,
                    Some(Token::Word(word)) if word.is_keyword() || word.text.eq_ignore_ascii_case("all") => {
                        return true;
                    }
                    _ => {}
                },
                Token::Other(c) if c.is_whitespace() => continue,
                _ => {}
            }
            before = Some(token);
        }
        false
    }

    /// Whether the text, a query or a body of statements, names the table or view.
    pub fn names_table(&self, object: &QualifiedName) -> bool {
        super::table_words::names_table(&self.0, object)
    }

    /// The same, where `other` knows the schemas that the table is not in.
    pub fn names_table_outside(&self, object: &QualifiedName, other: impl Fn(&str) -> bool) -> bool {
        super::table_words::names_table_outside(&self.0, object, other)
    }

    /// Whether the text names the column of the table or view.
    pub fn names_column(&self, object: &QualifiedName, column: &Name) -> bool {
        super::table_words::names_column(&self.0, object, column.as_str())
    }

    /// Gives a column a new name wherever the text means it. `table` is the only qualifier that may stand before it.
    pub fn rename_column(&mut self, table: &str, from: &str, to: &str) {
        self.replace(to, |text, words, at| {
            words[at].is(from)
                && !calls(text, words[at])
                && qualifier(text, words, at).is_none_or(|word| word.is(table))
        });
    }

    /// Gives a table a new name where it qualifies a column.
    pub fn rename_table(&mut self, from: &str, to: &str) {
        self.replace(to, |text, words, at| words[at].is(from) && text[words[at].end..].trim_start().starts_with('.'));
    }

    pub(super) fn replace(&mut self, to: &str, wanted: impl Fn(&str, &[Word<'_>], usize) -> bool) {
        let words = words(&self.0);
        let mut out = String::with_capacity(self.0.len());
        let mut done = 0;
        for (at, word) in words.iter().enumerate() {
            if wanted(&self.0, &words, at) {
                out.push_str(&self.0[done..word.start]);
                push_identifier(&mut out, to, word.quote);
                done = word.end;
            }
        }
        out.push_str(&self.0[done..]);
        self.0 = out;
    }
}

impl Word<'_> {
    /// Whether the word is this name: letter case counts only between quotes.
    pub fn is(&self, name: &str) -> bool {
        match self.quote {
            Some(quote) => unquoted(self.text, closing(quote)) == name,
            None => self.text.eq_ignore_ascii_case(name) && !self.is_keyword(),
        }
    }

    /// Whether the word can only be a keyword where it stands.
    pub fn is_keyword(&self) -> bool {
        self.quote.is_none() && KEYWORDS.binary_search(&self.text.to_ascii_lowercase().as_str()).is_ok()
    }
}

fn calls(text: &str, word: Word<'_>) -> bool {
    word.quote.is_none() && text[word.end..].trim_start().starts_with('(')
}

pub(super) fn qualifier<'a>(text: &str, words: &[Word<'a>], at: usize) -> Option<Word<'a>> {
    let before = at.checked_sub(1).map(|before| words[before])?;
    (text[before.end..words[at].start].trim() == ".").then_some(before)
}

fn push_identifier(out: &mut String, name: &str, quote: Option<char>) {
    match quote {
        Some(open) if open != IDENTIFIER_START => {
            let close = closing(open);
            out.push(open);
            for c in name.chars() {
                out.push(c);
                if c == close {
                    out.push(c);
                }
            }
            out.push(close);
        }
        _ if is_plain(name) => out.push_str(name),
        _ => {
            out.push(IDENTIFIER_START);
            out.push_str(name);
            out.push(IDENTIFIER_END);
        }
    }
}

/// What stands between quotes: the closing one is doubled there.
fn unquoted(text: &str, close: char) -> Cow<'_, str> {
    if close != IDENTIFIER_END && text.contains(close) {
        return Cow::Owned(text.replace(&format!("{close}{close}"), &close.to_string()));
    }
    Cow::Borrowed(text)
}

pub(super) fn closing(open: char) -> char {
    match open {
        '[' => ']',
        IDENTIFIER_START => IDENTIFIER_END,
        other => other,
    }
}

fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && RESERVED.binary_search(&name).is_err()
}

impl fmt::Display for SqlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SqlText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> de::Visitor<'de> for Text {
            type Value = SqlText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("SQL text, or a map from dialect to SQL text")
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<SqlText, D::Error> {
                deserializer.deserialize_str(self)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<SqlText, E> {
                if text.contains([IDENTIFIER_START, IDENTIFIER_END]) {
                    return Err(E::custom("SQL text may not hold the private characters U+E000 and U+E001"));
                }
                Ok(SqlText::new(text))
            }
        }
        deserializer.deserialize_newtype_struct(yaml::SQL_TEXT, Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str, from: &str, to: &str) -> String {
        let mut text = SqlText::new(text);
        text.rename_column("t", from, to);
        text.as_str().to_string()
    }

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn renames_identifiers_only() {
        assert_eq!(renamed("a > 0 AND 'a' <> a -- a\n/* a */", "a", "b"), "b > 0 AND 'a' <> b -- a\n/* a */");
        assert_eq!(renamed("t.a > u.a", "a", "b"), "t.b > u.a");
        assert_eq!(renamed("a(a) + E'a' + $x$a$x$ + 1a", "a", "b"), "a(b) + E'a' + $x$a$x$ + 1a");
        assert_eq!(renamed("\"a\" = `a` + [a] + x[a]", "a", "b"), "\"b\" = `b` + [b] + x[b]");
        assert_eq!(renamed("A = \"A\"", "a", "b"), "b = \"A\"");
        assert_eq!(renamed("\"a\"\"b\" = `a\"b` + [a]]b]", "a\"b", "c`d"), "\"c`d\" = `c``d` + [a]]b]");
        assert_eq!(renamed("[a]]b] = \"a]b\"", "a]b", "c]\"d"), "[c]]\"d] = \"c]\"\"d\"");
    }

    #[test]
    fn a_name_that_needs_quotes_waits_for_the_dialect_and_comes_back_bare() {
        let there = renamed("a > 0", "a", "Order");
        assert_eq!(there, "\u{E000}Order\u{E001} > 0");
        assert_eq!(renamed(&there, "Order", "a"), "a > 0");
        assert_eq!(renamed("a > 0", "a", "order"), "\u{E000}order\u{E001} > 0");
    }

    #[test]
    fn a_star_that_stands_for_columns_is_told_from_others() {
        for text in ["SELECT * FROM t", "SELECT a, t.* FROM t", "SELECT DISTINCT * FROM t"] {
            assert!(SqlText::new(text).has_star(), "{text}");
        }
        for text in ["SELECT count(*) FROM t", "SELECT a * b FROM t", "SELECT '*', \"*\" FROM t /* * */"] {
            assert!(!SqlText::new(text).has_star(), "{text}");
        }
    }

    #[test]
    fn a_keyword_is_no_name() {
        assert_eq!(renamed("\"order\" > 0 ORDER BY x", "order", "b"), "\"b\" > 0 ORDER BY x");
        assert!(!SqlText::new("SELECT 1").mentions("select"));
    }

    #[test]
    fn broken_text_ends_somewhere() {
        for text in ["'abc", "\"abc", "$x$abc", "/* abc", "-- abc", "[", "\"", "$", "é'", "\u{E000}"] {
            let _ = SqlText::new(text).words();
        }
    }
}
