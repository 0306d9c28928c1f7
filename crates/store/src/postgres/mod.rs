//! PostgreSQL: pooled connections, prepared statements, and a change in one trip (`datalayer.md`, PostgreSQL backend).
//!
//! READ COMMITTED with guards in the writes; no transaction is ever open between two waits of ours.

mod faults;
mod pipeline;

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio::sync::Mutex;
use tokio_postgres::NoTls;

use crate::db::{Decide, Durability, Opening};
use crate::error::{StoreError, TransactError, panic_message};
use crate::guard::covered;
use crate::location::PostgresAddress;
use crate::value::{Query, Rows, Stmt};
use faults::{fault, pool_fault};
use pipeline::Prepared;

/// Times a change is tried when others come first.
const TRIES: u32 = 5;
/// Commands of one process on one aggregate queue on one of these.
const STRIPES: usize = 1_024;
const CONNECTIONS_PER_CORE: usize = 3;
/// At least so many, however few the cores: a connection mostly waits for the server's disk, and those that wait
/// together share its fsync (`docs/benchmarks.md`, what was learnt).
pub(crate) const CONNECTIONS: usize = 16;
const SESSION: &str = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=10000 \
                       -c default_transaction_isolation=read\\ committed";
const READ_ONLY_SESSION: &str = " -c default_transaction_read_only=on";

/// The PostgreSQL backend.
#[derive(Debug, Clone)]
pub struct Postgres(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: Pool,
    stripes: Vec<Mutex<()>>,
}

impl Postgres {
    pub(crate) async fn open(
        address: &PostgresAddress,
        opening: Opening,
        durability: Durability,
    ) -> Result<Self, StoreError> {
        let mut config = tokio_postgres::Config::clone(&address.config);
        let mut options = config.get_options().map_or_else(String::new, |given| format!("{given} "));
        options.push_str(SESSION);
        if opening == Opening::Read {
            options.push_str(READ_ONLY_SESSION);
        }
        if durability == Durability::Relaxed {
            options.push_str(" -c synchronous_commit=off");
        }
        config.options(options);
        if config.get_application_name().is_none() {
            config.application_name("yihu");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        let cores = std::thread::available_parallelism().map_or(2, NonZeroUsize::get);
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size((cores * CONNECTIONS_PER_CORE).max(CONNECTIONS))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(30)))
            .create_timeout(Some(Duration::from_secs(10)))
            .build()
            .map_err(StoreError::db)?;
        let stripes = std::iter::repeat_with(|| Mutex::new(())).take(STRIPES).collect();
        let postgres = Self(Arc::new(Inner { pool, stripes }));
        postgres.check_order(address).await?;
        Ok(postgres)
    }

    /// Both engines must sort the same way: bytes of UTF-8.
    async fn check_order(&self, address: &PostgresAddress) -> Result<(), StoreError> {
        const SQL: &str = "SELECT CAST(pg_encoding_to_char(encoding) AS TEXT), CAST(datcollate AS TEXT) \
                           FROM pg_database WHERE datname = current_database()";
        let answers = self.fetch(&[Query::new(SQL, Vec::new())]).await.map_err(|error| error.on_opening(address))?;
        let row = answers.first().and_then(|rows| rows.first()).cloned().unwrap_or_default();
        let (encoding, order) = (row.text(0)?, row.text(1)?);
        if encoding == "UTF8" && matches!(order, "C" | "POSIX") {
            return Ok(());
        }
        Err(StoreError::CannotOpen {
            place: address.to_string(),
            reason: format!(
                "数据库的编码是 {encoding}、排序规则是 {order}，建库时应当用 ENCODING 'UTF8' LC_COLLATE 'C'"
            ),
        })
    }

    async fn client(&self) -> Result<Client, StoreError> {
        self.0.pool.get().await.map_err(pool_fault)
    }

    pub(crate) async fn fetch(&self, queries: &[Query]) -> Result<Vec<Rows>, StoreError> {
        let client = self.client().await?;
        let mut prepared = Vec::with_capacity(queries.len());
        for query in queries {
            prepared.push(Prepared::new(&client, query.sql, &query.args).await?);
        }
        pipeline::read(&client, &prepared).await
    }

    pub(crate) async fn transact<T, E>(
        &self,
        root: Option<i64>,
        reads: Vec<Query>,
        decide: impl Decide<T, E>,
    ) -> Result<T, TransactError<E>> {
        let _turn = match root.and_then(|root| self.0.stripes.get(stripe(root))) {
            Some(stripe) => Some(stripe.lock().await),
            None => None,
        };
        let mut tries = 1;
        loop {
            match self.once(&reads, &decide).await {
                Err(TransactError::Store(StoreError::Conflict)) if tries < TRIES => {
                    tokio::time::sleep(jitter()).await;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn once<T, E>(&self, reads: &[Query], decide: &impl Decide<T, E>) -> Result<T, TransactError<E>> {
        let rows = if reads.is_empty() { Vec::new() } else { self.fetch(reads).await? };
        let decided = catch_unwind(AssertUnwindSafe(|| decide(&rows))).map_err(|payload| {
            let error = StoreError::Panicked { message: panic_message(payload.as_ref()) };
            tracing::error!(%error, "a decision panicked");
            error
        })?;
        let (stmts, value) = decided.map_err(TransactError::Refusal)?;
        covered(&stmts)?;
        if !stmts.is_empty() {
            self.commit(&stmts).await?;
        }
        Ok(value)
    }

    async fn commit(&self, stmts: &[Stmt]) -> Result<(), StoreError> {
        let client = self.client().await?;
        let mut prepared = Vec::with_capacity(stmts.len());
        for stmt in stmts {
            prepared.push(Prepared::new(&client, stmt.sql, &stmt.args).await?);
        }
        let touched = pipeline::commit(&client, &prepared).await?;
        for (stmt, touched) in stmts.iter().zip(touched) {
            if stmt.expect.is_some_and(|wanted| wanted != touched) {
                // The guard beside it did not collide, so the events were appended and this is not another writer:
                // row and stream do not belong together any more. Trying again would append the events twice.
                return Err(StoreError::Corrupt {
                    what: format!("{touched} rows touched after the event: {}", stmt.sql),
                });
            }
        }
        Ok(())
    }

    pub(crate) async fn take(&self, stmt: Stmt) -> Result<Rows, StoreError> {
        let client = self.client().await?;
        let prepared = Prepared::new(&client, stmt.sql, &stmt.args).await?;
        let mut answers = pipeline::read(&client, &[prepared]).await?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// For the migration runner: a script as one transaction, giving up after 3 s of waiting for a lock.
    pub(crate) async fn script(&self, script: &str) -> Result<(), StoreError> {
        let client = self.client().await?;
        let whole =
            format!("BEGIN; SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = 0;\n{script}\n; COMMIT;");
        let Err(error) = client.batch_execute(&whole).await else {
            return Ok(());
        };
        // The script stopped inside its transaction; if this fails too, the connection is gone and so is the transaction.
        let _ended = client.batch_execute("ROLLBACK").await;
        Err(fault(&error, false))
    }

    #[cfg(test)]
    pub(crate) async fn prepare(&self, sql: &'static str) -> Result<usize, StoreError> {
        let statement = self.client().await?.prepare(sql).await.map_err(|error| fault(&error, false))?;
        Ok(statement.params().len())
    }

    pub(crate) fn close(&self) {
        self.0.pool.close();
    }
}

/// Ids carry time above and a counter below: the multiplication spreads both over the stripes.
fn stripe(root: i64) -> usize {
    let spread = root.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54;
    usize::try_from(spread).unwrap_or(0) % STRIPES
}

/// 5 to 80 ms, so that those who collided do not meet again.
fn jitter() -> Duration {
    let random = getrandom::u32().unwrap_or(0x5A5A);
    Duration::from_millis(5 + u64::from(random % 76))
}
