//! How the database numbers the rows of a column.

use std::fmt;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Conflict, DataType};

/// Who gives the number of a new row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Generated {
    /// The database, always.
    Always,
    /// The database, where an insert does not.
    ByDefault,
}

/// How the database numbers new rows; a word alone, or a map per dialect, in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Identity {
    /// Who gives the number.
    pub generated: Generated,
    /// The first number.
    pub start: Option<i64>,
    /// How far the next number is from the last one.
    pub increment: Option<i64>,
    /// The smallest number.
    pub min: Option<i64>,
    /// The largest number.
    pub max: Option<i64>,
    /// How many numbers a session takes at once.
    pub cache: Option<i64>,
    /// Whether the numbers begin again when they are used up.
    pub cycle: bool,
    /// Whether sessions take numbers in the order in which they ask.
    pub order: bool,
    /// Whether NULL in an insert asks for a number too.
    pub on_null: bool,
}

impl From<Generated> for Identity {
    fn from(generated: Generated) -> Self {
        let (start, increment, min, max, cache) = (None, None, None, None, None);
        Self { generated, start, increment, min, max, cache, cycle: false, order: false, on_null: false }
    }
}

impl Identity {
    /// Whether two say the same but for who gives the number.
    pub fn counts_like(&self, other: &Self) -> bool {
        Self { generated: other.generated, ..self.clone() } == *other
    }

    /// Checks that the numbers fit the type and one another.
    pub fn check(&self, data_type: &DataType) -> Result<(), Conflict> {
        let wrong = |message: String, at: &str| Err(Conflict::new("wrong-value", message).at(at));
        if self.increment == Some(0) {
            return wrong("numbers with an `increment` of 0 are all the same".to_string(), "increment");
        }
        if let Some(cache) = self.cache.filter(|cache| *cache < 1) {
            return wrong(format!("a session cannot take {cache} numbers at once"), "cache");
        }
        if self.on_null && self.generated == Generated::Always {
            let message = "`on_null` is for `generated: by_default`";
            return Err(Conflict::new("contradiction", message).at("on_null"));
        }
        let (least, most) = range(data_type);
        for (value, name) in [(self.min, "min"), (self.max, "max"), (self.start, "start")] {
            if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
                return wrong(format!("{value} does not fit `{data_type}`"), name);
            }
        }
        let descends = self.increment.is_some_and(|increment| increment < 0);
        let (lowest, highest) = if descends { (least, -1) } else { (1, most) };
        let (lowest, highest) = (self.min.unwrap_or(lowest), self.max.unwrap_or(highest));
        if lowest >= highest {
            let at = if self.max.is_some() { "max" } else { "min" };
            return wrong(format!("no numbers lie between {lowest} and {highest}"), at);
        }
        match self.start.filter(|start| !(lowest..=highest).contains(start)) {
            Some(start) => {
                let message = format!("the numbers lie between {lowest} and {highest}, and {start} does not");
                let help = "say `min` and `max`, or begin elsewhere";
                Err(Conflict::new("wrong-value", message).at("start").help(help))
            }
            None => Ok(()),
        }
    }
}

/// The least and the largest value of a type that counts.
fn range(data_type: &DataType) -> (i64, i64) {
    match data_type.portable_word() {
        Some("smallint") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some("integer") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    }
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::per_dialect::<D, OfDialect>(deserializer).map(|read| read.0)
    }
}

/// An identity as one dialect reads it.
struct OfDialect(Identity);

impl<'de> Deserialize<'de> for OfDialect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            generated: Generated,
            start: Option<i64>,
            increment: Option<i64>,
            min: Option<i64>,
            max: Option<i64>,
            cache: Option<i64>,
            #[serde(default)]
            cycle: bool,
            #[serde(default)]
            order: bool,
            #[serde(default)]
            on_null: bool,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Identity;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`always`, `by_default` or `{generated: always, start: …}`")
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Identity, E> {
                let generated = Generated::deserialize(de::value::StrDeserializer::<E>::new(word))?;
                Ok(generated.into())
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Identity, A::Error> {
                let long = Long::deserialize(MapAccessDeserializer::new(map))?;
                let Long { generated, start, increment, min, max, cache, cycle, order, on_null } = long;
                Ok(Identity { generated, start, increment, min, max, cache, cycle, order, on_null })
            }
        }
        deserializer.deserialize_any(Either).map(Self)
    }
}
