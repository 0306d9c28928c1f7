//! The demo's own appeals go through the loop, and nothing of it is out of order.

use std::collections::BTreeSet;

use app::{App, Clock, Place, Queue, Setup};
use law::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn c4_every_appeal_of_the_demo_goes_through_the_loop() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::parse(folder.path().join("data").to_str().unwrap(), None).unwrap();
    let now = Instant::parse_rfc3339("2026-06-10T15:20:00+08:00").unwrap();
    let app = App::open(&place, Setup::New, Clock::manual(now)).await.unwrap();
    let demo = app::demo::play(&app, now, "yanshi-mima", |_, _| {}).await.unwrap();
    let total: u32 = demo.stages.values().sum();
    assert!(total >= 300, "{:?}", demo.stages);
    for stage in [
        "待受理",
        "已受理",
        "不受理",
        "办理中",
        "已答复待回访",
        "重点核实",
        "待解释",
        "已解释待归档",
        "已归档",
        "紧急转接",
        "已转外地",
        "已终止",
    ] {
        assert!(demo.stages.contains_key(stage), "{stage}: {:?}", demo.stages);
    }
    let verified = store::verify::verify(app.db(), &app.registry().divisions, |_| {}).await.unwrap();
    let counts = verified.unwrap_or_else(|finding| panic!("{finding:?}"));
    assert_eq!(counts.claims, u64::from(total));
    let token = app.sign_in("huawu", "yanshi-mima", "test").await.unwrap();
    let session = app.session(&token).await.unwrap().unwrap();
    let (mut lamps, mut states, mut after) = (BTreeSet::new(), BTreeSet::new(), None);
    loop {
        let page = app.queue(&session, Queue::Recent, after.as_deref()).await.unwrap();
        for row in page.rows {
            let claim = app.claim_page(&session, &row.no).await.unwrap();
            let of_orders = claim.orders.iter().flat_map(|order| &order.clocks);
            lamps.extend(claim.clocks.iter().chain(of_orders).map(|clock| format!("{:?}", clock.lamp)));
            states.extend(claim.orders.into_iter().map(|order| order.state_zh));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for lamp in ["Green", "Yellow", "Red", "UnderReview", "Stopped"] {
        assert!(lamps.contains(lamp), "{lamp}: {lamps:?}");
    }
    for state in ["待签收", "异议待裁", "办理中", "已中止", "待审核反馈", "已办结"] {
        assert!(states.contains(state), "{state}: {states:?}");
    }
    assert!(app.sign_in("huawu", "wrong", "test").await.is_err());
    assert!(app.sign_in("nobody", "yanshi-mima", "test").await.is_err());
}
