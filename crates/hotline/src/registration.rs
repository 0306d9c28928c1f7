//! What the hotline writes down about a claim (C5.1, C12, C32): class, place, demands, and on whose conduct it is.

use law::Instant;
use law::registry::{CategoryCode, DivisionCode, UnitCode};
use serde::{Deserialize, Serialize};

use crate::claim::{ClaimKind, codes};

/// Where and when a claim was first told, if not to this hotline (C2.2, C8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The other region's hotline that passed it here (C8); none for another platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "X-TJ"))]
    pub from: Option<UnitCode>,
    /// Its number there.
    pub no: String,
    /// When it was told there, where that is known.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub at: Option<Instant>,
}

/// Where it is about (C12): a division and the words that find the place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Twelve-digit division code.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "130203007000"))]
    pub division: DivisionCode,
    /// 小区, road, number, unit name.
    #[serde(default)]
    pub text: String,
}

/// A node of the classification with the version it was taken from (C5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CategoryRef {
    /// Code of the classification, two digits a level.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "160101"))]
    pub code: CategoryCode,
    /// Version of the classification standard; the one in force is taken where it is left out.
    #[serde(default)]
    pub version: String,
}

/// What was read back to the claimant, and the claimant's yes (C12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadBack {
    /// The words read or shown.
    pub text: String,
    /// The claimant said that it is right.
    pub confirmed: bool,
}

codes! {
    /// The seven kinds of misconduct (C32), and the like (等).
    MisconductKind {
        Slow = "slow" "慢作为",
        Idle = "idle" "不作为",
        Wrong = "wrong" "乱作为",
        Charging = "charging" "乱收费",
        Levying = "levying" "乱摊派",
        Inspecting = "inspecting" "乱检查",
        Fining = "fining" "乱罚款",
        Other = "other" "其他作风问题",
    }
}

/// A complaint or report on conduct (C32), and on whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Misconduct {
    /// Which of the seven.
    pub kind: MisconductKind,
    /// The unit complained of: the order never goes to the one complained of, but above (P).
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub against: UnitCode,
}

/// What the hotline writes down when it accepts a claim (C12). What the claimant said stands beside it, untouched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// One of the five kinds.
    pub kind: ClaimKind,
    /// Class of the matter, at the finest level that fits.
    pub category: CategoryRef,
    /// Where it is about.
    pub place: Place,
    /// One line.
    pub title: String,
    /// What the hotline understood, in order.
    #[serde(default)]
    pub content: String,
    /// What the claimant wants, one by one; the feedback has to answer each (C25.1-3).
    #[serde(default)]
    pub demands: Vec<String>,
    /// Read back and confirmed, where the claimant is on the line.
    #[serde(default)]
    pub read_back: Option<ReadBack>,
    /// Complaints and reports: the facts were asked for and the duty of truth was told (C14.2).
    #[serde(default)]
    pub truth_told: bool,
    /// A complaint or report on conduct (C32).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misconduct: Option<Misconduct>,
}

/// What a claim is about, where it is not registered in full: class and place (C12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Class of the matter.
    pub category: CategoryRef,
    /// Where it is about.
    pub place: Place,
}
