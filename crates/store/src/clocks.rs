//! Due instants: one row for each clock that runs, taken by the watcher when it is due.

use std::collections::BTreeMap;

use hotline::{Claim, ClockKind, Clocks, RunningClock};
use law::Instant;

use crate::args;
use crate::db::Db;
use crate::domain::coded;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Stmt, Val};

sql! {
    INSERT = "INSERT INTO clock (due_at_ms, started_at_ms, limit_text, basis, provisional, held, fired_at_ms, root_id, \
              order_id, kind, owner, lease_until_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0)";
    UPDATE = "UPDATE clock SET due_at_ms = $1, started_at_ms = $2, limit_text = $3, basis = $4, provisional = $5, \
              held = $6, fired_at_ms = $7, owner = '', lease_until_ms = 0 \
              WHERE root_id = $8 AND order_id = $9 AND kind = $10";
    DELETE = "DELETE FROM clock WHERE root_id = $1 AND order_id = $2 AND kind = $3";
    OF_CLAIM = "SELECT due_at_ms, started_at_ms, limit_text, basis, provisional, held, fired_at_ms, root_id, order_id, \
                kind FROM clock WHERE root_id = $1 ORDER BY order_id, kind";
    TAKE = "UPDATE clock SET owner = $1, lease_until_ms = $2 WHERE (root_id, order_id, kind) IN (\
            SELECT root_id, order_id, kind FROM clock WHERE fired_at_ms IS NULL AND held = 0 AND due_at_ms <= $3 \
            AND lease_until_ms <= $4 ORDER BY due_at_ms, root_id LIMIT 50) AND lease_until_ms <= $4 \
            RETURNING root_id, order_id, kind, due_at_ms";
    PROVISIONAL = "SELECT DISTINCT root_id FROM clock WHERE provisional = 1 AND fired_at_ms IS NULL AND root_id > $1 \
                   ORDER BY root_id LIMIT 500";
    NEXT = "SELECT due_at_ms FROM clock WHERE fired_at_ms IS NULL AND held = 0 ORDER BY due_at_ms LIMIT 1";
}

/// The columns of a row in the order of the texts above.
pub(crate) const COLUMNS: [&str; 10] = [
    "due_at_ms",
    "started_at_ms",
    "limit_text",
    "basis",
    "provisional",
    "held",
    "fired_at_ms",
    "root_id",
    "order_id",
    "kind",
];

/// A clock whose limit has run out, leased to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueClock {
    pub root: i64,
    /// None: the claim's own clock.
    pub order: Option<u16>,
    pub kind: ClockKind,
    pub due: Instant,
}

/// Takes at most 50 clocks that are due at `now` for `lease_ms`; nobody else gets them meanwhile. One whose expiry is
/// then recorded is not due any more; one that was not carried through comes again after the lease.
pub async fn take_due(db: &Db, owner: &str, now: Instant, lease_ms: i64) -> Result<Vec<DueClock>, StoreError> {
    let rows = db.take(Stmt::new(TAKE, args![owner, now.plus_ms(lease_ms), now, now])).await?;
    let mut taken = rows
        .iter()
        .map(|row| {
            let order = u16::try_from(row.i64(1)?).map_err(StoreError::db)?;
            Ok(DueClock {
                root: row.i64(0)?,
                order: (order > 0).then_some(order),
                kind: coded("clock.kind", row.text(2)?, ClockKind::from_code)?,
                due: Instant::from_ms(row.i64(3)?),
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    // RETURNING promises no order; what was due first is acted on first.
    taken.sort_by_key(|clock| (clock.due, clock.root, clock.order, clock.kind));
    Ok(taken)
}

/// Aggregates behind `root` that have a clock of which the year's holidays were not known, one `BIGINT` a row.
pub fn provisional(root: i64) -> Query {
    Query::new(PROVISIONAL, args![root])
}

/// When the next clock is due, if one runs: how long the watcher may sleep.
pub async fn next_due(db: &Db) -> Result<Option<Instant>, StoreError> {
    let rows = db.rows(NEXT, Vec::new()).await?;
    rows.first().map(|row| row.i64(0).map(Instant::from_ms)).transpose()
}

type Key = (u16, &'static str);

/// The rows of a claim and its orders by order and kind, without their key.
fn projected(claim: &Claim) -> BTreeMap<Key, Vec<Val>> {
    let own = claim.clocks.iter().map(|clock| (0, clock));
    let orders = claim.orders.iter().flat_map(|order| order.clocks.iter().map(move |clock| (order.n, clock)));
    own.chain(orders).map(|(order, clock)| ((order, clock.kind.code()), columns(clock))).collect()
}

/// The clocks of an aggregate that has no orders.
fn projected_alone(clocks: &Clocks) -> BTreeMap<Key, Vec<Val>> {
    clocks.iter().map(|clock| ((0, clock.kind.code()), columns(clock))).collect()
}

fn columns(clock: &RunningClock) -> Vec<Val> {
    args![
        clock.due,
        clock.started_at,
        clock.limit.to_string(),
        clock.basis.id(),
        clock.provisional,
        clock.held,
        clock.expired_at
    ]
}

/// Whole rows as the events make them, in the order of [`of_claim`].
pub(crate) fn rows(claim: &Claim) -> Vec<Vec<Val>> {
    whole(claim.id.0, projected(claim))
}

/// [`rows`] of an aggregate that has no orders.
pub(crate) fn rows_alone(root: i64, clocks: &Clocks) -> Vec<Vec<Val>> {
    whole(root, projected_alone(clocks))
}

fn whole(root: i64, rows: BTreeMap<Key, Vec<Val>>) -> Vec<Vec<Val>> {
    rows.into_iter().map(|(key, row)| [row, place(root, key)].concat()).collect()
}

fn place(root: i64, (order, kind): Key) -> Vec<Val> {
    args![root, order, kind]
}

/// The statements that bring the rows from one state of the claim to the next; only rows that differ are touched.
pub(crate) fn changes(before: Option<&Claim>, after: &Claim) -> Vec<Stmt> {
    differing(after.id.0, &before.map(projected).unwrap_or_default(), &projected(after))
}

/// [`changes`] of an aggregate that has no orders.
pub(crate) fn changes_of(root: i64, before: Option<&Clocks>, after: &Clocks) -> Vec<Stmt> {
    differing(root, &before.map(projected_alone).unwrap_or_default(), &projected_alone(after))
}

fn differing(root: i64, old: &BTreeMap<Key, Vec<Val>>, new: &BTreeMap<Key, Vec<Val>>) -> Vec<Stmt> {
    let mut stmts = Vec::new();
    for (key, row) in new {
        let sql = match old.get(key) {
            None => INSERT,
            Some(same) if same == row => continue,
            Some(_) => UPDATE,
        };
        stmts.push(Stmt::new(sql, [row.clone(), place(root, *key)].concat()));
    }
    let stopped = old.keys().filter(|key| !new.contains_key(*key));
    stmts.extend(stopped.map(|key| Stmt::new(DELETE, place(root, *key))));
    stmts
}

/// All clock rows of a claim.
pub(crate) fn of_claim(root: i64) -> Query {
    Query::new(OF_CLAIM, args![root])
}
