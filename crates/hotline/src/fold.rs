//! `fold`: what is, from what has happened. Total: any event on any claim gives a claim, and never a panic, so that a
//! database of ten years can always be read again.

use crate::claim::{Claim, Stage};
use crate::clocks::{ClockKind, Clocks};
use crate::command::CheckFinding;
use crate::disposal::Disposals;
use crate::event::{Event, Recorded};
use crate::order::{
    DisputeFate, DisputeRecord, ExtensionFate, ExtensionRecord, FeedbackFate, FeedbackRecord, Order, OrderRole,
    OrderState, Outcome,
};
use crate::rating::{CallbackOutcome, CallbackRound, Rating, TryRecord};

mod disposals;
mod enforcement;
mod opened;
mod requests;

/// Clocks that a disposal of the claim ends (C15).
const DISPOSED: &[ClockKind] = &[
    ClockKind::Accept,
    ClockKind::Dispatch,
    ClockKind::DeskReply,
    ClockKind::Consult,
    ClockKind::EmergencyAck,
    ClockKind::Closing,
];

impl Claim {
    /// The claim of a whole stream; none if it does not begin with a receipt.
    pub fn fold<'a>(stream: impl IntoIterator<Item = &'a Recorded>) -> Option<Self> {
        let mut stream = stream.into_iter();
        let mut claim = Self::open(stream.next()?)?;
        for recorded in stream {
            claim.apply(recorded);
        }
        Some(claim)
    }

    /// The claim of its first event.
    pub fn open(recorded: &Recorded) -> Option<Self> {
        let Event::ClaimReceived {
            id,
            no,
            agency,
            channel,
            claimant,
            confidential,
            enterprise,
            told,
            told_place,
            origin,
            clocks,
        } = &recorded.event
        else {
            return None;
        };
        let mut running = Clocks::default();
        running.start(clocks);
        Some(Self {
            id: *id,
            no: no.clone(),
            version: recorded.seq,
            agency: agency.clone(),
            channel: *channel,
            claimant: claimant.clone(),
            confidential: *confidential,
            enterprise: *enterprise,
            told: told.clone(),
            told_place: told_place.clone(),
            origin: origin.clone(),
            registration: None,
            received_at: recorded.at,
            accepted_at: None,
            stage: Stage::Received,
            first_receiver: None,
            orders: Vec::new(),
            clocks: running,
            not_accepted: None,
            answer: None,
            rounds: Vec::new(),
            first_rating: None,
            final_rating: None,
            rehandled: 0,
            excuse: None,
            explanation: None,
            unfounded_disputes: 0,
            disposals: Disposals::default(),
            revisit: None,
            archive: None,
        })
    }

    /// Folds one more event.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.version = recorded.seq;
        match &recorded.event {
            Event::ClaimReceived { .. } => {}
            Event::ClaimAccepted { registration, clocks } => {
                self.registration = Some(registration.clone());
                self.accepted_at = Some(recorded.at);
                self.enter(Stage::Accepted, &[ClockKind::Accept]);
                self.clocks.start(clocks);
            }
            Event::ClaimRefused { not_accepted, clocks } => {
                self.not_accepted = Some(not_accepted.clone());
                self.enter(Stage::Refused, DISPOSED);
                self.clocks.start(clocks);
            }
            Event::ClaimAnswered { answer, clocks } => {
                self.answer = Some(answer.clone());
                self.enter(Stage::Answered, DISPOSED);
                self.clocks.start(clocks);
            }
            Event::EmergencyHandedOver { .. }
            | Event::EmergencyAcknowledged { .. }
            | Event::DeskConsulting { .. }
            | Event::HandedToExpert { .. }
            | Event::UnitConsulted { .. }
            | Event::ConsultationAnswered { .. }
            | Event::TransferredOut { .. }
            | Event::TransferAcknowledged { .. }
            | Event::TransferFedBack { .. }
            | Event::ArrivalAcknowledged { .. }
            | Event::OriginFedBack { .. }
            | Event::ClaimJoined { .. }
            | Event::ClaimUnjoined { .. }
            | Event::ClaimFollowed { .. }
            | Event::ClaimUnfollowed { .. }
            | Event::AnsweredWithMaster { .. }
            | Event::ReHandlingAskedOfMaster { .. }
            | Event::JoinedForReHandling { .. } => self.disposed(recorded),
            Event::ObjectionRaised { .. }
            | Event::ObjectionUpheld { .. }
            | Event::ObjectionRejected { .. }
            | Event::Reclassified { .. }
            | Event::ConfidentialityAsked { .. }
            | Event::ProgressTold { .. }
            | Event::Supplemented { .. }
            | Event::Urged {}
            | Event::ClaimWithdrawn { .. } => self.said(recorded),
            Event::CallbackTried { tried, clocks } => {
                if let Some(round) = self.rounds.last_mut() {
                    let outcome = match &tried.outcome {
                        CallbackOutcome::Reached(rating) => {
                            round.rating = Some(rating.clone());
                            "reached"
                        }
                        CallbackOutcome::NoAnswer => "no_answer",
                        CallbackOutcome::WrongNumber => "wrong_number",
                        CallbackOutcome::Refused => "refused",
                        CallbackOutcome::NotThePerson => "not_the_person",
                    };
                    round.tries.push(TryRecord { at: recorded.at, method: tried.method, outcome: outcome.to_owned() });
                }
                if let CallbackOutcome::Reached(rating) = &tried.outcome {
                    self.rated(rating, !clocks.is_empty());
                }
                self.clocks.start(clocks);
            }
            Event::ClaimRated { rating, clocks } => {
                if let Some(round) = self.rounds.last_mut() {
                    round.rating = Some(rating.clone());
                }
                self.rated(rating, !clocks.is_empty());
                self.clocks.start(clocks);
            }
            Event::CheckConcluded { finding, clocks } => {
                self.clocks.stop(ClockKind::Check);
                match finding {
                    // Answered at once and wrongly so: a round of re-handling like any other (C38, P: at most two).
                    CheckFinding::Omission { .. } if !clocks.is_empty() => {
                        self.stage = Stage::Accepted;
                        self.rehandled = self.rehandled.saturating_add(1);
                    }
                    CheckFinding::Omission { .. } => {}
                    CheckFinding::Beyond { excuse, .. } => {
                        self.excuse = Some(*excuse);
                        self.stage = Stage::Explaining;
                    }
                }
                self.clocks.start(clocks);
            }
            Event::ClaimExplained { explanation, clocks } => {
                self.explanation = Some(explanation.clone());
                self.enter(Stage::Explained, &[ClockKind::Explanation]);
                self.clocks.start(clocks);
            }
            Event::ClaimArchived { archive } => {
                self.archive = Some(archive.clone());
                self.stage = Stage::Archived;
                self.clocks.end();
            }
            Event::ClockRecalculated { order: None, kind, due, provisional, .. } => {
                self.clocks.set_due(*kind, *due, *provisional);
            }
            Event::ClockExpired { order: None, kind, .. } => {
                if let Some(clock) = self.clocks.get_mut(*kind) {
                    clock.expired_at = Some(recorded.at);
                }
            }
            Event::OrderDispatched { role, unit, .. } => {
                if *role == OrderRole::Main {
                    self.first_receiver.get_or_insert_with(|| unit.clone());
                    self.enter(Stage::Handling, DISPOSED);
                }
                self.orders.extend(opened::order(recorded));
            }
            Event::OrderSigned { order, .. }
            | Event::ClaimantContacted { order, .. }
            | Event::DisputeFiled { order, .. }
            | Event::DisputeUpheld { order, .. }
            | Event::DisputeRefused { order, .. }
            | Event::CoOrderBecameMain { order }
            | Event::ExtensionAsked { order, .. }
            | Event::ExtensionApproved { order, .. }
            | Event::ExtensionRefused { order, .. }
            | Event::LimitChanged { order, .. }
            | Event::OrderTakenBack { order, .. }
            | Event::OrderEnded { order, .. }
            | Event::CoHandlingAsked { order, .. }
            | Event::CoHandlingApproved { order, .. }
            | Event::CoHandlingRefused { order, .. }
            | Event::UnresolvableAsked { order, .. }
            | Event::UnresolvableAccepted { order, .. }
            | Event::UnresolvableRefused { order, .. }
            | Event::OrderTerminated { order, .. }
            | Event::SuspensionAsked { order, .. }
            | Event::SuspensionRefused { order, .. }
            | Event::OrderSuspended { order, .. }
            | Event::SuspensionRechecked { order, .. }
            | Event::ResumptionAsked { order, .. }
            | Event::ResumptionRefused { order, .. }
            | Event::OrderResumed { order, .. }
            | Event::Escalated { order, .. }
            | Event::OpinionGiven { order, .. }
            | Event::FeedbackAllowed { order, .. }
            | Event::EnforcementFound { order, .. }
            | Event::RectificationAwaited { order }
            | Event::RectificationReported { order, .. }
            | Event::FedBack { order, .. }
            | Event::FeedbackAccepted { order, .. }
            | Event::FeedbackSentBack { order, .. }
            | Event::ReHandlingOrdered { order, .. }
            | Event::ClockRecalculated { order: Some(order), .. }
            | Event::ClockExpired { order: Some(order), .. } => self.apply_to_order(*order, recorded),
        }
    }

    fn enter(&mut self, stage: Stage, stopped: &[ClockKind]) {
        self.stage = stage;
        for kind in stopped {
            self.clocks.stop(*kind);
        }
    }

    /// The check clock that starts with it says that the rating did not satisfy, by the policy of the day (C38).
    fn rated(&mut self, rating: &Rating, unsatisfied: bool) {
        self.first_rating.get_or_insert_with(|| rating.clone());
        self.final_rating = Some(rating.clone());
        self.clocks.stop(ClockKind::Callback);
        self.clocks.stop(ClockKind::Closing);
        if unsatisfied {
            self.stage = Stage::Checking;
        }
    }

    /// What an event on an order means for the order, then for the claim.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other case means the same here, whatever is added")]
    fn apply_to_order(&mut self, n: u16, recorded: &Recorded) {
        let Some(order) = self.orders.iter_mut().find(|order| order.n == n) else {
            return;
        };
        order.apply(recorded);
        let main = order.role == OrderRole::Main;
        match &recorded.event {
            Event::DisputeUpheld { clocks, .. } | Event::OrderTakenBack { clocks, .. }
                if main && !clocks.is_empty() =>
            {
                self.stage = Stage::Accepted;
                self.clocks.start(clocks);
            }
            Event::UnresolvableAccepted { revisit, clocks, .. } => {
                self.stage = Stage::Explaining;
                self.revisit = Some(*revisit);
                self.clocks.start(clocks);
            }
            Event::OrderTerminated { clocks, .. } => {
                self.stage = Stage::Terminated;
                self.clocks.start(clocks);
            }
            Event::DisputeRefused { .. } => self.unfounded_disputes = self.unfounded_disputes.saturating_add(1),
            Event::FeedbackAccepted { clocks, .. } | Event::RectificationReported { clocks, .. } if main => {
                self.stage = Stage::CallingBack;
                self.rounds.push(CallbackRound { opened_at: recorded.at, tries: Vec::new(), rating: None });
                self.clocks.start(clocks);
            }
            Event::ReHandlingOrdered { round, .. } => {
                self.rehandled = (*round).max(self.rehandled.saturating_add(1));
                // A joined claim may bring it while this one's own claimant is still asked, checked or explained to.
                self.excuse = None;
                self.enter(Stage::Handling, &[ClockKind::Callback, ClockKind::Check, ClockKind::Explanation]);
            }
            _ => {}
        }
    }
}

impl Order {
    fn apply(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::OrderSigned { clocks, .. } => self.signed(recorded, clocks),
            Event::ClaimantContacted { contact, .. } => {
                self.contacts.push(contact.clone());
                self.clocks.stop(ClockKind::Contact);
            }
            Event::DisputeFiled { dispute, clocks, .. } => {
                let on_longer_limit =
                    self.clocks.get(ClockKind::Dispute).is_none_or(|clock| clock.is_overdue(recorded.at));
                self.dispute = Some(DisputeRecord {
                    dispute: dispute.clone(),
                    filed_at: recorded.at,
                    on_longer_limit,
                    fate: DisputeFate::Pending,
                    reason: String::new(),
                    ruled_at: None,
                });
                self.state = OrderState::Disputed { was_signed: self.signed_at.is_some() };
                self.stop(&[ClockKind::Sign, ClockKind::Dispute, ClockKind::DisputeComplex]);
                self.clocks.start(clocks);
            }
            Event::DisputeUpheld { reason, .. } => {
                self.ruled(DisputeFate::Upheld, reason, recorded);
                self.close(Outcome::Returned, recorded);
            }
            Event::DisputeRefused { reason, late, clocks, .. } => {
                let fate = if *late { DisputeFate::Late } else { DisputeFate::Refused };
                self.ruled(fate, reason, recorded);
                self.clocks.stop(ClockKind::DisputeReview);
                if self.signed_at.is_some() {
                    self.state = OrderState::Signed;
                } else {
                    self.signed(recorded, clocks);
                }
            }
            Event::CoOrderBecameMain { .. } => self.close(Outcome::BecameMain, recorded),
            Event::ExtensionAsked { request, clocks, .. } => {
                let old_due = self.clocks.get(ClockKind::Handle).map_or(recorded.at, |clock| clock.due);
                self.extensions.push(ExtensionRecord {
                    request: request.clone(),
                    asked_at: recorded.at,
                    old_due,
                    new_due: None,
                    fate: ExtensionFate::Pending,
                    reason: String::new(),
                });
                self.clocks.start(clocks);
            }
            Event::ExtensionApproved { new_due, provisional, reason, .. } => {
                self.extension_decided(ExtensionFate::Approved, reason, Some(*new_due));
                if let Some(clock) = self.clocks.get_mut(ClockKind::Handle) {
                    clock.due = *new_due;
                    clock.provisional = *provisional;
                }
            }
            Event::ExtensionRefused { reason, .. } => self.extension_decided(ExtensionFate::Refused, reason, None),
            Event::LimitChanged { clock, .. } => self.clocks.start(std::slice::from_ref(clock)),
            Event::OrderTakenBack { .. } => self.close(Outcome::TakenBack, recorded),
            Event::OrderEnded { outcome, .. } => self.close(*outcome, recorded),
            Event::CoHandlingAsked { .. }
            | Event::CoHandlingApproved { .. }
            | Event::CoHandlingRefused { .. }
            | Event::UnresolvableAsked { .. }
            | Event::UnresolvableAccepted { .. }
            | Event::UnresolvableRefused { .. }
            | Event::OrderTerminated { .. }
            | Event::SuspensionAsked { .. }
            | Event::SuspensionRefused { .. }
            | Event::OrderSuspended { .. }
            | Event::SuspensionRechecked { .. }
            | Event::ResumptionAsked { .. }
            | Event::ResumptionRefused { .. }
            | Event::OrderResumed { .. }
            | Event::Escalated { .. }
            | Event::OpinionGiven { .. } => self.requested(recorded),
            Event::EnforcementFound { .. }
            | Event::RectificationAwaited { .. }
            | Event::RectificationReported { .. } => self.supervised(recorded),
            Event::FeedbackAllowed { reason, .. } => self.feedback_allowed = Some(reason.clone()),
            Event::FedBack { feedback, clocks, .. } => {
                // In time without it, the extension is idle; else it is still to be decided (C24.2; law.md §1).
                let in_time = self.clocks.get(ClockKind::Handle).is_none_or(|clock| !clock.is_overdue(recorded.at));
                if in_time && self.extension_pending() {
                    self.extension_decided(ExtensionFate::Lapsed, "", None);
                }
                self.feedbacks.push(FeedbackRecord {
                    round: self.round,
                    at: recorded.at,
                    feedback: (**feedback).clone(),
                    fate: FeedbackFate::Pending,
                    reason: String::new(),
                });
                // Fed back all the same: what was asked besides is idle.
                self.requests.lapse(recorded.at);
                self.state = OrderState::FedBack;
                self.stop(&[
                    ClockKind::Contact,
                    ClockKind::MisconductFeedback,
                    ClockKind::Dispute,
                    ClockKind::DisputeComplex,
                    ClockKind::CoHandlingReview,
                    ClockKind::SuspensionReview,
                    ClockKind::UnresolvableReview,
                ]);
                self.clocks.start(clocks);
            }
            Event::FeedbackAccepted { .. } => {
                self.feedback_in();
                self.feedback_decided(FeedbackFate::Accepted, "");
                self.close(Outcome::Done, recorded);
            }
            Event::FeedbackSentBack { reason, .. } => {
                self.feedback_decided(FeedbackFate::SentBack, reason);
                self.state = OrderState::Signed;
                self.clocks.stop(ClockKind::FeedbackReview);
            }
            Event::ReHandlingOrdered { round, clocks, .. } => {
                self.round = *round;
                self.feedback_allowed = None;
                self.state = OrderState::HandedOver;
                self.handed_over_at = recorded.at;
                self.signed_at = None;
                self.clocks.start(clocks);
            }
            Event::ClockRecalculated { kind, due, provisional, .. } => {
                self.clocks.set_due(*kind, *due, *provisional);
            }
            Event::ClockExpired { kind, .. } => self.expired(*kind, recorded),
            Event::ClaimReceived { .. }
            | Event::ClaimAccepted { .. }
            | Event::ClaimRefused { .. }
            | Event::ClaimAnswered { .. }
            | Event::ObjectionRaised { .. }
            | Event::ObjectionUpheld { .. }
            | Event::ObjectionRejected { .. }
            | Event::EmergencyHandedOver { .. }
            | Event::EmergencyAcknowledged { .. }
            | Event::DeskConsulting { .. }
            | Event::HandedToExpert { .. }
            | Event::UnitConsulted { .. }
            | Event::ConsultationAnswered { .. }
            | Event::TransferredOut { .. }
            | Event::TransferAcknowledged { .. }
            | Event::TransferFedBack { .. }
            | Event::ArrivalAcknowledged { .. }
            | Event::OriginFedBack { .. }
            | Event::ClaimJoined { .. }
            | Event::ClaimUnjoined { .. }
            | Event::ClaimFollowed { .. }
            | Event::ClaimUnfollowed { .. }
            | Event::AnsweredWithMaster { .. }
            | Event::ReHandlingAskedOfMaster { .. }
            | Event::JoinedForReHandling { .. }
            | Event::Reclassified { .. }
            | Event::ConfidentialityAsked { .. }
            | Event::ProgressTold { .. }
            | Event::Supplemented { .. }
            | Event::Urged { .. }
            | Event::ClaimWithdrawn { .. }
            | Event::OrderDispatched { .. }
            | Event::CallbackTried { .. }
            | Event::ClaimRated { .. }
            | Event::CheckConcluded { .. }
            | Event::ClaimExplained { .. }
            | Event::ClaimArchived { .. } => {}
        }
        // While a review is pending the clocks run on, but no overdue is shown or acted on (law.md §1, P).
        let held = self.under_review();
        self.clocks.hold(&[ClockKind::Sign, ClockKind::Contact, ClockKind::Handle], held);
    }

    fn signed(&mut self, recorded: &Recorded, clocks: &[crate::clocks::RunningClock]) {
        self.state = OrderState::Signed;
        self.signed_at = Some(recorded.at);
        self.clocks.stop(ClockKind::Sign);
        self.clocks.start(clocks);
    }

    fn stop(&mut self, kinds: &[ClockKind]) {
        for kind in kinds {
            self.clocks.stop(*kind);
        }
    }

    fn close(&mut self, outcome: Outcome, recorded: &Recorded) {
        if self.extension_pending() {
            self.extension_decided(ExtensionFate::Lapsed, "", None);
        }
        self.requests.lapse(recorded.at);
        self.paused.clear();
        self.state = OrderState::Closed { outcome };
        self.clocks.stop_all();
    }

    fn ruled(&mut self, fate: DisputeFate, reason: &str, recorded: &Recorded) {
        if let Some(record) = &mut self.dispute {
            record.fate = fate;
            reason.clone_into(&mut record.reason);
            record.ruled_at = Some(recorded.at);
        }
    }

    /// In time or late by the instant at which it was sent (C24.1).
    fn feedback_in(&mut self) {
        let sent = self.feedbacks.last().map(|record| record.at);
        let late = match (sent, self.clocks.get(ClockKind::Handle)) {
            (Some(sent), Some(clock)) => clock.is_overdue(sent),
            _ => false,
        };
        if late {
            self.record_late(ClockKind::Handle);
        }
    }

    fn extension_decided(&mut self, fate: ExtensionFate, reason: &str, new_due: Option<law::Instant>) {
        if let Some(record) = self.extensions.last_mut() {
            record.fate = fate;
            reason.clone_into(&mut record.reason);
            record.new_due = new_due;
        }
        self.clocks.stop(ClockKind::ExtensionReview);
    }

    fn feedback_decided(&mut self, fate: FeedbackFate, reason: &str) {
        if let Some(record) = self.feedbacks.last_mut() {
            record.fate = fate;
            reason.clone_into(&mut record.reason);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other case means the same here, whatever is added")]
    fn expired(&mut self, kind: ClockKind, recorded: &Recorded) {
        match kind {
            // A right that is gone needs no clock (C23.3).
            ClockKind::Dispute | ClockKind::DisputeComplex => {
                if kind == ClockKind::DisputeComplex {
                    self.clocks.stop(ClockKind::Dispute);
                    self.clocks.stop(kind);
                } else if let Some(clock) = self.clocks.get_mut(kind) {
                    clock.expired_at = Some(recorded.at);
                }
            }
            _ => {
                if let Some(clock) = self.clocks.get_mut(kind) {
                    clock.expired_at = Some(recorded.at);
                }
                if matches!(kind, ClockKind::Sign | ClockKind::Handle | ClockKind::MisconductFeedback) {
                    self.record_late(kind);
                }
            }
        }
    }

    fn record_late(&mut self, kind: ClockKind) {
        if !self.late.contains(&kind) {
            self.late.push(kind);
        }
    }
}
