//! Extractors: the form of a POST with its token checked, and the query of a GET.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Form;
use crate::frame::{Look, Resume};

/// The form of a POST whose token is ours.
///
/// Refused with 415 when it is no form, and, when the token is old (page left open over night, signed in anew), with a
/// page that shows what was typed and sends it again: nothing is lost.
#[derive(Debug, Clone)]
pub struct Sent(pub Form);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
        }
        let look = Look::of(request.extensions());
        let body = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let form = Form::parse(&body);
        if look.token_is_ours(form.get("csrf")) { Ok(Self(form)) } else { Err(Resume::OldToken.into_response()) }
    }
}

/// The query of a GET, read as a form; missing and odd parts are simply not there.
#[derive(Debug, Clone)]
pub struct Query(pub Form);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(Form::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}
