//! Words, edges and line numbers, each exactly: what a slip of one sign would change.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;

use law::policy::DayWindow;
use law::query::{Query, answer};
use law::registry::{CategoryCode, DivisionCode, Registry, RegistryError, Sources, Wanted};
use law::{Clause, Instant, Lamp, Limit, WorkCalendar, due, lamp};

fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

fn limit(text: &str) -> Limit {
    text.parse().unwrap()
}

fn lamp_of(of: &str, start: &str, now: &str) -> Lamp {
    let (of, start, days) = (limit(of), at(start), WorkCalendar::china());
    lamp(of, start, due(of, start, days).at, at(now), days, 30)
}

/// Steps as `day n why`.
fn steps(json: &str) -> Vec<String> {
    let query: Query = serde_json::from_str(json).unwrap();
    let steps = answer(&query, WorkCalendar::china()).unwrap().steps;
    steps.iter().map(|step| format!("{} {:?} {}", step.day.day(), step.n, step.why)).collect()
}

#[test]
fn a_lamp_has_a_shape_a_word_and_a_code_of_its_own() {
    let lamps = [Lamp::Green, Lamp::Yellow, Lamp::Red, Lamp::Stopped, Lamp::UnderReview, Lamp::Ended];
    for of in [Lamp::shape, Lamp::zh, Lamp::code] {
        let own: BTreeSet<&str> = lamps.iter().map(|lamp| of(*lamp)).collect();
        assert!(own.len() == lamps.len() && !own.contains("") && !own.contains("xyzzy"), "{own:?}");
    }
    assert_eq!((Lamp::Red.zh(), Lamp::Red.code()), ("已超期", "red"));
}

#[test]
fn a_limit_of_an_hour_goes_by_the_share_alone_and_days_by_their_share() {
    assert_eq!(lamp_of("1h", "2026-03-02 09:00", "2026-03-02 09:00"), Lamp::Green);
    assert_eq!(lamp_of("1h", "2026-03-02 09:00", "2026-03-02 09:42"), Lamp::Yellow);
    // The last three of ten working days are thirty in a hundred.
    assert_eq!(lamp_of("10wd", "2026-03-02 09:00", "2026-03-11 09:00"), Lamp::Green);
    assert_eq!(lamp_of("10wd", "2026-03-02 09:00", "2026-03-12 00:00"), Lamp::Yellow);
}

#[test]
fn c24_1_a_due_is_provisional_just_where_its_year_is_not_loaded() {
    let days = WorkCalendar::china();
    for (start, provisional) in [("2026-03-02 09:00", false), ("2027-03-01 09:00", true), ("2025-12-31 09:00", false)] {
        for of in ["1cd", "3cd", "1wd"] {
            assert_eq!(due(limit(of), at(start), days).provisional, provisional, "{of} from {start}");
        }
    }
}

#[test]
fn a_day_says_why_and_a_worked_rest_day_is_told_from_a_worked_weekday() {
    let days = WorkCalendar::china();
    let sunday = days.is_workday("2026-01-04".parse().unwrap());
    assert!(sunday.to_string().starts_with("调休上班（"), "{sunday}");
    let rows =
        "date,kind,name,notice_year,notice\n2028-01-03,workday,元旦,2028,通知\n2028-01-01,workday,元旦,2028,通知\n";
    let calendar = WorkCalendar::parse("t", rows).unwrap();
    assert_eq!(calendar.is_workday("2028-01-03".parse().unwrap()).to_string(), "工作日（通知）");
    assert_eq!(calendar.is_workday("2028-01-01".parse().unwrap()).to_string(), "调休上班（通知）");
}

#[test]
fn a_clause_knows_its_article() {
    assert_eq!((Clause::C4.article(), Clause::C24_1.article(), Clause::C50.article()), (4, 24, 50));
}

#[test]
fn hours_are_sixty_minutes() {
    assert!(limit("100min").surely_within(limit("2h")) && !limit("2h").surely_within(limit("119min")));
    assert!(limit("2h").surely_within(limit("120min")) && !limit("3h").surely_within(limit("179min")));
    assert!(limit("24h").surely_within(limit("1wd")) && !limit("25h").surely_within(limit("1wd")));
}

#[test]
fn a_day_is_shown_with_its_weekday() {
    let shown: Vec<String> = (2..=8)
        .map(|day| at(&format!("2026-03-0{day} 09:00")).shown_with_weekday().chars().skip(4).take(4).collect())
        .collect();
    assert_eq!(shown, ["（周一）", "（周二）", "（周三）", "（周四）", "（周五）", "（周六）", "（周日）"]);
}

#[test]
fn a_negative_instant_is_read_as_it_is_written() {
    assert_eq!(serde_json::from_str::<Instant>("-1").unwrap().ms(), -1);
}

#[test]
fn a_window_of_the_day_has_hours_and_minutes_that_there_are() {
    for wrong in ["24:00-8:00", "8:60-9:00", "25:61-8:00", "8:00-24:00", "8:00-8:00"] {
        assert!(wrong.parse::<DayWindow>().is_err(), "{wrong}");
    }
    let window: DayWindow = "23:59-0:01".parse().unwrap();
    assert_eq!(window.to_string(), "23:59-0:01");
}

#[test]
fn c26_a_pause_may_begin_with_the_clock_and_be_of_no_length() {
    let due_at = |pauses: &str| {
        let json = format!(r#"{{"limit":"2h","start":"2026-03-02T09:00:00+08:00","pauses":[{pauses}]}}"#);
        answer(&serde_json::from_str(&json).unwrap(), WorkCalendar::china()).unwrap().due
    };
    let from_start = r#"["2026-03-02T09:00:00+08:00","2026-03-02T10:00:00+08:00"]"#;
    let of_no_length = r#"["2026-03-02T10:00:00+08:00","2026-03-02T10:00:00+08:00"]"#;
    assert_eq!(due_at(from_start), "2026-03-02T12:00:00+08:00");
    assert_eq!(due_at(of_no_length), due_at(""));
}

#[test]
fn c26_the_steps_of_hours_calendar_days_and_a_resumption_on_the_last_day() {
    let hours = steps(r#"{"limit":"90min","start":"2026-03-02T23:00:30+08:00"}"#);
    assert_eq!(
        hours,
        ["2 None 23:00 至 24:00，计59分钟30秒，昼夜连续计算", "3 None 00:00 至 00:30，计30分钟30秒，昼夜连续计算",]
    );
    let hours = steps(r#"{"limit":"3h","start":"2026-03-02T09:00:00+08:00"}"#);
    assert_eq!(hours, ["2 None 09:00 至 12:00，计3小时，昼夜连续计算"]);
    // The 7th and 8th are a weekend.
    let calendar = steps(r#"{"limit":"2cd","start":"2026-03-05T09:00:00+08:00"}"#);
    assert_eq!(
        calendar,
        [
            "5 None 起算当日不计入",
            "6 Some(1) 自然日",
            "7 Some(2) 自然日",
            "8 None 休息日（周末）",
            "9 None 末日逢休息日，顺延至本工作日届满",
        ]
    );
    let resumed = steps(
        r#"{"limit":"1wd","start":"2026-03-02T09:00:00+08:00",
            "pauses":[["2026-03-03T10:00:00+08:00","2026-03-05T10:00:00+08:00"]]}"#,
    );
    assert_eq!(resumed.last().unwrap(), "5 None 中止时已无剩余日数，于恢复当日届满");
}

const DIVISIONS: &str = include_str!("../data/tangshan/divisions.csv");
const UNITS: &str = include_str!("../data/tangshan/units.csv");
const CATEGORIES: &str = include_str!("../data/tangshan/categories.csv");

/// The lists with other divisions and units, as far as their error.
fn refused(divisions: &str, units: &str) -> RegistryError {
    let sources = Sources {
        divisions: (divisions, "d9"),
        units: (units, "u9"),
        categories: CATEGORIES,
        responsibility: include_str!("../data/tangshan/responsibility.csv"),
        grid: (include_str!("../data/tangshan/grid_cells.csv"), include_str!("../data/tangshan/grid_matters.csv")),
        city: "130200000000",
    };
    Registry::load(&sources).unwrap_err()
}

#[test]
fn c5_1_a_list_names_its_version_its_source_and_the_line_of_a_fault() {
    let registry = Registry::tangshan();
    assert!(!registry.units.version().is_empty() && registry.units.version() != "xyzzy");
    assert!(!registry.divisions.version().is_empty() && registry.divisions.version() != "xyzzy");
    let note = DIVISIONS.strip_prefix('#').map(|rest| rest.lines().next().unwrap().trim());
    assert_eq!(registry.divisions.source_note(), note);
    let (head, body) = DIVISIONS.split_at(if note.is_some() { DIVISIONS.find('\n').unwrap() + 1 } else { 0 });
    let lines: Vec<&str> = body.lines().collect();
    for (header, fault) in [(true, "code,nothing"), (false, "\u{1},\"a\"b\",c")] {
        let mut told = lines.clone();
        told[usize::from(!header) * 4] = fault;
        let error = refused(&format!("# the source\n{}", told.join("\n")), UNITS);
        assert_eq!(error.line, if header { 2 } else { 6 }, "{error}");
        let error = refused(&told.join("\n"), UNITS);
        assert_eq!(error.line, if header { 1 } else { 5 }, "{error}");
    }
    assert!(head.is_empty() || head.starts_with('#'));
    let none_of_ours = format!("# the source\n{}\n{}", lines[0], lines[1]);
    assert_eq!(refused(&none_of_ours, UNITS).line, 2, "the list as a whole is told at its header");
}

#[test]
fn c5_1_what_a_place_lies_in_is_wider_than_it() {
    // A county that lies in another county.
    let wrong =
        DIVISIONS.replacen("130203000000,路北区,county,130200000000", "130203000000,路北区,county,130202000000", 1);
    assert_ne!(wrong, DIVISIONS);
    let error = refused(&wrong, UNITS);
    assert!(error.problem.contains("级别不高于本级"), "{error}");
}

#[test]
fn c5_1_a_unit_lies_in_a_place_that_there_is() {
    let wrong = UNITS.replacen("130200000000", "139900000000", 1);
    assert_ne!(wrong, UNITS);
    let error = refused(DIVISIONS, &wrong);
    assert!(error.problem.contains("139900000000"), "{error}");
}

#[test]
fn the_words_of_the_lists_are_their_own() {
    let registry = Registry::tangshan();
    let unlike = |words: Vec<&str>| {
        let own: BTreeSet<&str> = words.iter().copied().collect();
        assert!(own.len() > 1 && !own.contains("") && !own.contains("xyzzy"), "{own:?}");
    };
    unlike(registry.units.all().iter().map(|unit| unit.tier.zh()).collect());
    unlike(registry.units.all().iter().filter_map(|unit| unit.utility).map(law::registry::Utility::zh).collect());
    let levels = ["160402", "010212", "010203", "060103"].map(|code| {
        let duty = registry.duty(&CategoryCode::from(code), &DivisionCode::from("130203006000"), None);
        duty.unwrap().level.zh()
    });
    unlike(levels.to_vec());
    assert!(registry.responsibility.effective_from().year() >= 2025);
}

#[test]
fn c16_longer_and_rarer_words_weigh_more() {
    let registry = Registry::tangshan();
    let score = |text: &str| registry.suggest(text, 1).first().map_or(0, |one| one.score);
    // One word of one category: forty points a letter, and never less than five.
    assert!(registry.suggest("停电 供热 物业 学校", 100).iter().all(|one| one.score >= 10));
    assert!(score("温度不达标") >= 5 * 40, "{}", score("温度不达标"));
    assert!(score("供热") < score("温度不达标"));
}

#[test]
fn a_list_is_named_in_addresses_by_its_own_word() {
    for wanted in [Wanted::Category, Wanted::Place, Wanted::Unit] {
        assert_eq!(Wanted::from_code(wanted.code()), Some(wanted));
    }
    assert_eq!(Wanted::from_code("person"), None);
}

#[test]
fn what_is_found_is_found_for_a_reason() {
    let registry = Registry::tangshan();
    let codes = |wanted, text: &str| -> Vec<String> {
        registry.find(wanted, text, 50).into_iter().map(|found| found.code).collect()
    };
    // Digits begin a code; words that begin no code do not stand for all.
    let begun = codes(Wanted::Category, "1604");
    assert!(!begun.is_empty() && begun.iter().all(|code| code.starts_with("1604")), "{begun:?}");
    assert!(codes(Wanted::Category, "温度").len() < 20);
    // Two Latin letters are initials, not any two letters inside.
    let two = registry.find(Wanted::Unit, "jy", 50);
    assert!(two.iter().all(|found| !found.label.contains("市城管")), "{two:?}");
    // A whole name comes before a part of a longer one.
    assert_eq!(codes(Wanted::Unit, "唐山市教育局").first().map(String::as_str), Some("C-JYJ"));
    assert_eq!(codes(Wanted::Place, "路北区").first().map(String::as_str), Some("130203000000"));
}

#[test]
fn c12_places_fit_best_first_and_what_does_not_fit_is_not_found() {
    let divisions = &Registry::tangshan().divisions;
    let scores = |text: &str| -> Vec<(String, u32)> {
        divisions.search(text, 3).into_iter().map(|found| (found.path, found.score)).collect()
    };
    // 1000 for the city, ten times the fit, and the width of the level.
    assert_eq!(scores("路北区").first().unwrap(), &("唐山市路北区".to_owned(), 1803));
    assert_eq!(scores("路北 机场路").first().unwrap(), &("唐山市路北区机场路街道".to_owned(), 1902));
    assert_eq!(scores("路北机场路").first().unwrap(), &("唐山市路北区机场路街道".to_owned(), 1302));
    assert_eq!(scores("机场").first().unwrap().1, 1602);
    let long = "路".repeat(60);
    assert!(divisions.search(&long, 3).is_empty() && divisions.search(&format!("{long}北"), 3).is_empty());
    let mentioned = |text: &str| -> Vec<(String, u32)> {
        divisions.mentioned_in(text, 5).into_iter().map(|found| (found.path, found.score)).collect()
    };
    assert_eq!(
        mentioned("路北区机场路街道楼下"),
        [("唐山市路北区机场路街道".to_owned(), 28), ("唐山市路北区".to_owned(), 5)]
    );
    // Another county of another city is not ours.
    assert!(mentioned("北京市东城区").is_empty());
}
