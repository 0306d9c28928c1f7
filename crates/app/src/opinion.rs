//! What a government or superior is asked on an order that it does not hold: its opinion (C27, C31).

use hotline::authority::Scope;
use hotline::may::may;
use hotline::promise::unit_name;
use hotline::{Claim, ClockKind, OrderNo, Verb};
use law::Instant;
use law::registry::UnitCode;

use crate::App;
use crate::error::AppError;
use crate::people::Session;
use crate::views::{ConsultRow, OpinionPage};

impl App {
    /// What this unit's opinion is asked on; the claimant stays out of it, and so does what the order's unit wrote besides.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what this unit is not asked, or has answered.
    pub async fn opinion_page(&self, session: &Session, no: &OrderNo) -> Result<OpinionPage, AppError> {
        let Scope::Unit(unit) = self.scope(session)? else { return Err(AppError::NotFound) };
        let claim = self.load(&no.claim).await?.ok_or(AppError::NotFound)?.claim;
        let asked = claim.order(no.n).filter(|order| order.asks_opinion_of() == Some(&unit));
        let order = asked.ok_or(AppError::NotFound)?;
        let escalated = order.requests.open_escalation().ok_or(AppError::NotFound)?;
        let by = if escalated.by_agency { &order.agency } else { &order.unit };
        let now = self.now();
        let actor = session.actor();
        let possible = may(&claim, &self.context(&actor, now, &[]));
        let own = |verb: Verb, n: Option<u16>| verb == Verb::GiveOpinion && n == Some(order.n);
        Ok(OpinionPage {
            no: no.clone(),
            version: claim.version,
            matter: self.matter(&claim).await?,
            by: unit_name(self.inner.registry, by),
            at: escalated.at.shown(),
            question: escalated.request.question.clone(),
            tried: escalated.request.tried.clone(),
            wanted: escalated.request.wanted.clone(),
            clock: order.clocks.get(ClockKind::Escalation).map(|clock| self.shown(clock, now)),
            possible: possible.into_iter().filter(|one| own(one.verb, one.order)).collect(),
        })
    }

    /// The orders of a claim on which this unit is asked, as rows of what it is asked, with when.
    pub(crate) fn opinion_rows(&self, claim: &Claim, unit: &UnitCode, now: Instant) -> Vec<(Instant, ConsultRow)> {
        let asked = claim.orders.iter().filter(|order| order.asks_opinion_of() == Some(unit));
        let row = |order: &hotline::Order| {
            let escalated = order.requests.open_escalation()?;
            let no = claim.no.order(order.n).to_string();
            let row = ConsultRow {
                path: format!("/opinion/{no}"),
                no,
                title: claim.title(),
                place: self.place(claim),
                what: "报请协调",
                question: escalated.request.question.clone(),
                clock: order.clocks.get(ClockKind::Escalation).map(|clock| self.shown(clock, now)),
            };
            Some((escalated.at, row))
        };
        asked.filter_map(row).collect()
    }
}
