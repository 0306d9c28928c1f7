//! The policy document, and what no document may do (C50, `law.md` §8).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use law::policy::{DayWindow, Laxer, Office, Text};
use law::{Clause, Instant, Limit, Policy, PolicyError, PolicySet};
use proptest::prelude::*;
use serde_json::Value;

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

/// Every rule of a document with its key, sections included.
fn rules(value: &Value, key: &str) -> Vec<(String, Value)> {
    let Some(table) = value.as_object() else { return Vec::new() };
    if table.contains_key("basis") {
        return vec![(key.to_owned(), value.clone())];
    }
    let below = |name: &String| if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
    table.iter().flat_map(|(name, value)| rules(value, &below(name))).collect()
}

#[test]
fn c50_every_rule_names_basis_and_reason() {
    let rules = rules(&serde_json::to_value(Policy::tangshan()).unwrap(), "");
    assert!(rules.len() >= 130, "{}", rules.len());
    for (key, rule) in rules {
        assert!(!rule["note"].as_str().unwrap().is_empty(), "{key}");
        assert!(rule["basis"].as_str().unwrap().parse::<Clause>().is_ok(), "{key}");
        assert!(DOCUMENT.contains(&format!("\n[{key}]\n")), "{key}");
    }
}

#[test]
fn c50_the_page_for_lawyers_names_every_rule() {
    let page = include_str!("../../../docs/policy.md");
    for (key, _) in rules(&serde_json::to_value(Policy::tangshan()).unwrap(), "") {
        assert!(page.contains(&format!("`{key}`")), "docs/policy.md does not say where {key} comes from");
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
fn c50_no_ground_is_added_and_no_trigger_taken_away() {
    for (key, value, words) in [
        ("danger.fire", "[]", "第十五条第（三）项"),
        ("conduct_branches", "[\"作风效能\"]", "第三十三条"),
        ("conduct_branches", "[\"企业服务与营商环境\"]", "第三十二条"),
        ("supervise.not_signed", "{ on = false, demand = \"请签收\" }", "第三十七条"),
        ("supervise.not_closed", "{ on = false, demand = \"请办结\" }", "第三十七条"),
        ("supervise.not_as_required", "{ on = false, demand = \"请补正\" }", "第三十七条"),
        ("unresolvable.not_cooperating", "{ proofs = 0, proof = \"无\", contact = false }", "第二十五条"),
        ("suspend.other", "{ proofs = 0, proof = \"无\", contact = false, ends = \"\" }", "第二十六条第二款"),
        ("refuse.secrets", "{ facts = \" \", reach = false }", "第十五条第（二）项"),
        ("key_at_return", "1", "第三十七条"),
    ] {
        let found = laxer(key, value);
        let text = found[0].to_string();
        let line = DOCUMENT.lines().position(|line| line == format!("[{key}]")).unwrap() + 1;
        assert!(text.contains(words) && text.contains(&format!("第{line}行“{key}”")), "{text}");
    }
}

#[test]
fn c15_2_a_text_cannot_leave_out_what_the_claimant_must_be_told() {
    for (key, value, words) in [
        ("told.refused", "\"{no}不予受理。\"", "没有告诉诉求人应当知道的{body}（条例第十五条第（二）项）"),
        ("told.extended", "\"{no}经批准延期。\"", "{due}（条例第二十四条第二款）"),
        ("told.accepted", "\"您反映的事已受理，编号{no}，{time}内派单。\"", "有不认识的{time}，只能用{no}、{dispatch}"),
        ("told.archived", "\"{no}已办结。{\"", "有不认识的"),
        ("told.archived", "\"{no}已办结。}\"", "有不认识的"),
        ("promise.refused", "\"\"", "不能为空"),
        ("promise.suspended", "\"暂停办理\"", "{ground}"),
        ("promise.received", "\"热线\\n正在看\"", "换行"),
    ] {
        let found = laxer(key, value);
        assert!(found.iter().any(|one| one.to_string().contains(words)), "{key}: {found:?}");
    }
    let long = format!("\"{{no}}{}\"", "字".repeat(200));
    assert!(laxer("told.joined", &long)[0].to_string().contains("最多120个字"));
}

#[test]
fn a_text_is_filled_with_its_facts() {
    let fill = |text: &str| Text(text.to_owned()).fill(&[("no", "TS1"), ("unit", "市住建局")]);
    assert_eq!(fill("{unit}已答复{no}。"), "市住建局已答复TS1。");
    assert_eq!(fill("没有要填的"), "没有要填的");
    assert_eq!(fill("{due}前"), "前");
}

#[test]
fn c38_the_hours_of_calling_follow_from_the_hours_of_rest() {
    assert_eq!(Policy::tangshan().call_hours(), "8:00—12:00或者14:00—20:00");
    let later = Policy::parse(&with("quiet_hours", "[\"21:30-9:00\"]")).unwrap();
    assert_eq!(later.call_hours(), "9:00—21:30");
}

/// Documents of the first form are read as they were decided by; a new one has to say all.
#[test]
fn c50_a_document_of_the_first_form_is_kept_and_no_longer_taken() {
    let first = DOCUMENT.split_once("# 以下各项自格式2起。").unwrap().0.replace("format = 2\n", "");
    let text = Policy::parse(&first).unwrap_err().to_string();
    assert!(text.contains("格式1") && text.contains("format = 2"), "{text}");
    let kept = Policy::parse_kept(&first).unwrap();
    assert_eq!(kept, Policy { format: 1, ..Policy::tangshan().clone() });
    // It is still held to the regulation, and its lines are its own.
    let laxer = first.replace("[sign]\nvalue = \"1wd\"", "[sign]\nvalue = \"2wd\"");
    let line = first.lines().position(|line| line == "[sign]").unwrap() + 1;
    assert!(Policy::parse_kept(&laxer).unwrap_err().to_string().contains(&format!("第{line}行“sign”")));
    // Form 2 without a section is not filled up.
    let cut = DOCUMENT.split_once("# 发给诉求人的话").unwrap().0;
    for parsed in [Policy::parse(cut), Policy::parse_kept(cut)] {
        assert!(parsed.unwrap_err().to_string().contains("缺少“told”一项"));
    }
    assert!(Policy::parse(&DOCUMENT.replace("format = 2", "format = 3")).unwrap_err().to_string().contains("格式3"));
}

proptest! {
    /// Whatever is put together of stricter and laxer values: what is taken over is never below the regulation.
    #[test]
    fn c50_no_policy_that_is_taken_over_is_laxer_than_the_regulation(
        chosen in proptest::collection::vec((0..VALUES.len(), 0usize..4), 1..4)
    ) {
        let mut text = DOCUMENT.to_owned();
        for (key, pick) in chosen {
            let (key, values) = VALUES[key];
            let heading = format!("[{key}]\nvalue = ");
            let (before, after) = text.split_once(&heading).unwrap();
            let rest = after.split_once('\n').unwrap().1;
            text = format!("{before}{heading}{}\n{rest}", values[pick % values.len()]);
        }
        if let Ok(policy) = Policy::parse(&text) {
            let within = |limit: Limit, cap: &str| limit.surely_within(cap.parse().unwrap());
            prop_assert!(within(policy.dispatch.value, "2h") && within(policy.desk_reply.value, "2h"));
            prop_assert!(within(policy.sign.value, "1wd") && within(policy.sign_utility.value, "1wd"));
            prop_assert!(within(policy.handle_consultation.value, "2wd") && within(policy.handle_other.value, "5wd"));
            prop_assert!(within(policy.misconduct_feedback.value, "24h"));
            prop_assert!(policy.danger.lines().iter().all(|(_, _, words)| !words.value.is_empty()));
            let supervise = &policy.supervise;
            let by_law = [&supervise.not_signed, &supervise.not_closed, &supervise.not_as_required];
            prop_assert!(by_law.iter().all(|trigger| trigger.value.on));
            prop_assert!(policy.unresolvable.kinds().iter().all(|(_, form)| form.value.proofs > 0));
            prop_assert!(policy.told.refused.value.places().any(|place| place == "body"));
            prop_assert!(policy.told.extended.value.places().any(|place| place == "due"));
            prop_assert!(policy.decides.decisions().iter().all(|(_, offices)| !offices.value.is_empty()));
            let conduct = &policy.conduct_branches.value;
            prop_assert!(conduct.iter().any(|branch| branch == "作风效能"));
        }
    }
}

/// Lawful and unlawful values side by side.
const VALUES: [(&str, &[&str]); 14] = [
    ("dispatch", &["\"1h\"", "\"120min\"", "\"3h\"", "\"1wd\""]),
    ("desk_reply", &["\"2h\"", "\"121min\"", "\"1cd\""]),
    ("sign", &["\"1wd\"", "\"1cd\"", "\"25h\"", "\"2wd\""]),
    ("handle_other", &["\"3wd\"", "\"5wd\"", "\"6wd\"", "\"200h\""]),
    ("handle_consultation", &["\"1wd\"", "\"2cd\"", "\"3wd\""]),
    ("misconduct_feedback", &["\"24h\"", "\"1wd\"", "\"25h\""]),
    ("danger.fire", &["[\"着火\"]", "[]", "[\" \"]"]),
    ("supervise.not_closed", &["{ on = true, demand = \"请办结\" }", "{ on = false, demand = \"请办结\" }"]),
    (
        "unresolvable.not_cooperating",
        &["{ proofs = 2, proof = \"记录\", contact = true }", "{ proofs = 0, proof = \"记录\", contact = true }"],
    ),
    ("told.refused", &["\"{no}请找{body}。\"", "\"{no}不受理。\"", "\"{no}请找{who}。\""]),
    ("told.extended", &["\"{no}延到{due}。\"", "\"{no}延期了。\""]),
    ("decides.dispute", &["[\"agency_head\"]", "[]", "[\"operator\"]"]),
    ("conduct_branches", &["[\"作风效能\", \"企业服务与营商环境\"]", "[\"作风效能\"]", "[]"]),
    (
        "feedback_evidence",
        &[
            "{ consultation = 0, help = 0, complaint = 1, report = 1, suggestion = 0 }",
            "{ consultation = 0, help = 51, complaint = 1, report = 1, suggestion = 0 }",
        ],
    ),
];

#[test]
fn c50_who_decides_is_one_of_the_offices_and_never_nobody() {
    let policy = Policy::parse(&with("decides.take_back", "[\"reviewer\"]")).unwrap();
    assert_eq!(policy.decides.take_back.value, [Office::Reviewer]);
    assert!(laxer("decides.take_back", "[]")[0].to_string().contains("没有人能决定"));
    let text = Policy::parse(&with("decides.take_back", "[\"mayor\"]")).unwrap_err().to_string();
    assert!(text.contains("“mayor”不是可以填的值，可填：shift_leader、reviewer、agency_head"), "{text}");
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
