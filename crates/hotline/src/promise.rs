//! The promise first: what the law promises next, by when, and who owes it (C4; pages.md §1.1).

use law::Policy;
use law::policy::{Promises, Rule, Text};
use law::registry::{Registry, UnitCode};

use crate::ch3_handling::a26_suspension::form_of;
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

/// What comes next, in the words of the policy for the claimant (C50).
pub fn promise<'a>(claim: &'a Claim, policy: &Policy, registry: &Registry) -> Promise<'a> {
    let say = &policy.promise;
    let (dispatch, desk_reply) = (policy.dispatch.value.zh(), policy.desk_reply.value.zh());
    let limits = [("dispatch", dispatch.as_str()), ("desk_reply", desk_reply.as_str())];
    let of = |owner: Owner, text: &Rule<Text>, kind: ClockKind| Promise {
        owner,
        text: text.value.fill(&limits),
        clock: claim.clocks.get(kind),
    };
    let hotline = |text, kind| of(Owner::Hotline, text, kind);
    let claimant = |text| of(Owner::Claimant, text, ClockKind::Closing);
    match claim.stage {
        Stage::Received => hotline(&say.received, ClockKind::Accept),
        Stage::Accepted if claim.disposals.desk.is_some() => hotline(&say.desk, ClockKind::DeskReply),
        Stage::Accepted => hotline(&say.accepted, ClockKind::Dispatch),
        Stage::Emergency => emergency(claim, say),
        Stage::Transferred => transferred(claim, say, registry),
        Stage::Joined => Promise { owner: Owner::Hotline, text: say.joined.value.fill(&[]), clock: None },
        Stage::Refused | Stage::Terminated if objected(claim) => hotline(&say.objected, ClockKind::ObjectionReview),
        Stage::Terminated => claimant(&say.terminated),
        Stage::Refused => claimant(&say.refused),
        Stage::Answered => claimant(&say.answered),
        Stage::Handling => match claim.main_order() {
            Some(order) => handling(order, say, policy, registry),
            None => Promise { owner: Owner::Hotline, text: say.to_dispatch.value.fill(&limits), clock: None },
        },
        Stage::CallingBack => hotline(&say.calling_back, ClockKind::Callback),
        Stage::Checking => hotline(&say.checking, ClockKind::Check),
        Stage::Explaining => {
            let owner = claim.lead_order().map_or(Owner::Hotline, |order| Owner::Unit(order.unit.clone()));
            let who = owner_name(&owner, registry);
            let text = say.explaining.value.fill(&[("who", &who)]);
            Promise { owner, text, clock: claim.clocks.get(ClockKind::Explanation) }
        }
        Stage::Explained => hotline(&say.explained, ClockKind::Check),
        Stage::Archived => {
            let text = match claim.archive.as_ref().map(|archive| archive.as_) {
                Some(ArchivedAs::NotAccepted) => &say.archived_refused,
                _ => &say.archived,
            };
            Promise { owner: Owner::Nobody, text: text.value.fill(&[]), clock: None }
        }
    }
}

/// An objection waits for its ruling.
fn objected(claim: &Claim) -> bool {
    claim.disposals.objection.as_ref().is_some_and(|objection| objection.decision.is_none())
}

fn emergency<'a>(claim: &'a Claim, say: &Promises) -> Promise<'a> {
    let to = claim.disposals.emergency.as_ref();
    let name = to.map_or("紧急热线", |emergency| emergency.service.zh());
    let confirmed = to.is_some_and(|emergency| emergency.acknowledged.is_some());
    let text = if confirmed { &say.emergency_confirmed } else { &say.emergency };
    let clock = claim.clocks.get(ClockKind::EmergencyAck).or_else(|| claim.clocks.get(ClockKind::Closing));
    Promise { owner: Owner::Hotline, text: text.value.fill(&[("service", name)]), clock }
}

fn transferred<'a>(claim: &'a Claim, say: &Promises, registry: &Registry) -> Promise<'a> {
    let to = claim.disposals.transfer.as_ref();
    let name = to.map_or_else(|| "外地热线".to_owned(), |transfer| unit_name(registry, &transfer.to));
    let text = match to {
        Some(transfer) if transfer.result.is_some() => &say.transfer_result,
        Some(transfer) if transfer.their_no.is_some() => &say.transfer_confirmed,
        Some(_) | None => &say.transferred,
    };
    let kinds = [ClockKind::TransferAck, ClockKind::TransferFeedback, ClockKind::Closing];
    let clock = kinds.iter().find_map(|kind| claim.clocks.get(*kind));
    Promise { owner: Owner::Hotline, text: text.value.fill(&[("peer", &name)]), clock }
}

fn handling<'a>(order: &'a Order, say: &Promises, policy: &Policy, registry: &Registry) -> Promise<'a> {
    let unit = unit_name(registry, &order.unit);
    let of_unit = || Owner::Unit(order.unit.clone());
    let (owner, text) = match order.state {
        OrderState::HandedOver => (of_unit(), &say.handed_over),
        OrderState::Signed => (of_unit(), &say.signed),
        OrderState::Disputed { .. } => (Owner::Hotline, &say.disputed),
        OrderState::Suspended { .. } => (Owner::Hotline, &say.suspended),
        OrderState::Rectifying => (of_unit(), &say.rectifying),
        OrderState::FedBack | OrderState::Closed { .. } => (Owner::Hotline, &say.fed_back),
    };
    let ground = order.requests.suspended_for().map(|asked| asked.ground);
    let ends = ground.map_or("", |ground| form_of(ground, policy).ends.as_str());
    let facts = [("unit", unit.as_str()), ("ground", ground.map_or("", |ground| ground.zh())), ("ends", ends)];
    Promise { owner, text: text.value.fill(&facts), clock: leading_clock(order) }
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
