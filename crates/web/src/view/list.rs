//! Lists: rows with their way on, and tabs as links.

use askama::Template;

use super::html_component;

/// Rows of one page of a list, by keyset: there are no page numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order shown.
    pub rows: Vec<T>,
    /// The way on and back.
    pub pager: PagerView,
}

impl<T> Page<T> {
    /// A list that fits one page.
    pub fn whole(rows: Vec<T>) -> Self {
        Self { rows, pager: PagerView::default() }
    }
}

/// «后50条» and back to the first rows. Prints nothing when there is neither.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "ui/pager.html")]
pub struct PagerView {
    /// Address of the first rows, when these are not the first; else empty.
    pub first: String,
    /// Address of the next rows; empty at the end.
    pub next: String,
    /// How many rows come next at most.
    pub size: u32,
}

/// One view of a thing, with its own address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TabView {
    /// The word.
    pub label: String,
    /// Its address.
    pub href: String,
    /// How many are in it, where that is known.
    pub count: Option<u64>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// Tabs as links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "ui/tabs.html")]
pub struct TabsView {
    /// What the tabs are views of, read out as the name of the navigation.
    pub label: String,
    /// The tabs.
    pub tabs: Vec<TabView>,
}

html_component!(PagerView, TabsView);
