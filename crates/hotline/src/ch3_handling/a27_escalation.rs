//! 第二十七条　报请协调 (C27) by a unit; 第三十一条 by the agency for a business body (C31). It stops and shields nothing:
//! more time only by extension. What comes back is on record and binds the unit.

use law::Clause;
use law::registry::{UnitCode, UnitKind};

use crate::claim::Claim;
use crate::clocks::ClockKind;
use crate::context::Context;
use crate::event::{Event, Fact};
use crate::order::{Order, OrderState};
use crate::refusal::Refusal;
use crate::requests::{Escalate, Opinion};
use crate::text::{ACCOUNT, LINE, optional, required};
use crate::verb::Verb;

/// While it is handled; one open at a time (C27).
pub(crate) fn may_escalate(order: &Order) -> Result<(), Refusal> {
    if order.state != OrderState::Signed {
        return Err(Refusal::NotInThisState { verb: Verb::Escalate, state: order.state.zh() });
    }
    if order.requests.open_escalation().is_some() {
        return Err(Refusal::RequestPending { what: "报请协调" });
    }
    Ok(())
}

/// Only for a business body (C31).
pub(crate) fn may_escalate_for_enterprise(claim: &Claim, order: &Order) -> Result<(), Refusal> {
    if !claim.enterprise {
        return Err(Refusal::field(
            "order",
            Clause::C31,
            "热线机构报请协调只用于企业等经营主体的复杂诉求。一般诉求请由承办单位报请协调。",
        ));
    }
    may_escalate(order)
}

/// The question, what was tried, the opinion wanted (C27, C31).
pub(crate) fn escalate(
    order: &Order,
    request: Escalate,
    by_agency: bool,
    ctx: &Context<'_>,
) -> Result<Vec<Fact>, Refusal> {
    let basis = if by_agency { Clause::C31 } else { Clause::C27 };
    superior(&request.to, order, basis, ctx)?;
    required(&request.question, "question", "要协调什么", ACCOUNT, basis)?;
    required(&request.tried, "tried", "已经做过什么", ACCOUNT, basis)?;
    required(&request.wanted, "wanted", "希望得到什么意见", LINE * 5, basis)?;
    let clocks = vec![ctx.clock(ClockKind::Escalation, ctx.policy.escalation.value, basis)];
    Ok(vec![Fact::new(basis, Event::Escalated { order: order.n, request, by_agency, clocks })])
}

/// A government or a department above; never the unit itself, nor an office below (C27).
fn superior(to: &UnitCode, order: &Order, basis: Clause, ctx: &Context<'_>) -> Result<(), Refusal> {
    let wrong =
        || Refusal::field("to", basis, "请选报请的人民政府或者上级主管部门：市人民政府、县级人民政府或者市级部门。");
    let unit = ctx.registry.units.get(to).ok_or_else(wrong)?;
    let above = matches!(
        unit.kind,
        UnitKind::Government
            | UnitKind::CountyGovernment
            | UnitKind::CityDepartment
            | UnitKind::ProvincialOrNationalInCity
            | UnitKind::HotlineAuthority
    );
    if above && unit.code != order.unit { Ok(()) } else { Err(wrong()) }
}

/// Something was put up and has no opinion yet.
pub(crate) fn may_give_opinion(order: &Order) -> Result<(), Refusal> {
    if order.requests.open_escalation().is_some() {
        Ok(())
    } else {
        Err(Refusal::NotInThisState { verb: Verb::GiveOpinion, state: order.state.zh() })
    }
}

/// The opinion, the measures and their day (C27, C31).
pub(crate) fn give_opinion(order: &Order, opinion: Opinion, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    may_give_opinion(order)?;
    let by_agency = order.requests.open_escalation().is_some_and(|escalated| escalated.by_agency);
    let basis = if by_agency { Clause::C31 } else { Clause::C27 };
    required(&opinion.text, "text", "处理意见", ACCOUNT, basis)?;
    optional(&opinion.measures, "measures", "采取的措施", ACCOUNT, basis)?;
    if opinion.by.is_some_and(|day| day < ctx.now.date()) {
        return Err(Refusal::field("by", basis, "完成日期已经过了。请填今天或者以后的日期。"));
    }
    Ok(vec![Fact::new(basis, Event::OpinionGiven { order: order.n, opinion })])
}
