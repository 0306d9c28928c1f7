//! The stories of `hotline` again, this time through the whole program: HTTP in, database below, the same words back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the cities of the API tests have more doors than a story needs")]
mod city;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use app::App;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hotline::story::{ClockSeen, Happened, OrderSeen, Refused, Snapshot, StoryFile, Who, World, roles_of, story};
use hotline::{ArchivedAs, Command, OrderNo, OrderRole, Outcome, Receive, Refusal, Role, Verb};
use law::Instant;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use city::City;

/// Who raises every story's claim: the vault knows them, no answer may hold them (C39).
const NAME: &str = "王建国";
const PHONE: &str = "13800001234";
const AGENCY: &str = "TS-12345";

/// Verbs whose bodies have been spoilt before: once is enough.
static ABUSED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// One claim in a city of its own, known only by what the API answers.
struct HttpWorld<'r> {
    runtime: &'r Runtime,
    city: City,
    tokens: BTreeMap<String, String>,
    claim: Option<Opened>,
    sent: u32,
}

struct Opened {
    no: String,
    query_code: String,
    /// The last event seen.
    seq: u64,
    at: Instant,
}

impl<'r> HttpWorld<'r> {
    fn new(runtime: &'r Runtime, city: City) -> Self {
        Self { runtime, city, tokens: BTreeMap::new(), claim: None, sent: 0 }
    }

    fn app(&self) -> &App {
        &self.city.app
    }

    /// The account that stands for somebody of the story; made when they first act.
    fn token(&mut self, who: &Who) -> String {
        let (login, unit, roles): (&str, &str, &[Role]) = match who {
            Who::Hotline => ("hotline", AGENCY, &[Role::Operator, Role::ShiftLeader, Role::Dispatcher]),
            Who::Reviewer => ("reviewer", AGENCY, &[Role::Reviewer]),
            Who::Head => ("head", AGENCY, &[Role::AgencyHead]),
            Who::Callback => ("callback", AGENCY, &[Role::CallbackWorker]),
            Who::Unit(unit) => (unit.as_str(), unit.as_str(), roles_of(unit)),
            Who::Claimant | Who::Clock => panic!("the claimant and the clock have no account"),
        };
        let login = login.to_lowercase();
        if let Some(token) = self.tokens.get(&login) {
            // A session ends after idle hours, and stories take days.
            if self.runtime.block_on(self.app().session(token)).unwrap().is_some() {
                return token.clone();
            }
        } else {
            self.runtime.block_on(self.city.account(&login, unit, roles));
        }
        let token = self.runtime.block_on(self.city.token(&login));
        self.tokens.insert(login, token.clone());
        token
    }

    fn key(&mut self) -> String {
        self.sent += 1;
        format!("story-{}", self.sent)
    }

    fn post(&mut self, who: &Who, verb: Verb, path: &str, body: &Value) -> Result<Value, Refused> {
        self.abuse(who, path, body);
        let request = self.request(who, path).body(Body::from(body.to_string())).unwrap();
        let (status, answer) = self.runtime.block_on(self.city.send(request));
        let text = |field: &str| answer[field].as_str().unwrap_or_default().to_owned();
        match status {
            StatusCode::OK | StatusCode::CREATED => Ok(answer),
            StatusCode::UNPROCESSABLE_ENTITY => {
                Err(Refused { clause: text("clause").parse().unwrap(), text: text("detail") })
            }
            // Over HTTP what is not theirs does not exist (security.md B); the story tells the refusal behind that.
            StatusCode::NOT_FOUND => {
                let refusal = Refusal::NotEntitled { verb };
                Err(Refused { clause: refusal.basis(), text: refusal.to_string() })
            }
            other => panic!("{path}: {other} {answer}"),
        }
    }

    /// Everything that can be wrong with a body, in each of its fields: said as a problem, and nothing has moved.
    fn abuse(&mut self, who: &Who, path: &str, body: &Value) {
        if !ABUSED.lock().unwrap().insert(path.rsplit('/').next().unwrap_or_default().to_owned()) {
            return;
        }
        let mut wrong = Vec::new();
        let mut extra = body.clone();
        if let Some(fields) = extra.as_object_mut() {
            fields.insert("due_at".to_owned(), json!("2030-01-01"));
            wrong.push(("an unknown field".to_owned(), extra));
        }
        let mut leaves = Vec::new();
        leaves_of(body, &mut String::new(), &mut leaves);
        for pointer in leaves {
            let spoilt = |value: Value| {
                let mut spoilt = body.clone();
                let shown = value.to_string().chars().take(20).collect::<String>();
                *spoilt.pointer_mut(&pointer).unwrap() = value;
                (format!("{pointer} = {shown}"), spoilt)
            };
            wrong.extend([json!({ "what": 1 }), json!([["x"]]), json!("x".repeat(30_000))].map(spoilt));
            if body.pointer(&pointer).unwrap().is_string() {
                wrong.extend([json!(7), json!("\u{202e}txt.exe"), json!("\u{0}")].map(spoilt));
            }
        }
        let mut taken = Vec::new();
        let before = self.claim.is_some().then(|| self.page()["version"].clone());
        for (what, body) in wrong {
            let request = self.request(who, path).body(Body::from(body.to_string())).unwrap();
            let (status, answer) = self.runtime.block_on(self.city.send(request));
            let says = answer["detail"].as_str().is_some_and(|text| !text.is_empty());
            if !status.is_client_error() || !says {
                taken.push(format!("{status} for {what}"));
            }
        }
        assert!(taken.is_empty(), "{path}: {taken:#?}");
        assert_eq!(self.claim.is_some().then(|| self.page()["version"].clone()), before, "{path}: nothing has moved");
    }

    fn request(&mut self, who: &Who, path: &str) -> axum::http::request::Builder {
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/json").header("idempotency-key", self.key());
        match (who, &self.claim) {
            (Who::Claimant, Some(claim)) => request.header("x-query-code", &claim.query_code),
            (Who::Claimant, None) => request,
            _ => {
                let token = self.token(who);
                request.header(header::AUTHORIZATION, format!("Bearer {token}"))
            }
        }
    }

    fn page(&mut self) -> Value {
        let token = self.token(&Who::Hotline);
        let path = format!("/api/v1/claims/{}", self.claim.as_ref().unwrap().no);
        let (status, page) = self.runtime.block_on(self.city.get(&token, &path));
        assert_eq!(status, StatusCode::OK, "{page}");
        let text = page.to_string();
        assert!(!text.contains(NAME) && !text.contains(PHONE), "identity is masked (C39)");
        page
    }

    /// What the timeline tells since it was last read.
    fn news(&mut self) -> Vec<Happened> {
        let page = self.page();
        let claim = self.claim.as_mut().unwrap();
        let mut news: Vec<(u64, Happened)> = page["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| {
                let text = |field: &str| line[field].as_str().unwrap_or_default();
                let happened = Happened {
                    at: Instant::parse_rfc3339(text("at")).unwrap(),
                    name: text("event").to_owned(),
                    clause: text("clause").parse().unwrap(),
                    clock: hotline::ClockKind::from_code(text("clock")),
                };
                (text("seq").parse().unwrap(), happened)
            })
            .filter(|(seq, _)| *seq > claim.seq)
            .collect();
        news.sort_by_key(|(seq, _)| *seq);
        if let Some((seq, last)) = news.last() {
            (claim.seq, claim.at) = (*seq, last.at);
        }
        news.into_iter().map(|(_, happened)| happened).collect()
    }

    fn seen(&mut self) -> Snapshot {
        let page = self.page();
        let archive = &page["archive"];
        let how = archive["as"].as_str().and_then(ArchivedAs::from_code);
        let orders: Vec<OrderSeen> = page["orders"].as_array().unwrap().iter().map(order).collect();
        // The page shows the main order's first clock among the claim's own.
        let of_orders = |clock: &ClockSeen| orders.iter().flat_map(|order| &order.clocks).any(|one| one == clock);
        Snapshot {
            stage: serde_json::from_value(page["stage"].clone()).unwrap(),
            archived: how.map(|how| (how, archive["rating_counts"].as_bool().unwrap())),
            demands: u16::try_from(page["demand"]["demands"].as_array().unwrap().len()).unwrap(),
            clocks: clocks(&page["clocks"]).into_iter().filter(|clock| !of_orders(clock)).collect(),
            orders,
        }
    }
}

/// JSON pointers to everything in a body that holds nothing else.
fn leaves_of(value: &Value, at: &mut String, leaves: &mut Vec<String>) {
    let mut below = |key: String, value: &Value| {
        let length = at.len();
        at.push_str(&key);
        leaves_of(value, at, leaves);
        at.truncate(length);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| below(format!("/{name}"), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, value)| below(format!("/{n}"), value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => leaves.push(at.clone()),
    }
}

fn clocks(list: &Value) -> Vec<ClockSeen> {
    let mut clocks: Vec<ClockSeen> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|clock| ClockSeen {
            kind: hotline::ClockKind::from_code(clock["kind"].as_str().unwrap()).unwrap(),
            due: Instant::parse_rfc3339(clock["due"].as_str().unwrap()).unwrap(),
            held: clock["under_review"].as_bool().unwrap(),
            expired: clock["expired"].as_bool().unwrap(),
        })
        .collect();
    clocks.sort_by_key(|clock| clock.kind);
    clocks
}

fn order(order: &Value) -> OrderSeen {
    let text = |field: &str| order[field].as_str().unwrap_or_default().to_owned();
    let no: OrderNo = text("no").parse().unwrap();
    let last = order["extensions"].as_array().unwrap().last();
    OrderSeen {
        n: no.n,
        unit: text("unit").as_str().into(),
        name: text("unit_name"),
        role: OrderRole::from_code(&text("role")).unwrap(),
        open: Outcome::from_code(&text("state")).is_none(),
        state: text("state"),
        state_zh: text("state_zh"),
        extension_pending: last.is_some_and(|extension| extension["fate"] == "pending"),
        late: serde_json::from_value(order["late"].clone()).unwrap(),
        clocks: clocks(&order["clocks"]),
    }
}

impl World for HttpWorld<'_> {
    fn receive(&mut self, at: Instant, who: &Who, command: Receive) -> Result<Vec<Happened>, Refused> {
        self.city.app.clock().set(at);
        let body = json!({
            "channel": command.channel.code(), "name": NAME, "phone": PHONE, "told": command.told,
            "told_place": command.told_place, "confidential": command.confidential,
            "enterprise": command.enterprise, "origin": command.origin, "registration": command.registration,
        });
        let receipt = self.post(who, Verb::Receive, "/api/v1/claims", &body)?;
        self.claim = Some(Opened {
            no: receipt["no"].as_str().unwrap().to_owned(),
            query_code: receipt["query_code"].as_str().unwrap().to_owned(),
            seq: 0,
            at,
        });
        Ok(self.news())
    }

    fn act(&mut self, at: Instant, who: &Who, command: Command) -> Result<Vec<Happened>, Refused> {
        let Some(claim) = &self.claim else { return Ok(Vec::new()) };
        self.city.app.clock().set(at);
        let (no, verb) = (claim.no.clone(), command.verb());
        let path = match (verb, command.order()) {
            _ if *who == Who::Claimant => format!("/api/v1/track/{no}/{}", verb.code()),
            (_, Some(n)) => format!("/api/v1/orders/{no}-{n}/{}", verb.code()),
            (_, None) => format!("/api/v1/claims/{no}/{}", verb.code()),
        };
        self.post(who, verb, &path, &command.to_json())?;
        Ok(self.news())
    }

    fn import_policy(&mut self, at: Instant, toml: &str) -> Result<(), String> {
        self.city.app.clock().set(at);
        let imported = self.runtime.block_on(self.app().import_policy(toml, "story"));
        imported.map(|_| ()).map_err(|error| error.to_string())
    }

    fn expire_until(&mut self, at: Instant) -> Vec<Happened> {
        let mut all = Vec::new();
        while let Some(claim) = &self.claim {
            let last = claim.at;
            let Some(due) = self.seen().next_due().filter(|due| *due <= at) else { break };
            self.city.app.clock().set(due.max(last));
            self.runtime.block_on(self.app().fire_due_clocks()).unwrap();
            let news = self.news();
            assert!(!news.is_empty(), "a clock that is due does not fire");
            all.extend(news);
        }
        all
    }

    fn snapshot(&mut self) -> Option<Snapshot> {
        self.claim.is_some().then(|| self.seen())
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../hotline/stories")
}

fn tell_all(runtime: &Runtime, mut city: impl FnMut() -> City) {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 50, "the stories are there");
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = StoryFile::read(&text);
        let mut world = HttpWorld::new(runtime, city());
        let told = story(&mut world, file.text).unwrap();
        assert_eq!(told, file.expected, "{}: {}", path.display(), file.title);
        runtime.block_on(async {
            world.app().run_outbox().await.unwrap();
            let divisions = &world.app().registry().divisions;
            store::verify::verify(world.app().db(), divisions, |_| {}).await.unwrap().unwrap();
            world.app().close().await;
        });
    }
}

#[test]
fn every_story_is_told_alike_over_http_on_sqlite() {
    let runtime = Runtime::new().unwrap();
    tell_all(&runtime, || runtime.block_on(City::empty(None)));
}

/// Where the test command has started PostgreSQL.
#[test]
fn every_story_is_told_alike_over_http_on_postgresql() {
    let runtime = Runtime::new().unwrap();
    if runtime.block_on(store::testing::empty_postgres()).unwrap().is_some() {
        tell_all(&runtime, || {
            let address = runtime.block_on(store::testing::empty_postgres()).unwrap();
            runtime.block_on(City::empty(address.as_deref()))
        });
    }
}
