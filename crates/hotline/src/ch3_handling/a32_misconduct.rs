//! 第三十二条　慢作为、不作为、乱作为、乱收费、乱摊派、乱检查、乱罚款 (C32): dispatched in two hours, fed back in 24 hours, signed off by
//! the head of the unit; never to the one complained of, but above (P).

use law::Clause;
use law::registry::{Registry, UnitCode};

use crate::authority::{Actor, Role};
use crate::claim::{Claim, ClaimKind, Misconduct, Registration};
use crate::clocks::{ClockKind, RunningClock};
use crate::context::Context;
use crate::order::{Order, OrderRole};
use crate::promise::unit_name;
use crate::refusal::Refusal;

/// A complaint or report, against a unit that is known.
pub(crate) fn check(registration: &Registration, ctx: &Context<'_>) -> Result<(), Refusal> {
    let Some(misconduct) = &registration.misconduct else { return Ok(()) };
    if !matches!(registration.kind, ClaimKind::Complaint | ClaimKind::Report) {
        return Err(Refusal::field("kind", Clause::C32, "反映作风问题的，类型应是投诉或者举报。"));
    }
    if ctx.registry.units.get(&misconduct.against).is_none() {
        return Err(Refusal::field("against", Clause::C32, "请选被反映的单位。"));
    }
    Ok(())
}

/// The bodies above a unit, nearest first.
pub(crate) fn above(unit: &UnitCode, registry: &Registry) -> Vec<UnitCode> {
    let mut list = Vec::new();
    let mut now = registry.units.get(unit).and_then(|unit| unit.parent.clone());
    while let Some(parent) = now.filter(|_| list.len() < 4) {
        now = registry.units.get(&parent).and_then(|unit| unit.parent.clone());
        list.push(parent);
    }
    list
}

/// Never to the one complained of, nor to anybody below it (P).
pub(crate) fn not_to_the_one_complained_of(
    misconduct: &Misconduct,
    target: &UnitCode,
    ctx: &Context<'_>,
) -> Result<(), Refusal> {
    let below = above(target, ctx.registry).contains(&misconduct.against);
    if target != &misconduct.against && !below {
        return Ok(());
    }
    let lawful = above(&misconduct.against, ctx.registry);
    let lawful = lawful.first().map_or_else(|| "上级机关".to_owned(), |unit| unit_name(ctx.registry, unit));
    Err(Refusal::ComplainedOf { unit: unit_name(ctx.registry, target), lawful })
}

/// The clock of 24 hours, beside the handling clock (C32).
pub(crate) fn feedback_clock(claim: &Claim, ctx: &Context<'_>) -> Option<RunningClock> {
    claim.misconduct()?;
    Some(ctx.clock(ClockKind::MisconductFeedback, ctx.policy.misconduct_feedback.value, Clause::C32))
}

/// The head of the unit signs off each reply (C32).
pub(crate) fn signed_off(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    let head = matches!(ctx.actor, Actor::Staff(staff) if staff.is(Role::UnitHead));
    if claim.misconduct().is_none() || order.role != OrderRole::Main || head {
        Ok(())
    } else {
        Err(Refusal::HeadSignsOff)
    }
}
