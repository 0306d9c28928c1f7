//! 第十九条　重点领域专席 (C19): what a special desk cannot answer at once it answers within two hours, the consultation
//! included (strict, P). A dispatch of which the claimant is told ends the two hours too.

use law::Clause;

use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::command::DeskConsult;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Accepted, not disposed of, not before a desk yet.
pub(crate) fn may_consult(claim: &Claim) -> Result<(), Refusal> {
    if !claim.is_undisposed() {
        return Err(Refusal::NotInThisStage { verb: Verb::DeskConsult, stage: claim.stage });
    }
    if claim.disposals.desk.is_some() {
        return Err(Refusal::RequestPending { what: "专席会商" });
    }
    Ok(())
}

/// The two hours begin.
pub(crate) fn consult(claim: &Claim, command: DeskConsult, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_consult(claim)?;
    required(&command.question, "question", "要弄清什么", ACCOUNT, Clause::C19)?;
    let clocks = vec![ctx.clock(ClockKind::DeskReply, ctx.policy.desk_reply.value, Clause::C19)];
    let event = Event::DeskConsulting { desk: command.desk, question: command.question, clocks };
    Ok(vec![Fact::new(Clause::C19, event)])
}
