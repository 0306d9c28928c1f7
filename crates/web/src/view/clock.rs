//! Lamps, clause chips and clocks. Which lamp shows and what is left is the domain's answer; these only print it.

use askama::Template;

use super::html_component;

/// The six lamps (law.md §1). Each has its own shape and word; colour comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LampKind {
    /// ● 期内
    Green,
    /// ▲ 将到期
    Yellow,
    /// ⬣ 已超期
    Red,
    /// ❚❚ 已中止 (C26.1)
    Stopped,
    /// ◇ 待裁定: a review is pending (C23.3, C24.2)
    UnderReview,
    /// ○ 已停表
    Ended,
}

impl LampKind {
    /// The word that always stands beside the shape.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Green => "期内",
            Self::Yellow => "将到期",
            Self::Red => "已超期",
            Self::Stopped => "已中止",
            Self::UnderReview => "待裁定",
            Self::Ended => "已停表",
        }
    }

    /// CSS class of the lamp.
    pub fn class(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Stopped => "stopped",
            Self::UnderReview => "review",
            Self::Ended => "ended",
        }
    }
}

/// A lamp: shape and word, read out as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/lamp.html")]
pub struct LampView {
    /// Which lamp.
    pub kind: LampKind,
    /// The sentence read out: «将到期，还剩3小时，依第二十四条».
    pub text: String,
}

impl LampView {
    /// A lamp; `rest` is what follows the word when read out («还剩3小时，依第二十四条»), or empty.
    pub fn new(kind: LampKind, rest: &str) -> Self {
        let text = if rest.is_empty() { kind.zh().to_owned() } else { format!("{}，{rest}", kind.zh()) };
        Self { kind, text }
    }
}

/// A clause that opens to its text. Without JavaScript: `details`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/clause.html")]
pub struct ClauseView {
    /// «第二十四条第一款»
    pub zh: String,
    /// The regulation's own words.
    pub text: String,
    /// The plain meaning, or empty: the name of a law never stands without it where a citizen reads.
    pub plain: String,
}

/// A clock: what is left, until when, by which clause; opens to the clause's text, start, pauses and policy version.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/clock.html")]
pub struct ClockView {
    /// What the clock is for: «办结», «签收», «派单»; empty where the place says it.
    pub label: String,
    /// The lamp before it, if it has one.
    pub lamp: Option<LampView>,
    /// «还剩1个工作日3小时», «已超期1天», «已停表».
    pub left: String,
    /// «1月12日 24:00», or empty while the clock stands still.
    pub due: String,
    /// RFC 3339 of the due instant for `time datetime`, or empty.
    pub due_iso: String,
    /// The due instant comes from a calendar year that is not loaded yet: «暂定».
    pub provisional: bool,
    /// The clause that sets the limit.
    pub clause: ClauseView,
    /// Lines inside the opened chip: start, limit, pauses, policy version.
    pub details: Vec<(String, String)>,
}

html_component!(LampView, ClauseView, ClockView);
