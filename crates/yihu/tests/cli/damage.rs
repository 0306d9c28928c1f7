//! A database file that is no database, is damaged, cut off, or was changed behind the program's back.

use std::fs;

use crate::run::Place;

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let place = Place::set_up();
    let noise: Vec<u8> = (0..40_000_u32).map(|n| (n % 251) as u8).collect();
    for rest in ["yihu.db-wal", "yihu.db-shm"] {
        assert!(!place.data().join(rest).exists(), "{rest} is gone when the database was closed");
    }
    fs::write(place.database(), &noise).unwrap();
    place.add_user("zhang", &[]).fails(1, &["数据文件已损坏", "从最近的备份恢复"]);
    place.run(["init"]).fails(1, &["数据文件已损坏", "从最近的备份恢复"]);
    place.run(["serve", "--listen", "127.0.0.1:0"]).fails(1, &["数据文件已损坏"]);
    place.run(["verify"]).fails(3, &["数据文件已损坏", "从最近的备份恢复"]);
    assert_eq!(fs::read(place.database()).unwrap(), noise);
}

#[test]
fn damaged_pages_are_found_by_verify() {
    let place = Place::set_up();
    place.import("a.csv", appeals(40)).succeeds();
    place.holds(40);
    let good = fs::read(place.database()).unwrap();
    // Every page but the first: the schema can be read, the rows cannot.
    let mut damaged = good.clone();
    damaged[4_096..].fill(0x5A);
    fs::write(place.database(), &damaged).unwrap();
    place.run(["verify"]).fails(3, &["数据文件已损坏", "从最近的备份恢复"]);
    place.add_user("zhang", &[]).fails(1, &["数据文件已损坏", "从最近的备份恢复"]);
    // The second half is missing.
    fs::write(place.database(), &good[..good.len() / 2]).unwrap();
    place.run(["verify"]).fails(3, &["数据文件已损坏", "从最近的备份恢复"]);
    fs::write(place.database(), &good).unwrap();
    place.holds(40);
}

#[test]
fn c46_what_was_changed_behind_the_program_is_named() {
    let place = Place::set_up();
    place.import("a.csv", "id,text\n1,LAMPBROKEN在门口\n").succeeds();
    let mut bytes = fs::read(place.database()).unwrap();
    let found: Vec<usize> =
        bytes.windows(10).enumerate().filter(|(_, some)| *some == b"LAMPBROKEN").map(|(at, _)| at).collect();
    assert!(!found.is_empty());
    for at in found {
        bytes[at..at + 10].copy_from_slice(b"LAMPMENDED");
    }
    fs::write(place.database(), &bytes).unwrap();
    place.run(["verify"]).fails(3, &["事件记录链断裂", "可能被改动", "从最近的备份恢复"]);
}

fn appeals(count: usize) -> String {
    (1..=count).fold("id,text\n".to_owned(), |csv, n| format!("{csv}{n},第{n}盏路灯坏了\n"))
}
