//! An event in words: one line for the claimant, one for staff. The words are those of pages.md §5.2, never a third wording.

use std::fmt::Write as _;

use law::registry::Registry;

use crate::command::{CheckFinding, Excuse};
use crate::enforcement::EnforcementFinding;
use crate::event::{Event, Recorded};
use crate::order::OrderRole;
use crate::promise::unit_name;
use crate::rating::CallbackOutcome;

/// What the claimant reads in the timeline; nothing where it is not theirs to read.
pub fn for_claimant(recorded: &Recorded, registry: &Registry) -> Option<String> {
    let name = |unit| unit_name(registry, unit);
    Some(match &recorded.event {
        Event::ClaimReceived { channel, .. } => format!("收到您的诉求（{}）", channel.zh()),
        Event::ClaimAccepted { .. } => "热线已受理".to_owned(),
        Event::ClaimRefused { not_accepted, .. } => {
            format!("热线不能办：{}。可以找：{}", not_accepted.ground.zh(), not_accepted.way.body)
        }
        Event::ClaimAnswered { .. } => "热线已当场答复您".to_owned(),
        Event::OrderDispatched { unit, grid: Some(_), .. } => format!("热线直派{}的网格员", name(unit)),
        Event::OrderDispatched { unit, role: OrderRole::Main, hop, designated, .. } => {
            let trail = if *hop > 1 { format!("（第{hop}手）") } else { String::new() };
            let how = if *designated { "指定由" } else { "派单给" };
            let tail = if *designated { "办理" } else { "" };
            format!("热线{how}{}{tail}{trail}", name(unit))
        }
        Event::OrderDispatched { unit, role: OrderRole::CoHandling, .. } => format!("{}配合办理", name(unit)),
        Event::OrderDispatched { unit, role: OrderRole::Onward, .. } => format!("交给{}具体办", name(unit)),
        Event::OrderSigned { .. } => "单位已签收，正在办".to_owned(),
        Event::ClaimantContacted { contact, .. } => format!("单位联系了您（{}）", contact.way.zh()),
        Event::DisputeFiled { .. } => "单位认为不归它管，热线正在裁定".to_owned(),
        Event::DisputeUpheld { reason, .. } => format!("热线裁定：不归它管。{reason}"),
        Event::DisputeRefused { reason, .. } => format!("热线裁定：仍由它办。{reason}"),
        Event::ExtensionApproved { new_due, reason, .. } => format!("经热线同意延期到{}：{reason}", new_due.shown()),
        Event::ExtensionRefused { .. } => "单位申请延期，热线没有同意，期限不变".to_owned(),
        Event::FedBack { .. } => "单位说办完了，热线在核对".to_owned(),
        Event::FeedbackAccepted { .. } => "单位已答复您".to_owned(),
        Event::FeedbackSentBack { .. } => "答复不全，热线已退回单位补正".to_owned(),
        Event::CallbackTried { tried, .. } => match &tried.outcome {
            CallbackOutcome::Reached(rating) => {
                format!("热线回访：{}，{}", rating.solved.zh(), rating.satisfaction.zh())
            }
            CallbackOutcome::Refused => "热线回访，您没有评价".to_owned(),
            CallbackOutcome::NoAnswer | CallbackOutcome::WrongNumber | CallbackOutcome::NotThePerson => {
                format!("热线回访没有联系上您（{}）", tried.method.zh())
            }
        },
        Event::ClaimRated { rating, .. } => format!("您的评价：{}，{}", rating.solved.zh(), rating.satisfaction.zh()),
        Event::CheckConcluded { finding: CheckFinding::Omission { .. }, .. } => "经核实有疏漏，须重新办理".to_owned(),
        Event::CheckConcluded { finding: CheckFinding::Beyond { excuse, .. }, .. } => {
            format!("已核实：{}。单位会向您解释", excuse_for_claimant(*excuse))
        }
        Event::ReHandlingOrdered { .. } => "退回单位重新办理".to_owned(),
        Event::ClaimExplained { explanation, .. } => format!("单位的解释：{}", explanation.text),
        Event::ClaimArchived { .. } => "已办结归档".to_owned(),
        Event::ObjectionRaised { .. } => "您提出异议，热线正在裁定".to_owned(),
        Event::ObjectionUpheld { reason, .. } => format!("热线裁定：您说得对，接着办。{reason}"),
        Event::ObjectionRejected { reason, .. } => format!("热线裁定：维持原来的决定。{reason}"),
        Event::EmergencyHandedOver { service, .. } => format!("已转{}", service.zh()),
        Event::EmergencyAcknowledged { .. } => "对方已接到".to_owned(),
        Event::DeskConsulting { desk, clocks, .. } => {
            let limit = clocks.first().map(|clock| clock.limit.zh()).unwrap_or_default();
            format!("{}正在会商，{limit}内回您", desk.zh())
        }
        Event::HandedToExpert { expert } => format!("转给{}的{}", name(&expert.unit), expert.kind.zh()),
        Event::TransferredOut { to, .. } => format!("已转{}", name(to)),
        Event::TransferAcknowledged { their_no, .. } => format!("外地热线已接到，编号{their_no}"),
        Event::TransferFedBack { result, .. } => format!("外地热线的结果：{result}"),
        Event::ArrivalAcknowledged { .. } => "已告诉转来的热线，这件事我们接着办".to_owned(),
        Event::OriginFedBack { .. } => "已把结果告诉转来的热线".to_owned(),
        Event::ClaimJoined { .. } => "和别人反映的同一件事一起办".to_owned(),
        Event::ClaimUnjoined { .. } => "改为单独办理".to_owned(),
        Event::AnsweredWithMaster { by: Some(by), .. } => format!("{}已答复您", name(by)),
        Event::AnsweredWithMaster { .. } => "热线已答复您".to_owned(),
        Event::ReHandlingAskedOfMaster { .. } => "和别人反映的同一件事一起重办".to_owned(),
        Event::JoinedForReHandling { .. } => "反映同一件事的人还有问题没有解决，一起重办，会再答复您".to_owned(),
        Event::Reclassified { .. } => "热线更正了登记的类别或者地点".to_owned(),
        Event::ConfidentialityAsked { .. } => "按您的要求，对承办单位保密".to_owned(),
        Event::ProgressTold { .. } => "热线告诉了您进度".to_owned(),
        Event::Supplemented { .. } => "您补充了情况".to_owned(),
        Event::Urged {} => "您催了一次，已提醒".to_owned(),
        Event::ClaimWithdrawn { ex_officio: true, .. } => "您已撤回；这件事依职权继续查办".to_owned(),
        Event::ClaimWithdrawn { .. } => "您已撤回".to_owned(),
        Event::OrderTakenBack { .. } => "派错了单位，热线已收回，重新派单".to_owned(),
        Event::UnresolvableAccepted { reason, revisit, .. } => {
            format!("暂时解决不了：{reason}。{}月{}日再看", revisit.month(), revisit.day())
        }
        Event::OrderTerminated { reason, .. } => format!("已终止：{reason}。不同意的，可以提一次异议"),
        Event::OrderSuspended { reason, .. } => format!("暂停办理：{reason}"),
        Event::OrderResumed { .. } => "已接着办".to_owned(),
        Event::ResumptionRefused { reason, .. } => format!("暂时还不能接着办：{reason}"),
        Event::Escalated { request, .. } => format!("已报请{}协调", name(&request.to)),
        Event::OpinionGiven { .. } => "协调有了处理意见，单位照办".to_owned(),
        Event::EnforcementFound { finding: EnforcementFinding::Notice { body, .. }, .. } => {
            format!("执法监督机关核实后，向{}发出了整改通知书", name(body))
        }
        Event::EnforcementFound { .. } => "执法监督机关核实后，认为不需要发整改通知书".to_owned(),
        Event::RectificationAwaited { .. } => "执法监督机关已答复您；整改落实了，再告诉您".to_owned(),
        Event::RectificationReported { .. } => "整改落实情况已经答复您".to_owned(),
        Event::ClaimFollowed { .. }
        | Event::ClaimUnfollowed { .. }
        | Event::UnitConsulted { .. }
        | Event::ConsultationAnswered { .. }
        | Event::ClockRecalculated { .. }
        | Event::LimitChanged { .. }
        | Event::OrderEnded { .. }
        | Event::CoHandlingAsked { .. }
        | Event::CoHandlingApproved { .. }
        | Event::CoHandlingRefused { .. }
        | Event::UnresolvableAsked { .. }
        | Event::UnresolvableRefused { .. }
        | Event::SuspensionAsked { .. }
        | Event::SuspensionRefused { .. }
        | Event::SuspensionRechecked { .. }
        | Event::ResumptionAsked { .. }
        | Event::ExtensionAsked { .. }
        | Event::FeedbackAllowed { .. }
        | Event::CoOrderBecameMain { .. }
        | Event::ClockExpired { .. } => return None,
    })
}

/// Nobody is told that they expect too much; they are told where the limit lies.
const fn excuse_for_claimant(excuse: Excuse) -> &'static str {
    match excuse {
        Excuse::Law => "您要的超出法律法规规定",
        Excuse::Policy => "受现行政策限制",
        Excuse::Objective => "受客观条件限制",
        Excuse::Expectation => "单位已经依法办到位",
    }
}

/// What staff read in the timeline.
pub fn for_staff(recorded: &Recorded, registry: &Registry) -> String {
    let name = |unit| unit_name(registry, unit);
    match &recorded.event {
        Event::ClaimReceived { channel, no, .. } => format!("登记 {no}（{}）", channel.zh()),
        Event::ClaimAccepted { registration, .. } => {
            format!("受理：{} · {}", registration.kind.zh(), registration.title)
        }
        Event::ClaimRefused { not_accepted, .. } => format!(
            "不受理（{}）：{}；已告知：{}",
            not_accepted.ground.zh(),
            not_accepted.explanation,
            not_accepted.way.body
        ),
        Event::ClaimAnswered { answer, .. } => format!("当场答复：{}（依据：{}）", answer.text, answer.source),
        Event::OrderDispatched { order, unit, role, hop, designated, duty, own_limit, grid, .. } => {
            let mut text = format!("第{order}单交办{}（{}", name(unit), role.zh());
            if *hop > 1 {
                let _ = write!(text, "，第{hop}手");
            }
            if *designated {
                text.push_str("，指定");
            }
            let _ = write!(text, "），依职责清单 {}（{}）", duty.line, duty.version);
            if let Some(departure) = &duty.departure {
                let _ = write!(text, "；离开清单的理由：{departure}");
            }
            if let Some(grid) = grid {
                let _ = write!(text, "；直派{}（{}）", grid.worker, grid.name);
            }
            if let Some(own) = own_limit {
                let _ = write!(text, "；另定时限{}：{}", own.limit.zh(), own.reason);
            }
            text
        }
        Event::OrderSigned { order, .. } => format!("第{order}单签收"),
        Event::ClaimantContacted { order, contact } => {
            format!("第{order}单{}（{}）：{}", contact.purpose.zh(), contact.way.zh(), contact.note)
        }
        Event::DisputeFiled { order, dispute, .. } => format!(
            "第{order}单退单异议：依据 {}；理由 {}；建议转 {}{}",
            dispute.basis,
            dispute.reasons,
            name(&dispute.suggested),
            dispute.complex.as_ref().map(|why| format!("；复杂疑难：{why}")).unwrap_or_default()
        ),
        Event::DisputeUpheld { order, reason, .. } => format!("第{order}单退单成立：{reason}"),
        Event::DisputeRefused { order, reason, late: true, .. } => format!("第{order}单异议逾期，继续办理：{reason}"),
        Event::DisputeRefused { order, reason, .. } => format!("第{order}单继续办理：{reason}"),
        Event::CoOrderBecameMain { order } => format!("第{order}单协办单位转为主办"),
        Event::ExtensionAsked { order, request, .. } => {
            format!(
                "第{order}单申请延期{}个工作日：{}；进展：{}",
                request.working_days, request.reason, request.progress
            )
        }
        Event::ExtensionApproved { order, old_due, new_due, reason, .. } => {
            format!("第{order}单同意延期：{} → {}；{reason}", old_due.shown(), new_due.shown())
        }
        Event::ExtensionRefused { order, reason } => format!("第{order}单不同意延期：{reason}"),
        Event::ObjectionRaised { reasons, .. } => format!("诉求人异议：{reasons}"),
        Event::ObjectionUpheld { reason, .. } => format!("异议成立，恢复办理：{reason}"),
        Event::ObjectionRejected { reason, .. } => format!("异议不成立，维持原决定：{reason}"),
        Event::EmergencyHandedOver { service, facts, .. } => format!("紧急转接{}：{facts}", service.zh()),
        Event::EmergencyAcknowledged { receiver, .. } => format!("对方确认已接到：{receiver}"),
        Event::DeskConsulting { desk, question, .. } => format!("{}会商：{question}", desk.zh()),
        Event::HandedToExpert { expert } => {
            format!("转{}（{}）：{}", name(&expert.unit), expert.kind.zh(), expert.subject)
        }
        Event::UnitConsulted { unit, question, .. } => format!("派前沟通{}：{question}", name(unit)),
        Event::ConsultationAnswered { unit, agrees, answer } => {
            format!("{}{}：{answer}", name(unit), if *agrees { "同意承办" } else { "不同意承办" })
        }
        Event::TransferredOut { to, note, .. } => format!("转{}：{note}", name(to)),
        Event::TransferAcknowledged { their_no, .. } => format!("外地热线已接收，编号{their_no}"),
        Event::TransferFedBack { result, .. } => format!("外地热线反馈：{result}"),
        Event::ArrivalAcknowledged { who, at } => format!("已向来源热线确认接收（{}）：{who}", at.shown()),
        Event::OriginFedBack { result, who, at } => {
            format!("已向来源热线反馈（{}，{who}）：{result}", at.shown())
        }
        Event::ClaimJoined { no, .. } => format!("并入主件 {no}"),
        Event::ClaimUnjoined { reason, .. } => format!("撤销并案：{reason}"),
        Event::ClaimFollowed { follower } => format!("{} 并入本件", follower.no),
        Event::ClaimUnfollowed { .. } => "一件诉求不再跟随本件".to_owned(),
        Event::AnsweredWithMaster { text, .. } => format!("随主件答复：{text}"),
        Event::ReHandlingAskedOfMaster { demand, .. } => format!("随主件重办：{demand}"),
        Event::JoinedForReHandling { follower, demand } => format!("{} 随本件重办：{demand}", follower.no),
        Event::Reclassified { kind, about, reason } => {
            format!("更正为{}、类别{}、地点{}：{reason}", kind.zh(), about.category.code, about.place.division)
        }
        Event::LimitChanged { order, clock } => format!("第{order}单办结时限改为{}", clock.due.shown()),
        Event::ConfidentialityAsked { .. } => "诉求人要求对承办单位保密".to_owned(),
        Event::ProgressTold { text, told } => format!("告知进度（{}）：{text}", told.way.zh()),
        Event::Supplemented { text } => format!("诉求人补充：{text}"),
        Event::Urged {} => "诉求人催办".to_owned(),
        Event::ClaimWithdrawn { reason, ex_officio } => {
            format!("诉求人撤回{}：{reason}", if *ex_officio { "，依职权继续办理" } else { "" })
        }
        Event::OrderTakenBack { order, reason, .. } => format!("第{order}单收回：{reason}"),
        Event::OrderEnded { order, outcome } => format!("第{order}单结束：{}", outcome.zh()),
        Event::CoHandlingAsked { order, request, .. } => {
            format!("第{order}单申请{}协办：{}；理由：{}", name(&request.unit), request.task, request.reason)
        }
        Event::CoHandlingApproved { order, reason } => format!("第{order}单同意协办：{reason}"),
        Event::CoHandlingRefused { order, reason } => format!("第{order}单不同意协办：{reason}"),
        Event::UnresolvableAsked { order, request, .. } => {
            format!("第{order}单申请认定无法解决（{}）：{}", request.kind.zh(), request.facts)
        }
        Event::UnresolvableAccepted { order, reason, revisit, .. } => {
            format!("第{order}单认定客观受限：{reason}；{revisit}回看")
        }
        Event::UnresolvableRefused { order, reason } => format!("第{order}单没有认定无法解决，继续办理：{reason}"),
        Event::OrderTerminated { order, reason, .. } => format!("第{order}单终止办理：{reason}"),
        Event::SuspensionAsked { order, request, .. } => {
            format!("第{order}单申请中止（{}）：{}；预计{}恢复", request.ground.zh(), request.facts, request.until)
        }
        Event::SuspensionRefused { order, reason } => format!("第{order}单不同意中止：{reason}"),
        Event::OrderSuspended { order, reason, .. } => format!("第{order}单中止办理：{reason}"),
        Event::SuspensionRechecked { order, .. } => format!("第{order}单到了复核期，复核中止情形是否还在"),
        Event::ResumptionAsked { order, request, .. } => {
            format!("第{order}单申请恢复办理（{}）：{}", request.applicant.zh(), request.reason)
        }
        Event::ResumptionRefused { order, reason } => format!("第{order}单暂不恢复：{reason}"),
        Event::OrderResumed { order, reason, .. } => format!("第{order}单恢复办理：{reason}"),
        Event::Escalated { order, request, .. } => {
            format!("第{order}单报请{}协调：{}；希望：{}", name(&request.to), request.question, request.wanted)
        }
        Event::OpinionGiven { order, opinion } => {
            let by = opinion.by.map(|day| format!("；{day}前完成")).unwrap_or_default();
            format!("第{order}单处理意见：{}；措施：{}{by}", opinion.text, opinion.measures)
        }
        Event::EnforcementFound {
            order,
            finding: EnforcementFinding::Notice { no, body, demand, received_at },
            ..
        } => {
            let at = received_at.shown();
            format!("第{order}单核发《行政执法监督通知书》{no}，{}于{at}收到；要求：{demand}", name(body))
        }
        Event::EnforcementFound { order, finding: EnforcementFinding::NoNeed { reason }, .. } => {
            format!("第{order}单核实后不发通知书：{reason}")
        }
        Event::RectificationAwaited { order } => format!("第{order}单反馈采纳，等被监督机关报送整改落实情况"),
        Event::RectificationReported { order, report, .. } => format!("第{order}单整改落实：{}", report.result),
        Event::FeedbackAllowed { order, reason } => format!("第{order}单同意先行反馈：{reason}"),
        Event::FedBack { order, feedback, .. } => {
            format!("第{order}单反馈：{}（{}）", feedback.result, feedback.resolution.zh())
        }
        Event::FeedbackAccepted { order, .. } => format!("第{order}单反馈采纳"),
        Event::FeedbackSentBack { order, reason } => format!("第{order}单反馈退回补正：{reason}"),
        Event::CallbackTried { tried, .. } => {
            format!("{}回访：{}{}", tried.method.zh(), tried.outcome.zh(), rating_words(&tried.outcome))
        }
        Event::ClaimRated { rating, .. } => format!(
            "诉求人评价：{}，{}{}",
            rating.solved.zh(),
            rating.satisfaction.zh(),
            if rating.words.is_empty() { String::new() } else { format!("：{}", rating.words) }
        ),
        Event::CheckConcluded { finding: CheckFinding::Omission { demand }, .. } => {
            format!("核实：有疏漏，退回重办：{demand}")
        }
        Event::CheckConcluded { finding: CheckFinding::Beyond { excuse, evidence }, .. } => {
            format!("核实：{}，由单位解释；依据：{evidence}", excuse.zh())
        }
        Event::ReHandlingOrdered { order, round, .. } => format!("第{order}单重办第{round}次"),
        Event::ClaimExplained { explanation, .. } => format!("解释：{}", explanation.text),
        Event::ClaimArchived { archive } => format!("{}，档案号 {}", archive.as_.zh(), archive.archive_no),
        Event::ClockRecalculated { order, kind, old_due, due, calendar, .. } => {
            let of = order.map(|n| format!("第{n}单")).unwrap_or_default();
            format!("{of}{}时限按{calendar}重算：{} → {}", kind.zh(), old_due.shown(), due.shown())
        }
        Event::ClockExpired { order, kind, due } => {
            let of = order.map(|n| format!("第{n}单")).unwrap_or_default();
            format!("{of}{}时限届满（{}）", kind.zh(), due.shown())
        }
    }
}

fn rating_words(outcome: &CallbackOutcome) -> String {
    match outcome {
        CallbackOutcome::Reached(rating) => {
            let words = if rating.words.is_empty() { String::new() } else { format!("：{}", rating.words) };
            format!("（{}，{}{words}）", rating.solved.zh(), rating.satisfaction.zh())
        }
        CallbackOutcome::NoAnswer
        | CallbackOutcome::WrongNumber
        | CallbackOutcome::Refused
        | CallbackOutcome::NotThePerson => String::new(),
    }
}
