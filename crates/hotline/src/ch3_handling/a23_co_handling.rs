//! 第二十三条第二款　协办 (C23.2): the lead asks, the agency decides, the co-unit is equally responsible (首协同责).

use law::Clause;

use super::a20_dispatch::{co_order_for, duty_line, next_number};
use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::command::{CoOrder, Decision};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Order, OrderRole, OrderState};
use crate::promise::unit_name;
use crate::refusal::Refusal;
use crate::requests::AskCoHandling;
use crate::text::{ACCOUNT, LINE, required};
use crate::verb::Verb;

/// The lead, while it handles; one request at a time (C23.2).
pub(crate) fn may_ask_co_handling(order: &Order) -> Result<(), Refusal> {
    if order.role != OrderRole::Main || order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::AskCoHandling, state: order.state.zh() });
    }
    if order.requests.pending_co_handling().is_some() {
        return Err(Refusal::RequestPending { what: "协办申请" });
    }
    Ok(())
}

/// 协办申请: whom, for what, and why it cannot be done without (C23.2).
pub(crate) fn ask_co_handling(
    claim: &Claim,
    order: &Order,
    request: AskCoHandling,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_ask_co_handling(order)?;
    if ctx.registry.units.get(&request.unit).is_none() {
        return Err(Refusal::field("unit", Clause::C23_2, "请选择需要协办的单位。"));
    }
    if claim.orders.iter().any(|other| other.is_open() && other.unit == request.unit) {
        let name = unit_name(ctx.registry, &request.unit);
        return Err(Refusal::field("unit", Clause::C23_2, format!("{name}已经在办这件诉求，不用再申请协办。")));
    }
    required(&request.task, "task", "需要它办什么", LINE * 5, Clause::C23_2)?;
    required(&request.reason, "reason", "为什么需要协办", LINE * 5, Clause::C23_2)?;
    let clocks = vec![ctx.clock(ClockKind::CoHandlingReview, ctx.review_limit(&order.agency), Clause::C23_2)];
    Ok(vec![Fact::new(Clause::C23_2, Event::CoHandlingAsked { order: order.n, request, clocks })])
}

/// Whether co-handling waits for its decision.
pub(crate) fn may_decide_co_handling(order: &Order) -> Result<(), Refusal> {
    if order.requests.pending_co_handling().is_some() {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb: Verb::DecideCoHandling, state: order.state.zh() })
    }
}

/// The agency decides; the guard of Article 20 holds for the co-unit too (law.md §2).
pub(crate) fn decide_co_handling(
    claim: &Claim,
    order: &Order,
    decision: Decision,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_decide_co_handling(order)?;
    required(&decision.reason, "reason", "审核理由", ACCOUNT, Clause::C23_2)?;
    let not_now = || Refusal::NotInThisState { verb: Verb::DecideCoHandling, state: order.state.zh() };
    let asked = order.requests.pending_co_handling().ok_or_else(not_now)?;
    if !decision.approved {
        let event = Event::CoHandlingRefused { order: order.n, reason: decision.reason };
        return Ok(vec![Fact::new(Clause::C23_2, event)]);
    }
    let registration = claim.registration.as_ref().ok_or_else(not_now)?;
    let duty = duty_line(claim, registration, &order.unit, ctx, None, None)?;
    let co = CoOrder { unit: asked.unit.clone(), task: asked.task.clone(), reason: asked.reason.clone() };
    let lead = order.clocks.get(ClockKind::Handle).cloned();
    let handed_over = co_order_for(next_number(claim), co, &duty, lead, claim, ctx)?;
    Ok(vec![
        Fact::new(Clause::C23_2, Event::CoHandlingApproved { order: order.n, reason: decision.reason }),
        handed_over,
    ])
}
