//! The desks that work a list, and the fields that take words for an entry, without JavaScript.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "screen/mod.rs"]
mod screen;

use app::NewAccount;
use axum::http::StatusCode;
use hotline::Role;
use screen::{Browser, City};
use serde_json::json;

/// Rooms not warm: several heat enterprises have the duty, so that a person must choose.
const HEAT: &str = "160402";

fn dispatch(no: &str) -> String {
    format!("/desk/dispatch/{no}/dispatch")
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_1_the_dispatch_desk_opens_the_most_urgent_and_after_it_the_next() {
    let city = City::new().await;
    let first = city.accepted("暖气三天不热", HEAT).await;
    city.set("2026-01-05 09:30");
    let second = city.accepted("室内只有十四度", HEAT).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get("/desk/dispatch").await;
    assert_eq!(page.status, StatusCode::OK);
    // The most urgent one stands open beside the list: its words, where the list points, its form.
    for words in ["暖气三天不热", "清单160402", "E-HEAT1", "时限", "1月12日 24:00", "唐山市住房和城乡建设局"]
    {
        assert!(page.html.contains(words), "{words}");
    }
    assert!(page.after("aria-current=\"true\"").contains(&first));
    // Article 20 in sight, with its reason, and not to be chosen.
    let barred = page.after("class=\"not\"");
    assert!(
        barred.contains("disabled") && barred.contains("路北区人民政府") && barred.contains("第二十条"),
        "{barred}"
    );
    let done = desk.send(&page, &dispatch(&first), &[("to", "E-HEAT1")]).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, &*format!("/desk/dispatch?no={second}")));
    let next = desk.get(&done.to).await;
    assert!(next.html.contains("下面是下一件") && next.html.contains("室内只有十四度"));
    let done = desk.send(&next, &dispatch(&second), &[("to", "E-HEAT1")]).await;
    assert_eq!(done.to, "/desk/dispatch");
    assert!(desk.get(&done.to).await.html.contains("没有待派的诉求。"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_1_a_duty_passed_down_comes_back_at_the_form_with_all_that_was_typed() {
    let city = City::new().await;
    let no = city.accepted("暖气三天不热", HEAT).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get(&format!("/desk/dispatch?no={no}")).await;
    let typed = [("to", ""), ("lead", "路北区人民政府"), ("own_limit", "3个工作日"), ("own_limit_reason", "天冷")];
    let back = desk.send(&page, &dispatch(&no), &typed).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let field = back.after("id=\"e-dispatch-lead\"");
    assert!(field.contains("不能派给路北区人民政府") && field.contains("可派"), "{field}");
    let again = back.form(&dispatch(&no));
    for (name, value) in typed {
        assert!(again.contains(&(name.to_owned(), value.to_owned())), "{name} in {again:?}");
    }
    assert!(back.html.contains("<details class=\"rest\" open>"), "what was filled in stands open");
    // Two different units at once are nobody's decision.
    let both = desk.send(&page, &dispatch(&no), &[("to", "E-HEAT1"), ("lead", "市住建局")]).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(both.html.contains("只留一个"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c15_6_a_co_unit_off_the_list_is_added_without_a_script_and_needs_its_reason() {
    let city = City::new().await;
    let no = city.accepted("暖气三天不热", HEAT).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get(&format!("/desk/dispatch?no={no}")).await;
    let more = desk.send(&page, &dispatch(&no), &[("to", "E-HEAT1"), ("co", "C-ZJJ"), ("more", "1")]).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.html.contains("另加的协办单位1") && !more.html.contains("还有1处要改"));
    let asked = more.form(&dispatch(&no));
    assert!(asked.contains(&("co".to_owned(), "C-ZJJ".to_owned())), "{asked:?}");
    let unit = [("co_unit_1", "市应急局"), ("co_task_1", "检查锅炉房")];
    // No unit goes by this short name.
    let named = desk.send(&more, &dispatch(&no), &unit).await;
    assert!(named.html.contains("没有找到“市应急局”"), "{}", named.html);
    let back = desk.send(&more, &dispatch(&no), &[("co_unit_1", "唐山市应急管理局"), unit[1]]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.after("id=\"e-dispatch-co_reason_1\"").contains("不在职责清单的协办单位里"), "{}", back.html);
    assert!(back.form(&dispatch(&no)).contains(&("co_task_1".to_owned(), "检查锅炉房".to_owned())));
    // A co-unit below the level that holds the duty: refused at its own row.
    let below = [("co_unit_1", "机场路街道办事处"), ("co_reason_1", "熟悉住户")];
    let back_again = desk.send(&back, &dispatch(&no), &below).await;
    assert!(back_again.after("id=\"e-dispatch-co_unit_1\"").contains("不能派给机场路街道办事处"));
    let done = desk.send(&back, &dispatch(&no), &[("co_reason_1", "锅炉房有隐患")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let claim = desk.get(&format!("/claim/{no}")).await;
    for unit in ["唐山市住房和城乡建设局", "唐山市应急管理局"] {
        assert!(claim.html.contains(unit), "{unit}");
    }
}

const SEAT: &str = "/desk/seat";

fn told<'a>(category: &'a str, division: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("told", "家里暖气三天不热"),
        ("phone", "10000001234"),
        ("kind", "help"),
        ("title", "暖气不热"),
        ("read_back", "on"),
        ("category", category),
        ("division", division),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn c5_1_words_that_fit_one_category_are_taken_several_are_asked_back_and_none_is_said() {
    let city = City::new().await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get(SEAT).await;
    // None, and several places.
    let back = desk.send(&page, SEAT, &told("量子纠缠", "祥和里")).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.after("id=\"e-category\"").contains("没有找到“量子纠缠”这个类别"));
    assert!(back.after("id=\"e-division\"").contains("“祥和里”不止一个地点"));
    assert!(back.html.contains("name=\"division_pick\"") && back.html.contains("家里暖气三天不热"));
    // Several categories; the place chosen by its button.
    let pick = back.after("name=\"division_pick\" value=\"").split('"').nth(3).unwrap().to_owned();
    let back = desk.send(&back, SEAT, &[("category", "供热"), ("division_pick", pick.as_str())]).await;
    assert!(back.after("id=\"e-category\"").contains("“供热”不止一个类别"), "{}", back.html);
    let asked = back.form(SEAT);
    let division = asked.iter().find(|(name, _)| name == "division").unwrap();
    assert!(division.1.contains("祥和里"), "the chosen button is written into the field: {division:?}");
    assert!(!back.html.contains("name=\"division_pick\""));
    // Words changed after a button was chosen win over the button.
    let done = desk.send(&back, SEAT, &[("category", "温度不达标"), ("category_pick", "160401")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let claim = desk.get(&done.to).await;
    assert!(claim.html.contains("公共事业/供热/温度不达标"));
    // A button chosen for words left as they were.
    let page = desk.get(SEAT).await;
    let done =
        desk.send(&page, SEAT, &[told("供热", "130203006019"), vec![("category_pick", "160403")]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert!(desk.get(&done.to).await.html.contains("公共事业/供热/热费和计量"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c41_the_claimants_words_propose_and_a_person_takes() {
    let city = City::new().await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get(SEAT).await;
    let mut asked = told("", "");
    asked.push(("find", "1"));
    let found = desk.send(&page, SEAT, &asked).await;
    assert_eq!(found.status, StatusCode::OK);
    let meant = found.after("class=\"meant\"");
    assert!(meant.contains("公共事业/供热") && meant.contains("原话"), "{meant}");
    assert!(!found.form(SEAT).iter().any(|(name, _)| name == "category_pick"), "nothing is chosen beforehand");
    let done = desk
        .send(&found, SEAT, &[("category_pick", "160402"), ("division", "130203006019"), ("read_back", "on")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_while_typing_are_for_staff_with_their_own_form_token() {
    let city = City::new().await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let csrf = desk.get(SEAT).await.form(SEAT).into_iter().find(|(name, _)| name == "csrf").unwrap();
    let ask = |q: &str| vec![csrf.clone(), ("q".to_owned(), q.to_owned())];
    let found = desk.post("/desk/find/category", &ask("wdbdb")).await;
    let offers: serde_json::Value = serde_json::from_str(&found.html).unwrap();
    assert_eq!(offers, json!([{ "code": "160402", "label": "公共事业/供热/温度不达标", "why": "" }]));
    assert!(desk.post("/desk/find/unit", &ask("市住建局")).await.html.contains("唐山市住房和城乡建设局"));
    assert!(desk.post("/desk/find/place", &ask("jcljd")).await.html.contains("机场路街道"));
    assert_eq!(desk.post("/desk/find/person", &ask("x")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.post("/desk/find/unit", &[("q".to_owned(), "x".to_owned())]).await.status, StatusCode::FORBIDDEN);
}

/// A claim of that title, answered by its unit and accepted.
async fn answered(city: &City, title: &str) -> String {
    city.set("2026-01-05 09:10");
    let no = city.accepted(title, HEAT).await;
    let (claim, order) = (format!("/api/v1/claims/{no}"), format!("/api/v1/orders/{no}-1"));
    city.api("desk", &format!("{claim}/dispatch"), json!({ "lead": "E-HEAT1" })).await;
    city.set("2026-01-05 10:00");
    city.api("heat", &format!("{order}/sign"), json!({})).await;
    let contact =
        json!({ "at": "2026-01-05T10:00:00+08:00", "way": "phone", "purpose": "first", "note": "约定下午上门" });
    city.api("heat", &format!("{order}/contact"), contact).await;
    city.set("2026-01-05 15:00");
    let feedback = json!({
        "answered": { "told": { "at": "2026-01-05T14:50:00+08:00", "way": "phone", "whom": "本人" } }, "facts": "true",
        "measures": "清洗过滤器", "result": "室温20度", "basis": "《河北省供热用热办法》", "resolution": "resolved",
        "public_answer": "过滤器清洗好了", "internal": "住户以前也拆过过滤网", "addressed": [0],
        "evidence": [{ "name": "测温单" }],
    });
    city.api("heat", &format!("{order}/feedback"), feedback).await;
    no
}

#[tokio::test(flavor = "multi_thread")]
async fn c25_and_c38_review_callback_and_check_each_decide_beside_their_list() {
    let city = City::new().await;
    let first = answered(&city, "暖气三天不热").await;
    let second = answered(&city, "室内只有十四度").await;
    let mut desk = Browser::signed_in(&city, "desk").await;

    // D4: the feedback, with the unit's inner account, and its decision.
    let page = desk.get("/desk/review").await;
    for words in ["过滤器清洗好了", "住户以前也拆过过滤网", "采纳反馈", "退回补正"] {
        assert!(page.html.contains(words), "{words}");
    }
    let refused = desk.send(&page, &format!("/desk/review/{first}-1/return-feedback"), &[("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = desk.send(&page, &format!("/desk/review/{first}-1/accept-feedback"), &[]).await;
    assert_eq!(done.to, format!("/desk/review?no={second}-1"));
    let page = desk.get(&done.to).await;
    let done = desk.send(&page, &format!("/desk/review/{second}-1/accept-feedback"), &[]).await;
    assert!(desk.get(&done.to).await.html.contains("都审完了。"));

    // B1: what to say, what was answered; never the inner account, never the number or name in full.
    let page = desk.get("/desk/callback").await;
    for words in ["怎么说", "过滤器清洗好了", "解决了吗", "满意吗", "100****1234"] {
        assert!(page.html.contains(words), "{words}");
    }
    for secret in ["住户以前也拆过过滤网", "10000001234", "王小明"] {
        assert!(!page.html.contains(secret), "{secret}");
    }
    let callback = |no: &str| format!("/desk/callback/{no}/callback");
    let words = ("words", "第二天又不热了");
    let half = [("method", "phone"), ("outcome", "reached"), ("satisfaction", "unsatisfied"), words];
    let back = desk.send(&page, &callback(&first), &half).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.after("id=\"e-callback-solved\"").contains("请选一个"));
    assert!(back.html.contains("第二天又不热了"));
    let done = desk.send(&back, &callback(&first), &[("solved", "no")]).await;
    assert_eq!(done.to, format!("/desk/callback?no={second}"));
    let page = desk.get(&done.to).await;
    let none = [("method", "phone"), ("outcome", "no_answer")];
    let done = desk.send(&page, &callback(&second), &none).await;
    assert_eq!(done.to, "/desk/callback");
    // Nobody answered: it waits for the next try, with this one in sight.
    assert!(desk.get(&done.to).await.html.contains("无人接听"));

    // B2: the demand against the answer and the claimant's own word.
    let page = desk.get("/desk/callback/check").await;
    for words in ["第二天又不热了", "过滤器清洗好了", "恢复供热", "核实认定"] {
        assert!(page.html.contains(words), "{words}");
    }
    let finding = [("finding", "omission"), ("demand", "查明第二天为什么又不热")];
    let done = desk.send(&page, &format!("/desk/callback/check/{first}/check"), &finding).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/desk/callback/check"), "{}", done.html);
    assert!(desk.get(&done.to).await.html.contains("都核实完了。"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_3_a_dispute_is_ruled_beside_its_list_and_the_next_unit_chosen_by_a_button() {
    let city = City::new().await;
    let no = city.accepted("暖气三天不热", HEAT).await;
    city.api("desk", &format!("/api/v1/claims/{no}/dispatch"), json!({ "lead": "E-HEAT1" })).await;
    city.set("2026-01-05 10:00");
    let dispute = json!({ "suggested": "E-HEAT2", "basis": "供热区域划分", "reasons": "该小区由供热企业二供热" });
    city.api("heat", &format!("/api/v1/orders/{no}-1/dispute"), dispute).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get("/desk/review").await;
    for words in ["该小区由供热企业二供热", "职责清单怎么说", "单位的转办建议", "裁定异议"]
    {
        assert!(page.html.contains(words), "{words}");
    }
    let rule = format!("/desk/review/{no}-1/rule-dispute");
    let ruling = [("ruling", "uphold_unit"), ("next_pick", "E-HEAT2"), ("reason", "")];
    let back = desk.send(&page, &rule, &ruling).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let next = back.form(&rule).into_iter().find(|(name, _)| name == "next").unwrap();
    assert!(next.1.contains("供热企业二"), "the choice stands in the field: {next:?}");
    let done = desk.send(&back, &rule, &[("reason", "按供热区域")]).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/desk/review"), "{}", done.html);
    let claim = desk.get(&format!("/claim/{no}")).await;
    assert!(claim.html.contains("第2手") && claim.html.contains("供热企业二"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_3_a_unit_whose_dispute_was_upheld_cannot_be_chosen_again() {
    let city = City::new().await;
    let no = city.accepted("暖气三天不热", HEAT).await;
    city.api("desk", &format!("/api/v1/claims/{no}/dispatch"), json!({ "lead": "E-HEAT1" })).await;
    city.set("2026-01-05 10:00");
    let dispute = json!({ "suggested": "E-HEAT2", "basis": "供热区域划分", "reasons": "该小区由供热企业二供热" });
    city.api("heat", &format!("/api/v1/orders/{no}-1/dispute"), dispute).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get("/desk/review").await;
    let anew = [("ruling", "uphold_anew"), ("reason", "按供热区域")];
    let done = desk.send(&page, &format!("/desk/review/{no}-1/rule-dispute"), &anew).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let page = desk.get("/desk/dispatch").await;
    assert!(page.html.contains("派过谁") && page.html.contains("按供热区域"));
    let barred = page.after("class=\"not\"");
    assert!(barred.contains("唐山市中心城区供热企业一") && barred.contains("退单异议已经成立"), "{barred}");
    let back = desk.send(&page, &dispatch(&no), &[("to", ""), ("lead", "E-HEAT1")]).await;
    assert!(back.after("id=\"e-dispatch-lead\"").contains("退单异议已经成立"));
    assert_eq!(desk.send(&back, &dispatch(&no), &[("to", "E-HEAT2"), ("lead", "")]).await.to, "/desk/dispatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_does_its_own_acts_alone_and_shows_nothing_to_others() {
    let city = City::new().await;
    let no = city.accepted("暖气三天不热", HEAT).await;
    let mut desk = Browser::signed_in(&city, "desk").await;
    let page = desk.get("/desk/dispatch").await;
    let csrf = page.form(&dispatch(&no)).into_iter().filter(|(name, _)| name == "csrf").collect::<Vec<_>>();
    // Another desk's act has no address here.
    assert_eq!(desk.post(&format!("/desk/dispatch/{no}/check"), &csrf).await.status, StatusCode::NOT_FOUND);
    let never = hotline::ClaimNo::new("TS", 260_105, 99);
    assert_eq!(desk.get(&format!("/desk/dispatch?no={never}")).await.status, StatusCode::NOT_FOUND);
    let mut unit = Browser::signed_in(&city, "heat").await;
    for path in ["/desk/dispatch", "/desk/review", "/desk/callback", "/desk/callback/check", "/desk/elsewhere"] {
        assert_eq!(unit.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c4_home_counts_what_waits_at_ones_own_desks_and_nothing_else() {
    let city = City::new().await;
    let office = async |login: &str, unit: &str, role: Role| {
        let roles = [role].into();
        let (login, unit) = (login.to_owned(), unit.into());
        let new = NewAccount { name: login.clone(), login, unit, roles, password: "ceshi-mima-1".to_owned() };
        city.app.create_account(new).await.unwrap();
    };
    let own: [(&str, &str, Role, &[&str]); 6] = [
        ("op", "TS-12345", Role::Operator, &["待受理", "待派单", "转入转出与异议"]),
        ("rev", "TS-12345", Role::Reviewer, &["待审核", "待核实", "督办"]),
        ("call", "TS-12345", Role::CallbackWorker, &["待回访"]),
        ("sup", "TS-12345", Role::Supervisor, &["督办"]),
        ("county", "D-130203-12345", Role::Dispatcher, &["待受理", "待派单", "转入转出与异议"]),
        ("far", "D-130202-12345", Role::Dispatcher, &["待受理", "待派单", "转入转出与异议"]),
    ];
    for (login, unit, role, _) in own {
        office(login, unit, role).await;
    }
    city.accepted("暖气三天不热", HEAT).await;
    let away = city.accepted("老家的事", HEAT).await;
    let transfer = json!({ "to": "X-BJ", "agreed": true, "note": "住户在北京" });
    city.api("desk", &format!("/api/v1/claims/{away}/transfer"), transfer).await;
    for (login, _, _, desks) in own {
        let home = Browser::signed_in(&city, login).await.get("/home").await.html;
        let (tasks, _) = home.split_once("最近通知").unwrap();
        let (_, tasks) = tasks.split_once("我的待办").unwrap();
        for desk in ["待受理", "待派单", "待审核", "待回访", "待核实", "转入转出与异议", "督办"]
        {
            assert_eq!(tasks.contains(desk), desks.contains(&desk), "{login}: {desk} in {tasks}");
        }
        let count = |desk: &str| {
            let after = tasks.split_once(desk).unwrap().1;
            let digits = after.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty());
            digits.unwrap().parse::<u64>().unwrap()
        };
        if desks.contains(&"待派单") {
            let there = u64::from(login != "far");
            assert_eq!((count("待派单"), count("转入转出与异议")), (there, there), "{login}: {tasks}");
        }
    }
    // Its result has come: it waits for nobody's word any more.
    let told = json!({ "way": "phone", "at": "2026-01-05T09:00:00+08:00" });
    let back = json!({ "result": "已维修", "told": told });
    let mut desk = Browser::signed_in(&city, "op").await;
    assert!(desk.get("/desk/elsewhere").await.html.contains(&away));
    city.api("desk", &format!("/api/v1/claims/{away}/transfer-feedback"), back).await;
    assert!(!desk.get("/desk/elsewhere").await.html.contains(&away));
}
