//! Kind, class or place set right after acceptance (C5.1, C12), with the reason: complaints quietly turned into
//! consultations are a known abuse, so each change stays on record and never makes anybody late after the fact.

use law::Clause;

use super::a12_register::{classed, placed};
use crate::ch3_handling::a20_dispatch::general_limit;
use crate::claim::{Claim, ClaimKind, Stage};
use crate::clocks::{ClockKind, RunningClock};
use crate::command::Reclassify;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Order, OrderRole};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Registered, and not yet answered.
pub(crate) fn may_reclassify(claim: &Claim) -> Result<(), Refusal> {
    if claim.registration.is_some() && matches!(claim.stage, Stage::Accepted | Stage::Handling) {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::Reclassify, stage: claim.stage })
    }
}

/// Set right; where the kind has another limit, the handling clocks follow (C24.1).
pub(crate) fn reclassify(claim: &Claim, mut command: Reclassify, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_reclassify(claim)?;
    required(&command.reason, "reason", "更正的理由", ACCOUNT, Clause::C5_1)?;
    classed(&mut command.about.category, ctx)?;
    placed(&command.about.place, ctx)?;
    let before = claim.registration.as_ref();
    let same = before.is_some_and(|before| {
        before.kind == command.kind && before.category == command.about.category && before.place == command.about.place
    });
    if same {
        return Err(Refusal::field("kind", Clause::C5_1, "类型、类别和地点都没有变。请改好再提交。"));
    }
    let kind = command.kind;
    let changed = before.is_some_and(|before| before.kind != kind);
    let event = Event::Reclassified { kind, about: command.about, reason: command.reason };
    let mut facts = vec![Fact::new(Clause::C5_1, event)];
    let lead = claim.main_order().filter(|_| changed).and_then(|order| Some((order.n, limit_of(order, kind, ctx)?)));
    if let Some((n, clock)) = lead {
        // A co-order ends not later than the lead's (law.md §3, P).
        let longer = |co: &&Order| {
            co.role != OrderRole::Main && co.clocks.get(ClockKind::Handle).is_some_and(|own| own.due > clock.due)
        };
        let co = claim.orders.iter().filter(longer).map(|co| co.n);
        let changed = co.chain([n]).map(|order| Event::LimitChanged { order, clock: clock.clone() });
        facts.extend(changed.map(|event| Fact::new(Clause::C24_1, event)));
    }
    Ok(facts)
}

/// The clock under the limit of the new kind, from hand-over; a shorter one runs from now and never beyond the old due.
fn limit_of(order: &Order, kind: ClaimKind, ctx: &Context<'_>) -> Option<RunningClock> {
    let own = order.own_limit.is_some() || order.round > 0;
    let clock = order.clocks.get(ClockKind::Handle).filter(|clock| !own && !clock.is_overdue(ctx.now))?;
    let limit = general_limit(kind, ctx);
    if limit == clock.limit || !order.extensions.is_empty() {
        return None;
    }
    let from_hand_over = law::due(limit, order.handed_over_at, ctx.calendar);
    let reckoned = if from_hand_over.at >= clock.due {
        from_hand_over
    } else {
        Some(law::due(limit, ctx.now, ctx.calendar)).filter(|from_now| from_now.at < clock.due)?
    };
    Some(RunningClock { limit, due: reckoned.at, provisional: reckoned.provisional, ..clock.clone() })
}
