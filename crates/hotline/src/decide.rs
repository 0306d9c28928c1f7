//! `decide`: what follows from a command, or why the law forbids it. Same input, same answer, for ever.

use crate::authority::permit;
use crate::ch1_general::{a04_claimant, a04_loop, a08_arrivals, a08_regions};
use crate::ch2_acceptance::{
    a11_not_accepted, a12_reclassify, a12_register, a13_experts, a14_secrecy, a15_consult, a15_emergency, a15_joined,
    a15_objection, a15_same_matter, a16_answer_at_once, a19_special_desk,
};
use crate::ch3_handling::{
    a20_dispatch, a20_onward, a20_take_back, a22_grid, a23_co_handling, a23_sign_dispute, a24_calendar,
    a24_time_limits, a25_feedback, a25_unresolvable, a26_suspension, a27_escalation, a33_enforcement, a38_callback,
};
use crate::claim::Claim;
use crate::command::Command;
use crate::context::Context;
use crate::event::Fact;
use crate::order::Order;
use crate::refusal::Refusal;
use crate::verb::Verb;

/// What follows from `command` on `claim`.
///
/// An empty list means that nothing is to be done (a repeated signature, a clock that has moved): no error, no event.
///
/// # Errors
/// A [`Refusal`] with its clause, the reason and what would be lawful.
pub fn decide(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    let order = match command.order() {
        None => None,
        Some(n) => Some(claim.order(n).ok_or(Refusal::NoSuchOrder { n })?),
    };
    permit(command.verb(), claim, order, ctx.actor, ctx.policy, ctx.registry)?;
    let watched = command.verb() == Verb::Expire;
    let facts = follows(claim, command, ctx)?;
    if facts.is_empty() || watched {
        return Ok(facts);
    }
    let mut all = a04_loop::run_out_before(claim, order, ctx);
    all.extend(facts);
    Ok(all)
}

fn follows(claim: &Claim, command: Command, ctx: &Context<'_>) -> Result<Vec<Fact>, Refusal> {
    let on = |n: u16| -> Result<&Order, Refusal> { claim.order(n).ok_or(Refusal::NoSuchOrder { n }) };
    match command {
        Command::Accept(registration) => a12_register::accept(claim, registration, ctx),
        Command::Refuse(refusal) => a11_not_accepted::refuse(claim, refusal, ctx),
        Command::AnswerAtOnce(answer) => a16_answer_at_once::answer(claim, answer, ctx),
        Command::Object(objection) => a15_objection::object(claim, objection, ctx),
        Command::DecideObjection(decision) => a15_objection::decide(claim, decision, ctx),
        Command::HandOverEmergency(emergency) => a15_emergency::hand_over(claim, emergency, ctx),
        Command::AckEmergency(ack) => a15_emergency::ack(claim, ack, ctx),
        Command::DeskConsult(consult) => a19_special_desk::consult(claim, consult, ctx),
        Command::HandToExpert(expert) => a13_experts::hand(claim, expert, ctx),
        Command::Consult(consult) => a15_consult::consult(claim, consult, ctx),
        Command::AnswerConsult(answer) => a15_consult::answer(claim, answer),
        Command::TransferOut(transfer) => a08_regions::transfer(claim, transfer, ctx),
        Command::AckTransfer(ack) => a08_regions::ack(claim, ack, ctx),
        Command::TransferFedBack(fed_back) => a08_regions::feed_back(claim, fed_back, ctx),
        Command::AckArrival(ack) => a08_arrivals::acknowledge(claim, ack, ctx),
        Command::FeedBackToOrigin(fed_back) => a08_arrivals::feed_back(claim, fed_back, ctx),
        Command::Join(join) => a15_joined::join(claim, join, ctx),
        Command::Unjoin(unjoin) => a15_joined::unjoin(claim, unjoin, ctx),
        Command::Follow(follow) => Ok(a15_joined::follow(claim, follow)),
        Command::Unfollow(unfollow) => Ok(a15_joined::unfollow(claim, &unfollow)),
        Command::AnswerWithMaster(answer) => Ok(a15_joined::answer_with_master(claim, answer, ctx)),
        Command::HandleAgain(again) => Ok(a15_joined::handle_again(claim, again, ctx)),
        Command::Reclassify(right) => a12_reclassify::reclassify(claim, right, ctx),
        Command::AskConfidentiality => a14_secrecy::ask_confidentiality(claim),
        Command::TellProgress(told) => a15_same_matter::tell(told, ctx),
        Command::Supplement(supplement) => a15_same_matter::supplement(claim, supplement),
        Command::Recalculate => Ok(a24_calendar::recalculate(claim, ctx)),
        Command::Urge => a04_claimant::urge(claim, ctx),
        Command::Withdraw(withdrawal) => a04_claimant::withdraw(claim, withdrawal, ctx),
        Command::Dispatch(dispatch) => a20_dispatch::dispatch(claim, dispatch, ctx),
        Command::DispatchToGrid(straight) => a22_grid::dispatch_to_grid(claim, &straight, ctx),
        Command::TakeBack { order, wrong } => a20_take_back::take_back(claim, on(order)?, wrong, ctx),
        Command::HandOnward { order, onward } => a20_onward::hand_on(claim, on(order)?, onward, ctx),
        Command::AskCoHandling { order, request } => a23_co_handling::ask_co_handling(claim, on(order)?, request, ctx),
        Command::DecideCoHandling { order, decision } => {
            a23_co_handling::decide_co_handling(claim, on(order)?, decision, ctx)
        }
        Command::AskUnresolvable { order, request } => a25_unresolvable::ask_unresolvable(on(order)?, request, ctx),
        Command::DecideUnresolvable { order, decision } => {
            a25_unresolvable::decide_unresolvable(claim, on(order)?, decision, ctx)
        }
        Command::AskSuspension { order, request } => a26_suspension::ask_suspension(claim, on(order)?, request, ctx),
        Command::DecideSuspension { order, decision } => {
            a26_suspension::decide_suspension(claim, on(order)?, decision, ctx)
        }
        Command::AskResumption { order, request } => a26_suspension::ask_resumption(on(order)?, request, ctx),
        Command::DecideResumption { order, decision } => {
            a26_suspension::decide_resumption(claim, on(order)?, decision, ctx)
        }
        Command::Escalate { order, request } => {
            a27_escalation::may_escalate(on(order)?)?;
            a27_escalation::escalate(on(order)?, request, false, ctx)
        }
        Command::EscalateForEnterprise { order, request } => {
            a27_escalation::may_escalate_for_enterprise(claim, on(order)?)?;
            a27_escalation::escalate(on(order)?, request, true, ctx)
        }
        Command::GiveOpinion { order, opinion } => a27_escalation::give_opinion(on(order)?, opinion, ctx),
        Command::Sign { order } => a23_sign_dispute::sign(on(order)?, ctx),
        Command::RecordContact { order, contact } => a24_time_limits::contact(on(order)?, contact, ctx),
        Command::Dispute { order, dispute } => a23_sign_dispute::dispute(on(order)?, dispute, ctx),
        Command::RuleDispute { order, ruling } => a23_sign_dispute::rule(claim, on(order)?, ruling, ctx),
        Command::AskExtension { order, request } => a24_time_limits::ask_extension(claim, on(order)?, request, ctx),
        Command::DecideExtension { order, decision } => {
            a24_time_limits::decide_extension(claim, on(order)?, decision, ctx)
        }
        Command::AllowFeedback { order, allowed } => a25_feedback::allow_feedback(claim, on(order)?, allowed, ctx),
        Command::FindOnEnforcement { order, finding } => a33_enforcement::find(on(order)?, finding, ctx),
        Command::ReportRectification { order, report } => a33_enforcement::report(claim, on(order)?, report, ctx),
        Command::FeedBack { order, feedback } => a25_feedback::feed_back(claim, on(order)?, feedback, ctx),
        Command::AcceptFeedback { order } => a25_feedback::accept_feedback(claim, on(order)?, ctx),
        Command::ReturnFeedback { order, returned } => a25_feedback::return_feedback(on(order)?, returned, ctx),
        Command::CallBack(tried) => a38_callback::call_back(claim, tried, ctx),
        Command::Rate(rating) => a38_callback::rate(claim, rating, ctx),
        Command::Check(finding) => a38_callback::check(claim, finding, ctx),
        Command::Explain(explanation) => a38_callback::explain(claim, explanation, ctx),
        Command::Archive => a04_loop::archive(claim, ctx),
        Command::Expire { order, kind, due } => Ok(a04_loop::expire(claim, order, kind, due, ctx)),
    }
}
