//! Rows of work orders for inboxes and queues, projected from the folded claim in the same commit.

use hotline::{Claim, ClockKind, Order, OrderState};
use law::Instant;
use law::registry::Divisions;

use crate::args;
use crate::sql::sql;
use crate::value::{Query, Stmt, Val};

sql! {
    INSERT = "INSERT INTO work_order (unit, agency, role, state, kind, title, category, division, county, place, hop, \
              round, handed_at_ms, signed_at_ms, sign_due_at_ms, due_at_ms, due_started_at_ms, due_limit, due_basis, \
              due_provisional, under_review, extension_pending, review_due_at_ms, done_at_ms, no, root_id, id) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
              $22, $23, $24, $25, $26, $27)";
    UPDATE = "UPDATE work_order SET unit = $1, agency = $2, role = $3, state = $4, kind = $5, title = $6, \
              category = $7, division = $8, county = $9, place = $10, hop = $11, round = $12, handed_at_ms = $13, \
              signed_at_ms = $14, sign_due_at_ms = $15, due_at_ms = $16, due_started_at_ms = $17, due_limit = $18, \
              due_basis = $19, due_provisional = $20, under_review = $21, extension_pending = $22, \
              review_due_at_ms = $23 WHERE root_id = $24 AND id = $25";
    DONE = "UPDATE work_order SET done_at_ms = $1 WHERE root_id = $2 AND id = $3";
    OF_CLAIM = "SELECT unit, agency, role, state, kind, title, category, division, county, place, hop, round, \
                handed_at_ms, signed_at_ms, sign_due_at_ms, due_at_ms, due_started_at_ms, due_limit, due_basis, \
                due_provisional, under_review, extension_pending, review_due_at_ms, done_at_ms, no, root_id, id \
                FROM work_order WHERE root_id = $1 ORDER BY id";
}

/// The columns of a row in the order of the texts above.
pub(crate) const COLUMNS: [&str; 27] = [
    "unit",
    "agency",
    "role",
    "state",
    "kind",
    "title",
    "category",
    "division",
    "county",
    "place",
    "hop",
    "round",
    "handed_at_ms",
    "signed_at_ms",
    "sign_due_at_ms",
    "due_at_ms",
    "due_started_at_ms",
    "due_limit",
    "due_basis",
    "due_provisional",
    "under_review",
    "extension_pending",
    "review_due_at_ms",
    "done_at_ms",
    "no",
    "root_id",
    "id",
];

/// Where an open order stands among those of its unit: by its handling clock; one that stands still, or waits for a report,
/// by what runs on it, so that it stays in the inbox (C26.1, C33).
fn by(order: &Order) -> Option<Instant> {
    let handle = order.clocks.get(ClockKind::Handle).map(|clock| clock.due);
    let running = || order.clocks.iter().map(|clock| clock.due).min();
    let paused = || order.paused.iter().map(|paused| paused.clock.due).min();
    let stays = order.is_suspended() || order.state == OrderState::Rectifying;
    handle.or_else(|| stays.then(|| running().or_else(paused)).flatten())
}

/// What follows from the state of the order itself; done_at_ms, no and key stand behind it.
fn projected(claim: &Claim, order: &Order, divisions: &Divisions) -> Vec<Val> {
    let registration = claim.registration.as_ref();
    let division = registration.map(|registration| &registration.place.division);
    let handle = order.clocks.get(ClockKind::Handle);
    args![
        &order.unit,
        &order.agency,
        order.role.code(),
        order.state.code(),
        registration.map(|registration| registration.kind.code()),
        claim.title(),
        registration.map(|registration| &registration.category.code),
        division,
        division.and_then(|division| divisions.county_of(division)).map(|county| &county.code),
        registration.map_or("", |registration| registration.place.text.as_str()),
        order.hop,
        order.round,
        order.handed_over_at,
        order.signed_at,
        order.clocks.get(ClockKind::Sign).map(|clock| clock.due),
        by(order),
        handle.map(|clock| clock.started_at),
        handle.map(|clock| clock.limit.to_string()),
        handle.map(|clock| clock.basis.id()),
        handle.is_some_and(|clock| clock.provisional),
        order.under_review(),
        order.extension_pending(),
        ClockKind::REVIEWS.iter().filter_map(|kind| order.clocks.get(*kind)).map(|clock| clock.due).min()
    ]
}

/// A whole row as the events make it.
pub(crate) fn row(claim: &Claim, order: &Order, done_at: Option<Instant>, divisions: &Divisions) -> Vec<Val> {
    let mut row = projected(claim, order, divisions);
    row.extend(args![done_at, claim.no.order(order.n).to_string(), claim.id, order.n]);
    row
}

/// The statements that bring the rows from one state of the claim to the next; only rows that differ are touched.
/// `at`: the instant of the change, when an order that ended in it was done.
pub(crate) fn changes(before: Option<&Claim>, after: &Claim, at: Instant, divisions: &Divisions) -> Vec<Stmt> {
    let mut stmts = Vec::new();
    for order in &after.orders {
        let done = !order.is_open();
        let Some((claim, old)) = before.and_then(|claim| Some((claim, claim.order(order.n)?))) else {
            stmts.push(Stmt::new(INSERT, row(after, order, done.then_some(at), divisions)));
            continue;
        };
        let mut new = projected(after, order, divisions);
        if new != projected(claim, old, divisions) {
            new.extend(args![after.id, order.n]);
            stmts.push(Stmt::new(UPDATE, new));
        }
        if done == old.is_open() {
            stmts.push(Stmt::new(DONE, args![done.then_some(at), after.id, order.n]));
        }
    }
    stmts
}

/// All order rows of a claim.
pub(crate) fn of_claim(root: i64) -> Query {
    Query::new(OF_CLAIM, args![root])
}
