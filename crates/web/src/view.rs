//! What templates read: plain owned data, already decided and already in Chinese.
//!
//! A component is a struct that prints itself: `{{ phone }}` in a template prints the whole field, escaped. Handlers
//! fill these structs from what the domain answered; nothing here knows a rule, an instant or a right. A page that
//! needs a component several times loops: `{% for act in acts %}{{ act }}{% endfor %}`.
//!
//! Everything a person typed goes in as text and comes out escaped; no struct takes HTML.

mod action;
mod clock;
mod field;
mod list;
mod parts;
mod suggest;

pub use action::{ActionView, Bar, Effect, Weight};
pub use clock::{ClauseView, ClockView, LampKind, LampView};
pub use field::{ErrorSummary, FieldKind, FieldView, OptionView};
pub use list::{Page, PagerView, TabView, TabsView};
pub use parts::{
    BadgeView, BannerView, EmptyView, FactView, FactsView, LoopView, MaskedView, StepState, StepView, TimelineEntry,
    TimelineView, Tone,
};
pub use suggest::{Barred, Confidence, SuggestionView, SuggestionsView};

/// Marks templates whose output is HTML made by this crate's own component templates, so that a page prints them
/// without escaping a second time. Each of them escapes what it prints.
macro_rules! html_component {
    ($($name:ty),+ $(,)?) => {
        $(impl askama::filters::HtmlSafe for $name {})+
    };
}
pub(crate) use html_component;

#[cfg(test)]
mod tests;
