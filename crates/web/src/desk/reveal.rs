//! S6: who the claimant is, behind a reason (C14.2, C39). The page says beforehand that the look is on record and read by
//! the claimant; name and number stand on the one page that answers the reason and nowhere else.

use app::{AppError, RevealPage, Revealed};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use hotline::authority::performers;
use hotline::{ClaimNo, OrderNo, Stage, Verb};

use crate::forms::{Errors, Form, Sent};
use crate::frame::{Look, not_found};
use crate::page::{Block, FormView, Link, staff, summary};
use crate::session::Session;
use crate::show::{Undone, fault, undone};
use crate::signin::Address;
use crate::state::{Desk, frame_of};
use crate::view::{BannerView, FactsView, FieldView, Tone};

/// Seconds until the page with name and number gives way to the one that asks for the reason (P).
const HIDDEN_AFTER: u32 = 60;

/// What the look is about: a claim for the agency, an order for its unit.
enum Of {
    Claim(ClaimNo),
    Order(OrderNo),
}

impl Of {
    fn parse(no: &str) -> Option<Self> {
        no.parse().map(Self::Claim).or_else(|_| no.parse().map(Self::Order)).ok()
    }

    const fn claim(&self) -> &ClaimNo {
        match self {
            Self::Claim(no) => no,
            Self::Order(no) => &no.claim,
        }
    }

    fn number(&self) -> String {
        match self {
            Self::Claim(no) => no.to_string(),
            Self::Order(no) => no.to_string(),
        }
    }

    async fn page(&self, desk: &Desk, session: &app::Session) -> Result<RevealPage, AppError> {
        let n = match self {
            Self::Claim(_) => None,
            Self::Order(no) => Some(no.n),
        };
        desk.app.reveal_page(session, self.claim(), n).await
    }

    /// The way back to where one came from.
    fn back(&self, session: &app::Session, stage: Stage) -> Vec<Link> {
        let calls = stage == Stage::CallingBack && session.staff.is_any(performers(Verb::CallBack));
        let mut links = Vec::new();
        if calls {
            links.push(Link::new("回到回访", format!("/desk/callback?no={}", self.claim())));
        }
        links.push(match self {
            Self::Claim(no) => Link::new("回到诉求", format!("/claim/{no}")),
            Self::Order(no) => Link::new("回到工单", format!("/order/{no}")),
        });
        links
    }
}

pub(crate) async fn ask(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    Session(session): Session<app::Session>,
) -> Response {
    let Some(of) = Of::parse(&no) else { return not_found() };
    match of.page(&desk, &session).await {
        Ok(page) => asked(look, StatusCode::OK, &session, &of, &page, &Form::default(), &Errors::new()),
        Err(error) => fault(error),
    }
}

/// What is known already, what follows from looking, and the reason; or why not and what to do instead.
fn asked(
    look: Look,
    status: StatusCode,
    session: &app::Session,
    of: &Of,
    page: &RevealPage,
    form: &Form,
    errors: &Errors,
) -> Response {
    let look = look.titled("查看诉求人身份").with_errors(errors);
    let number = of.number();
    let mut blocks = summary(errors);
    blocks.push(Block::Facts(
        FactsView::new()
            .fact("编号", number.as_str())
            .fact("事项", page.title.as_str())
            .fact("诉求人", page.claimant.as_str()),
    ));
    match &page.answer {
        Ok(()) => {
            let told = "看一次记一次：哪个单位、什么时候、为什么看，都留下记录，诉求人在进度页上能读到。\
                        只用于办这件事，不得抄给别人、不得外传。";
            blocks.push(Block::Banner(BannerView::new(Tone::Warn, told)));
            let reason = FieldView::text("reason", "为什么要看").hint("例如 约上门时间、核实门牌、当面答复").max(200);
            let view = FormView::post(&look, format!("/reveal/{number}"), "查看姓名和电话", vec![reason]);
            blocks.push(Block::Form(view.filled(form, errors)));
        }
        Err(refusal) => {
            blocks.push(Block::Banner(BannerView::refusal(&refusal.to_string(), &refusal.basis().zh())));
        }
    }
    blocks.push(Block::Links(of.back(session, page.stage)));
    staff(status, look, frame_of(session), blocks, Vec::new())
}

pub(crate) async fn shown(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    from: Address,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let Some(of) = Of::parse(&no) else { return not_found() };
    let page = match of.page(&desk, &session).await {
        Ok(page) => page,
        Err(error) => return fault(error),
    };
    let reason = form.line("reason");
    let found = match &of {
        Of::Claim(no) => desk.app.reveal(&session, no, &reason, &from.0).await,
        Of::Order(no) => desk.app.reveal_to_unit(&session, no, &reason, &from.0).await,
    };
    match found {
        Ok(found) => revealed(look, &session, &of, &page, &found),
        // A refusal for good stands on the page already; what is left is the reason.
        Err(error) if page.answer.is_ok() => match undone(error) {
            Undone::Again(status, _, errors) => asked(look, status, &session, &of, &page, &form, &errors),
            Undone::Gone(response) => response,
        },
        Err(AppError::Refused(_)) => {
            asked(look, StatusCode::UNPROCESSABLE_ENTITY, &session, &of, &page, &form, &Errors::new())
        }
        Err(error) => fault(error),
    }
}

/// Name and number, once; asking again is another look.
fn revealed(look: Look, session: &app::Session, of: &Of, page: &RevealPage, found: &Revealed) -> Response {
    let said = |value: &str, none: &str| if value.is_empty() { none.to_owned() } else { value.to_owned() };
    let mut facts = FactsView::new().fact("称呼", said(&found.name, "没有说"));
    facts = if found.phone.is_empty() {
        facts.fact("电话", "没有留")
    } else {
        facts.link("电话", found.phone.as_str(), format!("tel:{}", found.phone.as_str()))
    };
    let mut blocks = vec![
        Block::Banner(BannerView::new(
            Tone::Note,
            "已记录这次查看，诉求人能读到。60秒后自动隐去；要再看，须再写一次理由。",
        )),
        Block::Facts(facts),
        Block::Heading("怎么联系".to_owned()),
        Block::List(vec![
            "点号码用电话软件拨，或者用座机拨；手机上点一下就能打。".to_owned(),
            "先报单位和编号，再说事。诉求人不方便，就约个时间再打。".to_owned(),
            "接电话的不是本人，不要说是什么事。".to_owned(),
            match of {
                Of::Order(_) => "打完回到工单，把说了什么记进“记录联系”。".to_owned(),
                Of::Claim(_) => "打完回到诉求，把结果记下来。".to_owned(),
            },
        ]),
    ];
    blocks.push(Block::Links(of.back(session, page.stage)));
    let mut response = staff(StatusCode::OK, look.titled("诉求人的姓名和电话"), frame_of(session), blocks, Vec::new());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The screen of somebody who was called away shows nobody's number; without a script as well.
    if let Ok(leave) = HeaderValue::from_str(&format!("{HIDDEN_AFTER};url=/reveal/{}", of.number())) {
        response.headers_mut().insert(header::REFRESH, leave);
    }
    response
}
