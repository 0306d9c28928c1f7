//! The working-day calendar: the State Council's holiday notices as data, one set of rows per year (`law.md` §1).
//!
//! A date in the file is what it says; any other date is a working day from Monday to Friday. A year without a notice
//! counts Monday to Friday and is *provisional*: what is due then is recomputed when the notice is loaded.
//! The notice of a year may also name the last days of December before it (2022-12-31 did); such a day is not marked
//! beforehand, it is corrected with the notice like the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::day::{self, DayNo};

const WORKING: u8 = 1;
const LOADED: u8 = 2;

/// Which days are worked. Cheap to ask, never allocates when asked; changed only by making a new one.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    version: String,
    years: BTreeSet<i16>,
    special: BTreeMap<DayNo, Special>,
    /// 1 January of the first loaded year.
    first: DayNo,
    /// For each day of the loaded span [`WORKING`] and [`LOADED`].
    flags: Vec<u8>,
}

/// A row of the calendar file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Special {
    working: bool,
    name: String,
    notice: String,
    notice_year: i16,
    why: String,
}

/// What a day is and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'c> {
    /// The day asked about.
    pub date: Date,
    /// Whether it counts as a working day.
    pub working: bool,
    /// The year's notice is not loaded: Monday to Friday was assumed.
    pub provisional: bool,
    /// What makes it so.
    pub reason: DayReason<'c>,
}

/// What makes a day a working day or a day of rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayReason<'c> {
    /// Monday to Friday without anything special.
    Weekday,
    /// Saturday or Sunday without anything special.
    Weekend,
    /// Named by a notice: a holiday, or a day worked in exchange for one (调休上班).
    Notice {
        /// The festival, e.g. `春节`.
        festival: &'c str,
        /// Title and date of the notice.
        notice: &'c str,
        /// The reason in words, ready to show.
        why: &'c str,
    },
}

/// A calendar file that could not be taken over; nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("日历文件第{line}行：{problem}")]
pub struct CalendarError {
    /// Line in the file, from 1.
    pub line: u64,
    /// What is wrong and what is expected.
    pub problem: String,
}

static CHINA: LazyLock<WorkCalendar> = LazyLock::new(|| {
    // The file is part of the program and a test reads it: it cannot fail here.
    WorkCalendar::parse("cn-2020-2026", include_str!("../data/tangshan/calendar.csv"))
        .expect("the embedded calendar is valid")
});

impl WorkCalendar {
    /// The built-in calendar, 2020 to 2026.
    pub fn china() -> &'static Self {
        &CHINA
    }

    /// Reads a calendar file: `date,kind,name,notice_year,notice`, kind `holiday` or `workday`.
    ///
    /// # Errors
    /// [`CalendarError`] names the first line that cannot be right.
    pub fn parse(version: &str, csv: &str) -> Result<Self, CalendarError> {
        Self::with_rows(version, BTreeMap::new(), csv)
    }

    /// This calendar and the rows of another file, which go before its own on the same date: a new year, or a second
    /// notice for a year already loaded (as in January 2020).
    ///
    /// # Errors
    /// [`CalendarError`] names the first line that cannot be right.
    pub fn with_year(&self, version: &str, csv: &str) -> Result<Self, CalendarError> {
        Self::with_rows(version, self.special.clone(), csv)
    }

    /// The version named in every event that depends on this calendar.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the notice of `year` is loaded.
    pub fn covers(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// The years whose notices are loaded, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.iter().copied()
    }

    /// Whether `date` is worked, how sure that is, and why.
    pub fn is_workday(&self, date: Date) -> Day<'_> {
        self.day(day::number(date))
    }

    /// Working days from `from` to `to`, both included; 0 if `to` is before `from`.
    pub fn working_days(&self, from: Date, to: Date) -> u32 {
        self.count(day::number(from) - 1, day::number(to))
    }

    pub(crate) fn day(&self, no: DayNo) -> Day<'_> {
        let flags = self.flags(no);
        let reason = match self.special.get(&no) {
            Some(special) => DayReason::Notice { festival: &special.name, notice: &special.notice, why: &special.why },
            None if day::weekday(no) < 5 => DayReason::Weekday,
            None => DayReason::Weekend,
        };
        Day { date: day::date(no), working: flags & WORKING != 0, provisional: flags & LOADED == 0, reason }
    }

    pub(crate) fn is_working(&self, no: DayNo) -> bool {
        self.flags(no) & WORKING != 0
    }

    /// The `n`-th working day strictly after `after` (`n` = 0 gives `after` itself), and whether a day on the way is
    /// of a year that is not loaded. Stops at the end of the range of dates.
    pub(crate) fn nth_after(&self, after: DayNo, n: u32) -> (DayNo, bool) {
        let (mut day, mut left, mut all) = (after, n, LOADED);
        while left > 0 && day < day::LAST {
            day += 1;
            let flags = self.flags(day);
            all &= flags;
            left -= u32::from(flags & WORKING);
        }
        (day, all & LOADED == 0)
    }

    /// `day` if it is worked, else the next working day.
    pub(crate) fn on_or_after(&self, day: DayNo) -> (DayNo, bool) {
        let flags = self.flags(day);
        if flags & WORKING == 0 { self.nth_after(day, 1) } else { (day, flags & LOADED == 0) }
    }

    /// Working days strictly after `after` up to and including `to`.
    pub(crate) fn count(&self, after: DayNo, to: DayNo) -> u32 {
        (after.saturating_add(1)..=to).map(|day| u32::from(self.is_working(day))).sum()
    }

    fn flags(&self, no: DayNo) -> u8 {
        let known = usize::try_from(no - self.first).ok().and_then(|index| self.flags.get(index));
        known.copied().unwrap_or(u8::from(day::weekday(no) < 5))
    }

    fn with_rows(version: &str, mut special: BTreeMap<DayNo, Special>, csv: &str) -> Result<Self, CalendarError> {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().map_err(|error| unreadable(1, &error))?;
        if header.iter().ne(["date", "kind", "name", "notice_year", "notice"]) {
            return Err(problem(1, "表头应为 date,kind,name,notice_year,notice"));
        }
        let mut seen = BTreeSet::new();
        for row in reader.records() {
            let row = row.map_err(|error| unreadable(error.position().map_or(0, csv::Position::line), &error))?;
            let line = row.position().map_or(0, csv::Position::line);
            let (day, row) = special_row(line, &row)?;
            if !seen.insert(day) {
                return Err(problem(line, format!("日期 {} 重复", day::date(day))));
            }
            special.insert(day, row);
        }
        Ok(Self::compile(version, special))
    }

    fn compile(version: &str, special: BTreeMap<DayNo, Special>) -> Self {
        let years: BTreeSet<i16> = special.values().map(|row| row.notice_year).collect();
        let january = |year: i16| Date::new(year, 1, 1).map_or(day::LAST, day::number);
        let first = years.first().map_or(0, |year| january(*year));
        let end = years.last().map_or(0, |year| january(year.saturating_add(1)));
        let flags = (first..end)
            .map(|no| {
                let working = special.get(&no).map_or(day::weekday(no) < 5, |row| row.working);
                let loaded = years.contains(&day::date(no).year());
                u8::from(working) * WORKING + u8::from(loaded) * LOADED
            })
            .collect();
        Self { version: version.to_owned(), years, special, first, flags }
    }
}

impl fmt::Display for Day<'_> {
    /// Why the day counts or does not, in Chinese.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why())
    }
}

impl<'c> Day<'c> {
    /// Why the day counts or does not, in Chinese: `工作日`, `休息日（周末）`, `春节放假（……通知）`, `调休上班（……通知）`.
    pub fn why(&self) -> &'c str {
        match (self.reason, self.provisional) {
            (DayReason::Notice { why, .. }, _) => why,
            (DayReason::Weekday, false) => "工作日",
            (DayReason::Weekend, false) => "休息日（周末）",
            (DayReason::Weekday, true) => "工作日（该年放假通知尚未载入，暂按周一至周五计）",
            (DayReason::Weekend, true) => "休息日（周末；该年放假通知尚未载入，暂按周一至周五计）",
        }
    }
}

fn special_row(line: u64, row: &csv::StringRecord) -> Result<(DayNo, Special), CalendarError> {
    let field = |index: usize| row.get(index).unwrap_or_default();
    let date: Date =
        field(0).parse().map_err(|_| problem(line, format!("日期“{}”应写成 2026-02-14 的样子", field(0))))?;
    let working = match field(1) {
        "holiday" => false,
        "workday" => true,
        other => {
            return Err(problem(line, format!("类别“{other}”应为 holiday（放假）或 workday（上班）")));
        }
    };
    let (name, notice) = (field(2).to_owned(), field(4).to_owned());
    if name.is_empty() || notice.is_empty() {
        return Err(problem(line, "节日名称和通知名称都不能为空"));
    }
    let notice_year = match field(3).parse::<i16>() {
        Ok(year) if year == date.year() || year == date.year() + 1 => year,
        _ => return Err(problem(line, format!("通知年份“{}”与日期 {date} 不符", field(3)))),
    };
    let no = day::number(date);
    let why = match (working, day::weekday(no) < 5) {
        (true, false) => format!("调休上班（{notice}）"),
        (true, true) => format!("工作日（{notice}）"),
        (false, _) => format!("{name}放假（{notice}）"),
    };
    Ok((no, Special { working, name, notice, notice_year, why }))
}

fn problem(line: u64, text: impl Into<String>) -> CalendarError {
    CalendarError { line, problem: text.into() }
}

fn unreadable(line: u64, error: &csv::Error) -> CalendarError {
    problem(line, format!("不是有效的 CSV 表格（{error}）"))
}
