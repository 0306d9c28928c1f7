//! Claim numbers: the counter of a region's day is taken in blocks of 50, so that most numbers need no database.
//!
//! A process that dies leaves a gap of at most 49; one that closes gives them back. Gaps are harmless; the same number twice is not.

use std::collections::HashMap;

use hotline::ClaimNo;
use law::Date;
use tokio::sync::Mutex;

use crate::args;
use crate::db::Db;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::Stmt;

const BLOCK: i64 = 50;

sql! {
    TAKE = "UPDATE number_block SET next = next + 50 WHERE region = $1 AND day = $2 RETURNING next";
    GIVE = "UPDATE number_block SET next = $1 WHERE region = $2 AND day = $3 AND next = $4";
    FIRST = "INSERT INTO number_block (region, day, next) VALUES ($1, $2, 1)";
}

/// Gives claim numbers.
#[derive(Debug, Default)]
pub struct Numbers {
    /// Next number and end of the block in hand, by region and day.
    blocks: Mutex<HashMap<(String, Date), (i64, i64)>>,
}

impl Numbers {
    /// The next number of a region (two capital letters) on a local day.
    pub async fn next(&self, db: &Db, region: &str, day: Date) -> Result<ClaimNo, StoreError> {
        let counter = self.counter(db, region, day).await?;
        let yymmdd =
            i32::from(day.year()).rem_euclid(100) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
        Ok(ClaimNo::new(
            region,
            u32::try_from(yymmdd).map_err(StoreError::db)?,
            u32::try_from(counter).map_err(StoreError::db)?,
        ))
    }

    /// Gives back what is left of the blocks in hand, where nobody has taken a block behind them: no gap then.
    pub async fn give_back(&self, db: &Db) -> Result<(), StoreError> {
        let blocks = std::mem::take(&mut *self.blocks.lock().await);
        let left = blocks.into_iter().filter(|(_, (next, end))| next < end);
        let stmts = left.map(|((region, day), (next, end))| Stmt::new(GIVE, args![next, region, day.to_string(), end]));
        db.write(stmts.collect()).await
    }

    async fn counter(&self, db: &Db, region: &str, day: Date) -> Result<i64, StoreError> {
        let mut blocks = self.blocks.lock().await;
        let key = (region.to_owned(), day);
        let (next, end) = match blocks.get(&key) {
            Some(&(next, end)) if next < end => (next, end),
            _ => take_block(db, region, day).await?,
        };
        // Days gone by will not come again; a simulated clock may hold several for a moment.
        blocks.retain(|(_, other), _| *other >= day);
        blocks.insert(key, (next + 1, end));
        Ok(next)
    }
}

async fn take_block(db: &Db, region: &str, day: Date) -> Result<(i64, i64), StoreError> {
    let day = day.to_string();
    // The first of a day makes the row; if another process was quicker, its row is there in the second round.
    for _ in 0..3 {
        let taken = db.take(Stmt::new(TAKE, args![region, day.as_str()])).await?;
        if let Some(row) = taken.first() {
            let end = row.i64(0)?;
            return Ok((end - BLOCK, end));
        }
        match db.write(vec![Stmt::new(FIRST, args![region, day.as_str()])]).await {
            Ok(()) | Err(StoreError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::db("the row of the day's numbers cannot be made"))
}
