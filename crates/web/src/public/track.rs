//! P3 receipt, P4 track with the promise first, P6 rate: behind number and query code, kept in a cookie of that claim.

use app::{AppError, TrackPage};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use hotline::{Actor, ClaimNo, Command, Rating, Satisfaction, Solved, Stage, Verb};

use crate::cookies;
use crate::forms::{Errors, Form, Query, Sent};
use crate::frame::{Look, go, not_found};
use crate::page::{Block, FormView, Link, public, summary};
use crate::show::{self, Undone, undone};
use crate::signin::Address;
use crate::state::Desk;
use crate::view::{BannerView, FactsView, FieldView, LoopView, OptionView, Tone};

/// The cookie that opens claims: `number.code`, the newest first.
const COOKIE: &str = "yihu_track";

/// Lets this browser open the claim again for a day.
pub(crate) fn remember(response: &mut Response, no: &ClaimNo, code: &str, https: bool) {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{COOKIE}={no}.{code}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn remembered(headers: &HeaderMap, no: &ClaimNo) -> Option<String> {
    let (known, code) = cookies::get(headers, COOKIE)?.rsplit_once('.')?;
    (known == no.as_str()).then(|| code.to_owned())
}

pub(crate) async fn ask(look: Look, Query(query): Query) -> Response {
    asked(look, StatusCode::OK, &query, &Errors::new())
}

fn asked(look: Look, status: StatusCode, form: &Form, errors: &Errors) -> Response {
    let look = look.titled("查进度").with_errors(errors);
    let fields = vec![
        FieldView::text("no", "编号").hint("短信或回执上的编号，例如 TS260105-00731-7").max(40),
        FieldView::text("code", "查询码").hint("回执上的6个字母").max(12).short(),
    ];
    let mut blocks = summary(errors);
    blocks.push(Block::Form(FormView::post(&look, "/t", "查进度", fields).filled(form, errors)));
    blocks.push(Block::Text("没有编号或查询码？打12345，报手机号也能查。".to_owned()));
    public(status, look, blocks)
}

/// Number and code were given: into the cookie, out of the address.
pub(crate) async fn open(
    State(desk): State<Desk>,
    look: Look,
    from: Address,
    _headers: HeaderMap,
    Sent(form): Sent,
) -> Response {
    let mut errors = Errors::new();
    let no = match form.get("no").parse::<ClaimNo>() {
        Ok(no) => Some(no),
        Err(error) => {
            errors.add("no", error.to_string());
            None
        }
    };
    errors.need("code", form.get("code").trim(), "查询码还没写：回执上的6个字母");
    let Some(no) = no.filter(|_| errors.is_empty()) else {
        return asked(look, StatusCode::UNPROCESSABLE_ENTITY, &form, &errors);
    };
    match desk.app.track(&no, form.get("code"), &from.0).await {
        Ok(_) => {
            let code: String = form.get("code").chars().filter(char::is_ascii_alphabetic).take(6).collect();
            let mut response = go(&format!("/t/{no}"));
            remember(&mut response, &no, &code.to_uppercase(), look.https);
            response
        }
        Err(AppError::NotFound) => {
            // The same words whether or not there is such a number.
            errors.add("code", "编号和查询码对不上。请对照短信或回执再输一次，或者打12345。");
            asked(look, StatusCode::UNPROCESSABLE_ENTITY, &form, &errors)
        }
        Err(error) => match undone(error) {
            Undone::Again(status, _, errors) => asked(look, status, &form, &errors),
            Undone::Gone(response) => response,
        },
    }
}

/// The claim that this browser may open, or the way to ask for it.
pub(super) async fn opened(
    desk: &Desk,
    headers: &HeaderMap,
    from: &Address,
    no: &str,
) -> Result<(TrackPage, Actor), Response> {
    let no: ClaimNo = no.parse().map_err(|_| not_found())?;
    let code = remembered(headers, &no).ok_or_else(|| go(&format!("/t?no={no}")))?;
    match desk.app.track(&no, &code, &from.0).await {
        Ok(found) => Ok(found),
        Err(AppError::NotFound) => Err(go(&format!("/t?no={no}"))),
        Err(error) => Err(show::fault(error)),
    }
}

pub(crate) async fn receipt(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    from: Address,
    headers: HeaderMap,
) -> Response {
    let (page, _) = match opened(&desk, &headers, &from, &no).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let code = remembered(&headers, &page.no).unwrap_or_default();
    let blocks = vec![
        Block::Text("编号".to_owned()),
        Block::Code(page.no.to_string()),
        Block::Text("查询码（和编号一起用，请记下或截屏）".to_owned()),
        Block::Code(code),
        Block::Promise(page.promise.clone(), page.clock.as_ref().map(show::clock)),
        Block::Text(format!(
            "受理后一般{}内派单或者答复您。办完后由热线（不是承办单位）回访。",
            desk.app.policy().dispatch.value.zh()
        )),
        Block::Heading("以后怎么查".to_owned()),
        Block::Facts(way_back(&look, &headers)),
        Block::Links(vec![Link::main("看进度", format!("/t/{}", page.no)), Link::new("回首页", "/")]),
        Block::Print("打印".to_owned()),
        Block::DraftDone("submit"),
    ];
    public(StatusCode::OK, look.titled("收到了"), blocks)
}

/// The way back in words, for paper and for a picture of the screen: there no link can be pressed.
fn way_back(look: &Look, headers: &HeaderMap) -> FactsView {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let mut facts = FactsView::new();
    if let Some(host) = host.filter(|host| host.len() <= 255 && host.chars().all(plain)) {
        let scheme = if look.https { "https" } else { "http" };
        facts = facts.fact("网上", format!("{scheme}://{host}/t"));
    }
    facts.fact("电话", format!("{}，报手机号也能查", look.site.tel))
}

pub(crate) async fn page(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    from: Address,
    headers: HeaderMap,
) -> Response {
    let (page, _) = match opened(&desk, &headers, &from, &no).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut blocks = vec![
        Block::Promise(page.promise.clone(), page.clock.as_ref().map(show::clock)),
        Block::Position(LoopView::at(if page.stage == Stage::Archived { 8 } else { page.step + 1 })),
    ];
    if let Some(suspended) = &page.suspended {
        let since = if suspended.since.is_empty() { String::new() } else { format!("{}起", suspended.since) };
        blocks.push(Block::Heading("为什么暂停".to_owned()));
        let facts = FactsView::new()
            .fact("原因", suspended.ground.as_str())
            .fact("热线的理由", suspended.reason.as_str())
            .fact("从什么时候", since)
            .fact("什么时候接着办", suspended.ends_when.as_str());
        blocks.push(Block::Facts(facts));
    }
    if let Some((ground, explanation, body, reach)) = &page.not_accepted {
        blocks.push(Block::Heading("为什么不能办、怎样能办".to_owned()));
        let mut facts = FactsView::new()
            .fact("原因", ground.as_str())
            .fact("说明", explanation.as_str())
            .fact("可以找", body.as_str());
        if !reach.is_empty() {
            facts = facts.fact("电话或地址", reach.as_str());
        }
        blocks.push(Block::Facts(facts));
    }
    // What waits for an answer, and what came back: an objection, another city's result, an emergency line.
    let (said, came): (Vec<_>, Vec<_>) =
        page.beside.iter().partition(|one| matches!(one.code, "supplement" | "urge" | "withdrawn"));
    blocks.extend(came.into_iter().flat_map(show::record));
    for (unit, at, text) in page.answers.iter().rev() {
        blocks.push(Block::Heading(format!("{unit}的答复（{at}）")));
        blocks.push(Block::Quote(text.clone()));
    }
    for rating in &page.ratings {
        blocks.push(Block::Text(format!("您的评价：{}，{}", rating.solved.zh(), rating.satisfaction.zh())));
    }
    if page.may_rate.is_ok() {
        blocks.push(Block::Links(vec![Link::main("评价", format!("/t/{}/rate", page.no))]));
    }
    let acts = super::claimant::links(&page);
    if !acts.is_empty() {
        blocks.push(Block::Heading("您可以".to_owned()));
        blocks.push(Block::Links(acts));
    }
    blocks.push(Block::Heading("经过".to_owned()));
    blocks.push(Block::Timeline(show::timeline(&page.timeline, true)));
    blocks.push(Block::Heading("谁看过我的身份信息".to_owned()));
    if page.looks.is_empty() {
        blocks.push(Block::Text("没有人查看过。".to_owned()));
    } else {
        blocks.push(Block::List(page.looks.iter().map(|(at, unit, why)| format!("{at}　{unit}：{why}")).collect()));
    }
    blocks.push(Block::Heading("您写的".to_owned()));
    blocks.push(Block::Quote(page.told.clone()));
    for one in said.into_iter().filter(|one| one.code == "supplement") {
        blocks.push(Block::Text(format!("{}（{}）", one.name, one.at)));
        blocks.extend(one.facts.first().map(|(_, text)| Block::Quote(text.clone())));
    }
    let tel = look.site.tel.clone();
    blocks.push(Block::Links(vec![Link::new(format!("打{tel}问"), format!("tel:{tel}"))]));
    let close = FormView::post(&look, format!("/t/{}/close", page.no), "在这台设备上关闭", Vec::new());
    blocks.push(Block::Form(close.quiet()));
    let title = page.title.clone();
    public(StatusCode::OK, look.titled(title), blocks)
}

/// Forgets the code on this device: for a borrowed telephone.
pub(crate) async fn close(Path(_no): Path<String>, Sent(_): Sent) -> Response {
    let mut response = go("/");
    let gone = HeaderValue::from_static("yihu_track=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    response.headers_mut().append(header::SET_COOKIE, gone);
    response
}

pub(crate) async fn rating(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    from: Address,
    headers: HeaderMap,
) -> Response {
    match opened(&desk, &headers, &from, &no).await {
        Ok((page, _)) => rate_page(look, StatusCode::OK, &page, &Form::default(), &Errors::new(), Vec::new()),
        Err(response) => response,
    }
}

fn rate_page(
    look: Look,
    status: StatusCode,
    page: &TrackPage,
    form: &Form,
    errors: &Errors,
    top: Vec<Block>,
) -> Response {
    let look = look.titled("请您评价").with_errors(errors);
    let mut blocks = top;
    blocks.extend(summary(errors));
    blocks.push(Block::Text(page.title.clone()));
    if let Err(reason) = &page.may_rate {
        blocks.push(Block::Banner(BannerView::new(Tone::Note, reason.clone())));
    } else {
        let fields = rating_fields();
        blocks.push(Block::Form(
            FormView::post(&look, format!("/t/{}/rate", page.no), "提交评价", fields).filled(form, errors),
        ));
    }
    blocks.push(Block::Links(vec![Link::new("回进度页", format!("/t/{}", page.no))]));
    public(status, look, blocks)
}

/// Two questions and one; never who you are.
pub(crate) fn rating_fields() -> Vec<FieldView> {
    let solved = Solved::ALL.iter().map(|one| OptionView::new(one.code(), one.zh())).collect();
    let satisfied = Satisfaction::ALL.iter().map(|one| OptionView::new(one.code(), one.zh())).collect();
    let contacted = vec![OptionView::new("yes", "联系过"), OptionView::new("no", "没有联系")];
    vec![
        FieldView::radios("solved", "解决了吗", solved),
        FieldView::radios("satisfaction", "满意吗", satisfied),
        FieldView::radios("contacted", "单位联系过您吗", contacted).optional(),
        FieldView::area("words", "不满意的，请说说为什么").max(2_000).optional(),
    ]
}

/// The rating of a form; what is not chosen is said at its field.
pub(crate) fn rating_of(form: &Form, errors: &mut Errors) -> Option<Rating> {
    let solved = Solved::from_code(form.get("solved"));
    let satisfaction = Satisfaction::from_code(form.get("satisfaction"));
    if solved.is_none() {
        errors.add("solved", "请选一个：解决了吗");
    }
    if satisfaction.is_none() {
        errors.add("satisfaction", "请选一个：满意吗");
    }
    let unit_contacted = match form.get("contacted") {
        "yes" => Some(true),
        "no" => Some(false),
        "" => None,
        _ => {
            errors.add("contacted", "请选一个，或者不选：单位联系过您吗");
            return None;
        }
    };
    Some(Rating { solved: solved?, satisfaction: satisfaction?, unit_contacted, words: form.text("words") })
}

pub(crate) async fn rate(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    from: Address,
    headers: HeaderMap,
    Sent(form): Sent,
) -> Response {
    let (page, actor) = match opened(&desk, &headers, &from, &no).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut errors = Errors::new();
    let Some(rating) = rating_of(&form, &mut errors) else {
        return rate_page(look, StatusCode::UNPROCESSABLE_ENTITY, &page, &form, &errors, Vec::new());
    };
    let once = form.once(Verb::Rate.code());
    match desk.app.handle(&page.no, None, Command::Rate(rating), &actor, once.as_deref()).await {
        Ok(_) => go(&format!("/t/{}", page.no)),
        Err(error) => match undone(error) {
            Undone::Again(status, top, errors) => rate_page(look, status, &page, &form, &errors, top),
            Undone::Gone(response) => response,
        },
    }
}
