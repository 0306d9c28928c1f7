//! PostgreSQL's error codes in our words.

use std::error::Error as _;

use deadpool_postgres::PoolError;
use tokio_postgres::Error;

use crate::error::StoreError;
use crate::guard;

/// What a fault means for the caller. `sent`: a COMMIT was on its way, so a lost connection leaves the outcome open.
pub(super) fn fault(error: &Error, sent: bool) -> StoreError {
    let Some(db) = error.as_db_error() else {
        let reason = error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
        return if error.is_closed() || is_io(error) {
            StoreError::Unavailable { reason, outcome_unknown: sent }
        } else {
            StoreError::Db { reason }
        };
    };
    let code = db.code().code();
    let reason = format!("{code} {}", db.message());
    match (code, code.get(..2).unwrap_or(code)) {
        ("23505", _) => {
            let (table, constraint) = (db.table().unwrap_or(""), db.constraint().unwrap_or("unique"));
            if guard::is_conflict(table) && constraint.ends_with("_pkey") {
                StoreError::Conflict
            } else {
                StoreError::Refused { constraint: constraint.to_owned() }
            }
        }
        (_, "23") => StoreError::Refused { constraint: db.constraint().unwrap_or(code).to_owned() },
        ("40001" | "40P01", _) => StoreError::Conflict,
        ("53100", _) => StoreError::DiskFull { reason },
        ("25006", _) => StoreError::ReadOnly { reason },
        ("55P03" | "57014" | "40003", _) | (_, "53") => StoreError::Unavailable { reason, outcome_unknown: false },
        (_, "57" | "08") => StoreError::Unavailable { reason, outcome_unknown: sent },
        ("3D000", _) | (_, "28") => StoreError::CannotOpen { place: String::new(), reason },
        _ => StoreError::Db { reason },
    }
}

fn is_io(error: &Error) -> bool {
    error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

pub(super) fn pool_fault(error: PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) => {
            let error = fault(&error, false);
            if let StoreError::Db { reason } = error {
                return StoreError::Unavailable { reason, outcome_unknown: false };
            }
            error
        }
        PoolError::Timeout(_) | PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            StoreError::Unavailable { reason: error.to_string(), outcome_unknown: false }
        }
    }
}
