//! How a dialect writes values, exactly: quotes, backslashes, tabs and every other character come out as they went in.

use super::{ControlCharacters, Dialect};
use crate::catalog::{Column, DataType, Value};

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
        }
    }

    /// A value for a column as SQL.
    pub fn literal_for(&self, data_type: &DataType, value: &Value) -> String {
        match (value, &self.manifest.literals.bytes) {
            (Value::Text(text), Some(form)) if matches!(data_type.portable_word(), Some("binary" | "blob")) => {
                let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                form.replace("{0}", &digits)
            }
            _ => self.literal(value),
        }
    }

    /// A text as SQL.
    pub fn text_literal(&self, text: &str) -> String {
        let hidden = text.chars().any(is_hidden);
        match &self.manifest.literals.control_characters {
            ControlCharacters::EscapeString if hidden => format!("E'{}'", escaped(text)),
            ControlCharacters::Backslash => format!("'{}'", escaped(text)),
            ControlCharacters::Function { name, join } if hidden => joined(text, name, join),
            ControlCharacters::EscapeString | ControlCharacters::Function { .. } => quoted(text),
        }
    }

    /// Whether the default of a column is a text that is written as an expression.
    pub fn computes_default(&self, column: &Column) -> bool {
        let Some(Value::Text(text)) = &column.default else { return false };
        let bytes = matches!(type_word(&column.data_type), "binary" | "blob") && self.manifest.literals.bytes.is_some();
        let by_function = matches!(self.manifest.literals.control_characters, ControlCharacters::Function { .. });
        by_function && !bytes && text.chars().any(is_hidden)
    }

    /// The default of a column as SQL, in parentheses where the database wants them.
    pub fn default_clause(&self, column: &Column) -> Option<String> {
        let value = column.default.as_ref()?;
        let text = self.literal_for(&column.data_type, value);
        let rules = &self.manifest.defaults;
        let wrapped = match value {
            Value::Sql(_) => rules.parentheses && !is_bare(&text, &rules.bare),
            Value::Text(_) => {
                let word = type_word(&column.data_type);
                self.computes_default(column) || rules.literal_in_parentheses.iter().any(|listed| listed == word)
            }
            Value::Null | Value::Boolean(_) | Value::Number(_) => false,
        };
        Some(if wrapped && !in_parentheses(&text) { format!("({text})") } else { text })
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

fn joined(text: &str, function: &str, join: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut plain = String::new();
    for c in text.chars() {
        if is_hidden(c) {
            if !plain.is_empty() {
                parts.push(quoted(&plain));
                plain.clear();
            }
            parts.push(format!("{function}({})", c as u32));
        } else {
            plain.push(c);
        }
    }
    if !plain.is_empty() {
        parts.push(quoted(&plain));
    }
    parts.join(&format!(" {join} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_are_seen_when_they_hold_everything() {
        assert!(in_parentheses("(a + (b))"));
        assert!(!in_parentheses("(a) + (b)"));
        assert!(!in_parentheses("a"));
        assert!(!in_parentheses("(')')"));
    }

    #[test]
    fn hidden_characters_are_named() {
        assert_eq!(joined("a\tb'c", "char", "||"), "'a' || char(9) || 'b''c'");
        assert_eq!(joined("\n", "char", "||"), "char(10)");
        assert_eq!(escaped("a\\b'\n"), "a\\\\b''\\n");
    }
}
