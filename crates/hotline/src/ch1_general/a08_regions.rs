//! 第八条　京津冀等外地热线联动 (C8): passed on with the claimant's consent, acknowledged, fed back, told.

use law::Clause;
use law::registry::UnitKind;

use crate::claim::{Claim, Stage};
use crate::clocks::ClockKind;
use crate::command::{AckTransfer, TransferFedBack, TransferOut};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, optional, required};
use crate::verb::Verb;

/// Before anything else is done with it.
pub(crate) fn may_transfer(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Received || claim.is_undisposed() {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::TransferOut, stage: claim.stage })
    }
}

/// To the hotline of the region it is about, with the claimant's yes: identity goes along (C8, C39).
pub(crate) fn transfer(claim: &Claim, command: TransferOut, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_transfer(claim)?;
    let peer = ctx.registry.units.get(&command.to).is_some_and(|unit| unit.kind == UnitKind::PeerHotline);
    if !peer {
        return Err(Refusal::field("to", Clause::C8, "请选外地的12345热线。本市的事请派单。"));
    }
    if !command.agreed {
        return Err(Refusal::field(
            "agreed",
            Clause::C8,
            "转外地会把诉求和联系方式一起转过去，要先征得诉求人同意。同意后请勾选。",
        ));
    }
    optional(&command.note, "note", "转办说明", ACCOUNT, Clause::C8)?;
    let clocks = vec![ctx.clock(ClockKind::TransferAck, ctx.policy.transfer_ack.value, Clause::C8)];
    Ok(vec![Fact::new(Clause::C8, Event::TransferredOut { to: command.to, note: command.note, clocks })])
}

/// Passed on, not yet acknowledged.
pub(crate) fn may_ack(claim: &Claim) -> Result<(), Refusal> {
    let open = claim.disposals.transfer.as_ref().is_some_and(|transfer| transfer.their_no.is_none());
    if claim.stage == Stage::Transferred && open {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::AckTransfer, stage: claim.stage })
    }
}

/// The other hotline has it, under a number of its own.
pub(crate) fn ack(claim: &Claim, command: AckTransfer, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_ack(claim)?;
    required(&command.their_no, "their_no", "对方编号", LINE, Clause::C8)?;
    let clocks = vec![ctx.clock(ClockKind::TransferFeedback, ctx.policy.transfer_feedback.value, Clause::C8)];
    Ok(vec![Fact::new(Clause::C8, Event::TransferAcknowledged { their_no: command.their_no, clocks })])
}

/// Passed on, acknowledged or not: what comes back is taken.
pub(crate) fn may_feed_back(claim: &Claim) -> Result<(), Refusal> {
    let told = claim.disposals.transfer.as_ref().is_some_and(|transfer| transfer.result.is_some());
    if claim.stage == Stage::Transferred && !told {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::TransferFedBack, stage: claim.stage })
    }
}

/// What the other hotline did, and that the claimant was told; silence ends the claim.
pub(crate) fn feed_back(claim: &Claim, command: TransferFedBack, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_feed_back(claim)?;
    required(&command.result, "result", "外地热线的办理结果", ACCOUNT, Clause::C8)?;
    if command.told.at > ctx.now {
        return Err(Refusal::field("told_at", Clause::C8, "告知时间还没到。请填写实际告知的时间。"));
    }
    let clocks = vec![ctx.clock(ClockKind::Closing, ctx.policy.closing.value, Clause::C8)];
    let event = Event::TransferFedBack { result: command.result, told: command.told, clocks };
    Ok(vec![Fact::new(Clause::C8, event)])
}
