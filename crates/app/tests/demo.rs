//! The demo's own appeals go through the loop, and nothing of it is out of order.

use app::{App, Clock, Place, Setup};
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
    for stage in
        ["待受理", "已受理", "不受理", "办理中", "已答复待回访", "已归档", "紧急转接", "已转外地", "已终止", "待解释"]
    {
        assert!(demo.stages.contains_key(stage), "{stage}: {:?}", demo.stages);
    }
    let verified = store::verify::verify(app.db(), &app.registry().divisions, |_| {}).await.unwrap();
    let counts = verified.unwrap_or_else(|finding| panic!("{finding:?}"));
    assert_eq!(counts.claims, u64::from(total));
    assert!(app.sign_in("huawu", "yanshi-mima", "test").await.is_ok());
    assert!(app.sign_in("huawu", "wrong", "test").await.is_err());
    assert!(app.sign_in("nobody", "yanshi-mima", "test").await.is_err());
}
