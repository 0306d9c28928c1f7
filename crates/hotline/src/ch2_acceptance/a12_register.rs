//! 第十二条　统一受理、全面准确登记 (C12): what comes in is written down as told; what is accepted is registered beside it.

use law::Clause;
use law::registry::UnitKind;

use crate::authority::{Actor, performers};
use crate::ch1_general::a08_arrivals;
use crate::ch3_handling::a32_misconduct;
use crate::claim::{CategoryRef, Channel, Claim, ClaimId, ClaimKind, Place, Registration, Stage};
use crate::clocks::ClockKind;
use crate::command::Receive;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::identity;
use crate::number::ClaimNo;
use crate::refusal::Refusal;
use crate::text::{ACCOUNT, LINE, optional, required};
use crate::verb::Verb;

/// Opens a claim. `id` and `no` are fresh; the events are the first of a new stream.
///
/// # Errors
/// A [`Refusal`] naming the field that is missing, too long or unreadable, or that this person may not register.
pub fn receive(id: ClaimId, no: ClaimNo, command: Receive, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    let by_staff = match ctx.actor {
        Actor::Claimant(_) => false,
        Actor::Staff(staff) if staff.is_any(performers(Verb::Receive)) => true,
        Actor::Staff(_) | Actor::Clock => return Err(Refusal::NotEntitled { verb: Verb::Receive }),
    };
    required(&command.told, "told", "什么事", ACCOUNT, Clause::C12)?;
    optional(&command.told_place, "told_place", "地点", LINE, Clause::C12)?;
    a08_arrivals::check(&command, by_staff, ctx)?;
    if let Some(origin) = &command.origin {
        required(&origin.no, "origin", "来源编号", LINE, Clause::C12)?;
        if origin.at.is_some_and(|at| at > ctx.now) {
            return Err(Refusal::field("origin", Clause::C12, "原登记时间还没到。请核对来源时间。"));
        }
    }
    let registration = match command.registration {
        Some(registration) if by_staff => Some(check(registration, command.channel, ctx)?),
        Some(_) => return Err(Refusal::NotEntitled { verb: Verb::Accept }),
        None if command.channel == Channel::Phone => {
            return Err(Refusal::field("kind", Clause::C12, "来电要当场登记。请补上类型、类别、地点和标题。"));
        }
        None => None,
    };
    // Nobody waits for a claim that is accepted while the caller is on the line (accept clock 0, P).
    let mut clocks = match (&registration, command.channel) {
        (Some(_), _) => Vec::new(),
        (None, Channel::Letter | Channel::Counter) => {
            vec![ctx.clock(ClockKind::Accept, ctx.policy.accept_letter.value, ctx.policy.accept_letter.basis)]
        }
        (None, _) => vec![ctx.clock(ClockKind::Accept, ctx.policy.accept_online.value, ctx.policy.accept_online.basis)],
    };
    clocks.extend(a08_arrivals::clocks(command.origin.as_ref(), ctx));
    let agency = ctx
        .registry
        .units
        .all()
        .iter()
        .find(|unit| unit.kind == UnitKind::HotlineAgency)
        .map(|unit| unit.code.clone())
        .ok_or_else(|| {
            Refusal::field("agency", Clause::C6_2, "单位库里没有市12345热线工作机构。请系统管理员先导入单位。")
        })?;
    let mut facts = vec![Fact::new(
        Clause::C2_2,
        Event::ClaimReceived {
            id,
            no,
            agency,
            channel: command.channel,
            claimant: command.claimant,
            confidential: command.confidential,
            enterprise: command.enterprise,
            told: command.told,
            told_place: command.told_place,
            origin: command.origin,
            clocks,
        },
    )];
    if let Some(registration) = registration {
        facts.push(accepted(registration, ctx));
    }
    Ok(facts)
}

/// Whether the claim waits to be accepted.
pub(crate) fn may_accept(claim: &Claim) -> Result<(), Refusal> {
    if claim.stage == Stage::Received {
        Ok(())
    } else {
        Err(Refusal::NotInThisStage { verb: Verb::Accept, stage: claim.stage })
    }
}

/// Accepts a claim that came in by another way than a live call.
pub(crate) fn accept(claim: &Claim, registration: Registration, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_accept(claim)?;
    let registration = check(registration, claim.channel, ctx)?;
    Ok(vec![accepted(registration, ctx)])
}

/// Accepted: the two hours of Article 20 begin.
fn accepted(registration: Registration, ctx: &Context<'_>) -> Fact {
    let clocks = vec![ctx.clock(ClockKind::Dispatch, ctx.policy.dispatch.value, Clause::C20_1)];
    Fact::new(Clause::C12, Event::ClaimAccepted { registration, clocks })
}

/// Complete, exact, standard (全面、准确、规范).
fn check(mut registration: Registration, channel: Channel, ctx: &Context<'_>) -> Result<Registration, Refusal> {
    required(&registration.title, "title", "标题", LINE, Clause::C12)?;
    // Lists show it to everybody who handles the claim.
    if identity::shows(&registration.title, ctx.identity) {
        let text = "标题里有诉求人的姓名、手机号或者证件号，清单上人人看得见。请删掉，只写什么事。";
        return Err(Refusal::field("title", Clause::C39, text));
    }
    optional(&registration.content, "content", "登记内容", ACCOUNT, Clause::C12)?;
    if registration.demands.len() > 20 {
        return Err(Refusal::field("demands", Clause::C12, "一件诉求最多列20项要求。请合并相近的要求。"));
    }
    for demand in &registration.demands {
        required(demand, "demands", "诉求人的要求", LINE, Clause::C12)?;
    }
    let read = registration.read_back.as_ref().map_or("", |read| read.text.as_str());
    optional(read, "read_back", "复述的内容", ACCOUNT, Clause::C12)?;
    classed(&mut registration.category, ctx)?;
    placed(&registration.place, ctx)?;
    if channel == Channel::Phone && !registration.read_back.as_ref().is_some_and(|read| read.confirmed) {
        return Err(Refusal::field(
            "read_back",
            Clause::C12,
            "还没有读给对方听并确认。请复述登记内容，对方确认后再提交。",
        ));
    }
    a32_misconduct::check(&registration, ctx)?;
    let accuses = matches!(registration.kind, ClaimKind::Complaint | ClaimKind::Report);
    if accuses && !registration.truth_told {
        return Err(Refusal::field(
            "truth_told",
            Clause::C14_2,
            "投诉、举报要先告知诉求人：应当说明事实并对真实性负责，可以要求对个人信息保密。告知后请勾选。",
        ));
    }
    Ok(registration)
}

/// A class of the standard in force, with its version (C5.1).
pub(crate) fn classed(class: &mut CategoryRef, ctx: &Context<'_>) -> Result<(), Refusal> {
    let category = ctx.registry.categories.get(&class.code).ok_or_else(|| {
        Refusal::field("category", Clause::C5_1, format!("没有“{}”这个类别。请从分类里选一个。", class.code))
    })?;
    if !category.active {
        let instead = category.successor.as_ref().and_then(|code| ctx.registry.categories.get(code));
        let hint = instead.map(|next| format!("现在用“{}”。", next.path)).unwrap_or_default();
        return Err(Refusal::field("category", Clause::C5_1, format!("类别“{}”已停用。{hint}", category.path)));
    }
    let in_force = ctx.registry.categories.version();
    if !class.version.is_empty() && class.version != in_force {
        let text = format!("分类标准现在用的是{in_force}版。请按现行版本选类别，或者不填版本。");
        return Err(Refusal::field("category", Clause::C5_1, text));
    }
    in_force.clone_into(&mut class.version);
    Ok(())
}

/// A place of the divisions (C12).
pub(crate) fn placed(place: &Place, ctx: &Context<'_>) -> Result<(), Refusal> {
    optional(&place.text, "place", "详细地址", LINE, Clause::C12)?;
    if ctx.registry.divisions.get(&place.division).is_none() {
        return Err(Refusal::field(
            "division",
            Clause::C12,
            "没有找到这个地点。请从地点列表里选到乡镇、街道或者社区、村。",
        ));
    }
    Ok(())
}
