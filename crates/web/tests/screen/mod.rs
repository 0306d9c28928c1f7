//! A browser without JavaScript: cookies, pages, and forms filled in as they stand.

use std::collections::{BTreeMap, BTreeSet};

use app::{App, Clock, NewAccount, Place, Setup};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hotline::Role;
use law::Instant;
use serde_json::{Value, json};
use tower::ServiceExt;

const PASSWORD: &str = "ceshi-mima-1";

fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

/// A city with one account for each side.
pub(crate) struct City {
    pub(crate) app: App,
    pub(crate) router: Router,
    _folder: tempfile::TempDir,
    keys: std::sync::atomic::AtomicU32,
}

impl City {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, key) = (folder.path().join("data"), folder.path().join("yihu.key"));
        let place = Place::parse(data.to_str().unwrap(), Some(&key)).unwrap();
        let app = App::open(&place, Setup::New, Clock::manual(at("2026-01-05 09:00"))).await.unwrap();
        for (login, unit, roles) in [
            ("desk", "TS-12345", vec![Role::Operator, Role::Dispatcher, Role::Reviewer, Role::CallbackWorker]),
            ("heat", "E-HEAT1", vec![Role::UnitClerk]),
        ] {
            let new = NewAccount {
                login: login.to_owned(),
                name: login.to_owned(),
                unit: unit.into(),
                roles: roles.into_iter().collect::<BTreeSet<_>>(),
                password: PASSWORD.to_owned(),
            };
            app.create_account(new).await.unwrap();
        }
        let router = web::router(app.clone(), web::Settings::default()).unwrap();
        Self { app, router, _folder: folder, keys: std::sync::atomic::AtomicU32::new(0) }
    }

    pub(crate) fn set(&self, now: &str) {
        self.app.clock().set(at(now));
    }

    /// A step of somebody's by the API, which has tests of its own.
    pub(crate) async fn api(&self, login: &str, path: &str, body: Value) -> Value {
        let token = if login.is_empty() {
            String::new()
        } else {
            let body = json!({ "login": login, "password": PASSWORD });
            self.call("", "/api/v1/sessions", body).await["token"].as_str().unwrap().to_owned()
        };
        self.call(&token, path, body).await
    }

    async fn call(&self, token: &str, path: &str, body: Value) -> Value {
        let key = self.keys.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", format!("key-{key}"));
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
        assert!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
        serde_json::from_slice(&bytes).unwrap()
    }

    /// An accepted claim of the category at one place, waiting for its order.
    pub(crate) async fn accepted(&self, title: &str, category: &str) -> String {
        self.accepted_as("help", title, category).await
    }

    /// The same, of a kind.
    pub(crate) async fn accepted_as(&self, kind: &str, title: &str, category: &str) -> String {
        let told = json!({ "channel": "web", "told": title, "phone": "10000001234", "name": "王小明" });
        let receipt = self.api("", "/api/v1/claims", told).await;
        let no = receipt["no"].as_str().unwrap().to_owned();
        let registration = json!({
            "kind": kind, "category": { "code": category }, "title": title, "truth_told": true,
            "place": { "division": "130203006019", "text": "3号楼" }, "demands": ["恢复供热"],
        });
        self.api("desk", &format!("/api/v1/claims/{no}/accept"), registration).await;
        no
    }
}

/// Somebody at a screen.
pub(crate) struct Browser<'c> {
    city: &'c City,
    cookies: BTreeMap<String, String>,
}

/// What a request gave.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) to: String,
    pub(crate) html: String,
}

impl<'c> Browser<'c> {
    /// Nobody yet: a citizen, or staff before they sign in.
    pub(crate) const fn at(city: &'c City) -> Self {
        Self { city, cookies: BTreeMap::new() }
    }

    pub(crate) async fn signed_in(city: &'c City, login: &str) -> Self {
        let mut browser = Self::at(city);
        let page = browser.get("/in").await;
        let seen = browser.send(&page, "/in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.html);
        browser
    }

    async fn ask(&mut self, request: Request<Body>) -> Seen {
        let response = self.city.router.clone().oneshot(request).await.unwrap();
        for set in response.headers().get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        // No page is kept anywhere: many hold what only this person may read.
        let kept = response.headers().get(header::CACHE_CONTROL).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(kept.as_deref(), Some("no-store"));
        let status = response.status();
        let to = response.headers().get(header::LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
        let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
        Seen { status, to, html: String::from_utf8_lossy(&bytes).into_owned() }
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub(crate) async fn get(&mut self, path: &str) -> Seen {
        let request = Request::get(path).header(header::COOKIE, self.cookie());
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Seen {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        self.post_encoded(path, body.finish()).await
    }

    /// A form as it goes over the line.
    pub(crate) async fn post_encoded(&mut self, path: &str, body: String) -> Seen {
        let request = Request::post(path)
            .header(header::COOKIE, self.cookie())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends the page's form of this action as it stands, with these fields changed. A name said twice is sent twice.
    pub(crate) async fn send(&mut self, page: &Seen, action: &str, changes: &[(&str, &str)]) -> Seen {
        let mut fields = page.form(action);
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(action, &fields).await
    }
}

impl Seen {
    /// What the form of an action would send untouched.
    pub(crate) fn form(&self, action: &str) -> Vec<(String, String)> {
        let mark = format!(" action=\"{action}\"");
        let from = self.html.find(&mark).unwrap_or_else(|| panic!("no form for {action} in {}", self.html));
        let form = &self.html[from..];
        let form = &form[..form.find("</form>").unwrap()];
        let mut fields = Vec::new();
        for tag in form.split('<').skip(1) {
            let (head, rest) = tag.split_once('>').unwrap_or((tag, ""));
            let name = attribute(head, "name");
            let value = attribute(head, "value").unwrap_or_default();
            if let (true, Some(name)) = (head.starts_with("input "), &name) {
                let kind = attribute(head, "type").unwrap_or_default();
                let ticked = head.ends_with(" checked");
                if ticked || !matches!(kind.as_str(), "radio" | "checkbox") {
                    fields.push((name.clone(), value));
                }
            } else if let (true, Some(name)) = (head.starts_with("textarea "), &name) {
                fields.push((name.clone(), unescaped(rest.strip_prefix('\n').unwrap_or(rest))));
            } else if let (true, Some(name)) = (head.starts_with("select "), &name) {
                // The first option unless another one is selected.
                fields.push((name.clone(), "\u{0}".to_owned()));
            } else if head.starts_with("option ") {
                let chosen = head.ends_with(" selected");
                if let Some((_, last)) = fields.last_mut().filter(|(_, last)| chosen || last == "\u{0}") {
                    *last = value;
                }
            }
        }
        fields
    }

    /// The part of the page that begins with a mark.
    pub(crate) fn after(&self, mark: &str) -> &str {
        let from = self.html.find(mark).unwrap_or_else(|| panic!("no {mark} in {}", self.html));
        &self.html[from..]
    }
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&")
}
