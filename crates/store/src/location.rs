//! Where the data is: a folder (SQLite inside it) or a PostgreSQL address. The same text on every command line.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::error::StoreError;

/// The place of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A folder of this machine; the database is `yihu.db` in it.
    Folder(PathBuf),
    /// A PostgreSQL database.
    Postgres(PostgresAddress),
}

/// A `postgres://` address. Its `Debug` and `Display` leave out the password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresAddress {
    pub(crate) config: Box<tokio_postgres::Config>,
}

impl std::fmt::Debug for PostgresAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostgresAddress({self})")
    }
}

impl std::fmt::Display for PostgresAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hosts: Vec<String> = self
            .config
            .get_hosts()
            .iter()
            .map(|host| match host {
                tokio_postgres::config::Host::Tcp(name) => name.clone(),
                #[cfg(unix)]
                tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
            })
            .collect();
        let name = self.config.get_dbname().or(self.config.get_user()).unwrap_or("");
        write!(f, "postgres://{}/{name}", hosts.join(","))
    }
}

impl Location {
    /// Reads `postgres://…` and `postgresql://…` as addresses, everything else as a folder.
    ///
    /// # Errors
    /// [`StoreError::BadLocation`] for an empty text, another scheme or an address that PostgreSQL would not take.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(StoreError::BadLocation { reason: "地址是空的".into() });
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let config = tokio_postgres::Config::from_str(text)
                .map_err(|error| StoreError::BadLocation { reason: error.to_string() })?;
            if config.get_hosts().is_empty() {
                return Err(StoreError::BadLocation { reason: "没有写主机".into() });
            }
            return Ok(Self::Postgres(PostgresAddress { config: Box::new(config) }));
        }
        if let Some((scheme, _)) = text.split_once("://") {
            return Err(StoreError::BadLocation { reason: format!("不支持 {scheme}://") });
        }
        Ok(Self::Folder(PathBuf::from(text)))
    }

    /// The folder, where the data is in one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Postgres(_) => None,
        }
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Postgres(address) => write!(f, "{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_folder_and_an_address_is_postgresql() {
        assert_eq!(Location::parse("./yihu-data").unwrap(), Location::Folder("./yihu-data".into()));
        assert!(matches!(Location::parse("postgresql://a@b/c").unwrap(), Location::Postgres(_)));
    }

    #[test]
    fn the_password_is_never_shown() {
        let location = Location::parse("postgres://yihu:s3cret@db1,db2/city").unwrap();
        assert_eq!(location.to_string(), "postgres://db1,db2/city");
        assert!(!format!("{location:?}").contains("s3cret"));
    }

    #[test]
    fn other_schemes_and_nothing_are_refused_in_words() {
        for text in ["", "  ", "mysql://a/b", "postgres://", "postgres://a:b:c:d/x?sslmode=what"] {
            let error = Location::parse(text).unwrap_err();
            assert!(error.zh().contains("数据地址不对"), "{text}: {error}");
        }
    }
}
