//! Bodies of the commands of Chapter 3: dispatch, requests of a unit, decisions of the agency, callback.

use law::registry::{CellCode, UnitCode};
use law::{Date, Limit};
use serde::{Deserialize, Serialize};

use crate::claim::codes;

/// A limit set at hand-over, and never later (C24.1, 交办时另有具体时限要求).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OwnLimit {
    /// The limit: `4h`, `2wd`, `10cd`.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "24h"))]
    pub limit: Limit,
    /// Why.
    pub reason: String,
}

/// What is asked of a co-unit (C15.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CoOrder {
    /// The co-unit.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub unit: UnitCode,
    /// Its share.
    #[serde(default)]
    pub task: String,
    /// Why it, where the list does not name it.
    #[serde(default)]
    pub reason: String,
}

/// Main and co-handling orders in one decision (C15.6, C20.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// The unit with the legal duty.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lead: UnitCode,
    /// Units with duties of their own in the matter.
    #[serde(default)]
    pub co: Vec<CoOrder>,
    /// A limit of the order's own.
    #[serde(default)]
    pub own_limit: Option<OwnLimit>,
    /// The claimant was asked, and nobody is in danger (C15.3).
    #[serde(default)]
    pub danger_ruled_out: bool,
    /// The head's reason to leave the list (never the guard).
    #[serde(default)]
    pub override_reason: Option<String>,
    /// Why this unit is designated, from the third hop on.
    #[serde(default)]
    pub designation: Option<String>,
    /// The enterprise helper it goes straight to, by name (C30).
    #[serde(default)]
    pub helper: Option<String>,
}

/// 网格直派: a clear-cut matter, straight to the grid worker of the place (C22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DispatchToGrid {
    /// The cell, by its code: one of the claim's community or village, with somebody on duty.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "W130203006019-01"))]
    pub cell: CellCode,
    /// The claimant was asked, and nobody is in danger (C15.3).
    #[serde(default)]
    pub danger_ruled_out: bool,
}

/// 下转: a county government to its departments or townships, a department to its branches (C20.2, C6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOnward {
    /// Whom.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub unit: UnitCode,
    /// For what.
    pub task: String,
    /// A limit of its own, inside the order's.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2wd"))]
    pub limit: Option<Limit>,
}

/// Where a returned claim goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum NextStep {
    /// The ruling names the next unit.
    Unit {
        /// Which.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        unit: UnitCode,
    },
    /// The claim is dispatched anew within the dispatch limit.
    DispatchAnew,
}

/// The agency's ruling on a dispute (C23.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ruling {
    /// 退单成立.
    Uphold {
        /// Where to.
        next: NextStep,
    },
    /// 继续办理.
    Continue,
    /// The matter was not complex: a dispute of day two or three came too late.
    NotComplex,
}

/// A ruling with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleDispute {
    /// What.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Proposed as a change of the responsibility list.
    #[serde(default)]
    pub precedent: bool,
}

/// An extension asked before the due time (C24.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskExtension {
    /// Working days beyond the present due.
    pub working_days: u32,
    /// Why.
    pub reason: String,
    /// What has been done so far: the claimant is told this.
    pub progress: String,
}

/// Yes or no to an extension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExtensionRuling {
    /// Yes.
    Approve {
        /// The competent authority's consent, from the second extension on (P).
        #[serde(default)]
        consent: Option<String>,
    },
    /// No.
    Refuse,
}

/// The decision on an extension with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideExtension {
    /// Yes or no.
    pub ruling: ExtensionRuling,
    /// Why.
    pub reason: String,
}

/// A feedback sent back as not as required (C25.1-3, C37.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnFeedback {
    /// What is missing or wrong.
    pub reason: String,
}

/// The agency lets the lead feed back while a co-order is open (law.md §3, P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AllowFeedback {
    /// Why the claimant is not to wait for the co-unit.
    pub reason: String,
}

codes! {
    /// Why an unsatisfied claimant could not be given more (C38).
    Excuse {
        Law = "law" "超出法律法规规定",
        Policy = "policy" "受政策限制",
        Objective = "objective" "受客观条件限制",
        Expectation = "expectation" "诉求人期望过高",
    }
}

/// What the agency found when it checked an unsatisfied claim (C38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckFinding {
    /// Something was plainly omitted or not carried out: handle again.
    Omission {
        /// What, and what is to be done now.
        demand: String,
    },
    /// Nothing more can lawfully or reasonably be done: explain.
    Beyond {
        /// Reason code.
        excuse: Excuse,
        /// What shows it.
        evidence: String,
    },
}

/// An order sent in error is taken back, before it was fed back (law.md §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// What was wrong.
    pub reason: String,
}

/// Yes or no to a request, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Yes.
    pub approved: bool,
    /// Why.
    pub reason: String,
}

/// The city agency's word on "cannot be solved" (C25.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideUnresolvable {
    /// It cannot be solved now, or the claimant does not cooperate; otherwise the unit goes on.
    pub accepted: bool,
    /// Why.
    pub reason: String,
    /// The day on which what is objectively limited is looked at again (P).
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub revisit: Option<Date>,
}
