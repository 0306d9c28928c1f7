//! Supervisions by JSON (C37).

use app::{AppError, SupervisionPage, SupervisionRow};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hotline::supervision::{SupervisionCommand, SupervisionVerb};
use hotline::{ClaimNo, Refusal};
use serde_json::{Value, json};

use super::{Sent, Staff, answers, bad, key, problem, read, tagged};
use crate::forms::Query;
use crate::state::Desk;

pub(super) async fn board(
    State(desk): State<Desk>,
    Staff(session, _): Staff,
    Query(query): Query,
) -> Result<Response, Response> {
    let after = Some(query.get("after")).filter(|after| !after.is_empty());
    let page = desk.app.supervision_board(&session, after).await.map_err(problem)?;
    let rows: Vec<Value> = page.rows.iter().map(row).collect();
    Ok(Json(json!({ "rows": rows, "next": page.next })).into_response())
}

pub(super) async fn one(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Staff(session, _): Staff,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let page = desk.app.supervision_page(&session, &no).await.map_err(problem)?;
    Ok(tagged(page.version, shown(&page)))
}

pub(super) async fn act(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    Staff(session, _): Staff,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let verb = SupervisionVerb::from_code(&verb).ok_or_else(|| problem(AppError::NotFound))?;
    let key = key(&headers)?;
    let command =
        SupervisionCommand::from_json(verb, read(&body)?).map_err(|error| bad(format!("请求内容不合约定：{error}")))?;
    let done = desk.app.supervise(&no, command, &session.actor(), Some(&key)).await.map_err(problem)?;
    Ok(tagged(done.version, answers::done(&done)))
}

fn row(row: &SupervisionRow) -> Value {
    json!({
        "no": row.no, "order": row.order, "units": row.units, "trigger": row.trigger, "stage": row.stage,
        "key": row.is_key, "key_pending": row.key_pending, "issued": row.issued,
        "clock": row.clock.as_ref().map(answers::clock),
    })
}

fn shown(page: &SupervisionPage) -> Value {
    let answered: Vec<Value> = page
        .answers
        .iter()
        .map(|(unit, at, reasons, measures, back)| {
            json!({ "unit": unit, "at": at, "reasons": reasons, "measures": measures, "sent_back": back })
        })
        .collect();
    let actions: Vec<Value> = page
        .possible
        .iter()
        .map(|(verb, answer)| {
            let refusal = answer.as_ref().err();
            json!({
                "verb": verb.code(), "zh": verb.zh(), "allowed": refusal.is_none(),
                "clause": refusal.map_or(verb.clause(), Refusal::basis).id(), "text": refusal.map(ToString::to_string),
            })
        })
        .collect();
    json!({
        "supervision": row(&page.row), "version": page.version.to_string(), "facts": page.facts,
        "demand": page.demand, "answers": answered, "actions": actions,
        "key": page.key.as_ref().map(|(ground, reason, decision)| {
            json!({ "ground": ground, "reason": reason, "decision": decision })
        }),
        "timeline": answers::timeline(&page.timeline),
    })
}
