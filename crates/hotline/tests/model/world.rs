//! The people, the time and the step: the real `receive`, `decide` and `apply`, and nothing of the law besides.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use hotline::*;
use law::registry::{CategoryCode, DivisionCode, Registry, UnitCode, UnitKind};
use law::{Instant, Policy, WorkCalendar};

/// Who sends. A unit stands for its clerk and its head; an office for all who hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    Operator,
    Leader,
    Reviewer,
    Head,
    Callback,
    Authority,
    Claimant,
    Clock,
    Unit(u8),
}

/// Offices and the claimant; units besides, as a world has them.
pub(crate) const OFFICES: [Who; 7] =
    [Who::Operator, Who::Leader, Who::Reviewer, Who::Head, Who::Callback, Who::Authority, Who::Claimant];

/// The units that the worlds know, by index: a heat company and the departments beside it; a county and those below it.
pub(crate) static UNITS: LazyLock<Vec<UnitCode>> = LazyLock::new(|| {
    let heat = Registry::tangshan().duty(&HEATING.into(), &DivisionCode::from(LUBEI), None).map(|duty| duty.lead);
    let rest = [
        "C-ZJJ",
        "C-CGJ",
        "C-GAJ",
        "D-130203-ZJJ",
        "T-130203006",
        "C-JYJ",
        "C-GOVO",
        "D-130203",
        "D-130203-12345",
        "C-SFJ",
    ];
    heat.into_iter().chain(rest.into_iter().map(UnitCode::from)).collect()
});

/// Heating in 路北区: a city utility's duty. Property management there: a county department's.
pub(crate) const HEATING: &str = "160402";
pub(crate) const PROPERTY: &str = "010212";
/// A fine on a business body: the enforcement-supervision organ's.
pub(crate) const FINE: &str = "170602";
pub(crate) const LUBEI: &str = "130203006019";

pub(crate) fn unit_index(unit: &UnitCode) -> u8 {
    UNITS.iter().position(|known| known == unit).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

static ACTORS: LazyLock<Vec<(Who, Actor)>> = LazyLock::new(|| {
    let mut all: Vec<_> = OFFICES.into_iter().chain([Who::Clock]).map(|who| (who, actor_of(who))).collect();
    let units = (0..UNITS.len()).filter_map(|at| u8::try_from(at).ok()).map(Who::Unit);
    all.extend(units.map(|who| (who, actor_of(who))));
    all
});

fn actor_of(who: Who) -> Actor {
    let of_kind =
        |kind: UnitKind| Registry::tangshan().units.all().iter().find(|unit| unit.kind == kind).unwrap().code.clone();
    let (unit, roles): (UnitCode, &[Role]) = match who {
        Who::Operator => (of_kind(UnitKind::HotlineAgency), &[Role::Operator, Role::Dispatcher]),
        Who::Leader => (of_kind(UnitKind::HotlineAgency), &[Role::ShiftLeader]),
        Who::Reviewer => (of_kind(UnitKind::HotlineAgency), &[Role::Reviewer]),
        Who::Head => (of_kind(UnitKind::HotlineAgency), &[Role::AgencyHead]),
        Who::Callback => (of_kind(UnitKind::HotlineAgency), &[Role::CallbackWorker]),
        Who::Authority => (of_kind(UnitKind::HotlineAuthority), &[Role::Authority]),
        Who::Claimant => return Actor::Claimant(PersonId(7)),
        Who::Clock => return Actor::Clock,
        // A county's own agency reviews what the county handed on (law.md §3).
        Who::Unit(at) if UNITS[usize::from(at)].as_str() == "D-130203-12345" => {
            (UNITS[usize::from(at)].clone(), &[Role::Reviewer])
        }
        Who::Unit(at) => (UNITS[usize::from(at)].clone(), &[Role::UnitClerk, Role::UnitHead, Role::Specialist]),
    };
    let region = if unit.as_str().starts_with("D-130203") { "130203000000" } else { "130200000000" };
    Actor::Staff(Staff {
        account: AccountId(1),
        name: "某".to_owned(),
        unit,
        region: DivisionCode::from(region),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
    })
}

impl Who {
    /// A number of its own.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Operator => 0,
            Self::Leader => 1,
            Self::Reviewer => 2,
            Self::Head => 3,
            Self::Callback => 4,
            Self::Authority => 5,
            Self::Claimant => 6,
            Self::Clock => 7,
            Self::Unit(at) => 8 + at,
        }
    }
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Operator => "operator",
            Self::Leader => "shift leader",
            Self::Reviewer => "reviewer",
            Self::Head => "agency head",
            Self::Callback => "callback worker",
            Self::Authority => "authority",
            Self::Claimant => "claimant",
            Self::Clock => "clock",
            Self::Unit(at) => UNITS[usize::from(*at)].as_str(),
        })
    }
}

pub(crate) fn actor(who: Who) -> &'static Actor {
    &ACTORS.iter().find(|(known, _)| *known == who).unwrap().1
}

pub(crate) fn context(actor: &Actor, now: Instant) -> Context<'_> {
    Context {
        now,
        actor,
        policy: Policy::tangshan(),
        calendar: WorkCalendar::china(),
        registry: Registry::tangshan(),
        identity: &[],
    }
}

/// The rules under test: the law's, or in the checker's own tests a wrong one around it.
pub(crate) type Rules = fn(&Claim, Command, &Context<'_>) -> Result<Vec<Fact>, Refusal>;

/// A real claim at an instant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) claim: Claim,
    pub(crate) now: Instant,
}

/// How a claim comes in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    pub(crate) channel: Channel,
    pub(crate) kind: ClaimKind,
    pub(crate) category: &'static str,
    pub(crate) told: &'static str,
    pub(crate) enterprise: bool,
}

impl Opening {
    pub(crate) const HEAT: Self = Self {
        channel: Channel::Phone,
        kind: ClaimKind::Help,
        category: HEATING,
        told: "暖气三天不热",
        enterprise: false,
    };
}

pub(crate) fn registration(kind: ClaimKind, category: &str) -> Registration {
    Registration {
        kind,
        category: CategoryRef { code: CategoryCode::from(category), version: String::new() },
        place: Place { division: DivisionCode::from(LUBEI), text: "3号楼".to_owned() },
        title: "暖气不热".to_owned(),
        content: String::new(),
        demands: Vec::new(),
        read_back: Some(ReadBack { text: "暖气不热".to_owned(), confirmed: true }),
        truth_told: true,
        misconduct: None,
    }
}

impl Node {
    /// Comes in on a Thursday morning before a long holiday and a make-up Saturday.
    pub(crate) fn open(opening: Opening) -> (Self, Vec<Recorded>) {
        Self::open_nth(opening, 1)
    }

    /// The n-th claim of that morning, of a claimant of its own.
    pub(crate) fn open_nth(opening: Opening, n: u32) -> (Self, Vec<Recorded>) {
        let now = Instant::parse_rfc3339("2026-02-12T09:00:00+08:00").unwrap();
        let command = Receive {
            channel: opening.channel,
            claimant: Claimant {
                person: PersonId(6 + i64::from(n)),
                label: "王**".to_owned(),
                kind: ClaimantKind::Natural,
                speaks_for: SpeaksFor::Own,
            },
            confidential: false,
            enterprise: opening.enterprise,
            told: opening.told.to_owned(),
            told_place: String::new(),
            origin: None,
            registration: (opening.channel == Channel::Phone).then(|| registration(opening.kind, opening.category)),
        };
        let by = actor(Who::Operator);
        let facts = receive(ClaimId(n.into()), ClaimNo::new("TS", 260_212, n), command, &context(by, now)).unwrap();
        let events = Recorded::from_facts(facts, 0, now, &by.reference(), &Policy::tangshan().version);
        (Self { claim: Claim::fold(&events).unwrap(), now }, events)
    }

    /// What a command brings: the next state and what went on record; a refusal changes nothing.
    pub(crate) fn step(&self, rules: Rules, who: Who, command: Command) -> Result<(Self, Vec<Recorded>), Refusal> {
        self.step_by(rules, actor(who), command)
    }

    pub(crate) fn step_by(&self, rules: Rules, by: &Actor, command: Command) -> Result<(Self, Vec<Recorded>), Refusal> {
        let facts = rules(&self.claim, command, &context(by, self.now))?;
        let recorded =
            Recorded::from_facts(facts, self.claim.version, self.now, &by.reference(), &Policy::tangshan().version);
        let mut next = self.clone();
        for one in &recorded {
            next.claim.apply(one);
        }
        Ok((next, recorded))
    }

    /// What is due and unsaid, the watcher says; else time passes until the next due instant, held or not.
    ///
    /// Between the two steps people may act: the watcher may be slow. None if nothing will ever be due.
    pub(crate) fn tick(&self, rules: Rules) -> Option<(Self, Vec<Recorded>)> {
        let running = || clocks(&self.claim).filter(|(_, clock)| clock.expired_at.is_none());
        if let Some((order, clock)) = running().find(|(_, clock)| !clock.held && clock.is_overdue(self.now)) {
            let fired = Command::Expire { order, kind: clock.kind, due: clock.due };
            return self.step(rules, Who::Clock, fired).ok();
        }
        let next = running().map(|(_, clock)| clock.due).filter(|due| *due > self.now).min()?;
        Some((Self { claim: self.claim.clone(), now: next }, Vec::new()))
    }

    /// The next morning, with all that runs out on the way.
    pub(crate) fn morning(&self, rules: Rules) -> (Self, Vec<Recorded>) {
        let target = self.now.plus_minutes(33 * 60 - i64::from(self.now.minute_of_day()));
        let (mut node, mut all) = (self.clone(), Vec::new());
        while let Some((next, recorded)) = node.tick(rules).filter(|(next, _)| next.now <= target) {
            node = next;
            all.extend(recorded);
        }
        node.now = target;
        (node, all)
    }
}

/// All clocks of a claim with the orders they are on.
pub(crate) fn clocks(claim: &Claim) -> impl Iterator<Item = (Option<u16>, &RunningClock)> {
    let own = claim.clocks.iter().map(|clock| (None, clock));
    own.chain(claim.orders.iter().flat_map(|order| order.clocks.iter().map(move |clock| (Some(order.n), clock))))
}

/// Whose a clock is: who is late when it has run out. Rights, waiting times and re-checks are nobody's duty.
pub(crate) fn owes(claim: &Claim, order: Option<u16>, kind: ClockKind) -> Option<Who> {
    let order = order.and_then(|n| claim.order(n));
    let unit = || order.map(|order| Who::Unit(unit_index(&order.unit)));
    let agency = || match order {
        Some(order) if order.agency != claim.agency => Who::Unit(unit_index(&order.agency)),
        Some(_) | None => Who::Reviewer,
    };
    match kind {
        ClockKind::Accept
        | ClockKind::Dispatch
        | ClockKind::DeskReply
        | ClockKind::EmergencyAck
        | ClockKind::TransferAck
        | ClockKind::TransferFeedback
        | ClockKind::ArrivalAck
        | ClockKind::OriginFeedback => Some(Who::Operator),
        // The organ pursues its notice (C33).
        ClockKind::Sign
        | ClockKind::Contact
        | ClockKind::Handle
        | ClockKind::MisconductFeedback
        | ClockKind::EnforcementNotice => unit(),
        ClockKind::DisputeReview
        | ClockKind::ExtensionReview
        | ClockKind::FeedbackReview
        | ClockKind::CoHandlingReview
        | ClockKind::SuspensionReview
        | ClockKind::ResumptionReview
        | ClockKind::UnresolvableReview
        | ClockKind::Check => Some(agency()),
        ClockKind::Callback => Some(Who::Callback),
        ClockKind::Explanation => {
            Some(claim.lead_order().map_or(Who::Reviewer, |order| Who::Unit(unit_index(&order.unit))))
        }
        ClockKind::Escalation => Some(Who::Authority),
        ClockKind::ObjectionReview => Some(Who::Leader),
        ClockKind::Consult => claim.disposals.open_consultation().map(|asked| Who::Unit(unit_index(&asked.unit))),
        // A supervision's clock stands beside the claim, not on it.
        ClockKind::Dispute
        | ClockKind::DisputeComplex
        | ClockKind::Recheck
        | ClockKind::Closing
        | ClockKind::Supervision => None,
    }
}
