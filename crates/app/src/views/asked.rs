//! What a unit is asked without holding an order (C13.1, C15.7, C27, C31).

use hotline::may::Possible;
use hotline::{ClaimNo, OrderNo};

use super::ClockView;

/// What a claim is about, for a unit that does not handle it; who the claimant is stands nowhere in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// One line.
    pub title: String,
    /// Kind, in words; empty until registered.
    pub kind: &'static str,
    /// Category path, in words.
    pub category: String,
    /// Where.
    pub place: String,
    /// In the claimant's own words; empty where they might show who speaks.
    pub told: String,
    /// What the hotline registered.
    pub content: String,
    /// What the claimant wants, one by one.
    pub demands: Vec<String>,
}

/// One consultation before a dispatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When.
    pub at: String,
    /// What is unclear.
    pub question: String,
    /// Whether the unit agrees, and what it says.
    pub answer: Option<(bool, String)>,
}

/// What a unit is asked before a dispatch, or as who knows the subject (C13.1, C15.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultPage {
    /// Number of the claim.
    pub no: ClaimNo,
    /// The version seen.
    pub version: u64,
    /// What it is about.
    pub matter: Matter,
    /// Consultations of this unit, newest first.
    pub asked: Vec<Asked>,
    /// The hand-over to this unit's expert: kind, subject.
    pub expert: Option<(&'static str, String)>,
    /// The clock that runs.
    pub clock: Option<ClockView>,
    /// What may be done by this person, and why not.
    pub possible: Vec<Possible>,
}

/// An order on which a government or superior is asked for its opinion (C27, C31).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionPage {
    /// Number of the order.
    pub no: OrderNo,
    /// The version seen.
    pub version: u64,
    /// What it is about.
    pub matter: Matter,
    /// Who asks, by name.
    pub by: String,
    /// When.
    pub at: String,
    /// What is to be coordinated.
    pub question: String,
    /// What has been tried.
    pub tried: String,
    /// The opinion that is wanted.
    pub wanted: String,
    /// The clock that runs.
    pub clock: Option<ClockView>,
    /// What may be done by this person, and why not.
    pub possible: Vec<Possible>,
}

/// A question that waits for this unit's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultRow {
    /// Number of the claim, or of the order on which an opinion is asked.
    pub no: String,
    /// Where it is answered.
    pub path: String,
    /// One line.
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// 派前沟通, 驻场人员, 政策专员, 报请协调.
    pub what: &'static str,
    /// What is asked.
    pub question: String,
    /// The clock it is known by.
    pub clock: Option<ClockView>,
}
