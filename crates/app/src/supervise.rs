//! Supervisions (C37): raised from the outbox, carried out, read. The one path of a change, on its own aggregate.

use hotline::authority::Scope;
use hotline::ch3_handling::a37_supervision::{decide, issue, possible, puts_forward, raised_by};
use hotline::promise::unit_name;
use hotline::supervision::{
    KeyGround, ProposeKey, Supervision, SupervisionCommand, SupervisionEvent, SupervisionId, SupervisionVerb, narrate,
};
use hotline::{Actor, Claim, ClaimNo, Recorded, Refusal};
use law::registry::UnitCode;
use store::supervisions::{self, Stored};
use store::{Rows, Stmt, StoreError, commands, events};

use crate::App;
use crate::error::AppError;
use crate::handle::{Done, note};
use crate::people::Session;
use crate::views::{ClockView, Page, TimelineLine};

/// A row of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisionRow {
    /// The letter's number.
    pub no: ClaimNo,
    /// The order it is about.
    pub order: String,
    /// The units supervised, by name.
    pub units: String,
    /// What raised it.
    pub trigger: &'static str,
    /// Word of the stage.
    pub stage: &'static str,
    /// 重点督办.
    pub is_key: bool,
    /// Waits for the authority.
    pub key_pending: bool,
    /// When it was issued.
    pub issued: String,
    /// Until when it is to be answered.
    pub clock: Option<ClockView>,
}

/// V2: one supervision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisionPage {
    /// The version seen.
    pub version: u64,
    /// Its row on the board.
    pub row: SupervisionRow,
    /// The letter: facts and demand.
    pub facts: String,
    /// What is demanded.
    pub demand: String,
    /// Answers: unit, when, reasons, measures, why sent back.
    pub answers: Vec<(String, String, String, String, String)>,
    /// Put forward: ground, reason, decision.
    pub key: Option<(String, String, String)>,
    /// What may be done by this person, and why not.
    pub possible: Vec<(SupervisionVerb, Result<(), Refusal>)>,
    /// What has happened, newest first.
    pub timeline: Vec<TimelineLine>,
}

/// Before everything there is.
const NEWEST: (i64, i64) = (i64::MAX, i64::MAX);

impl App {
    /// Carries a command out on a supervision.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn supervise(
        &self,
        no: &ClaimNo,
        command: SupervisionCommand,
        actor: &Actor,
        key: Option<&str>,
    ) -> Result<Done, AppError> {
        let stored = self.supervision(no).await?.ok_or(AppError::NotFound)?;
        if let Some(staff) = actor.staff() {
            let scope = Scope::of(staff, self.inner.registry).ok_or(AppError::NotFound)?;
            if !stored.supervision.is_seen_by(&scope, &staff.unit) {
                return Err(AppError::NotFound);
            }
        }
        self.supervise_by_id(stored.supervision.id, command, actor, key).await
    }

    pub(crate) async fn supervise_by_id(
        &self,
        id: SupervisionId,
        command: SupervisionCommand,
        actor: &Actor,
        key: Option<&str>,
    ) -> Result<Done, AppError> {
        let now = self.now();
        let request = commands::digest(format!("{}/{command:?}", id.0).as_bytes());
        let key = key.map(|key| commands::id(&actor.reference().to_string(), key));
        let mut reads = vec![supervisions::by_id(id.0)];
        reads.extend(key.as_deref().map(commands::seen));
        let (app, actor) = (self.clone(), actor.clone());
        let outcome = self.inner.db.transact_on(id.0, reads, move |rows: &[Rows]| {
            if let Some(earlier) = rows.get(1).map(commands::read).transpose()?.flatten() {
                if earlier.request != request {
                    return Err(AppError::KeyReused);
                }
                let version = u64::try_from(earlier.seq).unwrap_or_default();
                return Ok((Vec::new(), Done { version, events: Vec::new(), repeated: true }));
            }
            let stored = rows.first().map(supervisions::read).transpose()?.flatten().ok_or(AppError::NotFound)?;
            let ctx = app.context(&actor, now, &[]);
            let facts = decide(&stored.supervision, command.clone(), &ctx)?;
            let seen = stored.supervision.version;
            let recorded = Recorded::from_facts(facts, seen, now, &actor.reference(), &ctx.policy.version);
            let mut after = stored.supervision.clone();
            for one in &recorded {
                after.apply(one);
            }
            let done = Done {
                version: after.version,
                events: recorded.iter().map(|one| (one.event.name(), one.clause)).collect(),
                repeated: false,
            };
            if recorded.is_empty() {
                return Ok((Vec::new(), done));
            }
            let mut stmts = supervisions::change(Some(&stored), &after, &recorded)?;
            if let Some(key) = key.as_deref() {
                let verb = command.verb().map_or("expire", SupervisionVerb::code);
                stmts.push(note(key, id.0, done.version, now, verb, request, ""));
            }
            Ok((stmts, done))
        });
        let done = outcome.await?;
        self.inner.news.notify_one();
        Ok(done)
    }

    /// What an event of a claim raises (C37.1): a letter, once an event; where one of the ground is open on the order,
    /// a feedback sent back often enough is put forward for key supervision (P).
    pub(crate) async fn raise(&self, event: &Recorded, claim: &Claim) -> Result<(), AppError> {
        let Some((order, trigger)) = raised_by(event, self.policy_of(event)) else { return Ok(()) };
        let key = format!("raise/{}/{}", claim.id.0, event.seq);
        let open = self.inner.db.fetch(&[supervisions::open(claim.id, order, trigger.code())]).await?;
        if let Some(stored) = open.first().map(supervisions::read).transpose()?.flatten() {
            let forward = puts_forward(trigger, claim, order, self.policy_of(event));
            if forward && stored.supervision.key.is_none() {
                return self.put_forward(&stored, &key).await;
            }
            return Ok(());
        }
        let now = self.now();
        let id = SupervisionId(self.inner.ids.next(&self.inner.db, now.ms()).await?);
        let no = self.inner.numbers.next(&self.inner.db, "DB", now.date()).await?;
        let (app, claim) = (self.clone(), claim.clone());
        let command = commands::id("outbox", &key);
        let outcome = self.inner.db.transact(vec![commands::seen(&command)], move |rows: &[Rows]| {
            if rows.first().map(commands::read).transpose()?.flatten().is_some() {
                return Ok::<_, AppError>((Vec::<Stmt>::new(), ()));
            }
            let actor = Actor::Clock;
            let ctx = app.context(&actor, now, &[]);
            let facts = issue(id, no.clone(), &claim, order, trigger, &ctx)?;
            let recorded = Recorded::from_facts(facts, 0, now, &actor.reference(), &ctx.policy.version);
            let supervision = Supervision::fold(&recorded).ok_or(AppError::NotFound)?;
            let mut stmts = supervisions::change(None, &supervision, &recorded)?;
            stmts.push(note(&command, id.0, 1, now, "raise", [0; 32], no.as_str()));
            Ok((stmts, ()))
        });
        match outcome.await.map_err(AppError::from) {
            // Somebody was first: one open letter of a ground on an order is enough.
            Err(AppError::Store(StoreError::Refused { .. })) => Ok(()),
            other => other,
        }
    }

    async fn put_forward(&self, stored: &Stored, key: &str) -> Result<(), AppError> {
        let command = SupervisionCommand::ProposeKey(ProposeKey {
            ground: KeyGround::NoEffect,
            reason: "同一工单再次反馈不规范，系统自动提请。".to_owned(),
        });
        match self.supervise_by_id(stored.supervision.id, command, &Actor::Clock, Some(key)).await {
            Ok(_) | Err(AppError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn supervision(&self, no: &ClaimNo) -> Result<Option<Stored>, AppError> {
        let rows = self.inner.db.fetch(&[supervisions::by_no(no)]).await?;
        Ok(rows.first().map(supervisions::read).transpose()?.flatten())
    }

    /// V1: the board of the agency, of the city, or of the unit that is supervised; newest first.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for who has no such board.
    pub async fn supervision_board(
        &self,
        session: &Session,
        after: Option<&str>,
    ) -> Result<Page<SupervisionRow>, AppError> {
        let scope = self.scope(session)?;
        let before = after.and_then(place).unwrap_or(NEWEST);
        let query = match &scope {
            Scope::City => supervisions::of_city(before),
            Scope::County(_) => supervisions::board(&session.staff.unit, before),
            Scope::Unit(unit) => supervisions::of_unit(unit, before),
        };
        let rows = self.inner.db.fetch(&[query]).await?;
        let mut stored = rows.first().map(supervisions::read_all).transpose()?.unwrap_or_default();
        let more = stored.len() > 50;
        stored.truncate(50);
        let next = stored.last().filter(|_| more).map(|last| {
            let supervision = &last.supervision;
            format!("{}.{}", supervision.issued_at.ms(), supervision.id.0)
        });
        Ok(Page { rows: stored.iter().map(|stored| self.supervision_row(&stored.supervision)).collect(), next })
    }

    /// V2: one supervision, for the agency, the authority and the units in it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what is not this reader's.
    pub async fn supervision_page(&self, session: &Session, no: &ClaimNo) -> Result<SupervisionPage, AppError> {
        let scope = self.scope(session)?;
        let supervision = self.supervision(no).await?.ok_or(AppError::NotFound)?.supervision;
        if !supervision.is_seen_by(&scope, &session.staff.unit) {
            return Err(AppError::NotFound);
        }
        let rows = self.inner.db.fetch(&[events::stream(supervision.id.0)]).await?;
        let recorded: Vec<Recorded<SupervisionEvent>> = rows.first().map(events::read).transpose()?.unwrap_or_default();
        let name = |unit: &UnitCode| unit_name(self.inner.registry, unit);
        let timeline = recorded.iter().rev().map(|one| TimelineLine {
            seq: one.seq,
            at: one.at,
            at_shown: one.at.shown(),
            who: self.who(&one.actor),
            text: narrate(one, self.inner.registry),
            clause: one.clause,
            event: one.event.name(),
            clock: None,
        });
        Ok(SupervisionPage {
            version: supervision.version,
            row: self.supervision_row(&supervision),
            facts: supervision.letter.facts.clone(),
            demand: supervision.letter.demand.clone(),
            answers: supervision
                .answers
                .iter()
                .map(|answer| {
                    let back = answer.sent_back.clone().unwrap_or_default();
                    (name(&answer.unit), answer.at.shown(), answer.reasons.clone(), answer.measures.clone(), back)
                })
                .collect(),
            key: supervision.key.as_ref().map(|key| {
                let decided = match &key.decision {
                    None => "待主管机关确定".to_owned(),
                    Some((true, reason)) => format!("已确定重点督办：{reason}"),
                    Some((false, reason)) => format!("没有确定：{reason}"),
                };
                (key.ground.zh().to_owned(), key.reason.clone(), decided)
            }),
            possible: possible(&supervision, &session.actor()),
            timeline: timeline.collect(),
        })
    }

    fn supervision_row(&self, supervision: &Supervision) -> SupervisionRow {
        let names: Vec<String> = supervision.units().map(|unit| unit_name(self.inner.registry, unit)).collect();
        let now = self.now();
        SupervisionRow {
            no: supervision.no.clone(),
            order: supervision.subject.claim_no.order(supervision.subject.order).to_string(),
            units: names.join("、"),
            trigger: supervision.trigger.zh(),
            stage: supervision.stage.zh(),
            is_key: supervision.is_key,
            key_pending: supervision.key.as_ref().is_some_and(|key| key.decision.is_none()),
            issued: supervision.issued_at.shown(),
            clock: supervision.clocks.iter().next().map(|clock| self.shown(clock, now)),
        }
    }
}

fn place(text: &str) -> Option<(i64, i64)> {
    let (at, id) = text.split_once('.')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}
