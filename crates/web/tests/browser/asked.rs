//! Who is asked without holding an order, and who hands on what its government was given (C20.2, C27).

use crate::city::{City, Step, at};
use crate::staff::{sign_in, sign_out};
use crate::tab::Tab;

/// The government's opinion on what a unit put up: home, list, question, answered.
pub(crate) async fn opinion(city: &City, tab: &Tab) {
    let no = city.call("暖气三天不热", "13800001234").await.no;
    let steps =
        [("2026-01-05 09:20", Step::Dispatch), ("2026-01-05 09:30", Step::Sign), ("2026-01-05 09:40", Step::PutUp)];
    city.staff(&no, &steps).await;
    city.app.clock().set(at("2026-01-05 10:00"));
    city.app.run_outbox().await.unwrap();
    sign_in(tab, "zhengfu").await;
    tab.sees(&["请本单位答复", "报请协调"]).await;
    tab.looks_right("S2-asked").await;
    tab.press("请本单位答复").await;
    tab.sees(&["改造的钱由谁出", "报请协调"]).await;
    tab.looks_right("U6-asked").await;
    tab.go(&format!("/opinion/{no}-1")).await;
    tab.sees(&["报请本单位协调", "商议三次", "明确出资单位和完成日期", "恢复供热"]).await;
    tab.sees_not(&["13800001234", "王小明"]).await;
    tab.looks_right("U6-opinion").await;
    tab.types("采取的措施", "列入年度改造计划").await;
    tab.press_button("登记处理意见").await;
    tab.sees(&["还有1处要改"]).await;
    tab.holds("采取的措施", "列入年度改造计划").await;
    tab.looks_right("U6-wrong").await;
    tab.types("处理意见", "由市住建局牵头，开发单位出资改造").await;
    tab.press_button("登记处理意见").await;
    tab.sees(&["处理意见已登记", "没有等本单位答复的"]).await;
    tab.looks_right("U6-done").await;
    sign_out(tab).await;
}

/// A county's hotline agency hands on its government's order.
pub(crate) async fn county(city: &City, tab: &Tab) {
    let no = city.call_about("010212", "小区电梯停了三天", "13800005678").await.no;
    city.staff(&no, &[("2026-01-05 09:20", Step::Dispatch), ("2026-01-05 09:30", Step::SignByGovernment)]).await;
    city.app.run_outbox().await.unwrap();
    sign_in(tab, "lubei").await;
    tab.sees(&["可以下转给部门或者乡镇街道"]).await;
    tab.looks_right("S2-county").await;
    tab.go(&format!("/order/{no}-1")).await;
    tab.sees(&["下转", "小区电梯停了三天"]).await;
    tab.looks_right("S3-county").await;
    tab.types("转给哪个下级单位", "路北区住房和城乡建设局").await;
    tab.types("交办事项", "现场核实，三日内修好").await;
    tab.press_button("下转").await;
    tab.sees(&["下转给了谁", "路北区住房和城乡建设局"]).await;
    tab.looks_right("S3-county-done").await;
    sign_out(tab).await;
}
