//! Notices on their way to claimants: waiting, handed to a gateway, delivered, failed. A row a notice, so that a notice
//! is carried once however often its event is.
//!
//! A worker takes rows that are free for the time of a lease; it dies, and they are free again. A message that was handed
//! over in the moment before such a death goes out a second time: better twice than never.

use hotline::PersonId;
use hotline::reactions::{Notice, Recipient};
use law::Instant;
use law::registry::UnitCode;

use crate::args;
use crate::db::Db;
use crate::domain::seq;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows, Stmt};

sql! {
    INSERT = "INSERT INTO delivery (root_id, seq, n, person_id, state, way, tries, free_at_ms, handle, said, \
              changed_at_ms) VALUES ($1, $2, $3, $4, 'waiting', '', 0, $5, NULL, '', $6)";
    TAKE = "UPDATE delivery SET free_at_ms = $1, tries = tries + 1 WHERE (root_id, seq, n) IN (\
            SELECT root_id, seq, n FROM delivery WHERE free_at_ms <= $2 ORDER BY free_at_ms, root_id, seq, n LIMIT 50) \
            AND free_at_ms <= $2 RETURNING root_id, seq, n, person_id, tries";
    WORDS = "SELECT notice.code, notice.body, notice.at_ms, claim.no FROM notice \
             JOIN claim ON claim.id = notice.root_id WHERE notice.root_id = $1 AND notice.seq = $2 AND notice.n = $3";
    HANDED = "UPDATE delivery SET state = 'handed', way = $1, handle = $2, said = '', free_at_ms = NULL, \
              changed_at_ms = $3 WHERE root_id = $4 AND seq = $5 AND n = $6";
    LATER = "UPDATE delivery SET way = $1, said = $2, free_at_ms = $3, changed_at_ms = $4 \
             WHERE root_id = $5 AND seq = $6 AND n = $7";
    FAILED = "UPDATE delivery SET state = 'failed', way = $1, said = $2, free_at_ms = NULL, changed_at_ms = $3 \
              WHERE root_id = $4 AND seq = $5 AND n = $6";
    REPORTED = "UPDATE delivery SET state = $1, said = $2, changed_at_ms = $3 \
                WHERE way = $4 AND handle = $5 AND state = 'handed'";
    KNOWN = "SELECT count(*) FROM delivery WHERE way = $1 AND handle = $2";
    OF_ROOT = "SELECT seq, n, state, way, tries, free_at_ms, said, changed_at_ms FROM delivery WHERE root_id = $1 \
               ORDER BY seq, n";
    FAILURES = "SELECT claim.no, notice.body, delivery.way, delivery.said, delivery.changed_at_ms FROM delivery \
                JOIN claim ON claim.id = delivery.root_id \
                JOIN notice ON notice.root_id = delivery.root_id AND notice.seq = delivery.seq \
                AND notice.n = delivery.n \
                WHERE delivery.state = 'failed' AND delivery.changed_at_ms > $1 AND claim.agency = $2 \
                ORDER BY delivery.changed_at_ms DESC, delivery.root_id DESC LIMIT $3";
    NEXT = "SELECT free_at_ms FROM delivery WHERE free_at_ms IS NOT NULL ORDER BY free_at_ms LIMIT 1";
}

/// Where a notice is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To be sent, now or after quiet hours or a failed try.
    Waiting,
    /// A gateway has it.
    Handed,
    /// It arrived.
    Delivered,
    /// It did not, and will not be tried again.
    Failed,
}

impl State {
    fn from_code(code: &str) -> Result<Self, StoreError> {
        match code {
            "waiting" => Ok(Self::Waiting),
            "handed" => Ok(Self::Handed),
            "delivered" => Ok(Self::Delivered),
            "failed" => Ok(Self::Failed),
            other => Err(StoreError::Corrupt { what: format!("delivery.state {other}") }),
        }
    }

    /// In words, for staff.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Waiting => "待发送",
            Self::Handed => "已发出",
            Self::Delivered => "已送到",
            Self::Failed => "没有送到",
        }
    }
}

/// The notice a delivery carries, by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub root: i64,
    pub seq: i64,
    pub n: i64,
}

/// A delivery leased to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub key: Key,
    pub person: PersonId,
    /// Which try this is, from 1.
    pub tries: u32,
}

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Code of the text.
    pub code: String,
    pub text: String,
    /// When it happened.
    pub at: Instant,
    /// The number of the claim it came from.
    pub claim: String,
}

/// One delivery as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub seq: i64,
    pub n: i64,
    pub state: State,
    /// Code of the way; empty before the first try.
    pub way: String,
    pub tries: u32,
    /// When it is tried next.
    pub free_at: Option<Instant>,
    /// Why it has not arrived.
    pub said: String,
    pub changed_at: Instant,
}

/// One that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub claim: String,
    pub text: String,
    pub way: String,
    pub said: String,
    pub at: Instant,
}

/// Puts the notices to claimants on their way; `first` says when each may go out first. Belongs into the transaction that
/// puts the notices of the event on record.
pub fn insert(
    root: i64,
    event: u64,
    notices: &[Notice],
    at: Instant,
    first: impl Fn(&Notice) -> Instant,
) -> Result<Vec<Stmt>, StoreError> {
    let event = seq(event)?;
    let to_claimants = (1_i64..).zip(notices).filter_map(|(n, notice)| match notice.to {
        Recipient::Claimant(person) => Some(Stmt::new(INSERT, args![root, event, n, person, first(notice), at])),
        Recipient::Unit(_) | Recipient::Office(..) => None,
    });
    Ok(to_claimants.collect())
}

/// Takes at most 50 deliveries that are due for `lease_ms`.
pub async fn take(db: &Db, now: Instant, lease_ms: i64) -> Result<Vec<Taken>, StoreError> {
    let rows = db.take(Stmt::new(TAKE, args![now.plus_ms(lease_ms), now])).await?;
    rows.iter()
        .map(|row| {
            let key = Key { root: row.i64(0)?, seq: row.i64(1)?, n: row.i64(2)? };
            Ok(Taken { key, person: PersonId(row.i64(3)?), tries: row.u32(4)? })
        })
        .collect()
}

/// What a delivery says; for [`read_words`].
pub fn words(key: Key) -> Query {
    Query::new(WORDS, args![key.root, key.seq, key.n])
}

/// The words of the row.
pub fn read_words(rows: &Rows) -> Result<Option<Words>, StoreError> {
    let Some(row) = rows.first() else { return Ok(None) };
    let mut cells = row.cells();
    let (code, text, at, claim) = (cells.text()?, cells.text()?, cells.i64()?, cells.text()?);
    Ok(Some(Words { code, text, at: Instant::from_ms(at), claim }))
}

/// A gateway has it; `handle` if it will report.
pub fn handed(key: Key, way: &str, handle: Option<&str>, at: Instant) -> Stmt {
    Stmt::new(HANDED, args![way, handle.map(str::to_owned), at, key.root, key.seq, key.n])
}

/// It was not taken; it is tried again at `again`.
pub fn later(key: Key, way: &str, said: &str, again: Instant, at: Instant) -> Stmt {
    Stmt::new(LATER, args![way, said, again, at, key.root, key.seq, key.n])
}

/// It will not arrive.
pub fn failed(key: Key, way: &str, said: &str, at: Instant) -> Stmt {
    Stmt::new(FAILED, args![way, said, at, key.root, key.seq, key.n])
}

/// A gateway reported; of one that has been reported before, nothing changes.
pub fn reported(way: &str, handle: &str, outcome: Result<(), &str>, at: Instant) -> Stmt {
    let (state, said) = match outcome {
        Ok(()) => ("delivered", ""),
        Err(why) => ("failed", why),
    };
    Stmt::new(REPORTED, args![state, said, at, way, handle])
}

/// How many deliveries a gateway knows by this handle, one `BIGINT`: its report may be here before the handle is.
pub fn known(way: &str, handle: &str) -> Query {
    Query::new(KNOWN, args![way, handle])
}

/// All deliveries of an aggregate; for [`read`].
pub fn of_root(root: i64) -> Query {
    Query::new(OF_ROOT, args![root])
}

/// The deliveries of the rows.
pub fn read(rows: &Rows) -> Result<Vec<Delivery>, StoreError> {
    rows.iter()
        .map(|row| {
            let mut cells = row.cells();
            Ok(Delivery {
                seq: cells.i64()?,
                n: cells.i64()?,
                state: State::from_code(&cells.text()?)?,
                way: cells.text()?,
                tries: u32::try_from(cells.i64()?).map_err(StoreError::db)?,
                free_at: cells.opt_i64()?.map(Instant::from_ms),
                said: cells.text()?,
                changed_at: Instant::from_ms(cells.i64()?),
            })
        })
        .collect()
}

/// At most `limit` of an agency's claims that failed since, newest first; for [`read_failures`].
pub fn failures(agency: &UnitCode, since: Instant, limit: u32) -> Query {
    Query::new(FAILURES, args![since, agency.as_str(), limit])
}

/// The failures of the rows.
pub fn read_failures(rows: &Rows) -> Result<Vec<Failure>, StoreError> {
    rows.iter()
        .map(|row| {
            let mut cells = row.cells();
            Ok(Failure {
                claim: cells.text()?,
                text: cells.text()?,
                way: cells.text()?,
                said: cells.text()?,
                at: Instant::from_ms(cells.i64()?),
            })
        })
        .collect()
}

/// When the next one is due: how long a sender may sleep.
pub async fn next(db: &Db) -> Result<Option<Instant>, StoreError> {
    let rows = db.rows(NEXT, Vec::new()).await?;
    rows.first().map(|row| row.i64(0).map(Instant::from_ms)).transpose()
}
