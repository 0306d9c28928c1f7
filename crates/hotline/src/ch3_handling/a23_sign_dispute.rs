//! 第二十三条　签收、退单异议 (C23.2, C23.3) and first responsibility (C23.1).

use law::Clause;

use super::a20_dispatch::{Target, became_main, duty_line, main_order};
use super::a20_onward::end_with;
use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::command::{NextStep, RuleDispute, Ruling};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Dispute, Order, OrderRole, OrderState};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, optional, required};
use crate::verb::Verb;

/// Whether the order waits for its signature. Signing twice is no error and no second event.
pub(crate) fn may_sign(order: &Order) -> Result<(), Refusal> {
    match order.state {
        OrderState::HandedOver | OrderState::Signed => Ok(()),
        OrderState::Disputed { .. }
        | OrderState::FedBack
        | OrderState::Rectifying
        | OrderState::Suspended { .. }
        | OrderState::Closed { .. } => Err(Refusal::NotInThisState { verb: Verb::Sign, state: order.state.zh() }),
    }
}

/// 签收 within one working day of hand-over; the contact clock begins (C23.2, C24.1).
pub(crate) fn sign(order: &Order, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_sign(order)?;
    if order.state == OrderState::Signed {
        return Ok(Vec::new());
    }
    Ok(vec![Fact::new(Clause::C23_2, Event::OrderSigned { order: order.n, clocks: contact_clock(order, ctx) })])
}

/// Only the lead speaks with the claimant (C23.2); a co-unit has no such clock.
fn contact_clock(order: &Order, ctx: &Context<'_>) -> Vec<crate::clocks::RunningClock> {
    match order.role {
        OrderRole::Main => vec![ctx.clock(ClockKind::Contact, ctx.policy.contact.value, Clause::C24_1)],
        OrderRole::CoHandling | OrderRole::Onward => Vec::new(),
    }
}

/// Whether a dispute is open to the unit now, complex or not (C23.3).
pub(crate) fn may_dispute(order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    match order.state {
        OrderState::HandedOver | OrderState::Signed => {}
        OrderState::Disputed { .. }
        | OrderState::FedBack
        | OrderState::Rectifying
        | OrderState::Suspended { .. }
        | OrderState::Closed { .. } => {
            return Err(Refusal::NotInThisState { verb: Verb::Dispute, state: order.state.zh() });
        }
    }
    if let Some(record) = &order.dispute {
        return Err(Refusal::DisputedBefore { fate: record.fate.zh() });
    }
    if order.designated {
        return Err(Refusal::NotDisputable { why: "这张工单由热线机构在第三手指定" });
    }
    if !order.found.is_empty() {
        return Err(Refusal::NotDisputable { why: "这张工单已经登记核实结论" });
    }
    if order.round > 0 {
        return Err(Refusal::NotDisputable { why: "这张工单是退回重办" });
    }
    if !order.feedbacks.is_empty() {
        return Err(Refusal::NotDisputable { why: "这张工单已经办理并反馈过" });
    }
    match order.clocks.get(ClockKind::DisputeComplex) {
        Some(clock) if !clock.is_overdue(ctx.now) => Ok(()),
        Some(clock) => Err(Refusal::DisputeTooLate { due: clock.due }),
        // The clock is gone with the right; the day it ended is still to be named.
        None => {
            let gone = law::due(ctx.policy.dispute_complex.value, order.handed_over_at, ctx.calendar);
            Err(Refusal::DisputeTooLate { due: gone.at })
        }
    }
}

/// 退单: in time, with basis, reasons and a suggested unit; one an order, before or after signing (C23.3).
pub(crate) fn dispute(order: &Order, dispute: Dispute, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_dispute(order, ctx)?;
    required(&dispute.basis, "basis", "依据", ACCOUNT, Clause::C23_3)?;
    required(&dispute.reasons, "reasons", "理由", ACCOUNT, Clause::C23_3)?;
    optional(dispute.complex.as_deref().unwrap_or_default(), "complex", "复杂、疑难的理由", ACCOUNT, Clause::C23_3)?;
    match ctx.registry.units.get(&dispute.suggested) {
        None => {
            return Err(Refusal::field("suggested", Clause::C23_3, "请选择转办建议的单位：异议须说明建议转给谁。"));
        }
        Some(unit) if unit.code == order.unit => {
            return Err(Refusal::field("suggested", Clause::C23_3, "转办建议不能是本单位。请选建议转给的单位。"));
        }
        Some(_) => {}
    }
    let complex = dispute.complex.as_deref().is_some_and(|why| !why.trim().is_empty());
    let first = order.clocks.get(ClockKind::Dispute);
    if let (Some(clock), Some(longer), false) = (first, order.clocks.get(ClockKind::DisputeComplex), complex)
        && clock.is_overdue(ctx.now)
    {
        return Err(Refusal::DisputeNeedsComplexity { due: clock.due, complex_due: longer.due });
    }
    let clocks = vec![ctx.clock(ClockKind::DisputeReview, ctx.review_limit(&order.agency), ctx.policy.review.basis)];
    Ok(vec![Fact::new(Clause::C23_3, Event::DisputeFiled { order: order.n, dispute, clocks })])
}

/// Whether a dispute waits for its ruling.
pub(crate) fn may_rule(order: &Order) -> Result<(), Refusal> {
    match order.state {
        OrderState::Disputed { .. } => Ok(()),
        OrderState::HandedOver
        | OrderState::Signed
        | OrderState::FedBack
        | OrderState::Rectifying
        | OrderState::Suspended { .. }
        | OrderState::Closed { .. } => {
            Err(Refusal::NotInThisState { verb: Verb::RuleDispute, state: order.state.zh() })
        }
    }
}

/// The agency rules: returned and sent on, or goes on (C23.3). Upheld, the ruling names the next unit or the claim is
/// dispatched anew within the dispatch limit; the guard of Article 20 holds for the named unit too.
pub(crate) fn rule(claim: &Claim, order: &Order, ruling: RuleDispute, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_rule(order)?;
    required(&ruling.reason, "reason", "裁定理由", ACCOUNT, Clause::C23_3)?;
    let filed_late = order.dispute.as_ref().is_some_and(|record| record.on_longer_limit);
    let n = order.n;
    let RuleDispute { ruling, reason, precedent } = ruling;
    match ruling {
        Ruling::Uphold { next } => uphold(claim, order, next, reason, precedent, ctx),
        Ruling::Continue => Ok(vec![Fact::new(
            Clause::C23_3,
            Event::DisputeRefused { order: n, reason, late: false, precedent, clocks: goes_on(order, ctx) },
        )]),
        Ruling::NotComplex if filed_late => Ok(vec![Fact::new(
            Clause::C23_3,
            Event::DisputeRefused { order: n, reason, late: true, precedent, clocks: goes_on(order, ctx) },
        )]),
        Ruling::NotComplex => Err(Refusal::DisputeWasInTime),
    }
}

/// The ruling counts as signing if the order was not signed (P): the contact clock begins.
fn goes_on(order: &Order, ctx: &Context<'_>) -> Vec<crate::clocks::RunningClock> {
    match order.state {
        OrderState::Disputed { was_signed: true } => Vec::new(),
        OrderState::Disputed { was_signed: false }
        | OrderState::HandedOver
        | OrderState::Signed
        | OrderState::FedBack
        | OrderState::Rectifying
        | OrderState::Suspended { .. }
        | OrderState::Closed { .. } => contact_clock(order, ctx),
    }
}

fn uphold(
    claim: &Claim,
    order: &Order,
    next: NextStep,
    reason: String,
    precedent: bool,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    let n = order.n;
    let mut facts = end_with(claim, n, Clause::C23_3);
    if order.role != OrderRole::Main {
        // A co-unit's order is returned and the lead is told; one handed on goes back to who handed it on (law.md §3).
        let event = Event::DisputeUpheld { order: n, reason, precedent, clocks: Vec::new() };
        facts.push(Fact::new(Clause::C23_3, event));
        return Ok(facts);
    }
    match next {
        NextStep::DispatchAnew => {
            let clocks = vec![ctx.clock(ClockKind::Dispatch, ctx.policy.dispatch.value, Clause::C20_1)];
            facts.push(Fact::new(Clause::C23_3, Event::DisputeUpheld { order: n, reason, precedent, clocks }));
            Ok(facts)
        }
        NextStep::Unit { unit } => {
            if unit == order.unit {
                return Err(Refusal::field(
                    "next",
                    Clause::C23_3,
                    "改派的单位不能是提出异议的单位。请另选，或者裁定继续办理。",
                ));
            }
            let registration = claim
                .registration
                .as_ref()
                .ok_or(Refusal::NotInThisStage { verb: Verb::RuleDispute, stage: claim.stage })?;
            let duty = duty_line(claim, registration, &unit, ctx, None, None)?;
            let target = Target {
                unit: unit.clone(),
                hop: claim.hops() + 1,
                designation: None,
                override_reason: None,
                own_limit: order.own_limit.clone(),
                ruling: Some(reason.clone()),
                helper: order.helper.clone(),
                grid: None,
            };
            let dispatched = main_order(claim, target, &duty, ctx)?;
            let event = Event::DisputeUpheld { order: n, reason, precedent, clocks: Vec::new() };
            facts.push(Fact::new(Clause::C23_3, event));
            facts.extend(became_main(claim, &unit));
            facts.push(dispatched);
            Ok(facts)
        }
    }
}
