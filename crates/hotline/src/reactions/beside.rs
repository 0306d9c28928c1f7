//! Who is told of what happens beside the main road: requests, disposals without an order, what the claimant says.

use super::{Notice, Writer, theirs};
use crate::authority::Role;
use crate::clocks::ClockKind;
use crate::disposal::Follower;
use crate::event::{Event, Recorded};
use crate::order::OrderState;
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
            vec![to.claimant("objection_upheld", |told| &told.objection_upheld, &[])]
        }
        Event::ObjectionRejected { .. } => {
            vec![to.claimant("objection_rejected", |told| &told.objection_rejected, &[])]
        }
        Event::EmergencyHandedOver { service, .. } => {
            vec![to.claimant("emergency", |told| &told.emergency, &[("service", service.zh())])]
        }
        Event::DeskConsulting { .. } => {
            vec![to.claimant("desk_consulting", |told| &told.desk_consulting, &[])]
        }
        Event::HandedToExpert { expert } => {
            vec![to.unit(&expert.unit, "expert", format!("{no}转给{}：{}。", expert.kind.zh(), expert.subject))]
        }
        Event::UnitConsulted { unit: asked, question, .. } => {
            vec![to.unit(asked, "consulted", format!("派前沟通{no}：{question}请在期限内答复。"))]
        }
        Event::ClaimJoined { .. } => {
            vec![to.claimant("joined", |told| &told.joined, &[])]
        }
        Event::ClaimUnjoined { .. } => vec![to.claimant("unjoined", |told| &told.unjoined, &[])],
        Event::AnsweredWithMaster { .. } => {
            vec![to.claimant("unit_answered", |told| &told.answered_with_master, &[])]
        }
        Event::JoinedForReHandling { follower, demand } => joined_again(follower, demand, to),
        Event::ConsultationAnswered { .. } => {
            vec![to.office(Role::Dispatcher, "consultation_answered", format!("{no}派前沟通已有答复，请派单。"))]
        }
        Event::TransferredOut { to: peer, .. } => {
            let name = unit_name(to.registry, peer);
            vec![to.claimant("transferred", |told| &told.transferred, &[("peer", &name)])]
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
            notices.push(to.claimant("unresolvable", |told| &told.unresolvable, &[("day", &day)]));
            notices
        }
        Event::OrderTerminated { order, .. } => {
            let mut notices = to.told_unit(*order, "terminated", "终止办理");
            notices.push(to.claimant("terminated", |told| &told.terminated, &[]));
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
                notices.push(to.claimant("suspended", |told| &told.suspended, &[]));
            }
            notices
        }
        Event::SuspensionRechecked { order, .. } => {
            let mut notices = to.told_unit(*order, "suspension_recheck", "到了复核期，请说明中止情形是否还在");
            notices.push(to.office(
                Role::Reviewer,
                "suspension_recheck",
                format!("{no}-{order}的中止到了复核期，请复核。"),
            ));
            notices
        }
        Event::ResumptionAsked { order, .. } => {
            vec![to.office(Role::Reviewer, "resumption_asked", format!("{no}-{order}申请恢复办理，请审核。"))]
        }
        Event::ResumptionRefused { .. } => {
            vec![to.claimant("resumption_refused", |told| &told.resumption_refused, &[])]
        }
        Event::OrderResumed { order, .. } => {
            let mut notices = to.told_unit(*order, "resumed", "恢复办理，时限接着计算");
            if to.main(*order) {
                notices.push(to.claimant("resumed", |told| &told.resumed, &[("due", &to.due(*order))]));
            }
            notices
        }
        Event::Escalated { order, request, .. } => {
            let asked = format!("{no}-{order}报请协调：{}请给出处理意见。", sentence(&request.question));
            let mut notices = vec![to.unit(&request.to, "escalated", asked)];
            notices.push(to.office(Role::Authority, "escalated", format!("{no}-{order}报请协调，请跟踪。")));
            notices
        }
        Event::RectificationAwaited { order } => {
            let mut notices = to.told_unit(*order, "rectification_awaited", "反馈已采纳，请跟踪整改，收到报告后登记");
            let due = to.claim.order(*order).and_then(|order| order.clocks.get(ClockKind::EnforcementNotice));
            let day = due.map(|clock| clock.due.day_shown()).unwrap_or_default();
            let facts = [("unit", to.holder_name(*order)), ("day", day)];
            let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
            notices.push(to.claimant("rectification_awaited", |told| &told.rectification_awaited, &facts));
            notices
        }
        Event::RectificationReported { order, .. } => {
            vec![to.claimant("rectified", |told| &told.rectified, &[("unit", &to.holder_name(*order))])]
        }
        Event::OpinionGiven { order, .. } => to.told_unit(*order, "opinion", "报请协调已有处理意见，请照办"),
        // On record, and in the timeline; nobody has to be called.
        _ => Vec::new(),
    }
}

/// Somebody's words as a sentence.
fn sentence(words: &str) -> String {
    let ends = words.ends_with(['。', '？', '！', '?', '!']);
    if ends { words.to_owned() } else { format!("{words}。") }
}

/// Whose answer was not carried out is told by whom and until when it is handled again, under their own number; the unit
/// what was left undone, and where it has answered already, the reviewer, who may send that back (C15.5, C38).
fn joined_again(follower: &Follower, demand: &str, to: &Writer<'_>) -> Vec<Notice> {
    let no = &to.claim.no;
    let Some(main) = to.claim.main_order() else {
        let joined = to.claimant("joined", |told| &told.joined, &[]);
        let left = format!("{}随{no}重办：{demand}", follower.no);
        return vec![theirs(&joined, follower, to.claim), to.office(Role::Dispatcher, "joined_again", left)];
    };
    let (unit, due) = (to.holder_name(main.n), to.due(main.n));
    let told = to.claimant("re_handling", |told| &told.re_handling, &[("unit", &unit), ("due", &due)]);
    let left = format!("，反映同一件事的诉求人还要求重办：{demand}");
    let mut notices = to.told_unit(main.n, "joined_again", &left);
    if main.state == OrderState::FedBack {
        let text = format!("{no}-{}{left}。这次反馈没有答到的，请退回补正。", main.n);
        notices.push(to.office(Role::Reviewer, "joined_again", text));
    }
    notices.push(theirs(&told, follower, to.claim));
    notices
}
