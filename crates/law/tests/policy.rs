//! The policy document, and what no document may do (C50, `law.md` §8).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use law::policy::{DayWindow, Laxer};
use law::{Clause, Instant, Limit, Policy, PolicyError, PolicySet};

const DOCUMENT: &str = include_str!("../policy/tangshan-2026-01-01.toml");

/// The document with another value for one rule.
fn with(key: &str, value: &str) -> String {
    let (before, after) = DOCUMENT.split_once(&format!("[{key}]\nvalue = ")).unwrap();
    let (_, rest) = after.split_once('\n').unwrap();
    format!("{before}[{key}]\nvalue = {value}\n{rest}")
}

fn laxer(key: &str, value: &str) -> Vec<Laxer> {
    match Policy::parse(&with(key, value)) {
        Err(PolicyError::Laxer(found)) => found,
        other => panic!("{key} = {value}: {other:?}"),
    }
}

#[test]
fn the_sample_policy_is_read_and_gives_the_numbers_of_the_regulation() {
    let policy = Policy::tangshan();
    assert_eq!(policy.version, "tangshan-2026-01-01");
    assert_eq!(policy.dispatch.value, Limit::Hours(2));
    assert_eq!((policy.dispatch.basis, policy.dispatch.local), (Clause::C20_1, false));
    assert_eq!(policy.sign.value, Limit::WorkingDays(1));
    assert_eq!(policy.handle_consultation.value, Limit::WorkingDays(2));
    assert_eq!(policy.handle_other.value, Limit::WorkingDays(5));
    assert_eq!(policy.misconduct_feedback.value, Limit::Hours(24));
    assert_eq!(policy.quiet_hours.value.first(), Some(&DayWindow { from_min: 20 * 60, to_min: 8 * 60 }));
    let json = serde_json::to_string(policy).unwrap();
    assert_eq!(&serde_json::from_str::<Policy>(&json).unwrap(), policy);
}

#[test]
fn c50_every_rule_names_basis_and_reason() {
    let rules = serde_json::to_value(Policy::tangshan()).unwrap();
    let rules: Vec<_> = rules.as_object().unwrap().iter().filter(|(_, rule)| rule.is_object()).collect();
    assert!(rules.len() >= 35);
    for (key, rule) in rules {
        assert!(!rule["note"].as_str().unwrap().is_empty(), "{key}");
        assert!(rule["basis"].as_str().unwrap().parse::<Clause>().is_ok(), "{key}");
    }
}

#[test]
fn c50_a_duty_cannot_be_made_laxer() {
    for (key, value, clause) in [
        ("sign", "\"2wd\"", "第二十三条第二款"),
        ("sign_utility", "\"2wd\"", "第二十三条第二款"),
        ("dispatch", "\"3h\"", "第二十条第一款"),
        ("dispatch", "\"1wd\"", "第二十条第一款"),
        ("desk_reply", "\"121min\"", "第十九条"),
        ("handle_consultation", "\"3wd\"", "第二十四条第一款"),
        ("handle_other", "\"6wd\"", "第二十四条第一款"),
        ("rehandle_other", "\"6wd\"", "第二十四条第一款"),
        ("misconduct_feedback", "\"25h\"", "第三十二条"),
        ("enforcement_notice", "\"31cd\"", "第三十三条"),
        ("dispute", "\"2wd\"", "第二十三条第三款"),
    ] {
        let found = laxer(key, value);
        assert_eq!(found.len(), 1, "{found:?}");
        let text = found[0].to_string();
        assert!(text.contains(key) && text.contains(clause), "{text}");
    }
}

#[test]
fn c50_a_right_cannot_be_taken_away() {
    for (key, value, words) in [
        ("dispute", "\"4h\"", "缩短了承办单位申请退单的权利"),
        ("dispute_complex", "\"2wd\"", "缩短了承办单位申请退单的权利"),
        ("designate_at_hop", "1", "取消退单"),
        ("extension_count", "0", "第二十四条第二款"),
        ("rehandle_rounds", "0", "第三十八条"),
        ("satisfied_levels", "4", "不能算作满意"),
    ] {
        let text = laxer(key, value)[0].to_string();
        assert!(text.contains(words), "{text}");
    }
    assert!(laxer("callback_tries", "0").iter().any(|found| found.to_string().contains("等于不回访")));
}

#[test]
fn c50_stricter_is_lawful() {
    for (key, value) in
        [("sign", "\"4h\""), ("dispatch", "\"30min\""), ("handle_other", "\"3wd\""), ("sign", "\"24h\"")]
    {
        assert!(Policy::parse(&with(key, value)).is_ok(), "{key} = {value}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (key, value) in [
        ("lamp_yellow_percent", "100"),
        ("quiet_hours", "[\"0:00-12:00\", \"12:00-0:00\"]"),
        ("callback_min_days", "4"),
        ("handle_other", "\"0wd\""),
    ] {
        laxer(key, value);
    }
    let early = DOCUMENT.replace("effective_from = \"2026-01-01\"", "effective_from = \"2025-12-31\"");
    assert!(Policy::parse(&early).unwrap_err().to_string().contains("第五十一条"));
}

#[test]
fn every_fault_is_told_at_once() {
    let two = with("sign", "\"2wd\"").replace("[handle_other]\nvalue = \"5wd\"", "[handle_other]\nvalue = \"9wd\"");
    let text = Policy::parse(&two).unwrap_err().to_string();
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn unknown_and_missing_keys_are_refused_with_their_line() {
    let line = |text: &str| match Policy::parse(text) {
        Err(PolicyError::Unreadable { line, problem }) => (line, problem),
        other => panic!("{other:?}"),
    };
    let (at, problem) = line(&format!("{DOCUMENT}\n[singing]\nvalue = \"1wd\"\n"));
    assert!(at > 100 && problem.contains("没有“singing”这一项"), "{at} {problem}");
    let (_, problem) = line(&DOCUMENT.replace("[sign]", "[sing]"));
    assert!(problem.contains("sing"), "{problem}");
    let (_, problem) = line(&with("sign", "\"1wd\"\nnoted = 1"));
    assert!(problem.contains("noted"), "{problem}");
    let (_, problem) = line(&with("sign", "\"one day\""));
    assert!(problem.contains("无法识别"), "{problem}");
    let (_, problem) = line(&DOCUMENT.replace("basis = \"C23.2\"", "basis = \"C99\""));
    assert!(problem.contains("C99"), "{problem}");
    assert!(line("not toml").0 == 1);
}

fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(text).unwrap()
}

#[test]
fn the_version_in_force_is_chosen_by_its_effective_date() {
    let second = DOCUMENT
        .replace("tangshan-2026-01-01", "tangshan-2026-07-01")
        .replace("effective_from = \"2026-01-01\"", "effective_from = \"2026-07-01\"");
    let set = PolicySet::new(vec![Policy::parse(&second).unwrap(), Policy::tangshan().clone()]).unwrap();
    assert_eq!(set.at(at("2026-06-30T23:59:59+08:00")).version, "tangshan-2026-01-01");
    assert_eq!(set.at(at("2026-07-01T00:00:00+08:00")).version, "tangshan-2026-07-01");
    assert_eq!(set.by_version("tangshan-2026-07-01").unwrap().effective_from.to_string(), "2026-07-01");
    assert_eq!(set.all().count(), 2);
    assert!(set.by_version("x").is_none());
}

#[test]
fn c50_nothing_before_2026_is_judged_by_the_regulation() {
    let set = PolicySet::tangshan();
    let before = set.choose(at("2025-12-31T23:59:59+08:00"));
    assert_eq!((before.policy.version.as_str(), before.before_law), ("tangshan-2026-01-01", true));
    assert!(!set.choose(at("2026-01-01T00:00:00+08:00")).before_law);
}

#[test]
fn two_versions_for_one_day_are_refused() {
    let policy = Policy::tangshan().clone();
    let mut other = policy.clone();
    assert!(PolicySet::new(vec![policy.clone(), other.clone()]).unwrap_err().to_string().contains("重复"));
    other.version = "other".to_owned();
    assert!(PolicySet::new(vec![policy, other]).unwrap_err().to_string().contains("只能有一个"));
    assert!(PolicySet::new(Vec::new()).is_err());
}

#[test]
fn c38_nobody_is_called_back_in_quiet_hours() {
    let policy = Policy::tangshan();
    for (time, quiet) in
        [("07:59", true), ("08:00", false), ("11:59", false), ("12:00", true), ("14:00", false), ("20:00", true)]
    {
        assert_eq!(policy.is_quiet(at(&format!("2026-03-04T{time}:00+08:00"))), quiet, "{time}");
    }
    assert_eq!(policy.next_call_time(at("2026-03-04T21:30:20+08:00")).rfc3339(), "2026-03-05T08:00:00+08:00");
    assert_eq!(policy.next_call_time(at("2026-03-04T09:30:20+08:00")).rfc3339(), "2026-03-04T09:30:20+08:00");
}
