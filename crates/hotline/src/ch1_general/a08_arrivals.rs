//! 第八条　外地热线转入 (C8): what another region's hotline passes here. That it has arrived is said to that hotline, and what
//! came of it is fed back in the end; both are on record, in the time that is asked of others (P: 转出 and 转入 are alike).

use law::Clause;
use law::registry::UnitKind;

use crate::claim::{Channel, Claim, Origin, Stage};
use crate::clocks::{ClockKind, RunningClock};
use crate::command::{AckArrival, FeedBackToOrigin, Receive};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, required};
use crate::verb::Verb;

/// Where a claim says it was told first: a number there, and of another region's hotline which one (C8).
pub(crate) fn check(command: &Receive, by_staff: bool, ctx: &Context<'_>) -> Result<(), Refusal> {
    let wrong = |field, text: &str| Err(Refusal::field(field, Clause::C8, text));
    let Some(Origin { from: Some(from), .. }) = &command.origin else {
        let told_there = command.channel != Channel::Transfer || command.origin.is_some();
        return if told_there {
            Ok(())
        } else {
            wrong("origin", "转入的诉求要写明对方的编号。请填写来源编号。")
        };
    };
    if !by_staff {
        return Err(Refusal::NotEntitled { verb: Verb::Receive });
    }
    if command.channel != Channel::Transfer {
        return wrong("origin_from", "来源热线只用于转入的诉求。请把来件方式改为“转入”，或者去掉来源热线。");
    }
    if ctx.registry.units.get(from).is_none_or(|unit| unit.kind != UnitKind::PeerHotline) {
        return wrong("origin_from", "请选外地的12345热线；其他平台转来的，不选来源热线。");
    }
    Ok(())
}

/// What is owed to the hotline that it came from (P).
pub(crate) fn clocks(origin: Option<&Origin>, ctx: &Context<'_>) -> Vec<RunningClock> {
    if origin.is_none_or(|origin| origin.from.is_none()) {
        return Vec::new();
    }
    vec![
        ctx.clock(ClockKind::ArrivalAck, ctx.policy.transfer_ack.value, Clause::C8),
        ctx.clock(ClockKind::OriginFeedback, ctx.policy.transfer_feedback.value, Clause::C8),
    ]
}

/// Passed here, and nobody has said so yet.
pub(crate) fn may_acknowledge(claim: &Claim) -> Result<(), Refusal> {
    if claim.came_from().is_none() {
        return Err(Refusal::NotTransferredIn);
    }
    if claim.stage == Stage::Archived || claim.disposals.arrival.is_some() {
        return Err(Refusal::NotInThisStage { verb: Verb::AckArrival, stage: claim.stage });
    }
    Ok(())
}

/// 确认接收: whom at the other hotline, and when; our number went with it.
pub(crate) fn acknowledge(claim: &Claim, command: AckArrival, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_acknowledge(claim)?;
    required(&command.who, "who", "告诉了对方谁", LINE, Clause::C8)?;
    since_arrival(claim, command.at, ctx)?;
    Ok(vec![Fact::new(Clause::C8, Event::ArrivalAcknowledged { who: command.who, at: command.at })])
}

/// Once there is an answer that the other hotline has not had; also after the archive, until it has.
pub(crate) fn may_feed_back(claim: &Claim) -> Result<(), Refusal> {
    if claim.came_from().is_none() {
        return Err(Refusal::NotTransferredIn);
    }
    let not_now = Err(Refusal::NotInThisStage { verb: Verb::FeedBackToOrigin, stage: claim.stage });
    let answered = match claim.stage {
        Stage::Refused
        | Stage::Answered
        | Stage::CallingBack
        | Stage::Checking
        | Stage::Explaining
        | Stage::Explained
        | Stage::Terminated
        | Stage::Archived => true,
        Stage::Received | Stage::Accepted | Stage::Handling | Stage::Emergency | Stage::Transferred | Stage::Joined => {
            false
        }
    };
    let had = claim.disposals.told_origin.last().map(|told| told.put_down_at);
    // Handled again since, there is a newer answer.
    let newer = |had| claim.rounds.last().is_some_and(|round| round.opened_at > had);
    if answered && had.is_none_or(newer) { Ok(()) } else { not_now }
}

/// 反馈: the result, to whom at the other hotline, and when.
pub(crate) fn feed_back(claim: &Claim, command: FeedBackToOrigin, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_feed_back(claim)?;
    required(&command.result, "result", "反馈的办理结果", ACCOUNT, Clause::C8)?;
    required(&command.who, "who", "反馈给了对方谁", LINE, Clause::C8)?;
    since_arrival(claim, command.at, ctx)?;
    let FeedBackToOrigin { result, who, at } = command;
    Ok(vec![Fact::new(Clause::C8, Event::OriginFedBack { result, who, at })])
}

/// Whether something is to be said to the hotline it came from now: that it has arrived, or what came of it.
pub fn owes_origin(claim: &Claim) -> bool {
    let word = claim.disposals.arrival.is_none() && claim.disposals.told_origin.is_empty();
    claim.came_from().is_some() && (word && may_acknowledge(claim).is_ok() || may_feed_back(claim).is_ok())
}

/// What is owed to the hotline it came from, the next of it.
pub fn owed_clock(claim: &Claim) -> Option<&RunningClock> {
    [ClockKind::ArrivalAck, ClockKind::OriginFeedback].iter().find_map(|kind| claim.clocks.get(*kind))
}

fn since_arrival(claim: &Claim, at: law::Instant, ctx: &Context<'_>) -> Result<(), Refusal> {
    if at > ctx.now || at < claim.received_at {
        let text = "告诉对方的时间应在转入以后、现在以前。请填写实际的时间。";
        return Err(Refusal::field("at", Clause::C8, text));
    }
    Ok(())
}
