//! Style, script and icon, inside the binary, under names that hold their hash: cached for ever, never stale.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// One file served under `/assets/`.
#[derive(Debug)]
pub struct Asset {
    /// Its address with the hash: `/assets/yihu.0123456789ab.css`.
    pub url: String,
    /// What it holds.
    pub body: &'static str,
    kind: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, body: &'static str) -> Self {
        let hash = hex::encode(Sha256::digest(body.as_bytes()));
        let short = hash.get(..12).unwrap_or_default();
        Self { url: format!("/assets/{stem}.{short}.{ending}"), body, kind }
    }
}

/// The design system.
pub static CSS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("yihu", "css", "text/css; charset=utf-8", include_str!("../../assets/yihu.css")));
/// The optional script.
pub static JS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("yihu", "js", "text/javascript; charset=utf-8", include_str!("../../assets/yihu.js")));
/// The optional script of staff pages: citizens do not load it.
pub static DESK_JS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("desk", "js", "text/javascript; charset=utf-8", include_str!("../../assets/desk.js")));
/// What staff pages are told while they stand open.
pub static LIVE_JS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("live", "js", "text/javascript; charset=utf-8", include_str!("../../assets/live.js")));
/// The icon of the site.
pub static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../../assets/icon.svg")));

/// `GET /assets/{file}`; browsers that ask for `/favicon.ico` by themselves get the icon too.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(file)).route("/favicon.ico", get(async || serve(&ICON)))
}

async fn file(Path(name): Path<String>) -> Response {
    let all: [&Asset; 5] = [&CSS, &JS, &DESK_JS, &LIVE_JS, &ICON];
    let found = all.into_iter().find(|asset| asset.url.strip_prefix("/assets/") == Some(name.as_str()));
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), serve)
}

fn serve(asset: &Asset) -> Response {
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)), (header::CACHE_CONTROL, forever)], asset.body)
        .into_response()
}
