//! Many claimants, one matter (C15.5): joined, told, answered with the master, rated alone; and undone. Over HTTP on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the cities of the API tests have more doors than these need")]
mod city;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use city::City;

async fn accepted(city: &City, key: &str) -> (String, String) {
    let accepted = city.accepted(key, &format!("{key}：整栋楼暖气不热")).await;
    city.app.run_outbox().await.unwrap();
    accepted
}

async fn by_desk(city: &City, no: &str, verb: &str, body: Value) -> (StatusCode, Value) {
    let key = format!("{verb}-{no}-{body}").chars().filter(char::is_ascii_alphanumeric).take(100).collect::<String>();
    let answer = city.post(&city.token("desk").await, &format!("/api/v1/claims/{no}/{verb}"), &key, body).await;
    city.app.run_outbox().await.unwrap();
    answer
}

/// Signed, contacted, fed back and accepted; in a round of its own, by whose name the commands are known.
async fn handled(city: &City, no: &str, round: &str, public_answer: &str) {
    let contact = json!({ "at": "2026-01-05T09:00:00+08:00", "way": "phone", "purpose": "first", "note": "约定" });
    let feedback = json!({
        "answered": { "told": { "at": "2026-01-05T09:00:00+08:00", "way": "phone", "whom": "本人" } },
        "facts": "true", "measures": "清洗", "result": "20度", "basis": "办法", "resolution": "resolved",
        "public_answer": public_answer, "evidence": [{ "name": "测温单" }],
    });
    let steps = [
        ("heat", "sign", json!({})),
        ("heat", "contact", contact),
        ("heat", "feedback", feedback),
        ("desk", "accept-feedback", json!({})),
    ];
    for (who, verb, body) in steps {
        let path = format!("/api/v1/orders/{no}-1/{verb}");
        let key = format!("{verb}-{no}-{}", round.len());
        let (status, said) = city.post(&city.token(who).await, &path, &key, body).await;
        assert_eq!(status, StatusCode::OK, "{verb}: {said}");
    }
    city.app.run_outbox().await.unwrap();
    city.app.run_outbox().await.unwrap();
}

async fn track(city: &City, no: &str, code: &str) -> Value {
    let request = Request::get(format!("/api/v1/track/{no}")).header("x-query-code", code);
    city.send(request.body(Body::empty()).unwrap()).await.1
}

async fn stage(city: &City, no: &str) -> String {
    let (_, page) = city.get(&city.token("desk").await, &format!("/api/v1/claims/{no}")).await;
    page["stage"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_5_joined_claims_share_one_order_and_each_claimant_is_told_and_rates() {
    for city in City::both().await {
        let (master, _) = accepted(&city, "k1").await;
        let (second, code) = accepted(&city, "k2").await;
        let (third, _) = accepted(&city, "k3").await;
        let never = hotline::ClaimNo::new("TS", 260_105, 99);
        for wrong in [second.as_str(), never.as_str(), "nonsense"] {
            let (status, said) = by_desk(&city, &second, "join", json!({ "master": wrong })).await;
            assert!(status.is_client_error(), "{wrong}: {said}");
        }
        for joined in [&second, &third] {
            let (status, said) = by_desk(&city, joined, "join", json!({ "master": master })).await;
            assert_eq!(status, StatusCode::OK, "{said}");
            assert_eq!(stage(&city, joined).await, "joined");
        }
        // A joined claim leads nobody, and the third goes its own way again with two hours of its own.
        let (status, said) = by_desk(&city, &master, "join", json!({ "master": second })).await;
        assert_eq!((status, &said["clause"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("C15.5")), "{said}");
        let (status, _) = by_desk(&city, &third, "unjoin", json!({ "reason": "不是同一栋楼" })).await;
        assert_eq!((status, stage(&city, &third).await), (StatusCode::OK, "accepted".to_owned()));

        by_desk(&city, &master, "dispatch", json!({ "lead": "E-HEAT1" })).await;
        let page = track(&city, &second, &code).await;
        assert!(page["promise"].as_str().unwrap().contains("一起办：已派给"), "{page}");
        assert!(!page.to_string().contains(&master), "whose the master is stays unsaid");
        handled(&city, &master, "", "整栋楼的主管道已疏通").await;
        // Both are called back; the third is not.
        let stages = [stage(&city, &master).await, stage(&city, &second).await, stage(&city, &third).await];
        assert_eq!(stages, ["calling_back", "calling_back", "accepted"]);
        let page = track(&city, &second, &code).await;
        assert_eq!(page["answers"][0]["text"], "整栋楼的主管道已疏通", "{page}");
        let rating = json!({ "solved": "no", "satisfaction": "unsatisfied" });
        let request = Request::post(format!("/api/v1/track/{second}/rate"))
            .header("content-type", "application/json")
            .header("x-query-code", &code)
            .header("idempotency-key", "rate");
        let (status, said) = city.send(request.body(Body::from(rating.to_string())).unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        assert_eq!(stage(&city, &second).await, "checking");
        assert_eq!(stage(&city, &master).await, "calling_back", "each rates alone");
        // Found an omission, it follows the master again, into a new round on the master's order (C38).
        let omission = json!({ "omission": { "demand": "他家支管没有通" } });
        let (status, said) = by_desk(&city, &second, "check", omission).await;
        assert_eq!((status, stage(&city, &second).await), (StatusCode::OK, "joined".to_owned()), "{said}");
        assert_eq!(stage(&city, &master).await, "handling");
        let (_, order) = city.get(&city.token("heat").await, &format!("/api/v1/orders/{master}-1")).await;
        assert!(order.to_string().contains("他家支管没有通"), "the unit reads what was left undone: {order}");
        let page = track(&city, &second, &code).await;
        assert!(page["promise"].as_str().unwrap().contains("一起办"), "{page}");
        handled(&city, &master, "再", "支管也已疏通").await;
        let stages = [stage(&city, &master).await, stage(&city, &second).await];
        assert_eq!(stages, ["calling_back", "calling_back"], "each is asked after the new answer");
        let page = track(&city, &second, &code).await;
        let answers: Vec<_> = page["answers"].as_array().unwrap().iter().map(|answer| &answer["text"]).collect();
        assert_eq!(answers, ["整栋楼的主管道已疏通", "支管也已疏通"], "{page}");
        // Unsatisfied once more when the master is archived, it gets an order of its own.
        let web =
            json!({ "method": "web", "outcome": { "reached": { "solved": "yes", "satisfaction": "satisfied" } } });
        let (status, said) = by_desk(&city, &master, "callback", web.clone()).await;
        assert_eq!((status, stage(&city, &master).await), (StatusCode::OK, "archived".to_owned()), "{said}");
        let web =
            json!({ "method": "web", "outcome": { "reached": { "solved": "no", "satisfaction": "unsatisfied" } } });
        by_desk(&city, &second, "callback", web).await;
        let omission = json!({ "omission": { "demand": "2号阀门没有换" } });
        let (status, said) = by_desk(&city, &second, "check", omission).await;
        assert_eq!((status, stage(&city, &second).await), (StatusCode::OK, "accepted".to_owned()), "{said}");
        let divisions = &city.app.registry().divisions;
        store::verify::verify(city.app.db(), divisions, |_| {}).await.unwrap().unwrap();
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c39_a_public_answer_shows_none_of_the_joined_claimants() {
    for city in City::both().await {
        let (master, _) = accepted(&city, "k1").await;
        let told = json!({ "channel": "web", "told": "k2：整栋楼暖气不热", "name": "李秀英", "phone": "10000005678" });
        let (_, receipt) = city.post("", "/api/v1/claims", "k2", told).await;
        let second = receipt["no"].as_str().unwrap();
        let registration = json!({
            "kind": "help", "category": { "code": "160402" }, "place": { "division": "130203006019" },
            "title": "整栋楼暖气不热", "truth_told": true,
        });
        by_desk(&city, second, "accept", registration).await;
        by_desk(&city, second, "join", json!({ "master": master })).await;
        by_desk(&city, &master, "dispatch", json!({ "lead": "E-HEAT1" })).await;
        let heat = city.token("heat").await;
        let contact = json!({ "at": "2026-01-05T09:00:00+08:00", "way": "phone", "purpose": "first", "note": "约定" });
        for (verb, body) in [("sign", json!({})), ("contact", contact)] {
            city.post(&heat, &format!("/api/v1/orders/{master}-1/{verb}"), verb, body).await;
        }
        for (key, answer, fits) in [
            ("named", "李秀英家的支管已疏通", false),
            ("number", "已给10000005678回电，支管已疏通", false),
            ("fit", "支管已疏通", true),
        ] {
            let feedback = json!({
                "answered": { "told": { "at": "2026-01-05T09:00:00+08:00", "way": "phone", "whom": "本人" } },
                "facts": "true", "measures": "清洗", "result": "20度", "basis": "办法", "resolution": "resolved",
                "public_answer": answer, "evidence": [{ "name": "测温单" }],
            });
            let path = format!("/api/v1/orders/{master}-1/feedback");
            let (status, said) = city.post(&heat, &path, key, feedback).await;
            assert_eq!(status == StatusCode::OK, fits, "{answer}: {said}");
            assert!(fits || said["clause"] == "C39" && !said.to_string().contains("李秀英"), "{said}");
        }
        city.app.close().await;
    }
}
