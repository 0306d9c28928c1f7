//! 第三十三条　涉企行政执法监督 (C33): a complaint of enforcement against business bodies goes to the enforcement-supervision
//! organ. It finds, and where something is to be put right issues its notice (行政执法监督通知书); the supervised body has thirty
//! days from receipt to report. The organ feeds back under Articles 24 and 32 what it found; where it issued a notice the
//! claim waits for the report, is answered with it and called back (P).

use law::Clause;
use law::registry::{Duty, DutyClock, UnitCode};

use super::a25_feedback::fit_to_be_read;
use crate::ch1_general::a04_loop::archived;
use crate::claim::{ArchivedAs, Claim, ClaimKind};
use crate::clocks::ClockKind;
use crate::context::Context;
use crate::enforcement::{EnforcementFinding, Found, Rectification};
use crate::event::{Event, Fact};
use crate::order::{Order, OrderRole, OrderState};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, proofs, required};
use crate::verb::Verb;

/// Whether an order to this unit is one of Article 33: a complaint or report, of such a matter, at the organ that the
/// list names.
pub(crate) fn is_of_article_33(kind: ClaimKind, duty: &Duty, unit: &UnitCode) -> bool {
    let accuses = matches!(kind, ClaimKind::Complaint | ClaimKind::Report);
    accuses && duty.clock == DutyClock::EnforcementNotice && &duty.lead == unit
}

/// While the organ handles it. What was put down wrongly is put down again before the feedback.
pub(crate) fn may_find(order: &Order) -> Result<(), Refusal> {
    if order.state == OrderState::Signed {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb: Verb::FindOnEnforcement, state: order.state.zh() })
    }
}

/// 核实结论: a notice, with whom it went to and when they received it, or that there is no need for one (C33).
pub(crate) fn find(order: &Order, finding: EnforcementFinding, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_find(order)?;
    let clocks = match &finding {
        EnforcementFinding::NoNeed { reason } => {
            required(reason, "reason", "为什么不需要整改", ACCOUNT, Clause::C33)?;
            Vec::new()
        }
        EnforcementFinding::Notice { no, body, demand, received_at } => {
            required(no, "notice_no", "通知书文号", LINE, Clause::C33)?;
            required(demand, "demand", "要求整改什么", ACCOUNT, Clause::C33)?;
            if ctx.registry.units.get(body).is_none() || body == &order.unit {
                return Err(Refusal::field("body", Clause::C33, "请选被监督机关：作出执法行为的单位，不是本机关。"));
            }
            if *received_at > ctx.now || *received_at < order.handed_over_at {
                let text = "收到通知书的时间应在交办以后、现在以前。请填写被监督机关实际收到的时间。";
                return Err(Refusal::field("received_at", Clause::C33, text));
            }
            let limit = ctx.policy.enforcement_notice.value;
            vec![ctx.clock_from(ClockKind::EnforcementNotice, limit, Clause::C33, *received_at)]
        }
    };
    // Sent twice, it is one.
    if order.found_this_round().is_some_and(|found| found.finding == finding) {
        return Ok(Vec::new());
    }
    Ok(vec![Fact::new(Clause::C33, Event::EnforcementFound { order: order.n, finding, clocks })])
}

/// The organ says what it found before it feeds back (C33).
pub(crate) fn found_first(order: &Order) -> Result<(), Refusal> {
    let owes = order.role == OrderRole::Main && order.duty.enforcement && order.found_this_round().is_none();
    if owes { Err(Refusal::FindingFirst) } else { Ok(()) }
}

/// A complete feedback on a notice that is not yet obeyed: the claim waits for the report (C33, P).
pub(crate) fn awaits_report(order: &Order) -> Option<Fact> {
    let outstanding = order.role == OrderRole::Main && order.found_this_round().is_some_and(Found::is_outstanding);
    outstanding.then(|| Fact::new(Clause::C33, Event::RectificationAwaited { order: order.n }))
}

/// While the claim waits for it.
pub(crate) fn may_report(order: &Order) -> Result<(), Refusal> {
    if order.state == OrderState::Rectifying {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb: Verb::ReportRectification, state: order.state.zh() })
    }
}

/// 整改落实情况: what the body reported; the claimant is answered with it, and called back (C33, C38).
pub(crate) fn report(
    claim: &Claim,
    order: &Order,
    report: Rectification,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_report(order)?;
    required(&report.result, "result", "整改落实情况", ACCOUNT, Clause::C33)?;
    if report.evidence.is_empty() {
        return Err(Refusal::field("evidence", Clause::C33, "请至少附一份材料：被监督机关报送的整改报告。"));
    }
    proofs(&report.evidence, Clause::C33)?;
    fit_to_be_read(claim, &report.public_answer, ctx)?;
    if report.told.at > ctx.now {
        return Err(Refusal::field("told_at", Clause::C33, "答复时间还没到。请填写实际答复的时间。"));
    }
    let reported = |clocks| Fact::new(Clause::C33, Event::RectificationReported { order: order.n, report, clocks });
    if claim.disposals.withdrawn {
        // Pursued ex officio: nobody is left to be called back (law.md §2).
        return Ok(vec![reported(Vec::new()), archived(claim, ArchivedAs::Withdrawn, false, Clause::C4, ctx.now)]);
    }
    Ok(vec![reported(vec![ctx.clock(ClockKind::Callback, ctx.policy.callback_first.value, Clause::C38)])])
}
