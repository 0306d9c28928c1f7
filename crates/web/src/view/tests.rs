use super::*;
use crate::forms::{Errors, Form};

#[test]
fn what_was_typed_comes_back_escaped_with_its_error() {
    let form = Form::parse("what=\"><svg onload=x>&kind=b".as_bytes());
    let mut errors = Errors::new();
    errors.add("what", "内容还没写：一句话也行");
    let html = FieldView::area("what", "内容").fill(&form, &errors).to_string();
    assert!(html.contains("&#62;&#60;svg onload=x&#62;") && !html.contains("<svg"), "{html}");
    assert!(html.contains(r#"aria-invalid="true""#) && html.contains(r#"aria-describedby="e-what""#));
    assert!(html.contains("内容还没写：一句话也行"));
    let options = vec![OptionView::new("a", "甲"), OptionView::new("b", "乙")];
    let html = FieldView::radios("kind", "类型", options).fill(&form, &errors).to_string();
    assert_eq!(html.matches(" checked").count(), 1);
    assert!(html.contains(r#"value="b" checked"#));
}

#[test]
fn a_text_that_begins_with_a_line_break_keeps_it() {
    let html = FieldView::area("what", "内容").value("\n第二行").to_string();
    assert!(html.contains(">\n\n第二行</textarea>"), "{html}");
}

#[test]
fn a_password_is_never_printed_back() {
    let form = Form::parse(b"password=s3cret");
    let html = FieldView::password("password", "密码").fill(&form, &Errors::new()).to_string();
    assert!(!html.contains("s3cret"));
}

#[test]
fn several_ticks_come_back() {
    let options = ["1", "2", "3"].map(|value| OptionView::new(value, value)).to_vec();
    let html = FieldView::checks("row", "行", options).fill(&Form::parse(b"row=1&row=3"), &Errors::new()).to_string();
    assert_eq!(html.matches(" checked").count(), 2);
}

#[test]
fn a_forbidden_act_is_shown_disabled_with_clause_and_reason() {
    let html = ActionView::refused("extend", "再延期", "第二十四条", "只能延期一次。").to_string();
    assert!(html.contains(r#"aria-disabled="true""#) && html.contains(r#"aria-describedby="why-extend""#));
    assert!(html.contains("第二十四条") && html.contains("只能延期一次。") && !html.contains("<form"));
}

#[test]
fn allowed_acts_come_first() {
    let refused = ActionView::refused("a", "甲", "第一条", "不能。");
    let bar = Bar::new(vec![refused, ActionView::go("b", "乙", "#b"), ActionView::go("c", "丙", "#c")]);
    assert_eq!(bar.acts.iter().map(|act| act.code.as_str()).collect::<Vec<_>>(), ["b", "c", "a"]);
}

#[test]
fn a_lamp_is_word_and_shape_and_reads_as_one_sentence() {
    let html = LampView::new(LampKind::Yellow, "还剩3小时，依第二十四条").to_string();
    assert!(html.contains(r#"role="img" aria-label="将到期，还剩3小时，依第二十四条""#));
    assert!(html.contains("<svg") && html.ends_with("将到期</span>"));
}

#[test]
fn an_unsure_proposal_is_never_preselected_and_a_barred_one_never_can_be() {
    let item = |confidence, barred: bool| SuggestionView {
        value: "v".to_owned(),
        title: "市供热公司".to_owned(),
        reason: String::new(),
        confidence,
        barred: barred.then(|| Barred { clause: "第二十条".to_owned(), reason: "不能。".to_owned() }),
        chosen: false,
    };
    let html = |items| {
        let (name, legend) = ("to".to_owned(), "去向".to_owned());
        SuggestionsView { name, legend, items, none_chosen: false, none: "都不是".to_owned(), error: String::new() }
            .to_string()
    };
    assert!(html(vec![item(Confidence::Likely, false)]).contains(" checked"));
    assert!(!html(vec![item(Confidence::Unsure, false)]).contains(" checked"));
    let barred = html(vec![item(Confidence::Likely, true)]);
    assert!(!barred.contains(" checked") && barred.contains(" disabled") && barred.contains("第二十条"));
}

#[test]
fn the_loop_says_its_step_in_words() {
    let html = LoopView::at(4).to_string();
    assert!(html.contains(r#"aria-current="step"><b>办理</b>"#) && html.contains("第4步，共7步"));
    assert_eq!(LoopView::at(8).text, "7步都走完了");
}

#[test]
fn nothing_is_printed_for_nothing() {
    assert_eq!(PagerView::default().to_string().trim(), "");
    assert_eq!(ErrorSummary::default().to_string().trim(), "");
    assert_eq!(Bar::default().to_string().trim(), "");
}
