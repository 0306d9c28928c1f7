//! What a version of the policy changes beside limits (C50): triggers, what is kept, what is told, and what a dry run says.

#![cfg(feature = "story")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use hotline::ch2_acceptance::a14_secrecy::is_kept_from_units;
use hotline::ch3_handling::a37_supervision::{puts_forward, raised_by};
use hotline::dry_run::dry_run;
use hotline::promise::promise;
use hotline::reactions::{Recipient, react};
use hotline::story::{DomainWorld, new_version, story};
use hotline::supervision::Trigger;
use hotline::{Claim, Recorded, Role};
use law::registry::Registry;
use law::{Date, Instant, Policy, PolicySet, WorkCalendar};

fn told(text: &str) -> Vec<Recorded> {
    let mut world = DomainWorld::new(&["王建国"]);
    story(&mut world, text).unwrap();
    assert_eq!(world.broken(), Vec::<String>::new());
    world.events().to_vec()
}

fn later(rules: &[(&str, &str)]) -> Policy {
    Policy::parse(&new_version("2026-07-01".parse::<Date>().unwrap(), rules)).unwrap()
}

/// What a version would have made of a story told under the first.
fn different(text: &str, rules: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let since = Instant::parse_rfc3339("2026-01-01T00:00:00+08:00").unwrap();
    let under = |policy: &Policy| {
        dry_run(&told(text), since, PolicySet::tangshan(), policy, WorkCalendar::china(), Registry::tangshan())
    };
    assert_eq!(under(Policy::tangshan()), Vec::new(), "the version in force changes nothing of what it decided");
    under(&later(rules)).into_iter().map(|found| (found.rule, found.what)).collect()
}

/// What the claimant was sent at an event, and what the page says after it.
fn words(text: &str, event: &str, policy: &Policy) -> (String, String) {
    let events = told(text);
    let place = events.iter().rposition(|one| one.event.name() == event).unwrap();
    let claim = Claim::fold(&events[..=place]).unwrap();
    let notices = react(&events[place], &claim, policy, Registry::tangshan());
    let sent = notices.into_iter().find(|notice| matches!(notice.to, Recipient::Claimant(_))).unwrap();
    (sent.text, promise(&claim, policy, Registry::tangshan()).text)
}

const HANDLED: &str = "
    02-26 09:00 热线     登记 求助 原话=燃气表一直响 要求=修好暖气
    02-26 09:10 热线     派单
    02-26 09:20 供热企业一 签收
    02-26 09:30 供热企业一 联系
    02-26 10:00 供热企业一 反馈 答复=已修好，没办法更快
    02-26 11:00 审核     退回 理由=没有写室温
    02-26 11:30 供热企业一 反馈 答复=已修好，室温20度
    02-26 12:00 审核     退回 理由=没有写电话
    02-27 10:00 供热企业一 反馈 答复=已修好，室温20度，可以来电
    02-27 11:00 审核     采纳
    02-27 15:00 回访     回访 无人接听
";

#[test]
fn c50_the_claimant_is_told_in_the_words_of_the_version() {
    let first = Policy::tangshan();
    let (sent, page) = words(HANDLED, "OrderDispatched", first);
    assert_eq!(sent, "TS260105-00731-7已派给唐山市中心城区供热企业一（样例），3月4日前办结并答复您。");
    assert_eq!(page, "已派给唐山市中心城区供热企业一（样例），等它签收");
    assert_eq!(
        words(HANDLED, "ClaimAccepted", first),
        (
            "您反映的事已受理，编号TS260105-00731-7。一般2小时内派单或答复。".to_owned(),
            "热线正在确认由谁办，马上派单或者答复您".to_owned()
        )
    );
    // Another version: other words, and its own limits in them.
    let second = later(&[
        ("dispatch", "\"90min\""),
        ("told.accepted", "\"{no}已受理，{dispatch}内有人跟进。\""),
        ("promise.accepted", "\"{dispatch}内派单\""),
    ]);
    let (sent, page) = words(HANDLED, "ClaimAccepted", &second);
    assert_eq!((sent.as_str(), page.as_str()), ("TS260105-00731-7已受理，90分钟内有人跟进。", "90分钟内派单"));
}

#[test]
fn c26_1_what_ends_a_suspension_is_told_in_the_words_of_the_version() {
    let text = "
        02-26 09:00 热线     登记 求助
        02-26 09:10 热线     派单
        02-26 09:20 供热企业一 签收
        02-26 10:00 供热企业一 申请中止 1 情况=下雪 预计=三天后
        02-26 10:10 审核     审核中止
    ";
    let (sent, page) = words(text, "OrderSuspended", Policy::tangshan());
    assert_eq!(sent, "TS260105-00731-7暂停办理，原因见进度页；情况恢复就接着办。");
    assert_eq!(page, "暂停办理：因不可抗力，暂时无法办理。情况恢复就接着办");
    let second = later(&[
        ("suspend.force_majeure", "{ proofs = 1, proof = \"公告\", contact = false, ends = \"道路恢复通行\" }"),
        ("promise.suspended", "\"暂停办理：{ground}。{ends}就接着办\""),
    ]);
    let (_, page) = words(text, "OrderSuspended", &second);
    assert_eq!(page, "暂停办理：因不可抗力，暂时无法办理。道路恢复通行就接着办");
}

#[test]
fn c37_1_what_raises_a_supervision_is_policy_beyond_the_three_of_the_regulation() {
    let events = told(
        "
        02-26 09:00 热线     登记 求助
        02-26 09:10 热线     派单
        02-26 09:20 供热企业一 签收
        03-02 09:00 时钟
        ",
    );
    let late =
        events.iter().find(|one| one.event.name() == "ClockExpired" && one.clause.to_string() == "C24.1").unwrap();
    assert_eq!(raised_by(late, Policy::tangshan()), None);
    let second = later(&[("supervise.not_contacted", "{ on = true, demand = \"请立即联系。\" }")]);
    assert_eq!(raised_by(late, &second), Some((1, Trigger::NotContacted)));
}

#[test]
fn c37_2_from_which_return_on_a_feedback_is_put_forward_is_policy() {
    let claim = Claim::fold(&told(HANDLED)).unwrap();
    let forward = |trigger, policy: &Policy| puts_forward(trigger, &claim, 1, policy);
    assert!(forward(Trigger::NotAsRequired, Policy::tangshan()));
    assert!(!forward(Trigger::NotClosed, Policy::tangshan()));
    assert!(!forward(Trigger::NotAsRequired, &later(&[("key_at_return", "3")])));
}

#[test]
fn c14_2_which_kinds_are_kept_from_units_is_policy() {
    let claim = Claim::fold(&told("02-26 09:00 热线 登记 投诉")).unwrap();
    let second = later(&[(
        "identity_kept",
        "{ consultation = false, help = false, complaint = true, report = true, suggestion = false }",
    )]);
    assert!(!is_kept_from_units(&claim, Policy::tangshan(), Registry::tangshan()));
    assert!(is_kept_from_units(&claim, &second, Registry::tangshan()));
}

#[test]
fn c50_a_dry_run_decides_again_with_the_guards_of_the_new_version() {
    let found = different(
        HANDLED,
        &[
            ("danger.fire", "[\"燃气表一直响\"]"),
            ("barred_words", "[\"没办法\"]"),
            ("feedback_returns", "1"),
            ("key_at_return", "3"),
            ("callback_tries", "1"),
            ("callback_min_days", "1"),
            ("callback_min_means", "1"),
        ],
    );
    let rules: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, ["danger", "barred_words", "feedback_returns", "key_at_return", "callback_tries"], "{found:#?}");
    assert_eq!(found[1].1, "不能这样办：公开答复里有“没办法”。请换成尊重诉求人的说法。");
    let more = "{ consultation = 0, help = 2, complaint = 2, report = 2, suggestion = 2 }";
    let found = different(HANDLED, &[("feedback_evidence", more), ("quiet_hours", "[\"14:30-9:00\"]")]);
    let rules: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, ["feedback_evidence", "feedback_evidence", "feedback_evidence", "quiet_hours"], "{found:#?}");
}

#[test]
fn c50_a_dry_run_holds_grounds_and_requests_against_the_new_version() {
    let refused = "
        01-05 09:00 热线 登记 投诉
        01-05 09:05 热线 不受理 2 事实=法院已经立案 联系=空
    ";
    let found = different(refused, &[("refuse.other_proceeding", "{ facts = \"哪一种\", reach = true }")]);
    assert_eq!(found[0].0, "refuse");
    let requests = "
        02-26 09:00 热线     登记 求助
        02-26 09:10 热线     派单
        02-26 09:20 供热企业一 签收
        02-26 10:00 供热企业一 申请中止 1 情况=下雪 预计=三天后
        02-26 10:10 审核     审核中止 不同意
        02-26 11:00 供热企业一 申请无法解决 不配合
        02-26 11:10 审核     审核无法解决 不同意
        02-26 12:00 供热企业一 申请中止 1 情况=雪没化 预计=三天后
        02-26 12:10 审核     审核中止 不同意
        02-26 12:20 诉求人   催办
        03-02 09:00 时钟
    ";
    let two = "{ proofs = 2, proof = \"公告\", contact = false, ends = \"雪停\" }";
    let found = different(
        requests,
        &[
            ("suspend.force_majeure", two),
            ("unresolvable.not_cooperating", "{ proofs = 3, proof = \"记录\", contact = false }"),
            ("supervise.not_contacted", "{ on = true, demand = \"请联系。\" }"),
        ],
    );
    let rules: Vec<&str> = found.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, ["suspend", "unresolvable", "suspend", "supervise"], "{found:#?}");
    let once = different(requests, &[("refused_requests", "1")]);
    assert_eq!(once[0].0, "refused_requests", "{once:#?}");
}

#[test]
fn c4_what_goes_on_after_a_withdrawal_is_policy() {
    let text = "
        01-05 09:00 热线   登记 求助 原话=老人晕倒了
        01-05 09:05 热线   派单 无危险
        01-05 10:00 诉求人 撤回 确认
    ";
    let withdrawn = |events: &[Recorded]| {
        let text = serde_json::to_value(&events.iter().find(|one| one.event.name() == "ClaimWithdrawn").unwrap().event);
        text.unwrap()["ex_officio"].as_bool().unwrap()
    };
    assert!(withdrawn(&told(text)));
    assert!(!withdrawn(&told(&format!("01-04 09:00 政策 01-05 pursue.danger=false\n{text}"))));
    assert_eq!(different(text, &[("pursue.danger", "false")]), [("pursue", "撤回以后不再办理".to_owned())]);
}

#[test]
fn c23_2_who_is_told_that_a_limit_ran_out_is_policy() {
    let events = told(
        "
        02-26 09:00 热线 登记 求助
        02-26 09:10 热线 派单
        02-26 12:00 时钟
    ",
    );
    let late = events.iter().find(|one| one.event.name() == "ClockExpired").unwrap();
    let claim = Claim::fold(&events).unwrap();
    let told = |policy: &Policy| -> Vec<Recipient> {
        react(late, &claim, policy, Registry::tangshan()).into_iter().map(|notice| notice.to).collect()
    };
    let office = |role| Recipient::Office("TS-12345".into(), role);
    let unit = Recipient::Unit("E-HEAT1".into());
    assert_eq!(told(Policy::tangshan()), [office(Role::Supervisor), unit.clone()]);
    let second = later(&[("alarm.sign", "[\"shift_leader\", \"unit\"]")]);
    assert_eq!(told(&second), [office(Role::ShiftLeader), unit]);
}
