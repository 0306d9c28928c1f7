//! The only transactions: handle, queries for pages, workers, import, configuration.
//!
//! [`App`] is what pages, API and commands speak to. It loads, lets the domain decide, and commits events, state,
//! projections and outbox in one transaction; it holds no rule of law and no HTML.

mod beside;
mod clock;
mod consult;
pub mod demo;
mod error;
mod handle;
mod home;
pub mod import;
mod intake;
mod known;
mod law_documents;
mod live;
mod messages;
mod one_claim;
mod opinion;
mod people;
pub mod play;
mod reading;
mod reveal;
mod setup;
mod supervise;
mod track;
mod views;
mod workers;

use std::sync::{Arc, RwLock};

use hotline::{Actor, Context};
use law::registry::Registry;
use law::{Instant, Policy, WorkCalendar};
use store::Db;
use store::ids::Ids;
use store::numbers::Numbers;
use store::vault::Vault;

pub use clock::Clock;
pub use error::AppError;
pub use handle::Done;
pub use intake::{Intake, Receipt};
use law_documents::Loaded;
pub use live::{Listener, News, Since};
pub use messages::{Messages, Sent};
pub use people::{NewAccount, Session};
pub use reading::{InboxFilter, Queue};
pub use reveal::{LookLine, RevealPage, Revealed};
pub use setup::{Place, Setup};
pub use store::StoreError;
pub use store::verify::{Counts, Finding};
pub use supervise::{SupervisionPage, SupervisionRow};
pub use views::{
    Asked, BesideRecord, ClaimPage, ClaimRow, ClockView, ConsultPage, ConsultRow, Demand, DutySuggestion, HandedOn,
    Home, Matter, OpinionPage, OrderPage, OrderRow, OrderView, Page, SuspendedView, TimelineLine, ToldView, TrackPage,
};

/// The application on one database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    vault: Vault,
    ids: Ids,
    numbers: Numbers,
    known: known::Known,
    clock: Clock,
    registry: &'static Registry,
    /// Calendar and policy: built in, and imported since.
    law: RwLock<Loaded>,
    hashing: tokio::sync::Semaphore,
    /// The ways to reach a claimant; none: they read on the progress page, and nothing is sent.
    messages: std::sync::OnceLock<Messages>,
    /// Woken when something was put into the outbox.
    news: tokio::sync::Notify,
    live: live::Hub,
}

impl App {
    /// Divisions, units, classification and responsibility list.
    pub fn registry(&self) -> &'static Registry {
        self.inner.registry
    }

    /// The policy in force now.
    pub fn policy(&self) -> &'static Policy {
        self.loaded_policies().at(self.now())
    }

    /// Working days and holidays.
    pub fn calendar(&self) -> &'static WorkCalendar {
        self.loaded_calendar()
    }

    /// The present instant, by the application's clock.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// The clock itself, for those who turn it (demo, import, tests).
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The database, for `verify` and benchmarks.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    fn context<'a>(&self, actor: &'a Actor, now: Instant, identity: &'a [String]) -> Context<'a> {
        Context {
            now,
            actor,
            policy: self.loaded_policies().at(now),
            calendar: self.calendar(),
            registry: self.inner.registry,
            identity,
        }
    }

    /// Gives node and numbers back, waits for what was handed in, then closes the database.
    pub async fn close(&self) {
        let db = &self.inner.db;
        for given in [self.inner.numbers.give_back(db).await, self.inner.ids.give_back(db).await] {
            if let Err(error) = given {
                // No harm: the lease runs out, and a gap in the numbers is allowed.
                tracing::warn!(%error, "node or numbers not given back");
            }
        }
        self.inner.db.close().await;
    }
}
