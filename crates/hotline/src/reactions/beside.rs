//! Who is told of what happens beside the main road: requests, disposals without an order, what the claimant says.

use super::{Notice, Writer};
use crate::authority::Role;
use crate::clocks::ClockKind;
use crate::event::{Event, Recorded};
use crate::promise::unit_name;

/// The notices of an event beside the main road.
#[expect(clippy::wildcard_enum_match_arm, reason = "the events of the main road are told in the file above")]
pub(super) fn react(recorded: &Recorded, to: &Writer<'_>) -> Vec<Notice> {
    let no = &to.claim.no;
    match &recorded.event {
        Event::ObjectionRaised { .. } => {
            vec![to.office(Role::ShiftLeader, "objection_raised", format!("诉求人对{no}的决定提出异议，请裁定。"))]
        }
        Event::ObjectionUpheld { .. } => {
            vec![to.claimant("objection_upheld", format!("您对{no}的异议成立，热线接着办。"))]
        }
        Event::ObjectionRejected { .. } => {
            vec![to.claimant("objection_rejected", format!("您对{no}的异议已裁定，维持原来的决定，理由见进度页。"))]
        }
        Event::EmergencyHandedOver { service, .. } => {
            vec![to.claimant("emergency", format!("您的情况已转{}，请保持电话畅通。", service.zh()))]
        }
        Event::DeskConsulting { .. } => {
            vec![to.claimant("desk_consulting", format!("您的咨询{no}专席正在会商，2小时内回您。"))]
        }
        Event::HandedToExpert { expert } => {
            vec![to.unit(&expert.unit, "expert", format!("{no}转给{}：{}。", expert.kind.zh(), expert.subject))]
        }
        Event::UnitConsulted { unit: asked, question, .. } => {
            vec![to.unit(asked, "consulted", format!("派前沟通{no}：{question}请在期限内答复。"))]
        }
        Event::ClaimJoined { .. } => {
            vec![to.claimant("joined", format!("您反映的{no}和别人反映的是同一件事，一起办，结果单独告诉您。"))]
        }
        Event::ClaimUnjoined { .. } => vec![to.claimant("unjoined", format!("您反映的{no}改为单独办理。"))],
        Event::AnsweredWithMaster { .. } => {
            vec![to.claimant("unit_answered", format!("您反映的{no}已答复。解决没有、满不满意，请您评价。"))]
        }
        Event::ConsultationAnswered { .. } => {
            vec![to.office(Role::Dispatcher, "consultation_answered", format!("{no}派前沟通已有答复，请派单。"))]
        }
        Event::TransferredOut { to: peer, .. } => {
            let name = unit_name(to.registry, peer);
            vec![to.claimant("transferred", format!("您反映的{no}已转{name}，结果由我们告诉您。"))]
        }
        Event::Supplemented { .. } => to.concerned("supplemented", format!("诉求人对{no}补充了情况，请查看。")),
        Event::Urged {} => to.concerned("urged", format!("诉求人催办{no}，请尽快联系。")),
        Event::ClaimWithdrawn { ex_officio, .. } => {
            let go_on = if *ex_officio { "，依职权继续办理" } else { "，不再办理" };
            to.concerned("withdrawn", format!("诉求人撤回{no}{go_on}。"))
        }
        Event::ConfidentialityAsked { .. } => {
            to.concerned("confidential", format!("{no}的诉求人要求保密，请不要打听、不要外传。"))
        }
        Event::LimitChanged { order, clock } => to
            .holder(*order)
            .iter()
            .map(|code| to.unit(code, "limit_changed", format!("{no}-{order}办结时限改为{}。", clock.due.day_shown())))
            .collect(),
        Event::ClockRecalculated { order: Some(order), kind, old_due, due, .. } if due != old_due => {
            let what = format!("{}时限按新的放假安排改为{}", kind.zh(), due.day_shown());
            to.told_unit(*order, "recalculated", &what)
        }
        Event::OrderTakenBack { order, reason, .. } => to
            .holder(*order)
            .iter()
            .map(|code| to.unit(code, "taken_back", format!("{no}-{order}已收回：{reason}")))
            .collect(),
        Event::OrderEnded { order, outcome } => to
            .holder(*order)
            .iter()
            .map(|code| to.unit(code, "ended", format!("{no}-{order}结束：{}。", outcome.zh())))
            .collect(),
        Event::CoHandlingAsked { order, .. } => {
            vec![to.office(Role::Reviewer, "co_handling_asked", format!("{no}-{order}申请协办，请审核。"))]
        }
        Event::CoHandlingApproved { order, .. } => to.told_unit(*order, "co_handling_approved", "协办申请已同意"),
        Event::CoHandlingRefused { order, .. } => to.told_unit(*order, "co_handling_refused", "协办申请没有同意"),
        Event::UnresolvableAsked { order, .. } => {
            vec![to.office(Role::Reviewer, "unresolvable_asked", format!("{no}-{order}申请认定无法解决，请审核。"))]
        }
        Event::UnresolvableRefused { order, .. } => {
            to.told_unit(*order, "unresolvable_refused", "没有认定无法解决，请继续办理")
        }
        Event::UnresolvableAccepted { order, revisit, .. } => {
            let mut notices = to.told_unit(*order, "unresolvable_accepted", "认定客观受限，请向诉求人解释");
            let day = format!("{}月{}日", revisit.month(), revisit.day());
            notices.push(to.claimant("unresolvable", format!("{no}暂时解决不了，原因见进度页，{day}再看。")));
            notices
        }
        Event::OrderTerminated { order, .. } => {
            let mut notices = to.told_unit(*order, "terminated", "终止办理");
            notices.push(to.claimant("terminated", format!("{no}已终止，原因和怎样提异议见进度页。")));
            notices
        }
        Event::SuspensionAsked { order, .. } => {
            vec![to.office(Role::Reviewer, "suspension_asked", format!("{no}-{order}申请中止，请审核。"))]
        }
        Event::SuspensionRefused { order, .. } => {
            to.told_unit(*order, "suspension_refused", "中止申请没有同意，请继续办理")
        }
        Event::OrderSuspended { order, .. } => {
            let mut notices = to.told_unit(*order, "suspended", "中止办理，时限停止计算");
            if to.main(*order) {
                notices.push(to.claimant("suspended", format!("{no}暂停办理，原因见进度页；情况恢复就接着办。")));
            }
            notices
        }
        Event::SuspensionRechecked { order, .. } => {
            let mut notices = to.told_unit(*order, "suspension_recheck", "中止满三十日，请说明中止情形是否还在");
            notices.push(to.office(
                Role::Reviewer,
                "suspension_recheck",
                format!("{no}-{order}中止满三十日，请复核。"),
            ));
            notices
        }
        Event::ResumptionAsked { order, .. } => {
            vec![to.office(Role::Reviewer, "resumption_asked", format!("{no}-{order}申请恢复办理，请审核。"))]
        }
        Event::ResumptionRefused { .. } => {
            vec![to.claimant("resumption_refused", format!("{no}暂时还不能接着办，原因见进度页。"))]
        }
        Event::OrderResumed { order, .. } => {
            let mut notices = to.told_unit(*order, "resumed", "恢复办理，时限接着计算");
            if to.main(*order) {
                notices.push(to.claimant("resumed", format!("{no}已接着办，{}前答复您。", to.due(*order))));
            }
            notices
        }
        Event::Escalated { request, .. } => {
            let mut notices = vec![to.unit(&request.to, "escalated", format!("{no}报请协调：{}", request.question))];
            notices.push(to.office(Role::Authority, "escalated", format!("{no}报请协调，请跟踪。")));
            notices
        }
        Event::RectificationAwaited { order } => {
            let mut notices = to.told_unit(*order, "rectification_awaited", "反馈已采纳，请跟踪整改，收到报告后登记");
            let due = to.claim.order(*order).and_then(|order| order.clocks.get(ClockKind::EnforcementNotice));
            let day = due.map(|clock| clock.due.day_shown()).unwrap_or_default();
            let text = format!("{no}已发出整改通知书，整改期限到{day}，落实情况由{}再答复您。", to.holder_name(*order));
            notices.push(to.claimant("rectification_awaited", text));
            notices
        }
        Event::RectificationReported { order, .. } => vec![to.claimant(
            "rectified",
            format!("{no}的整改落实情况，{}已答复您。解决没有、满不满意，请您评价。", to.holder_name(*order)),
        )],
        Event::OpinionGiven { order, .. } => to.told_unit(*order, "opinion", "报请协调已有处理意见，请照办"),
        // On record, and in the timeline; nobody has to be called.
        _ => Vec::new(),
    }
}
