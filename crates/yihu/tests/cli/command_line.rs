//! Help and exit codes of the command line itself.

use crate::run::Place;

#[test]
fn help_is_in_both_languages_at_every_level() {
    let place = Place::empty();
    let commands: [&[&str]; 17] = [
        &[],
        &["demo"],
        &["init"],
        &["serve"],
        &["import"],
        &["import", "appeals"],
        &["verify"],
        &["import", "policy"],
        &["import", "calendar"],
        &["law"],
        &["law", "due"],
        &["law", "explain"],
        &["law", "dry-run"],
        &["law", "policy"],
        &["simulate"],
        &["user"],
        &["user", "add"],
    ];
    for command in commands {
        let outcome = place.run(command.iter().chain(&["--help"])).succeeds();
        assert!(outcome.out.contains("用法 / Usage: yihu"), "{command:?}: {outcome:?}");
        let described = |line: &&str| line.starts_with("  ") && !line.trim_start().starts_with('-');
        for line in outcome.out.lines().filter(described) {
            let words = line.trim();
            assert!(words.contains(" / ") || !words.contains(' '), "{command:?}, one language only: {line}");
        }
        assert!(!outcome.out.contains("Options:\n") || outcome.out.contains("选项 / Options:"), "{outcome:?}");
        assert!(!outcome.out.contains("Print "), "{command:?}: {outcome:?}");
    }
}

#[test]
fn a_wrong_command_line_is_2_and_says_what_is_wrong() {
    let place = Place::empty();
    let wrong: [(&[&str], &str); 10] = [
        (&[], "没有写要执行的命令"),
        (&["bogus"], "没有“bogus”这个命令"),
        (&["user"], "没有写要执行的命令"),
        (&["init", "--nope"], "没有“--nope”这个参数"),
        (&["init", "--data"], "参数 --data <DATA> 后面没有写值"),
        (&["init", "--data", "a", "--data", "b"], "参数 --data <DATA> 只能写一次"),
        (&["serve", "--listen", "nowhere"], "的值“nowhere”不对"),
        (&["law", "due", "--limit", "5wd"], "缺少参数 --start <START>"),
        (&["law", "due", "--batch", "--limit", "5wd"], "不能同时使用"),
        (&["user", "add", "zhang", "--name", "张三"], "缺少参数 --unit <UNIT>、--role <ROLES>"),
    ];
    for (args, what) in wrong {
        let outcome = place.run(args).says_first(2, &[what, "yihu --help"]);
        assert_eq!(outcome.out, "", "{args:?}");
    }
    assert_eq!(place.run(["--version"]).succeeds().out, concat!("yihu ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn an_account_is_made_once() {
    let place = Place::set_up();
    let outcome = place.add_user("zhang", &[]).succeeds();
    assert_eq!(outcome.out, "已建立账号 zhang。\n");
    place.add_user("zhang", &[]).fails(1, &["用户名“zhang”已经有人用了"]);
    place.add_user("li si", &[]).fails(1, &["用户名不能为空、不能有空格"]);
    place.add_user("li", &["--role", "king"]).fails(1, &["没有“king”这个岗位", "operator"]);
    place.add_user("li", &[]).succeeds();
    place.holds(0);
}

#[test]
fn an_account_needs_a_unit_and_a_password() {
    let place = Place::set_up();
    let add = |unit: &str, password: &[u8]| {
        let mut command = crate::run::yihu(place.home());
        command.args(["user", "add", "zhang", "--name", "张三", "--unit", unit, "--role", "operator"]);
        crate::run::with_input(command, password)
    };
    add(crate::run::UNIT, b"").fails(1, &["密码至少8位"]);
    add(crate::run::UNIT, b"short\n").fails(1, &["密码至少8位"]);
    add(crate::run::UNIT, b"\xff\xfe\xfd not text\n").fails(1, &["密码"]);
    add("nowhere", b"correct horse battery\n").fails(1, &["单位库里没有“nowhere”"]);
    add(crate::run::UNIT, b"correct horse battery\n").succeeds();
}
