//! Commands: what people and clocks may ask of a claim. Closed types; unknown fields are refused.

use law::registry::UnitCode;
use law::{Instant, Limit};
use serde::{Deserialize, Serialize};

use crate::claim::{
    About, Channel, Claimant, Explanation, LawfulWay, Origin, RefusalGround, Registration, Telling, codes,
};
use crate::clocks::ClockKind;
use crate::order::{Contact, Dispute, Feedback};
use crate::rating::{CallbackTry, Rating};
use crate::verb::Verb;

/// A first contact (C2.2, C12). Identity is already in the vault; only its id and mask come here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receive {
    /// How it came in.
    pub channel: Channel,
    /// Who raised it.
    pub claimant: Claimant,
    /// Units are not to learn who (C14.2).
    pub confidential: bool,
    /// A business body (C29).
    pub enterprise: bool,
    /// In the claimant's own words.
    pub told: String,
    /// The place in the claimant's own words.
    pub told_place: String,
    /// Where it was first told, if elsewhere (C8): a transfer, an import.
    pub origin: Option<Origin>,
    /// The operator registered at once (telephone, counter): received and accepted in one step.
    pub registration: Option<Registration>,
}

/// Not taken (C11.1-6), with the explanation and the lawful way (C15.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefuseClaim {
    /// One of the six.
    pub ground: RefusalGround,
    /// What shows it: the proceeding, the petition case, the earlier decision and why it is lawful and reasonable.
    pub facts: String,
    /// What the claimant was told.
    pub explanation: String,
    /// Where to go.
    pub way: LawfulWay,
    /// How and when told.
    pub told: Telling,
    /// Class and place, where the claim is refused without having been registered: the grounds are held against them.
    #[serde(default)]
    pub about: Option<About>,
}

/// Answered at once (C16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerAtOnce {
    /// What the claimant was told.
    pub text: String,
    /// What it rests on.
    pub source: String,
    /// How and when told.
    pub told: Telling,
    /// The claimant's word at the end of the call, if given.
    #[serde(default)]
    pub rating: Option<Rating>,
}

/// A limit set at hand-over, and never later (C24.1, 交办时另有具体时限要求).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OwnLimit {
    /// The limit: `4h`, `2wd`, `10cd`.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "24h"))]
    pub limit: Limit,
    /// Why.
    pub reason: String,
}

/// What is asked of a co-unit (C15.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CoOrder {
    /// The co-unit.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub unit: UnitCode,
    /// Its share.
    #[serde(default)]
    pub task: String,
    /// Why it, where the list does not name it.
    #[serde(default)]
    pub reason: String,
}

/// Main and co-handling orders in one decision (C15.6, C20.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// The unit with the legal duty.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lead: UnitCode,
    /// Units with duties of their own in the matter.
    #[serde(default)]
    pub co: Vec<CoOrder>,
    /// A limit of the order's own.
    #[serde(default)]
    pub own_limit: Option<OwnLimit>,
    /// The claimant was asked, and nobody is in danger (C15.3).
    #[serde(default)]
    pub danger_ruled_out: bool,
    /// The head's reason to leave the list (never the guard).
    #[serde(default)]
    pub override_reason: Option<String>,
    /// Why this unit is designated, from the third hop on.
    #[serde(default)]
    pub designation: Option<String>,
}

/// Where a returned claim goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum NextStep {
    /// The ruling names the next unit.
    Unit {
        /// Which.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        unit: UnitCode,
    },
    /// The claim is dispatched anew within the dispatch limit.
    DispatchAnew,
}

/// The agency's ruling on a dispute (C23.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ruling {
    /// 退单成立.
    Uphold {
        /// Where to.
        next: NextStep,
    },
    /// 继续办理.
    Continue,
    /// The matter was not complex: a dispute of day two or three came too late.
    NotComplex,
}

/// A ruling with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleDispute {
    /// What.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Proposed as a change of the responsibility list.
    #[serde(default)]
    pub precedent: bool,
}

/// An extension asked before the due time (C24.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskExtension {
    /// Working days beyond the present due.
    pub working_days: u32,
    /// Why.
    pub reason: String,
    /// What has been done so far: the claimant is told this.
    pub progress: String,
}

/// Yes or no to an extension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExtensionRuling {
    /// Yes.
    Approve {
        /// The competent authority's consent, from the second extension on (P).
        #[serde(default)]
        consent: Option<String>,
    },
    /// No.
    Refuse,
}

/// The decision on an extension with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideExtension {
    /// Yes or no.
    pub ruling: ExtensionRuling,
    /// Why.
    pub reason: String,
}

/// A feedback sent back as not as required (C25.1-3, C37.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnFeedback {
    /// What is missing or wrong.
    pub reason: String,
}

/// The agency lets the lead feed back while a co-order is open (law.md §3, P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AllowFeedback {
    /// Why the claimant is not to wait for the co-unit.
    pub reason: String,
}

codes! {
    /// Why an unsatisfied claimant could not be given more (C38).
    Excuse {
        Law = "law" "超出法律法规规定",
        Policy = "policy" "受政策限制",
        Objective = "objective" "受客观条件限制",
        Expectation = "expectation" "诉求人期望过高",
    }
}

/// What the agency found when it checked an unsatisfied claim (C38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckFinding {
    /// Something was plainly omitted or not carried out: handle again.
    Omission {
        /// What, and what is to be done now.
        demand: String,
    },
    /// Nothing more can lawfully or reasonably be done: explain.
    Beyond {
        /// Reason code.
        excuse: Excuse,
        /// What shows it.
        evidence: String,
    },
}

/// The explanation owed (C38).
pub type Explain = Explanation;

/// A command on an existing claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 受理 (C12).
    Accept(Registration),
    /// 不受理 (C11.1-6, C15.2).
    Refuse(RefuseClaim),
    /// 直接答复 (C16).
    AnswerAtOnce(AnswerAtOnce),
    /// 派单 (C15.6, C20.1).
    Dispatch(Dispatch),
    /// 签收 (C23.2).
    Sign { order: u16 },
    /// 联系诉求人 (C24.1).
    RecordContact { order: u16, contact: Contact },
    /// 退单异议 (C23.3).
    Dispute { order: u16, dispute: Dispute },
    /// 裁定异议 (C23.3).
    RuleDispute { order: u16, ruling: RuleDispute },
    /// 申请延期 (C24.2).
    AskExtension { order: u16, request: AskExtension },
    /// 审核延期 (C24.2).
    DecideExtension { order: u16, decision: DecideExtension },
    /// 同意先行反馈 (C23.2, P).
    AllowFeedback { order: u16, allowed: AllowFeedback },
    /// 反馈 (C24.1, C25.1-3).
    FeedBack { order: u16, feedback: Box<Feedback> },
    /// 采纳反馈 (C24.1).
    AcceptFeedback { order: u16 },
    /// 退回补正 (C25.1-3, C37.1).
    ReturnFeedback { order: u16, returned: ReturnFeedback },
    /// 回访 (C38).
    CallBack(CallbackTry),
    /// 评价, by the claimant's own hand (C38).
    Rate(Rating),
    /// 重点核实 (C38).
    Check(CheckFinding),
    /// 解释 (C38).
    Explain(Explanation),
    /// 归档 (C4, C38).
    Archive,
    /// A clock has run out. Sent by the clock watcher, who names the due instant it saw.
    Expire { order: Option<u16>, kind: ClockKind, due: Instant },
}

impl Command {
    /// Which verb this is.
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Accept(_) => Verb::Accept,
            Self::Refuse(_) => Verb::Refuse,
            Self::AnswerAtOnce(_) => Verb::AnswerAtOnce,
            Self::Dispatch(_) => Verb::Dispatch,
            Self::Sign { .. } => Verb::Sign,
            Self::RecordContact { .. } => Verb::RecordContact,
            Self::Dispute { .. } => Verb::Dispute,
            Self::RuleDispute { .. } => Verb::RuleDispute,
            Self::AskExtension { .. } => Verb::AskExtension,
            Self::DecideExtension { .. } => Verb::DecideExtension,
            Self::AllowFeedback { .. } => Verb::AllowFeedback,
            Self::FeedBack { .. } => Verb::FeedBack,
            Self::AcceptFeedback { .. } => Verb::AcceptFeedback,
            Self::ReturnFeedback { .. } => Verb::ReturnFeedback,
            Self::CallBack(_) => Verb::CallBack,
            Self::Rate(_) => Verb::Rate,
            Self::Check(_) => Verb::Check,
            Self::Explain(_) => Verb::Explain,
            Self::Archive => Verb::Archive,
            Self::Expire { .. } => Verb::Expire,
        }
    }

    /// The order it is about, if it is about one.
    pub const fn order(&self) -> Option<u16> {
        match self {
            Self::Sign { order }
            | Self::RecordContact { order, .. }
            | Self::Dispute { order, .. }
            | Self::RuleDispute { order, .. }
            | Self::AskExtension { order, .. }
            | Self::DecideExtension { order, .. }
            | Self::AllowFeedback { order, .. }
            | Self::FeedBack { order, .. }
            | Self::AcceptFeedback { order }
            | Self::ReturnFeedback { order, .. } => Some(*order),
            Self::Expire { order, .. } => *order,
            Self::Accept(_)
            | Self::Refuse(_)
            | Self::AnswerAtOnce(_)
            | Self::Dispatch(_)
            | Self::CallBack(_)
            | Self::Rate(_)
            | Self::Check(_)
            | Self::Explain(_)
            | Self::Archive => None,
        }
    }

    /// The command of a verb from its JSON body, as the API takes it (`/claims/{no}/{verb}`, `/orders/{no}/{verb}`).
    ///
    /// # Errors
    /// The text of serde: a missing, unknown or ill-typed field. `Expire` is the clock's alone and has no body.
    pub fn from_json(verb: Verb, order: Option<u16>, body: serde_json::Value) -> Result<Self, serde_json::Error> {
        use serde::de::Error as _;
        fn read<T: serde::de::DeserializeOwned>(body: serde_json::Value) -> Result<T, serde_json::Error> {
            serde_json::from_value(body)
        }
        let n = || order.ok_or_else(|| serde_json::Error::custom("order number missing"));
        Ok(match verb {
            Verb::Accept => Self::Accept(read(body)?),
            Verb::Refuse => Self::Refuse(read(body)?),
            Verb::AnswerAtOnce => Self::AnswerAtOnce(read(body)?),
            Verb::Dispatch => Self::Dispatch(read(body)?),
            Verb::Sign => {
                read::<Nothing>(body)?;
                Self::Sign { order: n()? }
            }
            Verb::RecordContact => Self::RecordContact { order: n()?, contact: read(body)? },
            Verb::Dispute => Self::Dispute { order: n()?, dispute: read(body)? },
            Verb::RuleDispute => Self::RuleDispute { order: n()?, ruling: read(body)? },
            Verb::AskExtension => Self::AskExtension { order: n()?, request: read(body)? },
            Verb::DecideExtension => Self::DecideExtension { order: n()?, decision: read(body)? },
            Verb::AllowFeedback => Self::AllowFeedback { order: n()?, allowed: read(body)? },
            Verb::FeedBack => Self::FeedBack { order: n()?, feedback: Box::new(read(body)?) },
            Verb::AcceptFeedback => {
                read::<Nothing>(body)?;
                Self::AcceptFeedback { order: n()? }
            }
            Verb::ReturnFeedback => Self::ReturnFeedback { order: n()?, returned: read(body)? },
            Verb::CallBack => Self::CallBack(read(body)?),
            Verb::Rate => Self::Rate(read(body)?),
            Verb::Check => Self::Check(read(body)?),
            Verb::Explain => Self::Explain(read(body)?),
            Verb::Archive => {
                read::<Nothing>(body)?;
                Self::Archive
            }
            Verb::Receive | Verb::Expire => return Err(serde_json::Error::custom("this verb has no such body")),
        })
    }

    /// The JSON body of the command, the other way round.
    pub fn to_json(&self) -> serde_json::Value {
        let value = |body: Result<serde_json::Value, serde_json::Error>| body.unwrap_or(serde_json::Value::Null);
        match self {
            Self::Accept(body) => value(serde_json::to_value(body)),
            Self::Refuse(body) => value(serde_json::to_value(body)),
            Self::AnswerAtOnce(body) => value(serde_json::to_value(body)),
            Self::Dispatch(body) => value(serde_json::to_value(body)),
            Self::RecordContact { contact, .. } => value(serde_json::to_value(contact)),
            Self::Dispute { dispute, .. } => value(serde_json::to_value(dispute)),
            Self::RuleDispute { ruling, .. } => value(serde_json::to_value(ruling)),
            Self::AskExtension { request, .. } => value(serde_json::to_value(request)),
            Self::DecideExtension { decision, .. } => value(serde_json::to_value(decision)),
            Self::AllowFeedback { allowed, .. } => value(serde_json::to_value(allowed)),
            Self::FeedBack { feedback, .. } => value(serde_json::to_value(feedback)),
            Self::ReturnFeedback { returned, .. } => value(serde_json::to_value(returned)),
            Self::CallBack(body) => value(serde_json::to_value(body)),
            Self::Rate(body) => value(serde_json::to_value(body)),
            Self::Check(body) => value(serde_json::to_value(body)),
            Self::Explain(body) => value(serde_json::to_value(body)),
            Self::Sign { .. } | Self::AcceptFeedback { .. } | Self::Archive | Self::Expire { .. } => {
                serde_json::Value::Object(serde_json::Map::new())
            }
        }
    }
}

/// A body that holds nothing, and refuses anything.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}
