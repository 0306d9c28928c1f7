//! What people do: from a claim as it stands, who acts next, when, and with which command. Nobody here knows a rule; what
//! the law does not allow is refused like anybody's command, and the report counts it.

mod orders;

use std::collections::BTreeSet;

use hotline::{
    AckEmergency, AckTransfer, AnswerAtOnce, CallbackMethod, CallbackOutcome, CallbackTry, CheckFinding, Claim,
    Command, Dispatch, Excuse, Explanation, HandOverEmergency, Join, LawfulWay, Rating, RefusalGround, RefuseClaim,
    Satisfaction, Solved, Stage, Telling, TellingWay, TransferFedBack, TransferOut, Verb,
};
use law::registry::{UnitCode, UnitKind};
use law::{Instant, WorkCalendar};

use crate::city::City;
use crate::draw::Draw;
use crate::matter::{Matter, Way, floor, working};
use crate::parameters::Parameters;

/// Ratings (A): from very satisfied to very unsatisfied; the first three together are the published 73 %.
const RATINGS: [(Satisfaction, f64); 5] = [
    (Satisfaction::VerySatisfied, 38.0),
    (Satisfaction::Satisfied, 25.0),
    (Satisfaction::BasicallySatisfied, 10.0),
    (Satisfaction::Unsatisfied, 14.0),
    (Satisfaction::VeryUnsatisfied, 13.0),
];

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    Agency,
    Unit(UnitCode),
}

/// What comes next.
#[derive(Debug, Clone)]
pub(crate) enum Next {
    /// Somebody acts now.
    Act(Who, Box<Command>),
    /// Nobody before then.
    At(Instant),
    /// People have nothing more to do; at most a clock.
    Rest,
}

/// One act that may come: when, who, and how its command is made once it is due.
pub(super) struct Plan<'p> {
    at: Instant,
    who: Who,
    verb: Verb,
    command: Box<dyn FnOnce() -> Command + 'p>,
}

/// A claim before people's eyes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) city: &'a City,
    pub(crate) calendar: &'a WorkCalendar,
    pub(crate) parameters: &'a Parameters,
    pub(crate) matter: &'a Matter,
    pub(crate) claim: &'a Claim,
    /// The claim it is to be joined to, if somebody has found one (C15.5).
    pub(crate) same_as: Option<&'a hotline::ClaimNo>,
    /// Acts that were refused here: nobody insists on them.
    pub(crate) balked: &'a BTreeSet<Verb>,
    pub(crate) now: Instant,
}

impl<'a> Scene<'a> {
    /// Who acts next.
    pub(crate) fn next(&self) -> Next {
        let mut plans = self.plans();
        plans.retain(|plan| !(is_optional(plan.verb) && self.balked.contains(&plan.verb)));
        // The first in time; of several at once, the one planned first.
        match plans.into_iter().min_by_key(|plan| plan.at) {
            None => Next::Rest,
            Some(plan) if plan.at <= self.now => Next::Act(plan.who, Box::new((plan.command)())),
            Some(plan) => Next::At(plan.at),
        }
    }

    fn plans(&self) -> Vec<Plan<'a>> {
        let (scene, claim, matter) = (*self, self.claim, self.matter);
        let since = |verb| claim.accepted_at.unwrap_or(claim.received_at).plus_ms(scene.delay(verb, 0));
        match claim.stage {
            Stage::Received => {
                let at = claim.received_at.plus_ms(scene.delay(Verb::Accept, 0));
                vec![match matter.way {
                    Way::Refused(ground) => plan(at, Who::Agency, Verb::Refuse, move || scene.refuse(ground)),
                    Way::Outside => plan(at, Who::Agency, Verb::TransferOut, move || scene.transfer()),
                    Way::Desk | Way::Unit | Way::Emergency(_) => {
                        plan(at, Who::Agency, Verb::Accept, move || Command::Accept(matter.registration()))
                    }
                }]
            }
            Stage::Accepted => vec![match (matter.way, scene.same_as) {
                (Way::Emergency(service), _) => {
                    plan(since(Verb::HandOverEmergency), Who::Agency, Verb::HandOverEmergency, move || {
                        let facts = matter.sample.text.clone();
                        Command::HandOverEmergency(HandOverEmergency { service, facts })
                    })
                }
                (Way::Unit, Some(master)) if !scene.balked.contains(&Verb::Join) => {
                    plan(since(Verb::Join), Who::Agency, Verb::Join, move || {
                        Command::Join(Join { master: master.clone(), master_id: None })
                    })
                }
                (Way::Unit, _) => plan(since(Verb::Dispatch), Who::Agency, Verb::Dispatch, move || scene.dispatch()),
                (Way::Refused(ground), _) => {
                    plan(since(Verb::Refuse), Who::Agency, Verb::Refuse, move || scene.refuse(ground))
                }
                (Way::Outside, _) => {
                    plan(since(Verb::TransferOut), Who::Agency, Verb::TransferOut, move || scene.transfer())
                }
                (Way::Desk, _) => {
                    plan(since(Verb::AnswerAtOnce), Who::Agency, Verb::AnswerAtOnce, move || scene.answer())
                }
            }],
            Stage::Emergency => {
                let waits = claim.disposals.emergency.as_ref().filter(|handed| handed.acknowledged.is_none());
                let ack = |_| {
                    let at = since(Verb::HandOverEmergency).plus_minutes(1);
                    plan(at, Who::Agency, Verb::AckEmergency, || {
                        Command::AckEmergency(AckEmergency { receiver: "指挥中心值班员".to_owned() })
                    })
                };
                waits.map(ack).into_iter().collect()
            }
            Stage::Transferred => scene.transferred(),
            Stage::Handling => scene.order_plans(),
            Stage::CallingBack => vec![scene.call_back()],
            Stage::Checking => {
                let at = scene.office(scene.last_word(), 1.0, Verb::Check, claim.rounds.len() as u64);
                vec![plan(at, Who::Agency, Verb::Check, move || scene.check())]
            }
            Stage::Explaining => {
                let at = scene.office(scene.last_word(), 2.0, Verb::Explain, claim.rounds.len() as u64);
                let unit = claim.lead_order().map(|order| order.unit.clone());
                let who = unit.map_or(Who::Agency, Who::Unit);
                vec![plan(at, who, Verb::Explain, move || {
                    let text = matter.sample.answer.clone();
                    Command::Explain(Explanation { text, told: scene.told() })
                })]
            }
            Stage::Explained => {
                let at = scene.office(scene.last_word(), 2.0, Verb::Archive, claim.rounds.len() as u64);
                vec![plan(at, Who::Agency, Verb::Archive, || Command::Archive)]
            }
            // The claimant's silence or another claim decides.
            Stage::Refused | Stage::Answered | Stage::Joined | Stage::Terminated | Stage::Archived => Vec::new(),
        }
    }

    /// Chance that belongs to one act of this claim.
    fn draw(&self, verb: Verb, time: u64) -> Draw {
        Draw::of(self.parameters.seed, verb.code(), self.matter.n * 1_024 + time)
    }

    /// How long people take at a desk, in milliseconds (A; dispatch: half within 20 minutes, nearly all in two hours).
    fn delay(&self, verb: Verb, time: u64) -> i64 {
        let medians = [(Verb::AnswerAtOnce, 4.0), (Verb::HandOverEmergency, 1.0), (Verb::Accept, 25.0)];
        let median = medians.iter().find(|(one, _)| *one == verb).map_or(20.0, |(_, minutes)| *minutes);
        i64::from(floor(self.draw(verb, time).lognormal(median, 0.8).min(110.0))) * 60_000
    }

    /// In office hours, on average so many working days later.
    fn office(&self, from: Instant, days: f64, verb: Verb, time: u64) -> Instant {
        let mut draw = self.draw(verb, time);
        let days = draw.between(0.0, 2.0 * days);
        working(self.calendar, from, days, &mut draw)
    }

    fn told(&self) -> Telling {
        Telling { way: TellingWay::Phone, at: self.now }
    }

    /// When the claimant or a unit last did something that others answer to.
    fn last_word(&self) -> Instant {
        let tries = self.claim.rounds.iter().flat_map(|round| &round.tries).map(|tried| tried.at);
        let feedbacks = self.claim.orders.iter().flat_map(|order| &order.feedbacks).map(|record| record.at);
        tries.chain(feedbacks).max().unwrap_or(self.claim.received_at)
    }

    fn refuse(&self, ground: RefusalGround) -> Command {
        Command::Refuse(RefuseClaim {
            about: Some(hotline::About { category: self.matter.category(), place: self.matter.place() }),
            ground,
            facts: "诉求人陈述的情况，已经核对".to_owned(),
            explanation: format!("您反映的事项{}，热线不能受理。", ground.zh()),
            way: LawfulWay { body: "依法应当受理的机关".to_owned(), reach: String::new() },
            told: self.told(),
        })
    }

    fn transfer(&self) -> Command {
        let units = self.city.registry().units.all();
        let peer = units.iter().find(|unit| unit.kind == UnitKind::PeerHotline).map(|unit| unit.code.clone());
        let to = peer.unwrap_or_else(|| UnitCode::from(""));
        Command::TransferOut(TransferOut { to, agreed: true, note: "事发地不在本市".to_owned() })
    }

    fn transferred(&self) -> Vec<Plan<'a>> {
        let scene = *self;
        let Some(transfer) = &self.claim.disposals.transfer else { return Vec::new() };
        if transfer.their_no.is_none() {
            let at = self.claim.received_at.plus_ms(self.delay(Verb::Accept, 0) + self.delay(Verb::AckTransfer, 0));
            let no = format!("WD{}", self.matter.n);
            return vec![plan(at, Who::Agency, Verb::AckTransfer, || {
                Command::AckTransfer(AckTransfer { their_no: no })
            })];
        }
        if transfer.result.is_some() {
            return Vec::new();
        }
        let at = self.office(self.claim.received_at, 3.0, Verb::TransferFedBack, 0);
        vec![plan(at, Who::Agency, Verb::TransferFedBack, move || {
            let result = "当地已经办理并答复诉求人".to_owned();
            Command::TransferFedBack(TransferFedBack { result, told: scene.told() })
        })]
    }

    fn answer(&self) -> Command {
        let mut draw = self.draw(Verb::Rate, 0);
        // Half of those answered at once say at the end of the call how it was (A).
        let rating = draw.chance(0.5).then(|| rating(&mut draw));
        Command::AnswerAtOnce(AnswerAtOnce {
            text: self.matter.sample.answer.clone(),
            source: "热线知识库".to_owned(),
            told: self.told(),
            rating,
        })
    }

    /// To whom the list says, with co-units in a share of all.
    fn dispatch(&self) -> Command {
        let registry = self.city.registry();
        let duty = registry.duty(&self.matter.category, &self.matter.place, None).ok();
        let with_co = self.matter.has(self.parameters.seed, "co-handled", self.parameters.co_handled);
        let co = duty.iter().flat_map(|duty| &duty.co_units).filter(|_| with_co).map(|unit| hotline::CoOrder {
            unit: unit.clone(),
            task: "按各自职责配合办理，结果报主办单位汇总".to_owned(),
            reason: String::new(),
        });
        let co = co.collect();
        let hops = self.claim.hops();
        Command::Dispatch(Dispatch {
            lead: duty.map_or_else(|| UnitCode::from(""), |duty| duty.lead),
            co,
            own_limit: None,
            danger_ruled_out: true,
            override_reason: None,
            designation: (hops > 0).then(|| "几次退单，由热线工作机构指定".to_owned()),
            helper: None,
        })
    }

    /// In office hours, most often reached at the first try.
    fn call_back(&self) -> Plan<'a> {
        let scene = *self;
        let round = self.claim.rounds.len() as u64;
        let tries = self.claim.rounds.last().map_or(0, |round| round.tries.len()) as u64;
        // Who was not reached is tried again on another day.
        let mut draw = self.draw(Verb::CallBack, round * 16 + tries);
        let days = if tries == 0 { draw.between(0.0, 1.2) } else { draw.between(1.0, 2.0) };
        let at = working(self.calendar, self.last_word(), days, &mut draw);
        // Nobody is called at noon.
        let noon = (690..870).contains(&at.minute_of_day());
        let at = if noon { at.plus_minutes(180) } else { at };
        plan(at, Who::Agency, Verb::CallBack, move || {
            let mut draw = scene.draw(Verb::CallBack, 512 + round * 16 + tries);
            let parameters = scene.parameters;
            let outcome = match draw.unit() {
                at if at < parameters.reached => CallbackOutcome::Reached(rating(&mut draw)),
                at if at < parameters.reached + parameters.unwilling => CallbackOutcome::Refused,
                _ => CallbackOutcome::NoAnswer,
            };
            let method = if tries.is_multiple_of(2) { CallbackMethod::Phone } else { CallbackMethod::Sms };
            Command::CallBack(CallbackTry { method, outcome })
        })
    }

    fn check(&self) -> Command {
        let mut draw = self.draw(Verb::Check, 256 + self.claim.rounds.len() as u64);
        // Where the rounds are used up it is explained.
        let may = self.claim.lead_order().is_some() && !self.balked.contains(&Verb::Check);
        let again = may && draw.chance(self.parameters.omitted);
        Command::Check(if again {
            CheckFinding::Omission { demand: "请到现场核实后重新办理".to_owned() }
        } else {
            let excuse = Excuse::ALL.get(draw.below(Excuse::ALL.len())).copied().unwrap_or(Excuse::Policy);
            CheckFinding::Beyond { excuse, evidence: "现行政策规定和现场情况".to_owned() }
        })
    }
}

/// What people say of it.
fn rating(draw: &mut Draw) -> Rating {
    let satisfaction = draw.pick(&RATINGS, Satisfaction::Satisfied);
    let bad = !satisfaction.is_satisfied();
    Rating {
        solved: if bad { Solved::No } else { Solved::Yes },
        satisfaction,
        unit_contacted: Some(true),
        words: if bad { "问题没有解决，请再来看看".to_owned() } else { String::new() },
    }
}

/// What nobody has to do: once refused, it is left.
pub(crate) fn is_optional(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Join
            | Verb::Dispute
            | Verb::AskExtension
            | Verb::AskSuspension
            | Verb::AskUnresolvable
            | Verb::ReturnFeedback
            | Verb::TellProgress
            | Verb::Supplement
    )
}

pub(super) fn plan<'p>(at: Instant, who: Who, verb: Verb, command: impl FnOnce() -> Command + 'p) -> Plan<'p> {
    Plan { at, who, verb, command: Box::new(command) }
}
