//! The form of each verb, and the command of a sent one. A form asks what the command holds and decides nothing; codes
//! come from the domain's own lists.

use hotline::{
    AllowFeedback, AnswerAtOnce, Answered, AskExtension, CallbackMethod, CallbackOutcome, CallbackTry, CategoryRef,
    CheckFinding, ClaimKind, CoOrder, Command, Contact, ContactPurpose, DecideExtension, Dispatch, Dispute, Evidence,
    Excuse, Explanation, ExtensionRuling, Facts, Feedback, LawfulWay, NextStep, OwnLimit, Place, ReadBack,
    RefusalGround, RefuseClaim, Registration, Resolution, ReturnFeedback, RuleDispute, Ruling, Telling, TellingWay,
    Verb,
};
use law::Instant;
use law::registry::{CategoryCode, DivisionCode, UnitCode};

use crate::forms::{Errors, Form};
use crate::public::{rating_fields, rating_of};
use crate::view::{FieldView, OptionView};

/// What a form needs to know of the thing it is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    /// The present, as `2026-01-05 14:29`.
    pub(crate) now: String,
    /// What the claimant wants, one by one.
    pub(crate) demands: Vec<String>,
    /// A co-unit's order: it reports to the lead and answers nobody.
    pub(crate) co: bool,
    /// The list's lead unit and co-units (code, name).
    pub(crate) lead: String,
    pub(crate) co_units: Vec<(String, String)>,
    pub(crate) ask_danger: bool,
    /// The claim is accepted and registered.
    pub(crate) registered: bool,
    /// What is known already: title, place, category.
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) division: String,
    pub(crate) category: String,
}

macro_rules! options {
    ($list:ty) => {
        <$list>::ALL.iter().map(|one| OptionView::new(one.code(), one.zh())).collect::<Vec<_>>()
    };
}

/// `2026-01-05 14:29` of an instant.
pub(crate) fn minute(at: Instant) -> String {
    at.rfc3339().chars().take(16).collect::<String>().replace('T', " ")
}

fn time(name: &str, label: &str, about: &About) -> FieldView {
    FieldView::text(name, label).hint("例如 2026-01-05 14:29").value(about.now.clone()).short()
}

/// A select that begins with nothing chosen: nobody confirms what they have not read.
fn choice(name: &str, label: &str, options: Vec<OptionView>) -> FieldView {
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
    ]);
    fields
}

/// What it is about and where (C12).
fn class_and_place(about: &About) -> Vec<FieldView> {
    vec![
        FieldView::text("category", "类别（六位代码）")
            .hint("例如 160402；登记页可以按“找类别和地点”")
            .value(about.category.clone())
            .short(),
        FieldView::text("division", "地点（十二位代码）")
            .hint("例如 130203006019")
            .value(about.division.clone())
            .short(),
        FieldView::text("place", "详细地址").value(about.place.clone()).max(200).optional(),
    ]
}

/// The fields of a verb.
pub(crate) fn fields(verb: Verb, about: &About) -> Vec<FieldView> {
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
        Verb::Dispatch => dispatch_fields(about),
        Verb::Sign | Verb::AcceptFeedback | Verb::Archive | Verb::Receive | Verb::Expire => Vec::new(),
        Verb::RecordContact => vec![
            choice("purpose", "为什么联系", options!(ContactPurpose)),
            choice("way", "联系方式", options!(TellingWay)),
            time("at", "联系时间", about),
            FieldView::area("note", "说了什么、约定什么"),
        ],
        Verb::Dispute => vec![
            FieldView::area("basis", "依据：法条或者职责清单的行"),
            FieldView::area("reasons", "理由"),
            FieldView::text("suggested", "转办建议（单位名称或代码）").max(100),
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
            FieldView::text("next", "改派单位（名称或代码）").max(100).optional(),
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
                FieldView::radios("outcome", "结果", outcomes),
            ];
            fields.extend(rating_fields().into_iter().map(FieldView::optional));
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
    }
}

fn dispatch_fields(about: &About) -> Vec<FieldView> {
    let mut fields = vec![FieldView::text("lead", "主办单位（名称或代码）").value(about.lead.clone()).max(100)];
    if !about.co_units.is_empty() {
        let co = about.co_units.iter().map(|(code, name)| OptionView::new(code.clone(), name.clone())).collect();
        fields.push(FieldView::checks("co", "协办单位（职责清单）", co).optional());
    }
    fields.push(FieldView::text("own_limit", "另定时限").hint("例如 24h、3wd；不写按第二十四条").optional().short());
    fields.push(FieldView::text("own_limit_reason", "另定时限的理由").optional());
    if about.ask_danger {
        fields.push(FieldView::check("danger_ruled_out", "已问清，没有人正处在危险中"));
    }
    fields.push(FieldView::area("override_reason", "离开职责清单的理由（只有热线机构负责人可用）").optional());
    fields.push(FieldView::area("designation", "指定理由（第三手起须写）").optional());
    fields
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

/// Reads a form, noting what is not chosen or cannot be read.
pub(crate) struct Reader<'a> {
    pub(crate) form: &'a Form,
    pub(crate) errors: Errors,
    pub(crate) registry: &'a law::Registry,
}

impl Reader<'_> {
    fn code<T>(&mut self, field: &str, label: &str, of: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = of(self.form.get(field));
        if value.is_none() {
            self.errors.add(field, format!("请选一个：{label}"));
        }
        value
    }

    fn instant(&mut self, field: &str, label: &str) -> Option<Instant> {
        let text = self.form.line(field).replace(' ', "T").replace('：', ":");
        let padded = if text.len() == 16 { format!("{text}:00+08:00") } else { format!("{text}+08:00") };
        let at = Instant::parse_rfc3339(&padded).ok();
        if at.is_none() {
            self.errors.add(field, format!("{label}写成这样：2026-01-05 14:29"));
        }
        at
    }

    /// A unit by code or name.
    fn unit(&mut self, field: &str, label: &str) -> Option<UnitCode> {
        let text = self.form.line(field);
        let code = UnitCode::from(text.as_str());
        if self.registry.units.get(&code).is_some() {
            return Some(code);
        }
        let found = self.registry.units.search(&text, 2);
        match (text.is_empty(), found.as_slice()) {
            (true, _) => self.errors.add(field, format!("{label}还没写：写单位名称或代码")),
            (false, [one, ..]) if one.name == text || found.len() == 1 => return Some(one.code.clone()),
            (false, []) => self.errors.add(field, format!("没有找到“{text}”这个单位：写全称，或者代码")),
            (false, [one, ..]) => {
                self.errors.add(field, format!("“{text}”不止一个单位：写全称，例如“{}”", one.name));
            }
        }
        None
    }

    fn telling(&mut self) -> Option<Telling> {
        let way = self.code("told_way", "方式", TellingWay::from_code);
        let at = self.instant("told_at", "时间");
        Some(Telling { way: way?, at: at? })
    }

    fn lines(&self, field: &str) -> Vec<String> {
        self.form.text(field).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }

    fn some(&self, field: &str) -> Option<String> {
        Some(self.form.text(field)).filter(|text| !text.is_empty())
    }

    /// A registration, for the seat and for acceptance.
    pub(crate) fn registration(&mut self) -> Option<Registration> {
        let kind = self.code("kind", "类型", ClaimKind::from_code);
        let title = self.form.line("title");
        Some(Registration {
            kind: kind?,
            category: CategoryRef {
                code: CategoryCode::from(self.form.line("category").as_str()),
                version: String::new(),
            },
            place: Place {
                division: DivisionCode::from(self.form.line("division").as_str()),
                text: self.form.line("place"),
            },
            content: self.form.text("content"),
            demands: self.lines("demands"),
            read_back: self.form.ticked("read_back").then(|| ReadBack { text: title.clone(), confirmed: true }),
            truth_told: self.form.ticked("truth_told"),
            title,
        })
    }

    /// The command of a sent form; none if something is not chosen or cannot be read.
    pub(crate) fn command(&mut self, verb: Verb, order: Option<u16>, about: &About) -> Option<Command> {
        let form = self.form;
        let n = order.unwrap_or_default();
        let command = match verb {
            Verb::Receive | Verb::Expire => return None,
            Verb::Accept => Command::Accept(self.registration()?),
            Verb::Refuse => {
                let (ground, told) = (self.code("ground", "情形", RefusalGround::from_code), self.telling());
                let about = self.some("category").or(self.some("division")).map(|_| hotline::About {
                    category: CategoryRef {
                        code: CategoryCode::from(form.line("category").as_str()),
                        version: String::new(),
                    },
                    place: Place {
                        division: DivisionCode::from(form.line("division").as_str()),
                        text: form.line("place"),
                    },
                });
                Command::Refuse(RefuseClaim {
                    about,
                    ground: ground?,
                    facts: form.text("facts"),
                    explanation: form.text("explanation"),
                    way: LawfulWay { body: form.line("way_body"), reach: form.line("way_reach") },
                    told: told?,
                })
            }
            Verb::AnswerAtOnce => Command::AnswerAtOnce(AnswerAtOnce {
                told: self.telling()?,
                text: form.text("text"),
                source: form.line("source"),
                rating: None,
            }),
            Verb::Dispatch => Command::Dispatch(self.dispatch()?),
            Verb::Sign => Command::Sign { order: n },
            Verb::RecordContact => {
                let purpose = self.code("purpose", "为什么联系", ContactPurpose::from_code);
                let (way, at) = (self.code("way", "联系方式", TellingWay::from_code), self.instant("at", "联系时间"));
                Command::RecordContact {
                    order: n,
                    contact: Contact { at: at?, way: way?, purpose: purpose?, note: form.text("note") },
                }
            }
            Verb::Dispute => Command::Dispute {
                order: n,
                dispute: Dispute {
                    suggested: self.unit("suggested", "转办建议")?,
                    basis: form.text("basis"),
                    reasons: form.text("reasons"),
                    complex: self.some("complex"),
                },
            },
            Verb::RuleDispute => {
                let ruling = match form.get("ruling") {
                    "uphold_unit" => {
                        Ruling::Uphold { next: NextStep::Unit { unit: self.unit("next", "改派单位")? } }
                    }
                    "uphold_anew" => Ruling::Uphold { next: NextStep::DispatchAnew },
                    "continue" => Ruling::Continue,
                    "not_complex" => Ruling::NotComplex,
                    _ => {
                        self.errors.add("ruling", "请选一个：裁定");
                        return None;
                    }
                };
                let ruling = RuleDispute { ruling, reason: form.text("reason"), precedent: form.ticked("precedent") };
                Command::RuleDispute { order: n, ruling }
            }
            Verb::AskExtension => {
                let Ok(working_days) = form.line("working_days").parse() else {
                    self.errors.add("working_days", "延长几个工作日：写数字，例如 3");
                    return None;
                };
                let request =
                    AskExtension { working_days, reason: form.text("reason"), progress: form.text("progress") };
                Command::AskExtension { order: n, request }
            }
            Verb::DecideExtension => {
                let ruling = match form.get("ruling") {
                    "approve" => ExtensionRuling::Approve { consent: self.some("consent") },
                    "refuse" => ExtensionRuling::Refuse,
                    _ => {
                        self.errors.add("ruling", "请选一个：决定");
                        return None;
                    }
                };
                Command::DecideExtension { order: n, decision: DecideExtension { ruling, reason: form.text("reason") } }
            }
            Verb::FeedBack => Command::FeedBack { order: n, feedback: Box::new(self.feedback(about)?) },
            Verb::AcceptFeedback => Command::AcceptFeedback { order: n },
            Verb::AllowFeedback => {
                Command::AllowFeedback { order: n, allowed: AllowFeedback { reason: form.text("reason") } }
            }
            Verb::ReturnFeedback => {
                Command::ReturnFeedback { order: n, returned: ReturnFeedback { reason: form.text("reason") } }
            }
            Verb::CallBack => {
                let method = self.code("method", "回访方式", CallbackMethod::from_code);
                let outcome = match form.get("outcome") {
                    "reached" => CallbackOutcome::Reached(rating_of(form, &mut self.errors)?),
                    "no_answer" => CallbackOutcome::NoAnswer,
                    "wrong_number" => CallbackOutcome::WrongNumber,
                    "refused" => CallbackOutcome::Refused,
                    "not_the_person" => CallbackOutcome::NotThePerson,
                    _ => {
                        self.errors.add("outcome", "请选一个：结果");
                        return None;
                    }
                };
                Command::CallBack(CallbackTry { method: method?, outcome })
            }
            Verb::Rate => Command::Rate(rating_of(form, &mut self.errors)?),
            Verb::Check => match form.get("finding") {
                "omission" => Command::Check(CheckFinding::Omission { demand: form.text("demand") }),
                "beyond" => {
                    let excuse = self.code("excuse", "原因", Excuse::from_code)?;
                    Command::Check(CheckFinding::Beyond { excuse, evidence: form.text("evidence") })
                }
                _ => {
                    self.errors.add("finding", "请选一个：核实结果");
                    return None;
                }
            },
            Verb::Explain => Command::Explain(Explanation { told: self.telling()?, text: form.text("text") }),
            Verb::Archive => Command::Archive,
        };
        Some(command)
    }

    fn dispatch(&mut self) -> Option<Dispatch> {
        let lead = self.unit("lead", "主办单位");
        let own = self.form.line("own_limit");
        let own_limit = if own.is_empty() {
            None
        } else if let Ok(limit) = own.parse() {
            Some(OwnLimit { limit, reason: self.form.text("own_limit_reason") })
        } else {
            self.errors.add("own_limit", "另定时限写成这样：24h、3wd、10cd");
            return None;
        };
        let co = self.form.all("co").into_iter().map(|code| CoOrder {
            unit: UnitCode::from(code),
            task: "按各自职责配合办理，结果报主办单位".to_owned(),
            reason: String::new(),
        });
        Some(Dispatch {
            co: co.collect(),
            lead: lead?,
            own_limit,
            danger_ruled_out: self.form.ticked("danger_ruled_out"),
            override_reason: self.some("override_reason"),
            designation: self.some("designation"),
        })
    }

    fn feedback(&mut self, about: &About) -> Option<Feedback> {
        let facts = self.code("facts", "是否属实", Facts::from_code);
        let resolution = self.code("resolution", "解决了吗", Resolution::from_code);
        let answered = if about.co {
            None
        } else if let Some(proofs) = self.some("proofs") {
            Some(Answered::Unreached { proofs })
        } else {
            let (way, at) =
                (self.code("answered_way", "答复方式", TellingWay::from_code), self.instant("answered_at", "答复时间"));
            Some(Answered::Told { at: at?, way: way?, whom: self.form.line("whom") })
        };
        let evidence = self.lines("evidence").into_iter().map(|name| Evidence { name, shows: String::new() });
        Some(Feedback {
            answered,
            facts: facts?,
            measures: self.form.text("measures"),
            result: self.form.text("result"),
            basis: self.form.line("basis"),
            resolution: resolution?,
            public_answer: self.form.text("public_answer"),
            internal: self.form.text("internal"),
            evidence: evidence.collect(),
            addressed: self.form.all("addressed").into_iter().filter_map(|i| i.parse().ok()).collect(),
        })
    }
}
