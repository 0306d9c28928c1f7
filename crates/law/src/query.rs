//! `law due` as values: a limit, a start and pauses in; the due instant and every day on the way out.
//!
//! The arithmetic is [`crate::due`], [`crate::pause`] and [`crate::resume`]; this module reads the question, refuses
//! what cannot be meant, and tells day by day what counted and why.

mod steps;

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkCalendar;
use crate::limit::{Limit, LimitError};
use crate::time::{Instant, TimeError};

/// Years a question may speak of; beyond them something was mistyped.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;
/// Pauses a question may have.
pub const MAX_PAUSES: usize = 1000;

/// A question, as written on the command line or in a line of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// `2h`, `5wd`, `30cd`, `15min`.
    pub limit: String,
    /// RFC 3339 with an offset.
    pub start: String,
    /// Suspension and resumption of each pause (C26), RFC 3339, in any order; the clock stops at the first and goes on
    /// at the second.
    #[serde(default)]
    pub pauses: Vec<(String, String)>,
}

/// The answer: one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer<'c> {
    /// The due instant, RFC 3339 with `+08:00`; overdue from then on.
    pub due: String,
    /// The same as people read it: `2月27日 24:00`.
    pub shown: String,
    /// Counted Monday to Friday in a year whose notice is not loaded.
    pub provisional: bool,
    /// The days on the way, in order.
    pub steps: Vec<Step<'c>>,
    /// The version of the calendar.
    pub calendar: &'c str,
}

/// A day on the way to the due instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step<'c> {
    /// The day, in Shanghai.
    pub day: Date,
    /// Whether it counted.
    pub counts: bool,
    /// Which one of the limit's days it is, for limits in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Why, in Chinese.
    pub why: Cow<'c, str>,
}

/// Why a question has no answer: what is wrong and how to put it right, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The limit is not one.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// A limit of nothing.
    #[error("时限不能为0，请写明数字，例如 2h、5wd、30cd。")]
    NoLimit,
    /// The start is not an instant.
    #[error("起算时间有误：{0}")]
    Start(TimeError),
    /// An end of a pause is not an instant.
    #[error("第{0}段中止的时间有误：{1}")]
    Pause(usize, TimeError),
    /// A year nobody means.
    #[error("{what}的年份应在{}年至{}年之间，请核对。", YEARS.start(), YEARS.end())]
    Year {
        /// Which time.
        what: String,
    },
    /// A pause that ends before it begins.
    #[error("第{0}段中止的恢复时间早于中止时间，请核对先后。")]
    Reversed(usize),
    /// A pause before the clock runs.
    #[error("第{0}段中止早于起算时间，时限还没有开始，请核对。")]
    BeforeStart(usize),
    /// Two pauses at one time.
    #[error("第{0}段与第{1}段中止有重叠，请合并为一段。")]
    Overlap(usize, usize),
    /// More pauses than an order can have.
    #[error("中止段数过多，最多{MAX_PAUSES}段。")]
    TooManyPauses,
    /// `FROM/TO` without the slash.
    #[error("中止“{0}”无法识别。请写成“中止时间/恢复时间”，两个时间之间用 / 隔开。")]
    PauseText(String),
}

/// A suspension of the clock, checked: `from <= to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pause {
    from: Instant,
    to: Instant,
}

impl QueryError {
    /// The field of the question that is wrong: `limit`, `start` or `pauses`.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Limit(_) | Self::NoLimit => "limit",
            Self::Start(_) => "start",
            Self::Pause(..)
            | Self::Reversed(_)
            | Self::BeforeStart(_)
            | Self::Overlap(..)
            | Self::TooManyPauses
            | Self::PauseText(_) => "pauses",
            Self::Year { .. } => "start/pauses",
        }
    }
}

/// Splits a pause as written on the command line, `FROM/TO`.
///
/// # Errors
/// [`QueryError::PauseText`] without exactly one slash.
pub fn pause_from_text(text: &str) -> Result<(String, String), QueryError> {
    match text.split_once('/') {
        Some((from, to)) if !to.contains('/') => Ok((from.trim().to_owned(), to.trim().to_owned())),
        Some(_) | None => Err(QueryError::PauseText(text.chars().take(80).collect())),
    }
}

/// Answers a question on a calendar.
///
/// Pauses that touch (one goes on exactly when the next begins) are one pause: the clock never ran between them.
///
/// # Errors
/// [`QueryError`] for everything that cannot be meant.
pub fn answer<'c>(query: &Query, calendar: &'c WorkCalendar) -> Result<Answer<'c>, QueryError> {
    let limit: Limit = query.limit.parse()?;
    if limit.amount() == 0 {
        return Err(QueryError::NoLimit);
    }
    let start = Instant::parse_rfc3339(&query.start).map_err(QueryError::Start)?;
    in_years(start, || "起算时间".to_owned())?;
    let pauses = pauses(query, start)?;
    let mut way = steps::Way::new(limit, start, calendar);
    for pause in pauses {
        way.pause(pause);
    }
    let (due, steps) = way.end();
    Ok(Answer {
        due: due.at.rfc3339(),
        shown: due.at.shown(),
        provisional: due.provisional,
        steps,
        calendar: calendar.version(),
    })
}

/// The pauses in the order of time, checked and merged.
fn pauses(query: &Query, start: Instant) -> Result<Vec<Pause>, QueryError> {
    if query.pauses.len() > MAX_PAUSES {
        return Err(QueryError::TooManyPauses);
    }
    let mut read = Vec::with_capacity(query.pauses.len());
    for (index, (from, to)) in query.pauses.iter().enumerate() {
        let n = index + 1;
        let instant = |text: &str| -> Result<Instant, QueryError> {
            let instant = Instant::parse_rfc3339(text).map_err(|error| QueryError::Pause(n, error))?;
            in_years(instant, || format!("第{n}段中止"))?;
            Ok(instant)
        };
        let (from, to) = (instant(from)?, instant(to)?);
        if to < from {
            return Err(QueryError::Reversed(n));
        }
        if from < start {
            return Err(QueryError::BeforeStart(n));
        }
        read.push((n, Pause { from, to }));
    }
    read.sort_by_key(|(_, pause)| (pause.from, pause.to));
    let mut merged: Vec<(usize, Pause)> = Vec::with_capacity(read.len());
    for (n, pause) in read {
        match merged.last_mut() {
            Some((before, last)) if pause.from < last.to => {
                return Err(QueryError::Overlap(n.min(*before), n.max(*before)));
            }
            Some((before, last)) if pause.from == last.to => (*before, last.to) = (n, pause.to),
            Some(_) | None => merged.push((n, pause)),
        }
    }
    Ok(merged.into_iter().map(|(_, pause)| pause).collect())
}

fn in_years(instant: Instant, what: impl FnOnce() -> String) -> Result<(), QueryError> {
    if YEARS.contains(&instant.date().year()) { Ok(()) } else { Err(QueryError::Year { what: what() }) }
}
