//! The promise first: what the law promises next, by when, and who owes it (C4; pages.md §1.1).

use law::registry::{Registry, UnitCode};

use crate::claim::{ArchivedAs, Claim, Stage};
use crate::clocks::{ClockKind, RunningClock};
use crate::order::{Order, OrderState};

/// Who owes the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The hotline agency.
    Hotline,
    /// An undertaking unit.
    Unit(UnitCode),
    /// The claimant may speak; nobody else has to.
    Claimant,
    /// Nobody: the loop is closed.
    Nobody,
}

/// The next step of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise<'a> {
    /// Who owes it.
    pub owner: Owner,
    /// One sentence for the claimant.
    pub text: String,
    /// The clock behind it.
    pub clock: Option<&'a RunningClock>,
}

/// Place in the loop that citizens see: 受理 派单 签收 办理 答复 回访 办结.
pub const STEPS: [&str; 7] = ["受理", "派单", "签收", "办理", "答复", "回访", "办结"];

/// Which of [`STEPS`] the claim is at, from 0.
pub fn step(claim: &Claim) -> usize {
    match claim.stage {
        Stage::Received => 0,
        Stage::Accepted => 1,
        Stage::Handling => match claim.main_order() {
            Some(order) => match order.state {
                OrderState::HandedOver | OrderState::Disputed { was_signed: false } => 2,
                OrderState::Signed
                | OrderState::Disputed { was_signed: true }
                | OrderState::Suspended { .. }
                | OrderState::Rectifying => 3,
                OrderState::FedBack | OrderState::Closed { .. } => 4,
            },
            None => 1,
        },
        Stage::Joined => 3,
        Stage::Answered | Stage::Refused | Stage::Emergency | Stage::Transferred | Stage::Terminated => 4,
        Stage::CallingBack | Stage::Checking | Stage::Explaining | Stage::Explained => 5,
        Stage::Archived => 6,
    }
}

/// What comes next, in words for the claimant.
pub fn promise<'a>(claim: &'a Claim, registry: &Registry) -> Promise<'a> {
    let hotline = |text: &str, kind: ClockKind| Promise {
        owner: Owner::Hotline,
        text: text.to_owned(),
        clock: claim.clocks.get(kind),
    };
    match claim.stage {
        Stage::Received => hotline("热线正在看您的诉求，会告诉您是否受理", ClockKind::Accept),
        Stage::Accepted if claim.disposals.desk.is_some() => hotline("专席正在会商，2小时内回您", ClockKind::DeskReply),
        Stage::Accepted => hotline("热线正在确认由谁办，马上派单或者答复您", ClockKind::Dispatch),
        Stage::Emergency => emergency(claim),
        Stage::Transferred => transferred(claim, registry),
        Stage::Joined => Promise {
            owner: Owner::Hotline,
            text: "和别人反映的同一件事一起办，结果会单独告诉您，您单独评价".to_owned(),
            clock: None,
        },
        Stage::Refused | Stage::Terminated if objected(claim) => {
            hotline("您提出了异议，热线正在裁定", ClockKind::ObjectionReview)
        }
        Stage::Terminated => Promise {
            owner: Owner::Claimant,
            text: "这件事没有您配合办不下去，已经终止。不同意的，可以提一次异议".to_owned(),
            clock: claim.clocks.get(ClockKind::Closing),
        },
        Stage::Refused => Promise {
            owner: Owner::Claimant,
            text: "这件事热线不能办，怎样走能办写在下面".to_owned(),
            clock: claim.clocks.get(ClockKind::Closing),
        },
        Stage::Answered => Promise {
            owner: Owner::Claimant,
            text: "已经答复您。请评一评解决没有、满不满意".to_owned(),
            clock: claim.clocks.get(ClockKind::Closing),
        },
        Stage::Handling => handling(claim, registry),
        Stage::CallingBack => hotline("单位已答复您，热线会回访；您也可以现在就评价", ClockKind::Callback),
        Stage::Checking => hotline("您不满意，热线正在核实", ClockKind::Check),
        Stage::Explaining => {
            let owner = claim.lead_order().map_or(Owner::Hotline, |order| Owner::Unit(order.unit.clone()));
            let who = owner_name(&owner, registry);
            Promise {
                owner,
                text: format!("已经核实，{who}会把原因向您解释清楚"),
                clock: claim.clocks.get(ClockKind::Explanation),
            }
        }
        Stage::Explained => hotline("已经向您解释，热线核对后归档", ClockKind::Check),
        Stage::Archived => Promise {
            owner: Owner::Nobody,
            text: match claim.archive.as_ref().map(|archive| archive.as_) {
                Some(ArchivedAs::NotAccepted) => "已告知您依法可以走的途径。有新情况、新理由，可以再提".to_owned(),
                _ => "已办结归档。有新情况、新理由，可以再提，会接着这次办".to_owned(),
            },
            clock: None,
        },
    }
}

/// An objection waits for its ruling.
fn objected(claim: &Claim) -> bool {
    claim.disposals.objection.as_ref().is_some_and(|objection| objection.decision.is_none())
}

fn emergency(claim: &Claim) -> Promise<'_> {
    let to = claim.disposals.emergency.as_ref();
    let name = to.map_or("紧急热线", |emergency| emergency.service.zh());
    let text = match to.and_then(|emergency| emergency.acknowledged.as_ref()) {
        Some(_) => format!("{name}已接到。还有别的事，请打12345"),
        None => format!("已转{name}，热线正在确认对方接到"),
    };
    let clock = claim.clocks.get(ClockKind::EmergencyAck).or_else(|| claim.clocks.get(ClockKind::Closing));
    Promise { owner: Owner::Hotline, text, clock }
}

fn transferred<'a>(claim: &'a Claim, registry: &Registry) -> Promise<'a> {
    let to = claim.disposals.transfer.as_ref();
    let name = to.map_or_else(|| "外地热线".to_owned(), |transfer| unit_name(registry, &transfer.to));
    let text = match to {
        Some(transfer) if transfer.result.is_some() => format!("{name}已有结果，写在下面"),
        Some(transfer) if transfer.their_no.is_some() => format!("已转{name}，由它办理，结果由本热线告诉您"),
        Some(_) | None => format!("已转{name}，热线正在确认对方接到"),
    };
    let kinds = [ClockKind::TransferAck, ClockKind::TransferFeedback, ClockKind::Closing];
    Promise { owner: Owner::Hotline, text, clock: kinds.iter().find_map(|kind| claim.clocks.get(*kind)) }
}

fn handling<'a>(claim: &'a Claim, registry: &Registry) -> Promise<'a> {
    let Some(order) = claim.main_order() else {
        return Promise { owner: Owner::Hotline, text: "热线正在确认由谁办".to_owned(), clock: None };
    };
    let unit = unit_name(registry, &order.unit);
    let (owner, text) = match order.state {
        OrderState::HandedOver => (Owner::Unit(order.unit.clone()), format!("已派给{unit}，等它签收")),
        OrderState::Signed => (Owner::Unit(order.unit.clone()), format!("{unit}须在期限前办结并答复您")),
        OrderState::Disputed { .. } => (Owner::Hotline, format!("{unit}认为不归它管，热线正在裁定")),
        OrderState::Suspended { .. } => {
            let ground = order.requests.suspended_for().map_or("", |asked| asked.ground.zh());
            (Owner::Hotline, format!("暂停办理：{ground}。情况恢复就接着办"))
        }
        OrderState::Rectifying => {
            (Owner::Unit(order.unit.clone()), format!("{unit}已发出整改通知书，等被监督机关报送整改落实情况，再答复您"))
        }
        OrderState::FedBack | OrderState::Closed { .. } => (Owner::Hotline, format!("{unit}说办完了，热线在核对")),
    };
    Promise { owner, text, clock: leading_clock(order) }
}

/// The clock that an order is known by: the handling clock, or the review that is pending.
pub fn leading_clock(order: &Order) -> Option<&RunningClock> {
    let kinds: &[ClockKind] = match order.state {
        OrderState::HandedOver | OrderState::Signed => &[ClockKind::Handle],
        OrderState::Disputed { .. } => &[ClockKind::DisputeReview, ClockKind::Handle],
        OrderState::FedBack => &[ClockKind::FeedbackReview, ClockKind::Handle],
        OrderState::Rectifying => &[ClockKind::EnforcementNotice],
        OrderState::Suspended { .. } => &[ClockKind::Recheck],
        OrderState::Closed { .. } => &[],
    };
    kinds.iter().find_map(|kind| order.clocks.get(*kind))
}

/// A unit's name, or its code where the list no longer has it.
pub fn unit_name(registry: &Registry, code: &UnitCode) -> String {
    registry.units.get(code).map_or_else(|| code.to_string(), |unit| unit.name.clone())
}

fn owner_name(owner: &Owner, registry: &Registry) -> String {
    match owner {
        Owner::Unit(code) => unit_name(registry, code),
        Owner::Hotline | Owner::Claimant | Owner::Nobody => "热线".to_owned(),
    }
}
