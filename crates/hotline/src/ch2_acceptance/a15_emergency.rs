//! 第十五条第三项　紧急转接 (C15.3): danger first, whatever else. The facts go along, the receiver says that it has them;
//! what remains may still be dispatched.

use law::Clause;

use crate::claim::{Claim, Stage};
use crate::clocks::ClockKind;
use crate::command::{AckEmergency, HandOverEmergency};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, required};
use crate::verb::Verb;

/// Before it is disposed of otherwise; even before it is registered.
pub(crate) fn may_hand_over(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Received || claim.is_undisposed() {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::HandOverEmergency, stage: claim.stage })
    }
}

/// To 110, 119, 120, 122 or a utility, with the facts.
pub(crate) fn hand_over(claim: &Claim, command: HandOverEmergency, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_hand_over(claim)?;
    required(&command.facts, "facts", "在哪里、出了什么事、谁有危险", ACCOUNT, Clause::C15_3)?;
    let clocks = vec![ctx.clock(ClockKind::EmergencyAck, ctx.policy.emergency_ack.value, Clause::C15_3)];
    let event = Event::EmergencyHandedOver { service: command.service, facts: command.facts, clocks };
    Ok(vec![Fact::new(Clause::C15_3, event)])
}

/// Handed over, and nobody has said that they have it.
pub(crate) fn may_ack(claim: &Claim) -> Result<(), Refusal> {
    let open = claim.disposals.emergency.as_ref().is_some_and(|emergency| emergency.acknowledged.is_none());
    if claim.stage == Stage::Emergency && open {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::AckEmergency, stage: claim.stage })
    }
}

/// The receiver has it; what remains may be dispatched, silence ends the claim.
pub(crate) fn ack(claim: &Claim, command: AckEmergency, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_ack(claim)?;
    required(&command.receiver, "receiver", "谁接到的、对方编号", LINE, Clause::C15_3)?;
    let clocks = vec![ctx.clock(ClockKind::Closing, ctx.policy.closing.value, Clause::C15_3)];
    Ok(vec![Fact::new(Clause::C15_3, Event::EmergencyAcknowledged { receiver: command.receiver, clocks })])
}
