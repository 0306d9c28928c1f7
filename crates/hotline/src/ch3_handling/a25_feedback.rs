//! 第二十五条　如实、全面反馈 (C25.1-3), answering the claimant and reporting back in time (C24.1).

use law::{Clause, Policy};

use super::{a32_misconduct, a33_enforcement};
use crate::ch1_general::a04_loop::archived;
use crate::claim::{ArchivedAs, Claim, Registration};
use crate::clocks::ClockKind;
use crate::command::{AllowFeedback, ReturnFeedback};
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::identity;
use crate::order::{Answered, Feedback, FeedbackFate, FeedbackRecord, Order, OrderRole, OrderState};
use crate::promise::unit_name;
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, enough, optional, proofs, required};
use crate::verb::Verb;

/// Signed, contact made, co-orders in (C24.1, C23.2).
pub(crate) fn may_feed_back(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    if order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::FeedBack, state: order.state.zh() });
    }
    let open = open_co_units(claim, order, ctx);
    if order.role != OrderRole::Main {
        return if open.is_empty() { Ok(()) } else { Err(Refusal::CoOrdersOpen { units: open.join("、") }) };
    }
    a32_misconduct::signed_off(claim, order, ctx)?;
    a33_enforcement::found_first(order)?;
    if !order.contacted() {
        return Err(Refusal::ContactFirst { verb: Verb::FeedBack });
    }
    if open.is_empty() || order.feedback_allowed.is_some() {
        Ok(())
    } else {
        Err(Refusal::CoOrdersOpen { units: open.join("、") })
    }
}

/// Names of the units under this order that have not reported yet: under a main order all, under another what it handed on.
fn open_co_units(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Vec<String> {
    claim
        .orders
        .iter()
        .filter(|co| co.role != OrderRole::Main && co.is_open() && co.state != OrderState::FedBack)
        .filter(|co| order.role == OrderRole::Main || co.parent == Some(order.n))
        .map(|co| unit_name(ctx.registry, &co.unit))
        .collect()
}

/// Only where an open co-order hinders the lead.
pub(crate) fn may_allow_feedback(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    if order.role != OrderRole::Main || order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::AllowFeedback, state: order.state.zh() });
    }
    if order.feedback_allowed.is_some() || open_co_units(claim, order, ctx).is_empty() {
        return Err(Refusal::NothingToAllow);
    }
    Ok(())
}

/// The claimant need not wait for a slow co-unit: the lead answers and its clock stops; the agency accepts the feedback
/// when the co-units have reported (law.md §3, P).
pub(crate) fn allow_feedback(
    claim: &Claim,
    order: &Order,
    allowed: AllowFeedback,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_allow_feedback(claim, order, ctx)?;
    required(&allowed.reason, "reason", "同意先行反馈的理由", ACCOUNT, Clause::C23_2)?;
    Ok(vec![Fact::new(Clause::C23_2, Event::FeedbackAllowed { order: order.n, reason: allowed.reason })])
}

/// 反馈: the unit has answered the claimant and reports back.
pub(crate) fn feed_back(
    claim: &Claim,
    order: &Order,
    feedback: Box<Feedback>,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_feed_back(claim, order, ctx)?;
    required(&feedback.measures, "measures", "做了什么", ACCOUNT, Clause::C25_1_3)?;
    required(&feedback.result, "result", "办理结果", ACCOUNT, Clause::C25_1_3)?;
    required(&feedback.basis, "basis", "依据", ACCOUNT, Clause::C25_1_3)?;
    optional(&feedback.internal, "internal", "内部情况", ACCOUNT, Clause::C25_1_3)?;
    proofs(&feedback.evidence, Clause::C25_1_3)?;
    // Also where no claimant reads it: what is on record can be read.
    optional(&feedback.public_answer, "public_answer", "公开答复", ACCOUNT, Clause::C25_1_3)?;
    match &feedback.answered {
        None => {}
        Some(Answered::Told { whom, .. }) => optional(whom, "whom", "答复了谁", LINE, Clause::C24_1)?,
        Some(Answered::Unreached { proofs }) => optional(proofs, "proofs", "没有联系上的证明", ACCOUNT, Clause::C24_1)?,
    }
    if order.role == OrderRole::Main {
        let registration =
            claim.registration.as_ref().ok_or(Refusal::NotInThisStage { verb: Verb::FeedBack, stage: claim.stage })?;
        answers_the_claimant(claim, registration, &feedback, ctx)?;
    }
    let clocks =
        vec![ctx.clock(ClockKind::FeedbackReview, ctx.policy.feedback_review.value, ctx.policy.feedback_review.basis)];
    Ok(vec![Fact::new(Clause::C25_1_3, Event::FedBack { order: order.n, feedback, clocks })])
}

/// What the lead owes the claimant: an answer to each demand, in decent words, showing nobody (C24.1, C25.1-3, C39).
fn answers_the_claimant(
    claim: &Claim,
    registration: &Registration,
    feedback: &Feedback,
    ctx: &Context<'_>,
) -> Result<(), Refusal> {
    match &feedback.answered {
        None => {
            return Err(Refusal::field(
                "answered",
                Clause::C24_1,
                "请填写何时、怎样、向谁作了答复；没有联系上的，写明尝试经过。",
            ));
        }
        Some(Answered::Told { at, whom, .. }) => {
            required(whom, "whom", "答复了谁", LINE, Clause::C24_1)?;
            if *at > ctx.now {
                return Err(Refusal::field("answered_at", Clause::C24_1, "答复时间还没到。请填写实际答复的时间。"));
            }
        }
        Some(Answered::Unreached { proofs }) => required(proofs, "proofs", "没有联系上的证明", ACCOUNT, Clause::C24_1)?,
    }
    fit_to_be_read(claim, &feedback.public_answer, ctx)?;
    // How many, by kind, is policy (P).
    let needed = *registration.kind.of(&ctx.policy.feedback_evidence.value);
    enough(&feedback.evidence, needed, "证据", "现场照片、单据或者处理文书", Clause::C25_1_3)?;
    let missing: Vec<String> = (0_u16..)
        .zip(&registration.demands)
        .filter(|(i, _)| !feedback.addressed.contains(i))
        .map(|(i, demand)| format!("{}. {demand}", i + 1))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::field(
            "addressed",
            Clause::C25_1_3,
            format!("诉求人还有要求没有答到：{}。请逐项答复后勾选。", missing.join("；")),
        ));
    }
    Ok(())
}

/// A public answer: words of its own, decent, showing nobody (C25.1-3, C39).
pub(super) fn fit_to_be_read(claim: &Claim, answer: &str, ctx: &Context<'_>) -> Result<(), Refusal> {
    required(answer, "public_answer", "公开答复", ACCOUNT, Clause::C25_1_3)?;
    let same = |earlier: &str| earlier.split_whitespace().eq(answer.split_whitespace());
    let fed_back = claim.orders.iter().flat_map(|order| &order.feedbacks).map(|record| &record.feedback.public_answer);
    let reported = claim.orders.iter().flat_map(|order| &order.found).filter_map(|found| found.rectified.as_ref());
    let copied = fed_back.chain(reported.map(|(report, _)| &report.public_answer)).any(|earlier| same(earlier));
    if copied {
        return Err(Refusal::field(
            "public_answer",
            Clause::C25_1_3,
            "公开答复与以前的一份完全相同。请写这一次做了什么、结果怎样。",
        ));
    }
    if let Some(word) = barred_word(answer, ctx.policy) {
        return Err(Refusal::field(
            "public_answer",
            Clause::C25_1_3,
            format!("公开答复里有“{word}”。请换成尊重诉求人的说法。"),
        ));
    }
    if identity::shows(answer, ctx.identity) {
        return Err(Refusal::field(
            "public_answer",
            Clause::C39,
            "公开答复里有诉求人的姓名、手机号或者证件号。请删掉，可以写“您”。",
        ));
    }
    Ok(())
}

/// A word that no public answer may hold, whatever the provocation (law.md §3; the words are policy).
pub(crate) fn barred_word<'p>(answer: &str, policy: &'p Policy) -> Option<&'p str> {
    policy.barred_words.value.iter().map(String::as_str).find(|word| answer.contains(word))
}

/// Whether a feedback waits for the agency.
pub(crate) fn may_accept_feedback(claim: &Claim, order: &Order) -> Result<(), Refusal> {
    waits(order, Verb::AcceptFeedback)?;
    // Asked in time, the extension decides whether the feedback came in time (law.md §1): it goes first (C24.2).
    if order.extension_pending() {
        return Err(Refusal::field("order", Clause::C24_2, "这张工单的延期申请还没有审核。请先审核延期，再采纳反馈。"));
    }
    let main = order.role == OrderRole::Main;
    let under = |co: &&Order| co.role != OrderRole::Main && co.is_open() && (main || co.parent == Some(order.n));
    if claim.orders.iter().any(|co| under(&co)) {
        return Err(Refusal::field("order", Clause::C23_2, "还有协办反馈没有审核。请先审核协办工单，再采纳主办反馈。"));
    }
    Ok(())
}

/// Complete: the handling clock stopped when the feedback was sent (C24.1). The main order's opens the callback (C38).
pub(crate) fn accept_feedback(claim: &Claim, order: &Order, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_accept_feedback(claim, order)?;
    if let Some(waits) = a33_enforcement::awaits_report(order) {
        return Ok(vec![waits]);
    }
    if order.role == OrderRole::Main && claim.disposals.withdrawn {
        // Pursued ex officio after the claimant withdrew: nobody is left to be called back (law.md §2).
        let accepted = Event::FeedbackAccepted { order: order.n, clocks: Vec::new() };
        let end = archived(claim, ArchivedAs::Withdrawn, false, Clause::C4, ctx.now);
        return Ok(vec![Fact::new(Clause::C24_1, accepted), end]);
    }
    let clocks = match order.role {
        OrderRole::Main => vec![ctx.clock(ClockKind::Callback, ctx.policy.callback_first.value, Clause::C38)],
        OrderRole::CoHandling | OrderRole::Onward => Vec::new(),
    };
    Ok(vec![Fact::new(Clause::C24_1, Event::FeedbackAccepted { order: order.n, clocks })])
}

/// Whether a feedback can be sent back: not for ever (P), the claimant's word comes after it (C38).
pub(crate) fn may_return_feedback(order: &Order, ctx: &Context<'_>) -> Result<(), Refusal> {
    waits(order, Verb::ReturnFeedback)?;
    let back = |record: &&FeedbackRecord| record.round == order.round && record.fate == FeedbackFate::SentBack;
    let count = u32::try_from(order.feedbacks.iter().filter(back).count()).unwrap_or(u32::MAX);
    if count >= ctx.policy.feedback_returns.value {
        return Err(Refusal::SentBackOften { count });
    }
    Ok(())
}

fn waits(order: &Order, verb: Verb) -> Result<(), Refusal> {
    if order.state == OrderState::FedBack {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb, state: order.state.zh() })
    }
}

/// Not as required: it stopped nothing, the clock has run on (C24.1, C37.1).
pub(crate) fn return_feedback(
    order: &Order,
    returned: ReturnFeedback,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    may_return_feedback(order, ctx)?;
    required(&returned.reason, "reason", "退回理由", ACCOUNT, Clause::C37_1)?;
    Ok(vec![Fact::new(Clause::C37_1, Event::FeedbackSentBack { order: order.n, reason: returned.reason })])
}
