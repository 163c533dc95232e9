//! Column types: portable words, enums, arrays, and a dialect's own spelling.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::conflict::closest;
use super::{Name, QualifiedName};
use crate::source::yaml;

/// The portable words and how many numbers may stand in parentheses behind each (least, most).
const WORDS: &[(&str, usize, usize)] = &[
    ("bigint", 0, 0),
    ("binary", 0, 1),
    ("blob", 0, 0),
    ("boolean", 0, 0),
    ("char", 1, 1),
    ("date", 0, 0),
    ("double", 0, 0),
    ("integer", 0, 0),
    ("interval", 0, 0),
    ("json", 0, 0),
    ("jsonb", 0, 0),
    ("numeric", 0, 2),
    ("real", 0, 0),
    ("smallint", 0, 0),
    ("text", 0, 0),
    ("time", 0, 1),
    ("timestamp", 0, 1),
    ("timestamptz", 0, 1),
    ("uuid", 0, 0),
    ("varchar", 0, 1),
];

/// Other people's words for ours, for "did you mean".
const FOREIGN: &[(&str, &str)] = &[
    ("int", "integer"),
    ("bool", "boolean"),
    ("string", "varchar(n)"),
    ("decimal", "numeric(p,s)"),
    ("float", "double"),
    ("datetime", "timestamp"),
    ("bytea", "blob"),
    ("biginteger", "bigint"),
    ("smallinteger", "smallint"),
    ("largebinary", "blob"),
    ("unicode", "varchar(n)"),
    ("unicodetext", "text"),
    ("serial", "integer with `identity: by_default`"),
    ("bigserial", "bigint with `identity: by_default`"),
];

/// The type of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataType {
    /// A word that every dialect spells in its own way, with its numbers: `varchar(255)`.
    Portable {
        /// One of the portable words.
        word: &'static str,
        /// Length, precision or precision and scale.
        arguments: Box<[u32]>,
    },
    /// A value out of an enum of the catalog.
    Enum(QualifiedName),
    /// A domain of the catalog.
    Domain(QualifiedName),
    /// A composite type of the catalog.
    Composite(QualifiedName),
    /// A list of values of one type.
    Array(Box<DataType>),
    /// A dialect's own spelling, passed through.
    Raw(String),
}

impl DataType {
    /// A portable type without numbers; `word` is one of the portable words.
    pub fn word(word: &'static str) -> Self {
        Self::Portable { word, arguments: Box::default() }
    }

    /// Reads a portable word with its numbers.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (head, rest) = match text.split_once('(') {
            Some((head, rest)) => (head.trim(), Some(rest)),
            None => (text.trim(), None),
        };
        let Some((word, least, most)) = WORDS.iter().find(|(word, _, _)| *word == head) else {
            return Err(unknown(text, head));
        };
        let arguments = match rest {
            None => Vec::new(),
            Some(rest) => numbers(rest).ok_or_else(|| {
                format!("`{text}` is not a type: the numbers stand in one pair of parentheses, as in `numeric(10,2)`")
            })?,
        };
        if arguments.len() < *least {
            return Err(format!("type `{word}` needs a length, as in `{word}(20)`"));
        }
        if arguments.len() > *most {
            return Err(format!(
                "type `{word}` takes {} in parentheses",
                ["nothing", "one number", "two numbers"][*most]
            ));
        }
        Ok(Self::Portable { word, arguments: arguments.into() })
    }

    /// The enum whose values the column holds, also inside an array.
    pub fn enum_name(&self) -> Option<&QualifiedName> {
        match self {
            Self::Enum(name) => Some(name),
            Self::Array(item) => item.enum_name(),
            Self::Domain(_) | Self::Composite(_) | Self::Portable { .. } | Self::Raw(_) => None,
        }
    }

    /// The enum, the domain or the composite type of the values, also inside an array.
    pub fn user_type(&self) -> Option<&QualifiedName> {
        match self {
            Self::Enum(name) | Self::Domain(name) | Self::Composite(name) => Some(name),
            Self::Array(item) => item.user_type(),
            Self::Portable { .. } | Self::Raw(_) => None,
        }
    }

    /// Replaces the name of a type of the user.
    pub fn rename_type(&mut self, from: &QualifiedName, to: &QualifiedName) {
        match self {
            Self::Enum(name) | Self::Domain(name) | Self::Composite(name) if name == from => *name = to.clone(),
            Self::Array(item) => item.rename_type(from, to),
            Self::Enum(_) | Self::Domain(_) | Self::Composite(_) | Self::Portable { .. } | Self::Raw(_) => {}
        }
    }

    /// Whether a database may number rows by it: a whole number, or a type that we do not know.
    pub fn counts(&self) -> bool {
        match self {
            Self::Portable { word, .. } => matches!(*word, "smallint" | "integer" | "bigint"),
            Self::Raw(_) => true,
            Self::Enum(_) | Self::Domain(_) | Self::Composite(_) | Self::Array(_) => false,
        }
    }

    /// Whether its values may have a collation: texts, and types that we do not know.
    pub fn collates(&self) -> bool {
        match self {
            Self::Portable { word, .. } => matches!(*word, "char" | "varchar" | "text"),
            Self::Array(item) => item.collates(),
            Self::Raw(_) | Self::Enum(_) | Self::Domain(_) | Self::Composite(_) => true,
        }
    }

    /// The portable word, if it is one.
    pub fn portable_word(&self) -> Option<&'static str> {
        match self {
            Self::Portable { word, .. } => Some(word),
            Self::Enum(_) | Self::Domain(_) | Self::Composite(_) | Self::Array(_) | Self::Raw(_) => None,
        }
    }
}

fn unknown(text: &str, head: &str) -> String {
    let lower = head.to_lowercase();
    let foreign = FOREIGN.iter().find(|(word, _)| *word == lower).map(|(_, ours)| *ours);
    let near = foreign.or_else(|| closest(head, WORDS.iter().map(|(word, _, _)| *word)));
    match near {
        Some(near) => format!("unknown type `{text}`; did you mean `{near}`?"),
        None => format!("unknown type `{text}`; a type of one database only is written `{{raw: {text}}}`"),
    }
}

fn numbers(rest: &str) -> Option<Vec<u32>> {
    let inner = rest.trim().strip_suffix(')')?;
    inner.split(',').map(|number| number.trim().parse().ok()).collect()
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Portable { word, arguments } if arguments.is_empty() => f.write_str(word),
            Self::Portable { word, arguments } => {
                let numbers: Vec<String> = arguments.iter().map(u32::to_string).collect();
                write!(f, "{word}({})", numbers.join(","))
            }
            Self::Enum(name) => write!(f, "enum {name}"),
            Self::Domain(name) => write!(f, "domain {name}"),
            Self::Composite(name) => write!(f, "composite {name}"),
            Self::Array(item) => write!(f, "{item}[]"),
            Self::Raw(text) => f.write_str(text),
        }
    }
}

impl Serialize for DataType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DataType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(yaml::PER_DIALECT, TypeVisitor)
    }
}

struct TypeVisitor;

impl<'de> Visitor<'de> for TypeVisitor {
    type Value = DataType;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type such as `varchar(20)`, `{enum: name}`, `{domain: name}`, `{composite: name}`, `{array: type}` or `{raw: text}`")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<DataType, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DataType, E> {
        DataType::parse(text).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DataType, A::Error> {
        const FORMS: &[&str] = &["enum", "domain", "composite", "array", "raw", "schema"];
        let (mut found, mut named, mut schema) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "enum" => named = Some((DataType::Enum as fn(_) -> _, map.next_value::<Name>()?)),
                "domain" => named = Some((DataType::Domain as fn(_) -> _, map.next_value::<Name>()?)),
                "composite" => named = Some((DataType::Composite as fn(_) -> _, map.next_value::<Name>()?)),
                "schema" => schema = Some(map.next_value::<Name>()?),
                "array" => found = Some(DataType::Array(Box::new(map.next_value()?))),
                "raw" => found = Some(DataType::Raw(map.next_value::<Name>()?.to_string())),
                _ => return Err(de::Error::unknown_field(&key, FORMS)),
            }
        }
        match (found, named) {
            (None, Some((kind, name))) => Ok(kind(QualifiedName { schema, name })),
            (Some(found), None) if schema.is_none() => Ok(found),
            _ => Err(de::Error::custom(
                "a type is one of `{enum: name}`, `{domain: name}`, `{composite: name}`, `{array: type}` and `{raw: text}`",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints() {
        for text in ["integer", "varchar(20)", "numeric(10,2)", "timestamptz(3)", "char(2)"] {
            assert_eq!(DataType::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(DataType::parse("numeric( 10 , 2 )").unwrap().to_string(), "numeric(10,2)");
    }

    #[test]
    fn says_what_was_meant() {
        assert!(DataType::parse("int").unwrap_err().contains("`integer`"));
        assert!(DataType::parse("interger").unwrap_err().contains("`integer`"));
        assert!(DataType::parse("tsvector").unwrap_err().contains("raw: tsvector"));
        assert!(DataType::parse("char").unwrap_err().contains("needs a length"));
        assert!(DataType::parse("date(3)").unwrap_err().contains("takes nothing"));
        assert!(DataType::parse("numeric(10").is_err());
    }
}
