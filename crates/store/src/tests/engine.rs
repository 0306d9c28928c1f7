//! Reads, writes, undoing, panics, groups.

use super::*;
use crate::Val;

#[tokio::test]
async fn all_kinds_of_values_come_back_as_they_went_in() {
    for fresh in both().await {
        let words = "唐山 🦆 'quoted' \"\\ \u{7f}";
        let insert = "INSERT INTO document (kind, version, effective_from, body, sha256, imported_at_ms, imported_by) \
                      VALUES ($1, $2, '2026-01-01', $3, $4, $5, '')";
        let bytes: Vec<u8> = (0..=255).collect();
        let row = args!["k", "", words, bytes.clone(), i64::MIN];
        fresh.db.write(vec![Stmt::new(insert, row)]).await.unwrap();
        let select =
            "SELECT version, body, sha256, imported_at_ms, imported_at_ms = $1, NULL FROM document WHERE kind = $2";
        let rows = fresh.db.rows(select, args![i64::MIN, "k"]).await.unwrap();
        assert_eq!(rows[0].0, args!["", words, bytes, i64::MIN, 1_i64, None::<i64>], "{}", fresh.db.engine());
        assert!(matches!(rows[0].i64(0), Err(StoreError::Corrupt { .. })));
        assert_eq!(rows[0].val(99), &Val::Null);
    }
}

#[tokio::test]
async fn a_refusal_writes_nothing_and_comes_back_as_it_is() {
    for Fresh { db, .. } in both().await {
        let refused: Result<(), _> = db.transact(Vec::new(), |_: &[Rows]| Err("不行")).await;
        assert_eq!(refused, Err(TransactError::Refusal("不行")));
        let read_only = db.transact(vec![Query::new(COUNT, args![1_i64])], |rows: &[Rows]| {
            Ok::<_, StoreError>((Vec::new(), rows[0][0].i64(0)?))
        });
        assert_eq!(read_only.await, Ok(0));
    }
}

#[tokio::test]
async fn a_failing_statement_undoes_those_before_it() {
    for Fresh { db, .. } in both().await {
        db.write(vec![Stmt::new(SETTING, args!["a", "1"])]).await.unwrap();
        let error = db.write(vec![event(1, 1), Stmt::new(SETTING, args!["a", "2"]), event(1, 2)]).await.unwrap_err();
        assert!(matches!(&error, StoreError::Refused { constraint } if constraint.contains("setting")), "{error}");
        assert_eq!(count(&db, 1).await, 0);
        append(&db, 1).await.unwrap();
        assert_eq!(count(&db, 1).await, 1);
    }
}

#[tokio::test]
async fn an_expectation_without_its_event_is_refused_before_anything_is_written() {
    for Fresh { db, .. } in both().await {
        let bare = Stmt::one("UPDATE setting SET value = $1 WHERE name = $2", args!["x", "y"]);
        let error = db.write(vec![Stmt::new(SETTING, args!["b", "1"]), bare]).await.unwrap_err();
        assert!(matches!(error, StoreError::Uncovered { .. }), "{error}");
        let rows = db.rows("SELECT value FROM setting WHERE name = $1", args!["b"]).await.unwrap();
        assert!(rows.is_empty());
    }
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_found_before_anything_is_sent() {
    for Fresh { db, .. } in both().await {
        let short = Stmt::new(SETTING, args!["only one"]);
        assert!(matches!(db.write(vec![event(1, 1), short]).await, Err(StoreError::Db { .. })));
        let odd = Stmt::new(SETTING, args![vec![1_u8], "1"]);
        assert!(db.write(vec![event(1, 1), odd]).await.is_err());
        let nul = Stmt::new(SETTING, args!["with\0nul", "1"]);
        assert!(matches!(db.write(vec![event(1, 1), nul]).await, Err(StoreError::Refused { .. })), "{}", db.engine());
        assert_eq!(count(&db, 1).await, 0);
    }
}

#[tokio::test]
async fn a_panic_in_a_decision_is_an_error_and_the_writer_lives_on() {
    for Fresh { db, .. } in both().await {
        let outcome = db.transact(Vec::new(), |rows: &[Rows]| -> Result<(Vec<Stmt>, ()), StoreError> {
            panic!("no rows: {}", rows.len())
        });
        let error = outcome.await.unwrap_err();
        assert!(matches!(&error, TransactError::Store(StoreError::Panicked { message }) if message == "no rows: 0"));
        assert_eq!(append(&db, 1).await, Ok(1));
    }
}

#[tokio::test]
async fn a_failing_command_in_a_group_undoes_itself_only() {
    for Fresh { db, .. } in both().await {
        // All are handed in before the first is answered, so that SQLite commits them in groups.
        let tasks: Vec<_> = (0..200_i64)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    match n % 4 {
                        0 => db.write(vec![event(n, 1), event(n, 1)]).await.map_err(TransactError::Store),
                        1 => {
                            db.transact(Vec::new(), move |_: &[Rows]| -> Result<(Vec<Stmt>, ()), StoreError> {
                                assert_ne!(n % 4, 1, "a bad decision");
                                Ok((Vec::new(), ()))
                            })
                            .await
                        }
                        2 => {
                            db.transact(Vec::new(), move |_: &[Rows]| Err::<(Vec<Stmt>, ()), _>(StoreError::Conflict))
                                .await
                        }
                        _ => db.write(vec![event(n, 1), event(n, 2)]).await.map_err(TransactError::Store),
                    }
                })
            })
            .collect();
        for (n, task) in (0_i64..).zip(tasks) {
            let outcome = task.await.unwrap();
            assert_eq!(outcome.is_ok(), n % 4 == 3, "{n}: {outcome:?}");
            assert_eq!(count(&db, n).await, if n % 4 == 3 { 2 } else { 0 }, "{n}");
        }
    }
}

#[tokio::test]
async fn one_take_gets_the_row_and_the_others_nothing() {
    for Fresh { db, .. } in both().await {
        db.write(vec![Stmt::new("INSERT INTO number_block (region, day, next) VALUES ($1, $2, 1)", args!["TS", "d"])])
            .await
            .unwrap();
        let sql = "UPDATE number_block SET next = 2 WHERE region = $1 AND next = 1 RETURNING next";
        let takes: Vec<_> = (0..16)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { db.take(Stmt::new(sql, args!["TS"])).await.unwrap().len() })
            })
            .collect();
        let mut winners = 0;
        for take in takes {
            winners += take.await.unwrap();
        }
        assert_eq!(winners, 1);
    }
}

#[tokio::test]
async fn what_is_fetched_together_is_one_snapshot_in_sqlite() {
    let Fresh { db, .. } = testing::sqlite(NOW).await.unwrap();
    let writer = tokio::spawn({
        let db = db.clone();
        async move {
            for _ in 0..200 {
                append(&db, 1).await.unwrap();
                tokio::task::yield_now().await;
            }
        }
    });
    for _ in 0..200 {
        let answers = db.fetch(&[Query::new(COUNT, args![1_i64]), Query::new(COUNT, args![1_i64])]).await.unwrap();
        assert_eq!(answers[0], answers[1]);
    }
    writer.await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_said_in_words_and_loses_nothing() {
    let Fresh { db, .. } = testing::sqlite(NOW).await.unwrap();
    let Db::Sqlite(sqlite) = &db else { panic!("SQLite was asked for") };
    append(&db, 1).await.unwrap();
    // A limit on the pages is what a full disk looks like to SQLite.
    sqlite.script("PRAGMA max_page_count = 100".into()).await.unwrap();
    let big = "字".repeat(300_000);
    let tasks: Vec<_> = (0..20_i64)
        .map(|n| {
            let (db, big) = (db.clone(), big.clone());
            tokio::spawn(async move {
                let stmts = if n % 5 == 2 {
                    vec![Stmt::new(SETTING, args![n.to_string(), big])]
                } else {
                    vec![event(50 + n, 1)]
                };
                db.write(stmts).await
            })
        })
        .collect();
    for (n, task) in (0_i64..).zip(tasks) {
        let outcome = task.await.unwrap();
        if n % 5 == 2 {
            let error = outcome.clone().unwrap_err();
            assert!(matches!(error, StoreError::DiskFull { .. }), "{error}");
            assert!(error.zh().contains("磁盘已满"));
        }
        // Whatever the answer was, it is what the file says.
        assert_eq!(count(&db, 50 + n).await, i64::from(outcome.is_ok() && n % 5 != 2), "{n}");
    }
    assert_eq!(append(&db, 1).await, Ok(2));
}
