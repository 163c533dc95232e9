//! Plain data as YAML for people: in one line where that is short, else field by field.

use std::fmt::Write;

use indexmap::IndexMap;

/// As long as a line gets before it is broken up.
const WIDTH: usize = 120;

/// What stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Yaml {
    Null,
    Flag(bool),
    /// A number in its digits.
    Digits(String),
    Text(String),
    List(Vec<Yaml>),
    Map(IndexMap<String, Yaml>),
}

impl From<serde_json::Value> for Yaml {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Flag(value),
            serde_json::Value::Number(number) => Self::Digits(number.to_string()),
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(fields) => {
                Self::Map(fields.into_iter().map(|(name, value)| (name, Self::from(value))).collect())
            }
        }
    }
}

impl Yaml {
    /// A text.
    pub(super) fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// A map of these fields.
    pub(super) fn map<const N: usize>(fields: [(&str, Self); N]) -> Self {
        Self::Map(fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// Without the fields that say nothing.
    #[must_use]
    pub(super) fn without_nulls(self) -> Self {
        match self {
            Self::Map(fields) => {
                let fields = fields.into_iter().filter(|(_, value)| *value != Self::Null);
                Self::Map(fields.map(|(name, value)| (name, value.without_nulls())).collect())
            }
            Self::List(items) => Self::List(items.into_iter().map(Self::without_nulls).collect()),
            other => other,
        }
    }

    /// Without what holds where nothing is said: these fields where they are off, and words in place of maps of one word.
    #[must_use]
    pub(super) fn short(self, off: &[&str], alone: &[&str]) -> Self {
        match self {
            Self::Map(fields) => {
                let says =
                    |(name, value): &(String, Self)| *value != Self::Flag(false) || !off.contains(&name.as_str());
                let fields = fields.into_iter().filter(says).map(|(name, value)| (name, value.short(off, alone)));
                let fields: IndexMap<String, Self> = fields.collect();
                match fields.first() {
                    Some((name, word)) if fields.len() == 1 && alone.contains(&name.as_str()) => word.clone(),
                    _ => Self::Map(fields),
                }
            }
            Self::List(items) => Self::List(items.into_iter().map(|item| item.short(off, alone)).collect()),
            other => other,
        }
    }

    /// Takes a field out that has a value.
    pub(super) fn remove(&mut self, name: &str, value: &Self) {
        if let Self::Map(fields) = self
            && fields.get(name) == Some(value)
        {
            fields.shift_remove(name);
        }
    }

    /// Puts a field in, in its place if it has one.
    pub(super) fn set(&mut self, name: &str, value: Self) {
        if let Self::Map(fields) = self {
            fields.insert(name.to_string(), value);
        }
    }

    /// A field, or an item by its number.
    pub(super) fn get_mut(&mut self, path: &[&str]) -> Option<&mut Self> {
        path.iter().try_fold(self, |found, step| match found {
            Self::Map(fields) => fields.get_mut(*step),
            Self::List(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// In one line.
    fn flow(&self) -> String {
        match self {
            Self::Null => "null".to_string(),
            Self::Flag(value) => value.to_string(),
            Self::Digits(digits) => digits.clone(),
            Self::Text(text) => word(text),
            Self::List(items) => format!("[{}]", items.iter().map(Self::flow).collect::<Vec<_>>().join(", ")),
            Self::Map(fields) => {
                let field = |(name, value): (&String, &Self)| format!("{}: {}", word(name), value.flow());
                format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Behind a key or a dash that ends at a column, with lines of its own further in if one line is too short.
    pub(super) fn written(&self, start: usize, indent: usize) -> String {
        let flow = self.flow();
        let inner = indent + 2;
        let blank = " ".repeat(inner);
        match self {
            Self::Text(text) if is_block(text) => {
                let mut out = String::from(" |-");
                for line in text.lines() {
                    write!(out, "\n{}{line}", if line.is_empty() { "" } else { &blank }).expect("writing to a string");
                }
                out
            }
            Self::Map(fields) if !fields.is_empty() && (start + flow.chars().count() > WIDTH || self.has_block()) => {
                let mut out = String::new();
                for (name, value) in fields {
                    let key = format!("{blank}{}:", word(name));
                    write!(out, "\n{key}{}", value.written(key.chars().count() + 1, inner))
                        .expect("writing to a string");
                }
                out
            }
            Self::List(items) if !items.is_empty() && (start + flow.chars().count() > WIDTH || self.has_block()) => {
                let mut out = String::new();
                for item in items {
                    write!(out, "\n{blank}- {}", item.flow()).expect("writing to a string");
                }
                out
            }
            _ => format!(" {flow}"),
        }
    }

    fn has_block(&self) -> bool {
        match self {
            Self::Text(text) => is_block(text),
            Self::Map(fields) => fields.values().any(Self::has_block),
            _ => false,
        }
    }
}

/// Whether a text may stand in lines of its own as it is.
fn is_block(text: &str) -> bool {
    let plain = |c: char| {
        c == '\n' || (!c.is_control() && c != '\u{85}' && c != '\u{2028}' && c != '\u{2029}' && c != '\u{feff}')
    };
    let ends = text.ends_with(|c: char| c.is_whitespace()) || text.starts_with(|c: char| c.is_whitespace());
    text.contains('\n') && !ends && text.chars().all(plain)
}

/// A text bare where no reader could take it for anything else, also between brackets.
fn word(text: &str) -> String {
    const TAKEN: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_()".contains(c);
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(is_plain)
        && !TAKEN.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_string() } else { super::write::quoted(text) }
}
