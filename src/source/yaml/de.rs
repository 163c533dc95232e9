//! Nodes into typed values: the serde deserializer over a node.
//!
//! Text fields get the text as it was written (`0010`, `1e5`, `on`), quoted or not; only plain null is no text.
//! Types read through it avoid serde's `untagged`, `flatten` and `tag`: these buffer values, and so lose places, number
//! texts and the names below. A type that is a scalar or a map implements `Deserialize` through [`LITERAL`].

use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

use super::codes::{COMMENT_CUTS_TEXT, EMPTY_TEXT};
use super::de_access::{Choice, Items, Pairs};
use super::error::quote_help;
use super::fault::Fault;
use super::scalar::Kind;
use super::{Entry, Node, Style, Value, YamlError, dialects};

/// The name of a newtype struct that may be written as a map per dialect.
///
/// A type opts in with `#[serde(rename = "$per_dialect")]` on a newtype struct, or by calling
/// `deserialize_newtype_struct(PER_DIALECT, …)`: its inner value is read from the entry of the target.
pub const PER_DIALECT: &str = "$per_dialect";

/// Like [`PER_DIALECT`], for SQL: the entry must be text, not empty, and not cut short by a comment.
pub const SQL_TEXT: &str = "$sql_text";

/// The name of a newtype struct that is a map from dialect to anything: it is read as a map with the entry of the target, or
/// with none where the target has none.
pub const DIALECT_OPTIONS: &str = "$dialect_options";

/// The name of a newtype struct that sees a scalar with its YAML type: null as `visit_unit`, `true` and `false` as
/// `visit_bool`, a number as `visit_bytes` with its text, anything else as `visit_str`. Lists and maps come as usual.
pub const LITERAL: &str = "$literal";

/// Whom a file is read for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadContext {
    /// The target dialect, then its ancestors, nearest first.
    pub chain: Vec<String>,
    /// Every known dialect.
    pub known: Vec<String>,
    /// The chain of every target of the project: each needs an entry in a map per dialect.
    pub targets: Vec<Vec<String>>,
}

/// Reads a value out of a node.
pub fn from_node<T: DeserializeOwned>(node: &Node, context: &ReadContext) -> Result<T, YamlError> {
    T::deserialize(NodeReader { node, context }).map_err(|fault| fault.into_error(node.span))
}

/// Reads the value of a map entry; what is said about an absent value is shown at its key.
pub fn from_entry<T: DeserializeOwned>(entry: &Entry, context: &ReadContext) -> Result<T, YamlError> {
    from_node(&entry.value, context).map_err(|error| match error.span.is_empty() && error.span == entry.value.span {
        true => YamlError { span: entry.key.span, ..error },
        false => error,
    })
}

/// The deserializer over one node.
#[derive(Clone, Copy)]
pub(super) struct NodeReader<'a> {
    pub node: &'a Node<'a>,
    pub context: &'a ReadContext,
}

impl<'a> NodeReader<'a> {
    fn text(self) -> Result<&'a str, Fault> {
        match &self.node.value {
            Value::Scalar { text, .. } if !self.node.is_null() => Ok(text),
            _ => Err(Fault::wrong_type(self.node, "text")),
        }
    }

    fn items(self) -> Result<Items<'a>, Fault> {
        match &self.node.value {
            Value::Sequence(items) => Ok(Items::new(items, self.context)),
            _ => Err(Fault::wrong_type(self.node, "a list")),
        }
    }

    fn pairs(self) -> Result<Pairs<'a>, Fault> {
        match &self.node.value {
            Value::Mapping(entries) => Ok(Pairs::new(entries, self.context)),
            _ => Err(Fault::wrong_type(self.node, "a map")),
        }
    }

    fn boolean(self) -> Result<bool, Fault> {
        if let Some(Kind::Bool(value)) = self.node.kind() {
            return Ok(value);
        }
        let mut fault = YamlError { ..Fault::wrong_type(self.node, "`true` or `false`").into_error(self.node.span) };
        if let Some(text) = self.node.text().filter(|_| !self.node.is_null()) {
            fault.message = format!("expected `true` or `false`, found `{text}`");
            fault.help = match text.to_lowercase().as_str() {
                "true" | "yes" | "on" | "y" | "1" => Some("write true".to_owned()),
                "false" | "no" | "off" | "n" | "0" => Some("write false".to_owned()),
                _ => None,
            };
        }
        Err(fault.into())
    }

    fn number<T: std::str::FromStr>(self, expected: &str) -> Result<T, Fault> {
        let wrong = || Fault::wrong_type(self.node, expected);
        let text = self.node.text().ok_or_else(wrong)?;
        if self.node.kind() != Some(Kind::Number) {
            return Err(match text.parse::<T>() {
                Ok(_) if !self.node.is_null() => {
                    YamlError { help: Some(format!("remove the quotes: {text}")), ..wrong().into_error(self.node.span) }
                        .into()
                }
                _ => wrong(),
            });
        }
        text.parse().map_err(|_| Fault::custom(format!("expected {expected}, found `{text}`")).at(self.node.span))
    }

    /// Visits a scalar with the type that YAML gives it; numbers as text or, for literals, as bytes.
    fn scalar<'de, V: Visitor<'de>>(self, visitor: V, literal: bool) -> Result<V::Value, Fault> {
        let text = self.node.text().unwrap_or_default();
        match self.node.kind() {
            Some(Kind::Null) => visitor.visit_unit(),
            Some(Kind::Bool(value)) => visitor.visit_bool(value),
            Some(Kind::Number) if literal => visitor.visit_bytes(text.as_bytes()),
            Some(Kind::Number | Kind::Text) | None => visitor.visit_str(text),
        }
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V, literal: bool) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Scalar { .. } => self.scalar(visitor, literal),
            Value::Sequence(items) => Items::new(items, self.context).visit(visitor),
            Value::Mapping(entries) => visitor.visit_map(Pairs::new(entries, self.context)),
        }
    }

    fn sql_text(self) -> Result<Self, Fault> {
        let chosen = dialects::choose(self.node, self.context)?;
        let reader = Self { node: chosen, ..self };
        if chosen.entries().is_empty() {
            let text = reader.text().map_err(|fault| fault.at(chosen.span))?;
            refuse_empty(chosen, text)?;
            refuse_cut(chosen, text)?;
            return Ok(reader);
        }
        Err(dialects::not_per_dialect(chosen, self.context))
    }
}

fn refuse_empty(node: &Node, text: &str) -> Result<(), Fault> {
    if !text.trim_ascii().is_empty() {
        return Ok(());
    }
    Err(YamlError::new(EMPTY_TEXT, node.span, "expected SQL, found an empty text")
        .help("write the SQL, or remove the key")
        .into())
}

fn refuse_cut(node: &Node, text: &str) -> Result<(), Fault> {
    let Some(comment) = node.cut_by_comment() else { return Ok(()) };
    let help = format!("{}; for a comment use a line of its own", quote_help(&format!("{text} #…")));
    Err(YamlError::new(COMMENT_CUTS_TEXT, comment, "` #` ends the SQL here: what follows is a comment")
        .label("not part of the SQL")
        .also(node.span, "this is all of the text")
        .help(help)
        .into())
}

impl<'de> Deserializer<'de> for NodeReader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.any(visitor, false).map_err(|fault| fault.at(self.node.span))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.boolean()?).map_err(|fault: Fault| fault.at(self.node.span))
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_i64(self.number("a whole number")?).map_err(|fault: Fault| fault.at(self.node.span))
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number("a whole number from 0")?).map_err(|fault: Fault| fault.at(self.node.span))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(self.number("a number")?).map_err(|fault: Fault| fault.at(self.node.span))
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?).map_err(|fault: Fault| fault.at(self.node.span))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bytes(self.text()?.as_bytes()).map_err(|fault: Fault| fault.at(self.node.span))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) };
        result.map_err(|fault| fault.at(self.node.span))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node.is_null() {
            true => visitor.visit_unit().map_err(|fault: Fault| fault.at(self.node.span)),
            false => Err(Fault::wrong_type(self.node, "nothing")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        let span = self.node.span;
        match name {
            PER_DIALECT => {
                let node = dialects::choose(self.node, self.context)?;
                visitor.visit_newtype_struct(Self { node, ..self }).map_err(|fault| fault.at(node.span))
            }
            SQL_TEXT => {
                let reader = self.sql_text()?;
                visitor.visit_newtype_struct(reader).map_err(|fault| fault.at(reader.node.span))
            }
            DIALECT_OPTIONS => {
                let entry = dialects::own(self.node, self.context)?;
                let entries = entry.map_or(&[][..], std::slice::from_ref);
                visitor.visit_map(Pairs::new(entries, self.context)).map_err(|fault| fault.at(span))
            }
            LITERAL => self.any(visitor, true).map_err(|fault| fault.at(span)),
            _ => visitor.visit_newtype_struct(self).map_err(|fault| fault.at(span)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.items()?.visit(visitor).map_err(|fault| fault.at(self.node.span))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(self.pairs()?).map_err(|fault| fault.at(self.node.span))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let choice = Choice::new(self.node, self.context, variants)?;
        visitor.visit_enum(choice).map_err(|fault| fault.at(self.node.span))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
}

/// The deserializer over a key: always text, whatever it looks like.
pub(super) struct KeyReader<'a> {
    pub key: &'a Node<'a>,
    pub context: &'a ReadContext,
}

impl KeyReader<'_> {
    /// The key read as if it were quoted.
    fn quoted(&self) -> Node<'_> {
        let text = self.key.text().unwrap_or_default();
        Node::new(self.key.span, Value::Scalar { text: text.into(), style: Style::DoubleQuoted })
    }
}

impl<'de> Deserializer<'de> for KeyReader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.key.text().unwrap_or_default()).map_err(|fault: Fault| fault.at(self.key.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        let span = self.key.span;
        visitor.visit_newtype_struct(self).map_err(|fault| fault.at(span))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        NodeReader { node: &self.quoted(), context: self.context }.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
