//! What the law needs and the state does not hold.

use law::registry::{Registry, UnitCode, UnitKind};
use law::{Clause, Instant, Limit, Policy, WorkCalendar};

use crate::authority::Actor;
use crate::clocks::{ClockKind, RunningClock};

/// Time, person, policy, calendar and lists for one decision. Nothing in this crate reads any of them elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the decision.
    pub now: Instant,
    /// Who asks.
    pub actor: &'a Actor,
    /// The policy in force.
    pub policy: &'a Policy,
    /// Working days and holidays.
    pub calendar: &'a WorkCalendar,
    /// Divisions, units, classification and responsibility list.
    pub registry: &'a Registry,
    /// Words that would show who the claimant is, from the vault; only filled for an answer of a unit (C39).
    pub identity: &'a [String],
}

impl Context<'_> {
    /// How long the agency that dispatched an order has to decide on a request of its unit: a county's agency has no
    /// night duty (P).
    pub(crate) fn review_limit(&self, agency: &UnitCode) -> Limit {
        let county = self.registry.units.get(agency).is_some_and(|unit| unit.kind == UnitKind::CountyHotlineAgency);
        if county { self.policy.review_county.value } else { self.policy.review.value }
    }

    /// A clock that starts now.
    pub(crate) fn clock(&self, kind: ClockKind, limit: Limit, basis: Clause) -> RunningClock {
        self.clock_from(kind, limit, basis, self.now)
    }

    /// A clock that starts at an instant of its own.
    pub(crate) fn clock_from(&self, kind: ClockKind, limit: Limit, basis: Clause, start: Instant) -> RunningClock {
        let reckoned = law::due(limit, start, self.calendar);
        RunningClock {
            kind,
            limit,
            started_at: start,
            due: reckoned.at,
            provisional: reckoned.provisional,
            basis,
            policy: self.policy.version.clone(),
            held: false,
            expired_at: None,
        }
    }
}
