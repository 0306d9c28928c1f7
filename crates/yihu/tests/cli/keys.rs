//! The key file: another database's, missing, readable by others, cut short. Without the right one nothing starts, and
//! with it everything is as before.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::run::Place;

#[test]
fn the_key_of_another_database_is_refused() {
    let (place, other) = (Place::set_up(), Place::set_up());
    let key = other.key().display().to_string();
    place.add_user("zhang", &["--key", &key]).fails(1, &["密钥文件与这个数据库不匹配"]);
    place.run(["serve", "--listen", "127.0.0.1:0", "--key", &key]).fails(1, &["密钥文件与这个数据库不匹配"]);
    place.run(["init", "--key", &key]).fails(1, &["密钥文件与这个数据库不匹配"]);
    place.add_user("zhang", &[]).succeeds();
}

#[test]
fn a_missing_key_is_asked_for_and_not_made_anew() {
    let place = Place::set_up();
    let key = fs::read(place.key()).unwrap();
    fs::remove_file(place.key()).unwrap();
    place.add_user("zhang", &[]).fails(1, &["找不到密钥文件", "取回原来的文件"]);
    // A second `init` must not put a useless key where the right one belongs.
    place.run(["init"]).fails(1, &["找不到密钥文件", "取回原来的文件"]);
    assert!(!place.key().exists());
    fs::write(place.key(), key).unwrap();
    fs::set_permissions(place.key(), fs::Permissions::from_mode(0o600)).unwrap();
    place.add_user("zhang", &[]).succeeds();
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let place = Place::set_up();
    for mode in [0o644, 0o660, 0o604] {
        fs::set_permissions(place.key(), fs::Permissions::from_mode(mode)).unwrap();
        let words = [format!("权限是 {mode:o}"), "chmod 600 ./yihu-data/yihu.key".to_owned()];
        place.add_user("zhang", &[]).fails(1, &words.each_ref().map(String::as_str));
    }
    fs::set_permissions(place.key(), fs::Permissions::from_mode(0o600)).unwrap();
    place.add_user("zhang", &[]).succeeds();
}

#[test]
fn half_a_key_is_none() {
    let place = Place::set_up();
    let key = fs::read(place.key()).unwrap();
    for broken in [&key[..20], b"", b"\xff\xfe\x00", &[b'x'; 10_000]] {
        fs::write(place.key(), broken).unwrap();
        place.add_user("zhang", &[]).fails(1, &["内容不完整或者不是密钥"]);
    }
    fs::write(place.key(), key).unwrap();
    place.add_user("zhang", &[]).succeeds();
}

#[test]
fn init_twice_changes_nothing() {
    let place = Place::set_up();
    place.import("a.csv", "id,text\n1,路灯坏了\n").succeeds();
    let key = fs::read(place.key()).unwrap();
    place.run(["init"]).succeeds();
    assert_eq!(fs::read(place.key()).unwrap(), key);
    place.holds(1);
}
