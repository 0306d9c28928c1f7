//! The work order (工单): main or co-handling, from hand-over to its end (law.md §3).

use law::Instant;
use law::registry::{CellCode, DutyLevel, UnitCode};
use serde::{Deserialize, Serialize};

use crate::claim::{TellingWay, codes};
use crate::clocks::Clocks;
use crate::command::{AskExtension, OwnLimit};
use crate::enforcement::Found;
use crate::requests::{PausedClock, Requests};

codes! {
    /// Main (主办) or co-handling (协办) (C15.6).
    OrderRole {
        Main = "main" "主办",
        CoHandling = "co" "协办",
        /// Handed on by the unit that answers for it (C20.2, C6.1).
        Onward = "onward" "下转",
    }
}

codes! {
    /// How an order ended.
    Outcome {
        /// Fed back and accepted.
        Done = "done" "已办结",
        /// A dispute was upheld; the claim goes on elsewhere (C23.3).
        Returned = "returned" "退单成立",
        /// The co-unit became the main unit; this order went up into that one.
        BecameMain = "became_main" "转为主办",
        /// Sent in error (law.md §3).
        TakenBack = "taken_back" "已收回",
        /// Cannot be solved now for objective reasons (C25.4).
        ObjectivelyLimited = "objectively_limited" "客观受限",
        /// The claimant refused to cooperate (C26.2).
        Terminated = "terminated" "已终止",
        /// The claimant withdrew (P).
        Withdrawn = "withdrawn" "诉求已撤回",
        /// The main order ended, and this one with it (law.md §3).
        EndedWithMain = "ended_with_main" "随主办结束",
    }
}

codes! {
    /// Whether what the claimant said was found true (C25.1-3).
    Facts {
        True = "true" "属实",
        Partly = "partly" "部分属实",
        NotTrue = "not_true" "不属实",
    }
}

codes! {
    /// Whether it was solved, or the reason why not (C25.1-3).
    Resolution {
        Resolved = "resolved" "已解决",
        Partly = "partly" "部分解决",
        ObjectivelyLimited = "objectively_limited" "客观条件所限未解决",
        NeedsPlan = "needs_plan" "列入计划，分期解决",
        NoLegalBasis = "no_legal_basis" "诉求无法律政策依据",
        NotCooperating = "not_cooperating" "诉求人不配合未解决",
    }
}

codes! {
    /// What a contact was for.
    ContactPurpose {
        /// After signing: what is it about (C24.1, C25.1-3).
        First = "first" "对接诉求",
        /// Progress and the reasons of an extension (C24.2).
        Extension = "extension" "告知进展和延期",
        /// Anything else.
        Other = "other" "沟通",
    }
}

/// That the unit spoke with the claimant (C24.1, C25.1-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// When it was.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Instant,
    /// By which way.
    pub way: TellingWay,
    /// What for.
    pub purpose: ContactPurpose,
    /// What was said.
    pub note: String,
}

/// 退单: why the unit holds that it is not its duty (C23.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    /// 依据: law or line of the responsibility list.
    pub basis: String,
    /// 理由.
    pub reasons: String,
    /// 转办建议: the unit that should have it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub suggested: UnitCode,
    /// 复杂、疑难, and why: opens the second and third working day.
    #[serde(default)]
    pub complex: Option<String>,
}

codes! {
    /// What became of a dispute.
    DisputeFate {
        Pending = "pending" "待裁定",
        Upheld = "upheld" "退单成立",
        Refused = "refused" "继续办理",
        /// Not complex after all: filed too late (P).
        Late = "late" "逾期不予受理",
    }
}

/// The one dispute of an order, with the ruling (law.md §3: one per order).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeRecord {
    /// What the unit said.
    pub dispute: Dispute,
    /// When.
    pub filed_at: Instant,
    /// After the general limit, within the longer one for complex matters.
    pub on_longer_limit: bool,
    /// What became of it.
    pub fate: DisputeFate,
    /// Why, once ruled.
    pub reason: String,
    /// When ruled.
    pub ruled_at: Option<Instant>,
}

codes! {
    /// What became of an extension request.
    ExtensionFate {
        Pending = "pending" "待审核",
        Approved = "approved" "已同意",
        Refused = "refused" "未同意",
        /// The unit fed back before the decision.
        Lapsed = "lapsed" "已办结失效",
    }
}

/// An extension request and what became of it (C24.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRecord {
    /// What the unit asked.
    pub request: AskExtension,
    /// When.
    pub asked_at: Instant,
    /// Due before.
    pub old_due: Instant,
    /// Due after, once approved.
    pub new_due: Option<Instant>,
    /// What became of it.
    pub fate: ExtensionFate,
    /// Why.
    pub reason: String,
}

/// That the claimant was answered, or why it could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answered {
    /// Answered.
    Told {
        /// When.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        at: Instant,
        /// By which way.
        way: TellingWay,
        /// With whom: 本人, 家属 …
        whom: String,
    },
    /// Could not be reached: the proofs of why not.
    Unreached {
        /// When and how it was tried.
        proofs: String,
    },
}

/// A proof that goes with a feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Name of the file or document, with its number where it has one.
    pub name: String,
    /// What it shows.
    #[serde(default)]
    pub shows: String,
}

/// 反馈: what was done and what the claimant was answered (C24.1, C25.1-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// Answered the claimant when, how, with whom. A co-unit reports to the lead and leaves this out.
    #[serde(default)]
    pub answered: Option<Answered>,
    /// Whether the facts were as told.
    pub facts: Facts,
    /// What was done.
    pub measures: String,
    /// What came of it.
    pub result: String,
    /// 依据.
    pub basis: String,
    /// Solved, or why not.
    pub resolution: Resolution,
    /// What the claimant reads. A co-unit leaves it out.
    #[serde(default)]
    pub public_answer: String,
    /// What only the agency and the units read.
    #[serde(default)]
    pub internal: String,
    /// At least one for all but consultations.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Places in the registration's list of demands that this answers.
    #[serde(default)]
    pub addressed: Vec<u16>,
}

codes! {
    /// What became of a feedback.
    FeedbackFate {
        Pending = "pending" "待审核",
        Accepted = "accepted" "已采纳",
        SentBack = "sent_back" "退回补正",
    }
}

/// A feedback on record; earlier ones stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackRecord {
    /// 0 for the first handling, then one a re-handling.
    pub round: u32,
    /// When it was sent: the instant that stops the handling clock if it is accepted (C24.1).
    pub at: Instant,
    /// What was sent.
    pub feedback: Feedback,
    /// What became of it.
    pub fate: FeedbackFate,
    /// Why it was sent back.
    pub reason: String,
}

/// Why this unit: the line of the responsibility list, its level and version (C5.1, C20.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyBasis {
    /// Level of the duty holder.
    pub level: DutyLevel,
    /// The list's line.
    pub line: String,
    /// The list's version.
    pub version: String,
    /// A complaint of enforcement against business bodies, at the organ that supervises it (C33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub enforcement: bool,
    /// Where the list was left: the head's override, the ruling or the designation, in words.
    pub departure: Option<String>,
}

/// The grid cell that an order went straight to, and who looks after it (C22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridWorker {
    /// The cell's code on the grid platform.
    pub cell: CellCode,
    /// The cell's name.
    pub name: String,
    /// The worker, by name.
    pub worker: String,
}

codes! {
    /// What the agency has to decide on an order (law.md §1, the reviews).
    Awaited {
        Dispute = "dispute" "异议",
        Extension = "extension" "延期",
        Suspension = "suspension" "中止",
        Resumption = "resumption" "恢复",
        Unresolvable = "unresolvable" "无法解决",
        CoHandling = "co_handling" "协办",
        Feedback = "feedback" "反馈",
    }
}

/// Where an order stands; clocks and requests stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OrderState {
    /// 待签收 (C23.2).
    HandedOver,
    /// 办理中: signed (C24.1).
    Signed,
    /// 异议待裁 (C23.3).
    Disputed {
        /// Whether the order had been signed before.
        was_signed: bool,
    },
    /// 待审核反馈: the unit has answered and reported back (C24.1, C25.1-3).
    FedBack,
    /// 待整改落实: a notice of enforcement supervision is out, its body has not reported (C33).
    Rectifying,
    /// 已中止 (C26.1). Nothing is due here; the paused clocks stand beside it.
    Suspended {
        /// What it goes back to.
        was: Box<Self>,
    },
    /// Ended.
    Closed {
        /// How.
        outcome: Outcome,
    },
}

impl OrderState {
    /// Code in columns and the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HandedOver => "handed_over",
            Self::Signed => "signed",
            Self::Disputed { .. } => "disputed",
            Self::FedBack => "fed_back",
            Self::Rectifying => "rectifying",
            Self::Suspended { .. } => "suspended",
            Self::Closed { outcome } => outcome.code(),
        }
    }

    /// The word on pages (pages.md §5.2).
    pub const fn zh(&self) -> &'static str {
        match self {
            Self::HandedOver => "待签收",
            Self::Signed => "办理中",
            Self::Disputed { .. } => "异议待裁",
            Self::FedBack => "待审核反馈",
            Self::Rectifying => "待整改落实",
            Self::Suspended { .. } => "已中止",
            Self::Closed { outcome } => outcome.zh(),
        }
    }
}

/// A work order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Place in the claim, from 1.
    pub n: u16,
    /// The unit that must do it.
    pub unit: UnitCode,
    /// The agency that dispatched it: reviews are its (C24.2; P for the rest).
    pub agency: UnitCode,
    /// Main or co-handling.
    pub role: OrderRole,
    /// Which hop of the claim this is, from 1 (C23.1).
    pub hop: u32,
    /// The agency designated this unit at the third hop: no dispute (P).
    pub designated: bool,
    /// Why this unit.
    pub duty: DutyBasis,
    /// The order it was handed on from (C20.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u16>,
    /// The enterprise helper who does it, by name (C30).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<String>,
    /// The grid worker it went straight to (C22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridWorker>,
    /// What is asked of a co-unit.
    pub task: String,
    /// A limit set at hand-over (C24.1).
    pub own_limit: Option<OwnLimit>,
    /// 交办: the instant the clocks run from.
    pub handed_over_at: Instant,
    /// When signed in the present round.
    pub signed_at: Option<Instant>,
    /// 0, then one for each re-handling (C38).
    pub round: u32,
    /// Where it stands.
    pub state: OrderState,
    /// What runs.
    pub clocks: Clocks,
    /// Contacts with the claimant, all rounds.
    pub contacts: Vec<Contact>,
    /// The one dispute, if filed.
    pub dispute: Option<DisputeRecord>,
    /// Extension requests.
    pub extensions: Vec<ExtensionRecord>,
    /// Feedbacks of all rounds.
    pub feedbacks: Vec<FeedbackRecord>,
    /// What else the unit asked, and what came of it.
    #[serde(default)]
    pub requests: Requests,
    /// Clocks that a suspension stopped (C26.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paused: Vec<PausedClock>,
    /// Why the lead may feed back before the co-units, once the agency has agreed (law.md §3, P).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_allowed: Option<String>,
    /// What the enforcement-supervision organ found, all rounds (C33).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<Found>,
    /// Closed later than due, or not signed in time, as recorded.
    pub late: Vec<crate::clocks::ClockKind>,
}

impl Order {
    /// Not yet ended.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, OrderState::Closed { .. })
    }

    /// The lead answers the claimant for all; a co-unit reports to the lead (C15.6, C23.2).
    pub fn answers_the_claimant(&self) -> bool {
        match self.role {
            OrderRole::Main => true,
            OrderRole::CoHandling | OrderRole::Onward => false,
        }
    }

    /// An extension waits for its decision.
    pub fn extension_pending(&self) -> bool {
        self.extensions.last().is_some_and(|record| record.fate == ExtensionFate::Pending)
    }

    /// Ended, and so.
    pub fn ended_as(&self, outcome: Outcome) -> bool {
        self.state == OrderState::Closed { outcome }
    }

    /// The government or superior whose opinion is asked, while the order is open (C27, C31).
    pub fn asks_opinion_of(&self) -> Option<&UnitCode> {
        self.requests.open_escalation().filter(|_| self.is_open()).map(|escalated| &escalated.request.to)
    }

    /// Suspended (C26.1).
    pub fn is_suspended(&self) -> bool {
        matches!(self.state, OrderState::Suspended { .. })
    }

    /// A decision of the agency is pending on this order: no overdue is shown (law.md §1). A request for co-handling
    /// or something put up shields nothing.
    pub fn under_review(&self) -> bool {
        self.extension_pending()
            || self.requests.pending_suspension().is_some()
            || self.requests.pending_unresolvable().is_some()
            || matches!(self.state, OrderState::Disputed { .. } | OrderState::FedBack)
    }

    /// What the agency has to decide on it now, the most pressing first.
    pub fn awaits(&self) -> Option<Awaited> {
        let pending = [
            (self.extension_pending(), Awaited::Extension),
            (self.requests.pending_unresolvable().is_some(), Awaited::Unresolvable),
            (self.requests.pending_suspension().is_some(), Awaited::Suspension),
            (self.requests.pending_resumption().is_some(), Awaited::Resumption),
            (matches!(self.state, OrderState::Disputed { .. }), Awaited::Dispute),
            (self.state == OrderState::FedBack, Awaited::Feedback),
            (self.requests.pending_co_handling().is_some(), Awaited::CoHandling),
        ];
        pending.into_iter().find(|(waits, _)| *waits).map(|(_, what)| what)
    }

    /// What the organ found in the present round (C33).
    pub fn found_this_round(&self) -> Option<&Found> {
        self.found.last().filter(|found| found.round == self.round)
    }

    /// The feedback now before the agency, or the last one.
    pub fn last_feedback(&self) -> Option<&FeedbackRecord> {
        self.feedbacks.last()
    }

    /// Whether the claimant was spoken with in the present round (C24.1).
    pub fn contacted(&self) -> bool {
        let since = self.signed_at.unwrap_or(self.handed_over_at);
        self.contacts.iter().any(|contact| contact.at >= since)
    }

    /// The extension was approved and the unit has not yet told the claimant (C24.2).
    pub fn owes_extension_telling(&self) -> bool {
        let approved = self.extensions.iter().filter(|record| record.fate == ExtensionFate::Approved).count();
        let told = self.contacts.iter().filter(|contact| contact.purpose == ContactPurpose::Extension).count();
        told < approved
    }
}
