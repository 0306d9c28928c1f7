//! 第二十五条第四项　暂时解决不了、诉求人不配合 (C25.4), and 第二十六条第二款 终止 (C26.2).
//!
//! The city agency decides on proofs. What is objectively limited is explained, archived and looked at again on a day;
//! only a refusal to cooperate ends the handling.

use law::policy::RequestForm;
use law::{Clause, Policy};

use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::command::DecideUnresolvable;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Order, OrderRole, OrderState, Outcome};
use crate::refusal::Refusal;
use crate::requests::{AskUnresolvable, UnresolvableKind, refused};
use crate::text::{ACCOUNT, enough, proofs, required};
use crate::verb::Verb;

/// The lead, while it handles and has spoken with the claimant (C24.1, C25.4).
pub(crate) fn may_ask_unresolvable(order: &Order) -> Result<(), Refusal> {
    if order.role != OrderRole::Main {
        return Err(Refusal::field(
            "order",
            Clause::C25_4,
            "是否解决不了由首接负责单位汇总后申请。请把情况反馈给主办单位。",
        ));
    }
    if order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::AskUnresolvable, state: order.state.zh() });
    }
    if order.requests.pending_unresolvable().is_some() {
        return Err(Refusal::RequestPending { what: "无法解决的申请" });
    }
    Ok(())
}

/// What the application needs, by its kind (P).
pub(crate) const fn form_of(kind: UnresolvableKind, policy: &Policy) -> &RequestForm {
    match kind {
        UnresolvableKind::ObjectivelyLimited => &policy.unresolvable.objectively_limited.value,
        UnresolvableKind::NotCooperating => &policy.unresolvable.not_cooperating.value,
    }
}

/// With proofs (C25.4). Somebody who does not cooperate need not have been spoken with; the proofs say how it was tried.
pub(crate) fn ask_unresolvable(
    order: &Order,
    request: AskUnresolvable,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_ask_unresolvable(order)?;
    let form = form_of(request.kind, ctx.policy);
    if form.contact && !order.contacted() {
        return Err(Refusal::ContactFirst { verb: Verb::AskUnresolvable });
    }
    let count = refused(&order.requests.unresolvable, order.handed_over_at, |asked| asked.kind == request.kind);
    if count >= ctx.policy.refused_requests.value {
        return Err(Refusal::RefusedOften { what: "无法解决申请", count, basis: Clause::C25_4 });
    }
    required(&request.facts, "facts", "做过什么、为什么解决不了", ACCOUNT, Clause::C25_4)?;
    enough(&request.evidence, form.proofs, "证明材料", &form.proof, Clause::C25_4)?;
    proofs(&request.evidence, Clause::C25_4)?;
    let clocks = vec![ctx.clock(ClockKind::UnresolvableReview, ctx.policy.review.value, Clause::C25_4)];
    Ok(vec![Fact::new(Clause::C25_4, Event::UnresolvableAsked { order: order.n, request, clocks })])
}

/// Whether it waits for the decision.
pub(crate) fn may_decide_unresolvable(order: &Order) -> Result<(), Refusal> {
    if order.requests.pending_unresolvable().is_some() && order.state == OrderState::Signed {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb: Verb::DecideUnresolvable, state: order.state.zh() })
    }
}

/// The city agency decides; accepted, the co-orders end with the main (law.md §3).
pub(crate) fn decide_unresolvable(
    claim: &Claim,
    order: &Order,
    decision: DecideUnresolvable,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_decide_unresolvable(order)?;
    required(&decision.reason, "reason", "审核理由", ACCOUNT, Clause::C25_4)?;
    let Some(asked) = order.requests.pending_unresolvable().filter(|_| decision.accepted) else {
        let event = Event::UnresolvableRefused { order: order.n, reason: decision.reason };
        return Ok(vec![Fact::new(Clause::C25_4, event)]);
    };
    let ended = match asked.kind {
        UnresolvableKind::ObjectivelyLimited => {
            let revisit = decision
                .revisit
                .filter(|day| *day > ctx.now.date())
                .ok_or_else(|| Refusal::field("revisit", Clause::C25_4, "请填写哪一天再回看：今天以后的日期。"))?;
            let clocks =
                vec![ctx.clock(ClockKind::Explanation, ctx.policy.explanation.value, ctx.policy.explanation.basis)];
            let reason = decision.reason;
            Fact::new(Clause::C25_4, Event::UnresolvableAccepted { order: order.n, reason, revisit, clocks })
        }
        UnresolvableKind::NotCooperating => {
            let clocks = vec![ctx.clock(ClockKind::Closing, ctx.policy.closing.value, Clause::C26_2)];
            Fact::new(Clause::C26_2, Event::OrderTerminated { order: order.n, reason: decision.reason, clocks })
        }
    };
    let mut facts = ended_with_main(claim, Outcome::EndedWithMain, ended.clause);
    facts.push(ended);
    Ok(facts)
}

/// The open co-orders end (law.md §3).
pub(crate) fn ended_with_main(claim: &Claim, outcome: Outcome, basis: Clause) -> Vec<Fact> {
    claim
        .orders
        .iter()
        .filter(|co| co.role != OrderRole::Main && co.is_open())
        .map(|co| Fact::new(basis, Event::OrderEnded { order: co.n, outcome }))
        .collect()
}
