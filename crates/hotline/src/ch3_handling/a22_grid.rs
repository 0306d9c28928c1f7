//! 第二十二条　网格直派 (C22): what is clear in duty and area goes straight to the grid worker of the place.
//!
//! It passes no duty on: the order is the township's, which sees it at once and answers for it under the clocks of
//! Articles 23 and 24, and the guard of Article 20 holds. The worker is a named person on the order.

use law::Clause;
use law::registry::Cell;

use super::a20_dispatch::{Target, became_main, duty_line, main_order, registered, rule_out_danger};
use crate::claim::{Claim, Registration};
use crate::command::DispatchToGrid;
use crate::context::Context;
use crate::event::Fact;
use crate::order::GridWorker;
use crate::refusal::Refusal;
use crate::verb::Verb;

/// A marked matter in a place whose cell has somebody on duty, never disputed before.
pub(crate) fn may_dispatch_to_grid(claim: &Claim, ctx: &Context<'_>) -> Result<(), Refusal> {
    if !claim.waits_for_dispatch() {
        return Err(Refusal::NotInThisStage { verb: Verb::DispatchToGrid, stage: claim.stage });
    }
    let registration = registered(claim)?;
    let category = &registration.category.code;
    if !ctx.registry.grid.is_marked(category) {
        let name =
            ctx.registry.categories.get(category).map_or_else(|| category.to_string(), |known| known.name.clone());
        return Err(Refusal::NotForTheGrid { category: name });
    }
    // Somebody has said that it is not theirs: not clear in duty.
    if claim.hops() > 0 {
        return Err(Refusal::GridNotClear);
    }
    if open_cells(registration, ctx).next().is_some() {
        return Ok(());
    }
    let place = ctx.registry.divisions.path_zh(&registration.place.division).to_owned();
    let off_duty = ctx.registry.grid.cells_of(&registration.place.division).next().is_some();
    Err(if off_duty { Refusal::GridOffDuty { place } } else { Refusal::NoGridCell { place } })
}

/// The cells of the claim's place whose worker is on duty now.
pub fn open_cells<'a>(registration: &Registration, ctx: &Context<'a>) -> impl Iterator<Item = &'a Cell> + use<'a> {
    let now = ctx.now;
    ctx.registry.grid.cells_of(&registration.place.division).filter(move |cell| cell.has_somebody_at(now))
}

/// The township's order, with the worker named on it.
pub(crate) fn dispatch_to_grid(
    claim: &Claim,
    command: &DispatchToGrid,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_dispatch_to_grid(claim, ctx)?;
    let registration = registered(claim)?;
    let cell = open_cells(registration, ctx).find(|cell| cell.code == command.cell).ok_or_else(|| {
        let text = "请选一个网格：要在诉求的社区、村里，网格员正在岗。";
        Refusal::field("cell", Clause::C22, text)
    })?;
    let duty = duty_line(claim, registration, &claim.agency, ctx, None, None)?;
    let unit = duty.lead.clone();
    rule_out_danger(claim, &duty, command.danger_ruled_out, ctx)?;
    let mut facts = became_main(claim, &unit);
    let target = Target {
        unit,
        hop: claim.hops() + 1,
        designation: None,
        override_reason: None,
        own_limit: None,
        ruling: None,
        helper: None,
        grid: Some(GridWorker { cell: cell.code.clone(), name: cell.name.clone(), worker: cell.worker.clone() }),
    };
    let order = main_order(claim, target, &duty, ctx)?;
    facts.push(Fact { clause: Clause::C22, ..order });
    Ok(facts)
}
