//! Forms of the acts beside the main road: requests of a unit, disposals without an order, what the claimant says.

use hotline::{
    About as Matter, AckArrival, AckEmergency, AckTransfer, AnswerConsult, Applicant, AskCoHandling, AskResumption,
    AskSuspension, AskUnresolvable, ClaimKind, Command, Consult, DecideObjection, DecideUnresolvable, Decision,
    DeskConsult, DispatchToGrid, EmergencyService, EnforcementFinding, Escalate, Evidence, ExpertKind,
    FeedBackToOrigin, HandOnward, HandOverEmergency, HandToExpert, Join, Object, Opinion, ParseNoError, Reclassify,
    Rectification, SpecialDesk, Supplement, SuspensionGround, TakeBack, TellProgress, TellingWay, TransferFedBack,
    TransferOut, Unjoin, UnresolvableKind, Verb, Withdraw,
};
use law::registry::Wanted;
use law::{Date, Limit};

use super::pick;
use super::reader::Reader;
use super::verb_forms::{About, choice, class_and_place, options, time};
use crate::view::{FieldView, OptionView};

fn yes_or_no(yes: &str, no: &str) -> FieldView {
    FieldView::radios("ruling", "决定", vec![OptionView::new("yes", yes), OptionView::new("no", no)])
}

fn unit(name: &str, label: &str) -> FieldView {
    pick::field(Wanted::Unit, name, label).hint(pick::UNIT_HINT)
}

/// The fields of a verb beside the main road; empty for one that has none.
#[expect(clippy::wildcard_enum_match_arm, reason = "the verbs of the main road have their forms elsewhere")]
pub(super) fn fields(verb: Verb, about: &About) -> Vec<FieldView> {
    let reason = |label: &str| FieldView::area("reason", label);
    let evidence = || FieldView::area("evidence", "证明材料，一行一份：名称或文号");
    match verb {
        Verb::Object => vec![FieldView::area("reasons", "诉求人为什么不同意")],
        Verb::DecideObjection => {
            vec![yes_or_no("异议成立，恢复办理", "维持原来的决定"), reason("裁定理由（诉求人会看到）")]
        }
        Verb::HandOverEmergency => vec![
            choice("service", "转给谁", options!(EmergencyService)),
            FieldView::area("facts", "在哪里、出了什么事、谁有危险"),
        ],
        Verb::AckEmergency => vec![FieldView::text("receiver", "谁接到的、对方编号").max(200)],
        Verb::DeskConsult => {
            vec![choice("desk", "哪个专席", options!(SpecialDesk)), FieldView::area("question", "要弄清什么")]
        }
        Verb::HandToExpert => vec![
            unit("unit", "专员所在单位"),
            choice("kind", "转给谁", options!(ExpertKind)),
            FieldView::text("subject", "什么问题").max(200),
        ],
        Verb::Consult => vec![unit("unit", "拟承办单位"), FieldView::area("question", "哪里不清楚")],
        Verb::AnswerConsult => {
            vec![yes_or_no("同意承办", "不同意承办"), FieldView::area("answer", "答复：为什么归或不归本单位")]
        }
        Verb::TransferOut => vec![
            unit("to", "外地热线"),
            FieldView::check("agreed", "诉求人同意把诉求和联系方式转过去"),
            FieldView::area("note", "转办说明").optional(),
        ],
        Verb::AckTransfer => vec![FieldView::text("their_no", "对方编号").max(200)],
        Verb::TransferFedBack => vec![
            FieldView::area("result", "外地热线的办理结果"),
            choice("told_way", "怎样告诉诉求人的", options!(TellingWay)),
            time("told_at", "告知时间", about),
        ],
        Verb::AckArrival => vec![
            FieldView::text("who", "告诉了对方谁").hint("座席或者姓名；一并告诉本热线的编号").max(200),
            time("at", "什么时候", about),
        ],
        Verb::FeedBackToOrigin => vec![
            FieldView::area("result", "反馈的办理结果"),
            FieldView::text("who", "反馈给了对方谁").max(200),
            time("at", "什么时候", about),
        ],
        Verb::Reclassify => {
            let mut fields = vec![FieldView::radios("kind", "类型", options!(ClaimKind))];
            fields.extend(class_and_place(about));
            fields.push(reason("更正的理由"));
            fields
        }
        Verb::Join => vec![FieldView::text("master", "并入哪一件（主件编号）").hint("例如 TS260105-00731-7").max(40)],
        Verb::Unjoin => vec![reason("为什么撤销并案")],
        Verb::TellProgress => vec![
            FieldView::area("text", "告知的内容"),
            choice("told_way", "告知方式", options!(TellingWay)),
            time("told_at", "告知时间", about),
        ],
        Verb::Supplement => vec![FieldView::area("text", "新情况、新理由")],
        Verb::Withdraw => vec![
            FieldView::area("reason", "撤回的原因").optional(),
            FieldView::check("confirmed", "已说明：撤回后不再办理、不再回访，以后还可以再提；诉求人确认撤回"),
        ],
        Verb::DispatchToGrid => {
            let cells = about.duty.iter().flat_map(|duty| &duty.grid);
            let cells = cells.map(|(code, name, worker)| OptionView::new(code.clone(), format!("{name} {worker}")));
            let mut fields = vec![choice("cell", "派给哪个网格", cells.collect())];
            if about.ask_danger {
                fields.push(FieldView::check("danger_ruled_out", "已问清，没有人正处在危险中"));
            }
            fields
        }
        Verb::FindOnEnforcement => vec![
            FieldView::radios(
                "finding",
                "核实结论",
                vec![
                    OptionView::new("notice", "需要整改，已核发《行政执法监督通知书》"),
                    OptionView::new("no_need", "不需要整改"),
                ],
            ),
            FieldView::text("notice_no", "通知书文号").max(200).optional(),
            unit("body", "被监督机关").optional(),
            FieldView::area("demand", "要求整改什么").optional(),
            time("received_at", "被监督机关什么时候收到通知书", about),
            reason("不需要整改的，为什么").optional(),
        ],
        Verb::ReportRectification => vec![
            FieldView::area("result", "被监督机关报送的整改落实情况"),
            FieldView::area("evidence", "整改报告和证明材料，一行一份：名称或文号"),
            FieldView::area("public_answer", "公开答复（给诉求人看，不写姓名电话）"),
            choice("told_way", "怎样答复诉求人的", options!(TellingWay)),
            time("told_at", "答复时间", about),
        ],
        Verb::TakeBack => vec![reason("派错在哪里")],
        Verb::HandOnward => vec![
            unit("unit", "转给哪个下级单位"),
            FieldView::area("task", "交办事项"),
            FieldView::text("limit", "时限").hint("例如 24h、3wd；不写按本单位的期限，不能更晚").optional().short(),
        ],
        Verb::AskCoHandling => {
            vec![unit("unit", "需要协办的单位"), FieldView::area("task", "需要它办什么"), reason("为什么需要协办")]
        }
        Verb::DecideCoHandling => vec![yes_or_no("同意协办", "不同意"), reason("审核理由")],
        Verb::AskUnresolvable => vec![
            FieldView::radios("kind", "哪一种", options!(UnresolvableKind)),
            FieldView::area("facts", "做过什么、为什么解决不了"),
            evidence(),
        ],
        Verb::DecideUnresolvable => vec![
            yes_or_no("认定解决不了", "继续办理"),
            FieldView::text("revisit", "哪一天再回看（客观受限的须填）").hint("例如 2026-04-20").optional().short(),
            reason("审核理由（诉求人会看到）"),
        ],
        Verb::AskSuspension => vec![
            choice("ground", "情形（第二十六条）", options!(SuspensionGround)),
            FieldView::area("facts", "发生了什么"),
            FieldView::text("until", "预计何时能恢复").max(200),
            evidence(),
        ],
        Verb::DecideSuspension => vec![yes_or_no("同意中止", "不同意，继续办理"), reason("审核理由（诉求人会看到）")],
        Verb::AskResumption => vec![choice("applicant", "谁申请", options!(Applicant)), reason("中止的情形怎样消失了")],
        Verb::DecideResumption => vec![yes_or_no("恢复办理", "暂不恢复"), reason("审核理由（诉求人会看到）")],
        Verb::Escalate | Verb::EscalateForEnterprise => vec![
            unit("to", "报请谁协调"),
            FieldView::area("question", "要协调什么"),
            FieldView::area("tried", "已经做过什么"),
            FieldView::area("wanted", "希望得到什么意见"),
        ],
        Verb::GiveOpinion => vec![
            FieldView::area("text", "处理意见"),
            FieldView::area("measures", "采取的措施").optional(),
            FieldView::text("by", "哪一天前完成").hint("例如 2026-04-20").optional().short(),
        ],
        _ => Vec::new(),
    }
}

impl Reader<'_> {
    /// The command of a verb beside the main road.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the verbs of the main road have their forms elsewhere")]
    pub(super) fn more(&mut self, verb: Verb, n: u16) -> Option<Command> {
        let form = self.form;
        let reason = form.text("reason");
        Some(match verb {
            Verb::Object => Command::Object(Object { reasons: form.text("reasons") }),
            Verb::DecideObjection => Command::DecideObjection(DecideObjection { upheld: self.yes()?, reason }),
            Verb::HandOverEmergency => Command::HandOverEmergency(HandOverEmergency {
                service: self.code("service", "转给谁", EmergencyService::from_code)?,
                facts: form.text("facts"),
            }),
            Verb::AckEmergency => Command::AckEmergency(AckEmergency { receiver: form.line("receiver") }),
            Verb::DeskConsult => Command::DeskConsult(DeskConsult {
                desk: self.code("desk", "哪个专席", SpecialDesk::from_code)?,
                question: form.text("question"),
            }),
            Verb::HandToExpert => {
                let (unit, kind) = (self.unit("unit", "单位"), self.code("kind", "转给谁", ExpertKind::from_code));
                Command::HandToExpert(HandToExpert { unit: unit?, kind: kind?, subject: form.line("subject") })
            }
            Verb::Consult => Command::Consult(Consult {
                unit: self.unit("unit", "拟承办单位")?,
                question: form.text("question"),
            }),
            Verb::AnswerConsult => {
                Command::AnswerConsult(AnswerConsult { agrees: self.yes()?, answer: form.text("answer") })
            }
            Verb::TransferOut => Command::TransferOut(TransferOut {
                to: self.unit("to", "外地热线")?,
                agreed: form.ticked("agreed"),
                note: form.text("note"),
            }),
            Verb::AckTransfer => Command::AckTransfer(AckTransfer { their_no: form.line("their_no") }),
            Verb::TransferFedBack => {
                Command::TransferFedBack(TransferFedBack { told: self.telling()?, result: form.text("result") })
            }
            Verb::AckArrival => {
                Command::AckArrival(AckArrival { who: form.line("who"), at: self.instant("at", "时间")? })
            }
            Verb::FeedBackToOrigin => Command::FeedBackToOrigin(FeedBackToOrigin {
                result: form.text("result"),
                who: form.line("who"),
                at: self.instant("at", "时间")?,
            }),
            Verb::Reclassify => {
                let (kind, about) = (self.code("kind", "类型", ClaimKind::from_code), self.matter());
                Command::Reclassify(Reclassify { kind: kind?, about: about?, reason })
            }
            Verb::Join => match form.line("master").parse() {
                Ok(master) => Command::Join(Join { master, master_id: None }),
                Err(error) => {
                    self.errors.add("master", ParseNoError::to_string(&error));
                    return None;
                }
            },
            Verb::Unjoin => Command::Unjoin(Unjoin { reason, master_id: None }),
            Verb::AskConfidentiality => Command::AskConfidentiality,
            Verb::TellProgress => {
                Command::TellProgress(TellProgress { told: self.telling()?, text: form.text("text") })
            }
            Verb::Supplement => Command::Supplement(Supplement { text: form.text("text") }),
            Verb::Urge => Command::Urge,
            Verb::Withdraw => Command::Withdraw(Withdraw { reason, confirmed: form.ticked("confirmed") }),
            Verb::DispatchToGrid => Command::DispatchToGrid(DispatchToGrid {
                cell: self.code("cell", "派给哪个网格", |code| (!code.is_empty()).then(|| code.into()))?,
                danger_ruled_out: form.ticked("danger_ruled_out"),
            }),
            Verb::FindOnEnforcement => Command::FindOnEnforcement { order: n, finding: self.finding(reason)? },
            Verb::ReportRectification => Command::ReportRectification {
                order: n,
                report: Rectification {
                    told: self.telling()?,
                    result: form.text("result"),
                    evidence: self.evidence(),
                    public_answer: form.text("public_answer"),
                },
            },
            Verb::TakeBack => Command::TakeBack { order: n, wrong: TakeBack { reason } },
            Verb::HandOnward => {
                let (unit, limit) = (self.unit("unit", "下级单位"), self.limit("limit")?);
                Command::HandOnward { order: n, onward: HandOnward { unit: unit?, task: form.text("task"), limit } }
            }
            Verb::AskCoHandling => Command::AskCoHandling {
                order: n,
                request: AskCoHandling { unit: self.unit("unit", "协办单位")?, task: form.text("task"), reason },
            },
            Verb::DecideCoHandling => Command::DecideCoHandling { order: n, decision: self.decision(reason)? },
            Verb::AskUnresolvable => Command::AskUnresolvable {
                order: n,
                request: AskUnresolvable {
                    kind: self.code("kind", "哪一种", UnresolvableKind::from_code)?,
                    facts: form.text("facts"),
                    evidence: self.evidence(),
                },
            },
            Verb::DecideUnresolvable => {
                let (accepted, revisit) = (self.yes(), self.day("revisit")?);
                Command::DecideUnresolvable {
                    order: n,
                    decision: DecideUnresolvable { accepted: accepted?, reason, revisit },
                }
            }
            Verb::AskSuspension => Command::AskSuspension {
                order: n,
                request: AskSuspension {
                    ground: self.code("ground", "情形", SuspensionGround::from_code)?,
                    facts: form.text("facts"),
                    evidence: self.evidence(),
                    until: form.line("until"),
                },
            },
            Verb::DecideSuspension => Command::DecideSuspension { order: n, decision: self.decision(reason)? },
            Verb::AskResumption => Command::AskResumption {
                order: n,
                request: AskResumption {
                    applicant: self.code("applicant", "谁申请", Applicant::from_code)?, reason
                },
            },
            Verb::DecideResumption => Command::DecideResumption { order: n, decision: self.decision(reason)? },
            Verb::Escalate => Command::Escalate { order: n, request: self.escalation()? },
            Verb::EscalateForEnterprise => Command::EscalateForEnterprise { order: n, request: self.escalation()? },
            Verb::GiveOpinion => Command::GiveOpinion {
                order: n,
                opinion: Opinion { by: self.day("by")?, text: form.text("text"), measures: form.text("measures") },
            },
            _ => return None,
        })
    }

    fn yes(&mut self) -> Option<bool> {
        self.code("ruling", "决定", |code| match code {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }

    fn decision(&mut self, reason: String) -> Option<Decision> {
        Some(Decision { approved: self.yes()?, reason })
    }

    fn escalation(&mut self) -> Option<Escalate> {
        let form = self.form;
        Some(Escalate {
            to: self.unit("to", "报请的单位")?,
            question: form.text("question"),
            tried: form.text("tried"),
            wanted: form.text("wanted"),
        })
    }

    /// What the organ found: a notice, or why there is none (C33).
    fn finding(&mut self, reason: String) -> Option<EnforcementFinding> {
        match self.form.get("finding") {
            "notice" => {
                let (body, at) = (self.unit("body", "被监督机关"), self.instant("received_at", "收到时间"));
                Some(EnforcementFinding::Notice {
                    no: self.form.line("notice_no"),
                    body: body?,
                    demand: self.form.text("demand"),
                    received_at: at?,
                })
            }
            "no_need" => Some(EnforcementFinding::NoNeed { reason }),
            _ => {
                self.errors.add("finding", "请选一个：核实结论");
                None
            }
        }
    }

    fn evidence(&self) -> Vec<Evidence> {
        self.lines("evidence").into_iter().map(|name| Evidence { name, shows: String::new() }).collect()
    }

    /// A limit that may be left out; outer none where it cannot be read.
    #[expect(clippy::option_option, reason = "left out is not unreadable")]
    fn limit(&mut self, field: &str) -> Option<Option<Limit>> {
        let text = self.form.line(field);
        if text.is_empty() {
            return Some(None);
        }
        match text.parse::<Limit>() {
            Ok(limit) => Some(Some(limit)),
            Err(error) => {
                self.errors.add(field, error.to_string());
                None
            }
        }
    }

    /// A day that may be left out; outer none where it cannot be read.
    #[expect(clippy::option_option, reason = "left out is not unreadable")]
    fn day(&mut self, field: &str) -> Option<Option<Date>> {
        let text = self.form.line(field);
        if text.is_empty() {
            return Some(None);
        }
        let day = text.parse().ok();
        if day.is_none() {
            self.errors.add(field, "日期写成这样：2026-04-20");
        }
        day.map(Some)
    }

    /// Class and place.
    pub(super) fn matter(&mut self) -> Option<Matter> {
        let (category, place) = self.class_and_place()?;
        Some(Matter { category, place })
    }
}
