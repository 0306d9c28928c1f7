//! Import of citizens' messages from a CSV file: read, register, report; and, for messages that carry their answer,
//! the whole loop at simulated time.

use std::borrow::Cow;

use hotline::{
    Answered, CallbackMethod, CallbackOutcome, CallbackTry, CategoryRef, Channel, ClaimKind, ClaimNo, ClaimantKind,
    Command, Contact, ContactPurpose, Evidence, Facts, Feedback, Origin, Place, Rating, Registration, Resolution,
    Satisfaction, Solved, SpeaksFor, TellingWay,
};
use law::Instant;
use law::registry::{CategoryCode, DivisionCode, Route};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::error::AppError;
use crate::intake::Intake;
use crate::play::Player;

/// A message of the file; columns that a file has besides are left alone.
#[derive(Clone, Deserialize)]
pub struct Message {
    /// The source's own number: importing twice makes one claim.
    pub id: String,
    /// Pseudonym of the writer.
    #[serde(default)]
    pub user: String,
    /// One line.
    #[serde(default)]
    pub title: String,
    /// Local time, ISO without zone.
    #[serde(default)]
    pub time: String,
    /// The message.
    pub text: String,
    /// The department's reply, where the file has one.
    #[serde(default)]
    pub reply: String,
}

/// A row that could not be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Row of the file, from 2 (1 is the header).
    pub row: u64,
    /// The source's number, as far as it could be read.
    pub id: String,
    /// In Chinese.
    pub reason: String,
}

/// What an import ends with: one JSON object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows read.
    pub read: u64,
    /// Claims made, or found to have been made by an earlier import.
    pub imported: u64,
    /// Rows left out, each with its reason.
    pub rejected: Vec<Rejected>,
}

/// Longest text taken, in characters (the domain's own limit).
const LONGEST: usize = 20_000;

/// Longest number of a source, in characters: it becomes a key.
const LONGEST_ID: usize = 100;

/// Messages with their rows in the file.
pub type Numbered = Vec<(u64, Message)>;

/// Reads a CSV file: UTF-8 with or without a mark, or GB18030.
///
/// # Errors
/// [`AppError::Input`] if a column is missing or nothing is in it. Rows that cannot be read are in the report.
pub fn read_messages(bytes: &[u8]) -> Result<(Numbered, Vec<Rejected>), AppError> {
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(AppError::Input("文件是空的。请放入表头 id,user,title,time,text 和留言后再导入。".to_owned()));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| AppError::Input(format!("读不出表头：{error}")))?.clone();
    for wanted in ["id", "text"] {
        if !header.iter().any(|column| column.trim() == wanted) {
            return Err(AppError::Input(format!(
                "缺少“{wanted}”这一列。请把表头写成 id,user,title,time,text 后再导入。"
            )));
        }
    }
    let (mut messages, mut rejected) = (Vec::new(), Vec::new());
    for (row, record) in (2_u64..).zip(reader.records()) {
        let read = record.map_err(|error| error.to_string()).and_then(|record| {
            let id = record.get(0).unwrap_or_default().to_owned();
            record.deserialize::<Message>(Some(&header)).map_err(|error| format!("{id}：{error}"))
        });
        match read {
            Ok(message) => messages.push((row, message)),
            Err(reason) => {
                rejected.push(Rejected { row, id: String::new(), reason: format!("这一行读不出来：{reason}") });
            }
        }
    }
    Ok((messages, rejected))
}

/// The text of the file.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, AppError> {
    let broken = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text.trim_start_matches('\u{feff}'))),
        Err(error) => error.valid_up_to(),
    };
    // Most damaged UTF-8 is also some GB18030, only not what was written: what has more whole characters than broken
    // ones was UTF-8, and nothing of it is guessed at.
    let lossy = String::from_utf8_lossy(bytes);
    let lost = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let whole = lossy.chars().filter(|c| *c >= '\u{800}').count() - lost;
    if bytes.starts_with("\u{feff}".as_bytes()) || whole > lost {
        let line = 1 + bytes.iter().take(broken).filter(|byte| **byte == b'\n').count();
        return Err(AppError::Input(format!(
            "文件应是UTF-8编码，但第{line}行有损坏的字节，没有导入任何一行。请改正这一行，或者从原系统重新导出后再导入。"
        )));
    }
    let (text, _, wrong) = encoding_rs::GB18030.decode(bytes);
    if wrong {
        return Err(AppError::Input("文件既不是UTF-8也不是GB18030编码。请另存为UTF-8的CSV再导入。".to_owned()));
    }
    Ok(text)
}

impl Message {
    /// What cannot be taken in, in words.
    fn fault(&self) -> Option<String> {
        let (length, id) = (self.text.chars().count(), self.id.chars().count());
        if self.text.contains('\0') || self.id.contains('\0') {
            Some("含有无法保存的字符（NUL）".to_owned())
        } else if id > LONGEST_ID {
            Some(format!("编号有{id}个字，最多{LONGEST_ID}个字"))
        } else if self.text.trim().is_empty() {
            Some("没有内容".to_owned())
        } else if length > LONGEST {
            Some(format!("内容有{length}个字，最多{LONGEST}个字"))
        } else if self.id.trim().is_empty() {
            Some("没有编号".to_owned())
        } else {
            None
        }
    }

    /// When it was told there: local time, as `2024-05-01 09:30` or with a `T`, with or without seconds.
    fn told_at(&self) -> Option<Instant> {
        let text = self.time.trim().replace(' ', "T");
        let text = if text.len() == 16 { format!("{text}:00") } else { text };
        Instant::parse_rfc3339(&format!("{text}+08:00")).ok()
    }

    fn intake(&self) -> Intake {
        Intake {
            channel: Channel::Transfer,
            name: String::new(),
            phone: String::new(),
            mail: String::new(),
            claimant_kind: ClaimantKind::Natural,
            speaks_for: SpeaksFor::Own,
            told: self.text.clone(),
            told_place: String::new(),
            origin: Some(Origin { from: None, no: self.id.trim().chars().take(200).collect(), at: self.told_at() }),
            confidential: true,
            enterprise: false,
            registration: None,
        }
    }
}

impl App {
    /// Registers each message as a claim that waits for acceptance. `progress` is told rows done and rows in all.
    ///
    /// # Errors
    /// The store's; what was imported before it stays, and importing again goes on where it stopped.
    pub async fn import_messages(
        &self,
        bytes: &[u8],
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(Report, Vec<(ClaimNo, Message)>), AppError> {
        let (messages, rejected) = read_messages(bytes)?;
        let total = messages.len() as u64 + rejected.len() as u64;
        let mut report = Report { read: total, imported: 0, rejected };
        let mut made = Vec::new();
        let player = Player::new(self)?;
        for (done, (row, message)) in (1_u64..).zip(messages) {
            progress(done, total);
            if let Some(reason) = message.fault() {
                // Enough of it to be found again.
                let id = message.id.chars().take(LONGEST_ID).collect();
                report.rejected.push(Rejected { row, id, reason });
                continue;
            }
            let id = message.id.clone();
            match self.receive_as(message.intake(), Some(player.agency()), &format!("import/{id}")).await {
                Ok(receipt) => {
                    report.imported += 1;
                    made.push((receipt.no, message));
                }
                Err(AppError::Refused(refusal)) => {
                    report.rejected.push(Rejected { row, id, reason: refusal.to_string() });
                }
                Err(AppError::KeyReused) => {
                    report
                        .rejected
                        .push(Rejected { row, id, reason: "同一编号已经导入过不同的内容".to_owned() });
                }
                Err(error) => return Err(error),
            }
        }
        Ok((report, made))
    }
}

/// What the loop made of a message that carries its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The claim.
    pub no: ClaimNo,
    /// The class taken for it.
    pub category: CategoryCode,
}

/// Classes, dispatches by the list, signs, answers with the real reply, calls back and archives one claim, from `start`
/// on at simulated time. `place` stands for the place that the source has masked.
///
/// # Errors
/// As [`App::handle`].
pub async fn play_answered(
    app: &App,
    no: &ClaimNo,
    message: &Message,
    place: &DivisionCode,
    start: Instant,
) -> Result<Played, AppError> {
    let player = Player::new(app)?;
    let category = class_of(app, message, place);
    player.at(start.plus_minutes(20)).await?;
    let title: String = message.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let registration = Registration {
        misconduct: None,
        kind: ClaimKind::Help,
        category: CategoryRef { code: category.clone(), version: String::new() },
        place: Place { division: place.clone(), text: String::new() },
        title: if title.is_empty() { "市民留言".to_owned() } else { title.chars().take(100).collect() },
        content: String::new(),
        demands: Vec::new(),
        read_back: None,
        truth_told: true,
    };
    player.by_agency(no, Command::Accept(registration)).await?;
    player.at(start.plus_minutes(50)).await?;
    let dispatch = player.by_the_list(no, false).await?;
    let unit = dispatch.lead.clone();
    player.by_agency(no, Command::Dispatch(dispatch)).await?;
    player.at(start.plus_hours(3)).await?;
    player.by_unit(no, &unit, Command::Sign { order: 1 }).await?;
    player.at(start.plus_hours(4)).await?;
    let contact = Contact {
        at: app.now(),
        way: TellingWay::Phone,
        purpose: ContactPurpose::First,
        note: "核对诉求内容，约定办理方式".to_owned(),
    };
    player.by_unit(no, &unit, Command::RecordContact { order: 1, contact }).await?;
    player.at(start.plus_days(1)).await?;
    let feedback = answer_of(app, message);
    player.by_unit(no, &unit, Command::FeedBack { order: 1, feedback: Box::new(feedback) }).await?;
    player.at(start.plus_days(1).plus_hours(1)).await?;
    player.by_agency(no, Command::AcceptFeedback { order: 1 }).await?;
    // Ten in the morning of the next day: no hour of rest.
    player.at(Instant::local(start.plus_days(2).date(), 10, 0)).await?;
    let rating = Rating {
        solved: Solved::Yes,
        satisfaction: Satisfaction::Satisfied,
        unit_contacted: Some(true),
        words: String::new(),
    };
    let tried = CallbackTry { method: CallbackMethod::Phone, outcome: CallbackOutcome::Reached(rating) };
    player.by_agency(no, Command::CallBack(tried)).await?;
    Ok(Played { no: no.clone(), category })
}

fn answer_of(app: &App, message: &Message) -> Feedback {
    let answer =
        if message.reply.trim().is_empty() { "已经办理，结果已告知。" } else { message.reply.as_str() };
    Feedback {
        answered: Some(Answered::Told { at: app.now(), way: TellingWay::Web, whom: "本人".to_owned() }),
        facts: Facts::True,
        measures: "按答复内容办理".to_owned(),
        result: "已答复诉求人".to_owned(),
        basis: "按职责清单办理".to_owned(),
        resolution: Resolution::Resolved,
        public_answer: format!("（{}）{answer}", message.id),
        internal: String::new(),
        evidence: vec![Evidence { name: "答复原文".to_owned(), shows: String::new() }],
        addressed: Vec::new(),
    }
}

/// The best class that the list dispatches at this place; what nothing points to goes to city administration at large.
fn class_of(app: &App, message: &Message, place: &DivisionCode) -> CategoryCode {
    let registry = app.registry();
    let dispatched = |code: &CategoryCode| {
        registry
            .duty(code, place, None)
            .is_ok_and(|duty| matches!(duty.route, Route::Dispatch | Route::EmergencyCheck(_)))
    };
    let text = format!("{} {}", message.title, message.text);
    let suggested = registry.suggest(&text, 8).into_iter().map(|suggestion| suggestion.code);
    suggested.into_iter().find(dispatched).unwrap_or_else(|| CategoryCode::from("010201"))
}
