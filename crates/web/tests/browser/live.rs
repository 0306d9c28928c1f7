//! What a desk is told while it stands open: others take calls and dispatch, and nothing moves under the hand.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::city::{City, PASSWORD, Step};
use crate::staff::sign_in;
use crate::tab::Tab;

/// Numbers of the list from above, and where each row stands.
async fn rows(tab: &Tab) -> Vec<(String, f64)> {
    let script = "return Array.from(document.querySelectorAll('.queue a')).map(function (a) { \
                  return [a.querySelector('small').textContent, a.getBoundingClientRect().top]; })";
    let found = tab.client.execute(script, vec![]).await.unwrap();
    let row = |row: &Value| {
        let no = row[0].as_str().unwrap().split_whitespace().next().unwrap().to_owned();
        (no, row[1].as_f64().unwrap())
    };
    found.as_array().unwrap().iter().map(row).collect()
}

/// Numbers alone, none of them twice.
async fn numbers(tab: &Tab) -> Vec<String> {
    let mut all: Vec<_> = rows(tab).await.into_iter().map(|(no, _)| no).collect();
    all.sort();
    let listed = all.len();
    all.dedup();
    assert_eq!(all.len(), listed, "a row stands twice");
    all
}

/// D1: new rows behind the button, a mark on what changed, presence, a cut stream, and nothing lost when it is back.
pub(crate) async fn desk(city: &City, tab: &Tab) {
    let first = city.call("暖气三天不热", "13800001234").await.no;
    let second = city.call("阀门漏水", "13800005678").await.no;
    sign_in(tab, "paidan").await;
    tab.go(&format!("/desk/dispatch?no={first}")).await;
    tab.arrives("待派单").await;
    let before = rows(tab).await;
    assert_eq!(before.len(), 2);
    tab.types("另选的主办单位", "唐山").await;

    // Somebody takes a call: it waits behind the button.
    let third = city.call("退费没有到", "13800009012").await.no;
    tab.sees(&["1条新 ↑ 按 . 显示"]).await;
    tab.sees_not(&["退费没有到"]).await;
    assert_eq!(rows(tab).await, before, "nothing moves");
    // Somebody dispatches one of the list: it is marked where it stands.
    city.staff(&second, &[("2026-01-05 09:20", Step::Dispatch)]).await;
    tab.sees(&["有变："]).await;
    assert_eq!(rows(tab).await, before, "nothing moves");
    tab.looks_right("D1-live").await;
    // What is shown afterwards is what there is; what is typed beside it stays.
    tab.press("1条新 ↑ 按 . 显示").await;
    tab.sees(&["退费没有到"]).await;
    let mut now = vec![first.to_string(), third.to_string()];
    now.sort();
    assert_eq!(numbers(tab).await, now);
    tab.holds("另选的主办单位", "唐山").await;
    tab.sees_not(&["条新", "有变："]).await;

    // Another of the same house opens it.
    let other = city.app.sign_in("huawu", PASSWORD, "test").await.unwrap();
    let other = city.app.session(&other).await.unwrap().unwrap();
    // The city's clock stands still between two steps and has just leapt: whoever looks is heard of with the page.
    tab.go(&format!("/desk/dispatch?no={first}")).await;
    let began = std::time::Instant::now();
    while city.app.here(&other, &first).await.unwrap() != ["钱某"] {
        assert!(began.elapsed().as_secs() < 15, "who has it open is not told");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    tab.go(&format!("/desk/dispatch?no={first}")).await;
    tab.sees(&["赵某正在看"]).await;

    // The stream is cut: that is said, and what happens meanwhile is not lost.
    city.cut.store(true, Ordering::SeqCst);
    city.app.cut_live();
    tab.sees(&["实时更新已断开，每30秒刷新"]).await;
    tab.looks_right("D1-cut").await;
    let fourth = city.call("楼道灯不亮", "13800003456").await.no;
    city.cut.store(false, Ordering::SeqCst);
    tab.client
        .execute("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", vec![])
        .await
        .unwrap();
    tab.sees(&["1条新 ↑ 按 . 显示"]).await;
    tab.sees_not(&["实时更新已断开"]).await;
    tab.client.execute("document.activeElement.blur()", vec![]).await.unwrap();
    let key = json!({ "key": ".", "bubbles": true });
    tab.client.execute("document.dispatchEvent(new KeyboardEvent('keydown', arguments[0]))", vec![key]).await.unwrap();
    tab.sees(&["楼道灯不亮"]).await;
    now.push(fourth.to_string());
    now.sort();
    assert_eq!(numbers(tab).await, now, "none lost, none twice");

    // The one that stands open was dispatched by somebody else.
    city.staff(&first, &[("2026-01-05 09:30", Step::Dispatch)]).await;
    tab.sees(&["有更新：", "重新打开"]).await;
    tab.looks_right("D1-open-changed").await;
}

/// The same on a narrow screen: the button stands where the thumb is.
pub(crate) async fn telephone(city: &City, tab: &Tab) {
    city.call("暖气三天不热", "13800001234").await;
    sign_in(tab, "paidan").await;
    tab.go("/desk/dispatch").await;
    tab.arrives("待派单").await;
    let before = rows(tab).await;
    city.call("阀门漏水", "13800005678").await;
    tab.sees(&["1条新 ↑ 按 . 显示"]).await;
    assert_eq!(rows(tab).await, before, "nothing moves");
    tab.looks_right("D1-live").await;
    tab.press("1条新 ↑ 按 . 显示").await;
    tab.sees(&["阀门漏水"]).await;
    assert_eq!(numbers(tab).await.len(), 2);
}
