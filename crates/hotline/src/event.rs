//! Events: what has happened, kept for ever and read by every later version. A changed shape needs a reader for the old one.

use law::registry::UnitCode;
use law::{Clause, Instant};
use serde::{Deserialize, Serialize};

use crate::authority::ActorRef;
use crate::claim::{Answer, Archive, Channel, ClaimId, Claimant, Explanation, NotAccepted, Origin, Registration};
use crate::clocks::{ClockKind, RunningClock};
use crate::command::{AskExtension, CheckFinding, OwnLimit};
use crate::number::ClaimNo;
use crate::order::{Contact, Dispute, DutyBasis, Feedback, OrderRole};
use crate::rating::{CallbackTry, Rating};

/// Something that has happened to a claim. Clocks that start are carried whole; those that stop follow from the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Event {
    /// Came in (C2.2).
    ClaimReceived {
        id: ClaimId,
        no: ClaimNo,
        agency: UnitCode,
        channel: Channel,
        claimant: Claimant,
        confidential: bool,
        enterprise: bool,
        told: String,
        told_place: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<Origin>,
        clocks: Vec<RunningClock>,
    },
    /// Accepted and registered (C12).
    ClaimAccepted { registration: Registration, clocks: Vec<RunningClock> },
    /// Not taken, explained (C11.1-6, C15.2).
    ClaimRefused { not_accepted: NotAccepted, clocks: Vec<RunningClock> },
    /// Answered at once (C16).
    ClaimAnswered { answer: Answer, clocks: Vec<RunningClock> },
    /// An order was handed over (C20.1); one event an order, one decision for all of them (C15.6).
    OrderDispatched {
        order: u16,
        unit: UnitCode,
        agency: UnitCode,
        role: OrderRole,
        hop: u32,
        designated: bool,
        duty: DutyBasis,
        task: String,
        own_limit: Option<OwnLimit>,
        clocks: Vec<RunningClock>,
    },
    /// Signed (C23.2).
    OrderSigned { order: u16, clocks: Vec<RunningClock> },
    /// The unit spoke with the claimant (C24.1).
    ClaimantContacted { order: u16, contact: Contact },
    /// 退单 asked (C23.3).
    DisputeFiled { order: u16, dispute: Dispute, clocks: Vec<RunningClock> },
    /// 退单成立: the order is returned; where no unit was named the claim is dispatched anew (C23.3).
    DisputeUpheld { order: u16, reason: String, precedent: bool, clocks: Vec<RunningClock> },
    /// 继续办理, or late: the order stays (C23.3).
    DisputeRefused { order: u16, reason: String, late: bool, precedent: bool, clocks: Vec<RunningClock> },
    /// The co-unit became the main unit; its co-order ends (law.md §3).
    CoOrderBecameMain { order: u16 },
    /// Extension asked (C24.2).
    ExtensionAsked { order: u16, request: AskExtension, clocks: Vec<RunningClock> },
    /// Extension approved: the due moves (C24.2).
    ExtensionApproved {
        order: u16,
        old_due: Instant,
        new_due: Instant,
        provisional: bool,
        reason: String,
        consent: Option<String>,
    },
    /// Extension refused: the old due stays (C24.2).
    ExtensionRefused { order: u16, reason: String },
    /// The lead may feed back before the co-units (C23.2, P).
    FeedbackAllowed { order: u16, reason: String },
    /// The unit answered the claimant and reported back (C24.1, C25.1-3).
    FedBack { order: u16, feedback: Box<Feedback>, clocks: Vec<RunningClock> },
    /// The feedback is complete; the handling clock stopped when it was sent (C24.1).
    FeedbackAccepted { order: u16, clocks: Vec<RunningClock> },
    /// Not as required; it stopped nothing (C25.1-3, C37.1).
    FeedbackSentBack { order: u16, reason: String },
    /// A try to reach the claimant (C38).
    CallbackTried { tried: CallbackTry, clocks: Vec<RunningClock> },
    /// The claimant's own word, or at the end of the call (C38).
    ClaimRated { rating: Rating, clocks: Vec<RunningClock> },
    /// What the check of an unsatisfied claim found (C38).
    CheckConcluded { finding: CheckFinding, clocks: Vec<RunningClock> },
    /// A new round on the same order (C38).
    ReHandlingOrdered { order: u16, round: u32, clocks: Vec<RunningClock> },
    /// The unit explained (C38).
    ClaimExplained { explanation: Explanation, clocks: Vec<RunningClock> },
    /// The end of the loop (C4).
    ClaimArchived { archive: Archive },
    /// A limit ran out, and who is told (C37.1 for units; P for the agency's own).
    ClockExpired { order: Option<u16>, kind: ClockKind, due: Instant },
}

impl Event {
    /// The name in records and logs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ClaimReceived { .. } => "ClaimReceived",
            Self::ClaimAccepted { .. } => "ClaimAccepted",
            Self::ClaimRefused { .. } => "ClaimRefused",
            Self::ClaimAnswered { .. } => "ClaimAnswered",
            Self::OrderDispatched { .. } => "OrderDispatched",
            Self::OrderSigned { .. } => "OrderSigned",
            Self::ClaimantContacted { .. } => "ClaimantContacted",
            Self::DisputeFiled { .. } => "DisputeFiled",
            Self::DisputeUpheld { .. } => "DisputeUpheld",
            Self::DisputeRefused { .. } => "DisputeRefused",
            Self::CoOrderBecameMain { .. } => "CoOrderBecameMain",
            Self::ExtensionAsked { .. } => "ExtensionAsked",
            Self::ExtensionApproved { .. } => "ExtensionApproved",
            Self::ExtensionRefused { .. } => "ExtensionRefused",
            Self::FeedbackAllowed { .. } => "FeedbackAllowed",
            Self::FedBack { .. } => "FedBack",
            Self::FeedbackAccepted { .. } => "FeedbackAccepted",
            Self::FeedbackSentBack { .. } => "FeedbackSentBack",
            Self::CallbackTried { .. } => "CallbackTried",
            Self::ClaimRated { .. } => "ClaimRated",
            Self::CheckConcluded { .. } => "CheckConcluded",
            Self::ReHandlingOrdered { .. } => "ReHandlingOrdered",
            Self::ClaimExplained { .. } => "ClaimExplained",
            Self::ClaimArchived { .. } => "ClaimArchived",
            Self::ClockExpired { .. } => "ClockExpired",
        }
    }

    /// The order it is about, if it is about one.
    pub const fn order(&self) -> Option<u16> {
        match self {
            Self::OrderDispatched { order, .. }
            | Self::OrderSigned { order, .. }
            | Self::ClaimantContacted { order, .. }
            | Self::DisputeFiled { order, .. }
            | Self::DisputeUpheld { order, .. }
            | Self::DisputeRefused { order, .. }
            | Self::CoOrderBecameMain { order }
            | Self::ExtensionAsked { order, .. }
            | Self::ExtensionApproved { order, .. }
            | Self::ExtensionRefused { order, .. }
            | Self::FeedbackAllowed { order, .. }
            | Self::FedBack { order, .. }
            | Self::FeedbackAccepted { order, .. }
            | Self::FeedbackSentBack { order, .. }
            | Self::ReHandlingOrdered { order, .. } => Some(*order),
            Self::ClockExpired { order, .. } => *order,
            Self::ClaimReceived { .. }
            | Self::ClaimAccepted { .. }
            | Self::ClaimRefused { .. }
            | Self::ClaimAnswered { .. }
            | Self::CallbackTried { .. }
            | Self::ClaimRated { .. }
            | Self::CheckConcluded { .. }
            | Self::ClaimExplained { .. }
            | Self::ClaimArchived { .. } => None,
        }
    }
}

impl Event {
    /// Which clock ran out, where one did.
    pub const fn clock(&self) -> Option<ClockKind> {
        if let Self::ClockExpired { kind, .. } = self { Some(*kind) } else { None }
    }
}

/// An event that follows from a decision, with the clause it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// 依据.
    pub clause: Clause,
    /// What happened.
    pub event: Event,
}

impl Fact {
    pub(crate) const fn new(clause: Clause, event: Event) -> Self {
        Self { clause, event }
    }
}

/// An event on record: with its place in the claim's stream, its instant, actor, clause and policy version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// From 1.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: ActorRef,
    /// By which clause.
    pub clause: Clause,
    /// The policy version under which it was decided (C50).
    pub policy: String,
    /// What.
    pub event: Event,
}

impl Recorded {
    /// Puts facts on record after `seen`, in order.
    pub fn from_facts(facts: Vec<Fact>, seen: u64, at: Instant, actor: &ActorRef, policy: &str) -> Vec<Self> {
        (seen + 1..)
            .zip(facts)
            .map(|(seq, fact)| Self {
                seq,
                at,
                actor: actor.clone(),
                clause: fact.clause,
                policy: policy.to_owned(),
                event: fact.event,
            })
            .collect()
    }
}
