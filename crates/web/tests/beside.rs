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
async fn c27_the_government_that_is_asked_gives_its_opinion_on_a_page_without_the_claimant() {
    let city = City::new().await;
    account(&city, "gov", "TS-GOV", Role::UnitClerk).await;
    account(&city, "other", "C-ZJJ", Role::UnitClerk).await;
    let (no, _) = in_hand(&city).await;
    let path = format!("/opinion/{no}-1");
    let mut gov = Browser::signed_in(&city, "gov").await;
    assert_eq!(gov.get(&path).await.status, StatusCode::NOT_FOUND, "nobody has asked yet");
    let put_up = json!({
        "to": "TS-GOV", "question": "老旧管网由谁出资", "tried": "与住建局商议三次", "wanted": "明确出资单位",
    });
    city.api("heat", &format!("/api/v1/orders/{no}-1/escalate"), put_up).await;
    city.app.run_outbox().await.unwrap();
    let home = gov.get("/home").await.html;
    assert!(home.contains(&format!("href=\"{path}\"")) && home.contains("href=\"/consult\""), "{home}");
    let list = gov.get("/consult").await.html;
    assert!(list.contains("报请协调") && list.contains("老旧管网由谁出资") && list.contains(&path), "{list}");
    let page = gov.get(&path).await;
    for words in ["老旧管网由谁出资", "与住建局商议三次", "明确出资单位", "暖气三天不热", "恢复供热"]
    {
        assert!(page.html.contains(words), "{words}: {}", page.html);
    }
    assert!(!page.html.contains(NAME) && !page.html.contains("1234<") && !page.html.contains("王**"));
    // Its question is its own: not the order, nor the claim, nor who the claimant is; and nobody else's at all.
    for wall in [format!("/order/{no}-1"), format!("/claim/{no}"), format!("/reveal/{no}-1"), format!("/consult/{no}")]
    {
        assert_eq!(gov.get(&wall).await.status, StatusCode::NOT_FOUND, "{wall}");
    }
    for login in ["other", "heat", "desk"] {
        let mut reader = Browser::signed_in(&city, login).await;
        assert_eq!(reader.get(&path).await.status, StatusCode::NOT_FOUND, "{login}");
        let fields = reader.get("/home").await.form("/out");
        let act = reader.post(&format!("{path}/opinion"), &fields).await;
        assert_eq!(act.status, StatusCode::NOT_FOUND, "{login}");
    }
    let action = format!("{path}/opinion");
    let back = gov.send(&page, &action, &[("measures", "列入年度计划")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.html.contains("列入年度计划") && back.html.contains("处理意见"), "{}", back.html);
    let done = gov.send(&back, &action, &[("text", "由住建局牵头改造"), ("by", "2026-04-20")]).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/consult"), "{}", done.html);
    // Answered, it is no more its own; the unit that asked has it, and its notice.
    city.app.run_outbox().await.unwrap();
    assert_eq!(gov.get(&path).await.status, StatusCode::NOT_FOUND);
    assert!(gov.get("/consult").await.html.contains("没有等本单位答复的"));
    let mut heat = Browser::signed_in(&city, "heat").await;
    assert!(heat.get("/home").await.html.contains("报请协调已有处理意见"));
    let order = heat.get(&format!("/order/{no}-1")).await.html;
    assert!(order.contains("由住建局牵头改造") && order.contains("列入年度计划"), "{order}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_an_opinion_given_by_word_or_letter_is_still_put_down_by_the_agency() {
    let city = City::new().await;
    account(&city, "gov", "TS-GOV", Role::UnitClerk).await;
    let (no, _) = in_hand(&city).await;
    let put_up = json!({ "to": "TS-GOV", "question": "由谁出资", "tried": "商议三次", "wanted": "明确出资单位" });
    city.api("heat", &format!("/api/v1/orders/{no}-1/escalate"), put_up).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let order = desk.get(&format!("/order/{no}-1")).await;
    let action = format!("/order/{no}-1/opinion");
    let done = desk.send(&order, &action, &[("text", "市政府来函：由住建局牵头改造")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let mut gov = Browser::signed_in(&city, "gov").await;
    assert_eq!(gov.get(&format!("/opinion/{no}-1")).await.status, StatusCode::NOT_FOUND, "nothing is asked any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_2_a_countys_agency_hands_on_what_its_government_was_given() {
    let city = City::new().await;
    account(&city, "gov", "D-130203", Role::UnitHead).await;
    account(&city, "county", "D-130203-12345", Role::Dispatcher).await;
    account(&city, "elsewhere", "D-130202-12345", Role::Dispatcher).await;
    let no = city.accepted("小区电梯停了三天", "010212").await;
    let mut county = Browser::signed_in(&city, "county").await;
    // The claim is in its county, and not its own to dispatch (C20.1).
    let claim = county.get(&format!("/claim/{no}")).await;
    assert!(claim.status == StatusCode::OK && !claim.html.contains(&format!("action=\"/claim/{no}/dispatch\"")));
    let dispatch = json!({ "lead": "D-130203", "danger_ruled_out": true });
    city.api("desk", &format!("/api/v1/claims/{no}/dispatch"), dispatch).await;
    city.api("gov", &format!("/api/v1/orders/{no}-1/sign"), json!({})).await;
    city.app.run_outbox().await.unwrap();
    let path = format!("/order/{no}-1");
    let home = county.get("/home").await.html;
    assert!(home.contains("可以下转给部门或者乡镇街道") && home.contains(&format!("href=\"{path}\"")), "{home}");
    let page = county.get(&path).await;
    let action = format!("{path}/hand-onward");
    assert!(page.html.contains(&format!("action=\"{action}\"")), "{}", page.html);
    for not_its in ["feedback", "contact", "dispute", "ask-extension"] {
        assert!(!page.html.contains(&format!("action=\"{path}/{not_its}\"")), "{not_its} is the government's own");
    }
    let late = county.send(&page, &action, &[("unit", "D-130203-ZJJ"), ("task", "修电梯"), ("limit", "20wd")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.html.contains("不能晚于本单位的期限") && late.html.contains("修电梯"), "{}", late.html);
    let done = county.send(&late, &action, &[("limit", "3wd")]).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, path.as_str()), "{}", done.html);
    assert!(county.get(&path).await.html.contains("路北区住房和城乡建设局"));
    let mut elsewhere = Browser::signed_in(&city, "elsewhere").await;
    assert_eq!(elsewhere.get(&path).await.status, StatusCode::NOT_FOUND);
    assert!(!elsewhere.get("/home").await.html.contains("可以下转"));
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
