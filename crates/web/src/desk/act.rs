//! A command from a page: form in, command out; what is refused comes back with what was typed.

use app::App;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hotline::may::Possible;
use hotline::{ClaimNo, OrderNo, Verb};

use super::verb_forms::{About, Reader, fields};
use super::{claim, order};
use crate::forms::{Errors, Form, Sent};
use crate::frame::{Look, go, not_found};
use crate::page::{Block, FormView};
use crate::session::Session;
use crate::show::{Undone, undone};
use crate::state::Desk;
use crate::view::{ActionView, ErrorSummary};

/// A form that comes back: which verb, what was typed, what is wrong, what to say on top.
pub(crate) struct Again<'a> {
    pub(crate) verb: Verb,
    pub(crate) form: &'a Form,
    pub(crate) errors: &'a Errors,
    pub(crate) status: StatusCode,
    pub(crate) top: Vec<Block>,
}

pub(crate) async fn on_claim(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let (Ok(no), Some(verb)) = (no.parse::<ClaimNo>(), Verb::from_code(&verb)) else {
        return not_found();
    };
    let about = claim::about(&desk, &session, &no).await;
    match carry_out(&desk.app, &session, &no, None, verb, &form, &about).await {
        Ok(()) => go(&format!("/claim/{no}")),
        Err(Undone::Gone(response)) => response,
        Err(Undone::Again(status, top, errors)) => {
            claim::again(&desk, look, &session, &no, Some(Again { verb, form: &form, errors: &errors, status, top }))
                .await
        }
    }
}

pub(crate) async fn on_order(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let (Ok(no), Some(verb)) = (no.parse::<OrderNo>(), Verb::from_code(&verb)) else {
        return not_found();
    };
    let about = order::about(&desk, &session, &no).await;
    match carry_out(&desk.app, &session, &no.claim, Some(no.n), verb, &form, &about).await {
        Ok(()) => go(&format!("/order/{no}")),
        Err(Undone::Gone(response)) => response,
        Err(Undone::Again(status, top, errors)) => {
            order::again(&desk, look, &session, &no, Some(Again { verb, form: &form, errors: &errors, status, top }))
                .await
        }
    }
}

async fn carry_out(
    app: &App,
    session: &app::Session,
    no: &ClaimNo,
    n: Option<u16>,
    verb: Verb,
    form: &Form,
    about: &About,
) -> Result<(), Undone> {
    let mut reader = Reader { form, errors: Errors::new(), registry: app.registry() };
    let command = reader.command(verb, n, about);
    let (Some(command), true) = (command, reader.errors.is_empty()) else {
        return Err(Undone::Again(StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), reader.errors));
    };
    let seen = form.get("seen").parse().ok();
    // One page holds many forms under one key: the verb tells them apart.
    let once = Some(form.get("once")).filter(|once| !once.is_empty()).map(|once| format!("{}/{once}", verb.code()));
    app.handle(no, seen, command, &session.actor(), once.as_deref()).await.map(|_| ()).map_err(undone)
}

/// What may be done now as forms, what may not as disabled acts with clause and reason (pages.md §1.1, 6).
pub(crate) fn acts(
    look: &Look,
    possible: &[Possible],
    base: &str,
    version: u64,
    about: &About,
    again: Option<&Again<'_>>,
) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("现在可以".to_owned())];
    let mut barred = Vec::new();
    for one in possible {
        let code = one.verb.code();
        match &one.answer {
            Ok(()) => {
                let came_back = again.filter(|again| again.verb == one.verb);
                let mut view = FormView::post(look, format!("{base}/{code}"), one.verb.zh(), fields(one.verb, about))
                    .hide("seen", version.to_string())
                    .folded(code, one.verb.zh(), came_back.is_some());
                for field in &mut view.fields {
                    field.id = format!("{code}-{}", field.name);
                }
                if view.fields.is_empty() {
                    view.fold = String::new();
                }
                if let Some(again) = came_back {
                    view = view.filled(again.form, again.errors);
                }
                blocks.push(Block::Form(view));
            }
            Err(refusal) => barred.push(Block::Act(ActionView::refused(
                code,
                one.verb.zh(),
                refusal.basis().zh(),
                refusal.to_string(),
            ))),
        }
    }
    if blocks.len() == 1 {
        blocks.push(Block::Text("现在没有您要办的事。".to_owned()));
    }
    if !barred.is_empty() {
        blocks.push(Block::Heading("现在不能".to_owned()));
        blocks.extend(barred);
    }
    blocks
}

/// What comes on top of a page whose form came back.
pub(crate) fn top(again: Option<&Again<'_>>, possible: &[Possible]) -> Vec<Block> {
    let Some(again) = again else { return Vec::new() };
    let mut blocks = again.top.clone();
    if !again.errors.is_empty() {
        // The ids of a folded form carry its verb.
        let id = |field: &str| if field.is_empty() { String::new() } else { format!("{}-{field}", again.verb.code()) };
        let items = again.errors.iter().map(|error| (id(&error.field), error.message.clone())).collect();
        blocks.push(Block::Summary(ErrorSummary { items }));
    }
    // The verb may have become impossible meanwhile; what was typed is shown all the same.
    let shown = possible.iter().any(|one| one.verb == again.verb && one.answer.is_ok());
    if !shown {
        let typed =
            again.form.fields().iter().filter(|(name, value)| {
                !matches!(name.as_str(), "csrf" | "once" | "seen") && value.chars().count() > 3
            });
        let typed: Vec<String> = typed.map(|(_, value)| value.clone()).collect();
        if !typed.is_empty() {
            blocks.push(Block::Text("您刚才写的：".to_owned()));
            blocks.push(Block::List(typed));
        }
    }
    blocks
}
