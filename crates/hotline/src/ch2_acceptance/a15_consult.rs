//! 第十五条第七项　派前沟通 (C15.7): unclear, rare or hard matters are talked over with the unit that is meant to take them.
//! Agreement dispatches with that reference; without it the agency decides and names a unit.

use law::Clause;

use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::command::{AnswerConsult, Consult};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::promise::unit_name;
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, required};
use crate::verb::Verb;

/// Accepted, not disposed of, nobody being asked.
pub(crate) fn may_consult(claim: &Claim) -> Result<(), Refusal> {
    if !claim.waits_for_dispatch() {
        return Err(Refusal::NotInThisStage { verb: Verb::Consult, stage: claim.stage });
    }
    if claim.disposals.open_consultation().is_some() {
        return Err(Refusal::RequestPending { what: "派前沟通" });
    }
    Ok(())
}

/// The unit is asked; the two hours of dispatch run on beside it (law.md §1).
pub(crate) fn consult(claim: &Claim, command: Consult, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_consult(claim)?;
    if ctx.registry.units.get(&command.unit).is_none() {
        return Err(Refusal::field("unit", Clause::C15_7, "请选拟承办单位。"));
    }
    if claim.disposals.consulted(&command.unit).is_some() {
        let name = unit_name(ctx.registry, &command.unit);
        return Err(Refusal::field("unit", Clause::C15_7, format!("已经与{name}沟通过。请派单，或者另选单位沟通。")));
    }
    required(&command.question, "question", "哪里不清楚", ACCOUNT, Clause::C15_7)?;
    let clocks = vec![ctx.clock(ClockKind::Consult, ctx.policy.consult.value, Clause::C15_7)];
    let event = Event::UnitConsulted { unit: command.unit, question: command.question, clocks };
    Ok(vec![Fact::new(Clause::C15_7, event)])
}

/// Asked, and nobody has answered.
pub(crate) fn may_answer(claim: &Claim) -> Result<(), Refusal> {
    if claim.waits_for_dispatch() && claim.disposals.open_consultation().is_some() {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::AnswerConsult, stage: claim.stage })
    }
}

/// What the unit says, on record.
pub(crate) fn answer(claim: &Claim, command: AnswerConsult) -> Result<Vec<Fact>, Refusal> {
    may_answer(claim)?;
    required(&command.answer, "answer", "答复", ACCOUNT, Clause::C15_7)?;
    let asked = claim.disposals.open_consultation();
    let unit = asked.map(|asked| asked.unit.clone());
    let unit = unit.ok_or(Refusal::NotInThisStage { verb: Verb::AnswerConsult, stage: claim.stage })?;
    let event = Event::ConsultationAnswered { unit, agrees: command.agrees, answer: command.answer };
    Ok(vec![Fact::new(Clause::C15_7, event)])
}
