//! Disposals of a claim besides an order, and what the claimant said on the way.

use super::DISPOSED;
use crate::claim::{Claim, Stage};
use crate::clocks::ClockKind;
use crate::disposal::{Consultation, Emergency, Objection, Told, ToldOrigin, Transfer};
use crate::event::{Event, Recorded};
use crate::rating::CallbackRound;

impl Claim {
    /// Handed over, asked about, passed on (C8, C13, C15, C19).
    #[expect(clippy::wildcard_enum_match_arm, reason = "only what is a disposal comes here")]
    pub(super) fn disposed(&mut self, recorded: &Recorded) {
        let now = &mut self.disposals;
        match &recorded.event {
            Event::EmergencyHandedOver { service, facts, clocks } => {
                now.emergency =
                    Some(Emergency { service: *service, facts: facts.clone(), at: recorded.at, acknowledged: None });
                self.enter(Stage::Emergency, DISPOSED);
                self.clocks.start(clocks);
            }
            Event::EmergencyAcknowledged { receiver, clocks } => {
                if let Some(emergency) = &mut now.emergency {
                    emergency.acknowledged = Some((receiver.clone(), recorded.at));
                }
                self.clocks.stop(ClockKind::EmergencyAck);
                self.clocks.start(clocks);
            }
            Event::DeskConsulting { desk, question, clocks } => {
                now.desk = Some((*desk, question.clone()));
                self.clocks.start(clocks);
            }
            Event::HandedToExpert { expert } => {
                now.first_answerer.get_or_insert_with(|| expert.unit.clone());
                now.expert = Some(expert.clone());
            }
            Event::UnitConsulted { unit, question, clocks } => {
                now.consultations.push(Consultation {
                    unit: unit.clone(),
                    question: question.clone(),
                    asked_at: recorded.at,
                    answer: None,
                });
                self.clocks.start(clocks);
            }
            Event::ConsultationAnswered { agrees, answer, .. } => {
                if let Some(consultation) = now.consultations.last_mut() {
                    consultation.answer = Some((*agrees, answer.clone()));
                }
                self.clocks.stop(ClockKind::Consult);
            }
            Event::TransferredOut { to, note, clocks } => {
                now.transfer = Some(Transfer { to: to.clone(), note: note.clone(), their_no: None, result: None });
                self.enter(Stage::Transferred, DISPOSED);
                self.clocks.start(clocks);
            }
            Event::TransferAcknowledged { their_no, clocks } => {
                if let Some(transfer) = &mut now.transfer {
                    transfer.their_no = Some(their_no.clone());
                }
                self.clocks.stop(ClockKind::TransferAck);
                self.clocks.start(clocks);
            }
            Event::TransferFedBack { result, clocks, .. } => {
                if let Some(transfer) = &mut now.transfer {
                    transfer.result = Some(result.clone());
                }
                self.clocks.stop(ClockKind::TransferAck);
                self.clocks.stop(ClockKind::TransferFeedback);
                self.clocks.start(clocks);
            }
            Event::ArrivalAcknowledged { who, at } => {
                let (result, who) = (String::new(), who.clone());
                now.arrival = Some(ToldOrigin { result, who, at: *at, put_down_at: recorded.at });
                self.clocks.stop(ClockKind::ArrivalAck);
            }
            Event::OriginFedBack { result, who, at } => {
                let (result, who) = (result.clone(), who.clone());
                now.told_origin.push(ToldOrigin { result, who, at: *at, put_down_at: recorded.at });
                self.clocks.stop(ClockKind::ArrivalAck);
                self.clocks.stop(ClockKind::OriginFeedback);
            }
            Event::ClaimJoined { master, no } => {
                now.joined_to = Some((*master, no.clone()));
                now.joinings = now.joinings.saturating_add(1);
                let asked = [ClockKind::DeskReply, ClockKind::Consult];
                now.set_aside = asked.iter().filter_map(|kind| self.clocks.get(*kind)).cloned().collect();
                self.enter(Stage::Joined, DISPOSED);
            }
            Event::ClaimUnjoined { clocks, .. } => {
                now.joined_before = now.joined_to.take().map(|(master, _)| master);
                self.clocks.start(&std::mem::take(&mut now.set_aside));
                self.stage = Stage::Accepted;
                self.clocks.start(clocks);
            }
            Event::ClaimFollowed { follower } | Event::JoinedForReHandling { follower, .. } => {
                now.followers.retain(|one| one.claim != follower.claim);
                now.followers.push(follower.clone());
            }
            Event::ClaimUnfollowed { claim, joining } => {
                now.followers.retain(|one| one.claim != *claim || one.joining > *joining);
                now.followed_before.retain(|(one, _)| one != claim);
                now.followed_before.push((*claim, *joining));
            }
            Event::AnsweredWithMaster { by, text, clocks } => {
                now.answered_with = Some((by.clone(), text.clone()));
                now.set_aside.clear();
                self.stage = Stage::CallingBack;
                self.rounds.push(CallbackRound { opened_at: recorded.at, tries: Vec::new(), rating: None });
                self.clocks.start(clocks);
            }
            Event::ReHandlingAskedOfMaster { .. } => {
                now.answered_before.extend(now.answered_with.take());
                now.joinings = now.joinings.saturating_add(1);
                self.rehandled = self.rehandled.saturating_add(1);
                self.stage = Stage::Joined;
            }
            _ => {}
        }
    }

    /// Objected, corrected, told, added, urged, withdrawn (C4, C14.2, C15.4).
    #[expect(clippy::wildcard_enum_match_arm, reason = "only what was said comes here")]
    pub(super) fn said(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ObjectionRaised { reasons, clocks } => {
                self.disposals.objection =
                    Some(Objection { reasons: reasons.clone(), raised_at: recorded.at, decision: None });
                self.clocks.stop(ClockKind::Closing);
                self.clocks.start(clocks);
            }
            Event::ObjectionUpheld { reason, clocks } => {
                self.objection_decided(true, reason);
                self.not_accepted = None;
                self.stage = if self.registration.is_some() { Stage::Accepted } else { Stage::Received };
                self.clocks.start(clocks);
            }
            Event::ObjectionRejected { reason, clocks } => {
                self.objection_decided(false, reason);
                self.clocks.start(clocks);
            }
            Event::Reclassified { kind, about, .. } => {
                if let Some(registration) = &mut self.registration {
                    registration.kind = *kind;
                    registration.category = about.category.clone();
                    registration.place = about.place.clone();
                }
            }
            Event::ConfidentialityAsked { label } => {
                self.confidential = true;
                self.claimant.label.clone_from(label);
            }
            Event::ProgressTold { text, told } => {
                self.disposals.tellings.push(Told { text: text.clone(), told: told.clone() });
            }
            Event::Supplemented { text } => self.disposals.supplements.push((recorded.at, text.clone())),
            Event::Urged {} => self.disposals.urged_at.push(recorded.at),
            Event::ClaimWithdrawn { .. } => self.disposals.withdrawn = true,
            _ => {}
        }
    }

    fn objection_decided(&mut self, upheld: bool, reason: &str) {
        if let Some(objection) = &mut self.disposals.objection {
            objection.decision = Some((upheld, reason.to_owned()));
        }
        self.clocks.stop(ClockKind::ObjectionReview);
    }
}
