//! Supervisions (C37): the folded state as one document beside the columns of boards, its clock rows, its events.

use hotline::supervision::{Supervision, SupervisionEvent};
use hotline::{ClaimId, ClaimNo, Recorded};
use law::Instant;
use law::registry::UnitCode;

use crate::args;
use crate::chain::Hash;
use crate::domain::{json, seq};
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Row, Rows, Stmt, Val};
use crate::{clocks, events, outbox};

sql! {
    BY_ID = "SELECT version, chain, doc FROM supervision WHERE id = $1";
    BY_NO = "SELECT version, chain, doc FROM supervision WHERE no = $1";
    OPEN = "SELECT version, chain, doc FROM supervision WHERE claim_id = $1 AND order_id = $2 AND ground = $3 \
            AND closed_at_ms IS NULL";
    OF_CLAIM = "SELECT version, chain, doc FROM supervision WHERE claim_id = $1 ORDER BY order_id, id";
    BOARD = "SELECT version, chain, doc FROM supervision WHERE agency = $1 AND (issued_at_ms, id) < ($2, $3) \
             ORDER BY issued_at_ms DESC, id DESC LIMIT 51";
    CITY = "SELECT version, chain, doc FROM supervision WHERE (issued_at_ms, id) < ($1, $2) \
            ORDER BY issued_at_ms DESC, id DESC LIMIT 51";
    OF_UNIT = "SELECT s.version, s.chain, s.doc FROM supervised u JOIN supervision s ON s.id = u.root_id \
               WHERE u.unit = $1 AND (u.issued_at_ms, u.root_id) < ($2, $3) \
               ORDER BY u.issued_at_ms DESC, u.root_id DESC LIMIT 51";
    OPEN_AT = "SELECT count(*) FROM supervision WHERE agency = $1 AND closed_at_ms IS NULL";
    OPEN_IN_CITY = "SELECT count(*) FROM supervision WHERE closed_at_ms IS NULL";
    OPEN_ON_UNIT = "SELECT count(*) FROM supervised u JOIN supervision s ON s.id = u.root_id \
                    WHERE u.unit = $1 AND s.closed_at_ms IS NULL";
    INSERT = "INSERT INTO supervision (version, chain, doc, stage, is_key, key_pending, due_at_ms, closed_at_ms, no, \
              agency, unit, ground, claim_id, order_id, issued_at_ms, id) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    UPDATE = "UPDATE supervision SET version = $1, chain = $2, doc = $3, stage = $4, is_key = $5, key_pending = $6, \
              due_at_ms = $7, closed_at_ms = $8 WHERE id = $9 AND version = $10";
    SUPERVISED = "INSERT INTO supervised (root_id, unit, issued_at_ms) VALUES ($1, $2, $3)";
    WHOLE = "SELECT version, chain, doc, stage, is_key, key_pending, due_at_ms, closed_at_ms, no, agency, unit, ground, \
             claim_id, order_id, issued_at_ms, id FROM supervision WHERE id = $1";
    IDS = "SELECT id FROM supervision WHERE id > $1 ORDER BY id LIMIT 500";
    UNITS = "SELECT unit, issued_at_ms FROM supervised WHERE root_id = $1 ORDER BY unit";
}

/// The columns of a row in the order of the texts above.
pub(crate) const COLUMNS: [&str; 16] = [
    "version",
    "chain",
    "doc",
    "stage",
    "is_key",
    "key_pending",
    "due_at_ms",
    "closed_at_ms",
    "no",
    "agency",
    "unit",
    "ground",
    "claim_id",
    "order_id",
    "issued_at_ms",
    "id",
];

/// A supervision as stored, with the hash that its next event goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub supervision: Supervision,
    pub chain: Hash,
}

/// By id; for [`read`].
pub fn by_id(id: i64) -> Query {
    Query::new(BY_ID, args![id])
}

/// By the letter's number; for [`read`].
pub fn by_no(no: &ClaimNo) -> Query {
    Query::new(BY_NO, args![no])
}

/// The open one of a ground on an order; for [`read`].
pub fn open(claim: ClaimId, order: u16, ground: &str) -> Query {
    Query::new(OPEN, args![claim, order, ground])
}

/// All of a claim; for [`read_all`].
pub fn of_claim(claim: ClaimId) -> Query {
    Query::new(OF_CLAIM, args![claim])
}

/// An agency's own before a place, newest first; for [`read_all`].
pub fn board(agency: &UnitCode, before: (i64, i64)) -> Query {
    Query::new(BOARD, args![agency, before.0, before.1])
}

/// The whole city's before a place, newest first; for [`read_all`].
pub fn of_city(before: (i64, i64)) -> Query {
    Query::new(CITY, args![before.0, before.1])
}

/// Those in which a unit is supervised, before a place, newest first; for [`read_all`].
pub fn of_unit(unit: &UnitCode, before: (i64, i64)) -> Query {
    Query::new(OF_UNIT, args![unit, before.0, before.1])
}

/// How many are open: of an agency.
pub fn open_at(agency: &UnitCode) -> Query {
    Query::new(OPEN_AT, args![agency])
}

/// In the whole city.
pub fn open_in_city() -> Query {
    Query::new(OPEN_IN_CITY, Vec::new())
}

/// On a unit.
pub fn open_on_unit(unit: &UnitCode) -> Query {
    Query::new(OPEN_ON_UNIT, args![unit])
}

/// The supervision of the rows; none if there is none.
///
/// # Errors
/// [`StoreError::Corrupt`] if the document cannot be read or is not of the row's version.
pub fn read(rows: &Rows) -> Result<Option<Stored>, StoreError> {
    rows.first().map(read_row).transpose()
}

/// The supervisions of the rows.
///
/// # Errors
/// As [`read`].
pub fn read_all(rows: &Rows) -> Result<Vec<Stored>, StoreError> {
    rows.iter().map(read_row).collect()
}

fn read_row(row: &Row) -> Result<Stored, StoreError> {
    let supervision: Supervision = serde_json::from_str(row.text(2)?)
        .map_err(|error| StoreError::Corrupt { what: format!("supervision.doc cannot be read: {error}") })?;
    let odd = |what: &str| StoreError::Corrupt { what: format!("supervision {}: {what}", supervision.no) };
    if seq(supervision.version)? != row.i64(0)? {
        return Err(odd("document and row differ in version"));
    }
    let chain = Hash::from_bytes(row.bytes(1)?).ok_or_else(|| odd("the chain is no hash"))?;
    Ok(Stored { supervision, chain })
}

/// The statements of a change, as [`crate::claims::change`].
///
/// # Errors
/// [`StoreError::Db`] if there is no event or if `after` is not what the last one made: a fault in our own code.
pub fn change(
    before: Option<&Stored>,
    after: &Supervision,
    recorded: &[Recorded<SupervisionEvent>],
) -> Result<Vec<Stmt>, StoreError> {
    let last = recorded.last().filter(|last| last.seq == after.version);
    let last = last.ok_or_else(|| StoreError::db("a change of a supervision without its events"))?;
    let head = before.map_or(Hash::START, |stored| stored.chain);
    let old = before.map(|stored| &stored.supervision);
    let root = after.id.0;
    let (mut stmts, chain) = events::append(root, events::SUPERVISION, &head, recorded)?;
    let mut row = projected(after, chain, last.at)?;
    stmts.push(if let Some(old) = old {
        row.extend(args![root, seq(old.version)?]);
        Stmt::one(UPDATE, row)
    } else {
        row.extend(settled(after));
        Stmt::new(INSERT, row)
    });
    let known = |unit: &UnitCode| old.is_some_and(|old| old.units().any(|one| one == unit));
    let new = after.units().filter(|unit| !known(unit));
    stmts.extend(new.map(|unit| Stmt::new(SUPERVISED, args![root, unit, after.issued_at])));
    stmts.extend(clocks::changes_of(root, old.map(|old| &old.clocks), &after.clocks));
    for event in recorded {
        stmts.push(outbox::put(root, seq(event.seq)?, events::SUPERVISION, event.at));
    }
    Ok(stmts)
}

fn projected(supervision: &Supervision, chain: Hash, at: Instant) -> Result<Vec<Val>, StoreError> {
    let closed = supervision.finding.is_some().then_some(at);
    Ok(args![
        seq(supervision.version)?,
        chain,
        json(supervision)?,
        supervision.stage.code(),
        supervision.is_key,
        supervision.key.as_ref().is_some_and(|key| key.decision.is_none()),
        supervision.clocks.iter().map(|clock| clock.due).min(),
        closed
    ])
}

fn settled(supervision: &Supervision) -> Vec<Val> {
    let subject = &supervision.subject;
    args![
        &supervision.no,
        &supervision.agency,
        &subject.unit,
        supervision.trigger.code(),
        subject.claim,
        subject.order,
        supervision.issued_at,
        supervision.id.0
    ]
}

/// A whole row as the events make it.
pub(crate) fn row(supervision: &Supervision, chain: Hash, at: Instant) -> Result<Vec<Val>, StoreError> {
    let mut row = projected(supervision, chain, at)?;
    row.extend(settled(supervision));
    Ok(row)
}

/// A whole row.
pub(crate) fn whole(id: i64) -> Query {
    Query::new(WHOLE, args![id])
}

/// Ids behind `id`, in order.
pub(crate) fn ids_after(id: i64) -> Query {
    Query::new(IDS, args![id])
}

/// Its units.
pub(crate) fn units(id: i64) -> Query {
    Query::new(UNITS, args![id])
}

/// Its units as the events make them, in the order of [`units`].
pub(crate) fn unit_rows(supervision: &Supervision) -> Vec<Vec<Val>> {
    let mut units: Vec<&UnitCode> = supervision.units().collect();
    units.sort();
    units.into_iter().map(|unit| args![unit, supervision.issued_at]).collect()
}
