//! Dates and times in values: what is one, and one spelling for each that every database reads the same way.

use std::fmt;

/// The most digits behind the second that a type without a number keeps everywhere it has digits at all.
const DIGITS: u32 = 6;

/// A day, a time of day, or both; with a distance from UTC where the text gives one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Year, month, day.
    date: Option<(i64, i64, i64)>,
    /// Hour, minute, second.
    time: Option<(i64, i64, i64)>,
    /// The digits behind the second, without zeros at the end.
    fraction: String,
    /// Minutes ahead of UTC.
    pub offset: Option<i64>,
}

impl Moment {
    /// Reads `2025-03-10`.
    pub fn date(text: &str) -> Option<Self> {
        Some(Self { date: Some(day(text)?), time: None, fraction: String::new(), offset: None })
    }

    /// Reads `11:30`, `11:30:00` or `11:30:00.25`.
    pub fn time(text: &str) -> Option<Self> {
        let (time, fraction) = clock(text)?;
        Some(Self { date: None, time: Some(time), fraction, offset: None })
    }

    /// Reads `2025-03-10T11:30:00.25+02:00`, with a blank in place of the `T`, without what stands behind it.
    pub fn timestamp(text: &str) -> Option<Self> {
        let date = day(text.get(..10)?)?;
        let rest = &text[10..];
        if rest.is_empty() {
            return Some(Self { date: Some(date), time: Some((0, 0, 0)), fraction: String::new(), offset: None });
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (time, offset) = match rest.find(['Z', 'z', '+', '-']) {
            Some(at) => (rest[..at].trim_end_matches(' '), Some(distance(&rest[at..])?)),
            None => (rest, None),
        };
        let (time, fraction) = clock(time)?;
        Some(Self { date: Some(date), time: Some(time), fraction, offset })
    }

    /// Whether it has more digits behind the second than a type keeps.
    pub fn is_finer_than(&self, digits: Option<u32>) -> bool {
        self.fraction.len() > digits.unwrap_or(DIGITS) as usize
    }

    /// The same instant in UTC, without a distance; none before year 1 or after year 9999.
    pub fn in_utc(&self) -> Option<Self> {
        let ((year, month, day), (hour, minute, second)) = (self.date?, self.time?);
        let minutes = (days_before(year, month, day) * 24 + hour) * 60 + minute - self.offset.unwrap_or(0);
        let (days, rest) = (minutes.div_euclid(24 * 60), minutes.rem_euclid(24 * 60));
        let date = date_of(days);
        let fraction = self.fraction.clone();
        (1..=9999).contains(&date.0).then_some(Self {
            date: Some(date),
            time: Some((rest / 60, rest % 60, second)),
            fraction,
            offset: None,
        })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((year, month, day)) = self.date {
            write!(f, "{year:04}-{month:02}-{day:02}")?;
        }
        if let Some((hour, minute, second)) = self.time {
            let gap = if self.date.is_some() { " " } else { "" };
            write!(f, "{gap}{hour:02}:{minute:02}:{second:02}")?;
        }
        if !self.fraction.is_empty() {
            write!(f, ".{}", self.fraction)?;
        }
        match self.offset {
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, " {sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            None => Ok(()),
        }
    }
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn day(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = text.split('-');
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let exists = year > 0 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    (exists && parts.next().is_none()).then_some((year, month, day))
}

fn clock(text: &str) -> Option<((i64, i64, i64), String)> {
    let (time, fraction) = match text.split_once('.') {
        Some((time, fraction)) => (time, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<&str> = time.split(':').collect();
    let (hour, minute, second) = match (parts.as_slice(), fraction) {
        ([hour, minute], None) => (number(hour, 2)?, number(minute, 2)?, 0),
        ([hour, minute, second], _) => (number(hour, 2)?, number(minute, 2)?, number(second, 2)?),
        _ => return None,
    };
    let fraction = fraction.unwrap_or("0");
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let exists = digits && hour < 24 && minute < 60 && second < 60;
    exists.then(|| ((hour, minute, second), fraction.trim_end_matches('0').to_string()))
}

/// `Z`, `+02`, `+0200` or `+02:00` as minutes.
fn distance(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (number(hours, 2)?, number(minutes, 2)?),
        None if digits.len() == 2 => (number(digits, 2)?, 0),
        None => (number(digits.get(..2)?, 2)?, number(digits.get(2..)?, 2)?),
    };
    // SQL Server takes no more than 14 hours.
    (minutes < 60 && hours * 60 + minutes <= 14 * 60).then_some(sign * (hours * 60 + minutes))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days between the first day of year 1 and the day.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let past = year - 1;
    let months: i64 = (1..month).map(|month| days_in(year, month)).sum();
    past * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400) + months + day - 1
}

fn date_of(mut days: i64) -> (i64, i64, i64) {
    let mut year = 1 + days.div_euclid(366);
    while days_before(year + 1, 1, 1) <= days {
        year += 1;
    }
    days -= days_before(year, 1, 1);
    let mut month = 1;
    while days >= days_in(year, month) {
        days -= days_in(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_each() {
        let spelt = |text: &str| Moment::timestamp(text).map(|moment| moment.to_string());
        assert_eq!(spelt("2025-03-10T11:30:00Z").as_deref(), Some("2025-03-10 11:30:00 +00:00"));
        assert_eq!(spelt("2025-03-10 11:30:00.250-0330").as_deref(), Some("2025-03-10 11:30:00.25 -03:30"));
        assert_eq!(spelt("2025-03-10 11:30").as_deref(), Some("2025-03-10 11:30:00"));
        assert_eq!(spelt("2025-03-10").as_deref(), Some("2025-03-10 00:00:00"));
        for wrong in ["2025-02-29", "2025-13-01", "0000-01-01", "2025-3-1", "2025-03-10 24:00", "2025-03-10 1:00", "é"]
        {
            assert_eq!(spelt(wrong), None, "{wrong}");
        }
        assert_eq!(spelt("2025-03-10 11:30:00 +15:00"), None);
        assert_eq!(Moment::time("11:30:00.").map(|time| time.to_string()), None);
    }

    #[test]
    fn utc_is_the_same_instant() {
        let utc = |text: &str| Moment::timestamp(text).and_then(|moment| moment.in_utc()).map(|utc| utc.to_string());
        assert_eq!(utc("2024-03-01T00:30:00+01:00").as_deref(), Some("2024-02-29 23:30:00"));
        assert_eq!(utc("2024-12-31T23:30:00.5-01:00").as_deref(), Some("2025-01-01 00:30:00.5"));
        assert_eq!(utc("1970-01-01T00:00:00Z").as_deref(), Some("1970-01-01 00:00:00"));
        assert_eq!(utc("0001-01-01T00:00:00+01:00"), None);
        let mut days = 0;
        for year in [1, 1900, 2000, 2024, 9999] {
            for month in 1..=12 {
                let first = days_before(year, month, 1);
                assert!(first >= days);
                assert_eq!(date_of(first), (year, month, 1));
                days = first;
            }
        }
    }
}
