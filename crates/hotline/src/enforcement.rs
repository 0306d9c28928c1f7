//! What the enforcement-supervision organ finds on a complaint of enforcement against business bodies, and what becomes of
//! its notice (C33).

use law::Instant;
use law::registry::UnitCode;
use serde::{Deserialize, Serialize};

use crate::claim::Telling;
use crate::order::Evidence;

/// What the organ found: it issued a notice, or there is nothing to put right (C33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EnforcementFinding {
    /// 《行政执法监督通知书》.
    Notice {
        /// Its number.
        no: String,
        /// The supervised body (被监督机关).
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        body: UnitCode,
        /// What is to be put right.
        demand: String,
        /// When the body received it: the thirty days run from then.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        received_at: Instant,
    },
    /// Found lawful and proper, or nothing that a notice could put right.
    NoNeed {
        /// Why.
        reason: String,
    },
}

/// 整改落实情况: what the supervised body reported to the organ, and what the claimant was answered with it (C33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rectification {
    /// What was put right, or why not.
    pub result: String,
    /// The report and its proofs; at least one.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What the claimant reads.
    pub public_answer: String,
    /// How and when the claimant was told.
    pub told: Telling,
}

/// A finding on record, with what came of it; earlier ones stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The round of handling in which it was found.
    pub round: u32,
    /// When it was put on record.
    pub at: Instant,
    /// What.
    pub finding: EnforcementFinding,
    /// What the body reported, and when that was put on record.
    pub rectified: Option<(Rectification, Instant)>,
}

impl Found {
    /// A notice whose body has not reported yet.
    pub fn is_outstanding(&self) -> bool {
        matches!(self.finding, EnforcementFinding::Notice { .. }) && self.rectified.is_none()
    }
}
