//! The way to the due instant, day by day.

use std::borrow::Cow;

use super::{Pause, Step};
use crate::calendar::WorkCalendar;
use crate::clock::{self, Left, Reckoned};
use crate::day::{self, DayNo};
use crate::limit::Limit;
use crate::time::Instant;

/// The way so far: days before `anchor` are told, the clock runs on from `since`.
pub(super) struct Way<'c> {
    limit: Limit,
    calendar: &'c WorkCalendar,
    due: Reckoned,
    /// The clock last began to run at this instant; its day does not count for limits in days.
    since: Instant,
    counted: u32,
    /// Of a clock resumed with no days left: the day on the way is only the next working day.
    none_left: bool,
    steps: Vec<Step<'c>>,
}

impl<'c> Way<'c> {
    pub(super) fn new(limit: Limit, start: Instant, calendar: &'c WorkCalendar) -> Self {
        let due = clock::due(limit, start, calendar);
        let mut way = Self { limit, calendar, due, since: start, counted: 0, none_left: false, steps: Vec::new() };
        if !limit.is_elapsed() {
            way.told(start.day_no(), "起算当日不计入");
        }
        way
    }

    /// The clock stops and goes on (C26); an overdue one does not stop.
    pub(super) fn pause(&mut self, pause: Pause) {
        match clock::pause(self.due.at, self.limit, pause.from, self.calendar) {
            Left::Overdue(_) => {
                self.finish();
                let why = format!("{} 中止时已超期，不停表", pause.from.shown());
                self.told(pause.from.day_no(), why);
            }
            left @ Left::Ms(_) => {
                self.run_hours(pause.from);
                let why = format!("{} 中止，至 {} 恢复，期间不计时", clock_time(pause.from), pause.to.shown());
                self.told(pause.from.day_no(), why);
                self.go_on(left, pause.to);
            }
            left @ (Left::WorkingDays(days) | Left::CalendarDays(days)) => {
                self.run_days(pause.from.day_no());
                self.stand(pause, days);
                // Once none is left, the day on the way stays the next working day, however often it is paused again.
                self.none_left = self.none_left || days == 0;
                self.go_on(left, pause.to);
            }
        }
    }

    /// The due instant and all steps.
    pub(super) fn end(mut self) -> (Reckoned, Vec<Step<'c>>) {
        self.finish();
        (self.due, self.steps)
    }

    /// Tells the way up to the due instant; nothing the second time.
    fn finish(&mut self) {
        if self.limit.is_elapsed() {
            self.run_hours(self.due.at);
            self.since = self.since.max(self.due.at);
        } else {
            self.run_days(self.due.at.last_day_no());
            self.since = self.since.max(self.due.at.plus_ms(-1));
        }
    }

    fn go_on(&mut self, left: Left, at: Instant) {
        self.due = clock::resume(left, at, self.calendar);
        self.since = at;
    }

    /// The days after that of `since` up to `last`, counted or skipped.
    fn run_days(&mut self, last: DayNo) {
        let working_only = matches!(self.limit, Limit::WorkingDays(_));
        for no in self.since.day_no().saturating_add(1)..=last {
            let day = self.calendar.day(no);
            if self.none_left {
                let why = if day.working {
                    "已无剩余日数，于恢复后的第一个工作日届满"
                } else {
                    day.why()
                };
                self.told(no, why);
            } else if working_only && !day.working {
                self.told(no, day.why());
            } else if !working_only && self.counted >= self.limit.amount() {
                let why = match (day.working, no == last) {
                    (true, true) => "末日逢休息日，顺延至本工作日届满",
                    (true, false) => "中止前已顺延的日数，恢复后接着走",
                    (false, _) => day.why(),
                };
                self.told(no, why);
            } else {
                self.counted += 1;
                self.step(no, Some(self.counted), if working_only { day.why().into() } else { "自然日".into() });
            }
        }
    }

    /// The days of a pause after that of suspension, up to and including that of resumption.
    fn stand(&mut self, pause: Pause, left: u32) {
        let (from, to) = (pause.from.day_no(), pause.to.day_no());
        for no in from.saturating_add(1)..=to {
            let why = match (no == to, left > 0) {
                (false, _) => "中止期间，不计入",
                (true, true) => "恢复当日不计入",
                (true, false) if self.calendar.is_working(no) => "中止时已无剩余日数，于恢复当日届满",
                (true, false) => "恢复当日为休息日",
            };
            self.told(no, why);
        }
    }

    /// The stretch of an hour clock from `since` to `until`, by the days it touches.
    fn run_hours(&mut self, until: Instant) {
        let mut from = self.since;
        while from < until {
            let to = Instant::end_of_day(from.day_no()).min(until);
            if to <= from {
                return; // the end of the range of dates
            }
            let (begin, end) = (clock_time(from), clock_time_of_end(to));
            let why = format!("{begin} 至 {end}，计{}，昼夜连续计算", duration(to.ms() - from.ms()));
            self.steps.push(Step { day: from.date(), counts: true, n: None, why: why.into() });
            from = to;
        }
    }

    /// A day that did not count.
    fn told(&mut self, no: DayNo, why: impl Into<Cow<'c, str>>) {
        self.step(no, None, why.into());
    }

    fn step(&mut self, no: DayNo, n: Option<u32>, why: Cow<'c, str>) {
        self.steps.push(Step { day: day::date(no), counts: n.is_some(), n, why });
    }
}

fn clock_time(at: Instant) -> String {
    let minute = at.minute_of_day();
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn clock_time_of_end(at: Instant) -> String {
    if at.ms() == Instant::start_of_day(at.day_no()).ms() { "24:00".to_owned() } else { clock_time(at) }
}

fn duration(ms: i64) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms % 60_000 / 1000);
    let parts = [(hours, "小时"), (minutes, "分钟"), (seconds, "秒")];
    let text: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if text.is_empty() { "不到1秒".to_owned() } else { text.concat() }
}
