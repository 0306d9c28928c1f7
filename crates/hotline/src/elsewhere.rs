//! What waits for a word from elsewhere, or owes one: handed to an emergency line, passed to another city or here from there,
//! objected to (C8, C11.1-6, C15.2, C15.3). Asked by the desk that looks after it, and projected for it.

use crate::ch1_general::a08_arrivals::owes_origin;
use crate::claim::{Claim, Stage};

/// Whether somebody else's word is still to come or to be given, or an objection to be decided; where an emergency line has
/// the matter, what remains is dispatched from there.
pub fn waits_elsewhere(claim: &Claim) -> bool {
    let own = &claim.disposals;
    let waits = match claim.stage {
        Stage::Emergency => {
            own.emergency.as_ref().is_some_and(|one| one.acknowledged.is_none()) || claim.waits_for_dispatch()
        }
        Stage::Transferred => own.transfer.as_ref().is_some_and(|one| one.result.is_none()),
        Stage::Refused | Stage::Terminated => own.objection.as_ref().is_some_and(|one| one.decision.is_none()),
        Stage::Received
        | Stage::Accepted
        | Stage::Joined
        | Stage::Answered
        | Stage::Handling
        | Stage::CallingBack
        | Stage::Checking
        | Stage::Explaining
        | Stage::Explained
        | Stage::Archived => false,
    };
    waits || owes_origin(claim)
}
