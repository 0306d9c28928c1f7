//! What claimants may do on the way, by their own hand (P4): add, urge, withdraw, object, ask for secrecy, ask that the
//! work goes on. Each act is a page of its own; what is possible now comes from the domain.

use app::TrackPage;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use hotline::{Applicant, AskResumption, Command, Object, Supplement, Verb, Withdraw};

use super::track::opened;
use crate::forms::{Errors, Form, Sent};
use crate::frame::{Look, go, not_found};
use crate::page::{Block, FormView, Link, public, summary};
use crate::show::{Undone, undone};
use crate::signin::Address;
use crate::state::Desk;
use crate::view::{BannerView, FieldView, Tone};

/// The acts that have their page here; rating has one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Supplement,
    Urge,
    Object,
    Resume,
    Conceal,
    Withdraw,
}

impl Act {
    const ALL: [Self; 6] = [Self::Supplement, Self::Urge, Self::Object, Self::Resume, Self::Conceal, Self::Withdraw];

    const fn verb(self) -> Verb {
        match self {
            Self::Supplement => Verb::Supplement,
            Self::Urge => Verb::Urge,
            Self::Object => Verb::Object,
            Self::Resume => Verb::AskResumption,
            Self::Conceal => Verb::AskConfidentiality,
            Self::Withdraw => Verb::Withdraw,
        }
    }

    fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.verb().code() == code)
    }

    /// The word on the claimant's button.
    const fn label(self) -> &'static str {
        match self {
            Self::Supplement => "补充情况",
            Self::Urge => "催一催",
            Self::Object => "不同意这个决定",
            Self::Resume => "申请接着办",
            Self::Conceal => "对单位保密",
            Self::Withdraw => "撤回",
        }
    }

    /// What follows from it, before it is done.
    const fn explained(self) -> &'static str {
        match self {
            Self::Supplement => "补充的情况会转给正在办的单位，期限不变。",
            Self::Urge => "每天可以催一次，会提醒正在办的单位，期限不变。",
            Self::Object => "可以提一次，由热线班长重新裁定，结果会告诉您。",
            Self::Resume => "暂停的原因没有了，就可以申请接着办，由热线审核。",
            Self::Conceal => "从现在起，承办单位看不到您的姓名和电话，要联系您只能经热线转接。",
            Self::Withdraw => "撤回以后不再办理、不再回访；以后还可以再提。涉及安全或者作风的，热线会依职权继续查。",
        }
    }

    fn fields(self) -> Vec<FieldView> {
        match self {
            Self::Supplement => vec![FieldView::area("text", "新情况、新理由")],
            Self::Object => vec![FieldView::area("reasons", "为什么不同意")],
            Self::Resume => vec![FieldView::area("reason", "情况怎样变了")],
            Self::Withdraw => {
                vec![FieldView::area("reason", "为什么撤回").optional(), FieldView::check("confirmed", "我确认撤回")]
            }
            Self::Urge | Self::Conceal => Vec::new(),
        }
    }

    fn command(self, order: Option<u16>, form: &Form) -> Option<Command> {
        Some(match self {
            Self::Supplement => Command::Supplement(Supplement { text: form.text("text") }),
            Self::Urge => Command::Urge,
            Self::Object => Command::Object(Object { reasons: form.text("reasons") }),
            Self::Conceal => Command::AskConfidentiality,
            Self::Withdraw => {
                Command::Withdraw(Withdraw { reason: form.text("reason"), confirmed: form.ticked("confirmed") })
            }
            Self::Resume => Command::AskResumption {
                order: order?,
                request: AskResumption { applicant: Applicant::Claimant, reason: form.text("reason") },
            },
        })
    }
}

/// The acts that are open now, as links.
pub(super) fn links(page: &TrackPage) -> Vec<Link> {
    let open = |act: &Act| page.possible.iter().any(|one| one.verb == act.verb() && one.answer.is_ok());
    let link = |act: Act| Link::new(act.label(), format!("/t/{}/{}", page.no, act.verb().code()));
    Act::ALL.into_iter().filter(open).map(link).collect()
}

fn shown(
    look: Look,
    status: StatusCode,
    page: &TrackPage,
    act: Act,
    form: &Form,
    errors: &Errors,
    top: Vec<Block>,
) -> Response {
    let look = look.titled(act.label()).with_errors(errors);
    let mut blocks = top;
    blocks.extend(summary(errors));
    blocks.push(Block::Text(page.title.clone()));
    let answer = page.possible.iter().find(|one| one.verb == act.verb()).map(|one| &one.answer);
    match answer {
        Some(Ok(())) => {
            blocks.push(Block::Text(act.explained().to_owned()));
            let post =
                FormView::post(&look, format!("/t/{}/{}", page.no, act.verb().code()), act.label(), act.fields());
            blocks.push(Block::Form(post.filled(form, errors)));
        }
        Some(Err(refusal)) => blocks.push(Block::Banner(BannerView::new(Tone::Note, refusal.to_string()))),
        None => blocks.push(Block::Banner(BannerView::new(Tone::Note, "这件事现在不需要您这样做。"))),
    }
    blocks.push(Block::Links(vec![Link::new("回进度页", format!("/t/{}", page.no))]));
    public(status, look, blocks)
}

pub(crate) async fn ask(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    from: Address,
    headers: HeaderMap,
) -> Response {
    let Some(act) = Act::of(&verb) else { return not_found() };
    match opened(&desk, &headers, &from, &no).await {
        Ok((page, _)) => shown(look, StatusCode::OK, &page, act, &Form::default(), &Errors::new(), Vec::new()),
        Err(response) => response,
    }
}

pub(crate) async fn act(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    from: Address,
    headers: HeaderMap,
    Sent(form): Sent,
) -> Response {
    let Some(act) = Act::of(&verb) else { return not_found() };
    let (page, actor) = match opened(&desk, &headers, &from, &no).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Some(command) = act.command(page.main_order, &form) else { return go(&format!("/t/{no}")) };
    let once = form.once(act.verb().code());
    match desk.app.handle(&page.no, None, command, &actor, once.as_deref()).await {
        Ok(_) => go(&format!("/t/{}", page.no)),
        Err(error) => match undone(error) {
            Undone::Again(status, top, errors) => shown(look, status, &page, act, &form, &errors, top),
            Undone::Gone(response) => response,
        },
    }
}
