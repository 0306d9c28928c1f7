//! What must hold in every state that lawful commands can reach (C4; law.md §2): checked by tests, by the model checker and
//! on a live database.

use law::Instant;

use crate::claim::{Claim, Stage};
use crate::order::{OrderRole, OrderState, Outcome};

/// A state that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation(pub String);

/// Everything that is wrong with the claim; empty for a sound one.
pub fn audit(claim: &Claim) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut note = |text: String| wrong.push(Violation(text));
    let open_mains = claim.orders.iter().filter(|order| order.role == OrderRole::Main && order.is_open()).count();
    let open_co = claim.orders.iter().any(|order| order.role != OrderRole::Main && order.is_open());
    // What is owed to another hotline moves nothing here, and outlasts the archive (C8).
    let own = claim.clocks.iter().filter(|clock| !clock.kind.is_owed_elsewhere());
    let running = own.count() + claim.orders.iter().map(|order| order.clocks.iter().count()).sum::<usize>();

    if claim.stage == Stage::Archived {
        if running > 0 {
            note("an archived claim has running clocks".to_owned());
        }
        if open_mains > 0 || open_co {
            note("an archived claim has open orders".to_owned());
        }
        if claim.archive.is_none() {
            note("an archived claim has no archive record".to_owned());
        }
        if !told_a_result(claim) {
            note("archived without a result told to the claimant".to_owned());
        }
    } else {
        // A joined claim waits for its master, who is named (C15.5).
        let waits = claim.stage == Stage::Joined && claim.disposals.joined_to.is_some();
        if running == 0 && !waits {
            note("nothing runs and nobody owes the next step".to_owned());
        }
        if claim.archive.is_some() {
            note("an archive record on a claim that is not archived".to_owned());
        }
    }
    match claim.stage {
        Stage::Handling if open_mains != 1 => note(format!("{open_mains} open main orders while handling")),
        Stage::Accepted if open_mains != 0 => note("an accepted claim with an open main order".to_owned()),
        // A co-order may wait for its next main after an upheld dispute (C23.3).
        Stage::Handling | Stage::Accepted | Stage::Archived => {}
        Stage::Received
        | Stage::Refused
        | Stage::Emergency
        | Stage::Transferred
        | Stage::Joined
        | Stage::Terminated
        | Stage::Answered
        | Stage::CallingBack
        | Stage::Checking
        | Stage::Explaining
        | Stage::Explained => {
            if open_mains != 0 || open_co {
                note(format!("open orders while {}", claim.stage.code()));
            }
        }
    }
    let before_acceptance = matches!(
        claim.stage,
        Stage::Received | Stage::Refused | Stage::Emergency | Stage::Transferred | Stage::Archived
    );
    if !before_acceptance && claim.registration.is_none() && claim.not_accepted.is_none() {
        note("past acceptance without a registration".to_owned());
    }
    let disposals =
        usize::from(claim.not_accepted.is_some()) + usize::from(claim.answer.is_some() && claim.orders.is_empty());
    if disposals > 1 {
        note("two disposals at once".to_owned());
    }
    for order in &claim.orders {
        if !order.is_open() && !order.clocks.is_empty() {
            note(format!("order {} is closed and has running clocks", order.n));
        }
        // What stands still with its main is asked about with the main (C26.1).
        if order.is_open() && order.clocks.is_empty() && !order.is_suspended() {
            note(format!("order {} is open and nothing runs on it", order.n));
        }
        if matches!(order.state, OrderState::Disputed { .. }) && order.dispute.is_none() {
            note(format!("order {} is disputed without a dispute", order.n));
        }
    }
    wrong
}

/// A refusal explained, an answer at once, or a unit's accepted feedback.
fn told_a_result(claim: &Claim) -> bool {
    let disposals = &claim.disposals;
    claim.not_accepted.is_some()
        || claim.answer.is_some()
        || claim.lead_order().is_some()
        || disposals.withdrawn
        || disposals.answers_with_master().next().is_some()
        || disposals.emergency.as_ref().is_some_and(|emergency| emergency.acknowledged.is_some())
        || disposals.transfer.as_ref().is_some_and(|transfer| transfer.result.is_some())
        || claim.orders.iter().any(|order| order.ended_as(Outcome::Terminated))
}

/// The next instant at which something runs out, over claim and orders; held clocks do not fire (law.md §1).
pub fn next_due(claim: &Claim) -> Option<Instant> {
    claim
        .clocks
        .iter()
        .chain(claim.orders.iter().flat_map(|order| order.clocks.iter()))
        .filter(|clock| !clock.held && clock.expired_at.is_none())
        .map(|clock| clock.due)
        .min()
}
