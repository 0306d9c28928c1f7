//! What stands beside the main road of a claim, laid out for who reads it: requests of a unit, what else became of the
//! claim than an order, what the claimant said on the way.

use hotline::ch1_general::a08_arrivals::owes_origin;
use hotline::ch3_handling::a26_suspension::form_of;
use hotline::promise::unit_name;
use hotline::{Claim, EnforcementFinding, Evidence, Found, Order, OrderRole, RequestFate, Requested, ToldOrigin};
use law::registry::{Registry, UnitCode};
use law::{Instant, Left, Policy};

use crate::views::{BesideRecord, ClockView, HandedOn, SuspendedView};

/// Who reads: each is told what is theirs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The agency: everything.
    Agency,
    /// A unit: what it needs to handle its order.
    Unit,
    /// The claimant: what was said and decided to them.
    Claimant,
}

fn record(code: &'static str, name: impl Into<String>, at: Option<Instant>, state: &'static str) -> BesideRecord {
    BesideRecord {
        code,
        name: name.into(),
        at: at.map(Instant::shown).unwrap_or_default(),
        state,
        open: false,
        facts: Vec::new(),
    }
}

impl BesideRecord {
    fn fact(mut self, term: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push((term, value));
        }
        self
    }

    const fn waiting(mut self, open: bool) -> Self {
        self.open = open;
        self
    }
}

fn names(evidence: &[Evidence]) -> String {
    evidence.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("、")
}

/// What a unit asked for on its order and what became of it; what waits stands first, then the newest.
pub(crate) fn requests(order: &Order, registry: &Registry) -> Vec<BesideRecord> {
    let asked = &order.requests;
    let mut list: Vec<(Instant, BesideRecord)> = Vec::new();
    let mut put = |at: Instant, record: BesideRecord| list.push((at, record));
    for one in &asked.suspension {
        let request = &one.request;
        let shown = of("suspension", "申请中止", one)
            .fact("情形", format!("{}（第二十六条）", request.ground.zh()))
            .fact("发生了什么", request.facts.as_str())
            .fact("预计恢复", request.until.as_str())
            .fact("证明材料", names(&request.evidence));
        put(one.asked_at, decided(shown, one));
    }
    for one in &asked.resumption {
        let shown = of("resumption", "申请恢复办理", one)
            .fact("谁申请", one.request.applicant.zh())
            .fact("理由", one.request.reason.as_str());
        put(one.asked_at, decided(shown, one));
    }
    for one in &asked.unresolvable {
        let shown = of("unresolvable", "申请认定无法解决", one)
            .fact("哪一种", one.request.kind.zh())
            .fact("做过什么、为什么", one.request.facts.as_str())
            .fact("证明材料", names(&one.request.evidence));
        put(one.asked_at, decided(shown, one));
    }
    for one in &asked.co_handling {
        let shown = of("co_handling", "申请协办", one)
            .fact("请谁协办", unit_name(registry, &one.request.unit))
            .fact("办什么", one.request.task.as_str())
            .fact("理由", one.request.reason.as_str());
        put(one.asked_at, decided(shown, one));
    }
    for one in &asked.escalations {
        let state = if one.opinion.is_some() { "已有意见" } else { "等处理意见" };
        let mut shown = record("escalation", "报请协调", Some(one.at), state)
            .waiting(one.opinion.is_none())
            .fact("报请谁", unit_name(registry, &one.request.to))
            .fact("要协调什么", one.request.question.as_str())
            .fact("做过什么", one.request.tried.as_str())
            .fact("希望的意见", one.request.wanted.as_str());
        if let Some((opinion, at)) = &one.opinion {
            shown = shown
                .fact("处理意见", format!("{}（{}）", opinion.text, at.shown()))
                .fact("措施", opinion.measures.as_str())
                .fact("完成日期", opinion.by.map(|day| day.to_string()).unwrap_or_default());
        }
        put(one.at, shown);
    }
    for one in &order.found {
        put(one.at, found(one, registry));
    }
    if let Some(reason) = &order.feedback_allowed {
        let shown = record("feedback_allowed", "不等协办，先行反馈", None, "已同意").fact("理由", reason.as_str());
        put(order.handed_over_at, shown);
    }
    list.sort_by_key(|(at, record)| (!record.open, std::cmp::Reverse(*at)));
    list.into_iter().map(|(_, record)| record).collect()
}

/// What the enforcement-supervision organ found, and what the body reported on its notice (C33).
fn found(one: &Found, registry: &Registry) -> BesideRecord {
    let state = match (&one.finding, &one.rectified) {
        (EnforcementFinding::NoNeed { .. }, _) => "不需要整改",
        (EnforcementFinding::Notice { .. }, None) => "等整改落实",
        (EnforcementFinding::Notice { .. }, Some(_)) => "已报送整改落实",
    };
    let shown = record("enforcement", "执法监督核实结论", Some(one.at), state).waiting(one.is_outstanding());
    let shown = match &one.finding {
        EnforcementFinding::NoNeed { reason } => shown.fact("为什么不需要整改", reason.as_str()),
        EnforcementFinding::Notice { no, body, demand, received_at } => shown
            .fact("《行政执法监督通知书》", no.as_str())
            .fact("被监督机关", unit_name(registry, body))
            .fact("收到时间", received_at.shown())
            .fact("要求整改什么", demand.as_str()),
    };
    let Some((report, at)) = &one.rectified else { return shown };
    shown
        .fact("整改落实情况", format!("{}（{}）", report.result, at.shown()))
        .fact("报送的材料", names(&report.evidence))
        .fact("答复诉求人", report.public_answer.as_str())
}

fn of<T>(code: &'static str, name: &str, asked: &Requested<T>) -> BesideRecord {
    record(code, name, Some(asked.asked_at), asked.fate.zh()).waiting(asked.is_pending())
}

fn decided<T>(shown: BesideRecord, asked: &Requested<T>) -> BesideRecord {
    let at = asked.decided_at.map(|at| format!("（{}）", at.shown())).unwrap_or_default();
    if asked.reason.is_empty() { shown } else { shown.fact("审核理由", format!("{}{at}", asked.reason)) }
}

/// What became of the claim besides its orders, and what the claimant said: as much as is this reader's.
pub(crate) fn records(claim: &Claim, reader: Reader, registry: &Registry) -> Vec<BesideRecord> {
    let name = |unit: &UnitCode| unit_name(registry, unit);
    let (own, agency) = (&claim.disposals, reader == Reader::Agency);
    let mut list = Vec::new();
    if let Some(misconduct) = claim.misconduct().filter(|_| reader != Reader::Claimant) {
        list.push(
            record("misconduct", "作风问题", None, "24小时内反馈")
                .fact("哪一类", misconduct.kind.zh())
                .fact("反映的单位", name(&misconduct.against))
                .fact("怎么办", "由单位主要负责人审核后反馈，不得透露诉求人（第三十二条）"),
        );
    }
    if let Some(emergency) = own.emergency.as_ref().filter(|_| reader != Reader::Unit) {
        let state = if emergency.acknowledged.is_some() { "对方已接到" } else { "等对方确认" };
        let mut shown = record("emergency", format!("紧急转接{}", emergency.service.zh()), Some(emergency.at), state)
            .waiting(emergency.acknowledged.is_none());
        if agency {
            shown = shown.fact("情况", emergency.facts.as_str());
        }
        if let Some((receiver, at)) = &emergency.acknowledged {
            shown = shown.fact("对方接到", if agency { format!("{receiver}（{}）", at.shown()) } else { at.shown() });
        }
        list.push(shown);
    }
    if let Some((desk, question)) = own.desk.as_ref().filter(|_| reader != Reader::Unit) {
        let done = claim.answer.is_some();
        let shown = record("desk", desk.zh(), None, if done { "已答复" } else { "正在会商" }).waiting(!done);
        list.push(if agency { shown.fact("要弄清什么", question.as_str()) } else { shown });
    }
    if let Some(expert) = own.expert.as_ref().filter(|_| agency) {
        let done = claim.answer.is_some() || !claim.is_undisposed();
        list.push(
            record("expert", format!("转{}", expert.kind.zh()), None, if done { "已办" } else { "等答复" })
                .waiting(!done)
                .fact("谁", name(&expert.unit))
                .fact("什么问题", expert.subject.as_str()),
        );
    }
    for asked in own.consultations.iter().rev().filter(|_| agency) {
        let state = match &asked.answer {
            None => "等答复",
            Some((true, _)) => "同意承办",
            Some((false, _)) => "不同意承办",
        };
        list.push(
            record("consultation", format!("派前沟通{}", name(&asked.unit)), Some(asked.asked_at), state)
                .waiting(asked.answer.is_none())
                .fact("哪里不清楚", asked.question.as_str())
                .fact("答复", asked.answer.as_ref().map(|(_, text)| text.clone()).unwrap_or_default()),
        );
    }
    if let Some(transfer) = own.transfer.as_ref().filter(|_| reader != Reader::Unit) {
        let state = match (&transfer.their_no, &transfer.result) {
            (_, Some(_)) => "已有结果",
            (Some(_), None) => "对方在办",
            (None, None) => "等对方接收",
        };
        let mut shown = record("transfer", format!("转{}", name(&transfer.to)), None, state)
            .waiting(transfer.result.is_none())
            .fact("对方编号", transfer.their_no.clone().unwrap_or_default())
            .fact("结果", transfer.result.clone().unwrap_or_default());
        if agency {
            shown = shown.fact("转办说明", transfer.note.as_str());
        }
        list.push(shown);
    }
    list.extend(passed_here(claim, reader, registry));
    if let Some(objection) = own.objection.as_ref().filter(|_| reader != Reader::Unit) {
        let state = match &objection.decision {
            None => "待裁定",
            Some((true, _)) => "异议成立",
            Some((false, _)) => "维持原决定",
        };
        let title = if agency { "诉求人的异议" } else { "您的异议" };
        list.push(
            record("objection", title, Some(objection.raised_at), state)
                .waiting(objection.decision.is_none())
                .fact("理由", objection.reasons.as_str())
                .fact("裁定理由", objection.decision.as_ref().map(|(_, text)| text.clone()).unwrap_or_default()),
        );
    }
    list.extend(said(claim, reader));
    list
}

/// Passed here by another region's hotline, and what that was told (C8).
fn passed_here(claim: &Claim, reader: Reader, registry: &Registry) -> Option<BesideRecord> {
    let from = claim.came_from().filter(|_| reader != Reader::Unit)?;
    let (own, agency) = (&claim.disposals, reader == Reader::Agency);
    let state = match (&own.arrival, own.told_origin.is_empty()) {
        (_, false) => "已反馈",
        (Some(_), true) => "已确认接收",
        (None, true) => "还没有告诉对方收到了",
    };
    let said = |told: &ToldOrigin| format!("{}（{}）", told.who, told.at.shown());
    let mut shown = record("passed_here", format!("{}转来", unit_name(registry, from)), None, state)
        .waiting(owes_origin(claim))
        .fact("对方编号", claim.origin.as_ref().map(|origin| origin.no.clone()).unwrap_or_default());
    if agency {
        shown = shown.fact("已告诉收到", own.arrival.as_ref().map(said).unwrap_or_default());
    }
    for told in &own.told_origin {
        let to = if agency { said(told) } else { told.at.shown() };
        shown = shown.fact("反馈的结果", format!("{}　{to}", told.result));
    }
    Some(shown)
}

/// Added, urged, told, withdrawn.
fn said(claim: &Claim, reader: Reader) -> Vec<BesideRecord> {
    let own = &claim.disposals;
    let who = if reader == Reader::Claimant { "您" } else { "诉求人" };
    let mut list = Vec::new();
    for (at, text) in own.supplements.iter().rev() {
        list.push(record("supplement", format!("{who}补充"), Some(*at), "").fact("新情况", text.as_str()));
    }
    if let Some(last) = own.urged_at.last() {
        let times = own.urged_at.len();
        list.push(record("urge", format!("{who}催了{times}次"), Some(*last), ""));
    }
    for told in own.tellings.iter().rev().filter(|_| reader != Reader::Unit) {
        let title = if reader == Reader::Claimant { "热线告诉您" } else { "告知进度" };
        list.push(
            record("telling", title, Some(told.told.at), "")
                .fact("怎样告知", told.told.way.zh())
                .fact("内容", told.text.as_str()),
        );
    }
    if own.withdrawn {
        let go_on = if claim.archive.is_some() { "已撤回" } else { "已撤回，依职权继续办理" };
        list.push(record("withdrawn", format!("{who}撤回诉求"), None, go_on));
    }
    if let Some(day) = claim.revisit {
        let when = format!("{}月{}日", day.month(), day.day());
        list.push(match reader {
            Reader::Claimant => record("revisit", "暂时解决不了，以后还会再看", None, "").fact("哪天再看", when),
            Reader::Agency | Reader::Unit => record("revisit", "客观受限，定期回看", None, "").fact("下次回看", when),
        });
    }
    list
}

/// The suspension in force: why, since when, what ends it, what stands still.
pub(crate) fn suspended(
    claim: &Claim,
    order: &Order,
    recheck: Option<ClockView>,
    policy: &Policy,
) -> Option<SuspendedView> {
    if !order.is_suspended() {
        return None;
    }
    // A co-unit's order stands still with the lead's and has no request of its own.
    let with_main = order.requests.suspended_for().is_none();
    let source = if with_main { claim.main_order().unwrap_or(order) } else { order };
    let approved = source.requests.suspension.iter().rev().find(|asked| asked.fate == RequestFate::Approved);
    let request = approved.map(|asked| &asked.request);
    Some(SuspendedView {
        ground: request.map(|asked| asked.ground.zh().to_owned()).unwrap_or_default(),
        facts: request.map(|asked| asked.facts.clone()).unwrap_or_default(),
        since: approved.and_then(|asked| asked.decided_at).map(Instant::shown).unwrap_or_default(),
        reason: approved.map(|asked| asked.reason.clone()).unwrap_or_default(),
        ends_when: request.map(|asked| form_of(asked.ground, policy).ends.clone()).unwrap_or_default(),
        until: request.map(|asked| asked.until.clone()).unwrap_or_default(),
        with_main,
        paused: order
            .paused
            .iter()
            .filter(|paused| !paused.clock.kind.is_a_right())
            .map(|paused| (paused.clock.kind.zh(), left_zh(paused.left)))
            .collect(),
        recheck,
    })
}

fn left_zh(left: Left) -> String {
    match left {
        Left::Ms(ms) => {
            let minutes = ms / 60_000;
            let (hours, minutes) = (minutes / 60, minutes % 60);
            if hours > 0 { format!("还剩{hours}小时{minutes}分钟") } else { format!("还剩{minutes}分钟") }
        }
        Left::WorkingDays(days) => format!("还剩{days}个工作日"),
        Left::CalendarDays(days) => format!("还剩{days}日"),
        Left::Overdue(at) => format!("中止前已超期（{}）", at.shown()),
    }
}

/// Orders that this one was handed on to (C20.2).
pub(crate) fn handed_on(claim: &Claim, order: &Order, registry: &Registry) -> Vec<HandedOn> {
    let on = claim.orders.iter().filter(|other| other.role == OrderRole::Onward && other.parent == Some(order.n));
    on.map(|other| HandedOn {
        no: claim.no.order(other.n),
        unit: unit_name(registry, &other.unit),
        task: other.task.clone(),
        state: other.state.zh().to_owned(),
    })
    .collect()
}
