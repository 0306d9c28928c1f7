//! Workers: reactions from the outbox, the clock watcher. Leases let several processes share the work; each act is
//! known by its event or its due instant, so coming twice does nothing.

use std::time::Duration;

use futures_util::future::join_all;
use hotline::ch2_acceptance::a15_joined::asked_of_others;
use hotline::reactions::Notice;
use hotline::supervision::{Supervision, SupervisionCommand, SupervisionEvent, SupervisionId};
use hotline::{Actor, Claim, ClaimId, ClockKind, Command, Recorded};
use law::Instant;
use store::clocks::DueClock;
use store::outbox::{self, Taken};
use store::verify::{self, Counts, Finding, Sound};
use store::{Rows, Stmt, StoreError, clocks, events, notices, sessions, tries};

use crate::App;
use crate::error::AppError;

/// How long taken work is one worker's own.
const LEASE_MS: i64 = 30_000;
/// How long the watcher sleeps at most: another process may start a clock.
const WATCH: Duration = Duration::from_secs(1);
/// How long the outbox worker sleeps at most.
const POLL: Duration = Duration::from_millis(500);

/// Of an event: its place, its instant, and who is told what.
type Tidings = (u64, Instant, Vec<Notice>);

/// The aggregate whose events were taken together.
fn root_of(stream: &[Taken]) -> i64 {
    stream.first().map_or(0, |taken| taken.root)
}

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
            for some in due.chunks(self.inner.db.abreast()) {
                for done in join_all(some.iter().map(|clock| self.fire(clock))).await {
                    done?;
                    fired += 1;
                }
            }
        }
    }

    async fn fire(&self, clock: &DueClock) -> Result<(), AppError> {
        if clock.kind == ClockKind::Supervision {
            let command = SupervisionCommand::Expire { kind: clock.kind, due: clock.due };
            return self.supervise_by_id(SupervisionId(clock.root), command, &Actor::Clock, None).await.map(|_| ());
        }
        let command = Command::Expire { order: clock.order, kind: clock.kind, due: clock.due };
        self.handle_by_id(ClaimId(clock.root), None, command, &Actor::Clock, None).await.map(|_| ())
    }

    /// When the next clock is due.
    ///
    /// # Errors
    /// The store's.
    pub async fn next_due(&self) -> Result<Option<Instant>, AppError> {
        Ok(clocks::next_due(&self.inner.db).await?)
    }

    /// Rebuilds everything from its events, compares, and shows each aggregate that is sound, by id.
    ///
    /// # Errors
    /// The store's.
    pub async fn verify_each(&self, visit: &mut dyn FnMut(Sound<'_>)) -> Result<Result<Counts, Finding>, AppError> {
        Ok(verify::verify_each(&self.inner.db, &self.inner.registry.divisions, visit).await?)
    }

    /// When the last event happened, for a simulation that goes on after a crash.
    ///
    /// # Errors
    /// The store's.
    pub async fn latest_event(&self) -> Result<Option<Instant>, AppError> {
        Ok(events::latest(&self.inner.db).await?)
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
            // The events of one aggregate in their order, those of several abreast.
            let streams: Vec<&[Taken]> = taken.chunk_by(|one, next| one.root == next.root).collect();
            for some in streams.chunks(self.inner.db.abreast()) {
                // What has happened to them all is one read.
                let reads: Vec<_> = some.iter().map(|stream| events::stream(root_of(stream))).collect();
                let rows = self.inner.db.fetch(&reads).await?;
                // Few events ask for more than notices. Those are followed one by one: what they make has its ids in
                // the order of its causes, however quickly the store answers.
                let mut followed = Vec::with_capacity(some.len());
                for (stream, rows) in some.iter().zip(&rows) {
                    followed.push(self.follow(stream, rows).await);
                }
                let carried = some.iter().zip(followed).map(|(stream, told)| self.carry_on(stream, told));
                for carried in join_all(carried).await {
                    done += carried?;
                }
            }
        }
    }

    /// What events of one aggregate bring about elsewhere; gives the notices that are to be put down.
    async fn follow(&self, stream: &[Taken], rows: &Rows) -> Result<Vec<Tidings>, AppError> {
        if stream.first().is_some_and(|first| first.aggregate == events::CLAIM) {
            self.react(stream, rows).await
        } else {
            Self::react_to_supervision(stream, rows)
        }
    }

    /// Puts the notices down and takes the events out; gives their number.
    async fn carry_on(&self, stream: &[Taken], followed: Result<Vec<Tidings>, AppError>) -> Result<usize, AppError> {
        let told = match followed {
            Ok(told) => self.tell(stream, told).await,
            Err(error) => Err(error),
        };
        match told {
            Ok(()) => {}
            // Told before, by a worker whose lease ran out: nothing is left but to take it out.
            Err(AppError::Store(StoreError::Refused { .. })) => {
                self.inner.db.write(stream.iter().map(outbox::done).collect()).await?;
            }
            Err(error) => return Err(error),
        }
        Ok(stream.len())
    }

    /// What follows from events of one claim.
    async fn react(&self, stream: &[Taken], rows: &Rows) -> Result<Vec<Tidings>, AppError> {
        let recorded: Vec<Recorded> = events::read(rows)?;
        let mut told = Vec::new();
        let mut claim = None;
        for event in &recorded {
            claim = match claim {
                None => Claim::fold([event]),
                Some(mut claim) => {
                    Claim::apply(&mut claim, event);
                    Some(claim)
                }
            };
            if let Some(claim) = claim.as_ref().filter(|_| stream.iter().any(|taken| taken.seq == event.seq)) {
                self.raise(event, claim).await?;
                self.ask_others(event, claim).await?;
                told.push((
                    event.seq,
                    event.at,
                    hotline::reactions::react(event, claim, self.policy_of(event), self.inner.registry),
                ));
            }
        }
        Ok(told)
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

    /// Notices of events of a supervision.
    fn react_to_supervision(stream: &[Taken], rows: &Rows) -> Result<Vec<Tidings>, AppError> {
        let recorded: Vec<Recorded<SupervisionEvent>> = events::read(rows)?;
        let news = recorded.iter().filter(|event| stream.iter().any(|taken| taken.seq == event.seq));
        let told = news.filter_map(|event| {
            let upto = recorded.iter().take_while(|one| one.seq <= event.seq);
            let supervision = Supervision::fold(upto)?;
            Some((event.seq, event.at, hotline::supervision::react(event, &supervision)))
        });
        Ok(told.collect())
    }

    /// Puts notices down, once an event, in the transaction that takes the events out of the outbox.
    async fn tell(&self, stream: &[Taken], told: Vec<Tidings>) -> Result<(), AppError> {
        let root = root_of(stream);
        let told: Vec<_> = told.into_iter().filter(|(_, _, notices)| !notices.is_empty()).collect();
        let reads = told.iter().map(|(seq, _, _)| notices::count_of(root, *seq)).collect::<Result<Vec<_>, _>>()?;
        let out: Vec<Stmt> = stream.iter().map(outbox::done).collect();
        let app = self.clone();
        let outcome = self.inner.db.transact_on(root, reads, move |rows: &[Rows]| {
            let mut stmts = Vec::new();
            for ((seq, at, notices), before) in told.iter().zip(rows) {
                if before.first().map_or(Ok(0), |row| row.i64(0))? == 0 {
                    stmts.extend(notices::insert(root, *seq, notices, *at)?);
                    stmts.extend(app.on_their_way(root, *seq, notices, *at)?);
                }
            }
            stmts.extend(out.iter().cloned());
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
        tokio::join!(watch, carry, self.keep_sending(), self.heed_reports());
    }

    /// Removes sessions and try counts that have run out.
    async fn purge(&self) -> Result<(), AppError> {
        let now = self.now();
        let stmts = vec![sessions::purge(now), tries::purge(now.plus_days(-1))];
        Ok(self.inner.db.write(stmts).await?)
    }
}
