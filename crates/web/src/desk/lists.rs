//! Queues and the inbox.

use app::{ClaimRow, InboxFilter, Page, Queue};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use hotline::{Command, OrderNo};

use crate::cookies;
use crate::forms::{Query, Sent, quoted};
use crate::frame::{Look, go};
use crate::page::{Block, Cell, FormView, Link, LiveView, Table, staff};
use crate::session::Session;
use crate::show::{claims, fault, orders};
use crate::state::{Desk, frame_of};
use crate::view::{EmptyView, PagerView, TabView, TabsView, Tone};

/// Where the next rows are; the filter stays in the address.
pub(super) fn pager<T>(page: &Page<T>, path: &str, after: &str) -> Block {
    let join = if path.contains('?') { '&' } else { '?' };
    Block::Pager(PagerView {
        first: if after.is_empty() { String::new() } else { path.to_owned() },
        next: page.next.as_ref().map(|next| format!("{path}{join}after={next}")).unwrap_or_default(),
        size: 50,
    })
}

fn listed(page: &Page<ClaimRow>, caption: &str, none: &str, path: &str, after: &str) -> Vec<Block> {
    if page.rows.is_empty() {
        return vec![Block::Empty(EmptyView::new(none))];
    }
    vec![claims(caption, &page.rows), pager(page, path, after)]
}

pub(crate) async fn recent(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Query(query): Query,
) -> Response {
    let after = query.get("after");
    match desk.app.queue(&session, Queue::Recent, Some(after).filter(|after| !after.is_empty())).await {
        Ok(page) => {
            let blocks = listed(&page, "新的在前", "还没有诉求。", "/desk/claims", after);
            staff(StatusCode::OK, look.titled("全部诉求"), frame_of(&session), blocks, Vec::new())
        }
        Err(error) => fault(error),
    }
}

/// What did not reach claimants in the last days: somebody of the agency has to telephone.
pub(crate) async fn undelivered(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
) -> Response {
    let failures = match desk.app.undelivered(&session).await {
        Ok(failures) => failures,
        Err(error) => return fault(error),
    };
    let mut blocks = if failures.is_empty() {
        vec![Block::Empty(EmptyView::new("近7天的通知都发出去了，没有要打电话补告知的。"))]
    } else {
        let rows = failures
            .into_iter()
            .map(|one| {
                vec![
                    Cell::Text(one.at.shown()),
                    Cell::Link(one.claim.clone(), format!("/claim/{}", one.claim)),
                    Cell::Text(one.text),
                    Cell::Text(one.said),
                ]
            })
            .collect();
        vec![
            Block::Text("这些通知没有送到。请打电话告知诉求人，并在诉求页用“告知进度”记下来。".to_owned()),
            Block::Table(Table {
                caption: "近7天没有送到的，新的在前".to_owned(),
                head: vec!["时间", "编号", "内容", "原因"],
                rows,
            }),
        ]
    };
    if desk.app.sent_into_folder().is_ok_and(|kept| kept.is_some()) {
        blocks.push(Block::Links(vec![Link::new("演示中要发的消息", "/desk/messages")]));
    }
    staff(StatusCode::OK, look.titled("没送到的通知"), frame_of(&session), blocks, Vec::new())
}

/// What would have been sent, where messages go into a folder: for demonstrations.
pub(crate) async fn kept(State(desk): State<Desk>, look: Look, Session(session): Session<app::Session>) -> Response {
    let sent = match desk.app.sent_into_folder() {
        Ok(Some(sent)) => sent,
        Ok(None) => return fault(app::AppError::NotFound),
        Err(error) => return fault(error),
    };
    let rows: Vec<_> = sent
        .into_iter()
        .rev()
        .map(|one| vec![Cell::Text(one.way.to_owned()), Cell::Text(one.to), Cell::Text(one.text)])
        .collect();
    let blocks = vec![
        Block::Text("演示不真的发短信、邮件；要发的都在这里，也在数据文件夹的 messages 里。".to_owned()),
        if rows.is_empty() {
            Block::Empty(EmptyView::new("还没有要发的。办一件诉求，稍等几秒再看。"))
        } else {
            Block::Table(Table {
                caption: "要发的消息".to_owned(), head: vec!["方式", "发给", "内容"], rows
            })
        },
    ];
    staff(StatusCode::OK, look.titled("演示消息"), frame_of(&session), blocks, Vec::new())
}

pub(crate) async fn search(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Query(query): Query,
) -> Response {
    let words = query.line("q");
    match desk.app.search(&session, &words).await {
        Ok(rows) => {
            let blocks = if rows.is_empty() {
                vec![Block::Empty(EmptyView::new(
                    "没有找到。可以查编号（TS260105-00731-7）、工单号（编号后加-1）或者完整的电话号码。",
                ))]
            } else {
                vec![claims("查到的诉求", &rows)]
            };
            staff(
                StatusCode::OK,
                look.titled(format!("查“{}”", quoted(&words))),
                frame_of(&session),
                blocks,
                Vec::new(),
            )
        }
        Err(error) => fault(error),
    }
}

pub(crate) async fn inbox(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Query(query): Query,
) -> Response {
    let filter = InboxFilter::from_code(query.get("filter")).unwrap_or(InboxFilter::All);
    inbox_page(&desk, look, &session, filter, query.get("after"), Vec::new()).await
}

async fn inbox_page(
    desk: &Desk,
    look: Look,
    session: &app::Session,
    filter: InboxFilter,
    after: &str,
    top: Vec<Block>,
) -> Response {
    let since = desk.app.now();
    let (counts, page) = match desk.app.inbox(session, filter, Some(after).filter(|after| !after.is_empty())).await {
        Ok(found) => found,
        Err(error) => return fault(error),
    };
    let tabs = counts
        .iter()
        .map(|(one, count)| TabView {
            label: one.zh().to_owned(),
            href: format!("/unit?filter={}", one.code()),
            count: (*one != InboxFilter::Done).then_some(*count),
            current: *one == filter,
        })
        .collect();
    let mut blocks = top;
    blocks.push(Block::Tabs(TabsView { label: "收件箱".to_owned(), tabs }));
    if page.rows.is_empty() {
        blocks.push(Block::Empty(EmptyView::new(format!("没有{}的工单。", filter.zh()))));
    } else if filter == InboxFilter::ToSign {
        let look_for_form = &look;
        let mut form = FormView::post(look_for_form, "/unit/sign", "签收选中的", Vec::new());
        if let Block::Table(table) = orders("待签收，最急的在前；疑似不归本单位的请先打开看", &page.rows, true, false)
        {
            form.table = Some(table);
        }
        blocks.push(Block::Form(form));
        blocks.push(pager(&page, "/unit?filter=to_sign", after));
    } else {
        blocks.push(orders("最急的在前", &page.rows, false, false));
        blocks.push(pager(&page, &format!("/unit?filter={}", filter.code()), after));
    }
    // Only the whole list can say what is new in it.
    let versions: Vec<_> = page.rows.iter().map(|row| (row.no.to_string(), row.version)).collect();
    let name = if filter == InboxFilter::All && after.is_empty() { "unit" } else { "" };
    blocks.push(Block::Live(LiveView::list(&look, name, since, &versions)));
    let title = format!("{}收件箱", session.unit_name);
    staff(StatusCode::OK, look.titled(title), frame_of(session), blocks, Vec::new())
}

/// Signs the chosen ones, one command an order; each that was refused says why.
pub(crate) async fn sign(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let actor = session.actor();
    let mut rows = Vec::new();
    let mut signed = 0_u32;
    for text in form.all("order").into_iter().take(200) {
        let outcome = match text.parse::<OrderNo>() {
            Ok(no) => desk
                .app
                .handle(&no.claim, None, Command::Sign { order: no.n }, &actor, None)
                .await
                .map_err(|error| error.zh()),
            Err(error) => Err(error.to_string()),
        };
        match outcome {
            Ok(_) => signed += 1,
            Err(reason) => rows.push(vec![Cell::Text(text.chars().take(40).collect()), Cell::Text(reason)]),
        }
    }
    if rows.is_empty() {
        let mut response = go("/unit");
        if signed > 0 {
            response.headers_mut().append(header::SET_COOKIE, cookies::say(Tone::Good, &format!("已签收{signed}件。")));
        }
        return response;
    }
    let top = vec![
        Block::Text(format!("签收了{signed}件，{}件没有签收：", rows.len())),
        Block::Table(Table { caption: "没有签收的和原因".to_owned(), head: vec!["编号", "原因"], rows }),
    ];
    inbox_page(&desk, look, &session, InboxFilter::ToSign, "", top).await
}
