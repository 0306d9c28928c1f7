//! The claim (诉求) from first contact to archive (C4).

use law::registry::UnitCode;
use law::{Clause, Date, Instant};
use serde::{Deserialize, Serialize};

use crate::clocks::Clocks;
use crate::disposal::Disposals;
use crate::number::ClaimNo;
use crate::order::{Order, OrderRole, Outcome};
use crate::rating::{CallbackRound, Rating};
pub use crate::registration::{About, CategoryRef, Misconduct, MisconductKind, Origin, Place, ReadBack, Registration};

/// A claim's identity inside the system; people use [`ClaimNo`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimId(pub i64);

/// A person or body in the identity vault. The claim never holds more of them than this and a masked label (C39).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub i64);

/// A closed list of codes with its Chinese words, written once for serde, pages and tests.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal $zh:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+
        }
        impl $name {
            /// Every value, in the order of the law or the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The code in records, columns and the API.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
            /// The word on pages.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }
            /// The value of a code, if it is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
        // The derive does not see a name that a macro hands to serde, and would publish the variants'.
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let meaning: &[&str] = &[$(concat!($code, " ", $zh)),+];
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($code),+]))
                    .description(Some(meaning.join("; ")))
                    .into()
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// The way a claim came in (C2.2): one model for all of them.
    Channel {
        /// The 12345 line itself.
        Phone = "phone" "电话",
        Wechat = "wechat" "微信",
        App = "app" "App",
        Web = "web" "网站",
        Sms = "sms" "短信",
        Email = "email" "邮件",
        /// Somebody came to the counter.
        Counter = "counter" "窗口",
        Letter = "letter" "来信",
        /// From another region's or platform's hotline (C8).
        Transfer = "transfer" "转入",
    }
}

codes! {
    /// The five kinds of claim (C2.3).
    ClaimKind {
        Consultation = "consultation" "咨询",
        Help = "help" "求助",
        Complaint = "complaint" "投诉",
        Report = "report" "举报",
        Suggestion = "suggestion" "意见建议",
    }
}

impl ClaimKind {
    /// What a policy says for this kind.
    pub const fn of<T>(self, each: &law::policy::PerKind<T>) -> &T {
        match self {
            Self::Consultation => &each.consultation,
            Self::Help => &each.help,
            Self::Complaint => &each.complaint,
            Self::Report => &each.report,
            Self::Suggestion => &each.suggestion,
        }
    }
}

codes! {
    /// The three kinds of claimant (C2.3).
    ClaimantKind {
        Natural = "natural" "公民",
        Legal = "legal" "法人",
        Other = "other" "其他组织",
    }
}

codes! {
    /// Whose interest is raised; no proof of an own interest is asked (C2.3).
    SpeaksFor {
        Own = "self" "自身",
        Others = "others" "他人",
        Public = "public" "公共利益",
    }
}

codes! {
    /// The six grounds on which the hotline does not take a claim (C11.1-6).
    RefusalGround {
        OutsideCity = "C11.1" "不属于本市行政区域范围内",
        OtherProceeding = "C11.2" "应当通过或者已经通过诉讼、仲裁、纪检监察、行政复议、政府信息公开等程序解决",
        Petition = "C11.3" "已经进入信访渠道办理",
        Secrets = "C11.4" "涉及国家秘密、工作秘密、商业秘密、个人隐私或者个人信息",
        AlreadyDecided = "C11.5" "承办单位已经依法作出处理且有合法、合理结论",
        AgainstLaw = "C11.6" "违反法律、法规或者违背公序良俗",
    }
}

impl RefusalGround {
    /// How the item is cited: `第十一条第（二）项`.
    pub fn cited(self) -> String {
        let place = (1..).zip(Self::ALL).find(|(_, one)| **one == self);
        place.map_or_else(String::new, |(n, _)| Clause::C11_1_6.item_zh(n))
    }
}

codes! {
    /// How a claimant was told something.
    TellingWay {
        Phone = "phone" "电话",
        Sms = "sms" "短信",
        Wechat = "wechat" "微信",
        Web = "web" "网页",
        Letter = "letter" "书面",
        InPerson = "in_person" "当面",
    }
}

codes! {
    /// How a claim ended.
    ArchivedAs {
        /// Answered and rated satisfied (C38).
        Satisfied = "satisfied" "满意归档",
        /// Answered; the claimant gave no rating or could not be reached. In no score.
        NotRated = "not_rated" "未评价归档",
        /// Rated unsatisfied for reasons beyond law, policy or objective conditions; explained (C38).
        Explained = "explained" "解释归档",
        /// Not taken on one of the six grounds, explained with the lawful way (C11.1-6, C15.2).
        NotAccepted = "not_accepted" "不受理归档",
        /// Cannot be solved now for objective reasons; explained, to be looked at again (C25.4).
        ObjectivelyLimited = "objectively_limited" "客观受限归档",
        /// The claimant refused to cooperate (C26.2).
        Terminated = "terminated" "终止归档",
        /// The claimant withdrew (P).
        Withdrawn = "withdrawn" "撤回归档",
        /// An emergency service had it, and nothing remained (C15.3).
        Emergency = "emergency" "紧急转接归档",
        /// The hotline of the other region fed back (C8).
        Transferred = "transferred" "转外地归档",
    }
}

/// Who raised the claim: the vault's person and a label that shows nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimant {
    /// The person in the vault.
    pub person: PersonId,
    /// `王**`; of a confidential claim a code name (C14.2).
    pub label: String,
    /// Natural person, legal person or other organisation (C2.3).
    pub kind: ClaimantKind,
    /// For themselves, for others or for the public (C2.3).
    pub speaks_for: SpeaksFor,
}

/// That the claimant was told, how and when (C15.2, C16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// By which way.
    pub way: TellingWay,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Instant,
}

/// Where the lawful way leads (C15.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LawfulWay {
    /// The body or proceeding to go to.
    pub body: String,
    /// Its public number or address, where there is one.
    #[serde(default)]
    pub reach: String,
}

/// Why the hotline did not take the claim, and where the claimant can go (C11.1-6, C15.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAccepted {
    /// One of the six.
    pub ground: RefusalGround,
    /// What shows the ground: the proceeding, the petition case, the earlier decision.
    pub facts: String,
    /// In words the claimant understands.
    pub explanation: String,
    /// Where to go instead.
    pub way: LawfulWay,
    /// Told how and when.
    pub told: Telling,
    /// What it was about, where it had not been registered before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

/// An answer given at once (C16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What the claimant was told.
    pub text: String,
    /// What it rests on: knowledge entry and version, law, document.
    pub source: String,
    /// Told how and when.
    pub told: Telling,
}

/// The unit's patient explanation of what cannot be done (C38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// What was explained.
    pub text: String,
    /// Told how and when.
    pub told: Telling,
}

/// The end of the loop (C4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// How it ended.
    pub as_: ArchivedAs,
    /// When.
    pub at: Instant,
    /// `DA2026-TS260105-00731-7`.
    pub archive_no: String,
    /// Whether the rating counts in the unit's score (C38: not where it was beyond law or policy, P).
    pub rating_counts: bool,
    /// The day on which what is objectively limited is looked at again (C25.4, P).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisit: Option<Date>,
}

/// Where the claim stands in the loop (law.md §2). What each stage needs stands in the claim's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 待受理: came in, nobody has looked yet.
    Received,
    /// 已受理: one of the disposals of C15 is to follow.
    Accepted,
    /// 不受理, told why and where to go; waits for the claimant's word (C15.2).
    Refused,
    /// 直接答复: waits for the claimant's word (C16).
    Answered,
    /// 办理中: orders are out (C20, C23-C25).
    Handling,
    /// 待回访: the unit has answered; the hotline asks the claimant (C38).
    CallingBack,
    /// 重点核实: the claimant is not satisfied; the agency checks (C38).
    Checking,
    /// 紧急转接: handed to an emergency service (C15.3).
    Emergency,
    /// 已转外地: with the hotline of another region (C8).
    Transferred,
    /// 已并案: follows a master on the same matter (C15.5).
    Joined,
    /// 已终止: the claimant refuses to cooperate and it cannot be handled (C26.2).
    Terminated,
    /// 待解释: nothing was omitted; the unit owes the claimant an explanation (C38).
    Explaining,
    /// 待确认归档: explained; the agency confirms the reason (C38).
    Explained,
    /// 已归档.
    Archived,
}

impl Stage {
    /// Every stage, in the order of the loop.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::Accepted,
        Self::Refused,
        Self::Emergency,
        Self::Transferred,
        Self::Joined,
        Self::Answered,
        Self::Handling,
        Self::Terminated,
        Self::CallingBack,
        Self::Checking,
        Self::Explaining,
        Self::Explained,
        Self::Archived,
    ];

    /// Code in columns, queries and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Answered => "answered",
            Self::Handling => "handling",
            Self::CallingBack => "calling_back",
            Self::Checking => "checking",
            Self::Emergency => "emergency",
            Self::Transferred => "transferred",
            Self::Joined => "joined",
            Self::Terminated => "terminated",
            Self::Explaining => "explaining",
            Self::Explained => "explained",
            Self::Archived => "archived",
        }
    }

    /// The stage of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| stage.code() == code)
    }

    /// The word for staff (pages.md §5.2).
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Received => "待受理",
            Self::Accepted => "已受理",
            Self::Refused => "不受理",
            Self::Answered => "直接答复",
            Self::Handling => "办理中",
            Self::CallingBack => "已答复待回访",
            Self::Checking => "重点核实",
            Self::Emergency => "紧急转接",
            Self::Transferred => "已转外地",
            Self::Joined => "并入主件",
            Self::Terminated => "已终止",
            Self::Explaining => "待解释",
            Self::Explained => "已解释待归档",
            Self::Archived => "已归档",
        }
    }
}

/// A claim with all its orders, clocks and callback rounds: the unit of consistency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Identity inside the system.
    pub id: ClaimId,
    /// The number people use.
    pub no: ClaimNo,
    /// Sequence number of the last event folded.
    pub version: u64,
    /// The agency that registered it and dispatches it (C12, C20.1).
    pub agency: UnitCode,
    /// How it came in.
    pub channel: Channel,
    /// Who raised it.
    pub claimant: Claimant,
    /// The claimant asked that units do not learn who they are (C14.2).
    pub confidential: bool,
    /// Raised by a business body (C29).
    pub enterprise: bool,
    /// The claimant's own words, never overwritten.
    pub told: String,
    /// The place in the claimant's own words, before anybody resolved it.
    pub told_place: String,
    /// Where it was first told, if elsewhere (C8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What the hotline registered; none until accepted.
    pub registration: Option<Registration>,
    /// When it came in.
    pub received_at: Instant,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// Where it stands.
    pub stage: Stage,
    /// 首接负责单位: the unit of the first main order, for good (C23.1).
    pub first_receiver: Option<UnitCode>,
    /// Main and co-handling orders, in the order of hand-over; `orders[i].n == i + 1`.
    pub orders: Vec<Order>,
    /// Clocks of the claim itself; orders have their own.
    pub clocks: Clocks,
    /// Why it was not taken, if so.
    pub not_accepted: Option<NotAccepted>,
    /// What was answered at once, if so.
    pub answer: Option<Answer>,
    /// Callback rounds, one for each answer given.
    pub rounds: Vec<CallbackRound>,
    /// What the claimant first said; never overwritten (C38).
    pub first_rating: Option<Rating>,
    /// What the claimant last said.
    pub final_rating: Option<Rating>,
    /// Rounds of re-handling so far (C38).
    pub rehandled: u32,
    /// Reason code of an unsatisfied rating that is beyond law or policy.
    pub excuse: Option<crate::command::Excuse>,
    /// The unit's explanation, if one was owed.
    pub explanation: Option<Explanation>,
    /// Unfounded disputes so far (退单不成立), an indication of shirking (C23.1).
    pub unfounded_disputes: u32,
    /// Disposals besides an order, and what the claimant said since.
    #[serde(default)]
    pub disposals: Disposals,
    /// The day on which what cannot be solved now is looked at again (C25.4, P).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisit: Option<Date>,
    /// The end.
    pub archive: Option<Archive>,
}

impl Claim {
    /// The order numbered `n`.
    pub fn order(&self, n: u16) -> Option<&Order> {
        self.orders.iter().find(|order| order.n == n)
    }

    /// The main order now open, if one is.
    pub fn main_order(&self) -> Option<&Order> {
        self.orders.iter().find(|order| order.role == OrderRole::Main && order.is_open())
    }

    /// The main order that answered the claimant last, open or closed.
    pub fn lead_order(&self) -> Option<&Order> {
        self.main_order().or_else(|| {
            self.orders.iter().rev().find(|order| {
                order.role == OrderRole::Main
                    && (order.ended_as(Outcome::Done) || order.ended_as(Outcome::ObjectivelyLimited))
            })
        })
    }

    /// Main orders so far: the trail of hops that claimant and agency see (C23.1).
    pub fn hops(&self) -> u32 {
        // An order that was sent in error never was a hop (law.md §3).
        let counts = |order: &&Order| order.role == OrderRole::Main && !order.ended_as(Outcome::TakenBack);
        u32::try_from(self.orders.iter().filter(counts).count()).unwrap_or(u32::MAX)
    }

    /// Accepted, and nothing has been done with it yet.
    pub fn is_undisposed(&self) -> bool {
        self.stage == Stage::Accepted && self.orders.is_empty() && self.answer.is_none()
    }

    /// Accepted, or handed to an emergency service that has it while something remains (C15.3).
    pub fn waits_for_dispatch(&self) -> bool {
        let acknowledged = self.disposals.emergency.as_ref().is_some_and(|emergency| emergency.acknowledged.is_some());
        let remains = self.stage == Stage::Emergency && acknowledged && self.registration.is_some();
        self.stage == Stage::Accepted || remains
    }

    /// The other region's hotline that passed it here (C8).
    pub fn came_from(&self) -> Option<&UnitCode> {
        self.origin.as_ref()?.from.as_ref()
    }

    /// The complaint on conduct, if it is one (C32).
    pub fn misconduct(&self) -> Option<&Misconduct> {
        self.registration.as_ref()?.misconduct.as_ref()
    }

    /// The open orders that were handed on from this one (C20.2).
    pub fn handed_on(&self, n: u16) -> impl Iterator<Item = &Order> {
        self.orders.iter().filter(move |order| order.parent == Some(n) && order.is_open())
    }

    /// The kind once registered.
    pub fn kind(&self) -> Option<ClaimKind> {
        self.registration.as_ref().map(|registration| registration.kind)
    }

    /// A line to call the claim by.
    pub fn title(&self) -> String {
        if let Some(registration) = &self.registration {
            return registration.title.clone();
        }
        let mut said = self.told.chars().filter(|c| !c.is_control());
        let mut title: String = said.by_ref().take(24).collect();
        if said.next().is_some() {
            title.push('…');
        }
        title
    }

    /// The clause a stage stands on, shown beside its word.
    pub const fn stage_clause(&self) -> Clause {
        match self.stage {
            Stage::Received | Stage::Archived => Clause::C4,
            Stage::Accepted => Clause::C15_1,
            Stage::Refused => Clause::C15_2,
            Stage::Emergency => Clause::C15_3,
            Stage::Transferred => Clause::C8,
            Stage::Joined => Clause::C15_5,
            Stage::Terminated => Clause::C26_2,
            Stage::Answered => Clause::C16,
            Stage::Handling => Clause::C24_1,
            Stage::CallingBack | Stage::Checking | Stage::Explaining | Stage::Explained => Clause::C38,
        }
    }

    /// Whether this person raised it.
    pub fn is_of(&self, person: PersonId) -> bool {
        self.claimant.person == person
    }

    /// Units that hold or held an order of the claim, first receiver first; then those that were asked about it, and those
    /// whose opinion on an order is asked now.
    pub fn units(&self) -> impl Iterator<Item = &UnitCode> {
        let asked = self.disposals.consultations.iter().map(|consultation| &consultation.unit);
        let expert = self.disposals.expert.iter().map(|expert| &expert.unit);
        let opinion = self.orders.iter().filter_map(Order::asks_opinion_of);
        self.orders.iter().map(|order| &order.unit).chain(asked).chain(expert).chain(opinion)
    }
}
