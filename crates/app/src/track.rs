//! The claimant's own view (P4) behind number and query code; wrong code and unknown number are never told apart.

use hotline::narrate::for_claimant;
use hotline::{Actor, ActorRef, ClaimNo, FeedbackFate, OrderRole};
use store::{looks, tries};

use crate::App;
use crate::beside::{self, Reader};
use crate::error::AppError;
use crate::reading::still;
use crate::views::{TimelineLine, TrackPage, clock_view};

/// Wrong codes for one claim in an hour.
const WRONG_AN_HOUR: u32 = 5;
/// Wrong codes from one address in an hour.
const WRONG_AN_ADDRESS: u32 = 60;

impl App {
    /// The progress of a claim, and the claimant as an actor who may rate it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a wrong code or number alike; [`AppError::TooManyTries`].
    pub async fn track(&self, no: &ClaimNo, code: &str, addr: &str) -> Result<(TrackPage, Actor), AppError> {
        const WINDOW_MS: i64 = 60 * 60_000;
        let (db, now) = (&self.inner.db, self.now());
        let wanted = self.query_code(no);
        let given: String = code.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
        let stored = self.load(no).await?;
        // Counted by claim and address: a guesser is stopped, and nobody can shut the claimant out from elsewhere. Once
        // over the limit the right code does not help either, or guessing would go on.
        let on_claim = format!("track/{no}/{addr}");
        let on_address = format!("track-from/{addr}");
        let over = tries::made(db, &on_claim, now, WINDOW_MS).await? >= WRONG_AN_HOUR
            || tries::made(db, &on_address, now, WINDOW_MS).await? >= WRONG_AN_ADDRESS;
        if over {
            return Err(AppError::TooManyTries { until: now.plus_ms(WINDOW_MS) });
        }
        let Some(stored) = stored.filter(|_| given == wanted) else {
            tries::count(db, &on_claim, now, WINDOW_MS).await?;
            tries::count(db, &on_address, now, WINDOW_MS).await?;
            return Err(AppError::NotFound);
        };
        let claim = stored.claim;
        let actor = Actor::Claimant(claim.claimant.person);
        let recorded = self.events_of(claim.id).await?;
        let rows = db.fetch(&[looks::of_root(claim.id.0)]).await?;
        let looked = rows.first().map(looks::read).transpose()?.unwrap_or_default();
        // A joined claim has its master's promise (C15.5); whose the master is stays unsaid.
        let master = match claim.disposals.joined_to.as_ref().filter(|_| claim.stage == hotline::Stage::Joined) {
            Some((_, no)) => self.load(no).await?.map(|stored| stored.claim),
            None => None,
        };
        let mut promise =
            hotline::promise::promise(master.as_ref().unwrap_or(&claim), self.policy(), self.inner.registry);
        if master.is_some() {
            promise.text = format!("和别人反映的同一件事一起办：{}", promise.text);
        }
        let ctx = self.context(&actor, now, &[]);
        let possible = hotline::may::may(&claim, &ctx);
        let may_rate = possible.iter().find(|possible| possible.verb == hotline::Verb::Rate).map_or_else(
            || Err("现在还不能评价。".to_owned()),
            |possible| possible.answer.clone().map_err(|refusal| refusal.to_string()),
        );
        let mut answers = Vec::new();
        if let Some(answer) = &claim.answer {
            answers.push(("12345热线".to_owned(), answer.told.at.shown(), answer.text.clone()));
        }
        for (nth, (by, text)) in claim.disposals.answers_with_master().enumerate() {
            let who = by
                .as_ref()
                .map_or_else(|| "12345热线".to_owned(), |unit| hotline::promise::unit_name(self.inner.registry, unit));
            let at = claim.rounds.get(nth).map(|round| round.opened_at.shown()).unwrap_or_default();
            answers.push((who, at, text.clone()));
        }
        for order in claim.orders.iter().filter(|order| order.role == OrderRole::Main) {
            for record in order.feedbacks.iter().filter(|record| record.fate == FeedbackFate::Accepted) {
                let unit = hotline::promise::unit_name(self.inner.registry, &order.unit);
                answers.push((unit, record.at.shown(), record.feedback.public_answer.clone()));
            }
            for (report, at) in order.found.iter().filter_map(|found| found.rectified.as_ref()) {
                let unit = hotline::promise::unit_name(self.inner.registry, &order.unit);
                answers.push((unit, at.shown(), report.public_answer.clone()));
            }
        }
        let timeline = recorded
            .iter()
            .rev()
            .filter_map(|one| {
                Some(TimelineLine {
                    seq: one.seq,
                    at: one.at,
                    at_shown: one.at.shown(),
                    // The sentence says «您» and «热线» itself; which unit it speaks of is said before it.
                    who: match &one.actor {
                        ActorRef::Staff(_, unit) if claim.units().any(|own| own == unit) => self.who(&one.actor),
                        ActorRef::Staff(..) | ActorRef::Claimant(_) | ActorRef::Clock => String::new(),
                    },
                    text: for_claimant(one, self.inner.registry)?,
                    clause: one.clause,
                    event: one.event.name(),
                    clock: one.event.clock(),
                })
            })
            .collect();
        let percent = self.policy().lamp_yellow_percent.value;
        let page = TrackPage {
            no: claim.no.clone(),
            version: claim.version,
            title: claim.title(),
            told: claim.told.clone(),
            stage: claim.stage,
            promise: promise.text.clone(),
            clock: promise.clock.map(|clock| {
                let shown = clock_view(clock, now, self.calendar(), percent);
                match claim.main_order() {
                    Some(order) => still(order, shown),
                    None => shown,
                }
            }),
            step: hotline::promise::step(master.as_ref().unwrap_or(&claim)),
            timeline,
            answers,
            not_accepted: claim.not_accepted.as_ref().map(|refused| {
                (
                    refused.ground.zh().to_owned(),
                    refused.explanation.clone(),
                    refused.way.body.clone(),
                    refused.way.reach.clone(),
                )
            }),
            looks: looked
                .iter()
                .filter(|look| look.what != looks::REFUSED)
                .map(|look| {
                    let unit = hotline::promise::unit_name(self.inner.registry, &look.unit);
                    (look.at.shown(), unit, look.reason.clone())
                })
                .collect(),
            ratings: ratings(&claim),
            beside: beside::records(&claim, Reader::Claimant, self.inner.registry),
            suspended: claim.main_order().and_then(|order| self.suspended(&claim, order, now)),
            main_order: claim.main_order().map(|order| order.n),
            possible,
            may_rate,
        };
        Ok((page, actor))
    }
}

/// First and final word; one where they are the same.
pub(crate) fn ratings(claim: &hotline::Claim) -> Vec<hotline::Rating> {
    let mut list: Vec<_> = claim.first_rating.iter().cloned().collect();
    if claim.rounds.len() > 1 || claim.first_rating != claim.final_rating {
        list.extend(claim.final_rating.iter().cloned());
    }
    list
}
