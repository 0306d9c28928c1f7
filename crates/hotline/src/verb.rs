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
    /// The claimant's one objection to a refusal or termination (P).
    Object "object" "对不受理或终止提出异议" C15_2 claim,
    DecideObjection "decide-objection" "裁定诉求人异议" C15_2 claim,
    HandOverEmergency "emergency" "紧急转接" C15_3 claim,
    AckEmergency "ack-emergency" "确认已接到" C15_3 claim,
    AnswerAtOnce "answer" "当场答复" C16 claim,
    DeskConsult "desk-consult" "专席会商" C19 claim,
    HandToExpert "expert" "转专员" C13_1 claim,
    Consult "consult" "派前沟通" C15_7 claim,
    AnswerConsult "answer-consult" "答复沟通" C15_7 claim,
    TransferOut "transfer" "转外地热线" C8 claim,
    AckTransfer "ack-transfer" "外地已接收" C8 claim,
    TransferFedBack "transfer-feedback" "外地反馈" C8 claim,
    /// Passed here by another region: that hotline is told that it has arrived.
    AckArrival "ack-arrival" "向来源热线确认接收" C8 claim,
    /// And what came of it.
    FeedBackToOrigin "feed-back-origin" "向来源热线反馈" C8 claim,
    Join "join" "并案" C15_5 claim,
    Unjoin "unjoin" "撤销并案" C15_5 claim,
    Follow "follow" "登记并入" C15_5 claim,
    Unfollow "unfollow" "登记撤出" C15_5 claim,
    AnswerWithMaster "answer-with-master" "随主件答复" C15_5 claim,
    /// For a claim that was answered with this one and is not satisfied, with cause.
    HandleAgain "handle-again" "为并入件重办" C15_5 claim,
    Reclassify "reclassify" "更正类型类别" C5_1 claim,
    AskConfidentiality "confidential" "要求保密" C14_2 claim,
    TellProgress "tell" "告知进度" C15_4 claim,
    Supplement "supplement" "补充情况" C15_4 claim,
    Urge "urge" "催一催" C4 claim,
    Withdraw "withdraw" "撤回诉求" C4 claim,
    Dispatch "dispatch" "派单" C20_1 claim,
    DispatchToGrid "grid" "网格直派" C22 claim,
    TakeBack "take-back" "收回工单" C20_1 order,
    Sign "sign" "签收" C23_2 order,
    RecordContact "contact" "记录联系" C24_1 order,
    Dispute "dispute" "退单异议" C23_3 order,
    RuleDispute "rule-dispute" "裁定异议" C23_3 order,
    AskExtension "ask-extension" "申请延期" C24_2 order,
    DecideExtension "decide-extension" "审核延期" C24_2 order,
    HandOnward "hand-onward" "下转" C20_2 order,
    AskCoHandling "ask-co-handling" "申请协办" C23_2 order,
    DecideCoHandling "decide-co-handling" "审核协办" C23_2 order,
    AskUnresolvable "ask-unresolvable" "申请认定无法解决" C25_4 order,
    DecideUnresolvable "decide-unresolvable" "审核无法解决" C25_4 order,
    AskSuspension "ask-suspension" "申请中止" C26_1 order,
    DecideSuspension "decide-suspension" "审核中止" C26_1 order,
    AskResumption "ask-resumption" "申请恢复办理" C26_2 order,
    DecideResumption "decide-resumption" "审核恢复办理" C26_2 order,
    /// A unit puts up what it cannot coordinate.
    Escalate "escalate" "报请协调" C27 order,
    /// The agency puts up a hard claim of a business body.
    EscalateForEnterprise "escalate-enterprise" "报请协调（涉企）" C31 order,
    GiveOpinion "opinion" "登记处理意见" C27 order,
    /// The lead may feed back although a co-order is open, for a reason (law.md §3, P).
    AllowFeedback "allow-feedback" "同意先行反馈" C23_2 order,
    /// What the enforcement-supervision organ found.
    FindOnEnforcement "enforcement" "登记核实结论" C33 order,
    /// What the supervised body reported on a notice.
    ReportRectification "rectification" "登记整改落实" C33 order,
    FeedBack "feedback" "反馈办结" C25_1_3 order,
    AcceptFeedback "accept-feedback" "采纳反馈" C25_1_3 order,
    ReturnFeedback "return-feedback" "退回补正" C25_1_3 order,
    CallBack "callback" "回访" C38 claim,
    Rate "rate" "评价" C38 claim,
    Check "check" "核实认定" C38 claim,
    Explain "explain" "解释说明" C38 claim,
    Archive "archive" "确认归档" C4 claim,
    /// A year's holiday notice is loaded (law.md §1).
    Recalculate "recalculate" "重算时限" C24_1 claim,
    Expire "expire" "时限届满" C4 claim,
}

impl Verb {
    /// The verb of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.code() == code)
    }
}
