//! Every route of the OpenAPI document and every page with a number in its address, as nobody, as a unit that has no part
//! in the claim, and as an administrator: what is not theirs answers like what never was, and nothing moves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the cities of the API tests have more doors than this needs")]
mod city;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hotline::{ClaimNo, Verb};
use serde_json::{Value, json};

use city::City;

/// A number that nobody has.
fn missing_no() -> String {
    ClaimNo::new("TS", 260_105, 999).to_string()
}

/// The least that a schema takes, so that nothing but who asks can be refused.
fn sample(schema: &Value, document: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return sample(document.pointer(name.strip_prefix('#').unwrap()).unwrap(), document);
    }
    if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return example.clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    for list in ["oneOf", "anyOf"] {
        if let Some(options) = schema[list].as_array() {
            let first = options.iter().find(|one| one["type"] != "null").unwrap();
            return sample(first, document);
        }
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut all = json!({});
        for part in parts {
            let more = sample(part, document);
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        }
        return all;
    }
    let kinds = schema["type"].as_array();
    let kind = kinds.map_or(&schema["type"], |kinds| kinds.iter().find(|kind| *kind != "null").unwrap());
    match kind.as_str() {
        Some("string") if schema["format"] == "date-time" => json!("2026-01-05T09:00:00+08:00"),
        Some("string") if schema["format"] == "date" => json!("2026-04-20"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        Some("object") => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let fields = required.iter().map(|name| {
                let name = name.as_str().unwrap();
                (name.to_owned(), sample(&schema["properties"][name], document))
            });
            Value::Object(fields.collect())
        }
        Some(_) | None => json!("某"),
    }
}

struct Route {
    method: Method,
    path: String,
    body: Value,
}

fn routes(document: &Value) -> Vec<Route> {
    let mut list = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let body = if schema.is_null() { Value::Null } else { sample(schema, document) };
            list.push(Route { method: method.to_uppercase().parse().unwrap(), path: path.clone(), body });
        }
    }
    list
}

async fn ask(city: &City, token: &str, route: &Route, no: &str, n: u32) -> (StatusCode, Value) {
    let order = route.path.starts_with("/api/v1/orders/");
    let path = route.path.replace("{no}", &if order { format!("{no}-1") } else { no.to_owned() });
    let mut request = Request::builder()
        .method(&route.method)
        .uri(path.replace("{queue}", "recent"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", format!("wall-{n}"));
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = if route.body.is_null() { Body::empty() } else { Body::from(route.body.to_string()) };
    city.send(request.body(body).unwrap()).await
}

/// A claim at the heating enterprise, in which nobody else has a part.
async fn at_work(city: &City) -> String {
    let desk = city.token("desk").await;
    let told = json!({ "channel": "web", "told": "暖气三天不热", "phone": "10000001234", "name": "王小明" });
    let (_, receipt) = city.post("", "/api/v1/claims", "r", told).await;
    let no = receipt["no"].as_str().unwrap().to_owned();
    let registration = json!({
        "kind": "help", "category": { "code": "160402" }, "title": "暖气不热", "truth_told": true,
        "place": { "division": "130203006019", "text": "3号楼" },
    });
    for (verb, body) in [("accept", registration), ("dispatch", json!({ "lead": "E-HEAT1" }))] {
        let (status, answer) = city.post(&desk, &format!("/api/v1/claims/{no}/{verb}"), verb, body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    no
}

async fn version(city: &City, no: &str) -> Value {
    let desk = city.token("desk").await;
    city.get(&desk, &format!("/api/v1/claims/{no}")).await.1["version"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn c14_2_c39_every_route_is_a_wall_to_who_has_no_part_in_the_claim() {
    let city = City::on(None).await;
    let no = at_work(&city).await;
    let before = version(&city, &no).await;
    let (_, document) = city.get("", "/api/openapi.json").await;
    let routes = routes(&document);
    assert!(routes.len() > 60, "{}", routes.len());
    let (other, admin) = (city.token("other").await, city.token("admin").await);
    let (mut wrong, mut n) = (Vec::new(), 0);
    for route in routes.iter().filter(|route| !route.path.ends_with("/sessions") && route.path != "/api/v1/claims") {
        let named = route.path.contains("{no}");
        let public = route.path.starts_with("/api/v1/track/");
        for (who, token) in [("nobody", ""), ("other", &*other), ("admin", &*admin)] {
            n += 2;
            // Guesses at a query code are counted for an hour.
            city.app.clock().set(city.app.now().plus_minutes(1));
            if public {
                city.app.clock().set(city.app.now().plus_minutes(61));
            }
            let (status, answer) = ask(&city, token, route, &no, n).await;
            let (_, missing) = ask(&city, token, route, &missing_no(), n + 1).await;
            let expected = match who {
                "nobody" if !public => StatusCode::UNAUTHORIZED,
                // Lists are empty for a unit, and not there for who reads no claims.
                _ if named || public || who == "admin" => StatusCode::NOT_FOUND,
                _ => status,
            };
            if status != expected || (named && answer != missing) {
                wrong.push(format!(
                    "{who} {} {}: {status} {answer}, and what is not there {missing}",
                    route.method, route.path
                ));
            }
            if answer.to_string().contains("暖气") || answer.to_string().contains("王小明") {
                wrong.push(format!("{who} {} {}: {answer}", route.method, route.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(version(&city, &no).await, before, "nothing has moved");
}

#[tokio::test(flavor = "multi_thread")]
async fn c14_2_c39_every_page_is_a_wall_to_who_has_no_part_in_the_claim() {
    let city = City::on(None).await;
    let no = at_work(&city).await;
    let before = version(&city, &no).await;
    let page = async |token: &str, path: &str, form: Option<String>| {
        let mut request = Request::builder().uri(path);
        if !token.is_empty() {
            request = request.header(header::COOKIE, format!("yihu={token}"));
        }
        let request = match form {
            None => request.body(Body::empty()),
            Some(form) => request
                .method(Method::POST)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(form)),
        };
        let (status, body) = city.send(request.unwrap()).await;
        (status, body.as_str().unwrap_or_default().to_owned())
    };
    let verbs = Verb::ALL.iter().map(|verb| verb.code());
    let mut posts: Vec<String> = verbs.clone().map(|verb| format!("/claim/NO/{verb}")).collect();
    posts.extend(verbs.clone().map(|verb| format!("/order/NO-1/{verb}")));
    for desk in ["dispatch", "callback", "callback/check", "elsewhere"] {
        posts.extend(verbs.clone().map(|verb| format!("/desk/{desk}/NO/{verb}")));
    }
    posts.extend(verbs.map(|verb| format!("/desk/review/NO-1/{verb}")));
    for path in
        ["/reveal/NO", "/reveal/NO-1", "/consult/NO/answer-consult", "/consult/NO/answer", "/opinion/NO-1/opinion"]
    {
        posts.push(path.to_owned());
    }
    let gets = [
        "/reveal/NO",
        "/reveal/NO-1",
        "/consult/NO",
        "/opinion/NO-1",
        "/claim/NO",
        "/order/NO-1",
        "/desk/dispatch?no=NO",
        "/desk/review?no=NO-1",
        "/desk/callback?no=NO",
        "/desk/callback/check?no=NO",
        "/desk/elsewhere?no=NO",
    ];
    let mut wrong = Vec::new();
    for login in ["other", "admin"] {
        let token = city.token(login).await;
        let (_, home) = page(&token, "/home", None).await;
        let csrf = home.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap();
        for (path, form) in gets
            .iter()
            .map(|path| ((*path).to_owned(), None))
            .chain(posts.iter().map(|path| (path.clone(), Some(format!("csrf={csrf}&reason=x")))))
        {
            let (status, seen) = page(&token, &path.replace("NO", &no), form.clone()).await;
            let (missing, _) = page(&token, &path.replace("NO", &missing_no()), form).await;
            // A form that lacks something may be said so before anybody asks whose it is; the same for what is not there.
            if status != missing || status.is_success() || seen.contains("暖气") || seen.contains("王") {
                wrong.push(format!("{login} {path}: {status}, and what is not there {missing}"));
            }
        }
    }
    for path in gets.iter().chain(&["/t/NO", "/done/NO", "/t/NO/rate", "/t/NO/withdraw"]) {
        let (status, seen) = page("", &path.replace("NO", &no), None).await;
        if status != StatusCode::SEE_OTHER || seen.contains("暖气") {
            wrong.push(format!("nobody {path}: {status}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(version(&city, &no).await, before, "nothing has moved");
}
