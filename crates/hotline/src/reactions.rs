//! What an event brings about outside the claim: who is told what (law.md §1, the clocks; pages.md §5.4).
//!
//! Pure and repeatable: reactions run from the outbox at least once, and a notice is known by its event.

mod beside;

use law::policy::{Alarmed, Rule, Text, Told};
use law::registry::{Registry, UnitCode};
use law::{Clause, Policy};

use crate::authority::Role;
use crate::ch3_handling::a20_onward::agency_of_government;
use crate::claim::{Claim, PersonId};
use crate::clocks::ClockKind;
use crate::disposal::Follower;
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

impl Notice {
    /// Whether it goes out at any hour: who is in danger is not let wait for the morning (C15.3).
    pub fn goes_at_once(&self) -> bool {
        self.code == "emergency"
    }
}

/// Writes notices about one event of one claim.
struct Writer<'a> {
    claim: &'a Claim,
    policy: &'a Policy,
    registry: &'a Registry,
    clause: Clause,
}

impl Writer<'_> {
    /// A message to the claimant in the words of the policy; the claim's number and its limits are always at hand.
    fn claimant(&self, code: &'static str, say: fn(&Told) -> &Rule<Text>, facts: &[(&str, &str)]) -> Notice {
        let (dispatch, desk_reply) = (self.policy.dispatch.value.zh(), self.policy.desk_reply.value.zh());
        let mut all = vec![("no", self.claim.no.as_str()), ("dispatch", &dispatch), ("desk_reply", &desk_reply)];
        all.extend(facts);
        let text = say(&self.policy.told).value.fill(&all);
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
/// own number (C15.5); of its answer they are told by their own claim, and what answers its claimant's own word is not
/// theirs. `policy` is the version that the event names: its words are those of the decision, whenever the notice goes
/// out (C50).
pub fn react(recorded: &Recorded, claim: &Claim, policy: &Policy, registry: &Registry) -> Vec<Notice> {
    let mut notices = of_claim(recorded, claim, policy, registry);
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
            | Event::ObjectionUpheld { .. }
            | Event::ObjectionRejected { .. }
            | Event::ReHandlingOrdered { .. }
            | Event::ClaimJoined { .. }
            | Event::ClaimUnjoined { .. }
            | Event::AnsweredWithMaster { .. }
            | Event::ReHandlingAskedOfMaster { .. }
            | Event::JoinedForReHandling { .. }
    );
    if own {
        return notices;
    }
    let to_claimant = |notice: &&Notice| notice.to == Recipient::Claimant(claim.claimant.person);
    let told: Vec<Notice> = notices.iter().filter(to_claimant).cloned().collect();
    for follower in &claim.disposals.followers {
        notices.extend(told.iter().map(|notice| theirs(notice, follower, claim)));
    }
    notices
}

/// The message to the claimant of the master, as one who follows it reads it.
fn theirs(notice: &Notice, follower: &Follower, master: &Claim) -> Notice {
    let text = notice.text.replace(master.no.as_str(), follower.no.as_str());
    Notice { to: Recipient::Claimant(follower.person), text, ..notice.clone() }
}

/// The notices of an event for those whom the claim itself concerns.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is beside the main road is told in a file of its own")]
fn of_claim(recorded: &Recorded, claim: &Claim, policy: &Policy, registry: &Registry) -> Vec<Notice> {
    let to = Writer { claim, policy, registry, clause: recorded.clause };
    let no = &claim.no;
    match &recorded.event {
        Event::ClaimAccepted { .. } => {
            vec![to.claimant("accepted", |told| &told.accepted, &[])]
        }
        Event::ClaimRefused { not_accepted, .. } => {
            vec![to.claimant("refused", |told| &told.refused, &[("body", &not_accepted.way.body)])]
        }
        Event::ClaimAnswered { .. } => {
            vec![to.claimant("answered", |told| &told.answered, &[])]
        }
        Event::OrderDispatched { order, unit: code, role, hop, grid, .. } => {
            // The township sees at once what went straight to its worker (C22).
            let straight = grid.as_ref().map(|grid| format!("，已直派{}（{}）", grid.worker, grid.name));
            let straight = straight.unwrap_or_default();
            let mut notices =
                vec![to.unit(code, "dispatched", format!("新工单{no}-{order}（{}）{straight}。", role.zh()))];
            // Its own hotline agency may hand it on (C6.1, C20.2).
            if let Some(agency) = agency_of_government(code, registry) {
                let text = format!("{no}-{order}派给了{}，可以下转给部门或者乡镇街道。", unit_name(registry, code));
                let office = Recipient::Office(agency.clone(), Role::Dispatcher);
                notices.push(Notice { to: office, code: "county_dispatched", clause: Clause::C20_2, text });
            }
            if *role == OrderRole::Main {
                let (name, due) = (unit_name(registry, code), to.due(*order));
                let facts = [("unit", name.as_str()), ("due", due.as_str())];
                notices.push(if grid.is_some() {
                    to.claimant("dispatched", |told| &told.straight, &facts)
                } else if *hop > 1 {
                    to.claimant("redispatched", |told| &told.redispatched, &facts)
                } else {
                    to.claimant("dispatched", |told| &told.dispatched, &facts)
                });
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
            notices.push(to.claimant("extended", |told| &told.extended, &[("due", &day)]));
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
                let unit = to.holder_name(*order);
                vec![to.claimant("unit_answered", |told| &told.unit_answered, &[("unit", &unit)])]
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
            let (unit, due) = (to.holder_name(*order), to.due(*order));
            let facts = [("unit", unit.as_str()), ("due", due.as_str())];
            // Brought by a joined claim before its own claimant said a word, it is news and no answer to them (C15.5).
            let asked_for = claim.rounds.last().is_none_or(|round| round.rating.is_some());
            notices.push(if asked_for {
                to.claimant("re_handling", |told| &told.re_handling, &facts)
            } else {
                to.claimant("dispatched", |told| &told.dispatched, &facts)
            });
            notices
        }
        Event::ClaimExplained { .. } => {
            vec![
                to.office(Role::Reviewer, "explained", format!("{no}单位已解释，请确认归档。")),
                to.claimant("explained", |told| &told.explained, &[]),
            ]
        }
        Event::ClaimArchived { .. } => {
            let mut notices = vec![to.claimant("archived", |told| &told.archived, &[])];
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
                vec![to.claimant("missed_callback", |told| &told.missed_callback, &[])]
            }
            crate::rating::CallbackOutcome::Reached(_)
            | crate::rating::CallbackOutcome::WrongNumber
            | crate::rating::CallbackOutcome::Refused
            | crate::rating::CallbackOutcome::NotThePerson => Vec::new(),
        },
        Event::ClockExpired { order, kind, .. } => expiry(*order, *kind, &to),
        Event::ClaimReceived { .. }
        | Event::OrderSigned { .. }
        | Event::ClaimantContacted { .. }
        | Event::CoOrderBecameMain { .. }
        | Event::CheckConcluded { .. }
        | Event::ClaimRated { .. } => Vec::new(),
        _ => beside::react(recorded, &to),
    }
}

/// Who hears that a limit ran out (law.md §1, last column of the clocks): whom the policy names.
fn expiry(order: Option<u16>, kind: ClockKind, to: &Writer<'_>) -> Vec<Notice> {
    let alarm = &to.policy.alarm;
    let rule = match kind {
        ClockKind::Accept => &alarm.accept,
        ClockKind::Dispatch => &alarm.dispatch,
        ClockKind::DeskReply => &alarm.desk_reply,
        ClockKind::Consult => &alarm.consult,
        ClockKind::Sign => &alarm.sign,
        ClockKind::Contact => &alarm.contact,
        // The organ that issued the notice is alerted (C33).
        ClockKind::Handle | ClockKind::EnforcementNotice => &alarm.handle,
        ClockKind::MisconductFeedback => &alarm.misconduct_feedback,
        ClockKind::DisputeReview
        | ClockKind::ExtensionReview
        | ClockKind::FeedbackReview
        | ClockKind::CoHandlingReview
        | ClockKind::SuspensionReview
        | ClockKind::ResumptionReview
        | ClockKind::UnresolvableReview
        | ClockKind::ObjectionReview => &alarm.review,
        ClockKind::Escalation => &alarm.escalation,
        ClockKind::EmergencyAck => &alarm.emergency_ack,
        ClockKind::TransferAck | ClockKind::TransferFeedback | ClockKind::ArrivalAck | ClockKind::OriginFeedback => {
            &alarm.transfer
        },
        ClockKind::Callback => &alarm.callback,
        ClockKind::Check => &alarm.check,
        ClockKind::Explanation => &alarm.explanation,
        // Rights and silences that end need nobody's attention; a long suspension is asked about by its own event.
        ClockKind::Dispute | ClockKind::DisputeComplex | ClockKind::Closing | ClockKind::Recheck
        // A supervision's own; no claim has one.
        | ClockKind::Supervision => return Vec::new(),
    };
    let of = order.map(|n| format!("-{n}")).unwrap_or_default();
    let text = format!("{}{of}“{}”时限届满。", to.claim.no, kind.zh());
    let notice = |alarmed: &Alarmed| {
        let office = |role| Some(to.office(role, "clock_expired", text.clone()));
        match alarmed {
            Alarmed::Operator => office(Role::Operator),
            Alarmed::ShiftLeader => office(Role::ShiftLeader),
            Alarmed::Reviewer => office(Role::Reviewer),
            Alarmed::Supervisor => office(Role::Supervisor),
            Alarmed::Callback => office(Role::CallbackWorker),
            Alarmed::AgencyHead => office(Role::AgencyHead),
            Alarmed::Authority => office(Role::Authority),
            Alarmed::Unit => {
                let holder = order.map_or_else(|| to.claim.lead_order(), |n| to.claim.order(n));
                holder.map(|order| to.unit(&order.unit, "clock_expired", text.clone()))
            }
        }
    };
    rule.value.iter().filter_map(notice).collect()
}
