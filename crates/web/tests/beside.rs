//! S6, and what a unit is asked without an order, by form posts without JavaScript.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "screen/mod.rs"]
mod screen;

use std::collections::BTreeSet;

use app::NewAccount;
use axum::http::StatusCode;
use hotline::Role;
use screen::{Browser, City};
use serde_json::json;

const HEAT: &str = "160402";
const NAME: &str = "王小明";
const PHONE: &str = "10000001234";

async fn account(city: &City, login: &str, unit: &str, role: Role) {
    let new = NewAccount {
        login: login.to_owned(),
        name: login.to_owned(),
        unit: unit.into(),
        roles: BTreeSet::from([role]),
        password: "ceshi-mima-1".to_owned(),
    };
    city.app.create_account(new).await.unwrap();
}

/// A claim whose order the heating company has in hand: number, query code.
async fn in_hand(city: &City) -> (String, String) {
    let told = json!({ "channel": "web", "told": "暖气三天不热", "phone": PHONE, "name": NAME, "confidential": false });
    let receipt = city.api("", "/api/v1/claims", told).await;
    let (no, code) = (receipt["no"].as_str().unwrap().to_owned(), receipt["query_code"].as_str().unwrap().to_owned());
    let registration = json!({
        "kind": "help", "category": { "code": HEAT }, "title": "暖气三天不热", "truth_told": true,
        "place": { "division": "130203006019", "text": "3号楼" }, "demands": ["恢复供热"],
    });
    city.api("desk", &format!("/api/v1/claims/{no}/accept"), registration).await;
    let dispatch = json!({ "lead": "E-HEAT1", "danger_ruled_out": true });
    city.api("desk", &format!("/api/v1/claims/{no}/dispatch"), dispatch).await;
    city.api("heat", &format!("/api/v1/orders/{no}-1/sign"), json!({})).await;
    (no, code)
}

async fn track(city: &City, no: &str, code: &str) -> app::TrackPage {
    city.app.track(&no.parse().unwrap(), code, "test").await.unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn c14_2_who_the_claimant_is_stands_behind_a_reason_that_the_claimant_reads() {
    let city = City::new().await;
    let (no, code) = in_hand(&city).await;
    let path = format!("/reveal/{no}-1");
    let mut heat = Browser::signed_in(&city, "heat").await;
    let order = heat.get(&format!("/order/{no}-1")).await;
    assert!(order.html.contains(&format!("href=\"{path}\"")), "{}", order.html);
    let page = heat.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("诉求人在进度页上能读到") && !page.html.contains(NAME) && !page.html.contains(PHONE));
    // Nothing without a reason, and nothing on record either.
    for empty in ["", "  \u{3000} "] {
        let back = heat.send(&page, &path, &[("reason", empty)]).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.html.contains("为什么要看") && !back.html.contains(NAME) && !back.html.contains(PHONE));
    }
    assert!(track(&city, &no, &code).await.looks.is_empty());
    let shown = heat.send(&page, &path, &[("reason", "约上门时间")]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html.contains(NAME) && shown.html.contains(PHONE) && shown.html.contains("怎么联系"));
    let title = shown.after("<title>").split("</title>").next().unwrap();
    assert!(!title.contains(NAME) && !title.contains(PHONE), "{title}");
    // Once: the page that asks shows nothing again.
    assert!(!heat.get(&path).await.html.contains(PHONE));
    let looks = track(&city, &no, &code).await.looks;
    assert_eq!(looks.len(), 1);
    assert_eq!(looks[0].2, "约上门时间");
    // The agency comes by the claim's number.
    let mut desk = Browser::signed_in(&city, "desk").await;
    let path = format!("/reveal/{no}");
    assert!(desk.get(&format!("/claim/{no}")).await.html.contains(&format!("href=\"{path}\"")));
    let page = desk.get(&path).await;
    let shown = desk.send(&page, &path, &[("reason", "核对门牌")]).await;
    assert!(shown.html.contains(PHONE) && shown.html.contains(&format!("/claim/{no}")));
    assert_eq!(track(&city, &no, &code).await.looks.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn c14_2_another_unit_finds_no_such_page_and_a_kept_name_is_refused_with_its_clause() {
    let city = City::new().await;
    account(&city, "other", "C-ZJJ", Role::UnitClerk).await;
    let (no, _) = in_hand(&city).await;
    let mut heat = Browser::signed_in(&city, "heat").await;
    let page = heat.get(&format!("/reveal/{no}-1")).await;
    let mut other = Browser::signed_in(&city, "other").await;
    let never = other.get(&format!("/reveal/{}", hotline::ClaimNo::new("TS", 260_105, 99_999).order(1))).await;
    for path in [format!("/reveal/{no}-1"), format!("/reveal/{no}")] {
        let seen = other.get(&path).await;
        assert_eq!((seen.status, seen.html.len()), (StatusCode::NOT_FOUND, never.html.len()), "{path}");
        let own = other.get("/home").await;
        let mut fields = own.form("/out");
        fields.push(("reason".to_owned(), "想看看".to_owned()));
        assert_eq!(other.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // The unit's own claim by the claim's number is the agency's page.
    assert_eq!(heat.get(&format!("/reveal/{no}")).await.status, StatusCode::NOT_FOUND);
    city.api("desk", &format!("/api/v1/claims/{no}/confidential"), json!({})).await;
    let kept = heat.get(&format!("/reveal/{no}-1")).await;
    assert!(kept.html.contains("诉求人要求对承办单位保密") && kept.html.contains("第十四条"), "{}", kept.html);
    assert!(kept.html.contains("请打12345由热线转接") && !kept.html.contains("name=\"reason\""));
    // A page opened before comes too late.
    let late = heat.send(&page, &format!("/reveal/{no}-1"), &[("reason", "约上门时间")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.html.contains("保密") && !late.html.contains(PHONE) && !late.html.contains(NAME));
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_7_a_unit_that_is_asked_answers_on_a_page_without_the_claimant() {
    let city = City::new().await;
    account(&city, "asked", "C-ZJJ", Role::UnitClerk).await;
    let no = city.accepted("暖气三天不热", HEAT).await;
    let question = json!({ "unit": "C-ZJJ", "question": "换热站没有移交，归谁修？" });
    city.api("desk", &format!("/api/v1/claims/{no}/consult"), question).await;
    city.app.run_outbox().await.unwrap();
    let path = format!("/consult/{no}");
    let mut asked = Browser::signed_in(&city, "asked").await;
    let home = asked.get("/home").await;
    assert!(
        home.html.contains(&format!("href=\"{path}\"")) && home.html.contains("href=\"/consult\""),
        "{}",
        home.html
    );
    assert!(asked.get("/consult").await.html.contains("换热站没有移交"));
    let page = asked.get(&path).await;
    assert!(page.html.contains("换热站没有移交，归谁修？") && page.html.contains("暖气三天不热"));
    assert!(!page.html.contains(NAME) && !page.html.contains("1234<") && !page.html.contains("王**"));
    // Nobody else was asked.
    let mut heat = Browser::signed_in(&city, "heat").await;
    assert_eq!(heat.get(&path).await.status, StatusCode::NOT_FOUND);
    let action = format!("{path}/answer-consult");
    let back = asked.send(&page, &action, &[("answer", "没有移交的归建设单位")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.html.contains("请选一个：决定") && back.html.contains("没有移交的归建设单位"));
    let done = asked.send(&back, &action, &[("ruling", "no")]).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, path.as_str()), "{}", done.html);
    assert!(asked.get(&path).await.html.contains("不同意承办"));
    assert!(asked.get("/consult").await.html.contains("没有等本单位答复的"));
    // The agency reads it on the claim.
    let mut desk = Browser::signed_in(&city, "desk").await;
    let claim = desk.get(&format!("/claim/{no}")).await;
    assert!(claim.html.contains("派前沟通") && claim.html.contains("没有移交的归建设单位"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c26_1_a_suspended_order_says_why_since_when_and_what_ends_it_to_each_reader() {
    let city = City::new().await;
    let (no, code) = in_hand(&city).await;
    let ask = json!({
        "ground": "C26.1", "facts": "管网井被洪水淹没", "evidence": [{ "name": "水务局通告" }], "until": "水退以后",
    });
    city.api("heat", &format!("/api/v1/orders/{no}-1/ask-suspension"), ask).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let review = desk.get("/desk/review").await;
    assert!(review.html.contains("管网井被洪水淹没") && review.html.contains("水务局通告"), "{}", review.html);
    city.set("2026-01-05 10:30");
    let ruled = json!({ "approved": true, "reason": "属实，同意中止" });
    city.api("desk", &format!("/api/v1/orders/{no}-1/decide-suspension"), ruled).await;
    let mut heat = Browser::signed_in(&city, "heat").await;
    let order = heat.get(&format!("/order/{no}-1")).await;
    for words in
        ["已中止", "因不可抗力", "属实，同意中止", "不可抗力消除", "水退以后", "1月5日 10:30起", "办结时限停在"]
    {
        assert!(order.html.contains(words), "{words}");
    }
    let inbox = heat.get("/unit").await;
    assert!(inbox.html.contains("时限停走"), "{}", inbox.html);
    assert!(desk.get(&format!("/claim/{no}")).await.html.contains("为什么中止"));
    let suspended = track(&city, &no, &code).await.suspended.unwrap();
    assert_eq!((suspended.reason.as_str(), suspended.ends_when.as_str()), ("属实，同意中止", "不可抗力消除"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c39_a_reason_says_something_and_nobody_looks_at_a_whole_street_in_an_hour() {
    let city = City::new().await;
    account(&city, "shenji", "TS-12345", Role::AuditAdmin).await;
    let (no, code) = in_hand(&city).await;
    let path = format!("/reveal/{no}");
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get(&path).await;
    for nothing in ["1", "。。。。。", "嗯嗯嗯嗯", "-- --", "😀😀😀"] {
        let back = desk.send(&page, &path, &[("reason", nothing)]).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{nothing}");
        assert!(back.html.contains("写清楚为什么要看") && !back.html.contains(PHONE), "{nothing}");
    }
    for n in 0..30 {
        let shown = desk.send(&page, &path, &[("reason", "核对门牌号")]).await;
        assert!(shown.html.contains(PHONE), "{n}");
    }
    for _ in 0..2 {
        let back = desk.send(&page, &path, &[("reason", "核对门牌号")]).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.html.contains("一小时内已经看了30次") && !back.html.contains(PHONE), "{}", back.html);
    }
    // The claimant reads who saw; the audit administrator also who was refused.
    assert_eq!(track(&city, &no, &code).await.looks.len(), 30);
    let mut audit = Browser::signed_in(&city, "shenji").await;
    let log = audit.get("/admin/audit").await;
    assert_eq!(log.html.matches("超过次数，没有给看").count(), 2, "{}", log.html);
    assert_eq!(log.html.matches("核对门牌号").count(), 32);
    assert!(log.html.contains(&no) && !log.html.contains(PHONE) && !log.html.contains(NAME));
    assert_eq!(audit.get(&format!("/claim/{no}")).await.status, StatusCode::NOT_FOUND);
    for path in ["/admin/audit", "/admin/components"] {
        assert_eq!(desk.get(path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(audit.get("/admin/components").await.status, StatusCode::NOT_FOUND);
    // An hour later again.
    city.set("2026-01-05 10:01");
    assert!(desk.send(&page, &path, &[("reason", "核对门牌号")]).await.html.contains(PHONE));
    let verified = store::verify::verify(city.app.db(), &city.app.registry().divisions, |_| {}).await.unwrap();
    assert!(verified.is_ok(), "{verified:?}");
}
