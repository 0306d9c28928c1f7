//! S6: looking at who the claimant is. First the line in the look log, then the vault (C14.2, C39).

use std::collections::BTreeMap;

use hotline::ch2_acceptance::a14_secrecy::{may_be_shown, may_reveal};
use hotline::promise::unit_name;
use hotline::{ActorRef, Claim, ClaimNo, Order, OrderNo, Refusal, Role, Stage};
use law::Instant;
use store::accounts;
use store::looks::{self, Look};
use store::persons;
use zeroize::Zeroizing;

use crate::App;
use crate::error::AppError;
use crate::people::Session;

/// The hour in which looks are counted.
const HOUR_MS: i64 = 60 * 60_000;
/// Looks on a page of the audit administrator.
const LISTED: u32 = 100;

/// A line of the look log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookLine {
    /// `1月5日 14:00`
    pub at: String,
    /// Whose account.
    pub who: String,
    /// Of which unit.
    pub unit: String,
    /// The claim's number.
    pub claim: String,
    /// Why.
    pub reason: String,
    /// From which address.
    pub from: String,
    /// Asked for beyond the limit, and not given.
    pub refused: bool,
}

/// Who the claimant is, in the clear. No `Debug`: it must not end in a log.
pub struct Revealed {
    /// As the claimant calls themselves; empty if they did not say.
    pub name: Zeroizing<String>,
    /// Where they can be reached; empty if they did not say.
    pub phone: Zeroizing<String>,
}

/// S6 before the look: what the reader knows already, and whether more may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevealPage {
    /// What it is about, in one line.
    pub title: String,
    /// `王**`, or a code name.
    pub claimant: String,
    /// Where the claim stands.
    pub stage: Stage,
    /// Whether name and number may be shown, or why not and what to do instead.
    pub answer: Result<(), Refusal>,
}

impl App {
    /// What stands on the page that asks for the reason (S6).
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what is not theirs: a unit comes by its order alone.
    pub async fn reveal_page(
        &self,
        session: &Session,
        no: &ClaimNo,
        order: Option<u16>,
    ) -> Result<RevealPage, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        let registry = self.inner.registry;
        let order = order.map(|n| claim.order(n).ok_or(AppError::NotFound)).transpose()?;
        let seen = match order {
            Some(order) => scope.sees_order(&claim, order, registry),
            None => scope.sees_whole(&claim, registry),
        };
        if !seen {
            return Err(AppError::NotFound);
        }
        Ok(RevealPage {
            title: claim.title(),
            claimant: claim.claimant.label.clone(),
            stage: claim.stage,
            answer: may_be_shown(&claim, order, &session.actor(), self.policy(), registry),
        })
    }

    /// Shows a claimant to somebody of the agency, for a reason that the claimant can read.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the clause; [`AppError::NotFound`] alike for what is not there and what is not theirs.
    pub async fn reveal(
        &self,
        session: &Session,
        no: &ClaimNo,
        reason: &str,
        from: &str,
    ) -> Result<Revealed, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        if !scope.sees_whole(&claim, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        self.shown_to(session, &claim, None, reason, from).await
    }

    /// Shows a claimant to the unit that handles the order.
    ///
    /// # Errors
    /// As [`App::reveal`].
    pub async fn reveal_to_unit(
        &self,
        session: &Session,
        no: &OrderNo,
        reason: &str,
        from: &str,
    ) -> Result<Revealed, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(&no.claim).await?.ok_or(AppError::NotFound)?.claim;
        let order = claim.order(no.n).ok_or(AppError::NotFound)?;
        if !scope.sees_order(&claim, order, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        self.shown_to(session, &claim, Some(order), reason, from).await
    }

    async fn shown_to(
        &self,
        session: &Session,
        claim: &Claim,
        order: Option<&Order>,
        reason: &str,
        from: &str,
    ) -> Result<Revealed, AppError> {
        let actor = session.actor();
        let since = self.now().plus_ms(-HOUR_MS);
        let rows = self.inner.db.fetch(&[looks::count_by(&actor.reference(), since)]).await?;
        let made = rows.first().and_then(|rows| rows.first()).map_or(Ok(0), |row| row.u32(0))?;
        let answer = may_reveal(claim, order, &actor, reason, made, self.policy(), self.inner.registry);
        let what = match &answer {
            Ok(()) => "name,phone",
            // Who goes on asking beyond the limit is on record as well.
            Err(Refusal::LooksUsedUp { .. }) => looks::REFUSED,
            Err(_) => return Err(answer.map_or_else(AppError::from, |()| AppError::NotFound)),
        };
        let look = Look {
            root: claim.id.0,
            at: self.now(),
            actor: actor.reference(),
            unit: session.staff.unit.clone(),
            what: what.to_owned(),
            reason: reason.trim().to_owned(),
            from: from.to_owned(),
        };
        looks::record(&self.inner.db, look).await?;
        answer?;
        let identity = persons::open(&self.inner.db, &self.inner.vault, claim.claimant.person).await?;
        let identity = identity.unwrap_or_default();
        Ok(Revealed { name: identity.name.unwrap_or_default(), phone: identity.phone.unwrap_or_default() })
    }

    /// T5: the look log, newest first, for the audit administrator alone; and where the next page begins.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else.
    pub async fn look_log(
        &self,
        session: &Session,
        after: Option<&str>,
    ) -> Result<(Vec<LookLine>, Option<String>), AppError> {
        if !session.staff.is(Role::AuditAdmin) {
            return Err(AppError::NotFound);
        }
        let place = |text: &str| {
            let mut numbers = text.split('.').map(str::parse::<i64>);
            Some((Instant::from_ms(numbers.next()?.ok()?), numbers.next()?.ok()?, numbers.next()?.ok()?))
        };
        let rows = self.inner.db.fetch(&[looks::recent(after.and_then(place), LISTED)]).await?;
        let listed = rows.first().map(looks::read_listed).transpose()?.unwrap_or_default();
        let full = listed.len() == LISTED as usize;
        let next = listed.last().filter(|_| full);
        let next = next.map(|last| format!("{}.{}.{}", last.look.at.ms(), last.look.root, last.seq));
        let mut names = BTreeMap::new();
        for one in &listed {
            if let ActorRef::Staff(account, _) = one.look.actor
                && !names.contains_key(&account)
            {
                let rows = self.inner.db.fetch(&[accounts::by_id(account)]).await?;
                let found = rows.first().map(accounts::read).transpose()?.unwrap_or_default();
                names.insert(account, found.into_iter().next().map_or_else(String::new, |account| account.name));
            }
        }
        let line = |one: looks::Listed| LookLine {
            at: one.look.at.shown(),
            who: match one.look.actor {
                ActorRef::Staff(account, _) => names.get(&account).cloned().unwrap_or_default(),
                ActorRef::Claimant(_) | ActorRef::Clock => String::new(),
            },
            unit: unit_name(self.inner.registry, &one.look.unit),
            claim: one.claim,
            reason: one.look.reason,
            from: one.look.from,
            refused: one.look.what == looks::REFUSED,
        };
        Ok((listed.into_iter().map(line).collect(), next))
    }
}
