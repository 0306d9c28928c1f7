//! The one path of a change: load, let the domain decide, commit events, state, projections and outbox together.

use hotline::ch2_acceptance::a15_joined::may_be_master;
use hotline::{Actor, Claim, ClaimId, ClaimNo, Command, PersonId, Recorded, decide};
use law::{Clause, Instant};
use store::claims::{self, Stored};
use store::{Query, Rows, Stmt, commands, events, persons};

use crate::App;
use crate::error::AppError;

/// A command carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Version of the claim after it.
    pub version: u64,
    /// What happened, with the clause of each.
    pub events: Vec<(&'static str, Clause)>,
    /// The same command had been carried out before under the same key; nothing was done now.
    pub repeated: bool,
}

/// What `decide` gives back from inside the transaction.
enum Outcome {
    /// And the claim after it, if anything was done.
    Done(Done, Option<Box<Claim>>),
    /// Somebody was first: the version that is.
    Stale(Box<Claim>),
}

impl App {
    /// Carries a command out on a claim.
    ///
    /// `seen` is the version the person had before them; if the claim has moved on and the command no longer fits, they
    /// are told who changed it. `key` makes a second sending of the same command harmless.
    ///
    /// # Errors
    /// [`AppError::Refused`] by law, [`AppError::Changed`], [`AppError::NotFound`], [`AppError::KeyReused`], or the store's.
    pub async fn handle(
        &self,
        no: &ClaimNo,
        seen: Option<u64>,
        command: Command,
        actor: &Actor,
        key: Option<&str>,
    ) -> Result<Done, AppError> {
        self.handle_and_see(no, seen, command, actor, key).await.map(|(done, _)| done)
    }

    /// [`App::handle`] for who goes on with the claim: as it is after the command, if anything was done now.
    pub(crate) async fn handle_and_see(
        &self,
        no: &ClaimNo,
        seen: Option<u64>,
        command: Command,
        actor: &Actor,
        key: Option<&str>,
    ) -> Result<(Done, Option<Claim>), AppError> {
        let (id, person) = self.known(no).await?;
        // Nobody follows a claim that is not accepted yet: its claimant is known without it.
        let identity = if matches!(command, Command::Accept(_)) {
            self.identity_of(person).await?
        } else {
            self.identity_words(id, &command).await?
        };
        self.carry_out(id, seen, command, actor, &identity, key).await
    }

    /// The id and the claimant behind a number.
    async fn known(&self, no: &ClaimNo) -> Result<(ClaimId, PersonId), AppError> {
        if let Some(known) = self.inner.known.get(no) {
            return Ok(known);
        }
        let rows = self.inner.db.fetch(&[claims::id_of(no)]).await?;
        let row = rows.first().and_then(|rows| rows.first()).ok_or(AppError::NotFound)?;
        let (id, person) = (ClaimId(row.i64(0)?), PersonId(row.i64(1)?));
        self.inner.known.note(no, id, person);
        Ok((id, person))
    }

    /// [`App::handle`] for those who hold the id: workers.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub(crate) async fn handle_by_id(
        &self,
        id: ClaimId,
        seen: Option<u64>,
        command: Command,
        actor: &Actor,
        key: Option<&str>,
    ) -> Result<Done, AppError> {
        let identity = self.identity_words(id, &command).await?;
        self.carry_out(id, seen, command, actor, &identity, key).await.map(|(done, _)| done)
    }

    /// `identity`: words that others must not read, where the command brings something that they will.
    async fn carry_out(
        &self,
        id: ClaimId,
        seen: Option<u64>,
        command: Command,
        actor: &Actor,
        identity: &[String],
        key: Option<&str>,
    ) -> Result<(Done, Option<Claim>), AppError> {
        let now = self.now();
        let command = self.with_master(id, command, actor).await?;
        // The same key for another claim or order is another request.
        let request = format!("{}/{:?}/{}{}", id.0, command.order(), command.verb().code(), command.to_json());
        let request = commands::digest(request.as_bytes());
        let key = key.map(|key| commands::id(&actor.reference().to_string(), key));
        let mut reads = vec![claims::by_id(id.0)];
        reads.extend(key.as_deref().map(commands::seen));
        let (app, actor, identity) = (self.clone(), actor.clone(), identity.to_vec());
        let outcome = self
            .inner
            .db
            .transact_on(id.0, reads, move |rows: &[Rows]| {
                app.decided(id, rows, seen, &command, &actor, now, &identity, key.as_deref(), request)
            })
            .await?;
        match outcome {
            Outcome::Done(done, after) => {
                if after.is_some() {
                    self.inner.news.notify_one();
                }
                Ok((done, after.map(|claim| *claim)))
            }
            Outcome::Stale(claim) => Err(self.changed(&claim).await?),
        }
    }

    /// From the rows to the writes; pure, may run again.
    #[expect(clippy::too_many_arguments, reason = "one closure's captures, named")]
    fn decided(
        &self,
        id: ClaimId,
        rows: &[Rows],
        seen: Option<u64>,
        command: &Command,
        actor: &Actor,
        now: Instant,
        identity: &[String],
        key: Option<&str>,
        request: [u8; 32],
    ) -> Result<(Vec<Stmt>, Outcome), AppError> {
        if let Some(earlier) = rows.get(1).map(commands::read).transpose()?.flatten() {
            if earlier.request != request {
                return Err(AppError::KeyReused);
            }
            let version = u64::try_from(earlier.seq).unwrap_or_default();
            return Ok((Vec::new(), Outcome::Done(Done { version, events: Vec::new(), repeated: true }, None)));
        }
        let stored = rows.first().map(claims::read).transpose()?.flatten().ok_or(AppError::NotFound)?;
        if let Some(staff) = actor.staff() {
            // What may not be seen does not exist (security.md B).
            let scope = hotline::authority::Scope::of(staff, self.inner.registry).ok_or(AppError::NotFound)?;
            if !scope.sees(&stored.claim, self.inner.registry) {
                return Err(AppError::NotFound);
            }
        }
        let stale = seen.is_some_and(|seen| seen != stored.claim.version);
        let ctx = self.context(actor, now, identity);
        let facts = match decide(&stored.claim, command.clone(), &ctx) {
            Ok(facts) => facts,
            // The refusal may come from what the person could not have seen: tell them who was first.
            Err(_) if stale => return Ok((Vec::new(), Outcome::Stale(Box::new(stored.claim)))),
            Err(refusal) => return Err(refusal.into()),
        };
        let recorded = Recorded::from_facts(facts, stored.claim.version, now, &actor.reference(), &ctx.policy.version);
        let done = Done {
            version: recorded.last().map_or(stored.claim.version, |last| last.seq),
            events: recorded.iter().map(|one| (one.event.name(), one.clause)).collect(),
            repeated: false,
        };
        if recorded.is_empty() {
            return Ok((Vec::new(), Outcome::Done(done, None)));
        }
        let mut after = stored.claim.clone();
        for one in &recorded {
            after.apply(one);
        }
        let mut stmts = claims::change(Some(&stored), &after, &recorded, None, &self.inner.registry.divisions)?;
        if let Some(key) = key {
            stmts.push(note(key, id.0, done.version, now, command.verb().code(), request, ""));
        }
        Ok((stmts, Outcome::Done(done, Some(Box::new(after)))))
    }

    /// Who changed the claim last, in words.
    async fn changed(&self, claim: &Claim) -> Result<AppError, AppError> {
        let rows = self.inner.db.fetch(&[events::one(claim.id.0, claim.version)?]).await?;
        let recorded = rows.first().map(events::read).transpose()?.unwrap_or_default();
        let Some(last) = recorded.last() else {
            return Ok(AppError::NotFound);
        };
        Ok(AppError::Changed {
            by: self.who(&last.actor),
            at: last.at,
            what: hotline::narrate::for_staff(last, self.inner.registry),
        })
    }

    /// A claim that is to be joined needs its master looked up, and one that can lead it (C15.5).
    async fn with_master(&self, id: ClaimId, command: Command, actor: &Actor) -> Result<Command, AppError> {
        let Command::Join(mut join) = command else { return Ok(command) };
        let master = self.load(&join.master).await?.map(|stored| stored.claim);
        let seen = match (&master, actor.staff()) {
            (Some(master), Some(staff)) => {
                let scope = hotline::authority::Scope::of(staff, self.inner.registry).ok_or(AppError::NotFound)?;
                scope.sees(master, self.inner.registry)
            }
            (Some(_), None) | (None, _) => false,
        };
        if let Some(master) = master.filter(|_| seen) {
            may_be_master(&master, id)?;
            join.master_id = Some(master.id);
        }
        Ok(Command::Join(join))
    }

    /// The words that would show a claimant, for the check of what others will read (C39): a title, a public answer. An
    /// answer is read by all who follow the claim, so it shows none of them (C15.5).
    async fn identity_words(&self, id: ClaimId, command: &Command) -> Result<Vec<String>, AppError> {
        let stored = if shows_words(command) { self.load_by_id(id).await? } else { None };
        let Some(claim) = stored.map(|stored| stored.claim) else { return Ok(Vec::new()) };
        let joined = claim.disposals.followers.iter().map(|follower| follower.person);
        let mut words = Vec::new();
        for person in std::iter::once(claim.claimant.person).chain(joined) {
            words.extend(self.identity_of(person).await?);
        }
        Ok(words)
    }

    /// The words of a person, to keep them out of what somebody reads; nobody is shown them.
    pub(crate) async fn identity_of(&self, person: PersonId) -> Result<Vec<String>, AppError> {
        let identity = persons::open(&self.inner.db, &self.inner.vault, person).await?;
        Ok(identity.unwrap_or_default().words())
    }

    pub(crate) async fn load(&self, no: &ClaimNo) -> Result<Option<Stored>, AppError> {
        self.load_one(claims::by_no(no)).await
    }

    pub(crate) async fn load_by_id(&self, id: ClaimId) -> Result<Option<Stored>, AppError> {
        self.load_one(claims::by_id(id.0)).await
    }

    /// The claims of several numbers in one read.
    pub(crate) async fn load_each(&self, nos: &[&ClaimNo]) -> Result<Vec<Option<Stored>>, AppError> {
        let queries: Vec<Query> = nos.iter().map(|no| claims::by_no(no)).collect();
        let answers = self.inner.db.fetch(&queries).await?;
        Ok(answers.iter().map(claims::read).collect::<Result<_, _>>()?)
    }

    async fn load_one(&self, query: Query) -> Result<Option<Stored>, AppError> {
        let rows = self.inner.db.fetch(&[query]).await?;
        let stored = rows.first().map(claims::read).transpose()?.flatten();
        if let Some(stored) = &stored {
            self.inner.known.note_claim(&stored.claim);
        }
        Ok(stored)
    }

    pub(crate) async fn events_of(&self, id: ClaimId) -> Result<Vec<Recorded>, AppError> {
        let rows = self.inner.db.fetch(&[events::stream(id.0)]).await?;
        Ok(rows.first().map(events::read).transpose()?.unwrap_or_default())
    }
}

/// Whether a command brings words that others will read (C39): a title, a public answer.
fn shows_words(command: &Command) -> bool {
    matches!(
        command,
        Command::FeedBack { .. } | Command::ReportRectification { .. } | Command::AnswerAtOnce(_) | Command::Accept(_)
    )
}

/// The row that makes a second sending harmless.
pub(crate) fn note(
    key: &str,
    root: i64,
    version: u64,
    now: Instant,
    verb: &str,
    request: [u8; 32],
    answer: &str,
) -> Stmt {
    let done = commands::Done {
        root,
        seq: i64::try_from(version).unwrap_or(i64::MAX),
        at: now,
        verb: verb.to_owned(),
        request: request.to_vec(),
        answer: answer.to_owned(),
    };
    commands::note(key, &done)
}
