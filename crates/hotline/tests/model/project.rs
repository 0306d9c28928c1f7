//! What of a claim the rules can still see: its history abstracted away, so that the space is finite.
//!
//! Closed orders, texts, instants and counts that no guard asks for are left out; clocks are kept by their rank among
//! each other. Two claims of one projection are one state; the first one found stands for both.

use hotline::*;

use crate::world::{Node, Who, clocks, owes, unit_index};

/// The canonical form of a state.
pub(crate) type Key = Box<[u8]>;

/// Counts beyond this are one: larger than any bound of the policy in force.
const MANY: usize = 7;

fn count(n: usize) -> u8 {
    u8::try_from(n.min(MANY)).unwrap()
}

fn byte<T: Copy + PartialEq>(all: &[T], one: T) -> u8 {
    all.iter().position(|known| *known == one).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// The projection; `extra` is what a world keeps beside the claim (its mail).
pub(crate) fn key(node: &Node, extra: &[u8]) -> Key {
    let claim = &node.claim;
    let mut out = Vec::with_capacity(96);
    out.push(byte(Stage::ALL, claim.stage));
    if claim.stage == Stage::Archived {
        // Nothing follows; how it ended is all that is left.
        out.push(claim.archive.as_ref().map_or(u8::MAX, |archive| byte(ArchivedAs::ALL, archive.as_)));
        out.extend_from_slice(extra);
        return out.into();
    }
    if let Some(registration) = &claim.registration {
        out.push(byte(ClaimKind::ALL, registration.kind));
        out.extend(registration.category.code.to_string().bytes().rev().take(3));
    }
    said(node, &mut out);
    rounds(node, &mut out);
    let returned = |order: &&Order| order.ended_as(Outcome::Returned);
    let mut back: Vec<u8> = claim.orders.iter().filter(returned).map(|order| unit_index(&order.unit)).collect();
    back.sort_unstable();
    back.dedup();
    out.push(0xF0);
    out.extend(back);
    let taken_back = claim.orders.iter().filter(|order| order.ended_as(Outcome::TakenBack)).count();
    out.extend([count(claim.hops() as usize), count(taken_back), u8::from(claim.orders.is_empty())]);
    // The lead that answered last may be handled again; other closed orders are history.
    let lead = claim.lead_order().map(|order| order.n);
    for order in claim.orders.iter().filter(|order| order.is_open() || Some(order.n) == lead) {
        out.push(0xF1);
        of_order(claim, order, &mut out);
    }
    ranks(node, &mut out);
    out.extend_from_slice(extra);
    out.into()
}

/// Disposals, and what the claimant said since.
fn said(node: &Node, out: &mut Vec<u8>) {
    let claim = &node.claim;
    let now = &claim.disposals;
    let objection = now.objection.as_ref().map(|objection| objection.decision.as_ref().map(|(upheld, _)| *upheld));
    out.extend([
        u8::from(claim.not_accepted.is_some())
            | u8::from(claim.answer.is_some()) << 1
            | u8::from(claim.confidential) << 2
            | u8::from(now.desk.is_some()) << 3
            | u8::from(now.withdrawn) << 4
            | u8::from(claim.revisit.is_some()) << 5,
        now.emergency.as_ref().map_or(0, |one| 1 + u8::from(one.acknowledged.is_some())),
        now.transfer
            .as_ref()
            .map_or(0, |one| 1 + u8::from(one.their_no.is_some()) + 2 * u8::from(one.result.is_some())),
        objection.map_or(0, |decided| 1 + decided.map_or(0, |upheld| 1 + u8::from(upheld))),
        now.expert.as_ref().map_or(0, |expert| 1 + unit_index(&expert.unit)),
        u8::from(now.urged_at.last().is_some_and(|last| last.date() == node.now.date())),
    ]);
    for asked in &now.consultations {
        let answer = asked.answer.as_ref().map_or(0, |(agrees, _)| 1 + u8::from(*agrees));
        out.extend([0xF2, unit_index(&asked.unit), answer]);
    }
}

/// Where the asking after the claimant's word stands (C38).
fn rounds(node: &Node, out: &mut Vec<u8>) {
    let claim = &node.claim;
    out.push(count(claim.rehandled as usize));
    if claim.stage != Stage::CallingBack {
        return;
    }
    let Some(round) = claim.rounds.last() else { return };
    let mut days: Vec<_> = round.tries.iter().map(|tried| tried.at.date()).collect();
    days.dedup();
    let mut means: Vec<u8> = round.tries.iter().map(|tried| byte(CallbackMethod::ALL, tried.method)).collect();
    means.sort_unstable();
    means.dedup();
    let today = days.last() == Some(&node.now.date());
    let quiet = law::Policy::tangshan().is_quiet(node.now);
    out.extend([0xF3, count(round.tries.len()), count(days.len()), u8::from(today) | u8::from(quiet) << 1]);
    out.extend(means);
}

fn of_order(claim: &Claim, order: &Order, out: &mut Vec<u8>) {
    let (state, detail) = match &order.state {
        OrderState::HandedOver => (0, 0),
        OrderState::Signed => (1, 0),
        OrderState::Disputed { was_signed } => (2, u8::from(*was_signed)),
        OrderState::FedBack => (3, 0),
        OrderState::Rectifying => (6, 0),
        OrderState::Suspended { .. } => (4, 0),
        OrderState::Closed { outcome } => (5, byte(Outcome::ALL, *outcome)),
    };
    let parent = order.parent.and_then(|n| claim.order(n)).map_or(0, |parent| 1 + unit_index(&parent.unit));
    out.extend([byte(OrderRole::ALL, order.role), unit_index(&order.unit), state, detail, parent]);
    let dispute = order.dispute.as_ref();
    out.extend([
        dispute.map_or(0, |record| 1 + byte(DisputeFate::ALL, record.fate)),
        count(order.round as usize),
        u8::from(order.designated)
            | u8::from(order.contacted()) << 1
            | u8::from(dispute.is_some_and(|record| record.on_longer_limit)) << 2
            | u8::from(order.feedback_allowed.is_some()) << 3
            | u8::from(order.feedbacks.is_empty()) << 4
            | u8::from(order.signed_at.is_some()) << 5
            | u8::from(order.own_limit.is_some()) << 6,
    ]);
    out.push(order.found_this_round().map_or(0, |found| 1 + u8::from(found.is_outstanding())));
    let returns =
        order.feedbacks.iter().filter(|record| record.round == order.round && record.fate == FeedbackFate::SentBack);
    out.push(count(returns.count()));
    let approved = order.extensions.iter().filter(|record| record.fate == ExtensionFate::Approved).count();
    let asked = order.extensions.last().filter(|record| record.fate == ExtensionFate::Pending);
    out.extend([
        count(approved),
        u8::from(order.extensions.is_empty()),
        asked.map_or(0, |record| u8::try_from(record.request.working_days).unwrap()),
    ]);
    let requests = &order.requests;
    out.extend([
        u8::from(requests.pending_suspension().is_some())
            | u8::from(requests.pending_co_handling().is_some()) << 1
            | u8::from(requests.pending_resumption().is_some()) << 2
            | u8::from(requests.open_escalation().is_some()) << 3,
        requests.pending_unresolvable().map_or(0, |asked| 1 + byte(UnresolvableKind::ALL, asked.kind)),
    ]);
    if let Some(asked) = requests.suspension.last().filter(|asked| asked.is_pending()) {
        out.push(byte(SuspensionGround::ALL, asked.request.ground));
    }
    out.extend(
        SuspensionGround::ALL.iter().map(|one| refused(order, &requests.suspension, |asked| asked.ground == *one)),
    );
    out.extend(
        UnresolvableKind::ALL.iter().map(|one| refused(order, &requests.unresolvable, |asked| asked.kind == *one)),
    );
    for paused in &order.paused {
        out.extend([0xF4, byte(ClockKind::ALL, paused.clock.kind)]);
    }
}

/// Requests of a sort that were refused in this round: there is a bound to them.
fn refused<T>(order: &Order, asked: &[Requested<T>], sort: impl Fn(&T) -> bool) -> u8 {
    let refused =
        asked.iter().filter(|asked| asked.fate == RequestFate::Refused && asked.asked_at >= order.handed_over_at);
    count(refused.filter(|asked| sort(&asked.request)).count())
}

/// Clocks by rank of their due instants, `now` among them.
fn ranks(node: &Node, out: &mut Vec<u8>) {
    let mut dues: Vec<_> =
        clocks(&node.claim).filter(|(_, clock)| clock.expired_at.is_none()).map(|(_, clock)| clock.due).collect();
    dues.push(node.now);
    dues.sort_unstable();
    dues.dedup();
    let rank = |due| u8::try_from(dues.iter().position(|one| *one == due).unwrap_or(0)).unwrap();
    out.extend([0xF5, rank(node.now)]);
    for (order, clock) in clocks(&node.claim) {
        if clock.expired_at.is_some() && !asked_for(clock.kind) {
            continue;
        }
        let order = order.and_then(|n| node.claim.order(n));
        let whose = order.map_or(0, |order| 1 + unit_index(&order.unit));
        let when = if clock.expired_at.is_some() { 0xFF } else { rank(clock.due) };
        out.extend([whose, byte(ClockKind::ALL, clock.kind), when | u8::from(clock.held) << 6]);
    }
    out.push(0xF6);
    out.extend(running(node).late.into_iter().map(Who::number));
}

/// Clocks that guards still ask for when they have run out; of the others only who is late is left.
fn asked_for(kind: ClockKind) -> bool {
    matches!(kind, ClockKind::Handle | ClockKind::Dispute | ClockKind::DisputeComplex)
}

/// What the question "can one go on for ever?" needs to know of a state besides its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Running {
    /// Not yet due, with the start and due instants they have here.
    pub(crate) clocks: Vec<((u8, ClockKind), i64, i64)>,
    /// Who is late.
    pub(crate) late: Vec<Who>,
}

pub(crate) fn running(node: &Node) -> Running {
    let (claim, now) = (&node.claim, node.now);
    let whose = |order: Option<u16>| order.and_then(|n| claim.order(n)).map_or(0, |order| 1 + unit_index(&order.unit));
    let late = clocks(claim).filter(|(_, clock)| clock.expired_at.is_some() || (clock.is_overdue(now) && !clock.held));
    let mut late: Vec<Who> = late.filter_map(|(order, clock)| owes(claim, order, clock.kind)).collect();
    late.sort_unstable();
    late.dedup();
    let ahead = clocks(claim).filter(|(_, clock)| clock.expired_at.is_none() && !clock.is_overdue(now));
    let clocks =
        ahead.map(|(order, clock)| ((whose(order), clock.kind), clock.started_at.ms(), clock.due.ms())).collect();
    Running { clocks, late }
}
