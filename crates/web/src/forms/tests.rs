use super::*;

#[test]
fn bad_bytes_and_missing_fields_do_not_hurt() {
    let form = Form::parse(b"what=%E6%9A%96%FF&row=1&row=2&=x&odd=%zz&a");
    assert_eq!(form.get("what"), "暖\u{FFFD}");
    assert_eq!(form.all("row"), ["1", "2"]);
    assert_eq!(form.get("none"), "");
    assert_eq!(form.get("odd"), "%zz");
    assert!(form.has("a") && !form.ticked("a"));
}

#[test]
fn a_form_of_two_thousand_fields_is_read_and_no_more() {
    let body = "a=1&".repeat(MOST_FIELDS + 500);
    assert_eq!(Form::parse(body.as_bytes()).fields().len(), MOST_FIELDS);
}

#[test]
fn words_stay_as_typed_but_for_what_cannot_be_seen() {
    assert_eq!(
        text("  暖气\r\n三天\u{0}不热\u{202E}，１４度 👨\u{200D}👩\u{200D}👧 \n"),
        "暖气\n三天不热，１４度 👨\u{200D}👩\u{200D}👧"
    );
    assert_eq!(line("唐丰北里\n３号楼\u{7}"), "唐丰北里 3号楼");
    assert_eq!(name(" 王\u{200B}　 小明\u{FEFF} "), "王 小明");
    assert_eq!(name("𠮷野"), "𠮷野");
    assert_eq!(text("<b>a</b>"), "<b>a</b>", "escaped on the way out, not maimed on the way in");
}

#[test]
fn telephone_numbers_are_cleaned_as_people_write_them() {
    for raw in [
        "13812345678",
        "１３８１２３４５６７８",
        "138-1234-5678",
        "+86 138 1234 5678",
        "008613812345678",
        "138\u{200B}12345678",
    ] {
        assert_eq!(phone(raw), "13812345678", "{raw}");
    }
    assert_eq!(phone("（0315）282-1234"), "03152821234");
}

#[test]
fn a_telephone_number_that_does_not_fit_says_how() {
    let said = |raw: &str| {
        let mut errors = Errors::new();
        errors.phone("phone", &phone(raw));
        errors.of("phone").map(str::to_owned)
    };
    assert_eq!(said("138 1234 5678"), None);
    assert_eq!(said("0315-2821234"), None);
    assert_eq!(said("2821234"), None);
    assert_eq!(said("1381234567").as_deref(), Some("手机号应是11位数字，您填了10位"));
    assert!(said("138123abc").is_some_and(|message| message.contains("别的字")));
    assert!(said("９９").is_some_and(|message| message.contains("不全")));
}

#[test]
fn one_error_a_field_in_order() {
    let mut errors = Errors::new();
    assert!(!errors.need("what", "", "内容还没写：一句话也行"));
    errors.add("what", "second");
    errors.at_most("where", "地点", "一二三四", 3);
    assert_eq!(errors.len(), 2);
    assert_eq!(errors.of("what"), Some("内容还没写：一句话也行"));
    assert_eq!(errors.of("where"), Some("地点最多3字，您写了4字：请删去1字"));
}

#[test]
fn the_forms_of_a_page_are_done_once_each() {
    let form = Form::parse(b"once=y&what=z");
    assert_eq!(form.once("sign").as_deref(), Some("sign/y"));
    assert_ne!(form.once("sign"), form.once("dispute"));
    assert_eq!(Form::parse(b"once=&what=z").once("sign"), None);
}
