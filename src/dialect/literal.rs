//! How a dialect writes values, exactly: quotes, backslashes, tabs and every other character come out as they went in.

use super::{ControlCharacters, Dialect, Literals};
use crate::catalog::{Column, DataType, QualifiedName, Value};

impl Dialect {
    /// A value as SQL.
    pub fn literal(&self, value: &Value) -> String {
        match value {
            Value::Null => "NULL".to_string(),
            Value::Boolean(true) => self.manifest.literals.yes.clone(),
            Value::Boolean(false) => self.manifest.literals.no.clone(),
            Value::Number(digits) => digits.clone(),
            Value::Text(text) => self.text_literal(text),
            Value::Sql(text) => self.sql_text(text).into_owned(),
            Value::Sequence(name) => self.next_value(name),
        }
    }

    /// A value for a column as SQL.
    pub fn literal_for(&self, data_type: &DataType, value: &Value) -> String {
        match (value, &self.manifest.literals.bytes) {
            (Value::Text(text), Some(form)) if matches!(data_type.portable_word(), Some("binary" | "blob")) => {
                let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                form.replace("{0}", &digits)
            }
            (Value::Text(text), _) => {
                let form = data_type.portable_word().and_then(|word| self.manifest.literals.typed.get(word));
                let literal = self.text_literal(text);
                form.map_or(literal.clone(), |form| form.replace("{0}", &literal))
            }
            _ => self.literal(value),
        }
    }

    /// The next number of a sequence as SQL.
    fn next_value(&self, name: &QualifiedName) -> String {
        let name = self.qualified(name);
        let form = self.manifest.defaults.next_value.as_deref().unwrap_or("NEXT VALUE FOR {name}");
        form.replace("{text}", &self.text_literal(&name)).replace("{name}", &name)
    }

    /// A text as SQL.
    pub fn text_literal(&self, text: &str) -> String {
        let hidden = text.chars().any(is_hidden);
        let literals = &self.manifest.literals;
        match &literals.control_characters {
            ControlCharacters::EscapeString if hidden => format!("E'{}'", escaped(text)),
            ControlCharacters::Backslash => format!("'{}'", escaped(text)),
            ControlCharacters::Function { name, join } if self.is_joined(text) => {
                Joiner::new(literals, name, join).joined(text)
            }
            ControlCharacters::EscapeString | ControlCharacters::Function { .. } => {
                format!("{}{}", literals.prefix, quoted(text))
            }
        }
    }

    /// Whether a text is written as an expression: several literals and numbers of characters.
    fn is_joined(&self, text: &str) -> bool {
        let literals = &self.manifest.literals;
        matches!(literals.control_characters, ControlCharacters::Function { .. })
            && (text.chars().any(is_hidden)
                || literals.cuts.iter().any(|cut| text.contains(cut.as_str()))
                || literals.long.as_ref().is_some_and(|long| text.chars().count() > long.piece))
    }

    /// Whether the default of a column is a text that is written as an expression.
    pub fn computes_default(&self, column: &Column) -> bool {
        let Some(Value::Text(text)) = &column.default else { return false };
        let bytes = matches!(type_word(&column.data_type), "binary" | "blob") && self.manifest.literals.bytes.is_some();
        !bytes && self.is_joined(text)
    }

    /// The default of a column as SQL, in parentheses where the database wants them.
    pub fn default_clause(&self, column: &Column) -> Option<String> {
        let value = column.default.as_ref()?;
        let text = match value {
            Value::Sql(text) => self.spelled(text.as_str(), type_word(&column.data_type)).map(str::to_string),
            _ => None,
        };
        let text = text.unwrap_or_else(|| self.literal_for(&column.data_type, value));
        let rules = &self.manifest.defaults;
        let wrapped = match value {
            Value::Sql(_) | Value::Sequence(_) => rules.parentheses && !is_bare(&text, &rules.bare),
            Value::Text(_) => {
                let word = type_word(&column.data_type);
                self.computes_default(column) || rules.literal_in_parentheses.iter().any(|listed| listed == word)
            }
            Value::Null | Value::Boolean(_) | Value::Number(_) => false,
        };
        Some(if wrapped && !in_parentheses(&text) { format!("({text})") } else { text })
    }
}

impl Dialect {
    /// A word of standard SQL as the dialect spells it for a type; none if it is the same.
    fn spelled(&self, text: &str, word: &str) -> Option<&str> {
        let words = self.manifest.defaults.spelled.get(&text.trim().to_ascii_uppercase())?;
        words.get(word).map(String::as_str)
    }
}

fn type_word(data_type: &DataType) -> &'static str {
    data_type.portable_word().unwrap_or("")
}

fn is_bare(text: &str, bare: &[String]) -> bool {
    let head = text.split('(').next().unwrap_or(text).trim();
    bare.iter().any(|word| word.eq_ignore_ascii_case(head)) && (!text.contains('(') || text.ends_with(')'))
}

/// Whether one pair of parentheses holds the whole text.
fn in_parentheses(text: &str) -> bool {
    if !text.starts_with('(') || text.contains(['\'', '"', '`']) {
        return false;
    }
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == text.len();
        }
    }
    false
}

/// Characters that a reader cannot see or a client may change: controls, and separators of lines.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for part in text.split_inclusive('\'') {
        out.push_str(part);
        if part.ends_with('\'') {
            out.push('\'');
        }
    }
    out.push('\'');
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other => out.push(other),
        }
    }
    out
}

/// Puts a text together from literals and numbers of characters.
struct Joiner<'a> {
    literals: &'a Literals,
    function: &'a str,
    join: &'a str,
    parts: Vec<String>,
}

impl<'a> Joiner<'a> {
    fn new(literals: &'a Literals, function: &'a str, join: &'a str) -> Self {
        Self { literals, function, join, parts: Vec::new() }
    }

    fn joined(mut self, text: &str) -> String {
        let mut plain = String::new();
        let longest = self.literals.long.as_ref().map_or(usize::MAX, |long| long.piece);
        let mut length = 0;
        for (at, c) in text.char_indices() {
            if is_hidden(c) {
                self.literal(&mut plain);
                self.parts.push(format!("{}({})", self.function, c as u32));
                length = 0;
                continue;
            }
            let cut = |cut: &String| {
                let first = cut.chars().next().map_or(0, char::len_utf8);
                at >= first && text.get(at - first..).is_some_and(|rest| rest.starts_with(cut.as_str()))
            };
            if length == longest || length > 0 && self.literals.cuts.iter().any(cut) {
                self.literal(&mut plain);
                length = 0;
            }
            plain.push(c);
            length += 1;
        }
        self.literal(&mut plain);
        if let (Some(long), Some(first)) = (&self.literals.long, self.parts.first_mut())
            && text.chars().count() > long.together
        {
            *first = long.start.replace("{0}", first);
        }
        self.text(longest)
    }

    fn literal(&mut self, plain: &mut String) {
        if !plain.is_empty() {
            self.parts.push(format!("{}{}", self.literals.prefix, quoted(plain)));
            plain.clear();
        }
    }

    /// The parts in lines that hold no more than a literal may.
    fn text(self, longest: usize) -> String {
        let mut text = String::new();
        let mut line = 0;
        for part in &self.parts {
            let length = part.chars().count();
            if line > 0 {
                let breaks = line + length > longest;
                text.push_str(&format!(" {}{}", self.join, if breaks { "\n  " } else { " " }));
                line = if breaks { 0 } else { line };
            }
            text.push_str(part);
            line += length + self.join.len() + 2;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Library;

    #[test]
    fn parentheses_are_seen_when_they_hold_everything() {
        assert!(in_parentheses("(a + (b))"));
        assert!(!in_parentheses("(a) + (b)"));
        assert!(!in_parentheses("a"));
        assert!(!in_parentheses("(')')"));
    }

    #[test]
    fn hidden_characters_are_named() {
        let sqlite = Library::embedded().dialect("sqlite").unwrap();
        assert_eq!(sqlite.text_literal("a\tb'c"), "'a' || char(9) || 'b''c'");
        assert_eq!(sqlite.text_literal("\n"), "char(10)");
        assert_eq!(escaped("a\\b'\n"), "a\\\\b''\\n");
    }
}
