//! A disk that takes no more: what was acknowledged before stays, what was not can be done again, and nothing is half.
//!
//! Two ways: a limit on the size of files, which every user has, and a small disk of its own where the system lets a
//! test mount one.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::{Place, YIHU, clean, with_input};

/// Messages of the file that does not fit.
const MANY: usize = 15;

/// Messages of about 60 KB each, so that a small disk is soon full.
fn long_messages(count: usize) -> String {
    let long = "路灯坏了，晚上看不见路，请来修。".repeat(1_200);
    (1..=count).fold("id,text\n".to_owned(), |csv, n| format!("{csv}long-{n},第{n}封：{long}\n"))
}

/// `sh` in `folder`, with `$YIHU` for the binary.
fn shell(folder: &Path, script: &str) -> Command {
    let mut sh = clean(Command::new("sh"), folder);
    sh.env("YIHU", YIHU).args(["-c", script]);
    sh
}

/// The messages that were in before are there, and the file that did not fit comes in whole the second time.
fn is_whole(place: &Place) {
    let outcome = place.run(["verify"]).succeeds();
    let claims: usize =
        outcome.out.trim_start_matches("核验通过：").split('件').next().and_then(|count| count.parse().ok()).unwrap();
    assert!((2..2 + MANY).contains(&claims), "some of it was taken: {outcome:?}");
    for _ in 0..2 {
        place.run(["import", "appeals", "few.csv"]).succeeds();
        place.run(["import", "appeals", "many.csv"]).succeeds();
        place.holds(2 + MANY);
    }
}

#[test]
fn c46_a_limit_on_files_loses_nothing_acknowledged() {
    let place = Place::set_up();
    place.import("few.csv", "id,text\n1,路灯坏了\n2,井盖丢了\n").succeeds();
    place.file("many.csv", long_messages(MANY));
    // The signal that comes with the limit would end the program; without it the write fails, as on a full disk.
    let limited = "trap '' XFSZ; ulimit -f 2000; exec \"$YIHU\" import appeals many.csv";
    with_input(shell(place.home(), limited), b"").fails(1, &["这次操作没有保存", "磁盘"]);
    is_whole(&place);
}

#[test]
fn c46_a_full_disk_loses_nothing_acknowledged() {
    let place = Place::empty();
    place.file("few.csv", "id,text\n1,路灯坏了\n2,井盖丢了\n");
    place.file("many.csv", long_messages(MANY));
    fs::create_dir(place.home().join("disk")).unwrap();
    // The mount is seen in here only and goes with the shell; the data leaves it by a copy.
    let script = "mount -t tmpfs -o size=2m,mode=700 tmpfs disk || exit 77
        \"$YIHU\" init --data disk/yihu-data >/dev/null || exit 78
        \"$YIHU\" import appeals few.csv --data disk/yihu-data >/dev/null || exit 79
        \"$YIHU\" import appeals many.csv --data disk/yihu-data
        code=$?
        cp -a disk/yihu-data . || exit 80
        exit $code";
    let namespace = |flags: &str| {
        let mut unshare = clean(Command::new("unshare"), place.home());
        unshare.env("YIHU", YIHU).args(flags.split(' ')).args(["sh", "-c", script]);
        unshare
    };
    let able = |flags: &str| {
        let mut tried = clean(Command::new("unshare"), place.home());
        tried.args(flags.split(' ')).args(["mount", "-t", "tmpfs", "tmpfs", "disk"]);
        tried.output().is_ok_and(|output| output.status.success())
    };
    let Some(flags) = ["--mount", "--user --map-root-user --mount"].into_iter().find(|flags| able(flags)) else {
        eprintln!("skipped: this system lets a test mount no disk of its own");
        return;
    };
    with_input(namespace(flags), b"").fails(1, &["磁盘已满，这次操作没有保存"]);
    is_whole(&place);
}

#[test]
fn a_disk_that_is_full_from_the_start_is_said_so() {
    let place = Place::empty();
    let limited = "trap '' XFSZ; ulimit -f 0; exec \"$YIHU\" init";
    with_input(shell(place.home(), limited), b"").fails(1, &["磁盘"]);
    // With room again the same command makes it whole.
    place.run(["init"]).succeeds();
    place.add_user("zhang", &[]).succeeds();
    place.holds(0);
}
