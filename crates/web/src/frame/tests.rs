use axum::body::to_bytes;
use axum::extract::{Json, Path};
use axum::routing::{get, post};
use tower::ServiceExt as _;

use super::*;
use crate::forms::Sent;

fn app() -> Router {
    let router = Router::new()
        .route("/page", get(async |look: Look| show(&Token { csrf: look.csrf })))
        .route("/form", post(async |Sent(form): Sent| format!("got {}", form.get("what"))))
        .route("/private", post(async || Resume::SignIn.into_response()).get(async || Resume::SignIn.into_response()))
        .route("/panic", get(panics))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(5)).await))
        .route("/number/{no}", get(async |Path(no): Path<u32>| no.to_string()))
        .route("/api/v1/claims", post(async |Json(body): Json<u32>| body.to_string()));
    let mut settings = Settings::new(CsrfKey::new([1; 32]), Site::default());
    settings.timeout = Duration::from_millis(200);
    settings.body_limit = 1_000;
    dress(router, settings)
}

#[derive(askama::Template)]
#[template(source = "{{ csrf }}", ext = "html")]
struct Token {
    csrf: String,
}

async fn panics() -> Response {
    std::panic::resume_unwind(Box::new("on purpose"))
}

async fn send(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app().oneshot(request.body(Body::from(body.to_owned())).expect("request")).await.expect("answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("body");
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).expect("text"))
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn every_answer_carries_the_headers_of_safety() {
    for path in ["/page", "/nowhere", "/panic", "/view", "/api/v1/nothing", assets::CSS.url.as_str()] {
        let (_, headers, _) = send("GET", path, &[], "").await;
        let csp = headers.get("content-security-policy").and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(csp.contains("default-src 'self'") && csp.contains("frame-ancestors 'none'"), "{path}");
        assert!(!csp.contains("unsafe"), "{path}");
        for name in
            ["x-content-type-options", "referrer-policy", "permissions-policy", "x-frame-options", "x-request-id"]
        {
            assert!(headers.contains_key(name), "{path} lacks {name}");
        }
        assert!(headers.contains_key("cache-control"), "{path}");
        assert!(!headers.contains_key("strict-transport-security"), "only by setting");
    }
}

#[tokio::test]
async fn assets_are_cached_for_ever_under_their_hash_and_pages_never() {
    let (status, headers, body) = send("GET", &assets::CSS.url, &[], "").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, assets::CSS.body));
    assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    assert!(!headers.contains_key("set-cookie"));
    assert_eq!(send("GET", "/assets/yihu.000000000000.css", &[], "").await.0, StatusCode::NOT_FOUND);
    assert_eq!(send("GET", "/page", &[], "").await.1["cache-control"], "no-store");
}

#[tokio::test]
async fn errors_are_chinese_pages_with_a_number() {
    let cases = [
        ("GET", "/nowhere", 404, "没有这个页面或您无权查看"),
        ("POST", "/page", 405, "这个地址不能这样用"),
        ("GET", "/panic", 500, "我们这边出错了"),
        ("GET", "/slow", 503, "现在忙不过来"),
        ("GET", "/number/x", 400, "有的内容没看懂"),
        ("POST", "/form", 415, "这种格式收不了"),
    ];
    for (method, path, status, words) in cases {
        let (got, headers, body) = send(method, path, &[], "").await;
        assert_eq!(got.as_u16(), status, "{path}");
        let number = headers["x-request-id"].to_str().expect("ascii");
        assert!(body.contains(words) && body.contains(&format!("编号 {number}")), "{path}: {body}");
        assert!(body.contains(r#"lang="zh-CN""#));
    }
    let (status, _, body) = send("POST", "/form", &[FORM], &"a".repeat(2_000)).await;
    assert_eq!(status.as_u16(), 413);
    assert!(body.contains("内容太大了"));
}

#[tokio::test]
async fn the_api_answers_with_problems() {
    for (method, path, body, status) in
        [("GET", "/api/v1/nothing", "", 404), ("GET", "/api/v1/claims", "", 405), ("POST", "/api/v1/claims", "", 400)]
    {
        let (got, headers, text) = send(method, path, &[("content-type", "application/json")], body).await;
        assert_eq!(got.as_u16(), status, "{path}");
        assert_eq!(headers["content-type"], "application/problem+json");
        let problem: serde_json::Value = serde_json::from_str(&text).expect("json");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["instance"], headers["x-request-id"].to_str().expect("ascii"));
    }
}

/// A visitor's cookie and the token that fits it.
async fn visitor() -> (String, String) {
    let (_, headers, token) = send("GET", "/page", &[], "").await;
    let cookie = headers["set-cookie"].to_str().expect("ascii").split(';').next().expect("pair").to_owned();
    (cookie, token)
}

#[tokio::test]
async fn a_form_with_its_token_is_taken_and_one_from_another_site_is_not() {
    let (cookie, token) = visitor().await;
    let body = format!("csrf={token}&what=暖气");
    let ours = [FORM, ("cookie", cookie.as_str()), ("origin", "http://localhost")];
    assert_eq!(send("POST", "/form", &ours, &body).await.2, "got 暖气");
    for other in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
        let (status, _, page) = send("POST", "/form", &[FORM, ("cookie", &cookie), other], &body).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(page.contains("不是从本站页面发出的") && !page.contains("暖气"));
    }
}

#[tokio::test]
async fn a_form_with_an_old_token_comes_back_with_all_that_was_typed() {
    let (cookie, token) = visitor().await;
    let typed = format!("csrf={}&what=暖气<b>&row=1&row=2&password=s3cret", "0".repeat(32));
    let (status, _, page) = send("POST", "/form?step=2", &[FORM, ("cookie", &cookie)], &typed).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("暖气&#60;b&#62;") && page.contains("再存一次") && page.contains(&token), "{page}");
    assert!(page.contains(r#"action="/form?step=2""#) && page.matches(r#"name="row""#).count() == 2);
    assert!(!page.contains("s3cret") && !page.contains(&"0".repeat(32)));
}

#[tokio::test]
async fn a_session_that_ended_gives_the_form_back_or_leads_to_sign_in() {
    let (status, headers, _) = send("GET", "/private?a=1", &[], "").await;
    assert_eq!(
        (status, headers["location"].to_str().expect("ascii")),
        (StatusCode::SEE_OTHER, "/in?to=%2Fprivate%3Fa%3D1")
    );
    let (status, _, page) = send("POST", "/private", &[FORM], "reason=写了很久").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.contains("登录已经过期") && page.contains("写了很久"));
}

#[tokio::test]
async fn large_type_is_switched_by_a_link_and_returns_to_the_page() {
    let (status, headers, _) = send("GET", "/view/elder/on", &[("referer", "http://localhost/page?x=1")], "").await;
    assert_eq!((status, headers["location"].to_str().expect("ascii")), (StatusCode::SEE_OTHER, "/page?x=1"));
    assert!(headers.get_all("set-cookie").iter().any(|value| value.as_bytes().starts_with(b"yihu_elder=1")));
    for evil in ["http://localhost//evil.example", "http://evil.example/", "http://localhost/\\evil"] {
        assert_eq!(send("GET", "/view/elder/on", &[("referer", evil)], "").await.1["location"], "/", "{evil}");
    }
    let page = send("GET", "/view", &[("cookie", "yihu_elder=1; yihu_theme=dark")], "").await.2;
    assert!(page.contains(r#"class="elder dark""#) && page.contains("普通版"));
}

#[test]
fn only_paths_of_this_site_are_followed() {
    for good in ["/", "/home", "/t/260105-00731?a=b", "/in?to=%2Fhome"] {
        assert_eq!(local_path(good), Some(good));
    }
    for evil in
        ["", "home", "//evil", "/\\evil", "https:evil", "https://evil", "/a\r\nb", "/a b", "javascript:x", "/\u{202E}x"]
    {
        assert_eq!(local_path(evil), None, "{evil}");
    }
}
