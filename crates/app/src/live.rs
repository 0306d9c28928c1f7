//! What changes while people look (pages.md §1.3 «Live»). One poller per process reads the database, so that it does not
//! matter which process carried a command out, and fans out to the listeners of this process; each is told what their
//! office and unit may see: the number, where it now stands and since when, never what is in it.
//!
//! Told at least once: a reader knows what it had by the version.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use hotline::authority::Scope;
use hotline::{Claim, ClaimNo};
use law::Instant;
use store::changes::{self, Changed};
use store::{claims, presence};
use tokio::sync::broadcast;

use crate::error::AppError;
use crate::people::Session;
use crate::reading::Queue;
use crate::{App, Inner};

/// How far back every look goes: longer than a request may take to commit, and than servers' clocks may differ.
const OVERLAP_MS: i64 = 40_000;
/// How far back a stream is taken up again; who was away longer loads the page.
const LONGEST_MS: i64 = 3_600_000;
/// Between two looks.
const LOOK: Duration = Duration::from_millis(500);
/// How many changes a slow listener may be behind before it has to catch up.
const ROOM: usize = 1024;
/// Claims loaded in one trip.
const LOADED: usize = 50;
/// How long somebody counts as present who is not heard of again.
const PRESENT_MS: i64 = 45_000;

/// Where the listeners of this process hang.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    sender: Mutex<Option<broadcast::Sender<Arc<Moved>>>>,
}

/// A claim as it is after a change.
#[derive(Debug)]
pub(crate) struct Moved {
    claim: Claim,
    at: Instant,
}

/// What a listener is told of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Number of the claim.
    pub no: ClaimNo,
    /// Its version.
    pub version: u64,
    /// When; the place from which a stream is taken up again.
    pub at: Instant,
    /// The listener's desks it stands on now, with the number of its row there.
    pub desks: Vec<(&'static str, String)>,
    /// How it stands, in words.
    pub what: String,
}

/// What happened since a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// Oldest first.
    pub news: Vec<News>,
    /// Take up from here.
    pub at: Instant,
    /// There is more than is told here: load the page.
    pub more: bool,
}

/// One who listens.
#[derive(Debug)]
pub struct Listener {
    app: App,
    session: Session,
    scope: Scope,
    receiver: broadcast::Receiver<Arc<Moved>>,
}

impl Listener {
    /// The next change this reader may know of; none when the stream is cut and has to be taken up again.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            // Too slow is as good as cut: what was missed is read again from the last place.
            let moved = self.receiver.recv().await.ok()?;
            if let Some(news) = self.app.news(&self.session, &self.scope, &moved) {
                return Some(news);
            }
        }
    }
}

impl App {
    /// Listens from now on; ask [`App::news_since`] afterwards for what was before.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for who reads no claims.
    pub fn listen(&self, session: &Session) -> Result<Listener, AppError> {
        let scope = self.scope(session)?;
        let mut sender = self.inner.live.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = if let Some(sender) = &*sender {
            sender.subscribe()
        } else {
            let (new, receiver) = broadcast::channel(ROOM);
            tokio::spawn(watch(Arc::downgrade(&self.inner), new.downgrade()));
            *sender = Some(new);
            receiver
        };
        Ok(Listener { app: self.clone(), session: session.clone(), scope, receiver })
    }

    /// Cuts the streams that run, so that a server can close; new ones may begin.
    pub fn cut_live(&self) {
        self.inner.live.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// What this reader may know of that changed since.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for who reads no claims, or the store's.
    pub async fn news_since(&self, session: &Session, since: Instant) -> Result<Since, AppError> {
        let scope = self.scope(session)?;
        let long_ago = since < self.now().plus_ms(-LONGEST_MS);
        if long_ago {
            return Ok(Since { news: Vec::new(), at: self.now(), more: true });
        }
        let rows = self.inner.db.fetch(&[changes::after(since.plus_ms(-OVERLAP_MS), i64::MAX)]).await?;
        let changed = rows.first().map(changes::read).transpose()?.unwrap_or_default();
        let moved = self.loaded(&changed).await?;
        let at = moved.iter().map(|moved| moved.at).max().unwrap_or(since).max(since);
        let news = moved.iter().filter_map(|moved| self.news(session, &scope, moved)).collect();
        Ok(Since { news, at, more: changed.len() >= changes::ROWS })
    }

    /// Says that somebody has a claim open, and learns who else of their house has. What the agency looks at is not the
    /// unit's to know, nor the other way round.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what is not this reader's.
    pub async fn here(&self, session: &Session, no: &ClaimNo) -> Result<Vec<String>, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        if !scope.sees(&claim, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        let (now, staff) = (self.now(), &session.staff);
        let until = now.plus_ms(PRESENT_MS);
        let here = presence::here(no, staff.account, &staff.unit, &staff.name, until);
        self.inner.db.write(vec![presence::purge(now), here]).await?;
        let rows = self.inner.db.fetch(&[presence::others(no, staff.account, &staff.unit, now)]).await?;
        let names = rows.first().map(presence::read).transpose()?.unwrap_or_default();
        // 李某: who it is, not the whole name on a screen that others see.
        Ok(names.iter().map(|name| format!("{}某", name.chars().take(1).collect::<String>())).collect())
    }

    fn news(&self, session: &Session, scope: &Scope, moved: &Moved) -> Option<News> {
        let claim = &moved.claim;
        if !scope.sees(claim, self.inner.registry) {
            return None;
        }
        let (desks, what) = match scope {
            Scope::Unit(unit) => {
                let own: Vec<_> = claim.orders.iter().filter(|order| &order.unit == unit).collect();
                let open = own.iter().filter(|order| order.is_open());
                let desks = open.map(|order| ("unit", claim.no.order(order.n).to_string())).collect();
                (desks, own.last()?.state.zh())
            }
            Scope::City | Scope::County(_) => {
                let queues = Queue::WORKED.iter().filter(|queue| queue.holds(claim));
                let reviews =
                    claim.orders.iter().filter(|order| order.agency == session.staff.unit && order.awaits().is_some());
                let desks = queues
                    .map(|queue| (queue.code(), claim.no.to_string()))
                    .chain(reviews.map(|order| ("review", claim.no.order(order.n).to_string())))
                    .collect();
                (desks, claim.stage.zh())
            }
        };
        Some(News { no: claim.no.clone(), version: claim.version, at: moved.at, desks, what: what.to_owned() })
    }

    /// The claims behind the changes, as they are now.
    async fn loaded(&self, changed: &[Changed]) -> Result<Vec<Moved>, AppError> {
        let mut moved = Vec::with_capacity(changed.len());
        for some in changed.chunks(LOADED) {
            let queries: Vec<_> = some.iter().map(|one| claims::by_id(one.id)).collect();
            for (rows, one) in self.inner.db.fetch(&queries).await?.iter().zip(some) {
                if let Some(stored) = claims::read(rows)? {
                    moved.push(Moved { claim: stored.claim, at: one.at });
                }
            }
        }
        Ok(moved)
    }
}

/// What one look after another has seen.
#[derive(Debug)]
struct Seen {
    at: Instant,
    versions: HashMap<i64, i64>,
}

impl Seen {
    /// What changed since the last look.
    async fn look(&mut self, app: &App) -> Result<Vec<Moved>, AppError> {
        let (mut place, mut fresh, mut versions) =
            ((self.at.plus_ms(-OVERLAP_MS), i64::MAX), Vec::new(), HashMap::new());
        loop {
            let rows = app.inner.db.fetch(&[changes::after(place.0, place.1)]).await?;
            let changed = rows.first().map(changes::read).transpose()?.unwrap_or_default();
            fresh.extend(changed.iter().filter(|one| self.versions.get(&one.id) != Some(&one.version)).copied());
            versions.extend(changed.iter().map(|one| (one.id, one.version)));
            if let Some(last) = changed.last() {
                place = (last.at, last.id);
                self.at = self.at.max(last.at);
            }
            if changed.len() < changes::ROWS {
                break;
            }
        }
        self.versions = versions;
        app.loaded(&fresh).await
    }
}

/// Looks until nobody listens any more. A database that does not answer cuts the streams: who listens is to know.
async fn watch(inner: Weak<Inner>, sender: broadcast::WeakSender<Arc<Moved>>) {
    let mut seen: Option<Seen> = None;
    loop {
        {
            let (Some(inner), Some(sender)) = (inner.upgrade(), sender.upgrade()) else { return };
            let app = App { inner };
            let mut hung = app.inner.live.sender.lock().unwrap_or_else(PoisonError::into_inner);
            if sender.receiver_count() == 0 {
                hung.take();
                return;
            }
            drop(hung);
            let seen = seen.get_or_insert_with(|| Seen { at: app.now(), versions: HashMap::new() });
            match seen.look(&app).await {
                Ok(moved) => {
                    for one in moved {
                        // Nobody there: the next round ends.
                        let _told = sender.send(Arc::new(one));
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "live pages cannot follow the database");
                    app.cut_live();
                    return;
                }
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
