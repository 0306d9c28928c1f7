//! Which inserts make a stale writer fail, and the check that every expectation stands beside one.
//!
//! PostgreSQL gets BEGIN, the writes and COMMIT in one trip, so an `UPDATE ... WHERE version = $n` that touches no row
//! cannot stop the COMMIT behind it. The key `(root_id, seq)` of a stream can: who comes second collides with it and the
//! whole is rolled back. Hence the rule (`datalayer.md`, protocol 2) that an expectation needs such an insert of the
//! same root; the check runs on both engines, so that a list that passes on SQLite passes everywhere.

use crate::error::StoreError;
use crate::value::Stmt;

/// Tables whose primary key is `(root_id, seq)`: who appends second is in conflict and must look again. The key of
/// `command` counts as well: of two submissions with one idempotency key the second finds the first one's answer when
/// it looks again.
const STREAMS: [&str; 2] = ["event", "look"];
const AGAIN: [&str; 3] = ["event", "look", "command"];

/// Whether a violated key of `table` means "look again" ([`StoreError::Conflict`]).
pub(crate) fn is_conflict(table: &str) -> bool {
    AGAIN.contains(&table)
}

/// Refuses a list with an expectation that no insert into a stream covers for the same root.
pub(crate) fn covered(stmts: &[Stmt]) -> Result<(), StoreError> {
    let guards = |stmt: &Stmt| {
        STREAMS.iter().any(|table| {
            stmt.sql
                .strip_prefix("INSERT INTO ")
                .and_then(|rest| rest.strip_prefix(table))
                .is_some_and(|rest| rest.starts_with(" (root_id, seq,"))
        })
    };
    for stmt in stmts.iter().filter(|stmt| stmt.expect.is_some()) {
        let covered = guards(stmt)
            || stmts
                .iter()
                .any(|guard| guards(guard) && guard.args.first().is_some_and(|root| stmt.args.contains(root)));
        if !covered {
            return Err(StoreError::Uncovered { sql: stmt.sql });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    const EVENT: &str = "INSERT INTO event (root_id, seq, body) VALUES ($1, $2, $3)";
    const CLAIM: &str = "UPDATE claim SET version = $1 WHERE id = $2 AND version = $3";

    #[test]
    fn an_expectation_needs_an_event_of_the_same_root() {
        let guarded = [Stmt::new(EVENT, args![7_i64, 2_i64, "x"]), Stmt::one(CLAIM, args![2_i64, 7_i64, 1_i64])];
        assert_eq!(covered(&guarded), Ok(()));
        assert_eq!(covered(&guarded[1..]), Err(StoreError::Uncovered { sql: CLAIM }));
        let other_root = [Stmt::new(EVENT, args![9_i64, 3_i64, "x"]), guarded[1].clone()];
        assert_eq!(covered(&other_root), Err(StoreError::Uncovered { sql: CLAIM }));
    }

    #[test]
    fn without_expectations_any_list_will_do() {
        assert_eq!(covered(&[Stmt::new(CLAIM, args![2_i64, 7_i64, 1_i64])]), Ok(()));
        assert_eq!(covered(&[]), Ok(()));
    }
}
