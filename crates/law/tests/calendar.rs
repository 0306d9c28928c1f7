//! The calendar against the notices it comes from.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use law::{Date, DayReason, WorkCalendar};

fn china() -> &'static WorkCalendar {
    WorkCalendar::china()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn working_days_per_year_are_those_of_the_notices() {
    let notices: serde_json::Value = serde_json::from_str(include_str!("../data/tangshan/notices.json")).unwrap();
    let years = notices["workdays_per_year"].as_object().unwrap();
    assert_eq!(
        china().years().map(|year| year.to_string()).collect::<Vec<_>>(),
        years.keys().cloned().collect::<Vec<_>>()
    );
    for (year, days) in years {
        let year: i16 = year.parse().unwrap();
        let counted = china().working_days(Date::new(year, 1, 1).unwrap(), Date::new(year, 12, 31).unwrap());
        assert_eq!(u64::from(counted), days.as_u64().unwrap(), "{year}");
    }
    let titles: Vec<&str> =
        notices["notices"].as_array().unwrap().iter().map(|n| n["title"].as_str().unwrap()).collect();
    for row in include_str!("../data/tangshan/calendar.csv").lines().skip(1) {
        assert!(titles.contains(&row.rsplit(',').next().unwrap()), "{row}");
    }
}

#[test]
fn a_day_names_its_notice() {
    let worked = china().is_workday(date("2026-02-14"));
    assert!(worked.working && !worked.provisional);
    assert_eq!(worked.why(), "调休上班（国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)）");
    let holiday = china().is_workday(date("2026-02-17"));
    assert!(!holiday.working);
    assert!(matches!(holiday.reason, DayReason::Notice { festival: "春节", .. }));
    assert!(holiday.why().starts_with("春节放假（国务院办公厅"));
    assert_eq!(china().is_workday(date("2026-03-04")).why(), "工作日");
    assert_eq!(china().is_workday(date("2026-03-07")).why(), "休息日（周末）");
    assert!(!china().is_workday(date("2020-01-31")).working && china().is_workday(date("2020-02-03")).working);
    assert!(china().is_workday(date("2020-01-31")).why().contains("延长2020年春节假期"));
}

#[test]
fn the_last_day_of_2022_is_by_the_notice_for_2023() {
    let day = china().is_workday(date("2022-12-31"));
    assert!(day.why().contains("2023年"), "{day}");
    assert!(!day.provisional);
}

#[test]
fn years_not_loaded_are_provisional() {
    let day = china().is_workday(date("2027-10-01"));
    assert!(day.working && day.provisional && day.why().contains("尚未载入"));
    assert!(china().is_workday(date("2019-12-31")).provisional);
    assert!(!china().is_workday(date("2026-12-31")).provisional);
}

#[test]
fn a_gap_between_loaded_years_is_provisional() {
    let rows = "date,kind,name,notice_year,notice\n2028-01-03,holiday,元旦,2028,通知（测试）\n";
    let calendar = china().with_year("gap", rows).unwrap();
    assert!(
        calendar.is_workday(date("2027-03-01")).provisional && !calendar.is_workday(date("2028-03-01")).provisional
    );
    assert!(!calendar.is_workday(date("2028-01-03")).working);
    assert_eq!((calendar.version(), china().version()), ("gap", "cn-2020-2026"));
}

#[test]
fn a_faulty_file_is_refused_with_its_line() {
    let head = "date,kind,name,notice_year,notice\n";
    let good = "2027-01-01,holiday,元旦,2027,通知\n";
    for (rows, line, words) in [
        ("2027-13-01,holiday,元旦,2027,通知\n", 2, "2027-13-01"),
        ("2027-01-01,rest,元旦,2027,通知\n", 2, "holiday（放假）"),
        ("2027-01-01,holiday,,2027,通知\n", 2, "不能为空"),
        ("2027-01-01,holiday,元旦,2031,通知\n", 2, "2031"),
        (&format!("{good}{good}"), 3, "重复"),
        (&format!("{good}2027-01-02,holiday\n"), 3, "CSV"),
    ] {
        let error = WorkCalendar::parse("x", &format!("{head}{rows}")).unwrap_err();
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(WorkCalendar::parse("x", "day,kind\n").unwrap_err().line, 1);
    assert!(WorkCalendar::parse("none", head).unwrap().is_workday(date("2026-03-04")).provisional);
}
