//! S6: looking at who the claimant is. First the line in the look log, then the vault (C14.2, C39).

use hotline::ch2_acceptance::a14_secrecy::{may_be_shown, may_reveal};
use hotline::{Claim, ClaimNo, Order, OrderNo, Refusal, Stage};
use store::looks::{self, Look};
use store::persons;
use zeroize::Zeroizing;

use crate::App;
use crate::error::AppError;
use crate::people::Session;

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
        may_reveal(claim, order, &actor, reason, self.policy(), self.inner.registry)?;
        let look = Look {
            root: claim.id.0,
            at: self.now(),
            actor: actor.reference(),
            unit: session.staff.unit.clone(),
            what: "name,phone".to_owned(),
            reason: reason.trim().to_owned(),
            from: from.to_owned(),
        };
        looks::record(&self.inner.db, look).await?;
        let identity = persons::open(&self.inner.db, &self.inner.vault, claim.claimant.person).await?;
        let identity = identity.unwrap_or_default();
        Ok(Revealed { name: identity.name.unwrap_or_default(), phone: identity.phone.unwrap_or_default() })
    }
}
