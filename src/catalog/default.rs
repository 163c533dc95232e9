//! Values written in a revision: literals by YAML type, and SQL text where the file says so.

use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Name, QualifiedName, SqlText};
use crate::source::yaml;

/// A literal or a piece of SQL, as a default or as a value of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// SQL's NULL.
    Null,
    /// True or false.
    Boolean(bool),
    /// A number in the digits of the file.
    Number(String),
    /// Text, exactly.
    Text(String),
    /// Bytes, from hexadecimal digits or base64.
    Bytes(Vec<u8>),
    /// The items of an array.
    List(Vec<Value>),
    /// A field of a file: what it means is said by the type of its column.
    Cell(String),
    /// SQL that the database evaluates.
    Sql(SqlText),
    /// The next number of a sequence.
    Sequence(QualifiedName),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Number(digits) => f.write_str(digits),
            Self::Text(text) | Self::Cell(text) => write!(f, "'{text}'"),
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Sql(text) => write!(f, "{text}"),
            Self::Sequence(name) => write!(f, "the next number of {name}"),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(yaml::LITERAL, ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "text, a number, true, false, null, a list, or one of `{sql: …}`, `{sequence: …}`, `{hex: …}`, `{base64: …}`, `{json: …}`",
        )
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        const FORMS: &[&str] = &["base64", "hex", "json", "sequence", "sql"];
        let Some(key) = map.next_key::<String>()? else { return Err(de::Error::missing_field("sql")) };
        let value = match key.as_str() {
            "sql" => Value::Sql(map.next_value()?),
            "sequence" | "schema" => return sequence(&key, map),
            "hex" => Value::Bytes(from_hex(&map.next_value::<Digits>()?.0).map_err(de::Error::custom)?),
            "base64" => Value::Bytes(from_base64(&map.next_value::<Digits>()?.0).map_err(de::Error::custom)?),
            "json" => Value::Text(map.next_value::<JsonText>()?.0),
            _ => return Err(de::Error::unknown_field(&key, FORMS)),
        };
        match map.next_key::<String>()? {
            None => Ok(value),
            Some(more) => {
                Err(de::Error::custom(format!("a value is written in one way, not with `{key}` and `{more}`")))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element()? {
            found.push(item);
        }
        Ok(Value::List(found))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_bytes<E: de::Error>(self, digits: &[u8]) -> Result<Value, E> {
        Ok(Value::Number(String::from_utf8_lossy(digits).into_owned()))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_string()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

/// Digits, which YAML may take for a number.
struct Digits(String);

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Number(text) | Value::Text(text) => Ok(Self(text)),
            other => Err(de::Error::custom(format!("expected text, found {other}"))),
        }
    }
}

pub(super) fn from_hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let plain = digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit);
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    bytes.filter(|_| plain).ok_or_else(|| "expected two hexadecimal digits for each byte, as in `00ff`".to_string())
}

fn from_base64(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || "expected base64: four of `A-Z a-z 0-9 + /` for three bytes, with `=` at the end".to_string();
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let padding = digits.iter().rev().take_while(|byte| **byte == b'=').count();
    if !digits.len().is_multiple_of(4) || padding > 2 {
        return Err(wrong());
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0);
    for digit in &digits[..digits.len() - padding] {
        let sextet = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return Err(wrong()),
        };
        held = held << 6 | u32::from(sextet);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    if held & ((1 << bits) - 1) != 0 { Err(wrong()) } else { Ok(bytes) }
}

/// Any YAML as JSON on one line, in the order of the file.
struct JsonText(String);

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(yaml::LITERAL, JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = JsonText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map, a list or a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonText, A::Error> {
        let mut parts = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            parts.push(format!("{}: {}", quoted(&key), map.next_value::<JsonText>()?.0));
        }
        Ok(JsonText(format!("{{{}}}", parts.join(", "))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonText, A::Error> {
        let mut parts = Vec::new();
        while let Some(item) = items.next_element::<JsonText>()? {
            parts.push(item.0);
        }
        Ok(JsonText(format!("[{}]", parts.join(", "))))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<JsonText, E> {
        Ok(JsonText(value.to_string()))
    }

    fn visit_bytes<E: de::Error>(self, digits: &[u8]) -> Result<JsonText, E> {
        let digits = String::from_utf8_lossy(digits).into_owned();
        match serde_json::from_str::<de::IgnoredAny>(&digits) {
            Ok(_) => Ok(JsonText(digits)),
            Err(_) => Err(E::custom(format!("`{digits}` is no number of JSON: write it in plain digits, or quote it"))),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<JsonText, E> {
        Ok(JsonText(quoted(text)))
    }

    fn visit_unit<E: de::Error>(self) -> Result<JsonText, E> {
        Ok(JsonText("null".to_string()))
    }

    fn visit_none<E: de::Error>(self) -> Result<JsonText, E> {
        self.visit_unit()
    }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `{sequence: name}`, with its schema or without.
fn sequence<'de, A: MapAccess<'de>>(first: &str, mut map: A) -> Result<Value, A::Error> {
    let (mut sequence, mut schema) = (None, None);
    let mut key = Some(first.to_string());
    while let Some(word) = key {
        match word.as_str() {
            "sequence" => sequence = Some(map.next_value::<Name>()?),
            "schema" => schema = Some(map.next_value::<Name>()?),
            _ => return Err(de::Error::unknown_field(&word, &["schema", "sequence"])),
        }
        key = map.next_key()?;
    }
    let name = sequence.ok_or_else(|| de::Error::missing_field("sequence"))?;
    Ok(Value::Sequence(QualifiedName { schema, name }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::yaml::{ReadContext, from_node, parse};

    fn read(text: &str) -> Result<Value, String> {
        from_node(&parse(text).unwrap().root, &ReadContext::default()).map_err(|error| error.message)
    }

    #[test]
    fn bytes_are_digits_or_base64() {
        assert_eq!(read("{hex: 00ff}"), Ok(Value::Bytes(vec![0, 255])));
        assert_eq!(read("{hex: 0010}"), Ok(Value::Bytes(vec![0, 16])));
        assert_eq!(read("{hex: ''}"), Ok(Value::Bytes(Vec::new())));
        assert_eq!(read("{base64: AP8=}"), Ok(Value::Bytes(vec![0, 255])));
        assert_eq!(read("{base64: aGVsbG8h}"), Ok(Value::Bytes(b"hello!".to_vec())));
        for wrong in ["{hex: 0}", "{hex: 0g}", "{hex: +1}", "{base64: AP8}", "{base64: AP9=}", "{base64: A===}"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("{hex: 00, sql: x}").unwrap_err().contains("one way"));
        assert!(read("{hexa: 00}").is_err());
    }

    #[test]
    fn json_keeps_order_and_digits() {
        let text = "{json: {b: [1, 1.10, -2e3], a: {on: true, none: null}, \"é \\\" \\n\": '1'}}";
        let wanted = r#"{"b": [1, 1.10, -2e3], "a": {"on": true, "none": null}, "é \" \n": "1"}"#;
        assert_eq!(read(text), Ok(Value::Text(wanted.to_string())));
        assert!(read("{json: {a: .5}}").unwrap_err().contains("no number of JSON"));
        assert_eq!(
            read("[1, null, [a]]"),
            Ok(Value::List(vec![
                Value::Number("1".to_string()),
                Value::Null,
                Value::List(vec![Value::Text("a".to_string())]),
            ]))
        );
    }
}
