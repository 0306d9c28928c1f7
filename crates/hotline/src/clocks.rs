//! Running time limits (时限) of a claim and its orders (law.md §1, the clocks).

use std::collections::BTreeMap;

use law::{Clause, Instant, Limit};
use serde::{Deserialize, Serialize};

use crate::claim::codes;

codes! {
    /// What a clock counts.
    ClockKind {
        /// Received until accepted or refused (P by channel).
        Accept = "accept" "受理",
        /// Accepted until dispatched or otherwise disposed of (C20.1).
        Dispatch = "dispatch" "派单",
        /// Handed over until signed (C23.2).
        Sign = "sign" "签收",
        /// The right to dispute (C23.3).
        Dispute = "dispute" "异议",
        /// The right to dispute where the matter is complex or hard (C23.3).
        DisputeComplex = "dispute_complex" "复杂疑难异议",
        /// Signed until the unit has spoken with the claimant (C24.1).
        Contact = "contact" "联系诉求人",
        /// Handed over until closed, answered and reported back (C24.1).
        Handle = "handle" "办结",
        /// Misconduct: handed over until the first feedback that the head has signed off (C32).
        MisconductFeedback = "misconduct_feedback" "作风投诉反馈",
        /// Dispute filed until ruled on (C23.3, P).
        DisputeReview = "dispute_review" "异议裁定",
        /// Extension asked until decided (C24.2, P).
        ExtensionReview = "extension_review" "延期审核",
        /// Feedback sent until accepted or sent back (C25.1-3, P).
        FeedbackReview = "feedback_review" "反馈审核",
        /// Answered until the claimant's word is known (C38).
        Callback = "callback" "回访",
        /// Unsatisfied until checked (C38, P).
        Check = "check" "重点核实",
        /// Explanation owed until given (C38, P).
        Explanation = "explanation" "解释",
        /// Co-handling asked until decided (C23.2, P).
        CoHandlingReview = "co_handling_review" "协办审核",
        /// Suspension asked until decided (C26.1, P).
        SuspensionReview = "suspension_review" "中止审核",
        /// Suspended; when it runs out the program asks again (C26.1, P).
        Recheck = "recheck" "中止复核",
        /// Resumption asked until decided (C26.2, P).
        ResumptionReview = "resumption_review" "恢复审核",
        /// "Cannot be solved" asked until decided (C25.4, P).
        UnresolvableReview = "unresolvable_review" "无法解决审核",
        /// Put up until the opinion comes (C27, C31).
        Escalation = "escalation" "报请协调",
        /// The claimant objects, until decided (P).
        ObjectionReview = "objection_review" "诉求人异议裁定",
        /// Handed to an emergency service until it says that it has it (C15.3, P).
        EmergencyAck = "emergency_ack" "紧急转接确认",
        /// Before a special desk until replied (C19).
        DeskReply = "desk_reply" "专席答复",
        /// A unit is asked before dispatch (C15.7, P).
        Consult = "consult" "派前沟通",
        /// Passed to another region until it says that it has it (C8, P).
        TransferAck = "transfer_ack" "外地接收",
        /// Passed to another region until it feeds back (C8, P).
        TransferFeedback = "transfer_feedback" "外地反馈",
        /// Passed here by another region until that hotline was told that it has arrived (C8, P).
        ArrivalAck = "arrival_ack" "向来源热线确认",
        /// Passed here by another region until that hotline has the result; runs on past the archive (C8, P).
        OriginFeedback = "origin_feedback" "向来源热线反馈",
        /// A notice received by the supervised body until it has reported (C33).
        EnforcementNotice = "enforcement_notice" "整改",
        /// A supervision's letter until it is answered (C37.1).
        Supervision = "supervision" "督办答复",
        /// Answered or refused, told; until the claimant's silence ends the claim (P).
        Closing = "closing" "归档",
    }
}

impl ClockKind {
    /// Those of an order in which the agency has to decide (law.md §1).
    pub const REVIEWS: &'static [Self] = &[
        Self::DisputeReview,
        Self::ExtensionReview,
        Self::FeedbackReview,
        Self::CoHandlingReview,
        Self::SuspensionReview,
        Self::ResumptionReview,
        Self::UnresolvableReview,
    ];

    /// Owed to another hotline, not on the way round the loop (C8).
    pub fn is_owed_elsewhere(self) -> bool {
        matches!(self, Self::ArrivalAck | Self::OriginFeedback)
    }

    /// A right that may be used until then (C23.3), not a duty: when it has passed nobody is late.
    pub fn is_a_right(self) -> bool {
        matches!(self, Self::Dispute | Self::DisputeComplex)
    }
}

/// One clock that runs: from when, to when, by which clause and policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningClock {
    /// What it counts.
    pub kind: ClockKind,
    /// The limit it was started with; extensions move `due` and leave this.
    pub limit: Limit,
    /// When it began.
    pub started_at: Instant,
    /// Exclusive: overdue means `now >= due`.
    pub due: Instant,
    /// The due instant lies in a year whose holiday notice is not loaded (暂定).
    pub provisional: bool,
    /// The clause that sets it.
    pub basis: Clause,
    /// The policy version it runs under, to its end.
    pub policy: String,
    /// A review is pending: it runs on, but no overdue is shown or acted on until the decision (law.md §1, P).
    pub held: bool,
    /// When its expiry was recorded.
    pub expired_at: Option<Instant>,
}

impl RunningClock {
    /// Overdue, as the law counts: the due instant itself is already late.
    pub fn is_overdue(&self, now: Instant) -> bool {
        now >= self.due
    }
}

/// The running clocks of one claim or one order, at most one of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clocks(BTreeMap<ClockKind, RunningClock>);

impl Clocks {
    /// The clock of a kind, if it runs.
    pub fn get(&self, kind: ClockKind) -> Option<&RunningClock> {
        self.0.get(&kind)
    }

    /// All that run, by kind.
    pub fn iter(&self) -> impl Iterator<Item = &RunningClock> {
        self.0.values()
    }

    /// Whether none runs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn start(&mut self, clocks: &[RunningClock]) {
        for clock in clocks {
            self.0.insert(clock.kind, clock.clone());
        }
    }

    pub(crate) fn stop(&mut self, kind: ClockKind) {
        self.0.remove(&kind);
    }

    pub(crate) fn stop_all(&mut self) {
        self.0.clear();
    }

    /// Stops what is owed to the claimant and by the units; what is owed to another hotline is owed still (C8).
    pub(crate) fn end(&mut self) {
        self.0.retain(|kind, _| *kind == ClockKind::OriginFeedback);
    }

    pub(crate) fn get_mut(&mut self, kind: ClockKind) -> Option<&mut RunningClock> {
        self.0.get_mut(&kind)
    }

    pub(crate) fn set_due(&mut self, kind: ClockKind, due: Instant, provisional: bool) {
        if let Some(clock) = self.0.get_mut(&kind) {
            (clock.due, clock.provisional) = (due, provisional);
        }
    }

    pub(crate) fn hold(&mut self, kinds: &[ClockKind], held: bool) {
        for kind in kinds {
            if let Some(clock) = self.0.get_mut(kind) {
                clock.held = held;
            }
        }
    }
}
