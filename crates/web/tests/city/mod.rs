//! A city in a fresh folder or a fresh PostgreSQL database, and the program's HTTP door to it.

use std::collections::BTreeSet;

use app::{App, Clock, NewAccount, Place, Setup};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hotline::Role;
use law::Instant;
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) struct City {
    pub(crate) app: App,
    pub(crate) router: Router,
    _folder: tempfile::TempDir,
}

const PASSWORD: &str = "ceshi-mima-1";

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

impl City {
    pub(crate) async fn on(address: Option<&str>) -> Self {
        let city = Self::empty(address).await;
        for (login, unit, roles) in [
            ("desk", "TS-12345", vec![Role::Operator, Role::Dispatcher, Role::Reviewer, Role::CallbackWorker]),
            ("heat", "E-HEAT1", vec![Role::UnitClerk]),
            ("other", "C-ZJJ", vec![Role::UnitClerk]),
            ("admin", "TS-12345", vec![Role::SystemAdmin]),
        ] {
            city.account(login, unit, &roles).await;
        }
        city
    }

    /// The city without any account.
    pub(crate) async fn empty(address: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let key = folder.path().join("yihu.key");
        let address = address.map_or_else(|| data.to_str().unwrap().to_owned(), str::to_owned);
        let place = Place::parse(&address, Some(&key)).unwrap();
        let app = App::open(&place, Setup::New, Clock::manual(at("2026-01-05 09:00"))).await.unwrap();
        let router = web::router(app.clone(), web::Settings::default()).unwrap();
        Self { app, router, _folder: folder }
    }

    pub(crate) async fn account(&self, login: &str, unit: &str, roles: &[Role]) {
        let new = NewAccount {
            login: login.to_owned(),
            name: login.to_owned(),
            unit: unit.into(),
            roles: roles.iter().copied().collect::<BTreeSet<_>>(),
            password: PASSWORD.to_owned(),
        };
        self.app.create_account(new).await.unwrap();
    }

    /// SQLite always, PostgreSQL where the test command has started one.
    pub(crate) async fn both() -> Vec<Self> {
        let mut cities = vec![Self::on(None).await];
        if let Some(address) = store::testing::empty_postgres().await.unwrap() {
            cities.push(Self::on(Some(&address)).await);
        }
        cities
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (
            status,
            serde_json::from_slice(&body)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned())),
        )
    }

    pub(crate) async fn post(&self, token: &str, path: &str, key: &str, body: Value) -> (StatusCode, Value) {
        let mut request =
            Request::post(path).header(header::CONTENT_TYPE, "application/json").header("idempotency-key", key);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> (StatusCode, Value) {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A claim on cold radiators that has been accepted: its number and query code.
    pub(crate) async fn accepted(&self, key: &str, told: &str) -> (String, String) {
        let told = json!({ "channel": "web", "told": told, "phone": "10000001234" });
        let (_, receipt) = self.post("", "/api/v1/claims", key, told).await;
        let text = |field: &str| receipt[field].as_str().unwrap().to_owned();
        let registration = json!({
            "kind": "help", "category": { "code": "160402" }, "place": { "division": "130203006019" },
            "title": "整栋楼暖气不热", "truth_told": true,
        });
        let path = format!("/api/v1/claims/{}/accept", text("no"));
        let (status, said) = self.post(&self.token("desk").await, &path, &format!("{key}-accept"), registration).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        (text("no"), text("query_code"))
    }

    pub(crate) async fn token(&self, login: &str) -> String {
        let body = json!({ "login": login, "password": PASSWORD });
        let (status, answer) = self.post("", "/api/v1/sessions", "in", body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn set(&self, now: &str) {
        self.app.clock().set(at(now));
    }
}
