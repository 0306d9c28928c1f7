//! How a handler answers.

use std::error::Error;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a page handler gives: a page, or a fault that the frame shows as «我们这边出错了» with its number.
pub type PageResult = Result<Response, Fault>;

/// The page with 200.
pub fn show(page: &impl Template) -> Response {
    show_with(StatusCode::OK, page)
}

/// The page with another status: 422 for a form that comes back filled, 409 for a conflict, 403 for a refusal.
pub fn show_with(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html)
            .into_response(),
        Err(error) => Fault::from(error).into_response(),
    }
}

/// 303 to a page of ours after a form was handled; an address elsewhere leads home (security.md, case 29).
pub fn go(path: &str) -> Response {
    let path = local_path(path).unwrap_or("/");
    // A path that passed holds only printable ASCII, which a header takes.
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// 404 that says nothing about whether the thing exists (security.md, rule B).
pub fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// The path if it stays on this site: starts with one slash, printable ASCII, no backslash.
pub fn local_path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let plain = path.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    (plain && !rest.starts_with('/')).then_some(path)
}

/// Something that should not happen: logged once here, in English with its causes; the person sees a number.
#[derive(Debug)]
pub struct Fault(Box<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut causes = vec![self.0.to_string()];
        let mut next = self.0.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        tracing::error!(error = causes.join(": "), "fault");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}
