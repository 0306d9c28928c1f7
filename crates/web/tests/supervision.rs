//! Supervision (C37) from the clock that raises it to its end, over HTTP on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod city;

use axum::http::StatusCode;
use hotline::Role;
use serde_json::{Value, json};

use city::City;

/// A claim handed over to the heat enterprise on Monday at nine; its number.
async fn handed_over(city: &City, key: &str) -> String {
    let (no, _) = city.accepted(key, "暖气不热").await;
    let path = format!("/api/v1/claims/{no}/dispatch");
    let lead = json!({ "lead": "E-HEAT1" });
    let (status, said) = city.post(&city.token("desk").await, &path, &format!("{key}-dispatch"), lead).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    no
}

/// Time passes, and what follows from it is carried on.
async fn until(city: &City, now: &str) {
    city.set(now);
    city.app.fire_due_clocks().await.unwrap();
    city.app.run_outbox().await.unwrap();
}

async fn board(city: &City, login: &str) -> Vec<Value> {
    let (status, page) = city.get(&city.token(login).await, "/api/v1/supervisions").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page["rows"].as_array().unwrap().clone()
}

async fn act(city: &City, login: &str, no: &str, verb: &str, body: Value) -> (StatusCode, Value) {
    let path = format!("/api/v1/supervisions/{no}/{verb}");
    city.post(&city.token(login).await, &path, &format!("{login}-{verb}-{no}"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn c37_1_not_signed_in_time_is_supervised_at_once_answered_checked_and_ended() {
    for city in City::both().await {
        handed_over(&city, "k1").await;
        until(&city, "2026-01-05 09:59").await;
        assert!(board(&city, "desk").await.is_empty(), "a utility has its hour");
        until(&city, "2026-01-05 10:00").await;
        city.app.run_outbox().await.unwrap();
        let rows = board(&city, "desk").await;
        assert_eq!(rows.len(), 1, "one letter, however often the outbox runs: {rows:?}");
        assert_eq!((&rows[0]["trigger"], &rows[0]["stage"]), (&json!("未按照规定期限签收"), &json!("待答复")));
        let no = rows[0]["no"].as_str().unwrap().to_owned();
        // The unit in it reads it; another unit does not learn that it exists.
        assert_eq!(board(&city, "heat").await.len(), 1);
        assert!(board(&city, "other").await.is_empty());
        let path = format!("/api/v1/supervisions/{no}");
        assert_eq!(city.get(&city.token("other").await, &path).await.0, StatusCode::NOT_FOUND);
        let answer = json!({ "reasons": "值班电话没人接", "measures": "已签收，今天上门" });
        assert_eq!(act(&city, "other", &no, "answer", answer.clone()).await.0, StatusCode::NOT_FOUND);
        // Not before the unit has spoken; not by the unit itself.
        let (status, said) = act(&city, "desk", &no, "close", json!({ "text": "x" })).await;
        assert_eq!((status, &said["clause"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("C37.1")), "{said}");
        let (status, said) = act(&city, "heat", &no, "close", json!({ "text": "x" })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert_eq!(act(&city, "heat", &no, "answer", answer).await.0, StatusCode::OK);
        let (status, said) = act(&city, "desk", &no, "close", json!({ "text": "已核实签收" })).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        let (_, page) = city.get(&city.token("desk").await, &path).await;
        assert_eq!(page["supervision"]["stage"], "已了结");
        assert_eq!(page["timeline"].as_array().unwrap().len(), 3, "{page}");
        // It never closes an order.
        let order = rows[0]["order"].as_str().unwrap();
        let (_, order) = city.get(&city.token("desk").await, &format!("/api/v1/orders/{order}")).await;
        assert_eq!(order["order"]["state"], "handed_over");
        let divisions = &city.app.registry().divisions;
        let verified = store::verify::verify(city.app.db(), divisions, |_| {}).await.unwrap().unwrap();
        assert_eq!(verified.supervisions, 1);
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c37_2_without_answer_it_is_put_forward_and_the_authority_decides() {
    for city in City::both().await {
        city.account("authority", "TS-AUTH", &[Role::Authority]).await;
        handed_over(&city, "k1").await;
        until(&city, "2026-01-05 10:00").await;
        let no = board(&city, "desk").await[0]["no"].as_str().unwrap().to_owned();
        until(&city, "2026-01-07 00:00").await;
        let rows = board(&city, "authority").await;
        let mine = rows.iter().find(|row| row["no"] == no).unwrap();
        assert_eq!((&mine["key_pending"], &mine["key"]), (&json!(true), &json!(false)), "{rows:?}");
        let decided = json!({ "approved": true, "reason": "整改不力" });
        let (status, said) = act(&city, "desk", &no, "decide-key", decided.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the agency does not decide: {said}");
        let (status, said) = act(&city, "authority", &no, "decide-key", decided).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        let rows = board(&city, "heat").await;
        let mine = rows.iter().find(|row| row["no"] == no).unwrap();
        assert_eq!((&mine["key_pending"], &mine["key"]), (&json!(false), &json!(true)));
        // Not closed in time is a ground of its own, so the order has a second letter by then.
        until(&city, "2026-01-13 00:00").await;
        let grounds: Vec<_> = board(&city, "desk").await.iter().map(|row| row["trigger"].to_string()).collect();
        assert_eq!(grounds.len(), 2, "{grounds:?}");
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c37_1_a_feedback_sent_back_is_supervised_and_a_second_one_put_forward() {
    for city in City::both().await {
        let no = handed_over(&city, "k1").await;
        let order = |verb: &str| format!("/api/v1/orders/{no}-1/{verb}");
        let heat = city.token("heat").await;
        city.post(&heat, &order("sign"), "s", json!({})).await;
        let contact = json!({ "at": "2026-01-05T09:00:00+08:00", "way": "phone", "purpose": "first", "note": "约定" });
        city.post(&heat, &order("contact"), "c", contact).await;
        for n in 1..=2 {
            let feedback = json!({
                "answered": { "told": { "at": "2026-01-05T09:00:00+08:00", "way": "phone", "whom": "本人" } },
                "facts": "true", "measures": "清洗", "result": "20度", "basis": "办法", "resolution": "resolved",
                "public_answer": format!("第{n}次：已经修好"), "evidence": [{ "name": "测温单" }],
            });
            let (status, said) = city.post(&heat, &order("feedback"), &format!("f{n}"), feedback).await;
            assert_eq!(status, StatusCode::OK, "{said}");
            let back = json!({ "reason": "没有写测温时间" });
            let desk = city.token("desk").await;
            city.post(&desk, &order("return-feedback"), &format!("b{n}"), back).await;
            city.app.run_outbox().await.unwrap();
            let rows = board(&city, "desk").await;
            assert_eq!(rows.len(), 1, "one letter of a ground on an order: {rows:?}");
            assert_eq!(rows[0]["key_pending"], json!(n == 2), "the second one is put forward");
        }
        city.app.close().await;
    }
}
