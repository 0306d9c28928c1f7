//! P2: four short steps. What was typed travels in the form itself, so that nothing is lost without a script or a cookie;
//! the key made at the first step makes one claim of a double press.

use app::Intake;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use hotline::ch2_acceptance::a15_danger::danger;
use hotline::{Channel, ClaimantKind, SpeaksFor};

use crate::forms::{Errors, Form, Sent};
use crate::frame::{Look, go};
use crate::page::{Block, FormView, public, summary};
use crate::show::{Undone, undone};
use crate::state::Desk;
use crate::view::{BannerView, FactsView, FieldView, Tone};

/// What the steps ask, in order.
const STEPS: [&str; 4] = ["what", "where", "contact", "check"];
/// Everything that travels.
const KEPT: [&str; 9] = ["told", "place", "name", "phone", "mail", "open", "enterprise", "others", "key"];
/// Longest account, as the domain has it.
const LONGEST: u32 = 20_000;

pub(crate) async fn first(State(desk): State<Desk>, look: Look) -> Response {
    let form = Form::default().with("key", look.once.clone());
    page(&desk, look, StatusCode::OK, 0, &form, &Errors::new(), Vec::new())
}

/// A step was sent: back, on, or in.
pub(crate) async fn next(State(desk): State<Desk>, Path(step): Path<String>, look: Look, Sent(form): Sent) -> Response {
    let Some(at) = STEPS.iter().position(|known| *known == step) else {
        return crate::frame::not_found();
    };
    let form = clean(&form);
    if let Some(to) = STEPS.iter().position(|known| *known == form.get("go")) {
        return page(&desk, look, StatusCode::OK, to, &form, &Errors::new(), Vec::new());
    }
    let errors = check(at, &form);
    if !errors.is_empty() {
        return page(&desk, look, StatusCode::UNPROCESSABLE_ENTITY, at, &form, &errors, Vec::new());
    }
    if at + 1 < STEPS.len() {
        return page(&desk, look, StatusCode::OK, at + 1, &form, &Errors::new(), Vec::new());
    }
    // The last step stands on all before it: a form made by hand is asked like any other.
    if let Some((wrong, errors)) =
        (0..STEPS.len()).map(|step| (step, check(step, &form))).find(|(_, errors)| !errors.is_empty())
    {
        return page(&desk, look, StatusCode::UNPROCESSABLE_ENTITY, wrong, &form, &errors, Vec::new());
    }
    submit(&desk, look, &form).await
}

async fn submit(desk: &Desk, look: Look, form: &Form) -> Response {
    let enterprise = form.ticked("enterprise");
    let intake = Intake {
        channel: Channel::Web,
        name: form.name("name"),
        phone: form.phone("phone"),
        mail: form.line("mail"),
        claimant_kind: if enterprise { ClaimantKind::Legal } else { ClaimantKind::Natural },
        speaks_for: if form.ticked("others") { SpeaksFor::Others } else { SpeaksFor::Own },
        told: form.text("told"),
        told_place: form.line("place"),
        origin: None,
        // On unless the claimant says otherwise (P).
        confidential: !form.ticked("open"),
        enterprise,
        registration: None,
    };
    // A form made by hand without a key gets one of its own.
    let key = if form.has("key") { form.get("key") } else { look.once.as_str() };
    match desk.app.receive(intake, None, key).await {
        Ok(receipt) => {
            let mut response = go(&format!("/done/{}", receipt.no));
            super::track::remember(&mut response, &receipt.no, &receipt.query_code, look.https);
            response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => match undone(error) {
            Undone::Again(status, mut top, errors) => {
                // A field of the domain leads to the step that asks it.
                let step = errors.iter().find_map(|error| match error.field.as_str() {
                    "told" => Some(0),
                    "told_place" | "place" => Some(1),
                    "phone" | "name" | "mail" => Some(2),
                    _ => None,
                });
                if step.is_some() {
                    top.clear();
                }
                page(desk, look, status, step.unwrap_or(3), form, &errors, top)
            }
            Undone::Gone(response) => response,
        },
    }
}

/// One spelling of what was typed.
fn clean(form: &Form) -> Form {
    let mut clean = Form::default().with("go", form.get("go"));
    for name in KEPT {
        let value = match name {
            "told" => form.text(name),
            "place" | "mail" => form.line(name),
            "name" => form.name(name),
            "phone" => form.phone(name),
            _ => form.get(name).chars().filter(char::is_ascii_alphanumeric).take(64).collect(),
        };
        if !value.is_empty() {
            clean = clean.with(name, value);
        }
    }
    clean
}

fn check(step: usize, form: &Form) -> Errors {
    let mut errors = Errors::new();
    match step {
        0 if errors.need("told", form.get("told"), "内容还没写：一句话也行") => {
            errors.at_most("told", "内容", form.get("told"), LONGEST as usize);
        }
        1 => errors.at_most("place", "地点", form.get("place"), 200),
        2 => {
            errors.at_most("name", "称呼", form.get("name"), 50);
            errors.at_most("mail", "邮箱", form.get("mail"), 254);
            if errors.need("phone", form.get("phone"), "手机号还没写：办理单位要靠它答复您") {
                errors.phone("phone", form.get("phone"));
            }
        }
        _ => {}
    }
    errors
}

fn page(
    desk: &Desk,
    look: Look,
    status: StatusCode,
    step: usize,
    form: &Form,
    errors: &Errors,
    top: Vec<Block>,
) -> Response {
    let title = ["您遇到了什么事？", "在哪儿？", "怎么联系您？", "看看对不对"].get(step).copied().unwrap_or("提交诉求");
    let look = look.titled(title).with_errors(errors);
    let fields = match step {
        0 => vec![FieldView::area("told", "说清什么事、什么时候、希望怎样").max(LONGEST)],
        1 => vec![FieldView::text("place", "小区、路口、单位名").hint("例如：路北区唐丰北里3号楼").max(200).optional()],
        2 => vec![
            FieldView::tel("phone", "手机号").hint("只用于办这件事；谁看过，您能查").autocomplete("tel"),
            FieldView::text("mail", "邮箱")
                .hint("不方便收短信的，进度发到邮箱")
                .max(254)
                .optional()
                .autocomplete("email"),
            FieldView::text("name", "怎么称呼").hint("例如：王女士").max(50).optional().autocomplete("name"),
            FieldView::check("open", "可以让承办单位知道我是谁").hint("不勾选，就对承办单位保密"),
            FieldView::check("enterprise", "我代表企业、个体工商户或合作社"),
            FieldView::check("others", "我是替别人反映"),
        ],
        _ => Vec::new(),
    };
    let mut blocks = top;
    blocks.push(Block::Steps(u32::try_from(step + 1).unwrap_or(1), 4));
    if let Some((line, word)) = danger(form.get("told"), desk.app.policy()) {
        let mut banner =
            BannerView::new(Tone::Warn, format!("您写到“{word}”。如果有人正处在危险中，请先打{line}，再提交。"));
        banner.link = Some((format!("打{line}"), format!("tel:{line}")));
        blocks.push(Block::Banner(banner));
    }
    blocks.extend(summary(errors));
    if step == 3 {
        let secret = if form.ticked("open") { "承办单位可以知道您是谁" } else { "对承办单位保密" };
        let facts = FactsView::new()
            .fact("事情", form.get("told"))
            .fact("地点", or(form.get("place"), "没有写"))
            .fact("称呼", or(form.get("name"), "没有写"))
            .fact("手机号", form.get("phone"))
            .fact("邮箱", or(form.get("mail"), "没有写"))
            .fact("身份", secret);
        blocks.push(Block::Facts(facts));
        blocks.push(Block::Text(format!(
            "反映投诉、举报的，请如实说明事实并对真实性负责（条例第十四条）。提交后一般{}内派单或者答复您。",
            desk.app.policy().dispatch.value.zh()
        )));
    }
    let asked: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let button = if step == 3 { "提交诉求" } else { "下一步" };
    let action = format!("/submit/{}", STEPS.get(step).copied().unwrap_or("what"));
    let mut view = FormView::post(&look, action, button, fields).filled(form, errors);
    view.draft = if step == 0 { "submit" } else { "" };
    for name in KEPT {
        if !asked.iter().any(|field| field == name) && form.has(name) {
            view = view.hide(name, form.get(name));
        }
    }
    if let Some(before) = step.checked_sub(1).and_then(|before| STEPS.get(before)) {
        view.buttons.push(("上一步".to_owned(), "go", (*before).to_owned(), false));
    }
    if step == 3 {
        view.buttons.push(("改事情".to_owned(), "go", "what".to_owned(), false));
        view.buttons.push(("改地点".to_owned(), "go", "where".to_owned(), false));
    }
    blocks.push(Block::Form(view));
    public(status, look, blocks)
}

fn or<'a>(text: &'a str, else_: &'a str) -> &'a str {
    if text.is_empty() { else_ } else { text }
}
