//! 第二十条第二款　下转 (C20.2, C6.1): county governments hand on to their departments or townships, inside their own limit;
//! who handed on stays answerable. Nobody hands down what is the duty of the level above. For a county's government its
//! hotline agency may do it; the first dispatch is the city agency's all the same (C20.1).

use law::registry::{Registry, Tier, Unit, UnitCode, UnitKind};
use law::{Clause, Limit};

use super::a20_dispatch::{basis, dispute_clocks, duty_line, level_guard, next_number, undertaking_unit};
use crate::claim::Claim;
use crate::clocks::{ClockKind, RunningClock};
use crate::command::HandOnward;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Order, OrderRole, OrderState};
use crate::promise::unit_name;
use crate::refusal::Refusal;
use crate::text::{LINE, required};
use crate::verb::Verb;

/// City → county → township, and no further: orders below the first.
const DEEPEST: usize = 2;

/// A body that has others below it, while it handles (C6.1).
pub(crate) fn may_hand_on(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    if order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::HandOnward, state: order.state.zh() });
    }
    let has_others_below = ctx.registry.units.get(&order.unit).is_some_and(|unit| {
        matches!(
            unit.kind,
            UnitKind::CountyGovernment
                | UnitKind::DispatchedOffice
                | UnitKind::CountyDepartment
                | UnitKind::ZoneDepartment
                | UnitKind::CityDepartment
        )
    });
    if !has_others_below || above(claim, order) >= DEEPEST {
        return Err(Refusal::field(
            "order",
            Clause::C20_2,
            "这张工单不能再往下转。请由本单位办理；需要别的单位配合的，可以申请协办。",
        ));
    }
    Ok(())
}

/// How many orders stand above this one.
fn above(claim: &Claim, order: &Order) -> usize {
    let mut count = 0;
    let mut now = order.parent;
    while let Some(parent) = now.and_then(|n| claim.order(n)).filter(|_| count <= DEEPEST) {
        count += 1;
        now = parent.parent;
    }
    count
}

/// Handed on to a unit below, with a limit inside the order's own (C20.2).
pub(crate) fn hand_on(
    claim: &Claim,
    order: &Order,
    onward: HandOnward,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_hand_on(claim, order, ctx)?;
    required(&onward.task, "task", "交办事项", LINE * 5, Clause::C20_2)?;
    let registration =
        claim.registration.as_ref().ok_or(Refusal::NotInThisStage { verb: Verb::HandOnward, stage: claim.stage })?;
    let duty = duty_line(claim, registration, &order.unit, ctx, None, order.duty.departure.as_deref())?;
    let unit = undertaking_unit(&onward.unit, &duty, ctx)?;
    if !is_below(unit, &order.unit, ctx) {
        let name = unit_name(ctx.registry, &order.unit);
        return Err(Refusal::field(
            "unit",
            Clause::C20_2,
            format!("{}不是{name}的下级，不能下转。请选本单位的下级。", unit.name),
        ));
    }
    if claim.orders.iter().any(|other| other.is_open() && other.unit == onward.unit) {
        return Err(Refusal::field("unit", Clause::C20_2, format!("{}已经在办这件诉求。", unit.name)));
    }
    level_guard(&duty, unit, ctx)?;
    let parents = order.clocks.get(ClockKind::Handle);
    let handle = inside(parents, onward.limit, ctx)?;
    let mut clocks = vec![ctx.clock(ClockKind::Sign, ctx.policy.sign.value, Clause::C23_2)];
    clocks.extend(dispute_clocks(ctx));
    clocks.push(handle);
    Ok(vec![Fact::new(
        Clause::C20_2,
        Event::OrderDispatched {
            order: next_number(claim),
            unit: onward.unit,
            agency: agency_of(order, claim, ctx),
            role: OrderRole::Onward,
            hop: order.hop,
            designated: false,
            duty: basis(&duty, None),
            task: onward.task,
            own_limit: None,
            parent: Some(order.n),
            helper: None,
            grid: None,
            clocks,
        },
    )])
}

/// The child's handling clock ends not later than the order's own (law.md §3).
fn inside(parents: Option<&RunningClock>, limit: Option<Limit>, ctx: &Context<'_>) -> Result<RunningClock, Refusal> {
    let no_clock = || Refusal::NotInThisState { verb: Verb::HandOnward, state: OrderState::Signed.zh() };
    let parents = parents.ok_or_else(no_clock)?;
    let Some(limit) = limit else { return Ok(RunningClock { expired_at: None, held: false, ..parents.clone() }) };
    let own = ctx.clock(ClockKind::Handle, limit, Clause::C24_1);
    if own.due > parents.due {
        let due = parents.due.shown();
        return Err(Refusal::field("limit", Clause::C20_2, format!("下转的时限不能晚于本单位的期限（{due}）。")));
    }
    Ok(own)
}

/// The order's unit stands above it: as its parent, or as the government of its place.
fn is_below(unit: &Unit, holder: &UnitCode, ctx: &Context<'_>) -> bool {
    let mut now = unit.parent.clone();
    for _ in 0..4 {
        match now {
            Some(parent) if &parent == holder => return true,
            Some(parent) => now = ctx.registry.units.get(&parent).and_then(|above| above.parent.clone()),
            None => break,
        }
    }
    let of_place = |holder: &Unit| {
        holder.tier < unit.tier
            && holder.tier == Tier::County
            && match (&holder.division, &unit.division) {
                (Some(county), Some(place)) => ctx.registry.divisions.within(place, county),
                (None, _) | (_, None) => false,
            }
    };
    ctx.registry.units.get(holder).is_some_and(of_place)
}

/// Reviews are the county agency's, where the county has one (law.md §3).
fn agency_of(order: &Order, claim: &Claim, ctx: &Context<'_>) -> UnitCode {
    county_agency(&order.unit, ctx.registry).unwrap_or(&claim.agency).clone()
}

/// The hotline agency of the county in which a unit acts (C6.1).
fn county_agency<'r>(unit: &UnitCode, registry: &'r Registry) -> Option<&'r UnitCode> {
    let division = registry.units.get(unit)?.division.as_ref()?;
    let county = &registry.divisions.county_of(division)?.code;
    let mut agencies = registry.units.all().iter().filter(|unit| unit.kind == UnitKind::CountyHotlineAgency);
    agencies.find(|agency| agency.division.as_ref() == Some(county)).map(|agency| &agency.code)
}

/// The hotline agency that may hand on what a county's government was given (C6.1, C20.2); none for other units.
pub(crate) fn agency_of_government<'r>(unit: &UnitCode, registry: &'r Registry) -> Option<&'r UnitCode> {
    let government = registry.units.get(unit)?.kind == UnitKind::CountyGovernment;
    if government { county_agency(unit, registry) } else { None }
}

/// The orders below end with the one they were handed on from (law.md §3).
pub(crate) fn end_with(claim: &Claim, n: u16, basis: Clause) -> Vec<Fact> {
    let mut facts = Vec::new();
    for child in claim.handed_on(n) {
        facts.extend(end_with(claim, child.n, basis));
        let event = Event::OrderEnded { order: child.n, outcome: crate::order::Outcome::EndedWithMain };
        facts.push(Fact::new(basis, event));
    }
    facts
}
