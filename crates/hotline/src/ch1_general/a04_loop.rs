//! 第四条　闭环：办结归档 (C4), and what follows when a clock runs out.

use law::{Clause, Instant};

use crate::claim::{Archive, ArchivedAs, Claim, Stage};
use crate::clocks::ClockKind;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::verb::Verb;

/// The end of the loop, as an event.
pub(crate) fn archived(claim: &Claim, as_: ArchivedAs, rating_counts: bool, basis: Clause, now: Instant) -> Fact {
    let archive = Archive { as_, at: now, archive_no: format!("DA{}-{}", now.date().year(), claim.no), rating_counts };
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
    Ok(vec![archived(claim, ArchivedAs::Explained, false, Clause::C38, ctx.now)])
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
    if kind == ClockKind::Closing {
        let (as_, basis) = match claim.stage {
            Stage::Refused => (ArchivedAs::NotAccepted, Clause::C15_2),
            Stage::Received
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
