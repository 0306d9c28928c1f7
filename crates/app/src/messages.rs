//! Telling the claimant outside the house: the notices on record go out by the ways that are set up, once each, not in
//! quiet hours, and tried again for days (pages.md §5.4).
//!
//! A notice and its delivery are put down in one transaction; a worker of any process takes what is due. The number stays
//! in the vault until the moment of sending, and no log names it (C39).

use std::time::Duration;

use futures_util::future::{join_all, select_all};
use hotline::ClaimNo;
use hotline::authority::Scope;
use hotline::reactions::Notice;
use law::Instant;
use notify::{Failure, Gateway, Handed, Message, Report, Way};
use store::deliveries::{self, Taken, Words};
use store::{Stmt, StoreError, persons};
use zeroize::Zeroizing;

use crate::App;
use crate::error::AppError;
use crate::people::Session;

/// How long a taken delivery is one worker's own: longer than any gateway takes to answer.
const LEASE_MS: i64 = 180_000;
/// How long the sender sleeps at most: other processes put notices down too.
const POLL: Duration = Duration::from_secs(1);
/// Minutes until the next try, by the number of tries so far: about three days in all (P).
const AGAIN: [i64; 12] = [1, 3, 10, 30, 60, 120, 240, 480, 720, 720, 1440, 1440];
/// How often a report is held against the record before it is given up.
const EARLY: u32 = 60;
/// How far back failures are shown, in days, and how many.
const SHOWN_DAYS: i64 = 7;
const SHOWN: u32 = 200;

/// The ways to reach a claimant.
#[derive(Debug, Default)]
pub struct Messages {
    /// In the order in which they are preferred.
    gateways: Vec<Box<dyn Gateway>>,
    /// Where the progress page is, as the citizen types it; empty: not said.
    progress: String,
    /// Where a folder gateway keeps what would have been sent, for its viewer.
    folder: Option<std::path::PathBuf>,
}

impl Messages {
    /// The progress page at this site is named in each message.
    #[must_use]
    pub fn at(self, site: &str) -> Self {
        let site = site.trim_end_matches('/');
        Self { progress: if site.is_empty() { String::new() } else { format!("{site}/t") }, ..self }
    }

    /// One more way.
    #[must_use]
    pub fn by(mut self, gateway: Box<dyn Gateway>) -> Self {
        self.gateways.push(gateway);
        self
    }

    /// Every way leads into a folder: for demonstrations.
    #[must_use]
    pub fn into_folder(self, folder: &std::path::Path) -> Self {
        let ways = Way::ALL.map(|way| Box::new(notify::folder::Folder::new(folder, way)) as Box<dyn Gateway>);
        let gateways = self.gateways.into_iter().chain(ways).collect();
        Self { gateways, folder: Some(folder.to_owned()), ..self }
    }

    fn way(&self, way: Way) -> Option<&dyn Gateway> {
        self.gateways.iter().map(Box::as_ref).find(|gateway| gateway.way() == way)
    }
}

/// A message that went into the folder, its address masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// 短信 or 邮件.
    pub way: &'static str,
    /// `138****5678`.
    pub to: String,
    /// The words.
    pub text: String,
}

/// How one try went.
enum Outcome {
    Handed(Way, Option<String>),
    Later(Way, String),
    Failed(Option<Way>, String),
}

impl App {
    /// From now on claimants are told by these ways; what was put down before stays on the progress page. Once, before
    /// the workers start.
    pub fn reach_by(&self, messages: Messages) {
        if self.inner.messages.set(messages).is_err() {
            tracing::error!("the ways to reach claimants are set up already");
        }
    }

    /// What was put into the folder, newest last; none where messages go to people.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn sent_into_folder(&self) -> Result<Option<Vec<Sent>>, AppError> {
        let Some(folder) = self.inner.messages.get().and_then(|messages| messages.folder.as_deref()) else {
            return Ok(None);
        };
        let kept = notify::folder::Folder::kept(folder)
            .map_err(|error| AppError::Input(format!("消息文件夹读不了（{error}）。请检查它的权限。")))?;
        Ok(Some(
            kept.into_iter()
                .map(|kept| Sent { way: kept.way.zh(), to: masked(kept.way, &kept.to), text: kept.text })
                .collect(),
        ))
    }

    /// The statements that put notices to claimants on their way, in the transaction that puts them on record.
    pub(crate) fn on_their_way(
        &self,
        root: i64,
        event: u64,
        notices: &[Notice],
        at: Instant,
    ) -> Result<Vec<Stmt>, StoreError> {
        if self.inner.messages.get().is_none() {
            return Ok(Vec::new());
        }
        let policy = self.policy();
        deliveries::insert(
            root,
            event,
            notices,
            at,
            |notice| {
                if notice.goes_at_once() { at } else { policy.next_call_time(at) }
            },
        )
    }

    /// Sends what is due; gives the number of tries.
    ///
    /// # Errors
    /// The store's. A gateway that does not take a message is none: it is tried again.
    pub async fn send_messages(&self) -> Result<usize, AppError> {
        let Some(messages) = self.inner.messages.get() else { return Ok(0) };
        let mut tried = 0;
        loop {
            let taken = deliveries::take(&self.inner.db, self.now(), LEASE_MS).await?;
            if taken.is_empty() {
                return Ok(tried);
            }
            tried += taken.len();
            for sent in join_all(taken.iter().map(|one| self.send(messages, one))).await {
                sent?;
            }
        }
    }

    async fn send(&self, messages: &Messages, taken: &Taken) -> Result<(), AppError> {
        let rows = self.inner.db.fetch(&[deliveries::words(taken.key)]).await?;
        let words = rows.first().map(deliveries::read_words).transpose()?.flatten();
        let outcome = match words {
            Some(words) => self.try_ways(messages, taken, &words).await?,
            None => Outcome::Failed(None, "通知不见了".to_owned()),
        };
        let (now, key) = (self.now(), taken.key);
        let code = |way: Way| way.code();
        let stmt = match &outcome {
            Outcome::Handed(way, handle) => deliveries::handed(key, code(*way), handle.as_deref(), now),
            Outcome::Later(way, why) => match again(taken.tries) {
                Some(minutes) => {
                    let next = self.policy().next_call_time(now.plus_minutes(minutes));
                    deliveries::later(key, code(*way), why, next, now)
                }
                None => deliveries::failed(key, code(*way), &format!("试了{}次：{why}", taken.tries), now),
            },
            Outcome::Failed(way, why) => deliveries::failed(key, way.map_or("", code), why, now),
        };
        if let Outcome::Later(_, why) | Outcome::Failed(_, why) = &outcome {
            tracing::warn!(root = key.root, seq = key.seq, tries = taken.tries, why, "message not sent");
        }
        Ok(self.inner.db.write(vec![stmt]).await?)
    }

    /// By short message to a mobile phone, else by mail.
    async fn try_ways(&self, messages: &Messages, taken: &Taken, words: &Words) -> Result<Outcome, AppError> {
        let identity = persons::open(&self.inner.db, &self.inner.vault, taken.person).await?.unwrap_or_default();
        let mobile = identity.phone.as_ref().and_then(|phone| notify::sms::mobile(phone)).map(Zeroizing::new);
        let ways = [(Way::Sms, mobile), (Way::Mail, identity.mail.clone())];
        let reachable = ways.into_iter().find_map(|(way, to)| Some((messages.way(way)?, to?)));
        let Some((gateway, to)) = reachable else {
            return Ok(Outcome::Failed(None, "没有手机号也没有邮箱，请打电话告知".to_owned()));
        };
        let key = taken.key;
        let message = Message {
            id: format!("{}-{}-{}", key.root, key.seq, key.n),
            to,
            subject: format!("12345诉求进度 {}", words.claim),
            text: self.with_link(messages, words),
        };
        Ok(match gateway.send(&message).await {
            Ok(Handed::Awaited(handle)) => Outcome::Handed(gateway.way(), Some(handle)),
            Ok(Handed::Unreported) => Outcome::Handed(gateway.way(), None),
            Err(Failure::Passing(why)) => Outcome::Later(gateway.way(), why),
            Err(Failure::Final(why)) => Outcome::Failed(Some(gateway.way()), why),
        })
    }

    /// The words with where to read on. Who called was given no receipt: the first message brings the code that opens the
    /// progress page.
    fn with_link(&self, messages: &Messages, words: &Words) -> String {
        let mut text = words.text.clone();
        if words.code == "accepted"
            && let Ok(no) = words.claim.parse::<ClaimNo>()
        {
            text = format!("{text}查询码{}。", self.query_code(&no));
        }
        if !messages.progress.is_empty() {
            text = format!("{text}进度：{}", messages.progress);
        }
        text
    }

    /// What a gateway reported; false while the message it is about is not known yet, as a gateway may report faster than
    /// its taking the message is written down.
    ///
    /// # Errors
    /// The store's.
    pub async fn heed(&self, way: Way, report: &Report) -> Result<bool, AppError> {
        let Report::Outcome { handle, arrived } = report;
        let rows = self.inner.db.fetch(&[deliveries::known(way.code(), handle)]).await?;
        if rows.first().and_then(|rows| rows.first()).map_or(Ok(0), |row| row.i64(0))? == 0 {
            return Ok(false);
        }
        let outcome = arrived.as_ref().copied().map_err(String::as_str);
        self.inner.db.write(vec![deliveries::reported(way.code(), handle, outcome, self.now())]).await?;
        Ok(true)
    }

    /// What did not arrive in the last days, for the agency: somebody has to telephone.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for whom it is not.
    pub async fn undelivered(&self, session: &Session) -> Result<Vec<deliveries::Failure>, AppError> {
        if matches!(self.scope(session)?, Scope::Unit(_)) {
            return Err(AppError::NotFound);
        }
        let since = self.now().plus_days(-SHOWN_DAYS);
        let rows = self.inner.db.fetch(&[deliveries::failures(&session.staff.unit, since, SHOWN)]).await?;
        Ok(rows.first().map(deliveries::read_failures).transpose()?.unwrap_or_default())
    }

    pub(crate) async fn keep_sending(&self) {
        if self.inner.messages.get().is_none() {
            return;
        }
        loop {
            if let Err(error) = self.send_messages().await {
                tracing::error!(%error, "sender of messages");
            }
            tokio::time::sleep(POLL).await;
        }
    }

    pub(crate) async fn heed_reports(&self) {
        let Some(messages) = self.inner.messages.get().filter(|messages| !messages.gateways.is_empty()) else {
            return;
        };
        // Reports that were faster than their message, and how often they were held against the record.
        let mut early: Vec<(Way, Report, u32)> = Vec::new();
        loop {
            let next = messages.gateways.iter().map(|gateway| gateway.report());
            if let Ok((report, at, _)) = tokio::time::timeout(POLL, select_all(next)).await
                && let Some(gateway) = messages.gateways.get(at)
            {
                early.push((gateway.way(), report, 0));
            }
            for (way, report, tries) in std::mem::take(&mut early) {
                match self.heed(way, &report).await {
                    Ok(true) => {}
                    Ok(false) if tries >= EARLY => tracing::warn!(?report, "report of a message that is not ours"),
                    Ok(false) => early.push((way, report, tries + 1)),
                    Err(error) => {
                        tracing::error!(%error, "report of a gateway");
                        early.push((way, report, tries));
                    }
                }
            }
        }
    }
}

/// Minutes until the next try; none when it is given up.
fn again(tries: u32) -> Option<i64> {
    let at = usize::try_from(tries).unwrap_or(usize::MAX).checked_sub(1)?;
    AGAIN.get(at).copied()
}

fn masked(way: Way, to: &str) -> String {
    match way {
        Way::Sms => store::plain::mask_phone(to),
        Way::Mail => to.split_once('@').map_or_else(|| "**".to_owned(), |(_, site)| format!("**@{site}")),
    }
}
