//! The words the claimant reads, as the city sets them (C50). A word in braces, such as `{no}`, stands for a fact of the
//! claim; which ones a text may hold, and which it must not leave out, is fixed here.

use serde::{Deserialize, Serialize};

use super::Rule;

/// A text with places for facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub String);

impl Text {
    /// Longest text, in characters: it has to fit two short messages.
    pub const LONGEST: usize = 120;

    /// The text with its facts; a place for which there is none stays empty.
    pub fn fill(&self, facts: &[(&str, &str)]) -> String {
        let mut filled = String::with_capacity(self.0.len());
        for part in self.parts() {
            match part {
                Part::Word(word) => filled.push_str(word),
                Part::Place(name) => {
                    filled.push_str(facts.iter().find(|(known, _)| *known == name).map_or("", |(_, fact)| fact));
                }
            }
        }
        filled
    }

    /// Names in braces, in order.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.parts().filter_map(|part| match part {
            Part::Place(name) => Some(name),
            Part::Word(_) => None,
        })
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.0
            .split('{')
            .enumerate()
            .flat_map(|(n, piece)| match (n, piece.split_once('}')) {
                (0, _) => [Some(Part::Word(piece)), None],
                (_, Some((name, rest))) => [Some(Part::Place(name)), Some(Part::Word(rest))],
                // A brace that does not close names a place that nobody knows.
                (_, None) => [Some(Part::Place(piece)), None],
            })
            .flatten()
    }
}

enum Part<'t> {
    Word(&'t str),
    Place(&'t str),
}

/// A text with its key and the facts it must and may name.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The key in the document.
    pub key: &'static str,
    /// The text with its basis.
    pub rule: &'p Rule<Text>,
    /// Facts that it must not leave out.
    pub must: &'static [&'static str],
    /// Facts that it may name besides.
    pub may: &'static [&'static str],
}

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident in $table:literal { $($(#[$field_doc:meta])* $field:ident [$($must:literal),*] [$($may:literal),*],)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: Rule<Text>,)+
        }
        impl $name {
            /// Every text, in the order of the document.
            pub fn all(&self) -> Vec<Place<'_>> {
                vec![$(Place {
                    key: concat!($table, ".", stringify!($field)),
                    rule: &self.$field,
                    must: &[$($must),*],
                    may: &[$($may),*],
                }),+]
            }
        }
    };
}

texts! {
    /// What is sent to the claimant, one fact a message. No content of the complaint and no name: there is no place for them.
    Told in "told" {
        /// Accepted (C12); how long it may take to dispatch or answer.
        accepted ["no"] ["dispatch"],
        /// Not accepted: whom the law points to (C15.2).
        refused ["no", "body"] [],
        /// Answered at once (C16).
        answered ["no"] [],
        /// Handed to a unit, with the day of its answer (C20.1, C24.1).
        dispatched ["no", "unit", "due"] [],
        /// Handed to another unit after a dispute or a take-back (C23.3).
        redispatched ["no", "unit", "due"] [],
        /// Gone straight to the grid worker of the place (C22).
        straight ["no", "unit", "due"] [],
        /// The organ's notice is out, with the day of the rectification (C33).
        rectification_awaited ["no", "day"] ["unit"],
        /// The rectification was reported, and the unit has answered (C33, C38).
        rectified ["no"] ["unit"],
        /// More time was granted (C24.2).
        extended ["no", "due"] [],
        /// The unit has answered; the claimant's word is asked (C38).
        unit_answered ["no"] ["unit"],
        /// The master was answered, and with it this one (C15.5).
        answered_with_master ["no"] [],
        /// Handled again (C38).
        re_handling ["no", "due"] ["unit"],
        /// Checked, and explained (C38).
        explained ["no"] [],
        /// The loop is closed (C4).
        archived ["no"] [],
        /// Called back, and nobody answered (C38).
        missed_callback ["no"] [],
        /// An objection was upheld (C15.2).
        objection_upheld ["no"] [],
        /// An objection was rejected (C15.2).
        objection_rejected ["no"] [],
        /// Handed to an emergency line (C15.3).
        emergency ["service"] ["no"],
        /// A special desk consults (C19).
        desk_consulting ["no"] ["desk_reply"],
        /// Joined to the same matter of others (C15.5).
        joined ["no"] [],
        /// Joined no more (C15.5).
        unjoined ["no"] [],
        /// Passed on to another region (C8).
        transferred ["no", "peer"] [],
        /// Cannot be solved now; when it is looked at again (C25.4).
        unresolvable ["no", "day"] [],
        /// Ended for want of cooperation (C26.2).
        terminated ["no"] [],
        /// Stands still (C26.1).
        suspended ["no"] [],
        /// Does not go on yet (C26.2).
        resumption_refused ["no"] [],
        /// Goes on, with the new day (C26.2).
        resumed ["no", "due"] [],
    }
}

texts! {
    /// What the claimant's page promises next (C4), one sentence for each stage.
    Promises in "promise" {
        /// Not yet accepted.
        received [] [],
        /// Accepted.
        accepted [] ["dispatch"],
        /// Before a special desk (C19).
        desk [] ["desk_reply"],
        /// Joined to others (C15.5).
        joined [] [],
        /// Answered at once.
        answered [] [],
        /// Not accepted.
        refused [] [],
        /// Ended for want of cooperation.
        terminated [] [],
        /// An objection waits.
        objected [] [],
        /// Handed to an emergency line, which has not confirmed yet.
        emergency ["service"] [],
        /// And which has.
        emergency_confirmed ["service"] [],
        /// Passed on to another region, which has not confirmed yet.
        transferred ["peer"] [],
        /// And which has.
        transfer_confirmed ["peer"] [],
        /// And which has told the result.
        transfer_result ["peer"] [],
        /// To be dispatched again.
        to_dispatch [] ["dispatch"],
        /// Handed over, not signed.
        handed_over ["unit"] [],
        /// Handled.
        signed ["unit"] [],
        /// Disputed.
        disputed ["unit"] [],
        /// Suspended, and why.
        suspended ["ground"] ["ends"],
        /// Fed back, being checked.
        fed_back ["unit"] [],
        /// The organ's notice is out; the rectification is waited for (C33).
        rectifying ["unit"] [],
        /// Waits for the claimant's word.
        calling_back [] [],
        /// Unsatisfied, being checked.
        checking [] [],
        /// To be explained.
        explaining ["who"] [],
        /// Explained, to be confirmed.
        explained [] [],
        /// Closed.
        archived [] [],
        /// Closed without having been accepted.
        archived_refused [] [],
    }
}
