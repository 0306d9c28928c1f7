//! SQLite: one writer thread with group commit, four readers, one process (`datalayer.md`, SQLite backend).

mod faults;
mod writer;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::db::{Decide, Durability, Opening};
use crate::error::{StoreError, TransactError};
use crate::value::{Query, Row, Rows, Stmt, Val, check_text};
use faults::fault;
pub(crate) use writer::GROUP;
use writer::{Job, Take, Transact};

const FILE: &str = "yihu.db";
const LOCK: &str = "yihu.lock";
const READERS: usize = 4;
const STATEMENTS: usize = 256;
/// Commands that wait for the writer before callers have to wait to hand theirs in.
const WAITING: usize = 1_024;

/// The SQLite backend.
#[derive(Debug, Clone)]
pub struct Sqlite(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// None when opened for reading only.
    writer: Option<mpsc::Sender<writer::Message>>,
    readers: Mutex<Vec<Connection>>,
    free: Semaphore,
}

impl Sqlite {
    pub(crate) fn open(folder: &Path, opening: Opening, durability: Durability) -> Result<Self, StoreError> {
        let file = folder.join(FILE);
        let place = folder.display().to_string();
        if folder.is_file() {
            return Err(StoreError::NotAFolder { place });
        }
        match opening {
            Opening::Create => make_folder(folder)?,
            Opening::Existing | Opening::Read => {
                // A folder that may not be looked into is no empty one: nobody must be told to set up a second database.
                if !file.try_exists().map_err(|error| disk_fault(folder, &error))? {
                    return Err(StoreError::NotSetUp { place });
                }
            }
        }
        let writer = match opening {
            Opening::Create | Opening::Existing => {
                let lock = lock(folder)?;
                let connection = connect(&file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
                owner_only(&file);
                // What the savepoints of a group may have to undo stays in memory: a group's worth of pages is small,
                // and a temporary file would be written beside every commit.
                connection.pragma_update(None, "temp_store", "MEMORY").map_err(|error| fault(&error))?;
                if durability == Durability::Relaxed {
                    connection.pragma_update(None, "synchronous", "NORMAL").map_err(|error| fault(&error))?;
                    // The file is brought up to date every 64 MiB of log instead of every 4.
                    connection.pragma_update(None, "wal_autocheckpoint", 16_384).map_err(|error| fault(&error))?;
                }
                let (sender, inbox) = mpsc::channel(WAITING);
                std::thread::Builder::new()
                    .name("sqlite-writer".into())
                    .spawn(move || writer::run(connection, inbox, lock))
                    .map_err(StoreError::db)?;
                Some(sender)
            }
            Opening::Read => None,
        };
        let flags = match opening {
            Opening::Create | Opening::Existing => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Opening::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        let readers = (0..READERS)
            .map(|_| {
                let reader = connect(&file, flags)?;
                reader.pragma_update(None, "query_only", true).map_err(|error| fault(&error))?;
                Ok(reader)
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let readers = Mutex::new(readers);
        Ok(Self(Arc::new(Inner { writer, readers, free: Semaphore::new(READERS) })))
    }

    /// Runs on the caller's own thread: a page's reads take tens of microseconds, less than a hop to another one.
    pub(crate) async fn fetch(&self, queries: &[Query]) -> Result<Vec<Rows>, StoreError> {
        let _permit = self.0.free.acquire().await.map_err(|_| closed())?;
        let reader = Reader::take(&self.0)?;
        let snapshot = queries.len() > 1;
        if snapshot {
            execute(reader.connection()?, &Stmt::new("BEGIN", Vec::new()))?;
        }
        let answers = queries.iter().map(|query| read(reader.connection()?, query.sql, &query.args)).collect();
        if snapshot {
            execute(reader.connection()?, &Stmt::new("COMMIT", Vec::new()))?;
        }
        answers
    }

    pub(crate) async fn transact<T, E>(
        &self,
        reads: Vec<Query>,
        decide: impl Decide<T, E>,
    ) -> Result<T, TransactError<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.hand_in(Box::new(Transact::new(reads, decide, reply))).await?;
        answer.await.map_err(|_| closed())?
    }

    pub(crate) async fn take(&self, stmt: Stmt) -> Result<Rows, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.hand_in(Box::new(Take::new(stmt, reply))).await?;
        answer.await.map_err(|_| closed())?
    }

    /// For the migration runner: a script as one transaction on the writer.
    pub(crate) async fn script(&self, script: String) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.hand_in(Box::new(writer::Script::new(script, reply))).await?;
        answer.await.map_err(|_| closed())?
    }

    #[cfg(test)]
    pub(crate) fn prepare(&self, sql: &'static str) -> Result<usize, StoreError> {
        let reader = Reader::take(&self.0)?;
        let statement = reader.connection()?.prepare(sql).map_err(|error| fault(&error))?;
        Ok(statement.parameter_count())
    }

    async fn hand_in(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let writer = self.0.writer.as_ref().ok_or_else(|| StoreError::ReadOnly { reason: "opened to read".into() })?;
        writer.send(writer::Message::Job(job)).await.map_err(|_| closed())
    }

    pub(crate) async fn close(&self) {
        let all = u32::try_from(READERS).unwrap_or(u32::MAX);
        if let Ok(permits) = self.0.free.acquire_many(all).await {
            self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
            self.0.free.close();
            drop(permits);
        }
        if let Some(writer) = &self.0.writer {
            let (reply, answer) = oneshot::channel();
            if writer.send(writer::Message::Close(reply)).await.is_ok() {
                // An error means that the thread is gone already, which is what was asked for.
                let _gone = answer.await;
            }
        }
    }
}

/// A reader connection on loan: it goes back whatever happens.
struct Reader<'a> {
    home: &'a Inner,
    connection: Option<Connection>,
}

impl<'a> Reader<'a> {
    fn take(home: &'a Inner) -> Result<Self, StoreError> {
        let connection = home.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if connection.is_none() { Err(closed()) } else { Ok(Self { home, connection }) }
    }

    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or_else(closed)
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            if !connection.is_autocommit() {
                // A read that failed half-way leaves its snapshot; if this fails too, the next BEGIN will say so.
                let _ended = connection.execute_batch("ROLLBACK");
            }
            self.home.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable { reason: "the database has been closed".into(), outcome_unknown: false }
}

fn connect(file: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // One text, one plan. Without it SQLite looks at the values bound, and prepares a statement anew each time it
        // thinks that another value might allow another index.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "busy_timeout", 10_000)?;
        if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        }
        // Acknowledged means on the disk.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
        // Reads the header: a file that is no database is found here and not at the first claim.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    };
    open().map_err(|error| fault(&error).on_opening(file.display()))
}

fn make_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| disk_fault(folder, &error))
}

/// What a fault of the file system means for the data folder.
fn disk_fault(folder: &Path, error: &std::io::Error) -> StoreError {
    let reason = error.to_string();
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open list: the rest means nothing special to us")]
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull { reason },
        ErrorKind::FileTooLarge => StoreError::DiskFault { reason },
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            StoreError::ReadOnly { reason: format!("{}: {reason}", folder.display()) }
        }
        ErrorKind::NotADirectory => StoreError::CannotOpen {
            place: folder.display().to_string(),
            reason: "路径当中有一段是文件，不是文件夹".into(),
        },
        _ => StoreError::CannotOpen { place: folder.display().to_string(), reason },
    }
}

/// What citizens wrote is nobody else's business on this machine. The files beside it (`-wal`, `-shm`) take the mode
/// of the main file.
fn owner_only(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if let Err(error) = fs::set_permissions(file, fs::Permissions::from_mode(0o600)) {
            tracing::warn!(%error, file = %file.display(), "cannot narrow the permissions of the database file");
        }
    }
}

/// The file lock that keeps a second process off. Held by the writer thread until its connection is closed; the
/// system gives it up when the process dies.
fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK);
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = opened.map_err(|error| disk_fault(folder, &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Only for the message; an unreadable note does not change what is said.
            let _read = file.read_to_string(&mut holder);
            let holder = if holder.trim().is_empty() {
                "进程号不明".to_owned()
            } else {
                format!("进程 {}", holder.trim())
            };
            return Err(StoreError::Locked { folder: folder.display().to_string(), holder });
        }
        Err(TryLockError::Error(error)) => {
            return Err(disk_fault(folder, &error));
        }
    }
    let noted = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
    noted.map_err(|error| disk_fault(folder, &error))?;
    Ok(file)
}

fn batch(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.execute_batch(sql).map_err(|error| fault(&error))
}

fn prepare<'c>(
    connection: &'c Connection,
    sql: &'static str,
    args: &[Val],
) -> Result<rusqlite::CachedStatement<'c>, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| fault(&error))?;
    if statement.parameter_count() != args.len() {
        let (wanted, given) = (statement.parameter_count(), args.len());
        return Err(StoreError::db(format!("{given} arguments for {wanted} placeholders: {sql}")));
    }
    check_text(args)?;
    for (place, value) in (1..).zip(args) {
        statement.raw_bind_parameter(place, value).map_err(|error| fault(&error))?;
    }
    Ok(statement)
}

/// Rows of a select, or of an `UPDATE ... RETURNING`.
fn read(connection: &Connection, sql: &'static str, args: &[Val]) -> Result<Rows, StoreError> {
    let mut statement = prepare(connection, sql, args)?;
    let width = statement.column_count();
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(|error| fault(&error))? {
        let cells = (0..width).map(|column| row.get::<_, Val>(column)).collect::<rusqlite::Result<_>>();
        rows.push(Row(cells.map_err(|error| fault(&error))?));
    }
    Ok(Rows(rows))
}

/// How many rows a write touched.
fn execute(connection: &Connection, stmt: &Stmt) -> Result<u64, StoreError> {
    let mut statement = prepare(connection, stmt.sql, &stmt.args)?;
    let touched = statement.raw_execute().map_err(|error| fault(&error))?;
    Ok(touched as u64)
}

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::I(number) => ValueRef::Integer(*number),
            Self::T(text) => ValueRef::Text(text.as_bytes()),
            Self::B(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl rusqlite::types::FromSql for Val {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        use rusqlite::types::{FromSqlError, ValueRef};
        match value {
            ValueRef::Null => Ok(Self::Null),
            ValueRef::Integer(number) => Ok(Self::I(number)),
            ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec()).map(Self::T).map_err(FromSqlError::other),
            ValueRef::Blob(bytes) => Ok(Self::B(bytes.to_vec())),
            ValueRef::Real(_) => Err(FromSqlError::InvalidType),
        }
    }
}
