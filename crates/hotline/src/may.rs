//! `may`: what this person may do with this claim now, and why not, from the guards that decide (one rule, two uses).

use crate::authority::{Actor, is_the_claimants, permit};
use crate::ch1_general::{a04_claimant, a04_loop, a08_arrivals, a08_regions};
use crate::ch2_acceptance::{
    a11_not_accepted, a12_reclassify, a12_register, a13_experts, a14_secrecy, a15_consult, a15_emergency, a15_joined,
    a15_objection, a15_same_matter, a16_answer_at_once, a19_special_desk,
};
use crate::ch3_handling::{
    a20_dispatch, a20_onward, a20_take_back, a22_grid, a23_co_handling, a23_sign_dispute, a24_time_limits,
    a25_feedback, a25_unresolvable, a26_suspension, a27_escalation, a33_enforcement, a38_callback,
};
use crate::claim::Claim;
use crate::context::Context;
use crate::order::Order;
use crate::refusal::Refusal;
use crate::verb::Verb;

/// One thing a person might do, and the law's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// What.
    pub verb: Verb,
    /// On which order.
    pub order: Option<u16>,
    /// Lawful now, or the refusal that a click would bring.
    pub answer: Result<(), Refusal>,
}

/// Every verb this person's office performs, on the claim and on each order they may see, with the answer.
///
/// Verbs of other offices are left out: they are nobody's question here. What the claim must hold besides (fields,
/// files) is asked when the command comes.
pub fn may(claim: &Claim, ctx: &Context<'_>) -> Vec<Possible> {
    let mut list = Vec::new();
    for &verb in Verb::ALL {
        let mine = match ctx.actor {
            Actor::Staff(staff) => staff.performs(verb, ctx.policy),
            Actor::Claimant(_) => is_the_claimants(verb),
            Actor::Clock => false,
        };
        // What is owed to another hotline is no question where none passed the claim here.
        let of_arrivals = matches!(verb, Verb::AckArrival | Verb::FeedBackToOrigin);
        if !mine || verb == Verb::Receive || of_arrivals && claim.came_from().is_none() {
            continue;
        }
        if verb.on_order() {
            for order in &claim.orders {
                // An order of somebody else's is not this person's to ask about.
                if permit(verb, claim, Some(order), ctx.actor, ctx.policy, ctx.registry).is_ok() {
                    list.push(Possible { verb, order: Some(order.n), answer: guard(verb, claim, Some(order), ctx) });
                }
            }
        } else {
            let answer = permit(verb, claim, None, ctx.actor, ctx.policy, ctx.registry)
                .and_then(|()| guard(verb, claim, None, ctx));
            list.push(Possible { verb, order: None, answer });
        }
    }
    list
}

/// The guard of a verb: the same that decides.
fn guard(verb: Verb, claim: &Claim, order: Option<&Order>, ctx: &Context<'_>) -> Result<(), Refusal> {
    let on = || order.ok_or(Refusal::NotEntitled { verb });
    match verb {
        Verb::Receive
        | Verb::Expire
        | Verb::Recalculate
        | Verb::Follow
        | Verb::Unfollow
        | Verb::AnswerWithMaster
        | Verb::HandleAgain => Err(Refusal::NotEntitled { verb }),
        Verb::AckArrival => a08_arrivals::may_acknowledge(claim),
        Verb::FeedBackToOrigin => a08_arrivals::may_feed_back(claim),
        Verb::Join => a15_joined::may_join(claim, ctx),
        Verb::Unjoin => a15_joined::may_unjoin(claim),
        Verb::Accept => a12_register::may_accept(claim),
        Verb::Refuse => a11_not_accepted::may_refuse(claim),
        Verb::AnswerAtOnce => a16_answer_at_once::may_answer(claim),
        Verb::Object => a15_objection::may_object(claim),
        Verb::DecideObjection => a15_objection::may_decide(claim),
        Verb::HandOverEmergency => a15_emergency::may_hand_over(claim),
        Verb::AckEmergency => a15_emergency::may_ack(claim),
        Verb::DeskConsult => a19_special_desk::may_consult(claim),
        Verb::HandToExpert => a13_experts::may_hand(claim),
        Verb::Consult => a15_consult::may_consult(claim),
        Verb::AnswerConsult => a15_consult::may_answer(claim),
        Verb::TransferOut => a08_regions::may_transfer(claim),
        Verb::AckTransfer => a08_regions::may_ack(claim),
        Verb::TransferFedBack => a08_regions::may_feed_back(claim),
        Verb::Reclassify => a12_reclassify::may_reclassify(claim),
        Verb::AskConfidentiality => a14_secrecy::may_ask_confidentiality(claim),
        Verb::TellProgress => Ok(()),
        Verb::Supplement => a15_same_matter::may_supplement(claim),
        Verb::Urge => a04_claimant::may_urge(claim, ctx),
        Verb::Withdraw => a04_claimant::may_withdraw(claim),
        Verb::TakeBack => a20_take_back::may_take_back(claim, on()?, ctx),
        Verb::HandOnward => a20_onward::may_hand_on(claim, on()?, ctx),
        Verb::AskCoHandling => a23_co_handling::may_ask_co_handling(on()?),
        Verb::DecideCoHandling => a23_co_handling::may_decide_co_handling(on()?),
        Verb::AskUnresolvable => a25_unresolvable::may_ask_unresolvable(on()?),
        Verb::DecideUnresolvable => a25_unresolvable::may_decide_unresolvable(on()?),
        Verb::AskSuspension => a26_suspension::may_ask_suspension(on()?),
        Verb::DecideSuspension => a26_suspension::may_decide_suspension(on()?),
        Verb::AskResumption => a26_suspension::may_ask_resumption(on()?),
        Verb::DecideResumption => a26_suspension::may_decide_resumption(claim, on()?),
        Verb::Escalate => a27_escalation::may_escalate(on()?),
        Verb::EscalateForEnterprise => a27_escalation::may_escalate_for_enterprise(claim, on()?),
        Verb::GiveOpinion => a27_escalation::may_give_opinion(on()?),
        Verb::Dispatch => a20_dispatch::may_dispatch(claim),
        Verb::DispatchToGrid => a22_grid::may_dispatch_to_grid(claim, ctx),
        Verb::Sign => a23_sign_dispute::may_sign(on()?).and_then(|()| match on()?.signed_at {
            Some(_) => Err(Refusal::NotInThisState { verb, state: on()?.state.zh() }),
            None => Ok(()),
        }),
        Verb::RecordContact => a24_time_limits::may_contact(on()?),
        Verb::Dispute => a23_sign_dispute::may_dispute(on()?, ctx),
        Verb::RuleDispute => a23_sign_dispute::may_rule(on()?),
        Verb::AskExtension => a24_time_limits::may_ask_extension(claim, on()?, ctx),
        Verb::DecideExtension => a24_time_limits::may_decide_extension(on()?),
        Verb::AllowFeedback => a25_feedback::may_allow_feedback(claim, on()?, ctx),
        Verb::FindOnEnforcement => a33_enforcement::may_find(on()?),
        Verb::ReportRectification => a33_enforcement::may_report(on()?),
        Verb::FeedBack => a25_feedback::may_feed_back(claim, on()?, ctx),
        Verb::AcceptFeedback => a25_feedback::may_accept_feedback(claim, on()?),
        Verb::ReturnFeedback => a25_feedback::may_return_feedback(on()?, ctx),
        Verb::CallBack => a38_callback::may_call_back(claim),
        Verb::Rate => a38_callback::may_rate(claim),
        Verb::Check => a38_callback::may_check(claim),
        Verb::Explain => a38_callback::may_explain(claim),
        Verb::Archive => a04_loop::may_archive(claim),
    }
}
