//! What a unit is asked without holding an order (C13.1, C15.7): the list, and one question with its answer form. Who
//! the claimant is stands nowhere here.

use app::{Asked, ConsultPage, Matter};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use hotline::{ClaimNo, Verb};

use super::act::{Again, acts, carry_out, top};
use super::pick;
use super::verb_forms::{About, minute};
use crate::cookies;
use crate::forms::Sent;
use crate::frame::{Look, go, not_found};
use crate::page::{Block, Cell, Table, staff};
use crate::session::Session;
use crate::show::{self, Undone, fault, left_cell};
use crate::state::{Desk, frame_of};
use crate::view::{BannerView, EmptyView, FactsView, Tone};

pub(crate) async fn list(State(desk): State<Desk>, look: Look, Session(session): Session<app::Session>) -> Response {
    let rows = match desk.app.consultations(&session).await {
        Ok(rows) => rows,
        Err(error) => return fault(error),
    };
    let blocks = if rows.is_empty() {
        vec![Block::Empty(EmptyView::new("没有等本单位答复的。派单前要沟通的、转给专员的、报请协调的，会列在这里。"))]
    } else {
        let rows = rows
            .iter()
            .map(|row| {
                vec![
                    show::lamp_cell(row.clock.as_ref()),
                    Cell::Link(row.no.clone(), row.path.clone()),
                    Cell::Text(row.what.to_owned()),
                    Cell::Text(row.title.clone()),
                    Cell::Text(row.question.clone()),
                    left_cell(row.clock.as_ref()),
                ]
            })
            .collect();
        let head = vec!["灯", "编号", "为什么问", "事项", "问什么", "还剩"];
        vec![Block::Table(Table { caption: "先问的在前".to_owned(), head, rows })]
    };
    staff(StatusCode::OK, look.titled("请本单位答复"), frame_of(&session), blocks, Vec::new())
}

pub(crate) async fn page(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    Session(session): Session<app::Session>,
) -> Response {
    match no.parse::<ClaimNo>() {
        Ok(no) => shown(&desk, look, &session, &no, None).await,
        Err(_) => not_found(),
    }
}

async fn shown(
    desk: &Desk,
    look: Look,
    session: &app::Session,
    no: &ClaimNo,
    came_back: Option<Again<'_>>,
) -> Response {
    let page = match desk.app.consult_page(session, no).await {
        Ok(page) => page,
        Err(error) => return fault(error),
    };
    let status = came_back.as_ref().map_or(StatusCode::OK, |again| again.status);
    let look = look.titled(format!("{no} {}", page.matter.title));
    let mut blocks = top(came_back.as_ref(), &page.possible);
    blocks.extend(page.clock.as_ref().map(|clock| Block::Clock(show::clock(clock))));
    blocks.extend(question(&page));
    let about = About { now: minute(desk.app.now()), ..About::default() };
    let beside = acts(&look, &page.possible, &format!("/consult/{no}"), page.version, &about, came_back.as_ref());
    staff(status, look, frame_of(session), blocks, beside)
}

/// What is asked, then what it is about.
fn question(page: &ConsultPage) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some((kind, subject)) = &page.expert {
        blocks.push(Block::Heading(format!("转给本单位的{kind}")));
        blocks.push(Block::Facts(FactsView::new().fact("什么问题", subject.as_str())));
    }
    for Asked { at, question, answer } in &page.asked {
        blocks.push(Block::Heading(format!("派单前先问本单位（{at}）")));
        let mut facts = FactsView::new().fact("哪里不清楚", question.as_str());
        if let Some((agrees, text)) = answer {
            facts =
                facts.fact("本单位的答复", if *agrees { "同意承办" } else { "不同意承办" }).fact("理由", text.as_str());
        }
        blocks.push(Block::Facts(facts));
    }
    if page.asked.iter().any(|asked| asked.answer.is_none()) {
        let told = "现在还没有派单。同意承办的，热线就派给本单位；不同意的，写明依据，由热线决定派给谁。";
        blocks.push(Block::Banner(BannerView::new(Tone::Note, told)));
    }
    blocks.extend(matter(&page.matter));
    blocks
}

/// What the claim is about, without the claimant.
pub(super) fn matter(matter: &Matter) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("诉求".to_owned())];
    if !matter.told.is_empty() {
        blocks.push(Block::Quote(matter.told.clone()));
    }
    let facts = FactsView::new()
        .fact("类型", matter.kind)
        .fact("类别", matter.category.as_str())
        .fact("地点", matter.place.as_str())
        .fact("登记", matter.content.as_str());
    blocks.push(Block::Facts(facts));
    if !matter.demands.is_empty() {
        blocks.push(Block::Heading("诉求人的要求".to_owned()));
        blocks.push(Block::List(matter.demands.clone()));
    }
    let hidden = if matter.told.is_empty() {
        "诉求人的原话和身份都不在这里。"
    } else {
        "诉求人是谁不在这里。"
    };
    blocks.push(Block::Text(format!("{hidden}需要联系的，请打12345由热线转接。")));
    blocks
}

pub(crate) async fn act(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let verb = Verb::from_code(&verb).filter(|verb| matches!(verb, Verb::AnswerConsult | Verb::AnswerAtOnce));
    let (Ok(no), Some(verb)) = (no.parse::<ClaimNo>(), verb) else {
        return not_found();
    };
    // Whoever was never asked learns nothing here, not even from a refusal.
    if let Err(error) = desk.app.consult_page(&session, &no).await {
        return fault(error);
    }
    let about = About { now: minute(desk.app.now()), ..About::default() };
    let form = pick::settle(&form, desk.app.registry());
    match carry_out(&desk.app, &session, &no, None, verb, &form, &about).await {
        Ok(()) => {
            let mut response = go(&format!("/consult/{no}"));
            let said = cookies::say(Tone::Good, &format!("{no} {}：办好了。", verb.zh()));
            response.headers_mut().append(header::SET_COOKIE, said);
            response
        }
        Err(Undone::Gone(response)) => response,
        Err(Undone::Again(status, top, errors)) => {
            shown(&desk, look, &session, &no, Some(Again { verb, form: &form, errors: &errors, status, top })).await
        }
    }
}
