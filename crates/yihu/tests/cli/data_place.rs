//! `--data` that points to no data: nothing there, a file, a folder of somebody else, an address that is none.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use crate::run::{Place, YIHU, clean, with_input, yihu};

#[test]
fn where_nothing_is_yet_init_is_named() {
    let place = Place::empty();
    for command in [&["verify"][..], &["serve", "--listen", "127.0.0.1:0"], &["import", "appeals", "a.csv"]] {
        place.file("a.csv", "id,text\n1,路灯坏了\n");
        place.run(command).fails(1, &["还没有数据", "yihu init"]);
    }
    assert!(!place.data().exists(), "asking makes nothing");
}

#[test]
fn a_file_is_no_data_folder() {
    let place = Place::empty();
    let file = place.file("notes.txt", "mine");
    for command in ["init", "verify"] {
        place.run([command, "--data", "notes.txt"]).fails(1, &["“notes.txt”是一个文件，不是文件夹", "--data"]);
        place.run([command, "--data", "notes.txt/below"]).fails(1, &["打不开", "是文件，不是文件夹"]);
    }
    assert_eq!(fs::read(file).unwrap(), b"mine");
}

#[test]
fn an_address_that_is_none_is_refused() {
    let place = Place::empty();
    place.run(["init", "--data", ""]).fails(1, &["数据地址不对"]);
    place.run(["init", "--data", "mysql://a/b"]).fails(1, &["数据地址不对", "不支持 mysql://"]);
    // Nobody listens on port 1.
    place.run(["verify", "--data", "postgres://nobody@127.0.0.1:1/none"]).fails(1, &["数据库暂时连接不上"]);
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let place = Place::set_up();
    let home = place.home();
    // Root may write everywhere: the test goes on as nobody, where that is possible.
    let root = fs::metadata(home).unwrap().permissions().mode() & 0o777 != 0 && is_root();
    let run = |args: &[&str]| {
        let mut command = yihu(home);
        if root {
            command.uid(65_534).gid(65_534);
        }
        command.args(args);
        command
    };
    if root && run(&["--version"]).output().map_or(true, |output| !output.status.success()) {
        eprintln!("skipped: nobody may not run {YIHU}");
        return;
    }
    let narrow = |mode| fs::set_permissions(home, fs::Permissions::from_mode(mode)).unwrap();
    narrow(0o555);
    with_input(run(&["init", "--data", "new"]), b"").fails(1, &["不允许写入", "权限"]);
    // The data folder is its owner's alone (0700); what may not be looked into is not taken for empty.
    if !root {
        fs::set_permissions(place.data(), fs::Permissions::from_mode(0o000)).unwrap();
    }
    for command in ["verify", "init"] {
        with_input(run(&[command]), b"").fails(1, &["权限"]);
    }
    fs::set_permissions(place.data(), fs::Permissions::from_mode(0o555)).unwrap();
    with_input(run(&["init"]), b"").fails(1, &["权限"]);
    fs::set_permissions(place.data(), fs::Permissions::from_mode(0o700)).unwrap();
    narrow(0o755);
    place.holds(0);
}

fn is_root() -> bool {
    let id = clean(Command::new("id"), std::path::Path::new("/")).arg("-u").output().unwrap();
    id.stdout == b"0\n"
}
