//! 第十五条第五项　多个诉求人、同一事项 (C15.5): joined to a master, so that one order serves all; each is told and rates alone.
//!
//! Joining is an event of the joined claim; that the master is followed, and that its answer is theirs too, comes by
//! reactions. Undone, a joined claim is accepted again and has its own two hours of dispatch.
//!
//! Reactions may come late, twice, or one before the other. So each says which joining it is about, a master that can
//! lead no more sends back who comes to follow it, and only the master a claim is joined to can answer it or let it go.
//!
//! A joined claimant whose answer was not carried out (C38) follows the master again, into a new round on its main order or
//! the round under way; where there can be none, the claim gets an order of its own (law.md §2; ADR 16).

use law::Clause;
use law::registry::UnitCode;

use crate::ch3_handling::a38_callback::new_round;
use crate::claim::{Claim, ClaimId, Stage};
use crate::clocks::ClockKind;
use crate::command::{AnswerWithMaster, Command, Follow, HandleAgain, Join, Unfollow, Unjoin};
use crate::context::Context;
use crate::disposal::Follower;
use crate::event::{Event, Fact};
use crate::order::{Order, Outcome};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Accepted, not disposed of, nobody follows it, and not joined too often already (P): each joining that is undone begins
/// the two hours of dispatch anew.
pub(crate) fn may_join(claim: &Claim, ctx: &Context<'_>) -> Result<(), Refusal> {
    if !claim.is_undisposed() {
        return Err(Refusal::NotInThisStage { verb: Verb::Join, stage: claim.stage });
    }
    if !claim.disposals.followers.is_empty() {
        return Err(Refusal::field("master", Clause::C15_5, "已有别的诉求并入这一件，它自己不能再并入别的。"));
    }
    let most = ctx.policy.join_count.value;
    if claim.disposals.joinings >= most {
        return Err(Refusal::JoinedOften { count: most });
    }
    Ok(())
}

/// Whether a claim can lead others: on its way, and itself joined to none.
///
/// # Errors
/// A [`Refusal`] at the field `master`.
pub fn may_be_master(master: &Claim, joined: ClaimId) -> Result<(), Refusal> {
    let wrong = |text: &str| Err(Refusal::field("master", Clause::C15_5, text));
    if master.id == joined {
        return wrong("不能并入自己。请填写另一件诉求的编号。");
    }
    match master.stage {
        Stage::Accepted | Stage::Handling => Ok(()),
        Stage::Joined => wrong("这件诉求已经并入别的诉求。请填写主件的编号。"),
        Stage::Received => wrong("这件诉求还没有受理，不能作主件。请先受理它。"),
        Stage::Refused
        | Stage::Emergency
        | Stage::Transferred
        | Stage::Answered
        | Stage::CallingBack
        | Stage::Checking
        | Stage::Explaining
        | Stage::Explained
        | Stage::Terminated
        | Stage::Archived => wrong("这件诉求已经答复或者结束，不能再并入。请单独派单，或者告知办理结果。"),
    }
}

/// 并案: the operator has confirmed that it is the same matter.
pub(crate) fn join(claim: &Claim, command: Join, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_join(claim, ctx)?;
    let Some(master) = command.master_id else {
        return Err(Refusal::field("master", Clause::C15_5, "没有这个编号的诉求。请核对主件编号。"));
    };
    Ok(vec![Fact::new(Clause::C15_5, Event::ClaimJoined { master, no: command.master })])
}

/// Joined.
pub(crate) fn may_unjoin(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Joined {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::Unjoin, stage: claim.stage })
    }
}

/// 撤销并案: back to accepted, the two hours of dispatch anew (C20.1).
///
/// A master that ends lets only its own go; where that comes late, the claim has gone its way already.
pub(crate) fn unjoin(claim: &Claim, command: Unjoin, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    if command.master_id.is_some_and(|master| !follows(claim, master)) {
        return Ok(Vec::new());
    }
    may_unjoin(claim)?;
    required(&command.reason, "reason", "为什么撤销并案", ACCOUNT, Clause::C15_5)?;
    let clocks = vec![ctx.clock(ClockKind::Dispatch, ctx.policy.dispatch.value, Clause::C20_1)];
    Ok(vec![Fact::new(Clause::C15_5, Event::ClaimUnjoined { reason: command.reason, clocks })])
}

/// Joined to this master now.
fn follows(claim: &Claim, master: ClaimId) -> bool {
    claim.stage == Stage::Joined && claim.disposals.joined_to.as_ref().is_some_and(|(one, _)| *one == master)
}

/// The master learns who follows it; once each joining, and not of one that is over.
pub(crate) fn follow(claim: &Claim, command: Follow) -> Vec<Fact> {
    let Follow { follower } = command;
    if is_known(claim, &follower) {
        return Vec::new();
    }
    vec![Fact::new(Clause::C15_5, Event::ClaimFollowed { follower })]
}

/// This joining, or a later one, has come to the master already, or is over.
fn is_known(claim: &Claim, follower: &Follower) -> bool {
    let follows =
        claim.disposals.followers.iter().any(|one| one.claim == follower.claim && one.joining >= follower.joining);
    let over = claim.disposals.over(follower.claim);
    follows || over > 0 && over >= follower.joining
}

/// And who does no more.
pub(crate) fn unfollow(claim: &Claim, command: &Unfollow) -> Vec<Fact> {
    let Unfollow { claim: follower, joining } = *command;
    let follows = claim.disposals.followers.iter().any(|one| one.claim == follower && one.joining <= joining);
    if !follows && claim.disposals.over(follower) >= joining {
        return Vec::new();
    }
    vec![Fact::new(Clause::C15_5, Event::ClaimUnfollowed { claim: follower, joining })]
}

/// Answered with its master, and found not carried out: what is asked of the master; none for a claim that was answered
/// by itself. Where the master can take up no new round, it sends the claim its own way (law.md §2).
pub(crate) fn asks_its_master(claim: &Claim, demand: &str) -> Option<Fact> {
    let own = &claim.disposals;
    let (master, _) = own.joined_to.as_ref().filter(|_| own.answered_with.is_some() && claim.answer.is_none())?;
    let (master, demand) = (*master, demand.to_owned());
    Some(Fact::new(Clause::C15_5, Event::ReHandlingAskedOfMaster { master, demand }))
}

/// A new round on the master's main order, or the round that is under way; a master that has ended, or whose rounds are
/// used up, only learns who comes and sends it its own way (C15.5, C38).
pub(crate) fn handle_again(claim: &Claim, command: HandleAgain, ctx: &Context<'_>) -> Vec<Fact> {
    let HandleAgain { follower, demand } = command;
    if is_known(claim, &follower) {
        return Vec::new();
    }
    let under_way = may_be_master(claim, follower.claim).is_ok();
    let round =
        if under_way { None } else { answered_order(claim).and_then(|order| new_round(claim, order, ctx).ok()) };
    if !under_way && round.is_none() {
        return vec![Fact::new(Clause::C15_5, Event::ClaimFollowed { follower })];
    }
    let joined = Fact::new(Clause::C15_5, Event::JoinedForReHandling { follower, demand });
    round.into_iter().chain([joined]).collect()
}

/// The order that answered, while its claimant's word is asked, checked or explained to; not one that cannot be done (C25.4).
fn answered_order(claim: &Claim) -> Option<&Order> {
    let open = matches!(claim.stage, Stage::CallingBack | Stage::Checking | Stage::Explaining | Stage::Explained);
    claim.lead_order().filter(|order| open && order.ended_as(Outcome::Done))
}

/// The master was answered: so is this one, and its claimant is called back and rates alone (C15.5, C38).
pub(crate) fn answer_with_master(claim: &Claim, command: AnswerWithMaster, ctx: &Context<'_>) -> Vec<Fact> {
    let AnswerWithMaster { master, by, text, joining } = command;
    // The answer to an earlier joining that comes again answers nothing of what was left undone since.
    if !follows(claim, master) || joining != 0 && joining != claim.disposals.joinings {
        return Vec::new();
    }
    let clocks = vec![ctx.clock(ClockKind::Callback, ctx.policy.callback_first.value, Clause::C38)];
    vec![Fact::new(Clause::C15_5, Event::AnsweredWithMaster { by, text, clocks })]
}

/// The claim as its master knows it.
fn as_follower(claim: &Claim) -> Follower {
    let (no, person) = (claim.no.clone(), claim.claimant.person);
    Follower { claim: claim.id, no, person, joining: claim.disposals.joinings }
}

/// What an event of one claim asks of others (C15.5): the master is told of its followers, the followers of its answer;
/// where a master ends without one, they go their own ways.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other event asks nothing of other claims")]
pub fn asked_of_others(event: &Event, claim: &Claim) -> Vec<(ClaimId, Command)> {
    let now = &claim.disposals;
    let all = |of: &dyn Fn(&Follower) -> Command| {
        now.followers.iter().map(|follower| (follower.claim, of(follower))).collect()
    };
    let answered = |by: Option<UnitCode>, text: &str| {
        all(&|follower| {
            let (by, text, joining) = (by.clone(), text.to_owned(), follower.joining);
            Command::AnswerWithMaster(AnswerWithMaster { master: claim.id, by, text, joining })
        })
    };
    let on_its_own = |reason: &str| Command::Unjoin(Unjoin { reason: reason.to_owned(), master_id: Some(claim.id) });
    let no_more = |master: Option<ClaimId>| {
        let unfollow = Unfollow { claim: claim.id, joining: now.joinings };
        master.map(|master| (master, Command::Unfollow(unfollow))).into_iter().collect()
    };
    let joined_to = || now.joined_to.as_ref().map(|(master, _)| *master);
    match event {
        Event::ClaimJoined { master, .. } => {
            vec![(*master, Command::Follow(Follow { follower: as_follower(claim) }))]
        }
        Event::ReHandlingAskedOfMaster { master, demand } => {
            let (follower, demand) = (as_follower(claim), demand.clone());
            vec![(*master, Command::HandleAgain(HandleAgain { follower, demand }))]
        }
        Event::ClaimUnjoined { .. } => no_more(now.joined_before),
        // From here on it is called back, or ended, by itself.
        Event::AnsweredWithMaster { .. } => no_more(joined_to()),
        Event::ClaimWithdrawn { .. } if claim.stage == Stage::Joined => no_more(joined_to()),
        // It was answered, ended or was joined itself while the other was on its way to it, or takes up no round more.
        Event::ClaimFollowed { follower } if may_be_master(claim, follower.claim).is_err() => {
            let reason = "主件已经答复、结束或者并入别的诉求，或者不能再重办，单独办理。";
            vec![(follower.claim, on_its_own(reason))]
        }
        Event::FeedbackAccepted { order, .. } => {
            let main = claim.order(*order).filter(|order| order.answers_the_claimant());
            let record = main.and_then(|order| Some((&order.unit, order.last_feedback()?)));
            record.map_or_else(Vec::new, |(unit, record)| answered(Some(unit.clone()), &record.feedback.public_answer))
        }
        Event::RectificationReported { order, report, .. } => {
            answered(claim.order(*order).map(|order| order.unit.clone()), &report.public_answer)
        }
        Event::ClaimAnswered { answer, .. } => answered(None, &answer.text),
        Event::ClaimArchived { .. } | Event::ClaimRefused { .. } | Event::OrderTerminated { .. } => {
            all(&|_| on_its_own("主件已经结束，单独办理。"))
        }
        _ => Vec::new(),
    }
}
