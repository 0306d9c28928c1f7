//! Bodies of the commands of Chapter 2: what has to be said when a claim is taken, refused, answered or passed on.

use serde::{Deserialize, Serialize};

use crate::claim::{About, LawfulWay, RefusalGround, Telling};
use crate::rating::Rating;

/// Not taken (C11.1-6), with the explanation and the lawful way (C15.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefuseClaim {
    /// One of the six.
    pub ground: RefusalGround,
    /// What shows it: the proceeding, the petition case, the earlier decision and why it is lawful and reasonable.
    pub facts: String,
    /// What the claimant was told.
    pub explanation: String,
    /// Where to go.
    pub way: LawfulWay,
    /// How and when told.
    pub told: Telling,
    /// Class and place, where the claim is refused without having been registered: the grounds are held against them.
    #[serde(default)]
    pub about: Option<About>,
}

/// Answered at once (C16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerAtOnce {
    /// What the claimant was told.
    pub text: String,
    /// What it rests on.
    pub source: String,
    /// How and when told.
    pub told: Telling,
    /// The claimant's word at the end of the call, if given.
    #[serde(default)]
    pub rating: Option<Rating>,
}
