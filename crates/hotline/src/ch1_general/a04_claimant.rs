//! What the claimant may still do on the way round the loop (C4; all P): urge, and withdraw. To add something and to be
//! told how it stands is Article 15 (`a15_same_matter`).

use law::registry::Registry;
use law::{Clause, Policy};

use super::a04_loop::archived;
use crate::ch2_acceptance::a11_not_accepted::on_conduct;
use crate::ch2_acceptance::a15_danger::danger;
use crate::ch3_handling::a25_unresolvable::ended_with_main;
use crate::claim::{ArchivedAs, Claim, Stage};
use crate::command::Withdraw;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::Outcome;
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, optional};
use crate::verb::Verb;

/// While somebody owes the claimant something, once a day or as often as policy allows.
pub(crate) fn may_urge(claim: &Claim, ctx: &Context<'_>) -> Result<(), Refusal> {
    if matches!(claim.stage, Stage::Archived | Stage::Refused | Stage::Answered | Stage::Terminated) {
        return Err(Refusal::NotInThisStage { verb: Verb::Urge, stage: claim.stage });
    }
    let today = claim.disposals.urged_at.iter().filter(|urged| urged.date() == ctx.now.date()).count();
    if u32::try_from(today).unwrap_or(u32::MAX) >= ctx.policy.urges_per_day.value {
        return Err(Refusal::UrgedToday);
    }
    Ok(())
}

/// 催一催: told to whom it concerns, on record; no clock moves.
pub(crate) fn urge(claim: &Claim, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_urge(claim, ctx)?;
    Ok(vec![Fact::new(Clause::C4, Event::Urged {})])
}

/// Before its end, once.
pub(crate) fn may_withdraw(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Archived || claim.disposals.withdrawn {
        return Err(Refusal::NotInThisStage { verb: Verb::Withdraw, stage: claim.stage });
    }
    Ok(())
}

/// 撤回: told what follows, a yes on record. What the agency must pursue anyway goes on without the claimant; the rest
/// ends here (law.md §2).
pub(crate) fn withdraw(claim: &Claim, command: Withdraw, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_withdraw(claim)?;
    optional(&command.reason, "reason", "撤回的原因", ACCOUNT, Clause::C4)?;
    if !command.confirmed {
        return Err(Refusal::field(
            "confirmed",
            Clause::C4,
            "撤回以后不再办理、不再回访，以后还可以再提。请确认要撤回，再提交。",
        ));
    }
    let ex_officio = must_be_pursued(claim, ctx.policy, ctx.registry);
    let mut facts = vec![Fact::new(Clause::C4, Event::ClaimWithdrawn { reason: command.reason, ex_officio })];
    if !ex_officio {
        facts.extend(ended_with_main(claim, Outcome::Withdrawn, Clause::C4));
        if let Some(main) = claim.main_order() {
            facts.push(Fact::new(Clause::C4, Event::OrderEnded { order: main.n, outcome: Outcome::Withdrawn }));
        }
        facts.push(archived(claim, ArchivedAs::Withdrawn, false, Clause::C4, ctx.now));
    }
    Ok(facts)
}

/// Danger, conduct of organs, a matter that others count on: not the claimant's alone to give up (P, which of them is
/// policy); as long as somebody is at it.
pub(crate) fn must_be_pursued(claim: &Claim, policy: &Policy, registry: &Registry) -> bool {
    let pursue = &policy.pursue;
    claim.stage == Stage::Handling
        && (pursue.followed.value && !claim.disposals.followers.is_empty()
            || pursue.danger.value && danger(&claim.told, policy).is_some()
            || pursue.conduct.value && on_conduct(claim, policy, registry))
}
