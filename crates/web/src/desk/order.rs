//! S3: one order for its unit, or for the agency that decides on it.

use app::OrderPage;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hotline::{OrderNo, OrderRole, Verb};

use super::act::{Again, acts, top};
use super::verb_forms::{About, minute};
use crate::frame::{Look, not_found};
use crate::page::{Block, Cell, LiveView, Table, staff};
use crate::session::Session;
use crate::show::{self, fault};
use crate::state::{Desk, frame_of};
use crate::view::{BannerView, FactsView, OptionView, Tone};

pub(crate) async fn page(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    Session(session): Session<app::Session>,
) -> Response {
    match no.parse::<OrderNo>() {
        Ok(no) => again(&desk, look, &session, &no, None).await,
        Err(_) => not_found(),
    }
}

/// What the forms of an order need to know.
pub(crate) async fn about(desk: &Desk, session: &app::Session, no: &OrderNo) -> About {
    let mut about = About { now: minute(desk.app.now()), ..About::default() };
    if let Ok(page) = desk.app.order_page(session, no).await {
        about.demands = page.demand.demands;
        about.co = page.order.role == OrderRole::CoHandling;
        if let Some((record, name)) = page.order.dispute {
            about.next.push(OptionView::new(record.dispute.suggested.to_string(), name).hint("单位的转办建议"));
            about.duty = desk.app.duty(session, &no.claim).await.ok().and_then(Result::ok);
        }
        if let Some(duty) = about.duty.as_ref().filter(|duty| duty.lead != page.order.unit_code) {
            about.next.push(OptionView::new(duty.lead.to_string(), duty.lead_name.clone()).hint("职责清单列的"));
        }
        about.next.dedup_by(|one, other| one.value == other.value);
    }
    about
}

pub(crate) async fn again(
    desk: &Desk,
    look: Look,
    session: &app::Session,
    no: &OrderNo,
    came_back: Option<Again<'_>>,
) -> Response {
    let page = match desk.app.order_page(session, no).await {
        Ok(page) => page,
        Err(error) => return fault(error),
    };
    let about = about(desk, session, no).await;
    let live = LiveView::one(&look, desk.app.now(), &no.to_string(), page.version);
    let status = came_back.as_ref().map_or(StatusCode::OK, |again| again.status);
    let look = look.titled(format!("{no} {}", page.demand.title));
    let mut blocks = top(came_back.as_ref(), &page.possible);
    blocks.extend(show::clocks(&page.order));
    if page.order.owes_extension_telling {
        let owed = "延期已同意：请把进展和延期情况告知诉求人，并记录联系（第二十四条第二款）。";
        blocks.push(Block::Banner(BannerView::new(Tone::Warn, owed)));
    }
    blocks.extend(page.order.suspended.iter().flat_map(show::suspended));
    // What waits for a decision, and what the claimant said since, before what it is about.
    let waiting: Vec<_> = page.order.requests.iter().filter(|one| one.open).collect();
    blocks.extend(waiting.into_iter().flat_map(show::record));
    blocks.extend(show::records("诉求人说过的、另外办过的", &page.beside));
    blocks.extend(facts(&page));
    blocks.extend(done_requests(&page));
    blocks.extend(requests(&page));
    blocks.push(Block::Heading("经过".to_owned()));
    blocks.push(Block::Timeline(show::timeline(&page.timeline, true)));
    blocks.push(Block::Live(live));
    let beside = beside(&look, &page, no, &about, came_back.as_ref());
    staff(status, look, frame_of(session), blocks, beside)
}

/// Acts on the order, and the explanation that its unit owes for the claim: all go to the order's address.
fn beside(look: &Look, page: &OrderPage, no: &OrderNo, about: &About, came_back: Option<&Again<'_>>) -> Vec<Block> {
    let mut possible = page.possible.clone();
    possible.retain(|one| one.order.is_some() || (one.verb == Verb::Explain && one.answer.is_ok()));
    acts(look, &possible, &format!("/order/{no}"), page.version, about, came_back)
}

pub(super) fn facts(page: &OrderPage) -> Vec<Block> {
    let (demand, order) = (&page.demand, &page.order);
    let mut facts = FactsView::new()
        .fact("单位", format!("{}（{}）", order.unit, order.role.zh()))
        .fact("状态", order.state_zh.as_str())
        .fact("交办", order.handed_over.as_str())
        .fact("职责清单", order.duty.as_str())
        .fact("类型", demand.kind.map_or("", |kind| kind.zh()))
        .fact("类别", demand.category.as_str())
        .fact("地点", demand.place.as_str())
        .masked(
            "诉求人",
            format!("{}{}", demand.claimant, if demand.confidential { "（保密，联系请经热线平台）" } else { "" }),
            format!("/reveal/{}", order.no),
        );
    if !order.signed.is_empty() {
        facts = facts.fact("签收", order.signed.as_str());
    }
    if order.hop > 1 {
        let how = if order.designated { "，热线机构指定" } else { "" };
        facts = facts.fact("第几手", format!("第{}手{how}", order.hop));
    }
    if !order.departure.is_empty() {
        facts = facts.fact("为什么派给本单位", order.departure.as_str());
    }
    if !order.task.is_empty() {
        facts = facts.fact("协办事项", order.task.as_str());
    }
    if !order.helper.is_empty() {
        facts = facts.fact("帮办人", order.helper.as_str());
    }
    if !order.grid.is_empty() {
        facts = facts.fact("直派网格员", order.grid.as_str());
    }
    if let Some((no, unit)) = &order.handed_from {
        facts = facts.fact("从哪里下转", format!("{unit}（{no}）"));
    }
    if order.round > 0 {
        facts = facts.fact("重办", format!("第{}次", order.round));
    }
    let mut blocks = vec![Block::Quote(demand.told.clone()), Block::Facts(facts)];
    if !demand.content.is_empty() {
        blocks.push(Block::Text(format!("登记：{}", demand.content)));
    }
    if !demand.demands.is_empty() {
        blocks.push(Block::Heading("需要答复".to_owned()));
        blocks.push(Block::List(demand.demands.clone()));
    }
    if !order.handed_on.is_empty() {
        let rows = order.handed_on.iter();
        let rows = rows.map(|on| {
            let words = [on.no.to_string(), on.unit.clone(), on.task.clone(), on.state.clone()];
            words.into_iter().map(Cell::Text).collect()
        });
        let head = vec!["编号", "下级单位", "交办事项", "状态"];
        blocks.push(Block::Table(Table { caption: "下转给了谁".to_owned(), head, rows: rows.collect() }));
    }
    if !page.others.is_empty() {
        let rows = page
            .others
            .iter()
            .map(|(unit, role, state)| {
                vec![Cell::Text(unit.clone()), Cell::Text((*role).to_owned()), Cell::Text(state.clone())]
            })
            .collect();
        blocks.push(Block::Table(Table {
            caption: "这件诉求的其他单位".to_owned(),
            head: vec!["单位", "角色", "状态"],
            rows,
        }));
    }
    blocks
}

/// What was asked for and is decided.
pub(super) fn done_requests(page: &OrderPage) -> Vec<Block> {
    let done: Vec<_> = page.order.requests.iter().filter(|one| !one.open).cloned().collect();
    show::records("申请过的", &done)
}

pub(super) fn requests(page: &OrderPage) -> Vec<Block> {
    let order = &page.order;
    let mut blocks = Vec::new();
    if let Some((record, suggested)) = &order.dispute {
        blocks.push(Block::Heading(format!("退单异议：{}", record.fate.zh())));
        let mut facts = FactsView::new()
            .fact("依据", record.dispute.basis.as_str())
            .fact("理由", record.dispute.reasons.as_str())
            .fact("转办建议", suggested.as_str());
        if let Some(complex) = &record.dispute.complex {
            facts = facts.fact("复杂疑难", complex.as_str());
        }
        if !record.reason.is_empty() {
            facts = facts.fact("裁定理由", record.reason.as_str());
        }
        blocks.push(Block::Facts(facts));
    }
    for record in &order.extensions {
        blocks.push(Block::Heading(format!("延期{}个工作日：{}", record.request.working_days, record.fate.zh())));
        let facts = FactsView::new()
            .fact("理由", record.request.reason.as_str())
            .fact("进展", record.request.progress.as_str());
        blocks.push(Block::Facts(facts));
    }
    for contact in &order.contacts {
        blocks.push(Block::Text(format!(
            "{} {}（{}）：{}",
            contact.at.shown(),
            contact.purpose.zh(),
            contact.way.zh(),
            contact.note
        )));
    }
    for record in order.feedbacks.iter().rev() {
        blocks.push(Block::Heading(format!("反馈 {}：{}", record.at.shown(), record.fate.zh())));
        let feedback = &record.feedback;
        let evidence: Vec<_> = feedback.evidence.iter().map(|one| one.name.clone()).collect();
        let mut facts = FactsView::new()
            .fact("是否属实", feedback.facts.zh())
            .fact("做了什么", feedback.measures.as_str())
            .fact("结果", feedback.result.as_str())
            .fact("依据", feedback.basis.as_str())
            .fact("解决情况", feedback.resolution.zh())
            .fact("公开答复", feedback.public_answer.as_str())
            .fact("内部情况", feedback.internal.as_str())
            .fact("证据", evidence.join("、"));
        if !record.reason.is_empty() {
            facts = facts.fact("退回理由", record.reason.as_str());
        }
        blocks.push(Block::Facts(facts));
    }
    if let Some(rating) = &page.rating {
        blocks.push(Block::Text(format!(
            "诉求人评价：{}，{} {}",
            rating.solved.zh(),
            rating.satisfaction.zh(),
            rating.words
        )));
    }
    blocks
}
