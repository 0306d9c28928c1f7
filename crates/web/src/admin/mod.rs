//! Pages of the administrators, who read no claims (law.md §6): components for the system's, the look log for the audit's.

mod audit;
pub mod components;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use hotline::Role;

use crate::frame::{Look, not_found};
use crate::page::{Block, Link, staff};
use crate::session::Session;
use crate::state::{Desk, frame_of};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/admin/audit", get(audit::looks))
        .route("/admin/components", get(index))
        .route("/admin/components/public", get(for_citizens))
        .route("/admin/components/staff", get(for_staff))
}

async fn index(State(_): State<Desk>, look: Look, Session(session): Session<app::Session>) -> Response {
    if !session.staff.is(Role::SystemAdmin) {
        return not_found();
    }
    let blocks = vec![
        Block::Text(
            "每个部件的每种样子，和页面上用的是同一份。换成深色、大字版再看一遍；按钮、表单只是样子。".to_owned(),
        ),
        Block::Links(vec![
            Link::new("市民页面的部件", "/admin/components/public"),
            Link::new("工作人员页面的部件", "/admin/components/staff"),
        ]),
    ];
    staff(StatusCode::OK, look.titled("部件"), frame_of(&session), blocks, Vec::new())
}

async fn for_citizens(look: Look, Session(session): Session<app::Session>) -> Response {
    shown(&session, &components::public(look))
}

async fn for_staff(look: Look, Session(session): Session<app::Session>) -> Response {
    shown(&session, &components::staff(look))
}

fn shown(session: &app::Session, page: &impl Template) -> Response {
    if !session.staff.is(Role::SystemAdmin) {
        return not_found();
    }
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "components");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
