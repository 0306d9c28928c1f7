//! What a person decided, decided again with the real guards under the other version (C50): grounds, what has to be filled
//! in, words, counts; and what follows by itself. Who decides is left out: the record names the person, not the office.

use law::registry::{DivisionCode, Registry};
use law::{Policy, WorkCalendar};

use super::Difference;
use crate::authority::{Actor, ActorRef, Role, Staff};
use crate::ch1_general::a04_claimant::{may_urge, must_be_pursued};
use crate::ch2_acceptance::a11_not_accepted::refuse;
use crate::ch2_acceptance::a14_secrecy::kind_is_kept;
use crate::ch2_acceptance::a15_danger::danger;
use crate::ch3_handling::a20_take_back::may_take_back;
use crate::ch3_handling::a25_feedback::{feed_back, may_return_feedback};
use crate::ch3_handling::a25_unresolvable::ask_unresolvable;
use crate::ch3_handling::a26_suspension::ask_suspension;
use crate::ch3_handling::a37_supervision::{puts_forward, raised_by};
use crate::ch3_handling::a38_callback::call_back;
use crate::claim::Claim;
use crate::command::RefuseClaim;
use crate::context::Context;
use crate::event::{Event, Fact, Recorded};
use crate::order::OrderRole;
use crate::rating::CallbackOutcome;
use crate::refusal::Refusal;
use crate::supervision::Trigger;

/// Calendar and lists under which both versions are held.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) calendar: &'a WorkCalendar,
    pub(super) registry: &'a Registry,
}

/// What is different in one event, given the claim before and after it.
pub(super) fn again(
    recorded: &Recorded,
    before: Option<&Claim>,
    after: &Claim,
    (old, new): (&Policy, &Policy),
    lists: Lists<'_>,
) -> Vec<Difference> {
    let actor = actor(&recorded.actor);
    let mut found = Vec::new();
    if let Some(before) = before {
        let under = |policy| {
            let Lists { calendar, registry } = lists;
            let ctx = Context { now: recorded.at, actor: &actor, policy, calendar, registry, identity: &[] };
            decided(&recorded.event, before, &ctx)
        };
        match (under(old), under(new)) {
            (Some(Ok(as_before)), Some(Ok(otherwise))) if as_before != otherwise => {
                let what = if otherwise { "没有联系上，即归档" } else { "没有联系上，还要再试" };
                found.push(Difference::of(recorded, "callback_tries", what.to_owned()));
            }
            (Some(Ok(_)), Some(Err(refusal))) => {
                let what = format!("不能这样办：{refusal}");
                found.push(Difference::of(recorded, rule_of(&recorded.event, &refusal), what));
            }
            _ => {}
        }
    }
    let under = |policy| follows(recorded, before, after, policy, lists.registry);
    for (was, (rule, would)) in under(old).into_iter().zip(under(new)) {
        if was != (rule, would) {
            found.push(Difference::of(recorded, rule, in_words(rule, would).to_owned()));
        }
    }
    found
}

/// The guards of the act behind an event, and whether it ends the claim. None for what no such rule decides.
#[expect(clippy::wildcard_enum_match_arm, reason = "no ground, field, word or count of these decides the other events")]
fn decided(event: &Event, claim: &Claim, ctx: &Context<'_>) -> Option<Result<bool, Refusal>> {
    let ends = |facts: Vec<Fact>| facts.iter().any(|fact| matches!(fact.event, Event::ClaimArchived { .. }));
    let on = |n: &u16| claim.order(*n);
    Some(match event {
        Event::ClaimRefused { not_accepted, .. } => {
            let again = not_accepted.clone();
            let command = RefuseClaim {
                ground: again.ground,
                facts: again.facts,
                explanation: again.explanation,
                way: again.way,
                told: again.told,
                about: again.about,
            };
            refuse(claim, command, ctx).map(ends)
        }
        Event::Urged {} => may_urge(claim, ctx).map(|()| false),
        Event::SuspensionAsked { order, request, .. } => {
            ask_suspension(claim, on(order)?, request.clone(), ctx).map(ends)
        }
        Event::UnresolvableAsked { order, request, .. } => ask_unresolvable(on(order)?, request.clone(), ctx).map(ends),
        Event::FedBack { order, feedback, .. } => feed_back(claim, on(order)?, feedback.clone(), ctx).map(ends),
        Event::FeedbackSentBack { order, .. } => may_return_feedback(on(order)?, ctx).map(|()| false),
        Event::OrderTakenBack { order, .. } => may_take_back(claim, on(order)?, ctx).map(|()| false),
        // Whether a word given ends the claim is told by the levels of satisfaction.
        Event::CallbackTried { tried, .. } if !matches!(tried.outcome, CallbackOutcome::Reached(_)) => {
            call_back(claim, tried.clone(), ctx).map(ends)
        }
        Event::CallbackTried { tried, .. } => call_back(claim, tried.clone(), ctx).map(|_| false),
        _ => return None,
    })
}

/// The rule of the document behind a refusal.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other refusal comes from what the event's own rules ask for")]
fn rule_of(event: &Event, refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::RefusedOften { .. } => "refused_requests",
        Refusal::SentBackOften { .. } => "feedback_returns",
        Refusal::TakenBackOften { .. } => "take_back_count",
        Refusal::QuietHours { .. } => "quiet_hours",
        Refusal::TriesTooAlike { .. } => "callback_min_days",
        Refusal::UrgedToday => "urges_per_day",
        Refusal::ConductIsTaken => "conduct_branches",
        Refusal::Field { field: "public_answer", .. } => "barred_words",
        _ => match event {
            Event::ClaimRefused { .. } => "refuse",
            Event::SuspensionAsked { .. } => "suspend",
            Event::UnresolvableAsked { .. } => "unresolvable",
            _ => "feedback_evidence",
        },
    }
}

/// What follows from an event by itself, each with the rule that says so.
#[expect(clippy::wildcard_enum_match_arm, reason = "from every other event nothing follows by a trigger of the policy")]
fn follows(
    recorded: &Recorded,
    before: Option<&Claim>,
    after: &Claim,
    policy: &Policy,
    registry: &Registry,
) -> Vec<(&'static str, bool)> {
    match &recorded.event {
        Event::OrderDispatched { role: OrderRole::Main, .. } => vec![
            ("danger", danger(&after.told, policy).is_some()),
            ("identity_kept", kind_is_kept(after, policy, registry)),
        ],
        Event::ClaimWithdrawn { .. } => {
            vec![("pursue", before.is_some_and(|before| must_be_pursued(before, policy, registry)))]
        }
        Event::ClockExpired { .. } => vec![("supervise", raised_by(recorded, policy).is_some())],
        Event::FeedbackSentBack { order, .. } => {
            vec![("key_at_return", puts_forward(Trigger::NotAsRequired, after, *order, policy))]
        }
        _ => Vec::new(),
    }
}

/// What a trigger comes to, in words.
fn in_words(rule: &str, would: bool) -> &'static str {
    match (rule, would) {
        ("danger", true) => "话里有紧急用词，派单前要先问是否有危险",
        ("danger", false) => "话里没有紧急用词，派单前不必先问危险",
        ("identity_kept", true) => "不论是否要求保密，都不向承办单位透露诉求人",
        ("identity_kept", false) => "诉求人要求保密的，才不向承办单位透露",
        ("pursue", true) => "撤回以后仍然依职权办理",
        ("pursue", false) => "撤回以后不再办理",
        ("supervise", true) => "自动发督办单",
        ("supervise", false) => "不自动发督办单",
        (_, true) => "督办未了结的，提请重点督办",
        (_, false) => "还不提请重点督办",
    }
}

/// Somebody who holds every office: it is not asked again who decided.
fn actor(reference: &ActorRef) -> Actor {
    match reference {
        ActorRef::Claimant(person) => Actor::Claimant(*person),
        ActorRef::Clock => Actor::Clock,
        ActorRef::Staff(account, unit) => Actor::Staff(Staff {
            account: *account,
            name: String::new(),
            unit: unit.clone(),
            region: DivisionCode::from(""),
            roles: Role::ALL.iter().copied().collect(),
        }),
    }
}

impl Difference {
    /// One that is about no limit.
    pub(super) fn of(recorded: &Recorded, rule: &'static str, what: String) -> Self {
        Self { seq: recorded.seq, at: recorded.at.rfc3339(), what, rule, late: None, would_be_late: None }
    }
}
