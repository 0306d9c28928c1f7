//! 第二十条　派单：职权法定、层级守护 (C20.1, C20.2), with 第十五条第六项 main and co-handling orders in one decision (C15.6).
//!
//! Duty comes from the responsibility list: (category, place) names level, lead and co-units. The guard compares the
//! target with the *level* of the duty holder, not with its name, and holds for orders of every kind and way.

use law::registry::{
    Category, Duty, DutyClock, DutyLevel, EmergencyLine, NoDuty, Route, Tier, Unit, UnitCode, UnitKind,
};
use law::{Clause, Limit};

use super::a20_onward::end_with;
use super::a32_misconduct::{above, feedback_clock, not_to_the_one_complained_of};
use super::a33_enforcement::is_of_article_33;
use crate::authority::{Actor, Role, offices_zh};
use crate::ch2_acceptance::a15_danger::danger;
use crate::claim::{Claim, ClaimKind, Registration};
use crate::clocks::{ClockKind, RunningClock};
use crate::command::{CoOrder, Dispatch, OwnLimit};
use crate::context::Context;
use crate::disposal::Consultation;
use crate::event::{Event, Fact};
use crate::order::{DutyBasis, GridWorker, Order, OrderRole, OrderState, Outcome};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, optional, required};
use crate::verb::Verb;

/// An accepted claim waits for its order (or again, after an upheld dispute).
pub(crate) fn may_dispatch(claim: &Claim) -> Result<(), Refusal> {
    if claim.waits_for_dispatch() {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::Dispatch, stage: claim.stage })
    }
}

/// Hands the claim to the unit that has the legal duty, and to the co-units with duties of their own.
pub(crate) fn dispatch(claim: &Claim, command: Dispatch, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_dispatch(claim)?;
    let registration = registered(claim)?;
    // Also where nothing will rest on them: what is on record can be read.
    optional(command.designation.as_deref().unwrap_or_default(), "designation", "指定理由", ACCOUNT, Clause::C23_3)?;
    let reason = command.override_reason.as_deref().unwrap_or_default();
    optional(reason, "override_reason", "离开职责清单的理由", ACCOUNT, Clause::C5_1)?;
    if let Some(misconduct) = claim.misconduct() {
        not_to_the_one_complained_of(misconduct, &command.lead, ctx)?;
    }
    let hop = claim.hops() + 1;
    let target = Target {
        unit: command.lead,
        hop,
        designation: command.designation,
        override_reason: command.override_reason,
        own_limit: command.own_limit,
        ruling: None,
        helper: command.helper.clone().filter(|helper| !helper.trim().is_empty()),
        grid: None,
    };
    let designated = target.designation.as_deref();
    let duty = duty_line(claim, registration, &target.unit, ctx, target.override_reason.as_deref(), designated)?;
    rule_out_danger(claim, &duty, command.danger_ruled_out, ctx)?;
    if command.helper.as_deref().is_some_and(|helper| !helper.trim().is_empty()) && !claim.enterprise {
        return Err(Refusal::field("helper", Clause::C30, "帮办人只用于企业等经营主体的诉求。请去掉帮办人再派单。"));
    }
    optional(command.helper.as_deref().unwrap_or_default(), "helper", "帮办人", LINE, Clause::C30)?;
    let mut facts = became_main(claim, &target.unit);
    let lead = main_order(claim, target, &duty, ctx)?;
    let lead_clock = handle_clock(&lead);
    facts.push(lead);
    let mut n = next_number(claim);
    for co in command.co {
        n = n.saturating_add(1);
        let taken =
            facts.iter().any(|fact| matches!(&fact.event, Event::OrderDispatched { unit, .. } if unit == &co.unit));
        let open = claim.orders.iter().any(|order| order.is_open() && order.unit == co.unit);
        if taken || open {
            let name = ctx.registry.units.get(&co.unit).map_or_else(|| co.unit.to_string(), |unit| unit.name.clone());
            return Err(Refusal::field("co", Clause::C15_6, format!("{name}已经在这件诉求里了，不用再派协办。")));
        }
        facts.push(co_order_for(n, co, &duty, lead_clock.clone(), claim, ctx)?);
    }
    Ok(facts)
}

/// A co-unit that becomes the main: its co-order ends (law.md §3).
pub(crate) fn became_main(claim: &Claim, unit: &UnitCode) -> Vec<Fact> {
    claim
        .orders
        .iter()
        .filter(|co| co.is_open() && co.role == OrderRole::CoHandling && &co.unit == unit)
        .flat_map(|co| {
            let mut facts = end_with(claim, co.n, Clause::C23_3);
            facts.push(Fact::new(Clause::C23_3, Event::CoOrderBecameMain { order: co.n }));
            facts
        })
        .collect()
}

/// Where a main order is to go, and by what right.
pub(crate) struct Target {
    pub(crate) unit: UnitCode,
    pub(crate) hop: u32,
    pub(crate) designation: Option<String>,
    pub(crate) override_reason: Option<String>,
    pub(crate) own_limit: Option<OwnLimit>,
    /// The reason of an upheld dispute that names this unit (C23.3).
    pub(crate) ruling: Option<String>,
    /// The enterprise helper, by name (C30).
    pub(crate) helper: Option<String>,
    /// The grid worker it goes straight to (C22).
    pub(crate) grid: Option<GridWorker>,
}

/// The guards on a main unit that no reason and no person lifts: it undertakes, nobody complains of it here, its level
/// holds the duty, and its own dispute has not been upheld before.
pub(crate) fn may_lead<'a>(
    claim: &Claim,
    code: &UnitCode,
    hop: u32,
    duty: &Duty,
    ctx: &Context<'a>,
) -> Result<&'a Unit, Refusal> {
    let unit = undertaking_unit(code, duty, ctx)?;
    if let Some(misconduct) = claim.misconduct() {
        not_to_the_one_complained_of(misconduct, code, ctx)?;
    }
    level_guard(duty, unit, ctx)?;
    let returned =
        |order: &Order| order.unit == *code && order.state == OrderState::Closed { outcome: Outcome::Returned };
    if claim.orders.iter().any(returned) && hop < ctx.policy.designate_at_hop.value {
        return Err(Refusal::AlreadyReturned { unit: unit.name.clone() });
    }
    Ok(unit)
}

/// The order to the lead unit, past every guard.
pub(crate) fn main_order(claim: &Claim, target: Target, duty: &Duty, ctx: &Context<'_>) -> Result<Fact, Refusal> {
    let registration = registered(claim)?;
    let unit = may_lead(claim, &target.unit, target.hop, duty, ctx)?;
    let designated = target.hop >= ctx.policy.designate_at_hop.value;
    let ruled = target.ruling.is_some();
    let departure = if designated {
        let reason = target.designation.or(target.ruling).filter(|reason| !reason.trim().is_empty());
        Some(reason.ok_or(Refusal::DesignationNeeded { hops: claim.hops() })?)
    } else if duty.line.ends_with("/none") {
        // A gap of the list: there is nothing to compare the unit with, only the head's reason or what the unit itself
        // said when it was asked (C15.7).
        let agreed = claim.disposals.consulted(&target.unit).map(agreement);
        let above =
            over_the_one_complained_of(claim, &target.unit, ctx).then(|| "被反映单位的上级（第三十二条）".to_owned());
        target.ruling.or(target.override_reason).or(target.designation).or(agreed).or(above)
    } else if target.unit == duty.lead || duty.alternatives.contains(&target.unit) {
        None
    } else if let Some(ruling) = target.ruling {
        Some(ruling)
    } else if over_the_one_complained_of(claim, &target.unit, ctx) {
        Some("被反映单位的上级（第三十二条）".to_owned())
    } else if let Some(agreed) = claim.disposals.consulted(&target.unit).filter(|asked| has_agreed(asked)) {
        Some(agreement(agreed))
    } else {
        Some(override_of_the_list(target.override_reason, unit, duty, ctx)?)
    };
    if let Some(departure) = &departure {
        required(departure, "override_reason", "离开职责清单的理由", ACCOUNT, Clause::C5_1)?;
    }
    let general = general_limit(registration.kind, ctx);
    // A ruling hands on a limit that was decided before; it sets none (C24.1).
    if let Some(own) = target.own_limit.as_ref().filter(|_| !ruled) {
        own_limit_guard(own, general, ctx)?;
    }
    let limit = target.own_limit.as_ref().map_or(general, |own| own.limit);
    let mut clocks = vec![ctx.clock(ClockKind::Sign, sign_limit(duty, unit, ctx), Clause::C23_2)];
    if !designated {
        clocks.extend(dispute_clocks(ctx));
    }
    clocks.push(ctx.clock(ClockKind::Handle, limit, Clause::C24_1));
    clocks.extend(feedback_clock(claim, ctx));
    let clause = match duty.level {
        DutyLevel::CountyDepartment | DutyLevel::Township => Clause::C20_2,
        DutyLevel::CityDepartment
        | DutyLevel::Utility
        | DutyLevel::NationalOrProvincial
        | DutyLevel::HotlineAgency
        | DutyLevel::SuperiorAuthority
        | DutyLevel::External => Clause::C20_1,
    };
    let enforcement = is_of_article_33(registration.kind, duty, &target.unit);
    Ok(Fact::new(
        clause,
        Event::OrderDispatched {
            order: next_number(claim),
            unit: target.unit,
            agency: claim.agency.clone(),
            role: OrderRole::Main,
            hop: target.hop,
            designated,
            duty: DutyBasis { enforcement, ..basis(duty, departure) },
            task: String::new(),
            own_limit: target.own_limit,
            parent: None,
            helper: target.helper,
            grid: target.grid,
            clocks,
        },
    ))
}

/// Above the unit that the claim complains of (C32).
fn over_the_one_complained_of(claim: &Claim, target: &UnitCode, ctx: &Context<'_>) -> bool {
    claim.misconduct().is_some_and(|misconduct| above(&misconduct.against, ctx.registry).contains(target))
}

fn has_agreed(asked: &Consultation) -> bool {
    asked.answer.as_ref().is_some_and(|(agrees, _)| *agrees)
}

/// A consultation as the reason why this unit has the order (C15.7).
fn agreement(asked: &Consultation) -> String {
    let said = asked.answer.as_ref().map_or("未在期限内答复", |(_, answer)| answer.as_str());
    format!("派前沟通（{}）：{said}", asked.asked_at.shown())
}

/// The order to a co-unit: asked for a duty of its own, within the lead's limit (P).
pub(crate) fn co_order_for(
    n: u16,
    co: CoOrder,
    duty: &Duty,
    lead: Option<RunningClock>,
    claim: &Claim,
    ctx: &Context<'_>,
) -> Result<Fact, Refusal> {
    let unit = undertaking_unit(&co.unit, duty, ctx)?;
    optional(&co.task, "co", "协办事项", LINE * 5, Clause::C15_6)?;
    let listed = duty.co_units.contains(&co.unit);
    if !listed {
        // Off the list the level counts again: co-handling passes no duty on (law.md §2).
        level_guard(duty, unit, ctx)?;
        if co.reason.trim().is_empty() {
            return Err(Refusal::CoUnitNeedsReason { unit: unit.name.clone() });
        }
        required(&co.reason, "co", "需要协办的理由", LINE * 5, Clause::C15_6)?;
    }
    let mut clocks = vec![ctx.clock(ClockKind::Sign, sign_limit(duty, unit, ctx), Clause::C23_2)];
    clocks.extend(dispute_clocks(ctx));
    // A co-unit's time ends not later than the lead's (law.md §3, P).
    let handle = ctx.clock(ClockKind::Handle, general_limit(registered(claim)?.kind, ctx), Clause::C24_1);
    clocks.push(lead.filter(|lead| lead.due < handle.due).unwrap_or(handle));
    Ok(Fact::new(
        Clause::C15_6,
        Event::OrderDispatched {
            order: n,
            unit: co.unit,
            agency: claim.agency.clone(),
            role: OrderRole::CoHandling,
            hop: claim.hops() + 1,
            designated: false,
            duty: basis(duty, (!listed).then_some(co.reason)),
            task: co.task,
            own_limit: None,
            parent: None,
            helper: None,
            grid: None,
            clocks,
        },
    ))
}

/// The line of the list for the claim's category and place. Where there is none, only the head may go on (C15.7).
pub(crate) fn duty_line(
    claim: &Claim,
    registration: &Registration,
    target: &UnitCode,
    ctx: &Context<'_>,
    override_reason: Option<&str>,
    designation: Option<&str>,
) -> Result<Duty, Refusal> {
    let category = category_of(registration, ctx)?;
    let head = is_head(ctx) && override_reason.is_some_and(|reason| !reason.trim().is_empty());
    let duty = match ctx.registry.duty(&registration.category.code, &registration.place.division, None) {
        Ok(duty) => duty,
        Err(NoDuty::OutsideCity(_)) => {
            return Err(Refusal::field(
                "division",
                Clause::C11_1_6,
                "涉事地址不在本市行政区域内，不能派单。请按“不属于本市行政区域范围内”不受理，并告知当地的12345热线。",
            ));
        }
        Err(_) => {
            // Talked over with the unit before (C15.7): its yes, or the agency's reason why it has to be this one.
            let named = designation.is_some_and(|reason| !reason.trim().is_empty());
            let consulted = match claim.disposals.consulted(target) {
                Some(consultation) => named || consultation.answer.as_ref().is_some_and(|(agrees, _)| *agrees),
                None => false,
            };
            // A complaint on conduct goes above the one complained of, whatever the list says (C32, P).
            let above = over_the_one_complained_of(claim, target, ctx);
            let named = (head || consulted || above).then(|| ctx.registry.units.get(target)).flatten();
            return named.map(|unit| off_the_list(registration, unit)).ok_or_else(|| Refusal::NoDutyLine {
                category: category.name.clone(),
                place: ctx.registry.divisions.path_zh(&registration.place.division).to_owned(),
            });
        }
    };
    let instead = match duty.route {
        Route::Dispatch | Route::EmergencyCheck(_) => return Ok(duty),
        Route::RefuseAndGuide => "依法应当走别的程序，请按不受理告知法定途径",
        Route::TransferRestricted => "只能由专门人员移送，请交班长处理",
        Route::AnswerOrInternal => "由热线当场答复，请选“当场答复”",
    };
    if over_the_one_complained_of(claim, target, ctx) {
        let unit = ctx.registry.units.get(target);
        return Ok(unit.map_or(duty, |unit| off_the_list(registration, unit)));
    }
    if head { Ok(duty) } else { Err(Refusal::NotForDispatch { category: category.name.clone(), instead }) }
}

/// A gap of the list that the head closes for this one claim: the duty is the named unit's, on its own level (law.md §2).
fn off_the_list(registration: &Registration, unit: &Unit) -> Duty {
    let level = match unit.tier {
        Tier::National => DutyLevel::NationalOrProvincial,
        Tier::City => DutyLevel::CityDepartment,
        Tier::County => DutyLevel::CountyDepartment,
        Tier::Township => DutyLevel::Township,
        Tier::External => DutyLevel::External,
    };
    Duty {
        category: registration.category.code.clone(),
        level,
        tier: unit.tier,
        lead: unit.code.clone(),
        alternatives: Vec::new(),
        onward: None,
        co_units: Vec::new(),
        co_units_open: Vec::new(),
        route: Route::Dispatch,
        refusal_ground: None,
        clock: DutyClock::Normal,
        enterprise: false,
        basis: Vec::new(),
        keywords: Vec::new(),
        version: registration.category.version.clone(),
        line: format!("{}/none", registration.category.code),
    }
}

/// The handling clock of an order that is handed over.
fn handle_clock(fact: &Fact) -> Option<RunningClock> {
    let Event::OrderDispatched { clocks, .. } = &fact.event else {
        return None;
    };
    clocks.iter().find(|clock| clock.kind == ClockKind::Handle).cloned()
}

/// Article 20: a duty never goes below the level that holds it.
pub(crate) fn level_guard(duty: &Duty, unit: &Unit, ctx: &Context<'_>) -> Result<(), Refusal> {
    // An enterprise with public duties has the level the list gives it (P); the list has worked that out.
    let holder = duty.tier;
    // A branch of a city department is that department; its duty is the city's (units.csv).
    let tier = if unit.kind == UnitKind::CityDepartmentBranch { Tier::City } else { unit.tier };
    let category =
        || ctx.registry.categories.get(&duty.category).map_or_else(String::new, |category| category.name.clone());
    match (holder, tier) {
        (Tier::National | Tier::City, Tier::County | Tier::Township) => {
            Err(Refusal::CityDutyBelow { unit: unit.name.clone(), category: category(), lawful: lawful(duty, ctx) })
        }
        (Tier::County, Tier::Township) => {
            Err(Refusal::CountyDutyBelow { unit: unit.name.clone(), category: category(), lawful: lawful(duty, ctx) })
        }
        _ => Ok(()),
    }
}

/// Only bodies that undertake; villages, emergency lines, courts and the hotline itself are none (C6.2, C20.2).
pub(crate) fn undertaking_unit<'a>(code: &UnitCode, duty: &Duty, ctx: &Context<'a>) -> Result<&'a Unit, Refusal> {
    let unit =
        ctx.registry.units.get(code).ok_or_else(|| {
            Refusal::field("lead", Clause::C20_1, format!("单位库里没有“{code}”。请从单位列表里选。"))
        })?;
    let undertakes = match unit.kind {
        UnitKind::CityDepartment
        | UnitKind::PartyOrgan
        | UnitKind::PublicInstitution
        | UnitKind::ProvincialOrNationalInCity
        | UnitKind::CityDepartmentBranch
        | UnitKind::CountyGovernment
        | UnitKind::CountyDepartment
        | UnitKind::DispatchedOffice
        | UnitKind::ZoneDepartment
        | UnitKind::Township
        | UnitKind::TownshipLike
        | UnitKind::Utility => true,
        UnitKind::HotlineAgency
        | UnitKind::CountyHotlineAgency
        | UnitKind::HotlineAuthority
        | UnitKind::Government
        | UnitKind::Emergency
        | UnitKind::PeerHotline
        | UnitKind::DisciplineInspection
        | UnitKind::JudicialRoute
        | UnitKind::ArbitrationRoute
        | UnitKind::PetitionRoute
        | UnitKind::ReviewRoute => false,
    };
    if undertakes {
        Ok(unit)
    } else {
        Err(Refusal::NotAnUndertakingUnit { unit: unit.name.clone(), lawful: lawful(duty, ctx) })
    }
}

/// The head alone may leave the list, with a reason; never the guard (law.md §2).
fn override_of_the_list(
    reason: Option<String>,
    unit: &Unit,
    duty: &Duty,
    ctx: &Context<'_>,
) -> Result<String, Refusal> {
    match reason.filter(|reason| !reason.trim().is_empty()) {
        Some(reason) if is_head(ctx) => Ok(reason),
        _ => Err(Refusal::NotOnTheList {
            unit: unit.name.clone(),
            category: ctx
                .registry
                .categories
                .get(&duty.category)
                .map_or_else(String::new, |category| category.name.clone()),
            lawful: lawful(duty, ctx),
        }),
    }
}

fn is_head(ctx: &Context<'_>) -> bool {
    matches!(ctx.actor, Actor::Staff(staff) if staff.is(Role::AgencyHead))
}

/// A limit of the order's own is set now or never; one longer than the general limit is the head's (P, policy).
fn own_limit_guard(own: &OwnLimit, general: Limit, ctx: &Context<'_>) -> Result<(), Refusal> {
    required(&own.reason, "own_limit_reason", "另定时限的理由", LINE * 5, Clause::C24_1)?;
    let longer = law::due(own.limit, ctx.now, ctx.calendar).at > law::due(general, ctx.now, ctx.calendar).at;
    let deciders = &ctx.policy.decides.longer_limit.value;
    if longer && !ctx.actor.staff().is_some_and(|staff| staff.is_of(deciders)) {
        return Err(Refusal::field(
            "own_limit",
            Clause::C24_1,
            format!("另定的时限不能长于{}。确需更长的，请{}派单。", general.zh(), offices_zh(deciders)),
        ));
    }
    Ok(())
}

/// Categories that may hide danger are asked about first (C15.3).
pub(crate) fn rule_out_danger(claim: &Claim, duty: &Duty, ruled_out: bool, ctx: &Context<'_>) -> Result<(), Refusal> {
    if ruled_out {
        return Ok(());
    }
    match &duty.route {
        Route::EmergencyCheck(line) => {
            let line = match line {
                EmergencyLine::Police => "110",
                EmergencyLine::Fire => "119",
                EmergencyLine::Ambulance => "120",
                EmergencyLine::Traffic => "122",
            };
            Err(Refusal::AskAboutDanger { line })
        }
        // By rule as soon as the content shows danger, whatever the category (C15.3).
        Route::Dispatch | Route::RefuseAndGuide | Route::TransferRestricted | Route::AnswerOrInternal => {
            danger(&claim.told, ctx.policy).map_or(Ok(()), |(line, _)| Err(Refusal::AskAboutDanger { line }))
        }
    }
}

/// C24.1: two working days for consultations, five for the rest.
pub(crate) fn general_limit(kind: ClaimKind, ctx: &Context<'_>) -> Limit {
    match kind {
        ClaimKind::Consultation => ctx.policy.handle_consultation.value,
        ClaimKind::Help | ClaimKind::Complaint | ClaimKind::Report | ClaimKind::Suggestion => {
            ctx.policy.handle_other.value
        }
    }
}

/// C23.2: one working day; utilities take outages at any hour (C44.2, P).
pub(crate) fn sign_limit(duty: &Duty, unit: &Unit, ctx: &Context<'_>) -> Limit {
    // The utility's own duty to be awake; a department that helps it has its working day.
    match (duty.clock, unit.utility) {
        (DutyClock::Intake24h, Some(_)) => ctx.policy.sign_utility.value,
        (DutyClock::Intake24h, None)
        | (DutyClock::Normal | DutyClock::Misconduct | DutyClock::EnforcementNotice, _) => ctx.policy.sign.value,
    }
}

/// C23.3: the right to dispute, and the longer one for hard matters.
pub(crate) fn dispute_clocks(ctx: &Context<'_>) -> [RunningClock; 2] {
    [
        ctx.clock(ClockKind::Dispute, ctx.policy.dispute.value, Clause::C23_3),
        ctx.clock(ClockKind::DisputeComplex, ctx.policy.dispute_complex.value, Clause::C23_3),
    ]
}

pub(crate) fn basis(duty: &Duty, departure: Option<String>) -> DutyBasis {
    DutyBasis {
        level: duty.level,
        line: duty.line.clone(),
        version: duty.version.clone(),
        enforcement: false,
        departure,
    }
}

/// The unit the law points to, by name.
fn lawful(duty: &Duty, ctx: &Context<'_>) -> String {
    ctx.registry.units.get(&duty.lead).map_or_else(|| duty.lead.to_string(), |unit| unit.name.clone())
}

pub(crate) fn next_number(claim: &Claim) -> u16 {
    u16::try_from(claim.orders.len()).unwrap_or(u16::MAX).saturating_add(1)
}

pub(crate) fn registered(claim: &Claim) -> Result<&Registration, Refusal> {
    claim.registration.as_ref().ok_or(Refusal::NotInThisStage { verb: Verb::Dispatch, stage: claim.stage })
}

fn category_of<'a>(registration: &Registration, ctx: &Context<'a>) -> Result<&'a Category, Refusal> {
    ctx.registry.categories.get(&registration.category.code).ok_or_else(|| {
        Refusal::field(
            "category",
            Clause::C5_1,
            format!("没有“{}”这个类别。请从分类里选一个。", registration.category.code),
        )
    })
}
