//! What people may send: for each verb a few bodies that lack nothing, built for the state in which they are sent.

use hotline::*;
use law::Instant;
use law::registry::{Registry, UnitCode};

use crate::beside;
use crate::world::{HEATING, UNITS, Who, registration, unit_index};

/// A verb with one of its bodies, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Move {
    pub(crate) verb: Verb,
    pub(crate) body: u8,
}

/// How many bodies a verb has here; the words say what the numbers mean.
pub(crate) const fn bodies(verb: Verb) -> &'static [(u8, &'static str)] {
    match verb {
        // Joining is between two claims, and what one of them does alone is in these worlds already; a notice of holidays
        // moves dues only.
        Verb::Receive
        | Verb::Expire
        | Verb::Join
        | Verb::Unjoin
        | Verb::Follow
        | Verb::Unfollow
        | Verb::AnswerWithMaster
        | Verb::HandleAgain
        | Verb::Recalculate => &[],
        Verb::Dispatch => &[(0, "by the list"), (1, "named, over the list"), (2, "with a co-unit")],
        Verb::RuleDispute => &[(0, "continue"), (1, "upheld, anew"), (2, "not complex"), (3, "upheld, next named")],
        Verb::AskExtension => &[(1, "one day"), (5, "five days")],
        Verb::DecideExtension
        | Verb::DecideCoHandling
        | Verb::DecideSuspension
        | Verb::DecideObjection
        | Verb::DecideUnresolvable
        | Verb::DecideResumption => &[(0, "no"), (1, "yes")],
        Verb::CallBack => &[
            (0, "satisfied"),
            (1, "unsatisfied"),
            (3, "no answer by phone"),
            (4, "wrong number by text"),
            (6, "refused"),
        ],
        Verb::Rate => &[(0, "satisfied"), (1, "unsatisfied")],
        Verb::AnswerAtOnce => &[(0, "no rating"), (1, "satisfied"), (2, "unsatisfied")],
        Verb::Check => &[(0, "beyond"), (1, "omission")],
        Verb::AnswerConsult => &[(0, "agrees"), (1, "does not")],
        Verb::Consult => &[(0, "one"), (1, "another")],
        Verb::Reclassify => &[(0, "consultation"), (4, "suggestion")],
        Verb::AskUnresolvable => &[(0, "objectively limited"), (1, "does not cooperate")],
        Verb::FindOnEnforcement => &[(0, "no need"), (1, "notice")],
        Verb::HandOnward => &[(0, "to a department"), (1, "to the township")],
        Verb::Accept
        | Verb::Refuse
        | Verb::Object
        | Verb::HandOverEmergency
        | Verb::AckEmergency
        | Verb::DeskConsult
        | Verb::HandToExpert
        | Verb::TransferOut
        | Verb::AckTransfer
        | Verb::TransferFedBack
        | Verb::AskConfidentiality
        | Verb::TellProgress
        | Verb::Supplement
        | Verb::Urge
        | Verb::Withdraw
        | Verb::TakeBack
        | Verb::DispatchToGrid
        | Verb::AckArrival
        | Verb::FeedBackToOrigin
        | Verb::ReportRectification
        | Verb::Sign
        | Verb::RecordContact
        | Verb::Dispute
        | Verb::AskCoHandling
        | Verb::AskSuspension
        | Verb::AskResumption
        | Verb::Escalate
        | Verb::EscalateForEnterprise
        | Verb::GiveOpinion
        | Verb::AllowFeedback
        | Verb::FeedBack
        | Verb::AcceptFeedback
        | Verb::ReturnFeedback
        | Verb::Explain
        | Verb::Archive => &[(0, "")],
    }
}

/// The moves of some verbs.
pub(crate) fn moves(verbs: &[Verb]) -> Vec<Move> {
    let of = |verb: &Verb| bodies(*verb).iter().map(|(body, _)| Move { verb: *verb, body: *body }).collect::<Vec<_>>();
    verbs.iter().flat_map(of).collect()
}

/// The move in words, for a trace.
pub(crate) fn words(step: Move) -> String {
    match bodies(step.verb).iter().find(|(body, _)| *body == step.body) {
        Some((_, "")) | None => step.verb.code().to_owned(),
        Some((_, what)) => format!("{} ({what})", step.verb.code()),
    }
}

/// Who sends it, where the law lets somebody: each office and unit whose act it is.
#[expect(clippy::wildcard_enum_match_arm, reason = "the desk does what no other office does")]
pub(crate) fn senders(step: Move, claim: &Claim, order: Option<&Order>) -> Vec<Who> {
    use hotline::authority::Holder;
    let unit = || order.map(|order| Who::Unit(unit_index(&order.unit)));
    let agency = || {
        order.map(
            |order| if order.agency == claim.agency { Who::Reviewer } else { Who::Unit(unit_index(&order.agency)) },
        )
    };
    let office = match step.verb {
        Verb::DecideObjection => Who::Leader,
        Verb::DecideUnresolvable | Verb::DecideSuspension | Verb::DecideResumption | Verb::Check | Verb::Archive => {
            Who::Reviewer
        }
        Verb::CallBack => Who::Callback,
        Verb::Dispatch if step.body == 1 => Who::Head,
        _ => Who::Operator,
    };
    match hotline::authority::holder(step.verb) {
        Holder::Anybody | Holder::Clock => Vec::new(),
        Holder::ClaimAgency => vec![office],
        Holder::ClaimAgencyOrExpert => {
            let expert = claim.disposals.expert.iter().map(|expert| Who::Unit(unit_index(&expert.unit)));
            [office].into_iter().chain(expert).collect()
        }
        Holder::ClaimantOrAgency | Holder::Claimant => vec![Who::Claimant],
        Holder::ConsultedUnit => {
            claim.disposals.open_consultation().map(|asked| Who::Unit(unit_index(&asked.unit))).into_iter().collect()
        }
        Holder::OrderUnit | Holder::OrderUnitOrCountyAgency | Holder::EnforcementOrgan => unit().into_iter().collect(),
        Holder::OrderAgency if step.verb == Verb::TakeBack => vec![Who::Head],
        Holder::OrderAgency => agency().into_iter().collect(),
        Holder::AskedForOpinion => vec![Who::Authority],
        Holder::Concerned => [Some(Who::Claimant), unit()].into_iter().flatten().collect(),
        Holder::Answerer => {
            vec![claim.lead_order().map_or(Who::Reviewer, |order| Who::Unit(unit_index(&order.unit)))]
        }
    }
}

/// The command of a move in a state; none where there is nothing to name in it.
#[expect(clippy::wildcard_enum_match_arm, reason = "the acts beside the main road stand in a file of their own")]
pub(crate) fn command(claim: &Claim, now: Instant, order: u16, step: Move) -> Option<Command> {
    let told = || Telling { way: TellingWay::Phone, at: now };
    let reason = || "经核实".to_owned();
    let fed_back: usize = claim.orders.iter().map(|order| order.feedbacks.len()).sum();
    Some(match step.verb {
        Verb::Accept => Command::Accept(registration(ClaimKind::Help, HEATING)),
        Verb::Refuse => Command::Refuse(RefuseClaim {
            about: claim.registration.is_none().then(|| {
                let Registration { category, place, .. } = registration(ClaimKind::Help, HEATING);
                About { category, place }
            }),
            ground: RefusalGround::Petition,
            facts: "信访事项编号1".to_owned(),
            explanation: "信访正在办".to_owned(),
            way: LawfulWay { body: "市信访局".to_owned(), reach: String::new() },
            told: told(),
        }),
        Verb::AnswerAtOnce => Command::AnswerAtOnce(AnswerAtOnce {
            text: "答复".to_owned(),
            source: "《供热用热办法》".to_owned(),
            told: told(),
            rating: match step.body {
                0 => None,
                1 => Some(rating(true)),
                _ => Some(rating(false)),
            },
        }),
        Verb::Dispatch => Command::Dispatch(dispatch(claim, step.body)?),
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
        Verb::Dispute => Command::Dispute { order, dispute: dispute(claim, order)? },
        Verb::RuleDispute => Command::RuleDispute { order, ruling: ruling(claim, order, step.body)? },
        Verb::AskExtension => Command::AskExtension {
            order,
            request: AskExtension {
                working_days: u32::from(step.body),
                reason: "待料".to_owned(),
                progress: "已定损".to_owned(),
            },
        },
        Verb::DecideExtension => Command::DecideExtension {
            order,
            decision: DecideExtension {
                ruling: if step.body == 0 {
                    ExtensionRuling::Refuse
                } else {
                    ExtensionRuling::Approve { consent: Some("主管机关同意".to_owned()) }
                },
                reason: reason(),
            },
        },
        Verb::FeedBack => Command::FeedBack {
            order,
            feedback: Box::new(Feedback {
                answered: Some(Answered::Told { at: now, way: TellingWay::Phone, whom: "本人".to_owned() }),
                facts: Facts::True,
                measures: "清洗过滤器".to_owned(),
                result: "室温20度".to_owned(),
                basis: "《供热用热办法》".to_owned(),
                resolution: Resolution::Resolved,
                // Never the words of an earlier one.
                public_answer: format!("第{}次答复：已修好", fed_back + 1),
                internal: String::new(),
                evidence: vec![Evidence { name: "测温单".to_owned(), shows: String::new() }],
                addressed: Vec::new(),
            }),
        },
        Verb::AcceptFeedback => Command::AcceptFeedback { order },
        Verb::AllowFeedback => Command::AllowFeedback { order, allowed: AllowFeedback { reason: reason() } },
        Verb::ReturnFeedback => Command::ReturnFeedback { order, returned: ReturnFeedback { reason: reason() } },
        Verb::DecideResumption => {
            Command::DecideResumption { order, decision: Decision { approved: step.body == 1, reason: reason() } }
        }
        Verb::CallBack => {
            let (method, outcome) = match step.body {
                0 => (CallbackMethod::Web, CallbackOutcome::Reached(rating(true))),
                1 => (CallbackMethod::Web, CallbackOutcome::Reached(rating(false))),
                3 => (CallbackMethod::Phone, CallbackOutcome::NoAnswer),
                4 => (CallbackMethod::Sms, CallbackOutcome::WrongNumber),
                _ => (CallbackMethod::Web, CallbackOutcome::Refused),
            };
            Command::CallBack(CallbackTry { method, outcome })
        }
        Verb::Rate => Command::Rate(rating(step.body == 0)),
        Verb::Check => Command::Check(if step.body == 0 {
            CheckFinding::Beyond { excuse: Excuse::Law, evidence: "第四条".to_owned() }
        } else {
            CheckFinding::Omission { demand: "补测室温".to_owned() }
        }),
        Verb::Explain => Command::Explain(Explanation { text: "依法解释".to_owned(), told: told() }),
        Verb::Archive => Command::Archive,
        _ => return beside::command(step.verb, order, now, step.body),
    })
}

fn rating(satisfied: bool) -> Rating {
    Rating {
        solved: Solved::Partly,
        satisfaction: if satisfied { Satisfaction::Satisfied } else { Satisfaction::Unsatisfied },
        unit_contacted: Some(true),
        words: String::new(),
    }
}

/// To the lead of the list, or, where its dispute was upheld, to the next unit that had none.
fn dispatch(claim: &Claim, body: u8) -> Option<Dispatch> {
    let registration = claim.registration.as_ref()?;
    let duty = Registry::tangshan().duty(&registration.category.code, &registration.place.division, None).ok()?;
    let returned =
        |unit: &UnitCode| claim.orders.iter().any(|order| order.unit == *unit && order.ended_as(Outcome::Returned));
    let city: Vec<&UnitCode> = UNITS.iter().take(4).collect();
    let lead = match body {
        1 => city.into_iter().find(|unit| **unit != duty.lead && !returned(unit))?.clone(),
        _ => duty.lead.clone(),
    };
    let co = CoOrder {
        unit: UNITS[usize::from(lead == UNITS[2]) + 1].clone(),
        task: "配合".to_owned(),
        reason: "管网".to_owned(),
    };
    Some(Dispatch {
        helper: None,
        co: if body == 2 && co.unit != lead { vec![co] } else { Vec::new() },
        lead,
        own_limit: None,
        danger_ruled_out: true,
        override_reason: (body == 1).then(|| "负责人研判".to_owned()),
        designation: (claim.hops() >= 2).then(|| "指定".to_owned()),
    })
}

fn dispute(claim: &Claim, order: u16) -> Option<Dispute> {
    let own = &claim.order(order)?.unit;
    Some(Dispute {
        basis: "三定方案".to_owned(),
        reasons: "非本单位职责".to_owned(),
        suggested: UNITS.iter().find(|unit| *unit != own)?.clone(),
        complex: Some("权属不清".to_owned()),
    })
}

fn ruling(claim: &Claim, order: u16, body: u8) -> Option<RuleDispute> {
    let own = &claim.order(order)?.unit;
    let returned =
        |unit: &UnitCode| claim.orders.iter().any(|order| order.unit == *unit && order.ended_as(Outcome::Returned));
    let ruling = match body {
        0 => Ruling::Continue,
        1 => Ruling::Uphold { next: NextStep::DispatchAnew },
        2 => Ruling::NotComplex,
        _ => {
            let co = claim.orders.iter().find(|co| co.is_open() && co.role == OrderRole::CoHandling && co.n != order);
            let other = || UNITS.iter().take(4).find(|unit| *unit != own && !returned(unit)).cloned();
            Ruling::Uphold { next: NextStep::Unit { unit: co.map(|co| co.unit.clone()).or_else(other)? } }
        }
    };
    Some(RuleDispute { ruling, reason: "依清单裁定".to_owned(), precedent: false })
}

/// What the others do, if they help: candidates in order, the first lawful one is done. Time helps where silence ends it.
pub(crate) fn helpful(claim: &Claim) -> Vec<(Move, Option<u16>)> {
    let whole = |verb, body| (Move { verb, body }, None);
    match claim.stage {
        Stage::Received => vec![whole(Verb::Accept, 0)],
        Stage::Accepted => vec![whole(Verb::Dispatch, 0), whole(Verb::Dispatch, 1)],
        Stage::Refused | Stage::Terminated => vec![whole(Verb::DecideObjection, 0), whole(Verb::Expire, 0)],
        Stage::Answered => vec![whole(Verb::Expire, 0)],
        Stage::Emergency => vec![whole(Verb::AckEmergency, 0), whole(Verb::Expire, 0)],
        Stage::Transferred => vec![whole(Verb::TransferFedBack, 0), whole(Verb::Expire, 0)],
        Stage::CallingBack => vec![whole(Verb::CallBack, 0), whole(Verb::Rate, 0)],
        Stage::Checking => vec![whole(Verb::Check, 0)],
        Stage::Explaining => vec![whole(Verb::Explain, 0)],
        Stage::Explained => vec![whole(Verb::Archive, 0)],
        Stage::Archived | Stage::Joined => Vec::new(),
        Stage::Handling => {
            let mut orders: Vec<&Order> = claim.orders.iter().filter(|order| order.is_open()).collect();
            // What was handed on before what it was handed on from, co-orders before the lead's.
            orders.sort_by_key(|order| {
                (order.role == OrderRole::Main, order.role != OrderRole::Onward, u16::MAX - order.n)
            });
            let resumed = orders.iter().rev().filter(|order| order.is_suspended());
            let resume = [Move { verb: Verb::DecideResumption, body: 1 }, Move { verb: Verb::AskResumption, body: 0 }];
            let mut list: Vec<_> = resumed.flat_map(|order| resume.map(|step| (step, Some(order.n)))).collect();
            list.extend(orders.iter().flat_map(|order| forward(order).into_iter().map(|step| (step, Some(order.n)))));
            // The last resort against a co-unit that does nothing.
            let co = orders.iter().filter(|order| order.role != OrderRole::Main);
            list.extend(co.map(|order| (Move { verb: Verb::TakeBack, body: 0 }, Some(order.n))));
            list
        }
    }
}

fn forward(order: &Order) -> Vec<Move> {
    let m = |verb, body| Move { verb, body };
    let decisions = [
        (order.extension_pending(), Verb::DecideExtension),
        (order.requests.pending_suspension().is_some(), Verb::DecideSuspension),
        (order.requests.pending_unresolvable().is_some(), Verb::DecideUnresolvable),
        (order.requests.pending_co_handling().is_some(), Verb::DecideCoHandling),
        (order.requests.open_escalation().is_some(), Verb::GiveOpinion),
    ];
    let decisions = decisions.into_iter().filter(|(pending, _)| *pending).map(|(_, verb)| m(verb, 0));
    match &order.state {
        OrderState::HandedOver => vec![m(Verb::Sign, 0)],
        OrderState::Rectifying => vec![m(Verb::ReportRectification, 0)],
        OrderState::Disputed { .. } => vec![m(Verb::RuleDispute, 0)],
        OrderState::Suspended { .. } | OrderState::Closed { .. } => Vec::new(),
        OrderState::FedBack => {
            let mut list: Vec<_> = decisions.filter(|step| step.verb == Verb::DecideExtension).collect();
            list.push(m(Verb::AcceptFeedback, 0));
            list
        }
        OrderState::Signed => {
            let first = order.role == OrderRole::Main && !order.contacted();
            let contact = first.then(|| m(Verb::RecordContact, 0)).into_iter();
            let found = order.duty.enforcement && order.found_this_round().is_none();
            let found = found.then(|| m(Verb::FindOnEnforcement, 1)).into_iter();
            contact.chain(found).chain([m(Verb::FeedBack, 0), m(Verb::AllowFeedback, 0)]).chain(decisions).collect()
        }
    }
}
