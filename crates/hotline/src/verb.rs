//! The verbs of the loop: one table for API paths, buttons, authority and the record.

use law::Clause;

macro_rules! verbs {
    ($($(#[$doc:meta])* $variant:ident $code:literal $zh:literal $clause:ident $subject:ident,)+) => {
        /// Every command by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Verb {
            $($(#[$doc])* $variant,)+
        }

        impl Verb {
            /// All of them, in the order of the loop.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in API paths and records.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The word on buttons.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// The clause the act rests on.
            pub const fn clause(self) -> Clause {
                match self { $(Self::$variant => Clause::$clause,)+ }
            }

            /// About one order rather than the whole claim.
            pub const fn on_order(self) -> bool {
                match self { $(Self::$variant => verbs!(@$subject),)+ }
            }
        }
    };
    (@order) => { true };
    (@claim) => { false };
}

verbs! {
    Receive "receive" "登记" C12 claim,
    Accept "accept" "受理" C12 claim,
    Refuse "refuse" "不受理" C11_1_6 claim,
    AnswerAtOnce "answer" "当场答复" C16 claim,
    Dispatch "dispatch" "派单" C20_1 claim,
    Sign "sign" "签收" C23_2 order,
    RecordContact "contact" "记录联系" C24_1 order,
    Dispute "dispute" "退单异议" C23_3 order,
    RuleDispute "rule-dispute" "裁定异议" C23_3 order,
    AskExtension "ask-extension" "申请延期" C24_2 order,
    DecideExtension "decide-extension" "审核延期" C24_2 order,
    /// The lead may feed back although a co-order is open, for a reason (law.md §3, P).
    AllowFeedback "allow-feedback" "同意先行反馈" C23_2 order,
    FeedBack "feedback" "反馈办结" C25_1_3 order,
    AcceptFeedback "accept-feedback" "采纳反馈" C25_1_3 order,
    ReturnFeedback "return-feedback" "退回补正" C25_1_3 order,
    CallBack "callback" "回访" C38 claim,
    Rate "rate" "评价" C38 claim,
    Check "check" "核实认定" C38 claim,
    Explain "explain" "解释说明" C38 claim,
    Archive "archive" "确认归档" C4 claim,
    Expire "expire" "时限届满" C4 claim,
}

impl Verb {
    /// The verb of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.code() == code)
    }
}
