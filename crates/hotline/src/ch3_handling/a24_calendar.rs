//! A year's holiday notice is loaded: what was due provisionally is reckoned anew, never earlier than what people were told
//! (C24.1; law.md §1, P). Each change is an event that cites the calendar.

use law::{Clause, Instant};

use crate::claim::Claim;
use crate::clocks::{ClockKind, RunningClock};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{ExtensionFate, Order};

/// The provisional clocks under the calendar now loaded; those that change, or are certain now, as events.
pub(crate) fn recalculate(claim: &Claim, ctx: &Context<'_>) -> Vec<Fact> {
    let own = claim.clocks.iter().map(|clock| (None, clock));
    let orders = claim.orders.iter().flat_map(|order| order.clocks.iter().map(move |clock| (Some(order), clock)));
    own.chain(orders)
        .filter(|(_, clock)| clock.provisional && clock.expired_at.is_none())
        .filter_map(|(order, clock)| {
            let (due, provisional) = reckoned(order, clock, ctx);
            let event = Event::ClockRecalculated {
                order: order.map(|order| order.n),
                kind: clock.kind,
                old_due: clock.due,
                due,
                provisional,
                calendar: ctx.calendar.version().to_owned(),
            };
            (due != clock.due || !provisional).then(|| Fact::new(Clause::C24_1, event))
        })
        .collect()
}

/// From its start under the new calendar, with what an extension has added; what was suspended keeps what it was told.
fn reckoned(order: Option<&Order>, clock: &RunningClock, ctx: &Context<'_>) -> (Instant, bool) {
    let resumed =
        order.is_some_and(|order| !order.requests.resumption.is_empty() || !order.requests.suspension.is_empty());
    let base = law::recompute(clock.limit, clock.started_at, Instant::from_ms(i64::MIN), ctx.calendar);
    if resumed {
        return (clock.due, base.provisional);
    }
    let added: u32 = match order.filter(|_| clock.kind == ClockKind::Handle) {
        Some(order) => {
            let approved = order.extensions.iter().filter(|record| record.fate == ExtensionFate::Approved);
            approved
                .filter(|record| record.asked_at >= clock.started_at)
                .map(|record| record.request.working_days)
                .sum()
        }
        None => 0,
    };
    let extended = law::extend(base.at, added, ctx.calendar);
    (extended.at.max(clock.due), base.provisional || extended.provisional)
}
