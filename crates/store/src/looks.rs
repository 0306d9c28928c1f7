//! The look log: who saw an identity, when, from where and why (C39, C46). A hash chain for each root, like events.
//!
//! No look without its line: [`record`] comes first, the vault is opened after it.

use hotline::ActorRef;
use law::Instant;
use law::registry::UnitCode;

use crate::args;
use crate::chain::{Entry, Hash, Head};
use crate::db::Db;
use crate::error::{StoreError, TransactError};
use crate::sql::sql;
use crate::value::{Query, Row, Rows, Stmt, Val};

sql! {
    HEAD = "SELECT seq, hash FROM look_head WHERE root_id = $1";
    FIRST_HEAD = "INSERT INTO look_head (root_id, seq, hash) VALUES ($1, $2, $3)";
    MOVE_HEAD = "UPDATE look_head SET seq = $1, hash = $2 WHERE root_id = $3 AND seq = $4";
    APPEND = "INSERT INTO look (root_id, seq, at_ms, actor, unit, what, reason, from_addr, hash) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_ROOT = "SELECT root_id, seq, at_ms, actor, unit, what, reason, from_addr, hash FROM look \
               WHERE root_id = $1 ORDER BY seq";
    BY_ACTOR = "SELECT count(*) FROM look WHERE actor = $1 AND at_ms >= $2 AND what <> 'refused'";
    RECENT = "SELECT look.root_id, look.seq, look.at_ms, look.actor, look.unit, look.what, look.reason, look.from_addr, \
              claim.no FROM look LEFT JOIN claim ON claim.id = look.root_id \
              WHERE (look.at_ms, look.root_id, look.seq) < ($1, $2, $3) \
              ORDER BY look.at_ms DESC, look.root_id DESC, look.seq DESC LIMIT $4";
    HEADS = "SELECT root_id FROM look_head WHERE root_id > $1 ORDER BY root_id LIMIT 500";
    ROOTS = "SELECT DISTINCT root_id FROM look WHERE root_id > $1 ORDER BY root_id LIMIT 500";
}

/// What stands for a look that was asked for and not given: it is on record like the others.
pub const REFUSED: &str = "refused";

/// Columns of a look but its hash.
const PAYLOAD: usize = 8;

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The claim (or person) that was looked at.
    pub root: i64,
    pub at: Instant,
    pub actor: ActorRef,
    pub unit: UnitCode,
    /// What was shown: `name,phone`; [`REFUSED`] if nothing was.
    pub what: String,
    /// Why, in the words of who looked.
    pub reason: String,
    /// The address the request came from.
    pub from: String,
}

/// Puts a look on record behind the ones before, and moves the head of the log with it.
pub async fn record(db: &Db, look: Look) -> Result<(), StoreError> {
    let outcome = db.transact_on(look.root, vec![head(look.root)], move |rows: &[Rows]| {
        let head = rows.first().map(read_head).transpose()?.flatten();
        Ok::<_, StoreError>((append(head.as_ref(), &look), ()))
    });
    outcome.await.map_err(|error| match error {
        TransactError::Refusal(error) | TransactError::Store(error) => error,
    })
}

/// Where the log of a root ends; for [`read_head`].
pub(crate) fn head(root: i64) -> Query {
    Query::new(HEAD, args![root])
}

/// The head of the rows; none where nobody has looked.
pub(crate) fn read_head(rows: &Rows) -> Result<Option<Head>, StoreError> {
    let head = |row: &Row| {
        let seq = row.i64(0)?;
        let hash = Hash::from_bytes(row.bytes(1)?);
        let hash = hash.ok_or_else(|| StoreError::Corrupt { what: format!("look head {seq}: no hash") })?;
        Ok(Head::at(seq, hash))
    };
    rows.first().map(head).transpose()
}

fn append(head: Option<&Head>, look: &Look) -> Vec<Stmt> {
    let last = head.map_or(0, |head| head.seq);
    let hash = head.and_then(|head| Hash::from_bytes(&head.hash)).unwrap_or(Hash::START);
    let seq = last + 1;
    let mut row = args![
        look.root,
        seq,
        look.at,
        look.actor.to_string(),
        &look.unit,
        look.what.as_str(),
        look.reason.as_str(),
        look.from.as_str()
    ];
    let hash = hash.extend(&row);
    row.push(Val::from(hash));
    let moved = if last == 0 {
        Stmt::new(FIRST_HEAD, args![look.root, seq, hash])
    } else {
        Stmt::new(MOVE_HEAD, args![seq, hash, look.root, last])
    };
    vec![Stmt::new(APPEND, row), moved]
}

/// All looks at a root, oldest first; for [`read`].
pub fn of_root(root: i64) -> Query {
    Query::new(OF_ROOT, args![root])
}

/// How often an actor has looked since `since`, one `BIGINT`: the limit on curiosity.
pub fn count_by(actor: &ActorRef, since: Instant) -> Query {
    Query::new(BY_ACTOR, args![actor.to_string(), since])
}

/// A look with the number of its claim, as the audit administrator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub look: Look,
    pub seq: i64,
    /// Empty where it was not a claim's.
    pub claim: String,
}

/// At most `limit` looks older than `before` (instant, root, sequence number), newest first; for [`read_listed`].
pub fn recent(before: Option<(Instant, i64, i64)>, limit: u32) -> Query {
    let (at, root, seq) = before.map_or((i64::MAX, 0, 0), |(at, root, seq)| (at.ms(), root, seq));
    Query::new(RECENT, args![at, root, seq, limit])
}

/// The looks of the rows, with their claims.
pub fn read_listed(rows: &Rows) -> Result<Vec<Listed>, StoreError> {
    let looks = read(rows)?;
    rows.iter()
        .zip(looks)
        .map(|(row, look)| {
            let mut cells = row.cells();
            let (_, seq) = (cells.i64()?, cells.i64()?);
            let claim = row.opt_text(PAYLOAD)?.unwrap_or_default().to_owned();
            Ok(Listed { look, seq, claim })
        })
        .collect()
}

/// Roots behind `root` that were looked at.
pub(crate) fn roots(root: i64) -> Query {
    Query::new(ROOTS, args![root])
}

/// Roots behind `root` whose log has a head.
pub(crate) fn heads(root: i64) -> Query {
    Query::new(HEADS, args![root])
}

/// The looks of the rows.
pub fn read(rows: &Rows) -> Result<Vec<Look>, StoreError> {
    rows.iter()
        .map(|row| {
            let mut cells = row.cells();
            let (root, seq) = (cells.i64()?, cells.i64()?);
            Ok(Look {
                root,
                at: Instant::from_ms(cells.i64()?),
                actor: cells
                    .text()?
                    .parse()
                    .map_err(|error| StoreError::Corrupt { what: format!("look {root}/{seq}: {error}") })?,
                unit: UnitCode::from(cells.text()?),
                what: cells.text()?,
                reason: cells.text()?,
                from: cells.text()?,
            })
        })
        .collect()
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
