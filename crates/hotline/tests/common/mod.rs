//! A claim in the domain alone: commands by office at a local time; clocks fire on the way, the invariants hold after each step.

use std::collections::BTreeSet;

use hotline::*;
use law::registry::{CategoryCode, DivisionCode, Registry, UnitCode, UnitKind};
use law::{Clause, Instant, Policy, WorkCalendar};

pub(crate) struct World {
    pub(crate) claim: Claim,
    pub(crate) events: Vec<Recorded>,
    pub(crate) now: Instant,
}

/// Heating in 路北区: a city utility's duty in the sample list; property management: a county's.
pub(crate) const HEATING: &str = "160402";
pub(crate) const LUBEI: &str = "130203006019";

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

pub(crate) fn agency(roles: &[Role]) -> Actor {
    let unit = Registry::tangshan().units.all().iter().find(|unit| unit.kind == UnitKind::HotlineAgency).unwrap();
    staff(unit.code.as_str(), roles)
}

pub(crate) fn staff(unit: &str, roles: &[Role]) -> Actor {
    Actor::Staff(Staff {
        account: AccountId(1),
        name: "某".to_owned(),
        unit: UnitCode::from(unit),
        region: DivisionCode::from("130200000000"),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
    })
}

pub(crate) fn everyone() -> Actor {
    agency(&[Role::Operator, Role::Dispatcher, Role::Reviewer, Role::CallbackWorker])
}

pub(crate) fn context<'a>(actor: &'a Actor, now: Instant, identity: &'a [String]) -> Context<'a> {
    Context {
        now,
        actor,
        policy: Policy::tangshan(),
        calendar: WorkCalendar::china(),
        registry: Registry::tangshan(),
        identity,
    }
}

pub(crate) fn registration(kind: ClaimKind, category: &str, division: &str) -> Registration {
    Registration {
        kind,
        category: CategoryRef { code: CategoryCode::from(category), version: String::new() },
        place: Place { division: DivisionCode::from(division), text: "3号楼".to_owned() },
        title: "暖气不热".to_owned(),
        content: String::new(),
        demands: Vec::new(),
        read_back: Some(ReadBack { text: "暖气不热".to_owned(), confirmed: true }),
        truth_told: true,
        misconduct: None,
    }
}

pub(crate) fn intake(channel: Channel, registration: Option<Registration>) -> Receive {
    Receive {
        channel,
        claimant: Claimant {
            person: PersonId(7),
            label: "王**".to_owned(),
            kind: ClaimantKind::Natural,
            speaks_for: SpeaksFor::Own,
        },
        confidential: false,
        enterprise: false,
        told: "暖气三天不热，家里有老人".to_owned(),
        told_place: String::new(),
        origin: None,
        registration,
    }
}

impl World {
    pub(crate) fn open(now: &str, command: Receive) -> Result<Self, Refusal> {
        let (actor, now) = (everyone(), at(now));
        let facts = receive(ClaimId(1), ClaimNo::new("TS", 260_105, 731), command, &context(&actor, now, &[]))?;
        let events = Recorded::from_facts(facts, 0, now, &actor.reference(), &Policy::tangshan().version);
        let claim = Claim::fold(&events).unwrap();
        Ok(Self { claim, events, now })
    }

    /// A telephone claim, accepted.
    pub(crate) fn accepted(now: &str, kind: ClaimKind, category: &str, division: &str) -> Self {
        Self::open(now, intake(Channel::Phone, Some(registration(kind, category, division)))).unwrap()
    }

    /// Dispatched by the list.
    pub(crate) fn dispatched(now: &str, kind: ClaimKind, category: &str, division: &str) -> Self {
        let mut world = Self::accepted(now, kind, category, division);
        let dispatch = world.by_the_list();
        world.ok(now, &everyone(), Command::Dispatch(dispatch));
        world
    }

    pub(crate) fn by_the_list(&self) -> Dispatch {
        let registration = self.claim.registration.as_ref().unwrap();
        let duty = Registry::tangshan().duty(&registration.category.code, &registration.place.division, None).unwrap();
        Dispatch {
            lead: duty.lead,
            co: Vec::new(),
            own_limit: None,
            danger_ruled_out: true,
            override_reason: None,
            designation: None,
            helper: None,
        }
    }

    pub(crate) fn unit(&self, order: u16) -> Actor {
        staff(self.claim.order(order).unwrap().unit.as_str(), &[Role::UnitClerk, Role::UnitHead])
    }

    /// Lets time pass; every clock that runs out fires at its own instant.
    pub(crate) fn until(&mut self, now: Instant) {
        while let Some(due) = invariant::next_due(&self.claim).filter(|due| *due <= now) {
            let claim = &self.claim;
            let fired = claim
                .clocks
                .iter()
                .map(|clock| (None, clock))
                .chain(
                    claim.orders.iter().flat_map(|order| order.clocks.iter().map(move |clock| (Some(order.n), clock))),
                )
                .find(|(_, clock)| clock.due == due && !clock.held && clock.expired_at.is_none())
                .map(|(order, clock)| Command::Expire { order, kind: clock.kind, due });
            self.apply(due, &Actor::Clock, fired.unwrap(), &[]).unwrap();
        }
        self.now = now;
    }

    pub(crate) fn apply(
        &mut self,
        now: Instant,
        actor: &Actor,
        command: Command,
        identity: &[String],
    ) -> Result<Vec<Clause>, Refusal> {
        let before = self.claim.clone();
        let facts = match decide(&self.claim, command, &context(actor, now, identity)) {
            Ok(facts) => facts,
            Err(refusal) => {
                assert_eq!(before, self.claim, "a refusal changes nothing");
                return Err(refusal);
            }
        };
        let recorded =
            Recorded::from_facts(facts, self.claim.version, now, &actor.reference(), &Policy::tangshan().version);
        for one in &recorded {
            self.claim.apply(one);
        }
        self.events.extend(recorded.clone());
        assert_eq!(Claim::fold(&self.events).as_ref(), Some(&self.claim), "the events are the record");
        assert_eq!(invariant::audit(&self.claim), Vec::new(), "{:?}", self.events.last());
        self.now = now;
        Ok(recorded.iter().map(|one| one.clause).collect())
    }

    pub(crate) fn try_(&mut self, now: &str, actor: &Actor, command: Command) -> Result<Vec<Clause>, Refusal> {
        let now = at(now);
        self.until(now);
        self.apply(now, actor, command, &[])
    }

    pub(crate) fn ok(&mut self, now: &str, actor: &Actor, command: Command) -> Vec<Clause> {
        self.try_(now, actor, command).unwrap_or_else(|refusal| panic!("{now}: {refusal}"))
    }

    pub(crate) fn refused(&mut self, now: &str, actor: &Actor, command: Command) -> Refusal {
        self.try_(now, actor, command).expect_err("must be refused")
    }

    /// Day of the handling clock, as people say it.
    pub(crate) fn due(&self, order: u16, kind: ClockKind) -> String {
        self.claim.order(order).unwrap().clocks.get(kind).unwrap().due.shown()
    }

    pub(crate) fn sign(&mut self, now: &str, order: u16) {
        let unit = self.unit(order);
        self.ok(now, &unit, Command::Sign { order });
    }

    pub(crate) fn contact(&mut self, now: &str, order: u16) {
        let (unit, at) = (self.unit(order), at(now));
        let contact =
            Contact { at, way: TellingWay::Phone, purpose: ContactPurpose::First, note: "约定上门".to_owned() };
        self.ok(now, &unit, Command::RecordContact { order, contact });
    }

    pub(crate) fn feedback(now: &str, answer: &str) -> Feedback {
        Feedback {
            answered: Some(Answered::Told { at: at(now), way: TellingWay::Phone, whom: "本人".to_owned() }),
            facts: Facts::True,
            measures: "清洗过滤器".to_owned(),
            result: "室温20度".to_owned(),
            basis: "《河北省供热用热办法》".to_owned(),
            resolution: Resolution::Resolved,
            public_answer: answer.to_owned(),
            internal: String::new(),
            evidence: vec![Evidence { name: "测温单".to_owned(), shows: String::new() }],
            addressed: Vec::new(),
        }
    }

    pub(crate) fn feed_back(&mut self, now: &str, order: u16, answer: &str) {
        let (unit, feedback) = (self.unit(order), Box::new(Self::feedback(now, answer)));
        self.ok(now, &unit, Command::FeedBack { order, feedback });
    }

    pub(crate) fn dispute(&mut self, now: &str, order: u16, complex: Option<&str>) -> Result<Vec<Clause>, Refusal> {
        let unit = self.unit(order);
        let dispute = Dispute {
            basis: "三定方案".to_owned(),
            reasons: "非本单位职责".to_owned(),
            suggested: UnitCode::from("C-ZJJ"),
            complex: complex.map(str::to_owned),
        };
        self.try_(now, &unit, Command::Dispute { order, dispute })
    }

    pub(crate) fn rule(&mut self, now: &str, order: u16, ruling: Ruling) -> Vec<Clause> {
        let ruling = RuleDispute { ruling, reason: "依清单裁定".to_owned(), precedent: false };
        self.ok(now, &everyone(), Command::RuleDispute { order, ruling })
    }

    pub(crate) fn call(
        &mut self,
        now: &str,
        method: CallbackMethod,
        outcome: CallbackOutcome,
    ) -> Result<Vec<Clause>, Refusal> {
        self.try_(now, &everyone(), Command::CallBack(CallbackTry { method, outcome }))
    }

    /// Dispatched, signed, contacted, fed back and accepted.
    pub(crate) fn answered(now: &str) -> Self {
        let mut world = Self::dispatched(&format!("{now} 09:00"), ClaimKind::Help, HEATING, LUBEI);
        world.sign(&format!("{now} 09:30"), 1);
        world.contact(&format!("{now} 10:00"), 1);
        world.feed_back(&format!("{now} 15:00"), 1, "已经修好，室温20度");
        world.ok(&format!("{now} 16:00"), &everyone(), Command::AcceptFeedback { order: 1 });
        world
    }
}

pub(crate) fn rating(satisfaction: Satisfaction) -> Rating {
    Rating { solved: Solved::Partly, satisfaction, unit_contacted: Some(true), words: String::new() }
}
