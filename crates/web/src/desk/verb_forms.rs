//! The form of each verb. A form asks what the command holds and decides nothing; codes come from the domain's own
//! lists.

use app::DutySuggestion;
use hotline::{
    CallbackMethod, ClaimKind, ContactPurpose, Excuse, Facts, MisconductKind, RefusalGround, Resolution, TellingWay,
    Verb,
};
use law::Instant;
use law::registry::Wanted;

use super::{dispatch_form, more_forms, pick};
use crate::forms::Form;
use crate::public::rating_fields;
use crate::view::{FieldView, OptionView, SuggestionsView};

/// What a form needs to know of the thing it is about.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the claim of its own")]
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    /// The present, as `2026-01-05 14:29`.
    pub(crate) now: String,
    /// What the claimant wants, one by one.
    pub(crate) demands: Vec<String>,
    /// A co-unit's order: it reports to the lead and answers nobody.
    pub(crate) co: bool,
    /// Where the list points.
    pub(crate) duty: Option<DutySuggestion>,
    /// How many co-units off the list are asked for, and which of them just was (from 1).
    pub(crate) co_rows: usize,
    pub(crate) co_added: usize,
    /// Units a disputed order might go to: what the unit says and what the list says.
    pub(crate) next: Vec<OptionView>,
    pub(crate) ask_danger: bool,
    /// Raised by a business body.
    pub(crate) enterprise: bool,
    /// The claim is accepted and registered.
    pub(crate) registered: bool,
    /// What is known already: title, place, and the division in words.
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) division: String,
    /// Categories the claimant's words point to: a person takes one (C41).
    pub(crate) categories: Vec<OptionView>,
}

impl About {
    /// As a form that comes back needs it: with as many rows for co-units as it had, and one more where that was asked.
    pub(crate) fn as_in(&self, form: &Form) -> Self {
        let co_rows = dispatch_form::rows(form);
        Self { co_rows, co_added: if form.has("more") { co_rows } else { 0 }, ..self.clone() }
    }
}

/// What the form of a verb asks.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) suggest: Option<SuggestionsView>,
    pub(crate) fields: Vec<FieldView>,
    /// Seldom needed ones, under this name.
    pub(crate) rest_label: &'static str,
    pub(crate) rest: Vec<FieldView>,
    /// A second button that asks for more of the form: label, name.
    pub(crate) more: Option<(&'static str, &'static str)>,
}

/// The codes of a closed list as options.
macro_rules! options {
    ($list:ty) => {
        <$list>::ALL.iter().map(|one| OptionView::new(one.code(), one.zh())).collect::<Vec<_>>()
    };
}

pub(super) use options;

/// `2026-01-05 14:29` of an instant.
pub(crate) fn minute(at: Instant) -> String {
    at.rfc3339().chars().take(16).collect::<String>().replace('T', " ")
}

pub(super) fn time(name: &str, label: &str, about: &About) -> FieldView {
    FieldView::text(name, label).hint("例如 2026-01-05 14:29").value(about.now.clone()).short()
}

/// A select that begins with nothing chosen: nobody confirms what they have not read.
pub(super) fn choice(name: &str, label: &str, options: Vec<OptionView>) -> FieldView {
    let mut all = vec![OptionView::new("", "请选择")];
    all.extend(options);
    FieldView::select(name, label, all)
}

/// The fields of a registration, for the seat and for acceptance.
pub(crate) fn registration_fields(about: &About) -> Vec<FieldView> {
    let mut fields = vec![FieldView::radios("kind", "类型", options!(ClaimKind))];
    fields.extend(class_and_place(about));
    fields.extend([
        FieldView::text("title", "标题").value(about.title.clone()).max(200),
        FieldView::area("content", "登记内容").optional(),
        FieldView::area("demands", "诉求人的要求，一行一项").optional(),
        FieldView::check("read_back", "已读给对方听并确认"),
        FieldView::check("truth_told", "投诉、举报：已告知应当说明事实并对真实性负责"),
        choice("misconduct", "反映作风问题的：哪一类（第三十二条）", options!(MisconductKind)).optional(),
        pick::field(Wanted::Unit, "against", "反映作风问题的：被反映的单位").optional(),
    ]);
    fields
}

/// What it is about and where (C12).
pub(super) fn class_and_place(about: &About) -> Vec<FieldView> {
    vec![
        pick::field(Wanted::Category, "category", "类别")
            .hint("名称、用词、代码或拼音首字母")
            .offering(about.categories.clone()),
        pick::field(Wanted::Place, "division", "地点")
            .hint("写到社区、村，例如 唐丰北里")
            .value(about.division.clone()),
        FieldView::text("place", "详细地址").hint("楼、门牌、路口").value(about.place.clone()).max(200).optional(),
    ]
}

/// What a verb asks.
pub(crate) fn asked(verb: Verb, about: &About) -> Asked {
    if verb == Verb::Dispatch {
        return dispatch_form::asked(about);
    }
    Asked { fields: fields(verb, about), ..Asked::default() }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the acts beside the main road have their forms elsewhere")]
fn fields(verb: Verb, about: &About) -> Vec<FieldView> {
    match verb {
        Verb::Accept => registration_fields(about),
        Verb::Refuse => {
            // Refused before it was registered, it must be said what it is about and where (C12).
            let mut fields = if about.registered { Vec::new() } else { class_and_place(about) };
            fields.extend([
                choice("ground", "情形（第十一条）", options!(RefusalGround)),
                FieldView::area("facts", "依据的事实：程序、信访事项、处理决定").max(2_000),
                FieldView::area("explanation", "怎样向诉求人解释的").max(2_000),
                FieldView::text("way_body", "依法可以找谁").max(200),
                FieldView::text("way_reach", "电话或者地址").max(200).optional(),
                choice("told_way", "告知方式", options!(TellingWay)),
                time("told_at", "告知时间", about),
            ]);
            fields
        }
        Verb::AnswerAtOnce => vec![
            FieldView::area("text", "答复内容"),
            FieldView::text("source", "依据：知识库条目、法规、文件").max(200),
            choice("told_way", "答复方式", options!(TellingWay)),
            time("told_at", "答复时间", about),
        ],
        Verb::Dispatch | Verb::Sign | Verb::AcceptFeedback | Verb::Archive | Verb::Receive | Verb::Expire => Vec::new(),
        Verb::RecordContact => vec![
            choice("purpose", "为什么联系", options!(ContactPurpose)),
            choice("way", "联系方式", options!(TellingWay)),
            time("at", "联系时间", about),
            FieldView::area("note", "说了什么、约定什么"),
        ],
        Verb::Dispute => vec![
            FieldView::area("basis", "依据：法条或者职责清单的行"),
            FieldView::area("reasons", "理由"),
            pick::field(Wanted::Unit, "suggested", "转办建议：该由哪个单位办").hint(pick::UNIT_HINT),
            FieldView::area("complex", "复杂、疑难的理由（一般期限过后须写）").optional(),
        ],
        Verb::RuleDispute => vec![
            FieldView::radios(
                "ruling",
                "裁定",
                vec![
                    OptionView::new("uphold_unit", "退单成立，改派下面的单位"),
                    OptionView::new("uphold_anew", "退单成立，重新派单"),
                    OptionView::new("continue", "继续办理"),
                    OptionView::new("not_complex", "不属于复杂疑难，逾期"),
                ],
            ),
            pick::field(Wanted::Unit, "next", "改派单位").hint(pick::UNIT_HINT).offering(about.next.clone()).optional(),
            FieldView::area("reason", "裁定理由"),
            FieldView::check("precedent", "提请修改职责清单"),
        ],
        Verb::AskExtension => vec![
            FieldView::number("working_days", "延长几个工作日"),
            FieldView::area("reason", "延期理由"),
            FieldView::area("progress", "阶段性工作进展（会告诉诉求人）"),
        ],
        Verb::DecideExtension => vec![
            FieldView::radios(
                "ruling",
                "决定",
                vec![OptionView::new("approve", "同意延期"), OptionView::new("refuse", "不同意")],
            ),
            FieldView::area("reason", "审核理由"),
            FieldView::text("consent", "主管机关同意的文号（第二次延期须填）").optional(),
        ],
        Verb::FeedBack => feedback_fields(about),
        Verb::AllowFeedback => vec![FieldView::area("reason", "为什么不等协办、先行反馈")],
        Verb::ReturnFeedback => vec![FieldView::area("reason", "哪里不合要求")],
        Verb::CallBack => {
            let outcomes = [
                ("reached", "接通并评价"),
                ("no_answer", "无人接听"),
                ("wrong_number", "号码有误"),
                ("refused", "不愿评价"),
                ("not_the_person", "非本人接听"),
            ];
            let outcomes = outcomes.iter().map(|(code, zh)| OptionView::new(*code, *zh)).collect();
            let mut fields = vec![
                choice("method", "回访方式", options!(CallbackMethod)),
                FieldView::radios("outcome", "结果", outcomes).hint("接通并评价的，照诉求人说的选下面两项"),
            ];
            fields.extend(rating_fields());
            fields
        }
        Verb::Rate => rating_fields(),
        Verb::Check => vec![
            FieldView::radios(
                "finding",
                "核实结果",
                vec![
                    OptionView::new("omission", "有明显疏漏或者没有落实：退回重办"),
                    OptionView::new("beyond", "超出法律、政策或客观条件：由单位解释"),
                ],
            ),
            FieldView::area("demand", "疏漏在哪里、要求怎样重办").optional(),
            choice("excuse", "原因（由单位解释的）", options!(Excuse)),
            FieldView::area("evidence", "认定的依据").optional(),
        ],
        Verb::Explain => vec![
            FieldView::area("text", "怎样解释的"),
            choice("told_way", "方式", options!(TellingWay)),
            time("told_at", "时间", about),
        ],
        _ => more_forms::fields(verb, about),
    }
}

fn feedback_fields(about: &About) -> Vec<FieldView> {
    let mut fields = Vec::new();
    if !about.co {
        fields.push(choice("answered_way", "答复诉求人的方式", options!(TellingWay)));
        fields.push(time("answered_at", "答复时间", about));
        fields.push(FieldView::text("whom", "答复了谁").value("本人").short());
        fields.push(FieldView::area("proofs", "没有联系上的：何时何法试过（填了就按没有联系上）").optional());
    }
    fields.push(FieldView::radios("facts", "诉求人说的是否属实", options!(Facts)));
    fields.push(FieldView::area("measures", "做了什么"));
    fields.push(FieldView::area("result", "办理结果"));
    fields.push(FieldView::text("basis", "依据").max(200));
    fields.push(choice("resolution", "解决了吗；没有的原因", options!(Resolution)));
    if !about.co {
        fields.push(FieldView::area("public_answer", "公开答复（给诉求人看，不写姓名电话）"));
        if !about.demands.is_empty() {
            let demands = about
                .demands
                .iter()
                .enumerate()
                .map(|(i, demand)| OptionView::new(i.to_string(), demand.clone()))
                .collect();
            fields.push(FieldView::checks("addressed", "已逐项答复", demands));
        }
    }
    fields.push(FieldView::area("internal", "内部情况（诉求人看不到）").optional());
    fields.push(FieldView::area("evidence", "证据，一行一份：名称或文号").optional());
    fields
}
