//! The claim row: the folded state as one document beside the columns that lists need. Loading a claim is one row; a
//! change writes its events, the row and the projections in one commit, from one fold.

use hotline::elsewhere::waits_elsewhere;
use hotline::{Claim, ClaimNo, Recorded};
use law::Instant;
use law::registry::Divisions;

use crate::args;
use crate::chain::Hash;
use crate::domain::{json, seq};
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Row, Rows, Stmt, Val};
use crate::{clocks, events, orders, outbox};

sql! {
    BY_ID = "SELECT version, chain, doc FROM claim WHERE id = $1";
    BY_NO = "SELECT version, chain, doc FROM claim WHERE no = $1";
    ID_OF = "SELECT id, person_id FROM claim WHERE no = $1";
    INSERT = "INSERT INTO claim (version, chain, doc, stage, kind, category, division, county, agency, title, \
              confidential, label, lead_unit, updated_at_ms, archived_at_ms, next_due_at_ms, elsewhere_due_at_ms, \
              channel, enterprise, person_id, received_at_ms, no, phone_index, id) VALUES ($1, $2, $3, $4, $5, $6, $7, \
              $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";
    UPDATE = "UPDATE claim SET version = $1, chain = $2, doc = $3, stage = $4, kind = $5, category = $6, \
              division = $7, county = $8, agency = $9, title = $10, confidential = $11, label = $12, lead_unit = $13, \
              updated_at_ms = $14, archived_at_ms = $15, next_due_at_ms = $16, elsewhere_due_at_ms = $17 \
              WHERE id = $18 AND version = $19";
    WHOLE = "SELECT version, chain, doc, stage, kind, category, division, county, agency, title, confidential, label, \
             lead_unit, updated_at_ms, archived_at_ms, next_due_at_ms, elsewhere_due_at_ms, channel, enterprise, \
             person_id, received_at_ms, no, phone_index, id, (SELECT phone_index FROM person WHERE person.id = claim.person_id) \
             FROM claim WHERE id = $1";
    UPDATED = "SELECT id FROM claim WHERE updated_at_ms >= $1 AND id > $2 ORDER BY id LIMIT 500";
    IDS = "SELECT id FROM claim WHERE id > $1 ORDER BY id LIMIT 500";
}

/// Sorts behind everything that is due.
const NOTHING_DUE: Instant = Instant::from_ms(i64::MAX);

/// The columns of a row in the order of the texts above.
pub(crate) const COLUMNS: [&str; 24] = [
    "version",
    "chain",
    "doc",
    "stage",
    "kind",
    "category",
    "division",
    "county",
    "agency",
    "title",
    "confidential",
    "label",
    "lead_unit",
    "updated_at_ms",
    "archived_at_ms",
    "next_due_at_ms",
    "elsewhere_due_at_ms",
    "channel",
    "enterprise",
    "person_id",
    "received_at_ms",
    "no",
    "phone_index",
    "id",
];

/// A claim as stored, with the hash that its next event goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub claim: Claim,
    pub chain: Hash,
}

/// Loads a claim by id; for [`read`].
pub fn by_id(id: i64) -> Query {
    Query::new(BY_ID, args![id])
}

/// Loads a claim by its number; for [`read`].
pub fn by_no(no: &ClaimNo) -> Query {
    Query::new(BY_NO, args![no])
}

/// The id behind a number and the claimant's, two `BIGINT` columns: what never changes.
pub fn id_of(no: &ClaimNo) -> Query {
    Query::new(ID_OF, args![no])
}

/// The claim of the rows of [`by_id`] or [`by_no`]; none if there is none.
///
/// # Errors
/// [`StoreError::Corrupt`] if the document cannot be read or is not of the row's version.
pub fn read(rows: &Rows) -> Result<Option<Stored>, StoreError> {
    rows.first().map(read_row).transpose()
}

fn read_row(row: &Row) -> Result<Stored, StoreError> {
    let claim: Claim = serde_json::from_str(row.text(2)?)
        .map_err(|error| StoreError::Corrupt { what: format!("claim.doc cannot be read: {error}") })?;
    if seq(claim.version)? != row.i64(0)? {
        return Err(StoreError::Corrupt { what: format!("claim {}: document and row differ in version", claim.no) });
    }
    let chain = Hash::from_bytes(row.bytes(1)?)
        .ok_or_else(|| StoreError::Corrupt { what: format!("claim {}: the chain is no hash", claim.no) })?;
    Ok(Stored { claim, chain })
}

/// The statements of a change: events on the chain, claim row, orders, clocks, outbox. `before` is what was loaded (none
/// for a new claim), `after` the same with `events` applied. `phone_index` of the claimant counts for a new claim only.
///
/// # Errors
/// [`StoreError::Db`] if there is no event or if `after` is not what the last one made: a fault in our own code.
pub fn change(
    before: Option<&Stored>,
    after: &Claim,
    recorded: &[Recorded],
    phone_index: Option<[u8; 16]>,
    divisions: &Divisions,
) -> Result<Vec<Stmt>, StoreError> {
    let last = recorded.last().filter(|last| last.seq == after.version);
    let last = last.ok_or_else(|| StoreError::db("a change of a claim without its events"))?;
    let head = before.map_or(Hash::START, |stored| stored.chain);
    let old = before.map(|stored| &stored.claim);
    let (mut stmts, chain) = events::append(after.id.0, events::CLAIM, &head, recorded)?;
    let mut row = projected(after, chain, last.at, divisions)?;
    stmts.push(if let Some(old) = old {
        row.extend(args![after.id, seq(old.version)?]);
        Stmt::one(UPDATE, row)
    } else {
        row.extend(settled(after, phone_index));
        Stmt::new(INSERT, row)
    });
    stmts.extend(orders::changes(old, after, last.at, divisions));
    stmts.extend(clocks::changes(old, after));
    for event in recorded {
        stmts.push(outbox::put(after.id.0, seq(event.seq)?, events::CLAIM, event.at));
    }
    Ok(stmts)
}

/// The columns that may change with any event.
fn projected(claim: &Claim, chain: Hash, at: Instant, divisions: &Divisions) -> Result<Vec<Val>, StoreError> {
    let registration = claim.registration.as_ref();
    let division = registration.map(|registration| &registration.place.division);
    Ok(args![
        seq(claim.version)?,
        chain,
        json(claim)?,
        claim.stage.code(),
        registration.map(|registration| registration.kind.code()),
        registration.map(|registration| &registration.category.code),
        division,
        division.and_then(|division| divisions.county_of(division)).map(|county| &county.code),
        &claim.agency,
        claim.title(),
        claim.confidential,
        claim.claimant.label.as_str(),
        claim.lead_order().map(|order| &order.unit),
        at,
        claim.archive.as_ref().map(|archive| archive.at),
        next_due(claim),
        waits_elsewhere(claim).then(|| next_due(claim).unwrap_or(NOTHING_DUE))
    ])
}

/// The columns that stand from the first event on.
fn settled(claim: &Claim, phone_index: Option<[u8; 16]>) -> Vec<Val> {
    args![
        claim.channel.code(),
        claim.enterprise,
        claim.claimant.person,
        claim.received_at,
        &claim.no,
        phone_index,
        claim.id
    ]
}

/// The first instant by which somebody owes something. A right that ends (退单) is owed by nobody, and a clock that is
/// held for a review shows no lateness (law.md §1).
fn next_due(claim: &Claim) -> Option<Instant> {
    let own = claim.clocks.iter();
    let orders = claim.orders.iter().flat_map(|order| order.clocks.iter());
    own.chain(orders).filter(|clock| !clock.held && !clock.kind.is_a_right()).map(|clock| clock.due).min()
}

/// A whole row as the events make it. `phone_index` as the vault has it.
pub(crate) fn row(
    claim: &Claim,
    chain: Hash,
    at: Instant,
    phone_index: &Val,
    divisions: &Divisions,
) -> Result<Vec<Val>, StoreError> {
    let mut row = projected(claim, chain, at, divisions)?;
    row.extend(settled(claim, None));
    if let Some(cell) = COLUMNS.iter().position(|column| *column == "phone_index").and_then(|at| row.get_mut(at)) {
        *cell = phone_index.clone();
    }
    Ok(row)
}

/// A whole row; the last column is the phone index in the vault.
pub(crate) fn whole(id: i64) -> Query {
    Query::new(WHOLE, args![id])
}

/// Ids behind `id` of claims that changed since, in order.
pub fn updated_since(since: Instant, id: i64) -> Query {
    Query::new(UPDATED, args![since, id])
}

/// Ids behind `id`, in order.
pub(crate) fn ids_after(id: i64) -> Query {
    Query::new(IDS, args![id])
}
