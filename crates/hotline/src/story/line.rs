//! A line of a story: `MM-DD HH:MM 谁 做什么 字段=值 …`, with defaults for all that the story is not about.

use std::fmt;

use law::registry::{CategoryCode, DivisionCode, Registry, UnitCode};
use law::{Date, Instant, Limit};

use super::new_version;
use super::telling::{OrderSeen, Snapshot};
use crate::claim::{
    About, CategoryRef, Channel, ClaimKind, Claimant, ClaimantKind, Explanation, LawfulWay, Misconduct, MisconductKind,
    Origin, PersonId, Place, ReadBack, RefusalGround, Registration, SpeaksFor, Telling, TellingWay,
};
use crate::command::{
    AllowFeedback, AnswerAtOnce, AskExtension, CheckFinding, CoOrder, Command, DecideExtension, Dispatch, Excuse,
    ExtensionRuling, NextStep, OwnLimit, Receive, RefuseClaim, ReturnFeedback, RuleDispute, Ruling,
};
use crate::order::{Answered, Contact, ContactPurpose, Dispute, Evidence, Facts, Feedback, OrderRole, Resolution};
use crate::rating::{CallbackMethod, CallbackOutcome, CallbackTry, Rating, Satisfaction, Solved};

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第{line}行：{why}")]
pub struct StoryError {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// 热线: operator, dispatcher and shift leader.
    Hotline,
    /// 审核.
    Reviewer,
    /// 负责人: the agency's head.
    Head,
    /// 回访: a callback worker.
    Callback,
    /// 诉求人.
    Claimant,
    /// 时钟: nobody; time passes.
    Clock,
    /// An undertaking unit, by its name or a short one.
    Unit(UnitCode),
}

/// A line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Instant,
    /// Who.
    pub who: Who,
    pub(super) verb: String,
    pub(super) args: Vec<String>,
    fields: Vec<(String, String)>,
    number: usize,
}

/// What a line asks of the world.
pub(super) enum Asked {
    Nothing,
    Receive(Box<Receive>),
    Act(Box<Command>),
}

impl Line {
    /// Reads a line.
    ///
    /// # Errors
    /// [`StoryError`]: no time, nobody known, no act.
    pub fn read(number: usize, text: &str) -> Result<Self, StoryError> {
        let wrong = |why: String| StoryError { line: number, why };
        let mut words = text.split_whitespace();
        let mut next = || words.next().ok_or_else(|| wrong("要写成“月-日 时:分 谁 做什么”".to_owned()));
        let (day, time, who) = (next()?, next()?, next()?);
        let at = instant(day, time).ok_or_else(|| wrong(format!("时间“{day} {time}”无法识别")))?;
        let verb = if matches!(who, "时钟" | "政策") { who.to_owned() } else { next()?.to_owned() };
        let who = match who {
            "热线" => Who::Hotline,
            "审核" => Who::Reviewer,
            "负责人" => Who::Head,
            "回访" => Who::Callback,
            "诉求人" => Who::Claimant,
            "时钟" | "政策" => Who::Clock,
            name => Who::Unit(unit(name).ok_or_else(|| wrong(format!("没有“{name}”这个单位")))?),
        };
        let (mut args, mut fields) = (Vec::new(), Vec::new());
        for word in words {
            match word.split_once('=') {
                Some((field, value)) => fields.push((field.to_owned(), value.to_owned())),
                None => args.push(word.to_owned()),
            }
        }
        Ok(Self { at, who, verb, args, fields, number })
    }

    /// The version that a line `政策` brings in, with its document.
    pub(super) fn policy(&self) -> Result<Option<(String, String)>, StoryError> {
        if self.verb != "政策" {
            return Ok(None);
        }
        let day = self.args.first().and_then(|day| instant(day, "0:00"));
        let from = day.ok_or_else(|| self.wrong("要写从哪一天起"))?.date();
        let rules: Vec<(&str, &str)> = self.fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        Ok(Some((format!("tangshan-{from}"), new_version(from, &rules))))
    }

    pub(super) fn wrong(&self, why: impl fmt::Display) -> StoryError {
        StoryError { line: self.number, why: why.to_string() }
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// A field's text, or what stands for it; `空` leaves it empty.
    pub(super) fn text(&self, name: &str, default: &str) -> String {
        match self.field(name) {
            Some("空") => String::new(),
            Some(value) => value.to_owned(),
            None => default.to_owned(),
        }
    }

    pub(super) fn says(&self, word: &str) -> bool {
        self.args.iter().any(|arg| arg == word)
    }

    pub(super) fn unit(&self, name: &str) -> Result<UnitCode, StoryError> {
        unit(name).ok_or_else(|| self.wrong(format!("没有“{name}”这个单位")))
    }

    /// Units by name among the words, but for those that say something else.
    pub(super) fn named_unit(&self) -> Option<UnitCode> {
        self.args.iter().find_map(|arg| unit(arg))
    }

    pub(super) fn command(&self, claim: Option<&Snapshot>) -> Result<Asked, StoryError> {
        let n = |wanted: fn(&OrderSeen) -> bool| self.order(claim, wanted);
        let own = |order: &OrderSeen| order.open;
        let command = match self.verb.as_str() {
            "时钟" => return Ok(Asked::Nothing),
            "登记" | "网上登记" => return Ok(Asked::Receive(Box::new(self.receive()?))),
            "受理" => Command::Accept(self.registration()),
            "不受理" => Command::Refuse(self.refusal()?),
            "答复" => Command::AnswerAtOnce(AnswerAtOnce {
                text: self.text("内容", "采暖期室温不低于18度"),
                source: self.text("依据", "《河北省供热用热办法》"),
                told: self.told(),
                rating: self.rating(),
            }),
            "派单" => Command::Dispatch(self.dispatch()?),
            "签收" => Command::Sign { order: n(own) },
            "联系" => Command::RecordContact { order: n(own), contact: self.contact() },
            "异议" | "退单" => Command::Dispute { order: n(own), dispute: self.dispute()? },
            "裁定" => Command::RuleDispute { order: n(|order| order.state == "disputed"), ruling: self.ruling()? },
            "申请延期" => Command::AskExtension { order: n(own), request: self.extension() },
            "审核延期" => {
                Command::DecideExtension { order: n(|order| order.extension_pending), decision: self.decision() }
            }
            "同意先行反馈" => Command::AllowFeedback {
                order: n(|order| order.role == OrderRole::Main && order.open),
                allowed: AllowFeedback { reason: self.text("理由", "协办事项不影响答复") },
            },
            "反馈" => Command::FeedBack { order: n(own), feedback: Box::new(self.feedback(claim)) },
            "采纳" => Command::AcceptFeedback { order: n(|order| order.state == "fed_back") },
            "退回" => Command::ReturnFeedback {
                order: n(|order| order.state == "fed_back"),
                returned: ReturnFeedback { reason: self.text("理由", "没有写明结果") },
            },
            "回访" => Command::CallBack(self.callback()?),
            "评价" => Command::Rate(self.rating().ok_or_else(|| self.wrong("评价要写满意程度"))?),
            "核实" => Command::Check(self.finding()?),
            "解释" => Command::Explain(Explanation {
                text: self.text("内容", "已依法办到位，超出部分没有法律依据"),
                told: self.told(),
            }),
            "归档" => Command::Archive,
            _ => self.later(claim)?,
        };
        Ok(Asked::Act(Box::new(command)))
    }

    /// `单=2`, or the unit's own order, or the one named among the words, or the first that fits, or the last.
    pub(super) fn order(&self, claim: Option<&Snapshot>, wanted: fn(&OrderSeen) -> bool) -> u16 {
        if let Some(n) = self.field("单").and_then(|text| text.parse().ok()) {
            return n;
        }
        let orders = claim.map(|claim| claim.orders.as_slice()).unwrap_or_default();
        let whose = match &self.who {
            Who::Unit(unit) => Some(unit.clone()),
            // The unit a ruling names is the next one, not the one whose order it is about.
            Who::Reviewer | Who::Head if self.verb == "裁定" => None,
            Who::Hotline | Who::Reviewer | Who::Head | Who::Callback | Who::Claimant | Who::Clock => self.named_unit(),
        };
        let mine = |order: &&OrderSeen| whose.as_ref().is_none_or(|unit| unit == &order.unit);
        let fits = orders.iter().filter(mine).find(|order| wanted(order));
        fits.or_else(|| orders.iter().rev().find(mine)).or(orders.last()).map_or(1, |order| order.n)
    }

    fn receive(&self) -> Result<Receive, StoryError> {
        let online = self.verb == "网上登记";
        let channel = match self.field("渠道") {
            None if online => Channel::Web,
            None => Channel::Phone,
            Some(name) => {
                *named(Channel::ALL, |channel| channel.zh(), name).ok_or_else(|| self.wrong("没有这个渠道"))?
            }
        };
        Ok(Receive {
            channel,
            claimant: Claimant {
                person: PersonId(7),
                label: "王**".to_owned(),
                kind: ClaimantKind::Natural,
                speaks_for: SpeaksFor::Own,
            },
            confidential: self.says("保密"),
            enterprise: self.says("企业"),
            told: self.text("原话", "暖气三天不热，家里有老人"),
            told_place: String::new(),
            origin: self.field("来源").map(|from| Origin {
                from: unit(from),
                no: self.text("来源编号", "TJ-0226-1"),
                at: None,
            }),
            registration: if online { None } else { Some(self.registration()) },
        })
    }

    pub(super) fn registration(&self) -> Registration {
        let registry = Registry::tangshan();
        let kind = self.args.iter().find_map(|arg| named(ClaimKind::ALL, |kind| kind.zh(), arg)).copied();
        let wanted = self.field("类别").unwrap_or("温度不达标");
        let category = registry
            .categories
            .all()
            .iter()
            .find(|category| {
                category.code.as_str() == wanted || (category.active && category.level == 3 && category.name == wanted)
            })
            .map_or_else(|| CategoryCode::from(wanted), |category| category.code.clone());
        let wanted = self.field("地点").unwrap_or("路北区机场路街道");
        let found = registry.divisions.search(wanted, 1);
        let division = found.first().map_or_else(|| DivisionCode::from(wanted), |place| place.code.clone());
        let title = self.text("标题", "暖气三天不热");
        Registration {
            kind: kind.unwrap_or(ClaimKind::Help),
            category: CategoryRef { code: category, version: String::new() },
            place: Place { division, text: "3号楼".to_owned() },
            content: String::new(),
            demands: self.field("要求").map(|all| all.split('、').map(str::to_owned).collect()).unwrap_or_default(),
            read_back: Some(ReadBack { text: title.clone(), confirmed: !self.says("未复述") }),
            title,
            truth_told: !self.says("未告知"),
            misconduct: self.field("反映").and_then(unit).map(|against| Misconduct {
                kind: self
                    .field("作风")
                    .and_then(|word| named(MisconductKind::ALL, |kind| kind.zh(), word).copied())
                    .unwrap_or(MisconductKind::Idle),
                against,
            }),
        }
    }

    fn refusal(&self) -> Result<RefuseClaim, StoryError> {
        let ground = self
            .args
            .iter()
            .find_map(|arg| RefusalGround::from_code(&format!("C11.{arg}")))
            .ok_or_else(|| self.wrong("不受理要写第几项（1至6）"))?;
        Ok(RefuseClaim {
            ground,
            facts: self.text("事实", "法院已经立案"),
            explanation: self.text("解释", "这件事有法定的途径，热线不能代办"),
            way: LawfulWay { body: self.text("途径", "路北区人民法院"), reach: self.text("联系", "12368") },
            told: self.told(),
            about: (self.field("类别").is_some() || self.field("地点").is_some()).then(|| {
                let registration = self.registration();
                About { category: registration.category, place: registration.place }
            }),
        })
    }

    fn dispatch(&self) -> Result<Dispatch, StoryError> {
        let lead = match self.named_unit() {
            Some(unit) => unit,
            None if self.args.iter().all(|arg| arg == "无危险") => self.by_the_list(),
            None => return Err(self.wrong("没有这个单位")),
        };
        let co = self.field("协办").map(|all| all.split('、').collect::<Vec<_>>()).unwrap_or_default();
        let co = co.into_iter().map(|name| {
            Ok(CoOrder { unit: self.unit(name)?, task: "配合".to_owned(), reason: self.text("协办理由", "") })
        });
        let own = self.field("限").map(|text| text.parse::<Limit>().map_err(|error| self.wrong(error))).transpose()?;
        Ok(Dispatch {
            lead,
            co: co.collect::<Result<_, StoryError>>()?,
            own_limit: own.map(|limit| OwnLimit { limit, reason: self.text("限的理由", "事情紧急") }),
            danger_ruled_out: self.says("无危险"),
            override_reason: self.field("理由").map(str::to_owned),
            designation: self.field("指定").map(str::to_owned),
            helper: self.field("帮办").map(str::to_owned),
        })
    }

    /// The unit that the list names for what stories are about where they name nothing: heating in 路北区.
    fn by_the_list(&self) -> UnitCode {
        let registry = Registry::tangshan();
        let place = registry.divisions.search("路北区机场路街道", 1);
        let duty = place.first().and_then(|place| registry.duty(&CategoryCode::from("160402"), &place.code, None).ok());
        duty.map_or_else(|| UnitCode::from(self.verb.as_str()), |duty| duty.lead)
    }

    fn contact(&self) -> Contact {
        let purpose = if self.says("延期") { ContactPurpose::Extension } else { ContactPurpose::First };
        Contact { at: self.earlier(), way: TellingWay::Phone, purpose, note: self.text("说明", "约定上门查看") }
    }

    fn dispute(&self) -> Result<Dispute, StoryError> {
        Ok(Dispute {
            basis: self.text("依据", "三定方案"),
            reasons: self.text("理由", "非本单位职责"),
            suggested: self.unit(self.field("建议").unwrap_or("市住建局"))?,
            complex: self.field("复杂").map(str::to_owned),
        })
    }

    fn ruling(&self) -> Result<RuleDispute, StoryError> {
        let ruling = match self.args.first().map(String::as_str) {
            Some("成立") => Ruling::Uphold {
                next: self.named_unit().map_or(NextStep::DispatchAnew, |unit| NextStep::Unit { unit }),
            },
            Some("继续") => Ruling::Continue,
            Some("不复杂") => Ruling::NotComplex,
            _ => return Err(self.wrong("裁定要写“成立”“继续”或者“不复杂”")),
        };
        Ok(RuleDispute { ruling, reason: self.text("理由", "依职责清单裁定"), precedent: false })
    }

    fn extension(&self) -> AskExtension {
        AskExtension {
            working_days: self.args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(2),
            reason: self.text("理由", "配件未到"),
            progress: self.text("进展", "已查明漏点"),
        }
    }

    fn decision(&self) -> DecideExtension {
        let ruling = if self.says("不同意") {
            ExtensionRuling::Refuse
        } else {
            ExtensionRuling::Approve { consent: self.field("主管机关").map(str::to_owned) }
        };
        DecideExtension { ruling, reason: self.text("理由", "经核实") }
    }

    fn feedback(&self, claim: Option<&Snapshot>) -> Feedback {
        let demands = claim.map_or(0, |claim| claim.demands);
        let addressed = self.field("答到").map_or_else(
            || (0..demands).collect(),
            |all| all.split('、').filter_map(|n| n.parse::<u16>().ok()).filter_map(|n| n.checked_sub(1)).collect(),
        );
        let answered = if self.says("未答复") {
            None
        } else if self.field("未联系上").is_some() {
            Some(Answered::Unreached { proofs: self.text("未联系上", "") })
        } else {
            Some(Answered::Told { at: self.at, way: TellingWay::Phone, whom: "本人".to_owned() })
        };
        Feedback {
            facts: Facts::True,
            measures: self.text("措施", "清洗过滤器"),
            result: self.text("结果", "室温20度"),
            basis: self.text("依据", "《河北省供热用热办法》"),
            resolution: Resolution::Resolved,
            public_answer: self.text("答复", if answered.is_some() { "已清洗过滤器，室温20度" } else { "" }),
            internal: String::new(),
            evidence: if self.says("无证据") {
                Vec::new()
            } else {
                vec![Evidence { name: "测温单".to_owned(), shows: String::new() }]
            },
            answered,
            addressed,
        }
    }

    fn callback(&self) -> Result<CallbackTry, StoryError> {
        let method = self.args.iter().find_map(|arg| named(CallbackMethod::ALL, |method| method.zh(), arg));
        let outcome = match self.rating() {
            Some(rating) => CallbackOutcome::Reached(rating),
            None if self.says("无人接听") => CallbackOutcome::NoAnswer,
            None if self.says("号码有误") => CallbackOutcome::WrongNumber,
            None if self.says("非本人接听") => CallbackOutcome::NotThePerson,
            None if self.says("不愿评价") => CallbackOutcome::Refused,
            None => return Err(self.wrong("回访要写结果")),
        };
        Ok(CallbackTry { method: method.copied().unwrap_or(CallbackMethod::Phone), outcome })
    }

    fn rating(&self) -> Option<Rating> {
        let satisfaction = *self.args.iter().find_map(|arg| named(Satisfaction::ALL, |level| level.zh(), arg))?;
        let solved = self.args.iter().find_map(|arg| named(Solved::ALL, |solved| solved.zh(), arg)).copied();
        let by_mood = if satisfaction.is_satisfied() { Solved::Yes } else { Solved::No };
        Some(Rating {
            solved: solved.unwrap_or(by_mood),
            satisfaction,
            unit_contacted: Some(true),
            words: String::new(),
        })
    }

    fn finding(&self) -> Result<CheckFinding, StoryError> {
        if self.says("疏漏") {
            return Ok(CheckFinding::Omission { demand: self.text("要求", "重新测温并答复") });
        }
        let excuse = self.args.iter().find_map(|arg| named(Excuse::ALL, |excuse| excuse.zh(), arg));
        let excuse = *excuse.ok_or_else(|| self.wrong("核实要写“疏漏”或者原因"))?;
        Ok(CheckFinding::Beyond { excuse, evidence: self.text("依据", "测温合格，退费没有依据") })
    }

    pub(super) fn told(&self) -> Telling {
        Telling { way: TellingWay::Phone, at: self.earlier() }
    }

    /// `时间=02-27T09:00`, or the line's own.
    fn earlier(&self) -> Instant {
        self.instant("时间")
    }

    /// An instant of a field, or the line's own.
    pub(super) fn instant(&self, field: &str) -> Instant {
        self.field(field)
            .and_then(|text| text.split_once('T'))
            .and_then(|(day, time)| instant(day, time))
            .unwrap_or(self.at)
    }
}

/// The value whose Chinese word this is.
pub(super) fn named<'a, T>(all: &'a [T], zh: impl Fn(&T) -> &'static str, word: &str) -> Option<&'a T> {
    all.iter().find(|value| zh(value) == word)
}

/// A unit by its name, or by what everybody calls it: `市城管局`, `路北区政府`.
fn unit(name: &str) -> Option<UnitCode> {
    let units = &Registry::tangshan().units;
    let spellings = [name.to_owned(), format!("唐山{name}"), name.replace("政府", "人民政府")];
    spellings.iter().find_map(|name| {
        let found = units.search(name, 2);
        let first = found.first()?;
        let whole = &first.name == name || first.alias.contains(name);
        (whole || found.len() == 1).then(|| first.code.clone())
    })
}

/// `02-26`, in 2026 unless a year stands before it, and `09:00`.
fn instant(day: &str, time: &str) -> Option<Instant> {
    let day = if day.len() == 5 { format!("2026-{day}") } else { day.to_owned() };
    let date: Date = day.parse().ok()?;
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute) = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
    (hour <= 24 && minute < 60).then(|| Instant::local(date, hour, minute))
}
