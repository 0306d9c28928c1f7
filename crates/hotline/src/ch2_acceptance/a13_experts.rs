//! 第十三条　驻场人员、政策专员 (C13.1, C13.3): a technical question goes to who knows; who first takes it is bound by
//! first responsibility until it is answered.

use law::Clause;

use crate::claim::Claim;
use crate::command::HandToExpert;
use crate::context::Context;
use crate::disposal::Expert;
use crate::event::{Event, Fact};
use crate::refusal::Refusal;
use crate::text::{LINE, required};
use crate::verb::Verb;

/// Accepted and not yet disposed of.
pub(crate) fn may_hand(claim: &Claim) -> Result<(), Refusal> {
    if claim.is_undisposed() {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::HandToExpert, stage: claim.stage })
    }
}

/// To a unit's person at the hotline; the dispatch clock runs on (C13.1, C20.1).
pub(crate) fn hand(claim: &Claim, command: HandToExpert, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_hand(claim)?;
    if ctx.registry.units.get(&command.unit).is_none() {
        return Err(Refusal::field("unit", Clause::C13_1, "请选专员所在的单位。"));
    }
    required(&command.subject, "subject", "什么问题", LINE, Clause::C13_1)?;
    let expert = Expert { unit: command.unit, kind: command.kind, subject: command.subject };
    Ok(vec![Fact::new(Clause::C13_3, Event::HandedToExpert { expert })])
}
