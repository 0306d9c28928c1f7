//! SQLite's result codes in our words.

use rusqlite::ffi::{self, ErrorCode};

use crate::error::StoreError;
use crate::guard;

/// What a fault of SQLite means for the caller.
pub(super) fn fault(error: &rusqlite::Error) -> StoreError {
    let reason = error.to_string();
    let rusqlite::Error::SqliteFailure(code, message) = error else {
        return StoreError::Db { reason };
    };
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open list: the rest means nothing special to us")]
    match code.code {
        ErrorCode::ConstraintViolation => constraint(code.extended_code, message.as_deref().unwrap_or(&reason)),
        ErrorCode::DiskFull => StoreError::DiskFull { reason },
        ErrorCode::SystemIoFailure => StoreError::DiskFault { reason },
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly { reason },
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged { reason },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            StoreError::Unavailable { reason, outcome_unknown: false }
        }
        _ => StoreError::Db { reason },
    }
}

/// `UNIQUE constraint failed: event.root_id, event.seq` names the table that was hit.
fn constraint(extended: i32, message: &str) -> StoreError {
    let what = message.split_once(": ").map_or(message, |(_, what)| what);
    let unique = matches!(
        extended,
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_ROWID
    );
    let table = what.split_once('.').map_or(what, |(table, _)| table);
    if unique && guard::is_conflict(table) {
        StoreError::Conflict
    } else {
        StoreError::Refused { constraint: what.to_owned() }
    }
}
