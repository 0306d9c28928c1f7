//! Instants: UTC milliseconds inside, Shanghai civil time wherever a day matters (`law.md` §1).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::day::{self, DayNo};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;
/// Shanghai is UTC+8 all year: China gave up summer time in 1991, and no limit of this regulation reaches back so far.
const SHANGHAI_MS: i64 = 8 * HOUR_MS;

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z. As JSON a plain integer; read from an RFC 3339 text too,
/// which is what people and other platforms write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = Instant;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("milliseconds or an RFC 3339 time such as 2026-02-13T15:00:00+08:00")
            }
            fn visit_i64<E: serde::de::Error>(self, ms: i64) -> Result<Instant, E> {
                Ok(Instant(ms))
            }
            fn visit_u64<E: serde::de::Error>(self, ms: u64) -> Result<Instant, E> {
                i64::try_from(ms).map(Instant).map_err(E::custom)
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Instant, E> {
                Instant::parse_rfc3339(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A time that could not be read; the text is for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not an RFC 3339 instant with an offset.
    #[error("时间“{0}”无法识别。请写成带时区的完整时间，例如 2026-02-13T15:00:00+08:00。")]
    Unreadable(String),
}

impl Instant {
    /// The instant `ms` milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 instant with any offset. What is finer than a millisecond is cut off.
    ///
    /// # Errors
    /// [`TimeError::Unreadable`] for anything else, a time without an offset included: the law counts in instants.
    pub fn parse_rfc3339(text: &str) -> Result<Self, TimeError> {
        let unreadable = || TimeError::Unreadable(text.chars().take(60).collect());
        let timestamp: jiff::Timestamp = text.parse().map_err(|_| unreadable())?;
        Ok(Self(timestamp.as_millisecond()))
    }

    /// RFC 3339 with `+08:00`, in seconds; milliseconds only where there are some.
    pub fn rfc3339(self) -> String {
        let (date, of_day) = (self.date(), self.ms_of_day());
        let (h, m, s, ms) = (of_day / HOUR_MS, of_day / MINUTE_MS % 60, of_day / 1000 % 60, of_day % 1000);
        if ms == 0 {
            format!("{date}T{h:02}:{m:02}:{s:02}+08:00")
        } else {
            format!("{date}T{h:02}:{m:02}:{s:02}.{ms:03}+08:00")
        }
    }

    /// The instant of a Shanghai civil time; 24:00 is the next midnight.
    pub fn local(date: Date, hour: u8, minute: u8) -> Self {
        Self::start_of_day(day::number(date)).plus_hours(i64::from(hour)).plus_minutes(i64::from(minute))
    }

    /// 24:00 of `date` in Shanghai, which is 0:00 of the next day.
    pub fn end_of(date: Date) -> Self {
        Self::end_of_day(day::number(date))
    }

    /// The civil date in Shanghai. At exactly midnight that is the new day.
    pub fn date(self) -> Date {
        day::date(self.day_no())
    }

    /// Minutes since midnight in Shanghai, 0 to 1439.
    pub fn minute_of_day(self) -> u16 {
        u16::try_from(self.ms_of_day() / MINUTE_MS).unwrap_or(0)
    }

    /// `ms` milliseconds later (earlier if negative); stays at the ends of the range.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// `minutes` elapsed minutes later.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_ms(minutes.saturating_mul(MINUTE_MS))
    }

    /// `hours` elapsed hours later.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_ms(hours.saturating_mul(HOUR_MS))
    }

    /// `days` times 24 hours later, the same time of day in Shanghai.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_ms(days.saturating_mul(DAY_MS))
    }

    /// As people read it: `1月9日 14:03`. Exactly midnight is the end of the day before, `1月9日 24:00` (`law.md` §1).
    pub fn shown(self) -> String {
        let (day, hour, minute) = self.shown_parts();
        let date = day::date(day);
        format!("{}月{}日 {hour:02}:{minute:02}", date.month(), date.day())
    }

    /// [`shown`](Self::shown) with the day of the week: `1月9日（周五）24:00`.
    pub fn shown_with_weekday(self) -> String {
        let (day, hour, minute) = self.shown_parts();
        let date = day::date(day);
        format!("{}月{}日（{}）{hour:02}:{minute:02}", date.month(), date.day(), day::weekday_zh(day))
    }

    /// Only the day of [`shown`](Self::shown): `1月9日`.
    pub fn day_shown(self) -> String {
        let date = day::date(self.last_day_no());
        format!("{}月{}日", date.month(), date.day())
    }

    pub(crate) fn end_of_day(day: DayNo) -> Self {
        Self::start_of_day(day).plus_days(1)
    }

    pub(crate) fn start_of_day(day: DayNo) -> Self {
        Self(i64::from(day) * DAY_MS - SHANGHAI_MS)
    }

    /// The Shanghai day this instant lies in.
    pub(crate) fn day_no(self) -> DayNo {
        let day = self.0.saturating_add(SHANGHAI_MS).div_euclid(DAY_MS);
        let clamped = day.clamp(i64::from(day::FIRST), i64::from(day::LAST));
        DayNo::try_from(clamped).unwrap_or(day::LAST)
    }

    /// The day of the last moment before this instant: the due *day* of a due instant, which is exclusive.
    pub(crate) fn last_day_no(self) -> DayNo {
        self.plus_ms(-1).day_no()
    }

    fn ms_of_day(self) -> i64 {
        self.0.saturating_add(SHANGHAI_MS).rem_euclid(DAY_MS)
    }

    fn shown_parts(self) -> (DayNo, i64, i64) {
        let of_day = self.ms_of_day();
        if of_day == 0 {
            (self.last_day_no(), 24, 0)
        } else {
            (self.day_no(), of_day / HOUR_MS, of_day / MINUTE_MS % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn reads_any_offset_and_writes_shanghai() {
        let instant = at("2026-02-13T07:00:00Z");
        assert_eq!(instant, at("2026-02-13T15:00:00+08:00"));
        assert_eq!(instant.rfc3339(), "2026-02-13T15:00:00+08:00");
        assert_eq!(instant.plus_ms(7).rfc3339(), "2026-02-13T15:00:00.007+08:00");
        assert_eq!(at("2026-02-12T23:00:00-08:00"), instant);
    }

    #[test]
    fn refuses_times_without_offset_or_sense() {
        for bad in
            ["", "2026-02-13", "2026-02-13T15:00:00", "2026-02-30T15:00:00+08:00", "明天", "2026-02-13T25:00:00Z"]
        {
            assert!(Instant::parse_rfc3339(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn midnight_is_shown_as_the_end_of_the_day_before() {
        let end = Instant::end_of(Date::constant(2026, 1, 9));
        assert_eq!(end, at("2026-01-10T00:00:00+08:00"));
        assert_eq!(end.shown(), "1月9日 24:00");
        assert_eq!(end.shown_with_weekday(), "1月9日（周五）24:00");
        assert_eq!(end.day_shown(), "1月9日");
        assert_eq!(end.date(), Date::constant(2026, 1, 10));
        let other = Instant::local(Date::constant(2026, 1, 9), 14, 3);
        assert_eq!(other.shown(), "1月9日 14:03");
        assert_eq!(other.minute_of_day(), 14 * 60 + 3);
    }

    #[test]
    fn the_ends_of_the_range_do_not_overflow() {
        for instant in [Instant::from_ms(i64::MAX), Instant::from_ms(i64::MIN)] {
            let _ = (instant.shown(), instant.rfc3339(), instant.plus_days(i64::MAX), instant.plus_days(i64::MIN));
        }
    }
}
