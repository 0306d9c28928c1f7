//! The command's own row: present = done, absent = try again. It answers double submissions (`Idempotency-Key`) and
//! settles an outcome that a lost connection left open (`datalayer.md`, protocol 5).

use law::Instant;
use sha2::{Digest, Sha256};

use crate::args;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows, Stmt};

sql! {
    SEEN = "SELECT root_id, seq, at_ms, verb, request, answer FROM command WHERE id = $1";
    NOTE = "INSERT INTO command (id, root_id, seq, at_ms, verb, request, answer) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    PURGE = "DELETE FROM command WHERE at_ms < $1";
}

/// A command that has been carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The aggregate it changed.
    pub root: i64,
    /// Place of its last event.
    pub seq: i64,
    pub at: Instant,
    pub verb: String,
    /// [`digest`] of what was asked; the same key with another request is a mistake of the sender.
    pub request: Vec<u8>,
    /// What was answered.
    pub answer: String,
}

/// The row's id: the sender's key, which is nobody else's.
pub fn id(account: &str, key: &str) -> String {
    format!("{account}/{key}")
}

/// What was asked, as 32 bytes.
pub fn digest(request: &[u8]) -> [u8; 32] {
    Sha256::digest(request).into()
}

/// Looks for a command; for [`read`]. Belongs to the reads of the transaction that would carry it out.
pub fn seen(id: &str) -> Query {
    Query::new(SEEN, args![id])
}

/// The command of the rows; none if it has not been carried out.
pub fn read(rows: &Rows) -> Result<Option<Done>, StoreError> {
    rows.first()
        .map(|row| {
            let mut cells = row.cells();
            Ok(Done {
                root: cells.i64()?,
                seq: cells.i64()?,
                at: Instant::from_ms(cells.i64()?),
                verb: cells.text()?,
                request: cells.bytes()?.to_vec(),
                answer: cells.text()?,
            })
        })
        .transpose()
}

/// Notes it as done, in its own transaction. A second one with the same id is a [`StoreError::Conflict`], so that
/// `transact` looks again and finds the first one's answer.
pub fn note(id: &str, done: &Done) -> Stmt {
    Stmt::new(
        NOTE,
        args![id, done.root, done.seq, done.at, done.verb.as_str(), done.request.as_slice(), done.answer.as_str()],
    )
}

/// Forgets commands from before `at`.
pub fn purge(at: Instant) -> Stmt {
    Stmt::new(PURGE, args![at])
}
