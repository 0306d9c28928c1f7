//! A form that could not be taken because the page was old or the session over: given back, to be sent again.

use askama::Template;
use axum::body::Bytes;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{Look, go, show_with};
use crate::forms::Form;

/// Why a request must be made again. As an answer of an extractor it is a bare status; the frame, which kept the form,
/// makes the page of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// The form token is not of this session or visitor.
    OldToken,
    /// Nobody is signed in.
    SignIn,
}

impl IntoResponse for Resume {
    fn into_response(self) -> Response {
        let status = match self {
            Self::OldToken => StatusCode::FORBIDDEN,
            Self::SignIn => StatusCode::UNAUTHORIZED,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "frame/again.html")]
struct AgainPage {
    look: Look,
    heading: &'static str,
    line: &'static str,
    sign_in: bool,
    action: String,
    kept: Vec<(String, String)>,
    shown: Vec<(String, String)>,
}

/// The page with the form inside, or the way to the sign-in page when nothing was typed.
pub(super) fn answer(resume: Resume, look: &Look, method: &Method, target: &str, form: Option<&Bytes>) -> Response {
    let Some(body) = form else {
        let back: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let to = if method == Method::GET { format!("/in?to={back}") } else { "/in".to_owned() };
        return go(&to);
    };
    let (heading, line) = match resume {
        Resume::OldToken => ("还没有存上：这一页打开太久了", "您写的都在下面，再按一次就存上。"),
        Resume::SignIn => ("还没有存上：登录已经过期", "您写的都在下面。先登录，再回到这里按“再存一次”。"),
    };
    let form = Form::parse(body);
    let secret = |name: &str| matches!(name, "csrf" | "password" | "code");
    let kept: Vec<_> = form.fields().iter().filter(|(name, _)| !secret(name)).cloned().collect();
    // Words that a person wrote, not codes of rows and keys.
    let shown = kept.iter().filter(|(_, value)| !value.is_ascii()).cloned().collect();
    let status = if resume == Resume::SignIn { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN };
    let (look, action) = (look.clone().titled(heading), target.to_owned());
    show_with(status, &AgainPage { look, heading, line, sign_in: resume == Resume::SignIn, action, kept, shown })
}
