//! A new version of the policy over the whole program, on both databases (C50): what is told, what raises a supervision and
//! who decides change on its day and not before; what was imported in the first form is still read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod city;

use axum::http::StatusCode;
use hotline::Role;
use hotline::story::new_version;
use law::{Date, Policy};
use serde_json::json;
use store::documents::{self, Document};

use city::City;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

async fn act(city: &City, login: &str, path: &str, body: serde_json::Value) {
    let (status, said) = city.post(&city.token(login).await, &format!("/api/v1/{path}"), path, body).await;
    assert_eq!(status, StatusCode::OK, "{path}: {said}");
}

/// What the claimant was sent last, and what the page promises.
async fn words(city: &City, no: &str) -> (String, String) {
    let session = city.app.session(&city.token("desk").await).await.unwrap().unwrap();
    let page = city.app.claim_page(&session, &no.parse().unwrap()).await.unwrap();
    (page.notices.last().unwrap().text.clone(), page.promise)
}

#[tokio::test(flavor = "multi_thread")]
async fn c50_the_claimant_is_told_in_the_words_in_force_when_it_was_decided() {
    for city in City::both().await {
        let version = new_version(
            day("2026-01-07"),
            &[("told.accepted", "\"{no}收到，{dispatch}内有人跟进。\""), ("promise.accepted", "\"正在找人办\"")],
        );
        city.app.import_policy(&version, "test").await.unwrap();
        city.set("2026-01-06 23:50");
        let first = city.accepted("k1", "暖气不热").await.0;
        city.set("2026-01-07 00:00");
        let second = city.accepted("k2", "暖气不热").await.0;
        // Both go out on the new day: the words are those of the day of each decision, the page speaks today's.
        city.app.run_outbox().await.unwrap();
        let (sent, page) = words(&city, &first).await;
        assert_eq!(sent, format!("您反映的事已受理，编号{first}。一般2小时内派单或答复。"));
        assert_eq!(page, "正在找人办");
        assert_eq!(words(&city, &second).await.0, format!("{second}收到，2小时内有人跟进。"));
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c37_1_a_trigger_of_the_city_raises_a_supervision_from_its_day_on() {
    for city in City::both().await {
        let trigger = "{ on = true, demand = \"请今天联系诉求人。\" }";
        let version = new_version(day("2026-01-08"), &[("supervise.not_contacted", trigger)]);
        city.app.import_policy(&version, "test").await.unwrap();
        for (key, signed, late) in
            [("k1", "2026-01-05 09:10", "2026-01-07 00:01"), ("k2", "2026-01-07 09:10", "2026-01-09 00:01")]
        {
            city.set(signed);
            let no = city.accepted(key, "暖气不热").await.0;
            act(&city, "desk", &format!("claims/{no}/dispatch"), json!({ "lead": "E-HEAT1" })).await;
            act(&city, "heat", &format!("orders/{no}-1/sign"), json!({})).await;
            city.set(late);
            city.app.fire_due_clocks().await.unwrap();
            city.app.run_outbox().await.unwrap();
        }
        let (_, page) = city.get(&city.token("desk").await, "/api/v1/supervisions").await;
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "the first was late before the version took effect: {rows:?}");
        assert_eq!(rows[0]["trigger"], "签收后未按照规定期限联系诉求人");
        let no = rows[0]["no"].as_str().unwrap();
        let (_, page) = city.get(&city.token("desk").await, &format!("/api/v1/supervisions/{no}")).await;
        assert!(page.to_string().contains("请今天联系诉求人。"), "{page}");
        city.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c50_the_page_offers_a_decision_to_the_office_that_has_it() {
    let city = City::on(None).await;
    city.account("head", "TS-12345", &[Role::AgencyHead]).await;
    let version = new_version(day("2026-01-07"), &[("decides.take_back", "[\"reviewer\"]")]);
    city.app.import_policy(&version, "test").await.unwrap();
    let no = city.accepted("k1", "暖气不热").await.0;
    act(&city, "desk", &format!("claims/{no}/dispatch"), json!({ "lead": "E-HEAT1" })).await;
    let offered = async |login: &str| {
        let (_, page) = city.get(&city.token(login).await, &format!("/api/v1/orders/{no}-1")).await;
        page.to_string().contains("take-back")
    };
    assert!(!offered("desk").await && offered("head").await);
    city.set("2026-01-07 09:00");
    assert!(offered("desk").await && !offered("head").await);
    city.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c50_a_version_imported_in_the_first_form_still_governs() {
    for city in City::both().await {
        let body = new_version(day("2026-01-07"), &[("handle_other", "\"3wd\"")]);
        let body = body.split_once("# 以下各项自格式2起。").unwrap().0.replace("format = 2\n", "");
        assert!(city.app.import_policy(&body, "test").await.is_err(), "no longer taken over");
        let document = Document {
            kind: "policy".to_owned(),
            version: "tangshan-2026-01-07".to_owned(),
            effective_from: day("2026-01-07"),
            body,
            imported_at: city.app.now(),
            imported_by: "test".to_owned(),
        };
        city.app.db().write(vec![documents::insert(&document)]).await.unwrap();
        // Another import makes this process look again at what there is.
        city.app.import_policy(&new_version(day("2026-02-01"), &[]), "test").await.unwrap();
        city.set("2026-01-07 09:00");
        let policy = city.app.policy();
        assert_eq!((policy.format, policy.handle_other.value.zh().as_str()), (1, "3个工作日"));
        assert_eq!(policy.told, Policy::tangshan().told);
        let base = city.app.policy_document().await.unwrap();
        let base = Policy::parse(&base).unwrap();
        assert_eq!((base.format, base.handle_other.value.zh().as_str()), (2, "3个工作日"));
        city.app.close().await;
    }
}
