//! When people call: the hours of a day, days of a week, months of a year, and bursts of one matter.

use law::registry::{CategoryCode, DivisionCode};
use law::{Instant, WorkCalendar};
use serde::{Deserialize, Serialize};

use crate::city::City;
use crate::draw::Draw;
use crate::parameters::Parameters;

/// Percent of a day's contacts in each hour (measured on real messages; A for the telephone: evenings halved, eight to
/// ten o'clock raised by half).
const HOURS: [f64; 24] = [
    1.6, 0.8, 0.4, 0.3, 0.3, 0.4, 0.7, 1.4, 6.2, 9.2, 10.9, 8.4, 5.3, 5.1, 7.0, 8.8, 7.2, 6.8, 4.9, 2.4, 2.3, 2.5, 2.6,
    1.8,
];
/// Percent of a week, Monday first (measured on real messages).
const WEEKDAYS: [f64; 7] = [15.6, 18.7, 18.1, 16.2, 14.5, 7.9, 9.0];
/// The months against an average one (A).
const MONTHS: [f64; 12] = [1.05, 0.85, 1.00, 0.92, 0.92, 0.95, 1.05, 1.03, 0.98, 0.98, 1.25, 1.15];
/// The month for which the volume is published.
const NOVEMBER: f64 = 1.25;

/// How many contacts a minute brings, bursts apart.
pub(crate) fn in_minute(parameters: &Parameters, calendar: &WorkCalendar, at: Instant) -> u64 {
    let date = at.date();
    let hour = HOURS.get(usize::from(at.minute_of_day() / 60)).copied().unwrap_or(1.0) / HOURS.iter().sum::<f64>();
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or(1.0);
    let expected = parameters.requests_a_day * day_weight(calendar, at) * month / NOVEMBER * hour / 60.0;
    Draw::of(parameters.seed, "arrivals", at.ms().unsigned_abs() / 60_000).poisson(expected)
}

/// A day against an average one. A holiday is like a Sunday and quieter, a Sunday that is worked like a Friday (A).
fn day_weight(calendar: &WorkCalendar, at: Instant) -> f64 {
    let date = at.date();
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    let works = calendar.is_workday(date).working;
    let percent = match (weekday >= 5, works) {
        (false, true) | (true, false) => WEEKDAYS.get(weekday).copied().unwrap_or(14.3),
        (false, false) => 9.0 * 0.8,
        (true, true) => 14.5,
    };
    percent * 7.0 / WEEKDAYS.iter().sum::<f64>()
}

/// What many people call about (C15.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Topic {
    /// Which of the city's bursts it is.
    pub(crate) number: u64,
    /// What it is about.
    pub(crate) category: CategoryCode,
    /// Where.
    pub(crate) place: DivisionCode,
}

/// The calls that one matter brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Burst {
    pub(crate) topic: Topic,
    /// Minutes from the start of the run at which each of those concerned calls.
    pub(crate) calls: Vec<u64>,
}

/// A kind of burst: its name, class, how many a year, median and spread of its size, how long it lasts in hours.
struct Kind(&'static str, &'static str, f64, f64, f64, (f64, f64));

/// Outages of heat, water and power, disputes of neighbours, units that fail many, policies that concern all (A; the size
/// and life of neighbours' disputes were measured on real messages).
const KINDS: [Kind; 5] = [
    Kind("heat", "16", 60.0, 40.0, 1.6, (6.0, 72.0)),
    Kind("outage", "16", 120.0, 25.0, 1.4, (2.0, 24.0)),
    Kind("neighbours", "01", 400.0, 6.0, 1.3, (500.0, 2_000.0)),
    Kind("policy", "14", 12.0, 300.0, 0.5, (168.0, 672.0)),
    Kind("unit", "11", 80.0, 15.0, 1.2, (336.0, 1_344.0)),
];

/// The bursts that begin on a day of the run.
pub(crate) fn bursts_of_day(parameters: &Parameters, city: &City, day: u32, at: Instant) -> Vec<Burst> {
    let mut bursts = Vec::new();
    for (kind, n) in KINDS.iter().zip(0_u64..) {
        let Kind(name, class, a_year, median, sigma, life) = kind;
        let cold = i32::from(at.date().month()) * 100 + i32::from(at.date().day());
        // Four fifths of the heating outages fall into the first six weeks of heating.
        let season = match *name {
            "heat" if cold >= 1115 => 0.8 * 365.0 / 47.0,
            "heat" if cold <= 315 => 0.2 * 365.0 / 74.0,
            "heat" => 0.0,
            _ => 1.0,
        };
        let number = u64::from(day) * 10 + n;
        let mut draw = Draw::of(parameters.seed, "bursts", number);
        for one in 0..draw.poisson(a_year / 365.0 * season * parameters.bursts) {
            let mut draw = Draw::of(parameters.seed, name, u64::from(day) * 1_000 + one);
            let begins = f64::from(day) * 1_440.0 + draw.between(0.0, 1_440.0);
            let lasts = draw.between(life.0, life.1) * 60.0;
            let size = draw.lognormal(*median, *sigma).clamp(2.0, 2_000.0);
            let mut calls: Vec<u64> = Vec::new();
            // Most call at once; the number that still do falls by half about every fifth of the time.
            while f64::from(u32::try_from(calls.len()).unwrap_or(u32::MAX)) < size {
                calls.push(minute(begins + draw.gamma(lasts / 4.0, 1.0).min(lasts)));
            }
            calls.sort_unstable();
            let category = city.category_of(class, &mut draw);
            let topic = Topic { number: number * 1_000 + one, category, place: city.place(&mut draw) };
            bursts.push(Burst { topic, calls });
        }
    }
    bursts
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes of a run, not negative")]
fn minute(at: f64) -> u64 {
    at as u64
}

#[cfg(test)]
mod tests {
    use law::registry::Registry;
    use law::{Date, WorkCalendar};

    use super::*;

    #[test]
    fn a_month_brings_what_was_published_and_mornings_are_full() {
        let parameters = Parameters::default();
        let calendar = WorkCalendar::china();
        let mut hours = [0_u64; 24];
        let start = Instant::local(parameters.from, 0, 0);
        for minute in 0..30 * 1_440 {
            let at = start.plus_minutes(minute);
            hours[usize::from(at.minute_of_day() / 60)] += in_minute(&parameters, calendar, at);
        }
        let whole: u64 = hours.iter().sum();
        assert!((270_000..300_000).contains(&whole), "{whole}");
        assert!(hours[10] > 5 * hours[22] / 2 && hours[3] < hours[8] / 10, "{hours:?}");
    }

    #[test]
    fn a_burst_calls_in_order_from_its_day_on() {
        let parameters = Parameters { bursts: 3.0, ..Parameters::default() };
        let city = City::new(Registry::tangshan(), 1).unwrap();
        let at = Instant::local(Date::constant(2026, 11, 20), 0, 0);
        let bursts: Vec<Burst> = (19..25).flat_map(|day| bursts_of_day(&parameters, &city, day, at)).collect();
        assert!(bursts.len() > 10, "{}", bursts.len());
        for burst in &bursts {
            assert!(burst.calls.len() >= 2 && burst.calls.is_sorted() && burst.calls[0] >= 19 * 1_440);
        }
        assert_eq!(bursts_of_day(&parameters, &city, 19, at), bursts_of_day(&parameters, &city, 19, at));
    }
}
