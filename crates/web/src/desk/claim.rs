//! S4: one claim for the agency.

use app::ClaimPage;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hotline::ch2_acceptance::a15_danger::danger;
use hotline::{ClaimNo, OrderRole};
use law::registry::Wanted;

use super::act::{Again, acts, top};
use super::pick;
use super::verb_forms::{About, minute};
use crate::frame::{Look, not_found};
use crate::page::{Block, Cell, LiveView, Table, staff};
use crate::session::Session;
use crate::show::{self, claims, fault};
use crate::state::{Desk, frame_of};
use crate::view::{BannerView, FactsView, Tone};

pub(crate) async fn page(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    Session(session): Session<app::Session>,
) -> Response {
    match no.parse::<ClaimNo>() {
        Ok(no) => again(&desk, look, &session, &no, None).await,
        Err(_) => not_found(),
    }
}

/// What the forms of a claim need to know.
pub(crate) async fn about(desk: &Desk, session: &app::Session, no: &ClaimNo) -> About {
    let mut about = About { now: minute(desk.app.now()), ..About::default() };
    if let Ok(page) = desk.app.claim_page(session, no).await {
        about.registered = page.demand.kind.is_some();
        about.enterprise = page.demand.enterprise;
        about.title = page.demand.title.clone();
        about.place = page.demand.place.clone();
        let registry = desk.app.registry();
        about.categories = pick::options(pick::suggested(registry, Wanted::Category, &page.demand.told, 4));
        let words = format!("{} {}", page.demand.place, page.demand.told);
        let place = pick::suggested(registry, Wanted::Place, &words, 1).into_iter().next();
        about.division = place.map(|found| found.label).unwrap_or_default();
        about.ask_danger = danger(&page.demand.told, desk.app.policy()).is_some();
        about.demands = page.demand.demands;
    }
    if let Ok(Ok(duty)) = desk.app.duty(session, no).await {
        about.ask_danger |= duty.ask_danger;
        about.duty = Some(duty);
    }
    about
}

pub(crate) async fn again(
    desk: &Desk,
    look: Look,
    session: &app::Session,
    no: &ClaimNo,
    came_back: Option<Again<'_>>,
) -> Response {
    let mut page = match desk.app.claim_page(session, no).await {
        Ok(page) => page,
        Err(error) => return fault(error),
    };
    // What is about one order stands on the order's page.
    page.possible.retain(|one| one.order.is_none());
    let about = about(desk, session, no).await;
    let duty = desk.app.duty(session, no).await;
    let live = LiveView::one(&look, desk.app.now(), page.no.as_str(), page.version);
    let status = came_back.as_ref().map_or(StatusCode::OK, |again| again.status);
    let look = look.titled(format!("{} {}", page.no, page.demand.title));
    let mut blocks = top(came_back.as_ref(), &page.possible);
    blocks.push(Block::Promise(page.promise.clone(), page.clocks.first().map(show::clock)));
    let main = page.main_order();
    blocks.extend(main.and_then(|order| order.suspended.as_ref()).into_iter().flat_map(show::suspended));
    blocks.extend(show::records("诉求人说过的、另外办过的", &page.beside));
    blocks.extend(not_accepted(&page));
    blocks.extend(demand(&page));
    match duty {
        Ok(Ok(duty)) => {
            let mut facts = FactsView::new()
                .fact("依职责清单", format!("{}（{}）", duty.lead_name, duty.level))
                .fact("清单行", duty.line);
            if !duty.co_units.is_empty() {
                let names: Vec<_> = duty.co_units.into_iter().map(|(_, name)| name).collect();
                facts = facts.fact("协办", names.join("、"));
            }
            if !duty.instead.is_empty() {
                facts = facts.fact("不派单", duty.instead);
            }
            facts = facts.fact("依据", duty.basis.join("、"));
            blocks.push(Block::Heading("该谁办".to_owned()));
            blocks.push(Block::Facts(facts));
        }
        Ok(Err(reason)) => blocks.push(Block::Text(reason)),
        Err(_) => {}
    }
    blocks.extend(orders(&page));
    for rating in &page.ratings {
        blocks.push(Block::Text(format!(
            "评价：{}，{} {}",
            rating.solved.zh(),
            rating.satisfaction.zh(),
            rating.words
        )));
    }
    if let Some(archive) = &page.archive {
        blocks.push(Block::Text(format!("{}，档案号 {}", archive.as_.zh(), archive.archive_no)));
    }
    if !page.callback_tries.is_empty() {
        let tries = page.callback_tries.iter().map(|(at, how, what)| format!("{at} {how}：{what}")).collect();
        blocks.push(Block::Heading("回访".to_owned()));
        blocks.push(Block::List(tries));
    }
    if !page.same_caller.is_empty() {
        blocks.push(Block::Heading("同一人的其他诉求".to_owned()));
        blocks.push(claims("新的在前", &page.same_caller));
    }
    blocks.push(Block::Heading("经过".to_owned()));
    blocks.push(Block::Timeline(show::timeline(&page.timeline, true)));
    if !page.notices.is_empty() {
        blocks.push(Block::Heading("告知诉求人".to_owned()));
        if page.notices.iter().any(|told| told.failed) {
            let text = "有的通知没有送到。请打电话告知诉求人，并用“告知进度”记下来。";
            blocks.push(Block::Banner(BannerView::new(Tone::Warn, text)));
        }
        let line = |told: &app::ToldView| match told.delivery.as_str() {
            "" => format!("{}　{}", told.at, told.text),
            delivery => format!("{}　{}　{delivery}", told.at, told.text),
        };
        blocks.push(Block::List(page.notices.iter().map(line).collect()));
    }
    let versions: Vec<_> = page.versions.iter().map(|(what, version)| format!("{what} {version}")).collect();
    blocks.push(Block::Text(format!("所用版本：{}", versions.join("，"))));
    blocks.push(Block::Live(live));
    let beside = acts(&look, &page.possible, &format!("/claim/{no}"), page.version, &about, came_back.as_ref());
    staff(status, look, frame_of(session), blocks, beside)
}

/// Why it was not taken or what it was answered, as the claimant was told.
pub(super) fn not_accepted(page: &ClaimPage) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(refused) = &page.not_accepted {
        let facts = FactsView::new()
            .fact("情形", format!("{}（{}）", refused.ground.zh(), refused.ground.cited()))
            .fact("依据的事实", refused.facts.as_str())
            .fact("怎样解释的", refused.explanation.as_str())
            .fact("告诉他找谁", format!("{} {}", refused.way.body, refused.way.reach).trim())
            .fact("告知", format!("{}（{}）", refused.told.at.shown(), refused.told.way.zh()));
        blocks.push(Block::Heading("不受理".to_owned()));
        blocks.push(Block::Facts(facts));
    }
    if let Some(answer) = &page.answer {
        let facts = FactsView::new()
            .fact("依据", answer.source.as_str())
            .fact("告知", format!("{}（{}）", answer.told.at.shown(), answer.told.way.zh()));
        blocks.push(Block::Heading("当场答复".to_owned()));
        blocks.push(Block::Quote(answer.text.clone()));
        blocks.push(Block::Facts(facts));
    }
    blocks
}

fn demand(page: &ClaimPage) -> Vec<Block> {
    let demand = &page.demand;
    let mut facts = FactsView::new()
        .fact("状态", format!("{}（{}）", page.stage.zh(), page.stage_clause.zh()))
        .fact("来件", format!("{} {}", demand.received, demand.channel.zh()))
        .fact("类型", demand.kind.map_or("还没登记", |kind| kind.zh()))
        .fact("类别", format!("{} {}", demand.category_code, demand.category).trim())
        .fact("地点", demand.place.as_str());
    if !page.first_receiver.is_empty() {
        facts = facts.fact("首接负责", page.first_receiver.as_str());
    }
    if demand.enterprise {
        facts = facts.fact("企业", "是");
    }
    let secret = if demand.confidential { "（保密）" } else { "" };
    facts = facts.masked(
        "诉求人",
        format!("{} {}{secret}", demand.claimant, demand.phone).trim(),
        format!("/reveal/{}", page.no),
    );
    let mut blocks = vec![Block::Quote(demand.told.clone()), Block::Facts(facts)];
    if !demand.content.is_empty() {
        blocks.push(Block::Text(format!("登记：{}", demand.content)));
    }
    if !demand.demands.is_empty() {
        blocks.push(Block::List(demand.demands.clone()));
    }
    blocks
}

fn orders(page: &ClaimPage) -> Vec<Block> {
    if page.orders.is_empty() {
        return Vec::new();
    }
    let rows = page
        .orders
        .iter()
        .map(|order| {
            let hop = if order.role == OrderRole::Main { format!("第{}手", order.hop) } else { String::new() };
            let clock = order.clocks.first();
            vec![
                show::lamp_cell(clock),
                Cell::Link(order.no.to_string(), format!("/order/{}", order.no)),
                Cell::Text(format!("{} {} {hop}", order.unit, order.role.zh())),
                Cell::Text(order.state_zh.clone()),
                show::left_cell(clock),
                Cell::Text(order.handed_over.clone()),
            ]
        })
        .collect();
    let head = vec!["灯", "工单", "单位", "状态", "还剩", "交办"];
    let mut blocks =
        vec![Block::Heading("工单".to_owned()), Block::Table(Table { caption: "按派出先后".to_owned(), head, rows })];
    for order in &page.orders {
        blocks.extend(order.requests.iter().filter(|one| one.open).flat_map(show::record));
    }
    let main = page.main_order();
    let done: Vec<_> =
        main.into_iter().flat_map(|order| order.requests.iter().filter(|one| !one.open).cloned()).collect();
    blocks.extend(show::records("单位申请过的", &done));
    if let Some((_, answer)) = main.and_then(app::OrderView::last_answer) {
        blocks.push(Block::Heading("最近一次答复".to_owned()));
        blocks.push(Block::Quote(answer.to_owned()));
    }
    blocks
}
