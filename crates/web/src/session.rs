//! Who is signed in. This crate only authenticates; what a person may do is decided in `hotline`.

use std::error::Error;
use std::future::Future;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::cookies::SessionToken;
use crate::frame::{Fault, Look, Resume};

/// Where sessions are kept; the router's state is one.
pub trait Sessions: Send + Sync {
    /// What is known of a signed-in account: account, role, unit, region.
    type Signed: Send;
    /// What can go wrong in the store.
    type Fault: Error + Send + Sync + 'static;

    /// The live session of this secret; `None` when it is unknown, over, or its account was changed.
    fn signed(&self, token: &SessionToken) -> impl Future<Output = Result<Option<Self::Signed>, Self::Fault>> + Send;
}

/// Extractor: a page for who is signed in. Others are led to the sign-in page (GET) or are given their form back with
/// «登录已过期» (POST); the API answers 401.
#[derive(Debug, Clone)]
pub struct Session<A>(pub A);

impl<S> FromRequestParts<S> for Session<S::Signed>
where
    S: Sessions,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match signed(parts, state).await? {
            Some(signed) => Ok(Self(signed)),
            None => Err(Resume::SignIn.into_response()),
        }
    }
}

/// Extractor: as [`Session`], but a page that nobody in particular may see as well.
#[derive(Debug, Clone)]
pub struct MaybeSession<A>(pub Option<A>);

impl<S> FromRequestParts<S> for MaybeSession<S::Signed>
where
    S: Sessions,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        signed(parts, state).await.map(Self)
    }
}

async fn signed<S: Sessions>(parts: &Parts, state: &S) -> Result<Option<S::Signed>, Response> {
    let look = Look::of(&parts.extensions);
    let Some(token) = SessionToken::read(&parts.headers, look.https) else {
        return Ok(None);
    };
    state.signed(&token).await.map_err(|fault| Fault::from(fault).into_response())
}
