//! Sessions: only the hash of a token is kept, so that a copy of the database opens no session (security.md J).

use hotline::AccountId;
use law::Instant;
use sha2::{Digest, Sha256};

use crate::accounts::{self, Account};
use crate::args;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows, Stmt};

sql! {
    INSERT = "INSERT INTO session (token_hash, account_id, csrf_secret, created_at_ms, seen_at_ms, expires_at_ms, addr) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "SELECT s.csrf_secret, s.created_at_ms, s.seen_at_ms, s.expires_at_ms, s.addr, a.id, a.login, a.name, \
            a.unit, a.region, a.roles, a.password, a.disabled, a.failed, a.locked_until_ms, a.created_at_ms \
            FROM session s JOIN account a ON a.id = s.account_id \
            WHERE s.token_hash = $1 AND s.expires_at_ms > $2 AND a.disabled = 0";
    SEEN = "UPDATE session SET seen_at_ms = $1, expires_at_ms = $2 WHERE token_hash = $3";
    END = "DELETE FROM session WHERE token_hash = $1";
    END_ALL = "DELETE FROM session WHERE account_id = $1";
    PURGE = "DELETE FROM session WHERE expires_at_ms <= $1";
}

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// What form tokens are bound to.
    pub csrf_secret: Vec<u8>,
    pub created_at: Instant,
    pub seen_at: Instant,
    /// Exclusive.
    pub expires_at: Instant,
    /// Where the sign-in came from.
    pub addr: String,
}

/// Without the secret.
impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session(until {})", self.expires_at.ms())
    }
}

/// What is kept of a token.
pub fn hash(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Opens a session.
pub fn insert(token: &[u8], account: AccountId, session: &Session) -> Stmt {
    Stmt::new(
        INSERT,
        args![
            hash(token),
            account,
            session.csrf_secret.as_slice(),
            session.created_at,
            session.seen_at,
            session.expires_at,
            session.addr.as_str()
        ],
    )
}

/// The session of a token, if it is still good, with its account; for [`read`].
pub fn find(token: &[u8], now: Instant) -> Query {
    Query::new(FIND, args![hash(token), now])
}

/// The session and account of the rows of [`find`].
pub fn read(rows: &Rows) -> Result<Option<(Session, Account)>, StoreError> {
    rows.first()
        .map(|row| {
            let mut cells = row.cells();
            let session = Session {
                csrf_secret: cells.bytes()?.to_vec(),
                created_at: Instant::from_ms(cells.i64()?),
                seen_at: Instant::from_ms(cells.i64()?),
                expires_at: Instant::from_ms(cells.i64()?),
                addr: cells.text()?,
            };
            Ok((session, accounts::read_cells(&mut cells)?))
        })
        .transpose()
}

/// The session was used: notes when, and moves its end.
pub fn seen(token: &[u8], at: Instant, expires_at: Instant) -> Stmt {
    Stmt::new(SEEN, args![at, expires_at, hash(token)])
}

/// Signs out.
pub fn end(token: &[u8]) -> Stmt {
    Stmt::new(END, args![hash(token)])
}

/// Signs out everywhere.
pub fn end_all(account: AccountId) -> Stmt {
    Stmt::new(END_ALL, args![account])
}

/// Removes what has run out.
pub fn purge(now: Instant) -> Stmt {
    Stmt::new(PURGE, args![now])
}
