//! A command from a page: form in, command out; what is refused comes back with what was typed.

use app::{App, AppError};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hotline::may::Possible;
use hotline::{ClaimNo, OrderNo, Verb};

use super::groups::{Group, place};
use super::reader::Reader;
use super::verb_forms::{About, asked};
use super::{claim, dispatch_form, order, pick};
use crate::forms::{Errors, Form, Sent};
use crate::frame::{Look, go, not_found};
use crate::page::{Block, FormView};
use crate::session::Session;
use crate::show::{Undone, refused, undone};
use crate::state::Desk;
use crate::view::{ActionView, ErrorSummary};

/// Most fields of a form that stands open by itself.
const SHORT: usize = 3;

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
    let form = pick::settle(&form, desk.app.registry());
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
    let form = pick::settle(&form, desk.app.registry());
    match carry_out(&desk.app, &session, &no.claim, Some(no.n), verb, &form, &about).await {
        Ok(()) => go(&format!("/order/{no}")),
        Err(Undone::Gone(response)) => response,
        Err(Undone::Again(status, top, errors)) => {
            order::again(&desk, look, &session, &no, Some(Again { verb, form: &form, errors: &errors, status, top }))
                .await
        }
    }
}

/// The command of a sent form, done or come back. Words for entries of lists are settled before.
pub(super) async fn carry_out(
    app: &App,
    session: &app::Session,
    no: &ClaimNo,
    n: Option<u16>,
    verb: Verb,
    form: &Form,
    about: &About,
) -> Result<(), Undone> {
    // More of the form was asked for, nothing is to be done yet.
    if form.has("more") {
        return Err(Undone::Again(StatusCode::OK, Vec::new(), Errors::new()));
    }
    let mut reader = Reader { form, errors: Errors::new(), registry: app.registry() };
    let command = reader.command(verb, n, about);
    let (Some(command), true) = (command, reader.errors.is_empty()) else {
        return Err(Undone::Again(StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), reader.errors));
    };
    let seen = form.get("seen").parse().ok();
    let once = form.once(verb.code());
    match app.handle(no, seen, command, &session.actor(), once.as_deref()).await {
        Ok(_) => Ok(()),
        Err(AppError::Refused(refusal)) => {
            let row = dispatch_form::field_of(&refusal, form, app.registry());
            Err(refused(&refusal, row))
        }
        Err(error) => Err(undone(error)),
    }
}

/// What may be done now as forms, what may not as disabled acts with clause and reason (pages.md §1.1, 6): the next step
/// first and in sight, the rest of the road below it, everything else under the name of what it is for.
pub(crate) fn acts(
    look: &Look,
    possible: &[Possible],
    base: &str,
    version: u64,
    about: &About,
    again: Option<&Again<'_>>,
) -> Vec<Block> {
    let mut possible = possible.to_vec();
    // Danger first, whatever else (C15.3).
    let place = |verb: Verb| {
        let danger = verb == Verb::HandOverEmergency && about.ask_danger;
        if danger { (Group::Road, 0) } else { place(verb) }
    };
    possible.sort_by_key(|one| place(one.verb));
    let (may, may_not): (Vec<_>, Vec<_>) = possible.into_iter().partition(|one| one.answer.is_ok());
    // The one thing that somebody is asked for, or may do here, is the next step.
    let alone = may.len() == 1;
    let group_of = |verb: Verb| {
        let group = place(verb).0;
        if alone && group == Group::Ask { Group::Road } else { group }
    };
    let of =
        |group: Group| -> Vec<Possible> { may.iter().filter(|one| group_of(one.verb) == group).cloned().collect() };
    let shown = |list: &[Possible]| forms(look, list, base, version, about, again).0;
    let mut road = shown(&of(Group::Road));
    if let Some(Block::Form(first)) = road.first_mut() {
        first.main = true;
        // A short form stands open; a long one would hide all else.
        first.open |= first.fields.len() <= SHORT;
    }
    quieten(road.iter_mut().skip(1));
    if road.is_empty() {
        road.push(Block::Text("现在没有等您办的事。".to_owned()));
    }
    let mut blocks = vec![Block::Heading("现在可以".to_owned())];
    blocks.extend(road);
    for group in Group::FOLDED {
        let list = of(group);
        if list.is_empty() {
            continue;
        }
        let names = list.iter().map(|one| one.verb.zh()).collect::<Vec<_>>().join("、");
        let open = again.is_some_and(|again| list.iter().any(|one| one.verb == again.verb));
        let mut inside = shown(&list);
        quieten(inside.iter_mut());
        blocks.push(Block::Group { name: group.zh().to_owned(), holds: names, open, blocks: inside });
    }
    blocks.extend(cannot(forms(look, &may_not, base, version, about, again).1));
    blocks
}

/// One main button a page: the others do not call for attention.
fn quieten<'a>(blocks: impl Iterator<Item = &'a mut Block>) {
    for block in blocks {
        if let Block::Form(form) = block {
            *form = form.clone().quiet();
        }
    }
}

/// Disabled acts under their heading; nothing for none, and many under one name, so that what can be done stays in sight.
pub(super) fn cannot(barred: Vec<Block>) -> Vec<Block> {
    match barred.len() {
        0 => barred,
        1 | 2 => std::iter::once(Block::Heading("现在不能".to_owned())).chain(barred).collect(),
        many => vec![Block::Fold(format!("现在不能办的{many}项和原因"), barred)],
    }
}

/// A folded form for each act that may be done, and a disabled one for each that may not.
pub(super) fn forms(
    look: &Look,
    possible: &[Possible],
    base: &str,
    version: u64,
    about: &About,
    again: Option<&Again<'_>>,
) -> (Vec<Block>, Vec<Block>) {
    let (mut open, mut barred) = (Vec::new(), Vec::new());
    for one in possible {
        let code = one.verb.code();
        match &one.answer {
            Ok(()) => {
                let came_back = again.filter(|again| again.verb == one.verb);
                let about = came_back.map_or_else(|| about.clone(), |again| about.as_in(again.form));
                let mut view = form(look, one.verb, format!("{base}/{code}"), &about)
                    .hide("seen", version.to_string())
                    .folded(code, one.verb.zh(), came_back.is_some());
                if view.fields.is_empty() {
                    view.fold = String::new();
                }
                if let Some(again) = came_back {
                    view = view.filled(again.form, again.errors);
                }
                open.push(Block::Form(view));
            }
            Err(refusal) => barred.push(Block::Act(ActionView::refused(
                code,
                one.verb.zh(),
                refusal.basis().zh(),
                refusal.to_string(),
            ))),
        }
    }
    (open, barred)
}

fn form(look: &Look, verb: Verb, action: String, about: &About) -> FormView {
    let asked = asked(verb, about);
    let mut view = FormView::post(look, action, verb.zh(), asked.fields);
    view.suggest = asked.suggest.map(Box::new);
    view.rest_label = asked.rest_label;
    view.rest = asked.rest;
    for field in view.fields.iter_mut().chain(&mut view.rest) {
        field.id = format!("{}-{}", verb.code(), field.name);
    }
    if let Some((label, name)) = asked.more {
        view = view.hide("co_rows", about.co_rows.to_string());
        view.buttons.push((label.to_owned(), name, "1".to_owned(), false));
    }
    view
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
        let typed = again.form.fields().iter().filter(|(name, value)| {
            !matches!(name.as_str(), "csrf" | "once" | "seen" | "after") && value.chars().count() > 3
        });
        let typed: Vec<String> = typed.map(|(_, value)| value.clone()).collect();
        if !typed.is_empty() {
            blocks.push(Block::Text("您刚才写的：".to_owned()));
            blocks.push(Block::List(typed));
        }
    }
    blocks
}
