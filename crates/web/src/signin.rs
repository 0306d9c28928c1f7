//! S1 sign-in and S2 home.

use axum::Router;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::cookies::SessionToken;
use crate::forms::{Errors, Form, Query, Sent};
use crate::frame::{Look, go, local_path};
use crate::page::{Block, Cell, FormView, Table, public, staff, summary};
use crate::session::Session;
use crate::show::{Undone, fault, undone};
use crate::state::{Desk, frame_of};
use crate::view::{EmptyView, FieldView};

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route("/in", get(ask).post(sign_in)).route("/out", post(sign_out)).route("/home", get(home))
}

fn page(look: Look, status: StatusCode, form: &Form, errors: &Errors) -> Response {
    let look = look.titled("工作人员登录").with_errors(errors);
    let fields = vec![
        FieldView::text("login", "用户名").autocomplete("username").max(64),
        FieldView::password("password", "密码").autocomplete("current-password"),
    ];
    let to = form.get("to").to_owned();
    let view = FormView::post(&look, "/in", "登录", fields).hide("to", to);
    let mut blocks = summary(errors);
    blocks.push(Block::Form(view.filled(form, errors)));
    blocks.push(Block::Text("忘记密码，请找本单位的安全管理员。市民不用登录：直接提交诉求，或者打12345。".to_owned()));
    public(status, look, blocks)
}

async fn ask(look: Look, Query(query): Query) -> Response {
    page(look, StatusCode::OK, &query, &Errors::new())
}

async fn sign_in(State(desk): State<Desk>, look: Look, from: Address, Sent(form): Sent) -> Response {
    let https = look.https;
    match desk.app.sign_in(form.get("login"), form.get("password"), &from.0).await {
        Ok(token) => {
            let to = local_path(form.get("to")).unwrap_or("/home").to_owned();
            let mut response = go(&to);
            if let Some(token) = SessionToken::of(&token) {
                response.headers_mut().append(header::SET_COOKIE, token.set(https));
            }
            response
        }
        Err(error) => match undone(error) {
            Undone::Again(status, _, errors) => {
                // The name stays, the password does not go back over the line.
                let kept = Form::default().with("login", form.get("login")).with("to", form.get("to"));
                page(look, status, &kept, &errors)
            }
            Undone::Gone(response) => response,
        },
    }
}

/// Where a request comes from, for limits on guessing: the connection, or behind an https gateway what it says. Nobody
/// else's word counts, or a guesser would be somebody new with every try.
#[derive(Debug, Clone)]
pub(crate) struct Address(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let gateway = Look::of(&parts.extensions).https;
        let said = parts.headers.get("x-real-ip").and_then(|value| value.to_str().ok()).filter(|_| gateway);
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|from| from.0.ip().to_string());
        let address = said.map(|text| text.chars().take(64).collect()).or(connected);
        Ok(Self(address.unwrap_or_else(|| "direct".to_owned())))
    }
}

async fn sign_out(State(desk): State<Desk>, look: Look, headers: HeaderMap, Sent(_): Sent) -> Response {
    if let Some(token) = SessionToken::read(&headers, look.https)
        && let Err(error) = desk.app.sign_out(token.secret()).await
    {
        return fault(error);
    }
    let mut response = go("/in").into_response();
    response.headers_mut().append(header::SET_COOKIE, SessionToken::clear(look.https));
    response
}

async fn home(State(desk): State<Desk>, look: Look, Session(session): Session<app::Session>) -> Response {
    let home = match desk.app.home(&session).await {
        Ok(home) => home,
        Err(error) => return fault(error),
    };
    let mut blocks = Vec::new();
    if home.tasks.is_empty() {
        blocks.push(Block::Empty(EmptyView::new("您的岗位不办理诉求，这里没有待办。")));
    } else {
        let rows = home
            .tasks
            .iter()
            .map(|(label, href, count)| {
                vec![Cell::Link(label.clone(), (*href).to_owned()), Cell::Text(count.to_string())]
            })
            .collect();
        blocks.push(Block::Table(Table { caption: "我的待办".to_owned(), head: vec!["事项", "件数"], rows }));
    }
    blocks.push(Block::Heading("最近通知".to_owned()));
    if home.notices.is_empty() {
        blocks.push(Block::Empty(EmptyView::new("没有待看通知。")));
    } else {
        let told = |text: &String, to: &String| {
            if to.is_empty() { Cell::Text(text.clone()) } else { Cell::Link(text.clone(), to.clone()) }
        };
        let rows = home.notices.iter().map(|(at, text, to)| vec![Cell::Text(at.clone()), told(text, to)]).collect();
        blocks.push(Block::Table(Table { caption: "新的在前".to_owned(), head: vec!["时间", "内容"], rows }));
    }
    staff(StatusCode::OK, look.titled("首页"), frame_of(&session), blocks, Vec::new())
}
