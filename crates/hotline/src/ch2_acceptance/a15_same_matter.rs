//! 第十五条第四项　同一诉求人、同一事项 (C15.4): nothing new → told how it stands, no new order; something new → added to the
//! open claim. After the archive it is a new claim linked to the first (P).

use law::Clause;

use crate::claim::{Claim, Stage};
use crate::command::{Supplement, TellProgress};
use crate::context::Context;
use crate::disposal::Told;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// 告知进度: at any time, the archived result too; on record at the first claim.
pub(crate) fn tell(command: TellProgress, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    required(&command.text, "text", "告知的内容", ACCOUNT, Clause::C15_4)?;
    if command.told.at > ctx.now {
        return Err(Refusal::field("told_at", Clause::C15_4, "告知时间还没到。请填写实际告知的时间。"));
    }
    let Told { text, told } = Told { text: command.text, told: command.told };
    Ok(vec![Fact::new(Clause::C15_4, Event::ProgressTold { text, told })])
}

/// 补充: as long as the claim is open.
pub(crate) fn may_supplement(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Archived {
        return Err(Refusal::NotInThisStage { verb: Verb::Supplement, stage: claim.stage });
    }
    Ok(())
}

/// The unit is told, no clock moves; after feedback it is read with the callback.
pub(crate) fn supplement(claim: &Claim, command: Supplement) -> Result<Vec<Fact>, Refusal> {
    may_supplement(claim)?;
    required(&command.text, "text", "补充的情况", ACCOUNT, Clause::C15_4)?;
    Ok(vec![Fact::new(Clause::C15_4, Event::Supplemented { text: command.text })])
}
