//! Findings of the enforcement-supervision organ, and the notice that is waited for (C33).

use crate::clocks::ClockKind;
use crate::enforcement::Found;
use crate::event::{Event, Recorded};
use crate::order::{FeedbackFate, Order, OrderState, Outcome};

impl Order {
    /// Found, waited for, reported.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only what Article 33 knows comes here")]
    pub(super) fn supervised(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::EnforcementFound { finding, clocks, .. } => {
                self.found.push(Found {
                    round: self.round,
                    at: recorded.at,
                    finding: finding.clone(),
                    rectified: None,
                });
                // Put down anew, the notice before it is none.
                self.clocks.stop(ClockKind::EnforcementNotice);
                self.clocks.start(clocks);
            }
            Event::RectificationAwaited { .. } => {
                self.feedback_in();
                self.feedback_decided(FeedbackFate::Accepted, "");
                self.state = OrderState::Rectifying;
                self.stop(&[ClockKind::Handle, ClockKind::Sign, ClockKind::FeedbackReview]);
            }
            Event::RectificationReported { report, .. } => {
                let late =
                    self.clocks.get(ClockKind::EnforcementNotice).is_some_and(|clock| clock.is_overdue(recorded.at));
                if late {
                    self.record_late(ClockKind::EnforcementNotice);
                }
                if let Some(found) = self.found.last_mut() {
                    found.rectified = Some((report.clone(), recorded.at));
                }
                self.close(Outcome::Done, recorded);
            }
            _ => {}
        }
    }
}
