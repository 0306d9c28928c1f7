//! What a policy sets beside limits and counts (C50): what each ground needs, what raises something by itself, what must be
//! filled in, who decides. The grounds themselves are the regulation's and a closed list in the program; here stands only
//! what the city may say of each.

use serde::{Deserialize, Serialize};

use super::Rule;

/// Words in a claimant's telling that point to an emergency line (C15.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Danger {
    /// 120.
    pub ambulance: Rule<Vec<String>>,
    /// 119.
    pub fire: Rule<Vec<String>>,
    /// 110.
    pub police: Rule<Vec<String>>,
    /// 122.
    pub traffic: Rule<Vec<String>>,
}

impl Danger {
    /// Each line with its key and its words, the most urgent first.
    pub fn lines(&self) -> [(&'static str, &'static str, &Rule<Vec<String>>); 4] {
        [
            ("120", "danger.ambulance", &self.ambulance),
            ("119", "danger.fire", &self.fire),
            ("110", "danger.police", &self.police),
            ("122", "danger.traffic", &self.traffic),
        ]
    }
}

/// What a refusal on one ground must say (C11.1-6, C15.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalForm {
    /// What the ground rests on: the label of the field that has to be filled in.
    pub facts: String,
    /// Whether the number or address of the lawful way has to be given too.
    pub reach: bool,
}

/// The six grounds of Article 11.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// (1) Outside the city.
    pub outside_city: Rule<RefusalForm>,
    /// (2) Another proceeding.
    pub other_proceeding: Rule<RefusalForm>,
    /// (3) A petition under way.
    pub petition: Rule<RefusalForm>,
    /// (4) Secrets and data of others.
    pub secrets: Rule<RefusalForm>,
    /// (5) Decided lawfully and reasonably.
    pub already_decided: Rule<RefusalForm>,
    /// (6) Against the law or public order.
    pub against_law: Rule<RefusalForm>,
}

impl Refuse {
    /// Each ground with its key.
    pub fn grounds(&self) -> [(&'static str, &Rule<RefusalForm>); 6] {
        [
            ("refuse.outside_city", &self.outside_city),
            ("refuse.other_proceeding", &self.other_proceeding),
            ("refuse.petition", &self.petition),
            ("refuse.secrets", &self.secrets),
            ("refuse.already_decided", &self.already_decided),
            ("refuse.against_law", &self.against_law),
        ]
    }
}

/// What an application on one ground needs (C25.4, C26.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestForm {
    /// Proofs at least.
    pub proofs: u32,
    /// What counts as one, in words for the unit.
    pub proof: String,
    /// Whether the claimant must have been spoken with before.
    pub contact: bool,
}

/// What a suspension on one ground needs, and what ends it (C26.1, C26.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspensionForm {
    /// Proofs at least.
    pub proofs: u32,
    /// What counts as one, in words for the unit.
    pub proof: String,
    /// Whether the claimant must have been spoken with before.
    pub contact: bool,
    /// What lets the work go on, in words for everybody.
    pub ends: String,
}

/// The six grounds of Article 26.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// (1) Force majeure.
    pub force_majeure: Rule<SuspensionForm>,
    /// (2) The claimant died.
    pub claimant_died: Rule<SuspensionForm>,
    /// (3) The claimant lost capacity.
    pub capacity_lost: Rule<SuspensionForm>,
    /// (4) The claimant is missing.
    pub claimant_missing: Rule<SuspensionForm>,
    /// (5) The body was dissolved.
    pub body_dissolved: Rule<SuspensionForm>,
    /// (6) Other.
    pub other: Rule<SuspensionForm>,
}

impl Suspend {
    /// Each ground with its key.
    pub fn grounds(&self) -> [(&'static str, &Rule<SuspensionForm>); 6] {
        [
            ("suspend.force_majeure", &self.force_majeure),
            ("suspend.claimant_died", &self.claimant_died),
            ("suspend.capacity_lost", &self.capacity_lost),
            ("suspend.claimant_missing", &self.claimant_missing),
            ("suspend.body_dissolved", &self.body_dissolved),
            ("suspend.other", &self.other),
        ]
    }
}

/// The two kinds of "cannot be solved" (C25.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unresolvable {
    /// Objectively limited.
    pub objectively_limited: Rule<RequestForm>,
    /// The claimant refuses to cooperate.
    pub not_cooperating: Rule<RequestForm>,
}

impl Unresolvable {
    /// Each kind with its key.
    pub fn kinds(&self) -> [(&'static str, &Rule<RequestForm>); 2] {
        [
            ("unresolvable.objectively_limited", &self.objectively_limited),
            ("unresolvable.not_cooperating", &self.not_cooperating),
        ]
    }
}

/// A trigger of supervision (C37.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Whether it raises a supervision.
    pub on: bool,
    /// What the letter demands.
    pub demand: String,
}

/// What raises a supervision by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervise {
    /// Not signed in time (C37.1).
    pub not_signed: Rule<Trigger>,
    /// Not closed in time (C37.1).
    pub not_closed: Rule<Trigger>,
    /// Feedback not as required (C37.1).
    pub not_as_required: Rule<Trigger>,
    /// A misconduct complaint without feedback in its time (C32, P).
    pub misconduct: Rule<Trigger>,
    /// The claimant not spoken with in time (C24.1, P).
    pub not_contacted: Rule<Trigger>,
}

impl Supervise {
    /// Each trigger with its key.
    pub fn triggers(&self) -> [(&'static str, &Rule<Trigger>); 5] {
        [
            ("supervise.not_signed", &self.not_signed),
            ("supervise.not_closed", &self.not_closed),
            ("supervise.not_as_required", &self.not_as_required),
            ("supervise.misconduct", &self.misconduct),
            ("supervise.not_contacted", &self.not_contacted),
        ]
    }
}

/// What is pursued although the claimant has withdrawn (C4, P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pursue {
    /// The telling shows danger.
    pub danger: Rule<bool>,
    /// It complains of conduct or enforcement.
    pub conduct: Rule<bool>,
    /// Other claims follow it.
    pub followed: Rule<bool>,
}

/// A value for each of the five kinds of claim (C2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerKind<T> {
    /// 咨询.
    pub consultation: T,
    /// 求助.
    pub help: T,
    /// 投诉.
    pub complaint: T,
    /// 举报.
    pub report: T,
    /// 意见建议.
    pub suggestion: T,
}

/// A value for each way of calling back (C38).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerMethod<T> {
    /// 电话.
    pub phone: T,
    /// 短信.
    pub sms: T,
    /// 网络.
    pub web: T,
    /// 当面访谈.
    pub interview: T,
    /// 现场察看.
    pub visit: T,
}

/// An office of the agency that may be given a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// 班长.
    ShiftLeader,
    /// 审核员.
    Reviewer,
    /// 热线机构负责人.
    AgencyHead,
}

/// Which offices of the agency decide where the law names the agency and no person in it (P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decides {
    /// The objection to a refusal or a termination (C15.2, C26.2).
    pub objection: Rule<Vec<Office>>,
    /// An order taken back as sent in error (C20.1).
    pub take_back: Rule<Vec<Office>>,
    /// An order's own limit longer than the general one (C24.1).
    pub longer_limit: Rule<Vec<Office>>,
    /// A dispute (C23.3).
    pub dispute: Rule<Vec<Office>>,
    /// An extension (C24.2).
    pub extension: Rule<Vec<Office>>,
    /// "Cannot be solved", and with it a termination (C25.4, C26.2).
    pub unresolvable: Rule<Vec<Office>>,
    /// Suspension and resumption (C26.1, C26.2).
    pub suspension: Rule<Vec<Office>>,
}

impl Decides {
    /// Each decision with its key.
    pub fn decisions(&self) -> [(&'static str, &Rule<Vec<Office>>); 7] {
        [
            ("decides.objection", &self.objection),
            ("decides.take_back", &self.take_back),
            ("decides.longer_limit", &self.longer_limit),
            ("decides.dispute", &self.dispute),
            ("decides.extension", &self.extension),
            ("decides.unresolvable", &self.unresolvable),
            ("decides.suspension", &self.suspension),
        ]
    }
}

/// Who may be told that a limit has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarmed {
    /// 话务员.
    Operator,
    /// 班长.
    ShiftLeader,
    /// 审核员.
    Reviewer,
    /// 督办员.
    Supervisor,
    /// 回访员.
    Callback,
    /// 热线机构负责人.
    AgencyHead,
    /// 主管机关.
    Authority,
    /// 承办单位: the one that holds the order, or that answered.
    Unit,
}

/// Who is told when a limit has run out, at once and all of them (P).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// Nobody has decided whether to accept (C12).
    pub accept: Rule<Vec<Alarmed>>,
    /// Not dispatched (C20.1).
    pub dispatch: Rule<Vec<Alarmed>>,
    /// The special desk has not replied (C19).
    pub desk_reply: Rule<Vec<Alarmed>>,
    /// The unit that was asked has not answered (C15.7).
    pub consult: Rule<Vec<Alarmed>>,
    /// Not signed (C23.2).
    pub sign: Rule<Vec<Alarmed>>,
    /// The claimant has not been spoken with (C24.1).
    pub contact: Rule<Vec<Alarmed>>,
    /// Not closed (C24.1).
    pub handle: Rule<Vec<Alarmed>>,
    /// No feedback on a complaint of conduct (C32).
    pub misconduct_feedback: Rule<Vec<Alarmed>>,
    /// A request, an objection or a feedback is not decided.
    pub review: Rule<Vec<Alarmed>>,
    /// No opinion on an escalation (C27, C31).
    pub escalation: Rule<Vec<Alarmed>>,
    /// The emergency line has not confirmed (C15.3).
    pub emergency_ack: Rule<Vec<Alarmed>>,
    /// Another region has not confirmed or fed back (C8).
    pub transfer: Rule<Vec<Alarmed>>,
    /// Not called back (C38).
    pub callback: Rule<Vec<Alarmed>>,
    /// An unsatisfied claim has not been checked (C38).
    pub check: Rule<Vec<Alarmed>>,
    /// The unit has not explained (C38).
    pub explanation: Rule<Vec<Alarmed>>,
}

impl Alarms {
    /// Each limit with its key.
    pub fn limits(&self) -> [(&'static str, &Rule<Vec<Alarmed>>); 15] {
        [
            ("alarm.accept", &self.accept),
            ("alarm.dispatch", &self.dispatch),
            ("alarm.desk_reply", &self.desk_reply),
            ("alarm.consult", &self.consult),
            ("alarm.sign", &self.sign),
            ("alarm.contact", &self.contact),
            ("alarm.handle", &self.handle),
            ("alarm.misconduct_feedback", &self.misconduct_feedback),
            ("alarm.review", &self.review),
            ("alarm.escalation", &self.escalation),
            ("alarm.emergency_ack", &self.emergency_ack),
            ("alarm.transfer", &self.transfer),
            ("alarm.callback", &self.callback),
            ("alarm.check", &self.check),
            ("alarm.explanation", &self.explanation),
        ]
    }
}
