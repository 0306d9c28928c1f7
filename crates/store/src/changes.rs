//! The place up to which somebody has seen claims change: by the instant of the last event, over an index.
//!
//! A commit may come after another that bears a later instant, and the clocks of two servers differ by a little. So a
//! reader goes back by more than a request may take, and tells what it had by the version.

use law::Instant;

use crate::args;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows};

sql! {
    CHANGED = "SELECT id, version, updated_at_ms FROM claim WHERE (updated_at_ms, id) > ($1, $2) \
               ORDER BY updated_at_ms, id LIMIT 500";
}

/// Rows of one answer of [`after`].
pub const ROWS: usize = 500;

/// A claim that changed, without what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    pub id: i64,
    pub version: i64,
    pub at: Instant,
}

/// What changed behind a place, oldest first.
pub fn after(at: Instant, id: i64) -> Query {
    Query::new(CHANGED, args![at, id])
}

/// The rows of [`after`].
pub fn read(rows: &Rows) -> Result<Vec<Changed>, StoreError> {
    rows.iter()
        .map(|row| Ok(Changed { id: row.i64(0)?, version: row.i64(1)?, at: Instant::from_ms(row.i64(2)?) }))
        .collect()
}
