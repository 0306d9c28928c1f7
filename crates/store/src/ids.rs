//! Ids: 42 bits of milliseconds since 1970, 10 bits of node, 11 bits of counter. They sort by time, and no two
//! processes give the same one because each leases its node number from a table.
//!
//! No id is ever given for an instant at or after the end of the lease, and a node is only leased again after that
//! instant. So a clock that steps back repeats nothing: in one process the last id is remembered, and after a restart
//! the old node stays closed until the clock has passed everything that was given under it.

use std::sync::{Mutex, PoisonError};

use crate::args;
use crate::db::Db;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::Stmt;

const NODE_BITS: u32 = 10;
const COUNTER_BITS: u32 = 11;
const COUNTERS: i64 = 1 << COUNTER_BITS;
const NODES: i64 = 1 << NODE_BITS;

sql! {
    FREE = "SELECT node FROM node_lease WHERE lease_until_ms <= $1 ORDER BY node LIMIT 1";
    LAST = "SELECT node FROM node_lease ORDER BY node DESC LIMIT 1";
    FIRST = "INSERT INTO node_lease (node, owner, lease_until_ms) VALUES ($1, $2, $3)";
    TAKE = "UPDATE node_lease SET owner = $1, lease_until_ms = $2 WHERE node = $3 AND lease_until_ms <= $4 RETURNING node";
    GIVE = "UPDATE node_lease SET lease_until_ms = $1 WHERE node = $2 AND owner = $3";
    RENEW = "UPDATE node_lease SET lease_until_ms = $1 WHERE node = $2 AND owner = $3 RETURNING node";
}

/// Gives ids on one node.
#[derive(Debug)]
pub struct Ids {
    owner: String,
    lease_ms: i64,
    state: Mutex<State>,
    renewing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    node: i64,
    /// No id for this instant or a later one.
    until_ms: i64,
    /// Instant and counter of the last id.
    last: (i64, i64),
}

impl Ids {
    /// A lease for a server that renews it as it goes.
    pub const LEASE_MS: i64 = 60_000;

    /// Leases a free node number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if all 1,024 are taken.
    pub async fn lease(db: &Db, lease_ms: i64, now_ms: i64) -> Result<Self, StoreError> {
        let mut owner = [0_u8; 8];
        getrandom::fill(&mut owner).map_err(StoreError::db)?;
        let owner = hex::encode(owner);
        let until_ms = now_ms + lease_ms;
        let node = take_node(db, &owner, until_ms, now_ms).await?;
        let state = Mutex::new(State { node, until_ms, last: (now_ms, -1) });
        Ok(Self { owner, lease_ms, state, renewing: tokio::sync::Mutex::new(()) })
    }

    /// A new id. Prolongs the lease when the clock has come to its end (another node is taken if this one was lost).
    pub async fn next(&self, db: &Db, now_ms: i64) -> Result<i64, StoreError> {
        loop {
            if let Some(id) = self.within_lease(now_ms) {
                return Ok(id);
            }
            let _one = self.renewing.lock().await;
            if let Some(id) = self.within_lease(now_ms) {
                return Ok(id);
            }
            self.prolong(db, now_ms).await?;
        }
    }

    /// A new id without I/O; none if the lease does not reach so far.
    fn within_lease(&self, now_ms: i64) -> Option<i64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (last_ms, counter) = state.last;
        let (ms, counter) = if now_ms > last_ms {
            (now_ms, 0)
        } else if counter + 1 < COUNTERS {
            (last_ms, counter + 1)
        } else {
            (last_ms + 1, 0)
        };
        if ms >= state.until_ms {
            return None;
        }
        state.last = (ms, counter);
        Some((ms << (NODE_BITS + COUNTER_BITS)) | (state.node << COUNTER_BITS) | counter)
    }

    /// Ends the lease behind the last id given: whoever comes next may have the node at once, and repeats nothing. No
    /// further id comes from here without a new lease.
    pub async fn give_back(&self, db: &Db) -> Result<(), StoreError> {
        let _one = self.renewing.lock().await;
        let (node, until_ms) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.until_ms = state.until_ms.min(state.last.0 + 1);
            (state.node, state.until_ms)
        };
        db.write(vec![Stmt::new(GIVE, args![until_ms, node, self.owner.as_str()])]).await
    }

    async fn prolong(&self, db: &Db, now_ms: i64) -> Result<(), StoreError> {
        let (node, from_ms) = {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            (state.node, now_ms.max(state.last.0 + 1))
        };
        let until_ms = from_ms + self.lease_ms;
        let renewed = db.take(Stmt::new(RENEW, args![until_ms, node, self.owner.as_str()])).await?;
        let node = match renewed.first() {
            Some(row) => row.i64(0)?,
            None => take_node(db, &self.owner, until_ms, from_ms).await?,
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.node = node;
        state.until_ms = until_ms;
        Ok(())
    }

    /// The instant (ms) that an id carries.
    pub const fn instant_of(id: i64) -> i64 {
        id >> (NODE_BITS + COUNTER_BITS)
    }
}

async fn take_node(db: &Db, owner: &str, until_ms: i64, now_ms: i64) -> Result<i64, StoreError> {
    // Others may be taking nodes at the same time; each round somebody gets one.
    for _ in 0..2 * NODES {
        if let Some(free) = db.rows(FREE, args![now_ms]).await?.first() {
            let taken = db.take(Stmt::new(TAKE, args![owner, until_ms, free.i64(0)?, now_ms])).await?;
            if let Some(row) = taken.first() {
                return row.i64(0);
            }
            continue;
        }
        let node = db.rows(LAST, Vec::new()).await?.first().map_or(Ok(0), |row| row.i64(0).map(|last| last + 1))?;
        if node >= NODES {
            break;
        }
        match db.write(vec![Stmt::new(FIRST, args![node, owner, until_ms])]).await {
            Ok(()) => return Ok(node),
            Err(StoreError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Unavailable { reason: "all node numbers are leased".into(), outcome_unknown: false })
}
