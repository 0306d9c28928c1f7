//! What an event brings about outside the claim: who is told what (law.md §1, the clocks; pages.md §5.4).
//!
//! Pure and repeatable: reactions run from the outbox at least once, and a notice is known by its event.

mod beside;

use law::Clause;
use law::registry::{Registry, UnitCode};

use crate::authority::Role;
use crate::claim::{Claim, PersonId};
use crate::clocks::ClockKind;
use crate::event::{Event, Recorded};
use crate::order::OrderRole;
use crate::promise::unit_name;

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// The claimant, by the way they chose.
    Claimant(PersonId),
    /// An undertaking unit's inbox.
    Unit(UnitCode),
    /// A role of an agency.
    Office(UnitCode, Role),
}

/// One fact for one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Who.
    pub to: Recipient,
    /// Code of the text, for counting and for a city's own wording.
    pub code: &'static str,
    /// The clause behind it.
    pub clause: Clause,
    /// The words. For claimants: no content of the complaint, no name (pages.md §5.4).
    pub text: String,
}

/// Writes notices about one event of one claim.
struct Writer<'a> {
    claim: &'a Claim,
    registry: &'a Registry,
    clause: Clause,
}

impl Writer<'_> {
    fn claimant(&self, code: &'static str, text: String) -> Notice {
        Notice { to: Recipient::Claimant(self.claim.claimant.person), code, clause: self.clause, text }
    }

    fn unit(&self, unit: &UnitCode, code: &'static str, text: String) -> Notice {
        Notice { to: Recipient::Unit(unit.clone()), code, clause: self.clause, text }
    }

    fn office(&self, role: Role, code: &'static str, text: String) -> Notice {
        Notice { to: Recipient::Office(self.claim.agency.clone(), role), code, clause: self.clause, text }
    }

    /// The last day of an order's handling clock.
    fn due(&self, n: u16) -> String {
        let handle = self.claim.order(n).and_then(|order| order.clocks.get(ClockKind::Handle));
        handle.map(|clock| clock.due.day_shown()).unwrap_or_default()
    }

    fn holder(&self, n: u16) -> Option<UnitCode> {
        self.claim.order(n).map(|order| order.unit.clone())
    }

    fn holder_name(&self, n: u16) -> String {
        self.holder(n).map(|code| unit_name(self.registry, &code)).unwrap_or_default()
    }

    fn main(&self, n: u16) -> bool {
        self.claim.order(n).is_some_and(|order| order.role == OrderRole::Main)
    }

    /// A line about an order for the unit that holds it.
    fn told_unit(&self, n: u16, code: &'static str, what: &str) -> Vec<Notice> {
        let no = &self.claim.no;
        self.holder(n).iter().map(|to| self.unit(to, code, format!("{no}-{n}{what}。"))).collect()
    }

    /// Who has the claim in hand: its unit, or the desk where it waits.
    fn concerned(&self, code: &'static str, text: String) -> Vec<Notice> {
        match self.claim.main_order() {
            Some(order) => vec![self.unit(&order.unit, code, text)],
            None => vec![self.office(Role::Dispatcher, code, text)],
        }
    }
}

/// The notices of an event, given the claim after it. Those who follow the claim are told each step as well, under their
/// own number (C15.5); of its answer they are told by their own claim.
pub fn react(recorded: &Recorded, claim: &Claim, registry: &Registry) -> Vec<Notice> {
    let mut notices = of_claim(recorded, claim, registry);
    let own = matches!(
        recorded.event,
        Event::ClaimAnswered { .. }
            | Event::FeedbackAccepted { .. }
            | Event::RectificationReported { .. }
            | Event::ClaimArchived { .. }
            | Event::CallbackTried { .. }
            | Event::ClaimExplained { .. }
            | Event::ClaimRefused { .. }
            | Event::OrderTerminated { .. }
    );
    if own {
        return notices;
    }
    let to_claimant = |notice: &&Notice| notice.to == Recipient::Claimant(claim.claimant.person);
    let told: Vec<Notice> = notices.iter().filter(to_claimant).cloned().collect();
    for follower in &claim.disposals.followers {
        notices.extend(told.iter().map(|notice| Notice {
            to: Recipient::Claimant(follower.person),
            text: notice.text.replace(claim.no.as_str(), follower.no.as_str()),
            ..notice.clone()
        }));
    }
    notices
}

/// The notices of an event for those whom the claim itself concerns.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is beside the main road is told in a file of its own")]
fn of_claim(recorded: &Recorded, claim: &Claim, registry: &Registry) -> Vec<Notice> {
    let to = Writer { claim, registry, clause: recorded.clause };
    let no = &claim.no;
    match &recorded.event {
        Event::ClaimAccepted { .. } => {
            vec![to.claimant("accepted", format!("您反映的事已受理，编号{no}。一般2小时内派单或答复。"))]
        }
        Event::ClaimRefused { not_accepted, .. } => {
            vec![to.claimant(
                "refused",
                format!("{no}依法应找{}，热线不能代办。怎么走见进度页，或打12345。", not_accepted.way.body),
            )]
        }
        Event::ClaimAnswered { .. } => {
            vec![to.claimant("answered", format!("您的咨询{no}已答复，内容和依据见进度页。不清楚请再打12345。"))]
        }
        Event::OrderDispatched { order, unit: code, role, hop, grid, .. } => {
            // The township sees at once what went straight to its worker (C22).
            let straight = grid.as_ref().map(|grid| format!("，已直派{}（{}）", grid.worker, grid.name));
            let straight = straight.unwrap_or_default();
            let mut notices =
                vec![to.unit(code, "dispatched", format!("新工单{no}-{order}（{}）{straight}。", role.zh()))];
            if *role == OrderRole::Main {
                let name = unit_name(registry, code);
                let text = if grid.is_some() {
                    format!("{no}已直接派给{name}的网格员，{}前办结并答复您。", to.due(*order))
                } else if *hop > 1 {
                    format!("{no}经裁定改由{name}办，{}前答复您。", to.due(*order))
                } else {
                    format!("{no}已派给{name}，{}前办结并答复您。", to.due(*order))
                };
                notices.push(to.claimant(if *hop > 1 { "redispatched" } else { "dispatched" }, text));
            }
            notices
        }
        Event::DisputeFiled { order, .. } => {
            vec![to.office(Role::Reviewer, "dispute_filed", format!("{no}-{order}提出退单异议，请裁定。"))]
        }
        Event::DisputeUpheld { order, .. } => {
            let mut notices: Vec<_> = to
                .holder(*order)
                .iter()
                .map(|code| to.unit(code, "dispute_upheld", format!("{no}-{order}退单成立。")))
                .collect();
            // The lead is told when a co-unit's order is returned (law.md §3).
            let co = claim.order(*order).is_some_and(|order| order.role != OrderRole::Main);
            if let (true, Some(main)) = (co, claim.main_order()) {
                notices.push(to.unit(
                    &main.unit,
                    "co_returned",
                    format!("{no}的协办单位{}退单成立，请继续牵头办理。", to.holder_name(*order)),
                ));
            }
            notices
        }
        Event::DisputeRefused { order, .. } => to
            .holder(*order)
            .iter()
            .map(|code| to.unit(code, "dispute_refused", format!("{no}-{order}裁定继续办理。")))
            .collect(),
        Event::ExtensionAsked { order, .. } => {
            vec![to.office(Role::Reviewer, "extension_asked", format!("{no}-{order}申请延期，请审核。"))]
        }
        Event::ExtensionApproved { order, new_due, .. } => {
            let day = new_due.day_shown();
            let mut notices: Vec<_> = to
                .holder(*order)
                .iter()
                .map(|code| {
                    to.unit(
                        code,
                        "extension_approved",
                        format!("{no}-{order}同意延期到{day}，请向诉求人说明进展和理由。"),
                    )
                })
                .collect();
            notices.push(to.claimant("extended", format!("{no}情况复杂，经批准延到{day}。目前进展和原因见进度页。")));
            notices
        }
        Event::ExtensionRefused { order, .. } => to
            .holder(*order)
            .iter()
            .map(|code| to.unit(code, "extension_refused", format!("{no}-{order}延期没有同意，期限不变。")))
            .collect(),
        Event::FeedbackAllowed { order, .. } => to
            .holder(*order)
            .iter()
            .map(|code| to.unit(code, "feedback_allowed", format!("{no}-{order}同意先行反馈，请答复诉求人后反馈。")))
            .collect(),
        Event::FedBack { order, .. } => {
            vec![to.office(Role::Reviewer, "fed_back", format!("{no}-{order}已反馈，请审核。"))]
        }
        Event::FeedbackAccepted { order, .. } => {
            let main = claim.order(*order).is_some_and(|order| order.role == OrderRole::Main);
            if main {
                vec![to.claimant(
                    "unit_answered",
                    format!("{}已答复{no}。解决没有、满不满意，请您评价。", to.holder_name(*order)),
                )]
            } else {
                Vec::new()
            }
        }
        Event::FeedbackSentBack { order, reason } => to
            .holder(*order)
            .iter()
            .map(|code| to.unit(code, "feedback_sent_back", format!("{no}-{order}反馈退回补正：{reason}")))
            .collect(),
        Event::ReHandlingOrdered { order, .. } => {
            let mut notices: Vec<_> = to
                .holder(*order)
                .iter()
                .map(|code| to.unit(code, "re_handling", format!("{no}-{order}经核实退回重办。")))
                .collect();
            notices.push(to.claimant(
                "re_handling",
                format!("您不满意的{no}经核实由{}重办，{}前再答复。", to.holder_name(*order), to.due(*order)),
            ));
            notices
        }
        Event::ClaimExplained { .. } => {
            vec![
                to.office(Role::Reviewer, "explained", format!("{no}单位已解释，请确认归档。")),
                to.claimant("explained", format!("您对{no}的不满已核实，依据和别的途径见进度页。")),
            ]
        }
        Event::ClaimArchived { .. } => {
            let mut notices =
                vec![to.claimant("archived", format!("{no}已办结。有新情况、新理由可再提，会接着这次办。"))];
            // The hotline that passed it here waits for the result (C8).
            if claim.clocks.get(ClockKind::OriginFeedback).is_some() {
                notices.push(to.office(
                    Role::Dispatcher,
                    "origin_feedback",
                    format!("{no}是外地热线转来的，已办结，请向来源热线反馈。"),
                ));
            }
            notices
        }
        Event::CallbackTried { tried, .. } => match &tried.outcome {
            crate::rating::CallbackOutcome::NoAnswer => {
                vec![to.claimant("missed_callback", format!("刚才回访{no}没打通。方便时请评价，或打12345。"))]
            }
            crate::rating::CallbackOutcome::Reached(_)
            | crate::rating::CallbackOutcome::WrongNumber
            | crate::rating::CallbackOutcome::Refused
            | crate::rating::CallbackOutcome::NotThePerson => Vec::new(),
        },
        Event::ClockExpired { order, kind, .. } => expiry(*order, *kind, claim, recorded.clause),
        Event::ClaimReceived { .. }
        | Event::OrderSigned { .. }
        | Event::ClaimantContacted { .. }
        | Event::CoOrderBecameMain { .. }
        | Event::CheckConcluded { .. }
        | Event::ClaimRated { .. } => Vec::new(),
        _ => beside::react(recorded, &to),
    }
}

/// Who hears that a limit ran out (law.md §1, last column of the clocks).
fn expiry(order: Option<u16>, kind: ClockKind, claim: &Claim, clause: Clause) -> Vec<Notice> {
    let no = &claim.no;
    let of = order.map(|n| format!("-{n}")).unwrap_or_default();
    let text = format!("{no}{of}“{}”时限届满。", kind.zh());
    let office = |role: Role| Notice {
        to: Recipient::Office(claim.agency.clone(), role),
        code: "clock_expired",
        clause,
        text: text.clone(),
    };
    let unit = || {
        order.and_then(|n| claim.order(n)).map(|order| Notice {
            to: Recipient::Unit(order.unit.clone()),
            code: "clock_expired",
            clause,
            text: text.clone(),
        })
    };
    match kind {
        ClockKind::Accept
        | ClockKind::DisputeReview
        | ClockKind::ExtensionReview
        | ClockKind::FeedbackReview
        | ClockKind::CoHandlingReview
        | ClockKind::SuspensionReview
        | ClockKind::ResumptionReview
        | ClockKind::UnresolvableReview
        | ClockKind::ObjectionReview
        | ClockKind::Consult
        | ClockKind::TransferAck
        | ClockKind::TransferFeedback
        | ClockKind::ArrivalAck
        | ClockKind::OriginFeedback
        | ClockKind::Check => {
            vec![office(Role::ShiftLeader)]
        }
        // The seat rings again and the shift leader is told (C15.3, P).
        ClockKind::EmergencyAck => vec![office(Role::Operator), office(Role::ShiftLeader)],
        ClockKind::Escalation => vec![office(Role::Authority), office(Role::Reviewer)],
        ClockKind::Dispatch | ClockKind::DeskReply => vec![office(Role::ShiftLeader), office(Role::AgencyHead)],
        ClockKind::MisconductFeedback => {
            let mut notices = vec![office(Role::Supervisor), office(Role::AgencyHead)];
            notices.extend(unit());
            notices
        }
        // The organ that issued the notice is alerted (C33).
        ClockKind::Sign | ClockKind::Handle | ClockKind::EnforcementNotice => {
            let mut notices = vec![office(Role::Supervisor)];
            notices.extend(unit());
            notices
        }
        ClockKind::Contact => unit().into_iter().collect(),
        ClockKind::Callback => vec![office(Role::CallbackWorker), office(Role::ShiftLeader)],
        ClockKind::Explanation => {
            let mut notices = vec![office(Role::Reviewer)];
            notices.extend(claim.lead_order().map(|order| Notice {
                to: Recipient::Unit(order.unit.clone()),
                code: "clock_expired",
                clause,
                text: text.clone(),
            }));
            notices
        }
        // Rights and silences that end need nobody's attention; a long suspension is asked about by its own event.
        ClockKind::Dispute | ClockKind::DisputeComplex | ClockKind::Closing | ClockKind::Recheck
        // A supervision's own; no claim has one.
        | ClockKind::Supervision => Vec::new(),
    }
}
