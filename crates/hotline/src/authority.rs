//! Who may do what, by which clause (C6.1, C23.2, C24.2): roles, actors and their scope.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use law::Policy;
use law::policy::Office;
use law::registry::{DivisionCode, Registry, UnitCode, UnitKind};
use serde::{Deserialize, Serialize};

use crate::ch3_handling::a20_onward::agency_of_government;
use crate::claim::{Claim, PersonId, codes};
use crate::order::Order;
use crate::refusal::Refusal;
use crate::verb::Verb;

/// An account of a member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

codes! {
    /// What an account is for. A person may hold several, but none of the three administrators reads claims (law.md §6).
    Role {
        Operator = "operator" "话务员",
        ShiftLeader = "shift_leader" "班长",
        Dispatcher = "dispatcher" "派单员",
        Reviewer = "reviewer" "审核员",
        AgencyHead = "agency_head" "热线机构负责人",
        CallbackWorker = "callback" "回访员",
        UnitClerk = "unit_clerk" "承办单位经办人",
        UnitHead = "unit_head" "承办单位负责人",
        /// A unit's person at the hotline, or on call for it (C13.1).
        Specialist = "specialist" "驻场人员、政策专员",
        Supervisor = "supervisor" "督办员",
        Authority = "authority" "主管机关",
        SystemAdmin = "system_admin" "系统管理员",
        SecurityAdmin = "security_admin" "安全管理员",
        AuditAdmin = "audit_admin" "审计管理员",
    }
}

impl Role {
    /// The role that stands for an office of the policy.
    pub const fn of(office: Office) -> Self {
        match office {
            Office::ShiftLeader => Self::ShiftLeader,
            Office::Reviewer => Self::Reviewer,
            Office::AgencyHead => Self::AgencyHead,
        }
    }
}

/// Offices in words.
pub(crate) fn offices_zh(offices: &[Office]) -> String {
    let words: Vec<_> = offices.iter().map(|office| Role::of(*office).zh()).collect();
    words.join("、")
}

/// A member of staff at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The account.
    pub account: AccountId,
    /// Shown to colleagues.
    pub name: String,
    /// The unit or agency it belongs to.
    pub unit: UnitCode,
    /// The division the unit stands for: the whole city or one county.
    pub region: DivisionCode,
    /// What the account is for.
    pub roles: BTreeSet<Role>,
}

/// Who sends a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    Staff(Staff),
    /// The claimant, known by the vault's person.
    Claimant(PersonId),
    /// The clock watcher.
    Clock,
}

/// An actor in a record: `s17@C-ZJJ`, `p42`, `clock`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ActorRef {
    /// An account, with the unit it acted for.
    Staff(AccountId, UnitCode),
    /// A claimant.
    Claimant(PersonId),
    /// The clock watcher.
    Clock,
}

impl Actor {
    /// The actor as it stands in records.
    pub fn reference(&self) -> ActorRef {
        match self {
            Self::Staff(staff) => ActorRef::Staff(staff.account, staff.unit.clone()),
            Self::Claimant(person) => ActorRef::Claimant(*person),
            Self::Clock => ActorRef::Clock,
        }
    }

    /// The member of staff, if it is one.
    pub const fn staff(&self) -> Option<&Staff> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Claimant(_) | Self::Clock => None,
        }
    }
}

impl fmt::Display for ActorRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(account, unit) => write!(f, "s{}@{unit}", account.0),
            Self::Claimant(person) => write!(f, "p{}", person.0),
            Self::Clock => f.write_str("clock"),
        }
    }
}

impl FromStr for ActorRef {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("not an actor: {text}");
        if text == "clock" {
            return Ok(Self::Clock);
        }
        if let Some(person) = text.strip_prefix('p') {
            return Ok(Self::Claimant(PersonId(person.parse().map_err(|_| wrong())?)));
        }
        let (account, unit) = text.strip_prefix('s').and_then(|rest| rest.split_once('@')).ok_or_else(wrong)?;
        Ok(Self::Staff(AccountId(account.parse().map_err(|_| wrong())?), UnitCode::from(unit)))
    }
}

impl TryFrom<String> for ActorRef {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ActorRef> for String {
    fn from(actor: ActorRef) -> Self {
        actor.to_string()
    }
}

impl Staff {
    /// Holds the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Holds one of the offices to which policy gives a decision.
    pub fn is_of(&self, offices: &[Office]) -> bool {
        offices.iter().any(|office| self.is(Role::of(*office)))
    }

    /// Whether the verb is this person's to perform, as far as the office goes: where the law names the agency and no
    /// person in it, the policy does (P).
    pub fn performs(&self, verb: Verb, policy: &Policy) -> bool {
        deciders(verb, policy).map_or_else(|| self.is_any(performers(verb)), |offices| self.is_of(offices))
    }

    /// Holds one of the roles.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.is(*role))
    }
}

/// What a query may return: a value that every query of claims and orders demands (law.md §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole city: the city's hotline agency and authority.
    City,
    /// One county: its hotline agency.
    County(DivisionCode),
    /// The orders of one unit.
    Unit(UnitCode),
}

/// The offices of an agency or authority that read claims; administrators do not (law.md §6).
pub const READERS: &[Role] = &[
    Role::Operator,
    Role::ShiftLeader,
    Role::Dispatcher,
    Role::Reviewer,
    Role::AgencyHead,
    Role::CallbackWorker,
    Role::Supervisor,
    Role::Authority,
];

impl Scope {
    /// The scope of a member of staff; none for administrators, who read no claims.
    pub fn of(staff: &Staff, registry: &Registry) -> Option<Self> {
        let kind = registry.units.get(&staff.unit)?.kind;
        match kind {
            UnitKind::HotlineAgency | UnitKind::HotlineAuthority if staff.is_any(READERS) => Some(Self::City),
            UnitKind::CountyHotlineAgency if staff.is_any(READERS) => Some(Self::County(staff.region.clone())),
            UnitKind::HotlineAgency | UnitKind::HotlineAuthority | UnitKind::CountyHotlineAgency => None,
            UnitKind::CityDepartment
            | UnitKind::PartyOrgan
            | UnitKind::PublicInstitution
            | UnitKind::ProvincialOrNationalInCity
            | UnitKind::CityDepartmentBranch
            | UnitKind::CountyGovernment
            | UnitKind::CountyDepartment
            | UnitKind::DispatchedOffice
            | UnitKind::ZoneDepartment
            | UnitKind::Township
            | UnitKind::TownshipLike
            | UnitKind::Utility
            | UnitKind::Government
            | UnitKind::Emergency
            | UnitKind::PeerHotline
            | UnitKind::DisciplineInspection
            | UnitKind::JudicialRoute
            | UnitKind::ArbitrationRoute
            | UnitKind::PetitionRoute
            | UnitKind::ReviewRoute => staff
                .is_any(&[Role::UnitClerk, Role::UnitHead, Role::Specialist])
                .then(|| Self::Unit(staff.unit.clone())),
        }
    }

    /// Whether the claim may be seen at all. What may not be seen does not exist for the reader (security.md B).
    pub fn sees(&self, claim: &Claim, registry: &Registry) -> bool {
        match self {
            Self::City => true,
            Self::County(county) => claim
                .registration
                .as_ref()
                .is_some_and(|registration| registry.divisions.within(&registration.place.division, county)),
            Self::Unit(unit) => claim.units().any(|holder| holder == unit),
        }
    }

    /// Whether the claim may be seen with all its orders: a unit comes by its own order alone (C14.2, C23.2).
    pub fn sees_whole(&self, claim: &Claim, registry: &Registry) -> bool {
        match self {
            Self::Unit(_) => false,
            Self::City | Self::County(_) => self.sees(claim, registry),
        }
    }

    /// Whether the order may be seen: a unit sees its own orders and no other.
    pub fn sees_order(&self, claim: &Claim, order: &Order, registry: &Registry) -> bool {
        match self {
            Self::Unit(unit) => &order.unit == unit,
            Self::City | Self::County(_) => self.sees(claim, registry),
        }
    }
}

/// Whose a verb is: which body stands behind the person who performs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Any agency that takes claims in.
    Anybody,
    /// The agency that holds the claim (C4); where the law says 市12345热线工作机构, the city's (C25.4, C26).
    ClaimAgency,
    /// The agency, or the unit whose resident officer or specialist has the conversation (C13.1).
    ClaimAgencyOrExpert,
    /// The claimant, or the agency that writes down what they say.
    ClaimantOrAgency,
    /// The unit that is asked before dispatch (C15.7).
    ConsultedUnit,
    /// The unit that holds the order (C23.2).
    OrderUnit,
    /// That unit; for a county government also its hotline agency, which manages the county's claims (C6.1, C20.2).
    OrderUnitOrCountyAgency,
    /// The enforcement-supervision organ that holds an order of Article 33.
    EnforcementOrgan,
    /// The agency that dispatched the order (C24.2; P for the rest).
    OrderAgency,
    /// The body whose opinion is asked; the agency, which puts down what came back; the competent authority (C27, C31).
    AskedForOpinion,
    /// The claimant, the unit, or the agency for an heir, agent or successor (C26.2).
    Concerned,
    /// The unit that answered owes the explanation; where no unit answered, the agency itself does (C38).
    Answerer,
    /// The claimant alone.
    Claimant,
    /// The system alone: the clock watcher, and reactions to other claims.
    Clock,
}

/// Whose a verb is.
pub const fn holder(verb: Verb) -> Holder {
    match verb {
        Verb::Receive => Holder::Anybody,
        Verb::Accept
        | Verb::Refuse
        | Verb::DecideObjection
        | Verb::HandOverEmergency
        | Verb::AckEmergency
        | Verb::DeskConsult
        | Verb::HandToExpert
        | Verb::Consult
        | Verb::TransferOut
        | Verb::AckTransfer
        | Verb::TransferFedBack
        | Verb::AckArrival
        | Verb::FeedBackToOrigin
        | Verb::Join
        | Verb::Unjoin
        | Verb::Reclassify
        | Verb::TellProgress
        | Verb::Dispatch
        | Verb::DispatchToGrid
        | Verb::DecideUnresolvable
        | Verb::DecideSuspension
        | Verb::DecideResumption
        | Verb::CallBack
        | Verb::Check
        | Verb::Archive => Holder::ClaimAgency,
        Verb::AnswerAtOnce => Holder::ClaimAgencyOrExpert,
        Verb::Object | Verb::AskConfidentiality | Verb::Supplement | Verb::Urge | Verb::Withdraw => {
            Holder::ClaimantOrAgency
        }
        Verb::AnswerConsult => Holder::ConsultedUnit,
        Verb::Sign
        | Verb::RecordContact
        | Verb::Dispute
        | Verb::AskExtension
        | Verb::AskCoHandling
        | Verb::AskUnresolvable
        | Verb::AskSuspension
        | Verb::Escalate
        | Verb::FeedBack => Holder::OrderUnit,
        Verb::HandOnward => Holder::OrderUnitOrCountyAgency,
        Verb::FindOnEnforcement | Verb::ReportRectification => Holder::EnforcementOrgan,
        Verb::TakeBack
        | Verb::RuleDispute
        | Verb::DecideExtension
        | Verb::DecideCoHandling
        | Verb::EscalateForEnterprise
        | Verb::AllowFeedback
        | Verb::AcceptFeedback
        | Verb::ReturnFeedback => Holder::OrderAgency,
        Verb::GiveOpinion => Holder::AskedForOpinion,
        Verb::AskResumption => Holder::Concerned,
        Verb::Explain => Holder::Answerer,
        Verb::Rate => Holder::Claimant,
        Verb::Expire
        | Verb::Recalculate
        | Verb::Follow
        | Verb::Unfollow
        | Verb::AnswerWithMaster
        | Verb::HandleAgain => Holder::Clock,
    }
}

/// What the claimant may do by their own hand.
pub const fn is_the_claimants(verb: Verb) -> bool {
    matches!(holder(verb), Holder::Claimant | Holder::ClaimantOrAgency | Holder::Concerned)
}

/// The roles that perform a verb; a page offers it to them, and nobody else gets past [`permit`]. Of the verbs that
/// [`deciders`] names, these are the roles where no policy is at hand.
pub const fn performers(verb: Verb) -> &'static [Role] {
    match verb {
        Verb::Receive
        | Verb::Accept
        | Verb::Refuse
        | Verb::HandOverEmergency
        | Verb::AckEmergency
        | Verb::DeskConsult
        | Verb::HandToExpert
        | Verb::Consult
        | Verb::TransferOut
        | Verb::AckTransfer
        | Verb::TransferFedBack
        | Verb::AckArrival
        | Verb::FeedBackToOrigin
        | Verb::Join
        | Verb::Unjoin
        | Verb::Reclassify
        | Verb::TellProgress
        | Verb::DispatchToGrid
        | Verb::Object
        | Verb::AskConfidentiality
        | Verb::Supplement
        | Verb::Urge
        | Verb::Withdraw => &[Role::Operator, Role::ShiftLeader, Role::Dispatcher],
        Verb::AnswerAtOnce => &[Role::Operator, Role::ShiftLeader, Role::Dispatcher, Role::Specialist],
        Verb::DecideObjection => &[Role::ShiftLeader, Role::AgencyHead],
        Verb::Dispatch => &[Role::Operator, Role::ShiftLeader, Role::Dispatcher, Role::AgencyHead],
        Verb::TakeBack => &[Role::AgencyHead],
        Verb::AnswerConsult
        | Verb::Sign
        | Verb::RecordContact
        | Verb::Dispute
        | Verb::AskExtension
        | Verb::AskCoHandling
        | Verb::AskUnresolvable
        | Verb::AskSuspension
        | Verb::Escalate
        | Verb::FindOnEnforcement
        | Verb::ReportRectification
        | Verb::FeedBack => &[Role::UnitClerk, Role::UnitHead],
        Verb::HandOnward => &[Role::UnitClerk, Role::UnitHead, Role::Dispatcher, Role::ShiftLeader, Role::AgencyHead],
        Verb::AskResumption => &[Role::UnitClerk, Role::UnitHead, Role::Operator, Role::ShiftLeader],
        Verb::Explain => &[Role::UnitClerk, Role::UnitHead, Role::Reviewer],
        Verb::RuleDispute
        | Verb::DecideExtension
        | Verb::DecideCoHandling
        | Verb::DecideUnresolvable
        | Verb::DecideSuspension
        | Verb::DecideResumption
        | Verb::EscalateForEnterprise
        | Verb::AllowFeedback
        | Verb::AcceptFeedback
        | Verb::ReturnFeedback
        | Verb::Check
        | Verb::Archive => &[Role::Reviewer, Role::AgencyHead],
        Verb::GiveOpinion => &[Role::Reviewer, Role::AgencyHead, Role::Authority, Role::UnitClerk, Role::UnitHead],
        Verb::CallBack => &[Role::CallbackWorker, Role::ShiftLeader],
        Verb::Rate
        | Verb::Expire
        | Verb::Recalculate
        | Verb::Follow
        | Verb::Unfollow
        | Verb::AnswerWithMaster
        | Verb::HandleAgain => &[],
    }
}

/// The offices that decide by the policy in force; none for verbs of which the law says all (P).
#[expect(clippy::wildcard_enum_match_arm, reason = "every other verb is given by the law or needs no decision")]
pub const fn deciders(verb: Verb, policy: &Policy) -> Option<&[Office]> {
    let decides = &policy.decides;
    let rule = match verb {
        Verb::DecideObjection => &decides.objection,
        Verb::TakeBack => &decides.take_back,
        Verb::RuleDispute => &decides.dispute,
        Verb::DecideExtension => &decides.extension,
        Verb::DecideUnresolvable => &decides.unresolvable,
        Verb::DecideSuspension | Verb::DecideResumption => &decides.suspension,
        _ => return None,
    };
    Some(rule.value.as_slice())
}

/// Whether this actor may perform the verb on this claim (and order): role, unit, region (C6.1, C24.2).
///
/// # Errors
/// [`Refusal::NotEntitled`], with who may.
pub fn permit(
    verb: Verb,
    claim: &Claim,
    order: Option<&Order>,
    actor: &Actor,
    policy: &Policy,
    registry: &Registry,
) -> Result<(), Refusal> {
    let denied = || Refusal::NotEntitled { verb };
    let staff = match actor {
        // What the system does by itself: clocks that run out, and what one claim's event asks of another.
        Actor::Clock => {
            let systems = matches!(holder(verb), Holder::Clock) || verb == Verb::Unjoin;
            return if systems { Ok(()) } else { Err(denied()) };
        }
        Actor::Claimant(person) => {
            return if is_the_claimants(verb) && claim.is_of(*person) { Ok(()) } else { Err(denied()) };
        }
        Actor::Staff(staff) => staff,
    };
    if !staff.performs(verb, policy) {
        let offices = deciders(verb, policy).map(offices_zh);
        return Err(offices.map_or_else(denied, |offices| Refusal::OtherOffice { verb, offices }));
    }
    let by_unit = |order: &Order| order.unit == staff.unit;
    let by_agency = |agency: &UnitCode| agency == &staff.unit;
    let entitled = match holder(verb) {
        Holder::Anybody => true,
        Holder::ClaimAgency | Holder::ClaimantOrAgency => by_agency(&claim.agency),
        Holder::ClaimAgencyOrExpert => {
            let expert = claim.disposals.expert.as_ref();
            let theirs = expert.is_some_and(|expert| expert.unit == staff.unit && staff.is(Role::Specialist));
            by_agency(&claim.agency) || theirs
        }
        Holder::ConsultedUnit => {
            claim.disposals.open_consultation().is_some_and(|consultation| consultation.unit == staff.unit)
        }
        Holder::OrderUnit => order.is_some_and(by_unit),
        Holder::OrderUnitOrCountyAgency => order
            .is_some_and(|order| by_unit(order) || agency_of_government(&order.unit, registry).is_some_and(by_agency)),
        Holder::EnforcementOrgan => order.is_some_and(|order| by_unit(order) && order.duty.enforcement),
        Holder::OrderAgency => order.is_some_and(|order| by_agency(&order.agency)),
        Holder::AskedForOpinion => {
            let asked = |order: &Order| by_agency(&order.agency) || order.asks_opinion_of() == Some(&staff.unit);
            staff.is(Role::Authority) || order.is_some_and(asked)
        }
        Holder::Concerned => by_agency(&claim.agency) || order.is_some_and(by_unit),
        Holder::Answerer => claim.lead_order().map_or_else(|| by_agency(&claim.agency), by_unit),
        Holder::Claimant | Holder::Clock => false,
    };
    if entitled && Scope::of(staff, registry).is_some_and(|scope| scope.sees(claim, registry)) {
        Ok(())
    } else {
        Err(denied())
    }
}
