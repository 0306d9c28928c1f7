//! Limits on guessing: how often a subject (a query code, an address, a login) has tried in the present window.

use law::Instant;

use crate::args;
use crate::db::Db;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::Stmt;

sql! {
    AGAIN = "UPDATE track_try SET tries = CASE WHEN window_at_ms <= $1 THEN 1 ELSE tries + 1 END, \
             window_at_ms = CASE WHEN window_at_ms <= $1 THEN $2 ELSE window_at_ms END WHERE subject = $3 \
             RETURNING tries";
    FIRST = "INSERT INTO track_try (subject, window_at_ms, tries) VALUES ($1, $2, 1)";
    MADE = "SELECT tries FROM track_try WHERE subject = $1 AND window_at_ms > $2";
    FORGET = "DELETE FROM track_try WHERE subject = $1";
    PURGE = "DELETE FROM track_try WHERE window_at_ms <= $1";
}

/// Counts a try and gives the number in the window, this one included.
pub async fn count(db: &Db, subject: &str, now: Instant, window_ms: i64) -> Result<u32, StoreError> {
    let old = now.plus_ms(-window_ms);
    for _ in 0..3 {
        if let Some(row) = db.take(Stmt::new(AGAIN, args![old, now, subject])).await?.first() {
            return row.u32(0);
        }
        match db.write(vec![Stmt::new(FIRST, args![subject, now])]).await {
            Ok(()) => return Ok(1),
            // Another try of the same subject was first; count on its row.
            Err(StoreError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::db("the row of a subject's tries cannot be made"))
}

/// How many tries the present window has, without adding one.
pub async fn made(db: &Db, subject: &str, now: Instant, window_ms: i64) -> Result<u32, StoreError> {
    let rows = db.rows(MADE, args![subject, now.plus_ms(-window_ms)]).await?;
    rows.first().map_or(Ok(0), |row| row.u32(0))
}

/// The right answer was given: the count begins anew.
pub fn forget(subject: &str) -> Stmt {
    Stmt::new(FORGET, args![subject])
}

/// Removes windows that began at or before `at`.
pub fn purge(at: Instant) -> Stmt {
    Stmt::new(PURGE, args![at])
}
