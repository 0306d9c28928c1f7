//! The frame around every route: who looks and how, security headers, error pages, and giving a form back.
//!
//! [`dress`] is called once, on the finished router. A handler answers with [`show`], [`go`] or a bare status; the
//! frame turns bare errors (its own, axum's, a panic's) into a Chinese page, or into RFC 9457 under `/api/`.

mod again;
pub mod assets;
mod errors;
mod headers;
mod look;
mod problem;
mod respond;
mod view_page;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument;

use crate::cookies;
use crate::csrf::{self, CsrfKey, Origin};

pub use again::Resume;
pub use look::{Look, NavItem, Site, StaffView};
pub use problem::{Problem, ProblemField};
pub use respond::{Fault, PageResult, go, local_path, not_found, show, show_with};

/// How the frame is set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The public address is https: secret cookies are `__Host-` and `Secure`.
    pub https: bool,
    /// Send `Strict-Transport-Security`; only where the whole host is https for good.
    pub hsts: bool,
    /// Most bytes of a request body, uploads apart (their routes raise it by `DefaultBodyLimit`).
    pub body_limit: usize,
    /// Longest time until an answer begins.
    pub timeout: Duration,
    /// Key of the form tokens, shared by all processes of a city.
    pub csrf: CsrfKey,
    /// What the city is called and what its footer says.
    pub site: Arc<Site>,
}

impl Settings {
    /// Usual limits: 2 MiB, 30 seconds, plain http on loopback. The longest form has six accounts of 20,000 characters,
    /// each nine bytes on the line; one that is too long by some must still come back with a word at its field.
    pub fn new(csrf: CsrfKey, site: Site) -> Self {
        let (body_limit, timeout) = (2 * 1024 * 1024, Duration::from_secs(30));
        Self { https: false, hsts: false, body_limit, timeout, csrf, site: Arc::new(site) }
    }
}

/// Puts the frame around the finished router, together with `/assets/…` and `/view`.
pub fn dress<S: Clone + Send + Sync + 'static>(router: Router<S>, settings: Settings) -> Router<S> {
    let limit = settings.body_limit;
    let timeout = settings.timeout;
    router
        .merge(assets::routes())
        .merge(view_page::routes())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(DefaultBodyLimit::max(limit))
        .layer(from_fn_with_state(Arc::new(settings), around))
        .layer(CompressionLayer::new())
}

/// One request from outside to outside.
async fn around(State(settings): State<Arc<Settings>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let visit = Visit::read(&request, &settings);
    request.extensions_mut().insert(visit.look.clone());
    let span =
        tracing::info_span!("request", number = %visit.look.number, method = %visit.method, route = %visit.route);
    async move {
        let (response, form) = run(&visit, &settings, request, next).await;
        let mut response = finish(&visit, response, form.as_ref()).await;
        visit.set_cookies(&mut response, settings.https);
        headers::add(response.headers_mut(), &settings, &visit.look.number);
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status = response.status().as_u16(), ms, "answered");
        response
    }
    .instrument(span)
    .await
}

/// Runs the handler; keeps a copy of a form that is posted, so that it can be given back.
async fn run(visit: &Visit, settings: &Settings, request: Request, next: Next) -> (Response, Option<Bytes>) {
    let safe = matches!(visit.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe && csrf::origin(request.headers()) == Origin::Foreign {
        return (StatusCode::FORBIDDEN.into_response(), None);
    }
    let type_of_body = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if safe || visit.api || !type_of_body.is_some_and(|value| value.starts_with("application/x-www-form-urlencoded")) {
        return (next.run(request).await, None);
    }
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(settings.timeout, axum::body::to_bytes(body, settings.body_limit)).await {
        Err(_) => (StatusCode::REQUEST_TIMEOUT.into_response(), None),
        Ok(Err(_)) => (StatusCode::PAYLOAD_TOO_LARGE.into_response(), None),
        Ok(Ok(bytes)) => {
            let request = Request::from_parts(parts, Body::from(bytes.clone()));
            (next.run(request).await, Some(bytes))
        }
    }
}

/// Gives a form back, or puts a page where a handler left a bare error.
async fn finish(visit: &Visit, response: Response, form: Option<&Bytes>) -> Response {
    let resume = response.extensions().get::<Resume>().copied();
    if let Some(resume) = resume.filter(|_| !visit.api) {
        return again::answer(resume, &visit.look, &visit.method, &visit.target, form);
    }
    errors::dress(response, &visit.look, visit.api).await
}

/// What the frame knows of a request before the handler runs.
struct Visit {
    look: Look,
    method: Method,
    route: String,
    /// Path and query.
    target: String,
    api: bool,
    /// A visitor id made for this request.
    fresh_visitor: Option<String>,
    /// The request brought a sentence to show once.
    said: bool,
}

impl Visit {
    fn read(request: &Request, settings: &Settings) -> Self {
        let headers = request.headers();
        let path = request.uri().path().to_owned();
        let (binding, fresh_visitor) = binding(headers, settings.https);
        let notice = cookies::said(headers);
        Self {
            said: notice.is_some(),
            look: Look::new(settings, cookies::Prefs::read(headers), path.clone(), binding, notice),
            method: request.method().clone(),
            // The pattern, not the address: numbers and search words do not belong in a log.
            route: request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned(),
            target: request.uri().path_and_query().map_or_else(|| path.clone(), ToString::to_string),
            api: path.starts_with("/api/"),
            fresh_visitor,
        }
    }

    /// A page that is shown sets the visitor and forgets the sentence; one that caches may keep sets nothing.
    fn set_cookies(&self, response: &mut Response, https: bool) {
        let html = response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
        if !html || response.headers().contains_key(header::CACHE_CONTROL) {
            return;
        }
        if let Some(id) = &self.fresh_visitor {
            response.headers_mut().append(header::SET_COOKIE, cookies::set_visitor(id, https));
        }
        if self.said {
            response.headers_mut().append(header::SET_COOKIE, cookies::unsay());
        }
    }
}

/// What form tokens of this request are bound to: the session, else the visitor, else a visitor made now.
fn binding(headers: &HeaderMap, https: bool) -> (String, Option<String>) {
    if let Some(session) = cookies::SessionToken::read(headers, https) {
        return (session.secret().to_owned(), None);
    }
    let known = cookies::get(headers, cookies::visitor_name(https)).filter(|id| id.len() == 32);
    if let Some(id) = known {
        return (id.to_owned(), None);
    }
    // Without random bytes there is no visitor, hence no token, hence no form: refused, never weakened.
    let id = cookies::random_hex::<16>().unwrap_or_default();
    (id.clone(), Some(id).filter(|id| !id.is_empty()))
}

/// `no-store`, for pages with identity and whatever a handler did not say otherwise.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

#[cfg(test)]
mod tests;
