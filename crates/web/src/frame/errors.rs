//! Error pages: what happened, that nothing was lost, what to do, a number (pages.md §3, §5.3).

use std::any::Any;

use askama::Template;
use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Look, Problem, show_with};

/// Longest message of a rejection that is handed on to an API client, in bytes.
const LONGEST_REASON: usize = 2_048;

#[derive(Template)]
#[template(path = "frame/error.html")]
struct ErrorPage {
    look: Look,
    heading: &'static str,
    lines: Vec<&'static str>,
    number: String,
}

/// Puts a page, or a problem under `/api/`, where an answer is a bare error; leaves pages and problems as they are.
pub(super) async fn dress(response: Response, look: &Look, api: bool) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_finished(&response) {
        return response;
    }
    let (heading, lines) = words(status);
    let mut dressed = if api {
        let mut problem = Problem::new(status, heading, lines.join(""));
        problem.reason = reason(response).await;
        problem.instance = Some(look.number.clone());
        problem.into_response()
    } else {
        let allow = response.headers().get(header::ALLOW).cloned();
        let look = look.clone().titled(heading);
        let number = look.number.clone();
        let mut page = show_with(status, &ErrorPage { look, heading, lines, number });
        if let Some(allow) = allow {
            page.headers_mut().insert(header::ALLOW, allow);
        }
        page
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        dressed.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("10"));
    }
    dressed
}

/// A panic is a fault like any other: logged in the request's span, shown as a bare 500 for [`dress`].
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over by value")]
pub(super) fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&'static str>().copied()).unwrap_or("unknown");
    tracing::error!(panic = text, "handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn is_finished(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    ["text/html", "application/problem+json", "application/json"].iter().any(|known| kind.starts_with(known))
}

/// What axum says about a body it could not read, in its own words: it helps whoever writes a client.
async fn reason(response: Response) -> Option<String> {
    if !response.status().is_client_error() {
        return None;
    }
    let body = to_bytes(response.into_body(), LONGEST_REASON).await.ok()?;
    String::from_utf8(body.to_vec()).ok().filter(|text| !text.is_empty())
}

/// Heading and lines of a status.
fn words(status: StatusCode) -> (&'static str, Vec<&'static str>) {
    match status {
        StatusCode::UNAUTHORIZED => ("请先登录", vec!["这里要登录后才能用。"]),
        StatusCode::FORBIDDEN => (
            "没有办理：这次提交不是从本站页面发出的",
            vec!["为了您的安全，从别的网站发来的提交一律不收。", "请从本站打开页面再办一次。"],
        ),
        StatusCode::NOT_FOUND => ("没有这个页面或您无权查看", vec!["也许地址打错了一个字，也许它不在您能看的范围里。"]),
        StatusCode::METHOD_NOT_ALLOWED => ("这个地址不能这样用", vec!["请按“返回”，用页面上的按钮再办一次。"]),
        StatusCode::REQUEST_TIMEOUT => {
            ("没有存上：网络太慢，没收全", vec!["您写的还在上一页。", "按“返回”，网络好了再提交一次。"])
        }
        StatusCode::CONFLICT => ("没有存上：别人刚刚改过", vec!["按“返回”，看看现在的情况再办。"]),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("没有存上：内容太大了", vec!["您写的还在上一页。", "按“返回”，把文字删短一些，或把文件换成小一点的。"])
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("没有存上：这种格式收不了", vec!["请用页面上的表格提交。"]),
        StatusCode::TOO_MANY_REQUESTS => ("试的次数太多了", vec!["请过一会儿再试。急事请打电话。"]),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            ("现在忙不过来，没有办完", vec!["您写的还在上一页。", "过10秒按“返回”再提交一次，同一件事不会重复登记。"])
        }
        other if other.is_server_error() => (
            "我们这边出错了",
            vec!["不是您的问题，已经记下来了。", "您写的还在上一页：按“返回”再提交一次，同一件事不会重复登记。"],
        ),
        _ => ("没有存上：有的内容没看懂", vec!["您写的还在上一页。", "按“返回”，检查一下再提交。"]),
    }
}
