//! What a claim's number stands for: its id and its claimant, given once and never changed. So what has been read once
//! need not be read again, in whatever process the claim changes meanwhile.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hotline::{Claim, ClaimId, ClaimNo, PersonId};

/// Numbers in each half; a busy day of a city.
const HALF: usize = 16_384;

/// Numbers met lately. Two halves: a full one becomes the old one, and what is asked for again moves over, so that what
/// nobody asks for goes.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Halves>);

type Half = HashMap<ClaimNo, (ClaimId, PersonId)>;

#[derive(Debug, Default)]
struct Halves {
    young: Half,
    old: Half,
}

impl Known {
    pub(crate) fn get(&self, no: &ClaimNo) -> Option<(ClaimId, PersonId)> {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = halves.young.get(no) {
            return Some(*known);
        }
        let (no, known) = halves.old.remove_entry(no)?;
        halves.put(no, known);
        Some(known)
    }

    /// Notes it, and who it belongs to.
    pub(crate) fn note(&self, no: &ClaimNo, id: ClaimId, person: PersonId) {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !halves.young.contains_key(no) {
            halves.put(no.clone(), (id, person));
        }
    }

    pub(crate) fn note_claim(&self, claim: &Claim) {
        self.note(&claim.no, claim.id, claim.claimant.person);
    }
}

impl Halves {
    fn put(&mut self, no: ClaimNo, known: (ClaimId, PersonId)) {
        if self.young.len() >= HALF {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(no, known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no(counter: u32) -> ClaimNo {
        ClaimNo::new("TS", 260_105, counter)
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let known = Known::default();
        let (kept, left) = (no(1), no(2));
        known.note(&kept, ClaimId(1), PersonId(11));
        known.note(&left, ClaimId(2), PersonId(12));
        for counter in 3..50_000 {
            known.note(&no(counter), ClaimId(counter.into()), PersonId(0));
            assert_eq!(known.get(&kept), Some((ClaimId(1), PersonId(11))));
        }
        assert_eq!(known.get(&left), None);
        let halves = known.0.lock().unwrap();
        assert!(halves.young.len() <= HALF && halves.old.len() <= HALF);
    }
}
