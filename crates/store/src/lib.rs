//! The only SQL: events, projections, outbox, clocks and the identity vault on SQLite and PostgreSQL.
//!
//! [`Db`] is the door: `fetch` for reading, `transact` for every change. A transaction is a value, never a handle.
//! The other modules hold the SQL of one subject each; none of them decides anything.

mod db;
mod domain;
mod error;
mod guard;
mod key_file;
mod location;
mod migrate;
mod orders;
mod postgres;
mod sql;
mod sqlite;
mod value;

pub mod accounts;
pub mod chain;
pub mod changes;
pub mod claims;
pub mod clocks;
pub mod commands;
pub mod deliveries;
pub mod documents;
pub mod events;
pub mod ids;
pub mod looks;
pub mod notices;
pub mod numbers;
pub mod outbox;
pub mod persons;
pub mod plain;
pub mod presence;
pub mod reading;
pub mod sessions;
pub mod supervisions;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tries;
pub mod vault;
pub mod verify;

#[cfg(test)]
mod tests;

pub use chain::Hash;
pub use db::{Db, Decide, Durability};
pub use error::{StoreError, TransactError};
pub use key_file::{KeyError, MasterKey};
pub use location::{Location, PostgresAddress};
pub use postgres::Postgres;
pub use sqlite::Sqlite;
pub use value::{Cells, Query, Row, Rows, Stmt, Val};
