//! Bodies of the commands of Chapter 2: what has to be said when a claim is taken, refused, answered or passed on.

use law::Instant;
use law::registry::UnitCode;
use serde::{Deserialize, Serialize};

use crate::claim::{About, ClaimId, ClaimKind, LawfulWay, RefusalGround, Telling};
use crate::disposal::{EmergencyService, ExpertKind, Follower, SpecialDesk};
use crate::number::ClaimNo;
use crate::rating::Rating;

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

/// 异议: the claimant objects to a refusal or a termination, once (C11.1-6, C26.2; P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Why.
    pub reasons: String,
}

/// The decision on an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideObjection {
    /// The claimant is right: the claim is taken up again.
    pub upheld: bool,
    /// Why; the claimant reads it.
    pub reason: String,
}

/// 紧急转接 (C15.3): the facts go along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOverEmergency {
    /// To whom.
    pub service: EmergencyService,
    /// Where, what, who is in danger.
    pub facts: String,
}

/// The receiver has it (C15.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AckEmergency {
    /// Who said so: seat or name, and the receiver's own number.
    pub receiver: String,
}

/// 告知进度: the same matter again, nothing new (C15.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TellProgress {
    /// What was read out.
    pub text: String,
    /// How and when.
    pub told: Telling,
}

/// 补充: new facts or reasons (C15.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Supplement {
    /// What is new.
    pub text: String,
}

/// 撤回 (P): told what follows, and a yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// Why, in the claimant's words.
    #[serde(default)]
    pub reason: String,
    /// The claimant was told what follows and said yes.
    pub confirmed: bool,
}

/// Kind, class or place set right after acceptance, with the reason (C5.1, C12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reclassify {
    /// The kind that fits.
    pub kind: ClaimKind,
    /// Class and place that fit.
    pub about: About,
    /// Why it is changed.
    pub reason: String,
}

/// 派前沟通 (C15.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Consult {
    /// The unit that is meant to take it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub unit: UnitCode,
    /// What is not clear.
    pub question: String,
}

/// The consulted unit's word (C15.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerConsult {
    /// It takes the claim.
    pub agrees: bool,
    /// Its words.
    pub answer: String,
}

/// 专席会商: a special desk could not answer at once (C19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeskConsult {
    /// Which desk.
    pub desk: SpecialDesk,
    /// What it has to find out.
    pub question: String,
}

/// 转专员: to a resident officer or policy specialist (C13.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandToExpert {
    /// The unit whose person it is.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub unit: UnitCode,
    /// Which of the two.
    pub kind: ExpertKind,
    /// On what.
    pub subject: String,
}

/// 转外地 (C8): to the hotline of the region it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferOut {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub to: UnitCode,
    /// The claimant agrees that it is passed on, with who they are.
    pub agreed: bool,
    /// What is said with it.
    #[serde(default)]
    pub note: String,
}

/// The other hotline has it (C8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AckTransfer {
    /// Its own number.
    pub their_no: String,
}

/// What the other hotline fed back, and that the claimant was told (C8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferFedBack {
    /// The result.
    pub result: String,
    /// How and when the claimant was told.
    pub told: Telling,
}

/// 确认接收 (C8): the hotline that passed it here knows that it has arrived, and our number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AckArrival {
    /// Whom there.
    pub who: String,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Instant,
}

/// 反馈 to the hotline that passed it here (C8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FeedBackToOrigin {
    /// What came of it.
    pub result: String,
    /// Whom there.
    pub who: String,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Instant,
}

/// 并案 (C15.5): to the claim that leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The master's number.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "TS260105-00731-7"))]
    pub master: ClaimNo,
    /// Its identity, looked up by the application; never taken from outside.
    #[serde(skip)]
    pub master_id: Option<ClaimId>,
}

/// 撤销并案 (C15.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unjoin {
    /// Why.
    pub reason: String,
    /// From which master, where a reaction asks it; never taken from outside.
    #[serde(skip)]
    pub master_id: Option<ClaimId>,
}

/// Sent by a reaction to the master (C15.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// Who follows it now.
    pub follower: Follower,
}

/// Sent by a reaction to the master (C15.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unfollow {
    /// Who follows it no more.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub claim: ClaimId,
    /// Which joining of that claim is over.
    pub joining: u32,
}

/// Sent by a reaction to a joined claim (C15.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerWithMaster {
    /// Whose answer it is.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub master: ClaimId,
    /// The unit that answered; none where the hotline did.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub by: Option<UnitCode>,
    /// What the claimant reads.
    pub text: String,
    /// Which joining of that claim it answers; 0 for one that was not counted yet.
    #[serde(default)]
    pub joining: u32,
}

/// Sent by a reaction to the master of a claim whose answer was not carried out (C15.5, C38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandleAgain {
    /// Who follows it again, by a joining of its own.
    pub follower: Follower,
    /// What was left undone, and what is to be done now.
    pub demand: String,
}
