//! Form fields and the summary of what is wrong with them.

use askama::Template;

use super::html_component;
use crate::forms::{Errors, Form};

/// Which control a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line; the string is the `type` attribute (`text`, `tel`, `search`, `date`, `number`, `email`).
    Line(&'static str),
    /// A secret; what was typed is never printed back.
    Password,
    /// Several lines.
    Area,
    /// One of a list that is too long for radios.
    Select,
    /// One of a few.
    Radios,
    /// Any of a few.
    Checks,
    /// Yes or no; sent as `on`.
    Check,
    /// A file (the form must be `multipart/form-data`).
    File,
    /// Words that stand for an entry of a list (`category`, `place`, `unit`). A script offers entries while typing;
    /// without it the server reads the words, and where they may mean several, shows those as radio buttons named
    /// `NAME_pick`. The words in the field are all that counts: there is no hidden code beside them.
    Find(&'static str),
}

/// One choice of a [`FieldView`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionView {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// A second line below the label, or empty.
    pub hint: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl OptionView {
    /// A choice without a hint, not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// Adds the second line.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// A labelled control with its hint, its error and what was typed (pages.md §1.3 «Field + error»).
///
/// Its element id is `f-` and the name; the error summary links there.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/field.html")]
pub struct FieldView {
    /// Name in the form.
    pub name: String,
    /// Tells the control apart on a page that holds many forms; the name unless set.
    pub id: String,
    /// The label; the error summary uses the same words.
    pub label: String,
    /// The control.
    pub kind: FieldKind,
    /// One line below the label, or empty.
    pub hint: String,
    /// What was typed; empty for choices.
    pub value: String,
    /// Choices of select, radios and checks.
    pub options: Vec<OptionView>,
    /// What is wrong, in Chinese, or empty.
    pub error: String,
    /// Says（选填） after the label.
    pub optional: bool,
    /// Most characters wanted, 0 = no count shown. Never cuts what is typed: the check is on submit.
    pub max: u32,
    /// `autocomplete` token, or empty.
    pub autocomplete: &'static str,
    /// `inputmode`, or empty.
    pub inputmode: &'static str,
    /// `head-q`: the label is the page's question and its heading. `span`: takes the whole row of a grid. `focus`: has the
    /// focus when the page opens.
    pub class: &'static str,
    /// Choices below one another as blocks.
    pub stacked: bool,
    /// A narrow control.
    pub short: bool,
}

html_component!(FieldView, ErrorSummary);

impl FieldView {
    /// A field of any kind.
    pub fn new(kind: FieldKind, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            name: name.into(),
            label: label.into(),
            kind,
            hint: String::new(),
            value: String::new(),
            options: Vec::new(),
            error: String::new(),
            optional: false,
            max: 0,
            autocomplete: "",
            inputmode: "",
            class: "",
            stacked: false,
            short: false,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Line("text"), name, label)
    }

    /// A telephone number: digit keyboard, filled in by the browser where it can.
    pub fn tel(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { autocomplete: "tel", short: true, ..Self::new(FieldKind::Line("tel"), name, label) }
    }

    /// A search box.
    pub fn search(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Line("search"), name, label)
    }

    /// A civil date, `yyyy-mm-dd`.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { short: true, ..Self::new(FieldKind::Line("date"), name, label) }
    }

    /// A whole number, typed as text so that no wheel changes it.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { inputmode: "numeric", short: true, ..Self::new(FieldKind::Line("text"), name, label) }
    }

    /// A secret.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { autocomplete: "current-password", ..Self::new(FieldKind::Password, name, label) }
    }

    /// Several lines of text.
    pub fn area(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Area, name, label)
    }

    /// A drop-down. The first option is what an untouched field sends.
    pub fn select(name: impl Into<String>, label: impl Into<String>, options: Vec<OptionView>) -> Self {
        Self { options, ..Self::new(FieldKind::Select, name, label) }
    }

    /// One of a few.
    pub fn radios(name: impl Into<String>, label: impl Into<String>, options: Vec<OptionView>) -> Self {
        Self { options, ..Self::new(FieldKind::Radios, name, label) }
    }

    /// Any of a few.
    pub fn checks(name: impl Into<String>, label: impl Into<String>, options: Vec<OptionView>) -> Self {
        Self { options, ..Self::new(FieldKind::Checks, name, label) }
    }

    /// Yes or no; `value` is `on` when ticked.
    pub fn check(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Check, name, label)
    }

    /// Words that stand for an entry of a list.
    pub fn find(list: &'static str, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Find(list), name, label)
    }

    /// One file.
    pub fn file(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::File, name, label)
    }

    /// Sets the line below the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Marks the field（选填）.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Offers entries to choose from while no words are written.
    #[must_use]
    pub fn offering(mut self, options: Vec<OptionView>) -> Self {
        self.options = options;
        self
    }

    /// Shows how many characters are wanted at most.
    #[must_use]
    pub fn max(mut self, characters: u32) -> Self {
        self.max = characters;
        self
    }

    /// Makes the label the page's question, as large as a heading.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.class = "head-q";
        self
    }

    /// Spans the whole row of a form grid.
    #[must_use]
    pub fn span(mut self) -> Self {
        self.class = "span";
        self
    }

    /// Shows choices below one another as blocks.
    #[must_use]
    pub fn stacked(mut self) -> Self {
        self.stacked = true;
        self
    }

    /// Puts the focus here when the page opens: what was just asked for.
    #[must_use]
    pub fn focus(mut self) -> Self {
        self.class = "focus";
        self
    }

    /// Makes the control narrow.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.short = true;
        self
    }

    /// Sets the `autocomplete` token of HTML.
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// Sets what the field holds before anybody types: the text, or the chosen option's value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        if matches!(self.kind, FieldKind::Find(_)) {
            return self;
        }
        for option in &mut self.options {
            option.chosen = option.value == self.value;
        }
        self
    }

    /// Gives the form back filled: what was typed, what was chosen and what is wrong.
    #[must_use]
    pub fn fill(mut self, form: &Form, errors: &Errors) -> Self {
        errors.of(&self.name).unwrap_or_default().clone_into(&mut self.error);
        match self.kind {
            FieldKind::Password | FieldKind::File => {}
            FieldKind::Checks => {
                let sent = form.all(&self.name);
                for option in &mut self.options {
                    option.chosen = sent.contains(&option.value.as_str());
                }
            }
            FieldKind::Check => form.get(&self.name).clone_into(&mut self.value),
            FieldKind::Find(_) => {
                form.get(&self.name).clone_into(&mut self.value);
                let offered = errors.choices(&self.name);
                if !offered.is_empty() {
                    let option = |(value, label, hint): &(String, String, String)| {
                        OptionView::new(value.clone(), label.clone()).hint(hint.clone())
                    };
                    self.options = offered.iter().map(option).collect();
                } else if !self.value.is_empty() {
                    // Words are there: buttons beside them could only say something else.
                    self.options.clear();
                }
            }
            FieldKind::Line(_) | FieldKind::Area | FieldKind::Select | FieldKind::Radios => {
                let typed = form.get(&self.name).to_owned();
                return self.value(typed);
            }
        }
        self
    }

    /// Ids that describe the control, for `aria-describedby`; empty when there are none.
    fn described(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("h-{}", self.key()));
        let error = (!self.error.is_empty()).then(|| format!("e-{}", self.key()));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// What ids on the page are made of.
    fn key(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    /// Whether the control is a group of inputs, which needs a fieldset and a legend.
    fn group(&self) -> bool {
        matches!(self.kind, FieldKind::Radios | FieldKind::Checks)
    }
}

/// «还有2处要改»: on top of a form that came back, same words as at the fields, links to them.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "ui/error_summary.html")]
pub struct ErrorSummary {
    /// (field name, message) in the order of the form; a name that is empty gives a line without a link.
    pub items: Vec<(String, String)>,
}

impl From<&Errors> for ErrorSummary {
    fn from(errors: &Errors) -> Self {
        Self { items: errors.iter().map(|error| (error.field.clone(), error.message.clone())).collect() }
    }
}
