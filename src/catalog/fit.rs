//! Whether a column can hold a value exactly, and the one spelling of a value that every database reads the same way.

use std::borrow::Cow;

use super::default::from_hex;
use super::interval::Interval;
use super::moment::Moment;
use super::{DataType, Value};
use crate::source::yaml;

/// The digits that a number may have at most.
const DIGITS: i64 = 1000;

impl Value {
    /// Why a column of this type cannot hold the value, if that is certain.
    pub fn misfit(&self, data_type: &DataType) -> Option<String> {
        if let Self::Cell(text) = self {
            return misfit_bytes(text, data_type).or_else(|| typed(text, data_type).misfit(data_type));
        }
        let word = match data_type {
            DataType::Portable { word, .. } => *word,
            DataType::Array(item) => return self.misfit_array(item, data_type),
            DataType::Enum(_) => return self.misfit_word(data_type),
            DataType::Raw(_) | DataType::Domain(_) | DataType::Composite(_) => {
                let list = matches!(self, Self::List(_));
                return list.then(|| {
                    format!("a list does not fit type `{data_type}`: write it as the database does, as text")
                });
            }
        };
        match self {
            Self::Null | Self::Sql(_) => None,
            Self::Sequence(_) if ["smallint", "integer", "bigint", "numeric", "real", "double"].contains(&word) => None,
            Self::Sequence(name) => Some(wrong(&format!("a number of sequence `{name}`"), data_type)),
            Self::Boolean(_) if word == "boolean" => None,
            Self::Number(digits) => misfit_number(digits, word, data_type),
            Self::Text(text) => misfit_text(text, word, data_type),
            Self::Bytes(bytes) if matches!(word, "binary" | "blob") => too_long(bytes.len(), "bytes", data_type),
            Self::Boolean(_) | Self::Bytes(_) | Self::List(_) | Self::Cell(_) => {
                Some(wrong(&self.to_string(), data_type))
            }
        }
    }

    fn misfit_array(&self, item: &DataType, data_type: &DataType) -> Option<String> {
        match self {
            Self::Null | Self::Sql(_) | Self::Text(_) => None,
            Self::List(items) => {
                let is_list = |value: &&Self| matches!(value, Self::List(_));
                let lists: Vec<&[Self]> = items
                    .iter()
                    .filter_map(|value| if let Self::List(of) = value { Some(of.as_slice()) } else { None })
                    .collect();
                if items.iter().any(|value| matches!(value, Self::Sql(_) | Self::Sequence(_))) {
                    return Some("an item of a list is no SQL: write the whole value as `{sql: …}`".to_string());
                }
                if !lists.is_empty()
                    && (items.iter().filter(is_list).count() < items.len()
                        || lists.iter().any(|of| of.len() != lists[0].len()))
                {
                    return Some("the lists inside of an array have the same length".to_string());
                }
                // An array of arrays has the same type there as an array.
                let of = if let DataType::Array(inner) = item { inner } else { item };
                items.iter().find_map(|value| {
                    if is_list(&value) { value.misfit_array(of, data_type) } else { value.misfit(of) }
                })
            }
            Self::Boolean(_) | Self::Number(_) | Self::Bytes(_) | Self::Cell(_) | Self::Sequence(_) => {
                Some(format!("{}: write a list", wrong(&self.to_string(), data_type)))
            }
        }
    }

    /// A value for an enum, whose words the catalog knows.
    fn misfit_word(&self, data_type: &DataType) -> Option<String> {
        let fits = matches!(self, Self::Null | Self::Sql(_) | Self::Text(_));
        (!fits).then(|| wrong(&self.to_string(), data_type))
    }

    /// The value as every database reads it: dates, times, intervals, uuids and decimal numbers in one spelling.
    pub fn spelt_for(&self, data_type: &DataType) -> Cow<'_, Self> {
        if let Self::Cell(text) = self {
            let typed = typed(text, data_type);
            return Cow::Owned(typed.spelt_for(data_type).into_owned());
        }
        let found = match (self, data_type.portable_word()) {
            (Self::Text(text), Some(word)) => text_for(text, word).map(Self::Text),
            (Self::Number(digits), Some("numeric")) if digits.contains(['e', 'E']) => {
                Decimal::parse(digits).map(|decimal| Self::Number(decimal.to_plain()))
            }
            _ => None,
        };
        found.map_or(Cow::Borrowed(self), Cow::Owned)
    }
}

/// A field of a file as the type of its column reads it; text where that does not fit.
fn typed(text: &str, data_type: &DataType) -> Value {
    let read = match data_type.portable_word() {
        Some("smallint" | "integer" | "bigint" | "numeric" | "real" | "double") => {
            yaml::is_number(text).then(|| Value::Number(text.to_string()))
        }
        Some("boolean") => text.parse().ok().map(Value::Boolean),
        Some("binary" | "blob") => text.strip_prefix("\\x").and_then(|digits| from_hex(digits).ok()).map(Value::Bytes),
        _ => None,
    };
    read.unwrap_or_else(|| Value::Text(text.to_string()))
}

fn wrong(what: &str, data_type: &DataType) -> String {
    let ticks = if what.starts_with('\'') || what.starts_with('[') { "" } else { "`" };
    format!("{ticks}{what}{ticks} does not fit type `{data_type}`")
}

fn argument(data_type: &DataType, at: usize) -> Option<u32> {
    let DataType::Portable { arguments, .. } = data_type else { return None };
    arguments.get(at).copied()
}

fn misfit_number(digits: &str, word: &str, data_type: &DataType) -> Option<String> {
    let outside = || Some(format!("`{digits}` does not fit type `{data_type}`"));
    match word {
        "smallint" | "integer" | "bigint" => {
            let fits = digits.parse::<i128>().is_ok_and(|value| match word {
                "smallint" => i16::try_from(value).is_ok(),
                "integer" => i32::try_from(value).is_ok(),
                _ => i64::try_from(value).is_ok(),
            });
            if fits { None } else { outside() }
        }
        "numeric" => match Decimal::parse(digits) {
            Some(decimal) if decimal.fits(argument(data_type, 0), argument(data_type, 1)) => None,
            _ => outside(),
        },
        "real" | "double" => {
            let zero = !digits.split(['e', 'E']).next().unwrap_or_default().contains(|c: char| matches!(c, '1'..='9'));
            let near = match word {
                "real" => digits.parse::<f32>().ok().map(f64::from),
                _ => digits.parse::<f64>().ok(),
            };
            if near.is_some_and(|near| near.is_finite() && (near != 0.0 || zero)) { None } else { outside() }
        }
        "boolean" => Some(format!("`{digits}` does not fit type `boolean`: write `true` or `false`")),
        "varchar" | "char" | "text" | "json" | "jsonb" => {
            Some(format!("the number `{digits}` does not fit type `{data_type}`: quote it to make it text"))
        }
        _ => Some(format!("the number `{digits}` does not fit type `{data_type}`")),
    }
}

fn misfit_text(text: &str, word: &str, data_type: &DataType) -> Option<String> {
    let outside = |form: &str| Some(format!("the text `{text}` does not fit type `{data_type}`: write it {form}"));
    if text.contains('\0') && !matches!(word, "binary" | "blob") {
        return Some("a text holds no character U+0000".to_string());
    }
    match word {
        "varchar" | "char" => too_long(text.chars().count(), "characters", data_type),
        "binary" => too_long(text.len(), "bytes", data_type),
        "text" | "blob" => None,
        "json" | "jsonb" => serde_json::from_str::<serde::de::IgnoredAny>(text)
            .err()
            .map(|error| format!("the text `{text}` is not JSON: {error}")),
        "uuid" if uuid(text).is_none() => outside("as `123e4567-e89b-12d3-a456-426614174000`"),
        "uuid" => None,
        "date" if Moment::date(text).is_none() => outside("as `2025-03-10`"),
        "date" => None,
        "interval" if Interval::parse(text).is_none() => outside("as `P1DT2H30M` or `1 day 02:30:00`"),
        "interval" => None,
        "time" => match Moment::time(text) {
            Some(time) => too_fine(text, &time, data_type),
            None => outside("as `11:30:00`"),
        },
        "timestamp" => match Moment::timestamp(text) {
            Some(moment) if moment.offset.is_some() => Some(format!(
                "`{text}` does not fit type `{data_type}`, which keeps no zone: leave the zone out, or give the column the type `timestamptz`"
            )),
            Some(moment) => too_fine(text, &moment, data_type),
            None => outside("as `2025-03-10 11:30:00`"),
        },
        "timestamptz" => match Moment::timestamp(text) {
            Some(moment) if moment.offset.is_none() => Some(format!(
                "`{text}` is no instant, which type `{data_type}` wants: say its zone, as in `2025-03-10T11:30:00Z` or `2025-03-10 11:30:00 +01:00`"
            )),
            Some(moment) if moment.in_utc().is_none() => outside("within the years 1 to 9999"),
            Some(moment) => too_fine(text, &moment, data_type),
            None => outside("as `2025-03-10T11:30:00Z`"),
        },
        "boolean" => outside("as `true` or `false`"),
        "smallint" | "integer" | "bigint" => outside("in digits, as `-12`"),
        "numeric" | "real" | "double" => outside("in digits, as `-12.5`"),
        _ => Some(format!("the text `{text}` does not fit type `{data_type}`")),
    }
}

/// A field of a file that begins as bytes do and goes on otherwise.
fn misfit_bytes(text: &str, data_type: &DataType) -> Option<String> {
    let digits = text.strip_prefix("\\x").filter(|_| matches!(data_type.portable_word(), Some("binary" | "blob")))?;
    let message = format!("`{text}` does not fit type `{data_type}`: behind `\\x` stand pairs of hexadecimal digits");
    from_hex(digits).is_err().then_some(message)
}

fn too_fine(text: &str, moment: &Moment, data_type: &DataType) -> Option<String> {
    let digits = argument(data_type, 0);
    moment
        .is_finer_than(digits)
        .then(|| format!("`{text}` has more digits behind the second than type `{data_type}` keeps"))
}

fn too_long(length: usize, unit: &str, data_type: &DataType) -> Option<String> {
    let limit = argument(data_type, 0)? as usize;
    let what = if unit == "bytes" { "a value" } else { "a text" };
    (length > limit).then(|| format!("{what} of {length} {unit} does not fit type `{data_type}`"))
}

/// The one spelling of a text for a type; none where the text is its own.
fn text_for(text: &str, word: &str) -> Option<String> {
    match word {
        "date" => Moment::date(text).map(|date| date.to_string()),
        "time" => Moment::time(text).map(|time| time.to_string()),
        "timestamp" | "timestamptz" => Moment::timestamp(text).map(|moment| moment.to_string()),
        "interval" => Interval::parse(text).map(|interval| interval.to_string()),
        "uuid" => uuid(text),
        _ => None,
    }
}

fn uuid(text: &str) -> Option<String> {
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    let hyphens = inner.char_indices().filter(|(_, c)| *c == '-').map(|(at, _)| at);
    let placed = inner.len() == 32 || hyphens.eq([8, 13, 18, 23]);
    let digits: String = inner.chars().filter(|c| *c != '-').collect::<String>().to_ascii_lowercase();
    let plain = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (placed && plain).then(|| [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-"))
}

/// A decimal number: its digits without zeros at either end, and how many of them stand in front of the point.
#[derive(Debug, PartialEq, Eq)]
pub struct Decimal<'a> {
    negative: bool,
    digits: Cow<'a, str>,
    /// May be negative, or more than there are digits.
    point: i64,
}

impl<'a> Decimal<'a> {
    /// Reads `-12.50e3`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i64 = exponent.parse().ok()?;
        let negative = mantissa.starts_with('-');
        let mantissa = mantissa.trim_start_matches(['+', '-']);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let point = i64::try_from(whole.len()).ok()? - i64::try_from(all.len() - significant.len()).ok()?;
        let digits = significant.trim_end_matches('0').to_string();
        let point = if digits.is_empty() { 0 } else { point.checked_add(exponent)? };
        Some(Self { negative: negative && !digits.is_empty(), digits: Cow::Owned(digits), point })
    }

    /// How many digits say it exactly.
    pub fn significant(&self) -> usize {
        self.digits.len()
    }

    fn fits(&self, precision: Option<u32>, scale: Option<u32>) -> bool {
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let fraction = length - self.point;
        if self.point.abs() > DIGITS || fraction > DIGITS {
            return false;
        }
        let Some(precision) = precision else { return true };
        let scale = scale.unwrap_or(0);
        self.point <= i64::from(precision) - i64::from(scale) && fraction <= i64::from(scale)
    }

    fn to_plain(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        match self.point {
            _ if length == 0 => "0".to_string(),
            point if point <= 0 => format!("{sign}0.{}{}", zeros(-point), self.digits),
            point if point >= length => format!("{sign}{}{}", self.digits, zeros(point - length)),
            point => {
                let (whole, fraction) = self.digits.split_at(usize::try_from(point).unwrap_or(0));
                format!("{sign}{whole}.{fraction}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> DataType {
        DataType::parse(text).unwrap()
    }

    fn number(digits: &str) -> Value {
        Value::Number(digits.to_string())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_string())
    }

    #[test]
    fn misfits_are_found() {
        let of = |value: Value, word: &str| assert!(value.misfit(&kind(word)).is_some(), "{value} {word}");
        of(number("40000"), "smallint");
        of(number("1.5"), "integer");
        of(number("9223372036854775808"), "bigint");
        of(number("1234.5"), "numeric(5,2)");
        of(number("0.001"), "numeric(5,2)");
        of(number("0.5"), "numeric(5)");
        of(number("1e2000"), "numeric");
        of(number("1e39"), "real");
        of(number("1e-400"), "double");
        of(number("1"), "boolean");
        of(number("1"), "varchar(3)");
        of(text("four"), "varchar(3)");
        of(text("x"), "integer");
        of(text("a\0"), "text");
        of(text("éé"), "binary(3)");
        of(text("2025-02-30"), "date");
        of(text("25:00"), "time");
        of(text("12:00:00.1234567"), "time");
        of(text("2025-03-10 11:30:00.1234"), "timestamp(3)");
        of(text("2025-03-10T11:30:00Z"), "timestamp");
        of(text("2025-03-10T11:30:00"), "timestamptz");
        of(text("soon"), "interval");
        of(text("12345"), "uuid");
        of(text("{"), "json");
        of(Value::Boolean(true), "text");
        of(Value::Bytes(vec![1, 2, 3]), "binary(2)");
        of(Value::Bytes(vec![1]), "text");
        of(Value::List(vec![]), "json");
        of(Value::Cell("\\x0".to_string()), "blob");
        of(Value::Cell("\\xzz".to_string()), "binary(4)");
    }

    #[test]
    fn fits_are_not() {
        let of = |value: Value, word: &str| assert_eq!(value.misfit(&kind(word)), None, "{value} {word}");
        of(number("-9223372036854775808"), "bigint");
        of(number("999.99"), "numeric(5,2)");
        of(number("9.9990e2"), "numeric(5,2)");
        of(number("0.01"), "numeric(2,2)");
        of(number("0.0"), "double");
        of(text("äöü"), "varchar(3)");
        of(text("{}"), "json");
        of(text("2024-02-29"), "date");
        of(text("2025-03-10T11:30:00.250+01:00"), "timestamptz");
        of(Value::Bytes(vec![0, 255]), "binary(2)");
        of(Value::Null, "integer");
        of(Value::Cell("\\x0F".to_string()), "binary(1)");
        of(Value::Cell("\\xzz".to_string()), "text");
    }

    #[test]
    fn arrays_hold_what_their_type_holds() {
        let integers = DataType::Array(Box::new(kind("integer")));
        let list = |items: &[Value]| Value::List(items.to_vec());
        assert_eq!(list(&[number("1"), Value::Null]).misfit(&integers), None);
        assert_eq!(list(&[list(&[number("1")]), list(&[number("2")])]).misfit(&integers), None);
        assert!(list(&[list(&[number("1")]), list(&[])]).misfit(&integers).is_some());
        assert!(list(&[list(&[number("1")]), number("1")]).misfit(&integers).is_some());
        assert!(list(&[number("1.5")]).misfit(&integers).is_some());
        assert!(number("1").misfit(&integers).is_some());
    }

    #[test]
    fn one_spelling_for_each() {
        let spelt = |value: Value, word: &str| value.spelt_for(&kind(word)).into_owned();
        assert_eq!(spelt(number("-1.5e3"), "numeric"), number("-1500"));
        assert_eq!(spelt(number("12.5e-4"), "numeric"), number("0.00125"));
        assert_eq!(spelt(number("1.25e1"), "numeric"), number("12.5"));
        assert_eq!(spelt(number("0e5"), "numeric"), number("0"));
        assert_eq!(spelt(number("1.50"), "numeric"), number("1.50"));
        assert_eq!(
            spelt(text("{123E4567E89B12D3A456426614174000}"), "uuid"),
            text("123e4567-e89b-12d3-a456-426614174000")
        );
        assert_eq!(spelt(text("2025-03-10T11:30Z"), "timestamptz"), text("2025-03-10 11:30:00 +00:00"));
        assert_eq!(spelt(text("2025-03-10T11:30Z"), "text"), text("2025-03-10T11:30Z"));
    }
}
