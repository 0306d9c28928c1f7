//! Every act that has a form: where it stands, who sends it, what makes it a good one.

use hotline::Verb;

/// Rooms not warm.
pub(crate) const HEAT: &str = "160402";

/// What the township sees to; its place has a grid worker.
pub(crate) const STREET: &str = "010203";

/// A fine on a business body: its order is the enforcement-supervision organ's.
pub(crate) const FINE: &str = "170602";

/// Where the form of an act stands.
#[derive(Clone, Copy)]
pub(crate) enum On {
    Claim,
    Order,
    Dispatch,
    Review,
    Callback,
    Check,
}

/// A good form of an act.
pub(crate) struct Act {
    pub(crate) who: &'static str,
    pub(crate) on: On,
    pub(crate) good: &'static [(&'static str, &'static str)],
    pub(crate) shaped: &'static [&'static str],
    pub(crate) idle: &'static [&'static str],
}

pub(crate) const NONE: &[&str] = &[];

const fn act(who: &'static str, on: On, good: &'static [(&'static str, &'static str)]) -> Act {
    Act { who, on, good, shaped: NONE, idle: NONE }
}

/// What makes the form of an act a good one, and who sends it.
pub(crate) fn of(verb: Verb) -> Act {
    match verb {
        Verb::Accept => act(
            "all",
            On::Claim,
            &[
                ("kind", "help"),
                ("category", HEAT),
                ("division", "130203006019"),
                ("place", "3号楼"),
                ("title", "暖气不热"),
                ("content", "三天不热"),
                ("demands", "恢复供热"),
            ],
        ),
        Verb::Refuse => act(
            "all",
            On::Claim,
            &[
                ("category", HEAT),
                ("division", "130203006019"),
                ("ground", "C11.2"),
                ("facts", "区法院已经立案"),
                ("explanation", "已当面说明"),
                ("way_body", "路北区人民法院"),
                ("way_reach", "0315-2000000"),
                ("told_way", "phone"),
            ],
        ),
        Verb::Object => act("all", On::Claim, &[("reasons", "法院没有立案")]),
        Verb::DecideObjection => act("all", On::Claim, &[("ruling", "yes"), ("reason", "没有立案")]),
        Verb::AnswerAtOnce => act(
            "all",
            On::Claim,
            &[("text", "采暖期室温不低于18度"), ("source", "《河北省供热用热办法》"), ("told_way", "phone")],
        ),
        Verb::HandOverEmergency => act("all", On::Claim, &[("service", "119"), ("facts", "3号楼有煤气味")]),
        Verb::AckEmergency => act("all", On::Claim, &[("receiver", "指挥中心7号")]),
        Verb::DeskConsult => act("all", On::Dispatch, &[("desk", "public"), ("question", "怎样退费")]),
        Verb::HandToExpert => {
            act("all", On::Dispatch, &[("unit", "C-ZJJ"), ("kind", "specialist"), ("subject", "退费标准")])
        }
        Verb::Consult => act("all", On::Dispatch, &[("unit", "C-ZJJ"), ("question", "由谁管")]),
        Verb::TransferOut => act("all", On::Dispatch, &[("to", "X-BJ"), ("agreed", "on"), ("note", "住户在北京")]),
        Verb::AckTransfer => act("all", On::Claim, &[("their_no", "BJ-1")]),
        Verb::TransferFedBack => act("all", On::Claim, &[("result", "已维修"), ("told_way", "phone")]),
        Verb::AckArrival => act("all", On::Claim, &[("who", "值守席0311")]),
        Verb::FeedBackToOrigin => act("all", On::Claim, &[("result", "已恢复供热"), ("who", "值守席0311")]),
        Verb::Reclassify => act(
            "all",
            On::Dispatch,
            &[
                ("kind", "complaint"),
                ("category", HEAT),
                ("division", "130203006019"),
                ("place", "4号楼"),
                ("reason", "说的是投诉"),
            ],
        ),
        // The master is a claim of its own: the road names one.
        Verb::Join => Act { shaped: &["master"], ..act("all", On::Dispatch, &[]) },
        Verb::Unjoin => act("all", On::Claim, &[("reason", "不是同一件事")]),
        Verb::TellProgress => act("all", On::Dispatch, &[("text", "正在核实"), ("told_way", "phone")]),
        Verb::Supplement => act("all", On::Claim, &[("text", "楼上也不热")]),
        Verb::Withdraw => act("all", On::Claim, &[("reason", "已经热了"), ("confirmed", "on")]),
        Verb::Dispatch => Act {
            shaped: &["own_limit"],
            ..act(
                "all",
                On::Dispatch,
                &[("to", ""), ("lead", "E-HEAT1"), ("own_limit", "3个工作日"), ("own_limit_reason", "天冷")],
            )
        },
        Verb::DispatchToGrid => act("all", On::Dispatch, &[("cell", "W130203006019-02")]),
        Verb::FindOnEnforcement => Act {
            idle: &["reason"],
            ..act(
                "organ",
                On::Order,
                &[("finding", "notice"), ("notice_no", "唐执监1号"), ("body", "C-CGJ"), ("demand", "退还罚款")],
            )
        },
        Verb::ReportRectification => act(
            "organ",
            On::Order,
            &[
                ("result", "已退还罚款"),
                ("evidence", "整改报告"),
                ("public_answer", "罚款已经退还"),
                ("told_way", "phone"),
            ],
        ),
        Verb::TakeBack => act("all", On::Order, &[("reason", "派错了")]),
        Verb::RecordContact => {
            act("heat", On::Order, &[("purpose", "first"), ("way", "phone"), ("note", "约定下午上门")])
        }
        Verb::Dispute => act(
            "heat",
            On::Order,
            &[
                ("basis", "供热区域划分"),
                ("reasons", "不在本单位片区"),
                ("suggested", "E-HEAT2"),
                ("complex", "边界不清"),
            ],
        ),
        Verb::RuleDispute => {
            act("all", On::Review, &[("ruling", "uphold_unit"), ("next", "E-HEAT2"), ("reason", "按供热区域")])
        }
        Verb::AskExtension => Act {
            shaped: &["working_days"],
            ..act("heat", On::Order, &[("working_days", "2"), ("reason", "要换管"), ("progress", "已备料")])
        },
        Verb::DecideExtension => act("all", On::Review, &[("ruling", "approve"), ("reason", "确需换管")]),
        Verb::HandOnward => Act {
            shaped: &["limit"],
            ..act("lubei", On::Order, &[("unit", "D-130203-ZJJ"), ("task", "现场核实"), ("limit", "3wd")])
        },
        Verb::AskCoHandling => {
            act("heat", On::Order, &[("unit", "C-CGJ"), ("task", "查管网"), ("reason", "管网归它管")])
        }
        Verb::DecideCoHandling => act("all", On::Review, &[("ruling", "yes"), ("reason", "确需协办")]),
        Verb::AskUnresolvable => act(
            "heat",
            On::Order,
            &[("kind", "objectively_limited"), ("facts", "停热后才能改"), ("evidence", "改造计划")],
        ),
        Verb::DecideUnresolvable => Act {
            shaped: &["revisit"],
            ..act("all", On::Review, &[("ruling", "yes"), ("revisit", "2026-04-20"), ("reason", "材料齐全")])
        },
        Verb::AskSuspension => act(
            "heat",
            On::Order,
            &[("ground", "C26.1"), ("facts", "暴雪封路"), ("until", "三天后"), ("evidence", "停运公告")],
        ),
        Verb::DecideSuspension => act("all", On::Review, &[("ruling", "yes"), ("reason", "确已封路")]),
        Verb::AskResumption => act("heat", On::Order, &[("applicant", "unit"), ("reason", "路通了")]),
        Verb::DecideResumption => act("all", On::Review, &[("ruling", "yes"), ("reason", "路已通")]),
        Verb::Escalate => act(
            "heat",
            On::Order,
            &[("to", "TS-GOV"), ("question", "由谁出资"), ("tried", "商议三次"), ("wanted", "明确出资单位")],
        ),
        Verb::EscalateForEnterprise => act(
            "all",
            On::Order,
            &[("to", "TS-GOV"), ("question", "由谁出资"), ("tried", "商议三次"), ("wanted", "明确出资单位")],
        ),
        Verb::GiveOpinion => Act {
            shaped: &["by"],
            ..act("all", On::Order, &[("text", "牵头改造"), ("measures", "列入计划"), ("by", "2026-04-20")])
        },
        Verb::AllowFeedback => act("all", On::Order, &[("reason", "协办不影响答复")]),
        Verb::FeedBack => act(
            "heat",
            On::Order,
            &[
                ("answered_way", "phone"),
                ("whom", "本人"),
                ("facts", "true"),
                ("measures", "清洗过滤器"),
                ("result", "室温20度"),
                ("basis", "《河北省供热用热办法》"),
                ("resolution", "resolved"),
                ("public_answer", "过滤器清洗好了"),
                ("addressed", "0"),
                ("internal", "住户以前拆过过滤网"),
                ("evidence", "测温单"),
            ],
        ),
        Verb::ReturnFeedback => act("all", On::Review, &[("reason", "没有写明哪天修好的")]),
        Verb::CallBack => act(
            "all",
            On::Callback,
            &[
                ("method", "phone"),
                ("outcome", "reached"),
                ("solved", "no"),
                ("satisfaction", "unsatisfied"),
                ("contacted", "yes"),
                ("words", "第二天又不热了"),
            ],
        ),
        Verb::Check => Act {
            idle: &["demand"],
            ..act("all", On::Check, &[("finding", "beyond"), ("excuse", "objective"), ("evidence", "管网图")])
        },
        Verb::Explain => act("heat", On::Order, &[("text", "改造排在明年"), ("told_way", "phone")]),
        Verb::Sign | Verb::AcceptFeedback | Verb::Archive | Verb::Urge | Verb::AskConfidentiality => act(
            if verb == Verb::Sign { "heat" } else { "all" },
            if verb.on_order() { On::Order } else { On::Claim },
            &[],
        ),
        // No page of staff asks for these: answered by the unit over the API, by claimants, by nobody.
        Verb::Receive
        | Verb::AnswerConsult
        | Verb::Rate
        | Verb::Follow
        | Verb::Unfollow
        | Verb::HandleAgain
        | Verb::AnswerWithMaster
        | Verb::Recalculate
        | Verb::Expire => {
            panic!("{} has no form of staff", verb.code())
        }
    }
}
