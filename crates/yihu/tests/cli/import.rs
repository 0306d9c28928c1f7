//! `yihu import appeals` with files as they come.

use std::process::Stdio;

use crate::run::{Outcome, Place, yihu};

const HEADER: &str = "id,user,title,time,text\n";

/// 4: some rows were left out; the report on standard output says which and why.
#[track_caller]
fn leaves_out(outcome: &Outcome, read: u64, imported: u64, reasons: &[&str]) {
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(4), ""), "{outcome:?}");
    let counts = format!(r#"{{"read":{read},"imported":{imported},"rejected":[{{"#);
    assert!(outcome.out.starts_with(&counts), "{outcome:?}");
    for reason in reasons {
        assert!(outcome.out.contains(reason), "“{reason}” is missing: {outcome:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing() {
    let place = Place::set_up();
    place.run(["import", "appeals", "nowhere.csv"]).fails(1, &["没有文件“nowhere.csv”"]);
    place.run(["import", "appeals", "."]).fails(1, &["是一个文件夹"]);
    place.import("empty.csv", "").fails(1, &["文件是空的", "id,user,title,time,text"]);
    place.import("blank.csv", "\u{feff}\n\n").fails(1, &["文件是空的"]);
    place.import("columns.csv", "编号,内容\n1,路灯坏了\n").fails(1, &["缺少“id”这一列", "id,user,title,time,text"]);
    place.import("text.csv", "id,user\n1,a\n").fails(1, &["缺少“text”这一列"]);
    place.import("noise.csv", [0xFF, 0x00, 0x80, 0xFF, b'\n', 0xFF]).fails(1, &["既不是UTF-8也不是GB18030"]);
    place.holds(0);
}

#[test]
fn a_header_alone_is_no_fault() {
    let place = Place::set_up();
    let outcome = place.import("header.csv", HEADER).succeeds();
    assert_eq!(outcome.out, "{\"read\":0,\"imported\":0,\"rejected\":[]}\n");
}

#[test]
fn damaged_utf8_is_not_guessed_at() {
    let place = Place::set_up();
    let mut bytes = format!("{HEADER}1,a,路灯,,小区门口的路灯坏了\n2,b,井盖,,井盖丢了\n").into_bytes();
    let at = bytes.len() - 5;
    bytes.remove(at);
    place.import("damaged.csv", &bytes).fails(1, &["第3行有损坏的字节", "没有导入任何一行"]);
    place.holds(0);
}

#[test]
fn gb18030_is_read_as_what_it_is() {
    let place = Place::set_up();
    // 路灯坏了
    let text = [0xC2, 0xB7, 0xB5, 0xC6, 0xBB, 0xB5, 0xC1, 0xCB];
    let gb: Vec<u8> = [b"id,text\n1,".as_slice(), &text, b"\n"].concat();
    place.import("gb.csv", &gb).succeeds();
    // The same in UTF-8 is the same message: found again, not made again.
    let outcome = place.import("utf8.csv", "id,text\n1,路灯坏了\n").succeeds();
    assert!(outcome.out.contains("\"imported\":1"), "{outcome:?}");
    place.holds(1);
}

#[test]
fn bad_rows_are_left_out_and_named() {
    let place = Place::set_up();
    let rows = format!(
        "{HEADER}1,a,路灯,2026-01-05 08:00:00,路灯坏了\n2,b,空,,\n,c,无号,,没有编号的留言\n4\n1,a,路灯,,另外的内容\n6,f,井盖,,\"井盖，丢了\n两天\"\n"
    );
    let outcome = place.import("rows.csv", rows);
    leaves_out(&outcome, 6, 2, &["没有内容", "没有编号", "同一编号已经导入过不同的内容", "\"row\":5"]);
    place.holds(2);
}

#[test]
fn a_field_of_ten_megabytes_is_left_out() {
    let place = Place::roomy();
    let long = "长".repeat(10 * 1_024 * 1_024 / 3);
    let rows = format!("1,a,长,,{long}\n2,b,短,,路灯坏了\n3,{long},c,,井盖丢了\n{long},d,号,,水管漏了\n");
    let outcome = place.import("long.csv", format!("{HEADER}{rows}"));
    leaves_out(&outcome, 4, 2, &["最多20000个字", "编号有3495253个字，最多100个字"]);
    assert!(outcome.out.len() < 2_000, "the report does not repeat it: {} bytes", outcome.out.len());
    place.holds(2);
}

#[test]
fn characters_that_no_database_keeps_are_left_out() {
    let place = Place::set_up();
    let outcome = place.import("nul.csv", "id,text\n1,路灯\0坏了\n2\0,井盖丢了\n3,水管漏了\n");
    leaves_out(&outcome, 3, 1, &["含有无法保存的字符"]);
    place.holds(1);
}

#[test]
fn a_quote_that_never_ends_is_left_out() {
    let place = Place::set_up();
    let outcome = place
        .import("quote.csv", format!("{HEADER}1,a,路灯,,路灯坏了\n2,b,引号,,\"没有结束的引号\n3,c,井盖,,井盖丢了\n"));
    // The rest of the file belongs to the open field: it is a message of three lines, and nothing is lost silently.
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    place.holds(2);
}

#[test]
fn a_report_that_nobody_reads_is_no_fault() {
    let place = Place::set_up();
    place.file("a.csv", "id,text\n1,路灯坏了\n");
    let mut command = yihu(place.home());
    command.args(["import", "appeals", "a.csv"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    Outcome::of(&child.wait_with_output().unwrap()).succeeds();
    place.holds(1);
    let mut full = yihu(place.home());
    full.args(["import", "appeals", "a.csv"]).stdout(std::fs::File::create("/dev/full").unwrap());
    full.stderr(Stdio::piped()).stdin(Stdio::null());
    Outcome::of(&full.output().unwrap()).fails(1, &["结果写不出去"]);
}
