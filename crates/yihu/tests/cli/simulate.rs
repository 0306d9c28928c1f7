//! A simulated city by the command line: a page at the end, stopped and gone on with, nothing overwritten.

use crate::run::Place;

const SMALL: [&str; 7] = ["simulate", "--days", "2", "--requests-a-day", "60", "--data", "city"];

fn digest(out: &str) -> &str {
    out.lines().find(|line| line.contains("SHA-256")).unwrap()
}

#[test]
fn a_city_is_played_stopped_and_gone_on_with() {
    let place = Place::empty();
    let whole = place.run(SMALL).succeeds();
    for word in ["# 模拟运行报告", "## 来电", "已办：当场答复", "没有发现问题", "## 用时"] {
        assert!(whole.out.contains(word), "{word}: {}", whole.out);
    }
    assert!(place.home().join("city/report.md").is_file() && place.home().join("city/truth.jsonl").is_file());
    place.run(["verify", "--data", "city"]).succeeds();
    let stopped = place.run(SMALL[..5].iter().chain(&["--data", "other", "--stop-after", "1"])).succeeds();
    assert!(stopped.out.contains("simulate --resume --data other"), "{stopped:?}");
    let last = place.run(["simulate", "--resume", "--data", "other"]).succeeds();
    assert_eq!(digest(&last.out), digest(&whole.out));
}

#[test]
fn what_stands_is_not_overwritten_and_wrong_parameters_are_named() {
    let place = Place::empty();
    place.run(SMALL[..5].iter().chain(&["--data", "city", "--stop-after", "1"])).succeeds();
    place.run(SMALL).fails(1, &["停下来的模拟", "--resume"]);
    place.run(["simulate", "--resume", "--days", "3", "--data", "city"]).fails(1, &["接着跑时参数都按原来的"]);
    place.run(["simulate", "--resume", "--data", "nowhere"]).fails(1, &["没有停下来的模拟"]);
    std::fs::create_dir(place.home().join("full")).unwrap();
    place.file("full/letter.txt", "不要动");
    place.run(["simulate", "--data", "full"]).fails(1, &["已有内容", "--data"]);
    place.run(["simulate", "--days", "0", "--data", "new"]).fails(1, &["days"]);
    place.file("city.toml", "reached = 2.0\n");
    place.run(["simulate", "--parameters", "city.toml", "--data", "new"]).fails(1, &["city.toml", "reached"]);
    place.run(["simulate", "--from", "yesterday"]).says_first(2, &["from"]);
}
