//! A page is a list of blocks, each a component of the design system: one markup for all pages (pages.md §1.3).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use law::Instant;

use crate::forms::{Errors, Form};
use crate::frame::{Look, StaffView, show_with};
use crate::view::{
    ActionView, BannerView, ClockView, EmptyView, ErrorSummary, FactsView, FieldKind, FieldView, LampView, LoopView,
    PagerView, SuggestionsView, TabsView, TimelineView, html_component,
};

/// One thing on a page.
#[derive(Debug, Clone, Template)]
#[template(path = "page/block.html")]
pub(crate) enum Block {
    Heading(String),
    Text(String),
    /// Somebody's own words.
    Quote(String),
    /// A number or code to be read out.
    Code(String),
    Steps(u32, u32),
    /// The promise first: what comes next, and by when.
    Promise(String, Option<ClockView>),
    Banner(BannerView),
    Summary(ErrorSummary),
    Facts(FactsView),
    Clock(ClockView),
    Position(LoopView),
    Timeline(TimelineView),
    Tabs(TabsView),
    Pager(PagerView),
    Empty(EmptyView),
    Act(ActionView),
    Links(Vec<Link>),
    /// The draft of this name has done its work: the device forgets it.
    DraftDone(&'static str),
    /// Sends the page to paper; only where scripts run.
    Print(String),
    List(Vec<String>),
    Table(Table),
    Form(FormView),
    /// Blocks under a name that opens them.
    Fold(String, Vec<Self>),
    /// Acts of one kind under a name that opens them; what is inside is said beside it.
    Group {
        name: String,
        holds: String,
        open: bool,
        blocks: Vec<Self>,
    },
    /// A list to work through, the open one marked.
    Queue(Vec<QueueRow>),
    /// Where the page is told what changes; the script that does it comes with it.
    Live(LiveView),
}

/// What the live part of a page starts from.
#[derive(Debug, Clone, Default)]
pub(crate) struct LiveView {
    /// The desk whose list this is; empty on a page of one thing.
    desk: &'static str,
    /// When the page was read, in milliseconds.
    since: i64,
    /// Number and version of each row, `number:version` with spaces between.
    rows: String,
    /// The number that stands open.
    open: String,
    csrf: String,
    script: &'static str,
}

impl LiveView {
    /// The list of a desk as it was read at `since`; take the instant before reading.
    pub(crate) fn list(look: &Look, desk: &'static str, since: Instant, rows: &[(String, u64)]) -> Self {
        let rows = rows.iter().map(|(no, version)| format!("{no}:{version}")).collect::<Vec<_>>().join(" ");
        let (csrf, script) = (look.csrf.clone(), look.live_js());
        Self { desk, since: since.ms(), rows, open: String::new(), csrf, script }
    }

    /// One thing that stands open; what happened since it was read is told by its version.
    pub(crate) fn one(look: &Look, now: Instant, no: &str, version: u64) -> Self {
        Self::list(look, "", now, &[(no.to_owned(), version)]).with_open(no)
    }

    /// With one of them open.
    pub(crate) fn with_open(mut self, no: &str) -> Self {
        no.clone_into(&mut self.open);
        self
    }
}

/// A row of a list that is worked through.
#[derive(Debug, Clone)]
pub(crate) struct QueueRow {
    pub(crate) href: String,
    pub(crate) current: bool,
    pub(crate) lamp: Option<LampView>,
    pub(crate) title: String,
    pub(crate) left: String,
    pub(crate) meta: String,
}

/// A link that looks like a button.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) main: bool,
}

impl Link {
    pub(crate) fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), main: false }
    }

    pub(crate) fn main(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { main: true, ..Self::new(label, href) }
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Text(String),
    Link(String, String),
    Lamp(LampView),
    /// A choice of this row: name, value, label.
    Check(&'static str, String, String),
}

impl Cell {
    /// A state, a date and time stay on one line, a few words break only between words: the long cells give way.
    fn breaks(&self) -> &'static str {
        match self {
            Self::Text(text) => match (text.chars().count(), text.contains(' ')) {
                (..=14, _) => "nowrap",
                (..=26, true) => "keep",
                _ => "",
            },
            Self::Link(..) | Self::Lamp(_) | Self::Check(..) => "",
        }
    }
}

/// Rows under a head; on a narrow screen each row is a card.
#[derive(Debug, Clone, Template)]
#[template(path = "page/table.html")]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) head: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Under which name its rows are chosen, if they are.
    fn choices(&self) -> Option<&'static str> {
        self.rows.first()?.iter().find_map(|cell| match cell {
            Cell::Check(name, _, _) => Some(*name),
            Cell::Text(_) | Cell::Link(..) | Cell::Lamp(_) => None,
        })
    }
}

/// A form, folded under its name where several stand on one page.
#[derive(Debug, Clone, Template)]
#[template(path = "page/form.html")]
pub(crate) struct FormView {
    pub(crate) code: String,
    pub(crate) fold: String,
    pub(crate) open: bool,
    /// The next step: its fold looks like the main button.
    pub(crate) main: bool,
    pub(crate) method: &'static str,
    pub(crate) action: String,
    pub(crate) csrf: String,
    pub(crate) once: String,
    pub(crate) draft: &'static str,
    pub(crate) hidden: Vec<(String, String)>,
    /// Proposals before the fields.
    pub(crate) suggest: Option<Box<SuggestionsView>>,
    pub(crate) fields: Vec<FieldView>,
    /// Short fields stand beside one another where there is room.
    pub(crate) grid: bool,
    /// Fields that are seldom needed, folded under this name; open where one of them is wrong or filled.
    pub(crate) rest_label: &'static str,
    pub(crate) rest: Vec<FieldView>,
    pub(crate) table: Option<Table>,
    /// Label, name, value, whether it is the main one.
    pub(crate) buttons: Vec<(String, &'static str, String, bool)>,
}

html_component!(Block, Table, FormView);

impl FormView {
    /// A form that posts.
    pub(crate) fn post(
        look: &Look,
        action: impl Into<String>,
        button: impl Into<String>,
        fields: Vec<FieldView>,
    ) -> Self {
        Self {
            code: String::new(),
            fold: String::new(),
            open: false,
            main: false,
            method: "post",
            action: action.into(),
            csrf: look.csrf.clone(),
            once: look.once.clone(),
            draft: "",
            hidden: Vec::new(),
            suggest: None,
            fields,
            grid: false,
            rest_label: "",
            rest: Vec::new(),
            table: None,
            buttons: vec![(button.into(), "", String::new(), true)],
        }
    }

    /// A form that asks.
    pub(crate) fn get(
        look: &Look,
        action: impl Into<String>,
        button: impl Into<String>,
        fields: Vec<FieldView>,
    ) -> Self {
        Self { method: "get", ..Self::post(look, action, button, fields) }
    }

    pub(crate) fn hide(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// Its button does not call for attention.
    pub(crate) fn quiet(mut self) -> Self {
        for (_, _, _, main) in &mut self.buttons {
            *main = false;
        }
        self
    }

    pub(crate) fn folded(mut self, code: &str, label: &str, open: bool) -> Self {
        code.clone_into(&mut self.code);
        label.clone_into(&mut self.fold);
        self.open = open;
        self
    }

    /// Lays short fields beside one another; choices take the whole row.
    pub(crate) fn in_columns(mut self) -> Self {
        self.grid = true;
        for field in &mut self.fields {
            if matches!(field.kind, FieldKind::Radios | FieldKind::Checks) {
                field.class = "span";
            }
        }
        self
    }

    /// What was typed is there again, with what is wrong beside it.
    pub(crate) fn filled(mut self, form: &Form, errors: &Errors) -> Self {
        let fill = |fields: Vec<FieldView>| fields.into_iter().map(|field| field.fill(form, errors)).collect();
        self.fields = fill(self.fields);
        self.rest = fill(self.rest);
        if let Some(suggest) = &mut self.suggest {
            errors.of(&suggest.name).unwrap_or_default().clone_into(&mut suggest.error);
            let chosen = form.get(&suggest.name);
            for item in &mut suggest.items {
                item.chosen = item.value == chosen;
            }
            suggest.none_chosen = form.has(&suggest.name) && chosen.is_empty();
        }
        // The same key again: a second try of the same act stays one act.
        let once = form.get("once");
        if once.len() == 32 {
            once.clone_into(&mut self.once);
        }
        self
    }
}

impl FormView {
    /// Whether the seldom needed fields stand open.
    fn rest_open(&self) -> bool {
        self.rest.iter().any(|field| !field.error.is_empty() || !field.value.is_empty())
    }
}

#[derive(Template)]
#[template(path = "page/public.html")]
struct PublicPage {
    look: Look,
    blocks: Vec<Block>,
}

#[derive(Template)]
#[template(path = "page/staff.html")]
struct StaffPage {
    look: Look,
    staff: StaffView,
    blocks: Vec<Block>,
    beside: Vec<Block>,
}

/// A list, the open one of it, and what may be done with it.
#[derive(Debug, Default)]
pub(crate) struct DeskView {
    pub(crate) list: Vec<Block>,
    pub(crate) open: Vec<Block>,
    pub(crate) acts: Vec<Block>,
    /// Told while the page stands open.
    pub(crate) live: Vec<Block>,
    /// Somebody opened this one; else it is the first of the list. A narrow screen shows the list or the one, not both.
    pub(crate) chosen: bool,
    /// The way back to the list, for a narrow screen.
    pub(crate) back: String,
}

#[derive(Template)]
#[template(path = "page/desk.html")]
struct DeskPage {
    look: Look,
    staff: StaffView,
    desk: DeskView,
}

/// A page of a list beside the open one.
pub(crate) fn desk(status: StatusCode, look: Look, staff: StaffView, desk: DeskView) -> Response {
    show_with(status, &DeskPage { look, staff, desk })
}

/// A page for everybody.
pub(crate) fn public(status: StatusCode, look: Look, blocks: Vec<Block>) -> Response {
    show_with(status, &PublicPage { look, blocks })
}

/// A page for staff; `beside` stands to the right, empty for one column.
pub(crate) fn staff(
    status: StatusCode,
    look: Look,
    staff: StaffView,
    blocks: Vec<Block>,
    beside: Vec<Block>,
) -> Response {
    show_with(status, &StaffPage { look, staff, blocks, beside })
}

/// The summary of what is to be mended, if anything is.
pub(crate) fn summary(errors: &Errors) -> Vec<Block> {
    if errors.is_empty() { Vec::new() } else { vec![Block::Summary(errors.into())] }
}
