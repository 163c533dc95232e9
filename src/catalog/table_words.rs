//! Which tables and views a query or a trigger's body names: the words behind FROM, JOIN, INTO and UPDATE.
//!
//! No parser: what it cannot tell apart it counts as a table, and a name of a column is none.

use super::QualifiedName;
use super::sql_text::Word;
use super::sql_tokens::{Token, tokens};

/// Behind these stands a table.
const BEFORE_TABLES: &[&str] = &["from", "into", "join", "straight_join", "table", "update"];

/// These end a list of tables.
const AFTER_TABLES: &[&str] = &[
    "except",
    "fetch",
    "group",
    "having",
    "intersect",
    "limit",
    "order",
    "returning",
    "select",
    "set",
    "union",
    "values",
    "where",
    "window",
];

/// These stand between FROM and a table.
const FILLERS: &[&str] = &["lateral", "only"];

/// Words that may follow a table and are no other name for it.
const NO_ALIASES: &[&str] = &[
    "cross",
    "default",
    "do",
    "full",
    "inner",
    "join",
    "lateral",
    "left",
    "natural",
    "on",
    "outer",
    "right",
    "tablesample",
    "using",
    "when",
];

/// Whether the text names the table or view.
pub(super) fn names_table(text: &str, object: &QualifiedName) -> bool {
    references(text).iter().any(|reference| reference.is(object))
}

/// The same, without tables that stand in another schema: a schema that nobody knows may be the usual one.
pub(super) fn names_table_outside(text: &str, object: &QualifiedName, other: impl Fn(&str) -> bool) -> bool {
    references(text).iter().any(|reference| reference.is(object) && !reference.schema.is_some_and(&other))
}

/// Whether a query names a column of the table or view: bare, or behind a name that stands for it or for nothing known.
pub(super) fn names_column(text: &str, object: &QualifiedName, column: &str) -> bool {
    let references = references(text);
    let wanted = column.to_lowercase();
    let mut before: [Option<Token<'_>>; 2] = [None, None];
    for token in tokens(text) {
        if matches!(token, Token::Other(c) if c.is_whitespace()) {
            continue;
        }
        if let Token::Word(word) = token
            && !word.is_keyword()
            && word.text.to_lowercase() == wanted
        {
            let qualifier = match before {
                [Some(Token::Word(qualifier)), Some(Token::Other('.'))] => Some(qualifier.text.to_lowercase()),
                _ => None,
            };
            let stands_for = |qualifier: &String| {
                let mut known = references.iter().filter(|reference| reference.is_called(qualifier)).peekable();
                known.peek().is_none() || known.any(|reference| reference.is(object))
            };
            if qualifier.as_ref().is_none_or(stands_for) {
                return true;
            }
        }
        before = [before[1], Some(token)];
    }
    false
}

/// Whether a table of the text is called so where its columns are named.
pub(super) fn stands_for_table(text: &str, name: &str) -> bool {
    references(text).iter().any(|reference| reference.is_called(&name.to_lowercase()))
}

/// The tables and views that a text may name, in lower case and without schemas.
pub(super) fn table_names(text: &str) -> Vec<String> {
    references(text).iter().map(|reference| reference.name.to_lowercase()).collect()
}

/// A table in a text, and the other name that the text gives it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    schema: Option<&'a str>,
    name: &'a str,
    alias: Option<&'a str>,
}

impl Reference<'_> {
    /// Whether it may mean the table or view.
    pub(super) fn is(&self, object: &QualifiedName) -> bool {
        let own = match (self.schema, &object.schema) {
            (None, None) | (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(theirs), Some(ours)) => theirs.to_lowercase() == ours.as_str().to_lowercase(),
        };
        own && self.name.to_lowercase() == object.name.as_str().to_lowercase()
    }

    /// Whether its columns are qualified so, in lower case.
    pub(super) fn is_called(&self, lower: &str) -> bool {
        self.alias.unwrap_or(self.name).to_lowercase() == lower
    }
}

#[derive(Default)]
struct Reader<'a> {
    found: Vec<Reference<'a>>,
    /// Whether each open parenthesis, and the text around them, is in a list of tables.
    lists: Vec<bool>,
    in_list: bool,
    expects: bool,
    /// Whether the last reference may still turn out to be a schema: a dot follows, or has followed.
    qualifies: Qualifies,
    /// Whether the next word may be another name for the last reference.
    named: bool,
    after_distinct: bool,
}

#[derive(Default, PartialEq, Eq, Clone, Copy)]
enum Qualifies {
    #[default]
    No,
    Perhaps,
    Yes,
}

/// The tables and views that a text may name.
pub(super) fn references(text: &str) -> Vec<Reference<'_>> {
    let mut reader = Reader::default();
    for token in tokens(text) {
        match token {
            Token::Word(word) => reader.word(word),
            Token::Literal(_) => reader.other('\''),
            Token::Other(c) => reader.other(c),
        }
    }
    reader.found
}

impl<'a> Reader<'a> {
    fn word(&mut self, word: Word<'a>) {
        let lower = word.text.to_ascii_lowercase();
        let bare = |list: &[&str]| word.quote.is_none() && list.contains(&lower.as_str());
        if self.qualifies == Qualifies::Yes {
            if let Some(last) = self.found.last_mut() {
                *last = Reference { schema: Some(last.name), name: word.text, alias: None };
            }
            self.qualifies = Qualifies::No;
            return;
        }
        self.qualifies = Qualifies::No;
        let named = std::mem::take(&mut self.named);
        if bare(BEFORE_TABLES) {
            self.expects = !self.after_distinct;
            self.in_list = self.expects;
        } else if bare(AFTER_TABLES) {
            (self.expects, self.in_list) = (false, false);
        } else if self.expects && !bare(FILLERS) {
            self.found.push(Reference { schema: None, name: word.text, alias: None });
            self.expects = false;
            self.qualifies = Qualifies::Perhaps;
            self.named = true;
        } else if named && bare(&["as"]) {
            self.named = true;
        } else if named
            && !word.is_keyword()
            && !bare(NO_ALIASES)
            && let Some(last) = self.found.last_mut()
        {
            last.alias = Some(word.text);
        }
        self.after_distinct = bare(&["distinct"]);
    }

    fn other(&mut self, c: char) {
        match c {
            '.' if self.qualifies == Qualifies::Perhaps => {
                self.qualifies = Qualifies::Yes;
                return;
            }
            '(' => {
                self.lists.push(self.in_list);
                self.in_list = self.expects;
            }
            ')' => {
                self.in_list = self.lists.pop().unwrap_or(false);
                self.expects = false;
            }
            ',' => self.expects = self.in_list,
            ';' => (self.expects, self.in_list) = (false, false),
            c if c.is_whitespace() => return,
            _ => {}
        }
        self.qualifies = Qualifies::No;
        self.named = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Name;

    fn tables(text: &str) -> Vec<String> {
        let text_of = |reference: &Reference<'_>| match reference.schema {
            Some(schema) => format!("{schema}.{}", reference.name),
            None => reference.name.to_string(),
        };
        references(text).iter().map(text_of).collect()
    }

    #[test]
    fn tables_stand_behind_from_and_join() {
        assert_eq!(
            tables("SELECT a, b.c FROM t, app.\"U v\" x JOIN (w CROSS JOIN y) ON t.a = x.a WHERE z IN (1, 2)"),
            ["t", "app.U v", "w", "y"]
        );
        assert_eq!(
            tables("SELECT (SELECT max(p) FROM q), r FROM ONLY s, LATERAL f(a, b) g GROUP BY h, i"),
            ["q", "s", "f"]
        );
        assert_eq!(tables("SELECT a IS DISTINCT FROM b FROM c -- FROM d"), ["c"]);
    }

    #[test]
    fn tables_stand_in_statements_of_bodies() {
        assert_eq!(
            tables("BEGIN INSERT INTO a (b) VALUES (1, 2); UPDATE c SET d = 1, e = 2; DELETE FROM f; END"),
            ["a", "c", "f"]
        );
    }

    #[test]
    fn a_qualified_column_belongs_to_the_table_that_its_qualifier_stands_for() {
        let query = "SELECT f.size, u.\"state\", name FROM app.files AS f LEFT JOIN users u ON u.id = f.owner, tags WHERE tags.flag";
        let names = |table: &str, column: &str| {
            let schema = (table == "files").then(|| Name::from("app"));
            names_column(query, &QualifiedName { schema, name: Name::from(table) }, column)
        };
        assert!(names("files", "size") && names("users", "state") && names("tags", "flag"));
        assert!(names("files", "name") && names("users", "name"));
        assert!(
            !names("users", "size") && !names("files", "state") && !names("users", "flag") && !names("users", "size")
        );
    }

    #[test]
    fn a_schema_counts() {
        let object = |schema: Option<&str>| QualifiedName { schema: schema.map(Name::from), name: Name::from("t") };
        assert!(names_table("SELECT 1 FROM app . T", &object(Some("app"))));
        assert!(!names_table("SELECT 1 FROM t", &object(Some("app"))));
        assert!(!names_table("SELECT 1 FROM other.t", &object(Some("app"))));
        assert!(names_table("SELECT 1 FROM public.t", &object(None)));
        assert!(!names_table("SELECT t FROM u t", &object(None)));
        let ours = |schema: &str| schema == "app";
        assert!(names_table_outside("SELECT 1 FROM public.t", &object(None), ours));
        assert!(!names_table_outside("SELECT 1 FROM app.t", &object(None), ours));
    }
}
