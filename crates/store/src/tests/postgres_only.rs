//! What only PostgreSQL can get wrong: transactions that outlive their caller.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::*;

const OPEN: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                    AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'";

#[tokio::test]
async fn a_dropped_future_leaves_no_open_transaction() {
    let Some(fresh) = testing::postgres(NOW).await.unwrap() else {
        return;
    };
    let watcher = Db::open(&fresh.location, NOW).await.unwrap();
    for polls in 0..40 {
        let root = i64::from(polls);
        {
            let mut future =
                pin!(fresh.db.transact_on(root, vec![Query::new(LAST, args![root])], move |_: &[Rows]| {
                    Ok::<_, StoreError>((vec![event(root, 1), event(root, 2), event(root, 3)], ()))
                }));
            for _ in 0..polls {
                if let Poll::Ready(outcome) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    outcome.unwrap();
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        let mut open = 1;
        for _ in 0..100 {
            open = watcher.rows(OPEN, Vec::new()).await.unwrap()[0].i64(0).unwrap();
            if open == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(open, 0, "dropped after {polls} polls");
        let kept = count(&watcher, root).await;
        assert!(kept == 0 || kept == 3, "dropped after {polls} polls: {kept} of 3 events");
    }
    assert_eq!(append(&fresh.db, 10_000).await, Ok(1));
    // The last ones ran to their end, so the loop went through every wait there is.
    assert_eq!(count(&watcher, 39).await, 3);
}

#[tokio::test]
async fn a_lost_connection_is_unavailable_and_the_next_call_works() {
    let Some(fresh) = testing::postgres(NOW).await.unwrap() else {
        return;
    };
    append(&fresh.db, 1).await.unwrap();
    let watcher = Db::open(&fresh.location, NOW).await.unwrap();
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    watcher.rows(kill, Vec::new()).await.unwrap();
    for _ in 0..50 {
        match append(&fresh.db, 1).await {
            Ok(_) => return,
            Err(TransactError::Store(StoreError::Unavailable { .. })) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the pool never came back");
}
