//! SQLite keeps the text of what was created; this takes it apart into words, so that layout and quotes do not count.

/// What a word of SQL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A keyword, a number or a bare name.
    Bare,
    /// A name in quotes; the text is without them.
    Quoted,
    /// A string literal; the text is as written.
    Literal,
    /// Punctuation: one character, or an operator of two.
    Sign,
    /// A comment; the text is what it says.
    Comment,
}

/// Operators of two characters.
const OPERATORS: [&str; 9] = ["<>", "<=", ">=", "!=", "==", "||", "<<", ">>", "->"];

/// One word of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it is.
    pub sort: Sort,
    /// What it says.
    pub text: String,
    /// The line it starts on.
    pub line: usize,
}

impl Word {
    /// Is it this keyword or sign, in any case of letters?
    pub fn is(&self, text: &str) -> bool {
        matches!(self.sort, Sort::Bare | Sort::Sign) && self.text.eq_ignore_ascii_case(text)
    }
}

/// The words of a text, comments included.
pub fn words(sql: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = sql[at..].chars().next() {
        let (sort, length) = next(&sql[at..], first);
        let raw = &sql[at..at + length];
        let line = sql[..at].matches('\n').count();
        if let Some(sort) = sort {
            found.push(Word { sort, text: said(sort, raw), line });
        }
        at += length;
    }
    found
}

/// What the text starts with, and how long that is; no sort for white space.
fn next(rest: &str, first: char) -> (Option<Sort>, usize) {
    let until = |end: &str| rest[1..].find(end).map_or(rest.len(), |at| at + 1 + end.len());
    let word_length =
        |rest: &str| rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
    match first {
        '-' if rest.starts_with("--") => (Some(Sort::Comment), rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => (Some(Sort::Comment), until("*/")),
        '\'' => (Some(Sort::Literal), quoted(rest, '\'')),
        '"' | '`' => (Some(Sort::Quoted), quoted(rest, first)),
        '[' => (Some(Sort::Quoted), until("]")),
        c if c.is_whitespace() => (None, c.len_utf8()),
        c if c.is_alphanumeric() || c == '_' => (Some(Sort::Bare), word_length(rest)),
        _ if OPERATORS.iter().any(|operator| rest.starts_with(operator)) => (Some(Sort::Sign), 2),
        c => (Some(Sort::Sign), c.len_utf8()),
    }
}

/// The length of a quoted text in which the quote is doubled.
fn quoted(rest: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(end) = rest[at..].find(quote) {
        at += end + 1;
        if !rest[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    rest.len()
}

fn said(sort: Sort, raw: &str) -> String {
    match sort {
        Sort::Bare | Sort::Literal | Sort::Sign => raw.to_owned(),
        Sort::Comment => raw.trim_start_matches("--").trim_start_matches("/*").trim_end_matches("*/").trim().to_owned(),
        Sort::Quoted => {
            let quote = &raw[..1];
            raw[1..raw.len() - 1].replace(&quote.repeat(2), quote)
        }
    }
}

/// The words in one normal form: single spaces, no comments, lower case but in literals, quotes where they are needed.
pub fn normal(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words.iter().filter(|word| word.sort != Sort::Comment) {
        let tight =
            text.is_empty() || text.ends_with(['(', '.']) || matches!(word.text.as_str(), ")" | "," | "." | "(");
        if !tight || word.sort == Sort::Literal && !text.ends_with(['(', '.']) && !text.is_empty() {
            text.push(' ');
        }
        match word.sort {
            Sort::Bare => text.push_str(&word.text.to_ascii_lowercase()),
            Sort::Quoted => text.push_str(&name(&word.text)),
            Sort::Literal | Sort::Sign | Sort::Comment => text.push_str(&word.text),
        }
    }
    text
}

/// A name as it stands in the normal form: SQLite does not tell upper from lower case in names.
pub fn name(text: &str) -> String {
    let simple =
        text.chars().all(|c| c.is_alphanumeric() || c == '_') && !text.starts_with(|c: char| c.is_ascii_digit());
    if simple { text.to_ascii_lowercase() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

/// The normal form of a text.
pub fn normal_text(sql: &str) -> String {
    normal(&words(sql))
}

/// Where the bracket that opens at `open` is closed.
pub fn closing(words: &[Word], open: usize) -> usize {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate().skip(open) {
        if word.is("(") {
            depth += 1;
        } else if word.is(")") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    words.len()
}

/// The words between the bracket at `open` and its end, cut at the commas of this level.
pub fn list(words: &[Word], open: usize) -> Vec<&[Word]> {
    let end = closing(words, open);
    let (mut parts, mut start, mut at) = (Vec::new(), open + 1, open + 1);
    while at < end {
        if words[at].is(",") {
            parts.push(&words[start..at]);
            start = at + 1;
        }
        at = if words[at].is("(") { closing(words, at) + 1 } else { at + 1 };
    }
    parts.push(&words[start..end]);
    parts
}

#[test]
fn layout_quotes_and_case_do_not_count_but_literals_do() {
    let one = normal_text("CHECK ( \"Size\" >=0 AND x.[y] IN ('A''b', 'c -- d') ) -- why\n");
    assert_eq!(one, normal_text("check(size >= 0 and /* so */ X.`y` in('A''b','c -- d'))"));
    assert_ne!(one, normal_text("check(size >= 0 and X.y in('a''b','c -- d'))"));
    assert_eq!(one, "check(size >= 0 and x.y in('A''b', 'c -- d'))");
    assert_eq!(normal_text("\"two words\" + \"a\"\"b\""), "\"two words\" + \"a\"\"b\"");
}

#[test]
fn lists_are_cut_at_their_own_commas() {
    let words = words("f (a, g(b, c), 'd,e')");
    let parts: Vec<String> = list(&words, 1).into_iter().map(normal).collect();
    assert_eq!(parts, ["a", "g(b, c)", "'d,e'"]);
}
