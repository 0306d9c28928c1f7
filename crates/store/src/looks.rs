//! The look log: who saw an identity, when, from where and why (C39, C46). A hash chain for each root, like events.
//!
//! No look without its line: [`record`] comes first, the vault is opened after it.

use hotline::ActorRef;
use law::Instant;
use law::registry::UnitCode;

use crate::args;
use crate::chain::{Entry, Hash};
use crate::db::Db;
use crate::error::{StoreError, TransactError};
use crate::sql::sql;
use crate::value::{Query, Rows, Stmt, Val};

sql! {
    LAST = "SELECT seq, hash FROM look WHERE root_id = $1 ORDER BY seq DESC LIMIT 1";
    APPEND = "INSERT INTO look (root_id, seq, at_ms, actor, unit, what, reason, from_addr, hash) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_ROOT = "SELECT root_id, seq, at_ms, actor, unit, what, reason, from_addr, hash FROM look \
               WHERE root_id = $1 ORDER BY seq";
    BY_ACTOR = "SELECT count(*) FROM look WHERE actor = $1 AND at_ms >= $2";
    ROOTS = "SELECT DISTINCT root_id FROM look WHERE root_id > $1 ORDER BY root_id LIMIT 500";
}

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
    /// What was shown: `name,phone`.
    pub what: String,
    /// Why, in the words of who looked.
    pub reason: String,
    /// The address the request came from.
    pub from: String,
}

/// Puts a look on record behind the ones before.
pub async fn record(db: &Db, look: Look) -> Result<(), StoreError> {
    let outcome = db.transact_on(look.root, vec![last(look.root)], move |rows: &[Rows]| {
        let last = rows.first().and_then(|rows| rows.first());
        append(last.map(|row| Ok::<_, StoreError>((row.i64(0)?, row.bytes(1)?))).transpose()?, &look)
            .map(|stmt| (vec![stmt], ()))
    });
    outcome.await.map_err(|error| match error {
        TransactError::Refusal(error) | TransactError::Store(error) => error,
    })
}

fn last(root: i64) -> Query {
    Query::new(LAST, args![root])
}

fn append(last: Option<(i64, &[u8])>, look: &Look) -> Result<Stmt, StoreError> {
    let (seq, hash) = match last {
        None => (1, Hash::START),
        Some((seq, hash)) => {
            let hash = Hash::from_bytes(hash);
            (seq + 1, hash.ok_or_else(|| StoreError::Corrupt { what: format!("look {}/{seq}: no hash", look.root) })?)
        }
    };
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
    Ok(Stmt::new(APPEND, row))
}

/// All looks at a root, oldest first; for [`read`].
pub fn of_root(root: i64) -> Query {
    Query::new(OF_ROOT, args![root])
}

/// How often an actor has looked since `since`, one `BIGINT`: the limit on curiosity.
pub fn count_by(actor: &ActorRef, since: Instant) -> Query {
    Query::new(BY_ACTOR, args![actor.to_string(), since])
}

/// Roots behind `root` that were looked at.
pub(crate) fn roots(root: i64) -> Query {
    Query::new(ROOTS, args![root])
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
