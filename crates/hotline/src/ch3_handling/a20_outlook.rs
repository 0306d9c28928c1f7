//! 第二十条　派单前能看到的 (C20.1, C20.2): what the guards say of the units near by, and what an order would bring, before
//! anybody chooses. The guards are those of the dispatch itself.

use law::registry::{Duty, UnitCode, UnitKind};
use law::{Limit, Reckoned};

use super::a20_dispatch::{general_limit, may_lead};
use crate::claim::{Claim, Registration};
use crate::context::Context;
use crate::refusal::Refusal;

/// What a dispatcher sees of the law before deciding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The general limit of the claim's kind (C24.1).
    pub limit: Limit,
    /// When it would end if the order went out now.
    pub due: Reckoned,
    /// This order designates its unit and must say why (C23.3).
    pub designates: bool,
    /// Units somebody might think of that may not have it, each with the refusal a dispatch would bring.
    pub barred: Vec<(UnitCode, Refusal)>,
}

/// Looks ahead for a registered claim with its line of the list.
pub fn outlook(claim: &Claim, registration: &Registration, duty: &Duty, ctx: &Context<'_>) -> Outlook {
    let hop = claim.hops() + 1;
    let limit = general_limit(registration.kind, ctx);
    let mut barred: Vec<(UnitCode, Refusal)> = Vec::new();
    for code in thought_of(claim, registration, ctx) {
        let known = barred.iter().any(|(other, _)| *other == code);
        if let (Err(refusal), false) = (may_lead(claim, &code, hop, duty, ctx), known) {
            barred.push((code, refusal));
        }
    }
    let due = law::due(limit, ctx.now, ctx.calendar);
    Outlook { limit, due, designates: hop >= ctx.policy.designate_at_hop.value, barred }
}

/// Who had it before, whom it complains of, and who governs the place: the units a claim is most easily passed down to.
fn thought_of(claim: &Claim, registration: &Registration, ctx: &Context<'_>) -> Vec<UnitCode> {
    let divisions = &ctx.registry.divisions;
    let place = &registration.place.division;
    let seats = [divisions.county_of(place), divisions.township_of(place)];
    let governs = |kind| {
        matches!(
            kind,
            UnitKind::CountyGovernment | UnitKind::DispatchedOffice | UnitKind::Township | UnitKind::TownshipLike
        )
    };
    let mut codes: Vec<UnitCode> = claim.orders.iter().map(|order| order.unit.clone()).collect();
    codes.extend(claim.misconduct().map(|misconduct| misconduct.against.clone()));
    for seat in seats.into_iter().flatten() {
        let units = ctx.registry.units.all().iter();
        let here = units.filter(|unit| unit.division.as_ref() == Some(&seat.code) && governs(unit.kind));
        codes.extend(here.map(|unit| unit.code.clone()));
    }
    codes
}
