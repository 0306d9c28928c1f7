//! Several writers on one aggregate.

use super::*;

#[tokio::test]
async fn of_two_writers_with_the_same_view_one_wins() {
    for Fresh { db, .. } in both().await {
        append(&db, 5).await.unwrap();
        // Both have seen version 1 and bring what they decided from it; neither looks again.
        let write = |db: Db| tokio::spawn(async move { db.write(vec![event(5, 2), event(5, 3)]).await });
        let outcomes = [write(db.clone()).await.unwrap(), write(db.clone()).await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert!(outcomes.contains(&Err(StoreError::Conflict)), "{outcomes:?}");
        assert_eq!(count(&db, 5).await, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_writers_on_four_hot_roots_lose_nothing() {
    for Fresh { db, .. } in both().await {
        let tasks: Vec<_> = (0..64_i64)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    for _ in 0..10 {
                        append(&db, n % 4).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        for root in 0..4 {
            assert_eq!(count(&db, root).await, 160, "{}", db.engine());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_root_try_again_until_both_are_through() {
    // Two handles on one PostgreSQL database share no stripes, like two processes.
    let Some(fresh) = testing::postgres(NOW).await.unwrap() else {
        return;
    };
    let other = Db::open(&fresh.location, NOW).await.unwrap();
    let run = |db: Db| {
        tokio::spawn(async move {
            let mut through = 0;
            for _ in 0..50 {
                match append(&db, 1).await {
                    Ok(_) => through += 1,
                    Err(error) => assert_eq!(error, TransactError::Store(StoreError::Conflict)),
                }
            }
            through
        })
    };
    let (one, two) = (run(fresh.db.clone()), run(other));
    let through: i64 = one.await.unwrap() + two.await.unwrap();
    assert!(through > 50, "{through}");
    assert_eq!(count(&fresh.db, 1).await, through);
}

#[tokio::test]
async fn a_second_submission_with_the_same_key_finds_the_first_ones_answer() {
    const SEEN: &str = "SELECT root_id FROM command WHERE id = $1";
    const NOTE: &str = "INSERT INTO command (id, root_id, seq, at_ms, verb, request, answer) \
                        VALUES ($1, $2, 1, $3, 'receive', $4, '')";
    for Fresh { db, .. } in both().await {
        let submit = |db: Db, id: i64| {
            tokio::spawn(async move {
                db.transact(vec![Query::new(SEEN, args!["key"])], move |rows: &[Rows]| {
                    if let Some(done) = rows[0].first() {
                        return Ok::<_, StoreError>((Vec::new(), done.i64(0)?));
                    }
                    Ok((vec![event(id, 1), Stmt::new(NOTE, args!["key", id, NOW, vec![0_u8]])], id))
                })
                .await
                .unwrap()
            })
        };
        let tasks: Vec<_> = (1..=20).map(|id| submit(db.clone(), id)).collect();
        let mut roots = Vec::new();
        for task in tasks {
            roots.push(task.await.unwrap());
        }
        roots.dedup();
        assert_eq!(roots.len(), 1, "one claim, not several: {roots:?}");
    }
}

#[tokio::test]
async fn an_unmet_expectation_is_a_conflict_and_undoes_the_event() {
    let Fresh { db, .. } = testing::sqlite(NOW).await.unwrap();
    let claim = Stmt::one("UPDATE claim SET version = $1 WHERE id = $2 AND version = $3", args![2_i64, 9_i64, 1_i64]);
    assert_eq!(db.write(vec![event(9, 2), claim]).await, Err(StoreError::Conflict));
    assert_eq!(count(&db, 9).await, 0);
}
