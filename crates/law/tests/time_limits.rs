//! Time limits as `law.md` §1 reads them: known days, and the laws that hold for all days.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use law::{Date, Instant, Lamp, Left, Limit, WorkCalendar, due, extend, lamp, left_words, pause, recompute, resume};
use proptest::prelude::*;

fn at(text: &str) -> Instant {
    let text = if text.len() == 16 { format!("{}:00+08:00", text.replace(' ', "T")) } else { text.to_owned() };
    Instant::parse_rfc3339(&text).unwrap()
}

fn limit(text: &str) -> Limit {
    text.parse().unwrap()
}

fn china() -> &'static WorkCalendar {
    WorkCalendar::china()
}

/// The due instant as people read it, `?` where provisional.
fn shown(limit_text: &str, start: &str) -> String {
    let due = due(limit(limit_text), at(start), china());
    format!("{}{}", due.at.shown(), if due.provisional { "?" } else { "" })
}

#[test]
fn c24_1_other_kinds_are_due_five_working_days_after_hand_over() {
    // The 14th is worked (调休), the 15th to the 23rd are Spring Festival.
    assert_eq!(shown("5wd", "2026-02-13 15:00"), "2月27日 24:00");
}

#[test]
fn c24_1_consultation_is_due_two_working_days_after_hand_over() {
    assert_eq!(shown("2wd", "2026-02-13 17:00"), "2月24日 24:00");
    assert_eq!(shown("2wd", "2026-03-04 00:00"), "3月6日 24:00");
    assert_eq!(shown("2wd", "2026-03-04 23:59"), "3月6日 24:00");
}

#[test]
fn c23_2_signing_is_due_one_working_day_after_hand_over() {
    assert_eq!(shown("1wd", "2026-02-13 23:59"), "2月14日 24:00");
    assert_eq!(shown("1wd", "2026-02-14 08:00"), "2月24日 24:00");
    // A start on a rest day changes nothing.
    assert_eq!(shown("1wd", "2026-02-20 08:00"), "2月24日 24:00");
    assert_eq!(shown("1wd", "2026-03-06 10:00"), "3月9日 24:00");
}

#[test]
fn the_extended_spring_festival_of_2020_counts_by_its_second_notice() {
    assert_eq!(shown("1wd", "2020-01-23 09:00"), "2月3日 24:00");
    assert_eq!(shown("2wd", "2020-01-31 09:00"), "2月4日 24:00");
}

#[test]
fn c20_1_hours_run_day_and_night() {
    assert_eq!(shown("2h", "2026-02-16 23:30"), "2月17日 01:30");
    assert_eq!(shown("2h", "2026-02-16 22:00"), "2月16日 24:00");
    assert_eq!(shown("15min", "2026-02-16 23:50"), "2月17日 00:05");
    assert_eq!(shown("24h", "2026-02-13 15:00"), "2月14日 15:00");
}

#[test]
fn c33_calendar_days_that_end_on_a_rest_day_move_on() {
    assert_eq!(shown("30cd", "2026-01-18 09:00"), "2月24日 24:00"); // 17 February is in the festival
    assert_eq!(shown("30cd", "2026-03-10 09:00"), "4月9日 24:00");
    assert_eq!(shown("1cd", "2026-02-13 09:00"), "2月14日 24:00"); // a worked Saturday
}

#[test]
fn a_year_without_notice_counts_monday_to_friday_and_is_provisional() {
    assert_eq!(shown("5wd", "2026-12-29 09:00"), "1月5日 24:00?");
    assert_eq!(shown("2wd", "2026-12-29 09:00"), "12月31日 24:00");
    assert_eq!(shown("5wd", "2019-09-30 09:00"), "10月7日 24:00?");
    assert_eq!(shown("1h", "2030-10-01 09:00"), "10月1日 10:00");
}

#[test]
fn a_loaded_year_recomputes_and_never_comes_earlier_than_told() {
    let head = "date,kind,name,notice_year,notice\n";
    let holiday = format!("{head}2027-01-01,holiday,元旦,2027,国务院办公厅关于2027年的通知（测试）\n");
    let newer = china().with_year("cn-2020-2027", &holiday).unwrap();
    assert!(newer.covers(2027) && newer.covers(2020) && !china().covers(2027));
    let start = at("2026-12-29 09:00");
    let told = due(limit("5wd"), start, china());
    let again = recompute(limit("5wd"), start, told.at, &newer);
    assert_eq!((again.at.shown().as_str(), again.provisional), ("1月6日 24:00", false));
    let made_up = format!("{head}2027-01-02,workday,元旦,2027,国务院办公厅关于2027年的通知（测试）\n");
    let earlier = china().with_year("x", &made_up).unwrap();
    assert!(due(limit("5wd"), start, &earlier).at < told.at);
    assert_eq!(recompute(limit("5wd"), start, told.at, &earlier).at, told.at);
}

#[test]
fn c26_2_working_days_left_go_on_after_the_day_of_resumption() {
    let start = at("2026-03-02 09:00"); // Monday
    let old = due(limit("5wd"), start, china());
    assert_eq!(old.at.shown(), "3月9日 24:00");
    let left = pause(old.at, limit("5wd"), at("2026-03-04 16:00"), china());
    assert_eq!(left, Left::WorkingDays(3)); // 5th, 6th, 9th
    assert_eq!(resume(left, at("2026-03-16 08:00"), china()).at.shown(), "3月19日 24:00");
    assert_eq!(resume(left, at("2026-03-14 08:00"), china()).at.shown(), "3月18日 24:00"); // a Saturday
}

#[test]
fn c26_2_with_no_days_left_the_day_of_resumption_or_the_next_working_day_is_due() {
    let due = at("2026-03-10 00:00"); // the 9th, 24:00
    let left = pause(due, limit("5wd"), at("2026-03-09 10:00"), china());
    assert_eq!(left, Left::WorkingDays(0));
    assert_eq!(resume(left, at("2026-03-12 10:00"), china()).at.shown(), "3月12日 24:00");
    assert_eq!(resume(left, at("2026-03-14 10:00"), china()).at.shown(), "3月16日 24:00");
}

#[test]
fn c26_2_hour_clocks_keep_the_exact_time_left() {
    let left = pause(at("2026-03-02 11:00"), limit("2h"), at("2026-03-02 10:15"), china());
    assert_eq!(left, Left::Ms(45 * 60_000));
    assert_eq!(resume(left, at("2026-03-07 09:00"), china()).at.shown(), "3月7日 09:45");
}

#[test]
fn c26_1_an_overdue_clock_is_not_paused() {
    let due = at("2026-03-10 00:00");
    for limit in ["5wd", "2h", "30cd"].map(limit) {
        let left = pause(due, limit, due, china());
        assert_eq!(left, Left::Overdue(due));
        assert_eq!(resume(left, at("2026-04-01 09:00"), china()).at, due);
    }
}

#[test]
fn c24_2_an_extension_counts_from_the_old_due() {
    assert_eq!(extend(at("2026-02-28 00:00"), 5, china()).at.shown(), "3月5日 24:00"); // the 28th is worked
    assert_eq!(extend(at("2026-03-06 14:00"), 1, china()).at.shown(), "3月9日 24:00");
    assert_eq!(extend(at("2026-03-06 14:00"), 0, china()).at.shown(), "3月6日 14:00");
    assert!(extend(at("2026-12-31 00:00"), 5, china()).provisional);
}

#[test]
fn lamps_turn_yellow_on_the_last_working_day_and_red_at_the_due_instant() {
    let lamp_at = |limit_text: &str, start: &str, now: &str| {
        let due = due(limit(limit_text), at(start), china()).at;
        lamp(limit(limit_text), at(start), due, at(now), china(), 30)
    };
    // Handed over Monday 2 March, due Monday 9 March 24:00.
    assert_eq!(lamp_at("5wd", "2026-03-02 09:00", "2026-03-06 23:59"), Lamp::Green);
    assert_eq!(lamp_at("5wd", "2026-03-02 09:00", "2026-03-07 00:00"), Lamp::Yellow);
    assert_eq!(lamp_at("5wd", "2026-03-02 09:00", "2026-03-09 23:59"), Lamp::Yellow);
    assert_eq!(lamp_at("5wd", "2026-03-02 09:00", "2026-03-10 00:00"), Lamp::Red);
    assert_eq!(lamp_at("2h", "2026-03-02 09:00", "2026-03-02 09:59"), Lamp::Green);
    assert_eq!(lamp_at("2h", "2026-03-02 09:00", "2026-03-02 10:00"), Lamp::Yellow);
    assert_eq!(lamp_at("24h", "2026-03-02 09:00", "2026-03-03 01:48"), Lamp::Yellow);
    assert_eq!(lamp_at("30min", "2026-03-02 09:00", "2026-03-02 09:20"), Lamp::Green);
    assert_eq!(lamp_at("30min", "2026-03-02 09:00", "2026-03-02 09:21"), Lamp::Yellow);
    assert_eq!(lamp_at("30cd", "2026-03-10 09:00", "2026-03-20 09:00"), Lamp::Green);
    assert_eq!(lamp_at("30cd", "2026-03-10 09:00", "2026-04-02 09:00"), Lamp::Yellow);
}

#[test]
fn time_left_is_told_in_the_units_of_the_limit() {
    let words = |limit_text: &str, due: &str, now: &str| left_words(limit(limit_text), at(due), at(now), china());
    assert_eq!(words("5wd", "2026-03-10 00:00", "2026-03-06 21:00"), "还剩1个工作日3小时");
    assert_eq!(words("5wd", "2026-03-10 00:00", "2026-03-07 21:00"), "还剩1个工作日");
    assert_eq!(words("5wd", "2026-03-10 00:00", "2026-03-09 23:18"), "还剩42分钟");
    assert_eq!(words("5wd", "2026-03-10 00:00", "2026-03-09 09:30"), "还剩14小时");
    assert_eq!(words("2h", "2026-03-02 11:00", "2026-03-02 10:18"), "还剩42分钟");
    assert_eq!(words("24h", "2026-03-02 11:00", "2026-03-01 13:30"), "还剩21小时30分钟");
    assert_eq!(words("30cd", "2026-03-10 00:00", "2026-03-07 21:00"), "还剩2天3小时");
    assert_eq!(words("2h", "2026-03-02T11:00:00+08:00", "2026-03-02T10:59:30+08:00"), "还剩不到1分钟");
    assert_eq!(words("5wd", "2026-03-10 00:00", "2026-03-11 00:00"), "已超期1天");
    assert_eq!(words("5wd", "2026-03-10 00:00", "2026-03-10 00:00"), "已超期不到1分钟");
    assert_eq!(words("5wd", "2026-03-10 00:00", "2026-03-10 05:20"), "已超期5小时20分钟");
}

#[test]
fn absurd_values_neither_overflow_nor_hang() {
    for limit in
        [Limit::Minutes(u32::MAX), Limit::Hours(u32::MAX), Limit::WorkingDays(u32::MAX), Limit::CalendarDays(u32::MAX)]
    {
        for start in [i64::MIN, 0, i64::MAX].map(Instant::from_ms) {
            let due = due(limit, start, china());
            let left = pause(due.at, limit, start, china());
            let _ = (resume(left, start, china()), left_words(limit, due.at, start, china()), due.at.shown());
        }
    }
}

const MINUTE: i64 = 60_000;

/// Instants from 2019 to 2028: years with a notice and without.
fn instants() -> impl Strategy<Value = Instant> {
    let (from, to) = (at("2019-01-01 00:00").ms() / MINUTE, at("2028-12-31 00:00").ms() / MINUTE);
    (from..to).prop_map(|minute| Instant::from_ms(minute * MINUTE))
}

fn limits() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (1u32..600).prop_map(Limit::Minutes),
        (1u32..100).prop_map(Limit::Hours),
        (1u32..40).prop_map(Limit::WorkingDays),
        (1u32..60).prop_map(Limit::CalendarDays),
    ]
}

fn day_limits() -> impl Strategy<Value = Limit> {
    prop_oneof![(1u32..40).prop_map(Limit::WorkingDays), (1u32..60).prop_map(Limit::CalendarDays)]
}

/// The due after a pause.
fn paused(due: Instant, limit: Limit, from: Instant, to: Instant) -> Instant {
    resume(pause(due, limit, from, china()), to, china()).at
}

/// A moment from `from` on while the clock due at `due` is still running, `minutes` round the time left.
fn before(due: Instant, from: Instant, minutes: i64) -> Instant {
    from.plus_minutes(minutes % ((due.ms() - from.ms()) / MINUTE))
}

fn date_no(at: Instant) -> i32 {
    (at.date() - Date::constant(2000, 1, 1)).get_days()
}

proptest! {
    #[test]
    fn the_due_is_after_the_start_and_days_end_at_midnight(limit in limits(), start in instants()) {
        let due = due(limit, start, china());
        prop_assert!(due.at > start);
        if !limit.is_elapsed() {
            prop_assert_eq!(due.at.minute_of_day(), 0);
            prop_assert!(china().is_workday(due.at.plus_ms(-1).date()).working);
        }
    }

    #[test]
    fn a_later_start_or_a_longer_limit_is_never_due_earlier(limit in limits(), start in instants(), later in 0i64..20_000) {
        let first = due(limit, start, china()).at;
        prop_assert!(due(limit, start.plus_minutes(later), china()).at >= first);
        let longer = match limit {
            Limit::Minutes(n) => Limit::Minutes(n + 1),
            Limit::Hours(n) => Limit::Hours(n + 1),
            Limit::WorkingDays(n) => Limit::WorkingDays(n + 1),
            Limit::CalendarDays(n) => Limit::CalendarDays(n + 1),
        };
        prop_assert!(due(longer, start, china()).at >= first);
    }

    #[test]
    fn working_days_are_exactly_those_counted(n in 1u32..60, start in instants()) {
        let due = due(Limit::WorkingDays(n), start, china()).at;
        let (first, last) = (start.date().tomorrow().unwrap(), due.plus_ms(-1).date());
        prop_assert_eq!(china().working_days(first, last), n);
        prop_assert!(china().is_workday(last).working);
    }

    #[test]
    fn surely_within_holds_on_the_calendar(a in limits(), b in limits(), start in instants()) {
        if a.surely_within(b) {
            prop_assert!(due(a, start, china()).at <= due(b, start, china()).at);
        }
    }

    #[test]
    fn c26_suspend_and_resume_on_one_day_changes_nothing(
        limit in day_limits(), start in instants(), wait in 0i64..40, from in 0i64..1440, length in 0i64..1440,
    ) {
        let due = due(limit, start, china()).at;
        let day = start.plus_days(wait).date();
        let from = Instant::local(day, 0, 0).plus_minutes(from).max(start);
        let to = from.plus_minutes(length).min(Instant::end_of(day).plus_ms(-1)).max(from);
        prop_assert_eq!(paused(due, limit, from, to), due);
    }

    #[test]
    fn c26_suspend_and_resume_at_one_instant_changes_nothing(limit in limits(), start in instants(), wait in 0i64..60_000) {
        let due = due(limit, start, china()).at;
        let moment = start.plus_minutes(wait);
        prop_assert_eq!(paused(due, limit, moment, moment), due);
    }

    #[test]
    fn c26_pausing_never_brings_a_due_earlier(
        limit in limits(), start in instants(), wait in 0i64..60_000, length in 0i64..60_000, more in 0i64..10_000,
    ) {
        let due = due(limit, start, china()).at;
        let from = start.plus_minutes(wait);
        let once = paused(due, limit, from, from.plus_minutes(length));
        prop_assert!(once >= due);
        prop_assert!(paused(due, limit, from, from.plus_minutes(length + more)) >= once);
    }

    #[test]
    fn c26_two_pauses_of_hours_add_up(
        n in 1u32..200, start in instants(), wait in 0i64..3000, first in 0i64..9000, gap in 0i64..3000, second in 0i64..9000,
    ) {
        let limit = Limit::Hours(n);
        let due = due(limit, start, china()).at;
        let a = before(due, start, wait);
        let b = a.plus_minutes(first);
        let once = paused(due, limit, a, b);
        let c = before(once, b, gap);
        prop_assert_eq!(paused(once, limit, c, c.plus_minutes(second)), due.plus_minutes(first + second));
    }

    /// Each pause moves the due by the working days in it. The exception is the law's own: a clock with no days left
    /// that goes on upon a rest day is due on the next working day, one more.
    #[test]
    fn c26_two_pauses_of_working_days_add_up(
        n in 1u32..40, start in instants(), wait in 0i64..30_000, first in 0i64..30_000, gap in 0i64..30_000,
        second in 0i64..30_000,
    ) {
        let limit = Limit::WorkingDays(n);
        let due = due(limit, start, china()).at;
        let a = before(due, start, wait);
        let b = a.plus_minutes(first);
        let once = paused(due, limit, a, b);
        let c = before(once, b, gap);
        let d = c.plus_minutes(second);
        let added = |due, from, to: Instant| {
            let none_left = pause(due, limit, from, china()) == Left::WorkingDays(0);
            u32::from(none_left && !china().is_workday(to.date()).working)
        };
        let added = added(due, a, b) + added(once, c, d);
        let inside = |from: Instant, to: Instant| {
            if from.date() == to.date() { 0 } else { china().working_days(from.date().tomorrow().unwrap(), to.date()) }
        };
        let twice = paused(once, limit, c, d);
        prop_assert_eq!(twice, extend(due, inside(a, b) + inside(c, d) + added, china()).at);
    }

    #[test]
    fn c24_2_an_extension_is_later_and_extensions_add_up(start in instants(), n in 1u32..10, a in 1u32..6, b in 1u32..6) {
        let old = due(Limit::WorkingDays(n), start, china()).at;
        let once = extend(old, a, china()).at;
        prop_assert!(once > old);
        prop_assert_eq!(extend(once, b, china()).at, extend(old, a + b, china()).at);
    }

    #[test]
    fn lamps_only_go_from_green_to_yellow_to_red(limit in limits(), start in instants(), a in 0i64..60_000, b in 0i64..60_000) {
        let due = due(limit, start, china()).at;
        let lamp_at = |minutes: i64| lamp(limit, start, due, start.plus_minutes(minutes), china(), 30);
        prop_assert!(lamp_at(a.min(b)) <= lamp_at(a.max(b)));
        prop_assert_eq!(lamp_at(a) == Lamp::Red, start.plus_minutes(a) >= due);
    }

    #[test]
    fn instants_read_back_what_they_write(ms in -2_000_000_000_000i64..4_000_000_000_000) {
        let instant = Instant::from_ms(ms);
        prop_assert_eq!(Instant::parse_rfc3339(&instant.rfc3339()).unwrap(), instant);
        prop_assert_eq!(date_no(instant), i32::try_from((ms + 8 * 3_600_000).div_euclid(86_400_000)).unwrap() - 10_957);
    }
}
