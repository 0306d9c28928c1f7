//! Envelope encryption of identities (C14.2, C39, C46): the master key of the key file wraps one data key a month, the
//! data keys seal fields, and blind indexes find them again without opening any.
//!
//! A sealed field is version, key id, nonce, ciphertext; table, column and row are bound to it, so that a value moved to
//! another row does not open. The version names the suite: 1 is AES-256-GCM.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use law::Instant;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::args;
use crate::db::Db;
use crate::error::StoreError;
use crate::key_file::{KeyError, MasterKey};
use crate::plain::{self, Blind};
use crate::sql::sql;
use crate::value::Stmt;

const SUITE_AES: u8 = 1;
const NONCE: usize = 12;
/// Version and key id.
const HEAD: usize = 5;
const CHECK: &str = "vault_key_check";
/// The row of `data_key` that holds the key of the blind indexes.
const INDEX_KEY: u32 = 0;

sql! {
    CHECK_READ = "SELECT value FROM setting WHERE name = $1";
    CHECK_NOTE = "INSERT INTO setting (name, value) VALUES ($1, $2)";
    KEYS = "SELECT id, wrapped FROM data_key ORDER BY id";
    KEEP = "INSERT INTO data_key (id, wrapped, created_at_ms) VALUES ($1, $2, $3)";
}

type Secret = Zeroizing<[u8; 32]>;

/// A place in the tables; a sealed field opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub table: &'static str,
    pub column: &'static str,
    pub row: i64,
}

/// A data key: the month as `yyyymm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(u32);

/// The open vault. It has no `Debug` that shows anything, and wipes its keys when dropped.
pub struct Vault {
    wrap: Secret,
    index: Secret,
    keys: RwLock<BTreeMap<u32, Secret>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Opens the vault of a database; on the first day notes a check value of the key and makes the index key.
    ///
    /// # Errors
    /// [`KeyError::Wrong`] if the database was made with another key file.
    pub async fn open(db: &Db, master: &MasterKey, now: Instant) -> Result<Self, StoreError> {
        let check = hex::encode(&hmac(master.0.as_ref(), b"yihu: key check 1")[..8]);
        let noted = db.rows(CHECK_READ, args![CHECK]).await?;
        let noted = match noted.first() {
            Some(row) => row.text(0)?.to_owned(),
            None => match db.write(vec![Stmt::new(CHECK_NOTE, args![CHECK, check.as_str()])]).await {
                Ok(()) => check.clone(),
                Err(StoreError::Refused { .. }) => {
                    let again = db.rows(CHECK_READ, args![CHECK]).await?;
                    again.first().ok_or_else(|| StoreError::db("no key check"))?.text(0)?.to_owned()
                }
                Err(error) => return Err(error),
            },
        };
        if noted != check {
            return Err(KeyError::Wrong.into());
        }
        let wrap = Zeroizing::new(hmac(master.0.as_ref(), b"yihu: wrap data keys 1"));
        let mut vault = Self { wrap, index: Zeroizing::new([0; 32]), keys: RwLock::default() };
        vault.load(db).await?;
        vault.make(db, INDEX_KEY, now).await?;
        vault.index = vault.key(INDEX_KEY)?;
        Ok(vault)
    }

    /// The data key of the month, made if it is the first use of the month.
    pub async fn key_of_month(&self, db: &Db, now: Instant) -> Result<KeyId, StoreError> {
        let date = now.date();
        let month = i32::from(date.year()) * 100 + i32::from(date.month());
        let id = u32::try_from(month).map_err(StoreError::db)?;
        self.make(db, id, now).await?;
        Ok(KeyId(id))
    }

    /// Seals a value for its place.
    pub fn seal(&self, key: KeyId, field: Field, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut sealed = Vec::with_capacity(HEAD + NONCE + plain.len() + 16);
        sealed.push(SUITE_AES);
        sealed.extend_from_slice(&key.0.to_be_bytes());
        sealed.extend(encrypt(&self.key(key.0)?, plain, &field.bound())?);
        Ok(sealed)
    }

    /// Opens a sealed value.
    ///
    /// # Errors
    /// [`KeyError::NoDataKey`] if another process made the key after this one last looked: [`Vault::load`] and try again.
    pub fn unseal(&self, field: Field, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let fault = || KeyError::Sealed { field: format!("{}.{} {}", field.table, field.column, field.row) };
        let (head, body) = sealed.split_at_checked(HEAD).ok_or_else(fault)?;
        let (suite, id) = head.split_first().ok_or_else(fault)?;
        if *suite != SUITE_AES {
            return Err(fault());
        }
        let id = u32::from_be_bytes(id.try_into().map_err(|_| fault())?);
        decrypt(&self.key(id)?, body, &field.bound()).ok_or_else(fault)
    }

    /// The blind index of a value: the same for all spellings of one number or name. None if nothing is left of it.
    pub fn blind(&self, kind: Blind, value: &str) -> Option<[u8; 16]> {
        let plain = Zeroizing::new(plain::normalise(kind, value)?);
        let mut message = Zeroizing::new(Vec::with_capacity(plain.len() + 12));
        message.extend_from_slice(kind.code().as_bytes());
        message.push(0);
        message.extend_from_slice(plain.as_bytes());
        hmac(self.index.as_ref(), &message).first_chunk().copied()
    }

    /// Reads the data keys that others have made meanwhile.
    pub async fn load(&self, db: &Db) -> Result<(), StoreError> {
        let rows = db.rows(KEYS, Vec::new()).await?;
        let mut keys = BTreeMap::new();
        for row in &rows {
            let id = row.u32(0)?;
            // The check value fitted, so a key that does not open was damaged in the table.
            let opened = decrypt(&self.wrap, row.bytes(1)?, &wrapping(id).bound())
                .and_then(|plain| plain.as_slice().try_into().ok().map(Zeroizing::new))
                .ok_or_else(|| KeyError::Sealed { field: format!("data_key {id}") })?;
            keys.insert(id, opened);
        }
        self.keys.write().unwrap_or_else(PoisonError::into_inner).extend(keys);
        Ok(())
    }

    async fn make(&self, db: &Db, id: u32, now: Instant) -> Result<(), StoreError> {
        if self.key(id).is_ok() {
            return Ok(());
        }
        let fresh = MasterKey::random()?;
        let wrapped = encrypt(&self.wrap, fresh.0.as_ref(), &wrapping(id).bound())?;
        match db.write(vec![Stmt::new(KEEP, args![id, wrapped, now.ms()])]).await {
            // Refused: another process has made it in the same moment; its key is the one.
            Ok(()) | Err(StoreError::Refused { .. }) => self.load(db).await,
            Err(error) => Err(error),
        }
    }

    fn key(&self, id: u32) -> Result<Secret, KeyError> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(&id).cloned().ok_or(KeyError::NoDataKey { id })
    }
}

impl Field {
    /// What is bound to the ciphertext: table, column and row, so put together that no two places give the same.
    fn bound(self) -> Vec<u8> {
        format!("{}\0{}\0{}", self.table, self.column, self.row).into_bytes()
    }
}

const fn wrapping(id: u32) -> Field {
    Field { table: "data_key", column: "wrapped", row: id as i64 }
}

/// Nonce and ciphertext.
fn encrypt(key: &Secret, plain: &[u8], bound: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut nonce = [0_u8; NONCE];
    getrandom::fill(&mut nonce).map_err(|error| KeyError::Random { reason: error.to_string() })?;
    let cipher = Aes256Gcm::new_from_slice(key.as_ref());
    let sealed =
        cipher.ok().and_then(|cipher| cipher.encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: bound }).ok());
    let sealed = sealed.ok_or_else(|| KeyError::Random { reason: "the cipher takes no such length".into() })?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &Secret, sealed: &[u8], bound: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = Aes256Gcm::new_from_slice(key.as_ref()).ok()?;
    cipher.decrypt(&Nonce::from(*nonce), Payload { msg: body, aad: bound }).ok().map(Zeroizing::new)
}

/// HMAC-SHA-256; it takes keys of any length.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    match <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) {
        Ok(mac) => mac.chain_update(message).finalize().into_bytes().into(),
        Err(_) => [0; 32],
    }
}
