//! What unquoted text means by the YAML 1.2 core schema, and literals that keep their YAML type.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::Style;
use super::de::LITERAL;

/// The meaning of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number,
    Text,
}

/// Quoted is always text; plain text is what the core schema says, without hexadecimal, octal, infinity.
pub(super) fn kind(text: &str, style: Style) -> Kind {
    match style {
        Style::Plain => plain(text),
        Style::SingleQuoted | Style::DoubleQuoted | Style::Literal | Style::Folded => Kind::Text,
    }
}

fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_number(text) => Kind::Number,
        _ => Kind::Text,
    }
}

/// Whether a plain text is a number.
pub fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let unsigned = match bytes {
        [b'+' | b'-', rest @ ..] => rest,
        _ => bytes,
    };
    let (whole, rest) = digits(unsigned);
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => digits(rest),
        _ => (0, rest),
    };
    if whole + fraction == 0 {
        return false;
    }
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', rest @ ..] | [b'e' | b'E', rest @ ..] => {
            let (exponent, rest) = digits(rest);
            exponent > 0 && rest.is_empty()
        }
        _ => false,
    }
}

fn digits(bytes: &[u8]) -> (usize, &[u8]) {
    let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count, &bytes[count..])
}

/// A literal with the type that YAML gives it: `5` is a number, `"5"` is text.
///
/// It serializes as null, a boolean or text: a number becomes the text it was written in, so that no digit is lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// Absent, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole or decimal number, with or without exponent, as it was written.
    Number(String),
    /// Anything else, and everything in quotes.
    Text(String),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(LITERAL, ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, `true`, `false` or `null`")
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_bytes<E: Error>(self, digits: &[u8]) -> Result<Scalar, E> {
        String::from_utf8(digits.to_vec()).map(Scalar::Number).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(value.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(text) | Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::yaml::{ReadContext, from_node, parse};

    #[test]
    fn numbers_are_those_of_the_core_schema() {
        for text in ["0", "-1", "+7", "0010", "1.5", ".5", "5.", "1e5", "1.5E-3", "123456789012345678901234567890"] {
            assert_eq!(plain(text), Kind::Number, "{text}");
        }
        for text in [".", "-", "1e", "e5", "0x1f", "0o17", "1_000", "1.2.3", ".inf", ".nan", "1 2", "2026-11-20", "-."]
        {
            assert_eq!(plain(text), Kind::Text, "{text}");
        }
    }

    #[test]
    fn literals_keep_their_type_and_digits() {
        let text = "[null, ~, true, 0010, 1e5, 1.10, on, 'true', \"5\", 2026-11-20, '']";
        let read: Vec<Scalar> = from_node(&parse(text).unwrap().root, &ReadContext::default()).unwrap();
        let number = |text: &str| Scalar::Number(text.to_owned());
        let string = |text: &str| Scalar::Text(text.to_owned());
        assert_eq!(read[..3], [Scalar::Null, Scalar::Null, Scalar::Bool(true)]);
        assert_eq!(read[3..6], [number("0010"), number("1e5"), number("1.10")]);
        assert_eq!(read[6..], [string("on"), string("true"), string("5"), string("2026-11-20"), string("")]);
    }

    #[test]
    fn a_map_is_no_literal() {
        let error = from_node::<Scalar>(&parse("{a: 1}").unwrap().root, &ReadContext::default()).unwrap_err();
        assert_eq!(error.message, "expected a text, a number, `true`, `false` or `null`, found a map");
    }

    #[test]
    fn serializes_as_null_boolean_or_text() {
        let values = [Scalar::Null, Scalar::Bool(true), Scalar::Number("1.10".into()), Scalar::Text("x".into())];
        assert_eq!(serde_json::to_string(&values).unwrap(), r#"[null,true,"1.10","x"]"#);
    }
}
