//! Time limits (时限) as values: an amount and how it is counted (`law.md` §1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time limit. Written `15min`, `2h`, `5wd`, `30cd`, in policy documents, commands and JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Elapsed minutes, day and night.
    Minutes(u32),
    /// Elapsed hours, day and night (Civil Code 201(2) by analogy).
    Hours(u32),
    /// Working days; the day of the start is not counted (Civil Code 201(1), 203 by analogy).
    WorkingDays(u32),
    /// Calendar days; the day of the start is not counted, a last day of rest moves on (Civil Code 203).
    CalendarDays(u32),
}

/// A limit that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Not a number with one of the four units.
    #[error("时限“{0}”无法识别。请写成数字加单位：15min（分钟）、2h（小时）、5wd（工作日）、30cd（自然日）。")]
    Unreadable(String),
    /// More than [`Limit::MAX`] of a unit.
    #[error("时限“{0}”过大。数字最大为{max}，请核对后重填。", max = Limit::MAX)]
    TooLarge(String),
}

impl Limit {
    /// The largest amount a written limit may have, in any unit: beyond it something was mistyped.
    pub const MAX: u32 = 10_000;

    /// The number without its unit.
    pub const fn amount(self) -> u32 {
        match self {
            Self::Minutes(n) | Self::Hours(n) | Self::WorkingDays(n) | Self::CalendarDays(n) => n,
        }
    }

    /// Whether the clock runs by the hour, not by the day.
    pub const fn is_elapsed(self) -> bool {
        match self {
            Self::Minutes(_) | Self::Hours(_) => true,
            Self::WorkingDays(_) | Self::CalendarDays(_) => false,
        }
    }

    /// `5个工作日`, `2小时`, `15分钟`, `30日`.
    pub fn zh(self) -> String {
        match self {
            Self::Minutes(n) => format!("{n}分钟"),
            Self::Hours(n) => format!("{n}小时"),
            Self::WorkingDays(n) => format!("{n}个工作日"),
            Self::CalendarDays(n) => format!("{n}日"),
        }
    }

    /// Whether this limit, from the same start, can never end later than `cap`, whatever the calendar.
    ///
    /// A working day may last from one day to two weeks of the wall clock, so working days are never surely within
    /// hours; `n` working days end at least `n` times 24 hours after their start, and at least on the `n`-th day.
    pub fn surely_within(self, cap: Self) -> bool {
        let minutes = |limit| match limit {
            Self::Minutes(n) => Some(u64::from(n)),
            Self::Hours(n) => Some(u64::from(n) * 60),
            Self::WorkingDays(_) | Self::CalendarDays(_) => None,
        };
        match (self, cap) {
            (Self::WorkingDays(a), Self::WorkingDays(b))
            | (Self::CalendarDays(a), Self::WorkingDays(b) | Self::CalendarDays(b)) => a <= b,
            (Self::WorkingDays(a), Self::CalendarDays(_)) => a == 0,
            (Self::WorkingDays(_) | Self::CalendarDays(_), Self::Minutes(_) | Self::Hours(_)) => false,
            (Self::Minutes(_) | Self::Hours(_), Self::WorkingDays(b) | Self::CalendarDays(b)) => {
                minutes(self).is_some_and(|a| a <= u64::from(b) * 24 * 60)
            }
            (Self::Minutes(_) | Self::Hours(_), Self::Minutes(_) | Self::Hours(_)) => minutes(self) <= minutes(cap),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(n) => write!(f, "{n}min"),
            Self::Hours(n) => write!(f, "{n}h"),
            Self::WorkingDays(n) => write!(f, "{n}wd"),
            Self::CalendarDays(n) => write!(f, "{n}cd"),
        }
    }
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        let quoted = || text.chars().take(30).collect::<String>();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let kind = match unit {
            "min" => Self::Minutes,
            "h" => Self::Hours,
            "wd" => Self::WorkingDays,
            "cd" => Self::CalendarDays,
            _ => return Err(LimitError::Unreadable(quoted())),
        };
        if number.is_empty() {
            return Err(LimitError::Unreadable(quoted()));
        }
        match number.parse::<u32>() {
            Ok(amount) if amount <= Self::MAX => Ok(kind(amount)),
            _ => Err(LimitError::TooLarge(quoted())),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_value_are_each_others_inverse() {
        for text in ["0min", "15min", "2h", "5wd", "30cd", "10000h"] {
            let limit: Limit = text.parse().unwrap();
            assert_eq!(limit.to_string(), text);
            assert_eq!(serde_json::to_string(&limit).unwrap(), format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Limit>(&format!("\"{text}\"")).unwrap(), limit);
        }
        assert_eq!("5wd".parse::<Limit>().unwrap().zh(), "5个工作日");
    }

    #[test]
    fn bad_text_is_refused_and_says_how_to_write_it() {
        for bad in ["", "5", "wd", "5 wd", "-5wd", "+5wd", "5WD", "五wd", "５wd", "5.5h", "5d", "5wd ", "5wdwd"] {
            let error = bad.parse::<Limit>().unwrap_err();
            assert!(matches!(error, LimitError::Unreadable(_)), "{bad}");
            assert!(error.to_string().contains("5wd（工作日）"), "{error}");
        }
        for bad in ["10001h", "99999999999999999999wd"] {
            assert!(matches!(bad.parse::<Limit>(), Err(LimitError::TooLarge(_))), "{bad}");
        }
    }

    #[test]
    fn surely_within_is_never_optimistic() {
        let within = |a: &str, b: &str| a.parse::<Limit>().unwrap().surely_within(b.parse().unwrap());
        assert!(within("2h", "2h") && within("120min", "2h") && !within("121min", "2h"));
        assert!(within("24h", "1wd") && !within("25h", "1wd") && within("1cd", "1wd"));
        assert!(!within("1wd", "24h") && !within("1wd", "240h") && !within("1wd", "30cd") && !within("1cd", "24h"));
        assert!(within("1wd", "1wd") && !within("2wd", "1wd"));
    }
}
