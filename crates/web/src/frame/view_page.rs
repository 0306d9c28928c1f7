//! `/view`: 大字版, colours, and how the site is used without seeing, hearing or pointing.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;

use super::{Look, go, local_path, not_found, show};
use crate::cookies::{Prefs, Theme, say};
use crate::forms::Sent;
use crate::view::{FieldView, OptionView, Tone};

#[derive(Template)]
#[template(path = "frame/view.html")]
struct ViewPage {
    look: Look,
    size: FieldView,
    theme: FieldView,
}

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/view", get(page).post(set)).route("/view/elder/{state}", get(elder))
}

async fn page(look: Look) -> Response {
    let sizes = vec![OptionView::new("normal", "普通版"), OptionView::new("elder", "大字版，一行一件事")];
    let themes = vec![
        OptionView::new("system", "随设备（市民页面为浅色）"),
        OptionView::new("light", "浅色"),
        OptionView::new("dark", "深色"),
    ];
    let theme = match look.prefs.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let size = if look.prefs.elder { "elder" } else { "normal" };
    show(&ViewPage {
        size: FieldView::radios("size", "字多大", sizes).stacked().value(size),
        theme: FieldView::radios("theme", "什么底色", themes).stacked().value(theme),
        look: look.titled("无障碍和显示"),
    })
}

async fn set(Sent(form): Sent) -> Response {
    let theme = match form.get("theme") {
        "dark" => Theme::Dark,
        "light" => Theme::Light,
        _ => Theme::System,
    };
    let prefs = Prefs { elder: form.get("size") == "elder", theme };
    let mut response = with_cookies(go("/view"), prefs);
    response.headers_mut().append(header::SET_COOKIE, say(Tone::Good, "这台设备上以后都这样显示。"));
    response
}

/// The switch in the header: changes only how pages look, then returns to the page it was pressed on.
async fn elder(Path(state): Path<String>, look: Look, headers: HeaderMap) -> Response {
    let elder = match state.as_str() {
        "on" => true,
        "off" => false,
        _ => return not_found(),
    };
    with_cookies(go(&came_from(&headers)), Prefs { elder, ..look.prefs })
}

/// Path of the page before, from `Referer` (our policy sends it to ourselves only); home when it is not ours.
fn came_from(headers: &HeaderMap) -> String {
    let said = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let path = said(header::REFERER).zip(said(header::HOST)).and_then(|(referer, host)| {
        let (_, rest) = referer.split_once("://")?;
        rest.strip_prefix(host).and_then(local_path)
    });
    path.unwrap_or("/").to_owned()
}

fn with_cookies(mut response: Response, prefs: Prefs) -> Response {
    for cookie in prefs.set() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
