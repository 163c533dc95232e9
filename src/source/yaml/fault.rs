//! The error of the deserializer: what serde says, turned into words for people, with a place as soon as one is known.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::diagnostic::{Code, closest};
use crate::source::Span;

use super::codes::{INVALID_VALUE, MISSING_FIELD, UNKNOWN_FIELD, UNKNOWN_VALUE, WRONG_TYPE};
use super::{Node, Style, Value, YamlError};

/// An error on its way up to the first node that can give it a place.
#[derive(Debug)]
pub(super) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    error: YamlError,
    placed: bool,
}

impl Fault {
    fn homeless(code: Code, message: String) -> Self {
        Self(Box::new(Inner { error: YamlError::new(code, Span::default(), message), placed: false }))
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.0.error.help = Some(help.into());
        self
    }

    fn label(mut self, label: &str) -> Self {
        self.0.error.label = label.to_owned();
        self
    }

    /// Gives the error a place, unless it has one.
    pub(super) fn at(mut self, span: Span) -> Self {
        if !self.0.placed {
            self.0.placed = true;
            self.0.error.span = span;
        }
        self
    }

    /// Shows what is said about an absent value at its key.
    pub(super) fn shown_at(mut self, value: Span, key: Span) -> Self {
        if self.0.placed && value.is_empty() && self.0.error.span == value {
            self.0.error.span = key;
        }
        self
    }

    /// The error, at `span` when no other place was found.
    pub(super) fn into_error(self, span: Span) -> YamlError {
        self.at(span).0.error
    }

    /// A value of another shape than `expected`.
    pub(super) fn wrong_type(node: &Node, expected: &str) -> Self {
        let error = YamlError::new(WRONG_TYPE, node.span, format!("expected {expected}, found {}", found(node)))
            .label(format!("expected {expected}"));
        Self::from(YamlError { help: shape_help(node, expected), ..error })
    }
}

impl From<YamlError> for Fault {
    fn from(error: YamlError) -> Self {
        Self(Box::new(Inner { error, placed: true }))
    }
}

/// What stands there, in one or two words.
pub(super) fn found(node: &Node) -> &'static str {
    match &node.value {
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map",
        Value::Scalar { .. } if node.is_absent() => "nothing",
        Value::Scalar { .. } if node.is_null() => "null",
        Value::Scalar { .. } => "text",
    }
}

fn shape_help(node: &Node, expected: &str) -> Option<String> {
    let wants = |shape: &str| expected.starts_with(shape);
    match &node.value {
        Value::Scalar { .. } if node.is_absent() => Some("write the value, or remove the key".to_owned()),
        Value::Scalar { .. } if node.is_null() && wants("text") => {
            Some("leave the key out, or put the word in quotes: \"null\"".to_owned())
        }
        Value::Scalar { text, style: Style::Plain } if wants("a map") && text.contains(':') => {
            Some("write a blank after the colon of each key".to_owned())
        }
        Value::Scalar { text, .. } if wants("a list") && !text.contains('\n') && !node.is_null() => {
            Some(format!("write a list of one: [{text}]"))
        }
        Value::Mapping(_) if wants("a list") => Some("begin each item with `- `".to_owned()),
        Value::Mapping(_) | Value::Sequence(_) if wants("text") => {
            Some("put text that begins with a bracket or holds `: ` in quotes".to_owned())
        }
        _ => None,
    }
}

/// A help line for an unknown word: "did you mean" and all choices; `kind` names them, as in "the fields here".
pub fn choices(word: &str, kind: &str, choices: &[&str]) -> String {
    let list = choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(", ");
    match (closest(word, choices.iter().copied()), choices.len()) {
        (_, 0) => "nothing can stand here: remove it".to_owned(),
        (Some(close), 1) => format!("did you mean `{close}`?"),
        (None, 1) => format!("only {list} can stand here"),
        (Some(close), _) => format!("did you mean `{close}`? {kind} are {list}"),
        (None, _) => format!("{kind} are {list}"),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.error.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    /// The words of a type that refuses a value; what follows a line break and `help: ` becomes the help.
    fn custom<T: fmt::Display>(words: T) -> Self {
        let words = words.to_string();
        match words.split_once("\nhelp: ") {
            Some((message, help)) => Self::homeless(INVALID_VALUE, message.to_owned()).help(help),
            None => Self::homeless(INVALID_VALUE, words),
        }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::homeless(WRONG_TYPE, format!("expected {expected}, found {}", noun(&unexpected)))
            .label(&format!("expected {expected}"))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::homeless(INVALID_VALUE, format!("expected {expected}, found {}", noun(&unexpected)))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::homeless(INVALID_VALUE, format!("expected {expected}, found {length}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::homeless(UNKNOWN_VALUE, format!("unknown value `{variant}`")).label("not known here").help(choices(
            variant,
            "the choices",
            expected,
        ))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let fault = Self::homeless(UNKNOWN_FIELD, format!("unknown field `{field}`")).label("not known here");
        let word = field.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        match word {
            true => fault.help(choices(field, "the fields here", expected)),
            false => fault.help("quote text that holds a comma or `: `, or it is read as several keys"),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::homeless(MISSING_FIELD, format!("missing field `{field}`"))
            .label(&format!("`{field}` is missing here"))
            .help(format!("add `{field}:`"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::homeless(super::codes::DUPLICATE_KEY, format!("duplicate field `{field}`"))
    }
}

fn noun(unexpected: &Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(number) => format!("`{number}`"),
        Unexpected::Signed(number) => format!("`{number}`"),
        Unexpected::Str(text) if text.chars().count() <= 40 && !text.contains('\n') => format!("`{text}`"),
        Unexpected::Str(_) => "text".to_owned(),
        Unexpected::Bytes(_) => "a number".to_owned(),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a map".to_owned(),
        other => other.to_string(),
    }
}
