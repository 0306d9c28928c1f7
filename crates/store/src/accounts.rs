//! Accounts of staff. A change of password, role or unit, and a closed account, ends all sessions in the same commit
//! (security.md J).

use std::collections::BTreeSet;

use hotline::{AccountId, Role};
use law::Instant;
use law::registry::{DivisionCode, UnitCode};

use crate::args;
use crate::domain::coded;
use crate::error::StoreError;
use crate::sessions;
use crate::sql::sql;
use crate::value::{Cells, Query, Rows, Stmt};

sql! {
    INSERT = "INSERT INTO account (id, login, name, unit, region, roles, password, disabled, failed, locked_until_ms, \
              created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    BY_LOGIN = "SELECT id, login, name, unit, region, roles, password, disabled, failed, locked_until_ms, \
                created_at_ms FROM account WHERE login = $1";
    BY_ID = "SELECT id, login, name, unit, region, roles, password, disabled, failed, locked_until_ms, created_at_ms \
             FROM account WHERE id = $1";
    LIST = "SELECT id, login, name, unit, region, roles, password, disabled, failed, locked_until_ms, created_at_ms \
            FROM account WHERE login > $1 ORDER BY login LIMIT $2";
    PASSWORD = "UPDATE account SET password = $1, failed = 0, locked_until_ms = 0 WHERE id = $2";
    PLACE = "UPDATE account SET unit = $1, region = $2, roles = $3 WHERE id = $4";
    DISABLED = "UPDATE account SET disabled = $1 WHERE id = $2";
    FAILED = "UPDATE account SET failed = failed + 1 WHERE id = $1 RETURNING failed";
    LOCK = "UPDATE account SET locked_until_ms = $1 WHERE id = $2";
    CLEAR = "UPDATE account SET failed = 0, locked_until_ms = 0 WHERE id = $1";
}

/// A member of staff's account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    /// What is typed at sign-in: small letters, no blanks around.
    pub login: String,
    /// Shown to colleagues.
    pub name: String,
    pub unit: UnitCode,
    pub region: DivisionCode,
    pub roles: BTreeSet<Role>,
    /// PHC string of argon2id.
    pub password: String,
    pub disabled: bool,
    /// Wrong passwords in a row.
    pub failed: u32,
    /// No sign-in before this.
    pub locked_until: Instant,
    pub created_at: Instant,
}

/// Without the password hash.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({} {} {})", self.id.0, self.login, self.unit)
    }
}

/// One spelling of a login.
pub fn login(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Makes an account; a login that exists is [`StoreError::Refused`].
pub fn insert(account: &Account) -> Stmt {
    Stmt::new(
        INSERT,
        args![
            account.id,
            login(&account.login),
            account.name.as_str(),
            &account.unit,
            &account.region,
            codes(&account.roles),
            account.password.as_str(),
            account.disabled,
            account.failed,
            account.locked_until,
            account.created_at
        ],
    )
}

/// For [`read`].
pub fn by_login(typed: &str) -> Query {
    Query::new(BY_LOGIN, args![login(typed)])
}

/// For [`read`].
pub fn by_id(id: AccountId) -> Query {
    Query::new(BY_ID, args![id])
}

/// At most `limit` accounts behind a login, for [`read`].
pub fn list(after: &str, limit: u32) -> Query {
    Query::new(LIST, args![after, limit])
}

/// The accounts of the rows.
pub fn read(rows: &Rows) -> Result<Vec<Account>, StoreError> {
    rows.iter().map(|row| read_cells(&mut row.cells())).collect()
}

pub(crate) fn read_cells(cells: &mut Cells<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(cells.i64()?),
        login: cells.text()?,
        name: cells.text()?,
        unit: UnitCode::from(cells.text()?),
        region: DivisionCode::from(cells.text()?),
        roles: cells
            .text()?
            .split_whitespace()
            .map(|code| coded("account.roles", code, Role::from_code))
            .collect::<Result<_, _>>()?,
        password: cells.text()?,
        disabled: cells.flag()?,
        failed: cells.u32()?,
        locked_until: Instant::from_ms(cells.i64()?),
        created_at: Instant::from_ms(cells.i64()?),
    })
}

/// A new password (PHC string); all sessions end.
pub fn set_password(id: AccountId, phc: &str) -> Vec<Stmt> {
    vec![Stmt::new(PASSWORD, args![phc, id]), sessions::end_all(id)]
}

/// Another unit, region or set of roles; all sessions end.
pub fn set_place(id: AccountId, unit: &UnitCode, region: &DivisionCode, roles: &BTreeSet<Role>) -> Vec<Stmt> {
    vec![Stmt::new(PLACE, args![unit, region, codes(roles), id]), sessions::end_all(id)]
}

/// Closes or opens an account; all sessions end.
pub fn set_disabled(id: AccountId, disabled: bool) -> Vec<Stmt> {
    vec![Stmt::new(DISABLED, args![disabled, id]), sessions::end_all(id)]
}

/// Counts a wrong password; for [`crate::Db::take`], which gives the number in a row as one `BIGINT`.
pub fn failed(id: AccountId) -> Stmt {
    Stmt::new(FAILED, args![id])
}

/// No sign-in before `until`.
pub fn lock(id: AccountId, until: Instant) -> Stmt {
    Stmt::new(LOCK, args![until, id])
}

/// A right password: the count begins anew.
pub fn clear(id: AccountId) -> Stmt {
    Stmt::new(CLEAR, args![id])
}

fn codes(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ")
}
