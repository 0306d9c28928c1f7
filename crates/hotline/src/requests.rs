//! What a unit may ask of its agency besides more time, and what became of it: co-handling, suspension, resumption,
//! "cannot be solved", and what it puts up to a government or superior (C23.2, C25.4, C26, C27).

use law::registry::UnitCode;
use law::{Date, Instant, Left};
use serde::{Deserialize, Serialize};

use crate::claim::codes;
use crate::clocks::RunningClock;
use crate::order::Evidence;

codes! {
    /// What became of a request.
    RequestFate {
        Pending = "pending" "待审核",
        Approved = "approved" "已同意",
        Refused = "refused" "未同意",
        /// The order ended, or went back to work, before the decision.
        Lapsed = "lapsed" "已失效",
    }
}

/// A request with its decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested<T> {
    /// What was asked.
    pub request: T,
    /// When.
    pub asked_at: Instant,
    /// What became of it.
    pub fate: RequestFate,
    /// Why, once decided.
    pub reason: String,
    /// When decided.
    pub decided_at: Option<Instant>,
}

impl<T> Requested<T> {
    pub(crate) fn asked(request: T, asked_at: Instant) -> Self {
        Self { request, asked_at, fate: RequestFate::Pending, reason: String::new(), decided_at: None }
    }

    /// Waits for its decision.
    pub fn is_pending(&self) -> bool {
        self.fate == RequestFate::Pending
    }

    pub(crate) fn decide(&mut self, fate: RequestFate, reason: &str, at: Instant) {
        self.fate = fate;
        reason.clone_into(&mut self.reason);
        self.decided_at = Some(at);
    }
}

codes! {
    /// The six grounds of a suspension (C26.1).
    SuspensionGround {
        ForceMajeure = "C26.1" "因不可抗力，暂时无法办理",
        ClaimantDied = "C26.2" "诉求人死亡，继承人尚未确定是否继续办理",
        CapacityLost = "C26.3" "诉求人丧失行为能力，尚未确定法定代理人",
        ClaimantMissing = "C26.4" "诉求人下落不明或者被宣告失踪",
        BodyDissolved = "C26.5" "法人或者其他组织终止，尚未确定权利义务承受人",
        Other = "C26.6" "其他需要中止办理的情形",
    }
}

/// 中止申请 (C26.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskSuspension {
    /// One of the six.
    pub ground: SuspensionGround,
    /// What has happened.
    pub facts: String,
    /// What proves it; at least one.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// When the work can probably go on, in words.
    pub until: String,
}

codes! {
    /// Who asks that the work goes on (C26.2).
    Applicant {
        Claimant = "claimant" "诉求人",
        Heir = "heir" "继承人",
        LegalAgent = "legal_agent" "法定代理人",
        Successor = "successor" "权利义务承受人",
        Unit = "unit" "承办单位",
    }
}

/// 恢复办理申请 (C26.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskResumption {
    /// Who asks.
    pub applicant: Applicant,
    /// Why the ground has gone.
    pub reason: String,
}

/// 协办申请: the lead needs another unit (C23.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskCoHandling {
    /// Whom.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub unit: UnitCode,
    /// For what, of its own duty.
    pub task: String,
    /// Why it cannot be done without.
    pub reason: String,
}

codes! {
    /// Why a demand cannot be met now (C25.4).
    UnresolvableKind {
        ObjectivelyLimited = "objectively_limited" "受客观条件限制，暂时解决不了",
        NotCooperating = "not_cooperating" "诉求人拒不配合，无法办理",
    }
}

/// 无法解决的申请, with its proofs (C25.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskUnresolvable {
    /// Which of the two.
    pub kind: UnresolvableKind,
    /// What was tried and why it does not go.
    pub facts: String,
    /// What proves it; at least one.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// 报请协调: what a unit cannot coordinate itself (C27), or the agency puts up for a business body (C31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// The government or superior authority.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub to: UnitCode,
    /// What is to be decided.
    pub question: String,
    /// What has been tried.
    pub tried: String,
    /// The opinion that is wanted.
    pub wanted: String,
}

/// 处理意见: what came back, and what it binds the unit to (C27, C31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// The opinion.
    pub text: String,
    /// Measures to be taken.
    pub measures: String,
    /// By which day, if one was set.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub by: Option<Date>,
}

/// Something put up, and the opinion once it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// What was put up.
    pub request: Escalate,
    /// When.
    pub at: Instant,
    /// By the agency itself, for a business body (C31).
    pub by_agency: bool,
    /// What came back, and when.
    pub opinion: Option<(Opinion, Instant)>,
}

/// A clock that a suspension stopped, with what it has left (C26.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PausedClock {
    /// As it ran.
    pub clock: RunningClock,
    /// What goes on after resumption.
    pub left: Left,
}

/// The requests of an order, oldest first; of each kind at most one is pending.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// 协办.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub co_handling: Vec<Requested<AskCoHandling>>,
    /// 中止.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspension: Vec<Requested<AskSuspension>>,
    /// 恢复.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resumption: Vec<Requested<AskResumption>>,
    /// 无法解决.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unresolvable: Vec<Requested<AskUnresolvable>>,
    /// 报请协调.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<Escalated>,
}

impl Requests {
    /// The suspension asked for.
    pub fn pending_suspension(&self) -> Option<&AskSuspension> {
        pending(&self.suspension)
    }

    /// The co-handling asked for.
    pub fn pending_co_handling(&self) -> Option<&AskCoHandling> {
        pending(&self.co_handling)
    }

    /// The resumption asked for.
    pub fn pending_resumption(&self) -> Option<&AskResumption> {
        pending(&self.resumption)
    }

    /// "Cannot be solved", asked for.
    pub fn pending_unresolvable(&self) -> Option<&AskUnresolvable> {
        pending(&self.unresolvable)
    }

    /// What was put up and has no opinion yet.
    pub fn open_escalation(&self) -> Option<&Escalated> {
        self.escalations.last().filter(|escalated| escalated.opinion.is_none())
    }

    /// The suspension in force, or the last one.
    pub fn suspended_for(&self) -> Option<&AskSuspension> {
        let approved = |asked: &&Requested<AskSuspension>| asked.fate == RequestFate::Approved;
        self.suspension.iter().rev().find(approved).map(|asked| &asked.request)
    }

    /// What nobody will decide any more.
    pub(crate) fn lapse(&mut self, at: Instant) {
        lapse(&mut self.co_handling, at);
        lapse(&mut self.suspension, at);
        lapse(&mut self.resumption, at);
        lapse(&mut self.unresolvable, at);
    }
}

/// How often a request like this one has been refused since the order was handed over for the present round.
pub(crate) fn refused<T>(asked: &[Requested<T>], since: Instant, like: impl Fn(&T) -> bool) -> u32 {
    let refused = asked.iter().filter(|asked| asked.fate == RequestFate::Refused && asked.asked_at >= since);
    u32::try_from(refused.filter(|asked| like(&asked.request)).count()).unwrap_or(u32::MAX)
}

fn pending<T>(asked: &[Requested<T>]) -> Option<&T> {
    asked.last().filter(|last| last.is_pending()).map(|last| &last.request)
}

fn lapse<T>(asked: &mut [Requested<T>], at: Instant) {
    if let Some(last) = asked.last_mut().filter(|last| last.is_pending()) {
        last.decide(RequestFate::Lapsed, "", at);
    }
}
