//! `/api/v1`: everything a page does, by JSON (design.md §6). A command is `POST /claims/{no}/{verb}` or
//! `POST /orders/{no}/{verb}`; the verb is the domain's; `GET …/actions` answers `may`.

mod answers;
mod document;
mod requests;
mod supervise;

use app::{AppError, InboxFilter, Intake, Queue};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hotline::authority::{is_the_claimants, performers};
use hotline::{Actor, Channel, ClaimNo, Command, OrderNo, Verb};
use serde_json::{Value, json};

use crate::forms::Query;
use crate::frame::Problem;
use crate::signin::Address;
use crate::state::Desk;

pub use document::document;
use requests::{NewClaim, NewLook, NewSession};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/openapi.json", get(|| async { Json(document()) }))
        .route("/api/v1/sessions", post(sign_in).delete(sign_out))
        .route("/api/v1/claims", post(receive))
        .route("/api/v1/claims/{no}", get(claim))
        .route("/api/v1/claims/{no}/actions", get(actions))
        .route("/api/v1/claims/{no}/{verb}", post(on_claim))
        .route("/api/v1/claims/{no}/reveal", post(reveal))
        .route("/api/v1/orders/{no}", get(order))
        .route("/api/v1/orders/{no}/actions", get(order_actions))
        .route("/api/v1/orders/{no}/reveal", post(reveal_to_unit))
        .route("/api/v1/orders/{no}/{verb}", post(on_order))
        .route("/api/v1/supervisions", get(supervise::board))
        .route("/api/v1/supervisions/{no}", get(supervise::one))
        .route("/api/v1/supervisions/{no}/{verb}", post(supervise::act))
        .route("/api/v1/queues/{queue}", get(queue))
        .route("/api/v1/inbox", get(inbox))
        .route("/api/v1/reviews", get(reviews))
        .route("/api/v1/search", get(search))
        .route("/api/v1/track/{no}", get(track))
        .route("/api/v1/track/{no}/{verb}", post(by_claimant))
}

/// A problem with the law's or the application's own words.
pub(crate) fn problem(error: AppError) -> Response {
    let text = error.zh();
    let of = |status: StatusCode, title: &str| Problem::new(status, title, text.clone());
    match error {
        AppError::Refused(refusal) => {
            let mut problem = of(StatusCode::UNPROCESSABLE_ENTITY, "依法不能办理").refused(
                refusal.basis().id(),
                refusal.code(),
                refusal.to_string(),
            );
            problem.field = refusal.field_name().map(str::to_owned);
            problem.into_response()
        }
        AppError::Changed { .. } => of(StatusCode::CONFLICT, "已被别人先办理").into_response(),
        AppError::KeyReused => of(StatusCode::CONFLICT, "提交号已用过").into_response(),
        AppError::NotFound => of(StatusCode::NOT_FOUND, "没有或无权查看").into_response(),
        AppError::TooManyTries { .. } => of(StatusCode::TOO_MANY_REQUESTS, "试得太多").into_response(),
        AppError::NotSignedIn => of(StatusCode::UNAUTHORIZED, "没有登录").into_response(),
        AppError::Input(_) => of(StatusCode::BAD_REQUEST, "内容不对").into_response(),
        AppError::Store(store) => {
            tracing::error!(error = %store, "store");
            of(StatusCode::SERVICE_UNAVAILABLE, "暂时办不了").into_response()
        }
    }
}

fn bad(detail: impl Into<String>) -> Response {
    Problem::new(StatusCode::BAD_REQUEST, "请求不对", detail).into_response()
}

/// A member of staff by bearer token.
pub(crate) struct Staff(app::Session, String);

impl FromRequestParts<Desk> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        let token = bearer(&parts.headers).ok_or_else(|| problem(AppError::NotSignedIn))?;
        let session = desk.app.session(token).await.map_err(problem)?;
        session.map(|session| Self(session, token.to_owned())).ok_or_else(|| problem(AppError::NotSignedIn))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// What was sent: JSON that says so, or nothing.
struct Sent(Bytes);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).cloned();
        let body = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let kind = kind.as_ref().and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if body.is_empty() || essence == "application/json" || essence.ends_with("+json") {
            return Ok(Self(body));
        }
        let detail = "请求内容应是JSON：请写 Content-Type: application/json。";
        Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "内容类型不对", detail).into_response())
    }
}

/// A body of a closed type: an unknown field, a wrong type or broken JSON is a 400 that says which.
fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Response> {
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| bad(format!("请求内容不合约定：{error}")))
}

/// Every POST names itself, so that sending it twice does it once.
fn key(headers: &HeaderMap) -> Result<String, Response> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if (1..=128).contains(&key.len()) {
        Ok(key.to_owned())
    } else {
        Err(bad("缺少 Idempotency-Key 头：请给每次提交一个自己的号（1到128个字符），重发时用同一个号。"))
    }
}

/// The version seen, from `If-Match`; one that cannot be read is no reason to overwrite.
fn seen(headers: &HeaderMap) -> Result<Option<u64>, Response> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    text.parse().map(Some).map_err(|_| bad("If-Match 应是看到的版本号，例如 \"3\"。"))
}

fn tagged(version: u64, body: Value) -> Response {
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

async fn sign_in(State(desk): State<Desk>, from: Address, Sent(body): Sent) -> Result<Response, Response> {
    let asked: NewSession = read(&body)?;
    let token = desk.app.sign_in(&asked.login, &asked.password, &from.0).await.map_err(problem)?;
    Ok((StatusCode::CREATED, Json(json!({ "token": token }))).into_response())
}

async fn sign_out(State(desk): State<Desk>, Staff(_, token): Staff) -> Result<StatusCode, Response> {
    desk.app.sign_out(&token).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Without a token: the public, by its own hand.
async fn receive(State(desk): State<Desk>, headers: HeaderMap, Sent(body): Sent) -> Result<Response, Response> {
    let session = match bearer(&headers) {
        None => None,
        Some(token) => {
            Some(desk.app.session(token).await.map_err(problem)?.ok_or_else(|| problem(AppError::NotSignedIn))?)
        }
    };
    let key = key(&headers)?;
    let intake: Intake = read::<NewClaim>(&body)?.into();
    if session.is_none() && intake.channel != Channel::Web {
        return Err(bad("不带令牌提交的，channel 只能是 web。"));
    }
    let receipt = desk.app.receive(intake, session.as_ref(), &key).await.map_err(problem)?;
    Ok((StatusCode::CREATED, Json(answers::receipt(&receipt))).into_response())
}

async fn on_claim(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    Staff(session, _): Staff,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    carry_out(&desk, &no, None, &verb, &session.actor(), &headers, &body).await
}

async fn on_order(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    Staff(session, _): Staff,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Result<Response, Response> {
    let no: OrderNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    carry_out(&desk, &no.claim, Some(no.n), &verb, &session.actor(), &headers, &body).await
}

async fn carry_out(
    desk: &Desk,
    no: &ClaimNo,
    order: Option<u16>,
    verb: &str,
    actor: &Actor,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Response> {
    let verb = Verb::from_code(verb)
        .filter(|verb| verb.on_order() == order.is_some() && *verb != Verb::Receive && !performers(*verb).is_empty())
        .ok_or_else(|| problem(AppError::NotFound))?;
    let key = key(headers)?;
    let body: Value = read(body)?;
    let command = Command::from_json(verb, order, body).map_err(|error| bad(format!("请求内容不合约定：{error}")))?;
    let done = desk.app.handle(no, seen(headers)?, command, actor, Some(&key)).await.map_err(problem)?;
    Ok(tagged(done.version, answers::done(&done)))
}

async fn claim(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Staff(session, _): Staff,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let page = desk.app.claim_page(&session, &no).await.map_err(problem)?;
    Ok(tagged(page.version, answers::claim(&page)))
}

async fn order(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Staff(session, _): Staff,
) -> Result<Response, Response> {
    let no: OrderNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let page = desk.app.order_page(&session, &no).await.map_err(problem)?;
    Ok(tagged(page.version, answers::order_page(&page)))
}

async fn actions(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Staff(session, _): Staff,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let (version, possible) = desk.app.possible(&session.actor(), &no).await.map_err(problem)?;
    Ok(tagged(version, json!({ "actions": answers::possible(&possible) })))
}

async fn order_actions(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Staff(session, _): Staff,
) -> Result<Response, Response> {
    let no: OrderNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let (version, possible) = desk.app.possible_on(&session, &no).await.map_err(problem)?;
    Ok(tagged(version, json!({ "actions": answers::possible(&possible) })))
}

/// Every look stands in the log, one line a request: no idempotency key.
async fn reveal(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Staff(session, _): Staff,
    from: Address,
    Sent(body): Sent,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let reason = read::<NewLook>(&body)?.reason;
    let shown = desk.app.reveal(&session, &no, &reason, &from.0).await.map_err(problem)?;
    Ok(answers::revealed(&shown))
}

async fn reveal_to_unit(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Staff(session, _): Staff,
    from: Address,
    Sent(body): Sent,
) -> Result<Response, Response> {
    let no: OrderNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let reason = read::<NewLook>(&body)?.reason;
    let shown = desk.app.reveal_to_unit(&session, &no, &reason, &from.0).await.map_err(problem)?;
    Ok(answers::revealed(&shown))
}

async fn queue(
    State(desk): State<Desk>,
    Path(queue): Path<String>,
    Staff(session, _): Staff,
    Query(query): Query,
) -> Result<Response, Response> {
    let all = [Queue::Intake, Queue::Dispatch, Queue::Callback, Queue::Check, Queue::Elsewhere, Queue::Recent];
    let queue = all.into_iter().find(|one| one.code() == queue).ok_or_else(|| problem(AppError::NotFound))?;
    let after = Some(query.get("after")).filter(|after| !after.is_empty());
    let page = desk.app.queue(&session, queue, after).await.map_err(problem)?;
    let rows: Vec<Value> = page.rows.iter().map(answers::claim_row).collect();
    Ok(Json(json!({ "rows": rows, "next": page.next })).into_response())
}

async fn inbox(State(desk): State<Desk>, Staff(session, _): Staff, Query(query): Query) -> Result<Response, Response> {
    let filter = match query.get("filter") {
        "" => InboxFilter::All,
        code => InboxFilter::from_code(code).ok_or_else(|| bad("没有这个筛选条件。"))?,
    };
    let after = Some(query.get("after")).filter(|after| !after.is_empty());
    let (counts, page) = desk.app.inbox(&session, filter, after).await.map_err(problem)?;
    let rows: Vec<Value> = page.rows.iter().map(answers::order_row).collect();
    let counts: serde_json::Map<String, Value> =
        counts.into_iter().map(|(filter, count)| (filter.code().to_owned(), json!(count))).collect();
    Ok(Json(json!({ "counts": counts, "rows": rows, "next": page.next })).into_response())
}

async fn reviews(
    State(desk): State<Desk>,
    Staff(session, _): Staff,
    Query(query): Query,
) -> Result<Response, Response> {
    let after = Some(query.get("after")).filter(|after| !after.is_empty());
    let page = desk.app.reviews(&session, after).await.map_err(problem)?;
    let rows: Vec<Value> = page.rows.iter().map(answers::order_row).collect();
    Ok(Json(json!({ "rows": rows, "next": page.next })).into_response())
}

async fn search(State(desk): State<Desk>, Staff(session, _): Staff, Query(query): Query) -> Result<Response, Response> {
    let rows = desk.app.search(&session, &query.line("q")).await.map_err(problem)?;
    let rows: Vec<Value> = rows.iter().map(answers::claim_row).collect();
    Ok(Json(json!({ "rows": rows })).into_response())
}

/// The query code comes in a header: addresses end in logs.
fn code(headers: &HeaderMap) -> &str {
    headers.get("x-query-code").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn track(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    from: Address,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let (page, _) = desk.app.track(&no, code(&headers), &from.0).await.map_err(problem)?;
    Ok(tagged(page.version, answers::track(&page)))
}

/// What claimants do by their own hand: rate, urge, add, withdraw, object, ask for secrecy or for the work to go on.
async fn by_claimant(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    from: Address,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Result<Response, Response> {
    let no: ClaimNo = no.parse().map_err(|_| problem(AppError::NotFound))?;
    let verb = Verb::from_code(&verb).filter(|verb| is_the_claimants(*verb));
    let verb = verb.ok_or_else(|| problem(AppError::NotFound))?;
    let key = key(&headers)?;
    let body: Value = read(&body)?;
    let (page, actor) = desk.app.track(&no, code(&headers), &from.0).await.map_err(problem)?;
    let order = if verb.on_order() { page.main_order } else { None };
    let command = Command::from_json(verb, order, body).map_err(|error| bad(format!("请求内容不合约定：{error}")))?;
    let done = desk.app.handle(&no, None, command, &actor, Some(&key)).await.map_err(problem)?;
    Ok(tagged(done.version, answers::done(&done)))
}
