//! The living page of components: each one in each of its states, as every page uses them. It is what the checks of the
//! design system render, and what a city looks at before it writes a page of its own.

use crate::cookies::{Prefs, Theme};
use crate::forms::{Errors, Form};
use crate::frame::{Look, NavItem, StaffView};
use crate::view::{
    ActionView, BadgeView, BannerView, Bar, Barred, ClauseView, ClockView, Confidence, EmptyView, ErrorSummary,
    FactsView, FieldView, LampKind, LampView, LoopView, MaskedView, OptionView, PagerView, SuggestionView,
    SuggestionsView, TabView, TabsView, TimelineEntry, TimelineView, Tone, Weight,
};
use askama::Template;

#[derive(Template)]
#[template(path = "sample/public.html")]
pub struct PublicSample {
    pub look: Look,
    pub parts: Parts,
}

#[derive(Template)]
#[template(path = "sample/staff.html")]
pub struct StaffSample {
    pub look: Look,
    pub staff: StaffView,
    pub parts: Parts,
}

/// One of each.
pub struct Parts {
    pub lamps: Vec<LampView>,
    pub clock: ClockView,
    pub provisional: ClockView,
    pub summary: ErrorSummary,
    pub fields: Vec<FieldView>,
    pub grid: Vec<FieldView>,
    pub acts: Bar,
    pub timeline: TimelineView,
    pub position: LoopView,
    pub badges: Vec<BadgeView>,
    pub banners: Vec<BannerView>,
    pub facts: FactsView,
    pub tabs: TabsView,
    pub pager: PagerView,
    pub masked: MaskedView,
    pub empty: EmptyView,
    pub suggestions: SuggestionsView,
    pub rows: Vec<(String, LampView, String)>,
}

/// The clause as a page would show it.
fn clause() -> ClauseView {
    ClauseView {
        zh: "第二十四条".to_owned(),
        text: "承办单位应当在交办后五个工作日内办结，并答复诉求人。".to_owned(),
        plain: "交办后5个工作日内办好，并告诉您。".to_owned(),
    }
}

pub fn parts() -> Parts {
    let kinds =
        [LampKind::Green, LampKind::Yellow, LampKind::Red, LampKind::Stopped, LampKind::UnderReview, LampKind::Ended];
    let clock = ClockView {
        label: "办结".to_owned(),
        lamp: Some(LampView::new(LampKind::Green, "还剩4个工作日，依第二十四条")),
        left: "还剩4个工作日".to_owned(),
        due: "1月12日 24:00".to_owned(),
        due_iso: "2026-01-13T00:00:00+08:00".to_owned(),
        provisional: false,
        clause: clause(),
        details: vec![
            ("起算".to_owned(), "1月5日 11:02 交办".to_owned()),
            ("时限".to_owned(), "5个工作日".to_owned()),
            ("政策".to_owned(), "唐山 2026-01-01".to_owned()),
        ],
    };
    let form =
        Form::parse("what=暖气三天不热，<b>室内</b>14度&phone=1381234567&kind=help&secret=on&reply=sms".as_bytes());
    let mut errors = Errors::new();
    errors.phone("phone", &form.phone("phone"));
    errors.add("where", "选一个地点：没有找到“唐丰”，可以写附近的路口");
    Parts {
        lamps: kinds.map(|kind| LampView::new(kind, "依第二十四条")).to_vec(),
        provisional: ClockView {
            provisional: true,
            lamp: Some(LampView::new(LampKind::Yellow, "还剩42分钟")),
            left: "还剩42分钟".to_owned(),
            label: "派单".to_owned(),
            ..clock.clone()
        },
        clock,
        summary: ErrorSummary::from(&errors),
        fields: fields(&form, &errors),
        grid: vec![
            FieldView::select(
                "category",
                "类别",
                vec![OptionView::new("1", "供热/温度不达标"), OptionView::new("2", "供热/管网渗漏")],
            ),
            FieldView::text("unit", "单位").value("市供热公司"),
            FieldView::date("until", "延到").hint("不超过5个工作日"),
            FieldView::area("reason", "理由").span().max(500),
        ],
        acts: Bar::new(vec![
            ActionView::refused(
                "extend",
                "再延期",
                "第二十四条第二款",
                "只能延期一次，已于1月8日批准延到1月15日。办不完的，可以报请协调。",
            ),
            ActionView::post("sign", "签收这件", "/order/26010500731-2/sign", "token").weight(Weight::Main).key("s"),
            ActionView::go("feedback", "反馈办结", "#feedback").key("f"),
            ActionView::go("dispute", "提出异议", "#dispute").weight(Weight::Danger),
        ]),
        timeline: timeline(),
        position: LoopView::at(4),
        badges: vec![
            BadgeView::new("求助", Tone::Plain),
            BadgeView::new("企业", Tone::Brand),
            BadgeView::new("保密", Tone::Note),
            BadgeView::new("特急", Tone::Bad),
            BadgeView::new("督办", Tone::Warn),
            BadgeView::new("已办结", Tone::Good),
        ],
        banners: banners(),
        facts: FactsView::new()
            .editable("事情", "暖气三天不热，家里有老人", "/submit/what")
            .editable("地点", "唐丰北里3-2-501", "/submit/where")
            .fact("编号", "260105-00731")
            .fact("没有的", "")
            .link("主件", "260105-00398", "/claim/260105-00398"),
        tabs: TabsView {
            label: "工单".to_owned(),
            tabs: ["待签收", "在办", "将到期", "超期", "退回重办", "督办"]
                .into_iter()
                .zip([12, 18, 4, 1, 2, 1])
                .map(|(label, count)| TabView {
                    label: label.to_owned(),
                    href: format!("/unit?view={count}"),
                    count: Some(count),
                    current: count == 12,
                })
                .collect(),
        },
        pager: PagerView { first: "/unit".to_owned(), next: "/unit?after=x".to_owned(), size: 50 },
        masked: MaskedView {
            shown: "138****5678".to_owned(),
            reveal: "/reveal/1".to_owned(),
            call: "/call/1".to_owned(),
            confidential: true,
        },
        empty: EmptyView {
            text: "没有在办工单。最近办结的3件：".to_owned(),
            next: Some(("看看".to_owned(), "/unit?view=done".to_owned())),
        },
        suggestions: suggestions(),
        rows: rows(),
    }
}

fn banners() -> Vec<BannerView> {
    vec![
        BannerView::new(Tone::Good, "已签收12件。"),
        BannerView {
            link: Some(("看公告".to_owned(), "/".to_owned())),
            ..BannerView::new(Tone::Warn, "路南区3个小区停暖，预计18:00恢复")
        },
        BannerView::refusal("不能派给路北区政府：供热是市级部门职责。可派：市供热公司。", "第二十条"),
        BannerView::new(Tone::Plain, "演示环境，数据都是编的。"),
    ]
}

fn fields(form: &Form, errors: &Errors) -> Vec<FieldView> {
    let kinds = ["咨询", "求助", "投诉", "举报", "建议"];
    let values = ["consult", "help", "complaint", "report", "advice"];
    let options = values.into_iter().zip(kinds).map(|(value, label)| OptionView::new(value, label)).collect();
    let replies = vec![
        OptionView::new("phone", "打电话").hint("8:00到20:00之间，午休不打"),
        OptionView::new("sms", "发短信"),
        OptionView::new("none", "不用答复"),
    ];
    vec![
        FieldView::area("what", "您遇到了什么事？")
            .heading()
            .hint("说清什么事、什么时候、希望怎样")
            .max(2000)
            .fill(form, errors),
        FieldView::text("where", "地点").hint("小区、路口、单位名").fill(form, errors),
        FieldView::tel("phone", "手机号").hint("只用于办这件事").fill(form, errors),
        FieldView::text("name", "怎么称呼").optional().short().fill(form, errors),
        FieldView::radios("kind", "类型", options).fill(form, errors),
        FieldView::radios("reply", "怎么答复您", replies).stacked().fill(form, errors),
        FieldView::check("secret", "对承办单位保密我的身份").hint("谁看过您的身份，您能查").fill(form, errors),
        FieldView::password("password", "密码"),
        FieldView::file("photo", "照片").optional(),
    ]
}

fn timeline() -> TimelineView {
    let entry = |at: &str, who: &str, what: &str, tone| TimelineEntry {
        at: at.to_owned(),
        at_iso: "2026-01-06T10:20:00+08:00".to_owned(),
        who: who.to_owned(),
        what: what.to_owned(),
        clause: None,
        lines: Vec::new(),
        tone,
    };
    let ruling = TimelineEntry {
        clause: Some(clause()),
        lines: vec!["依职责清单3.2.1，归供热公司，第2手。".to_owned()],
        ..entry("1月5日 11:02", "热线", "裁定：住建局的异议成立，改派", Tone::Plain)
    };
    TimelineView {
        entries: vec![
            entry("1月6日 10:20", "市供热公司", "电话联系了您，约定今天15:00上门", Tone::Plain),
            entry("1月5日 14:29", "市供热公司", "签收", Tone::Good),
            ruling,
            entry("1月5日 09:41", "热线", "派给市住建局", Tone::Plain),
        ],
    }
}

fn suggestions() -> SuggestionsView {
    let item = |value: &str, title: &str, reason: &str, confidence, barred| SuggestionView {
        value: value.to_owned(),
        title: title.to_owned(),
        reason: reason.to_owned(),
        confidence,
        barred,
        chosen: false,
    };
    let county = Barred {
        clause: "第二十条".to_owned(),
        reason: "市部门职责不得交县级。可派：市供热公司。".to_owned(),
    };
    SuggestionsView {
        name: "to".to_owned(),
        legend: "去向".to_owned(),
        items: vec![
            item("U0331", "市供热公司", "清单3.2.1（2026-01版）　市级　212件，首派成立97%", Confidence::Likely, None),
            item("U0107", "市住房和城乡建设局", "清单3.2　主管　18件，首派成立61%", Confidence::Possible, None),
            item("G0203", "路北区政府", "", Confidence::Unsure, Some(county)),
        ],
        none_chosen: false,
        none: "都不是，我自己选".to_owned(),
        error: String::new(),
    }
}

fn rows() -> Vec<(String, LampView, String)> {
    let row = |no: &str, kind, what: &str| (no.to_owned(), LampView::new(kind, ""), what.to_owned());
    vec![
        row("260105-00741", LampKind::Yellow, "温度不达标"),
        row("260105-00733", LampKind::Green, "管网渗水"),
        row("260104-00611", LampKind::Red, "退费未到"),
        row("260103-00588", LampKind::Stopped, "拆迁未定"),
    ]
}

/// The components as citizens see them.
pub fn public(look: Look) -> PublicSample {
    let mut look = look.titled("部件");
    look.errors = 2;
    PublicSample { look, parts: parts() }
}

/// The components as staff see them, in a frame of its own.
pub fn staff(look: Look) -> StaffSample {
    let nav = [
        ("首页", "/home", None),
        ("收件箱", "/unit", Some(12)),
        ("待审", "/desk/review", Some(4)),
        ("查找", "/search", None),
    ];
    let nav = nav.into_iter().map(|(label, href, count)| NavItem { count, ..NavItem::new(label, href) }).collect();
    StaffSample {
        look: look.titled("收件箱"),
        staff: StaffView {
            name: "李某".to_owned(),
            role: "经办人".to_owned(),
            unit: "市供热公司".to_owned(),
            can_search: true,
            nav,
        },
        parts: parts(),
    }
}

/// A look outside any request.
pub fn sample(prefs: Prefs) -> Look {
    let mut look = Look::sample();
    look.prefs = prefs;
    look
}

/// The four ways a page can look.
pub const LOOKS: [(&str, Prefs); 4] = [
    ("light", Prefs { elder: false, theme: Theme::Light }),
    ("dark", Prefs { elder: false, theme: Theme::Dark }),
    ("elder", Prefs { elder: true, theme: Theme::Light }),
    ("system", Prefs { elder: false, theme: Theme::System }),
];
