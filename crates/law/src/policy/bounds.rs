//! What no policy may go below: the regulation itself (`law.md` §8).
//!
//! Duties may be made stricter, never laxer. Rights of units and claimants may not be taken away. The dispute window is
//! both: a duty to speak up in time and the right to do so, so its two numbers are fixed by C23.3.

use std::collections::BTreeSet;
use std::fmt;

use super::{DayWindow, Policy, Rule, Text};
use crate::clause::Clause;
use crate::limit::Limit;
use crate::registry::Categories;

/// One rule that goes below the regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laxer {
    /// The rule's key in the document.
    pub key: &'static str,
    /// The line on which it begins, from 1, where the document is at hand.
    pub line: Option<usize>,
    /// What is wrong with it and what would be lawful, in Chinese.
    pub why: String,
    /// The clause that forbids it; none where the bound is Art. 51 (in force from 2026-01-01) or plain sense.
    pub clause: Option<Clause>,
}

impl fmt::Display for Laxer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "第{line}行")?;
        }
        write!(f, "“{}”：{}", self.key, self.why)?;
        match self.clause {
            Some(clause) => write!(f, "（条例{}）", clause.zh()),
            None => Ok(()),
        }
    }
}

pub(super) fn check(policy: &Policy) -> Vec<Laxer> {
    let mut found = Vec::new();
    duties(policy, &mut found);
    rights(policy, &mut found);
    sense(policy, &mut found);
    words(policy, &mut found);
    forms(policy, &mut found);
    triggers(policy, &mut found);
    texts(policy, &mut found);
    found
}

/// Limits of the regulation that bind units and agencies: shorter is lawful, longer is not.
fn duties(policy: &Policy, found: &mut Vec<Laxer>) {
    let mut at_most = |key, rule: &Rule<Limit>, cap: Limit, clause: Clause| {
        if !rule.value.surely_within(cap) {
            let why = format!("{}比条例宽松，不得超过{}", rule.value.zh(), cap.zh());
            found.push(Laxer { key, line: None, why, clause: Some(clause) });
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
        found.push(Laxer { key, line: None, why, clause: Some(clause) });
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
        found.push(Laxer { key, line: None, why: why.to_owned(), clause: None });
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

/// Branches that C10.1-5 (4), C32 and C33 take in: leaving one out would add a ground of refusal the regulation has not.
const CONDUCT: [(&str, Clause); 2] = [("作风效能", Clause::C32), ("企业服务与营商环境/涉企行政执法", Clause::C33)];

/// Lists of words.
fn words(policy: &Policy, found: &mut Vec<Laxer>) {
    let mut add = |key, why: String, clause| found.push(Laxer { key, line: None, why, clause });
    let blank = |words: &[String]| words.iter().any(|word| word.trim().is_empty());
    for (line, key, rule) in policy.danger.lines() {
        if rule.value.is_empty() {
            add(key, format!("一个词也没有，等于不再识别应当转{line}的紧急事项"), Some(Clause::C15_3));
        }
        if blank(&rule.value) {
            add(key, "词不能为空，否则每一件诉求都要先问危险".to_owned(), None);
        }
    }
    if blank(&policy.barred_words.value) {
        add("barred_words", "词不能为空，否则什么答复都交不上".to_owned(), None);
    }
    if blank(&policy.conduct_branches.value) {
        add("conduct_branches", "类别不能为空，否则每一件诉求都算作风诉求".to_owned(), None);
    }
    for (branch, clause) in CONDUCT {
        if !policy.conduct_branches.value.iter().any(|listed| branch.starts_with(listed.as_str())) {
            add("conduct_branches", format!("缺少“{branch}”，等于增加条例没有的不受理情形"), Some(clause));
        }
    }
}

/// Most files that one application may carry.
const MOST_FILES: u32 = 50;

/// Branches that the classification does not have: a rule with one would never apply to anything.
pub(super) fn unknown_branches(policy: &Policy, categories: &Categories) -> Vec<Laxer> {
    let listed = |branch: &str| categories.all().iter().any(|category| category.path.starts_with(branch));
    let unknown = policy.conduct_branches.value.iter().filter(|branch| !listed(branch));
    unknown
        .map(|branch| Laxer {
            key: "conduct_branches",
            line: None,
            why: format!("现行分类标准里没有“{branch}”"),
            clause: Some(Clause::C5_1),
        })
        .collect()
}

/// What has to be filled in.
fn forms(policy: &Policy, found: &mut Vec<Laxer>) {
    let mut add = |key, why: &str, clause| found.push(Laxer { key, line: None, why: why.to_owned(), clause });
    for (key, rule) in policy.refuse.grounds() {
        if rule.value.facts.trim().is_empty() {
            add(key, "要写明不受理依据的是什么事实，facts 不能为空", Some(Clause::C15_2));
        }
    }
    for (key, rule) in policy.unresolvable.kinds() {
        if rule.value.proofs == 0 {
            add(key, "应当提供证明材料，proofs 至少为1", Some(Clause::C25_4));
        }
        if rule.value.proof.trim().is_empty() {
            add(key, "要写明什么算证明材料，proof 不能为空", None);
        }
    }
    for (key, rule) in policy.suspend.grounds() {
        if rule.value.ends.trim().is_empty() {
            add(key, "要写明什么情况下恢复办理，ends 不能为空", Some(Clause::C26_2));
        }
        if rule.value.proof.trim().is_empty() {
            add(key, "要写明什么算证明材料，proof 不能为空", None);
        }
    }
    let evidence = policy.feedback_evidence.value;
    let by_kind = [evidence.consultation, evidence.help, evidence.complaint, evidence.report, evidence.suggestion];
    let asked = policy.unresolvable.kinds().map(|(key, rule)| (key, rule.value.proofs));
    let suspended = policy.suspend.grounds().map(|(key, rule)| (key, rule.value.proofs));
    let fed_back = by_kind.map(|files| ("feedback_evidence", files));
    let too_many: BTreeSet<&str> = asked
        .into_iter()
        .chain(suspended)
        .chain(fed_back)
        .filter(|(_, files)| *files > MOST_FILES)
        .map(|(key, _)| key)
        .collect();
    for key in too_many {
        add(key, "一次最多附50份，不能要求更多", None);
    }
}

/// What happens by itself, and who decides.
fn triggers(policy: &Policy, found: &mut Vec<Laxer>) {
    let mut add = |key, why: &str, clause| found.push(Laxer { key, line: None, why: why.to_owned(), clause });
    for (key, rule) in policy.supervise.triggers() {
        let of_the_regulation = !matches!(key, "supervise.misconduct" | "supervise.not_contacted");
        if of_the_regulation && !rule.value.on {
            add(key, "条例规定应当督办，on 只能是 true", Some(Clause::C37_1));
        }
        if rule.value.demand.trim().is_empty() {
            add(key, "督办单要写明要求，demand 不能为空", None);
        }
    }
    if policy.key_at_return.value < 2 {
        add("key_at_return", "第一次退回本身就是督办，至少为2", Some(Clause::C37_1));
    }
    if policy.urges_per_day.value == 0 {
        add("urges_per_day", "为0等于不让诉求人催办，至少为1", None);
    }
    if policy.looks_per_hour.value == 0 {
        add("looks_per_hour", "为0等于谁也联系不上诉求人，至少为1", None);
    }
    for (key, rule) in policy.alarm.limits() {
        if rule.value.is_empty() {
            add(key, "至少要告诉一个人，否则时限届满没有人知道", None);
        }
    }
    for (key, rule) in policy.decides.decisions() {
        if rule.value.is_empty() {
            add(key, "至少要有一个岗位，否则没有人能决定", None);
        }
    }
}

/// Each text names what the law wants told, and nothing that nobody knows.
fn texts(policy: &Policy, found: &mut Vec<Laxer>) {
    for text in policy.told.all().into_iter().chain(policy.promise.all()) {
        let mut add = |why: String| found.push(Laxer { key: text.key, line: None, why, clause: None });
        let Text(words) = &text.rule.value;
        let length = words.chars().count();
        if words.trim().is_empty() {
            add("文字不能为空".to_owned());
        }
        if length > Text::LONGEST {
            add(format!("最多{}个字，现在有{length}个字", Text::LONGEST));
        }
        if words.chars().any(char::is_control) {
            add("不能有换行和控制字符".to_owned());
        }
        let named: Vec<&str> = text.rule.value.places().collect();
        let braced = |names: &[&str]| names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join("、");
        let known: Vec<&str> = text.must.iter().chain(text.may).copied().collect();
        let unknown: Vec<&str> = named.iter().filter(|name| !known.contains(name)).copied().collect();
        if !unknown.is_empty() || words.matches('{').count() != words.matches('}').count() {
            let may =
                if known.is_empty() { "不能有花括号".to_owned() } else { format!("只能用{}", braced(&known)) };
            add(format!("有不认识的{}，{may}", braced(&unknown)));
        }
        let left_out: Vec<&str> = text.must.iter().filter(|name| !named.contains(name)).copied().collect();
        if !left_out.is_empty() {
            found.push(Laxer {
                key: text.key,
                line: None,
                why: format!("没有告诉诉求人应当知道的{}", braced(&left_out)),
                clause: Some(text.rule.basis),
            });
        }
    }
}
