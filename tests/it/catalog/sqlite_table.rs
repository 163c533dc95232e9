//! The parts of a `CREATE TABLE` that no pragma of SQLite reports: names of constraints, checks, expressions, comments.

use std::collections::BTreeMap;

use super::sqlite_words::{Sort, Word, closing, list, name, normal, words};

/// What the text of a table says.
#[derive(Debug, Default)]
pub struct TableText {
    /// The comment behind the opening bracket.
    pub comment: Option<String>,
    /// Columns by name in normal form.
    pub columns: BTreeMap<String, ColumnText>,
    /// Constraints of columns and of the table, as written.
    pub constraints: Vec<Constraint>,
}

/// What the text of a column says besides its constraints.
#[derive(Debug, Default)]
pub struct ColumnText {
    /// The comment on the column's lines.
    pub comment: Option<String>,
    /// The collation.
    pub collation: Option<String>,
    /// The expression it is generated from.
    pub generated: Option<String>,
    /// Are numbers never given out twice?
    pub autoincrement: bool,
}

/// What a constraint asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Primary key.
    PrimaryKey,
    /// Unique.
    Unique,
    /// A condition.
    Check,
    /// A row to point at.
    ForeignKey,
}

/// One constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// The name, if it was given one.
    pub name: Option<String>,
    /// What it asks for.
    pub asks: Asks,
    /// The columns; of a check in a column's definition the column.
    pub columns: Vec<String>,
    /// A check's condition; else what is unusual: the conflict clause, deferral.
    pub text: String,
}

impl TableText {
    /// Reads the text that SQLite keeps of a table.
    pub fn read(sql: &str) -> Self {
        let words = words(sql);
        let mut table = Self::default();
        let Some(open) = words.iter().position(|word| word.is("(")) else { return table };
        for (item, comments) in items(&words, open, &mut table.comment) {
            table.add(&item, comments);
        }
        table
    }

    fn add(&mut self, item: &[Word], comment: Option<String>) {
        const STARTS: [&str; 5] = ["constraint", "primary", "unique", "check", "foreign"];
        let Some(first) = item.first() else { return };
        if STARTS.iter().any(|start| first.is(start)) {
            return self.constraints.extend(Reader::new(item, None).read(&mut ColumnText::default()));
        }
        let column_name = name(&first.text);
        let mut column = ColumnText { comment, ..ColumnText::default() };
        self.constraints.extend(Reader::new(&item[1..], Some(&column_name)).read(&mut column));
        self.columns.insert(column_name, column);
    }
}

/// The items between the brackets without comments, each with its comment. A comment belongs to what it stands behind
/// on its line, else to what follows; right behind the bracket it is the table's.
fn items(words: &[Word], open: usize, table: &mut Option<String>) -> Vec<(Vec<Word>, Option<String>)> {
    let end = closing(words, open);
    let mut items: Vec<(Vec<Word>, Option<String>)> = vec![(Vec::new(), None)];
    let (mut depth, mut line) = (0, words[open].line);
    for word in &words[open + 1..end] {
        if word.sort == Sort::Comment {
            let count = items.len();
            let fresh = items[count - 1].0.is_empty();
            let place = match (fresh && word.line == line, count) {
                (true, 1) => &mut *table,
                (true, _) => &mut items[count - 2].1,
                (false, _) => &mut items[count - 1].1,
            };
            let before = place.take().map(|before| before + "\n").unwrap_or_default();
            *place = Some(before + &word.text);
            continue;
        }
        line = word.line;
        depth += i32::from(word.is("(")) - i32::from(word.is(")"));
        match items.last_mut() {
            Some(last) if depth > 0 || !word.is(",") => last.0.push(word.clone()),
            _ => items.push((Vec::new(), None)),
        }
    }
    items
}

/// Walks through the constraints of one item.
struct Reader<'a> {
    words: &'a [Word],
    at: usize,
    column: Option<&'a str>,
    name: Option<String>,
    found: Vec<Constraint>,
}

impl<'a> Reader<'a> {
    fn new(words: &'a [Word], column: Option<&'a str>) -> Self {
        Self { words, at: 0, column, name: None, found: Vec::new() }
    }

    fn read(mut self, column: &mut ColumnText) -> Vec<Constraint> {
        while self.at < self.words.len() {
            self.step(column);
        }
        self.found
    }

    fn here(&self, text: &str) -> bool {
        self.words.get(self.at).is_some_and(|word| word.is(text))
    }

    /// Skips `text` if it comes next.
    fn skip(&mut self, text: &str) -> bool {
        let here = self.here(text);
        self.at += usize::from(here);
        here
    }

    fn next_name(&mut self) -> Option<String> {
        let word = self.words.get(self.at)?;
        self.at += 1;
        Some(name(&word.text))
    }

    /// The bracket that comes next, cut at its commas; nothing if none does.
    fn brackets(&mut self) -> Vec<String> {
        if !self.here("(") {
            return Vec::new();
        }
        let parts = list(self.words, self.at).into_iter().map(normal).collect();
        self.at = closing(self.words, self.at) + 1;
        parts
    }

    fn step(&mut self, column: &mut ColumnText) {
        if self.skip("constraint") {
            self.name = self.next_name();
        } else if self.skip("primary") {
            self.skip("key");
            self.key(Asks::PrimaryKey);
        } else if self.skip("unique") {
            self.key(Asks::Unique);
        } else if self.skip("check") {
            let text = self.brackets().join(", ");
            self.push(Asks::Check, self.own_columns(), text);
        } else if self.skip("foreign") {
            self.skip("key");
            let columns = self.brackets();
            self.skip("references");
            self.reference(columns);
        } else if self.skip("references") {
            self.reference(self.own_columns());
        } else if self.skip("collate") {
            column.collation = self.next_name();
        } else if self.skip("autoincrement") {
            column.autoincrement = true;
        } else if self.skip("as") {
            let kind = |reader: &mut Self| if reader.skip("stored") { "stored" } else { "virtual" };
            column.generated = Some(format!("{} {}", self.brackets().join(", "), kind(self)));
        } else if self.skip("default") {
            if self.brackets().is_empty() {
                while self.skip("+") || self.skip("-") {}
                self.at += 1;
            }
        } else if self.brackets().is_empty() {
            self.at += 1; // a word of the type, or `not null`
        }
    }

    fn own_columns(&self) -> Vec<String> {
        self.column.map(str::to_owned).into_iter().collect()
    }

    fn push(&mut self, asks: Asks, columns: Vec<String>, text: String) {
        self.found.push(Constraint { name: self.name.take(), asks, columns, text });
    }

    fn key(&mut self, asks: Asks) {
        let listed = self.brackets();
        let columns = if listed.is_empty() { self.own_columns() } else { listed };
        while self.skip("asc") || self.skip("desc") {}
        let start = self.at;
        if self.skip("on") {
            self.at += 2; // conflict, and what happens then
        }
        self.push(asks, columns, normal(&self.words[start..self.at]));
    }

    /// Behind `references`: the table and its columns are in a pragma, only deferral is not.
    fn reference(&mut self, columns: Vec<String>) {
        self.at += 1;
        self.brackets();
        while self.skip("on") {
            self.at += 1;
            self.at += if self.here("set") || self.here("no") { 2 } else { 1 };
        }
        let start = self.at;
        let negated = self.here("not") && self.words.get(self.at + 1).is_some_and(|word| word.is("deferrable"));
        self.at += usize::from(negated);
        if self.skip("deferrable") && self.skip("initially") {
            self.at += 1;
        }
        let text = normal(&self.words[start..self.at]);
        self.push(Asks::ForeignKey, columns, text);
    }
}

#[test]
fn names_expressions_and_comments_are_found() {
    let table = TableText::read(
        "CREATE TABLE \"files\" (  -- what the storage holds\n  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, -- number, of course\n\
         n numeric(10, 2) DEFAULT (1, 2) CONSTRAINT ck_n CHECK (n > 0) COLLATE nocase UNIQUE ON CONFLICT IGNORE,\n  -- what follows\n\
         s text GENERATED ALWAYS AS (n || ')') STORED REFERENCES u (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,\n\
         \"check\" text DEFAULT -1, /* odd */\n\
         CONSTRAINT uq UNIQUE (id, s), CHECK (s <> ', '), CONSTRAINT fk FOREIGN KEY (s, n) REFERENCES v NOT DEFERRABLE)",
    );
    assert_eq!(table.comment.as_deref(), Some("what the storage holds"));
    let comments: Vec<_> =
        table.columns.iter().map(|(name, column)| (name.as_str(), column.comment.as_deref())).collect();
    let expected =
        [("check", Some("odd")), ("id", Some("number, of course")), ("n", None), ("s", Some("what follows"))];
    assert_eq!(comments, expected);
    assert!(table.columns["id"].autoincrement && !table.columns["n"].autoincrement);
    assert_eq!(table.columns["n"].collation.as_deref(), Some("nocase"));
    assert_eq!(table.columns["s"].generated.as_deref(), Some("n || ')' stored"));
    let found: Vec<String> = table
        .constraints
        .iter()
        .map(|c| format!("{} {:?} {} {}", c.name.as_deref().unwrap_or("-"), c.asks, c.columns.join("+"), c.text))
        .collect();
    let expected = [
        "- PrimaryKey id ",
        "ck_n Check n n > 0",
        "- Unique n on conflict ignore",
        "- ForeignKey s deferrable initially deferred",
        "uq Unique id+s ",
        "- Check  s <> ', '",
        "fk ForeignKey s+n not deferrable",
    ];
    assert_eq!(found, expected);
}
