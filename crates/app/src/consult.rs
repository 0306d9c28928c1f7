//! What a unit is asked without holding an order: a consultation before dispatch, a question for who knows the subject
//! (C13.1, C15.7), the list of what it is asked; and where a notice leads.

use std::collections::BTreeMap;

use hotline::authority::Scope;
use hotline::ch2_acceptance::a14_secrecy::is_kept_from_units;
use hotline::identity::veiled;
use hotline::may::{Possible, may};
use hotline::reactions::Recipient;
use hotline::{Claim, ClaimNo, ClockKind, Verb};
use law::Instant;
use law::registry::UnitCode;
use store::claims;
use store::notices::{self, Told};

use crate::App;
use crate::error::AppError;
use crate::people::Session;
use crate::views::{Asked, ConsultPage, ConsultRow, Matter};

/// Notices that are looked through for what is still unanswered.
const LOOKED_THROUGH: u32 = 200;
/// Notices on the home page.
const SHOWN: u32 = 20;

impl App {
    /// What a unit is asked about a claim that it does not handle; the claimant stays out of it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what this unit was never asked.
    pub async fn consult_page(&self, session: &Session, no: &ClaimNo) -> Result<ConsultPage, AppError> {
        let Scope::Unit(unit) = self.scope(session)? else { return Err(AppError::NotFound) };
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        let own = &claim.disposals;
        let asked: Vec<_> = own.consultations.iter().rev().filter(|asked| asked.unit == unit).collect();
        let expert = own.expert.as_ref().filter(|expert| expert.unit == unit);
        if asked.is_empty() && expert.is_none() {
            return Err(AppError::NotFound);
        }
        let now = self.now();
        let actor = session.actor();
        let ctx = self.context(&actor, now, &[]);
        let waits = own.open_consultation().is_some_and(|open| open.unit == unit);
        let kind = if waits { ClockKind::Consult } else { ClockKind::Dispatch };
        Ok(ConsultPage {
            no: claim.no.clone(),
            version: claim.version,
            matter: self.matter(&claim).await?,
            asked: asked
                .iter()
                .map(|asked| Asked {
                    at: asked.asked_at.shown(),
                    question: asked.question.clone(),
                    answer: asked.answer.clone(),
                })
                .collect(),
            expert: expert.map(|expert| (expert.kind.zh(), expert.subject.clone())),
            clock: claim.clocks.get(kind).filter(|_| unanswered(&claim, &unit)).map(|clock| self.shown(clock, now)),
            possible: may(&claim, &ctx).into_iter().filter(asked_of_a_unit).collect(),
        })
    }

    /// What a claim is about, for a unit that does not handle it.
    pub(crate) async fn matter(&self, claim: &Claim) -> Result<Matter, AppError> {
        let registration = claim.registration.as_ref();
        // A report, a complaint on conduct, a claimant who wants to be kept from units: their own words could tell.
        let tells = is_kept_from_units(claim, self.policy(), self.inner.registry);
        let words = if tells { self.identity_of(claim.claimant.person).await? } else { Vec::new() };
        let seen = |text: &str| if tells { veiled(text, &words) } else { text.to_owned() };
        let demands = registration.map(|registration| registration.demands.as_slice()).unwrap_or_default();
        Ok(Matter {
            title: seen(&claim.title()),
            kind: claim.kind().map_or("", |kind| kind.zh()),
            category: self.category(claim),
            place: self.place(claim),
            told: if tells { String::new() } else { claim.told.clone() },
            content: registration.map(|registration| seen(&registration.content)).unwrap_or_default(),
            demands: demands.iter().map(|demand| seen(demand)).collect(),
        })
    }

    /// What this unit was asked and has not answered, opinions on orders among it (C27, C31); the oldest first.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for who is no unit.
    pub async fn consultations(&self, session: &Session) -> Result<Vec<ConsultRow>, AppError> {
        let Scope::Unit(unit) = self.scope(session)? else { return Err(AppError::NotFound) };
        let query = notices::of_recipient(&Recipient::Unit(unit.clone()), None, LOOKED_THROUGH);
        let rows = self.inner.db.fetch(&[query]).await?;
        let mut told = rows.first().map(notices::read).transpose()?.unwrap_or_default();
        told.retain(|told| matches!(told.code.as_str(), "consulted" | "expert" | "escalated"));
        let claims = self.claims_of(&told).await?;
        let now = self.now();
        let open = claims.values().filter(|claim| unanswered(claim, &unit));
        let mut rows: Vec<(Instant, ConsultRow)> =
            open.map(|claim| (claim.received_at, self.row(claim, &unit, now))).collect();
        rows.extend(claims.values().flat_map(|claim| self.opinion_rows(claim, &unit, now)));
        rows.sort_by_key(|(at, _)| *at);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    fn row(&self, claim: &Claim, unit: &UnitCode, now: Instant) -> ConsultRow {
        let own = &claim.disposals;
        let asked = own.open_consultation().filter(|open| &open.unit == unit);
        let expert = own.expert.as_ref().filter(|expert| &expert.unit == unit);
        let (what, question, kind) = match (asked, expert) {
            (Some(asked), _) => ("派前沟通", asked.question.clone(), ClockKind::Consult),
            (None, Some(expert)) => (expert.kind.zh(), expert.subject.clone(), ClockKind::Dispatch),
            (None, None) => ("", String::new(), ClockKind::Dispatch),
        };
        ConsultRow {
            no: claim.no.to_string(),
            path: format!("/consult/{}", claim.no),
            title: claim.title(),
            place: self.place(claim),
            what,
            question,
            clock: claim.clocks.get(kind).map(|clock| self.shown(clock, now)),
        }
    }

    /// The newest notices to this person's unit or offices: when, text, address.
    pub(crate) async fn notices_of(&self, session: &Session) -> Result<Vec<(String, String, String)>, AppError> {
        let unit = &session.staff.unit;
        let mut queries = vec![notices::of_recipient(&Recipient::Unit(unit.clone()), None, SHOWN)];
        for role in &session.staff.roles {
            queries.push(notices::of_recipient(&Recipient::Office(unit.clone(), *role), None, SHOWN));
        }
        let answers = self.inner.db.fetch(&queries).await?;
        let mut told = Vec::new();
        for rows in &answers {
            told.extend(notices::read(rows)?);
        }
        told.sort_by_key(|told| std::cmp::Reverse((told.at, told.root, told.seq)));
        // One event told to two offices of one person is one line.
        told.dedup_by(|one, other| (one.root, one.seq, &one.text) == (other.root, other.seq, &other.text));
        told.truncate(20);
        let scope = self.scope(session)?;
        let claims = self.claims_of(&told).await?;
        let shown = told.into_iter().map(|told| {
            let claim = claims.get(&told.root).filter(|claim| scope.sees(claim, self.inner.registry));
            let address = claim.map(|claim| address(&told, claim, &scope)).unwrap_or_default();
            (told.at.shown(), told.text, address)
        });
        Ok(shown.collect())
    }

    /// The claims of notices, by root.
    async fn claims_of(&self, told: &[Told]) -> Result<BTreeMap<i64, Claim>, AppError> {
        let mut roots: Vec<i64> = told.iter().map(|told| told.root).collect();
        roots.sort_unstable();
        roots.dedup();
        if roots.is_empty() {
            return Ok(BTreeMap::new());
        }
        let queries: Vec<_> = roots.iter().map(|root| claims::by_id(*root)).collect();
        let answers = self.inner.db.fetch(&queries).await?;
        let mut found = BTreeMap::new();
        for (root, rows) in roots.into_iter().zip(&answers) {
            if let Some(stored) = claims::read(rows)? {
                found.insert(root, stored.claim);
            }
        }
        Ok(found)
    }
}

/// Asked, and still to be answered by this unit.
fn unanswered(claim: &Claim, unit: &UnitCode) -> bool {
    let own = &claim.disposals;
    let consulted = claim.waits_for_dispatch() && own.open_consultation().is_some_and(|open| &open.unit == unit);
    let expert = claim.is_undisposed() && own.expert.as_ref().is_some_and(|expert| &expert.unit == unit);
    consulted || expert
}

/// What a unit without an order may be asked.
fn asked_of_a_unit(one: &Possible) -> bool {
    one.order.is_none() && matches!(one.verb, Verb::AnswerConsult | Verb::AnswerAtOnce)
}

/// Where a notice leads its reader: what it names, as far as that is the reader's.
fn address(told: &Told, claim: &Claim, scope: &Scope) -> String {
    let no = &claim.no;
    // «TS260105-00731-7-2»: the number after the claim's own is its order.
    let named = told.text.split_once(&format!("{no}-")).map(|(_, rest)| rest);
    let digits = named.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let order = digits.and_then(|digits| digits.parse::<u16>().ok()).and_then(|n| claim.order(n));
    let Scope::Unit(unit) = scope else {
        return order.map_or_else(|| format!("/claim/{no}"), |order| format!("/order/{}", no.order(order.n)));
    };
    if matches!(told.code.as_str(), "consulted" | "expert") {
        return format!("/consult/{no}");
    }
    if told.code == "escalated" {
        let asked = order.filter(|order| order.asks_opinion_of() == Some(unit));
        return asked.map(|order| format!("/opinion/{}", no.order(order.n))).unwrap_or_default();
    }
    let own = |order: &&hotline::Order| &order.unit == unit;
    let order = order.filter(own).or_else(|| claim.orders.iter().rev().find(own));
    order.map(|order| format!("/order/{}", no.order(order.n))).unwrap_or_default()
}
