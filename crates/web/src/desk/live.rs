//! The live part of staff pages: one stream of what changes, the same by asking, and who else has a thing open. Pages
//! are whole without any of it (pages.md §1.1, 4).

use std::convert::Infallible;
use std::time::Duration;

use app::{AppError, Listener, News};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use hotline::{ClaimNo, OrderNo};
use law::Instant;
use serde::Serialize;
use tokio::time::{Instant as Moment, timeout_at};

use crate::cookies::SessionToken;
use crate::forms::{Form, Query, Sent};
use crate::frame::{Look, not_found};
use crate::session::Session;
use crate::show::fault;
use crate::state::Desk;

/// How often a stream asks whether its session still stands.
const STILL_SIGNED_IN: Duration = Duration::from_mins(1);
/// After which the browser takes up a stream that was cut.
const RETRY: Duration = Duration::from_secs(2);
/// So that no gateway takes the line for dead.
const BEAT: Duration = Duration::from_secs(15);

/// A change as the script reads it: nothing of the matter, nobody's name.
#[derive(Debug, Serialize)]
struct Told {
    no: String,
    v: u64,
    at: i64,
    desks: Vec<(&'static str, String)>,
    what: String,
}

impl From<News> for Told {
    fn from(news: News) -> Self {
        let News { no, version, at, desks, what } = news;
        Self { no: no.to_string(), v: version, at: at.ms(), desks, what }
    }
}

#[derive(Debug, Serialize)]
struct Changes {
    news: Vec<Told>,
    at: i64,
    more: bool,
}

#[derive(Debug, Serialize)]
struct Others {
    others: Vec<String>,
}

/// Who asks, without this asking keeping the session alive: a page asks by itself.
async fn at_rest(desk: &Desk, headers: &HeaderMap, look: &Look) -> Result<(app::Session, SessionToken), Response> {
    let token = SessionToken::read(headers, look.https).ok_or(StatusCode::UNAUTHORIZED.into_response())?;
    match desk.app.session_at_rest(token.secret()).await {
        Ok(Some(session)) => Ok((session, token)),
        Ok(None) => Err(StatusCode::UNAUTHORIZED.into_response()),
        Err(error) => Err(fault(error)),
    }
}

/// The place to take up from: what the browser had last, else where the page was read; now for whoever says neither.
fn since(desk: &Desk, headers: &HeaderMap, query: &Form) -> Instant {
    let last = headers.get(HeaderName::from_static("last-event-id")).and_then(|value| value.to_str().ok());
    let asked = last.unwrap_or_else(|| query.get("since"));
    asked.parse().map_or_else(|_| desk.app.now(), Instant::from_ms)
}

/// The stream. What was before it and what comes in it may overlap: the reader goes by the version.
pub(super) async fn stream(State(desk): State<Desk>, look: Look, headers: HeaderMap, Query(query): Query) -> Response {
    let (session, token) = match at_rest(&desk, &headers, &look).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    // Listening first, reading what was before second: nothing falls between.
    let opened = async {
        let listener = desk.app.listen(&session)?;
        let before = desk.app.news_since(&session, since(&desk, &headers, &query)).await?;
        Ok::<_, AppError>((listener, before))
    };
    let (listener, before) = match opened.await {
        Ok(opened) => opened,
        Err(error) => return fault(error),
    };
    let mut first: Vec<_> = before.news.into_iter().map(told).collect();
    if before.more {
        first.push(Event::default().event("more").data("1"));
    }
    // The place itself, so that a stream cut before any change is taken up from here.
    first.push(Event::default().event("ready").id(before.at.ms().to_string()).data("1").retry(RETRY));
    let running = Running { desk, token, listener, check: Moment::now() + STILL_SIGNED_IN };
    let events = stream::iter(first).chain(news(running)).map(Ok::<_, Infallible>);
    Sse::new(events).keep_alive(KeepAlive::new().interval(BEAT)).into_response()
}

struct Running {
    desk: Desk,
    token: SessionToken,
    listener: Listener,
    check: Moment,
}

fn news(running: Running) -> impl Stream<Item = Event> {
    stream::unfold(running, |mut running| async move {
        loop {
            if Moment::now() >= running.check {
                // Signed out, or the account was changed: nothing more is told.
                running.desk.app.session_at_rest(running.token.secret()).await.ok()??;
                running.check = Moment::now() + STILL_SIGNED_IN;
            }
            if let Ok(next) = timeout_at(running.check, running.listener.next()).await {
                return next.map(|one| (told(one), running));
            }
        }
    })
}

fn told(news: News) -> Event {
    let told = Told::from(news);
    let event = Event::default().id(told.at.to_string());
    let text = serde_json::to_string(&told).unwrap_or_default();
    event.data(text)
}

/// The same by asking, for where no stream comes through.
pub(super) async fn changes(State(desk): State<Desk>, look: Look, headers: HeaderMap, Query(query): Query) -> Response {
    let session = match at_rest(&desk, &headers, &look).await {
        Ok((session, _)) => session,
        Err(answer) => return answer,
    };
    match desk.app.news_since(&session, since(&desk, &headers, &query)).await {
        Ok(since) => {
            let news = since.news.into_iter().map(Told::from).collect();
            Json(Changes { news, at: since.at.ms(), more: since.more }).into_response()
        }
        Err(error) => fault(error),
    }
}

/// Says that this one is open here, and answers who else of the house has it open.
pub(super) async fn here(
    State(desk): State<Desk>,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let no = form.line("no");
    let order = no.parse::<OrderNo>().map(|order| order.claim);
    let Ok(no) = order.or_else(|_| no.parse::<ClaimNo>()) else {
        return not_found();
    };
    match desk.app.here(&session, &no).await {
        Ok(others) => Json(Others { others }).into_response(),
        Err(error) => fault(error),
    }
}
