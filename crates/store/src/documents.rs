//! Documents that are law or local (policy, calendar, divisions, units, classification, responsibility list, texts):
//! imported as versions with a day of effect, never edited (C50, design.md §7). And plain settings.

use law::{Date, Instant};
use sha2::{Digest, Sha256};

use crate::args;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows, Stmt};

sql! {
    INSERT = "INSERT INTO document (kind, version, effective_from, body, sha256, imported_at_ms, imported_by) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)";
    IN_FORCE = "SELECT kind, version, effective_from, body, sha256, imported_at_ms, imported_by FROM document \
                WHERE kind = $1 AND effective_from <= $2 ORDER BY effective_from DESC, imported_at_ms DESC LIMIT 1";
    BY_VERSION = "SELECT kind, version, effective_from, body, sha256, imported_at_ms, imported_by FROM document \
                  WHERE kind = $1 AND version = $2";
    ALL = "SELECT kind, version, effective_from, body, sha256, imported_at_ms, imported_by FROM document \
           WHERE kind = $1 ORDER BY effective_from, imported_at_ms";
    COUNT = "SELECT count(*) FROM document WHERE kind = $1";
    SETTING = "SELECT value FROM setting WHERE name = $1";
    SET = "UPDATE setting SET value = $1 WHERE name = $2";
    SET_FIRST = "INSERT INTO setting (name, value) VALUES ($1, $2)";
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// `policy`, `calendar`, `divisions`, `units`, `categories`, `responsibility`, ...
    pub kind: String,
    pub version: String,
    /// In force from 00:00 of this day until the next version's.
    pub effective_from: Date,
    pub body: String,
    pub imported_at: Instant,
    /// Who brought it in.
    pub imported_by: String,
}

/// Imports a version; one that exists is [`StoreError::Refused`]: a changed document is a new version.
pub fn insert(document: &Document) -> Stmt {
    let sum: [u8; 32] = Sha256::digest(document.body.as_bytes()).into();
    Stmt::new(
        INSERT,
        args![
            document.kind.as_str(),
            document.version.as_str(),
            document.effective_from,
            document.body.as_str(),
            sum,
            document.imported_at,
            document.imported_by.as_str()
        ],
    )
}

/// The version in force on a day; for [`read`].
pub fn in_force(kind: &str, day: Date) -> Query {
    Query::new(IN_FORCE, args![kind, day])
}

/// One version; for [`read`].
pub fn by_version(kind: &str, version: &str) -> Query {
    Query::new(BY_VERSION, args![kind, version])
}

/// All versions of a kind in the order of their effect; for [`read`].
pub fn all(kind: &str) -> Query {
    Query::new(ALL, args![kind])
}

/// The documents of the rows.
///
/// # Errors
/// [`StoreError::Corrupt`] if a body is not the one that was imported.
/// How many versions there are, one `BIGINT`.
pub fn count(kind: &str) -> Query {
    Query::new(COUNT, args![kind])
}

pub fn read(rows: &Rows) -> Result<Vec<Document>, StoreError> {
    rows.iter()
        .map(|row| {
            let mut cells = row.cells();
            let (kind, version, from, body) = (cells.text()?, cells.text()?, cells.text()?, cells.text()?);
            let odd = |what: &str| StoreError::Corrupt { what: format!("document {kind} {version}: {what}") };
            if cells.bytes()? != Sha256::digest(body.as_bytes()).as_slice() {
                return Err(odd("its body is not the one that was imported"));
            }
            let effective_from = from.parse::<Date>().map_err(|error| odd(&error.to_string()))?;
            let (imported_at, imported_by) = (Instant::from_ms(cells.i64()?), cells.text()?);
            Ok(Document { kind, version, effective_from, body, imported_at, imported_by })
        })
        .collect()
}

/// The value of a setting, one `TEXT` column; no row if it was never set.
pub fn setting(name: &str) -> Query {
    Query::new(SETTING, args![name])
}

/// Sets a setting that may have a value already, given the rows of [`setting`].
pub fn set(name: &str, value: &str, before: &Rows) -> Stmt {
    if before.is_empty() { Stmt::new(SET_FIRST, args![name, value]) } else { Stmt::new(SET, args![value, name]) }
}
