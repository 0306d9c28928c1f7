//! 第三十七条　督办、重点督办 (C37.1, C37.2): raised by the clock and by a feedback sent back, at once and by itself; answered,
//! checked, ended; what has no effect is put forward, and the competent authority decides.

use law::{Clause, Instant, Policy};

use crate::authority::Actor;
use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::context::Context;
use crate::event::{Event, Fact, Recorded};
use crate::number::ClaimNo;
use crate::order::{FeedbackFate, FeedbackRecord};
use crate::promise::unit_name;
use crate::refusal::Refusal;
use crate::supervision::{
    AnswerSupervision, DecideKey, KeyGround, Letter, Subject, Supervision, SupervisionCommand, SupervisionEvent,
    SupervisionId, SupervisionStage, SupervisionVerb, Trigger,
};
use crate::text::{ACCOUNT, required};

/// What an event of a claim raises under the policy (C37.1), if it raises anything: on which order, and why. While a
/// review is pending no clock fires (law.md §1), so nothing is raised either.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other event raises nothing, whatever is added")]
pub fn raised_by(recorded: &Recorded, policy: &Policy) -> Option<(u16, Trigger)> {
    let (order, trigger) = match &recorded.event {
        Event::ClockExpired { order: Some(order), kind, .. } => match kind {
            ClockKind::Sign => (*order, Trigger::NotSigned),
            ClockKind::Handle => (*order, Trigger::NotClosed),
            ClockKind::MisconductFeedback => (*order, Trigger::Misconduct),
            ClockKind::Contact => (*order, Trigger::NotContacted),
            _ => return None,
        },
        Event::FeedbackSentBack { order, .. } => (*order, Trigger::NotAsRequired),
        _ => return None,
    };
    rule_of(trigger, policy).is_some_and(|rule| rule.on).then_some((order, trigger))
}

/// What the policy says of a trigger; knowledge is no claim's.
const fn rule_of(trigger: Trigger, policy: &Policy) -> Option<&law::policy::Trigger> {
    let supervise = &policy.supervise;
    let rule = match trigger {
        Trigger::NotSigned => &supervise.not_signed,
        Trigger::NotClosed => &supervise.not_closed,
        Trigger::NotAsRequired => &supervise.not_as_required,
        Trigger::Misconduct => &supervise.misconduct,
        Trigger::NotContacted => &supervise.not_contacted,
        Trigger::Knowledge => return None,
    };
    Some(&rule.value)
}

/// Whether a feedback sent back while a supervision of that ground is open puts it forward for key supervision: from
/// the second one of an order on, or as policy says (C37.2, P).
pub fn puts_forward(trigger: Trigger, claim: &Claim, order: u16, policy: &Policy) -> bool {
    let back = |record: &&FeedbackRecord| record.fate == FeedbackFate::SentBack;
    let count = claim.order(order).map_or(0, |order| order.feedbacks.iter().filter(back).count());
    trigger == Trigger::NotAsRequired && u32::try_from(count).unwrap_or(u32::MAX) >= policy.key_at_return.value
}

/// Issues the letter: automatically, at once, with the facts of the record (C37.1).
///
/// # Errors
/// [`Refusal::NoSuchOrder`] where the claim has no such order.
pub fn issue(
    id: SupervisionId,
    no: ClaimNo,
    claim: &Claim,
    order: u16,
    trigger: Trigger,
    ctx: &Context<'_>,
) -> Result<Vec<Fact<SupervisionEvent>>, Refusal> {
    let held = claim.order(order).ok_or(Refusal::NoSuchOrder { n: order })?;
    let unit = unit_name(ctx.registry, &held.unit);
    let facts = format!("{}，{unit}{}。", claim.no.order(order), trigger.zh());
    let demand = rule_of(trigger, ctx.policy)
        .map_or("请立即更新知识库，说明逾期原因。", |rule| rule.demand.as_str());
    let letter = Letter { facts, demand: demand.to_owned() };
    let subject = Subject { claim: claim.id, claim_no: claim.no.clone(), order, unit: held.unit.clone() };
    let clocks = vec![ctx.clock(ClockKind::Supervision, ctx.policy.supervision.value, Clause::C37_1)];
    let agency = held.agency.clone();
    let event = SupervisionEvent::Issued { id, no, agency, trigger, subject, letter, clocks };
    Ok(vec![Fact { clause: Clause::C37_1, event }])
}

/// What follows from a command, or why not.
///
/// # Errors
/// A [`Refusal`].
pub fn decide(
    supervision: &Supervision,
    command: SupervisionCommand,
    ctx: &Context<'_>,
) -> Result<Vec<Fact<SupervisionEvent>>, Refusal> {
    if let Some(verb) = command.verb() {
        permit(supervision, verb, ctx.actor)?;
        may(supervision, verb)?;
    }
    let fact = |clause, event| Ok(vec![Fact { clause, event }]);
    match command {
        SupervisionCommand::Answer(answer) => {
            required(&answer.reasons, "reasons", "逾期或者不规范的原因", ACCOUNT, Clause::C37_1)?;
            required(&answer.measures, "measures", "怎样整改、何时完成", ACCOUNT, Clause::C37_1)?;
            let unit = ctx.actor.staff().map(|staff| staff.unit.clone()).ok_or_else(not_entitled)?;
            let others =
                supervision.units().filter(|other| **other != unit).all(|other| supervision.has_answered(other));
            let AnswerSupervision { reasons, measures } = answer;
            fact(Clause::C37_1, SupervisionEvent::Answered { unit, reasons, measures, complete: others })
        }
        SupervisionCommand::Close(word) => {
            required(&word.text, "text", "核查情况", ACCOUNT, Clause::C37_1)?;
            fact(Clause::C37_1, SupervisionEvent::Closed { finding: word.text })
        }
        SupervisionCommand::SendBack(word) => {
            required(&word.text, "text", "哪里不合要求", ACCOUNT, Clause::C37_1)?;
            let clocks = vec![ctx.clock(ClockKind::Supervision, ctx.policy.supervision.value, Clause::C37_1)];
            fact(Clause::C37_1, SupervisionEvent::SentBack { reason: word.text, clocks })
        }
        SupervisionCommand::Join(join) => {
            required(&join.reason, "reason", "为什么一并督办", ACCOUNT, Clause::C37_1)?;
            if ctx.registry.units.get(&join.unit).is_none() || supervision.units().any(|unit| *unit == join.unit) {
                return Err(Refusal::field("unit", Clause::C37_1, "请选一个还没有在这件督办里的单位。"));
            }
            fact(Clause::C37_1, SupervisionEvent::UnitJoined { unit: join.unit, reason: join.reason })
        }
        SupervisionCommand::ProposeKey(key) => {
            required(&key.reason, "reason", "提请的理由", ACCOUNT, Clause::C37_2)?;
            fact(Clause::C37_2, SupervisionEvent::KeyProposed { ground: key.ground, reason: key.reason })
        }
        SupervisionCommand::DecideKey(key) => {
            required(&key.reason, "reason", "决定的理由", ACCOUNT, Clause::C37_2)?;
            let anew = key.approved && supervision.stage == SupervisionStage::Issued;
            let clocks = if anew {
                vec![ctx.clock(ClockKind::Supervision, ctx.policy.supervision.value, Clause::C37_2)]
            } else {
                Vec::new()
            };
            let DecideKey { approved, reason } = key;
            fact(Clause::C37_2, SupervisionEvent::KeyDecided { approved, reason, clocks })
        }
        SupervisionCommand::Expire { kind, due } => Ok(expire(supervision, kind, due, ctx)),
    }
}

/// Not answered in time: proposed for key supervision (law.md §1, the clocks; C37.2).
fn expire(supervision: &Supervision, kind: ClockKind, due: Instant, ctx: &Context<'_>) -> Vec<Fact<SupervisionEvent>> {
    let runs = supervision.clocks.get(kind);
    let fires = runs.is_some_and(|clock| clock.due == due && clock.expired_at.is_none() && clock.is_overdue(ctx.now));
    if !fires {
        return Vec::new();
    }
    let mut facts = vec![Fact { clause: Clause::C37_1, event: SupervisionEvent::ClockExpired { kind, due } }];
    if supervision.key.is_none() && ctx.policy.key_unanswered.value {
        let event = SupervisionEvent::KeyProposed {
            ground: KeyGround::NoEffect,
            reason: "督办到期没有答复，系统自动提请。".to_owned(),
        };
        facts.push(Fact { clause: Clause::C37_2, event });
    }
    facts
}

fn not_entitled() -> Refusal {
    Refusal::field("", Clause::C37_1, "您的岗位不能办这件督办。")
}

/// Whether this person may perform the verb at all.
///
/// # Errors
/// A [`Refusal`] in words.
pub fn permit(supervision: &Supervision, verb: SupervisionVerb, actor: &Actor) -> Result<(), Refusal> {
    let staff = match actor {
        Actor::Staff(staff) => staff,
        // What is sent back a second time is put forward by itself (law.md §4, P).
        Actor::Clock if verb == SupervisionVerb::ProposeKey => return Ok(()),
        Actor::Clock | Actor::Claimant(_) => return Err(not_entitled()),
    };
    let of_unit = supervision.units().any(|unit| *unit == staff.unit);
    let ok = staff.is_any(verb.performers())
        && match verb {
            SupervisionVerb::Answer => of_unit,
            SupervisionVerb::Close
            | SupervisionVerb::SendBack
            | SupervisionVerb::Join
            | SupervisionVerb::ProposeKey => staff.unit == supervision.agency,
            SupervisionVerb::DecideKey => true,
        };
    if ok { Ok(()) } else { Err(not_entitled()) }
}

/// Whether the verb fits where the supervision stands.
///
/// # Errors
/// A [`Refusal`] in words.
pub fn may(supervision: &Supervision, verb: SupervisionVerb) -> Result<(), Refusal> {
    let wrong = |text: &str| Err(Refusal::field("", verb.clause(), text));
    if supervision.stage == SupervisionStage::Closed {
        return wrong("这件督办已经了结。");
    }
    let pending = supervision.key.as_ref().is_some_and(|key| key.decision.is_none());
    match verb {
        SupervisionVerb::Answer if supervision.stage != SupervisionStage::Issued => {
            wrong("已经答复，热线正在核查。请等核查结果。")
        }
        SupervisionVerb::Close | SupervisionVerb::SendBack if supervision.stage != SupervisionStage::Answered => {
            wrong("单位还没有答复，不能核查。")
        }
        // What the authority is deciding on is not ended under its hand.
        SupervisionVerb::Close if pending => wrong("已提请重点督办，等主管机关确定后再了结。"),
        SupervisionVerb::ProposeKey if supervision.key.is_some() => wrong("已经提请过重点督办。"),
        SupervisionVerb::DecideKey if !pending => wrong("没有待确定的重点督办。"),
        SupervisionVerb::Answer
        | SupervisionVerb::Close
        | SupervisionVerb::SendBack
        | SupervisionVerb::Join
        | SupervisionVerb::ProposeKey
        | SupervisionVerb::DecideKey => Ok(()),
    }
}

/// Every verb this person performs on it, with the answer.
pub fn possible(supervision: &Supervision, actor: &Actor) -> Vec<(SupervisionVerb, Result<(), Refusal>)> {
    let mine = |verb: &SupervisionVerb| permit(supervision, *verb, actor).is_ok();
    SupervisionVerb::ALL.into_iter().filter(mine).map(|verb| (verb, may(supervision, verb))).collect()
}
