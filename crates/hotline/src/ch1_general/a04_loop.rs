//! 第四条　闭环：办结归档 (C4), and what follows when a clock runs out.

use law::{Clause, Instant};

use crate::ch3_handling::a26_suspension;
use crate::claim::{Archive, ArchivedAs, Claim, Stage};
use crate::clocks::ClockKind;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::Order;
use crate::refusal::Refusal;
use crate::verb::Verb;

/// The end of the loop, as an event.
pub(crate) fn archived(claim: &Claim, as_: ArchivedAs, rating_counts: bool, basis: Clause, now: Instant) -> Fact {
    let archive = Archive {
        as_,
        at: now,
        archive_no: format!("DA{}-{}", now.date().year(), claim.no),
        rating_counts,
        revisit: claim.revisit,
    };
    Fact::new(basis, Event::ClaimArchived { archive })
}

/// Whether the agency may confirm the archive: once the unit has explained (C38).
pub(crate) fn may_archive(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Explained {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::Archive, stage: claim.stage })
    }
}

/// The agency confirms that what was explained is beyond law, policy or reason; the rating stays as given and is left
/// out of the unit's score (C38, P).
pub(crate) fn archive(claim: &Claim, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_archive(claim)?;
    let as_ = if claim.revisit.is_some() { ArchivedAs::ObjectivelyLimited } else { ArchivedAs::Explained };
    Ok(vec![archived(claim, as_, false, if claim.revisit.is_some() { Clause::C25_4 } else { Clause::C38 }, ctx.now)])
}

/// What a clock's end brings. A watcher that comes late, twice or for a clock that has moved changes nothing.
pub(crate) fn expire(claim: &Claim, order: Option<u16>, kind: ClockKind, due: Instant, ctx: &Context<'_>) -> Vec<Fact> {
    let clocks = match order {
        None => &claim.clocks,
        Some(n) => match claim.order(n) {
            Some(order) => &order.clocks,
            None => return Vec::new(),
        },
    };
    let Some(clock) = clocks.get(kind) else {
        return Vec::new();
    };
    if clock.due != due || clock.held || clock.expired_at.is_some() || !clock.is_overdue(ctx.now) {
        return Vec::new();
    }
    let mut facts = vec![Fact::new(clock.basis, Event::ClockExpired { order, kind, due })];
    if let (ClockKind::Recheck, Some(order)) = (kind, order) {
        facts.push(a26_suspension::recheck(order, ctx));
    }
    if kind == ClockKind::Closing {
        let (as_, basis) = match claim.stage {
            Stage::Refused => (ArchivedAs::NotAccepted, Clause::C15_2),
            Stage::Emergency => (ArchivedAs::Emergency, Clause::C15_3),
            Stage::Transferred => (ArchivedAs::Transferred, Clause::C8),
            Stage::Terminated => (ArchivedAs::Terminated, Clause::C26_2),
            Stage::Received
            | Stage::Joined
            | Stage::Accepted
            | Stage::Answered
            | Stage::Handling
            | Stage::CallingBack
            | Stage::Checking
            | Stage::Explaining
            | Stage::Explained
            | Stage::Archived => (ArchivedAs::NotRated, Clause::C38),
        };
        facts.push(archived(claim, as_, true, basis, ctx.now));
    }
    facts
}

/// Clocks of the claim and of the order acted on that have run out before this act, where the watcher has not said so
/// yet: what is late is late by the law's instant, not by the watcher's (C23.2, C24.1, C37.1).
pub(crate) fn run_out_before(claim: &Claim, order: Option<&Order>, ctx: &Context<'_>) -> Vec<Fact> {
    let own = claim.clocks.iter().map(|clock| (None, clock));
    let orders = order.into_iter().flat_map(|order| order.clocks.iter().map(|clock| (Some(order.n), clock)));
    own.chain(orders)
        .filter(|(_, clock)| !clock.kind.is_a_right() && clock.kind != ClockKind::Closing)
        .filter(|(_, clock)| !clock.held && clock.expired_at.is_none())
        .filter(|(_, clock)| clock.is_overdue(ctx.now))
        .map(|(order, clock)| Fact::new(clock.basis, Event::ClockExpired { order, kind: clock.kind, due: clock.due }))
        .collect()
}
