//! Tests of the engine on both databases.

mod claims;
mod conflicts;
mod deliveries;
mod engine;
mod migrations;
mod opening;
mod postgres_only;
mod subjects;
mod texts;

use crate::testing::{self, Fresh};
use crate::value::{Query, Stmt};
use crate::{Db, Rows, StoreError, TransactError, args};

const NOW: i64 = 1_767_571_200_000; // 2026-01-05 08:00 +08:00

const EVENT: &str = "INSERT INTO event (root_id, seq, aggregate, at_ms, actor, clause, policy, body, hash) \
                     VALUES ($1, $2, 'test', $3, 'clock', 'C4', 'p', '{}', $4)";
const LAST: &str = "SELECT seq FROM event WHERE root_id = $1 ORDER BY seq DESC LIMIT 1";
const COUNT: &str = "SELECT count(*) FROM event WHERE root_id = $1";
const SETTING: &str = "INSERT INTO setting (name, value) VALUES ($1, $2)";

async fn both() -> Vec<Fresh> {
    testing::fresh(NOW).await.unwrap()
}

fn event(root: i64, seq: i64) -> Stmt {
    Stmt::new(EVENT, args![root, seq, NOW, [0_u8; 32]])
}

async fn count(db: &Db, root: i64) -> i64 {
    db.rows(COUNT, args![root]).await.unwrap()[0].i64(0).unwrap()
}

/// Appends one event behind the last one; the answer is its place.
async fn append(db: &Db, root: i64) -> Result<i64, TransactError<StoreError>> {
    db.transact_on(root, vec![Query::new(LAST, args![root])], move |rows: &[Rows]| {
        let last = rows[0].first().map_or(Ok(0), |row| row.i64(0))?;
        Ok((vec![event(root, last + 1)], last + 1))
    })
    .await
}
