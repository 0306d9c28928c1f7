//! 试算 (C50; law.md §8): what a new version of the policy would have made of what has happened. It reads the record and
//! changes nothing; the limits that were set, the ratings, the numbers that bound requests, and what grounds, fields, words
//! and triggers make of an event are held against the new ones.

mod again;

use law::registry::Registry;
use law::{Instant, Limit, Policy, PolicySet, WorkCalendar};
use serde::Serialize;

use self::again::{Lists, again};
use crate::claim::Claim;
use crate::clocks::{ClockKind, RunningClock};
use crate::event::{Event, Recorded};
use crate::order::OrderRole;
use crate::rating::CallbackOutcome;

/// One thing that would have been decided differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The event, by its place in the stream.
    pub seq: u64,
    /// When it was decided, RFC 3339.
    pub at: String,
    /// What is different, in words.
    pub what: String,
    /// The rule of the policy that makes it so.
    pub rule: &'static str,
    /// For a limit: whether it was kept under the version it was set under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<bool>,
    /// And whether it would have been kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_be_late: Option<bool>,
}

type RuleOf = (&'static str, fn(&Policy) -> Limit);

/// The rules that may have set a clock; which one did shows by its limit. A limit of the order's own is no policy's.
const fn rules(kind: ClockKind) -> &'static [RuleOf] {
    match kind {
        ClockKind::Accept => &[
            ("accept_online", |policy| policy.accept_online.value),
            ("accept_letter", |policy| policy.accept_letter.value),
        ],
        ClockKind::Dispatch => &[("dispatch", |policy| policy.dispatch.value)],
        ClockKind::Sign => {
            &[("sign", |policy| policy.sign.value), ("sign_utility", |policy| policy.sign_utility.value)]
        }
        ClockKind::Dispute => &[("dispute", |policy| policy.dispute.value)],
        ClockKind::DisputeComplex => &[("dispute_complex", |policy| policy.dispute_complex.value)],
        ClockKind::Contact => &[("contact", |policy| policy.contact.value)],
        ClockKind::Handle => &[
            ("handle_other", |policy| policy.handle_other.value),
            ("handle_consultation", |policy| policy.handle_consultation.value),
            ("rehandle_other", |policy| policy.rehandle_other.value),
            ("rehandle_consultation", |policy| policy.rehandle_consultation.value),
        ],
        ClockKind::MisconductFeedback => &[("misconduct_feedback", |policy| policy.misconduct_feedback.value)],
        ClockKind::DisputeReview
        | ClockKind::ExtensionReview
        | ClockKind::CoHandlingReview
        | ClockKind::SuspensionReview
        | ClockKind::ResumptionReview
        | ClockKind::UnresolvableReview
        | ClockKind::ObjectionReview => {
            &[("review", |policy| policy.review.value), ("review_county", |policy| policy.review_county.value)]
        }
        ClockKind::FeedbackReview => &[("feedback_review", |policy| policy.feedback_review.value)],
        ClockKind::Callback => &[
            ("callback_first", |policy| policy.callback_first.value),
            ("callback_window", |policy| policy.callback_window.value),
        ],
        ClockKind::Check => &[("check", |policy| policy.check.value)],
        ClockKind::Explanation => &[("explanation", |policy| policy.explanation.value)],
        ClockKind::Recheck => &[("suspension_recheck", |policy| policy.suspension_recheck.value)],
        ClockKind::Escalation => &[("escalation", |policy| policy.escalation.value)],
        ClockKind::EmergencyAck => &[("emergency_ack", |policy| policy.emergency_ack.value)],
        ClockKind::DeskReply => &[("desk_reply", |policy| policy.desk_reply.value)],
        ClockKind::Consult => &[("consult", |policy| policy.consult.value)],
        ClockKind::TransferAck => &[("transfer_ack", |policy| policy.transfer_ack.value)],
        ClockKind::TransferFeedback => &[("transfer_feedback", |policy| policy.transfer_feedback.value)],
        ClockKind::ArrivalAck => &[("transfer_ack", |policy| policy.transfer_ack.value)],
        ClockKind::OriginFeedback => &[("transfer_feedback", |policy| policy.transfer_feedback.value)],
        ClockKind::EnforcementNotice => &[("enforcement_notice", |policy| policy.enforcement_notice.value)],
        ClockKind::Supervision => &[("supervision", |policy| policy.supervision.value)],
        ClockKind::Closing => &[("closing", |policy| policy.closing.value)],
    }
}

/// What would have been different in one claim from `since` on.
pub fn dry_run(
    stream: &[Recorded],
    since: Instant,
    known: &PolicySet,
    new: &Policy,
    calendar: &WorkCalendar,
    registry: &Registry,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut claim: Option<Claim> = None;
    for (place, recorded) in stream.iter().enumerate() {
        let before = claim.clone();
        match &mut claim {
            Some(claim) => claim.apply(recorded),
            None => claim = Claim::open(recorded),
        }
        let old = known.by_version(&recorded.policy).filter(|_| recorded.at >= since);
        let (Some(old), Some(after)) = (old, &claim) else { continue };
        let rest = stream.get(place + 1..).unwrap_or_default();
        for clock in recorded.event.clocks() {
            found.extend(limit(recorded, clock, rest, old, new, calendar));
        }
        found.extend(number(recorded, stream.get(..place).unwrap_or_default(), old, new));
        found.extend(again(recorded, before.as_ref(), after, (old, new), Lists { calendar, registry }));
    }
    found
}

/// A limit that would have been another.
fn limit(
    recorded: &Recorded,
    clock: &RunningClock,
    rest: &[Recorded],
    old: &Policy,
    new: &Policy,
    calendar: &WorkCalendar,
) -> Option<Difference> {
    let (rule, of) = rules(clock.kind).iter().find(|(_, of)| of(old) == clock.limit)?;
    let limit = of(new);
    if limit == clock.limit {
        return None;
    }
    let due = law::due(limit, clock.started_at, calendar).at;
    let ended = ended(&recorded.event, clock.kind, rest);
    let what = format!(
        "{}时限由{}改为{}：{} → {}",
        clock.kind.zh(),
        clock.limit.zh(),
        limit.zh(),
        clock.due.shown(),
        due.shown()
    );
    Some(Difference {
        seq: recorded.seq,
        at: recorded.at.rfc3339(),
        what,
        rule,
        late: ended.map(|at| at >= clock.due),
        would_be_late: ended.map(|at| at >= due),
    })
}

/// When what the clock counts was done, as far as the record shows it; none if it still runs.
fn ended(start: &Event, kind: ClockKind, rest: &[Recorded]) -> Option<Instant> {
    let ends = |event: &Event| {
        matches!(
            (event, kind),
            (Event::ClaimAccepted { .. } | Event::ClaimRefused { .. }, ClockKind::Accept)
                | (
                    Event::OrderDispatched { role: OrderRole::Main, .. } | Event::ClaimAnswered { .. },
                    ClockKind::Dispatch,
                )
                | (Event::ArrivalAcknowledged { .. }, ClockKind::ArrivalAck)
                | (Event::OriginFedBack { .. }, ClockKind::OriginFeedback | ClockKind::ArrivalAck)
                | (Event::OrderSigned { .. }, ClockKind::Sign)
                | (Event::ClaimantContacted { .. }, ClockKind::Contact)
                | (Event::FedBack { .. }, ClockKind::Handle | ClockKind::MisconductFeedback)
                | (Event::DisputeUpheld { .. } | Event::DisputeRefused { .. }, ClockKind::DisputeReview)
                | (Event::ExtensionApproved { .. } | Event::ExtensionRefused { .. }, ClockKind::ExtensionReview)
                | (
                    Event::FeedbackAccepted { .. }
                        | Event::FeedbackSentBack { .. }
                        | Event::RectificationAwaited { .. },
                    ClockKind::FeedbackReview,
                )
                | (Event::RectificationReported { .. } | Event::EnforcementFound { .. }, ClockKind::EnforcementNotice,)
                | (Event::CallbackTried { .. } | Event::ClaimRated { .. }, ClockKind::Callback)
                | (Event::CheckConcluded { .. } | Event::ClaimArchived { .. }, ClockKind::Check)
                | (Event::ClaimExplained { .. }, ClockKind::Explanation)
        )
    };
    let same = |event: &Event| match (start.order(), event.order()) {
        (Some(started), Some(other)) => started == other,
        (None, _) | (_, None) => true,
    };
    rest.iter().find(|recorded| ends(&recorded.event) && same(&recorded.event)).map(|recorded| recorded.at)
}

/// A count or level that would have decided otherwise.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other event is decided by no number of the policy")]
fn number(recorded: &Recorded, before: &[Recorded], old: &Policy, new: &Policy) -> Option<Difference> {
    let different = |rule: &'static str, what: String| Some(Difference::of(recorded, rule, what));
    let rated = match &recorded.event {
        Event::ClaimRated { rating, .. } => Some(rating),
        Event::CallbackTried { tried, .. } => match &tried.outcome {
            CallbackOutcome::Reached(rating) => Some(rating),
            _ => None,
        },
        _ => None,
    };
    if let Some(rating) = rated {
        let counts = |policy: &Policy| rating.satisfaction.counts_as_satisfied(policy.satisfied_levels.value);
        if counts(old) != counts(new) {
            let now = if counts(new) { "算满意，直接归档" } else { "算不满意，要重点核实" };
            return different("satisfied_levels", format!("评价“{}”{now}", rating.satisfaction.zh()));
        }
    }
    match &recorded.event {
        Event::ExtensionAsked { request, .. } if request.working_days > new.extension_days.value => {
            let most = new.extension_days.value;
            different("extension_days", format!("申请延期{}个工作日，超过{most}个，不能提出", request.working_days))
        }
        Event::ExtensionApproved { order, consent: None, .. } => {
            let earlier = before
                .iter()
                .filter(|one| matches!(&one.event, Event::ExtensionApproved { order: n, .. } if n == order));
            let count = u32::try_from(earlier.count()).unwrap_or(u32::MAX);
            let needs = count >= new.extension_count.value;
            needs.then(|| different("extension_count", format!("第{}次延期须经主管机关同意", count + 1))).flatten()
        }
        Event::OrderDispatched { hop, designated, role: OrderRole::Main, .. } => {
            let would = *hop >= new.designate_at_hop.value;
            let word = if would { "须由热线机构指定，不得再退" } else { "不须指定，可以提异议" };
            (would != *designated).then(|| different("designate_at_hop", format!("第{hop}手{word}"))).flatten()
        }
        Event::ReHandlingOrdered { round, .. } if *round > new.rehandle_rounds.value => {
            different("rehandle_rounds", format!("第{round}次重办超过次数，不能再退回"))
        }
        _ => None,
    }
}
