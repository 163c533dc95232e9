//! What a text calls: names before an opening parenthesis. No parser, so a list of columns behind a table counts too.

use super::sql_text::{Word, qualifier};
use super::{Name, QualifiedName, SqlText};

impl SqlText {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    /// Whether the text calls a routine of this name.
    pub fn calls(&self, routine: &QualifiedName) -> bool {
        let name = routine.name.as_str();
        if !self.may_hold(name) {
            return false;
        }
        let words = self.words();
        (0..words.len()).any(|at| {
            words[at].is(name)
                && opens(self.as_str(), words[at])
                && match (qualifier(self.as_str(), &words, at), &routine.schema) {
                    (_, None) => true,
                    (None, Some(_)) => false,
                    (Some(word), Some(schema)) => word.is(schema.as_str()),
                }
        })
    }

    /// Everything that the text may call, each with the schema that it says.
    pub fn called(&self) -> Vec<QualifiedName> {
        let words = self.words();
        let name = |word: Word<'_>| Name::from(word.text);
        let calls = (0..words.len()).filter(|at| !words[*at].is_keyword() && opens(self.as_str(), words[*at]));
        calls
            .map(|at| QualifiedName { schema: qualifier(self.as_str(), &words, at).map(name), name: name(words[at]) })
            .collect()
    }

    /// Whether the text says a schema before a name.
    pub fn qualifies_with(&self, schema: &Name) -> bool {
        let follows = |word: Word<'_>| self.as_str()[word.end..].trim_start().starts_with('.');
        self.may_hold(schema.as_str())
            && self.words().iter().enumerate().any(|(at, word)| {
                word.is(schema.as_str()) && follows(*word) && qualifier(self.as_str(), &self.words(), at).is_none()
            })
    }

    /// Whether the text names the column of the row that a trigger is about: `NEW.a`, `OLD.a`.
    pub fn names_row_column(&self, column: &Name) -> bool {
        if !self.may_hold(column.as_str()) {
            return false;
        }
        let words = self.words();
        (0..words.len()).any(|at| {
            let row = qualifier(self.as_str(), &words, at);
            words[at].is(column.as_str()) && row.is_some_and(|word| word.is("new") || word.is("old"))
        })
    }

    /// The tables and views that the text may name, in lower case and without schemas.
    pub fn tables(&self) -> Vec<String> {
        super::table_words::table_names(self.as_str())
    }

    /// The tables and views that the text, a query, reads for certain.
    pub fn tables_read(&self) -> Vec<QualifiedName> {
        super::table_words::read_by_query(self.as_str())
    }

    /// Whether the letters of a name stand in the text at all: quick, and true too often.
    fn may_hold(&self, name: &str) -> bool {
        let (text, name) = (self.as_str().as_bytes(), name.as_bytes());
        !name.is_ascii() || text.windows(name.len()).any(|window| window.eq_ignore_ascii_case(name))
    }
}

fn opens(text: &str, word: Word<'_>) -> bool {
    text[word.end..].trim_start().starts_with('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(schema: Option<&str>, name: &str) -> QualifiedName {
        QualifiedName { schema: schema.map(Name::from), name: Name::from(name) }
    }

    #[test]
    fn a_call_is_a_name_before_a_parenthesis() {
        let text = SqlText::new("SELECT app.f (a), \"G\"(1), 'h(1)', h FROM t");
        assert!(text.calls(&object(Some("app"), "f")) && text.calls(&object(None, "F")));
        assert!(text.calls(&object(None, "G")) && !text.calls(&object(None, "g")));
        assert!(!text.calls(&object(None, "h")) && !text.calls(&object(Some("core"), "f")));
        assert!(!text.calls(&object(Some("app"), "G")));
        assert_eq!(text.called(), [object(Some("app"), "f"), object(None, "G")]);
    }

    #[test]
    fn a_column_of_the_row_is_named_behind_new_or_old() {
        let text = SqlText::new("BEGIN NEW.a := old.\"B\"; x.c := NEW.d; END");
        let names = |name: &str| text.names_row_column(&Name::from(name));
        assert!(names("a") && names("B") && names("D") && !names("c") && !names("b"));
        assert!(text.qualifies_with(&Name::from("x")) && !text.qualifies_with(&Name::from("c")));
    }
}
