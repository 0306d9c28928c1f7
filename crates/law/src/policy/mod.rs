//! Policy: what the city may set itself (C50), as dated, versioned documents.
//!
//! A document is TOML; every rule in it stands with the clause it rests on, whether it is the city's own choice, and why.
//! The regulation is the floor: [`Policy::parse`] refuses a document that is laxer on a duty or takes away a right
//! ([`Laxer`]). Should the regulation itself change, its file and the bounds change with it, not the documents.

mod bounds;
mod document;
mod sections;
mod set;
mod texts;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clause::Clause;
use crate::day;
use crate::limit::Limit;
use crate::registry::Registry;
use crate::time::Instant;

pub use bounds::Laxer;
pub use document::{PolicyError, in_the_form_of_now};
pub use sections::{
    Alarmed, Alarms, Danger, Decides, Office, PerKind, PerMethod, Pursue, RefusalForm, Refuse, RequestForm, Supervise,
    Suspend, SuspensionForm, Trigger, Unresolvable,
};
pub use set::{Chosen, PolicySet};
pub use texts::{Place, Promises, Text, Told};

/// One rule of a policy, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<T> {
    /// The number, list, form or text itself.
    pub value: T,
    /// The clause it rests on.
    pub basis: Clause,
    /// The city's own choice where the regulation is silent (P), made under C50.
    pub local: bool,
    /// Why so, in Chinese, one sentence.
    pub note: String,
}

/// A stretch of the day, in minutes after midnight; one that ends before it begins goes over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayWindow {
    /// First minute inside.
    pub from_min: u16,
    /// First minute no longer inside.
    pub to_min: u16,
}

/// One version of the policy. All limits, counts, forms, triggers and texts that the program takes from the city are here
/// and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The form of the document; [`Policy::FORMAT`] for one that is written now.
    #[serde(default = "document::first")]
    pub format: u32,
    /// Named in every event of a decision, e.g. `tangshan-2026-01-01`.
    pub version: String,
    /// Title of the document.
    pub title: String,
    /// Who set it: the city government or its competent authority (Art. 50).
    pub issuer: String,
    /// First day it governs.
    pub effective_from: Date,

    /// A live call: accepted when it is registered.
    pub accept_phone: Rule<Limit>,
    /// Web, app, WeChat, SMS, mail: until a person has accepted or refused.
    pub accept_online: Rule<Limit>,
    /// Letters and the counter.
    pub accept_letter: Rule<Limit>,
    /// Reply of a special desk that could not answer at once (C19).
    pub desk_reply: Rule<Limit>,
    /// From acceptance to dispatch (C20.1, C32).
    pub dispatch: Rule<Limit>,
    /// Answer of a unit that was consulted before dispatch (C15.7).
    pub consult: Rule<Limit>,
    /// From hand-over to signing (C23.2).
    pub sign: Rule<Limit>,
    /// The same for utilities in an outage (C44.2).
    pub sign_utility: Rule<Limit>,
    /// The right to dispute (C23.3).
    pub dispute: Rule<Limit>,
    /// The right to dispute in complex or hard matters (C23.3).
    pub dispute_complex: Rule<Limit>,
    /// The hop at which the agency designates a unit, whose order cannot be disputed.
    pub designate_at_hop: Rule<u32>,
    /// From signing to the first contact with the claimant (C24.1).
    pub contact: Rule<Limit>,
    /// Handling of a consultation, from hand-over (C24.1).
    pub handle_consultation: Rule<Limit>,
    /// Handling of every other kind, from hand-over (C24.1).
    pub handle_other: Rule<Limit>,
    /// Extensions the dispatching agency may grant alone (C24.2).
    pub extension_count: Rule<u32>,
    /// Working days one extension may add at most (C24.2).
    pub extension_days: Rule<u32>,
    /// First feedback on a misconduct complaint (C32).
    pub misconduct_feedback: Rule<Limit>,
    /// Rectification after an enforcement notice (C33).
    pub enforcement_notice: Rule<Limit>,
    /// The city agency's decision on dispute, extension, suspension, co-handling, unresolvable.
    pub review: Rule<Limit>,
    /// The same for a county agency without night duty.
    pub review_county: Rule<Limit>,
    /// The agency's check of a feedback.
    pub feedback_review: Rule<Limit>,
    /// How often the feedback of one round may be sent back (C25.1-3).
    pub feedback_returns: Rule<u32>,
    /// How often a suspension or "cannot be solved" may be asked on one ground in one round, once refused (C25.4, C26.1).
    pub refused_requests: Rule<u32>,
    /// Opinion of a government or superior on an escalation (C27, C31).
    pub escalation: Rule<Limit>,
    /// Answer to a supervision whose letter names no time (C37.1).
    pub supervision: Rule<Limit>,
    /// From accepted feedback to the first callback try (C38).
    pub callback_first: Rule<Limit>,
    /// The time in which the tries are made.
    pub callback_window: Rule<Limit>,
    /// Tries at most, and at least before a claimant counts as unreachable.
    pub callback_tries: Rule<u32>,
    /// Different days those tries must fall on.
    pub callback_min_days: Rule<u32>,
    /// Different means those tries must use.
    pub callback_min_means: Rule<u32>,
    /// When nobody is called back.
    pub quiet_hours: Rule<Vec<DayWindow>>,
    /// How many of the five levels, from 非常满意 down, count as satisfied.
    pub satisfied_levels: Rule<u32>,
    /// The agency's check of an unsatisfied claim (C38).
    pub check: Rule<Limit>,
    /// The unit's explanation where the wish is beyond law or policy (C38).
    pub explanation: Rule<Limit>,
    /// Re-handling of a consultation (C38).
    pub rehandle_consultation: Rule<Limit>,
    /// Re-handling of every other kind (C38).
    pub rehandle_other: Rule<Limit>,
    /// Rounds of re-handling before key supervision is proposed.
    pub rehandle_rounds: Rule<u32>,
    /// How long an answered or refused claim waits for the claimant's word before it is archived.
    pub closing: Rule<Limit>,
    /// Until an emergency service has said that it has what was handed to it (C15.3).
    pub emergency_ack: Rule<Limit>,
    /// After how long of a suspension the program asks whether its ground is still there (C26.1).
    pub suspension_recheck: Rule<Limit>,
    /// How often a claim may be joined to another on the same matter (C15.5).
    pub join_count: Rule<u32>,
    /// How often orders of one claim may be taken back as sent in error.
    pub take_back_count: Rule<u32>,
    /// Until another region's hotline has said that it has what was passed to it (C8).
    pub transfer_ack: Rule<Limit>,
    /// Until it has fed back (C8).
    pub transfer_feedback: Rule<Limit>,
    /// Share of the time left, in percent, from which a lamp is yellow.
    pub lamp_yellow_percent: Rule<u32>,

    /// How often a day the claimant may urge (C4).
    pub urges_per_day: Rule<u32>,
    /// How often an hour one account may look at who claimants are (C39).
    pub looks_per_hour: Rule<u32>,
    /// Words that point to danger (C15.3).
    pub danger: Danger,
    /// Branches of the classification that complain of conduct or enforcement (C10.1-5, C32, C33).
    pub conduct_branches: Rule<Vec<String>>,
    /// Kinds of which units never learn who speaks, asked for or not (C14.2); complaints on conduct always are.
    pub identity_kept: Rule<PerKind<bool>>,
    /// What a refusal must say, by ground (C11.1-6).
    pub refuse: Refuse,
    /// Files of evidence a feedback needs at least, by kind (C25.1-3).
    pub feedback_evidence: Rule<PerKind<u32>>,
    /// Words that no public answer may hold (C25.1-3).
    pub barred_words: Rule<Vec<String>>,
    /// What "cannot be solved" needs (C25.4).
    pub unresolvable: Unresolvable,
    /// What a suspension needs, by ground (C26.1).
    pub suspend: Suspend,
    /// What raises a supervision (C37.1).
    pub supervise: Supervise,
    /// The sending back of a feedback of one order from which key supervision is proposed (C37.2).
    pub key_at_return: Rule<u32>,
    /// Whether a supervision that nobody answers in time is put forward for key supervision (C37.2).
    pub key_unanswered: Rule<bool>,
    /// Ways of calling back that keep the hours of rest (C38).
    pub quiet_methods: Rule<PerMethod<bool>>,
    /// What goes on although the claimant has withdrawn (C4).
    pub pursue: Pursue,
    /// Who decides in the agency.
    pub decides: Decides,
    /// Who is told when a limit has run out.
    pub alarm: Alarms,
    /// What is sent to the claimant.
    pub told: Told,
    /// What the claimant's page promises.
    pub promise: Promises,
}

impl Policy {
    /// The form in which documents are written now: 2. Form 1 held limits and counts alone.
    pub const FORMAT: u32 = 2;

    /// The built-in sample policy of Tangshan, in force from 2026-01-01.
    pub fn tangshan() -> &'static Self {
        set::built_in()
    }

    /// The text of the built-in sample, which a city takes as the base of its own.
    pub const fn tangshan_document() -> &'static str {
        set::TANGSHAN
    }

    /// Whether what it names is in the lists it will be used with (C5.1).
    ///
    /// # Errors
    /// [`PolicyError::Laxer`] with every branch that the classification does not have.
    pub fn fits(&self, registry: &Registry) -> Result<(), PolicyError> {
        let unknown = bounds::unknown_branches(self, &registry.categories);
        if unknown.is_empty() { Ok(()) } else { Err(PolicyError::Laxer(unknown)) }
    }

    /// The first instant this version governs.
    pub fn effective_at(&self) -> Instant {
        Instant::start_of_day(day::number(self.effective_from))
    }

    /// Whether nobody is to be called back at `at`.
    pub fn is_quiet(&self, at: Instant) -> bool {
        self.quiet_hours.value.iter().any(|window| window.contains(at.minute_of_day()))
    }

    /// The hours in which people are called back, in words: `8:00—12:00或者14:00—20:00`.
    pub fn call_hours(&self) -> String {
        let quiet = |minute: u16| self.quiet_hours.value.iter().any(|window| window.contains(minute));
        let mut hours: Vec<(u16, u16)> = Vec::new();
        for minute in (0..24 * 60).filter(|minute| !quiet(*minute)) {
            match hours.last_mut() {
                Some((_, to)) if *to == minute => *to = minute + 1,
                Some(_) | None => hours.push((minute, minute + 1)),
            }
        }
        let clock = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
        let hours: Vec<String> = hours.iter().map(|(from, to)| format!("{}—{}", clock(*from), clock(*to))).collect();
        hours.join("或者")
    }

    /// The first minute from `at` on in which calling back is allowed; `at` itself if it is.
    ///
    /// [`Policy::parse`] lets no document through whose quiet hours fill the day.
    pub fn next_call_time(&self, at: Instant) -> Instant {
        if !self.is_quiet(at) {
            return at;
        }
        let minute_start = at.plus_ms(-at.ms().rem_euclid(60_000));
        (1..=24 * 60).map(|n| minute_start.plus_minutes(n)).find(|later| !self.is_quiet(*later)).unwrap_or(at)
    }
}

impl DayWindow {
    /// Whether minute `minute` of the day (0 to 1439) is inside.
    pub const fn contains(self, minute: u16) -> bool {
        if self.from_min <= self.to_min {
            self.from_min <= minute && minute < self.to_min
        } else {
            self.from_min <= minute || minute < self.to_min
        }
    }
}
