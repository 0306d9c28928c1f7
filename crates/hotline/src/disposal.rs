//! What else may become of a claim than an order, and what the claimant may still say (C8, C13, C15, C19).

use law::Instant;
use law::registry::UnitCode;
use serde::{Deserialize, Serialize};

use crate::claim::{ClaimId, PersonId, Telling, codes};
use crate::clocks::RunningClock;
use crate::number::ClaimNo;

codes! {
    /// Who comes at once (C15.3, C7.3).
    EmergencyService {
        Police = "110" "公安报警",
        Fire = "119" "消防救援",
        Ambulance = "120" "医疗急救",
        Traffic = "122" "交通事故报警",
        Water = "water" "供水抢修",
        Power = "power" "供电抢修",
        Gas = "gas" "燃气抢修",
        Heat = "heat" "供热抢修",
    }
}

/// 紧急转接 (C15.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Whom it was handed to.
    pub service: EmergencyService,
    /// What went along: where, what, who is in danger.
    pub facts: String,
    /// When.
    pub at: Instant,
    /// Who confirmed that they have it, and when.
    pub acknowledged: Option<(String, Instant)>,
}

/// 派前沟通 with an intended unit (C15.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Whom.
    pub unit: UnitCode,
    /// What was asked.
    pub question: String,
    /// When.
    pub asked_at: Instant,
    /// Whether it agrees to take the claim, and its words, once it spoke.
    pub answer: Option<(bool, String)>,
}

codes! {
    /// The special desks (C19).
    SpecialDesk {
        Government = "government" "政务服务专席",
        Public = "public" "公共服务专席",
        Business = "business" "营商环境专席",
        MajorEvent = "major_event" "重大活动专席",
    }
}

codes! {
    /// Who of a unit answers at the hotline (C13.1).
    ExpertKind {
        Resident = "resident" "驻场人员",
        Specialist = "specialist" "政策专员",
    }
}

/// 转专员 (C13.1, C13.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    /// The unit whose person it is.
    pub unit: UnitCode,
    /// Which of the two.
    pub kind: ExpertKind,
    /// On what.
    pub subject: String,
}

/// 转外地 (C8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The other region's hotline.
    pub to: UnitCode,
    /// What was said with it.
    pub note: String,
    /// Its own number, once it acknowledged.
    pub their_no: Option<String>,
    /// What it fed back.
    pub result: Option<String>,
}

/// Said to the hotline that passed a claim here, by whoever was told there (C8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldOrigin {
    /// What came of it; empty for the bare word that it has arrived.
    pub result: String,
    /// Whom at the other hotline.
    pub who: String,
    /// When they were told.
    pub at: Instant,
    /// When that was put on record.
    pub put_down_at: Instant,
}

/// The claimant's one objection to a refusal or termination (C11.1-6, C26.2; P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Why.
    pub reasons: String,
    /// When.
    pub raised_at: Instant,
    /// Upheld or not, and why, once decided.
    pub decision: Option<(bool, String)>,
}

/// 告知进度 (C15.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What was read out.
    pub text: String,
    /// How and when.
    pub told: Telling,
}

/// A claim that follows this one (C15.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Follower {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub claim: ClaimId,
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub no: ClaimNo,
    /// Whose it is; told each step by their own way.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub person: PersonId,
    /// Which joining of that claim it is, from 1: what comes late or twice is known by it.
    #[serde(default)]
    pub joining: u32,
}

/// What has become of a claim besides its orders; all empty for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposals {
    /// Handed to an emergency service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Emergency>,
    /// Units asked before dispatch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consultations: Vec<Consultation>,
    /// Before a special desk, and what it has to find out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<(SpecialDesk, String)>,
    /// With a resident officer or policy specialist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expert: Option<Expert>,
    /// Who first took a conversation; bound until it is answered (C13.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_answerer: Option<UnitCode>,
    /// Passed to another region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
    /// Said to the hotline it came from that it has arrived (C8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<ToldOrigin>,
    /// Fed back to the hotline it came from (C8).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_origin: Vec<ToldOrigin>,
    /// Objected to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<Objection>,
    /// The master it is joined to (C15.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_to: Option<(ClaimId, ClaimNo)>,
    /// How often it was joined, undone or not; to follow its master into a new round is a joining too.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub joinings: u32,
    /// Clocks that stopped when it was joined and go on if that is undone: what a desk or a unit was asked stays asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<RunningClock>,
    /// The master it was joined to last, before that was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_before: Option<ClaimId>,
    /// The master's answer, with the unit that gave it, where it was answered as a joined claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_with: Option<(Option<UnitCode>, String)>,
    /// Answers of the master that were not carried out and handled again, the first one first (C38).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answered_before: Vec<(Option<UnitCode>, String)>,
    /// Claims that are joined to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<Follower>,
    /// Claims that were, each with the last of its joinings that is over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed_before: Vec<(ClaimId, u32)>,
    /// What the claimant added (C15.4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplements: Vec<(Instant, String)>,
    /// When the claimant urged (P: once a day).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urged_at: Vec<Instant>,
    /// What the claimant was told on asking (C15.4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tellings: Vec<Told>,
    /// The claimant has withdrawn; what must be pursued goes on ex officio.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Disposals {
    /// What the master answered, the first answer first; one round of asking the claimant's word for each.
    pub fn answers_with_master(&self) -> impl Iterator<Item = &(Option<UnitCode>, String)> {
        self.answered_before.iter().chain(&self.answered_with)
    }

    /// The last joining of a claim to this one that is over; 0 if none is.
    pub fn over(&self, claim: ClaimId) -> u32 {
        self.followed_before.iter().find(|(one, _)| *one == claim).map_or(0, |(_, joining)| *joining)
    }

    /// The unit that is being asked and has not spoken.
    pub fn open_consultation(&self) -> Option<&Consultation> {
        self.consultations.last().filter(|consultation| consultation.answer.is_none())
    }

    /// The consultation with a unit, the last one.
    pub fn consulted(&self, unit: &UnitCode) -> Option<&Consultation> {
        self.consultations.iter().rev().find(|consultation| &consultation.unit == unit)
    }
}
