//! Requests of a unit and the decisions on them (C23.2, C25.4, C26, C27).

use crate::clocks::ClockKind;
use crate::event::{Event, Recorded};
use crate::order::{Order, OrderState, Outcome};
use crate::requests::{Escalated, RequestFate, Requested};

impl Order {
    /// Asked, decided, suspended, resumed, put up.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only requests and their decisions come here")]
    pub(super) fn requested(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        match &recorded.event {
            Event::CoHandlingAsked { request, clocks, .. } => {
                self.requests.co_handling.push(Requested::asked(request.clone(), at));
                self.clocks.start(clocks);
            }
            Event::CoHandlingApproved { reason, .. } => {
                decided(&mut self.requests.co_handling, RequestFate::Approved, reason, recorded);
                self.clocks.stop(ClockKind::CoHandlingReview);
            }
            Event::CoHandlingRefused { reason, .. } => {
                decided(&mut self.requests.co_handling, RequestFate::Refused, reason, recorded);
                self.clocks.stop(ClockKind::CoHandlingReview);
            }
            Event::UnresolvableAsked { request, clocks, .. } => {
                self.requests.unresolvable.push(Requested::asked(request.clone(), at));
                self.clocks.start(clocks);
            }
            Event::UnresolvableRefused { reason, .. } => {
                decided(&mut self.requests.unresolvable, RequestFate::Refused, reason, recorded);
                self.clocks.stop(ClockKind::UnresolvableReview);
            }
            Event::UnresolvableAccepted { reason, .. } => {
                decided(&mut self.requests.unresolvable, RequestFate::Approved, reason, recorded);
                self.close(Outcome::ObjectivelyLimited, recorded);
            }
            Event::OrderTerminated { reason, .. } => {
                decided(&mut self.requests.unresolvable, RequestFate::Approved, reason, recorded);
                self.close(Outcome::Terminated, recorded);
            }
            Event::SuspensionAsked { request, clocks, .. } => {
                self.requests.suspension.push(Requested::asked(request.clone(), at));
                self.clocks.start(clocks);
            }
            Event::SuspensionRefused { reason, .. } => {
                decided(&mut self.requests.suspension, RequestFate::Refused, reason, recorded);
                self.clocks.stop(ClockKind::SuspensionReview);
            }
            Event::OrderSuspended { reason, paused, clocks, .. } => {
                decided(&mut self.requests.suspension, RequestFate::Approved, reason, recorded);
                self.clocks.stop(ClockKind::SuspensionReview);
                for stopped in paused {
                    self.clocks.stop(stopped.clock.kind);
                }
                self.paused.clone_from(paused);
                if !self.is_suspended() {
                    self.state = OrderState::Suspended { was: Box::new(self.state.clone()) };
                }
                self.clocks.start(clocks);
            }
            Event::SuspensionRechecked { clocks, .. } => self.clocks.start(clocks),
            Event::ResumptionAsked { request, clocks, .. } => {
                self.requests.resumption.push(Requested::asked(request.clone(), at));
                self.clocks.start(clocks);
            }
            Event::ResumptionRefused { reason, .. } => {
                decided(&mut self.requests.resumption, RequestFate::Refused, reason, recorded);
                self.clocks.stop(ClockKind::ResumptionReview);
            }
            Event::OrderResumed { reason, clocks, .. } => {
                decided(&mut self.requests.resumption, RequestFate::Approved, reason, recorded);
                self.clocks.stop(ClockKind::Recheck);
                self.clocks.stop(ClockKind::ResumptionReview);
                if let OrderState::Suspended { was } = &self.state {
                    self.state = (**was).clone();
                }
                self.paused.clear();
                self.clocks.start(clocks);
            }
            Event::Escalated { request, by_agency, clocks, .. } => {
                self.requests.escalations.push(Escalated {
                    request: request.clone(),
                    at,
                    by_agency: *by_agency,
                    opinion: None,
                });
                self.clocks.start(clocks);
            }
            Event::OpinionGiven { opinion, .. } => {
                if let Some(last) = self.requests.escalations.last_mut() {
                    last.opinion = Some((opinion.clone(), at));
                }
                self.clocks.stop(ClockKind::Escalation);
            }
            _ => {}
        }
    }
}

/// The last request of a kind, if it is pending.
fn decided<T>(asked: &mut [Requested<T>], fate: RequestFate, reason: &str, recorded: &Recorded) {
    if let Some(last) = asked.last_mut().filter(|last| last.is_pending()) {
        last.decide(fate, reason, recorded.at);
    }
}
