//! Lines of what happens beside the main road: requests of units, disposals without an order, what the claimant says.

use law::Date;

use super::line::{Line, StoryError, named};
use super::telling::{OrderSeen, Snapshot};
use crate::claim::About;
use crate::command::{
    AckArrival, AckEmergency, AckTransfer, AnswerConsult, Command, Consult, DecideObjection, DecideUnresolvable,
    Decision, DeskConsult, DispatchToGrid, FeedBackToOrigin, HandOnward, HandOverEmergency, HandToExpert, Object,
    Reclassify, Supplement, TakeBack, TellProgress, TransferFedBack, TransferOut, Withdraw,
};
use crate::disposal::{EmergencyService, ExpertKind, SpecialDesk};
use crate::enforcement::{EnforcementFinding, Rectification};
use crate::order::Evidence;
use crate::requests::{
    Applicant, AskCoHandling, AskResumption, AskSuspension, AskUnresolvable, Escalate, Opinion, SuspensionGround,
    UnresolvableKind,
};

impl Line {
    /// The commands beside the main road.
    pub(super) fn later(&self, claim: Option<&Snapshot>) -> Result<Command, StoryError> {
        let open = |order: &OrderSeen| order.open;
        let n = || self.order(claim, open);
        Ok(match self.verb.as_str() {
            "异议裁定" => Command::DecideObjection(DecideObjection {
                upheld: self.says("成立"),
                reason: self.text("理由", "经复核"),
            }),
            "提出异议" => Command::Object(Object { reasons: self.text("理由", "法院没有立案") }),
            "紧急转接" => Command::HandOverEmergency(HandOverEmergency {
                service: self.chosen(EmergencyService::ALL, |one| one.code(), "转给谁")?,
                facts: self.text("情况", "3号楼有煤气味，两位老人在家"),
            }),
            "确认接到" => {
                Command::AckEmergency(AckEmergency { receiver: self.text("对方", "119指挥中心 0731") })
            }
            "专席会商" => Command::DeskConsult(DeskConsult {
                desk: self.chosen(SpecialDesk::ALL, |one| one.zh(), "哪个专席")?,
                question: self.text("问题", "补贴怎样申领"),
            }),
            "转专员" => Command::HandToExpert(HandToExpert {
                unit: self.some_unit()?,
                kind: self.chosen(ExpertKind::ALL, |one| one.zh(), "驻场人员还是政策专员")?,
                subject: self.text("问题", "退费标准"),
            }),
            "沟通" => Command::Consult(Consult {
                unit: self.some_unit()?,
                question: self.text("问题", "这类事由谁管"),
            }),
            "答复沟通" => Command::AnswerConsult(AnswerConsult {
                agrees: !self.says("不同意"),
                answer: self.text("内容", "属于本单位职责"),
            }),
            "网格直派" => Command::DispatchToGrid(DispatchToGrid {
                cell: self.field("网格").unwrap_or("W130203006019-02").into(),
                danger_ruled_out: self.says("无危险"),
            }),
            "转外地" => Command::TransferOut(TransferOut {
                to: self.some_unit()?,
                agreed: !self.says("未同意"),
                note: self.text("说明", ""),
            }),
            "外地接收" => Command::AckTransfer(AckTransfer { their_no: self.text("编号", "BJ-1") }),
            "外地反馈" => Command::TransferFedBack(TransferFedBack {
                result: self.text("结果", "物业已维修"),
                told: self.told(),
            }),
            "确认转入" => Command::AckArrival(AckArrival {
                who: self.text("对方", "天津12345值守席 0311"),
                at: self.instant("时间"),
            }),
            "反馈来源" => Command::FeedBackToOrigin(FeedBackToOrigin {
                result: self.text("结果", "已恢复供热"),
                who: self.text("对方", "天津12345值守席 0311"),
                at: self.instant("时间"),
            }),
            "更正" => {
                let registration = self.registration();
                Command::Reclassify(Reclassify {
                    kind: registration.kind,
                    about: About { category: registration.category, place: registration.place },
                    reason: self.text("理由", "复核录音"),
                })
            }
            "要求保密" => Command::AskConfidentiality,
            "告知进度" => Command::TellProgress(TellProgress {
                text: self.text("内容", "供热企业正在办，约定今天上门"),
                told: self.told(),
            }),
            "补充" => Command::Supplement(Supplement { text: self.text("内容", "今天楼上也不热了") }),
            "催办" => Command::Urge,
            "撤回" => Command::Withdraw(Withdraw {
                reason: self.text("原因", "自己解决了"),
                confirmed: !self.says("未确认"),
            }),
            "收回" => {
                Command::TakeBack { order: n(), wrong: TakeBack { reason: self.text("理由", "选错了单位") } }
            }
            "下转" => Command::HandOnward {
                order: n(),
                onward: HandOnward {
                    unit: self.some_unit()?,
                    task: self.text("事项", "现场核实并办理"),
                    limit: self.field("限").map(|text| text.parse().map_err(|error| self.wrong(error))).transpose()?,
                },
            },
            "申请协办" => Command::AskCoHandling {
                order: n(),
                request: AskCoHandling {
                    unit: self.some_unit()?,
                    task: self.text("事项", "查小区管网"),
                    reason: self.text("理由", "管网归它管"),
                },
            },
            "审核协办" => Command::DecideCoHandling { order: self.main(claim), decision: self.approval() },
            "申请无法解决" => Command::AskUnresolvable {
                order: n(),
                request: AskUnresolvable {
                    kind: if self.says("不配合") {
                        UnresolvableKind::NotCooperating
                    } else {
                        UnresolvableKind::ObjectivelyLimited
                    },
                    facts: self.text("情况", "管网要到停热后才能改"),
                    evidence: self.evidence(),
                },
            },
            "审核无法解决" => Command::DecideUnresolvable {
                order: self.main(claim),
                decision: DecideUnresolvable {
                    accepted: !self.says("不同意"),
                    reason: self.text("理由", "经核实"),
                    revisit: self.day("回看"),
                },
            },
            "申请中止" => Command::AskSuspension {
                order: n(),
                request: AskSuspension {
                    ground: self.ground()?,
                    facts: self.text("情况", "暴雪封路"),
                    evidence: self.evidence(),
                    until: self.text("预计", "三天后"),
                },
            },
            "审核中止" => Command::DecideSuspension { order: n(), decision: self.approval() },
            "申请恢复" => Command::AskResumption {
                order: n(),
                request: AskResumption {
                    applicant: named(Applicant::ALL, |one| one.zh(), self.args.first().map_or("", String::as_str))
                        .copied()
                        .unwrap_or(Applicant::Claimant),
                    reason: self.text("理由", "道路已经通了"),
                },
            },
            "审核恢复" => Command::DecideResumption { order: n(), decision: self.approval() },
            "核实结论" => Command::FindOnEnforcement { order: n(), finding: self.found()? },
            "整改落实" => Command::ReportRectification {
                order: n(),
                report: Rectification {
                    result: self.text("结果", "已撤销处罚决定，退还罚款"),
                    evidence: self.evidence(),
                    public_answer: self.text("答复", "处罚决定已撤销，罚款已退还"),
                    told: self.told(),
                },
            },
            "报请" => Command::Escalate { order: n(), request: self.escalation()? },
            "涉企报请" => Command::EscalateForEnterprise { order: n(), request: self.escalation()? },
            "意见" => Command::GiveOpinion {
                order: n(),
                opinion: Opinion {
                    text: self.text("内容", "由住建局牵头改造"),
                    measures: self.text("措施", "列入计划"),
                    by: self.day("限期"),
                },
            },
            other => return Err(self.wrong(format!("没有“{other}”这件事"))),
        })
    }

    /// The main order: what the agency decides on.
    fn main(&self, claim: Option<&Snapshot>) -> u16 {
        self.order(claim, |order| order.open && order.role == crate::order::OrderRole::Main)
    }

    fn some_unit(&self) -> Result<law::registry::UnitCode, StoryError> {
        self.named_unit().ok_or_else(|| self.wrong("要写单位"))
    }

    fn chosen<T: Copy>(&self, all: &[T], zh: impl Fn(&T) -> &'static str, what: &str) -> Result<T, StoryError> {
        let found = self.args.iter().find_map(|arg| named(all, &zh, arg));
        found.copied().ok_or_else(|| self.wrong(format!("要写{what}")))
    }

    fn ground(&self) -> Result<SuspensionGround, StoryError> {
        let found = self.args.iter().find_map(|arg| SuspensionGround::from_code(&format!("C26.{arg}")));
        found.ok_or_else(|| self.wrong("中止要写第几项（1至6）"))
    }

    fn approval(&self) -> Decision {
        Decision { approved: !self.says("不同意"), reason: self.text("理由", "经核实") }
    }

    fn evidence(&self) -> Vec<Evidence> {
        if self.says("无证明") {
            return Vec::new();
        }
        vec![Evidence { name: self.text("证明", "情况说明"), shows: String::new() }]
    }

    /// `核实结论 通知书 市城管局 收到=02-27T09:00`, or `不需整改`.
    fn found(&self) -> Result<EnforcementFinding, StoryError> {
        if self.says("不需整改") {
            return Ok(EnforcementFinding::NoNeed { reason: self.text("理由", "执法程序合法") });
        }
        Ok(EnforcementFinding::Notice {
            no: self.text("文号", "唐执监〔2026〕1号"),
            body: self.some_unit()?,
            demand: self.text("要求", "撤销处罚决定，退还罚款"),
            received_at: self.instant("收到"),
        })
    }

    /// `回看=2026-04-20`.
    fn day(&self, field: &str) -> Option<Date> {
        self.field(field).and_then(|text| text.parse().ok())
    }

    fn escalation(&self) -> Result<Escalate, StoryError> {
        Ok(Escalate {
            to: self.some_unit()?,
            question: self.text("问题", "管网由谁出资"),
            tried: self.text("做过", "与物业、业委会商议三次"),
            wanted: self.text("希望", "明确出资单位"),
        })
    }
}
