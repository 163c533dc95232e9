//! Times as people write them: `5`, `5s`, `15min`, `1h`.

use serde::{Deserialize, Deserializer, de};

/// A number of whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seconds(pub(super) u32);

impl Seconds {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let factor = match &text[digits.len()..] {
            "" | "s" => 1,
            "min" => 60,
            "h" => 3600,
            _ => return None,
        };
        digits.parse::<u32>().ok()?.checked_mul(factor).map(Self)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || format!("`{text}` is no time: write seconds as in `5` or `5s`, or `15min`, or `1h`");
        Self::parse(&text).ok_or_else(|| de::Error::custom(wrong()))
    }
}

#[cfg(test)]
mod tests {
    use super::Seconds;

    #[test]
    fn reads_units_and_refuses_the_rest() {
        let seconds = |text| Seconds::parse(text).map(|seconds| seconds.0);
        assert_eq!([seconds("5"), seconds("5s"), seconds("15min"), seconds("1h")], [5, 5, 900, 3600].map(Some));
        assert_eq!(["", "s", "-1", "1.5", "5 s", "5m", "99999999h"].map(seconds), [None; 7]);
    }
}
