//! From what the application answers to the components that show it: words and shapes only.

use app::{AppError, BesideRecord, ClaimRow, ClockView as Running, OrderRow, OrderView, SuspendedView, TimelineLine};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hotline::{Awaited, ClockKind, Refusal};
use law::{Clause, Lamp};

use crate::forms::Errors;
use crate::frame::Fault;
use crate::page::{Block, Cell, QueueRow, Table};
use crate::view::{
    BannerView, ClauseView, ClockView, FactsView, LampKind, LampView, TimelineEntry, TimelineView, Tone,
};

pub(crate) fn clause(clause: Clause) -> ClauseView {
    ClauseView { zh: clause.zh(), text: clause.text().to_owned(), plain: String::new() }
}

fn lamp_kind(lamp: Lamp) -> LampKind {
    match lamp {
        Lamp::Green => LampKind::Green,
        Lamp::Yellow => LampKind::Yellow,
        Lamp::Red => LampKind::Red,
        Lamp::Stopped => LampKind::Stopped,
        Lamp::UnderReview => LampKind::UnderReview,
        Lamp::Ended => LampKind::Ended,
    }
}

pub(crate) fn lamp(clock: &Running) -> LampView {
    LampView::new(lamp_kind(clock.lamp), &format!("{}，依{}", clock.left, clock.basis.zh()))
}

pub(crate) fn clock(running: &Running) -> ClockView {
    ClockView {
        label: running.name.to_owned(),
        lamp: Some(lamp(running)),
        left: running.left.clone(),
        due: running.due.clone(),
        due_iso: running.due_at.rfc3339(),
        provisional: running.provisional,
        clause: clause(running.basis),
        details: vec![("起算".to_owned(), running.started.clone()), ("时限规则".to_owned(), running.policy.clone())],
    }
}

/// The clocks of an order. A right that has passed is nothing overdue: it is left to the timeline.
pub(crate) fn clocks(order: &OrderView) -> Vec<Block> {
    let stands = |shown: &&Running| !(shown.kind.is_a_right() && shown.lamp == Lamp::Red);
    let shown = order.clocks.iter().filter(stands).map(|shown| {
        let mut view = clock(shown);
        // A right, not a duty: until when it may be used.
        if shown.kind == ClockKind::Dispute {
            "可提退单异议".clone_into(&mut view.label);
        } else if shown.kind == ClockKind::DisputeComplex {
            "复杂疑难的，可提退单异议".clone_into(&mut view.label);
        }
        Block::Clock(view)
    });
    shown.collect()
}

pub(crate) fn timeline(lines: &[TimelineLine], with_clause: bool) -> TimelineView {
    TimelineView {
        entries: lines
            .iter()
            .map(|line| TimelineEntry {
                at: line.at_shown.clone(),
                at_iso: line.at.rfc3339(),
                who: line.who.clone(),
                what: line.text.clone(),
                clause: with_clause.then(|| clause(line.clause)),
                lines: Vec::new(),
                tone: Tone::Plain,
            })
            .collect(),
    }
}

pub(crate) fn lamp_cell(clock: Option<&Running>) -> Cell {
    clock.map_or_else(|| Cell::Text(String::new()), |clock| Cell::Lamp(lamp(clock)))
}

pub(crate) fn left_cell(clock: Option<&Running>) -> Cell {
    // The date stays with its time: a narrow cell breaks before both.
    Cell::Text(clock.map(|clock| format!("{} {}", clock.left, clock.due.replace(' ', "\u{a0}"))).unwrap_or_default())
}

/// A thing beside the main road under its heading: what, where it stands, since when.
pub(crate) fn record(record: &BesideRecord) -> Vec<Block> {
    let state = if record.state.is_empty() { String::new() } else { format!("：{}", record.state) };
    let when = FactsView::new().fact("时间", record.at.as_str());
    let facts = record.facts.iter().fold(when, |facts, (term, value)| facts.fact(*term, value.as_str()));
    let mut blocks = vec![Block::Heading(format!("{}{state}", record.name))];
    if !facts.facts.is_empty() {
        blocks.push(Block::Facts(facts));
    }
    blocks
}

/// What waits for somebody, in sight; what is done, under one name.
pub(crate) fn records(name: &str, list: &[BesideRecord]) -> Vec<Block> {
    let (open, done): (Vec<_>, Vec<_>) = list.iter().partition(|one| one.open);
    let mut blocks: Vec<Block> = open.into_iter().flat_map(record).collect();
    match done.len() {
        0 => {}
        1 | 2 => blocks.extend(done.into_iter().flat_map(record)),
        many => blocks.push(Block::Fold(format!("{name}（{many}条）"), done.into_iter().flat_map(record).collect())),
    }
    blocks
}

/// Why an order stands still, since when, and what ends it (C26).
pub(crate) fn suspended(shown: &SuspendedView) -> Vec<Block> {
    let since = if shown.since.is_empty() { String::new() } else { format!("{}起", shown.since) };
    let mut facts = FactsView::new()
        .fact("情形", if shown.with_main { format!("随主办中止：{}", shown.ground) } else { shown.ground.clone() })
        .fact("发生了什么", shown.facts.as_str())
        .fact("从什么时候", since)
        .fact("审核理由", shown.reason.as_str())
        .fact("什么时候恢复", shown.ends_when.as_str())
        .fact("预计", shown.until.as_str());
    for (name, left) in &shown.paused {
        facts = facts.fact(format!("{name}时限停在"), left.as_str());
    }
    if let Some(recheck) = &shown.recheck {
        facts = facts.fact("复核", format!("{}前看情形还在不在", recheck.due));
    }
    vec![Block::Heading("为什么中止（第二十六条）".to_owned()), Block::Facts(facts)]
}

/// Orders as rows; with a choice in front where they can be signed together.
pub(crate) fn orders(caption: &str, rows: &[OrderRow], with_check: bool, with_unit: bool) -> Block {
    let mut head = vec!["灯", "编号", "事项", "地点", "状态", "还剩", "交办"];
    if with_unit {
        head.insert(3, "单位");
    }
    if with_check {
        head.insert(0, "选");
    }
    let rows = rows
        .iter()
        .map(|row| {
            let no = row.no.to_string();
            let mut state = row.state_zh.clone();
            if let Some(what) = row.review {
                let waits = if what == Awaited::Dispute { "待裁" } else { "待审" };
                state = format!("{}{waits}", what.zh());
            }
            if row.round > 0 {
                state.push_str(" 重办");
            }
            let mut cells = vec![
                lamp_cell(row.clock.as_ref()),
                Cell::Link(no.clone(), format!("/order/{no}")),
                Cell::Text(row.title.clone()),
                Cell::Text(row.place.clone()),
                Cell::Text(format!("{state} {}", row.role.zh())),
                left_cell(row.clock.as_ref()),
                Cell::Text(row.handed_over.clone()),
            ];
            if with_unit {
                cells.insert(3, Cell::Text(row.unit.clone()));
            }
            if with_check {
                cells.insert(0, Cell::Check("order", no.clone(), format!("选{no}")));
            }
            cells
        })
        .collect();
    Block::Table(Table { caption: caption.to_owned(), head, rows })
}

/// Claims beside something else: number, matter, what is left.
pub(crate) fn claims_in_brief(caption: &str, rows: &[ClaimRow]) -> Block {
    let rows = rows
        .iter()
        .map(|row| {
            let no = row.no.to_string();
            vec![
                lamp_cell(row.clock.as_ref()),
                Cell::Link(no.clone(), format!("/claim/{no}")),
                Cell::Text(format!("{} {}", row.title, row.clock.as_ref().map_or("", |clock| clock.left.as_str()))),
            ]
        })
        .collect();
    Block::Table(Table { caption: caption.to_owned(), head: vec!["灯", "编号", "事项"], rows })
}

/// A row of a list that is worked through.
pub(crate) fn queue_row(href: String, clock: Option<&Running>, title: String, meta: String) -> QueueRow {
    QueueRow {
        href,
        current: false,
        lamp: clock.map(lamp),
        title,
        left: clock.map(|clock| clock.left.clone()).unwrap_or_default(),
        meta,
    }
}

/// Claims as rows.
pub(crate) fn claims(caption: &str, rows: &[ClaimRow]) -> Block {
    // A unit is led to its own order: the claim is the agency's page.
    let to = |row: &ClaimRow| match &row.own_order {
        Some(order) => format!("/order/{order}"),
        None => format!("/claim/{}", row.no),
    };
    let rows = rows
        .iter()
        .map(|row| {
            let no = row.no.to_string();
            let mut marks = row.stage.zh().to_owned();
            if row.enterprise {
                marks.push_str(" 企业");
            }
            if row.confidential {
                marks.push_str(" 保密");
            }
            vec![
                lamp_cell(row.clock.as_ref()),
                Cell::Link(no.clone(), to(row)),
                Cell::Text(format!("{} {}", row.kind, row.title).trim().to_owned()),
                Cell::Text(row.place.clone()),
                Cell::Text(marks),
                Cell::Text(row.lead_unit.clone()),
                left_cell(row.clock.as_ref()),
                Cell::Text(format!("{} {}", row.received, row.channel.zh())),
            ]
        })
        .collect();
    let head = vec!["灯", "编号", "事项", "地点", "状态", "单位", "还剩", "来件"];
    Block::Table(Table { caption: caption.to_owned(), head, rows })
}

/// What came of a command that was not done.
pub(crate) enum Undone {
    /// The form comes back: status, what to say on top, what is wrong at which field.
    Again(StatusCode, Vec<Block>, Errors),
    /// Nothing of a form is left to show.
    Gone(Response),
}

/// A fault of the application as a page; what can be mended goes back to the form.
pub(crate) fn undone(error: AppError) -> Undone {
    match error {
        AppError::Refused(refusal) => refused(&refusal, None),
        error @ (AppError::Changed { .. } | AppError::KeyReused) => {
            let banner = BannerView::new(Tone::Warn, error.zh());
            Undone::Again(StatusCode::CONFLICT, vec![Block::Banner(banner)], Errors::new())
        }
        error @ (AppError::TooManyTries { .. } | AppError::NotSignedIn | AppError::Input(_)) => {
            let mut errors = Errors::new();
            errors.add("", error.zh());
            Undone::Again(StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), errors)
        }
        AppError::NotFound => Undone::Gone(StatusCode::NOT_FOUND.into_response()),
        AppError::Store(store) => Undone::Gone(fault(AppError::Store(store))),
    }
}

/// A refusal of the law: beside its field (`field` where the page knows better than the domain), else on top.
pub(crate) fn refused(refusal: &Refusal, field: Option<String>) -> Undone {
    let mut errors = Errors::new();
    // Boxes and radios that are not ticked are not sent: the domain's word for the field is enough.
    let field = field.or_else(|| refusal.field_name().map(|field| shown_field(field).to_owned()));
    let (text, clause) = (refusal.to_string(), refusal.basis().zh());
    let mut top = Vec::new();
    if let Some(field) = field {
        // Said at the field and in the summary that leads there; a third time would only push the form down.
        errors.add(field, format!("{text}（{clause}）"));
    } else {
        top.push(Block::Banner(BannerView::refusal(&text, &clause)));
    }
    Undone::Again(StatusCode::UNPROCESSABLE_ENTITY, top, errors)
}

/// The field of a page under which the domain's field is asked.
fn shown_field(field: &'static str) -> &'static str {
    match field {
        "answered" => "answered_way",
        "told_place" => "place",
        other => other,
    }
}

/// A fault where there is no form.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other case means the same here, whatever is added")]
pub(crate) fn fault(error: AppError) -> Response {
    match error {
        AppError::NotFound => StatusCode::NOT_FOUND.into_response(),
        AppError::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS.into_response(),
        AppError::Store(app::StoreError::Unavailable { .. }) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        other => Fault::from(other).into_response(),
    }
}
