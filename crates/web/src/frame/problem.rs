//! Errors of the API: RFC 9457 problems that also name the law (design.md §6).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemField {
    /// Name of the field in the request.
    pub field: String,
    /// What and what to do, in Chinese.
    pub detail: String,
}

/// `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Kind of problem; `about:blank` means the status says it all.
    pub r#type: String,
    /// Short, the same for every problem of the kind.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened here, in Chinese.
    pub detail: String,
    /// The clause that decides: `C23.3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Which refusal it is, for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What would be lawful, in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The field at fault, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// All fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// Number of the request, as in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

impl Problem {
    /// A problem without clause or field.
    pub fn new(status: StatusCode, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            r#type: "about:blank".to_owned(),
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            clause: None,
            reason: None,
            remedy: None,
            field: None,
            errors: Vec::new(),
            instance: None,
        }
    }

    /// Names the clause, the refusal and what would be lawful.
    #[must_use]
    pub fn refused(mut self, clause: impl Into<String>, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        self.clause = Some(clause.into());
        self.reason = Some(reason.into());
        self.remedy = Some(remedy.into()).filter(|text: &String| !text.is_empty());
        self
    }

    /// Names fields at fault; the first one is also `field`.
    #[must_use]
    pub fn fields(mut self, errors: &crate::forms::Errors) -> Self {
        let field = |error: &crate::forms::FieldError| ProblemField {
            field: error.field.clone(),
            detail: error.message.clone(),
        };
        self.errors = errors.iter().map(field).collect();
        self.field = self.errors.first().map(|error| error.field.clone());
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
