//! 第十四条　对诉求人信息保密 (C14.2, C39): who may be shown who the claimant is, and who may not.
//!
//! Everybody sees a masked label. To see more is an act with a reason, which the look log keeps and the claimant reads.

use std::collections::BTreeSet;

use law::registry::Registry;
use law::{Clause, Policy};

use super::a11_not_accepted::on_conduct;
use crate::authority::{Actor, READERS, Scope};
use crate::claim::{Claim, ClaimKind, PersonId, Stage};
use crate::event::{Event, Fact};
use crate::order::Order;
use crate::refusal::Refusal;
use crate::text::{LINE, required};

/// Whether this person may be shown the claimant's name and number at all; the reason is asked for beside it.
///
/// The agency's people may, to answer, to check and to call back. A unit may while it handles its main order, but never
/// where the claimant asked it to be kept from units, nor of a kind that is kept or a complaint on conduct (law.md §6, P): those
/// are called through the hotline. To leave confidentiality out is the claimant's consent.
///
/// # Errors
/// A [`Refusal`] that says how the claimant can be reached all the same.
pub fn may_be_shown(
    claim: &Claim,
    order: Option<&Order>,
    actor: &Actor,
    policy: &Policy,
    registry: &Registry,
) -> Result<(), Refusal> {
    let nobody = Refusal::IdentityIsKept { why: "您的岗位不需要知道诉求人是谁" };
    let Actor::Staff(staff) = actor else { return Err(nobody) };
    match Scope::of(staff, registry) {
        Some(Scope::City | Scope::County(_)) if staff.is_any(READERS) => {}
        Some(Scope::Unit(unit)) => {
            let handles =
                order.is_some_and(|order| order.unit == unit && order.is_open() && order.answers_the_claimant());
            if !handles || claim.stage == Stage::Archived {
                return Err(Refusal::IdentityIsKept { why: "只有正在主办的单位才需要联系诉求人" });
            }
            if claim.confidential {
                return Err(Refusal::IdentityIsKept { why: "诉求人要求对承办单位保密" });
            }
            if kind_is_kept(claim, policy, registry) {
                let why = match claim.kind() {
                    Some(ClaimKind::Report | ClaimKind::Complaint) => {
                        "举报和对作风、执法的投诉，一律不向承办单位透露诉求人"
                    }
                    Some(ClaimKind::Consultation | ClaimKind::Help | ClaimKind::Suggestion) | None => {
                        "按本市规定，这一类诉求一律不向承办单位透露诉求人"
                    }
                };
                return Err(Refusal::IdentityIsKept { why });
            }
        }
        Some(Scope::City | Scope::County(_)) | None => return Err(nobody),
    }
    Ok(())
}

/// Whether this person may be shown the claimant's name and number for this reason, which the claimant can read.
///
/// `looks` is how often they have looked within the last hour.
///
/// # Errors
/// As [`may_be_shown`], where the reason says nothing, and where policy allows no more looks this hour.
pub fn may_reveal(
    claim: &Claim,
    order: Option<&Order>,
    actor: &Actor,
    reason: &str,
    looks: u32,
    policy: &Policy,
    registry: &Registry,
) -> Result<(), Refusal> {
    may_be_shown(claim, order, actor, policy, registry)?;
    required(reason, "reason", "为什么要看", LINE, Clause::C39)?;
    // The claimant reads it: «1» or «。。。。» tells nobody anything.
    let letters: BTreeSet<char> = reason.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.len() < TELLS {
        let text = "写清楚为什么要看，诉求人会读到。例如 约上门时间、核实门牌、当面答复。";
        return Err(Refusal::field("reason", Clause::C39, text));
    }
    if looks >= policy.looks_per_hour.value {
        return Err(Refusal::LooksUsedUp { most: policy.looks_per_hour.value });
    }
    Ok(())
}

/// Different letters of a reason that says something (P).
const TELLS: usize = 3;

/// Whether units must not learn who speaks: kept from them at the claimant's wish, or by what it is about (C14.2).
pub fn is_kept_from_units(claim: &Claim, policy: &Policy, registry: &Registry) -> bool {
    claim.confidential || kind_is_kept(claim, policy, registry)
}

/// A kind that policy keeps from units (P: reports), or a complaint on conduct.
pub(crate) fn kind_is_kept(claim: &Claim, policy: &Policy, registry: &Registry) -> bool {
    let kept = &policy.identity_kept.value;
    claim.kind().is_some_and(|kind| *kind.of(kept)) || on_conduct(claim, policy, registry)
}

/// Not asked for before (C14.2).
pub(crate) fn may_ask_confidentiality(claim: &Claim) -> Result<(), Refusal> {
    if claim.confidential {
        return Err(Refusal::field("confidential", Clause::C14_2, "这件诉求已经对承办单位保密。"));
    }
    Ok(())
}

/// 要求保密, at any time: from now on units read a code name (C14.2).
pub(crate) fn ask_confidentiality(claim: &Claim) -> Result<Vec<Fact>, Refusal> {
    may_ask_confidentiality(claim)?;
    let label = code_name(claim.claimant.person);
    Ok(vec![Fact::new(Clause::C14_2, Event::ConfidentialityAsked { label })])
}

/// What stands for a claimant who is kept from units.
pub fn code_name(person: PersonId) -> String {
    format!("保密诉求人{:04}", person.0.rem_euclid(9_973))
}
