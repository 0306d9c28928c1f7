//! The citizen: home, submit in four steps, receipt, track, rate.

use hotline::ClaimNo;

use crate::city::{City, Step};
use crate::driver::Scripts;
use crate::tab::Tab;

const WORDS: &str = "暖气三天不热🥶，家里有老人。<b>室内14度</b> <script>alert(1)</script>";

/// All of it, at this width, with scripts or without.
pub(crate) async fn journey(city: &City, tab: &Tab, scripts: Scripts) {
    tab.go("/").await;
    tab.arrives("有事找12345").await;
    tab.sees(&["提交诉求", "查进度", "我们受理", "这些另有途径"]).await;
    tab.looks_right("P1").await;
    tab.press("提交诉求　约1分钟，不用注册").await;

    if scripts == Scripts::On {
        draft(tab).await;
    }
    let (no, code) = submit(tab).await;
    match scripts {
        Scripts::On => tab.sees(&["打印"]).await,
        Scripts::Off => tab.sees_not(&["打印"]).await,
    }
    tab.looks_right("P3").await;
    on_paper(tab, &no, &code).await;

    if scripts == Scripts::On {
        // What was handed in is not kept for whoever has this telephone next.
        tab.go("/submit/what").await;
        tab.holds("说清什么事", "").await;
    }
    // Somebody else's telephone: the claim opens by number and code alone.
    tab.client.delete_all_cookies().await.unwrap();
    track(tab, &no, &code).await;

    let no: ClaimNo = no.parse().unwrap();
    let steps = [
        ("2026-01-05 09:10", Step::Accept("暖气三天不热")),
        ("2026-01-05 09:20", Step::Dispatch),
        ("2026-01-05 09:40", Step::Sign),
        ("2026-01-05 10:00", Step::Contact),
    ];
    city.staff(&no, &steps).await;
    tab.go(&format!("/t/{no}")).await;
    tab.arrives("暖气三天不热").await;
    tab.sees(&["须在期限前办结并答复您", "1月12日", "第4步，共7步", "没有人查看过"]).await;
    promise_comes_first(tab).await;
    tab.looks_right("P4-handling").await;

    let steps = [("2026-01-05 15:00", Step::FeedBack), ("2026-01-05 16:00", Step::AcceptFeedback)];
    city.staff(&no, &steps).await;
    rate(tab, &no).await;
}

/// Who is called away finds the words again, and can throw them away.
async fn draft(tab: &Tab) {
    tab.arrives("您遇到了什么事？").await;
    tab.types("说清什么事", WORDS).await;
    tab.go("/").await;
    tab.press("提交诉求　约1分钟，不用注册").await;
    tab.sees(&["已恢复", "的草稿"]).await;
    tab.holds("说清什么事", WORDS).await;
    tab.looks_right("P2-1-draft").await;
    tab.press("丢弃").await;
    tab.holds("说清什么事", "").await;
}

async fn submit(tab: &Tab) -> (String, String) {
    tab.arrives("您遇到了什么事？").await;
    tab.press("下一步").await;
    tab.sees(&["还有1处要改"]).await;
    assert!(tab.wrong_at("说清什么事").await.contains("内容还没写"));
    tab.looks_right("P2-1-empty").await;
    tab.types("说清什么事", WORDS).await;
    tab.looks_right("P2-1").await;
    tab.press("下一步").await;

    tab.arrives("在哪儿？").await;
    tab.types("小区、路口、单位名", "路北区唐丰北里3号楼").await;
    tab.looks_right("P2-2").await;
    tab.press("下一步").await;

    tab.arrives("怎么联系您？").await;
    tab.looks_right("P2-3").await;
    tab.types("手机号", "1380000123").await;
    tab.types("怎么称呼", "王女士").await;
    tab.press("下一步").await;
    tab.sees(&["还有1处要改", "手机号应是11位数字，您填了10位"]).await;
    assert!(tab.wrong_at("手机号").await.contains("手机号应是11位数字，您填了10位"));
    assert!(tab.client.title().await.unwrap().starts_with("有误："), "the title says it first");
    tab.holds("手机号", "1380000123").await;
    tab.holds("怎么称呼", "王女士").await;
    tab.looks_right("P2-3-wrong").await;
    // The summary leads to the field.
    tab.press("手机号应是11位数字，您填了10位").await;
    tab.stands_at("手机号").await;
    tab.types("手机号", "１３８ ０000-1234").await;
    tab.press("下一步").await;

    tab.arrives("看看对不对").await;
    // What was typed is there as typed: neither cut nor run.
    tab.sees(&[WORDS, "路北区唐丰北里3号楼", "王女士", "13800001234", "对承办单位保密"]).await;
    tab.looks_right("P2-4").await;
    // Going back loses nothing.
    tab.press("改地点").await;
    tab.arrives("在哪儿？").await;
    tab.holds("小区、路口、单位名", "路北区唐丰北里3号楼").await;
    tab.press("下一步").await;
    tab.arrives("怎么联系您？").await;
    tab.holds("手机号", "13800001234").await;
    tab.press("下一步").await;
    tab.arrives("看看对不对").await;
    tab.press("提交诉求").await;

    tab.arrives("收到了").await;
    tab.sees(&["编号", "查询码", "热线正在看您的诉求"]).await;
    let text = tab.text().await;
    let no = text.lines().map(str::trim).find(|line| line.parse::<ClaimNo>().is_ok());
    let code = text.lines().map(str::trim).find(|line| line.len() == 6 && line.chars().all(|c| c.is_ascii_uppercase()));
    let (Some(no), Some(code)) = (no, code) else { panic!("number and code are on the receipt:\n{text}") };
    (no.to_owned(), code.to_owned())
}

async fn on_paper(tab: &Tab, no: &str, code: &str) {
    let (text, sheets) = tab.on_paper("P3-print").await;
    for word in [no, code, "12345", "以后怎么查", &format!("{}/t", tab.at)] {
        assert!(text.contains(word), "«{word}» is on the printed receipt:\n{text}");
    }
    for word in ["大字版", "无障碍", "回首页", "打印"] {
        assert!(!text.contains(word), "«{word}» is for the screen only:\n{text}");
    }
    assert_eq!(sheets, 1, "one sheet");
}

async fn track(tab: &Tab, no: &str, code: &str) {
    tab.go("/").await;
    tab.types("编号", no).await;
    tab.press("查进度").await;
    tab.arrives("查进度").await;
    tab.holds("编号", no).await;
    tab.types("查询码", "ZZZZZZ").await;
    tab.press("查进度").await;
    tab.sees(&["还有1处要改", "编号和查询码对不上"]).await;
    tab.holds("编号", no).await;
    tab.looks_right("P4-ask").await;
    tab.types("查询码", &code.to_lowercase()).await;
    tab.press("查进度").await;
    tab.sees(&["热线正在看您的诉求", "第1步，共7步", "经过", "您写的", WORDS]).await;
    promise_comes_first(tab).await;
    tab.looks_right("P4").await;
}

/// 大字版: the same pages for weak eyes, with larger targets.
pub(crate) async fn large_print(city: &City, tab: &Tab) {
    let receipt = city.call("暖气三天不热", "13800001234").await;
    let (no, code) = (receipt.no, receipt.query_code);
    city.staff(&no, &[("2026-01-05 09:20", Step::Dispatch), ("2026-01-05 09:40", Step::Sign)]).await;
    tab.go("/").await;
    tab.press("大字版").await;
    tab.sees(&["普通版", "打12345，有人接听"]).await;
    tab.looks_right("P1-large").await;
    tab.press("提交诉求　约1分钟，不用注册").await;
    tab.arrives("您遇到了什么事？").await;
    tab.types("说清什么事", WORDS).await;
    tab.press("下一步").await;
    tab.press("下一步").await;
    tab.arrives("怎么联系您？").await;
    tab.looks_right("P2-3-large").await;
    tab.go(&format!("/t?no={no}")).await;
    tab.types("查询码", &code).await;
    tab.press("查进度").await;
    tab.sees(&["须在期限前办结并答复您"]).await;
    tab.looks_right("P4-large").await;
    tab.press("普通版").await;
    tab.sees(&["大字版"]).await;
}

/// The first thing below the heading is what the law promises next.
async fn promise_comes_first(tab: &Tab) {
    let text = tab.text().await;
    let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("«{word}» is on the page:\n{text}"));
    let promise = text.find("热线正在").or_else(|| text.find("须在期限前")).unwrap();
    assert!(promise < at("步，共7步") && promise < at("经过"), "the promise comes first:\n{text}");
}

async fn rate(tab: &Tab, no: &ClaimNo) {
    tab.go(&format!("/t/{no}")).await;
    tab.sees(&["单位已答复您，热线会回访；您也可以现在就评价", "过滤器堵了，已经清洗"]).await;
    tab.looks_right("P4-answered").await;
    tab.press("评价").await;
    tab.arrives("请您评价").await;
    tab.ticks("解决了吗", "解决了").await;
    tab.types("不满意的，请说说为什么", "谢谢师傅👍").await;
    tab.press("提交评价").await;
    tab.sees(&["还有1处要改", "请选一个：满意吗"]).await;
    tab.holds("不满意的，请说说为什么", "谢谢师傅👍").await;
    tab.looks_right("P6-wrong").await;
    tab.ticks("满意吗", "满意").await;
    tab.ticks("单位联系过您吗", "联系过").await;
    tab.looks_right("P6").await;
    tab.press("提交评价").await;
    tab.sees(&["您的评价：解决了，满意", "已办结归档", "7步都走完了"]).await;
    tab.looks_right("P4-archived").await;
    // Once is enough: the page says so instead of asking again.
    tab.go(&format!("/t/{no}/rate")).await;
    tab.arrives("请您评价").await;
    tab.sees(&["暖气三天不热"]).await;
    tab.sees_not(&["解决了吗", "提交评价"]).await;
    tab.looks_right("P6-again").await;
}
