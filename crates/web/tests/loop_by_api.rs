//! The main road through HTTP on both databases: one claim from the citizen's page or the operator's call to the archive.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the cities of the API tests have more doors than this needs")]
mod city;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hotline::ClaimNo;
use serde_json::{Value, json};
use tower::ServiceExt;

use city::City;

fn registration() -> Value {
    json!({
        "kind": "help", "category": { "code": "160402" }, "place": { "division": "130203006019", "text": "3号楼" },
        "title": "暖气三天不热", "truth_told": true, "demands": ["恢复供热"],
    })
}

fn feedback(at: &str) -> Value {
    json!({
        "answered": { "told": { "at": at, "way": "phone", "whom": "本人" } }, "facts": "true", "measures": "清洗过滤器",
        "result": "室温20度", "basis": "《河北省供热用热办法》", "resolution": "resolved", "public_answer": "已经修好",
        "evidence": [{ "name": "测温单" }], "addressed": [0],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn c4_one_claim_from_first_contact_to_archive_on_both_databases() {
    for city in City::both().await {
        let (desk, heat) = (city.token("desk").await, city.token("heat").await);
        let told = json!({ "channel": "web", "told": "暖气三天不热 <b>🙂</b> '; DROP TABLE claim; --", "phone": "10000001234", "name": "王小明" });
        let (status, receipt) = city.post("", "/api/v1/claims", "k1", told.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        let no = receipt["no"].as_str().unwrap().to_owned();
        // Twice under one key is one claim.
        let (_, again) = city.post("", "/api/v1/claims", "k1", told).await;
        assert_eq!(again["no"], receipt["no"]);

        let claim = |verb: &str| format!("/api/v1/claims/{no}/{verb}");
        let order = |verb: &str| format!("/api/v1/orders/{no}-1/{verb}");
        let mut n = 0;
        let mut key = || {
            n += 1;
            format!("step-{n}")
        };
        let steps = [
            ("2026-01-05 09:10", &desk, claim("accept"), registration()),
            ("2026-01-05 09:20", &desk, claim("dispatch"), json!({ "lead": "E-HEAT1" })),
            ("2026-01-05 09:40", &heat, order("sign"), json!({})),
            (
                "2026-01-05 10:00",
                &heat,
                order("contact"),
                json!({ "at": "2026-01-05T09:59:00+08:00", "way": "phone", "purpose": "first", "note": "约定上门" }),
            ),
            ("2026-01-05 15:00", &heat, order("feedback"), feedback("2026-01-05T14:50:00+08:00")),
            ("2026-01-05 16:00", &desk, order("accept-feedback"), json!({})),
            (
                "2026-01-06 10:00",
                &desk,
                claim("callback"),
                json!({ "method": "phone", "outcome": { "reached": { "solved": "yes", "satisfaction": "satisfied" } } }),
            ),
        ];
        for (now, who, path, body) in steps {
            city.set(now);
            // A session ends after eight idle hours: each sign in anew.
            let who = if *who == desk { city.token("desk").await } else { city.token("heat").await };
            let (status, answer) = city.post(&who, &path, &key(), body).await;
            assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        }
        let (status, page) = city.get(&city.token("desk").await, &format!("/api/v1/claims/{no}")).await;
        assert_eq!((status, page["stage"].as_str()), (StatusCode::OK, Some("archived")), "{page}");
        assert!(
            !page.to_string().contains("王小明") && !page.to_string().contains("10000001234"),
            "identity is masked"
        );
        city.app.run_outbox().await.unwrap();
        let verified = store::verify::verify(city.app.db(), &city.app.registry().divisions, |_| {}).await.unwrap();
        assert_eq!(verified.unwrap_or_else(|finding| panic!("{finding:?}")).claims, 1);
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_1_and_security_refusals_speak_and_walls_hold() {
    let city = City::on(None).await;
    let (desk, other, admin) = (city.token("desk").await, city.token("other").await, city.token("admin").await);
    let (_, receipt) = city
        .post("", "/api/v1/claims", "k1", json!({ "channel": "web", "told": "不热", "phone": "10000001234" }))
        .await;
    let no = receipt["no"].as_str().unwrap().to_owned();
    let accept = format!("/api/v1/claims/{no}/accept");
    // Closed types, keys, tokens.
    let mut extra = registration();
    extra["due_at"] = json!("2030-01-01");
    assert_eq!(city.post(&desk, &accept, "a", extra).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(city.post(&desk, &accept, "a", json!({ "kind": 1 })).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(city.post(&desk, &accept, "", registration()).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(city.post("", &accept, "a", registration()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(city.post(&desk, &accept, "a", registration()).await.0, StatusCode::OK);
    assert_eq!(city.post(&desk, &accept, "a", registration()).await.1["repeated"], json!(true));
    assert_eq!(city.post(&desk, &accept, "a", json!({ "kind": "help", "category": { "code": "160402" }, "place": { "division": "130203006019" }, "title": "别的", "truth_told": true })).await.0, StatusCode::CONFLICT);
    // The same key on another claim is another request, not a repetition.
    let told = json!({ "channel": "web", "told": "也不热", "phone": "10000005678" });
    let (_, second) = city.post("", "/api/v1/claims", "k2", told).await;
    let second = format!("/api/v1/claims/{}/accept", second["no"].as_str().unwrap());
    assert_eq!(city.post(&desk, &second, "a", registration()).await.0, StatusCode::CONFLICT);
    let letter = json!({ "channel": "letter", "told": "x", "phone": "10000001234" });
    assert_eq!(city.post("", "/api/v1/claims", "k3", letter).await.0, StatusCode::BAD_REQUEST);
    // Article 20, in words.
    let (status, problem) =
        city.post(&desk, &format!("/api/v1/claims/{no}/dispatch"), "d", json!({ "lead": "D-130203" })).await;
    assert_eq!((status, problem["clause"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("C20.1")), "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("不能派给路北区"), "{problem}");
    // What may not be seen does not exist.
    let never = ClaimNo::new("TS", 260_105, 999);
    let (_, missing) = city.get(&other, &format!("/api/v1/claims/{never}")).await;
    for token in [&other, &admin] {
        let (status, body) = city.get(token, &format!("/api/v1/claims/{no}")).await;
        assert_eq!((status, &body), (StatusCode::NOT_FOUND, &missing));
        let (status, _) = city.post(token, &format!("/api/v1/claims/{no}/archive"), "x", json!({})).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    let (_, found) = city.get(&other, "/api/v1/search?q=10000001234").await;
    assert_eq!(found["rows"], json!([]), "a unit does not find out who complained");
    let (_, actions) = city.get(&desk, &format!("/api/v1/claims/{no}/actions")).await;
    assert!(
        actions["actions"].as_array().unwrap().iter().any(|one| one["verb"] == "dispatch" && one["allowed"] == true)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_deciders_one_wins_and_the_others_are_told_who() {
    for city in City::both().await {
        let desk = city.token("desk").await;
        let (_, receipt) = city
            .post("", "/api/v1/claims", "k1", json!({ "channel": "web", "told": "不热", "phone": "10000001234" }))
            .await;
        let no = receipt["no"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/claims/{no}/accept");
        let tries = (0..16).map(|n| {
            let request = Request::post(&path)
                .header(header::AUTHORIZATION, format!("Bearer {desk}"))
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", format!("try-{n}"))
                .header(header::IF_MATCH, "\"1\"")
                .body(Body::from(registration().to_string()))
                .unwrap();
            let router = city.router.clone();
            tokio::spawn(async move {
                let response = router.oneshot(request).await.unwrap();
                let status = response.status();
                (status, axum::body::to_bytes(response.into_body(), 100_000).await.unwrap())
            })
        });
        let mut won = 0;
        for one in tries.collect::<Vec<_>>() {
            let (status, body) = one.await.unwrap();
            if status == StatusCode::OK {
                won += 1;
            } else {
                assert_eq!(status, StatusCode::CONFLICT);
                assert!(String::from_utf8_lossy(&body).contains("受理"), "says what was done");
            }
        }
        assert_eq!(won, 1);
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_demo_answers_its_role_and_shows_no_identity() {
    let city = City::on(None).await;
    let desk = city.token("desk").await;
    let (_, receipt) = city
        .post(
            "",
            "/api/v1/claims",
            "k1",
            json!({ "channel": "web", "told": "不热", "phone": "10000001234", "name": "王小明" }),
        )
        .await;
    let no = receipt["no"].as_str().unwrap().to_owned();
    city.post(&desk, &format!("/api/v1/claims/{no}/accept"), "a", registration()).await;
    city.post(&desk, &format!("/api/v1/claims/{no}/dispatch"), "d", json!({ "lead": "E-HEAT1" })).await;
    let public = ["/", "/about", "/submit/what", "/t", "/in"];
    let of_desk = [
        "/home",
        "/desk/seat",
        "/desk/dispatch",
        "/desk/review",
        "/desk/callback",
        "/desk/callback/check",
        "/desk/claims",
        "/search?q=10000001234",
    ];
    let heat = city.token("heat").await;
    let claim = format!("/claim/{no}");
    let order = format!("/order/{no}-1");
    let mut pages: Vec<(&str, &str)> = public.iter().map(|path| ("", *path)).collect();
    pages.extend(of_desk.iter().map(|path| (desk.as_str(), *path)));
    pages.extend([
        (desk.as_str(), claim.as_str()),
        (desk.as_str(), order.as_str()),
        (heat.as_str(), order.as_str()),
        (heat.as_str(), "/unit"),
        (heat.as_str(), "/unit?filter=to_sign"),
        (heat.as_str(), "/home"),
    ]);
    for (token, path) in pages {
        let request = Request::get(path).header(header::COOKIE, format!("yihu={token}"));
        let (status, body) = city.send(request.body(Body::empty()).unwrap()).await;
        let body = body.as_str().unwrap_or_default().to_owned();
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        assert!(!body.contains("王小明") && !body.contains(">10000001234"), "{path} shows identity");
        assert!(body.contains("</html>") && !body.contains("style=") && !body.contains("<script>"), "{path}");
    }
    // The claim is not the unit's page, and nobody's without a sign-in.
    for (token, wanted) in [(heat.as_str(), StatusCode::NOT_FOUND), ("", StatusCode::SEE_OTHER)] {
        let request = Request::get(&claim).header(header::COOKIE, format!("yihu={token}"));
        assert_eq!(city.send(request.body(Body::empty()).unwrap()).await.0, wanted);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_progress_and_rating_answer_by_json_and_show_nobody() {
    for city in City::both().await {
        let (desk, heat) = (city.token("desk").await, city.token("heat").await);
        let told = json!({ "channel": "web", "told": "暖气不热", "phone": "10000001234", "name": "王小明" });
        let (_, receipt) = city.post("", "/api/v1/claims", "k1", told).await;
        let (no, code) = (receipt["no"].as_str().unwrap(), receipt["query_code"].as_str().unwrap());
        let numbers = |body: &Value| -> Vec<String> {
            body["rows"].as_array().unwrap().iter().map(|row| row["no"].as_str().unwrap().to_owned()).collect()
        };
        let order = format!("{no}-1");
        assert_eq!(numbers(&city.get(&desk, "/api/v1/queues/intake").await.1), [no]);
        city.post(&desk, &format!("/api/v1/claims/{no}/accept"), "a", registration()).await;
        assert_eq!(numbers(&city.get(&desk, "/api/v1/queues/dispatch").await.1), [no]);
        city.post(&desk, &format!("/api/v1/claims/{no}/dispatch"), "b", json!({ "lead": "E-HEAT1" })).await;
        assert_eq!(numbers(&city.get(&desk, "/api/v1/queues/dispatch").await.1), [""; 0]);
        let (_, inbox) = city.get(&heat, "/api/v1/inbox?filter=to_sign").await;
        assert_eq!((numbers(&inbox), &inbox["counts"]["to_sign"]), (vec![order.clone()], &json!(1)));
        assert_eq!(city.get(&heat, "/api/v1/inbox?filter=nonsense").await.0, StatusCode::BAD_REQUEST);
        let (_, actions) = city.get(&heat, &format!("/api/v1/orders/{order}/actions")).await;
        let allowed = |verb: &str| {
            let all = actions["actions"].as_array().unwrap();
            all.iter().find(|one| one["verb"] == verb).map(|one| one["allowed"].as_bool().unwrap())
        };
        assert_eq!((allowed("sign"), allowed("feedback"), allowed("dispatch")), (Some(true), Some(false), None));
        let other = city.token("other").await;
        assert_eq!(city.get(&other, &format!("/api/v1/orders/{order}/actions")).await.0, StatusCode::NOT_FOUND);
        city.post(&heat, &format!("/api/v1/orders/{order}/sign"), "c", json!({})).await;
        let contact = json!({ "at": "2026-01-05T09:00:00+08:00", "way": "phone", "purpose": "first", "note": "约定" });
        city.post(&heat, &format!("/api/v1/orders/{order}/contact"), "d", contact).await;
        let (status, said) = city
            .post(&heat, &format!("/api/v1/orders/{order}/feedback"), "e", feedback("2026-01-05T09:00:00+08:00"))
            .await;
        assert_eq!(status, StatusCode::OK, "{said}");
        assert_eq!(numbers(&city.get(&desk, "/api/v1/reviews").await.1), [order.as_str()]);
        city.post(&desk, &format!("/api/v1/orders/{order}/accept-feedback"), "f", json!({})).await;
        assert_eq!(numbers(&city.get(&desk, "/api/v1/queues/callback").await.1), [no]);

        // The claimant's own view opens with the code only, and the rating counts once however often it is sent.
        let track = |code: &str| {
            let request = Request::get(format!("/api/v1/track/{no}")).header("x-query-code", code);
            city.send(request.body(Body::empty()).unwrap())
        };
        assert_eq!(track("XXXXXX").await.0, StatusCode::NOT_FOUND);
        let (status, page) = track(code).await;
        assert_eq!((status, page["may_rate"].as_bool()), (StatusCode::OK, Some(true)), "{page}");
        assert!(!page.to_string().contains("王小明") && !page.to_string().contains("10000001234"));
        for repeated in [false, true] {
            let rating = json!({ "solved": "yes", "satisfaction": "satisfied" });
            let request = Request::post(format!("/api/v1/track/{no}/rate"))
                .header(header::CONTENT_TYPE, "application/json")
                .header("x-query-code", code)
                .header("idempotency-key", "rate-1");
            let (status, done) = city.send(request.body(Body::from(rating.to_string())).unwrap()).await;
            assert_eq!((status, &done["repeated"]), (StatusCode::OK, &json!(repeated)), "{done}");
        }
        assert_eq!(track(code).await.1["stage"], "archived");

        // A body that does not say that it is JSON is none; a session that was ended opens nothing.
        let request = Request::post("/api/v1/sessions").header(header::CONTENT_TYPE, "text/plain");
        let (status, problem) = city.send(request.body(Body::from("{}")).unwrap()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{problem}");
        let request = Request::delete("/api/v1/sessions").header(header::AUTHORIZATION, format!("Bearer {heat}"));
        assert_eq!(city.send(request.body(Body::empty()).unwrap()).await.0, StatusCode::NO_CONTENT);
        assert_eq!(city.get(&heat, "/api/v1/inbox").await.0, StatusCode::UNAUTHORIZED);
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c14_2_c39_who_the_claimant_is_shows_only_for_a_reason_on_record() {
    for city in City::both().await {
        let (desk, heat, other) = (city.token("desk").await, city.token("heat").await, city.token("other").await);
        let mut claims = Vec::new();
        for (n, confidential) in [true, false].into_iter().enumerate() {
            let told = json!({ "channel": "web", "told": "暖气不热", "phone": "10000001234", "name": "王小明", "confidential": confidential });
            let (_, receipt) = city.post("", "/api/v1/claims", &format!("k{n}"), told).await;
            let no = receipt["no"].as_str().unwrap().to_owned();
            city.post(&desk, &format!("/api/v1/claims/{no}/accept"), &format!("a{n}"), registration()).await;
            city.post(&desk, &format!("/api/v1/claims/{no}/dispatch"), &format!("b{n}"), json!({ "lead": "E-HEAT1" }))
                .await;
            claims.push((no, receipt["query_code"].as_str().unwrap().to_owned()));
        }
        let reason = json!({ "reason": "约上门时间" });
        let (kept, open) = (&claims[0].0, &claims[1].0);
        // The agency, with a reason; the unit only where the claimant did not ask to be kept from it; nobody else.
        let (status, said) = city.post(&desk, &format!("/api/v1/claims/{kept}/reveal"), "", json!({})).await;
        assert_eq!((status, &said["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason")), "{said}");
        let (status, shown) = city.post(&desk, &format!("/api/v1/claims/{kept}/reveal"), "", reason.clone()).await;
        assert_eq!((status, &shown["phone"]), (StatusCode::OK, &json!("10000001234")), "{shown}");
        let (status, said) = city.post(&heat, &format!("/api/v1/orders/{kept}-1/reveal"), "", reason.clone()).await;
        assert_eq!((status, &said["clause"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("C14.2")), "{said}");
        let (status, shown) = city.post(&heat, &format!("/api/v1/orders/{open}-1/reveal"), "", reason.clone()).await;
        assert_eq!((status, &shown["name"]), (StatusCode::OK, &json!("王小明")), "{shown}");
        for (token, path) in [(&other, format!("orders/{open}-1")), (&heat, format!("claims/{open}"))] {
            let (status, _) = city.post(token, &format!("/api/v1/{path}/reveal"), "", reason.clone()).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        // The claimant reads who looked and why; a refused look is none.
        for ((no, code), unit) in claims.iter().zip(["12345", "供热"]) {
            let request = Request::get(format!("/api/v1/track/{no}")).header("x-query-code", code);
            let (_, page) = city.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(page["looks"].as_array().unwrap().len(), 1, "{page}");
            assert!(page["looks"][0]["unit"].as_str().unwrap().contains(unit), "{page}");
            assert_eq!(page["looks"][0]["reason"], "约上门时间");
        }
        let divisions = &city.app.registry().divisions;
        assert_eq!(store::verify::verify(city.app.db(), divisions, |_| {}).await.unwrap().unwrap().looks, 2);
        city.app.close().await;
    }
}

#[test]
fn the_openapi_document_in_the_docs_is_the_one_that_is_served() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let made = format!("{}\n", serde_json::to_string_pretty(&web::openapi()).unwrap());
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/openapi.json is old: run UPDATE_OPENAPI=1 cargo test -p web --test loop_by_api");
}
