//! The door to both databases: `fetch` for reading, `transact` for every change, `take` for leases.
//!
//! A transaction is a value, never a handle that somebody holds open: the caller gives the reads and a pure function
//! that makes the writes from them (`datalayer.md`). The two engines stand behind one enum; nothing of them leaks out.

use crate::error::{StoreError, TransactError};
use crate::location::Location;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::value::{Query, Rows, Stmt};
use crate::{migrate, value};

/// A database. Cheap to clone: all clones are the same one.
#[derive(Debug, Clone)]
pub enum Db {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// What [`Db::transact`] is given: from the rows of the reads to the writes and the answer, or a refusal. Pure and
/// short; it may be run again, so ids, instants and random bytes are captured before.
pub trait Decide<T, E>: Fn(&[Rows]) -> Result<(Vec<Stmt>, T), E> + Send + Sync + 'static {}

impl<T, E, F: Fn(&[Rows]) -> Result<(Vec<Stmt>, T), E> + Send + Sync + 'static> Decide<T, E> for F {}

impl Db {
    /// Sets up a new database (or brings an existing one up to date): makes the folder and the tables. `now_ms` is
    /// only noted beside each migration.
    ///
    /// # Errors
    /// Whatever hinders it, as a variant that says what to do ([`StoreError::zh`]).
    pub async fn create(location: &Location, now_ms: i64) -> Result<Self, StoreError> {
        Self::create_with(location, now_ms, Durability::Full).await
    }

    /// [`Db::create`] for what may be lost: see [`Durability`].
    ///
    /// # Errors
    /// As [`Db::create`].
    pub async fn create_with(location: &Location, now_ms: i64, durability: Durability) -> Result<Self, StoreError> {
        let db = Self::connect(location, Opening::Create, durability).await?;
        migrate::run(&db, now_ms).await?;
        Ok(db)
    }

    /// Opens a database that exists and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::NotSetUp`] where there is none; [`StoreError::Locked`] if another process holds the folder.
    pub async fn open(location: &Location, now_ms: i64) -> Result<Self, StoreError> {
        Self::open_with(location, now_ms, Durability::Full).await
    }

    /// [`Db::open`] for what may be lost: see [`Durability`].
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_with(location: &Location, now_ms: i64, durability: Durability) -> Result<Self, StoreError> {
        let db = Self::connect(location, Opening::Existing, durability).await?;
        if migrate::found(&db).await?.is_none() {
            return Err(StoreError::NotSetUp { place: location.to_string() });
        }
        migrate::run(&db, now_ms).await?;
        Ok(db)
    }

    /// Opens a database for reading only, beside a server that may be running on it (`yihu verify`).
    ///
    /// # Errors
    /// [`StoreError::NotSetUp`], [`StoreError::TooOld`], [`StoreError::TooNew`] if it cannot be read as it is.
    pub async fn open_to_read(location: &Location) -> Result<Self, StoreError> {
        let db = Self::connect(location, Opening::Read, Durability::Full).await?;
        match migrate::found(&db).await? {
            None => Err(StoreError::NotSetUp { place: location.to_string() }),
            Some(found) => migrate::check_readable(found).map(|()| db),
        }
    }

    async fn connect(location: &Location, opening: Opening, durability: Durability) -> Result<Self, StoreError> {
        match location {
            Location::Folder(folder) => {
                let folder = folder.clone();
                let opened = tokio::task::spawn_blocking(move || Sqlite::open(&folder, opening, durability)).await;
                opened.map_err(StoreError::db)?.map(Self::Sqlite)
            }
            Location::Postgres(address) => Postgres::open(address, opening, durability).await.map(Self::Postgres),
        }
    }

    /// Reads: all queries in one call. SQLite: one snapshot on one reader connection; PostgreSQL: one trip.
    pub async fn fetch(&self, queries: &[Query]) -> Result<Vec<Rows>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.fetch(queries).await,
            Self::Postgres(postgres) => postgres.fetch(queries).await,
        }
    }

    /// One read.
    pub async fn rows(&self, sql: &'static str, args: Vec<value::Val>) -> Result<Rows, StoreError> {
        let mut answers = self.fetch(&[Query::new(sql, args)]).await?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// A change: reads, `decide`, writes, all or nothing. On PostgreSQL a conflict starts the whole again, at most
    /// five times; on SQLite everything happens on the one writer and there is nothing to conflict with.
    ///
    /// # Errors
    /// The refusal of `decide`, or [`StoreError`]: `Conflict` when the guard of a stream collided or an `expect` was
    /// not met, `Uncovered` when an `expect` stands without an insert into a stream of the same root.
    pub async fn transact<T, E>(&self, reads: Vec<Query>, decide: impl Decide<T, E>) -> Result<T, TransactError<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        match self {
            Self::Sqlite(sqlite) => sqlite.transact(reads, decide).await,
            Self::Postgres(postgres) => postgres.transact(None, reads, decide).await,
        }
    }

    /// [`Db::transact`] on one aggregate: on PostgreSQL the commands of this process on `root` queue behind each
    /// other, so that only different processes can conflict.
    ///
    /// # Errors
    /// As [`Db::transact`].
    pub async fn transact_on<T, E>(
        &self,
        root: i64,
        reads: Vec<Query>,
        decide: impl Decide<T, E>,
    ) -> Result<T, TransactError<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        match self {
            Self::Sqlite(sqlite) => sqlite.transact(reads, decide).await,
            Self::Postgres(postgres) => postgres.transact(Some(root), reads, decide).await,
        }
    }

    /// Writes that need no reading before them.
    ///
    /// # Errors
    /// As [`Db::transact`].
    pub async fn write(&self, stmts: Vec<Stmt>) -> Result<(), StoreError> {
        let decided = self.transact(Vec::new(), move |_: &[Rows]| Ok::<_, StoreError>((stmts.clone(), ()))).await;
        decided.map_err(|error| match error {
            TransactError::Refusal(error) | TransactError::Store(error) => error,
        })
    }

    /// One `UPDATE ... RETURNING`: how leases and number blocks are taken. Its own condition is its only guard.
    pub async fn take(&self, stmt: Stmt) -> Result<Rows, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.take(stmt).await,
            Self::Postgres(postgres) => postgres.take(stmt).await,
        }
    }

    /// How many changes are best under way at once: as many as share a commit; on PostgreSQL no more than the smallest
    /// pool has connections.
    pub fn abreast(&self) -> usize {
        match self {
            Self::Sqlite(_) => crate::sqlite::GROUP,
            Self::Postgres(_) => crate::postgres::CONNECTIONS,
        }
    }

    /// Finishes what was handed in, closes the files and gives the lock back. Later calls answer `Unavailable`.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close(),
        }
    }

    /// Whether the engine takes a text: the number of its placeholders.
    #[cfg(test)]
    pub(crate) async fn prepare(&self, sql: &'static str) -> Result<usize, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.prepare(sql),
            Self::Postgres(postgres) => postgres.prepare(sql).await,
        }
    }

    /// `SQLite` or `PostgreSQL`, for people.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// What an acknowledged change has behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It is on the disk. Everything that real people rely on.
    Full,
    /// It outlives the process, not a power cut, and nothing is ever torn: what can be made again (simulations).
    Relaxed,
}

/// How a database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Make it if it is not there.
    Create,
    /// It must be there.
    Existing,
    /// It must be there, and nothing is written; no lock is taken.
    Read,
}
