//! The domain's words as values of the schema.

use hotline::{AccountId, ClaimId, ClaimNo, PersonId};
use law::registry::{CategoryCode, DivisionCode, UnitCode};
use law::{Date, Instant};

use crate::error::StoreError;
use crate::value::Val;

macro_rules! text {
    ($($kind:ty),*) => {
        $(impl From<&$kind> for Val {
            fn from(value: &$kind) -> Self {
                Self::T(value.as_str().to_owned())
            }
        })*
    };
}

macro_rules! number {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Val {
            fn from(value: $kind) -> Self {
                Self::I(value.0)
            }
        })*
    };
}

text!(UnitCode, DivisionCode, CategoryCode, ClaimNo);
number!(ClaimId, PersonId, AccountId);

impl From<Instant> for Val {
    fn from(value: Instant) -> Self {
        Self::I(value.ms())
    }
}

/// `YYYY-MM-DD`.
impl From<Date> for Val {
    fn from(value: Date) -> Self {
        Self::T(value.to_string())
    }
}

/// A version or place in a stream as a column has it.
pub(crate) fn seq(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::Corrupt { what: format!("{value} is no place in a stream") })
}

/// A place in a stream from a column.
pub(crate) fn place(value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::Corrupt { what: format!("{value} is no place in a stream") })
}

/// Canonical JSON: fields in the order of the struct, maps in the order of their keys.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::db)
}

/// A value of a column by its code.
pub(crate) fn coded<T>(column: &str, code: &str, of: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    of(code).ok_or_else(|| StoreError::Corrupt { what: format!("{column} has the unknown code {code:?}") })
}
