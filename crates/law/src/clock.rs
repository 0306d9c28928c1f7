//! When a limit is due, and what pauses and extensions do to it (`law.md` §1; C24.2, C26).
//!
//! A due instant is exclusive: overdue means `now >= due`. Days are Shanghai days and end at 24:00.

use serde::{Deserialize, Serialize};

use crate::calendar::WorkCalendar;
use crate::day::{self, DayNo};
use crate::limit::Limit;
use crate::time::Instant;

/// A due instant and whether it hangs on a year whose holiday notice is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reckoned {
    /// Overdue from this instant on.
    pub at: Instant,
    /// Days of an unloaded year were counted Monday to Friday; loading the year recomputes this.
    pub provisional: bool,
}

/// What a suspended clock still has, or that it was not stopped at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Left {
    /// The exact duration an hour clock has left, in milliseconds, more than 0.
    Ms(i64),
    /// Working days strictly after the day of suspension, up to and including the due day.
    WorkingDays(u32),
    /// Calendar days likewise (P: `law.md` names no rule for these; they follow the working days).
    CalendarDays(u32),
    /// Overdue when the suspension took force: it stays so, resumption gives no new due.
    Overdue(Instant),
}

/// When `limit` that starts at `start` is due (`law.md` §1).
///
/// Minutes and hours run from the instant, day and night. Days do not count the day of the start and end at 24:00 of
/// the last; if the last *calendar* day is one of rest, of the next working day. No days at all (`0wd`) end with the
/// day of the start, or with the next working day.
pub fn due(limit: Limit, start: Instant, calendar: &WorkCalendar) -> Reckoned {
    match limit {
        Limit::Minutes(n) => Reckoned { at: start.plus_minutes(i64::from(n)), provisional: false },
        Limit::Hours(n) => Reckoned { at: start.plus_hours(i64::from(n)), provisional: false },
        Limit::WorkingDays(n) => working_days_after(start.day_no(), n, calendar),
        Limit::CalendarDays(n) => calendar_days_after(start.day_no(), n, calendar),
    }
}

/// What is left of a clock when a suspension takes force at `at` (C26.1).
///
/// `due` is the due in force, extensions included. Hour clocks keep the exact duration, day clocks the number of days
/// after today.
pub fn pause(due: Instant, limit: Limit, at: Instant, calendar: &WorkCalendar) -> Left {
    if at >= due {
        return Left::Overdue(due);
    }
    let (today, last) = (at.day_no(), due.last_day_no());
    match limit {
        Limit::Minutes(_) | Limit::Hours(_) => Left::Ms(due.ms().saturating_sub(at.ms())),
        Limit::WorkingDays(_) => Left::WorkingDays(calendar.count(today, last)),
        Limit::CalendarDays(_) => Left::CalendarDays(u32::try_from(last - today).unwrap_or(0)),
    }
}

/// The new due of a clock that goes on at `at` with what was `left` (C26.2).
///
/// With no days left it is the end of the day of resumption, or of the next working day if that is a rest day.
pub fn resume(left: Left, at: Instant, calendar: &WorkCalendar) -> Reckoned {
    match left {
        Left::Ms(ms) => Reckoned { at: at.plus_ms(ms), provisional: false },
        Left::WorkingDays(n) => working_days_after(at.day_no(), n, calendar),
        Left::CalendarDays(n) => calendar_days_after(at.day_no(), n, calendar),
        Left::Overdue(due) => Reckoned { at: due, provisional: false },
    }
}

/// An extension (C24.2): `working_days` after the day of the old due, whatever kind of limit it was.
pub fn extend(old_due: Instant, working_days: u32, calendar: &WorkCalendar) -> Reckoned {
    if working_days == 0 {
        return Reckoned { at: old_due, provisional: false };
    }
    working_days_after(old_due.last_day_no(), working_days, calendar)
}

/// The due of a running clock once a new calendar is loaded: never earlier than what the unit was `told` (P).
pub fn recompute(limit: Limit, start: Instant, told: Instant, calendar: &WorkCalendar) -> Reckoned {
    let new = due(limit, start, calendar);
    Reckoned { at: new.at.max(told), provisional: new.provisional }
}

fn working_days_after(start: DayNo, n: u32, calendar: &WorkCalendar) -> Reckoned {
    let (last, provisional) = if n == 0 { calendar.on_or_after(start) } else { calendar.nth_after(start, n) };
    Reckoned { at: Instant::end_of_day(last), provisional }
}

fn calendar_days_after(start: DayNo, n: u32, calendar: &WorkCalendar) -> Reckoned {
    let last = start.saturating_add(DayNo::try_from(n).unwrap_or(DayNo::MAX)).min(day::LAST);
    let (last, provisional) = calendar.on_or_after(last);
    Reckoned { at: Instant::end_of_day(last), provisional }
}
