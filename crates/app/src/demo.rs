//! The demo city: accounts by role, and some three hundred appeals of our own writing (`demo/appeals.csv`) played through
//! the loop up to now, so that every state and lamp can be seen.

mod accounts;
mod after;
mod beside;

use std::collections::BTreeMap;

use hotline::{
    About, AckArrival, AnswerAtOnce, Answered, AskExtension, CategoryRef, Channel, ClaimKind, ClaimNo, ClaimantKind,
    Command, Contact, ContactPurpose, DecideExtension, Dispute, Evidence, ExtensionRuling, Facts, Feedback, LawfulWay,
    NextStep, Origin, Place, Rating, ReadBack, RefusalGround, RefuseClaim, Registration, Resolution, RuleDispute,
    Ruling, Satisfaction, Solved, SpeaksFor, Telling, TellingWay,
};
use law::registry::{CategoryCode, DivisionCode, UnitCode};
use law::{Date, Instant};
use serde::Deserialize;

use crate::App;
use crate::error::AppError;
use crate::intake::Intake;
use crate::play::Player;

/// The appeals, our own writing: one a row, with what was answered.
pub const APPEALS: &str = include_str!("../demo/appeals.csv");

/// A row of the file.
#[derive(Debug, Clone, Deserialize)]
struct Row {
    n: u32,
    channel: String,
    kind: String,
    category: String,
    division: String,
    place: String,
    title: String,
    text: String,
    name: String,
    #[serde(rename = "sex")]
    _sex: String,
    phone: String,
    confidential: u8,
    enterprise: u8,
    course: String,
    answer: String,
    internal: String,
    measures: String,
    basis: String,
    rating: String,
    note: String,
}

/// A sign-in of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// What to type.
    pub login: String,
    /// Who that is.
    pub office: String,
}

/// What the demo made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demo {
    /// Accounts worth trying, by role.
    pub sign_ins: Vec<SignIn>,
    /// Claims by stage, in words.
    pub stages: BTreeMap<&'static str, u32>,
    /// Claims to track: how they stand, number, code.
    pub examples: Vec<(&'static str, ClaimNo, String)>,
}

/// Makes accounts and plays the appeals. The application must stand on a manual clock; `until` is the present.
///
/// # Errors
/// [`AppError::Input`] names the row that does not go through: a fault in the demo's own texts.
pub async fn play(
    app: &App,
    until: Instant,
    password: &str,
    mut progress: impl FnMut(u64, u64),
) -> Result<Demo, AppError> {
    app.clock().set(until.plus_days(-30));
    let hash = app.hash(password).await?;
    let mut demo = Demo { sign_ins: accounts::agency(app, &hash).await?, ..Demo::default() };
    let mut reader = csv::Reader::from_reader(APPEALS.as_bytes());
    let rows =
        reader.deserialize().collect::<Result<Vec<Row>, _>>().map_err(|error| AppError::Input(error.to_string()))?;
    let total = rows.len() as u64;
    let player = Player::new(app)?;
    let mut units: BTreeMap<UnitCode, u32> = BTreeMap::new();
    let mut asked: Vec<UnitCode> = Vec::new();
    for (done, row) in (1_u64..).zip(&rows) {
        progress(done, total);
        let course = Course { app, player: &player, row, until };
        let no =
            course.play().await.map_err(|error| AppError::Input(format!("演示诉求第{}行：{}", row.n, error.zh())))?;
        let claim = player.claim(&no).await?;
        *demo.stages.entry(claim.stage.zh()).or_default() += 1;
        asked.extend(asked_of(&claim));
        for unit in claim.units() {
            *units.entry(unit.clone()).or_default() += u32::from(claim.archive.is_none()) * 10 + 1;
        }
        let shown = example(&row.course);
        if !shown.is_empty() && demo.examples.iter().all(|(known, _, _)| *known != shown) {
            demo.examples.push((shown, no.clone(), app.query_code(&no)));
        }
    }
    player.at(until).await?;
    app.run_outbox().await?;
    demo.sign_ins.extend(accounts::units(app, &hash, units, &asked).await?);
    Ok(demo)
}

/// How a course stands in words, where it is worth tracking.
fn example(course: &str) -> &'static str {
    match course {
        "contacted" => "办理中",
        "callback_waiting" => "已答复，请评价",
        "suspended" => "已中止",
        "unresolvable" => "暂时解决不了",
        "terminated_objection" => "已终止，异议待裁定",
        "transferred" => "已转外地",
        "supplemented_urged" => "补充过、催过",
        _ => "",
    }
}

/// Units that were asked something without an order of theirs.
fn asked_of(claim: &hotline::Claim) -> Vec<UnitCode> {
    let own = &claim.disposals;
    let consulted = own.open_consultation().map(|open| open.unit.clone());
    consulted.into_iter().chain(own.expert.as_ref().map(|expert| expert.unit.clone())).collect()
}

/// One appeal on its way.
struct Course<'a> {
    app: &'a App,
    player: &'a Player<'a>,
    row: &'a Row,
    until: Instant,
}

impl Course<'_> {
    async fn play(&self) -> Result<ClaimNo, AppError> {
        let course = self.row.course.as_str();
        match course {
            "waiting_accept" => self.received(self.ago(10 + minutes(self.row.n, 95)), true).await,
            "waiting_dispatch" => self.accepted(self.ago(8 + minutes(self.row.n, 105))).await,
            "answer" => self.answered().await,
            _ if course.starts_with("refuse:") => self.refused().await,
            _ if beside::is_beside(course) => self.beside().await,
            _ => self.dispatched().await,
        }
    }

    /// Minutes before the present.
    fn ago(&self, minutes: i64) -> Instant {
        self.until.plus_minutes(-minutes)
    }

    /// A working morning or afternoon, so many working days before today.
    fn working_day(&self, back: u32) -> Instant {
        let calendar = self.app.calendar();
        let mut day: Date = self.until.date();
        let mut left = back;
        while left > 0 {
            day = Instant::end_of(day).plus_days(-2).date();
            if calendar.is_workday(day).working {
                left -= 1;
            }
        }
        Instant::local(day, 8, 30).plus_minutes(minutes(self.row.n, 240))
    }

    /// The `days`-th working day after an instant, at an hour.
    fn later(&self, from: Instant, days: u32, hour: u8) -> Instant {
        let due = law::due(law::Limit::WorkingDays(days), from, self.app.calendar());
        Instant::local(due.at.plus_minutes(-1).date(), hour, 0).plus_minutes(minutes(self.row.n, 50)).min(self.until)
    }

    /// By telephone it is registered at once, by other ways it waits to be accepted.
    async fn received(&self, at: Instant, waiting: bool) -> Result<ClaimNo, AppError> {
        self.player.at(at).await?;
        let row = self.row;
        let mut channel = Channel::from_code(&row.channel).unwrap_or(Channel::Web);
        if waiting && channel == Channel::Phone {
            channel = Channel::Wechat;
        }
        let registration = (channel == Channel::Phone).then(|| self.registration());
        let intake = Intake {
            channel,
            name: row.name.clone(),
            phone: row.phone.clone(),
            mail: String::new(),
            claimant_kind: if row.enterprise == 1 { ClaimantKind::Legal } else { ClaimantKind::Natural },
            speaks_for: SpeaksFor::Own,
            told: row.text.clone(),
            told_place: row.place.clone(),
            origin: (channel == Channel::Transfer).then(|| Origin {
                from: Some("X-TJ".into()),
                no: format!("TJ-2026-{:04}", row.n),
                at: None,
            }),
            confidential: row.confidential == 1,
            enterprise: row.enterprise == 1,
            registration,
        };
        let receipt = self.app.receive_as(intake, Some(self.player.agency()), &format!("demo/{}", row.n)).await?;
        if channel == Channel::Transfer {
            self.player.at(at.plus_minutes(3)).await?;
            let arrived = AckArrival { who: "天津12345值守席".to_owned(), at: self.app.now() };
            self.player.by_agency(&receipt.no, Command::AckArrival(arrived)).await?;
        }
        Ok(receipt.no)
    }

    async fn accepted(&self, at: Instant) -> Result<ClaimNo, AppError> {
        let no = self.received(at, false).await?;
        if self.player.claim(&no).await?.stage == hotline::Stage::Received {
            self.player.at(at.plus_minutes(6)).await?;
            self.player.by_agency(&no, Command::Accept(self.registration())).await?;
        }
        Ok(no)
    }

    fn registration(&self) -> Registration {
        let row = self.row;
        Registration {
            misconduct: self.misconduct(),
            kind: ClaimKind::from_code(&row.kind).unwrap_or(ClaimKind::Help),
            category: CategoryRef { code: CategoryCode::from(row.category.as_str()), version: String::new() },
            place: Place { division: DivisionCode::from(row.division.as_str()), text: row.place.clone() },
            title: row.title.clone(),
            content: String::new(),
            demands: Vec::new(),
            read_back: Some(ReadBack { text: row.title.clone(), confirmed: true }),
            truth_told: true,
        }
    }

    fn told(&self) -> Telling {
        Telling { way: TellingWay::Phone, at: self.app.now() }
    }

    async fn answered(&self) -> Result<ClaimNo, AppError> {
        let at = self.working_day(1 + self.row.n % 8);
        let no = self.accepted(at).await?;
        self.player.at(at.plus_minutes(9)).await?;
        let answer = AnswerAtOnce {
            text: self.row.answer.clone(),
            source: or(&self.row.basis, "热线知识库"),
            told: self.told(),
            rating: satisfaction(&self.row.rating).map(|satisfaction| self.rating(satisfaction)),
        };
        self.player.by_agency(&no, Command::AnswerAtOnce(answer)).await?;
        Ok(no)
    }

    async fn refused(&self) -> Result<ClaimNo, AppError> {
        // What is objected to was refused today, or the claim would be archived by now.
        let objected = self.row.course.starts_with("refused");
        let at = if objected { self.ago(240) } else { self.working_day(1 + self.row.n % 8) };
        let no = self.received(at, true).await?;
        self.player.at(at.plus_minutes(25)).await?;
        let item = self.row.course.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap_or(1);
        let ground = RefusalGround::ALL.get(item - 1).copied().unwrap_or(RefusalGround::OutsideCity);
        let about = About {
            category: CategoryRef { code: self.row.category.as_str().into(), version: String::new() },
            place: Place { division: self.row.division.as_str().into(), text: self.row.place.clone() },
        };
        let refusal = RefuseClaim {
            about: Some(about),
            ground,
            facts: or(&self.row.internal, "诉求人陈述的情况"),
            explanation: self.row.answer.clone(),
            way: LawfulWay {
                body: or(&self.row.measures, "依法应当受理的机关").chars().take(150).collect(),
                reach: String::new(),
            },
            told: self.told(),
        };
        self.player.by_agency(&no, Command::Refuse(refusal)).await?;
        Ok(no)
    }

    /// Handed over, then as far as the course goes.
    async fn dispatched(&self) -> Result<ClaimNo, AppError> {
        let course = self.row.course.as_str();
        let consultation = self.row.kind == "consultation";
        let start = match course {
            "waiting_sign" | "dispute_pending" => self.ago(200 + minutes(self.row.n, 60)),
            "signed" | "contacted" => self.working_day(1),
            "fed_back" | "extension_pending" => self.working_day(if consultation { 1 } else { 3 }),
            "callback_waiting" | "late_sign" | "called_once" | "checking" | "explaining" | "explained" => {
                self.working_day(3)
            }
            "late_handle" => self.working_day(8),
            _ => self.working_day(9 + self.row.n % 7),
        };
        let no = self.accepted(start).await?;
        self.player.at(start.plus_minutes(30)).await?;
        let with_co = course == "cohandling";
        let dispatch = self.player.by_the_list(&no, with_co).await?;
        let mut unit = dispatch.lead.clone();
        self.player.by_agency(&no, Command::Dispatch(dispatch)).await?;
        let mut order = 1;
        match course {
            "waiting_sign" | "late_sign" => return Ok(no),
            "dispute_pending" => {
                self.player.at(start.plus_minutes(120)).await?;
                self.dispute(&no, &unit).await?;
                return Ok(no);
            }
            "dispute_upheld" | "dispute_continue" => {
                self.player.at(start.plus_minutes(150)).await?;
                let suggested = self.dispute(&no, &unit).await?;
                self.player.at(start.plus_minutes(230)).await?;
                if let Some(next) = self.rule(&no, suggested).await? {
                    unit = next;
                    order = 2;
                }
            }
            _ => {}
        }
        self.handled(&no, &unit, order, start).await?;
        Ok(no)
    }

    async fn dispute(&self, no: &ClaimNo, unit: &UnitCode) -> Result<UnitCode, AppError> {
        let suggested = self.another_unit(no, unit).await?;
        let dispute = Dispute {
            basis: "职责清单和本单位三定规定".to_owned(),
            reasons: or(self.row.note.split("裁定：").next().unwrap_or_default(), "该事项不在本单位职责范围内"),
            suggested: suggested.clone(),
            complex: None,
        };
        self.player.by_unit(no, unit, Command::Dispute { order: 1, dispute }).await?;
        Ok(suggested)
    }

    /// A unit of the same kind or level that could have the duty instead.
    async fn another_unit(&self, no: &ClaimNo, unit: &UnitCode) -> Result<UnitCode, AppError> {
        let units = &self.app.registry().units;
        let mine = units.get(unit).ok_or(AppError::NotFound)?;
        let claim = self.player.claim(no).await?;
        let registration = claim.registration.ok_or(AppError::NotFound)?;
        let duty = self.app.registry().duty(&registration.category.code, &registration.place.division, None);
        let listed = duty.map(|duty| duty.co_units).unwrap_or_default();
        let listed = listed.iter().filter_map(|code| units.get(code)).find(|other| other.tier == mine.tier);
        let like = |other: &&law::registry::Unit| {
            other.kind == mine.kind && other.utility == mine.utility && other.code != mine.code
        };
        let alike = units.all().iter().filter(like).find(|other| other.parent == mine.parent);
        let any = units.all().iter().find(like);
        listed.or(alike).or(any).map(|unit| unit.code.clone()).ok_or(AppError::NotFound)
    }

    async fn rule(&self, no: &ClaimNo, suggested: UnitCode) -> Result<Option<UnitCode>, AppError> {
        let upheld = self.row.course == "dispute_upheld";
        let ruling =
            if upheld { Ruling::Uphold { next: NextStep::Unit { unit: suggested.clone() } } } else { Ruling::Continue };
        let reason = if upheld {
            "经核对职责清单和现场情况，异议成立，按建议改派"
        } else {
            "清单列明由该单位承办，请继续办理"
        };
        let ruling = RuleDispute { ruling, reason: reason.to_owned(), precedent: false };
        self.player.by_agency(no, Command::RuleDispute { order: 1, ruling }).await?;
        Ok(upheld.then_some(suggested))
    }

    /// Sign, contact, and what the course has after that.
    async fn handled(&self, no: &ClaimNo, unit: &UnitCode, order: u16, start: Instant) -> Result<(), AppError> {
        let course = self.row.course.as_str();
        let (player, consultation) = (self.player, self.row.kind == "consultation");
        player.at(start.plus_minutes(260)).await?;
        player.by_unit(no, unit, Command::Sign { order }).await?;
        if course == "signed" {
            return Ok(());
        }
        self.contact(no, unit, order, start.plus_minutes(300)).await?;
        match course {
            "contacted" | "late_handle" => return Ok(()),
            "extension_pending" => {
                player.at(self.ago(60)).await?;
                return self.ask_extension(no, unit, order).await;
            }
            "extension" => {
                let day = self.later(start, if consultation { 1 } else { 3 }, 11);
                player.at(day).await?;
                self.ask_extension(no, unit, order).await?;
                player.at(day.plus_minutes(90)).await?;
                let decision = DecideExtension {
                    ruling: ExtensionRuling::Approve { consent: None },
                    reason: "情况属实，同意延期，请向诉求人说明".to_owned(),
                };
                player.by_agency(no, Command::DecideExtension { order, decision }).await?;
            }
            _ => {}
        }
        let done = self.later(start, if consultation { 1 } else { 2 + self.row.n % 2 }, 14);
        let done = if course == "extension" { self.later(start, 5, 14) } else { done };
        let done = match course {
            "fed_back" => self.ago(90),
            "callback_waiting" | "called_once" | "checking" | "explaining" | "explained" => self.later(start, 1, 14),
            _ => done,
        };
        if course == "cohandling" {
            self.co_units(no, start.plus_minutes(320)).await?;
        }
        player.at(done).await?;
        player.by_unit(no, unit, Command::FeedBack { order, feedback: Box::new(self.feedback(false)) }).await?;
        if course == "fed_back" {
            return Ok(());
        }
        player.at(done.plus_minutes(80)).await?;
        self.accept_all(no).await?;
        if course == "callback_waiting" {
            return Ok(());
        }
        self.called_back(no, unit, order, done).await
    }

    async fn contact(&self, no: &ClaimNo, unit: &UnitCode, order: u16, at: Instant) -> Result<(), AppError> {
        self.player.at(at.min(self.until)).await?;
        let contact = Contact {
            at: self.app.now(),
            way: TellingWay::Phone,
            purpose: ContactPurpose::First,
            note: "与诉求人通话，核对情况，约定上门时间".to_owned(),
        };
        self.player.by_unit(no, unit, Command::RecordContact { order, contact }).await.map(|_| ())
    }

    async fn ask_extension(&self, no: &ClaimNo, unit: &UnitCode, order: u16) -> Result<(), AppError> {
        let request = AskExtension {
            working_days: 5,
            reason: or(&self.row.note, "需要现场勘查并协调多方，原期限内难以办结"),
            progress: or(&self.row.measures, "已现场勘查，方案正在确定"),
        };
        self.player.by_unit(no, unit, Command::AskExtension { order, request }).await.map(|_| ())
    }

    /// The co-units sign and report to the lead.
    async fn co_units(&self, no: &ClaimNo, at: Instant) -> Result<(), AppError> {
        let claim = self.player.claim(no).await?;
        self.player.at(at).await?;
        for order in claim.orders.iter().filter(|order| order.role == hotline::OrderRole::CoHandling) {
            self.player.by_unit(no, &order.unit, Command::Sign { order: order.n }).await?;
            let feedback = Box::new(self.feedback(true));
            self.player.by_unit(no, &order.unit, Command::FeedBack { order: order.n, feedback }).await?;
        }
        Ok(())
    }

    /// Co-units' feedback first, then the lead's.
    async fn accept_all(&self, no: &ClaimNo) -> Result<(), AppError> {
        let claim = self.player.claim(no).await?;
        let mut waiting: Vec<_> = claim
            .orders
            .iter()
            .filter(|order| order.state == hotline::OrderState::FedBack)
            .map(|order| (order.role, order.n))
            .collect();
        waiting.sort_by_key(|(role, _)| std::cmp::Reverse(*role));
        for (_, order) in waiting {
            self.player.by_agency(no, Command::AcceptFeedback { order }).await?;
        }
        Ok(())
    }

    /// What a unit reports; a co-unit does not answer the claimant.
    fn feedback(&self, co: bool) -> Feedback {
        let row = self.row;
        let answered = Answered::Told { at: self.app.now(), way: TellingWay::Phone, whom: "本人".to_owned() };
        Feedback {
            answered: (!co).then_some(answered),
            facts: Facts::True,
            measures: or(&row.measures, "现场核实并处理"),
            result: if co {
                "已配合办理，情况报主办单位".to_owned()
            } else {
                "已办理并答复诉求人".to_owned()
            },
            basis: or(&row.basis, "职责清单"),
            resolution: Resolution::Resolved,
            public_answer: if co { String::new() } else { row.answer.clone() },
            internal: row.internal.clone(),
            evidence: vec![Evidence {
                name: format!("现场照片-{}.jpg", row.n), shows: "处理后现场".to_owned()
            }],
            addressed: Vec::new(),
        }
    }

    fn rating(&self, satisfaction: Satisfaction) -> Rating {
        let bad = !satisfaction.is_satisfied();
        Rating {
            solved: if bad { Solved::No } else { Solved::Yes },
            satisfaction,
            unit_contacted: Some(true),
            words: if bad { self.row.note.clone() } else { String::new() },
        }
    }
}

/// A spread that is the same each time.
fn minutes(n: u32, within: u32) -> i64 {
    i64::from(n.wrapping_mul(37) % within)
}

fn or(text: &str, else_: &str) -> String {
    if text.trim().is_empty() { else_.to_owned() } else { text.to_owned() }
}

fn satisfaction(code: &str) -> Option<Satisfaction> {
    Satisfaction::from_code(code)
}

/// A password for the demo's accounts, new each time: a default one would end in somebody's city.
pub fn password() -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
    let mut bytes = [0_u8; 10];
    if getrandom::fill(&mut bytes).is_err() {
        return "yanshi-mima-2026".to_owned();
    }
    bytes.iter().map(|byte| char::from(SIGNS.get(usize::from(byte & 31)).copied().unwrap_or(b'a'))).collect()
}
