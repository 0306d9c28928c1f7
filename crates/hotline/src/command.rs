//! Commands: what people and clocks may ask of a claim. Closed types; unknown fields are refused.

mod acceptance;
mod handling;

use law::Instant;
use serde::{Deserialize, Serialize};

pub use acceptance::*;
pub use handling::*;

use crate::claim::{Channel, Claimant, Explanation, Origin, Registration};
use crate::clocks::ClockKind;
use crate::enforcement::{EnforcementFinding, Rectification};
use crate::order::{Contact, Dispute, Feedback};
use crate::rating::{CallbackTry, Rating};
use crate::requests::{AskCoHandling, AskResumption, AskSuspension, AskUnresolvable, Escalate, Opinion};
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

/// One row a command: its variant (of the same name in [`Verb`]), its body, and whether it is about an order.
macro_rules! commands {
    (
        claim { $($(#[$cdoc:meta])* $claim:ident($cbody:ty),)* }
        claim_alone { $($(#[$cadoc:meta])* $claim_alone:ident,)* }
        order { $($(#[$odoc:meta])* $order:ident { $field:ident: $obody:ty $(as $schema:ty)? },)* }
        order_alone { $($(#[$oadoc:meta])* $order_alone:ident,)* }
    ) => {
        /// A command on an existing claim.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command {
            $($(#[$cdoc])* $claim($cbody),)*
            $($(#[$cadoc])* $claim_alone,)*
            $($(#[$odoc])* $order { order: u16, $field: $obody },)*
            $($(#[$oadoc])* $order_alone { order: u16 },)*
            /// A clock has run out. Sent by the clock watcher, who names the due instant it saw.
            Expire { order: Option<u16>, kind: ClockKind, due: Instant },
        }

        impl Command {
            /// Which verb this is.
            pub const fn verb(&self) -> Verb {
                match self {
                    $(Self::$claim(_) => Verb::$claim,)*
                    $(Self::$claim_alone => Verb::$claim_alone,)*
                    $(Self::$order { .. } => Verb::$order,)*
                    $(Self::$order_alone { .. } => Verb::$order_alone,)*
                    Self::Expire { .. } => Verb::Expire,
                }
            }

            /// The order it is about, if it is about one.
            pub const fn order(&self) -> Option<u16> {
                match self {
                    $(Self::$claim(_) => None,)*
                    $(Self::$claim_alone => None,)*
                    $(Self::$order { order, .. } => Some(*order),)*
                    $(Self::$order_alone { order } => Some(*order),)*
                    Self::Expire { order, .. } => *order,
                }
            }

            /// The command of a verb from its JSON body, as the API takes it (`/claims/{no}/{verb}`, `/orders/{no}/{verb}`).
            ///
            /// # Errors
            /// The text of serde: a missing, unknown or ill-typed field. `Expire` is the clock's alone and has no body.
            pub fn from_json(
                verb: Verb,
                order: Option<u16>,
                body: serde_json::Value,
            ) -> Result<Self, serde_json::Error> {
                use serde::de::Error as _;
                let n = || order.ok_or_else(|| serde_json::Error::custom("order number missing"));
                Ok(match verb {
                    $(Verb::$claim => Self::$claim(serde_json::from_value(body)?),)*
                    $(Verb::$claim_alone => {
                        serde_json::from_value::<Nothing>(body)?;
                        Self::$claim_alone
                    })*
                    $(Verb::$order => Self::$order { order: n()?, $field: serde_json::from_value(body)? },)*
                    $(Verb::$order_alone => {
                        serde_json::from_value::<Nothing>(body)?;
                        Self::$order_alone { order: n()? }
                    })*
                    Verb::Receive | Verb::Expire => {
                        return Err(serde_json::Error::custom("this verb has no such body"));
                    }
                })
            }

            /// The JSON body of the command, the other way round.
            pub fn to_json(&self) -> serde_json::Value {
                let body = match self {
                    $(Self::$claim(body) => serde_json::to_value(body),)*
                    $(Self::$claim_alone => serde_json::to_value(Nothing {}),)*
                    $(Self::$order { $field, .. } => serde_json::to_value($field),)*
                    $(Self::$order_alone { .. } => serde_json::to_value(Nothing {}),)*
                    Self::Expire { .. } => serde_json::to_value(Nothing {}),
                };
                body.unwrap_or(serde_json::Value::Null)
            }

            /// The schema's name of a verb's body, and all schemas it needs; none for verbs without a body of their own.
            #[cfg(feature = "openapi")]
            pub fn schema_of(verb: Verb) -> Option<Schemas> {
                match verb {
                    $(Verb::$claim => Some(schemas_of::<$cbody>()),)*
                    $(Verb::$order => Some(commands!(@schema $obody $(, $schema)?)),)*
                    $(Verb::$claim_alone => None,)*
                    $(Verb::$order_alone => None,)*
                    Verb::Receive | Verb::Expire => None,
                }
            }
        }
    };
    // A box has its content's schema.
    (@schema $body:ty) => { schemas_of::<$body>() };
    (@schema $body:ty, $schema:ty) => { schemas_of::<$schema>() };
}

commands! {
    claim {
        /// 受理 (C12).
        Accept(Registration),
        /// 不受理 (C11.1-6, C15.2).
        Refuse(RefuseClaim),
        /// 直接答复 (C16).
        AnswerAtOnce(AnswerAtOnce),
        /// 对不受理或终止提出异议 (P).
        Object(Object),
        /// 裁定诉求人异议 (P).
        DecideObjection(DecideObjection),
        /// 紧急转接 (C15.3).
        HandOverEmergency(HandOverEmergency),
        /// 对方确认已接到 (C15.3).
        AckEmergency(AckEmergency),
        /// 专席会商 (C19).
        DeskConsult(DeskConsult),
        /// 转专员 (C13.1, C13.3).
        HandToExpert(HandToExpert),
        /// 派前沟通 (C15.7).
        Consult(Consult),
        /// 答复沟通 (C15.7).
        AnswerConsult(AnswerConsult),
        /// 转外地热线 (C8).
        TransferOut(TransferOut),
        /// 外地已接收 (C8).
        AckTransfer(AckTransfer),
        /// 外地反馈 (C8).
        TransferFedBack(TransferFedBack),
        /// 向来源热线确认接收 (C8).
        AckArrival(AckArrival),
        /// 向来源热线反馈 (C8).
        FeedBackToOrigin(FeedBackToOrigin),
        /// 并案 (C15.5).
        Join(Join),
        /// 撤销并案 (C15.5).
        Unjoin(Unjoin),
        /// The master learns who follows it (C15.5).
        Follow(Follow),
        /// And who does no more (C15.5).
        Unfollow(Unfollow),
        /// The master was answered, and so is this one (C15.5).
        AnswerWithMaster(AnswerWithMaster),
        /// A claim that was answered with the master is to be handled again with it (C15.5, C38).
        HandleAgain(HandleAgain),
        /// 更正类型类别 (C5.1, C12).
        Reclassify(Reclassify),
        /// 告知进度 (C15.4).
        TellProgress(TellProgress),
        /// 补充情况 (C15.4).
        Supplement(Supplement),
        /// 撤回 (P).
        Withdraw(Withdraw),
        /// 派单 (C15.6, C20.1).
        Dispatch(Dispatch),
        /// 网格直派 (C22).
        DispatchToGrid(DispatchToGrid),
        /// 回访 (C38).
        CallBack(CallbackTry),
        /// 评价, by the claimant's own hand (C38).
        Rate(Rating),
        /// 重点核实 (C38).
        Check(CheckFinding),
        /// 解释 (C38).
        Explain(Explanation),
    }
    claim_alone {
        /// 要求保密 (C14.2).
        AskConfidentiality,
        /// 催一催 (P).
        Urge,
        /// A year's holiday notice is loaded (law.md §1).
        Recalculate,
        /// 归档 (C4, C38).
        Archive,
    }
    order {
        /// 收回工单 (law.md §3).
        TakeBack { wrong: TakeBack },
        /// 下转 (C20.2, C6.1).
        HandOnward { onward: HandOnward },
        /// 申请协办 (C23.2).
        AskCoHandling { request: AskCoHandling },
        /// 审核协办 (C23.2).
        DecideCoHandling { decision: Decision },
        /// 申请认定无法解决 (C25.4).
        AskUnresolvable { request: AskUnresolvable },
        /// 审核无法解决 (C25.4).
        DecideUnresolvable { decision: DecideUnresolvable },
        /// 申请中止 (C26.1).
        AskSuspension { request: AskSuspension },
        /// 审核中止 (C26.1).
        DecideSuspension { decision: Decision },
        /// 申请恢复办理 (C26.2).
        AskResumption { request: AskResumption },
        /// 审核恢复办理 (C26.2).
        DecideResumption { decision: Decision },
        /// 报请协调 (C27).
        Escalate { request: Escalate },
        /// 报请协调（涉企） (C31).
        EscalateForEnterprise { request: Escalate },
        /// 登记处理意见 (C27, C31).
        GiveOpinion { opinion: Opinion },
        /// 联系诉求人 (C24.1).
        RecordContact { contact: Contact },
        /// 退单异议 (C23.3).
        Dispute { dispute: Dispute },
        /// 裁定异议 (C23.3).
        RuleDispute { ruling: RuleDispute },
        /// 申请延期 (C24.2).
        AskExtension { request: AskExtension },
        /// 审核延期 (C24.2).
        DecideExtension { decision: DecideExtension },
        /// 同意先行反馈 (C23.2, P).
        AllowFeedback { allowed: AllowFeedback },
        /// 登记核实结论 (C33).
        FindOnEnforcement { finding: EnforcementFinding },
        /// 登记整改落实 (C33).
        ReportRectification { report: Rectification },
        /// 反馈 (C24.1, C25.1-3).
        FeedBack { feedback: Box<Feedback> as Feedback },
        /// 退回补正 (C25.1-3, C37.1).
        ReturnFeedback { returned: ReturnFeedback },
    }
    order_alone {
        /// 签收 (C23.2).
        Sign,
        /// 采纳反馈 (C24.1).
        AcceptFeedback,
    }
}

/// A body that holds nothing, and refuses anything.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// A body's schema and those it is made of, by name.
#[cfg(feature = "openapi")]
#[expect(missing_debug_implementations, reason = "the schemas have none")]
#[derive(Clone)]
pub struct Schemas {
    /// The body's own.
    pub name: String,
    /// It and all that it refers to.
    pub all: Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
}

/// The schemas of a type.
#[cfg(feature = "openapi")]
pub fn schemas_of<T: utoipa::ToSchema>() -> Schemas {
    let name = T::name().into_owned();
    let mut all = vec![(name.clone(), T::schema())];
    T::schemas(&mut all);
    Schemas { name, all }
}
