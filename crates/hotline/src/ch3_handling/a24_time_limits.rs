//! 第二十四条　对接诉求人、延期 (C24.1, C24.2).
//!
//! Time runs from hand-over (交办), not from signing: a unit that signs late gains nothing. The limits themselves are
//! started where the order is handed over (`a20_dispatch`); the numbers are policy data (C50).

use law::{Clause, Instant};

use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::command::{AskExtension, DecideExtension, ExtensionRuling};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Contact, ContactPurpose, ExtensionFate, Order, OrderRole, OrderState};
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, optional, required};
use crate::verb::Verb;

/// The lead speaks with the claimant after signing (C24.1); a co-unit reports to the lead (C23.2).
pub(crate) fn may_contact(order: &Order) -> Result<(), Refusal> {
    if order.role != OrderRole::Main {
        return Err(Refusal::field(
            "order",
            Clause::C23_2,
            "协办单位不单独答复诉求人，由首接负责单位统一联系。请向主办单位反馈。",
        ));
    }
    if order.state == OrderState::Signed {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb: Verb::RecordContact, state: order.state.zh() })
    }
}

/// 主动与诉求人对接 (C24.1).
pub(crate) fn contact(order: &Order, contact: Contact, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_contact(order)?;
    required(&contact.note, "note", "联系情况", ACCOUNT, Clause::C24_1)?;
    if contact.at > ctx.now {
        return Err(Refusal::field("at", Clause::C24_1, "联系时间还没到。请填写实际联系的时间。"));
    }
    if contact.at < order.signed_at.unwrap_or(order.handed_over_at) {
        return Err(Refusal::field("at", Clause::C24_1, "联系时间早于签收。请填写签收以后与诉求人联系的时间。"));
    }
    let clause = match contact.purpose {
        ContactPurpose::Extension => Clause::C24_2,
        ContactPurpose::First | ContactPurpose::Other => Clause::C24_1,
    };
    Ok(vec![Fact::new(clause, Event::ClaimantContacted { order: order.n, contact })])
}

/// Asked before the due time, one at a time, not more often than policy allows (C24.2).
pub(crate) fn may_ask_extension(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    if order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::AskExtension, state: order.state.zh() });
    }
    if order.extension_pending() {
        return Err(Refusal::ExtensionPending);
    }
    let clock = order
        .clocks
        .get(ClockKind::Handle)
        .ok_or(Refusal::NotInThisState { verb: Verb::AskExtension, state: order.state.zh() })?;
    // The first ones are the agency's; one more needs the competent authority too (P), and beyond that there is none.
    let approved = order.extensions.iter().filter(|record| record.fate == ExtensionFate::Approved).count();
    let approved = u32::try_from(approved).unwrap_or(u32::MAX);
    if approved > ctx.policy.extension_count.value {
        return Err(Refusal::ExtensionsUsedUp { count: approved, due: clock.due });
    }
    if clock.is_overdue(ctx.now) {
        return Err(Refusal::ExtensionTooLate { due: clock.due });
    }
    within_the_lead(claim, order, law::extend(clock.due, 1, ctx.calendar).at)
}

/// A co-order ends not later than the lead's (law.md §3, P): the lead must have got more time before.
fn within_the_lead(claim: &Claim, order: &Order, new_due: Instant) -> Result<(), Refusal> {
    if order.role == OrderRole::Main {
        return Ok(());
    }
    let above = order.parent.map_or_else(|| claim.main_order(), |parent| claim.order(parent));
    let lead = above.and_then(|above| above.clocks.get(ClockKind::Handle));
    match lead {
        Some(lead) if new_due <= lead.due => Ok(()),
        Some(lead) => Err(Refusal::field(
            "working_days",
            Clause::C23_2,
            format!("协办不能晚于主办的期限（{}）。请与主办单位商量，由主办单位先申请延期。", lead.due.shown()),
        )),
        None => Err(Refusal::field(
            "working_days",
            Clause::C23_2,
            "主办单位正在重新确定，暂时不能申请延期。请等热线重新派单后再申请。",
        )),
    }
}

/// 延期申请, with reasons and what has been done so far (C24.2).
pub(crate) fn ask_extension(
    claim: &Claim,
    order: &Order,
    request: AskExtension,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_ask_extension(claim, order, ctx)?;
    let most = ctx.policy.extension_days.value;
    if request.working_days == 0 || request.working_days > most {
        return Err(Refusal::field(
            "working_days",
            Clause::C24_2,
            format!("延期最少1个、最多{most}个工作日。请在这个范围内填写。"),
        ));
    }
    if let Some(clock) = order.clocks.get(ClockKind::Handle) {
        within_the_lead(claim, order, law::extend(clock.due, request.working_days, ctx.calendar).at)?;
    }
    required(&request.reason, "reason", "延期理由", ACCOUNT, Clause::C24_2)?;
    required(&request.progress, "progress", "阶段性工作进展", ACCOUNT, Clause::C24_2)?;
    let clocks = vec![ctx.clock(ClockKind::ExtensionReview, ctx.review_limit(&order.agency), Clause::C24_2)];
    Ok(vec![Fact::new(Clause::C24_2, Event::ExtensionAsked { order: order.n, request, clocks })])
}

/// Whether an extension waits for its decision.
pub(crate) fn may_decide_extension(order: &Order) -> Result<(), Refusal> {
    if order.extension_pending() {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb: Verb::DecideExtension, state: order.state.zh() })
    }
}

/// The agency decides. An approval counts from the old due, so no overdue is on record if it comes late; a refusal leaves
/// the old due (law.md §1).
pub(crate) fn decide_extension(
    claim: &Claim,
    order: &Order,
    decision: DecideExtension,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_decide_extension(order)?;
    required(&decision.reason, "reason", "审核理由", ACCOUNT, Clause::C24_2)?;
    if let ExtensionRuling::Approve { consent: Some(consent) } = &decision.ruling {
        optional(consent, "consent", "主管机关同意的文号", LINE, Clause::C24_2)?;
    }
    let consent = match decision.ruling {
        ExtensionRuling::Refuse => {
            return Ok(vec![Fact::new(
                Clause::C24_2,
                Event::ExtensionRefused { order: order.n, reason: decision.reason },
            )]);
        }
        ExtensionRuling::Approve { consent } => consent.filter(|text| !text.trim().is_empty()),
    };
    let approved = order.extensions.iter().filter(|record| record.fate == ExtensionFate::Approved).count();
    let approved = u32::try_from(approved).unwrap_or(u32::MAX);
    if approved >= ctx.policy.extension_count.value && consent.is_none() {
        return Err(Refusal::ConsentNeeded);
    }
    let not_running = || Refusal::NotInThisState { verb: Verb::DecideExtension, state: order.state.zh() };
    let record = order.extensions.last().ok_or_else(not_running)?;
    let clock = order.clocks.get(ClockKind::Handle).ok_or_else(not_running)?;
    let extended = law::extend(clock.due, record.request.working_days, ctx.calendar);
    within_the_lead(claim, order, extended.at)?;
    Ok(vec![Fact::new(
        Clause::C24_2,
        Event::ExtensionApproved {
            order: order.n,
            old_due: clock.due,
            new_due: extended.at,
            provisional: extended.provisional,
            reason: decision.reason,
            consent,
        },
    )])
}
