//! 第三十八条　回访评价 (C38): satisfied → archived; unsatisfied → checked → handled again, or explained.

use law::{Clause, Instant, Policy};

use crate::authority::Actor;
use crate::ch1_general::a04_loop::archived;
use crate::ch2_acceptance::a15_joined;
use crate::claim::{ArchivedAs, Claim, ClaimKind, Explanation, Stage};
use crate::clocks::{ClockKind, RunningClock};
use crate::command::CheckFinding;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::Order;
use crate::rating::{CallbackMethod, CallbackOutcome, CallbackTry, Rating};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, optional, required};
use crate::verb::Verb;

/// Answered by a unit, waiting for the claimant's word; and not in the hours of rest (P).
pub(crate) fn may_call_back(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::CallingBack {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::CallBack, stage: claim.stage })
    }
}

/// A try of the hotline to reach the claimant; with the claimant's word, what follows from it.
pub(crate) fn call_back(claim: &Claim, tried: CallbackTry, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_call_back(claim)?;
    if disturbs(tried.method, ctx.policy) && in_quiet_hours(ctx) {
        return Err(Refusal::QuietHours { hours: ctx.policy.call_hours() });
    }
    let before = claim.rounds.last().map_or(0, |round| round.tries.len());
    let nth = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    let outcome = tried.outcome.clone();
    match outcome {
        CallbackOutcome::Reached(rating) => {
            check_words(&rating)?;
            let satisfied = rating.satisfaction.counts_as_satisfied(ctx.policy.satisfied_levels.value);
            let clocks = if satisfied { Vec::new() } else { vec![check_clock(ctx)] };
            let mut facts = vec![Fact::new(Clause::C38, Event::CallbackTried { tried, clocks })];
            if satisfied {
                facts.push(archived(claim, ArchivedAs::Satisfied, true, Clause::C38, ctx.now));
            }
            Ok(facts)
        }
        CallbackOutcome::Refused => Ok(vec![
            Fact::new(Clause::C38, Event::CallbackTried { tried, clocks: Vec::new() }),
            archived(claim, ArchivedAs::NotRated, true, Clause::C38, ctx.now),
        ]),
        CallbackOutcome::NoAnswer | CallbackOutcome::WrongNumber | CallbackOutcome::NotThePerson => {
            let last = nth >= ctx.policy.callback_tries.value;
            if last {
                varied_enough(claim, tried.method, nth, ctx)?;
            }
            // The window of three days runs from the first try (P).
            let clocks = if before == 0 {
                vec![ctx.clock(ClockKind::Callback, ctx.policy.callback_window.value, Clause::C38)]
            } else {
                Vec::new()
            };
            let mut facts = vec![Fact::new(Clause::C38, Event::CallbackTried { tried, clocks })];
            if last {
                facts.push(archived(claim, ArchivedAs::NotRated, true, Clause::C38, ctx.now));
            }
            Ok(facts)
        }
    }
}

/// The claimant rates by their own hand, once a round (C38).
pub(crate) fn may_rate(claim: &Claim) -> Result<(), Refusal> {
    match claim.stage {
        Stage::CallingBack | Stage::Answered => Ok(()),
        Stage::Received
        | Stage::Accepted
        | Stage::Refused
        | Stage::Emergency
        | Stage::Transferred
        | Stage::Joined
        | Stage::Terminated
        | Stage::Handling => Err(Refusal::NotInThisStage { verb: Verb::Rate, stage: claim.stage }),
        Stage::Checking | Stage::Explaining | Stage::Explained | Stage::Archived => match &claim.final_rating {
            Some(rating) => Err(Refusal::RatedAlready { given: rating.satisfaction.zh() }),
            None => Err(Refusal::NotInThisStage { verb: Verb::Rate, stage: claim.stage }),
        },
    }
}

/// The claimant's own word.
pub(crate) fn rate(claim: &Claim, rating: Rating, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_rate(claim)?;
    let satisfied = rating.satisfaction.counts_as_satisfied(ctx.policy.satisfied_levels.value);
    let mut facts = vec![after_rating(rating, ctx)?];
    if satisfied {
        facts.push(archived(claim, ArchivedAs::Satisfied, true, Clause::C38, ctx.now));
    }
    Ok(facts)
}

/// The rating as an event; an unsatisfied one starts the check (C38).
pub(crate) fn after_rating(rating: Rating, ctx: &Context<'_>) -> Result<Fact, Refusal> {
    check_words(&rating)?;
    let clocks = if rating.satisfaction.counts_as_satisfied(ctx.policy.satisfied_levels.value) {
        Vec::new()
    } else {
        vec![check_clock(ctx)]
    };
    Ok(Fact::new(Clause::C38, Event::ClaimRated { rating, clocks }))
}

fn check_words(rating: &Rating) -> Result<(), Refusal> {
    optional(&rating.words, "words", "评价说明", ACCOUNT, Clause::C38)
}

fn check_clock(ctx: &Context<'_>) -> RunningClock {
    ctx.clock(ClockKind::Check, ctx.policy.check.value, ctx.policy.check.basis)
}

/// Whether an unsatisfied claim waits for its check.
pub(crate) fn may_check(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Checking {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::Check, stage: claim.stage })
    }
}

/// Clear omission or not carried out → handled again; beyond law, policy or reason → the unit explains (C38).
pub(crate) fn check(claim: &Claim, finding: CheckFinding, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_check(claim)?;
    match &finding {
        CheckFinding::Omission { demand } => {
            required(demand, "demand", "疏漏在哪里、要求怎样重办", ACCOUNT, Clause::C38)?;
            not_used_up(claim, ctx)?;
            let facts = |clocks, then: Option<Fact>| {
                [Fact::new(Clause::C38, Event::CheckConcluded { finding: finding.clone(), clocks })]
                    .into_iter()
                    .chain(then)
                    .collect()
            };
            if let Some(order) = claim.lead_order() {
                return Ok(facts(Vec::new(), Some(new_round(claim, order, ctx)?)));
            }
            if let Some(asked) = a15_joined::asks_its_master(claim, demand) {
                return Ok(facts(Vec::new(), Some(asked)));
            }
            // Answered at once and wrongly so: back to be disposed of again, the two hours anew.
            Ok(facts(vec![ctx.clock(ClockKind::Dispatch, ctx.policy.dispatch.value, Clause::C20_1)], None))
        }
        CheckFinding::Beyond { evidence, .. } => {
            required(evidence, "evidence", "认定的依据", ACCOUNT, Clause::C38)?;
            let clocks =
                vec![ctx.clock(ClockKind::Explanation, ctx.policy.explanation.value, ctx.policy.explanation.basis)];
            Ok(vec![Fact::new(Clause::C38, Event::CheckConcluded { finding, clocks })])
        }
    }
}

/// No oftener than policy allows (P).
fn not_used_up(claim: &Claim, ctx: &Context<'_>) -> Result<(), Refusal> {
    let rounds = ctx.policy.rehandle_rounds.value;
    if claim.rehandled >= rounds { Err(Refusal::ReHandlingUsedUp { rounds }) } else { Ok(()) }
}

/// A new round on the order that answered the claimant: to be signed and handled anew, in a time of its own (C38).
pub(crate) fn new_round(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<Fact, Refusal> {
    not_used_up(claim, ctx)?;
    let limit = match claim.kind() {
        Some(ClaimKind::Consultation) => ctx.policy.rehandle_consultation.value,
        _ => ctx.policy.rehandle_other.value,
    };
    let clocks = vec![
        ctx.clock(ClockKind::Sign, ctx.policy.sign.value, Clause::C23_2),
        ctx.clock(ClockKind::Handle, limit, Clause::C38),
    ];
    Ok(Fact::new(Clause::C38, Event::ReHandlingOrdered { order: order.n, round: order.round + 1, clocks }))
}

/// Whether an explanation is owed.
pub(crate) fn may_explain(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Explaining {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::Explain, stage: claim.stage })
    }
}

/// 耐心解释、积极引导、争取理解 (C38).
pub(crate) fn explain(claim: &Claim, explanation: Explanation, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_explain(claim)?;
    required(&explanation.text, "text", "解释内容", ACCOUNT, Clause::C38)?;
    if explanation.told.at > ctx.now {
        return Err(Refusal::field("told_at", Clause::C38, "解释的时间还没到。请填写实际解释的时间。"));
    }
    let clocks = vec![check_clock(ctx)];
    Ok(vec![Fact::new(Clause::C38, Event::ClaimExplained { explanation, clocks })])
}

/// Ways that ring or knock (P); a page the claimant opens does not.
pub(crate) const fn disturbs(method: CallbackMethod, policy: &Policy) -> bool {
    let quiet = policy.quiet_methods.value;
    match method {
        CallbackMethod::Phone => quiet.phone,
        CallbackMethod::Sms => quiet.sms,
        CallbackMethod::Web => quiet.web,
        CallbackMethod::Interview => quiet.interview,
        CallbackMethod::Visit => quiet.visit,
    }
}

fn in_quiet_hours(ctx: &Context<'_>) -> bool {
    if matches!(ctx.actor, Actor::Claimant(_)) {
        return false;
    }
    ctx.policy.is_quiet(ctx.now)
}

/// Nobody is archived unreached but after tries on two days by two means (law.md §2, P).
fn varied_enough(claim: &Claim, method: CallbackMethod, tries: u32, ctx: &Context<'_>) -> Result<(), Refusal> {
    let earlier: Vec<_> = claim.rounds.last().map(|round| round.tries.iter().collect()).unwrap_or_default();
    let count = |distinct: usize| u32::try_from(distinct).unwrap_or(u32::MAX);
    let mut days: Vec<law::Date> = earlier.iter().map(|tried| Instant::date(tried.at)).collect();
    days.push(ctx.now.date());
    days.sort_unstable();
    days.dedup();
    let mut means: Vec<CallbackMethod> = earlier.iter().map(|tried| tried.method).collect();
    means.push(method);
    means.sort_unstable();
    means.dedup();
    let (days_needed, means_needed) = (ctx.policy.callback_min_days.value, ctx.policy.callback_min_means.value);
    let change = match (count(days.len()) < days_needed, count(means.len()) < means_needed) {
        (true, true) => "一天、换一种方式",
        (true, false) => "一天",
        (false, true) => "一种方式",
        (false, false) => return Ok(()),
    };
    Err(Refusal::TriesTooAlike { tries, days: days_needed, means: means_needed, change })
}
