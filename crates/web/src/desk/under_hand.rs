//! The one that is open at a desk: what has to be known to decide it, and nothing that must not be (pages.md §3, D1, D4,
//! B1, B2).

use app::{AppError, ClaimPage, OrderPage};
use hotline::may::Possible;

use super::queue::{Which, number};
use super::verb_forms::About;
use super::{claim, order};
use crate::page::{Block, Link};
use crate::show::{self, claims_in_brief};
use crate::state::Desk;
use crate::view::{BannerView, FactsView, Tone};

/// What a desk shows of the open one.
pub(super) struct Opened {
    pub(super) version: u64,
    pub(super) possible: Vec<Possible>,
    pub(super) about: About,
    /// What it is about.
    pub(super) blocks: Vec<Block>,
    /// What is read before the form is filled in.
    pub(super) before: Vec<Block>,
}

pub(super) async fn opened(which: Which, desk: &Desk, session: &app::Session, no: &str) -> Result<Opened, AppError> {
    let (claim_no, n) = number(which, no).ok_or(AppError::NotFound)?;
    let ours = |possible: Vec<Possible>| -> Vec<Possible> {
        let verbs = which.verbs().iter();
        verbs.flat_map(|verb| possible.iter().filter(move |one| one.verb == *verb).cloned()).collect()
    };
    if let Some(n) = n {
        let no = claim_no.order(n);
        let page = desk.app.order_page(session, &no).await?;
        let about = order::about(desk, session, &no).await;
        let blocks = review(&page, &about);
        return Ok(Opened { version: page.version, possible: ours(page.possible), about, blocks, before: Vec::new() });
    }
    let page = desk.app.claim_page(session, &claim_no).await?;
    let about = claim::about(desk, session, &claim_no).await;
    let (blocks, before) = match which {
        Which::Dispatch | Which::Review => {
            let why = desk.app.duty(session, &claim_no).await?.err();
            (dispatch(&page), before_dispatch(&about, why))
        }
        Which::Elsewhere => (elsewhere(&page), Vec::new()),
        Which::Callback => (callback(&page), Vec::new()),
        Which::Check => (check(&page), Vec::new()),
    };
    Ok(Opened { version: page.version, possible: ours(page.possible), about, blocks, before })
}

/// Number, matter, the clock that runs.
fn head(page: &ClaimPage) -> Vec<Block> {
    let kind = page.demand.kind.map_or("", |kind| kind.zh());
    let mut blocks = vec![Block::Heading(format!("{kind} {}", page.demand.title).trim().to_owned())];
    blocks.extend(page.clocks.first().map(|clock| Block::Clock(show::clock(clock))));
    blocks
}

/// Who asked for what, where; identity masked.
fn demand(page: &ClaimPage) -> Vec<Block> {
    let demand = &page.demand;
    let secret = if demand.confidential { "（保密）" } else { "" };
    let mut facts = FactsView::new()
        .link("编号", page.no.to_string(), format!("/claim/{}", page.no))
        .fact("来件", format!("{} {}", demand.received, demand.channel.zh()))
        .fact("类别", format!("{} {}", demand.category, demand.category_code).trim())
        .fact("地点", demand.place.as_str())
        .fact("登记", demand.content.as_str())
        .fact("要求", numbered(&demand.demands))
        .masked(
            "诉求人",
            format!("{} {}{secret}", demand.claimant, demand.phone).trim(),
            format!("/reveal/{}", page.no),
        )
        .fact("首接负责", page.first_receiver.as_str());
    if demand.enterprise {
        facts = facts.fact("企业", "是");
    }
    vec![Block::Quote(demand.told.clone()), Block::Facts(facts)]
}

fn numbered(lines: &[String]) -> String {
    let numbered =
        (1..).zip(lines).map(|(n, line)| if lines.len() > 1 { format!("{n}. {line}") } else { line.clone() });
    numbered.collect::<Vec<_>>().join("\n")
}

/// D1: the claim, who had it before, what else the same caller asked.
fn dispatch(page: &ClaimPage) -> Vec<Block> {
    let mut blocks = head(page);
    blocks.extend(show::records("诉求人说过的、另外办过的", &page.beside));
    blocks.extend(demand(page));
    let before: Vec<String> = page
        .orders
        .iter()
        .map(|order| {
            let ruled = order.dispute.as_ref().map(|(record, _)| record.reason.as_str()).unwrap_or_default();
            format!("第{}手 {}：{} {ruled}", order.hop, order.unit, order.state_zh).trim().to_owned()
        })
        .collect();
    if !before.is_empty() {
        blocks.push(Block::Heading("派过谁".to_owned()));
        blocks.push(Block::List(before));
    }
    if !page.same_caller.is_empty() {
        blocks.push(Block::Heading("同一人的其他诉求".to_owned()));
        blocks.push(claims_in_brief("新的在前", &page.same_caller));
    }
    blocks
}

/// What went to an emergency line or another city, or is objected to: the decision and what was said against it.
fn elsewhere(page: &ClaimPage) -> Vec<Block> {
    let mut blocks = head(page);
    blocks.extend(show::records("诉求人说过的、另外办过的", &page.beside));
    blocks.extend(claim::not_accepted(page));
    // What was ended for want of cooperation: what the unit said it had done.
    let main = page.main_order();
    blocks.extend(main.into_iter().flat_map(|order| show::records("申请过的", &order.requests)));
    blocks.push(Block::Heading("诉求".to_owned()));
    blocks.extend(demand(page));
    blocks.push(Block::Links(vec![Link::new("看整件的经过", format!("/claim/{}", page.no))]));
    blocks
}

/// What the list and the law say before a unit is chosen.
fn before_dispatch(about: &About, why_not: Option<String>) -> Vec<Block> {
    let Some(duty) = &about.duty else {
        return why_not.map(|why| Block::Banner(BannerView::new(Tone::Warn, why))).into_iter().collect();
    };
    let mut blocks = Vec::new();
    if !duty.instead.is_empty() {
        blocks.push(Block::Banner(BannerView::new(
            Tone::Warn,
            format!("按职责清单，这类诉求不派单：{}。", duty.instead),
        )));
    }
    let (limit, until) = &duty.limit;
    let facts = FactsView::new().fact("时限", format!("{limit}，现在派到{until}")).fact(
        "依据",
        std::iter::once("第二十四条").chain(duty.basis.iter().map(String::as_str)).collect::<Vec<_>>().join("、"),
    );
    blocks.push(Block::Facts(facts));
    blocks
}

/// The answer the claimant was given, never the unit's inner account.
fn answer(page: &ClaimPage) -> Vec<Block> {
    let main = page.main_order();
    let Some((order, (at, answer))) = main.and_then(|order| Some((order, order.last_answer()?))) else {
        return Vec::new();
    };
    vec![Block::Heading(format!("{}的答复（{}）", order.unit, at.shown())), Block::Quote(answer.to_owned())]
}

/// B1: what to say, what was asked, what was answered, how often it was tried.
fn callback(page: &ClaimPage) -> Vec<Block> {
    let unit = page.main_order().map(|order| order.unit.clone());
    let unit = unit.unwrap_or_else(|| "热线".to_owned());
    let demand = &page.demand;
    let mut blocks = head(page);
    blocks.push(Block::Heading(format!("打给 {} {}", demand.claimant, demand.phone).trim().to_owned()));
    blocks.push(Block::Links(vec![Link::new("查看电话号码（留痕）", format!("/reveal/{}", page.no))]));
    let tries = page.callback_tries.iter();
    let tried: Vec<String> = tries.map(|(at, how, what)| format!("{at} {how}：{what}")).collect();
    if !tried.is_empty() {
        blocks.push(Block::Text("试过：".to_owned()));
        blocks.push(Block::List(tried));
    }
    blocks.push(Block::Heading("怎么说".to_owned()));
    blocks.push(Block::List(vec![
        format!("您好，这里是12345热线。您{}反映的“{}”，{unit}已经答复。", demand.received, demand.title),
        "想请您评价，一分钟就好。您怎么说，我们怎么记。".to_owned(),
        "这件事解决了吗？".to_owned(),
        "对办理满意吗？不满意的，想听听为什么。".to_owned(),
        format!("{unit}联系过您吗？"),
    ]));
    blocks.extend(answer(page));
    blocks.push(Block::Heading("当初怎么说的".to_owned()));
    blocks.extend(self::demand(page));
    blocks
}

/// B2: the demand against the answer, and the claimant's word on it.
fn check(page: &ClaimPage) -> Vec<Block> {
    let mut blocks = head(page);
    for rating in &page.ratings {
        let text = format!("{}，{}", rating.solved.zh(), rating.satisfaction.zh());
        let contacted = match rating.unit_contacted {
            Some(true) => "单位联系过",
            Some(false) => "单位没有联系过",
            None => "",
        };
        let facts =
            FactsView::new().fact("诉求人评价", text).fact("单位联系", contacted).fact("说的", rating.words.as_str());
        blocks.push(Block::Facts(facts));
    }
    blocks.push(Block::Heading("诉求".to_owned()));
    blocks.extend(demand(page));
    blocks.extend(answer(page));
    let main = page.main_order();
    if let Some((order, record)) = main.and_then(|order| Some((order, order.feedbacks.last()?))) {
        let feedback = &record.feedback;
        let evidence: Vec<_> = feedback.evidence.iter().map(|one| one.name.clone()).collect();
        let facts = FactsView::new()
            .fact("是否属实", feedback.facts.zh())
            .fact("做了什么", feedback.measures.as_str())
            .fact("结果", feedback.result.as_str())
            .fact("依据", feedback.basis.as_str())
            .fact("证据", evidence.join("、"))
            .fact("重办", if order.round > 0 { format!("第{}次", order.round) } else { String::new() });
        blocks.push(Block::Facts(facts));
    }
    blocks.push(Block::Links(vec![Link::new("看整件的经过", format!("/claim/{}", page.no))]));
    blocks
}

/// D4: what is asked for, then the order it is about.
fn review(page: &OrderPage, about: &About) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(page.demand.title.clone())];
    blocks.extend(show::clocks(&page.order));
    blocks.extend(page.order.suspended.iter().flat_map(show::suspended));
    blocks.extend(page.order.requests.iter().filter(|one| one.open).flat_map(show::record));
    blocks.extend(order::requests(page));
    blocks.extend(order::done_requests(page));
    if let Some(duty) = &about.duty {
        let listed = FactsView::new()
            .fact("清单列的", format!("{}（{}）", duty.lead_name, duty.level))
            .fact("清单行", duty.line.as_str())
            .fact("法律依据", duty.basis.join("、"));
        blocks.push(Block::Heading("职责清单怎么说".to_owned()));
        blocks.push(Block::Facts(listed));
    }
    blocks.push(Block::Heading("工单".to_owned()));
    blocks.extend(order::facts(page));
    blocks.extend(show::records("诉求人说过的、另外办过的", &page.beside));
    blocks.push(Block::Heading("经过".to_owned()));
    blocks.push(Block::Timeline(show::timeline(&page.timeline, true)));
    blocks.push(Block::Links(vec![Link::new("打开工单", format!("/order/{}", page.order.no))]));
    blocks
}
