//! Properties: whatever people and clocks do to a claim, in whatever order, the law of the loop holds (C4).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod beside;

use std::collections::BTreeSet;

use hotline::may::may;
use hotline::*;
use law::registry::{CategoryCode, DivisionCode, Registry, UnitCode};
use law::{Instant, Limit, Policy, WorkCalendar};
use proptest::prelude::*;

const AGENCY: &str = "TS-12345";
const START: &str = "2026-02-11T09:00:00+08:00";

/// One step of a random history: let time pass, then somebody tries something.
#[derive(Debug, Clone)]
struct Step {
    minutes: i64,
    actor: u8,
    verb: usize,
    order: u16,
    salt: u8,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Now and then days pass; mostly people act within the hour, or nothing but clocks would ever happen.
    let minutes = prop_oneof![6 => 1_i64..90, 3 => 90_i64..900, 1 => 900_i64..9000];
    let step =
        (minutes, 0_u8..8, 0..Verb::ALL.len(), prop_oneof![5 => Just(1_u16), 3 => 2_u16..4, 1 => Just(9)], any::<u8>())
            .prop_map(|(minutes, actor, verb, order, salt)| Step { minutes, actor, verb, order, salt });
    proptest::collection::vec(step, 1..60)
}

/// A history in which what is tried is mostly what may be done: it gets to the far ends of the loop.
fn choices() -> impl Strategy<Value = Vec<(i64, usize, u8)>> {
    let minutes = prop_oneof![6 => 1_i64..90, 3 => 90_i64..900, 1 => 900_i64..9000];
    proptest::collection::vec((minutes, any::<usize>(), any::<u8>()), 1..40)
}

struct World {
    claim: Claim,
    events: Vec<Recorded>,
    now: Instant,
}

fn staff(unit: &str, roles: &[Role]) -> Actor {
    Actor::Staff(Staff {
        account: AccountId(1),
        name: "某".to_owned(),
        unit: UnitCode::from(unit),
        region: DivisionCode::from("130200000000"),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
    })
}

fn everyone() -> Actor {
    staff(
        AGENCY,
        &[Role::Operator, Role::ShiftLeader, Role::Dispatcher, Role::Reviewer, Role::AgencyHead, Role::CallbackWorker],
    )
}

fn context(actor: &Actor, now: Instant) -> Context<'_> {
    Context {
        now,
        actor,
        policy: Policy::tangshan(),
        calendar: WorkCalendar::china(),
        registry: Registry::tangshan(),
        identity: &[],
    }
}

fn registration(salt: u8) -> Registration {
    let kind = ClaimKind::ALL[usize::from(salt) % ClaimKind::ALL.len()];
    // A utility's, a county's, a city department's, a township's, one that may hide danger, and one with no dispatch.
    let categories = ["160402", "010212", "060103", "010203", "160302", "180101", "170602"];
    Registration {
        kind,
        category: CategoryRef {
            code: CategoryCode::from(categories[usize::from(salt / 8) % categories.len()]),
            version: String::new(),
        },
        place: Place { division: DivisionCode::from("130203006019"), text: "3号楼".to_owned() },
        title: "暖气不热".to_owned(),
        content: String::new(),
        demands: if salt.is_multiple_of(2) { vec!["修好".to_owned(), "退费".to_owned()] } else { Vec::new() },
        read_back: Some(ReadBack { text: "暖气不热".to_owned(), confirmed: true }),
        truth_told: true,
        misconduct: None,
    }
}

impl World {
    fn open(salt: u8) -> Self {
        let now = Instant::parse_rfc3339(START).unwrap();
        let phone = salt.is_multiple_of(2);
        // Passed here by another region's hotline (C8).
        let abroad = salt % 4 == 1;
        let command = Receive {
            channel: match (phone, abroad) {
                (true, _) => Channel::Phone,
                (false, true) => Channel::Transfer,
                (false, false) => Channel::Web,
            },
            claimant: Claimant {
                person: PersonId(7),
                label: "王**".to_owned(),
                kind: ClaimantKind::Natural,
                speaks_for: SpeaksFor::Own,
            },
            confidential: false,
            enterprise: false,
            told: "暖气三天不热".to_owned(),
            told_place: String::new(),
            origin: abroad.then(|| Origin { from: Some("X-TJ".into()), no: "TJ-1".to_owned(), at: None }),
            registration: phone.then(|| registration(salt)),
        };
        let actor = everyone();
        let facts = receive(ClaimId(1), ClaimNo::new("TS", 260_211, 1), command, &context(&actor, now)).unwrap();
        let events = Recorded::from_facts(facts, 0, now, &actor.reference(), &Policy::tangshan().version);
        Self { claim: Claim::fold(&events).unwrap(), events, now }
    }

    fn actor(&self, which: u8, order: u16) -> Actor {
        let unit = self.claim.order(order).map_or("C-ZJJ", |order| order.unit.as_str());
        match which {
            0 | 1 => everyone(),
            2 => staff(AGENCY, &[Role::Operator, Role::Dispatcher]),
            3..=5 => staff(unit, &[Role::UnitClerk, Role::UnitHead]),
            6 => Actor::Claimant(PersonId(7)),
            _ => staff("C-JYJ", &[Role::UnitClerk, Role::Reviewer]),
        }
    }

    fn until(&mut self, now: Instant) {
        while let Some(due) = invariant::next_due(&self.claim).filter(|due| *due <= now) {
            let claim = &self.claim;
            let own = claim.clocks.iter().map(|clock| (None, clock));
            let fired = own
                .chain(
                    claim.orders.iter().flat_map(|order| order.clocks.iter().map(move |clock| (Some(order.n), clock))),
                )
                .find(|(_, clock)| clock.due == due && !clock.held && clock.expired_at.is_none())
                .map(|(order, clock)| Command::Expire { order, kind: clock.kind, due })
                .unwrap();
            let at = due.max(self.now);
            let happened = self.apply(at, &Actor::Clock, &fired).unwrap();
            assert!(happened > 0, "a clock that is due fires");
        }
        self.now = now;
    }

    /// Decides and folds; what must hold after every step is asked here.
    fn apply(&mut self, now: Instant, actor: &Actor, command: &Command) -> Result<usize, Refusal> {
        let before = self.claim.clone();
        let facts = decide(&self.claim, command.clone(), &context(actor, now));
        assert_eq!(facts, decide(&before, command.clone(), &context(actor, now)), "same input, same answer");
        assert_eq!(before, self.claim, "a decision changes nothing by itself");
        let facts = facts?;
        let happened = facts.len();
        let recorded =
            Recorded::from_facts(facts, self.claim.version, now, &actor.reference(), &Policy::tangshan().version);
        for one in &recorded {
            self.claim.apply(one);
        }
        self.events.extend(recorded);
        assert_eq!(invariant::audit(&self.claim), Vec::new(), "after {command:?}");
        if let Some(order) =
            self.claim.orders.iter().find(|order| order.role == OrderRole::CoHandling && order.is_open())
        {
            // A suspended order has its clock standing beside it.
            let handles = |order: &Order| order.clocks.get(ClockKind::Handle).map(|clock| clock.due);
            let lead = self.claim.orders.iter().filter(|lead| lead.role == OrderRole::Main && lead.is_open());
            for lead in lead.filter(|lead| lead.hop == order.hop && lead.n < order.n) {
                // One that stood still on a ground of its own has its own time left (C26.2).
                let own_ground = order.requests.suspended_for().is_some();
                if let (Some(co), Some(lead), false) = (handles(order), handles(lead), own_ground) {
                    let told: Vec<_> = self.events.iter().map(|one| (one.event.name(), one.event.order())).collect();
                    assert!(co <= lead, "a co-order ends with the lead's: {told:?}");
                }
            }
        }
        self.now = now;
        Ok(happened)
    }
}

/// A command that lacks nothing the state does not forbid; with some salt, one that does.
#[expect(clippy::wildcard_enum_match_arm, reason = "the acts beside the main road stand in a file of their own")]
fn command(world: &World, verb: Verb, order: u16, now: Instant, salt: u8) -> Option<Command> {
    let claim = &world.claim;
    let told = || Telling { way: TellingWay::Phone, at: now };
    let text = |what: &str| format!("{what}{}", world.events.len());
    let rating = |satisfied: bool| Rating {
        solved: Solved::Partly,
        satisfaction: if satisfied { Satisfaction::Satisfied } else { Satisfaction::Unsatisfied },
        unit_contacted: Some(true),
        words: String::new(),
    };
    let returned = |unit: &str| claim.orders.iter().any(|order| order.unit.as_str() == unit && !order.is_open());
    Some(match verb {
        Verb::Receive | Verb::Expire => return None,
        Verb::Accept => Command::Accept(registration(salt)),
        Verb::Refuse => Command::Refuse(RefuseClaim {
            about: salt.is_multiple_of(2).then(|| {
                let Registration { category, place, .. } = registration(salt);
                About { category, place }
            }),
            ground: RefusalGround::Petition,
            facts: "信访事项编号1".to_owned(),
            explanation: "信访正在办".to_owned(),
            way: LawfulWay { body: "市信访局".to_owned(), reach: String::new() },
            told: told(),
        }),
        Verb::AnswerAtOnce => Command::AnswerAtOnce(AnswerAtOnce {
            text: text("答复"),
            source: "《供热用热办法》".to_owned(),
            told: told(),
            rating: match salt % 3 {
                0 => None,
                1 => Some(rating(true)),
                _ => Some(rating(false)),
            },
        }),
        Verb::Dispatch => {
            let place = claim.registration.as_ref()?;
            let duty = Registry::tangshan().duty(&place.category.code, &place.place.division, None).ok();
            let lead = duty.as_ref().map_or_else(|| UnitCode::from("C-GOVO"), |duty| duty.lead.clone());
            let other = Registry::tangshan()
                .units
                .all()
                .iter()
                .map(|unit| &unit.code)
                .filter(|unit| unit.as_str().starts_with("C-") && !returned(unit.as_str()))
                .nth(usize::from(salt % 5))?;
            let lead = if returned(lead.as_str()) { other.clone() } else { lead };
            let co = duty.map(|duty| duty.co_units).unwrap_or_default();
            let co = co.into_iter().filter(|unit| {
                *unit != lead && !claim.orders.iter().any(|order| order.unit == *unit && order.is_open())
            });
            Command::Dispatch(Dispatch {
                helper: None,
                lead: lead.clone(),
                co: if salt.is_multiple_of(2) {
                    co.map(|unit| CoOrder { unit, task: "配合".to_owned(), reason: String::new() }).collect()
                } else {
                    Vec::new()
                },
                own_limit: salt
                    .is_multiple_of(7)
                    .then(|| OwnLimit { limit: Limit::Hours(u32::from(salt) + 1), reason: "急".to_owned() }),
                danger_ruled_out: true,
                override_reason: Some("负责人研判".to_owned()),
                designation: Some("指定".to_owned()),
            })
        }
        Verb::Sign => Command::Sign { order },
        Verb::RecordContact => Command::RecordContact {
            order,
            contact: Contact {
                at: now,
                way: TellingWay::Phone,
                purpose: ContactPurpose::First,
                note: "约定上门".to_owned(),
            },
        },
        Verb::Dispute => Command::Dispute {
            order,
            dispute: Dispute {
                basis: "三定方案".to_owned(),
                reasons: "非本单位职责".to_owned(),
                suggested: UnitCode::from(if claim.order(order)?.unit.as_str() == "C-GAJ" { "C-ZJJ" } else { "C-GAJ" }),
                complex: Some("权属不清".to_owned()),
            },
        },
        Verb::RuleDispute => {
            let ruling = match salt % 4 {
                0 => Ruling::Continue,
                1 => Ruling::Uphold { next: NextStep::DispatchAnew },
                2 => Ruling::NotComplex,
                _ => {
                    let co = claim.orders.iter().find(|co| co.is_open() && co.role == OrderRole::CoHandling);
                    let unit = co.map_or_else(|| UnitCode::from("C-GAJ"), |co| co.unit.clone());
                    Ruling::Uphold { next: NextStep::Unit { unit } }
                }
            };
            Command::RuleDispute {
                order,
                ruling: RuleDispute { ruling, reason: "依清单".to_owned(), precedent: false },
            }
        }
        Verb::AskExtension => Command::AskExtension {
            order,
            request: AskExtension {
                working_days: u32::from(salt % 5) + 1,
                reason: "待料".to_owned(),
                progress: "已定损".to_owned(),
            },
        },
        Verb::DecideExtension => Command::DecideExtension {
            order,
            decision: DecideExtension {
                ruling: if salt.is_multiple_of(3) {
                    ExtensionRuling::Refuse
                } else {
                    ExtensionRuling::Approve { consent: Some("主管机关同意".to_owned()) }
                },
                reason: "属实".to_owned(),
            },
        },
        Verb::FeedBack => {
            let demands = claim.registration.as_ref().map_or(0, |registration| registration.demands.len());
            Command::FeedBack {
                order,
                feedback: Box::new(Feedback {
                    answered: Some(Answered::Told { at: now, way: TellingWay::Phone, whom: "本人".to_owned() }),
                    facts: Facts::True,
                    measures: "清洗过滤器".to_owned(),
                    result: "室温20度".to_owned(),
                    basis: "《供热用热办法》".to_owned(),
                    resolution: Resolution::Resolved,
                    public_answer: text("已修好"),
                    internal: String::new(),
                    evidence: vec![Evidence { name: "测温单".to_owned(), shows: String::new() }],
                    addressed: (0..u16::try_from(demands).unwrap()).collect(),
                }),
            }
        }
        Verb::AcceptFeedback => Command::AcceptFeedback { order },
        Verb::AllowFeedback => {
            Command::AllowFeedback { order, allowed: AllowFeedback { reason: "协办不影响答复".to_owned() } }
        }
        Verb::ReturnFeedback => {
            Command::ReturnFeedback { order, returned: ReturnFeedback { reason: "没有写结果".to_owned() } }
        }
        Verb::CallBack => {
            let (method, outcome) = match salt % 7 {
                0 => (CallbackMethod::Web, CallbackOutcome::Reached(rating(true))),
                1 | 2 => (CallbackMethod::Web, CallbackOutcome::Reached(rating(false))),
                3 => (CallbackMethod::Phone, CallbackOutcome::NoAnswer),
                4 => (CallbackMethod::Sms, CallbackOutcome::WrongNumber),
                5 => (CallbackMethod::Visit, CallbackOutcome::NotThePerson),
                _ => (CallbackMethod::Web, CallbackOutcome::Refused),
            };
            Command::CallBack(CallbackTry { method, outcome })
        }
        Verb::Rate => Command::Rate(rating(salt.is_multiple_of(3))),
        Verb::Check => Command::Check(if salt.is_multiple_of(3) {
            CheckFinding::Beyond { excuse: Excuse::Law, evidence: "第四条".to_owned() }
        } else {
            CheckFinding::Omission { demand: "补测室温".to_owned() }
        }),
        Verb::Explain => Command::Explain(Explanation { text: "依法解释".to_owned(), told: told() }),
        Verb::Archive => Command::Archive,
        _ => return beside::command(verb, order, now, salt),
    })
}

/// What pages show and what a click brings are one answer (one rule, two uses).
fn may_and_decide_agree(world: &World) {
    for which in 0..8 {
        let actor = world.actor(which, 1);
        let ctx = context(&actor, world.now);
        for possible in may(&world.claim, &ctx) {
            let Some(command) = command(world, possible.verb, possible.order.unwrap_or(1), world.now, 0) else {
                continue;
            };
            let decided = decide(&world.claim, command, &ctx);
            match (&possible.answer, decided) {
                // A repeated signature is no error, but nothing to offer either.
                (Err(_), Ok(facts)) => assert!(possible.verb == Verb::Sign && facts.is_empty(), "{possible:?}"),
                (Err(said), Err(refused)) => assert_eq!(said.code(), refused.code(), "{possible:?}"),
                // Put down again word for word, a finding is the one on record.
                (Ok(()), Ok(facts)) => {
                    assert!(!facts.is_empty() || possible.verb == Verb::FindOnEnforcement, "{possible:?}");
                }
                (Ok(()), Err(refused)) => {
                    // What only the command's own content can bring about.
                    let by_content = [
                        "no_duty_line",
                        "not_on_the_list",
                        "not_for_dispatch",
                        "field",
                        "city_duty_below",
                        "county_duty_below",
                    ];
                    let lawful = possible.verb == Verb::Dispatch && by_content.contains(&refused.code())
                        || possible.verb == Verb::Accept && refused.code() == "field"
                        || possible.verb == Verb::AskExtension && refused.code() == "field"
                        || possible.verb == Verb::DecideExtension && refused.code() == "field"
                        || possible.verb == Verb::Reclassify && refused.code() == "field"
                        || possible.verb == Verb::Consult && refused.code() == "field"
                        || possible.verb == Verb::Refuse && by_content.contains(&refused.code())
                        || possible.verb == Verb::AskUnresolvable && refused.code() == "contact_first"
                        || matches!(possible.verb, Verb::AskUnresolvable | Verb::AskSuspension)
                            && refused.code() == "refused_often"
                        || possible.verb == Verb::DecideCoHandling && by_content.contains(&refused.code())
                        || possible.verb == Verb::HandOnward && by_content.contains(&refused.code())
                        || possible.verb == Verb::AskCoHandling && refused.code() == "field";
                    assert!(lawful, "{possible:?} but {refused:?}");
                }
            }
        }
    }
}

/// The events are the record: folded again, and read back from JSON, they give the same claim.
fn the_events_are_the_record(world: &World) {
    assert_eq!(Claim::fold(&world.events).as_ref(), Some(&world.claim));
    let text = serde_json::to_string(&world.events).unwrap();
    let read: Vec<Recorded> = serde_json::from_str(&text).unwrap();
    assert_eq!(read, world.events);
    assert_eq!(Claim::fold(&read).as_ref(), Some(&world.claim));
    // Read in whatever batches, with the state kept as JSON between them, it is the same claim.
    for upto in (1..world.events.len()).step_by(world.events.len() / 4 + 1) {
        let (before, after) = world.events.split_at(upto);
        let kept = serde_json::to_string(&Claim::fold(before).unwrap()).unwrap();
        let mut state: Claim = serde_json::from_str(&kept).unwrap();
        for one in after {
            state.apply(one);
        }
        assert_eq!(state, world.claim, "in two batches, the second from {upto}");
    }
    assert!(world.events.windows(2).all(|pair| pair[0].seq + 1 == pair[1].seq && pair[0].at <= pair[1].at));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn c4_no_sequence_of_acts_breaks_the_loop(open in any::<u8>(), steps in steps()) {
        let mut world = World::open(open);
        for step in steps {
            let now = world.now.plus_minutes(step.minutes);
            world.until(now);
            let actor = world.actor(step.actor, step.order);
            if let Some(command) = command(&world, Verb::ALL[step.verb], step.order, now, step.salt) {
                let _ = world.apply(now, &actor, &command);
            }
        }
        may_and_decide_agree(&world);
        the_events_are_the_record(&world);
    }

    #[test]
    fn c4_whoever_does_what_pages_offer_stays_in_the_loop_and_gets_to_its_end(open in any::<u8>(), choices in choices()) {
        let mut world = World::open(open);
        for (minutes, choice, salt) in choices {
            let now = world.now.plus_minutes(minutes);
            world.until(now);
            let mut offers = Vec::new();
            for which in [0, 3, 6] {
                for order in 1..=u16::try_from(world.claim.orders.len().max(1)).unwrap() {
                    let actor = world.actor(which, order);
                    for possible in may(&world.claim, &context(&actor, now)) {
                        // Most claims take the long road; the two short ones are seen often enough.
                        let short = matches!(possible.verb, Verb::Refuse | Verb::AnswerAtOnce) && salt > 40;
                        if !short && possible.answer.is_ok() && possible.order.is_none_or(|n| n == order) {
                            offers.push((actor.clone(), possible.verb, possible.order.unwrap_or(order)));
                        }
                    }
                }
            }
            if offers.is_empty() {
                // Then a clock is the next step, or the loop is closed.
                let clock = invariant::next_due(&world.claim).is_some();
                prop_assert!(clock || world.claim.stage == Stage::Archived, "every state has a next step");
                continue;
            }
            let (actor, verb, order) = offers[choice % offers.len()].clone();
            if let Some(command) = command(&world, verb, order, now, salt) {
                let _ = world.apply(now, &actor, &command);
            }
            may_and_decide_agree(&world);
        }
        the_events_are_the_record(&world);
    }

    #[test]
    fn c4_any_event_folds_onto_any_claim(open in any::<u8>(), choices in choices(), other in any::<u8>(), order in any::<u64>()) {
        let mut world = World::open(open);
        for (minutes, choice, salt) in choices {
            let now = world.now.plus_minutes(minutes);
            world.until(now);
            let n = u16::from(salt % 3) + 1;
            let actor = world.actor([0, 3, 6][choice % 3], n);
            if let Some(command) = command(&world, Verb::ALL[choice % Verb::ALL.len()], n, now, salt) {
                let _ = world.apply(now, &actor, &command);
            }
        }
        let mut strange = World::open(other).claim;
        let mut state = order | 1;
        for _ in 0..200 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = usize::try_from(state >> 33).unwrap() % world.events.len();
            strange.apply(&world.events[pick]);
            let _ = (invariant::audit(&strange), invariant::next_due(&strange), promise::promise(&strange, Policy::tangshan(), Registry::tangshan()));
        }
    }
}
