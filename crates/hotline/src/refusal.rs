//! Why the law says no. Pages, API and record show the text word for word: what is wrong, and what would be lawful.

use law::{Clause, Instant};

use crate::authority::{Holder, holder, performers};
use crate::claim::Stage;
use crate::verb::Verb;

/// A refusal. It always names its clause ([`Refusal::basis`]) and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not this person's to do (C6.1, C24.2).
    #[error("您的岗位不能办这一件的“{}”。{}", .verb.zh(), who_may(*.verb))]
    NotEntitled { verb: Verb },
    /// The agency's, but another office's by the policy in force (C50).
    #[error("您的岗位不能办这一件的“{}”。请由办理这件诉求的热线机构的{offices}办理。", .verb.zh())]
    OtherOffice { verb: Verb, offices: String },
    /// The claim stands elsewhere in the loop (C4).
    #[error("这件诉求现在是“{}”，不能{}。页面可能已过时，请刷新后看现在可以做什么。", .stage.zh(), act(*.verb))]
    NotInThisStage { verb: Verb, stage: Stage },
    /// The order stands elsewhere (law.md §3).
    #[error("这张工单现在是“{state}”，不能{}。页面可能已过时，请刷新后看现在可以做什么。", act(*.verb))]
    NotInThisState { verb: Verb, state: &'static str },
    /// There is no such order in the claim.
    #[error("这件诉求没有第{n}张工单。请核对编号。")]
    NoSuchOrder { n: u16 },
    /// A field is missing or wrong; shown beside it.
    #[error("{text}")]
    Field { field: &'static str, text: String, basis: Clause },

    /// Ground 2 never covers complaints on organs and their staff (C10.1-5, C32).
    #[error(
        "对行政机关和公共服务单位及其工作人员作风、质量、效率的投诉举报，热线应当受理，不能以“另有法定途径”为由不受理。请按投诉举报受理并派单。"
    )]
    ConductIsTaken,
    /// Outside the city only for a place outside it (C11.1-6).
    #[error("涉事地址在本市行政区域内，不能以“不属于本市”为由不受理。请核对地址，或改选其他情形。")]
    InsideTheCity,

    /// The category has no line on the responsibility list for this place (C15.7).
    #[error(
        "职责清单里没有“{category}”在{place}的承办单位，不能直接派单。请先与拟承办单位沟通，或请热线机构负责人写明理由后派单。"
    )]
    NoDutyLine { category: String, place: String },
    /// The list says that this matter is not dispatched.
    #[error("按职责清单，“{category}”不派单：{instead}。")]
    NotForDispatch { category: String, instead: &'static str },
    /// The target is no undertaking unit (C6.2, C20.2).
    #[error("{unit}不是承办单位，不能派单。可派：{lawful}。")]
    NotAnUndertakingUnit { unit: String, lawful: String },
    /// A city duty never goes below (C20.1).
    #[error("不能派给{unit}：“{category}”是市级职责，不得交由县级人民政府、派出机构或者更下一级承办。可派：{lawful}。")]
    CityDutyBelow { unit: String, category: String, lawful: String },
    /// A county duty never goes to a township (C20.2).
    #[error("不能派给{unit}：“{category}”是县级部门职责，不得交由乡镇人民政府、街道办事处承办。可派：{lawful}。")]
    CountyDutyBelow { unit: String, category: String, lawful: String },
    /// Another unit than the list's (C5.1).
    #[error(
        "职责清单里“{category}”的承办单位是{lawful}，不是{unit}。请派给{lawful}；清单有误的，请热线机构负责人写明理由后派单。"
    )]
    NotOnTheList { unit: String, category: String, lawful: String },
    /// The unit's dispute has been upheld before (C23.3).
    #[error("{unit}的退单异议已经成立，不能再派给它。请改派其他单位。")]
    AlreadyReturned { unit: String },
    /// No other region's hotline passed it here (C8).
    #[error("这件诉求不是外地热线转来的，没有来源热线要告诉。请按一般诉求办理。")]
    NotTransferredIn,
    /// The category is not marked for grid workers (C22).
    #[error("“{category}”没有列入可以直派网格员的事项。请派单给职责清单上的单位。")]
    NotForTheGrid { category: String },
    /// Returned before: not clear in duty (C22).
    #[error("这件诉求退过单，权责不够明确，不能直派网格员。请派单。")]
    GridNotClear,
    /// The place resolves to no cell (C22).
    #[error("{place}没有对应到网格，不能直派网格员。请先把地点更正到社区、村；仍没有网格的，请派单。")]
    NoGridCell { place: String },
    /// Nobody is on duty in the cell (C22).
    #[error("{place}的网格员现在不在岗，不能直派。请派单给乡镇、街道。")]
    GridOffDuty { place: String },
    /// Danger has not been ruled out (C15.3).
    #[error("这类诉求可能有危险。请先问清是否有人正处在危险中：有，立即转{line}；没有，勾选“已确认没有危险”再派单。")]
    AskAboutDanger { line: &'static str },
    /// The designation is missing at the third hop (C23.3, P).
    #[error("这件诉求已经转了{hops}手，这次须由热线机构指定单位，指定后不得再退。请写明指定理由。")]
    DesignationNeeded { hops: u32 },
    /// A co-unit without a duty of its own (C15.6).
    #[error("{unit}不在职责清单的协办单位里。请写明为什么需要它办什么，再派协办。")]
    CoUnitNeedsReason { unit: String },

    /// The order would go to whom the complaint is about (C32, P).
    #[error("不能派给{unit}：它就是被反映的单位或者它的下级。可派：{lawful}。")]
    ComplainedOf { unit: String, lawful: String },
    /// A reply on conduct is the head's to sign off (C32).
    #[error("作风类投诉举报的反馈，由承办单位主要负责人审核后提交。请转本单位负责人的账号提交。")]
    HeadSignsOff,
    /// Who the claimant is stays hidden from this person (C14.2, C39).
    #[error("{why}，不能查看身份。需要联系诉求人的，请打12345由热线转接。")]
    IdentityIsKept { why: &'static str },

    /// Too late to dispute (C23.3).
    #[error("退单异议应当在{}前提出，现已逾期。请继续办理；确实办不完的，可以在到期前申请延期。", .due.shown())]
    DisputeTooLate { due: Instant },
    /// Day two or three needs the reason why the matter is complex (C23.3).
    #[error("一般的退单异议应当在{}前提出。复杂、疑难事项可以延长到{}：请写明为什么复杂、疑难。", .due.shown(), .complex_due.shown())]
    DisputeNeedsComplexity { due: Instant, complex_due: Instant },
    /// One dispute an order.
    #[error("这张工单已经提过退单异议，裁定是“{fate}”，不能再提。请继续办理。")]
    DisputedBefore { fate: &'static str },
    /// Designated at the third hop, or a round of re-handling (P).
    #[error("{why}，不能再退单。请继续办理；确实办不完的，可以在到期前申请延期。")]
    NotDisputable { why: &'static str },
    /// A ruling on lateness where the dispute was in time.
    #[error("这份异议是在一般期限内提出的，不能以“不属于复杂疑难”为由认定逾期。请裁定退单成立或者继续办理。")]
    DisputeWasInTime,

    /// Too late to ask for more time (C24.2).
    #[error("延期应当在{}届满前申请，现已逾期。请尽快办结，并在反馈里说明逾期原因。", .due.shown())]
    ExtensionTooLate { due: Instant },
    /// One request at a time.
    #[error("已有一份延期申请在审核。请等审核结果。")]
    ExtensionPending,
    /// No more extensions (P).
    #[error("这张工单已经延期{count}次，不能再申请。请在{}前办结。", .due.shown())]
    ExtensionsUsedUp { count: u32, due: Instant },
    /// The second extension needs the authority (P).
    #[error("第二次延期须经主管机关同意。请先取得主管机关同意，填写同意的文号或者记录。")]
    ConsentNeeded,

    /// The claimant must be spoken with first (C24.1).
    #[error("还没有与诉求人对接的记录。请先联系诉求人并“记录联系”，再{}。", act(*.verb))]
    ContactFirst { verb: Verb },
    /// The organ says first what it found (C33).
    #[error("还没有登记核实结论。请先登记：核发了《行政执法监督通知书》，或者写明为什么不需要整改，再反馈。")]
    FindingFirst,
    /// One request of a kind at a time (law.md §3).
    #[error("已有一份{what}没有结果。请等结果出来。")]
    RequestPending { what: &'static str },
    /// Orders were taken back often enough (P).
    #[error("这件诉求的工单已经收回{count}次，不能再收回。请由承办单位提出退单异议，再裁定改派。")]
    TakenBackOften { count: u32 },
    /// Joined often enough (C15.5, P).
    #[error("这件诉求已经并案{count}次，不能再并入。请单独派单或者答复。")]
    JoinedOften { count: u32 },
    /// The feedback of this round was sent back often enough (C25.1-3, P).
    #[error("这一轮反馈已经退回{count}次，不能再退。请采纳；诉求人回访不满意的，核实后退回重新办理。")]
    SentBackOften { count: u32 },
    /// Asked on this ground and refused often enough (C25.4, C26.1, P).
    #[error(
        "同一情形的{what}在这一轮已经{count}次未获同意，不能再提。请继续办理、按期反馈；确实没有解决的，在反馈里写明原因。"
    )]
    RefusedOften { what: &'static str, count: u32, basis: Clause },
    /// Urged today already (P).
    #[error("今天已经催过了，单位已经收到提醒。明天还可以再催；有新情况，请用“补充情况”。")]
    UrgedToday,
    /// Looked at too many claimants within an hour (C39, P).
    #[error("您一小时内已经看了{most}次诉求人身份，不能再看。请过一会儿再看；确需现在联系诉求人的，请班长联系。")]
    LooksUsedUp { most: u32 },
    /// Objected before (P).
    #[error("已经提过一次异议，热线已作裁定，不能再提。请按告知的途径办理，或者有新情况时另提诉求。")]
    ObjectedBefore,
    /// Nothing hinders the feedback, so there is nothing to allow (C23.2).
    #[error("这张工单没有未反馈的协办，不需要同意先行反馈。承办单位可以直接反馈办结。")]
    NothingToAllow,
    /// Co-orders are still open (C23.2).
    #[error(
        "协办、下转单位{units}还没有反馈。由您汇总各方意见统一答复诉求人，请等它们反馈后再办结；确需先行反馈的，请热线机构审核同意。"
    )]
    CoOrdersOpen { units: String },

    /// Only in the callback hours (P).
    #[error("现在是休息时间，不打扰诉求人。请在{hours}回访。")]
    QuietHours { hours: String },
    /// The last try must leave a lawful record (law.md §2, P).
    #[error("这是第{tries}次回访。没有联系上就归档的，须有至少{days}天、{means}种方式的记录。请换{change}再试。")]
    TriesTooAlike { tries: u32, days: u32, means: u32, change: &'static str },
    /// The round is closed (C38).
    #[error("已经评价过了：{given}。第一次和最后一次评价都会保留；有新情况，请打12345或者再提一件。")]
    RatedAlready { given: &'static str },
    /// Re-handled often enough (C38, P).
    #[error("已经退回重办{rounds}次，不能再退。请提请重点督办，或者认定为客观原因并由承办单位解释。")]
    ReHandlingUsedUp { rounds: u32 },
}

/// The act in a sentence; `不能不受理` would say the contrary.
fn act(verb: Verb) -> &'static str {
    if verb == Verb::Refuse { "作“不受理”处理" } else { verb.zh() }
}

fn who_may(verb: Verb) -> String {
    match holder(verb) {
        Holder::Claimant => "只有诉求人本人可以评价。".to_owned(),
        Holder::Clock => "时限由系统计时。".to_owned(),
        Holder::OrderUnit => "请由收到这张工单的承办单位办理。".to_owned(),
        Holder::OrderUnitOrCountyAgency => {
            "请由收到这张工单的承办单位下转；派给县级人民政府的，也可以由它的热线机构下转。".to_owned()
        }
        Holder::EnforcementOrgan => "请由办理涉企行政执法投诉举报的行政执法监督机关登记。".to_owned(),
        Holder::Answerer => "请由答复诉求人的承办单位解释；热线当场答复的，由热线机构解释。".to_owned(),
        Holder::Concerned => "请由诉求人、承办单位或者热线机构办理。".to_owned(),
        Holder::AskedForOpinion => {
            "请由报请的人民政府或者主管部门给出意见；口头、书面回复的，由派出工单的热线机构登记。".to_owned()
        }
        Holder::ConsultedUnit => "请由被征求意见的单位答复。".to_owned(),
        Holder::Anybody
        | Holder::ClaimAgency
        | Holder::ClaimantOrAgency
        | Holder::ClaimAgencyOrExpert
        | Holder::OrderAgency => {
            let roles: Vec<_> = performers(verb).iter().map(|role| role.zh()).collect();
            format!("请由办理这件诉求的热线机构的{}办理。", roles.join("、"))
        }
    }
}

impl Refusal {
    /// A field that is missing or wrong.
    pub(crate) fn field(field: &'static str, basis: Clause, text: impl Into<String>) -> Self {
        Self::Field { field, text: text.into(), basis }
    }

    /// The clause that decides; shown beside the text and kept in the record (C46).
    pub const fn basis(&self) -> Clause {
        match self {
            Self::NotEntitled { .. } | Self::OtherOffice { .. } => Clause::C6_1,
            Self::NotInThisStage { .. }
            | Self::NotInThisState { .. }
            | Self::NoSuchOrder { .. }
            | Self::RequestPending { .. }
            | Self::UrgedToday => Clause::C4,
            Self::LooksUsedUp { .. } => Clause::C39,
            Self::Field { basis, .. } | Self::RefusedOften { basis, .. } => *basis,
            Self::SentBackOften { .. } => Clause::C25_1_3,
            Self::ConductIsTaken => Clause::C10_1_5,
            Self::InsideTheCity => Clause::C11_1_6,
            Self::NoDutyLine { .. } => Clause::C15_7,
            Self::NotForDispatch { .. } | Self::NotOnTheList { .. } => Clause::C5_1,
            Self::NotAnUndertakingUnit { .. } | Self::CountyDutyBelow { .. } => Clause::C20_2,
            Self::CityDutyBelow { .. } | Self::TakenBackOften { .. } => Clause::C20_1,
            Self::NotForTheGrid { .. } | Self::GridNotClear | Self::NoGridCell { .. } | Self::GridOffDuty { .. } => {
                Clause::C22
            }
            Self::NotTransferredIn => Clause::C8,
            Self::AskAboutDanger { .. } => Clause::C15_3,
            Self::JoinedOften { .. } => Clause::C15_5,
            Self::CoUnitNeedsReason { .. } => Clause::C15_6,
            Self::IdentityIsKept { .. } => Clause::C14_2,
            Self::ComplainedOf { .. } | Self::HeadSignsOff => Clause::C32,
            Self::AlreadyReturned { .. }
            | Self::DesignationNeeded { .. }
            | Self::DisputeTooLate { .. }
            | Self::DisputeNeedsComplexity { .. }
            | Self::DisputedBefore { .. }
            | Self::NotDisputable { .. }
            | Self::DisputeWasInTime => Clause::C23_3,
            Self::ExtensionTooLate { .. }
            | Self::ExtensionPending
            | Self::ExtensionsUsedUp { .. }
            | Self::ConsentNeeded => Clause::C24_2,
            Self::ContactFirst { .. } => Clause::C24_1,
            Self::FindingFirst => Clause::C33,
            Self::CoOrdersOpen { .. } | Self::NothingToAllow => Clause::C23_2,
            Self::ObjectedBefore => Clause::C15_2,
            Self::QuietHours { .. }
            | Self::TriesTooAlike { .. }
            | Self::RatedAlready { .. }
            | Self::ReHandlingUsedUp { .. } => Clause::C38,
        }
    }

    /// The field it belongs beside, if it belongs to one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other case means the same here, whatever is added")]
    pub const fn field_name(&self) -> Option<&'static str> {
        match self {
            Self::Field { field, .. } => Some(field),
            Self::AskAboutDanger { .. } => Some("danger_ruled_out"),
            Self::DesignationNeeded { .. } => Some("designation"),
            Self::CoUnitNeedsReason { .. } => Some("co"),
            Self::CityDutyBelow { .. }
            | Self::CountyDutyBelow { .. }
            | Self::NotOnTheList { .. }
            | Self::AlreadyReturned { .. }
            | Self::NotAnUndertakingUnit { .. }
            | Self::ComplainedOf { .. } => Some("lead"),
            Self::DisputeNeedsComplexity { .. } => Some("complex"),
            Self::ConsentNeeded => Some("consent"),
            Self::InsideTheCity | Self::ConductIsTaken => Some("ground"),
            Self::TriesTooAlike { .. } => Some("method"),
            Self::LooksUsedUp { .. } => Some("reason"),
            _ => None,
        }
    }

    /// A short stable code for the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotEntitled { .. } => "not_entitled",
            Self::OtherOffice { .. } => "other_office",
            Self::NotInThisStage { .. } => "not_in_this_stage",
            Self::NotInThisState { .. } => "not_in_this_state",
            Self::NoSuchOrder { .. } => "no_such_order",
            Self::Field { .. } => "field",
            Self::ConductIsTaken => "conduct_is_taken",
            Self::InsideTheCity => "inside_the_city",
            Self::NoDutyLine { .. } => "no_duty_line",
            Self::NotForDispatch { .. } => "not_for_dispatch",
            Self::NotAnUndertakingUnit { .. } => "not_an_undertaking_unit",
            Self::CityDutyBelow { .. } => "city_duty_below",
            Self::CountyDutyBelow { .. } => "county_duty_below",
            Self::NotOnTheList { .. } => "not_on_the_list",
            Self::AlreadyReturned { .. } => "already_returned",
            Self::NotForTheGrid { .. } => "not_for_the_grid",
            Self::GridNotClear => "grid_not_clear",
            Self::NoGridCell { .. } => "no_grid_cell",
            Self::GridOffDuty { .. } => "grid_off_duty",
            Self::NotTransferredIn => "not_transferred_in",
            Self::AskAboutDanger { .. } => "ask_about_danger",
            Self::DesignationNeeded { .. } => "designation_needed",
            Self::CoUnitNeedsReason { .. } => "co_unit_needs_reason",
            Self::IdentityIsKept { .. } => "identity_is_kept",
            Self::ComplainedOf { .. } => "complained_of",
            Self::HeadSignsOff => "head_signs_off",
            Self::DisputeTooLate { .. } => "dispute_too_late",
            Self::DisputeNeedsComplexity { .. } => "dispute_needs_complexity",
            Self::DisputedBefore { .. } => "disputed_before",
            Self::NotDisputable { .. } => "not_disputable",
            Self::DisputeWasInTime => "dispute_was_in_time",
            Self::ExtensionTooLate { .. } => "extension_too_late",
            Self::ExtensionPending => "extension_pending",
            Self::ExtensionsUsedUp { .. } => "extensions_used_up",
            Self::ConsentNeeded => "consent_needed",
            Self::ContactFirst { .. } => "contact_first",
            Self::FindingFirst => "finding_first",
            Self::CoOrdersOpen { .. } => "co_orders_open",
            Self::NothingToAllow => "nothing_to_allow",
            Self::RequestPending { .. } => "request_pending",
            Self::TakenBackOften { .. } => "taken_back_often",
            Self::JoinedOften { .. } => "joined_often",
            Self::SentBackOften { .. } => "sent_back_often",
            Self::RefusedOften { .. } => "refused_often",
            Self::UrgedToday => "urged_today",
            Self::LooksUsedUp { .. } => "looks_used_up",
            Self::ObjectedBefore => "objected_before",
            Self::QuietHours { .. } => "quiet_hours",
            Self::TriesTooAlike { .. } => "tries_too_alike",
            Self::RatedAlready { .. } => "rated_already",
            Self::ReHandlingUsedUp { .. } => "re_handling_used_up",
        }
    }
}
