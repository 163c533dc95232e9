//! What a table, an index or a column has in one dialect and in no other: words of the dialect with their values. Which
//! words there are is data of the dialect; here they are kept.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Name, SqlText};
use crate::source::yaml;

/// The value of an option.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OptionValue {
    /// As it is where nobody says anything; only a change says this.
    Unset,
    /// Yes or no.
    Flag(bool),
    /// A number in its own digits.
    Number(String),
    /// A word, a name or a text, by its sort.
    Text(String),
    /// SQL over columns of the table.
    Sql(SqlText),
    /// Words with values of their own.
    Map(BTreeMap<String, OptionValue>),
}

/// The options of one dialect; a map from dialect to options in the file, where a dialect without an entry has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Options(Option<Box<Chosen>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Chosen {
    /// The dialect whose entry it is.
    dialect: Name,
    values: BTreeMap<String, OptionValue>,
}

impl Options {
    /// The options of a dialect.
    pub fn new(dialect: Name, values: BTreeMap<String, OptionValue>) -> Self {
        Self((!values.is_empty()).then(|| Box::new(Chosen { dialect, values })))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The dialect whose entry was read.
    pub fn dialect(&self) -> Option<&Name> {
        self.0.as_ref().map(|chosen| &chosen.dialect)
    }

    /// The value of an option.
    pub fn get(&self, word: &str) -> Option<&OptionValue> {
        self.0.as_ref()?.values.get(word)
    }

    /// The text of an option that is a word, a name or a text.
    pub fn text(&self, word: &str) -> Option<&str> {
        match self.get(word)? {
            OptionValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether an option is switched on.
    pub fn is_on(&self, word: &str) -> bool {
        self.get(word) == Some(&OptionValue::Flag(true))
    }

    /// Words and values, by word.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OptionValue)> {
        self.0.iter().flat_map(|chosen| &chosen.values).map(|(word, value)| (word.as_str(), value))
    }

    /// The SQL in them.
    pub fn texts(&self) -> impl Iterator<Item = &SqlText> {
        self.iter().filter_map(|(_, value)| match value {
            OptionValue::Sql(text) => Some(text),
            _ => None,
        })
    }

    /// The SQL in them, to rename in.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut SqlText> {
        self.0.iter_mut().flat_map(|chosen| chosen.values.values_mut()).filter_map(|value| match value {
            OptionValue::Sql(text) => Some(text),
            _ => None,
        })
    }

    /// These options with others put over them: what is unset there goes.
    #[must_use]
    pub fn with(&self, change: &Self) -> Self {
        let Some(over) = &change.0 else { return self.clone() };
        let mut values = self.0.as_ref().map_or_else(BTreeMap::new, |chosen| chosen.values.clone());
        put(&mut values, &over.values);
        Self::new(over.dialect.clone(), values)
    }

    /// What has to be put over these options, after a change of them, so that they are as they were.
    #[must_use]
    pub fn undoing(&self, change: &Self) -> Self {
        let Some(over) = &change.0 else { return Self::default() };
        let values = self.0.as_ref().map_or_else(BTreeMap::new, |chosen| chosen.values.clone());
        Self::new(over.dialect.clone(), back(&values, &over.values))
    }
}

fn put(values: &mut BTreeMap<String, OptionValue>, change: &BTreeMap<String, OptionValue>) {
    for (word, value) in change {
        match (values.get_mut(word), value) {
            (Some(OptionValue::Map(old)), OptionValue::Map(new)) => {
                put(old, new);
                if old.is_empty() {
                    values.remove(word);
                }
            }
            (_, OptionValue::Unset) => _ = values.remove(word),
            (_, OptionValue::Map(new)) => {
                let mut fresh = BTreeMap::new();
                put(&mut fresh, new);
                if !fresh.is_empty() {
                    values.insert(word.clone(), OptionValue::Map(fresh));
                }
            }
            _ => _ = values.insert(word.clone(), value.clone()),
        }
    }
}

fn back(
    values: &BTreeMap<String, OptionValue>,
    change: &BTreeMap<String, OptionValue>,
) -> BTreeMap<String, OptionValue> {
    let undo = |(word, new): (&String, &OptionValue)| {
        let old = match (values.get(word), new) {
            (Some(OptionValue::Map(old)), OptionValue::Map(new)) => OptionValue::Map(back(old, new)),
            (None, OptionValue::Map(new)) => OptionValue::Map(back(&BTreeMap::new(), new)),
            (old, _) => old.cloned().unwrap_or(OptionValue::Unset),
        };
        (word.clone(), old)
    };
    change.iter().map(undo).collect()
}

impl Serialize for OptionValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unset => serializer.serialize_unit(),
            Self::Flag(value) => serializer.serialize_bool(*value),
            Self::Number(digits) => match (digits.parse::<i64>(), digits.parse::<f64>()) {
                (Ok(whole), _) => serializer.serialize_i64(whole),
                (Err(_), Ok(number)) => serializer.serialize_f64(number),
                (Err(_), Err(_)) => serializer.serialize_str(digits),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::Sql(text) => serializer.serialize_str(text.as_str()),
            Self::Map(values) => values.serialize(serializer),
        }
    }
}

impl Serialize for Options {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(chosen) = &self.0 {
            map.serialize_entry(&chosen.dialect, &chosen.values)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry;
        impl<'de> Visitor<'de> for Entry {
            type Value = Options;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from dialect to options")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Options, A::Error> {
                let chosen = map.next_entry::<Name, BTreeMap<String, OptionValue>>()?;
                Ok(chosen.map_or_else(Options::default, |(dialect, values)| Options::new(dialect, values)))
            }
        }
        deserializer.deserialize_newtype_struct(yaml::DIALECT_OPTIONS, Entry)
    }
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(yaml::LITERAL, ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = OptionValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of an option")
    }

    fn visit_unit<E: de::Error>(self) -> Result<OptionValue, E> {
        Ok(OptionValue::Unset)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<OptionValue, E> {
        Ok(OptionValue::Flag(value))
    }

    fn visit_bytes<E: de::Error>(self, digits: &[u8]) -> Result<OptionValue, E> {
        Ok(OptionValue::Number(String::from_utf8_lossy(digits).into_owned()))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<OptionValue, E> {
        Ok(OptionValue::Text(text.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OptionValue, A::Error> {
        let mut values = BTreeMap::new();
        while let Some((word, value)) = map.next_entry::<String, OptionValue>()? {
            values.insert(word, value);
        }
        Ok(OptionValue::Map(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(entries: &[(&str, OptionValue)]) -> Options {
        let values = entries.iter().map(|(word, value)| ((*word).to_string(), value.clone())).collect();
        Options::new(Name::from("d"), values)
    }

    fn number(digits: &str) -> OptionValue {
        OptionValue::Number(digits.to_string())
    }

    fn map(entries: &[(&str, OptionValue)]) -> OptionValue {
        OptionValue::Map(entries.iter().map(|(word, value)| ((*word).to_string(), value.clone())).collect())
    }

    #[test]
    fn a_change_is_put_over_and_taken_back() {
        let flag = OptionValue::Flag;
        let old = options(&[("unlogged", flag(true)), ("with", map(&[("a", number("1")), ("b", flag(false))]))]);
        let changes = [
            options(&[("unlogged", OptionValue::Unset)]),
            options(&[("with", map(&[("a", number("2")), ("c", flag(false)), ("b", OptionValue::Unset)]))]),
            options(&[("with", map(&[("a", OptionValue::Unset), ("b", OptionValue::Unset)]))]),
            options(&[("using", OptionValue::Text("x".into())), ("with", map(&[]))]),
        ];
        for change in changes {
            let new = old.with(&change);
            assert_eq!(new.with(&old.undoing(&change)), old, "{change:?}");
        }
        let none = Options::default();
        let change = options(&[("with", map(&[("c", flag(false))])), ("unlogged", flag(true))]);
        assert_eq!(none.with(&change).with(&none.undoing(&change)), none);
        assert!(none.with(&change).get("with").is_some_and(|found| *found == map(&[("c", flag(false))])));
    }
}
