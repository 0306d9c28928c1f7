//! V1 the supervision board and V2 one supervision (C37.1, C37.2): for the agency, the authority, and the units in it.

use app::{SupervisionPage, SupervisionRow};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hotline::ClaimNo;
use hotline::supervision::{
    AnswerSupervision, DecideKey, JoinUnit, KeyGround, ProposeKey, SupervisionCommand, SupervisionVerb, SupervisionWord,
};
use law::registry::Wanted;

use super::lists::pager;
use super::pick;
use super::reader::Reader;
use super::verb_forms::{choice, options};
use crate::forms::{Errors, Form, Query, Sent};
use crate::frame::{Look, go, not_found};
use crate::page::{Block, Cell, FormView, Link, Table, staff, summary};
use crate::session::Session;
use crate::show::{self, Undone, fault, undone};
use crate::state::{Desk, frame_of};
use crate::view::{ActionView, EmptyView, FactsView, FieldView, OptionView};

pub(crate) async fn board(
    State(desk): State<Desk>,
    look: Look,
    Session(session): Session<app::Session>,
    Query(query): Query,
) -> Response {
    let after = query.get("after");
    match desk.app.supervision_board(&session, Some(after).filter(|after| !after.is_empty())).await {
        Ok(page) if page.rows.is_empty() => {
            let blocks = vec![Block::Empty(EmptyView::new("没有督办。"))];
            staff(StatusCode::OK, look.titled("督办"), frame_of(&session), blocks, Vec::new())
        }
        Ok(page) => {
            let blocks = vec![Block::Table(table(&page.rows)), pager(&page, "/desk/supervise", after)];
            staff(StatusCode::OK, look.titled("督办"), frame_of(&session), blocks, Vec::new())
        }
        Err(error) => fault(error),
    }
}

fn table(rows: &[SupervisionRow]) -> Table {
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                show::lamp_cell(row.clock.as_ref()),
                Cell::Link(row.no.to_string(), format!("/desk/supervise/{}", row.no)),
                Cell::Text(stage(row)),
                Cell::Text(row.units.clone()),
                Cell::Text(row.trigger.to_owned()),
                Cell::Link(row.order.clone(), format!("/order/{}", row.order)),
                show::left_cell(row.clock.as_ref()),
                Cell::Text(row.issued.clone()),
            ]
        })
        .collect();
    let head = vec!["灯", "督办", "状态", "单位", "事由", "工单", "还剩", "发出"];
    Table { caption: "新的在前".to_owned(), head, rows }
}

fn stage(row: &SupervisionRow) -> String {
    let key = match (row.is_key, row.key_pending) {
        (true, _) => "，重点督办",
        (false, true) => "，已提请重点督办",
        (false, false) => "",
    };
    format!("{}{key}", row.stage)
}

fn yes_or_no() -> FieldView {
    let options = vec![OptionView::new("yes", "确定为重点督办"), OptionView::new("no", "不确定")];
    FieldView::radios("ruling", "决定", options)
}

fn fields(verb: SupervisionVerb) -> Vec<FieldView> {
    match verb {
        SupervisionVerb::Answer => {
            vec![FieldView::area("reasons", "逾期或者不规范的原因"), FieldView::area("measures", "怎样整改、何时完成")]
        }
        SupervisionVerb::Close => vec![FieldView::area("text", "核查情况")],
        SupervisionVerb::SendBack => vec![FieldView::area("text", "哪里不合要求")],
        SupervisionVerb::Join => {
            let unit = pick::field(Wanted::Unit, "unit", "单位").hint(pick::UNIT_HINT);
            vec![unit, FieldView::area("reason", "为什么一并督办")]
        }
        SupervisionVerb::ProposeKey => {
            vec![choice("ground", "情形（第三十七条）", options!(KeyGround)), FieldView::area("reason", "理由")]
        }
        SupervisionVerb::DecideKey => vec![yes_or_no(), FieldView::area("reason", "理由")],
    }
}

fn command(verb: SupervisionVerb, reader: &mut Reader<'_>) -> Option<SupervisionCommand> {
    let form = reader.form;
    Some(match verb {
        SupervisionVerb::Answer => SupervisionCommand::Answer(AnswerSupervision {
            reasons: form.text("reasons"),
            measures: form.text("measures"),
        }),
        SupervisionVerb::Close => SupervisionCommand::Close(SupervisionWord { text: form.text("text") }),
        SupervisionVerb::SendBack => SupervisionCommand::SendBack(SupervisionWord { text: form.text("text") }),
        SupervisionVerb::Join => {
            SupervisionCommand::Join(JoinUnit { unit: reader.unit("unit", "单位")?, reason: form.text("reason") })
        }
        SupervisionVerb::ProposeKey => SupervisionCommand::ProposeKey(ProposeKey {
            ground: reader.code("ground", "情形", KeyGround::from_code)?,
            reason: form.text("reason"),
        }),
        SupervisionVerb::DecideKey => {
            let approved = reader.code("ruling", "决定", |code| match code {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            })?;
            SupervisionCommand::DecideKey(DecideKey { approved, reason: form.text("reason") })
        }
    })
}

/// A form that comes back.
struct Again<'a> {
    verb: SupervisionVerb,
    form: &'a Form,
    errors: &'a Errors,
    status: StatusCode,
    top: Vec<Block>,
}

fn shown(look: Look, session: &app::Session, page: &SupervisionPage, again: Option<&Again<'_>>) -> Response {
    let row = &page.row;
    let look = look.titled(format!("督办 {}", row.no));
    let mut blocks = Vec::new();
    let status = again.map_or(StatusCode::OK, |again| again.status);
    if let Some(again) = again {
        blocks.extend(again.top.clone());
        blocks.extend(summary(again.errors));
    }
    let facts = FactsView::new()
        .fact("状态", stage(row))
        .fact("单位", row.units.as_str())
        .fact("事由（第三十七条）", row.trigger)
        .fact("事实", page.facts.as_str())
        .fact("要求", page.demand.as_str())
        .fact("发出", row.issued.as_str());
    blocks.push(Block::Facts(facts));
    blocks.extend(row.clock.as_ref().map(|clock| Block::Clock(show::clock(clock))));
    blocks.push(Block::Links(vec![Link::new(format!("看工单 {}", row.order), format!("/order/{}", row.order))]));
    if let Some((ground, reason, decision)) = &page.key {
        blocks.push(Block::Heading("重点督办".to_owned()));
        let facts = FactsView::new()
            .fact("情形", ground.as_str())
            .fact("理由", reason.as_str())
            .fact("主管机关", decision.as_str());
        blocks.push(Block::Facts(facts));
    }
    for (unit, at, reasons, measures, back) in page.answers.iter().rev() {
        blocks.push(Block::Heading(format!("{unit}的答复（{at}）")));
        let mut facts = FactsView::new().fact("原因", reasons.as_str()).fact("整改", measures.as_str());
        if !back.is_empty() {
            facts = facts.fact("退回", back.as_str());
        }
        blocks.push(Block::Facts(facts));
    }
    blocks.push(Block::Heading("经过".to_owned()));
    blocks.push(Block::Timeline(show::timeline(&page.timeline, true)));
    let mut beside = vec![Block::Heading("现在可以".to_owned())];
    for (verb, answer) in &page.possible {
        let code = verb.code();
        match answer {
            Ok(()) => {
                let back = again.filter(|again| again.verb == *verb);
                let action = format!("/desk/supervise/{}/{code}", row.no);
                let mut view =
                    FormView::post(&look, action, verb.zh(), fields(*verb)).folded(code, verb.zh(), back.is_some());
                for field in &mut view.fields {
                    field.id = format!("{code}-{}", field.name);
                }
                if let Some(back) = back {
                    view = view.filled(back.form, back.errors);
                }
                beside.push(Block::Form(view));
            }
            Err(refusal) => {
                beside.push(Block::Act(ActionView::refused(
                    code,
                    verb.zh(),
                    refusal.basis().zh(),
                    refusal.to_string(),
                )));
            }
        }
    }
    if beside.len() == 1 {
        beside.push(Block::Text("现在没有您要办的事。".to_owned()));
    }
    staff(status, look, frame_of(session), blocks, beside)
}

pub(crate) async fn one(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    look: Look,
    Session(session): Session<app::Session>,
) -> Response {
    let Ok(no) = no.parse::<ClaimNo>() else { return not_found() };
    match desk.app.supervision_page(&session, &no).await {
        Ok(page) => shown(look, &session, &page, None),
        Err(error) => fault(error),
    }
}

pub(crate) async fn act(
    State(desk): State<Desk>,
    Path((no, verb)): Path<(String, String)>,
    look: Look,
    Session(session): Session<app::Session>,
    Sent(form): Sent,
) -> Response {
    let (Ok(no), Some(verb)) = (no.parse::<ClaimNo>(), SupervisionVerb::from_code(&verb)) else { return not_found() };
    let mut reader = Reader { form: &form, errors: Errors::new(), registry: desk.app.registry() };
    let command = command(verb, &mut reader);
    let (status, top, errors) = match command {
        None => (StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), reader.errors),
        Some(command) => {
            let once = form.once(verb.code());
            match desk.app.supervise(&no, command, &session.actor(), once.as_deref()).await {
                Ok(_) => return go(&format!("/desk/supervise/{no}")),
                Err(error) => match undone(error) {
                    Undone::Again(status, top, errors) => (status, top, errors),
                    Undone::Gone(response) => return response,
                },
            }
        }
    };
    match desk.app.supervision_page(&session, &no).await {
        Ok(page) => shown(look, &session, &page, Some(&Again { verb, form: &form, errors: &errors, status, top })),
        Err(error) => fault(error),
    }
}
