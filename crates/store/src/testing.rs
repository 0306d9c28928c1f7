//! Fresh databases for tests: SQLite always, PostgreSQL where `YIHU_TEST_PG` names a server (`scripts/pg-test.sh`).

use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::{Db, Location, StoreError};

/// The environment variable that names the PostgreSQL server of the tests; its database is only used to make others.
pub const SERVER: &str = "YIHU_TEST_PG";

/// A database of its own for one test, set up and empty.
#[derive(Debug)]
pub struct Fresh {
    pub db: Db,
    pub location: Location,
    /// What a command line would take as `--data`.
    pub address: String,
    /// Removed at the end. Databases of PostgreSQL go with the throw-away cluster.
    _folder: Option<TempDir>,
}

/// A fresh database on each engine that is at hand; says aloud when PostgreSQL is not.
///
/// # Errors
/// What kept a database from being made.
pub async fn fresh(now_ms: i64) -> Result<Vec<Fresh>, StoreError> {
    let mut all = vec![sqlite(now_ms).await?];
    all.extend(postgres(now_ms).await?);
    Ok(all)
}

/// A fresh SQLite database.
///
/// # Errors
/// What kept it from being made.
pub async fn sqlite(now_ms: i64) -> Result<Fresh, StoreError> {
    let folder = TempDir::with_prefix("yihu-test-").map_err(StoreError::db)?;
    let address = folder.path().display().to_string();
    let location = Location::parse(&address)?;
    let db = Db::create(&location, now_ms).await?;
    Ok(Fresh { db, location, address, _folder: Some(folder) })
}

/// A fresh PostgreSQL database; none where no server is named.
///
/// # Errors
/// What kept it from being made.
pub async fn postgres(now_ms: i64) -> Result<Option<Fresh>, StoreError> {
    let Some(address) = empty_postgres().await? else {
        return Ok(None);
    };
    let location = Location::parse(&address)?;
    let db = Db::create(&location, now_ms).await?;
    Ok(Some(Fresh { db, location, address, _folder: None }))
}

/// The address of a PostgreSQL database without any tables; none where no server is named.
///
/// # Errors
/// What kept it from being made.
pub async fn empty_postgres() -> Result<Option<String>, StoreError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var(SERVER) else {
        eprintln!("skipped on PostgreSQL: {SERVER} is not set (source scripts/pg-test.sh)");
        return Ok(None);
    };
    let name = format!("yihu_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.map_err(StoreError::db)?;
    let driver = tokio::spawn(connection);
    let sql = format!("CREATE DATABASE {name} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0");
    client.batch_execute(&sql).await.map_err(StoreError::db)?;
    drop(client);
    driver.abort();
    let (path, query) = server.split_once('?').map_or((server.as_str(), None), |(path, query)| (path, Some(query)));
    let base = path.rsplit_once('/').map_or(path, |(base, _)| base);
    Ok(Some(query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))))
}
