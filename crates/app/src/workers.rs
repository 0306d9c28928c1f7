//! Workers: reactions from the outbox, the clock watcher. Leases let several processes share the work; each act is
//! known by its event or its due instant, so coming twice does nothing.

use std::time::Duration;

use hotline::ch2_acceptance::a15_joined::asked_of_others;
use hotline::reactions::Notice;
use hotline::supervision::{Supervision, SupervisionCommand, SupervisionEvent, SupervisionId};
use hotline::{Actor, Claim, ClaimId, ClockKind, Command, Recorded};
use law::Instant;
use store::outbox::{self, Taken};
use store::{Rows, StoreError, clocks, events, notices, sessions, tries};

use crate::App;
use crate::error::AppError;

/// How long taken work is one worker's own.
const LEASE_MS: i64 = 30_000;
/// How long the watcher sleeps at most: another process may start a clock.
const WATCH: Duration = Duration::from_secs(1);
/// How long the outbox worker sleeps at most.
const POLL: Duration = Duration::from_millis(500);

impl App {
    /// Fires the clocks that are due; gives the number acted on.
    ///
    /// # Errors
    /// The store's. A clock whose claim refuses is none: it comes again after its lease.
    pub async fn fire_due_clocks(&self) -> Result<usize, AppError> {
        let mut fired = 0;
        loop {
            let due = clocks::take_due(&self.inner.db, "watcher", self.now(), LEASE_MS).await?;
            if due.is_empty() {
                return Ok(fired);
            }
            for clock in due {
                if clock.kind == ClockKind::Supervision {
                    let command = SupervisionCommand::Expire { kind: clock.kind, due: clock.due };
                    self.supervise_by_id(SupervisionId(clock.root), command, &Actor::Clock, None).await?;
                    fired += 1;
                    continue;
                }
                let command = Command::Expire { order: clock.order, kind: clock.kind, due: clock.due };
                self.handle_by_id(ClaimId(clock.root), None, command, &Actor::Clock, None).await?;
                fired += 1;
            }
        }
    }

    /// When the next clock is due.
    ///
    /// # Errors
    /// The store's.
    pub async fn next_due(&self) -> Result<Option<Instant>, AppError> {
        Ok(clocks::next_due(&self.inner.db).await?)
    }

    /// Carries on what stands in the outbox; gives the number of events.
    ///
    /// # Errors
    /// The store's.
    pub async fn run_outbox(&self) -> Result<usize, AppError> {
        let mut done = 0;
        loop {
            let taken = outbox::take(&self.inner.db, "outbox", self.now(), LEASE_MS).await?;
            if taken.is_empty() {
                return Ok(done);
            }
            for one in &taken {
                match self.react(one).await {
                    Ok(()) => done += 1,
                    // Told before, by a worker whose lease ran out: nothing is left but to take it out.
                    Err(AppError::Store(StoreError::Refused { .. })) => {
                        self.inner.db.write(vec![outbox::done(one)]).await?;
                        done += 1;
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Notices of one event, in the transaction that takes it out of the outbox.
    async fn react(&self, taken: &Taken) -> Result<(), AppError> {
        if taken.aggregate != events::CLAIM {
            return self.react_to_supervision(taken).await;
        }
        let recorded = self.events_of(ClaimId(taken.root)).await?;
        let Some(event) = recorded.iter().find(|one| one.seq == taken.seq) else {
            return Ok(self.inner.db.write(vec![outbox::done(taken)]).await?);
        };
        let upto = recorded.iter().take_while(|one| one.seq <= taken.seq);
        let Some(claim) = Claim::fold(upto) else {
            return Ok(self.inner.db.write(vec![outbox::done(taken)]).await?);
        };
        self.raise(event, &claim).await?;
        self.ask_others(event, &claim).await?;
        let told = hotline::reactions::react(event, &claim, self.policy_of(event), self.inner.registry);
        self.tell(taken, event.at, told).await
    }

    /// What an event of one claim asks of others (C15.5). Twice does nothing; what no longer fits is left.
    async fn ask_others(&self, event: &Recorded, claim: &Claim) -> Result<(), AppError> {
        for (id, command) in asked_of_others(&event.event, claim) {
            match self.handle_by_id(id, None, command, &Actor::Clock, None).await {
                Ok(_) | Err(AppError::Refused(_) | AppError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Notices of one event of a supervision.
    async fn react_to_supervision(&self, taken: &Taken) -> Result<(), AppError> {
        let rows = self.inner.db.fetch(&[events::stream(taken.root)]).await?;
        let recorded: Vec<Recorded<SupervisionEvent>> = rows.first().map(events::read).transpose()?.unwrap_or_default();
        let upto = recorded.iter().take_while(|one| one.seq <= taken.seq);
        let (Some(event), Some(supervision)) =
            (recorded.iter().find(|one| one.seq == taken.seq), Supervision::fold(upto))
        else {
            return Ok(self.inner.db.write(vec![outbox::done(taken)]).await?);
        };
        let told = hotline::supervision::react(event, &supervision);
        self.tell(taken, event.at, told).await
    }

    /// Puts notices down, once an event, in the transaction that takes it out of the outbox.
    async fn tell(&self, taken: &Taken, at: Instant, told: Vec<Notice>) -> Result<(), AppError> {
        let (root, seq, taken) = (taken.root, taken.seq, taken.clone());
        let outcome = self.inner.db.transact_on(root, vec![notices::count_of(root, seq)?], move |rows: &[Rows]| {
            let before = rows.first().and_then(|rows| rows.first()).map_or(Ok(0), |row| row.i64(0))?;
            let mut stmts = if before == 0 { notices::insert(root, seq, &told, at)? } else { Vec::new() };
            stmts.push(outbox::done(&taken));
            Ok::<_, StoreError>((stmts, ()))
        });
        Ok(outcome.await?)
    }

    /// Watcher and outbox worker, until the task is dropped. A fault is logged and tried again.
    pub async fn work(&self) {
        let watch = async {
            loop {
                if let Err(error) = self.fire_due_clocks().await {
                    tracing::error!(%error, "clock watcher");
                }
                match self.law_is_old().await {
                    Ok(true) => {
                        if let Err(error) = self.reload_law().await {
                            tracing::error!(%error, "law documents");
                        }
                    }
                    Ok(false) => {}
                    Err(error) => tracing::error!(%error, "law documents"),
                }
                if let Err(error) = self.purge().await {
                    tracing::error!(%error, "purge");
                }
                tokio::time::sleep(WATCH).await;
            }
        };
        let carry = async {
            loop {
                if let Err(error) = self.run_outbox().await {
                    tracing::error!(%error, "outbox worker");
                }
                // Woken by this process's own commands; others' are found by polling.
                let _timeout = tokio::time::timeout(POLL, self.inner.news.notified()).await;
            }
        };
        tokio::join!(watch, carry);
    }

    /// Removes sessions and try counts that have run out.
    async fn purge(&self) -> Result<(), AppError> {
        let now = self.now();
        let stmts = vec![sessions::purge(now), tries::purge(now.plus_days(-1))];
        Ok(self.inner.db.write(stmts).await?)
    }
}
