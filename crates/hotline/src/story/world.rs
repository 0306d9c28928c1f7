//! The domain alone: a claim and its events, clocks that fire in order, invariants asked after every step.

use law::registry::{DivisionCode, Registry, UnitCode, UnitKind};
use law::{Instant, Policy, PolicySet, WorkCalendar};

use super::{Happened, Refused, Snapshot, Who, World};
use crate::authority::{AccountId, Actor, Role, Staff};
use crate::ch2_acceptance::a12_register::receive;
use crate::claim::{Claim, ClaimId, PersonId};
use crate::command::{Command, Receive};
use crate::context::Context;
use crate::decide::decide;
use crate::event::{Fact, Recorded};
use crate::invariant;
use crate::number::ClaimNo;
use crate::refusal::Refusal;

/// Runs stories without anything but this crate and `law`.
#[derive(Debug, Default)]
pub struct DomainWorld {
    claim: Option<Claim>,
    events: Vec<Recorded>,
    broken: Vec<String>,
    identity: Vec<String>,
    policies: Option<PolicySet>,
}

impl DomainWorld {
    /// A world in which nothing has happened yet; `identity` are the words of the vault that no answer may hold (C39).
    pub fn new(identity: &[&str]) -> Self {
        Self { identity: identity.iter().map(|word| (*word).to_owned()).collect(), ..Self::default() }
    }

    /// All that happened.
    pub fn events(&self) -> &[Recorded] {
        &self.events
    }

    /// Invariants that did not hold after some step; empty in every world that keeps the law.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    fn policies(&self) -> &PolicySet {
        self.policies.as_ref().unwrap_or_else(|| PolicySet::tangshan())
    }

    fn context<'a>(&'a self, actor: &'a Actor, now: Instant) -> Context<'a> {
        Context {
            now,
            actor,
            policy: self.policies().at(now),
            calendar: WorkCalendar::china(),
            registry: Registry::tangshan(),
            identity: &self.identity,
        }
    }

    fn record(&mut self, at: Instant, actor: &Actor, facts: Vec<Fact>) -> Vec<Happened> {
        let seen = self.claim.as_ref().map_or(0, |claim| claim.version);
        let version = &self.policies().at(at).version;
        let recorded = Recorded::from_facts(facts, seen, at, &actor.reference(), version);
        self.events.extend(recorded.iter().cloned());
        for one in &recorded {
            match &mut self.claim {
                Some(claim) => claim.apply(one),
                None => self.claim = Claim::open(one),
            }
        }
        if let Some(claim) = &self.claim {
            self.broken.extend(invariant::audit(claim).into_iter().map(|violation| violation.0));
        }
        if Claim::fold(&self.events) != self.claim {
            self.broken.push("the events are not the record".to_owned());
        }
        recorded.iter().map(happened).collect()
    }
}

fn happened(recorded: &Recorded) -> Happened {
    Happened {
        at: recorded.at,
        name: recorded.event.name().to_owned(),
        clause: recorded.clause,
        clock: recorded.event.clock(),
    }
}

fn refused(refusal: &Refusal) -> Refused {
    Refused { clause: refusal.basis(), text: refusal.to_string() }
}

impl World for DomainWorld {
    fn receive(&mut self, at: Instant, who: &Who, command: Receive) -> Result<Vec<Happened>, Refused> {
        let actor = actor(who);
        let no = ClaimNo::new("TS", 260_105, 731);
        let facts = receive(ClaimId(1), no, command, &self.context(&actor, at)).map_err(|refusal| refused(&refusal))?;
        Ok(self.record(at, &actor, facts))
    }

    fn act(&mut self, at: Instant, who: &Who, command: Command) -> Result<Vec<Happened>, Refused> {
        let actor = actor(who);
        let Some(claim) = &self.claim else { return Ok(Vec::new()) };
        let facts = decide(claim, command, &self.context(&actor, at)).map_err(|refusal| refused(&refusal))?;
        Ok(self.record(at, &actor, facts))
    }

    fn import_policy(&mut self, _: Instant, toml: &str) -> Result<(), String> {
        let mut all: Vec<Policy> = self.policies().all().map(|policy| (**policy).clone()).collect();
        all.push(Policy::parse(toml).map_err(|error| error.to_string())?);
        self.policies = Some(PolicySet::new(all).map_err(|error| error.to_string())?);
        Ok(())
    }

    fn expire_until(&mut self, at: Instant) -> Vec<Happened> {
        let mut all = Vec::new();
        loop {
            let Some(claim) = &self.claim else { return all };
            let Some(due) = invariant::next_due(claim).filter(|due| *due <= at) else { return all };
            let own = claim.clocks.iter().map(|clock| (None, clock));
            let orders =
                claim.orders.iter().flat_map(|order| order.clocks.iter().map(move |clock| (Some(order.n), clock)));
            let fires = own
                .chain(orders)
                .find(|(_, clock)| clock.due == due && !clock.held && clock.expired_at.is_none())
                .map(|(order, clock)| Command::Expire { order, kind: clock.kind, due });
            let Some(command) = fires else { return all };
            // A clock that a review has held fires when the review is over.
            let fired_at = self.events.last().map_or(due, |last| last.at.max(due));
            match decide(claim, command, &self.context(&Actor::Clock, fired_at)) {
                Ok(facts) if !facts.is_empty() => all.extend(self.record(fired_at, &Actor::Clock, facts)),
                Ok(_) | Err(_) => {
                    self.broken.push("a clock that is due does not fire".to_owned());
                    return all;
                }
            }
        }
    }

    fn snapshot(&mut self) -> Option<Snapshot> {
        self.claim.as_ref().map(|claim| Snapshot::of(claim, Registry::tangshan()))
    }
}

/// What the account of a unit is for in a story; a county's hotline agency is a unit there like others.
pub fn roles_of(unit: &UnitCode) -> &'static [Role] {
    let kind = Registry::tangshan().units.get(unit).map(|unit| unit.kind);
    if kind == Some(UnitKind::CountyHotlineAgency) {
        &[Role::Operator, Role::Dispatcher, Role::Reviewer, Role::AgencyHead]
    } else {
        &[Role::UnitClerk, Role::UnitHead]
    }
}

fn actor(who: &Who) -> Actor {
    let staff = |unit: UnitCode, roles: &[Role]| {
        Actor::Staff(Staff {
            account: AccountId(1),
            name: String::new(),
            unit,
            region: DivisionCode::from("130200000000"),
            roles: roles.iter().copied().collect(),
        })
    };
    let agency = |roles: &[Role]| {
        let units = Registry::tangshan().units.all();
        let unit = units.iter().find(|unit| unit.kind == UnitKind::HotlineAgency).map(|unit| unit.code.clone());
        staff(unit.unwrap_or_else(|| UnitCode::from("TS-12345")), roles)
    };
    match who {
        Who::Hotline => agency(&[Role::Operator, Role::ShiftLeader, Role::Dispatcher]),
        Who::Reviewer => agency(&[Role::Reviewer]),
        Who::Head => agency(&[Role::AgencyHead]),
        Who::Callback => agency(&[Role::CallbackWorker]),
        Who::Claimant => Actor::Claimant(PersonId(7)),
        Who::Clock => Actor::Clock,
        Who::Unit(unit) => {
            let region = Registry::tangshan().units.get(unit).and_then(|unit| unit.division.clone());
            match (staff(unit.clone(), roles_of(unit)), region) {
                (Actor::Staff(staff), Some(region)) => Actor::Staff(Staff { region, ..staff }),
                (actor, _) => actor,
            }
        }
    }
}
