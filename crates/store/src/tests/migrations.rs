//! Migrations run once, in order, and a changed old one stops the start.

use super::*;
use crate::migrate::{MIGRATIONS, Migration, for_sqlite, found, run, run_these};

const OTHER: Migration =
    Migration { number: 99, name: "0099_other", sql: "CREATE TABLE other (\n    id BIGINT NOT NULL PRIMARY KEY\n);" };

#[tokio::test]
async fn a_changed_old_migration_stops_the_start() {
    for Fresh { db, .. } in both().await {
        let mut changed = MIGRATIONS.to_vec();
        changed[1].sql = "CREATE TABLE person (\n    id BIGINT\n);";
        let error = run_these(&db, &changed, NOW).await.unwrap_err();
        assert_eq!(error, StoreError::Altered { name: "0002_identity".into() });
        assert!(error.zh().contains("0002_identity"));
    }
}

#[tokio::test]
async fn a_later_schema_is_refused_and_an_earlier_one_is_brought_up() {
    for Fresh { db, .. } in both().await {
        let known = MIGRATIONS.last().unwrap().number;
        let later = [MIGRATIONS, &[OTHER]].concat();
        run_these(&db, &later, NOW).await.unwrap();
        run_these(&db, &later, NOW).await.unwrap();
        assert_eq!(found(&db).await, Err(StoreError::TooNew { found: 99, known }));
        assert!(db.rows("SELECT id FROM other", Vec::new()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    for Fresh { db, .. } in both().await {
        let bad = Migration { sql: "CREATE TABLE half (\n    id BIGINT\n);\nINSERT INTO nowhere VALUES (1);", ..OTHER };
        let list = [MIGRATIONS, &[bad]].concat();
        assert!(run_these(&db, &list, NOW).await.is_err());
        assert_eq!(found(&db).await, Ok(Some(MIGRATIONS.last().unwrap().number)));
        let good = Migration { sql: "CREATE TABLE half (\n    id BIGINT\n);", ..OTHER };
        run_these(&db, &[MIGRATIONS, &[good]].concat(), NOW).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_start_together_migrate_once() {
    let Some(address) = testing::empty_postgres().await.unwrap() else {
        return;
    };
    let location = crate::Location::parse(&address).unwrap();
    let start = |location: crate::Location| tokio::spawn(async move { Db::create(&location, NOW).await });
    let starts: Vec<_> = (0..4).map(|_| start(location.clone())).collect();
    for start in starts {
        let db = start.await.unwrap().unwrap();
        run(&db, NOW).await.unwrap();
    }
}

#[test]
fn only_three_words_differ_for_sqlite() {
    let text = "CREATE TABLE t (\n    a BIGINT NOT NULL,\n    b BYTEA,\n    c TEXT\n);\nCREATE INDEX i ON t (a);\n";
    assert_eq!(
        for_sqlite(text),
        "CREATE TABLE t (\n    a INTEGER NOT NULL,\n    b BLOB,\n    c TEXT\n) STRICT;\nCREATE INDEX i ON t (a);\n"
    );
    for migration in MIGRATIONS {
        for line in migration.sql.lines().map(str::trim).filter(|line| !line.starts_with("--")) {
            let banned =
                ["SERIAL", "TRIGGER", "now()", "random()", "JSONB", "BOOLEAN", "REAL", "FLOAT", "VARCHAR", "[]"];
            assert!(banned.iter().all(|word| !line.contains(word)), "{}: {line}", migration.name);
        }
        let tables = migration.sql.matches("CREATE TABLE").count();
        assert_eq!(for_sqlite(migration.sql).matches(") STRICT;").count(), tables, "{}", migration.name);
    }
}
