//! What a clock shows: a lamp with a shape and a word, and the time left in words by the limit's own unit (`law.md` §1).

use serde::{Deserialize, Serialize};

use crate::calendar::WorkCalendar;
use crate::limit::Limit;
use crate::time::{DAY_MS, Instant};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// The state of a clock at a glance; never told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// 期内: time enough.
    Green,
    /// 将到期: the last part of the time has begun.
    Yellow,
    /// 已超期: at or after the due instant.
    Red,
    /// 已中止: suspended (C26.1), no time runs.
    Stopped,
    /// 待裁定: overdue or not, a decision is pending and no overdue mark is shown until then.
    UnderReview,
    /// 已停表: done what the clock was for.
    Ended,
}

impl Lamp {
    /// The shape shown beside the colour.
    pub const fn shape(self) -> &'static str {
        match self {
            Self::Green => "●",
            Self::Yellow => "▲",
            Self::Red => "⬣",
            Self::Stopped => "❚❚",
            Self::UnderReview => "◇",
            Self::Ended => "○",
        }
    }

    /// The word shown beside the colour.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Green => "期内",
            Self::Yellow => "将到期",
            Self::Red => "已超期",
            Self::Stopped => "已中止",
            Self::UnderReview => "待裁定",
            Self::Ended => "已停表",
        }
    }

    /// The code used in style sheets and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Stopped => "stopped",
            Self::UnderReview => "under_review",
            Self::Ended => "ended",
        }
    }
}

/// The lamp of a running clock: green, yellow or red.
///
/// Yellow from `yellow_percent` of the time left, but at least the last hour of an hour clock and the last working day
/// of a day clock (from the end of the working day before it). A limit of an hour or less goes by the percentage
/// alone, or it would never be green.
pub fn lamp(
    limit: Limit,
    start: Instant,
    due: Instant,
    now: Instant,
    calendar: &WorkCalendar,
    yellow_percent: u32,
) -> Lamp {
    if now >= due {
        return Lamp::Red;
    }
    let total = due.ms().saturating_sub(start.ms());
    let left = due.ms().saturating_sub(now.ms());
    let share = i128::from(left) * 100 <= i128::from(total) * i128::from(yellow_percent);
    let yellow = match limit {
        Limit::Minutes(_) | Limit::Hours(_) => share || (total > HOUR_MS && left <= HOUR_MS),
        Limit::CalendarDays(_) => share || days_left(due, now, calendar) <= 1,
        Limit::WorkingDays(n) => {
            days_left(due, now, calendar) <= (u64::from(n) * u64::from(yellow_percent) / 100).max(1)
        }
    };
    if yellow { Lamp::Yellow } else { Lamp::Green }
}

/// Time left or overdue, in words: `还剩1个工作日3小时`, `还剩42分钟`, `已超期1天`.
///
/// Working days are those after today, the hours those of today (none on a day of rest). Overdue is wall-clock time.
pub fn left_words(limit: Limit, due: Instant, now: Instant, calendar: &WorkCalendar) -> String {
    if now >= due {
        let over = now.ms().saturating_sub(due.ms());
        return if over >= DAY_MS {
            format!("已超期{}天", over / DAY_MS)
        } else {
            format!("已超期{}", elapsed(over, true))
        };
    }
    let left = due.ms().saturating_sub(now.ms());
    let (today, last) = (now.day_no(), due.last_day_no());
    let until_midnight = Instant::end_of_day(today).ms().saturating_sub(now.ms()).min(left);
    let (days, unit, today_ms) = match limit {
        Limit::Minutes(_) | Limit::Hours(_) => (0, "", left),
        Limit::WorkingDays(_) => {
            let days = i64::from(calendar.count(today, last));
            (days, "个工作日", if days == 0 || calendar.is_working(today) { until_midnight } else { 0 })
        }
        Limit::CalendarDays(_) => (i64::from(last - today), "天", until_midnight),
    };
    if days == 0 {
        format!("还剩{}", elapsed(left.min(today_ms), limit.is_elapsed()))
    } else if today_ms >= HOUR_MS {
        format!("还剩{days}{unit}{}小时", today_ms / HOUR_MS)
    } else {
        format!("还剩{days}{unit}")
    }
}

/// Working days not yet over: those after today, and today if it is one.
fn days_left(due: Instant, now: Instant, calendar: &WorkCalendar) -> u64 {
    u64::from(calendar.count(now.day_no() - 1, due.last_day_no()))
}

/// `3小时20分钟`, `42分钟`, `不到1分钟`; the minutes beside hours only where they matter.
fn elapsed(ms: i64, with_minutes: bool) -> String {
    match (ms / HOUR_MS, ms / MINUTE_MS % 60) {
        (0, 0) => "不到1分钟".to_owned(),
        (0, minutes) => format!("{minutes}分钟"),
        (hours, minutes) if with_minutes && minutes > 0 => format!("{hours}小时{minutes}分钟"),
        (hours, _) => format!("{hours}小时"),
    }
}
