//! Proposals of the system: a person chooses, and the choice is recorded (C41).

use askama::Template;

use super::html_component;

/// How sure the system is, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// 很像
    Likely,
    /// 可能
    Possible,
    /// 没把握: then nothing is preselected.
    Unsure,
}

impl Confidence {
    /// The word shown.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Likely => "很像",
            Self::Possible => "可能",
            Self::Unsure => "没把握",
        }
    }
}

/// Why a proposal cannot be taken though somebody might look for it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barred {
    /// «第二十条»
    pub clause: String,
    /// The refusal's text.
    pub reason: String,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionView {
    /// What the form sends.
    pub value: String,
    /// What is proposed: «市供热公司».
    pub title: String,
    /// Where it comes from and why: «清单3.2.1（2026-01版）　市级».
    pub reason: String,
    /// How sure, for those that can be taken.
    pub confidence: Confidence,
    /// Set when the law forbids this choice.
    pub barred: Option<Barred>,
    /// Chosen by the person before (a form that came back).
    pub chosen: bool,
}

/// Proposals as radio buttons, with «都不是» at the end.
///
/// The first one is preselected only when the system is not unsure and nothing was chosen before.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/suggestions.html")]
pub struct SuggestionsView {
    /// Name in the form; the id is `f-` and the name.
    pub name: String,
    /// What is proposed: «去向».
    pub legend: String,
    /// The proposals, best first.
    pub items: Vec<SuggestionView>,
    /// The way out was chosen before (a form that came back).
    pub none_chosen: bool,
    /// Words of the way out («都不是，我自己选»); its value is empty. No words: no such choice.
    pub none: String,
    /// What is wrong, or empty.
    pub error: String,
}

impl SuggestionsView {
    /// Index of the item that is checked when the page opens.
    fn checked(&self) -> Option<usize> {
        if self.none_chosen {
            return None;
        }
        let open = |item: &SuggestionView| item.barred.is_none();
        self.items.iter().position(|item| item.chosen && open(item)).or_else(|| {
            let (at, best) = self.items.iter().enumerate().find(|(_, item)| open(item))?;
            (best.confidence != Confidence::Unsure).then_some(at)
        })
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands loop variables over by reference")]
    fn is_checked(&self, index: &usize) -> bool {
        self.checked() == Some(*index)
    }
}

html_component!(SuggestionsView);
