//! What an event brings about outside the claim: who is told what (law.md §1, the clocks; pages.md §5.4).
//!
//! Pure and repeatable: reactions run from the outbox at least once, and a notice is known by its event.

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

/// The notices of an event, given the claim after it.
pub fn react(recorded: &Recorded, claim: &Claim, registry: &Registry) -> Vec<Notice> {
    let clause = recorded.clause;
    let no = &claim.no;
    let claimant = |code: &'static str, text: String| Notice {
        to: Recipient::Claimant(claim.claimant.person),
        code,
        clause,
        text,
    };
    let unit = |unit: &UnitCode, code: &'static str, text: String| Notice {
        to: Recipient::Unit(unit.clone()),
        code,
        clause,
        text,
    };
    let office = |role: Role, code: &'static str, text: String| Notice {
        to: Recipient::Office(claim.agency.clone(), role),
        code,
        clause,
        text,
    };
    let due = |n: &u16| {
        claim
            .order(*n)
            .and_then(|order| order.clocks.get(ClockKind::Handle))
            .map(|clock| clock.due.day_shown())
            .unwrap_or_default()
    };
    let holder = |n: &u16| claim.order(*n).map(|order| order.unit.clone());
    let holder_name = |n: &u16| holder(n).map(|code| unit_name(registry, &code)).unwrap_or_default();
    match &recorded.event {
        Event::ClaimAccepted { .. } => {
            vec![claimant("accepted", format!("您反映的事已受理，编号{no}。一般2小时内派单或答复。"))]
        }
        Event::ClaimRefused { not_accepted, .. } => {
            vec![claimant(
                "refused",
                format!("{no}依法应找{}，热线不能代办。怎么走见进度页，或打12345。", not_accepted.way.body),
            )]
        }
        Event::ClaimAnswered { .. } => {
            vec![claimant("answered", format!("您的咨询{no}已答复，内容和依据见进度页。不清楚请再打12345。"))]
        }
        Event::OrderDispatched { order, unit: to, role, hop, .. } => {
            let mut notices = vec![unit(to, "dispatched", format!("新工单{no}-{order}（{}）。", role.zh()))];
            if *role == OrderRole::Main {
                let name = unit_name(registry, to);
                let text = if *hop > 1 {
                    format!("{no}经裁定改由{name}办，{}前答复您。", due(order))
                } else {
                    format!("{no}已派给{name}，{}前办结并答复您。", due(order))
                };
                notices.push(claimant(if *hop > 1 { "redispatched" } else { "dispatched" }, text));
            }
            notices
        }
        Event::DisputeFiled { order, .. } => {
            vec![office(Role::Reviewer, "dispute_filed", format!("{no}-{order}提出退单异议，请裁定。"))]
        }
        Event::DisputeUpheld { order, .. } => {
            let mut notices: Vec<_> = holder(order)
                .iter()
                .map(|code| unit(code, "dispute_upheld", format!("{no}-{order}退单成立。")))
                .collect();
            // The lead is told when a co-unit's order is returned (law.md §3).
            let co = claim.order(*order).is_some_and(|order| order.role == OrderRole::CoHandling);
            if let (true, Some(main)) = (co, claim.main_order()) {
                notices.push(unit(
                    &main.unit,
                    "co_returned",
                    format!("{no}的协办单位{}退单成立，请继续牵头办理。", holder_name(order)),
                ));
            }
            notices
        }
        Event::DisputeRefused { order, .. } => holder(order)
            .iter()
            .map(|code| unit(code, "dispute_refused", format!("{no}-{order}裁定继续办理。")))
            .collect(),
        Event::ExtensionAsked { order, .. } => {
            vec![office(Role::Reviewer, "extension_asked", format!("{no}-{order}申请延期，请审核。"))]
        }
        Event::ExtensionApproved { order, new_due, .. } => {
            let day = new_due.day_shown();
            let mut notices: Vec<_> = holder(order)
                .iter()
                .map(|code| {
                    unit(code, "extension_approved", format!("{no}-{order}同意延期到{day}，请向诉求人说明进展和理由。"))
                })
                .collect();
            notices.push(claimant("extended", format!("{no}情况复杂，经批准延到{day}。目前进展和原因见进度页。")));
            notices
        }
        Event::ExtensionRefused { order, .. } => holder(order)
            .iter()
            .map(|code| unit(code, "extension_refused", format!("{no}-{order}延期没有同意，期限不变。")))
            .collect(),
        Event::FeedbackAllowed { order, .. } => holder(order)
            .iter()
            .map(|code| unit(code, "feedback_allowed", format!("{no}-{order}同意先行反馈，请答复诉求人后反馈。")))
            .collect(),
        Event::FedBack { order, .. } => {
            vec![office(Role::Reviewer, "fed_back", format!("{no}-{order}已反馈，请审核。"))]
        }
        Event::FeedbackAccepted { order, .. } => {
            let main = claim.order(*order).is_some_and(|order| order.role == OrderRole::Main);
            if main {
                vec![claimant(
                    "unit_answered",
                    format!("{}已答复{no}。解决没有、满不满意，请您评价。", holder_name(order)),
                )]
            } else {
                Vec::new()
            }
        }
        Event::FeedbackSentBack { order, reason } => holder(order)
            .iter()
            .map(|code| unit(code, "feedback_sent_back", format!("{no}-{order}反馈退回补正：{reason}")))
            .collect(),
        Event::ReHandlingOrdered { order, .. } => {
            let mut notices: Vec<_> = holder(order)
                .iter()
                .map(|code| unit(code, "re_handling", format!("{no}-{order}经核实退回重办。")))
                .collect();
            notices.push(claimant(
                "re_handling",
                format!("您不满意的{no}经核实由{}重办，{}前再答复。", holder_name(order), due(order)),
            ));
            notices
        }
        Event::ClaimExplained { .. } => {
            vec![
                office(Role::Reviewer, "explained", format!("{no}单位已解释，请确认归档。")),
                claimant("explained", format!("您对{no}的不满已核实，依据和别的途径见进度页。")),
            ]
        }
        Event::ClaimArchived { .. } => {
            vec![claimant("archived", format!("{no}已办结。有新情况、新理由可再提，会接着这次办。"))]
        }
        Event::CallbackTried { tried, .. } => match &tried.outcome {
            crate::rating::CallbackOutcome::NoAnswer => {
                vec![claimant("missed_callback", format!("刚才回访{no}没打通。方便时请评价，或打12345。"))]
            }
            crate::rating::CallbackOutcome::Reached(_)
            | crate::rating::CallbackOutcome::WrongNumber
            | crate::rating::CallbackOutcome::Refused
            | crate::rating::CallbackOutcome::NotThePerson => Vec::new(),
        },
        Event::ClockExpired { order, kind, .. } => expiry(*order, *kind, claim, clause),
        Event::ClaimReceived { .. }
        | Event::OrderSigned { .. }
        | Event::ClaimantContacted { .. }
        | Event::CoOrderBecameMain { .. }
        | Event::CheckConcluded { .. }
        | Event::ClaimRated { .. } => Vec::new(),
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
        | ClockKind::Check => {
            vec![office(Role::ShiftLeader)]
        }
        ClockKind::Dispatch => vec![office(Role::ShiftLeader), office(Role::AgencyHead)],
        ClockKind::Sign | ClockKind::Handle => {
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
        // Rights and silences that end need nobody's attention.
        ClockKind::Dispute | ClockKind::DisputeComplex | ClockKind::Closing => Vec::new(),
    }
}
