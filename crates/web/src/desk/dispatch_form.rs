//! The form of a dispatch (D1, C15.6, C20): where the list points, who may not have it and why, co-units of the list and
//! off it, an own limit.

use hotline::{CoOrder, Dispatch, OwnLimit, Refusal};
use law::Registry;
use law::registry::{UnitCode, Wanted};

use super::pick;
use super::reader::Reader;
use super::verb_forms::{About, Asked};
use crate::forms::{Form, quoted};
use crate::view::{Barred, Confidence, FieldView, OptionView, SuggestionView, SuggestionsView};

/// Co-units off the list that one form may ask for.
const MOST_ROWS: usize = 5;
/// What a co-unit is asked when nothing is written.
const TASK: &str = "按各自职责配合办理，结果报主办单位";

/// Rows for co-units off the list of a form that comes back.
pub(super) fn rows(form: &Form) -> usize {
    let had: usize = form.get("co_rows").parse().unwrap_or_default();
    had.saturating_add(usize::from(form.has("more"))).min(MOST_ROWS)
}

pub(super) fn asked(about: &About) -> Asked {
    let duty = about.duty.as_ref();
    let suggest = suggestions(about);
    let mut lead = pick::field(Wanted::Unit, "lead", if suggest.is_some() { "另选的主办单位" } else { "主办单位" })
        .hint(pick::UNIT_HINT);
    lead.optional = suggest.is_some();
    let mut fields = vec![lead];
    if let Some(duty) = duty.filter(|duty| !duty.co_units.is_empty()) {
        let option = |(code, name): &(UnitCode, String)| OptionView::new(code.to_string(), name.clone());
        let co = duty.co_units.iter().map(option).collect();
        fields.push(FieldView::checks("co", "协办单位（职责清单列的）", co).optional());
    }
    for n in 1..=about.co_rows {
        let unit = pick::field(Wanted::Unit, format!("co_unit_{n}"), format!("另加的协办单位{n}"));
        fields.push(if n == about.co_added { unit.focus() } else { unit });
        fields.push(FieldView::text(format!("co_task_{n}"), format!("请协办单位{n}办什么")).max(500).optional());
        let why = FieldView::text(format!("co_reason_{n}"), format!("为什么需要协办单位{n}"));
        fields.push(why.hint("不在职责清单协办单位里的，须写").max(500));
    }
    if about.ask_danger {
        fields.push(FieldView::check("danger_ruled_out", "已问清，没有人正处在危险中"));
    }
    if about.enterprise {
        fields.push(FieldView::text("helper", "帮办人（企业诉求直达办件人）").max(100).optional());
    }
    let designation = FieldView::area("designation", "指定理由（第三手起须写）");
    let usual = duty.map_or_else(|| "不写按第二十四条".to_owned(), |duty| format!("不写就是{}", duty.limit.0));
    let mut rest = vec![
        FieldView::text("own_limit", "另定时限").hint(format!("例如 24小时、3个工作日；{usual}")).optional().short(),
        FieldView::text("own_limit_reason", "另定时限的理由").optional(),
        FieldView::area("override_reason", "离开职责清单的理由（只有热线机构负责人可用）").optional(),
    ];
    if duty.is_some_and(|duty| duty.designates) {
        fields.push(designation);
    } else {
        rest.push(designation.optional());
    }
    Asked {
        suggest,
        fields,
        rest_label: "另定时限、离开清单、指定单位",
        rest,
        more: (about.co_rows < MOST_ROWS).then_some(("加一个协办单位", "more")),
    }
}

/// The list's units, then those that may not have it, each with the refusal.
fn suggestions(about: &About) -> Option<SuggestionsView> {
    let duty = about.duty.as_ref()?;
    let barred = |code: &UnitCode| duty.barred.iter().any(|(other, _, _)| other == code);
    // Where the list leaves a choice, or does not want an order at all, nothing is chosen beforehand.
    let sure = duty.alternatives.is_empty() && duty.instead.is_empty();
    let lead = std::iter::once((&duty.lead, &duty.lead_name));
    let open = lead.chain(duty.alternatives.iter().map(|(code, name)| (code, name)));
    let mut items: Vec<SuggestionView> = open
        .filter(|(code, _)| !barred(code))
        .map(|(code, name)| SuggestionView {
            value: code.to_string(),
            title: name.clone(),
            reason: format!(
                "清单{} {}{}",
                duty.line,
                duty.level,
                if duty.alternatives.is_empty() { "" } else { "，几家都列着，按实际情况选" }
            ),
            confidence: if sure { Confidence::Likely } else { Confidence::Unsure },
            barred: None,
            chosen: false,
        })
        .collect();
    items.extend(duty.barred.iter().map(|(code, name, refusal)| SuggestionView {
        value: code.to_string(),
        title: name.clone(),
        reason: String::new(),
        confidence: Confidence::Unsure,
        barred: Some(Barred { clause: refusal.basis().zh(), reason: refusal.to_string() }),
        chosen: false,
    }));
    Some(SuggestionsView {
        name: "to".to_owned(),
        legend: "主办单位".to_owned(),
        items,
        none_chosen: false,
        none: "另选单位，写在下面".to_owned(),
        error: String::new(),
    })
}

/// The dispatch of a sent form.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Dispatch> {
    let lead = lead(reader);
    let own = reader.form.line("own_limit");
    let own_limit = match limit(&own) {
        _ if own.is_empty() => None,
        Some(limit) => Some(OwnLimit { limit, reason: reader.form.text("own_limit_reason") }),
        None => {
            reader.errors.add("own_limit", "另定时限写成这样：24小时、3个工作日、10日");
            None
        }
    };
    let listed = reader.form.all("co").into_iter().map(|code| CoOrder {
        unit: UnitCode::from(code),
        task: TASK.to_owned(),
        reason: String::new(),
    });
    let mut co: Vec<CoOrder> = listed.collect();
    for n in 1..=rows(reader.form) {
        co.extend(co_row(reader, n));
    }
    Some(Dispatch {
        helper: reader.some("helper"),
        lead: lead?,
        co,
        own_limit,
        danger_ruled_out: reader.form.ticked("danger_ruled_out"),
        override_reason: reader.some("override_reason"),
        designation: reader.some("designation"),
    })
}

/// A radio button and words beside it must not name two units.
fn lead(reader: &mut Reader<'_>) -> Option<UnitCode> {
    let (chosen, typed) = (reader.form.get("to").to_owned(), reader.form.line("lead"));
    if chosen.is_empty() {
        return reader.unit("lead", "主办单位");
    }
    let chosen = UnitCode::from(chosen.as_str());
    if !typed.is_empty() && reader.unit("lead", "主办单位")? != chosen {
        let (name, typed) = (reader.registry.units.name(&chosen), quoted(&typed));
        let text = format!("上面选了{name}，这里又写了“{typed}”：只留一个。要派给这里写的，上面选“另选单位”");
        reader.errors.add("lead", text);
        return None;
    }
    Some(chosen)
}

/// A row for a co-unit; an empty one asks for nobody.
fn co_row(reader: &mut Reader<'_>, n: usize) -> Option<CoOrder> {
    let form = reader.form;
    let (task, reason) = (form.line(&format!("co_task_{n}")), form.line(&format!("co_reason_{n}")));
    let unit = format!("co_unit_{n}");
    if form.line(&unit).is_empty() && task.is_empty() && reason.is_empty() {
        return None;
    }
    let unit = reader.unit(&unit, &format!("另加的协办单位{n}"))?;
    Some(CoOrder { unit, task: if task.is_empty() { TASK.to_owned() } else { task }, reason })
}

/// A limit as people write it, or as the policy does.
fn limit(text: &str) -> Option<law::Limit> {
    let plain = [("个工作日", "wd"), ("工作日", "wd"), ("个小时", "h"), ("小时", "h"), ("天", "cd"), ("日", "cd")]
        .iter()
        .find_map(|(word, unit)| text.strip_suffix(word).map(|amount| format!("{}{unit}", amount.trim())));
    plain.as_deref().unwrap_or(text).parse().ok()
}

/// The field of the co-unit that a refusal is about, if it is about one: the domain knows units, not rows.
pub(super) fn field_of(refusal: &Refusal, form: &Form, registry: &Registry) -> Option<String> {
    if !matches!(refusal.field_name(), Some("lead" | "co")) {
        return None;
    }
    let text = refusal.to_string();
    let about = text.strip_prefix("不能派给").unwrap_or(&text);
    let n = (1..=rows(form)).find(|n| {
        let typed = form.line(&format!("co_unit_{n}"));
        matches!(registry.understand(Wanted::Unit, &typed), law::registry::Resolved::One(found)
            if about.starts_with(registry.units.name(&UnitCode::from(found.code.as_str()))))
    })?;
    let needs_reason = matches!(refusal, Refusal::CoUnitNeedsReason { .. });
    Some(if needs_reason { format!("co_reason_{n}") } else { format!("co_unit_{n}") })
}
