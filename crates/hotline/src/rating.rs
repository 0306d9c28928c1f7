//! Callback and rating (C38): two questions and one, asked by the hotline and never by the unit that is rated.

use law::Instant;
use serde::{Deserialize, Serialize};

use crate::claim::codes;

codes! {
    /// Was it solved?
    Solved {
        Yes = "yes" "解决了",
        Partly = "partly" "部分解决",
        No = "no" "没解决",
    }
}

codes! {
    /// Is the claimant satisfied? The first three levels are (P).
    Satisfaction {
        VerySatisfied = "very_satisfied" "非常满意",
        Satisfied = "satisfied" "满意",
        BasicallySatisfied = "basically_satisfied" "基本满意",
        Unsatisfied = "unsatisfied" "不满意",
        VeryUnsatisfied = "very_unsatisfied" "非常不满意",
    }
}

codes! {
    /// How the hotline called back (C38).
    CallbackMethod {
        Phone = "phone" "电话",
        Sms = "sms" "短信",
        Web = "web" "网络",
        Interview = "interview" "当面访谈",
        Visit = "visit" "现场察看",
    }
}

impl Satisfaction {
    /// Satisfied by a policy that counts the first `levels` levels as such (C38, P).
    pub fn counts_as_satisfied(self, levels: u32) -> bool {
        let level = Self::ALL.iter().take_while(|other| **other != self).count();
        u32::try_from(level).is_ok_and(|level| level < levels)
    }

    /// Satisfied in the sense of C38 (P: the first three levels), where no policy is at hand.
    pub const fn is_satisfied(self) -> bool {
        match self {
            Self::VerySatisfied | Self::Satisfied | Self::BasicallySatisfied => true,
            Self::Unsatisfied | Self::VeryUnsatisfied => false,
        }
    }
}

/// The claimant's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// 解决了吗.
    pub solved: Solved,
    /// 满意吗.
    pub satisfaction: Satisfaction,
    /// 单位联系过您吗; not asked where no unit was involved.
    #[serde(default)]
    pub unit_contacted: Option<bool>,
    /// Why, in the claimant's words; only asked where it was bad.
    #[serde(default)]
    pub words: String,
}

/// What came of a try to reach the claimant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CallbackOutcome {
    /// Reached, and rated.
    Reached(Rating),
    /// Nobody answered.
    NoAnswer,
    /// The number is somebody else's.
    WrongNumber,
    /// Reached, but does not want to rate.
    Refused,
    /// Somebody else answered.
    NotThePerson,
}

impl CallbackOutcome {
    /// The word on pages.
    pub const fn zh(&self) -> &'static str {
        match self {
            Self::Reached(_) => "已接通并评价",
            Self::NoAnswer => "无人接听",
            Self::WrongNumber => "号码有误",
            Self::Refused => "不愿评价",
            Self::NotThePerson => "非本人接听",
        }
    }
}

/// One try of a callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CallbackTry {
    /// By which way.
    pub method: CallbackMethod,
    /// What came of it.
    pub outcome: CallbackOutcome,
}

/// A try on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryRecord {
    /// When.
    pub at: Instant,
    /// By which way.
    pub method: CallbackMethod,
    /// Code of what came of it; the rating itself stands in the claim.
    pub outcome: String,
}

/// All tries after one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackRound {
    /// When the answer was accepted and the round opened.
    pub opened_at: Instant,
    /// Tries so far.
    pub tries: Vec<TryRecord>,
    /// The claimant's word in this round.
    pub rating: Option<Rating>,
}
