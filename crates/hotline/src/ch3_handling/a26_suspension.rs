//! 第二十六条　中止、恢复 (C26.1, C26.2). Ending for want of cooperation is in `a25_unresolvable`.
//!
//! A suspension stops every running clock of the order, and with a main order those of its co-orders; what is overdue
//! stays overdue. In force from the decision (P). Nothing is forgotten: every thirty days (P) it is asked anew.

use law::policy::SuspensionForm;
use law::{Clause, Left, Policy};

use crate::claim::{Claim, ClaimantKind, Stage};
use crate::clocks::{ClockKind, RunningClock};
use crate::command::Decision;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Order, OrderRole, OrderState};
use crate::refusal::Refusal;
use crate::requests::{AskResumption, AskSuspension, PausedClock, SuspensionGround, refused};
use crate::text::{ACCOUNT, LINE, enough, proofs, required};
use crate::verb::Verb;

/// While it is being handled, one request at a time (C26.1).
pub(crate) fn may_ask_suspension(order: &Order) -> Result<(), Refusal> {
    if order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::AskSuspension, state: order.state.zh() });
    }
    if order.requests.pending_suspension().is_some() {
        return Err(Refusal::RequestPending { what: "中止申请" });
    }
    Ok(())
}

/// 中止申请: ground, facts, proof, and when the work can probably go on (C26.1).
pub(crate) fn ask_suspension(
    claim: &Claim,
    order: &Order,
    request: AskSuspension,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_ask_suspension(order)?;
    ground_fits(claim, request.ground)?;
    let count = refused(&order.requests.suspension, order.handed_over_at, |asked| asked.ground == request.ground);
    if count >= ctx.policy.refused_requests.value {
        return Err(Refusal::RefusedOften { what: "中止申请", count, basis: Clause::C26_1 });
    }
    required(&request.facts, "facts", "发生了什么", ACCOUNT, Clause::C26_1)?;
    required(&request.until, "until", "预计何时能恢复", LINE, Clause::C26_1)?;
    let form = form_of(request.ground, ctx.policy);
    if form.contact && !order.contacted() {
        return Err(Refusal::ContactFirst { verb: Verb::AskSuspension });
    }
    enough(&request.evidence, form.proofs, "证明材料", &form.proof, Clause::C26_1)?;
    proofs(&request.evidence, Clause::C26_1)?;
    let clocks = vec![ctx.clock(ClockKind::SuspensionReview, ctx.policy.review.value, Clause::C26_1)];
    Ok(vec![Fact::new(Clause::C26_1, Event::SuspensionAsked { order: order.n, request, clocks })])
}

/// What the application needs, by its ground, and what lets the work go on (P).
pub const fn form_of(ground: SuspensionGround, policy: &Policy) -> &SuspensionForm {
    let suspend = &policy.suspend;
    let rule = match ground {
        SuspensionGround::ForceMajeure => &suspend.force_majeure,
        SuspensionGround::ClaimantDied => &suspend.claimant_died,
        SuspensionGround::CapacityLost => &suspend.capacity_lost,
        SuspensionGround::ClaimantMissing => &suspend.claimant_missing,
        SuspensionGround::BodyDissolved => &suspend.body_dissolved,
        SuspensionGround::Other => &suspend.other,
    };
    &rule.value
}

/// Grounds 2 to 4 are of natural persons, ground 5 of bodies (C26.1).
fn ground_fits(claim: &Claim, ground: SuspensionGround) -> Result<(), Refusal> {
    let natural = claim.claimant.kind == ClaimantKind::Natural;
    let (fits, whose) = match ground {
        SuspensionGround::ClaimantDied | SuspensionGround::CapacityLost | SuspensionGround::ClaimantMissing => {
            (natural, "第二、三、四项只适用于自然人")
        }
        SuspensionGround::BodyDissolved => (!natural, "第五项只适用于法人或者其他组织"),
        SuspensionGround::ForceMajeure | SuspensionGround::Other => return Ok(()),
    };
    if fits {
        Ok(())
    } else {
        Err(Refusal::field("ground", Clause::C26_1, format!("{whose}。请改选合适的情形。")))
    }
}

/// Whether a suspension waits for its decision.
pub(crate) fn may_decide_suspension(order: &Order) -> Result<(), Refusal> {
    if order.requests.pending_suspension().is_none() || order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::DecideSuspension, state: order.state.zh() });
    }
    // What is due has to be settled before it stands still (C24.2).
    if order.extension_pending() {
        return Err(Refusal::field("order", Clause::C24_2, "这张工单的延期申请还没有审核。请先审核延期，再审核中止。"));
    }
    Ok(())
}

/// The city agency decides; approved, the clocks stand still from now on (C26.1).
pub(crate) fn decide_suspension(
    claim: &Claim,
    order: &Order,
    decision: Decision,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_decide_suspension(order)?;
    required(&decision.reason, "reason", "审核理由", ACCOUNT, Clause::C26_1)?;
    if !decision.approved {
        let event = Event::SuspensionRefused { order: order.n, reason: decision.reason };
        return Ok(vec![Fact::new(Clause::C26_1, event)]);
    }
    let recheck = ctx.clock(ClockKind::Recheck, ctx.policy.suspension_recheck.value, Clause::C26_1);
    let mut facts = vec![suspended(order, &decision.reason, vec![recheck], ctx)];
    if order.role == OrderRole::Main {
        let co = claim.orders.iter().filter(|co| co.role != OrderRole::Main && co.is_open() && !co.is_suspended());
        facts.extend(co.map(|co| suspended(co, &decision.reason, Vec::new(), ctx)));
    }
    Ok(facts)
}

fn suspended(order: &Order, reason: &str, clocks: Vec<RunningClock>, ctx: &Context<'_>) -> Fact {
    let paused = order
        .clocks
        .iter()
        .filter(|clock| clock.kind != ClockKind::SuspensionReview)
        .map(|clock| PausedClock {
            clock: clock.clone(),
            left: law::pause(clock.due, clock.limit, ctx.now, ctx.calendar),
        })
        // An overdue clock is not paused: it stays overdue (law.md §1).
        .filter(|paused| !matches!(paused.left, Left::Overdue(_)))
        .collect();
    Fact::new(Clause::C26_1, Event::OrderSuspended { order: order.n, reason: reason.to_owned(), paused, clocks })
}

/// Thirty days of standing still are over: asked again whether the ground is still there (P).
pub(crate) fn recheck(order: u16, ctx: &Context<'_>) -> Fact {
    let clocks = vec![ctx.clock(ClockKind::Recheck, ctx.policy.suspension_recheck.value, Clause::C26_1)];
    Fact::new(Clause::C26_1, Event::SuspensionRechecked { order, clocks })
}

/// Suspended, and nobody has asked yet (C26.2).
pub(crate) fn may_ask_resumption(order: &Order) -> Result<(), Refusal> {
    if !order.is_suspended() {
        return Err(Refusal::NotInThisState { verb: Verb::AskResumption, state: order.state.zh() });
    }
    if order.requests.pending_resumption().is_some() {
        return Err(Refusal::RequestPending { what: "恢复办理申请" });
    }
    Ok(())
}

/// 申请恢复: the claimant, an heir, agent or successor through the hotline, or the unit (C26.2).
pub(crate) fn ask_resumption(order: &Order, request: AskResumption, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_ask_resumption(order)?;
    required(&request.reason, "reason", "中止的情形怎样消失了", ACCOUNT, Clause::C26_2)?;
    let clocks = vec![ctx.clock(ClockKind::ResumptionReview, ctx.policy.review.value, Clause::C26_2)];
    Ok(vec![Fact::new(Clause::C26_2, Event::ResumptionAsked { order: order.n, request, clocks })])
}

/// Suspended: on application or ex officio (C26.2). A co-order that stands still with its main waits for the main.
pub(crate) fn may_decide_resumption(claim: &Claim, order: &Order) -> Result<(), Refusal> {
    if !order.is_suspended() {
        return Err(Refusal::NotInThisState { verb: Verb::DecideResumption, state: order.state.zh() });
    }
    let with_main = order.role != OrderRole::Main && claim.main_order().is_some_and(Order::is_suspended);
    if with_main {
        return Err(Refusal::field("order", Clause::C26_2, "主办工单还在中止，协办不能单独恢复。请先恢复主办工单。"));
    }
    Ok(())
}

/// The city agency decides; the clocks go on with what they had left (C26.2).
pub(crate) fn decide_resumption(
    claim: &Claim,
    order: &Order,
    decision: Decision,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_decide_resumption(claim, order)?;
    required(&decision.reason, "reason", "审核理由", ACCOUNT, Clause::C26_2)?;
    if !decision.approved {
        if order.requests.pending_resumption().is_none() {
            return Err(Refusal::field("approved", Clause::C26_2, "没有人申请恢复办理，不需要作不同意的决定。"));
        }
        let event = Event::ResumptionRefused { order: order.n, reason: decision.reason };
        return Ok(vec![Fact::new(Clause::C26_2, event)]);
    }
    let mut facts = vec![resumed(order, &decision.reason, ctx)];
    if order.role == OrderRole::Main {
        let co = claim.orders.iter().filter(|co| co.role != OrderRole::Main && co.is_suspended());
        // One that was suspended for a ground of its own goes on waiting for its own.
        let with_main = co.filter(|co| co.clocks.get(ClockKind::Recheck).is_none());
        facts.extend(with_main.map(|co| resumed(co, &decision.reason, ctx)));
    }
    Ok(facts)
}

fn resumed(order: &Order, reason: &str, ctx: &Context<'_>) -> Fact {
    let clocks = order
        .paused
        .iter()
        .map(|paused| {
            let reckoned = law::resume(paused.left, ctx.now, ctx.calendar);
            RunningClock { due: reckoned.at, provisional: reckoned.provisional, ..paused.clock.clone() }
        })
        .collect();
    Fact::new(Clause::C26_2, Event::OrderResumed { order: order.n, reason: reason.to_owned(), clocks })
}

/// Whether anything of the claim stands still; its page says why (C26.1).
pub fn suspended_for(claim: &Claim) -> Option<SuspensionGround> {
    let main = claim.main_order().filter(|order| order.is_suspended() && claim.stage == Stage::Handling)?;
    main.requests.suspended_for().map(|asked| asked.ground)
}
