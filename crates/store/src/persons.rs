//! Persons in the identity vault: sealed fields, blind indexes, masked labels. Everything else in the system holds an
//! id and a label (C14.2, C39).

use hotline::PersonId;
use law::Instant;
use zeroize::Zeroizing;

use crate::args;
use crate::db::Db;
use crate::error::StoreError;
use crate::key_file::KeyError;
use crate::plain::{self, Blind};
use crate::sql::sql;
use crate::value::{Query, Row, Rows, Stmt, Val};
use crate::vault::{Field, KeyId, Vault};

sql! {
    INSERT = "INSERT INTO person (id, label, phone_label, name_enc, phone_enc, home_enc, document_enc, mail_enc, name_index, \
              phone_index, document_index, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    MASKED = "SELECT id, label, phone_label, created_at_ms FROM person WHERE id = $1";
    SEALED = "SELECT name_enc, phone_enc, home_enc, document_enc, mail_enc FROM person WHERE id = $1";
    BY_PHONE = "SELECT id, label, phone_label, created_at_ms FROM person WHERE phone_index = $1 ORDER BY id LIMIT 50";
    BY_NAME = "SELECT id, label, phone_label, created_at_ms FROM person WHERE name_index = $1 ORDER BY id LIMIT 50";
    BY_DOCUMENT = "SELECT id, label, phone_label, created_at_ms FROM person WHERE document_index = $1 ORDER BY id \
                   LIMIT 50";
}

type Words = Zeroizing<String>;

/// Who somebody is, in the clear: lives as short as possible, is wiped when dropped, and cannot be printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    pub name: Option<Words>,
    pub phone: Option<Words>,
    /// Address of home.
    pub home: Option<Words>,
    /// Number of a document.
    pub document: Option<Words>,
    /// Where mail reaches them.
    pub mail: Option<Words>,
}

impl Identity {
    /// The words by which others would know them, to be kept out of what others read (C39).
    pub fn words(self) -> Vec<String> {
        let Self { name, phone, document, mail, home: _ } = self;
        [name, phone, document, mail].into_iter().flatten().map(|word| word.to_string()).collect()
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

/// What everybody may see of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    pub id: PersonId,
    /// `王**`
    pub label: String,
    /// `138****5678`
    pub phone_label: String,
    pub created_at: Instant,
}

/// A new person, sealed: the statement, and what the claim's row needs of it.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub stmt: Stmt,
    pub masked: Masked,
    /// For the caller's history ([`crate::claims::change`]).
    pub phone_index: Option<[u8; 16]>,
}

/// Seals a new person. `key` is the vault's key of the month ([`Vault::key_of_month`]).
pub fn seal(vault: &Vault, key: KeyId, id: PersonId, identity: &Identity, at: Instant) -> Result<Sealed, KeyError> {
    let seal = |column, value: &Option<Words>| -> Result<Option<Vec<u8>>, KeyError> {
        let value = value.as_ref().map(|words| words.trim()).filter(|words| !words.is_empty());
        value.map(|words| vault.seal(key, field(column, id), words.as_bytes())).transpose()
    };
    let index = |kind, value: &Option<Words>| value.as_ref().and_then(|words| vault.blind(kind, words));
    let phone_index = index(Blind::Phone, &identity.phone);
    let masked = Masked {
        id,
        label: plain::mask_name(identity.name.as_ref().map_or("", |name| name)),
        phone_label: plain::mask_phone(identity.phone.as_ref().map_or("", |phone| phone)),
        created_at: at,
    };
    let stmt = Stmt::new(
        INSERT,
        args![
            id,
            masked.label.as_str(),
            masked.phone_label.as_str(),
            seal("name_enc", &identity.name)?,
            seal("phone_enc", &identity.phone)?,
            seal("home_enc", &identity.home)?,
            seal("document_enc", &identity.document)?,
            seal("mail_enc", &identity.mail)?,
            index(Blind::Name, &identity.name),
            phone_index,
            index(Blind::Document, &identity.document),
            at
        ],
    );
    Ok(Sealed { stmt, masked, phone_index })
}

/// Opens an identity; none if there is no such person. The look has to be on record before ([`crate::looks::record`]).
pub async fn open(db: &Db, vault: &Vault, id: PersonId) -> Result<Option<Identity>, StoreError> {
    let rows = db.rows(SEALED, args![id]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    match unseal(vault, id, row) {
        // Another process has made the month's key after this one last looked.
        Err(StoreError::Key(KeyError::NoDataKey { .. })) => {
            vault.load(db).await?;
            unseal(vault, id, row).map(Some)
        }
        outcome => outcome.map(Some),
    }
}

fn unseal(vault: &Vault, id: PersonId, row: &Row) -> Result<Identity, StoreError> {
    let open = |at, column| -> Result<Option<Words>, StoreError> {
        let Some(sealed) = row.opt_bytes(at)? else {
            return Ok(None);
        };
        let plain = vault.unseal(field(column, id), sealed)?;
        let words =
            std::str::from_utf8(&plain).map_err(|_| KeyError::Sealed { field: format!("person.{column} {}", id.0) })?;
        Ok(Some(Zeroizing::new(words.to_owned())))
    };
    Ok(Identity {
        name: open(0, "name_enc")?,
        phone: open(1, "phone_enc")?,
        home: open(2, "home_enc")?,
        document: open(3, "document_enc")?,
        mail: open(4, "mail_enc")?,
    })
}

const fn field(column: &'static str, id: PersonId) -> Field {
    Field { table: "person", column, row: id.0 }
}

/// What everybody may see; for [`read`].
pub fn masked(id: PersonId) -> Query {
    Query::new(MASKED, args![id])
}

/// Persons with this phone, name or document, in whatever spelling; for [`read`]. None if nothing is left of it.
pub fn find(vault: &Vault, kind: Blind, value: &str) -> Option<Query> {
    let sql = match kind {
        Blind::Phone => BY_PHONE,
        Blind::Name => BY_NAME,
        Blind::Document => BY_DOCUMENT,
    };
    vault.blind(kind, value).map(|index| Query::new(sql, vec![Val::from(index)]))
}

/// The masked persons of the rows.
pub fn read(rows: &Rows) -> Result<Vec<Masked>, StoreError> {
    rows.iter()
        .map(|row| {
            let mut cells = row.cells();
            Ok(Masked {
                id: PersonId(cells.i64()?),
                label: cells.text()?,
                phone_label: cells.text()?,
                created_at: Instant::from_ms(cells.i64()?),
            })
        })
        .collect()
}
