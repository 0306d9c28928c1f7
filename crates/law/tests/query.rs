//! `law due` as values: answers, steps, and every question that has none.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use law::query::{Answer, Query, QueryError, answer, pause_from_text};
use law::{Instant, Limit, WorkCalendar, due};
use proptest::prelude::*;

fn ask(json: &str) -> Result<Answer<'static>, QueryError> {
    answer(&serde_json::from_str(json).unwrap(), WorkCalendar::china())
}

fn refused(json: &str) -> String {
    ask(json).unwrap_err().to_string()
}

#[test]
fn the_example_of_the_handbook() {
    let answer = ask(r#"{"limit":"5wd","start":"2026-02-13T15:00:00+08:00"}"#).unwrap();
    assert_eq!(answer.due, "2026-02-28T00:00:00+08:00");
    assert_eq!((answer.shown.as_str(), answer.provisional), ("2月27日 24:00", false));
    let json = serde_json::to_value(&answer).unwrap();
    let steps = json["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 15);
    assert_eq!(steps[0]["day"], "2026-02-13");
    assert_eq!(steps[0]["counts"], false);
    assert_eq!(steps[1]["day"], "2026-02-14");
    assert_eq!((&steps[1]["counts"], &steps[1]["n"]), (&true.into(), &1.into()));
    assert!(steps[1]["why"].as_str().unwrap().starts_with("调休上班（国务院办公厅"));
    assert!(steps[2].get("n").is_none());
    assert!(steps[2]["why"].as_str().unwrap().starts_with("春节放假"));
    assert_eq!((&steps[14]["day"], &steps[14]["n"]), (&"2026-02-27".into(), &5.into()));
}

#[test]
fn c26_a_pause_is_told_day_by_day() {
    let answer = ask(r#"{"limit":"3wd","start":"2026-03-02T09:00:00+08:00",
            "pauses":[["2026-03-03T10:00:00+08:00","2026-03-05T10:00:00+08:00"]]}"#)
    .unwrap();
    assert_eq!(answer.shown, "3月9日 24:00");
    let told: Vec<String> =
        answer.steps.iter().map(|step| format!("{} {:?} {}", step.day.day(), step.n, step.why)).collect();
    assert_eq!(
        told,
        [
            "2 None 起算当日不计入",
            "3 Some(1) 工作日",
            "4 None 中止期间，不计入",
            "5 None 恢复当日不计入",
            "6 Some(2) 工作日",
            "7 None 休息日（周末）",
            "8 None 休息日（周末）",
            "9 Some(3) 工作日",
        ]
    );
}

#[test]
fn c26_a_pause_on_the_last_day_ends_with_the_day_of_resumption() {
    let answer = ask(r#"{"limit":"1wd","start":"2026-03-02T09:00:00+08:00",
            "pauses":[["2026-03-03T10:00:00+08:00","2026-03-07T10:00:00+08:00"]]}"#)
    .unwrap();
    assert_eq!(answer.shown, "3月9日 24:00");
    assert_eq!(answer.steps.last().unwrap().why, "已无剩余日数，于恢复后的第一个工作日届满");
}

/// The working day that the law adds when nothing is left is not a day of the limit, even if it is paused again.
#[test]
fn c26_a_second_pause_before_the_added_day_counts_no_day_too_many() {
    let answer = ask(r#"{"limit":"1wd","start":"2026-03-05T09:00:00+08:00",
            "pauses":[["2026-03-06T10:00:00+08:00","2026-03-07T10:00:00+08:00"],
                      ["2026-03-07T11:00:00+08:00","2026-03-10T10:00:00+08:00"]]}"#)
    .unwrap();
    assert_eq!(answer.shown, "3月11日 24:00");
    assert_eq!(answer.steps.iter().filter(|step| step.counts).count(), 1);
    assert_eq!(answer.steps.last().unwrap().why, "已无剩余日数，于恢复后的第一个工作日届满");
}

#[test]
fn c26_an_overdue_clock_does_not_stop() {
    let answer = ask(r#"{"limit":"1wd","start":"2026-03-02T09:00:00+08:00",
            "pauses":[["2026-03-05T10:00:00+08:00","2026-03-07T10:00:00+08:00"]]}"#)
    .unwrap();
    assert_eq!(answer.shown, "3月3日 24:00");
    assert_eq!(answer.steps.last().unwrap().why, "3月5日 10:00 中止时已超期，不停表");
}

#[test]
fn hours_are_told_by_the_days_they_touch() {
    let answer = ask(r#"{"limit":"24h","start":"2026-02-13T15:00:00+08:00",
            "pauses":[["2026-02-13T16:00:00+08:00","2026-02-14T08:00:00+08:00"]]}"#)
    .unwrap();
    assert_eq!(answer.due, "2026-02-15T07:00:00+08:00");
    let told: Vec<&str> = answer.steps.iter().map(|step| step.why.as_ref()).collect();
    assert_eq!(
        told,
        [
            "15:00 至 16:00，计1小时，昼夜连续计算",
            "16:00 中止，至 2月14日 08:00 恢复，期间不计时",
            "08:00 至 24:00，计16小时，昼夜连续计算",
            "00:00 至 07:00，计7小时，昼夜连续计算",
        ]
    );
}

#[test]
fn c33_a_last_day_of_rest_is_told_as_moved_on() {
    let answer = ask(r#"{"limit":"3cd","start":"2026-03-04T09:00:00+08:00"}"#).unwrap();
    assert_eq!(answer.shown, "3月9日 24:00");
    let last = answer.steps.last().unwrap();
    assert_eq!((last.counts, last.why.as_ref()), (false, "末日逢休息日，顺延至本工作日届满"));
}

#[test]
fn pauses_come_in_any_order_and_touching_ones_are_one() {
    let start = r#""limit":"5wd","start":"2026-03-02T09:00:00+08:00""#;
    let (a, b) = (
        r#"["2026-03-03T10:00:00+08:00","2026-03-04T10:00:00+08:00"]"#,
        r#"["2026-03-04T10:00:00+08:00","2026-03-06T10:00:00+08:00"]"#,
    );
    let both = ask(&format!("{{{start},\"pauses\":[{b},{a}]}}")).unwrap();
    let one = r#"["2026-03-03T10:00:00+08:00","2026-03-06T10:00:00+08:00"]"#;
    assert_eq!(both, ask(&format!("{{{start},\"pauses\":[{one}]}}")).unwrap());
}

#[test]
fn a_due_beyond_the_last_notice_is_provisional_and_says_so() {
    let answer = ask(r#"{"limit":"5wd","start":"2026-12-29T09:00:00+08:00"}"#).unwrap();
    assert!(answer.provisional);
    assert!(answer.steps.last().unwrap().why.contains("尚未载入"));
}

#[test]
fn bad_questions_are_refused_in_chinese() {
    let with = |limit: &str, start: &str, pauses: &str| {
        refused(&format!(r#"{{"limit":"{limit}","start":"{start}","pauses":[{pauses}]}}"#))
    };
    let start = "2026-03-02T09:00:00+08:00";
    assert!(with("5", start, "").contains("5wd（工作日）"));
    assert!(with("99999h", start, "").contains("过大"));
    assert!(with("0wd", start, "").contains("不能为0"));
    assert!(with("5wd", "2026-03-02 9点", "").contains("起算时间有误"));
    assert!(with("5wd", "1700-03-02T09:00:00+08:00", "").contains("1900年至2200年"));
    assert!(with("5wd", "9999-03-02T09:00:00+08:00", "").contains("1900年至2200年"));
    let pause = |from: &str, to: &str| format!(r#"["2026-03-{from}:00:00+08:00","2026-03-{to}:00:00+08:00"]"#);
    assert!(with("5wd", start, r#"["2026-03-03","x"]"#).contains("第1段中止的时间有误"));
    assert!(with("5wd", start, &pause("04T10", "03T10")).contains("早于中止时间"));
    assert!(with("5wd", start, &pause("01T10", "03T10")).contains("早于起算时间"));
    let overlap = format!("{},{}", pause("05T10", "07T10"), pause("03T10", "06T10"));
    assert!(with("5wd", start, &overlap).contains("第1段与第2段中止有重叠"));
    for unknown in [
        r#"{"limit":"5wd","start":"x","pause":[]}"#,
        r#"{"limit":"5wd"}"#,
        r#"{"limit":"5wd","start":"x","pauses":[["a"]]}"#,
    ] {
        assert!(serde_json::from_str::<Query>(unknown).is_err(), "{unknown}");
    }
}

#[test]
fn a_pause_on_the_command_line_is_two_times_with_a_slash() {
    assert_eq!(pause_from_text("a/b").unwrap(), ("a".to_owned(), "b".to_owned()));
    for bad in ["", "a", "a/b/c"] {
        assert!(pause_from_text(bad).unwrap_err().to_string().contains("用 / 隔开"));
    }
}

fn instant(day: i64, minute: i64) -> Instant {
    Instant::parse_rfc3339("2025-12-01T00:00:00+08:00").unwrap().plus_days(day).plus_minutes(minute)
}

proptest! {
    /// The steps tell the same story as the arithmetic: the days counted are the limit's, and the last step is the due day.
    #[test]
    fn steps_and_arithmetic_agree(
        n in 1u32..30, start in (0i64..200, 0i64..1440), pauses in proptest::collection::vec((0i64..9, 0i64..1440, 0i64..9, 0i64..1440), 0..4),
    ) {
        let start = instant(start.0, start.1);
        let mut edge = start;
        let mut texts = Vec::new();
        for (gap, gap_min, length, length_min) in pauses {
            let from = edge.plus_days(gap).plus_minutes(gap_min);
            edge = from.plus_days(length).plus_minutes(length_min);
            texts.push((from.rfc3339(), edge.rfc3339()));
        }
        let ask = |pauses| {
            let query = Query { limit: format!("{n}wd"), start: start.rfc3339(), pauses };
            answer(&query, WorkCalendar::china()).unwrap()
        };
        let plain = due(Limit::WorkingDays(n), start, WorkCalendar::china()).at;
        prop_assert_eq!(&ask(Vec::new()).due, &plain.rfc3339());
        let told = ask(texts.clone());
        texts.reverse();
        prop_assert_eq!(&told, &ask(texts));
        let counted: Vec<u32> = told.steps.iter().filter_map(|step| step.n).collect();
        prop_assert_eq!(counted, (1..=n).collect::<Vec<_>>());
        prop_assert!(told.steps.iter().all(|step| step.counts == step.n.is_some()));
        let due_day = Instant::parse_rfc3339(&told.due).unwrap().plus_ms(-1).date();
        let before_overdue = told.steps.iter().rfind(|step| !step.why.contains("不停表")).unwrap();
        prop_assert_eq!(before_overdue.day, due_day);
        prop_assert!(told.steps.windows(2).all(|pair| pair[0].day <= pair[1].day));
    }

    #[test]
    fn no_question_panics(limit in ".{0,8}", start in ".{0,30}", from in ".{0,30}", to in ".{0,30}") {
        let query = Query { limit, start, pauses: vec![(from, to)] };
        let _ = answer(&query, WorkCalendar::china());
    }
}
