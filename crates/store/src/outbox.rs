//! The outbox: one row for each event that has not been carried on yet (reactions, notices, search, live pages).
//!
//! At least once: a worker leases rows, acts, and deletes each in the transaction of its act. One that dies leaves a
//! lease that runs out. So everything done from here is known by its event and may come twice.

use law::Instant;

use crate::args;
use crate::db::Db;
use crate::domain::place;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::Stmt;

sql! {
    PUT = "INSERT INTO outbox (root_id, id, aggregate, lease_until_ms, owner, tries) VALUES ($1, $2, $3, $4, '', 0)";
    TAKE = "UPDATE outbox SET owner = $1, lease_until_ms = $2 WHERE (root_id, id) IN (\
            SELECT root_id, id FROM outbox WHERE lease_until_ms <= $3 ORDER BY lease_until_ms, root_id, id LIMIT 250) \
            AND lease_until_ms <= $3 RETURNING root_id, id, aggregate, tries";
    DONE = "DELETE FROM outbox WHERE root_id = $1 AND id = $2";
    LATER = "UPDATE outbox SET owner = '', lease_until_ms = $1, tries = tries + 1 WHERE root_id = $2 AND id = $3 \
             AND owner = $4";
    WAITING = "SELECT count(*), min(lease_until_ms) FROM outbox";
}

/// An event to carry on, leased to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub root: i64,
    pub seq: u64,
    /// The kind of aggregate it belongs to ([`crate::events::CLAIM`]).
    pub aggregate: String,
    /// Times it has failed so far.
    pub tries: u32,
}

/// Puts an event out; free at once, in the order of the events.
pub(crate) fn put(root: i64, seq: i64, aggregate: &str, at: Instant) -> Stmt {
    Stmt::new(PUT, args![root, seq, aggregate, at])
}

/// Takes at most 250 events for `lease_ms`, oldest first.
pub async fn take(db: &Db, owner: &str, now: Instant, lease_ms: i64) -> Result<Vec<Taken>, StoreError> {
    let rows = db.take(Stmt::new(TAKE, args![owner, now.plus_ms(lease_ms), now])).await?;
    let mut taken = rows
        .iter()
        .map(|row| {
            let (root, seq, aggregate) = (row.i64(0)?, place(row.i64(1)?)?, row.text(2)?.to_owned());
            Ok(Taken { root, seq, aggregate, tries: row.u32(3)? })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    // RETURNING promises no order.
    taken.sort_by_key(|taken| (taken.root, taken.seq));
    Ok(taken)
}

/// The event has been carried on; belongs into the transaction that did it.
pub fn done(taken: &Taken) -> Stmt {
    Stmt::new(DONE, args![taken.root, i64::try_from(taken.seq).unwrap_or(i64::MAX)])
}

/// It failed: free again at `at`.
pub fn later(taken: &Taken, owner: &str, at: Instant) -> Stmt {
    Stmt::new(LATER, args![at, taken.root, i64::try_from(taken.seq).unwrap_or(i64::MAX), owner])
}

/// How many events wait, and since when the oldest is free (or until when it is leased).
pub async fn waiting(db: &Db) -> Result<(i64, Option<Instant>), StoreError> {
    let rows = db.rows(WAITING, Vec::new()).await?;
    let row = rows.first().cloned().unwrap_or_default();
    Ok((row.i64(0)?, row.opt_i64(1)?.map(Instant::from_ms)))
}
