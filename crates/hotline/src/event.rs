//! Events: what has happened, kept for ever and read by every later version. A changed shape needs a reader for the old one.

use law::registry::UnitCode;
use law::{Clause, Date, Instant};
use serde::{Deserialize, Serialize};

use crate::authority::ActorRef;
use crate::claim::{
    About, Answer, Archive, Channel, ClaimId, ClaimKind, Claimant, Explanation, NotAccepted, Origin, Registration,
    Telling,
};
use crate::clocks::{ClockKind, RunningClock};
use crate::command::{AskExtension, CheckFinding, OwnLimit};
use crate::disposal::{EmergencyService, Expert, Follower, SpecialDesk};
use crate::enforcement::{EnforcementFinding, Rectification};
use crate::number::ClaimNo;
use crate::order::{Contact, Dispute, DutyBasis, Feedback, GridWorker, OrderRole, Outcome};
use crate::rating::{CallbackTry, Rating};
use crate::requests::{AskCoHandling, AskResumption, AskSuspension, AskUnresolvable, Escalate, Opinion, PausedClock};

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
    /// The claimant objects to a refusal or termination (P).
    ObjectionRaised { reasons: String, clocks: Vec<RunningClock> },
    /// The claimant is right: taken up again (P).
    ObjectionUpheld { reason: String, clocks: Vec<RunningClock> },
    /// The refusal or termination stands (P).
    ObjectionRejected { reason: String, clocks: Vec<RunningClock> },
    /// Handed to an emergency service with the facts (C15.3).
    EmergencyHandedOver { service: EmergencyService, facts: String, clocks: Vec<RunningClock> },
    /// The emergency service has it (C15.3).
    EmergencyAcknowledged { receiver: String, clocks: Vec<RunningClock> },
    /// A special desk finds out (C19).
    DeskConsulting { desk: SpecialDesk, question: String, clocks: Vec<RunningClock> },
    /// With a resident officer or policy specialist (C13.1, C13.3).
    HandedToExpert { expert: Expert },
    /// An intended unit is asked before dispatch (C15.7).
    UnitConsulted { unit: UnitCode, question: String, clocks: Vec<RunningClock> },
    /// It has spoken (C15.7).
    ConsultationAnswered { unit: UnitCode, agrees: bool, answer: String },
    /// Passed to another region's hotline (C8).
    TransferredOut { to: UnitCode, note: String, clocks: Vec<RunningClock> },
    /// It has it (C8).
    TransferAcknowledged { their_no: String, clocks: Vec<RunningClock> },
    /// It fed back, and the claimant was told (C8).
    TransferFedBack { result: String, told: Telling, clocks: Vec<RunningClock> },
    /// The hotline that passed it here was told that it has arrived (C8).
    ArrivalAcknowledged { who: String, at: Instant },
    /// And what came of it (C8).
    OriginFedBack { result: String, who: String, at: Instant },
    /// Joined to another claim on the same matter (C15.5).
    ClaimJoined { master: ClaimId, no: ClaimNo },
    /// On its own again (C15.5).
    ClaimUnjoined { reason: String, clocks: Vec<RunningClock> },
    /// Another claim follows this one (C15.5).
    ClaimFollowed { follower: Follower },
    /// And does no more (C15.5).
    ClaimUnfollowed {
        claim: ClaimId,
        #[serde(default)]
        joining: u32,
    },
    /// The master's answer is this one's too (C15.5).
    AnsweredWithMaster { by: Option<UnitCode>, text: String, clocks: Vec<RunningClock> },
    /// Answered with its master and not carried out: it follows the master again, into a new round (C15.5, C38).
    ReHandlingAskedOfMaster { master: ClaimId, demand: String },
    /// A claim that was answered with this one follows it again, with what was left undone (C15.5, C38).
    JoinedForReHandling { follower: Follower, demand: String },
    /// Kind, class or place set right, with the reason (C5.1, C12).
    Reclassified { kind: ClaimKind, about: About, reason: String },
    /// The limit of the kind that was set right (C24.1).
    LimitChanged { order: u16, clock: RunningClock },
    /// Confidentiality asked for later (C14.2).
    ConfidentialityAsked { label: String },
    /// Asked again, nothing new: told how it stands (C15.4).
    ProgressTold { text: String, told: Telling },
    /// New facts or reasons (C15.4).
    Supplemented { text: String },
    /// The claimant urges (P).
    Urged {},
    /// The claimant withdraws; what must be pursued goes on ex officio (P).
    ClaimWithdrawn { reason: String, ex_officio: bool },
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        helper: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grid: Option<GridWorker>,
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
    /// Sent in error, taken back; a main order leaves the claim to be dispatched anew (law.md §3).
    OrderTakenBack { order: u16, reason: String, clocks: Vec<RunningClock> },
    /// Ended with its main order (law.md §3).
    OrderEnded { order: u16, outcome: Outcome },
    /// Another unit is asked for (C23.2).
    CoHandlingAsked { order: u16, request: AskCoHandling, clocks: Vec<RunningClock> },
    /// Agreed; the order to the co-unit follows (C23.2).
    CoHandlingApproved { order: u16, reason: String },
    /// Not agreed (C23.2).
    CoHandlingRefused { order: u16, reason: String },
    /// "Cannot be solved", with proofs (C25.4).
    UnresolvableAsked { order: u16, request: AskUnresolvable, clocks: Vec<RunningClock> },
    /// Objectively limited: to be explained, and looked at again (C25.4).
    UnresolvableAccepted { order: u16, reason: String, revisit: Date, clocks: Vec<RunningClock> },
    /// The unit goes on (C25.4).
    UnresolvableRefused { order: u16, reason: String },
    /// The claimant refuses to cooperate: ended (C26.2).
    OrderTerminated { order: u16, reason: String, clocks: Vec<RunningClock> },
    /// Suspension asked (C26.1).
    SuspensionAsked { order: u16, request: AskSuspension, clocks: Vec<RunningClock> },
    /// Not agreed (C26.1).
    SuspensionRefused { order: u16, reason: String },
    /// Suspended: clocks stand still (C26.1).
    OrderSuspended { order: u16, reason: String, paused: Vec<PausedClock>, clocks: Vec<RunningClock> },
    /// Suspended for long: asked again whether the ground is still there (C26.1, P).
    SuspensionRechecked { order: u16, clocks: Vec<RunningClock> },
    /// Resumption asked (C26.2).
    ResumptionAsked { order: u16, request: AskResumption, clocks: Vec<RunningClock> },
    /// Not agreed (C26.2).
    ResumptionRefused { order: u16, reason: String },
    /// The work goes on with what time was left (C26.2).
    OrderResumed { order: u16, reason: String, clocks: Vec<RunningClock> },
    /// Put up to a government or superior (C27, C31).
    Escalated { order: u16, request: Escalate, by_agency: bool, clocks: Vec<RunningClock> },
    /// The opinion (C27, C31).
    OpinionGiven { order: u16, opinion: Opinion },
    /// The lead may feed back before the co-units (C23.2, P).
    FeedbackAllowed { order: u16, reason: String },
    /// What the enforcement-supervision organ found (C33).
    EnforcementFound { order: u16, finding: EnforcementFinding, clocks: Vec<RunningClock> },
    /// Its feedback is complete; the claim waits for what the supervised body reports (C33, P).
    RectificationAwaited { order: u16 },
    /// Reported, and the claimant answered with it (C33).
    RectificationReported { order: u16, report: Rectification, clocks: Vec<RunningClock> },
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
    /// Reckoned anew under a calendar now loaded (law.md §1).
    ClockRecalculated {
        order: Option<u16>,
        kind: ClockKind,
        old_due: Instant,
        due: Instant,
        provisional: bool,
        calendar: String,
    },
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
            Self::ObjectionRaised { .. } => "ObjectionRaised",
            Self::ObjectionUpheld { .. } => "ObjectionUpheld",
            Self::ObjectionRejected { .. } => "ObjectionRejected",
            Self::EmergencyHandedOver { .. } => "EmergencyHandedOver",
            Self::EmergencyAcknowledged { .. } => "EmergencyAcknowledged",
            Self::DeskConsulting { .. } => "DeskConsulting",
            Self::HandedToExpert { .. } => "HandedToExpert",
            Self::UnitConsulted { .. } => "UnitConsulted",
            Self::ConsultationAnswered { .. } => "ConsultationAnswered",
            Self::TransferredOut { .. } => "TransferredOut",
            Self::TransferAcknowledged { .. } => "TransferAcknowledged",
            Self::TransferFedBack { .. } => "TransferFedBack",
            Self::ArrivalAcknowledged { .. } => "ArrivalAcknowledged",
            Self::OriginFedBack { .. } => "OriginFedBack",
            Self::ClaimJoined { .. } => "ClaimJoined",
            Self::ClaimUnjoined { .. } => "ClaimUnjoined",
            Self::ClaimFollowed { .. } => "ClaimFollowed",
            Self::ClaimUnfollowed { .. } => "ClaimUnfollowed",
            Self::AnsweredWithMaster { .. } => "AnsweredWithMaster",
            Self::ReHandlingAskedOfMaster { .. } => "ReHandlingAskedOfMaster",
            Self::JoinedForReHandling { .. } => "JoinedForReHandling",
            Self::Reclassified { .. } => "Reclassified",
            Self::ConfidentialityAsked { .. } => "ConfidentialityAsked",
            Self::ProgressTold { .. } => "ProgressTold",
            Self::Supplemented { .. } => "Supplemented",
            Self::Urged { .. } => "Urged",
            Self::ClaimWithdrawn { .. } => "ClaimWithdrawn",
            Self::LimitChanged { .. } => "LimitChanged",
            Self::OrderTakenBack { .. } => "OrderTakenBack",
            Self::OrderEnded { .. } => "OrderEnded",
            Self::CoHandlingAsked { .. } => "CoHandlingAsked",
            Self::CoHandlingApproved { .. } => "CoHandlingApproved",
            Self::CoHandlingRefused { .. } => "CoHandlingRefused",
            Self::UnresolvableAsked { .. } => "UnresolvableAsked",
            Self::UnresolvableAccepted { .. } => "UnresolvableAccepted",
            Self::UnresolvableRefused { .. } => "UnresolvableRefused",
            Self::OrderTerminated { .. } => "OrderTerminated",
            Self::SuspensionAsked { .. } => "SuspensionAsked",
            Self::SuspensionRefused { .. } => "SuspensionRefused",
            Self::OrderSuspended { .. } => "OrderSuspended",
            Self::SuspensionRechecked { .. } => "SuspensionRechecked",
            Self::ResumptionAsked { .. } => "ResumptionAsked",
            Self::ResumptionRefused { .. } => "ResumptionRefused",
            Self::OrderResumed { .. } => "OrderResumed",
            Self::Escalated { .. } => "Escalated",
            Self::OpinionGiven { .. } => "OpinionGiven",
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
            Self::EnforcementFound { .. } => "EnforcementFound",
            Self::RectificationAwaited { .. } => "RectificationAwaited",
            Self::RectificationReported { .. } => "RectificationReported",
            Self::FedBack { .. } => "FedBack",
            Self::FeedbackAccepted { .. } => "FeedbackAccepted",
            Self::FeedbackSentBack { .. } => "FeedbackSentBack",
            Self::CallbackTried { .. } => "CallbackTried",
            Self::ClaimRated { .. } => "ClaimRated",
            Self::CheckConcluded { .. } => "CheckConcluded",
            Self::ReHandlingOrdered { .. } => "ReHandlingOrdered",
            Self::ClaimExplained { .. } => "ClaimExplained",
            Self::ClaimArchived { .. } => "ClaimArchived",
            Self::ClockRecalculated { .. } => "ClockRecalculated",
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
            | Self::LimitChanged { order, .. }
            | Self::OrderTakenBack { order, .. }
            | Self::OrderEnded { order, .. }
            | Self::CoHandlingAsked { order, .. }
            | Self::CoHandlingApproved { order, .. }
            | Self::CoHandlingRefused { order, .. }
            | Self::UnresolvableAsked { order, .. }
            | Self::UnresolvableAccepted { order, .. }
            | Self::UnresolvableRefused { order, .. }
            | Self::OrderTerminated { order, .. }
            | Self::SuspensionAsked { order, .. }
            | Self::SuspensionRefused { order, .. }
            | Self::OrderSuspended { order, .. }
            | Self::SuspensionRechecked { order, .. }
            | Self::ResumptionAsked { order, .. }
            | Self::ResumptionRefused { order, .. }
            | Self::OrderResumed { order, .. }
            | Self::Escalated { order, .. }
            | Self::OpinionGiven { order, .. }
            | Self::FeedbackAllowed { order, .. }
            | Self::EnforcementFound { order, .. }
            | Self::RectificationAwaited { order }
            | Self::RectificationReported { order, .. }
            | Self::FedBack { order, .. }
            | Self::FeedbackAccepted { order, .. }
            | Self::FeedbackSentBack { order, .. }
            | Self::ReHandlingOrdered { order, .. } => Some(*order),
            Self::ClockExpired { order, .. } | Self::ClockRecalculated { order, .. } => *order,
            Self::ClaimReceived { .. }
            | Self::ClaimAccepted { .. }
            | Self::ClaimRefused { .. }
            | Self::ObjectionRaised { .. }
            | Self::ObjectionUpheld { .. }
            | Self::ObjectionRejected { .. }
            | Self::EmergencyHandedOver { .. }
            | Self::EmergencyAcknowledged { .. }
            | Self::DeskConsulting { .. }
            | Self::HandedToExpert { .. }
            | Self::UnitConsulted { .. }
            | Self::ConsultationAnswered { .. }
            | Self::TransferredOut { .. }
            | Self::TransferAcknowledged { .. }
            | Self::TransferFedBack { .. }
            | Self::ArrivalAcknowledged { .. }
            | Self::OriginFedBack { .. }
            | Self::ClaimJoined { .. }
            | Self::ClaimUnjoined { .. }
            | Self::ClaimFollowed { .. }
            | Self::ClaimUnfollowed { .. }
            | Self::AnsweredWithMaster { .. }
            | Self::ReHandlingAskedOfMaster { .. }
            | Self::JoinedForReHandling { .. }
            | Self::Reclassified { .. }
            | Self::ConfidentialityAsked { .. }
            | Self::ProgressTold { .. }
            | Self::Supplemented { .. }
            | Self::Urged { .. }
            | Self::ClaimWithdrawn { .. }
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
    /// The clocks that it starts.
    pub fn clocks(&self) -> &[RunningClock] {
        match self {
            Self::ClaimReceived { clocks, .. }
            | Self::ClaimAccepted { clocks, .. }
            | Self::ClaimRefused { clocks, .. }
            | Self::ClaimAnswered { clocks, .. }
            | Self::ObjectionRaised { clocks, .. }
            | Self::ObjectionUpheld { clocks, .. }
            | Self::ObjectionRejected { clocks, .. }
            | Self::EmergencyHandedOver { clocks, .. }
            | Self::EmergencyAcknowledged { clocks, .. }
            | Self::DeskConsulting { clocks, .. }
            | Self::UnitConsulted { clocks, .. }
            | Self::TransferredOut { clocks, .. }
            | Self::TransferAcknowledged { clocks, .. }
            | Self::TransferFedBack { clocks, .. }
            | Self::ClaimUnjoined { clocks, .. }
            | Self::AnsweredWithMaster { clocks, .. }
            | Self::OrderDispatched { clocks, .. }
            | Self::OrderSigned { clocks, .. }
            | Self::DisputeFiled { clocks, .. }
            | Self::DisputeUpheld { clocks, .. }
            | Self::DisputeRefused { clocks, .. }
            | Self::ExtensionAsked { clocks, .. }
            | Self::OrderTakenBack { clocks, .. }
            | Self::CoHandlingAsked { clocks, .. }
            | Self::UnresolvableAsked { clocks, .. }
            | Self::UnresolvableAccepted { clocks, .. }
            | Self::OrderTerminated { clocks, .. }
            | Self::SuspensionAsked { clocks, .. }
            | Self::OrderSuspended { clocks, .. }
            | Self::SuspensionRechecked { clocks, .. }
            | Self::ResumptionAsked { clocks, .. }
            | Self::OrderResumed { clocks, .. }
            | Self::Escalated { clocks, .. }
            | Self::EnforcementFound { clocks, .. }
            | Self::RectificationReported { clocks, .. }
            | Self::FedBack { clocks, .. }
            | Self::FeedbackAccepted { clocks, .. }
            | Self::CallbackTried { clocks, .. }
            | Self::ClaimRated { clocks, .. }
            | Self::CheckConcluded { clocks, .. }
            | Self::ReHandlingOrdered { clocks, .. }
            | Self::ClaimExplained { clocks, .. } => clocks,
            Self::HandedToExpert { .. }
            | Self::ConsultationAnswered { .. }
            | Self::ArrivalAcknowledged { .. }
            | Self::OriginFedBack { .. }
            | Self::ClaimJoined { .. }
            | Self::ClaimFollowed { .. }
            | Self::ClaimUnfollowed { .. }
            | Self::ReHandlingAskedOfMaster { .. }
            | Self::JoinedForReHandling { .. }
            | Self::Reclassified { .. }
            | Self::LimitChanged { .. }
            | Self::ConfidentialityAsked { .. }
            | Self::ProgressTold { .. }
            | Self::Supplemented { .. }
            | Self::Urged { .. }
            | Self::ClaimWithdrawn { .. }
            | Self::ClaimantContacted { .. }
            | Self::CoOrderBecameMain { .. }
            | Self::ExtensionApproved { .. }
            | Self::ExtensionRefused { .. }
            | Self::OrderEnded { .. }
            | Self::CoHandlingApproved { .. }
            | Self::CoHandlingRefused { .. }
            | Self::UnresolvableRefused { .. }
            | Self::SuspensionRefused { .. }
            | Self::ResumptionRefused { .. }
            | Self::OpinionGiven { .. }
            | Self::FeedbackAllowed { .. }
            | Self::RectificationAwaited { .. }
            | Self::FeedbackSentBack { .. }
            | Self::ClaimArchived { .. }
            | Self::ClockRecalculated { .. }
            | Self::ClockExpired { .. } => &[],
        }
    }

    /// Which clock ran out, where one did.
    pub const fn clock(&self) -> Option<ClockKind> {
        if let Self::ClockExpired { kind, .. } = self { Some(*kind) } else { None }
    }
}

/// An event that follows from a decision, with the clause it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<E = Event> {
    /// 依据.
    pub clause: Clause,
    /// What happened.
    pub event: E,
}

impl Fact {
    pub(crate) const fn new(clause: Clause, event: Event) -> Self {
        Self { clause, event }
    }
}

/// An event on record: with its place in the claim's stream, its instant, actor, clause and policy version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<E = Event> {
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
    pub event: E,
}

impl<E> Recorded<E> {
    /// Puts facts on record after `seen`, in order.
    pub fn from_facts(facts: Vec<Fact<E>>, seen: u64, at: Instant, actor: &ActorRef, policy: &str) -> Vec<Self> {
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
