//! Migrations: numbered, embedded, forward only, each with its SHA-256 on record (`datalayer.md`).
//!
//! One text for both engines: the columns say `BIGINT`, `BYTEA` and a table ends in a line `);`, and for SQLite these
//! three are swapped and nothing else.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::db::Db;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::Stmt;

/// A numbered script.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal),* $(,)?) => {
        &[$(Migration { number: $number, name: $name, sql: include_str!(concat!("../migrations/", $name, ".sql")) }),*]
    };
}

/// All of them, in order. One that has been released is never changed again: a new one is added.
pub(crate) const MIGRATIONS: &[Migration] = migrations![
    1 "0001_claims_and_orders",
    2 "0002_identity",
    3 "0003_accounts",
    4 "0004_numbers_and_documents",
    5 "0005_look_head",
    6 "0006_supervision",
    7 "0007_review_queue",
    8 "0008_passed_here",
    9 "0009_deliveries",
    10 "0010_claim_indexes",
    11 "0011_looks_by_time",
    12 "0012_elsewhere",
    13 "0013_presence",
];

/// The runner's own tables stand outside of the numbering.
const BOOK: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS schema_lease (
    id BIGINT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    lease_until_ms BIGINT NOT NULL
);
INSERT INTO schema_lease (id, owner, lease_until_ms) SELECT 1, '', 0 WHERE NOT EXISTS (SELECT 1 FROM schema_lease);
";
const THERE_SQLITE: &str = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'";
const THERE_POSTGRES: &str = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_version')";
const LEASE_MS: i64 = 60_000;

sql! {
    DONE = "SELECT number, name, sha256 FROM schema_version ORDER BY number";
    TAKE = "UPDATE schema_lease SET owner = $1, lease_until_ms = $2 WHERE id = 1 AND lease_until_ms <= $3 RETURNING id";
    GIVE_BACK = "UPDATE schema_lease SET owner = '', lease_until_ms = 0 WHERE id = 1 AND owner = $1";
}

/// The number of the last migration that this database has seen; none if it was never set up.
pub(crate) async fn found(db: &Db) -> Result<Option<i64>, StoreError> {
    let there = match db {
        Db::Sqlite(_) => THERE_SQLITE,
        Db::Postgres(_) => THERE_POSTGRES,
    };
    let answer = db.rows(there, Vec::new()).await?;
    if answer.first().map_or(Ok(0), |row| row.i64(0))? == 0 {
        return Ok(None);
    }
    done(db, MIGRATIONS).await.map(|number| (number > 0).then_some(number))
}

/// Whether this binary can read a database at `found`.
pub(crate) fn check_readable(found: i64) -> Result<(), StoreError> {
    let known = MIGRATIONS.last().map_or(0, |last| last.number);
    match found.cmp(&known) {
        std::cmp::Ordering::Less => Err(StoreError::TooOld { found, known }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::TooNew { found, known }),
    }
}

/// Brings the database up to this binary's schema.
pub(crate) async fn run(db: &Db, now_ms: i64) -> Result<(), StoreError> {
    run_these(db, MIGRATIONS, now_ms).await
}

pub(crate) async fn run_these(db: &Db, migrations: &[Migration], now_ms: i64) -> Result<(), StoreError> {
    open_book(db).await?;
    let wanted = migrations.last().map_or(0, |last| last.number);
    if done(db, migrations).await? == wanted {
        return Ok(());
    }
    let mut owner = [0_u8; 8];
    getrandom::fill(&mut owner).map_err(StoreError::db)?;
    let owner = hex::encode(owner);
    let started = std::time::Instant::now();
    loop {
        let now = now_ms + i64::try_from(started.elapsed().as_millis()).unwrap_or(0);
        let taken = db.take(Stmt::new(TAKE, crate::args![owner.as_str(), now + LEASE_MS, now])).await?;
        if !taken.is_empty() {
            break;
        }
        if started.elapsed() > Duration::from_secs(90) {
            return Err(StoreError::Unavailable {
                reason: "another process is migrating".into(),
                outcome_unknown: false,
            });
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let outcome = apply(db, migrations, now_ms).await;
    db.write(vec![Stmt::new(GIVE_BACK, crate::args![owner])]).await?;
    outcome
}

async fn apply(db: &Db, migrations: &[Migration], now_ms: i64) -> Result<(), StoreError> {
    // Another runner may have done some while we waited for the lease.
    let done = done(db, migrations).await?;
    for migration in migrations.iter().filter(|migration| migration.number > done) {
        let Migration { number, name, sql } = migration;
        let noted = format!(
            "INSERT INTO schema_version (number, name, sha256, at_ms) VALUES ({number}, '{name}', '{}', {now_ms});\n",
            sha256(sql)
        );
        script(db, &format!("{sql}\n{noted}")).await?;
        tracing::info!(name, "migrated");
    }
    Ok(())
}

/// Two processes that make the tables in the same instant trip over PostgreSQL's own catalogue; the second look finds
/// them made.
async fn open_book(db: &Db) -> Result<(), StoreError> {
    let mut outcome = script(db, BOOK).await;
    for _ in 0..3 {
        if !matches!(outcome, Err(StoreError::Refused { .. } | StoreError::Db { .. })) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        outcome = script(db, BOOK).await;
    }
    outcome
}

async fn script(db: &Db, sql: &str) -> Result<(), StoreError> {
    match db {
        Db::Sqlite(sqlite) => sqlite.script(for_sqlite(sql)).await,
        Db::Postgres(postgres) => {
            let mut outcome = postgres.script(sql).await;
            for _ in 0..5 {
                // Somebody's long read holds the table; let it finish.
                if !matches!(outcome, Err(StoreError::Unavailable { .. })) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
                outcome = postgres.script(sql).await;
            }
            outcome
        }
    }
}

/// The same script in SQLite's words.
pub(crate) fn for_sqlite(sql: &str) -> String {
    sql.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB").replace("\n);", "\n) STRICT;")
}

/// The last migration done, after comparing each with what this binary has under its number.
async fn done(db: &Db, migrations: &[Migration]) -> Result<i64, StoreError> {
    let known = migrations.last().map_or(0, |last| last.number);
    let mut last = 0;
    for row in &db.rows(DONE, Vec::new()).await? {
        let (number, name, sum) = (row.i64(0)?, row.text(1)?, row.text(2)?);
        let Some(migration) = migrations.iter().find(|migration| migration.number == number) else {
            return Err(StoreError::TooNew { found: number, known });
        };
        if sha256(migration.sql) != sum {
            return Err(StoreError::Altered { name: name.to_owned() });
        }
        last = number;
    }
    Ok(last)
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
