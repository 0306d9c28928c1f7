//! An order sent in error is taken back by the agency that sent it, before it was fed back, with the reason (law.md §3;
//! C20.1). The head of the agency decides; so that nobody is sent round for ever, not more often than policy allows.

use law::Clause;

use super::a20_onward::end_with;
use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::command::TakeBack;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Order, OrderRole, OrderState, Outcome};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Handed over, signed or disputed, and not too often.
pub(crate) fn may_take_back(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    match order.state {
        OrderState::HandedOver | OrderState::Signed | OrderState::Disputed { .. } if order.round == 0 => {}
        OrderState::HandedOver
        | OrderState::Signed
        | OrderState::Disputed { .. }
        | OrderState::FedBack
        | OrderState::Rectifying
        | OrderState::Suspended { .. }
        | OrderState::Closed { .. } => {
            return Err(Refusal::NotInThisState { verb: Verb::TakeBack, state: order.state.zh() });
        }
    }
    // A notice has gone out in its name, or the organ has said why none is needed (C33).
    if !order.found.is_empty() {
        return Err(Refusal::field(
            "order",
            Clause::C33,
            "这张工单已经登记核实结论，不能收回。请等反馈和整改落实情况。",
        ));
    }
    let before = claim.orders.iter().filter(|order| order.ended_as(Outcome::TakenBack)).count();
    let most = ctx.policy.take_back_count.value;
    if u32::try_from(before).unwrap_or(u32::MAX) >= most && !holds_up_its_lead(claim, order) {
        return Err(Refusal::TakenBackOften { count: most });
    }
    Ok(())
}

/// The lead has answered and waits for this co-order alone (C23.2, P): a co-unit that never reports must not keep the
/// claim from its archive. It cannot go round: no co-order is added to a lead that has fed back.
fn holds_up_its_lead(claim: &Claim, order: &Order) -> bool {
    let fed_back = |lead: &Order| matches!(lead.state, OrderState::FedBack);
    order.role == OrderRole::CoHandling && claim.main_order().is_some_and(fed_back)
}

/// Taken back; a main order leaves the claim to be dispatched within two hours (C20.1).
pub(crate) fn take_back(
    claim: &Claim,
    order: &Order,
    wrong: TakeBack,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_take_back(claim, order, ctx)?;
    required(&wrong.reason, "reason", "派错在哪里", ACCOUNT, Clause::C20_1)?;
    let clocks = match order.role {
        OrderRole::Main => vec![ctx.clock(ClockKind::Dispatch, ctx.policy.dispatch.value, Clause::C20_1)],
        OrderRole::CoHandling | OrderRole::Onward => Vec::new(),
    };
    let mut facts = end_with(claim, order.n, Clause::C20_1);
    facts.extend([Fact::new(Clause::C20_1, Event::OrderTakenBack { order: order.n, reason: wrong.reason, clocks })]);
    Ok(facts)
}
