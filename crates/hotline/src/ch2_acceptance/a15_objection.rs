//! The claimant may object once to a refusal (C11.1-6, C15.2) or to a termination (C26.2); a shift leader decides (P).

use law::Clause;

use crate::claim::{Channel, Claim, Stage};
use crate::clocks::ClockKind;
use crate::command::{DecideObjection, Object};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Refused or terminated, and not objected to before.
pub(crate) fn may_object(claim: &Claim) -> Result<(), Refusal> {
    if !matches!(claim.stage, Stage::Refused | Stage::Terminated) {
        return Err(Refusal::NotInThisStage { verb: Verb::Object, stage: claim.stage });
    }
    if claim.disposals.objection.is_some() {
        return Err(Refusal::ObjectedBefore);
    }
    Ok(())
}

/// 异议, with reasons; until it is decided nothing is archived.
pub(crate) fn object(claim: &Claim, command: Object, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_object(claim)?;
    required(&command.reasons, "reasons", "为什么不同意", ACCOUNT, Clause::C15_2)?;
    let clocks = vec![ctx.clock(ClockKind::ObjectionReview, ctx.policy.review.value, Clause::C15_2)];
    Ok(vec![Fact::new(Clause::C15_2, Event::ObjectionRaised { reasons: command.reasons, clocks })])
}

/// Whether an objection waits.
pub(crate) fn may_decide(claim: &Claim) -> Result<(), Refusal> {
    let open = claim.disposals.objection.as_ref().is_some_and(|objection| objection.decision.is_none());
    if open && matches!(claim.stage, Stage::Refused | Stage::Terminated) {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::DecideObjection, stage: claim.stage })
    }
}

/// Upheld, the claim is taken up where it was left; rejected, it is told and ends after silence.
pub(crate) fn decide(claim: &Claim, command: DecideObjection, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_decide(claim)?;
    required(&command.reason, "reason", "裁定理由", ACCOUNT, Clause::C15_2)?;
    let event = if !command.upheld {
        let clocks = vec![ctx.clock(ClockKind::Closing, ctx.policy.closing.value, Clause::C15_2)];
        Event::ObjectionRejected { reason: command.reason, clocks }
    } else if claim.registration.is_some() {
        let clocks = vec![ctx.clock(ClockKind::Dispatch, ctx.policy.dispatch.value, Clause::C20_1)];
        Event::ObjectionUpheld { reason: command.reason, clocks }
    } else {
        let limit = match claim.channel {
            Channel::Letter | Channel::Counter => &ctx.policy.accept_letter,
            Channel::Phone
            | Channel::Wechat
            | Channel::App
            | Channel::Web
            | Channel::Sms
            | Channel::Email
            | Channel::Transfer => &ctx.policy.accept_online,
        };
        let clocks = vec![ctx.clock(ClockKind::Accept, limit.value, limit.basis)];
        Event::ObjectionUpheld { reason: command.reason, clocks }
    };
    Ok(vec![Fact::new(Clause::C15_2, event)])
}
