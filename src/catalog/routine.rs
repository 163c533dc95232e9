//! A function or procedure: its signature, what it says about itself, and its body in the words of the dialect.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{DataType, Name, QualifiedName, SqlText, Value, per_dialect};
use crate::source::yaml;

/// Which of the two a routine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutineKind {
    /// It returns something and stands in expressions.
    Function,
    /// It is called by itself.
    Procedure,
}

impl fmt::Display for RoutineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Function => "function",
            Self::Procedure => "procedure",
        })
    }
}

/// Which way an argument goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The caller gives it.
    #[default]
    In,
    /// The routine gives it.
    Out,
    /// Both.
    Inout,
    /// The caller gives any number of them.
    Variadic,
}

/// An argument of a routine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// Its name.
    pub name: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// Which way it goes.
    #[serde(default)]
    pub mode: Mode,
    /// Its value where the caller gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// A column of what a function returns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnedColumn {
    /// Its name.
    pub name: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Returns {
    /// One value.
    Type(DataType),
    /// Any number of values.
    SetOf(DataType),
    /// Rows of these columns.
    Table(Vec<ReturnedColumn>),
}

/// Words that are no types of columns and that a function may return all the same.
const RETURN_WORDS: &[&str] = &["record", "trigger", "void"];

/// Whether the same arguments always give the same result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volatility {
    /// Always.
    Immutable,
    /// Within one statement.
    Stable,
    /// Never for sure.
    Volatile,
}

/// With whose privileges a routine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Those of whoever made it.
    Definer,
    /// Those of whoever calls it.
    Invoker,
}

/// A function or procedure. What returns something is a function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routine {
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// Its arguments, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument>,
    /// What it returns; a procedure returns nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<Returns>,
    /// The language of the body, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "per_dialect")]
    pub language: Option<Name>,
    /// Whether the same arguments always give the same result.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "per_dialect")]
    pub volatility: Option<Volatility>,
    /// Whether NULL is returned for any argument that is NULL, without a call.
    #[serde(default, skip_serializing_if = "std::ops::Not::not", deserialize_with = "per_dialect")]
    pub strict: bool,
    /// With whose privileges it runs.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// What else it says about itself, in the words of the dialect.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub options: Option<SqlText>,
    /// What it does.
    pub body: SqlText,
}

/// What tells a routine from all others: its name, and the types of what the caller gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoutineKey {
    /// The name with its schema.
    pub name: QualifiedName,
    /// The types of what goes in, without lengths.
    pub types: Box<[String]>,
}

impl RoutineKey {
    /// The key of the routine with this name and these types of what goes in.
    pub fn new<'a>(name: QualifiedName, types: impl Iterator<Item = &'a DataType>) -> Self {
        Self { name, types: types.map(bare).collect() }
    }
}

impl fmt::Display for RoutineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.types.join(", "))
    }
}

/// A type without its length: no server tells routines apart by lengths.
fn bare(data_type: &DataType) -> String {
    match data_type {
        DataType::Portable { word, .. } => (*word).to_string(),
        DataType::Enum(_) | DataType::Domain(_) | DataType::Composite(_) => data_type.to_string(),
        DataType::Array(item) => format!("{}[]", bare(item)),
        DataType::Raw(text) => {
            let text = text.to_lowercase();
            match (text.find('('), text.rfind(')')) {
                (Some(open), Some(close)) if open < close => {
                    format!("{}{}", text[..open].trim_end(), &text[close + 1..])
                }
                _ => text,
            }
        }
    }
}

impl Returns {
    /// Whether the text is one of the words that only a function returns.
    pub fn is_word(text: &str) -> bool {
        RETURN_WORDS.contains(&text)
    }

    /// The types in it.
    pub fn types(&self) -> Vec<&DataType> {
        match self {
            Self::Type(data_type) | Self::SetOf(data_type) => vec![data_type],
            Self::Table(columns) => columns.iter().map(|column| &column.data_type).collect(),
        }
    }

    fn types_mut(&mut self) -> Vec<&mut DataType> {
        match self {
            Self::Type(data_type) | Self::SetOf(data_type) => vec![data_type],
            Self::Table(columns) => columns.iter_mut().map(|column| &mut column.data_type).collect(),
        }
    }
}

impl Routine {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// Which of the two it is.
    pub fn kind(&self) -> RoutineKind {
        if self.returns.is_some() { RoutineKind::Function } else { RoutineKind::Procedure }
    }

    /// The types of what the caller gives.
    pub fn input_types(&self) -> impl Iterator<Item = &DataType> {
        self.arguments.iter().filter(|argument| argument.mode != Mode::Out).map(|argument| &argument.data_type)
    }

    /// Whether triggers run it, as PostgreSQL has it.
    pub fn is_for_triggers(&self) -> bool {
        matches!(&self.returns, Some(Returns::Type(DataType::Raw(word))) if word.eq_ignore_ascii_case("trigger"))
    }

    /// What tells it from all others.
    pub fn key(&self) -> RoutineKey {
        RoutineKey::new(self.qualified_name(), self.input_types())
    }

    /// The types of its signature.
    pub fn types(&self) -> impl Iterator<Item = &DataType> {
        let returned = self.returns.as_ref().map_or_else(Vec::new, Returns::types);
        self.arguments.iter().map(|argument| &argument.data_type).chain(returned)
    }

    /// The types of its signature, to change.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut DataType> {
        let returned = self.returns.as_mut().map_or_else(Vec::new, Returns::types_mut);
        self.arguments.iter_mut().map(|argument| &mut argument.data_type).chain(returned)
    }

    /// Whether an argument or what it returns is of the enum, the domain or the composite type.
    pub fn uses_type(&self, name: &QualifiedName) -> bool {
        self.types().any(|data_type| data_type.user_type() == Some(name))
    }

    /// Whether an argument or what it returns is of any enum.
    pub fn uses_enums(&self) -> bool {
        self.types().any(|data_type| data_type.enum_name().is_some())
    }

    /// Whether its body names the table or view, and of it the column if one is asked for.
    pub fn reads(&self, object: &QualifiedName, column: Option<&Name>) -> bool {
        self.body.names_table(object) && column.is_none_or(|column| self.body.names_column(object, column))
    }

    /// Whether another one takes its place for callers that know its signature: the same names, types and results, and
    /// a default wherever there was one.
    pub fn has_signature_of(&self, old: &Self) -> bool {
        let alike = |(new, old): (&Argument, &Argument)| {
            (&new.name, &new.data_type, new.mode) == (&old.name, &old.data_type, old.mode)
                && (new.default.is_some() || old.default.is_none())
        };
        self.returns == old.returns
            && self.arguments.len() == old.arguments.len()
            && self.arguments.iter().zip(&old.arguments).all(alike)
    }

    /// Whether both return one value, or both a table.
    pub fn returns_like(&self, old: &Self) -> bool {
        self.returns.as_ref().map(std::mem::discriminant) == old.returns.as_ref().map(std::mem::discriminant)
    }
}

impl<'de> Deserialize<'de> for Returns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(yaml::PER_DIALECT, ReturnsVisitor)
    }
}

struct ReturnsVisitor;

impl<'de> Visitor<'de> for ReturnsVisitor {
    type Value = Returns;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type, `trigger`, `void`, `record`, `{set_of: type}` or `{table: [{name: …, type: …}]}`")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Returns, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Returns, E> {
        if Returns::is_word(text) {
            return Ok(Returns::Type(DataType::Raw(text.to_string())));
        }
        DataType::parse(text).map(Returns::Type).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Returns, A::Error> {
        const FORMS: &[&str] = &["set_of", "table", "enum", "domain", "composite", "schema", "array", "raw"];
        let (mut found, mut named, mut schema) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "set_of" => found = Some(Returns::SetOf(map.next_value()?)),
                "table" => found = Some(Returns::Table(map.next_value()?)),
                "enum" => named = Some((DataType::Enum as fn(_) -> _, map.next_value::<Name>()?)),
                "domain" => named = Some((DataType::Domain as fn(_) -> _, map.next_value::<Name>()?)),
                "composite" => named = Some((DataType::Composite as fn(_) -> _, map.next_value::<Name>()?)),
                "schema" => schema = Some(map.next_value::<Name>()?),
                "array" => found = Some(Returns::Type(DataType::Array(Box::new(map.next_value()?)))),
                "raw" => found = Some(Returns::Type(DataType::Raw(map.next_value::<Name>()?.to_string()))),
                _ => return Err(de::Error::unknown_field(&key, FORMS)),
            }
        }
        match (found, named) {
            (None, Some((kind, name))) => Ok(Returns::Type(kind(QualifiedName { schema, name }))),
            (Some(found), None) if schema.is_none() => Ok(found),
            _ => Err(de::Error::custom("a function returns one of a type, `{set_of: type}` and `{table: […]}`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routine(arguments: &[(&str, &str, Mode)]) -> Routine {
        let argument = |(name, word, mode): &(&str, &str, Mode)| Argument {
            name: Name::from(*name),
            data_type: DataType::parse(word).unwrap(),
            mode: *mode,
            default: None,
        };
        Routine {
            schema: None,
            name: Name::from("f"),
            arguments: arguments.iter().map(argument).collect(),
            returns: Some(Returns::Type(DataType::word("integer"))),
            language: None,
            volatility: None,
            strict: false,
            security: None,
            options: None,
            body: SqlText::new("SELECT 1"),
        }
    }

    #[test]
    fn the_types_that_go_in_tell_routines_apart() {
        let one = routine(&[("a", "varchar(10)", Mode::In), ("b", "integer", Mode::Out)]);
        let other = routine(&[("x", "varchar(20)", Mode::Inout)]);
        assert_eq!(one.key(), other.key());
        assert_eq!(one.key().to_string(), "f(varchar)");
        assert_eq!(bare(&DataType::Raw("Bit Varying(3)".into())), "bit varying");
    }

    #[test]
    fn a_signature_is_kept_while_callers_notice_nothing() {
        let old = routine(&[("a", "integer", Mode::In)]);
        let mut new = Routine { body: SqlText::new("SELECT 2"), ..old.clone() };
        new.arguments[0].default = Some(Value::Number("1".into()));
        assert!(new.has_signature_of(&old) && !old.has_signature_of(&new));
        assert!(!routine(&[("b", "integer", Mode::In)]).has_signature_of(&old));
        assert!(new.returns_like(&old) && !Routine { returns: None, ..new }.returns_like(&old));
    }
}
