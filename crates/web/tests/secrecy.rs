//! Whoever is kept from units is kept out of all that a unit reads, however they wrote their name (C14.2, C39).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the cities of the API tests have more doors than this needs")]
mod city;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use city::City;

const NAME: &str = "王小明";
const PHONE: &str = "13812345678";

/// Nothing of the claimant, whatever stands between the letters.
fn shows_nobody(what: &str, page: &Value) {
    let text: String = page.to_string().chars().filter(|c| c.is_alphanumeric()).collect();
    for word in [NAME, PHONE, "１３８１２３４５６７８", "130203199001011234"] {
        assert!(!text.contains(word), "{what} shows {word}: {page}");
    }
}

async fn ok(city: &City, token: &str, path: &str, body: Value) {
    let key: String = path.chars().filter(char::is_ascii_alphanumeric).collect();
    let (status, said) = city.post(token, path, &key, body).await;
    assert_eq!(status, StatusCode::OK, "{path}: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c14_2_a_unit_reads_nothing_that_shows_who_is_kept_from_it() {
    for city in City::both().await {
        let (desk, heat, other) = (city.token("desk").await, city.token("heat").await, city.token("other").await);
        let told = json!({
            "channel": "web", "name": NAME, "phone": PHONE, "confidential": true,
            "told": "我是王 小明，暖气三天不热，打138-1234-5678或者１３８１２３４５６７８，证件130203 19900101 1234",
        });
        let (_, receipt) = city.post("", "/api/v1/claims", "r", told).await;
        let (no, code) = (receipt["no"].as_str().unwrap(), receipt["query_code"].as_str().unwrap());
        let claim = format!("/api/v1/claims/{no}");
        let registration = |title: &str| {
            json!({
                "kind": "help", "category": { "code": "160402" }, "title": title, "truth_told": true,
                "content": format!("{NAME}（{PHONE}）家暖气不热"), "demands": [format!("答复{NAME}")],
                "place": { "division": "130203006019" },
            })
        };
        // A title stands in lists; so it is kept clean when it is written.
        let named = registration("王小明家暖气不热");
        let (status, said) = city.post(&desk, &format!("{claim}/accept"), "named", named).await;
        assert_eq!((status, &said["clause"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("C39")), "{said}");
        assert_eq!(said["field"], "title", "{said}");
        ok(&city, &desk, &format!("{claim}/accept"), registration("暖气不热")).await;
        ok(&city, &desk, &format!("{claim}/consult"), json!({ "unit": "C-ZJJ", "question": "由谁管" })).await;
        city.app.run_outbox().await.unwrap();
        let dispatch = json!({ "lead": "E-HEAT1", "co": [{ "unit": "C-ZJJ", "task": "查管网", "reason": "" }] });
        ok(&city, &desk, &format!("{claim}/dispatch"), dispatch).await;
        let more = json!({ "text": format!("我王小明还有一个号：{PHONE}") });
        let request = Request::post(format!("/api/v1/track/{no}/supplement"))
            .header("content-type", "application/json")
            .header("x-query-code", code)
            .header("idempotency-key", "more");
        let (status, said) = city.send(request.body(Body::from(more.to_string())).unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        city.app.run_outbox().await.unwrap();

        for (who, token, order) in [("the lead", &heat, 1), ("the co-unit", &other, 2)] {
            let path = format!("/api/v1/orders/{no}-{order}");
            let (status, page) = city.get(token, &path).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            shows_nobody(who, &page);
            assert!(page.to_string().contains("暖气三天不热"), "what it is about is read: {page}");
            let (status, inbox) = city.get(token, "/api/v1/inbox").await;
            assert_eq!(status, StatusCode::OK, "{inbox}");
            shows_nobody(who, &inbox);
            let (_, may) = city.get(token, &format!("{path}/actions")).await;
            shows_nobody(who, &may);
        }
        // The agency reads the claim as it was told: nothing of the record is lost.
        let (_, page) = city.get(&desk, &claim).await;
        assert!(page["demand"]["told"].as_str().unwrap().contains("138-1234-5678"), "{page}");
        city.app.close().await;
    }
}
