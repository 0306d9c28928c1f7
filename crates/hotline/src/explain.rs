//! 办理经过说明: a claim's life for whoever has to answer for it: each step with its clause, each limit with what
//! became of it. It is read off the record alone; nothing is judged anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use law::registry::Registry;
use law::{Clause, Instant};

use crate::authority::ActorRef;
use crate::claim::Claim;
use crate::clocks::{ClockKind, RunningClock};
use crate::event::{Event, Recorded};
use crate::narrate::for_staff;
use crate::promise::unit_name;

/// One event, and what it did to the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Place in the record.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// The unit or office that acted; never a person's name.
    pub who: String,
    /// What, in words.
    pub text: String,
    /// By which clause.
    pub clause: Clause,
    /// The policy version in force then.
    pub policy: String,
    /// What it did to the limits.
    pub limits: Vec<LimitChange>,
}

/// A limit that began, moved, stood still or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitChange {
    /// The order it belongs to; none for the claim's own.
    pub order: Option<u16>,
    /// What it counts.
    pub kind: ClockKind,
    /// What became of it.
    pub fate: LimitFate,
    /// The clause that sets it.
    pub basis: Clause,
}

/// What became of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitFate {
    /// Begun, to be kept before this instant.
    Begun(Instant),
    /// Moved from, to.
    Moved(Instant, Instant),
    /// Stands still (C26.1).
    Paused,
    /// Kept: ended at the first instant, due at the second.
    Kept(Instant, Instant),
    /// Not kept: ended at the first instant, due at the second.
    Missed(Instant, Instant),
}

/// The steps of a claim, in order; none if the record does not begin with a claim.
pub fn explain(stream: &[Recorded], registry: &Registry) -> Vec<Step> {
    let mut steps = Vec::with_capacity(stream.len());
    let mut claim: Option<Claim> = None;
    for one in stream {
        let before = claim.as_ref().map(limits_of).unwrap_or_default();
        match &mut claim {
            Some(claim) => claim.apply(one),
            None => claim = Claim::open(one),
        }
        let Some(claim) = &claim else { return steps };
        steps.push(Step {
            seq: one.seq,
            at: one.at,
            who: who(&one.actor, registry),
            text: for_staff(one, registry),
            clause: one.clause,
            policy: one.policy.clone(),
            limits: changes(&before, claim, one),
        });
    }
    steps
}

fn who(actor: &ActorRef, registry: &Registry) -> String {
    match actor {
        ActorRef::Staff(_, unit) => unit_name(registry, unit),
        ActorRef::Claimant(_) => "诉求人".to_owned(),
        ActorRef::Clock => "系统计时".to_owned(),
    }
}

type Limits = BTreeMap<(Option<u16>, ClockKind), RunningClock>;

fn limits_of(claim: &Claim) -> Limits {
    let own = claim.clocks.iter().map(|clock| ((None, clock.kind), clock.clone()));
    let orders = claim
        .orders
        .iter()
        .flat_map(|order| order.clocks.iter().map(|clock| ((Some(order.n), clock.kind), clock.clone())));
    own.chain(orders).collect()
}

fn changes(before: &Limits, claim: &Claim, one: &Recorded) -> Vec<LimitChange> {
    let after = limits_of(claim);
    let mut found = Vec::new();
    let mut push = |order, clock: &RunningClock, fate| {
        found.push(LimitChange { order, kind: clock.kind, fate, basis: clock.basis });
    };
    for ((order, kind), clock) in before {
        match after.get(&(*order, *kind)) {
            Some(now) if now.started_at != clock.started_at => push(*order, clock, ended(clock, claim, *order, one)),
            Some(now) if now.due != clock.due => push(*order, now, LimitFate::Moved(clock.due, now.due)),
            Some(_) => {}
            None if stands_still(claim, *order, *kind) => push(*order, clock, LimitFate::Paused),
            None => push(*order, clock, ended(clock, claim, *order, one)),
        }
    }
    for ((order, kind), clock) in &after {
        if before.get(&(*order, *kind)).is_none_or(|old| old.started_at != clock.started_at) {
            push(*order, clock, LimitFate::Begun(clock.due));
        }
    }
    found
}

fn stands_still(claim: &Claim, order: Option<u16>, kind: ClockKind) -> bool {
    let order = order.and_then(|n| claim.order(n));
    order.is_some_and(|order| order.paused.iter().any(|paused| paused.clock.kind == kind))
}

/// A feedback that is accepted stopped the handling when it was sent (C24.1), not when it was read.
fn ended(clock: &RunningClock, claim: &Claim, order: Option<u16>, one: &Recorded) -> LimitFate {
    let complete = matches!(one.event, Event::FeedbackAccepted { .. } | Event::RectificationAwaited { .. });
    let accepted = complete && clock.kind != ClockKind::FeedbackReview;
    let sent = order.and_then(|n| claim.order(n)).and_then(|order| order.feedbacks.last()).map(|sent| sent.at);
    let at = if accepted { sent.unwrap_or(one.at) } else { one.at };
    if clock.is_overdue(at) { LimitFate::Missed(at, clock.due) } else { LimitFate::Kept(at, clock.due) }
}

impl LimitChange {
    /// In words: `第1单办结时限开始，须在1月12日 24:00前`.
    pub fn zh(&self) -> String {
        let of = self.order.map(|n| format!("第{n}单")).unwrap_or_default();
        let name = self.kind.zh();
        match self.fate {
            LimitFate::Begun(due) => format!("{of}{name}时限开始，到{}", due.shown()),
            LimitFate::Moved(old, due) => format!("{of}{name}时限由{}改为{}", old.shown(), due.shown()),
            LimitFate::Paused => format!("{of}{name}时限停计"),
            LimitFate::Kept(at, due) => format!("{of}{name}时限结束：{}，在{}之前", at.shown(), due.shown()),
            LimitFate::Missed(at, due) => format!("{of}{name}超期：{}，应在{}之前", at.shown(), due.shown()),
        }
    }
}

/// The whole explanation as a text to read, print and file: the steps, the limits that were missed, the clauses in full.
pub fn explained(stream: &[Recorded], registry: &Registry) -> Option<String> {
    let claim = Claim::fold(stream)?;
    let steps = explain(stream, registry);
    let mut text = format!("{}　{}\n现在：{}\n\n办理经过\n", claim.no, claim.title(), claim.stage.zh());
    for step in &steps {
        let year = step.at.date().year();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}. {year}年{}　{}", step.seq, step.at.shown(), step.who);
        let _ = writeln!(text, "   {}（{}）", step.text, step.clause.zh());
        for limit in &step.limits {
            let _ = writeln!(text, "   · {}（{}）", limit.zh(), limit.basis.zh());
        }
    }
    let all = || steps.iter().flat_map(|step| &step.limits);
    let missed: Vec<_> = all().filter(|limit| matches!(limit.fate, LimitFate::Missed(..))).collect();
    let running = limits_of(&claim);
    let expired: Vec<_> = running.iter().filter(|(_, clock)| clock.expired_at.is_some()).collect();
    text.push_str("\n时限\n");
    if missed.is_empty() && expired.is_empty() {
        text.push_str("   没有超期。\n");
    }
    for limit in missed {
        let _ = writeln!(text, "   {}（{}）", limit.zh(), limit.basis.zh());
    }
    for ((order, kind), clock) in expired {
        let of = order.map(|n| format!("第{n}单")).unwrap_or_default();
        let (name, due, basis) = (kind.zh(), clock.due.shown(), clock.basis.zh());
        let _ = writeln!(text, "   {of}{name}超期：应在{due}之前，还没有结束（{basis}）");
    }
    text.push_str("\n依据\n");
    let clauses = steps.iter().map(|step| step.clause).chain(all().map(|limit| limit.basis));
    for clause in clauses.collect::<std::collections::BTreeSet<_>>() {
        let _ = writeln!(text, "   {}（{}）", clause.zh(), clause.id());
        for line in clause.text().lines() {
            let _ = writeln!(text, "      {line}");
        }
    }
    let mut policies: Vec<&str> = steps.iter().map(|step| step.policy.as_str()).collect();
    policies.dedup();
    let _ = writeln!(text, "   时限规则：{}", policies.join("、"));
    Some(text)
}
