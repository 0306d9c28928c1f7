//! The record: append events, each on the hash of the one before; read them again.

use hotline::{ActorRef, Recorded};
use law::{Clause, Instant};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::args;
use crate::chain::{Entry, Hash};
use crate::db::Db;
use crate::domain::{json, place, seq};
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Row, Rows, Stmt, Val};

/// The kind of aggregate that a claim's stream belongs to.
pub const CLAIM: &str = "claim";
/// The kind of aggregate that a supervision's stream belongs to.
pub const SUPERVISION: &str = "supervision";

sql! {
    APPEND = "INSERT INTO event (root_id, seq, aggregate, at_ms, actor, clause, policy, body, hash) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    STREAM = "SELECT root_id, seq, aggregate, at_ms, actor, clause, policy, body, hash FROM event \
              WHERE root_id = $1 ORDER BY seq";
    AFTER = "SELECT root_id, seq, aggregate, at_ms, actor, clause, policy, body, hash FROM event \
             WHERE root_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    ONE = "SELECT root_id, seq, aggregate, at_ms, actor, clause, policy, body, hash FROM event \
           WHERE root_id = $1 AND seq = $2";
    LATEST = "SELECT max(at_ms) FROM event";
    ROOTS = "SELECT DISTINCT root_id FROM event WHERE root_id > $1 ORDER BY root_id LIMIT 500";
}

/// Columns of an event but its hash.
const PAYLOAD: usize = 8;

/// The statements that append `events` behind `head`, and the new head. The key (root_id, seq) is the guard: who comes
/// second gets [`StoreError::Conflict`] and overwrites nothing.
pub fn append<E: Serialize>(
    root: i64,
    aggregate: &str,
    head: &Hash,
    events: &[Recorded<E>],
) -> Result<(Vec<Stmt>, Hash), StoreError> {
    let mut hash = *head;
    let mut stmts = Vec::with_capacity(events.len());
    for event in events {
        let mut row = args![
            root,
            seq(event.seq)?,
            aggregate,
            event.at,
            event.actor.to_string(),
            event.clause.id(),
            event.policy.as_str(),
            json(&event.event)?
        ];
        hash = hash.extend(&row);
        row.push(Val::from(hash));
        stmts.push(Stmt::new(APPEND, row));
    }
    Ok((stmts, hash))
}

/// All events of an aggregate, in order.
pub fn stream(root: i64) -> Query {
    Query::new(STREAM, args![root])
}

/// Events behind a place, at most `limit`.
pub fn after(root: i64, seen: u64, limit: u32) -> Result<Query, StoreError> {
    Ok(Query::new(AFTER, args![root, seq(seen)?, limit]))
}

/// When the last event of all happened; reads the whole table, for a start after a crash.
pub async fn latest(db: &Db) -> Result<Option<Instant>, StoreError> {
    let rows = db.rows(LATEST, Vec::new()).await?;
    Ok(rows.first().map(|row| row.opt_i64(0)).transpose()?.flatten().map(Instant::from_ms))
}

/// One event.
pub fn one(root: i64, at: u64) -> Result<Query, StoreError> {
    Ok(Query::new(ONE, args![root, seq(at)?]))
}

/// The aggregates behind `root` that have events.
pub(crate) fn roots(root: i64) -> Query {
    Query::new(ROOTS, args![root])
}

/// The events of the rows.
///
/// # Errors
/// [`StoreError::Corrupt`] names the first event that this version cannot read.
pub fn read<E: DeserializeOwned>(rows: &Rows) -> Result<Vec<Recorded<E>>, StoreError> {
    rows.iter().map(read_one).collect()
}

/// The event of a row.
pub(crate) fn read_one<E: DeserializeOwned>(row: &Row) -> Result<Recorded<E>, StoreError> {
    let mut cells = row.cells();
    let root = cells.i64()?;
    let seq = place(cells.i64()?)?;
    let odd = |what: String| StoreError::Corrupt { what: format!("event {root}/{seq}: {what}") };
    let _aggregate = cells.text()?;
    Ok(Recorded {
        seq,
        at: Instant::from_ms(cells.i64()?),
        actor: cells.text()?.parse::<ActorRef>().map_err(odd)?,
        clause: cells.text()?.parse::<Clause>().map_err(|error| odd(error.to_string()))?,
        policy: cells.text()?,
        event: serde_json::from_str::<E>(&cells.text()?).map_err(|error| odd(error.to_string()))?,
    })
}

/// The rows as entries of a hash chain.
pub(crate) fn entries(rows: &Rows) -> Result<Vec<Entry>, StoreError> {
    rows.iter()
        .map(|row| {
            let payload = (0..PAYLOAD).map(|at| row.val(at).clone()).collect();
            Ok(Entry { seq: row.i64(1)?, payload, hash: row.bytes(PAYLOAD)?.to_vec() })
        })
        .collect()
}

/// What kind of aggregate the rows belong to.
pub(crate) fn aggregate(rows: &Rows) -> Result<&str, StoreError> {
    rows.first().map_or(Ok(""), |row| row.text(2))
}
