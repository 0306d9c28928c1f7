//! What no policy may go below: the regulation itself (`law.md` §8).
//!
//! Duties may be made stricter, never laxer. Rights of units and claimants may not be taken away. The dispute window is
//! both: a duty to speak up in time and the right to do so, so its two numbers are fixed by C23.3.

use std::fmt;

use super::{DayWindow, Policy, Rule};
use crate::clause::Clause;
use crate::limit::Limit;

/// One rule that goes below the regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laxer {
    /// The rule's key in the document.
    pub key: &'static str,
    /// What is wrong with it and what would be lawful, in Chinese.
    pub why: String,
    /// The clause that forbids it; none where the bound is Art. 51 (in force from 2026-01-01) or plain sense.
    pub clause: Option<Clause>,
}

impl fmt::Display for Laxer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.clause {
            Some(clause) => write!(f, "“{}”：{}（条例{}）", self.key, self.why, clause.zh()),
            None => write!(f, "“{}”：{}", self.key, self.why),
        }
    }
}

pub(super) fn check(policy: &Policy) -> Vec<Laxer> {
    let mut found = Vec::new();
    duties(policy, &mut found);
    rights(policy, &mut found);
    sense(policy, &mut found);
    found
}

/// Limits of the regulation that bind units and agencies: shorter is lawful, longer is not.
fn duties(policy: &Policy, found: &mut Vec<Laxer>) {
    let mut at_most = |key, rule: &Rule<Limit>, cap: Limit, clause: Clause| {
        if !rule.value.surely_within(cap) {
            let why = format!("{}比条例宽松，不得超过{}", rule.value.zh(), cap.zh());
            found.push(Laxer { key, why, clause: Some(clause) });
        }
    };
    at_most("desk_reply", &policy.desk_reply, Limit::Hours(2), Clause::C19);
    at_most("dispatch", &policy.dispatch, Limit::Hours(2), Clause::C20_1);
    at_most("sign", &policy.sign, Limit::WorkingDays(1), Clause::C23_2);
    at_most("sign_utility", &policy.sign_utility, Limit::WorkingDays(1), Clause::C23_2);
    at_most("handle_consultation", &policy.handle_consultation, Limit::WorkingDays(2), Clause::C24_1);
    at_most("handle_other", &policy.handle_other, Limit::WorkingDays(5), Clause::C24_1);
    at_most("rehandle_consultation", &policy.rehandle_consultation, Limit::WorkingDays(2), Clause::C24_1);
    at_most("rehandle_other", &policy.rehandle_other, Limit::WorkingDays(5), Clause::C24_1);
    at_most("misconduct_feedback", &policy.misconduct_feedback, Limit::Hours(24), Clause::C32);
    at_most("enforcement_notice", &policy.enforcement_notice, Limit::CalendarDays(30), Clause::C33);
}

/// What the regulation gives to units and claimants.
fn rights(policy: &Policy, found: &mut Vec<Laxer>) {
    let mut add = |key, why: String, clause| {
        found.push(Laxer { key, why, clause: Some(clause) });
    };
    for (key, rule, days) in [("dispute", &policy.dispute, 1), ("dispute_complex", &policy.dispute_complex, 3)] {
        let fixed = Limit::WorkingDays(days);
        if rule.value != fixed {
            let wrong = if rule.value.surely_within(fixed) {
                "缩短了承办单位申请退单的权利"
            } else {
                "比条例宽松"
            };
            add(key, format!("{}{wrong}，应为{}", rule.value.zh(), fixed.zh()), Clause::C23_3);
        }
    }
    if policy.designate_at_hop.value < 2 {
        let why = "首次派单即指定承办单位，等于取消退单的权利，至少为2".to_owned();
        add("designate_at_hop", why, Clause::C23_3);
    }
    for (key, rule) in [("extension_count", &policy.extension_count), ("extension_days", &policy.extension_days)] {
        if rule.value == 0 {
            add(key, "为0等于取消申请延期的权利，至少为1".to_owned(), Clause::C24_2);
        }
    }
    if policy.feedback_returns.value == 0 {
        add("feedback_returns", "为0等于不审核反馈是否属实、全面，至少为1".to_owned(), Clause::C25_1_3);
    }
    if policy.refused_requests.value == 0 {
        add("refused_requests", "为0等于取消申请的权利，至少为1".to_owned(), Clause::C26_1);
    }
    if policy.rehandle_rounds.value == 0 {
        add("rehandle_rounds", "为0等于取消退回重新办理，至少为1".to_owned(), Clause::C38);
    }
    if policy.callback_tries.value == 0 {
        add("callback_tries", "为0等于不回访，至少为1".to_owned(), Clause::C38);
    }
    if !(1..=3).contains(&policy.satisfied_levels.value) {
        add("satisfied_levels", "“不满意”和“非常不满意”不能算作满意，应为1至3".to_owned(), Clause::C38);
    }
}

/// Numbers that cannot be meant.
fn sense(policy: &Policy, found: &mut Vec<Laxer>) {
    let mut add = |key, why: &str| {
        found.push(Laxer { key, why: why.to_owned(), clause: None });
    };
    if policy.version.trim().is_empty() {
        add("version", "版本号不能为空，决定的记录要引用它");
    }
    if policy.effective_from < jiff::civil::date(2026, 1, 1) {
        add("effective_from", "条例自2026年1月1日起施行（条例第五十一条），政策不能早于这一天生效");
    }
    if !(1..=99).contains(&policy.lamp_yellow_percent.value) {
        add("lamp_yellow_percent", "应为1至99");
    }
    if policy.callback_min_days.value > policy.callback_tries.value {
        add("callback_min_days", "不能多于回访次数 callback_tries");
    }
    if policy.callback_min_means.value > policy.callback_tries.value {
        add("callback_min_means", "不能多于回访次数 callback_tries");
    }
    let quiet = |minute| policy.quiet_hours.value.iter().any(|window: &DayWindow| window.contains(minute));
    if (0..24 * 60).all(quiet) {
        add("quiet_hours", "免打扰时段不能占满全天，否则无法回访");
    }
    let limits = [
        ("callback_first", &policy.callback_first),
        ("callback_window", &policy.callback_window),
        ("review", &policy.review),
        ("review_county", &policy.review_county),
        ("closing", &policy.closing),
        ("handle_consultation", &policy.handle_consultation),
        ("handle_other", &policy.handle_other),
        ("sign", &policy.sign),
        ("sign_utility", &policy.sign_utility),
        ("contact", &policy.contact),
        ("dispatch", &policy.dispatch),
        ("suspension_recheck", &policy.suspension_recheck),
        ("emergency_ack", &policy.emergency_ack),
        ("transfer_ack", &policy.transfer_ack),
        ("transfer_feedback", &policy.transfer_feedback),
    ];
    for (key, rule) in limits {
        if rule.value.amount() == 0 {
            add(key, "时限不能为0");
        }
    }
}
