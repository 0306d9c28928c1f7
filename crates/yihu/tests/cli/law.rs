//! `yihu law due` with questions that cannot be meant, with a calendar that ends, and line by line.

use std::process::Stdio;

use crate::run::{Outcome, Place, with_input, yihu};

fn due(args: &[&str]) -> Outcome {
    let place = Place::empty();
    place.run(["law", "due"].iter().chain(args))
}

#[test]
fn c24_a_calendar_that_ends_is_said_to_be_provisional() {
    // Into a year whose notice is not loaded, and wholly beyond.
    for start in ["2026-12-30T10:00:00+08:00", "2031-05-06T10:00:00+08:00", "2199-12-30T10:00:00+08:00"] {
        let outcome = due(&["--limit", "10wd", "--start", start]).succeeds();
        assert!(outcome.out.contains("\"provisional\":true"), "{outcome:?}");
        assert!(outcome.out.contains("该年放假通知尚未载入，暂按周一至周五计"), "{outcome:?}");
    }
    let loaded = due(&["--limit", "10wd", "--start", "2026-03-02T10:00:00+08:00"]).succeeds();
    assert!(loaded.out.contains("\"provisional\":false") && !loaded.out.contains("暂按"), "{loaded:?}");
    // The longest limit from the last year that may be asked for.
    due(&["--limit", "10000wd", "--start", "2200-12-31T23:59:59+08:00"]).succeeds();
}

#[test]
fn a_wrong_question_is_answered_in_words() {
    let start = "2026-03-02T10:00:00+08:00";
    for limit in ["", "5", "wd", "5d", "-5wd", "五wd", "5.5h", "5 wd"] {
        let limit = format!("--limit={limit}");
        due(&[&limit, "--start", start]).fails(1, &["无法识别", "5wd（工作日）"]);
    }
    due(&["--limit", "0wd", "--start", start]).fails(1, &["时限不能为0"]);
    due(&["--limit", "99999h", "--start", start]).fails(1, &["时限"]);
    for wrong in ["", "yesterday", "2026-03-02", "2026-03-02T10:00:00", "2026-02-30T10:00:00+08:00"] {
        due(&["--limit", "5wd", "--start", wrong]).fails(1, &["起算时间有误", "带时区"]);
    }
    for year in ["0001", "1899", "2201", "9999"] {
        let start = format!("{year}-06-15T10:00:00+08:00");
        due(&["--limit", "5wd", "--start", &start]).fails(1, &["1900年至2200年"]);
    }
}

#[test]
fn c26_a_wrong_pause_is_answered_in_words() {
    let day = |n: u32| format!("2026-03-{n:02}T10:00:00+08:00");
    let asked = |pauses: &[String]| {
        let (start, mut args) = (day(2), vec!["--limit", "5wd"]);
        args.extend(["--start", &start]);
        for pause in pauses {
            args.extend(["--pause", pause]);
        }
        due(&args)
    };
    let pause = |from: u32, to: u32| format!("{}/{}", day(from), day(to));
    asked(&[pause(3, 5), pause(9, 10)]).succeeds();
    asked(&["2026-03-03".into()]).fails(1, &["中止“2026-03-03”无法识别", "/"]);
    asked(&["a/b/c".into()]).fails(1, &["无法识别"]);
    asked(&["soon/later".into()]).fails(1, &["第1段中止的时间有误"]);
    asked(&[pause(5, 3)]).fails(1, &["第1段中止的恢复时间早于中止时间"]);
    asked(&[pause(3, 4), pause(1, 5)]).fails(1, &["第2段中止早于起算时间"]);
    asked(&[pause(3, 6), pause(5, 9)]).fails(1, &["第1段与第2段中止有重叠"]);
}

#[test]
fn a_broken_line_stands_in_its_place_and_the_rest_goes_on() {
    let good = r#"{"limit":"5wd","start":"2026-02-10T10:00:00+08:00"}"#;
    let lines: [&[u8]; 9] = [
        good.as_bytes(),
        b"rubbish",
        b"\xff\xfe\xfd",
        br#"{"limit":"5wd"}"#,
        br#"{"limit":"5wd","start":"2026-02-10T10:00:00+08:00","x":1}"#,
        br#"{"limit":"5d","start":"2026-02-10T10:00:00+08:00"}"#,
        b"   ",
        br#"{"limit":"5wd","start":"2026-02-10T10:00:00+08:00""#,
        good.as_bytes(),
    ];
    let place = Place::empty();
    let batch = |input: &[u8]| {
        let mut command = yihu(place.home());
        command.args(["law", "due", "--batch"]);
        with_input(command, input)
    };
    let outcome = batch(&lines.join(&b'\n'));
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(1), ""), "{outcome:?}");
    let answers: Vec<&str> = outcome.out.lines().collect();
    // An empty line is no question.
    assert_eq!(answers.len(), lines.len() - 1, "{outcome:?}");
    for (at, answer) in answers.iter().enumerate() {
        if at == 0 || at == answers.len() - 1 {
            assert!(answer.starts_with(r#"{"due":"2026-02-25T00:00:00+08:00""#), "{answer}");
        } else {
            assert!(answer.starts_with(r#"{"error":""#) && answer.ends_with(r#"。"}"#), "{answer}");
        }
    }
    batch(good.as_bytes()).succeeds();
    assert_eq!(batch(b"").succeeds().out, "");
}

#[test]
fn who_stops_reading_sees_no_panic() {
    let place = Place::empty();
    let start = "2026-02-10T10:00:00+08:00";
    for args in [&["law", "due", "--limit", "500wd", "--start", start][..], &["init"]] {
        let mut command = yihu(place.home());
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        Outcome::of(&child.wait_with_output().unwrap()).succeeds();
    }
    place.holds(0);
}
