//! What may be done now, and why not (pages.md §1.1, principle 6: the page asks, the domain answers).

use askama::Template;

use super::html_component;

/// How much an act stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// The one next step.
    Main,
    /// Any other.
    #[default]
    Plain,
    /// Cannot be undone, or takes something away.
    Danger,
}

/// What pressing the act does, or why it cannot be pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Goes to a page or to a form on this page (`#dispute`).
    Go {
        /// Address, local to the site.
        href: String,
    },
    /// Sends a form of hidden fields.
    Post {
        /// Address the form goes to.
        url: String,
        /// Form token of the page (`Look::csrf`).
        csrf: String,
        /// Hidden fields beside it.
        hidden: Vec<(String, String)>,
    },
    /// Forbidden by law now: shown disabled, with clause, reason and what would allow it.
    Refused {
        /// «第二十三条»
        clause: String,
        /// The refusal's own text: why not, and what would be lawful.
        reason: String,
    },
}

/// An act of the domain as a control.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/action.html")]
pub struct ActionView {
    /// The domain's verb; makes the element id.
    pub code: String,
    /// Verb and object: «签收这3件».
    pub label: String,
    /// What follows.
    pub effect: Effect,
    /// How much it stands out.
    pub weight: Weight,
    /// Shortcut shown beside the label, or empty.
    pub key: &'static str,
}

html_component!(ActionView, Bar);

impl ActionView {
    /// An act that leads to a page or to a form on this page.
    pub fn go(code: impl Into<String>, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(code, label, Effect::Go { href: href.into() })
    }

    /// An act that needs no more than the press.
    pub fn post(
        code: impl Into<String>,
        label: impl Into<String>,
        url: impl Into<String>,
        csrf: impl Into<String>,
    ) -> Self {
        Self::new(code, label, Effect::Post { url: url.into(), csrf: csrf.into(), hidden: Vec::new() })
    }

    /// An act the law forbids now. `clause` is its Chinese name, `reason` the refusal's text word for word.
    pub fn refused(
        code: impl Into<String>,
        label: impl Into<String>,
        clause: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(code, label, Effect::Refused { clause: clause.into(), reason: reason.into() })
    }

    fn new(code: impl Into<String>, label: impl Into<String>, effect: Effect) -> Self {
        Self { code: code.into(), label: label.into(), effect, weight: Weight::Plain, key: "" }
    }

    /// Sets the weight.
    #[must_use]
    pub fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// Shows a shortcut.
    #[must_use]
    pub fn key(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }

    /// Adds a hidden field to an act that posts; others stay as they are.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Effect::Post { hidden, .. } = &mut self.effect {
            hidden.push((name.into(), value.into()));
        }
        self
    }

    /// Whether the act can be done now.
    pub fn allowed(&self) -> bool {
        !matches!(self.effect, Effect::Refused { .. })
    }

    fn class(&self) -> &'static str {
        match self.weight {
            Weight::Main => "btn main",
            Weight::Plain => "btn",
            Weight::Danger => "btn danger",
        }
    }
}

/// A row of acts: what can be done first, then what cannot, so that the eye finds the next step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "ui/bar.html")]
pub struct Bar {
    /// Acts in the order shown.
    pub acts: Vec<ActionView>,
}

impl Bar {
    /// Puts the allowed acts first and keeps the order within each part.
    pub fn new(mut acts: Vec<ActionView>) -> Self {
        acts.sort_by_key(|act| !act.allowed());
        Self { acts }
    }
}
