//! What goes into a statement and what comes back: four kinds of value, the same on both engines (`datalayer.md`).

use std::ops::Deref;

use crate::error::StoreError;

/// A value of the schema: `BIGINT`, `TEXT`, `BYTEA` or nothing. There is no float, boolean or date in the tables.
#[derive(Clone, PartialEq, Eq)]
pub enum Val {
    Null,
    /// `BIGINT`: ids, counts, milliseconds since 1970 UTC, 0/1 for truth.
    I(i64),
    /// `TEXT`: codes, canonical JSON, words, civil dates.
    T(String),
    /// `BYTEA`: hashes and ciphertext.
    B(Vec<u8>),
}

/// Shows the shape only: arguments carry citizens' words, and errors that quote them end in logs.
impl std::fmt::Debug for Val {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::I(number) => write!(f, "I({number})"),
            Self::T(text) => write!(f, "T({} bytes)", text.len()),
            Self::B(bytes) => write!(f, "B({} bytes)", bytes.len()),
        }
    }
}

macro_rules! val_from {
    ($($source:ty => |$value:ident| $made:expr;)*) => {
        $(impl From<$source> for Val {
            fn from($value: $source) -> Self {
                $made
            }
        })*
    };
}

val_from! {
    i64 => |value| Self::I(value);
    i32 => |value| Self::I(value.into());
    u32 => |value| Self::I(value.into());
    u16 => |value| Self::I(value.into());
    u8 => |value| Self::I(value.into());
    bool => |value| Self::I(value.into());
    String => |value| Self::T(value);
    &String => |value| Self::T(value.clone());
    &str => |value| Self::T(value.to_owned());
    Vec<u8> => |value| Self::B(value);
    &[u8] => |value| Self::B(value.to_vec());
}

impl<const N: usize> From<[u8; N]> for Val {
    fn from(value: [u8; N]) -> Self {
        Self::B(value.to_vec())
    }
}

impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The arguments of a statement in the order of its `$n`: `args![id, at, "text", None::<i64>]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Val::from($value)),*] };
}

/// A read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub sql: &'static str,
    pub args: Vec<Val>,
}

impl Query {
    pub fn new(sql: &'static str, args: Vec<Val>) -> Self {
        Self { sql, args }
    }
}

/// A write, as data. A list of them is a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stmt {
    pub sql: &'static str,
    pub args: Vec<Val>,
    /// How many rows it must touch; anything else is [`StoreError::Conflict`]. Only beside an insert that
    /// guards the same root (see [`crate::Db::transact`]).
    pub expect: Option<u64>,
}

impl Stmt {
    /// A write that may touch any number of rows.
    pub fn new(sql: &'static str, args: Vec<Val>) -> Self {
        Self { sql, args, expect: None }
    }

    /// A write that must touch exactly one row.
    pub fn one(sql: &'static str, args: Vec<Val>) -> Self {
        Self { sql, args, expect: Some(1) }
    }
}

/// The rows that a query gave, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows(pub(crate) Vec<Row>);

impl Deref for Rows {
    type Target = [Row];

    fn deref(&self) -> &[Row] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a Row;
    type IntoIter = std::slice::Iter<'a, Row>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// One row. Cells are read by place, in the order of the select list that stands beside the reading code, or one
/// after the other through [`Row::cells`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Val>);

impl Row {
    /// The cell as it is; beyond the last one, `Null`.
    pub fn val(&self, at: usize) -> &Val {
        self.0.get(at).unwrap_or(&Val::Null)
    }

    /// Reads the cells from left to right.
    pub fn cells(&self) -> Cells<'_> {
        Cells { row: self, at: 0 }
    }

    /// A `BIGINT` that is not null.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], like all getters, if the cell is something else: schema and code do not agree.
    pub fn i64(&self, at: usize) -> Result<i64, StoreError> {
        self.opt_i64(at)?.ok_or_else(|| odd(at, "a number", &Val::Null))
    }

    pub fn opt_i64(&self, at: usize) -> Result<Option<i64>, StoreError> {
        match self.val(at) {
            Val::Null => Ok(None),
            Val::I(number) => Ok(Some(*number)),
            other @ (Val::T(_) | Val::B(_)) => Err(odd(at, "a number", other)),
        }
    }

    /// A count or ordinal that fits `u32`.
    pub fn u32(&self, at: usize) -> Result<u32, StoreError> {
        u32::try_from(self.i64(at)?).map_err(|_| odd(at, "a small count", self.val(at)))
    }

    /// 0 or 1.
    pub fn flag(&self, at: usize) -> Result<bool, StoreError> {
        Ok(self.i64(at)? != 0)
    }

    /// A `TEXT` that is not null.
    pub fn text(&self, at: usize) -> Result<&str, StoreError> {
        self.opt_text(at)?.ok_or_else(|| odd(at, "text", &Val::Null))
    }

    pub fn opt_text(&self, at: usize) -> Result<Option<&str>, StoreError> {
        match self.val(at) {
            Val::Null => Ok(None),
            Val::T(text) => Ok(Some(text)),
            other @ (Val::I(_) | Val::B(_)) => Err(odd(at, "text", other)),
        }
    }

    /// A `BYTEA` that is not null.
    pub fn bytes(&self, at: usize) -> Result<&[u8], StoreError> {
        self.opt_bytes(at)?.ok_or_else(|| odd(at, "bytes", &Val::Null))
    }

    pub fn opt_bytes(&self, at: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.val(at) {
            Val::Null => Ok(None),
            Val::B(bytes) => Ok(Some(bytes)),
            other @ (Val::I(_) | Val::T(_)) => Err(odd(at, "bytes", other)),
        }
    }
}

/// Reads a row from left to right, so that select list and struct stand in the same order.
#[derive(Debug)]
pub struct Cells<'a> {
    row: &'a Row,
    at: usize,
}

impl<'a> Cells<'a> {
    fn step(&mut self) -> usize {
        let at = self.at;
        self.at += 1;
        at
    }

    pub fn i64(&mut self) -> Result<i64, StoreError> {
        let at = self.step();
        self.row.i64(at)
    }

    pub fn opt_i64(&mut self) -> Result<Option<i64>, StoreError> {
        let at = self.step();
        self.row.opt_i64(at)
    }

    pub fn u32(&mut self) -> Result<u32, StoreError> {
        let at = self.step();
        self.row.u32(at)
    }

    pub fn flag(&mut self) -> Result<bool, StoreError> {
        let at = self.step();
        self.row.flag(at)
    }

    /// The text as a value of its own: structs that come from rows own their words.
    pub fn text(&mut self) -> Result<String, StoreError> {
        let at = self.step();
        self.row.text(at).map(ToOwned::to_owned)
    }

    pub fn opt_text(&mut self) -> Result<Option<String>, StoreError> {
        let at = self.step();
        Ok(self.row.opt_text(at)?.map(ToOwned::to_owned))
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], StoreError> {
        let at = self.step();
        self.row.bytes(at)
    }

    pub fn opt_bytes(&mut self) -> Result<Option<&'a [u8]>, StoreError> {
        let at = self.step();
        self.row.opt_bytes(at)
    }
}

/// PostgreSQL has no room for NUL in text; so nobody has.
pub(crate) fn check_text(args: &[Val]) -> Result<(), StoreError> {
    if args.iter().any(|value| matches!(value, Val::T(text) if text.contains('\0'))) {
        return Err(StoreError::Refused { constraint: "text_without_nul".into() });
    }
    Ok(())
}

fn odd(at: usize, wanted: &str, found: &Val) -> StoreError {
    StoreError::Corrupt { what: format!("column {at} should be {wanted} and is {found:?}") }
}
