//! What a government or superior is asked on an order of another unit (C27, C31): what is to be coordinated, what it is
//! about, and the form of the opinion. Who the claimant is stands nowhere here, nor what the unit wrote besides.

use app::OpinionPage;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use hotline::{OrderNo, Verb};

use super::act::{Again, acts, carry_out, top};
use super::consult::matter;
use super::verb_forms::{About, minute};
use crate::cookies;
use crate::forms::Sent;
use crate::frame::{Look, go, not_found};
use crate::page::{Block, staff};
use crate::session::Session;
use crate::show::{self, Undone, fault};
use crate::state::{Desk, frame_of};
use crate::view::{BannerView, FactsView, Tone};

pub(crate) async fn page(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    Session(session): Session<app::Session>,
) -> Response {
    match no.parse::<OrderNo>() {
        Ok(no) => shown(&desk, look, &session, &no, None).await,
        Err(_) => not_found(),
    }
}

async fn shown(
    desk: &Desk,
    look: Look,
    session: &app::Session,
    no: &OrderNo,
    came_back: Option<Again<'_>>,
) -> Response {
    let page = match desk.app.opinion_page(session, no).await {
        Ok(page) => page,
        Err(error) => return fault(error),
    };
    let status = came_back.as_ref().map_or(StatusCode::OK, |again| again.status);
    let look = look.titled(format!("{no} {}", page.matter.title));
    let mut blocks = top(came_back.as_ref(), &page.possible);
    blocks.extend(page.clock.as_ref().map(|clock| Block::Clock(show::clock(clock))));
    blocks.extend(asked(&page));
    blocks.extend(matter(&page.matter));
    let about = About { now: minute(desk.app.now()), ..About::default() };
    let beside = acts(&look, &page.possible, &format!("/opinion/{no}"), page.version, &about, came_back.as_ref());
    staff(status, look, frame_of(session), blocks, beside)
}

fn asked(page: &OpinionPage) -> Vec<Block> {
    let facts = FactsView::new()
        .fact("要协调什么", page.question.as_str())
        .fact("已经做过什么", page.tried.as_str())
        .fact("希望得到什么意见", page.wanted.as_str());
    let binds = "意见、措施和日期写明以后，承办单位照着办；它的办理时限不因为报请停下来。";
    vec![
        Block::Heading(format!("{}报请本单位协调（{}）", page.by, page.at)),
        Block::Facts(facts),
        Block::Banner(BannerView::new(Tone::Note, binds)),
    ]
}

pub(crate) async fn act(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let verb = Verb::from_code(&verb).filter(|verb| *verb == Verb::GiveOpinion);
    let (Ok(no), Some(verb)) = (no.parse::<OrderNo>(), verb) else {
        return not_found();
    };
    // Whoever is not asked learns nothing here, not even from a refusal.
    if let Err(error) = desk.app.opinion_page(&session, &no).await {
        return fault(error);
    }
    let about = About { now: minute(desk.app.now()), ..About::default() };
    match carry_out(&desk.app, &session, &no.claim, Some(no.n), verb, &form, &about).await {
        Ok(()) => {
            // Answered, it is this unit's to see no more: back to what is still asked.
            let mut response = go("/consult");
            let said = cookies::say(Tone::Good, &format!("{no} 处理意见已登记，承办单位已收到通知。"));
            response.headers_mut().append(header::SET_COOKIE, said);
            response
        }
        Err(Undone::Gone(response)) => response,
        Err(Undone::Again(status, top, errors)) => {
            shown(&desk, look, &session, &no, Some(Again { verb, form: &form, errors: &errors, status, top })).await
        }
    }
}
