//! O1 without telephony: register a call, find category and place, see what waits to be accepted.

use app::{ClaimRow, Intake, Queue};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hotline::ch2_acceptance::a15_danger::danger;
use hotline::{Channel, ClaimantKind, Origin, SpeaksFor};
use law::registry::{UnitCode, UnitKind, Wanted};

use super::pick;
use super::reader::Reader;
use super::verb_forms::{About, registration_fields};
use crate::forms::{Errors, Form, Sent};
use crate::frame::{Look, go};
use crate::page::{Block, FormView, QueueRow, staff, summary};
use crate::session::Session;
use crate::show::{Undone, fault, queue_row, undone};
use crate::state::{Desk, frame_of};
use crate::view::{BannerView, EmptyView, FieldView, OptionView, Tone};

pub(crate) async fn page(State(desk): State<Desk>, look: Look, Session(session): Session<app::Session>) -> Response {
    shown(&desk, look, &session, StatusCode::OK, &Form::default(), &Errors::new(), Vec::new()).await
}

fn fields(desk: &Desk, form: &Form) -> Vec<FieldView> {
    let registry = desk.app.registry();
    let told = form.text("told");
    let offered = |list, field: &str, words: &str| {
        // What is written already needs no proposal; what was asked is answered from the claimant's own words.
        let found = if form.line(field).is_empty() { pick::suggested(registry, list, words, 5) } else { Vec::new() };
        pick::options(found)
    };
    let categories = offered(Wanted::Category, "category", &told);
    let places = offered(Wanted::Place, "division", &format!("{} {told}", form.line("place")));
    let mut fields = vec![
        FieldView::area("told", "诉求原话").span(),
        FieldView::select(
            "channel",
            "来件方式",
            Channel::ALL.iter().map(|one| OptionView::new(one.code(), one.zh())).collect(),
        ),
        FieldView::tel("phone", "联系电话"),
        FieldView::text("name", "称呼").max(50).optional(),
        FieldView::text("mail", "邮箱").hint("没有手机号、要收书面进度的").max(254).optional(),
        FieldView::check("confidential", "要求保密"),
        FieldView::check("enterprise", "企业、个体工商户、合作社"),
    ];
    for mut field in registration_fields(&About::default()) {
        match field.name.as_str() {
            "category" => field.options.clone_from(&categories),
            "division" => field.options.clone_from(&places),
            _ => {}
        }
        fields.push(field);
    }
    // Behind what every call needs: most claims were not told elsewhere before.
    fields.push(FieldView::select("origin_from", "转入的：哪个热线转来", origins(desk)).optional());
    fields.push(FieldView::text("origin", "转入的：对方编号").max(200).optional());
    fields
}

/// The other regions' hotlines; other platforms have no place among the units.
fn origins(desk: &Desk) -> Vec<OptionView> {
    let peers = desk.app.registry().units.all().iter().filter(|unit| unit.kind == UnitKind::PeerHotline);
    let mut options = vec![OptionView::new("", "不是转入的，或者其他平台转来")];
    options.extend(peers.map(|unit| OptionView::new(unit.code.to_string(), unit.name.clone())));
    options
}

/// Where it was first told, if the form says so.
fn origin(form: &Form) -> Option<Origin> {
    let from = Some(form.get("origin_from")).filter(|code| !code.is_empty()).map(UnitCode::from);
    let no = form.line("origin");
    (from.is_some() || !no.is_empty()).then_some(Origin { from, no, at: None })
}

/// A claim that waits to be accepted: on its own page.
fn waiting_row(row: &ClaimRow) -> QueueRow {
    let meta = format!("{} · {} · {}", row.no, row.received, row.channel.zh());
    queue_row(format!("/claim/{}", row.no), row.clock.as_ref(), row.title.clone(), meta)
}

async fn shown(
    desk: &Desk,
    look: Look,
    session: &app::Session,
    status: StatusCode,
    form: &Form,
    errors: &Errors,
    top: Vec<Block>,
) -> Response {
    let look = look.titled("登记受理").with_errors(errors);
    let waiting = match desk.app.queue(session, Queue::Intake, None).await {
        Ok(page) => page,
        Err(error) => return fault(error),
    };
    let mut blocks = top;
    if let Some((line, word)) = danger(form.get("told"), desk.app.policy()) {
        let text = format!("原话里有“{word}”：先问是否有人正处在危险中，有就立即转{line}。");
        blocks.push(Block::Banner(BannerView::new(Tone::Warn, text)));
    }
    blocks.extend(summary(errors));
    let mut view =
        FormView::post(&look, "/desk/seat", "登记并受理", fields(desk, form)).in_columns().filled(form, errors);
    view.draft = "seat";
    view.buttons.push(("找类别和地点".to_owned(), "find", "1".to_owned(), false));
    blocks.push(Block::Form(view));
    let mut beside = vec![Block::Heading("待受理".to_owned())];
    if waiting.rows.is_empty() {
        beside.push(Block::Empty(EmptyView::new("没有待受理的来件。")));
    } else {
        beside.push(Block::Text("网上、微信、信件，最急的在前".to_owned()));
        beside.push(Block::Queue(waiting.rows.iter().map(waiting_row).collect()));
    }
    staff(status, look, frame_of(session), blocks, beside)
}

pub(crate) async fn register(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let form = pick::settle(&form, desk.app.registry());
    if form.has("find") {
        return shown(&desk, look, &session, StatusCode::OK, &form, &Errors::new(), Vec::new()).await;
    }
    let mut reader = Reader { form: &form, errors: Errors::new(), registry: desk.app.registry() };
    let registration = reader.registration();
    let mut errors = reader.errors;
    errors.need("told", &form.text("told"), "诉求原话还没写");
    let channel = Channel::from_code(form.get("channel"));
    if channel.is_none() {
        errors.add("channel", "请选一个：来件方式");
    }
    let Some(channel) = channel.filter(|_| errors.is_empty()) else {
        return shown(&desk, look, &session, StatusCode::UNPROCESSABLE_ENTITY, &form, &errors, Vec::new()).await;
    };
    let enterprise = form.ticked("enterprise");
    let intake = Intake {
        channel,
        name: form.name("name"),
        phone: form.phone("phone"),
        mail: form.line("mail"),
        claimant_kind: if enterprise { ClaimantKind::Legal } else { ClaimantKind::Natural },
        speaks_for: SpeaksFor::Own,
        told: form.text("told"),
        told_place: form.line("place"),
        origin: origin(&form),
        confidential: form.ticked("confidential"),
        enterprise,
        registration,
    };
    match desk.app.receive(intake, Some(&session), form.get("once")).await {
        Ok(receipt) => go(&format!("/claim/{}", receipt.no)),
        Err(error) => match undone(error) {
            Undone::Again(status, top, errors) => shown(&desk, look, &session, status, &form, &errors, top).await,
            Undone::Gone(response) => response,
        },
    }
}
