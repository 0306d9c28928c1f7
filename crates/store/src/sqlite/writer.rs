//! The one thread that writes: takes every command that waits and commits them together.
//!
//! A group runs without savepoints at first: a refusal comes before the first write, and hardly anything fails after
//! it. If something does, the group is undone and run again, each command in a savepoint of its own.
//!
//! A command that fails undoes itself and nothing else. Nobody is answered before the common COMMIT; if that fails, or
//! if SQLite gives the whole transaction up (full disk), all of the group get the error and none is applied.
//! There is no waiting to fill a group: a lone command goes at once, without a savepoint.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::{batch, execute, read};
use crate::db::Decide;
use crate::error::{StoreError, TransactError, panic_message};
use crate::guard::covered;
use crate::value::{Query, Rows, Stmt};

/// At most so many commands share a COMMIT.
pub(crate) const GROUP: usize = 64;

/// What the thread is told.
pub(super) enum Message {
    Job(Box<dyn Job>),
    /// Close the connection, give the lock back, then answer.
    Close(oneshot::Sender<()>),
}

/// A command on its way through the writer.
pub(super) trait Job: Send {
    /// Does its part inside the open transaction and keeps the outcome. An error means: undo my writes.
    fn run(&mut self, connection: &Connection) -> Result<(), Undo>;
    /// What was written has been lost. A job that has said no already keeps its own reason.
    fn fail(&mut self, error: StoreError);
    /// Answers the caller with the outcome.
    fn answer(self: Box<Self>);
}

/// Why a job's writes are to be undone. `Some` if the store failed, `None` if the domain refused: then there are none.
pub(super) struct Undo(Option<StoreError>);

/// The thread's life: until it is told to close or nobody is left who could tell.
pub(super) fn run(connection: Connection, mut inbox: mpsc::Receiver<Message>, lock: File) {
    let mut closing = None;
    while closing.is_none() {
        let mut jobs = Vec::new();
        let mut next = inbox.blocking_recv();
        if next.is_none() {
            break;
        }
        while let Some(message) = next {
            match message {
                Message::Job(job) => jobs.push(job),
                Message::Close(reply) => closing = Some(reply),
            }
            next = if jobs.len() < GROUP && closing.is_none() { inbox.try_recv().ok() } else { None };
        }
        while !jobs.is_empty() {
            jobs = commit_together(&connection, jobs);
        }
    }
    drop(inbox);
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "the database was not closed cleanly; its write-ahead log will be read at the next start");
    }
    drop(lock);
    if let Some(reply) = closing {
        // Nobody waiting any more is no loss.
        let _gone = reply.send(());
    }
}

/// One transaction for `jobs`. Gives back those that have not been tried because SQLite ended the transaction early.
fn commit_together(connection: &Connection, mut jobs: Vec<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    if let Err(error) = batch_cached(connection, "BEGIN IMMEDIATE") {
        answer_all(jobs, Some(&error));
        return Vec::new();
    }
    let alone = jobs.len() == 1;
    if !alone {
        if jobs.iter_mut().all(|job| leaves_nothing_half(connection, job.as_mut())) {
            commit(connection, jobs);
            return Vec::new();
        }
        // One failed among its writes. All are undone and run again, each with a savepoint of its own.
        if !connection.is_autocommit() {
            roll_back(connection);
        }
        if let Err(error) = batch_cached(connection, "BEGIN IMMEDIATE") {
            answer_all(jobs, Some(&error));
            return Vec::new();
        }
    }
    for at in 0..jobs.len() {
        let Some(job) = jobs.get_mut(at) else { break };
        let lost = if alone { run_alone(connection, job.as_mut()) } else { run_saved(connection, job.as_mut()) };
        if let Err(error) = lost {
            if !connection.is_autocommit() {
                roll_back(connection);
            }
            let untried = jobs.split_off(at + 1);
            answer_all(jobs, Some(&error));
            return untried;
        }
        if alone && connection.is_autocommit() {
            answer_all(jobs, None);
            return Vec::new();
        }
    }
    commit(connection, jobs);
    Vec::new()
}

fn commit(connection: &Connection, jobs: Vec<Box<dyn Job>>) {
    let committed = batch_cached(connection, "COMMIT");
    if committed.is_err() && !connection.is_autocommit() {
        roll_back(connection);
    }
    answer_all(jobs, committed.err().as_ref());
}

/// Runs a job without a savepoint: done, or refused before it wrote anything, which is how nearly all of them end.
fn leaves_nothing_half(connection: &Connection, job: &mut dyn Job) -> bool {
    matches!(run_caught(connection, job), Ok(()) | Err(Undo(None)))
}

/// A lone command: its transaction is the transaction.
fn run_alone(connection: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    match run_caught(connection, job) {
        Ok(()) => Ok(()),
        Err(Undo(Some(error))) if connection.is_autocommit() => Err(error),
        Err(Undo(_)) => {
            roll_back(connection);
            Ok(())
        }
    }
}

/// One of several. An error means that the whole transaction is lost.
fn run_saved(connection: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    batch_cached(connection, "SAVEPOINT job")?;
    match run_caught(connection, job) {
        Ok(()) => batch_cached(connection, "RELEASE job"),
        Err(Undo(cause)) => {
            if connection.is_autocommit() {
                return Err(cause.unwrap_or_else(|| StoreError::db("SQLite ended the transaction")));
            }
            batch_cached(connection, "ROLLBACK TO job")?;
            batch_cached(connection, "RELEASE job")
        }
    }
}

fn run_caught(connection: &Connection, job: &mut dyn Job) -> Result<(), Undo> {
    match catch_unwind(AssertUnwindSafe(|| job.run(connection))) {
        Ok(outcome) => outcome,
        Err(payload) => {
            let error = StoreError::Panicked { message: panic_message(payload.as_ref()) };
            tracing::error!(%error, "a decision panicked");
            job.fail(error.clone());
            Err(Undo(Some(error)))
        }
    }
}

fn batch_cached(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    execute(connection, &Stmt::new(sql, Vec::new())).map(drop)
}

fn roll_back(connection: &Connection) {
    if let Err(error) = batch(connection, "ROLLBACK") {
        tracing::error!(%error, "cannot roll back");
    }
}

fn answer_all(jobs: Vec<Box<dyn Job>>, lost: Option<&StoreError>) {
    for mut job in jobs {
        if let Some(error) = lost {
            job.fail(error.clone());
        }
        job.answer();
    }
}

/// Reads, decides, writes.
pub(super) struct Transact<T, E, F> {
    reads: Vec<Query>,
    decide: F,
    outcome: Result<Option<T>, TransactError<E>>,
    reply: oneshot::Sender<Result<T, TransactError<E>>>,
}

impl<T, E, F: Decide<T, E>> Transact<T, E, F> {
    pub(super) fn new(reads: Vec<Query>, decide: F, reply: oneshot::Sender<Result<T, TransactError<E>>>) -> Self {
        Self { reads, decide, outcome: Ok(None), reply }
    }

    fn outcome(&self, connection: &Connection) -> Result<T, TransactError<E>> {
        let rows = self.reads.iter().map(|query| read(connection, query.sql, &query.args));
        let rows = rows.collect::<Result<Vec<Rows>, StoreError>>()?;
        let (stmts, value) = (self.decide)(&rows).map_err(TransactError::Refusal)?;
        covered(&stmts)?;
        for stmt in &stmts {
            let touched = execute(connection, stmt)?;
            if stmt.expect.is_some_and(|wanted| wanted != touched) {
                return Err(StoreError::Conflict.into());
            }
        }
        Ok(value)
    }
}

impl<T: Send, E: Send, F: Decide<T, E>> Job for Transact<T, E, F> {
    fn run(&mut self, connection: &Connection) -> Result<(), Undo> {
        match self.outcome(connection) {
            Ok(value) => {
                self.outcome = Ok(Some(value));
                Ok(())
            }
            Err(error) => {
                let cause = match &error {
                    TransactError::Refusal(_) => None,
                    TransactError::Store(cause) => Some(cause.clone()),
                };
                self.outcome = Err(error);
                Err(Undo(cause))
            }
        }
    }

    fn fail(&mut self, error: StoreError) {
        if self.outcome.is_ok() {
            self.outcome = Err(error.into());
        }
    }

    fn answer(self: Box<Self>) {
        let lost = || StoreError::db("the command was never run").into();
        let outcome = self.outcome.and_then(|value| value.ok_or_else(lost));
        // The caller may have gone away (a closed page); the command stands all the same.
        let _gone = self.reply.send(outcome);
    }
}

/// One statement that gives rows back.
pub(super) struct Take {
    stmt: Stmt,
    outcome: Result<Rows, StoreError>,
    reply: oneshot::Sender<Result<Rows, StoreError>>,
}

impl Take {
    pub(super) fn new(stmt: Stmt, reply: oneshot::Sender<Result<Rows, StoreError>>) -> Self {
        Self { stmt, outcome: Ok(Rows::default()), reply }
    }
}

impl Job for Take {
    fn run(&mut self, connection: &Connection) -> Result<(), Undo> {
        self.outcome = read(connection, self.stmt.sql, &self.stmt.args);
        self.outcome.as_ref().map(drop).map_err(|error| Undo(Some(error.clone())))
    }

    fn fail(&mut self, error: StoreError) {
        self.outcome = Err(error);
    }

    fn answer(self: Box<Self>) {
        // A lease nobody waits for runs out by itself.
        let _gone = self.reply.send(self.outcome);
    }
}

/// A migration.
pub(super) struct Script {
    text: String,
    outcome: Result<(), StoreError>,
    reply: oneshot::Sender<Result<(), StoreError>>,
}

impl Script {
    pub(super) fn new(text: String, reply: oneshot::Sender<Result<(), StoreError>>) -> Self {
        Self { text, outcome: Ok(()), reply }
    }
}

impl Job for Script {
    fn run(&mut self, connection: &Connection) -> Result<(), Undo> {
        self.outcome = batch(connection, &self.text);
        self.outcome.clone().map_err(|error| Undo(Some(error)))
    }

    fn fail(&mut self, error: StoreError) {
        self.outcome = Err(error);
    }

    fn answer(self: Box<Self>) {
        // The runner waits for it; if it has gone, the next start finds the migration done.
        let _gone = self.reply.send(self.outcome);
    }
}
