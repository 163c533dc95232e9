//! Intervals in values: months, days and microseconds, which do not turn into one another.

use std::fmt;

/// A length of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Interval {
    /// Years and months.
    pub months: i64,
    /// Weeks and days.
    days: i64,
    microseconds: i64,
}

const SECOND: i64 = 1_000_000;

impl Interval {
    /// Reads `P1DT2H30M`, `1 day 02:30:00` or `3 days 4 hours`; a sign in front of the first counts for all of it.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) if rest.starts_with('P') => (-1, rest),
            _ => (1, text),
        };
        let mut found = Self::default();
        match text.strip_prefix('P') {
            Some(rest) => found.standard(rest)?,
            None => found.words(text)?,
        }
        Some(Self { months: sign * found.months, days: sign * found.days, microseconds: sign * found.microseconds })
    }

    /// The parts behind a `P`.
    fn standard(&mut self, text: &str) -> Option<()> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) if !time.is_empty() => (date, time),
            Some(_) => return None,
            None => (text, ""),
        };
        if date.is_empty() && time.is_empty() {
            return None;
        }
        for (number, unit) in pieces(date)? {
            let unit = match unit {
                'Y' => "years",
                'M' => "months",
                'W' => "weeks",
                'D' => "days",
                _ => return None,
            };
            self.add(number, unit)?;
        }
        for (number, unit) in pieces(time)? {
            let unit = match unit {
                'H' => "hours",
                'M' => "minutes",
                'S' => "seconds",
                _ => return None,
            };
            self.add(number, unit)?;
        }
        Some(())
    }

    /// Numbers with units, and a time of day at the end.
    fn words(&mut self, text: &str) -> Option<()> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        if words.is_empty() {
            return None;
        }
        let mut rest = words.as_slice();
        while let [number, unit, more @ ..] = rest {
            self.add(number, unit)?;
            rest = more;
        }
        match rest {
            [] => Some(()),
            [clock] => self.clock(clock),
            _ => None,
        }
    }

    fn clock(&mut self, text: &str) -> Option<()> {
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text),
        };
        let mut parts = text.split(':');
        let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
        let unsigned = [hours, minutes, seconds].iter().all(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        if !unsigned || parts.next().is_some() {
            return None;
        }
        for (number, unit) in [(hours, "hours"), (minutes, "minutes"), (seconds, "seconds")] {
            self.add(&format!("{sign}{number}"), unit)?;
        }
        Some(())
    }

    fn add(&mut self, number: &str, unit: &str) -> Option<()> {
        let (of, factor) = match unit.strip_suffix('s').unwrap_or(unit) {
            "year" => (&mut self.months, 12),
            "month" => (&mut self.months, 1),
            "week" => (&mut self.days, 7),
            "day" => (&mut self.days, 1),
            "hour" => (&mut self.microseconds, 3600 * SECOND),
            "minute" => (&mut self.microseconds, 60 * SECOND),
            "second" => {
                self.microseconds = self.microseconds.checked_add(seconds(number)?)?;
                return Some(());
            }
            _ => return None,
        };
        let number: i64 = number.parse().ok()?;
        *of = of.checked_add(number.checked_mul(factor)?)?;
        // What PostgreSQL counts months and days with.
        i32::try_from(self.months).ok()?;
        i32::try_from(self.days).ok().map(|_| ())
    }
}

/// Seconds with up to six digits behind the point, as microseconds.
fn seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = !fraction.is_empty() && fraction.len() <= 6 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let parts: i64 = format!("{fraction:0<6}").parse().ok()?;
    digits.then(|| whole.parse::<i64>().ok()?.checked_mul(SECOND)?.checked_add(sign * parts)).flatten()
}

/// Numbers and the letters behind them.
fn pieces(text: &str) -> Option<Vec<(&str, char)>> {
    let mut rest = text;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let at = rest.find(|c: char| c.is_ascii_alphabetic()).filter(|at| *at > 0)?;
        found.push((&rest[..at], rest[at..].chars().next()?));
        rest = &rest[at + 1..];
    }
    Some(found)
}

impl fmt::Display for Interval {
    /// As ISO 8601 has it, each part with a sign of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { months, days, microseconds } = *self;
        f.write_str("P")?;
        for (number, unit) in [(months / 12, 'Y'), (months % 12, 'M'), (days, 'D')] {
            if number != 0 {
                write!(f, "{number}{unit}")?;
            }
        }
        if microseconds == 0 {
            return f.write_str(if months == 0 && days == 0 { "T0S" } else { "" });
        }
        f.write_str("T")?;
        let seconds = microseconds / SECOND;
        for (number, unit) in [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M')] {
            if number != 0 {
                write!(f, "{number}{unit}")?;
            }
        }
        let rest = microseconds % (60 * SECOND);
        if rest == 0 {
            return Ok(());
        }
        let sign = if rest < 0 { "-" } else { "" };
        let fraction = format!("{:06}", (rest % SECOND).abs());
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{fraction}S", (rest / SECOND).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_each() {
        let spelt = |text: &str| Interval::parse(text).map(|interval| interval.to_string());
        for (text, wanted) in [
            ("P3D", "P3D"),
            ("3 days", "P3D"),
            ("1 day 02:30:00", "P1DT2H30M"),
            ("1 year 2 months", "P1Y2M"),
            ("P2W", "P14D"),
            ("-P1DT2H", "P-1DT-2H"),
            ("-1 days -02:00:00.5", "P-1DT-2H-0.5S"),
            ("90 minutes", "PT1H30M"),
            ("PT0.000001S", "PT0.000001S"),
            ("0 days", "PT0S"),
        ] {
            assert_eq!(spelt(text).as_deref(), Some(wanted), "{text}");
            assert_eq!(Interval::parse(wanted), Interval::parse(text), "{text}");
        }
        for wrong in ["", "P", "PT", "three days", "1", "1 day 2", "P1H", "1.5 days", "PT1.0000001S", "5000000000 days"]
        {
            assert_eq!(spelt(wrong), None, "{wrong}");
        }
    }
}
