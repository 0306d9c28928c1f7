//! 第十五条第五项　多个诉求人、同一事项 (C15.5): joined to a master, so that one order serves all; each is told and rates alone.
//!
//! Joining is an event of the joined claim; that the master is followed, and that its answer is theirs too, comes by
//! reactions. Undone, a joined claim is accepted again and has its own two hours of dispatch.

use law::Clause;

use crate::claim::{Claim, ClaimId, Stage};
use crate::clocks::ClockKind;
use crate::command::{AnswerWithMaster, Follow, Join, Unfollow, Unjoin};
use crate::context::Context;
use crate::disposal::Follower;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Accepted, not disposed of, and nobody follows it.
pub(crate) fn may_join(claim: &Claim) -> Result<(), Refusal> {
    if !claim.is_undisposed() {
        return Err(Refusal::NotInThisStage { verb: Verb::Join, stage: claim.stage });
    }
    if !claim.disposals.followers.is_empty() {
        return Err(Refusal::field("master", Clause::C15_5, "已有别的诉求并入这一件，它自己不能再并入别的。"));
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
pub(crate) fn join(claim: &Claim, command: Join) -> Result<Vec<Fact>, Refusal> {
    may_join(claim)?;
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
pub(crate) fn unjoin(claim: &Claim, command: Unjoin, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_unjoin(claim)?;
    required(&command.reason, "reason", "为什么撤销并案", ACCOUNT, Clause::C15_5)?;
    let clocks = vec![ctx.clock(ClockKind::Dispatch, ctx.policy.dispatch.value, Clause::C20_1)];
    Ok(vec![Fact::new(Clause::C15_5, Event::ClaimUnjoined { reason: command.reason, clocks })])
}

/// The master learns who follows it; once each.
pub(crate) fn follow(claim: &Claim, command: Follow) -> Vec<Fact> {
    let Follow { follower } = command;
    if claim.disposals.followers.iter().any(|one| one.claim == follower.claim) {
        return Vec::new();
    }
    vec![Fact::new(Clause::C15_5, Event::ClaimFollowed { follower })]
}

/// And who does no more.
pub(crate) fn unfollow(claim: &Claim, command: &Unfollow) -> Vec<Fact> {
    if claim.disposals.followers.iter().all(|one| one.claim != command.claim) {
        return Vec::new();
    }
    vec![Fact::new(Clause::C15_5, Event::ClaimUnfollowed { claim: command.claim })]
}

/// The master was answered: so is this one, and its claimant is called back and rates alone (C15.5, C38).
pub(crate) fn answer_with_master(claim: &Claim, command: AnswerWithMaster, ctx: &Context<'_>) -> Vec<Fact> {
    if claim.stage != Stage::Joined {
        return Vec::new();
    }
    let clocks = vec![ctx.clock(ClockKind::Callback, ctx.policy.callback_first.value, Clause::C38)];
    let AnswerWithMaster { by, text } = command;
    vec![Fact::new(Clause::C15_5, Event::AnsweredWithMaster { by, text, clocks })]
}

/// What an event of one claim asks of others (C15.5): the master is told of its followers, the followers of its answer;
/// where a master ends without one, they go their own ways.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other event asks nothing of other claims")]
pub fn asked_of_others(event: &Event, claim: &Claim) -> Vec<(ClaimId, crate::command::Command)> {
    use crate::command::Command;
    let all = |of: &dyn Fn(&Follower) -> Command| -> Vec<(ClaimId, Command)> {
        claim.disposals.followers.iter().map(|follower| (follower.claim, of(follower))).collect()
    };
    match event {
        Event::ClaimJoined { master, .. } => {
            let follower = Follower { claim: claim.id, no: claim.no.clone(), person: claim.claimant.person };
            vec![(*master, Command::Follow(Follow { follower }))]
        }
        Event::ClaimUnjoined { .. } => match &claim.disposals.joined_before {
            Some(master) => vec![(*master, Command::Unfollow(Unfollow { claim: claim.id }))],
            None => Vec::new(),
        },
        Event::FeedbackAccepted { order, .. } => {
            let main = claim.order(*order).filter(|order| order.answers_the_claimant());
            let Some(record) = main.and_then(|order| Some((order.unit.clone(), order.last_feedback()?))) else {
                return Vec::new();
            };
            let (by, text) = (record.0, record.1.feedback.public_answer.clone());
            all(&|_| Command::AnswerWithMaster(AnswerWithMaster { by: Some(by.clone()), text: text.clone() }))
        }
        Event::RectificationReported { order, report, .. } => {
            let by = claim.order(*order).map(|order| order.unit.clone());
            let text = report.public_answer.clone();
            all(&|_| Command::AnswerWithMaster(AnswerWithMaster { by: by.clone(), text: text.clone() }))
        }
        Event::ClaimAnswered { answer, .. } => {
            all(&|_| Command::AnswerWithMaster(AnswerWithMaster { by: None, text: answer.text.clone() }))
        }
        Event::ClaimArchived { .. } | Event::ClaimRefused { .. } | Event::OrderTerminated { .. } => {
            all(&|_| Command::Unjoin(Unjoin { reason: "主件已经结束，单独办理。".to_owned() }))
        }
        _ => Vec::new(),
    }
}
