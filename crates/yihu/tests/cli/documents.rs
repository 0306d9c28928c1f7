//! `yihu import calendar`, `yihu import policy` and `yihu law dry-run`: what of the law is data, brought in from files.

use std::time::UNIX_EPOCH;

use hotline::ClaimNo;
use law::{Date, Instant};

use crate::run::Place;

const POLICY: &str = include_str!("../../../law/policy/tangshan-2026-01-01.toml");
const NOTICE: &str = "date,kind,name,notice_year,notice\n2099-01-01,holiday,元旦,2099,放假安排 (2098-11-01)\n";

fn later() -> String {
    POLICY.replace("tangshan-2026-01-01", "tangshan-2099-01-01").replace("2026-01-01\"", "2099-01-01\"")
}

#[test]
fn a_years_notice_comes_in_once_and_a_wrong_one_not_at_all() {
    let place = Place::set_up();
    let import = |file: &str, body: &str, version: &str| {
        place.file(file, body);
        place.run(["import", "calendar", file, "--version", version])
    };
    import("wrong.csv", "date,kind\nnonsense,x\n", "cn-2099").fails(1, &["日历文件"]);
    import("empty.csv", "date,kind,name,notice_year,notice\n", "cn-2099").fails(1, &["没有放假安排"]);
    import("right.csv", NOTICE, " ").fails(1, &["版本名"]);
    assert!(import("right.csv", NOTICE, "cn-2099").succeeds().out.contains("已导入日历cn-2099"));
    import("right.csv", NOTICE, "cn-2099").fails(1, &["已经导入过"]);
    place.run(["verify"]).succeeds();
}

#[test]
fn a_policy_comes_in_for_a_day_to_come_and_none_that_is_laxer() {
    let place = Place::set_up();
    let import = |body: &str| {
        place.file("policy.toml", body);
        place.run(["import", "policy", "policy.toml"])
    };
    import("this is no policy").fails(1, &["政策文件第1行"]);
    import(POLICY).fails(1, &["重复"]);
    let laxer = later().replacen("value = \"5wd\"", "value = \"9wd\"", 1);
    import(&laxer).fails(1, &["比条例宽松"]);
    assert!(import(&later()).succeeds().out.contains("自2099-01-01起生效"));
}

/// What is no limit: each wrong one refused with its line and the reason, and nothing of it taken over.
#[test]
fn c50_a_policy_with_a_wrong_ground_trigger_field_or_text_is_refused_with_its_line() {
    let place = Place::set_up();
    let line = |of: &str| later().lines().position(|line| line.starts_with(of)).unwrap() + 1;
    let at = |key: &str| format!("第{}行“{key}”", line(&format!("[{key}]")));
    let replaced = |from: &str, to: &str| {
        assert!(later().contains(from), "{from}");
        later().replacen(from, to, 1)
    };
    for (body, words) in [
        (
            replaced("{ on = true, demand = \"请立即签收", "{ on = false, demand = \"请立即签收"),
            vec![at("supervise.not_signed"), "条例第三十七条".to_owned()],
        ),
        (replaced("找{body}，", ""), vec![at("told.refused"), "{body}".to_owned()]),
        (replaced("编号{no}", "编号{number}"), vec![at("told.accepted"), "不认识的{number}".to_owned()]),
        (replaced("\"作风效能\"", "\"作风效能\", \"作风问题\""), vec!["分类标准里没有“作风问题”".to_owned()]),
        (
            replaced("[\"agency_head\"]", "[\"everybody\"]"),
            vec![format!("第{}行", line("[decides.take_back]") + 1), "“everybody”不是可以填的值".to_owned()],
        ),
        (replaced("reach = false", "reach = \"maybe\""), vec![format!("第{}行", line("[refuse.outside_city]") + 1)]),
        (replaced("[supervise.not_contacted]", "[supervise.noise]"), vec!["没有“noise”这一项".to_owned()]),
        (replaced("[pursue.followed]", "[pursues.followed]"), vec!["缺少“followed”一项".to_owned()]),
        (replaced("format = 2\n", ""), vec!["格式1".to_owned(), "format = 2".to_owned()]),
    ] {
        place.file("policy.toml", &body);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        place.run(["import", "policy", "policy.toml"]).fails(1, &words);
        place.run(["law", "dry-run", "policy.toml", "--since", "2026-01-01"]).fails(1, &words);
    }
    place.file("policy.toml", later());
    place.run(["import", "policy", "policy.toml"]).succeeds();
}

#[test]
fn c50_the_policy_in_force_is_the_base_of_the_next() {
    let place = Place::set_up();
    let base = place.run(["law", "policy"]).succeeds().out;
    assert_eq!(base.trim(), POLICY.trim());
    place.file("next.toml", base.replace("2026-01-01\"", "2099-01-01\""));
    place.run(["import", "policy", "next.toml"]).succeeds();
    // What takes effect later is not in force yet.
    assert_eq!(place.run(["law", "policy"]).succeeds().out, base);
}

#[test]
fn a_dry_run_reads_and_changes_nothing() {
    let place = Place::set_up();
    place.file("policy.toml", later());
    let run = place.run(["law", "dry-run", "policy.toml", "--since", "2026-01-01"]).succeeds();
    assert_eq!(run.out, "{\"different\":0,\"read\":0}\n");
    place.run(["law", "dry-run", "nowhere.toml", "--since", "2026-01-01"]).fails(1, &["没有文件"]);
    place.run(["law", "dry-run", "policy.toml", "--since", "yesterday"]).says_first(2, &["since"]);
}

#[test]
fn a_claims_life_is_explained_with_its_clauses_and_without_its_people() {
    let place = Place::set_up();
    let explain = |no: &str| place.run(["law", "explain", no]);
    explain("nonsense").fails(1, &["不是诉求编号"]);
    place.import("one.csv", "id,user,title,time,text\nA1,王小明,暖气不热,,家里三天没有暖气\n").succeeds();
    // The first number of the day it was read in: yesterday's if midnight has just passed.
    let today = Instant::from_ms(UNIX_EPOCH.elapsed().unwrap().as_millis().try_into().unwrap()).date();
    let first = |day: Date| ClaimNo::new("TS", day.strftime("%y%m%d").to_string().parse().unwrap(), 1).to_string();
    let told = [today, today.yesterday().unwrap()].map(|day| explain(&first(day)));
    let told = told.iter().find(|told| told.code == Some(0)).expect("the claim is there");
    for word in ["家里三天没有暖气", "办理经过", "受理时限开始", "没有超期", "第十二条", "时限规则：tangshan-"]
    {
        assert!(told.out.contains(word), "{told:?}");
    }
    assert!(!told.out.contains("王小明"), "{told:?}");
    explain(ClaimNo::new("TS", 200_105, 731).as_str()).fails(1, &["编号"]);
}
