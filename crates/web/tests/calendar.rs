//! A year's holiday notice comes late (C24.1; law.md §1): what was due provisionally is reckoned anew, on record, never earlier.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the cities of the API tests have more doors than this needs")]
mod city;

use serde_json::{Value, json};

use city::City;

const NOTICE: &str = "date,kind,name,notice_year,notice\n\
    2027-01-01,holiday,元旦,2027,关于2027年部分节假日安排的通知 (2026-11-20)\n\
    2027-01-04,holiday,元旦,2027,关于2027年部分节假日安排的通知 (2026-11-20)\n";

async fn handle_clock(city: &City, no: &str) -> Value {
    let (_, page) = city.get(&city.token("desk").await, &format!("/api/v1/orders/{no}-1")).await;
    page["order"]["clocks"].as_array().unwrap().iter().find(|clock| clock["kind"] == "handle").unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn c24_1_provisional_limits_are_reckoned_anew_when_the_notice_comes() {
    for city in City::both().await {
        city.set("2026-12-28 09:00");
        let desk = city.token("desk").await;
        let told = json!({ "channel": "web", "told": "不热", "phone": "10000001234" });
        let (_, receipt) = city.post("", "/api/v1/claims", "k1", told).await;
        let no = receipt["no"].as_str().unwrap().to_owned();
        let registration = json!({
            "kind": "help", "category": { "code": "160402" }, "place": { "division": "130203006019" },
            "title": "不热", "truth_told": true,
        });
        city.post(&desk, &format!("/api/v1/claims/{no}/accept"), "a", registration).await;
        city.post(&desk, &format!("/api/v1/claims/{no}/dispatch"), "d", json!({ "lead": "E-HEAT1" })).await;
        // Monday to Friday as long as nobody knows better.
        let clock = handle_clock(&city, &no).await;
        assert_eq!((&clock["shown"], &clock["provisional"]), (&json!("1月4日 24:00"), &json!(true)), "{clock}");

        assert!(city.app.import_calendar("cn-2027", "date,kind\nnonsense", "test").await.is_err());
        assert_eq!(city.app.import_calendar("cn-2027", NOTICE, "test").await.unwrap(), 1);
        assert!(
            city.app.import_calendar("cn-2027", NOTICE, "test").await.is_err(),
            "a changed notice is a new version"
        );
        let clock = handle_clock(&city, &no).await;
        assert_eq!((&clock["shown"], &clock["provisional"]), (&json!("1月6日 24:00"), &json!(false)), "{clock}");
        let (_, page) = city.get(&desk, &format!("/api/v1/claims/{no}")).await;
        let lines = page["timeline"].as_array().unwrap();
        let line = lines.iter().find(|line| line["event"] == "ClockRecalculated").unwrap();
        assert!(line["text"].as_str().unwrap().contains("cn-2027"), "it cites the notice: {line}");
        // What does not change is left alone, and the record holds.
        assert_eq!(city.app.import_calendar("cn-2027b", NOTICE, "test").await.unwrap(), 0);
        city.app.run_outbox().await.unwrap();
        let divisions = &city.app.registry().divisions;
        store::verify::verify(city.app.db(), divisions, |_| {}).await.unwrap().unwrap();
        city.app.close().await;
    }
}
