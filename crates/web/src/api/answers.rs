//! What the API answers, as JSON: numbers and codes as text, instants RFC 3339 with +08:00.

use app::{
    BesideRecord, ClaimPage, ClaimRow, ClockView, Demand, Done, OrderPage, OrderRow, OrderView, Receipt, Revealed,
    SuspendedView, TimelineLine, TrackPage,
};
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hotline::Awaited;
use hotline::may::Possible;
use serde_json::{Value, json};

pub(super) fn receipt(receipt: &Receipt) -> Value {
    json!({
        "no": receipt.no, "query_code": receipt.query_code, "stage": receipt.stage.code(),
        "promise": receipt.promise, "due": receipt.due,
    })
}

/// In no cache, on no disk but the reader's own doing.
pub(super) fn revealed(shown: &Revealed) -> Response {
    let body = Json(json!({ "name": shown.name.as_str(), "phone": shown.phone.as_str() }));
    ([(header::CACHE_CONTROL, "no-store")], body).into_response()
}

pub(super) fn done(done: &Done) -> Value {
    let events: Vec<Value> =
        done.events.iter().map(|(name, clause)| json!({ "name": name, "clause": clause.id() })).collect();
    json!({ "version": done.version.to_string(), "events": events, "repeated": done.repeated })
}

pub(super) fn clock(clock: &ClockView) -> Value {
    json!({
        "kind": clock.kind.code(), "name": clock.name, "lamp": clock.lamp.code(), "left": clock.left, "due": clock.due_at.rfc3339(),
        "shown": clock.due, "provisional": clock.provisional, "clause": clock.basis.id(), "policy": clock.policy,
        "under_review": clock.held, "expired": clock.expired,
    })
}

pub(super) fn timeline(lines: &[TimelineLine]) -> Vec<Value> {
    lines
        .iter()
        .map(|line| {
            json!({
                "seq": line.seq.to_string(), "at": line.at.rfc3339(), "who": line.who, "text": line.text,
                "clause": line.clause.id(), "event": line.event, "clock": line.clock.map(hotline::ClockKind::code),
            })
        })
        .collect()
}

fn demand(demand: &Demand) -> Value {
    json!({
        "title": demand.title, "told": demand.told, "content": demand.content, "demands": demand.demands,
        "kind": demand.kind.map(hotline::ClaimKind::code), "category": demand.category_code,
        "category_path": demand.category, "place": demand.place, "division": demand.division,
        "channel": demand.channel.code(), "origin": demand.origin, "claimant": demand.claimant, "confidential": demand.confidential,
        "enterprise": demand.enterprise, "received": demand.received,
    })
}

fn order(order: &OrderView) -> Value {
    json!({
        "no": order.no.to_string(), "unit": order.unit_code, "unit_name": order.unit, "role": order.role.code(),
        "state": order.state, "state_zh": order.state_zh, "hop": order.hop, "designated": order.designated,
        "round": order.round, "late": order.late.iter().map(|kind| kind.code()).collect::<Vec<_>>(), "duty": order.duty, "departure": order.departure,
        "clocks": order.clocks.iter().map(clock).collect::<Vec<_>>(),
        "contacts": order.contacts, "dispute": order.dispute.as_ref().map(|(record, _)| record),
        "extensions": order.extensions, "feedbacks": order.feedbacks, "found": order.found,
        "requests": order.requests.iter().map(record).collect::<Vec<_>>(),
        "suspended": order.suspended.as_ref().map(suspended), "helper": order.helper, "grid": order.grid,
        "handed_on": order.handed_on.iter().map(|on| {
            json!({ "no": on.no.to_string(), "unit": on.unit, "task": on.task, "state": on.state })
        }).collect::<Vec<_>>(),
        "handed_from": order.handed_from.as_ref().map(|(no, unit)| json!({ "no": no.to_string(), "unit": unit })),
    })
}

fn record(record: &BesideRecord) -> Value {
    let facts: Vec<Value> = record.facts.iter().map(|(term, value)| json!({ "term": term, "value": value })).collect();
    json!({
        "code": record.code, "name": record.name, "at": record.at, "state": record.state, "open": record.open,
        "facts": facts,
    })
}

fn suspended(shown: &SuspendedView) -> Value {
    let paused: Vec<Value> = shown.paused.iter().map(|(name, left)| json!({ "clock": name, "left": left })).collect();
    json!({
        "ground": shown.ground, "facts": shown.facts, "since": shown.since, "reason": shown.reason,
        "ends_when": shown.ends_when, "until": shown.until, "with_main": shown.with_main, "paused": paused,
    })
}

pub(super) fn possible(possible: &[Possible]) -> Vec<Value> {
    possible
        .iter()
        .map(|one| {
            let refusal = one.answer.as_ref().err();
            json!({
                "verb": one.verb.code(), "zh": one.verb.zh(), "order": one.order, "allowed": refusal.is_none(),
                "clause": refusal.map_or(one.verb.clause(), hotline::Refusal::basis).id(),
                "reason": refusal.map(hotline::Refusal::code), "text": refusal.map(ToString::to_string),
            })
        })
        .collect()
}

pub(super) fn claim(page: &ClaimPage) -> Value {
    json!({
        "no": page.no, "version": page.version.to_string(), "stage": page.stage.code(), "stage_zh": page.stage.zh(),
        "clause": page.stage_clause.id(), "promise": page.promise, "demand": demand(&page.demand),
        "clocks": page.clocks.iter().map(clock).collect::<Vec<_>>(),
        "orders": page.orders.iter().map(order).collect::<Vec<_>>(),
        "actions": possible(&page.possible), "timeline": timeline(&page.timeline), "ratings": page.ratings,
        "beside": page.beside.iter().map(record).collect::<Vec<_>>(),
        "first_receiver": page.first_receiver, "archive": page.archive.as_ref().map(|archive| json!({
            "no": archive.archive_no, "as": archive.as_.code(), "how": archive.as_.zh(),
            "at": archive.at.rfc3339(), "rating_counts": archive.rating_counts,
        })),
    })
}

pub(super) fn order_page(page: &OrderPage) -> Value {
    let others: Vec<Value> =
        page.others.iter().map(|(unit, role, state)| json!({ "unit": unit, "role": role, "state": state })).collect();
    json!({
        "claim": page.claim_no, "version": page.version.to_string(), "stage": page.stage.code(),
        "demand": demand(&page.demand), "order": order(&page.order), "others": others,
        "actions": possible(&page.possible), "timeline": timeline(&page.timeline), "rating": page.rating,
        "beside": page.beside.iter().map(record).collect::<Vec<_>>(),
    })
}

pub(super) fn claim_row(row: &ClaimRow) -> Value {
    json!({
        "no": row.no, "title": row.title, "place": row.place, "kind": row.kind, "category": row.category,
        "stage": row.stage.code(), "channel": row.channel.code(), "claimant": row.label, "received": row.received,
        "unit": row.lead_unit, "clock": row.clock.as_ref().map(clock),
    })
}

pub(super) fn order_row(row: &OrderRow) -> Value {
    json!({
        "no": row.no.to_string(), "title": row.title, "place": row.place, "unit": row.unit, "kind": row.kind,
        "category": row.category, "role": row.role.code(), "state": row.state, "handed_over": row.handed_over,
        "round": row.round, "hop": row.hop, "review": row.review.map_or("", Awaited::code), "clock": row.clock.as_ref().map(clock),
    })
}

/// Why it stands still, for the claimant: what the unit wrote for the agency stays inside.
fn track_suspended(shown: &SuspendedView) -> Value {
    json!({
        "ground": shown.ground, "reason": shown.reason, "since": shown.since, "ends_when": shown.ends_when,
    })
}

pub(super) fn track(page: &TrackPage) -> Value {
    let answers: Vec<Value> =
        page.answers.iter().map(|(unit, at, text)| json!({ "unit": unit, "at": at, "text": text })).collect();
    let looks: Vec<Value> =
        page.looks.iter().map(|(at, unit, reason)| json!({ "at": at, "unit": unit, "reason": reason })).collect();
    json!({
        "no": page.no, "version": page.version.to_string(), "stage": page.stage.code(), "title": page.title,
        "promise": page.promise, "clock": page.clock.as_ref().map(clock), "step": page.step,
        "timeline": timeline(&page.timeline), "answers": answers, "looks": looks, "ratings": page.ratings,
        "not_accepted": page.not_accepted.as_ref().map(|(ground, explanation, body, reach)| {
            json!({ "ground": ground, "explanation": explanation, "body": body, "reach": reach })
        }),
        "may_rate": page.may_rate.is_ok(), "beside": page.beside.iter().map(record).collect::<Vec<_>>(),
        "suspended": page.suspended.as_ref().map(track_suspended),
    })
}
