//! Wrong rules, made on purpose around the real ones: a checker that would not see them would be worth nothing.

use hotline::ch2_acceptance::a15_joined::asked_of_others;
use hotline::*;
use law::{Clause, Limit};

/// The lead feeds back, and the agency accepts it, while a co-order is open (against C23.2).
pub(crate) fn co_orders_forgotten(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    if !matches!(command.verb(), Verb::FeedBack | Verb::AcceptFeedback) {
        return decide(claim, command, ctx);
    }
    let mut alone = claim.clone();
    let about = command.order();
    alone.orders.retain(|order| order.role == OrderRole::Main || Some(order.n) == about);
    decide(&alone, command, ctx)
}

/// An order that was disputed may be disputed again, and again (against C23.3, one dispute an order).
pub(crate) fn disputed_for_ever(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    let Command::Dispute { order: n, dispute } = &command else { return decide(claim, command, ctx) };
    let open = claim.order(*n).is_some_and(|order| matches!(order.state, OrderState::HandedOver | OrderState::Signed));
    if !open {
        return decide(claim, command, ctx);
    }
    let review = RunningClock {
        kind: ClockKind::DisputeReview,
        limit: Limit::Hours(4),
        started_at: ctx.now,
        due: ctx.now.plus_hours(4),
        provisional: false,
        basis: Clause::C23_3,
        policy: ctx.policy.version.clone(),
        held: false,
        expired_at: None,
    };
    let event = Event::DisputeFiled { order: *n, dispute: dispute.clone(), clocks: vec![review] };
    Ok(vec![Fact { clause: Clause::C23_3, event }])
}

/// Whoever reviews may archive when they like, the claimant told or not (against C4, C38).
pub(crate) fn archived_untold(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    if command != Command::Archive || !claim.orders.is_empty() {
        return decide(claim, command, ctx);
    }
    let archive = Archive {
        as_: ArchivedAs::Explained,
        at: ctx.now,
        archive_no: "DA".to_owned(),
        rating_counts: false,
        revisit: None,
    };
    Ok(vec![Fact { clause: Clause::C4, event: Event::ClaimArchived { archive } }])
}

/// What stands still never goes on (against C26.2).
pub(crate) fn never_resumed(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    if matches!(&command, Command::DecideResumption { decision, .. } if decision.approved) {
        return Err(Refusal::NotEntitled { verb: Verb::DecideResumption });
    }
    decide(claim, command, ctx)
}

/// A claim can be joined and undone as often as one likes (against the bound of the policy).
pub(crate) fn joined_for_ever(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    let mut fresh = claim.clone();
    fresh.disposals.joinings = 0;
    decide(if command.verb() == Verb::Join { &fresh } else { claim }, command, ctx)
}

/// A master that can lead no more keeps who comes to follow it late (against C15.5).
pub(crate) fn late_followers_forgotten(event: &Event, claim: &Claim) -> Vec<(ClaimId, Command)> {
    if matches!(event, Event::ClaimFollowed { .. }) { Vec::new() } else { asked_of_others(event, claim) }
}

/// A master that ends lets nobody go (against C15.5, C4).
pub(crate) fn followers_left_behind(event: &Event, claim: &Claim) -> Vec<(ClaimId, Command)> {
    let ends = matches!(event, Event::ClaimArchived { .. } | Event::ClaimRefused { .. });
    if ends { Vec::new() } else { asked_of_others(event, claim) }
}

/// A joined claim follows its master again, and no round is begun for it (against C15.5, C38).
pub(crate) fn no_round_for_the_joined(
    claim: &Claim,
    command: Command,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    let again = command.verb() == Verb::HandleAgain;
    let mut facts = decide(claim, command, ctx)?;
    facts.retain(|fact| !again || !matches!(fact.event, Event::ReHandlingOrdered { .. }));
    Ok(facts)
}

/// A claim can be handled again as often as one likes (against the bound of the policy).
pub(crate) fn handled_again_for_ever(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    let mut fresh = claim.clone();
    fresh.rehandled = 0;
    decide(if matches!(command.verb(), Verb::Check | Verb::HandleAgain) { &fresh } else { claim }, command, ctx)
}

/// A feedback can be sent back as often as one likes (against the bound of the policy).
pub(crate) fn sent_back_for_ever(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    let Command::ReturnFeedback { order: n, returned } = &command else { return decide(claim, command, ctx) };
    if claim.order(*n).is_none_or(|order| order.state != OrderState::FedBack) {
        return decide(claim, command, ctx);
    }
    let event = Event::FeedbackSentBack { order: *n, reason: returned.reason.clone() };
    Ok(vec![Fact { clause: Clause::C37_1, event }])
}
