//! Words for an entry of a list: category, place, unit (pages.md §1.3, combobox).
//!
//! The words in the field are all that counts. A script fills in whole labels; without it the words are read when the
//! form is sent: one entry is taken, several come back as radio buttons, none says what to write.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use law::Registry;
use law::registry::{Found, Resolved, Wanted};

use crate::forms::{Errors, Form, Sent, quoted};
use crate::frame::not_found;
use crate::session::Session;
use crate::state::Desk;
use crate::view::{FieldView, OptionView};

/// How a unit may be written.
pub(crate) const UNIT_HINT: &str = "写名称、简称、代码或拼音首字母，例如 市住建局、szjj";
/// Entries offered at once.
const OFFERED: usize = 8;

pub(crate) fn field(wanted: Wanted, name: impl Into<String>, label: impl Into<String>) -> FieldView {
    FieldView::find(wanted.code(), name, label)
}

/// The list a field's words are of.
fn wanted(field: &str) -> Option<Wanted> {
    match field {
        "category" => Some(Wanted::Category),
        "division" => Some(Wanted::Place),
        "lead" | "suggested" | "next" | "unit" | "to" | "against" => Some(Wanted::Unit),
        other => other.starts_with("co_unit_").then_some(Wanted::Unit),
    }
}

const fn noun(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Category => "类别",
        Wanted::Place => "地点",
        Wanted::Unit => "单位",
    }
}

/// Puts the label of a chosen radio button into its field. Words that were changed since, so that the choice is none of
/// theirs, win over it.
pub(crate) fn settle(form: &Form, registry: &Registry) -> Form {
    let mut settled = form.clone();
    for (key, code) in form.fields() {
        let Some((name, list)) = key.strip_suffix("_pick").and_then(|name| Some((name, wanted(name)?))) else {
            continue;
        };
        let typed = form.line(name);
        let meant = match registry.understand(list, &typed) {
            Resolved::Several(found) => found.iter().any(|found| found.code == *code),
            Resolved::One(_) | Resolved::Nothing => typed.is_empty(),
        };
        if let Some(found) = registry.entry(list, code).filter(|_| meant) {
            settled = settled.set(name, found.label);
        }
    }
    settled
}

/// The entry that a field's words stand for; what is to be mended goes to the field.
pub(crate) fn read(
    form: &Form,
    errors: &mut Errors,
    registry: &Registry,
    list: Wanted,
    field: &str,
    label: &str,
) -> Option<Found> {
    let typed = form.line(field);
    if typed.is_empty() {
        errors.add(field, format!("{label}还没写：写名称、代码或拼音首字母都行"));
        return None;
    }
    match registry.understand(list, &typed) {
        Resolved::One(found) => return Some(found),
        Resolved::Several(found) => {
            let typed = quoted(&typed);
            let choices = found.into_iter().map(|found| (found.code, found.label, found.why)).collect();
            let noun = noun(list);
            errors.offer(field, format!("{label}：“{typed}”不止一个{noun}，在下面选一个，或者写得更全"), choices);
        }
        Resolved::Nothing => {
            let how = match list {
                Wanted::Category => "换个说法，或者写上一级类别的名称",
                Wanted::Place => "写到县（市、区）、街道、社区或村，门牌写在详细地址里",
                Wanted::Unit => "写全称、简称或代码",
            };
            let typed = quoted(&typed);
            errors.add(field, format!("{label}：没有找到“{typed}”这个{}，{how}", noun(list)));
        }
    }
    None
}

/// What a claimant's own words point to.
pub(crate) fn suggested(registry: &Registry, list: Wanted, told: &str, limit: usize) -> Vec<Found> {
    match list {
        Wanted::Category => {
            let reasoned = |found: law::registry::Suggestion| {
                let entry = registry.entry(list, found.code.as_str())?;
                Some(Found { why: format!("原话“{}”", found.why.join("、")), ..entry })
            };
            registry.suggest(told, limit).into_iter().filter_map(reasoned).collect()
        }
        Wanted::Place => {
            let places = registry.divisions.mentioned_in(told, limit);
            places.iter().filter_map(|place| registry.entry(list, place.code.as_str())).collect()
        }
        Wanted::Unit => Vec::new(),
    }
}

/// Radio buttons below a field whose words are still missing.
pub(crate) fn options(found: Vec<Found>) -> Vec<OptionView> {
    found.into_iter().map(|found| OptionView::new(found.code, found.label).hint(found.why)).collect()
}

/// Entries for what is being typed, for the script: `q`, or while that is empty the claimant's words `told`.
pub(crate) async fn find(
    State(desk): State<Desk>,
    Path(list): Path<String>,
    Session(_): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let Some(list) = Wanted::from_code(&list) else {
        return not_found();
    };
    let (registry, typed) = (desk.app.registry(), form.line("q"));
    let found = if typed.is_empty() {
        suggested(registry, list, &form.text("told"), OFFERED)
    } else {
        registry.find(list, &typed, OFFERED)
    };
    Json(found).into_response()
}
