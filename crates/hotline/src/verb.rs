//! The verbs of the loop: one table for API paths, buttons, authority and the record.

use law::Clause;

/// Every command by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    Receive,
    Accept,
    Refuse,
    AnswerAtOnce,
    Dispatch,
    Sign,
    RecordContact,
    Dispute,
    RuleDispute,
    AskExtension,
    DecideExtension,
    FeedBack,
    AcceptFeedback,
    ReturnFeedback,
    CallBack,
    Rate,
    Check,
    Explain,
    Archive,
    Expire,
}

impl Verb {
    /// All of them, in the order of the loop.
    pub const ALL: &'static [Self] = &[
        Self::Receive,
        Self::Accept,
        Self::Refuse,
        Self::AnswerAtOnce,
        Self::Dispatch,
        Self::Sign,
        Self::RecordContact,
        Self::Dispute,
        Self::RuleDispute,
        Self::AskExtension,
        Self::DecideExtension,
        Self::FeedBack,
        Self::AcceptFeedback,
        Self::ReturnFeedback,
        Self::CallBack,
        Self::Rate,
        Self::Check,
        Self::Explain,
        Self::Archive,
        Self::Expire,
    ];

    /// The word in API paths and records.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::AnswerAtOnce => "answer",
            Self::Dispatch => "dispatch",
            Self::Sign => "sign",
            Self::RecordContact => "contact",
            Self::Dispute => "dispute",
            Self::RuleDispute => "rule-dispute",
            Self::AskExtension => "ask-extension",
            Self::DecideExtension => "decide-extension",
            Self::FeedBack => "feedback",
            Self::AcceptFeedback => "accept-feedback",
            Self::ReturnFeedback => "return-feedback",
            Self::CallBack => "callback",
            Self::Rate => "rate",
            Self::Check => "check",
            Self::Explain => "explain",
            Self::Archive => "archive",
            Self::Expire => "expire",
        }
    }

    /// The verb of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.code() == code)
    }

    /// The word on buttons.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Receive => "登记",
            Self::Accept => "受理",
            Self::Refuse => "不受理",
            Self::AnswerAtOnce => "当场答复",
            Self::Dispatch => "派单",
            Self::Sign => "签收",
            Self::RecordContact => "记录联系",
            Self::Dispute => "退单异议",
            Self::RuleDispute => "裁定异议",
            Self::AskExtension => "申请延期",
            Self::DecideExtension => "审核延期",
            Self::FeedBack => "反馈办结",
            Self::AcceptFeedback => "采纳反馈",
            Self::ReturnFeedback => "退回补正",
            Self::CallBack => "回访",
            Self::Rate => "评价",
            Self::Check => "核实认定",
            Self::Explain => "解释说明",
            Self::Archive => "确认归档",
            Self::Expire => "时限届满",
        }
    }

    /// The clause the act rests on.
    pub const fn clause(self) -> Clause {
        match self {
            Self::Receive | Self::Accept => Clause::C12,
            Self::Refuse => Clause::C11_1_6,
            Self::AnswerAtOnce => Clause::C16,
            Self::Dispatch => Clause::C20_1,
            Self::Sign => Clause::C23_2,
            Self::Dispute | Self::RuleDispute => Clause::C23_3,
            Self::RecordContact => Clause::C24_1,
            Self::AskExtension | Self::DecideExtension => Clause::C24_2,
            Self::FeedBack | Self::AcceptFeedback | Self::ReturnFeedback => Clause::C25_1_3,
            Self::CallBack | Self::Rate | Self::Check | Self::Explain => Clause::C38,
            Self::Archive | Self::Expire => Clause::C4,
        }
    }

    /// About one order rather than the whole claim.
    pub const fn on_order(self) -> bool {
        match self {
            Self::Sign
            | Self::RecordContact
            | Self::Dispute
            | Self::RuleDispute
            | Self::AskExtension
            | Self::DecideExtension
            | Self::FeedBack
            | Self::AcceptFeedback
            | Self::ReturnFeedback => true,
            Self::Receive
            | Self::Accept
            | Self::Refuse
            | Self::AnswerAtOnce
            | Self::Dispatch
            | Self::CallBack
            | Self::Rate
            | Self::Check
            | Self::Explain
            | Self::Archive
            | Self::Expire => false,
        }
    }
}
