//! 第十一条　不属于受理范围的六种情形 (C11.1-6), with 第十五条第二项: always explained, always with the lawful way (C15.2).

use law::policy::RefusalForm;
use law::registry::{CategoryCode, Registry};
use law::{Clause, Policy};

use super::a12_register::{classed, placed};
use crate::claim::{About, Claim, NotAccepted, RefusalGround, Stage};
use crate::clocks::ClockKind;
use crate::command::RefuseClaim;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, optional, required};
use crate::verb::Verb;

/// Before it is taken in, or after, as long as nothing else has been done with it.
pub(crate) fn may_refuse(claim: &Claim) -> Result<(), Refusal> {
    match claim.stage {
        Stage::Received => Ok(()),
        Stage::Accepted if claim.orders.is_empty() && claim.answer.is_none() => Ok(()),
        Stage::Accepted
        | Stage::Refused
        | Stage::Emergency
        | Stage::Transferred
        | Stage::Joined
        | Stage::Terminated
        | Stage::Answered
        | Stage::Handling
        | Stage::CallingBack
        | Stage::Checking
        | Stage::Explaining
        | Stage::Explained
        | Stage::Archived => Err(Refusal::NotInThisStage { verb: Verb::Refuse, stage: claim.stage }),
    }
}

/// Not taken, on one of six grounds; the claimant was told why and where to go.
pub(crate) fn refuse(claim: &Claim, command: RefuseClaim, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_refuse(claim)?;
    let form = form_of(command.ground, ctx.policy);
    required(&command.facts, "facts", &form.facts, ACCOUNT, Clause::C11_1_6)?;
    required(&command.explanation, "explanation", "向诉求人的解释", ACCOUNT, Clause::C15_2)?;
    required(&command.way.body, "way_body", "依法可以找谁", LINE, Clause::C15_2)?;
    let reach = if form.reach { required } else { optional };
    reach(&command.way.reach, "way_reach", "电话或者地址", LINE, Clause::C15_2)?;
    if command.told.at > ctx.now {
        return Err(Refusal::field("told_at", Clause::C15_2, "告知时间还没到。请填写实际告知的时间。"));
    }
    let about = match (&claim.registration, command.about) {
        (Some(_), _) => None,
        (None, Some(mut about)) => {
            classed(&mut about.category, ctx)?;
            placed(&about.place, ctx)?;
            Some(about)
        }
        (None, None) => {
            return Err(Refusal::field("category", Clause::C12, "请先填类别和地点：不受理也要登记是什么事、在哪里。"));
        }
    };
    ground_fits(claim, about.as_ref(), command.ground, ctx)?;
    let not_accepted = NotAccepted {
        ground: command.ground,
        facts: command.facts,
        explanation: command.explanation,
        way: command.way,
        told: command.told,
        about,
    };
    let clocks = vec![ctx.clock(ClockKind::Closing, ctx.policy.closing.value, Clause::C15_2)];
    Ok(vec![Fact::new(Clause::C11_1_6, Event::ClaimRefused { not_accepted, clocks })])
}

/// What the ground has to rest on, and what must be told besides (P).
pub(crate) const fn form_of(ground: RefusalGround, policy: &Policy) -> &RefusalForm {
    let refuse = &policy.refuse;
    let rule = match ground {
        RefusalGround::OutsideCity => &refuse.outside_city,
        RefusalGround::OtherProceeding => &refuse.other_proceeding,
        RefusalGround::Petition => &refuse.petition,
        RefusalGround::Secrets => &refuse.secrets,
        RefusalGround::AlreadyDecided => &refuse.already_decided,
        RefusalGround::AgainstLaw => &refuse.against_law,
    };
    &rule.value
}

/// Ground 1 not for a place in the city; ground 2 never against complaints on conduct (law.md §2, disposal 2).
fn ground_fits(claim: &Claim, about: Option<&About>, ground: RefusalGround, ctx: &Context<'_>) -> Result<(), Refusal> {
    let registered = claim.registration.as_ref().map(|registration| (&registration.category, &registration.place));
    let Some((category, place)) = about.map(|about| (&about.category, &about.place)).or(registered) else {
        return Ok(());
    };
    let inside = ctx.registry.divisions.is_in_city(&place.division);
    if ground == RefusalGround::OutsideCity && inside {
        return Err(Refusal::InsideTheCity);
    }
    if ground == RefusalGround::OtherProceeding && is_on_conduct(&category.code, ctx.policy, ctx.registry) {
        return Err(Refusal::ConductIsTaken);
    }
    Ok(())
}

/// Whether the class is one of the branches that C10.1-5 (4), C32 and C33 take in.
pub(crate) fn is_on_conduct(code: &CategoryCode, policy: &Policy, registry: &Registry) -> bool {
    let branches = &policy.conduct_branches.value;
    let category = registry.categories.get(code);
    category.is_some_and(|category| branches.iter().any(|branch| category.path.starts_with(branch.as_str())))
}

/// Whether the claim complains of conduct or enforcement (C10.1-5 (4), C32, C33).
pub(crate) fn on_conduct(claim: &Claim, policy: &Policy, registry: &Registry) -> bool {
    let class = claim.registration.as_ref().map(|registration| &registration.category.code);
    class.is_some_and(|class| is_on_conduct(class, policy, registry))
}
