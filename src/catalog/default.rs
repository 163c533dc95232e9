//! Values written in a revision: literals by YAML type, and SQL text where the file says so.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{DataType, Name, QualifiedName, SqlText};
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
    /// SQL that the database evaluates.
    Sql(SqlText),
    /// The next number of a sequence.
    Sequence(QualifiedName),
}

impl Value {
    /// Why a column of this type cannot hold the value, if that is certain.
    pub fn misfit(&self, data_type: &DataType) -> Option<String> {
        let word = data_type.portable_word()?;
        let wrong = |what: &str| Some(format!("{what} does not fit type `{data_type}`"));
        match (self, word) {
            (Self::Null | Self::Sql(_), _) => None,
            (Self::Sequence(_), "smallint" | "integer" | "bigint" | "numeric" | "real" | "double") => None,
            (Self::Sequence(name), _) => wrong(&format!("a number of sequence `{name}`")),
            (Self::Boolean(_), "boolean") => None,
            (Self::Boolean(value), _) => wrong(&format!("`{value}`")),
            (Self::Number(digits), "smallint" | "integer" | "bigint") => out_of_range(digits, word),
            (Self::Number(_), "numeric" | "real" | "double") => None,
            (Self::Number(digits), "boolean") => {
                Some(format!("`{digits}` does not fit type `boolean`: write `true` or `false`"))
            }
            (Self::Number(digits), "varchar" | "char" | "text" | "json" | "jsonb") => {
                Some(format!("the number `{digits}` does not fit type `{data_type}`: quote it to make it text"))
            }
            (Self::Number(digits), _) => wrong(&format!("the number `{digits}`")),
            (Self::Text(text), "smallint" | "integer" | "bigint" | "numeric" | "real" | "double") => {
                wrong(&format!("the text `{text}`"))
            }
            (Self::Text(text), "boolean") => wrong(&format!("the text `{text}`")),
            (Self::Text(text), "varchar" | "char") => too_long(text, data_type),
            (Self::Text(text), "json" | "jsonb") => serde_json::from_str::<serde::de::IgnoredAny>(text)
                .err()
                .map(|error| format!("the text `{text}` is not JSON: {error}")),
            (Self::Text(text), "uuid") if !is_uuid(text) => wrong(&format!("the text `{text}`")),
            (Self::Text(_), _) => None,
        }
    }
}

fn out_of_range(digits: &str, word: &str) -> Option<String> {
    let fits = digits.parse::<i128>().is_ok_and(|value| match word {
        "smallint" => i16::try_from(value).is_ok(),
        "integer" => i32::try_from(value).is_ok(),
        _ => i64::try_from(value).is_ok(),
    });
    (!fits).then(|| format!("`{digits}` does not fit type `{word}`"))
}

fn is_uuid(text: &str) -> bool {
    let digits = text.chars().filter(|c| !matches!(c, '-' | '{' | '}'));
    digits.clone().count() == 32 && digits.into_iter().all(|c| c.is_ascii_hexdigit())
}

fn too_long(text: &str, data_type: &DataType) -> Option<String> {
    let DataType::Portable { arguments, .. } = data_type else { return None };
    let limit = *arguments.first()? as usize;
    let length = text.chars().count();
    (length > limit).then(|| format!("a text of {length} characters does not fit type `{data_type}`"))
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Number(digits) => f.write_str(digits),
            Self::Text(text) => write!(f, "'{text}'"),
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
        f.write_str("text, a number, true, false, null, `{sql: …}` or `{sequence: name}`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let (mut sql, mut sequence, mut schema) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "sql" => sql = Some(map.next_value()?),
                "sequence" => sequence = Some(map.next_value::<Name>()?),
                "schema" => schema = Some(map.next_value::<Name>()?),
                _ => return Err(de::Error::unknown_field(&key, &["sql", "sequence", "schema"])),
            }
        }
        match (sql, sequence, schema) {
            (Some(text), None, None) => Ok(Value::Sql(text)),
            (None, Some(name), schema) => Ok(Value::Sequence(QualifiedName { schema, name })),
            (None, None, _) => Err(de::Error::missing_field("sql")),
            _ => Err(de::Error::custom("a value is one of `{sql: …}` and `{sequence: name}`")),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misfits_are_found_and_fits_are_not() {
        let kind = |text: &str| DataType::parse(text).unwrap();
        let number = |digits: &str| Value::Number(digits.to_string());
        let text = |text: &str| Value::Text(text.to_string());
        assert!(number("40000").misfit(&kind("smallint")).is_some());
        assert!(number("1.5").misfit(&kind("integer")).is_some());
        assert!(number("1.5").misfit(&kind("numeric(3,1)")).is_none());
        assert!(number("1").misfit(&kind("boolean")).is_some());
        assert!(number("1").misfit(&kind("varchar(3)")).is_some());
        assert!(text("four").misfit(&kind("varchar(3)")).is_some());
        assert!(text("äöü").misfit(&kind("varchar(3)")).is_none());
        assert!(text("x").misfit(&kind("integer")).is_some());
        assert!(text("{}").misfit(&kind("json")).is_none());
        assert!(Value::Boolean(true).misfit(&kind("text")).is_some());
        assert!(Value::Null.misfit(&kind("integer")).is_none());
    }
}
