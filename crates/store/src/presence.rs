//! Who has a claim open just now. A row speaks until its instant; nobody has to sign off.

use hotline::{AccountId, ClaimNo};
use law::Instant;
use law::registry::UnitCode;

use crate::args;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows, Stmt};

sql! {
    HERE = "INSERT INTO presence (no, account_id, unit, name, until_ms) VALUES ($1, $2, $3, $4, $5) \
            ON CONFLICT (no, account_id) DO UPDATE SET unit = excluded.unit, name = excluded.name, \
            until_ms = excluded.until_ms";
    OTHERS = "SELECT name FROM presence WHERE no = $1 AND unit = $2 AND account_id <> $3 AND until_ms > $4 \
              ORDER BY account_id LIMIT 10";
    PURGE = "DELETE FROM presence WHERE until_ms <= $1";
}

/// Somebody has it open, until then if they are not heard of again.
pub fn here(no: &ClaimNo, account: AccountId, unit: &UnitCode, name: &str, until: Instant) -> Stmt {
    Stmt::new(HERE, args![no, account, unit, name, until])
}

/// Who else of the same house has it open.
pub fn others(no: &ClaimNo, account: AccountId, unit: &UnitCode, now: Instant) -> Query {
    Query::new(OTHERS, args![no, unit, account, now])
}

/// The names of [`others`].
pub fn read(rows: &Rows) -> Result<Vec<String>, StoreError> {
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

/// Removes what ended at or before `at`.
pub fn purge(at: Instant) -> Stmt {
    Stmt::new(PURGE, args![at])
}
