//! What somebody is to be told because of an event. A notice is known by its event and its number among that event's
//! notices, so that a reaction that runs twice tells nobody twice.

use hotline::reactions::{Notice, Recipient};
use law::{Clause, Instant};

use crate::args;
use crate::domain::seq;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows, Stmt};

sql! {
    INSERT = "INSERT INTO notice (root_id, seq, n, to_kind, recipient, code, clause, body, at_ms, read_at_ms) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)";
    COUNT = "SELECT count(*) FROM notice WHERE root_id = $1 AND seq = $2";
    OF_ROOT = "SELECT root_id, seq, n, to_kind, recipient, code, clause, body, at_ms, read_at_ms FROM notice \
               WHERE root_id = $1 ORDER BY seq, n";
    OF_RECIPIENT = "SELECT root_id, seq, n, to_kind, recipient, code, clause, body, at_ms, read_at_ms FROM notice \
                    WHERE to_kind = $1 AND recipient = $2 AND (at_ms, root_id, seq, n) < ($3, $4, $5, $6) \
                    ORDER BY at_ms DESC, root_id DESC, seq DESC, n DESC LIMIT $7";
    READ = "UPDATE notice SET read_at_ms = $1 WHERE root_id = $2 AND seq = $3 AND n = $4 AND read_at_ms IS NULL";
}

/// A notice on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub root: i64,
    pub seq: i64,
    pub n: i64,
    /// `claimant`, `unit` or `office`.
    pub to_kind: String,
    /// Number of the person, code of the unit, or code and role of the office (`TS-12345/reviewer`).
    pub recipient: String,
    pub code: String,
    pub clause: Clause,
    pub text: String,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

/// How a recipient stands in the columns.
pub fn address(to: &Recipient) -> (&'static str, String) {
    match to {
        Recipient::Claimant(person) => ("claimant", person.0.to_string()),
        Recipient::Unit(unit) => ("unit", unit.to_string()),
        Recipient::Office(unit, role) => ("office", format!("{unit}/{}", role.code())),
    }
}

/// How many notices of an event are on record, one `BIGINT`: read it in the transaction that would insert them, and
/// insert only if it is 0.
pub fn count_of(root: i64, event: u64) -> Result<Query, StoreError> {
    Ok(Query::new(COUNT, args![root, seq(event)?]))
}

/// Puts the notices of an event on record.
///
/// Should two workers come here at once (a lease ran out under one), the second gets [`StoreError::Refused`] and
/// nothing is told twice.
pub fn insert(root: i64, event: u64, notices: &[Notice], at: Instant) -> Result<Vec<Stmt>, StoreError> {
    let event = seq(event)?;
    let rows = (1_i64..).zip(notices).map(|(n, notice)| {
        let (kind, recipient) = address(&notice.to);
        let row = args![root, event, n, kind, recipient, notice.code, notice.clause.id(), notice.text.as_str(), at];
        Stmt::new(INSERT, row)
    });
    Ok(rows.collect())
}

/// All notices of an aggregate, oldest first; for [`read`].
pub fn of_root(root: i64) -> Query {
    Query::new(OF_ROOT, args![root])
}

/// At most `limit` notices to a recipient, newest first, older than `before` (the last one of the page before); for
/// [`read`].
pub fn of_recipient(to: &Recipient, before: Option<&Told>, limit: u32) -> Query {
    let (kind, recipient) = address(to);
    let (at, root, seq, n) = before.map_or((i64::MAX, 0, 0, 0), |told| (told.at.ms(), told.root, told.seq, told.n));
    Query::new(OF_RECIPIENT, args![kind, recipient, at, root, seq, n, limit])
}

/// The notices of the rows.
pub fn read(rows: &Rows) -> Result<Vec<Told>, StoreError> {
    rows.iter()
        .map(|row| {
            let mut cells = row.cells();
            Ok(Told {
                root: cells.i64()?,
                seq: cells.i64()?,
                n: cells.i64()?,
                to_kind: cells.text()?,
                recipient: cells.text()?,
                code: cells.text()?,
                clause: cells
                    .text()?
                    .parse()
                    .map_err(|error: law::UnknownClause| StoreError::Corrupt { what: error.to_string() })?,
                text: cells.text()?,
                at: Instant::from_ms(cells.i64()?),
                read_at: cells.opt_i64()?.map(Instant::from_ms),
            })
        })
        .collect()
}

/// The recipient has seen it.
pub fn mark_read(told: &Told, at: Instant) -> Stmt {
    Stmt::new(READ, args![at, told.root, told.seq, told.n])
}
