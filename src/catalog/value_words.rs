//! Which literals of a text say a value of an enum: what they stand beside, a column or a cast, says it.
//!
//! No parser: a literal is taken for a value, or for another text, only where what it is compared with is plain.

use super::sql_text::Word;
use super::sql_tokens::{Token, tokens};
use super::{QualifiedName, SqlText};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    /// Values of the enum.
    Values,
    /// Arrays of them.
    Arrays,
    /// Something else.
    Others,
}

/// What a literal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Value,
    Other,
    Unclear,
}

/// What becomes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays.
    Stays,
    /// It has another name.
    Becomes(String),
    /// No value stands for it alone.
    Goes,
}

/// Why a text cannot follow a change of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stuck {
    /// The value that it names.
    pub value: String,
    /// Whether that value goes; else it is not clear that the value is meant.
    pub goes: bool,
}

/// What is known around a text.
pub(super) struct Around<'a> {
    /// The enum.
    pub enum_name: &'a QualifiedName,
    /// What the column of this name holds, behind this qualifier; none where nobody knows.
    pub holds: &'a dyn Fn(Option<Word<'_>>, Word<'_>) -> Option<Holds>,
    /// Whether the text as a whole is a value of the enum.
    pub whole: bool,
    /// What becomes of a value.
    pub fate: &'a dyn Fn(&str) -> Fate,
}

/// The text with the values that it names under their new names; none where it stays.
pub(super) fn followed(text: &SqlText, around: &Around<'_>) -> Result<Option<SqlText>, Stuck> {
    let text = text.as_str();
    let blank = |token: &Token<'_>| matches!(token, Token::Other(c) if c.is_whitespace());
    let reader = Reader { tokens: tokens(text).into_iter().filter(|token| !blank(token)).collect(), around };
    let mut out = String::new();
    let mut done = 0;
    for at in 0..reader.tokens.len() {
        let Some((start, end, quote, written)) = reader.literal(at) else { continue };
        let stuck = |value: &str, goes| Err(Stuck { value: value.to_string(), goes });
        let value = written.replace(&format!("{quote}{quote}"), &quote.to_string());
        if let Some(item) = items(&value).find(|item| (around.fate)(item) != Fate::Stays) {
            return stuck(&item, false);
        }
        let fate = (around.fate)(&value);
        if fate == Fate::Stays {
            continue;
        }
        match (reader.meaning(at), fate) {
            (Meaning::Other, _) => {}
            (Meaning::Value, Fate::Becomes(new)) if !new.contains('\\') && !value.contains('\\') => {
                out.push_str(&text[done..start]);
                out.push_str(&format!("{quote}{}{quote}", new.replace(quote, &format!("{quote}{quote}"))));
                done = end;
            }
            (Meaning::Value, Fate::Goes) => return stuck(&value, true),
            (Meaning::Value | Meaning::Unclear, _) => return stuck(&value, false),
        }
    }
    out.push_str(&text[done..]);
    Ok((done > 0).then(|| SqlText::new(&out)))
}

/// The items in the text of an array.
fn items(text: &str) -> impl Iterator<Item = String> {
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
    let item = |item: &str| item.trim_matches(['{', '}', ' ', '"']).to_string();
    inner.split(',').map(item).collect::<Vec<_>>().into_iter().filter(|item| !item.is_empty())
}

/// A column that a literal is compared with.
#[derive(Debug, Clone, Copy)]
struct Operand {
    holds: Holds,
    /// Whether it is compared as it is, and not as what a cast makes of it.
    plain: bool,
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    around: &'a Around<'a>,
}

impl<'a> Reader<'a> {
    /// The literal at a place: its bytes, its quote and what is in it. Where no column has the name, `"a"` is one too.
    fn literal(&self, at: usize) -> Option<(usize, usize, char, &'a str)> {
        match self.tokens[at] {
            Token::Literal(literal) => Some((literal.start, literal.end, '\'', literal.text)),
            Token::Word(word) if word.quote == Some('"') && (self.around.holds)(None, word).is_none() => {
                let is_value = self.meaning(at) == Meaning::Value;
                is_value.then_some((word.start, word.end, '"', word.text))
            }
            Token::Word(_) | Token::Other(_) => None,
        }
    }

    fn meaning(&self, at: usize) -> Meaning {
        let (behind, cast) = match self.cast(at + 1) {
            Some((behind, to_enum)) => (behind, Some(to_enum)),
            None => (at + 1, None),
        };
        let whole = self.around.whole && self.tokens.len() == 1;
        if whole || cast == Some(true) || self.is_cast_by_word(at) || self.is_in_cast_array(at) {
            return Meaning::Value;
        }
        let left = if self.ends(behind) { self.compared_before(at) } else { None };
        let found = left.or_else(|| if self.begins(at) { self.compared_behind(behind) } else { None });
        match found {
            Some(Operand { holds: Holds::Others, .. }) => Meaning::Other,
            Some(Operand { plain: true, .. }) if cast.is_none() => Meaning::Value,
            _ => Meaning::Unclear,
        }
    }

    /// What a literal is compared with that stands before it.
    fn compared_before(&self, at: usize) -> Option<Operand> {
        if let Some(when) = self.before(at, &["when"]) {
            return self.operand_of_case(when);
        }
        let sign = self.sign_before(at);
        let distinct = || self.before(at, &["is", "not", "distinct", "from"]);
        let sign = sign.or_else(distinct).or_else(|| self.before(at, &["is", "distinct", "from"]));
        let end = sign.or_else(|| {
            let open = self.list_before(at, '(')?;
            self.before(open, &["not", "in"]).or_else(|| self.before(open, &["in"]))
        });
        self.operand_before(end?).filter(|operand| operand.holds != Holds::Arrays)
    }

    /// What a literal is compared with that stands behind it.
    fn compared_behind(&self, at: usize) -> Option<Operand> {
        let signs = (at..self.tokens.len()).take_while(|at| self.is_sign(*at)).count();
        let next = at + signs;
        if signs == 0 {
            return None;
        }
        if ["any", "all", "some"].iter().any(|word| self.is_word(next, word)) && self.is(next + 1, '(') {
            let (holds, end) = self.column_at(next + 2)?;
            return (holds != Holds::Values && self.is(end, ')')).then_some(Operand { holds, plain: true });
        }
        let (holds, end) = self.column_at(next)?;
        (holds != Holds::Arrays && self.ends(end)).then_some(Operand { holds, plain: true })
    }

    /// The column that ends before a place, alone or in parentheses, with a cast or without.
    fn operand_before(&self, end: usize) -> Option<Operand> {
        let casts = (1..=2).find(|words| {
            let start = end.checked_sub(words + 2);
            start.is_some_and(|start| {
                self.is(start, ':') && self.is(start + 1, ':') && (start + 2..end).all(|at| self.word(at).is_some())
            })
        });
        let end = end - casts.map_or(0, |words| words + 2);
        let column = end.checked_sub(1).filter(|last| self.is(*last, ')')).unwrap_or(end);
        let mut start = column.checked_sub(1)?;
        while start >= 2 && self.is(start - 1, '.') && self.word(start - 2).is_some() {
            start -= 2;
        }
        let (holds, behind) = self.column_at(start)?;
        if column < end {
            start = start.checked_sub(1).filter(|open| self.is(*open, '(') && !self.is_call(*open))?;
        }
        // `:NEW.a` is a column of a row too.
        if start > 0 && self.is(start - 1, ':') && (self.is_word(start, "new") || self.is_word(start, "old")) {
            start -= 1;
        }
        (behind == column && self.begins(start)).then_some(Operand { holds, plain: casts.is_none() })
    }

    /// What stands behind the CASE that a WHEN belongs to.
    fn operand_of_case(&self, when: usize) -> Option<Operand> {
        let mut open = 0;
        let case = (0..when).rev().find(|at| {
            open += usize::from(self.is_word(*at, "end"));
            let found = self.is_word(*at, "case");
            let own = found && open == 0;
            open -= usize::from(found && open > 0);
            own
        })?;
        let (holds, end) = self.column_at(case + 1)?;
        (holds != Holds::Arrays && self.is_word(end, "when")).then_some(Operand { holds, plain: true })
    }

    /// What the column holds whose name begins at a place, and where it ends.
    fn column_at(&self, at: usize) -> Option<(Holds, usize)> {
        let (mut qualifier, mut name, mut end) = (None, self.word(at)?, at + 1);
        while self.is(end, '.') {
            (qualifier, name) = (Some(name), self.word(end + 1)?);
            end += 2;
        }
        (self.around.holds)(qualifier, name).map(|holds| (holds, end))
    }

    /// Where a cast ends that begins at a place, and whether it makes a value of the enum.
    fn cast(&self, at: usize) -> Option<(usize, bool)> {
        if !(self.is(at, ':') && self.is(at + 1, ':')) {
            return None;
        }
        let (mut end, is_enum) = self.type_at(at + 2)?;
        let is_array = self.is(end, '[');
        end += ["varying", "precision"].iter().filter(|word| self.is_word(end, word)).count();
        for (open, close) in [('(', ')'), ('[', ']')] {
            if self.is(end, open) {
                end += (end..self.tokens.len()).take_while(|at| !self.is(*at, close)).count() + 1;
            }
        }
        Some((end, is_enum && !is_array))
    }

    /// Where the name of a type ends, and whether it is that of the enum.
    fn type_at(&self, at: usize) -> Option<(usize, bool)> {
        let name = &self.around.enum_name;
        let first = self.word(at)?;
        if !self.is(at + 1, '.') {
            return Some((at + 1, first.is(name.name.as_str())));
        }
        let own = name.schema.as_ref().is_none_or(|schema| first.is(schema.as_str()));
        Some((at + 3, own && self.word(at + 2)?.is(name.name.as_str())))
    }

    /// `CAST('a' AS mood)`.
    fn is_cast_by_word(&self, at: usize) -> bool {
        let opens = at >= 2 && self.is(at - 1, '(') && self.is_word(at - 2, "cast") && self.is_word(at + 1, "as");
        opens && self.type_at(at + 2).is_some_and(|(end, is_enum)| is_enum && self.is(end, ')'))
    }

    /// `ARRAY['a', 'b']::mood[]`.
    fn is_in_cast_array(&self, at: usize) -> bool {
        let Some(open) = self.list_before(at, '[') else { return false };
        let behind = at + (at..self.tokens.len()).take_while(|at| self.is_listed(*at)).count();
        let casts = self.is(behind, ']') && self.is(behind + 1, ':') && self.is(behind + 2, ':');
        let to = self.type_at(behind + 3).filter(|_| casts);
        self.before(open, &["array"]).is_some() && to.is_some_and(|(end, is_enum)| is_enum && self.is(end, '['))
    }

    /// The bracket before a literal and the literals before it.
    fn list_before(&self, at: usize, open: char) -> Option<usize> {
        let before = (0..at).rev().find(|at| !self.is_listed(*at))?;
        self.is(before, open).then_some(before)
    }

    fn is_listed(&self, at: usize) -> bool {
        matches!(self.tokens[at], Token::Literal(_)) || self.is(at, ',')
    }

    /// Where these words begin, if they stand right before a place.
    fn before(&self, at: usize, words: &[&str]) -> Option<usize> {
        let start = at.checked_sub(words.len())?;
        words.iter().zip(start..).all(|(word, at)| self.is_word(at, word)).then_some(start)
    }

    /// Where a sign of comparison or assignment begins that stands right before a place.
    fn sign_before(&self, at: usize) -> Option<usize> {
        let signs = (0..at).rev().take_while(|at| self.is_sign(*at)).count();
        let start = at - signs;
        let assigns = signs == 1 && start >= 2 && self.is(start - 1, ':') && !self.is(start - 2, ':');
        (signs > 0).then_some(start - usize::from(assigns))
    }

    fn is_sign(&self, at: usize) -> bool {
        matches!(self.tokens.get(at), Some(Token::Other('=' | '<' | '>' | '!')))
    }

    /// Whether nothing before a place takes what begins there for its own.
    fn begins(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        match self.tokens[before] {
            Token::Word(word) => word.quote.is_none(),
            Token::Other(c) => matches!(c, ',' | ';' | '('),
            Token::Literal(_) => false,
        }
    }

    /// Whether nothing from a place on takes what ends there for its own.
    fn ends(&self, at: usize) -> bool {
        match self.tokens.get(at) {
            None => true,
            Some(Token::Word(word)) => !word.is("collate"),
            Some(Token::Other(c)) => matches!(c, ',' | ';' | ')'),
            Some(Token::Literal(_)) => false,
        }
    }

    /// Whether a parenthesis opens the arguments of a call.
    fn is_call(&self, open: usize) -> bool {
        open.checked_sub(1).and_then(|before| self.word(before)).is_some_and(|word| !word.is_keyword())
    }

    fn is(&self, at: usize, sign: char) -> bool {
        self.tokens.get(at) == Some(&Token::Other(sign))
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.word(at).is_some_and(|found| found.quote.is_none() && found.text.eq_ignore_ascii_case(word))
    }

    fn word(&self, at: usize) -> Option<Word<'a>> {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => Some(*word),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Name;

    /// What becomes of a text over `t(c mood, d mood[], n text)` where `sad` becomes `lo'w`, and `bad` goes.
    fn follow(text: &str) -> Result<String, (String, bool)> {
        let holds = |qualifier: Option<Word<'_>>, name: Word<'_>| {
            let own = qualifier.is_none_or(|word| word.is("t") || word.is("new"));
            let found = [("c", Holds::Values), ("d", Holds::Arrays), ("n", Holds::Others)];
            found.iter().find(|(column, _)| own && name.is(column)).map(|(_, holds)| *holds)
        };
        let fate = |value: &str| match value {
            "sad" => Fate::Becomes("lo'w".to_string()),
            "bad" => Fate::Goes,
            _ => Fate::Stays,
        };
        let enum_name = &QualifiedName { schema: None, name: Name::from("mood") };
        let text = SqlText::new(text);
        let found = followed(&text, &Around { enum_name, holds: &holds, whole: false, fate: &fate });
        let found = found.map(|new| new.map_or_else(|| "stays".to_string(), |new| new.to_string()));
        found.map_err(|stuck| (stuck.value, stuck.goes))
    }

    #[test]
    fn what_stands_beside_a_column_or_a_cast_follows() {
        for text in [
            "c = 'sad'",
            "t.c<>'sad' OR n > 0",
            "(c IN ('glad', 'sad', 'mad')) AND \"C\" IS NULL",
            "NOT c NOT IN('sad')",
            "'sad' != c",
            "'sad' = ANY (d)",
            "c IS NOT DISTINCT FROM 'sad'",
            "x = 1 AND c = 'sad'::mood",
            "lower(c::text) = 'glad' OR 'sad'::app.\"mood\" < c",
            "f(CAST('sad' AS mood))",
            "c = ANY (ARRAY['sad', 'glad']::mood[])",
            "CASE c WHEN 'glad' THEN 1 WHEN 'sad' THEN CASE n WHEN 2 THEN 3 END END",
            "CASE c WHEN 'glad' THEN CASE WHEN n = 'x' THEN 1 END WHEN 'sad' THEN 2 END",
            ":NEW.c = 'sad' AND new.c = 'sad'",
            "(c) = 'sad'",
            "new.c := 'sad';",
            "c = \"sad\"",
        ] {
            let new = text.replace("'sad'", "'lo''w'").replace("\"sad\"", "\"lo'w\"");
            assert_eq!(follow(text), Ok(new), "{text}");
        }
        assert_eq!(follow("c = 'sad' -- 'sad'"), Ok("c = 'lo''w' -- 'sad'".to_string()));
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "n = 'sad'",
            "c = 'glad' AND 'sad' = t.n",
            "n IN ('sad', 'bad')",
            "(n)::text = 'sad'::text",
            "n::character varying = 'bad'::character varying(20)",
            "c = 'sadder' -- 'sad' /* 'bad' */",
            "'sad' = ANY (n)",
            "CASE n WHEN 'sad' THEN 1 END",
        ] {
            assert_eq!(follow(text), Ok("stays".to_string()), "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_is_said() {
        for text in [
            "c::text = 'sad'",
            "(c)::text = 'sad'::text",
            "lower(c) = 'sad'",
            "c = 'sad' || 'x'",
            "x.c = 'sad'",
            "x || c = 'sad'",
            "coalesce(c, 'sad') = c",
            "CASE WHEN c = 'glad' THEN 'sad' END",
            "c = ANY ('{glad,sad}')",
            "d = '{\"sad\"}'",
            "d = 'sad'",
            "c = E'sad' COLLATE x",
            "f('sad', c)",
            "c BETWEEN 'sad' AND 'glad'",
        ] {
            assert_eq!(follow(text), Err(("sad".to_string(), false)), "{text}");
        }
        assert_eq!(follow("c IN ('sad', 'bad')"), Err(("bad".to_string(), true)));
        assert_eq!(follow("f('bad')"), Err(("bad".to_string(), false)));
        for text in ["'", "'sad", "c = 'sad", "::", "c = $$sad", "\"", "('sad'", "case when 'sad'", "= 'sad'"] {
            let _ = follow(text);
        }
    }
}
