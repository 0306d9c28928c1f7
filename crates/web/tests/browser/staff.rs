//! The clerk's day and the agency's part, as their pages let them do it.

use hotline::ClaimNo;

use crate::city::{City, PASSWORD, Step, at};
use crate::tab::Tab;

/// Signs in and stands on the home page.
pub(crate) async fn sign_in(tab: &Tab, login: &str) {
    tab.go("/in").await;
    tab.arrives("工作人员登录").await;
    tab.types("用户名", login).await;
    tab.types("密码", PASSWORD).await;
    tab.press("登录").await;
    tab.arrives("首页").await;
}

pub(crate) async fn sign_out(tab: &Tab) {
    tab.press("退出").await;
    tab.arrives("工作人员登录").await;
}

/// U1, S3: the inbox, signing several at once, contact, feedback with something missing, feedback.
pub(crate) async fn clerk(city: &City, tab: &Tab) {
    let mut claims = Vec::new();
    for (title, phone) in [("暖气三天不热", "13800001234"), ("阀门漏水", "13800005678"), ("退费没有到", "13800009012")]
    {
        let no = city.call(title, phone).await.no;
        city.staff(&no, &[("2026-01-05 09:20", Step::Dispatch)]).await;
        claims.push(no);
    }
    // Four working hours before the signing clock of the last one runs out.
    city.app.clock().set(at("2026-01-05 10:00"));

    tab.go("/unit").await;
    tab.arrives("工作人员登录").await;
    tab.types("用户名", "jingban").await;
    tab.types("密码", "bushi-zhege").await;
    tab.press("登录").await;
    tab.sees(&["还有1处要改"]).await;
    tab.holds("用户名", "jingban").await;
    tab.holds("密码", "").await;
    tab.looks_right("S1").await;
    tab.types("密码", PASSWORD).await;
    tab.press("登录").await;
    // Where one wanted to go before signing in.
    tab.sees(&["收件箱", "待签收 3"]).await;
    tab.press("首页").await;
    tab.arrives("首页").await;
    tab.sees(&["周五", "我的待办", "最近通知"]).await;
    tab.looks_right("S2").await;
    tab.press("收件箱").await;
    inbox(tab, &claims).await;
    order(city, tab, &claims).await;
    sign_out(tab).await;
    tab.go("/unit").await;
    tab.arrives("工作人员登录").await;
}

async fn inbox(tab: &Tab, claims: &[ClaimNo]) {
    tab.sees(&["在办 3", "待签收 3", "暖气三天不热", "阀门漏水", "退费没有到", "期内"]).await;
    tab.looks_right("U1").await;
    tab.press("待签收 3").await;
    tab.sees(&["签收选中的"]).await;
    tab.looks_right("U1-to-sign").await;
    tab.ticks("", "全选").await;
    tab.press("签收选中的").await;
    tab.sees(&["在办 3", "待签收 0", "已签收3件"]).await;
    tab.looks_right("U1-signed").await;
    assert_eq!(claims.len(), 3);
}

async fn order(city: &City, tab: &Tab, claims: &[ClaimNo]) {
    let no = format!("{}-1", claims[0]);
    tab.press(&no).await;
    tab.arrives(&format!("{no} 暖气三天不热")).await;
    tab.sees(&["暖气三天不热，家里有老人", "需要答复", "恢复供热", "现在可以", "现在不能", "第二十四条"]).await;
    // Whose name and number the unit is not to learn is not on its page.
    tab.sees_not(&["王小明", "13800001234"]).await;
    tab.looks_right("S3").await;

    tab.unfolds("记录联系").await;
    tab.selects("为什么联系", "对接诉求").await;
    tab.selects("联系方式", "电话").await;
    tab.types("说了什么、约定什么", "约定今天下午上门").await;
    tab.press_button("记录联系").await;
    tab.sees(&["对接诉求（电话）：约定今天下午上门"]).await;

    city.app.clock().set(at("2026-01-05 15:00"));
    tab.go(&format!("/order/{no}")).await;
    tab.unfolds("反馈办结").await;
    tab.selects("答复诉求人的方式", "电话").await;
    tab.ticks("诉求人说的是否属实", "属实").await;
    tab.types("做了什么", "清洗过滤器🔧，排出管网里的气").await;
    tab.types("办理结果", "室温20度 <已测>").await;
    tab.selects("解决了吗；没有的原因", "已解决").await;
    tab.ticks("已逐项答复", "恢复供热").await;
    tab.types("公开答复", "过滤器堵了，已经清洗").await;
    tab.types("证据", "测温单").await;
    tab.looks_right("S3-feedback").await;
    tab.press_button("反馈办结").await;
    tab.sees(&["还有1处要改", "依据"]).await;
    assert!(tab.wrong_at("依据").await.contains("依据"), "the field says what is missing");
    tab.holds("做了什么", "清洗过滤器🔧，排出管网里的气").await;
    tab.holds("办理结果", "室温20度 <已测>").await;
    tab.holds("公开答复", "过滤器堵了，已经清洗").await;
    tab.looks_right("S3-feedback-wrong").await;
    tab.types("依据", "《河北省供热用热办法》").await;
    tab.press_button("反馈办结").await;
    tab.sees(&["反馈 1月5日 15:00：待审核", "过滤器堵了，已经清洗"]).await;
    tab.sees_not(&["还有1处要改"]).await;
    tab.looks_right("S3-fed-back").await;
}

/// O1, D1, D4, B1, S5: from the call to the archive, each by its own office.
pub(crate) async fn agency(city: &City, tab: &Tab) {
    let no = seat(tab).await;
    dispatch(city, tab, &no).await;
    let steps =
        [("2026-01-05 09:40", Step::Sign), ("2026-01-05 10:00", Step::Contact), ("2026-01-05 15:00", Step::FeedBack)];
    city.staff(&no, &steps).await;
    review(tab, &no).await;
    call_back(tab, &no).await;
    search(tab, &no).await;
}

async fn seat(tab: &Tab) -> ClaimNo {
    sign_in(tab, "huawu").await;
    tab.press("登记受理").await;
    tab.arrives("登记受理").await;
    tab.looks_right("O1").await;
    tab.types("诉求原话", "家里暖气三天不热，老人孩子都冻着😟").await;
    tab.types("联系电话", "13800001234").await;
    tab.types("称呼", "王小明").await;
    tab.types("标题", "暖气三天不热").await;
    tab.types("详细地址", "路北区唐丰北里3号楼").await;
    tab.press("登记并受理").await;
    tab.sees(&["请选一个：类型"]).await;
    tab.holds("诉求原话", "家里暖气三天不热，老人孩子都冻着😟").await;
    tab.press("找类别和地点").await;
    tab.sees(&["公共事业/供热/温度不达标"]).await;
    tab.looks_right("O1-found").await;
    tab.ticks("类型", "求助").await;
    tab.types("类别", "160402").await;
    tab.types("地点", "130203006019").await;
    tab.types("诉求人的要求", "恢复供热").await;
    tab.ticks("", "已读给对方听并确认").await;
    tab.press("登记并受理").await;
    tab.sees(&["热线正在确认由谁办", "该谁办", "138****1234"]).await;
    tab.sees_not(&["13800001234", "王小明"]).await;
    tab.looks_right("S4").await;
    let heading = tab.client.title().await.unwrap();
    let no = heading.split_whitespace().find_map(|word| word.parse().ok());
    // The next caller begins with an empty page; a call that is broken off does not lose its words.
    tab.press("登记受理").await;
    tab.arrives("登记受理").await;
    tab.holds("诉求原话", "").await;
    tab.holds("联系电话", "").await;
    tab.types("诉求原话", "路灯不亮").await;
    tab.press("首页").await;
    tab.arrives("首页").await;
    tab.press("登记受理").await;
    tab.sees(&["已恢复"]).await;
    tab.holds("诉求原话", "路灯不亮").await;
    sign_out(tab).await;
    // The next shift finds nothing of it.
    sign_in(tab, "huawu").await;
    tab.press("登记受理").await;
    tab.arrives("登记受理").await;
    tab.holds("诉求原话", "").await;
    sign_out(tab).await;
    no.unwrap_or_else(|| panic!("the number is in the title: {heading}"))
}

async fn dispatch(city: &City, tab: &Tab, no: &ClaimNo) {
    sign_in(tab, "paidan").await;
    tab.looks_right("S2-dispatcher").await;
    tab.press("派单").await;
    tab.arrives("待派单").await;
    tab.sees(&[no.as_str(), "暖气三天不热"]).await;
    tab.looks_right("D1").await;
    tab.opens(no.as_str()).await;
    tab.sees(&["主办单位", "清单160402", "不能派给路北区人民政府", "第二十条", "唐山市住房和城乡建设局"]).await;
    city.app.clock().set(at("2026-01-05 09:20"));
    tab.looks_right("D1-open").await;
    tab.types("另选的主办单位", "路北区人民政府").await;
    tab.press_button("派单").await;
    tab.sees(&["还有1处要改", "路北区人民政府"]).await;
    assert!(tab.wrong_at("另选的主办单位").await.contains("第二十条"), "the guard speaks at the field");
    tab.holds("另选的主办单位", "路北区人民政府").await;
    tab.looks_right("D1-wrong").await;
    tab.types("另选的主办单位", "").await;
    tab.ticks("主办单位", "1唐山市中心城区供热企业一").await;
    tab.press_button("派单").await;
    tab.sees(&["派单：办好了", "没有待派的诉求。"]).await;
    tab.go(&format!("/claim/{no}")).await;
    tab.sees(&["等它签收", &format!("{no}-1")]).await;
    tab.looks_right("S4-dispatched").await;
    sign_out(tab).await;
}

async fn review(tab: &Tab, no: &ClaimNo) {
    sign_in(tab, "shenhe").await;
    tab.press("审核").await;
    tab.arrives("审核").await;
    tab.sees(&["反馈 暖气三天不热"]).await;
    tab.looks_right("D4").await;
    tab.opens(&format!("{no}-1")).await;
    tab.sees(&["待审核", "过滤器堵了，已经清洗", "采纳反馈", "退回补正"]).await;
    tab.looks_right("D4-open").await;
    tab.press_button("采纳反馈").await;
    tab.sees(&["采纳反馈：办好了", "都审完了。"]).await;
    sign_out(tab).await;
}

async fn call_back(tab: &Tab, no: &ClaimNo) {
    sign_in(tab, "huifang").await;
    tab.press("回访").await;
    tab.arrives("待回访").await;
    tab.looks_right("B1").await;
    tab.opens(no.as_str()).await;
    tab.sees(&["怎么说", "过滤器堵了，已经清洗", "138****1234"]).await;
    tab.sees_not(&["王小明", "13800001234"]).await;
    tab.selects("回访方式", "电话").await;
    tab.ticks("结果", "接通并评价").await;
    tab.press_button("回访").await;
    tab.sees(&["还有2处要改", "请选一个：解决了吗", "请选一个：满意吗"]).await;
    tab.looks_right("B1-wrong").await;
    tab.ticks("解决了吗", "解决了").await;
    tab.ticks("满意吗", "满意").await;
    tab.looks_right("B1-form").await;
    tab.press_button("回访").await;
    tab.sees(&["回访：办好了", "没有待回访的诉求。"]).await;
    tab.go(&format!("/claim/{no}")).await;
    tab.sees(&["已办结归档", "档案号", "评价：解决了，满意"]).await;
    tab.looks_right("S4-archived").await;
}

async fn search(tab: &Tab, no: &ClaimNo) {
    for words in [no.as_str(), "138 0000-1234"] {
        tab.types("找诉求、工单、电话", words).await;
        tab.press("找").await;
        tab.arrives(&format!("查“{words}”")).await;
        tab.sees(&[no.as_str(), "暖气三天不热"]).await;
    }
    tab.looks_right("S5").await;
    tab.types("找诉求、工单、电话", "13900000000").await;
    tab.press("找").await;
    tab.sees(&["没有找到"]).await;
    tab.looks_right("S5-none").await;
}
