//! The desks that work a list: D1 dispatch, D4 review, B1 callback, B2 check, and what went elsewhere, came
//! from there or is objected to. One way for all: the list, the open one
//! beside it, its forms from what the domain says may be done; after a form is done the next one opens.

use app::{AppError, Page, Queue};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use hotline::{Awaited, ClaimNo, OrderNo, Verb};
use law::Instant;

use super::act::{Again, cannot, carry_out, forms, top};
use super::lists::pager;
use super::under_hand::{Opened, opened};
use super::{claim, order, pick};
use crate::cookies;
use crate::forms::{Form, Query, Sent};
use crate::frame::{Look, go, not_found};
use crate::page::{Block, DeskView, LiveView, QueueRow, desk as desk_page};
use crate::session::Session;
use crate::show::{Undone, fault, queue_row};
use crate::state::{Desk, frame_of};
use crate::view::{EmptyView, Tone};

/// One of the desks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Dispatch,
    Review,
    Callback,
    Check,
    Elsewhere,
}

impl Which {
    const ALL: [Self; 5] = [Self::Dispatch, Self::Review, Self::Callback, Self::Check, Self::Elsewhere];

    const fn path(self) -> &'static str {
        match self {
            Self::Dispatch => "/desk/dispatch",
            Self::Review => "/desk/review",
            Self::Callback => "/desk/callback",
            Self::Check => "/desk/callback/check",
            Self::Elsewhere => "/desk/elsewhere",
        }
    }

    /// Its name in the stream of what changes.
    const fn code(self) -> &'static str {
        match self {
            Self::Dispatch => Queue::Dispatch.code(),
            Self::Review => "review",
            Self::Callback => Queue::Callback.code(),
            Self::Check => Queue::Check.code(),
            Self::Elsewhere => Queue::Elsewhere.code(),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Dispatch => "待派单",
            Self::Review => "审核",
            Self::Callback => "待回访",
            Self::Check => "不满意待核实",
            Self::Elsewhere => "转入转出与异议",
        }
    }

    const fn none(self) -> &'static str {
        match self {
            Self::Dispatch => "没有待派的诉求。",
            Self::Review => "都审完了。",
            Self::Callback => "没有待回访的诉求。",
            Self::Check => "都核实完了。",
            Self::Elsewhere => "没有等对方确认、要告诉对方的，也没有待裁定的异议。",
        }
    }

    /// What is done here, the first that may be done standing open. Whether it may is the domain's answer.
    pub(super) const fn verbs(self) -> &'static [Verb] {
        match self {
            Self::Dispatch => &[
                Verb::Dispatch,
                Verb::DispatchToGrid,
                Verb::AnswerAtOnce,
                Verb::HandOverEmergency,
                Verb::Consult,
                Verb::DeskConsult,
                Verb::HandToExpert,
                Verb::TransferOut,
                Verb::TellProgress,
                Verb::Join,
                Verb::Reclassify,
                Verb::Refuse,
            ],
            Self::Review => &[
                Verb::RuleDispute,
                Verb::DecideExtension,
                Verb::DecideSuspension,
                Verb::DecideResumption,
                Verb::DecideUnresolvable,
                Verb::DecideCoHandling,
                Verb::AcceptFeedback,
                Verb::ReturnFeedback,
            ],
            Self::Callback => &[Verb::CallBack],
            Self::Check => &[Verb::Check, Verb::Archive, Verb::Explain],
            Self::Elsewhere => &[
                Verb::AckEmergency,
                Verb::DecideObjection,
                Verb::AckTransfer,
                Verb::TransferFedBack,
                Verb::AckArrival,
                Verb::FeedBackToOrigin,
                Verb::Dispatch,
                Verb::TellProgress,
            ],
        }
    }
}

pub(super) fn routes() -> Router<Desk> {
    Which::ALL.into_iter().fold(Router::new(), |router, which| {
        let shown = move |desk, look, session, query| page(which, desk, look, session, query);
        let sent = move |desk, path, look, session, form| act(which, desk, path, look, session, form);
        router.route(which.path(), get(shown)).route(&format!("{}/{{no}}/{{verb}}", which.path()), post(sent))
    })
}

/// The rows of a desk, with the numbers they are known by.
struct Rows {
    all: Vec<(String, QueueRow)>,
    /// For the live part: number and version of each, and when they were read.
    versions: Vec<(String, u64)>,
    since: Instant,
    pager: Block,
    after: String,
}

impl Rows {
    fn address(which: Which, no: &str, after: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !no.is_empty() {
            query.append_pair("no", no);
        }
        if !after.is_empty() {
            query.append_pair("after", after);
        }
        let query = query.finish();
        if query.is_empty() { which.path().to_owned() } else { format!("{}?{query}", which.path()) }
    }

    async fn of(desk: &Desk, session: &app::Session, which: Which, after: &str) -> Result<Self, AppError> {
        let since = desk.app.now();
        let from = Some(after).filter(|after| !after.is_empty());
        let registry = desk.app.registry();
        // Every place is in the city: saying so in each row hides where it is.
        let city = registry.divisions.path_zh(registry.divisions.city());
        let row = |no: String, clock: Option<&app::ClockView>, title: String, meta: Vec<&str>| {
            let meta = meta.into_iter().map(|word| word.strip_prefix(city).unwrap_or(word));
            let meta = std::iter::once(no.as_str()).chain(meta).filter(|word| !word.is_empty()).collect::<Vec<_>>();
            let row = queue_row(Self::address(which, &no, after), clock, title, meta.join(" · "));
            (no, row)
        };
        let queue = match which {
            Which::Dispatch => Queue::Dispatch,
            Which::Callback => Queue::Callback,
            Which::Check => Queue::Check,
            Which::Elsewhere => Queue::Elsewhere,
            Which::Review => {
                let page = desk.app.reviews(session, from).await?;
                let rows = page.rows.iter().map(|one| {
                    let what = one.review.map_or("", Awaited::zh);
                    let meta = vec![one.unit.as_str(), one.place.as_str()];
                    row(one.no.to_string(), one.clock.as_ref(), format!("{what} {}", one.title), meta)
                });
                let versions = page.rows.iter().map(|one| (one.no.to_string(), one.version)).collect();
                return Ok(Self { versions, since, ..Self::laid_out(which, rows.collect(), &page, after) });
            }
        };
        let page = desk.app.queue(session, queue, from).await?;
        let rows = page.rows.iter().map(|one| {
            let business = if one.enterprise { "企业" } else { "" };
            let secret = if one.confidential { "保密" } else { "" };
            let explained = one.stage == hotline::Stage::Explained || which == Which::Elsewhere;
            let explained = if explained { one.stage.zh() } else { "" };
            let meta = vec![explained, business, secret, one.place.as_str()];
            row(one.no.to_string(), one.clock.as_ref(), format!("{} {}", one.kind, one.title), meta)
        });
        let versions = page.rows.iter().map(|one| (one.no.to_string(), one.version)).collect();
        Ok(Self { versions, since, ..Self::laid_out(which, rows.collect(), &page, after) })
    }

    fn laid_out<T>(which: Which, rows: Vec<(String, QueueRow)>, page: &Page<T>, after: &str) -> Self {
        let pager = pager(page, which.path(), after);
        Self { all: rows, versions: Vec::new(), since: Instant::from_ms(0), pager, after: after.to_owned() }
    }

    /// The one after `no`, or from the top again; none if `no` was the only one.
    fn next(&self, no: &str) -> Option<&str> {
        let at = self.all.iter().position(|(one, _)| one == no);
        let after = at.map_or(0, |at| at + 1);
        let order = self.all.iter().skip(after).chain(self.all.iter().take(after));
        order.map(|(one, _)| one.as_str()).find(|one| *one != no)
    }

    fn list(mut self, which: Which, open: &str) -> Vec<Block> {
        for (no, row) in &mut self.all {
            row.current = no == open;
        }
        if self.all.is_empty() {
            return vec![Block::Empty(EmptyView::new(which.none()))];
        }
        vec![Block::Queue(self.all.into_iter().map(|(_, row)| row).collect()), self.pager]
    }
}

async fn page(
    which: Which,
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Query(query): Query,
) -> Response {
    shown(which, &desk, look, &session, &query, None).await
}

/// The list, and the one asked for or the first of it.
async fn shown(
    which: Which,
    desk: &Desk,
    look: Look,
    session: &app::Session,
    query: &Form,
    came_back: Option<Again<'_>>,
) -> Response {
    let rows = match Rows::of(desk, session, which, query.get("after")).await {
        Ok(rows) => rows,
        Err(error) => return fault(error),
    };
    let asked = query.get("no").to_owned();
    let chosen = !asked.is_empty();
    let open = if chosen { asked } else { rows.all.first().map(|(no, _)| no.clone()).unwrap_or_default() };
    let mut view = DeskView { chosen, back: Rows::address(which, "", &rows.after), ..DeskView::default() };
    let after = rows.after.clone();
    let live = LiveView::list(&look, which.code(), rows.since, &rows.versions).with_open(&open);
    view.list = rows.list(which, &open);
    view.live = vec![Block::Live(live)];
    let status = came_back.as_ref().map_or(StatusCode::OK, |again| again.status);
    let mut look = look.titled(which.title());
    // A form that came back has an address of its own; the desk is the same.
    which.path().clone_into(&mut look.path);
    if !open.is_empty() {
        match opened(which, desk, session, &open).await {
            Ok(opened) => {
                view.acts = acts(&look, which, &opened, &open, &after, came_back.as_ref());
                view.open = opened.blocks;
                if let Some(again) = &came_back {
                    look = look.with_errors(again.errors);
                }
            }
            Err(error) => return fault(error),
        }
    }
    desk_page(status, look, frame_of(session), view)
}

/// The forms of the open one: the first stands open, the others are folded below it.
fn acts(
    look: &Look,
    which: Which,
    opened: &Opened,
    no: &str,
    after: &str,
    came_back: Option<&Again<'_>>,
) -> Vec<Block> {
    let mut blocks = top(came_back, &opened.possible);
    let base = format!("{}/{no}", which.path());
    let (mut open, barred) = forms(look, &opened.possible, &base, opened.version, &opened.about, came_back);
    for block in &mut open {
        if let Block::Form(form) = block {
            form.hidden.push(("after".to_owned(), after.to_owned()));
        }
    }
    if let Some(Block::Form(first)) = open.first_mut() {
        if first.fold.is_empty() {
            blocks.push(Block::Heading("现在可以".to_owned()));
        } else {
            blocks.push(Block::Heading(std::mem::take(&mut first.fold)));
        }
    } else {
        blocks.push(Block::Text("这一件现在没有这里要办的事。".to_owned()));
    }
    blocks.extend(opened.before.iter().cloned());
    blocks.extend(open);
    blocks.extend(cannot(barred));
    blocks
}

async fn act(
    which: Which,
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let Some(verb) = Verb::from_code(&verb).filter(|verb| which.verbs().contains(verb)) else {
        return not_found();
    };
    let Some((claim_no, n)) = number(which, &no) else {
        return not_found();
    };
    // The list as it was before: afterwards the one that was done may not be in it.
    let rows = match Rows::of(&desk, &session, which, form.get("after")).await {
        Ok(rows) => rows,
        Err(error) => return fault(error),
    };
    let about = match n {
        Some(n) => order::about(&desk, &session, &claim_no.order(n)).await,
        None => claim::about(&desk, &session, &claim_no).await,
    };
    let form = pick::settle(&form, desk.app.registry());
    match carry_out(&desk.app, &session, &claim_no, n, verb, &form, &about).await {
        Ok(()) => {
            let next = rows.next(&no).unwrap_or_default();
            let mut response = go(&Rows::address(which, next, &rows.after));
            let told = if next.is_empty() { "" } else { "下面是下一件。" };
            let said = cookies::say(Tone::Good, &format!("{no} {}：办好了。{told}", verb.zh()));
            response.headers_mut().append(header::SET_COOKIE, said);
            response
        }
        Err(Undone::Gone(response)) => response,
        Err(Undone::Again(status, top, errors)) => {
            let query = Form::default().with("no", no).with("after", form.get("after"));
            let again = Again { verb, form: &form, errors: &errors, status, top };
            shown(which, &desk, look, &session, &query, Some(again)).await
        }
    }
}

/// Reviews are about an order, the other desks about a claim.
pub(super) fn number(which: Which, no: &str) -> Option<(ClaimNo, Option<u16>)> {
    if which == Which::Review {
        let no: OrderNo = no.parse().ok()?;
        return Some((no.claim, Some(no.n)));
    }
    Some((no.parse().ok()?, None))
}
