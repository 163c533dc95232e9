//! Times: that of a new revision, and those that the history is asked about.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// The time: SOURCE_DATE_EPOCH where it is set, as reproducible builds have it.
pub(super) fn now() -> Timestamp {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let fixed = fixed.and_then(|second| Timestamp::from_second(second).ok());
    fixed.unwrap_or_else(Timestamp::now)
}

/// The zone that is so many seconds from UTC.
fn zone(utc_offset: i32) -> TimeZone {
    Offset::from_seconds(utc_offset).map_or(TimeZone::UTC, TimeZone::fixed)
}

/// What a clock shows there.
pub(super) fn clock(time: Timestamp, utc_offset: i32) -> DateTime {
    time.to_zoned(zone(utc_offset)).datetime()
}

/// A time as revision files have it, to the second.
pub(super) fn written(time: Timestamp, utc_offset: i32) -> String {
    match utc_offset {
        0 => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        _ => time.to_zoned(zone(utc_offset)).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    }
}

/// A time as an id: `20251120100202`, in UTC.
pub(super) fn digits(time: Timestamp) -> String {
    time.strftime("%Y%m%d%H%M%S").to_string()
}

/// A day or a point in time, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    first: Timestamp,
    last: Timestamp,
}

impl Moment {
    /// Reads `2025-11-20`, or a time on such a day; what names no zone is meant in UTC.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(point) = text.parse::<Timestamp>() {
            return Some(Self { first: point, last: point });
        }
        if text.len() <= "2025-11-20".len() {
            let day = text.parse::<Date>().ok()?;
            let last = utc(day.to_datetime(Time::MAX))?;
            return Some(Self { first: utc(day.to_datetime(Time::MIN))?, last });
        }
        let point = utc(text.parse::<DateTime>().ok()?)?;
        Some(Self { first: point, last: point })
    }

    /// Whether some of it is not before the other's beginning.
    pub(super) fn reaches(&self, since: &Self) -> bool {
        self.last >= since.first
    }
}

fn utc(clock: DateTime) -> Option<Timestamp> {
    clock.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// The seconds from a time on.
pub(super) fn seconds_from(time: Timestamp) -> impl Iterator<Item = Timestamp> {
    (0..i64::MAX).map_while(move |seconds| time.checked_add(seconds.seconds()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: i64 = 1_763_632_922;

    #[test]
    fn dates_are_written_in_their_zone() {
        let time = Timestamp::from_second(TIME).unwrap();
        assert_eq!(written(time, 0), "2025-11-20T10:02:02Z");
        assert_eq!(written(time, 7200), "2025-11-20T12:02:02+02:00");
        assert_eq!(written(time, -19800), "2025-11-20T04:32:02-05:30");
        assert_eq!(clock(time, -11 * 3600).day(), 19);
        assert_eq!(digits(time), "20251120100202");
        let next: Vec<String> = seconds_from(time).take(2).map(digits).collect();
        assert_eq!(next, ["20251120100202", "20251120100203"]);
    }

    #[test]
    fn a_day_is_all_of_it_and_a_time_is_a_point() {
        let moment = |text: &str| Moment::parse(text).unwrap();
        let (day, point) = (moment("2025-11-20"), moment("2025-11-20T10:02:02Z"));
        assert!(point.reaches(&day) && day.reaches(&point) && day.reaches(&day) && point.reaches(&point));
        assert!(!moment("2025-11-19").reaches(&day) && moment("2025-11-21").reaches(&day));
        assert!(moment("2025-11-20T23:59:59.999").reaches(&day) && day.reaches(&moment("2025-11-20T23:59:59.999")));
        assert!(!day.reaches(&moment("2025-11-21T00:00:00Z")));
    }

    #[test]
    fn times_are_read_as_alembic_and_we_write_them() {
        let point = Moment::parse("2025-11-20T10:02:02Z");
        for text in
            ["2025-11-20T12:02:02+02:00", "2025-11-20 10:02:02", "2025-11-20 10:02:02.000000", " 2025-11-20T10:02:02"]
        {
            assert_eq!(Moment::parse(text), point, "{text}");
        }
        for text in ["", "yesterday", "2025-13-01", "2025-11-20T", "20.11.2025", "2025-11-20T10:02:02Europe"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
