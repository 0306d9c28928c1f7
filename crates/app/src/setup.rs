//! Setting up and opening: the data place, the key file, the vault, ids and numbers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use law::registry::Registry;
use store::ids::Ids;
use store::numbers::Numbers;
use store::vault::Vault;
use store::{Db, Durability, KeyError, Location, MasterKey, StoreError};

use crate::clock::Clock;
use crate::error::AppError;
use crate::law_documents::Loaded;
use crate::{App, Inner};

/// Where the data is: a folder (SQLite) or a PostgreSQL address, and the key file of the vault.
#[derive(Debug, Clone)]
pub struct Place {
    location: Location,
    key: PathBuf,
    durability: Durability,
}

/// Whether the place is made new or must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setup {
    /// Makes database and key file; refuses a key file that is there.
    New,
    /// Opens what `init` has made.
    Existing,
}

impl Place {
    /// A folder or an address; `key` is only needed where it stands elsewhere than in the folder (or `./yihu.key`).
    ///
    /// # Errors
    /// The text is neither.
    pub fn parse(text: &str, key: Option<&Path>) -> Result<Self, AppError> {
        let location = Location::parse(text)?;
        let key = match (key, location.folder()) {
            (Some(path), _) => path.to_owned(),
            (None, Some(folder)) => MasterKey::path_in(folder),
            (None, None) => MasterKey::path_in(Path::new(".")),
        };
        Ok(Self { location, key, durability: Durability::Full })
    }

    /// The same place for what can be made again: commits outlive the process, not a power cut.
    #[must_use]
    pub fn relaxed(self) -> Self {
        Self { durability: Durability::Relaxed, ..self }
    }

    /// The key file of the vault.
    pub fn key_file(&self) -> &Path {
        &self.key
    }

    /// The database alone, for reading beside a running server (`yihu verify`).
    ///
    /// # Errors
    /// Whatever hinders it.
    pub async fn open_to_read(&self) -> Result<Db, AppError> {
        Ok(Db::open_to_read(&self.location).await?)
    }
}

impl App {
    /// Opens (or makes) the place.
    ///
    /// # Errors
    /// [`AppError::Store`] with one plain sentence that says what to do: locked, damaged, wrong key, no room …
    pub async fn open(place: &Place, setup: Setup, clock: Clock) -> Result<Self, AppError> {
        let now = clock.now();
        let mut key_made = false;
        let (db, master) = match setup {
            Setup::New => {
                let db = Db::create_with(&place.location, now.ms(), place.durability).await?;
                key_made = !place.key.exists();
                let master = if key_made { MasterKey::create(&place.key) } else { MasterKey::read(&place.key) };
                (db, master.map_err(StoreError::from)?)
            }
            Setup::Existing => {
                let master = MasterKey::read(&place.key).map_err(StoreError::from);
                let db = Db::open_with(&place.location, now.ms(), place.durability).await?;
                (db, master?)
            }
        };
        let vault = match Vault::open(&db, &master, now).await {
            Err(StoreError::Key(KeyError::Wrong)) if key_made => {
                // The database is an old one whose key file is gone. A new key beside it would only hide that.
                let _removed = std::fs::remove_file(&place.key);
                let path = place.key.display().to_string();
                return Err(StoreError::Key(KeyError::Missing { path }).into());
            }
            opened => opened?,
        };
        let law = Loaded::from(&db).await?;
        // A turned clock must not let the lease of the node number run out under it.
        let lease_ms = match clock {
            Clock::System => Ids::LEASE_MS,
            Clock::Manual(_) => 400 * 86_400_000,
        };
        let ids = Ids::lease(&db, lease_ms, now.ms()).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                db,
                vault,
                ids,
                numbers: Numbers::default(),
                known: crate::known::Known::default(),
                clock,
                registry: Registry::tangshan(),
                law: RwLock::new(law),
                hashing: tokio::sync::Semaphore::new(2),
                messages: std::sync::OnceLock::new(),
                news: tokio::sync::Notify::new(),
                live: crate::live::Hub::default(),
            }),
        })
    }
}
