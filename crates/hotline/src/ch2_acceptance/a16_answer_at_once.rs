//! 第十六条　当场答复 (C16): what can be answered from what is known is answered, and on what it rests is on record.

use law::Clause;

use crate::ch1_general::a04_loop::archived;
use crate::ch3_handling::a38_callback::after_rating;
use crate::claim::{Answer, ArchivedAs, Claim, Stage};
use crate::clocks::ClockKind;
use crate::command::AnswerAtOnce;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::identity;
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Of a text that others than the claimant read.
const SHOWS: &str = "这件诉求有别人并入，答复他们也会读到，里面不能有姓名、手机号或者证件号。请删掉，可以写“您”。";

/// An accepted claim for which no order is out.
pub(crate) fn may_answer(claim: &Claim) -> Result<(), Refusal> {
    match claim.stage {
        Stage::Accepted if claim.orders.is_empty() => Ok(()),
        Stage::Received
        | Stage::Accepted
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
        | Stage::Archived => Err(Refusal::NotInThisStage { verb: Verb::AnswerAtOnce, stage: claim.stage }),
    }
}

/// Answered; the claimant's word may come at the end of the call or later by one message (law.md §2).
pub(crate) fn answer(claim: &Claim, command: AnswerAtOnce, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_answer(claim)?;
    required(&command.text, "text", "答复内容", ACCOUNT, Clause::C16)?;
    required(&command.source, "source", "答复依据", ACCOUNT, Clause::C16)?;
    if command.told.at > ctx.now {
        return Err(Refusal::field("told_at", Clause::C16, "告知时间还没到。请填写实际告知的时间。"));
    }
    if !claim.disposals.followers.is_empty() && identity::shows(&command.text, ctx.identity) {
        // Those who follow it read the same words (C15.5).
        return Err(Refusal::field("text", Clause::C39, SHOWS));
    }
    let answer = Answer { text: command.text, source: command.source, told: command.told };
    let clocks = vec![ctx.clock(ClockKind::Closing, ctx.policy.closing.value, Clause::C38)];
    let mut facts = vec![Fact::new(Clause::C16, Event::ClaimAnswered { answer, clocks })];
    if let Some(rating) = command.rating {
        let satisfied = rating.satisfaction.counts_as_satisfied(ctx.policy.satisfied_levels.value);
        facts.push(after_rating(rating, ctx)?);
        if satisfied {
            facts.push(archived(claim, ArchivedAs::Satisfied, true, Clause::C38, ctx.now));
        }
    }
    Ok(facts)
}
