//! 督办: an aggregate of its own (C37.1, C37.2). Raised by the clock or by a feedback sent back, answered by the unit,
//! checked by the agency, put forward for key supervision, decided by the competent authority. It never closes an order.

use law::registry::{Registry, UnitCode};
use law::{Clause, Instant};
use serde::{Deserialize, Serialize};

use crate::authority::{Role, Scope};
use crate::claim::{ClaimId, codes};
use crate::clocks::{ClockKind, Clocks, RunningClock};
use crate::event::Recorded;
use crate::number::ClaimNo;
use crate::promise::unit_name;
use crate::reactions::{Notice, Recipient};

/// A supervision's identity inside the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SupervisionId(pub i64);

codes! {
    /// What raised it (C37.1); conduct not answered in 24 hours counts with them (C32, P).
    Trigger {
        NotSigned = "not_signed" "未按照规定期限签收",
        NotClosed = "not_closed" "未按照规定期限办结",
        NotAsRequired = "not_as_required" "未按照规范内容反馈办理情况",
        Knowledge = "knowledge" "未按照要求更新热线知识库",
        Misconduct = "misconduct" "作风类投诉举报二十四小时内未反馈",
        /// Where policy makes it one (P).
        NotContacted = "not_contacted" "签收后未按照规定期限联系诉求人",
    }
}

codes! {
    /// Why it is put forward for key supervision (C37.2).
    KeyGround {
        Attention = "attention" "诉求量大、社会关注度高",
        PoorHandling = "poor_handling" "办理不力、造成不良影响",
        NoEffect = "no_effect" "整改落实不到位",
        Other = "other" "其他需要重点督办的情形",
    }
}

codes! {
    /// Where it stands.
    SupervisionStage {
        Issued = "issued" "待答复",
        Answered = "answered" "待核查",
        Closed = "closed" "已了结",
    }
}

/// What it is about: one order of one claim, and the unit that held it then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The claim.
    pub claim: ClaimId,
    /// Its number.
    pub claim_no: ClaimNo,
    /// The order's place in it.
    pub order: u16,
    /// The unit supervised.
    pub unit: UnitCode,
}

/// 督办函: the facts, what is demanded, by when (the clock beside it).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What happened.
    pub facts: String,
    /// What is to be done.
    pub demand: String,
}

/// A unit's answer and what the agency found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionAnswer {
    /// Which unit.
    pub unit: UnitCode,
    /// Why it came to this.
    pub reasons: String,
    /// What is done about it, and by when.
    pub measures: String,
    /// When.
    pub at: Instant,
    /// Why it was sent back, if it was.
    pub sent_back: Option<String>,
}

/// Put forward for key supervision, and the authority's decision (C37.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyProposal {
    /// One of the four.
    pub ground: KeyGround,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
    /// Yes or no, and why, once decided.
    pub decision: Option<(bool, String)>,
}

/// A supervision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    /// Identity.
    pub id: SupervisionId,
    /// The letter's number.
    pub no: ClaimNo,
    /// Sequence number of the last event folded.
    pub version: u64,
    /// The agency that supervises: the one that dispatched the order (P).
    pub agency: UnitCode,
    /// What raised it.
    pub trigger: Trigger,
    /// About what.
    pub subject: Subject,
    /// Other units supervised with it (joint).
    pub joint: Vec<UnitCode>,
    /// The letter.
    pub letter: Letter,
    /// When it was issued.
    pub issued_at: Instant,
    /// Where it stands.
    pub stage: SupervisionStage,
    /// Until when it is to be answered.
    pub clocks: Clocks,
    /// Answers, oldest first.
    pub answers: Vec<SupervisionAnswer>,
    /// Put forward for key supervision.
    pub key: Option<KeyProposal>,
    /// 重点督办: the authority has decided so.
    pub is_key: bool,
    /// What the check found at the end.
    pub finding: Option<String>,
}

/// What has happened to a supervision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum SupervisionEvent {
    /// The letter went out.
    Issued {
        id: SupervisionId,
        no: ClaimNo,
        agency: UnitCode,
        trigger: Trigger,
        subject: Subject,
        letter: Letter,
        clocks: Vec<RunningClock>,
    },
    /// Another unit is supervised with it.
    UnitJoined { unit: UnitCode, reason: String },
    /// A unit answered.
    Answered { unit: UnitCode, reasons: String, measures: String, complete: bool },
    /// Not good enough: to be answered anew.
    SentBack { reason: String, clocks: Vec<RunningClock> },
    /// Checked and ended.
    Closed { finding: String },
    /// Put forward (C37.2).
    KeyProposed { ground: KeyGround, reason: String },
    /// The authority decided (C37.2).
    KeyDecided { approved: bool, reason: String, clocks: Vec<RunningClock> },
    /// Not answered in time.
    ClockExpired { kind: ClockKind, due: Instant },
}

impl SupervisionEvent {
    /// The name in records.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Issued { .. } => "SupervisionIssued",
            Self::UnitJoined { .. } => "SupervisionUnitJoined",
            Self::Answered { .. } => "SupervisionAnswered",
            Self::SentBack { .. } => "SupervisionSentBack",
            Self::Closed { .. } => "SupervisionClosed",
            Self::KeyProposed { .. } => "KeySupervisionProposed",
            Self::KeyDecided { .. } => "KeySupervisionDecided",
            Self::ClockExpired { .. } => "SupervisionClockExpired",
        }
    }
}

/// A unit's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerSupervision {
    /// Why it came to this.
    pub reasons: String,
    /// What is done about it, and by when.
    pub measures: String,
}

/// The agency's word with its reason: finding, or why it is sent back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SupervisionWord {
    /// What was found.
    pub text: String,
}

/// Another unit to be supervised with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JoinUnit {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub unit: UnitCode,
    /// Why.
    pub reason: String,
}

/// Put forward for key supervision (C37.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProposeKey {
    /// One of the four.
    pub ground: KeyGround,
    /// Why.
    pub reason: String,
}

/// The authority's decision (C37.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideKey {
    /// It becomes a key supervision.
    pub approved: bool,
    /// Why.
    pub reason: String,
}

/// What may be asked of a supervision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupervisionCommand {
    /// 答复督办.
    Answer(AnswerSupervision),
    /// 核查了结.
    Close(SupervisionWord),
    /// 退回重新答复.
    SendBack(SupervisionWord),
    /// 联合督办.
    Join(JoinUnit),
    /// 提请重点督办 (C37.2).
    ProposeKey(ProposeKey),
    /// 主管机关确定 (C37.2).
    DecideKey(DecideKey),
    /// The answer's time has run out.
    Expire { kind: ClockKind, due: Instant },
}

/// The verbs of a supervision: API paths, buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SupervisionVerb {
    Answer,
    Close,
    SendBack,
    Join,
    ProposeKey,
    DecideKey,
}

impl SupervisionVerb {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Answer, Self::SendBack, Self::Close, Self::Join, Self::ProposeKey, Self::DecideKey];

    /// The word in API paths.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Close => "close",
            Self::SendBack => "send-back",
            Self::Join => "join",
            Self::ProposeKey => "propose-key",
            Self::DecideKey => "decide-key",
        }
    }

    /// The word on buttons.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Answer => "答复督办",
            Self::Close => "核查了结",
            Self::SendBack => "退回重新答复",
            Self::Join => "增加联合督办单位",
            Self::ProposeKey => "提请重点督办",
            Self::DecideKey => "确定重点督办",
        }
    }

    /// The clause it rests on.
    pub const fn clause(self) -> Clause {
        match self {
            Self::Answer | Self::Close | Self::SendBack | Self::Join => Clause::C37_1,
            Self::ProposeKey | Self::DecideKey => Clause::C37_2,
        }
    }

    /// The verb of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.code() == code)
    }

    /// The roles that perform it.
    pub const fn performers(self) -> &'static [Role] {
        match self {
            Self::Answer => &[Role::UnitClerk, Role::UnitHead],
            Self::Close | Self::SendBack | Self::Join | Self::ProposeKey => {
                &[Role::Supervisor, Role::Reviewer, Role::AgencyHead]
            }
            Self::DecideKey => &[Role::Authority],
        }
    }
}

impl SupervisionCommand {
    /// The command of a verb from its JSON body.
    ///
    /// # Errors
    /// The text of serde.
    pub fn from_json(verb: SupervisionVerb, body: serde_json::Value) -> Result<Self, serde_json::Error> {
        Ok(match verb {
            SupervisionVerb::Answer => Self::Answer(serde_json::from_value(body)?),
            SupervisionVerb::Close => Self::Close(serde_json::from_value(body)?),
            SupervisionVerb::SendBack => Self::SendBack(serde_json::from_value(body)?),
            SupervisionVerb::Join => Self::Join(serde_json::from_value(body)?),
            SupervisionVerb::ProposeKey => Self::ProposeKey(serde_json::from_value(body)?),
            SupervisionVerb::DecideKey => Self::DecideKey(serde_json::from_value(body)?),
        })
    }

    /// Which verb it is; none for the clock's.
    pub const fn verb(&self) -> Option<SupervisionVerb> {
        match self {
            Self::Answer(_) => Some(SupervisionVerb::Answer),
            Self::Close(_) => Some(SupervisionVerb::Close),
            Self::SendBack(_) => Some(SupervisionVerb::SendBack),
            Self::Join(_) => Some(SupervisionVerb::Join),
            Self::ProposeKey(_) => Some(SupervisionVerb::ProposeKey),
            Self::DecideKey(_) => Some(SupervisionVerb::DecideKey),
            Self::Expire { .. } => None,
        }
    }
}

impl Supervision {
    /// The units supervised, the first one first.
    pub fn units(&self) -> impl Iterator<Item = &UnitCode> {
        std::iter::once(&self.subject.unit).chain(&self.joint)
    }

    /// Whether somebody of `unit` may see it: the city all, a county agency its own, a unit those in which it is
    /// supervised (C37.1). What may not be seen does not exist for the reader (security.md B).
    pub fn is_seen_by(&self, scope: &Scope, unit: &UnitCode) -> bool {
        match scope {
            Scope::City => true,
            Scope::County(_) => &self.agency == unit,
            Scope::Unit(unit) => self.units().any(|one| one == unit),
        }
    }

    /// The unit's last answer stands.
    pub fn has_answered(&self, unit: &UnitCode) -> bool {
        self.answers.iter().rev().find(|answer| &answer.unit == unit).is_some_and(|answer| answer.sent_back.is_none())
    }

    /// The supervision of a whole stream; none if it does not begin with its letter.
    pub fn fold<'a>(stream: impl IntoIterator<Item = &'a Recorded<SupervisionEvent>>) -> Option<Self> {
        let mut stream = stream.into_iter();
        let mut supervision = Self::open(stream.next()?)?;
        for recorded in stream {
            supervision.apply(recorded);
        }
        Some(supervision)
    }

    /// The supervision of its first event.
    pub fn open(recorded: &Recorded<SupervisionEvent>) -> Option<Self> {
        let SupervisionEvent::Issued { id, no, agency, trigger, subject, letter, clocks } = &recorded.event else {
            return None;
        };
        let mut running = Clocks::default();
        running.start(clocks);
        Some(Self {
            id: *id,
            no: no.clone(),
            version: recorded.seq,
            agency: agency.clone(),
            trigger: *trigger,
            subject: subject.clone(),
            joint: Vec::new(),
            letter: letter.clone(),
            issued_at: recorded.at,
            stage: SupervisionStage::Issued,
            clocks: running,
            answers: Vec::new(),
            key: None,
            is_key: false,
            finding: None,
        })
    }

    /// Folds one more event; total, like the claim's.
    pub fn apply(&mut self, recorded: &Recorded<SupervisionEvent>) {
        self.version = recorded.seq;
        match &recorded.event {
            SupervisionEvent::Issued { .. } => {}
            SupervisionEvent::UnitJoined { unit, .. } => {
                self.joint.push(unit.clone());
                // The new one has not answered yet.
                if self.stage == SupervisionStage::Answered {
                    self.stage = SupervisionStage::Issued;
                }
            }
            SupervisionEvent::Answered { unit, reasons, measures, complete } => {
                self.answers.push(SupervisionAnswer {
                    unit: unit.clone(),
                    reasons: reasons.clone(),
                    measures: measures.clone(),
                    at: recorded.at,
                    sent_back: None,
                });
                if *complete {
                    self.stage = SupervisionStage::Answered;
                    self.clocks.stop(ClockKind::Supervision);
                }
            }
            SupervisionEvent::SentBack { reason, clocks } => {
                for answer in self.answers.iter_mut().filter(|answer| answer.sent_back.is_none()) {
                    answer.sent_back = Some(reason.clone());
                }
                self.stage = SupervisionStage::Issued;
                self.clocks.start(clocks);
            }
            SupervisionEvent::Closed { finding } => {
                self.stage = SupervisionStage::Closed;
                self.finding = Some(finding.clone());
                self.clocks.stop_all();
            }
            SupervisionEvent::KeyProposed { ground, reason } => {
                self.key =
                    Some(KeyProposal { ground: *ground, reason: reason.clone(), at: recorded.at, decision: None });
            }
            SupervisionEvent::KeyDecided { approved, reason, clocks } => {
                if let Some(key) = &mut self.key {
                    key.decision = Some((*approved, reason.clone()));
                }
                self.is_key |= *approved;
                self.clocks.start(clocks);
            }
            SupervisionEvent::ClockExpired { kind, .. } => {
                if let Some(clock) = self.clocks.get_mut(*kind) {
                    clock.expired_at = Some(recorded.at);
                }
            }
        }
    }
}

/// An event in words.
pub fn narrate(recorded: &Recorded<SupervisionEvent>, registry: &Registry) -> String {
    let name = |unit| unit_name(registry, unit);
    match &recorded.event {
        SupervisionEvent::Issued { letter, .. } => format!("发出督办：{}{}", letter.facts, letter.demand),
        SupervisionEvent::UnitJoined { unit, reason } => format!("{}一并督办：{reason}", name(unit)),
        SupervisionEvent::Answered { unit, reasons, measures, .. } => {
            format!("{}答复：{reasons}；整改：{measures}", name(unit))
        }
        SupervisionEvent::SentBack { reason, .. } => format!("退回重新答复：{reason}"),
        SupervisionEvent::Closed { finding } => format!("核查了结：{finding}"),
        SupervisionEvent::KeyProposed { ground, reason } => format!("提请重点督办（{}）：{reason}", ground.zh()),
        SupervisionEvent::KeyDecided { approved: true, reason, .. } => format!("主管机关确定重点督办：{reason}"),
        SupervisionEvent::KeyDecided { reason, .. } => format!("主管机关没有确定重点督办：{reason}"),
        SupervisionEvent::ClockExpired { due, .. } => format!("没有在{}前答复", due.shown()),
    }
}

/// Who is told of it.
pub fn react(recorded: &Recorded<SupervisionEvent>, supervision: &Supervision) -> Vec<Notice> {
    let no = &supervision.no;
    let notice = |to: Recipient, code: &'static str, text: String| Notice { to, code, clause: recorded.clause, text };
    let units = |code: &'static str, text: String| -> Vec<Notice> {
        supervision.units().map(|unit| notice(Recipient::Unit(unit.clone()), code, text.clone())).collect()
    };
    let office = |role: Role, code: &'static str, text: String| {
        notice(Recipient::Office(supervision.agency.clone(), role), code, text)
    };
    match &recorded.event {
        SupervisionEvent::Issued { letter, .. } => {
            let mut told = units("supervised", format!("督办{no}：{}{}", letter.facts, letter.demand));
            told.push(office(Role::Supervisor, "supervised", format!("系统已发督办{no}：{}", letter.facts)));
            if supervision.trigger == Trigger::Misconduct {
                told.push(office(Role::AgencyHead, "supervised", format!("系统已发督办{no}：{}", letter.facts)));
            }
            told
        }
        SupervisionEvent::UnitJoined { unit, .. } => {
            let text = format!("督办{no}：{}{}", supervision.letter.facts, supervision.letter.demand);
            vec![notice(Recipient::Unit(unit.clone()), "supervised", text)]
        }
        SupervisionEvent::Answered { complete: true, .. } => {
            vec![office(Role::Supervisor, "supervision_answered", format!("督办{no}已答复，请核查。"))]
        }
        SupervisionEvent::SentBack { reason, .. } => {
            units("supervision_sent_back", format!("督办{no}退回重新答复：{reason}"))
        }
        SupervisionEvent::Closed { .. } => units("supervision_closed", format!("督办{no}已了结。")),
        SupervisionEvent::KeyProposed { .. } => {
            vec![office(Role::Authority, "key_proposed", format!("督办{no}提请重点督办，请确定。"))]
        }
        SupervisionEvent::KeyDecided { approved: true, .. } => {
            units("key_supervised", format!("督办{no}已确定为重点督办，请主要负责人抓紧整改。"))
        }
        SupervisionEvent::KeyDecided { .. } => {
            vec![office(Role::Supervisor, "key_refused", format!("督办{no}没有确定为重点督办。"))]
        }
        SupervisionEvent::ClockExpired { .. } => {
            vec![office(Role::Supervisor, "supervision_late", format!("督办{no}到期没有答复。"))]
        }
        SupervisionEvent::Answered { .. } => Vec::new(),
    }
}
