//! T5: who looked at whose identity, when, why and from where (C14.2, C39, C46).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::forms::Query;
use crate::frame::Look;
use crate::page::{Block, Cell, Table, staff};
use crate::session::Session;
use crate::show::fault;
use crate::state::{Desk, frame_of};
use crate::view::{EmptyView, PagerView};

pub(super) async fn looks(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Query(query): Query,
) -> Response {
    let after = query.get("after");
    let (lines, next) = match desk.app.look_log(&session, Some(after).filter(|after| !after.is_empty())).await {
        Ok(found) => found,
        Err(error) => return fault(error),
    };
    let mut blocks = Vec::new();
    if lines.is_empty() {
        blocks.push(Block::Empty(EmptyView::new("没有人看过诉求人的身份。")));
    } else {
        let rows = lines
            .into_iter()
            .map(|line| {
                let what = if line.refused { "超过次数，没有给看" } else { "姓名和电话" };
                [line.at, line.who, line.unit, line.claim, what.to_owned(), line.reason, line.from]
                    .map(Cell::Text)
                    .into()
            })
            .collect();
        blocks.push(Block::Table(Table {
            caption: "新的在前".to_owned(),
            head: vec!["时间", "谁", "单位", "诉求编号", "看了什么", "为什么", "来自"],
            rows,
        }));
        blocks.push(Block::Pager(PagerView {
            first: if after.is_empty() { String::new() } else { "/admin/audit".to_owned() },
            next: next.map(|next| format!("/admin/audit?after={next}")).unwrap_or_default(),
            size: 100,
        }));
    }
    staff(StatusCode::OK, look.titled("查看身份的记录"), frame_of(&session), blocks, Vec::new())
}
