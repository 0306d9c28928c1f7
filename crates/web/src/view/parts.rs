//! Small parts: badge, banner, facts, timeline, position in the loop, masked value, empty state.

use askama::Template;

use super::{ClauseView, html_component};

/// What a badge or a banner means; the word says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// The city's own colour.
    Brand,
    /// Done, within time.
    Good,
    /// Look here.
    Warn,
    /// Wrong, overdue.
    Bad,
    /// Under review.
    Note,
}

impl Tone {
    /// CSS class, empty for plain.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Brand => "brand",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Note => "note",
        }
    }
}

/// A word of at most four characters: kind, state, 企业, 保密, 特急. Not a control.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(source = r#"<span class="badge {{ tone.class() }}">{{ text }}</span>"#, ext = "html")]
pub struct BadgeView {
    /// The word.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

impl BadgeView {
    /// A badge.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

/// A bar on top: what just happened, or what everybody should know. Confirms, warns; errors of fields go to the fields.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/banner.html")]
pub struct BannerView {
    /// What it means.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
    /// (words, address) of the one way on, if there is one.
    pub link: Option<(String, String)>,
}

impl BannerView {
    /// A banner without a link.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), link: None }
    }

    /// A refusal of the domain: its text and its clause, word for word.
    pub fn refusal(text: &str, clause_zh: &str) -> Self {
        Self::new(Tone::Bad, format!("{text}（{clause_zh}）"))
    }

    /// What the tone is called, so that colour is never alone.
    fn word(&self) -> &'static str {
        match self.tone {
            Tone::Plain | Tone::Brand | Tone::Note => "提示",
            Tone::Good => "✓ 好了",
            Tone::Warn => "▲ 注意",
            Tone::Bad => "✗ 没办成",
        }
    }

    fn role(&self) -> &'static str {
        if self.tone == Tone::Bad { "alert" } else { "status" }
    }
}

/// One term and its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactView {
    /// «地点»
    pub term: String,
    /// Its value; line breaks are kept.
    pub value: String,
    /// Address the value leads to, or empty.
    pub href: String,
    /// Address where it can be changed («改»), or empty.
    pub edit: String,
    /// Address of the page that asks why identity is looked at (S6), or empty.
    pub look: String,
}

/// Terms and values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "ui/facts.html")]
pub struct FactsView {
    /// The rows.
    pub facts: Vec<FactView>,
}

impl FactsView {
    /// No rows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row; a row whose value is empty is left out, so that a page shows no «无».
    #[must_use]
    pub fn fact(mut self, term: impl Into<String>, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(FactView { term: term.into(), value, ..FactView::default() });
        }
        self
    }

    /// Adds a row that leads somewhere.
    #[must_use]
    pub fn link(mut self, term: impl Into<String>, value: impl Into<String>, href: impl Into<String>) -> Self {
        self.facts.push(FactView { term: term.into(), value: value.into(), href: href.into(), ..FactView::default() });
        self
    }

    /// Adds a row with «改».
    #[must_use]
    pub fn editable(mut self, term: impl Into<String>, value: impl Into<String>, edit: impl Into<String>) -> Self {
        self.facts.push(FactView { term: term.into(), value: value.into(), edit: edit.into(), ..FactView::default() });
        self
    }

    /// Adds a row that shows who somebody is only as far as everybody may know, with the way to see more (C39).
    #[must_use]
    pub fn masked(mut self, term: impl Into<String>, value: impl Into<String>, look: impl Into<String>) -> Self {
        self.facts.push(FactView { term: term.into(), value: value.into(), look: look.into(), ..FactView::default() });
        self
    }
}

/// One entry of a timeline: who (a unit, never a person's name where a citizen reads), what, when, by which clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// «1月6日 10:20»
    pub at: String,
    /// RFC 3339 for `time datetime`.
    pub at_iso: String,
    /// «市供热公司»; empty for the system.
    pub who: String,
    /// «签收», «电话联系了您，约定今天15:00上门».
    pub what: String,
    /// The clause it rests on.
    pub clause: Option<ClauseView>,
    /// Further lines, each a sentence: reasons, contents.
    pub lines: Vec<String>,
    /// How its mark looks.
    pub tone: Tone,
}

/// Entries in the order given (newest first).
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "ui/timeline.html")]
pub struct TimelineView {
    /// The entries.
    pub entries: Vec<TimelineEntry>,
}

/// Where a step of the loop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Here.
    Now,
    /// To come.
    Ahead,
}

/// One step of the loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepView {
    /// «派单»
    pub word: String,
    /// Where it stands.
    pub state: StepState,
}

/// 受理 派单 签收 办理 答复 回访 办结, and where the claim is, in words.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/loop.html")]
pub struct LoopView {
    /// The steps.
    pub steps: Vec<StepView>,
    /// «第4步，共7步»
    pub text: String,
}

impl LoopView {
    /// The loop at step `now`, counted from 1; 8 or more means all is done, 0 that nothing has begun.
    pub fn at(now: usize) -> Self {
        let steps = (1..).zip(hotline::promise::STEPS).map(|(number, word)| StepView {
            word: word.to_owned(),
            state: match number.cmp(&now) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::Ahead,
            },
        });
        let text = match now {
            0 => "还没有开始".to_owned(),
            1..=7 => format!("第{now}步，共7步"),
            _ => "7步都走完了".to_owned(),
        };
        Self { steps: steps.collect(), text }
    }
}

/// A value of identity that is masked: looking is an act of its own (C39), calling shows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "ui/masked.html")]
pub struct MaskedView {
    /// «138****5678», «王**».
    pub shown: String,
    /// Address of the page that asks for the reason (S6), or empty where there is no such right.
    pub reveal: String,
    /// Address that dials through the platform, or empty.
    pub call: String,
    /// Whether the claimant asked for secrecy: a word «保密» (C14.2).
    pub confidential: bool,
}

/// What would be here, that all is well, the one next step.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    source = r#"<p class="empty">{{ text }}{% if let Some((words, href)) = next %} <a href="{{ href }}">{{ words }}</a>{% endif %}</p>"#,
    ext = "html"
)]
pub struct EmptyView {
    /// «没有在办工单。»
    pub text: String,
    /// (words, address) of the next step.
    pub next: Option<(String, String)>,
}

impl EmptyView {
    /// An empty state without a next step.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), next: None }
    }
}

html_component!(BadgeView, BannerView, FactsView, TimelineView, LoopView, MaskedView, EmptyView);
