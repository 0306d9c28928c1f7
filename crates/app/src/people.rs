//! Accounts and sessions: password (argon2id), lock-out without telling who exists, tokens stored hashed (security.md J).

use std::collections::BTreeSet;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use hotline::{AccountId, Actor, Role, Staff};
use law::Policy;
use law::registry::{DivisionCode, UnitCode};
use store::accounts::{self, Account};
use store::{StoreError, sessions, tries};

use crate::App;
use crate::error::AppError;

/// Idle limit of a session.
const IDLE_MINUTES: i64 = 8 * 60;
/// Wrong passwords in a row before an account is locked.
const WRONG_BEFORE_LOCK: u32 = 5;
/// How long it is locked.
const LOCK_MINUTES: i64 = 15;
/// Sign-ins from one address in ten minutes.
const PER_ADDRESS: u32 = 60;
/// Shortest password.
const SHORTEST: usize = 8;

/// A member of staff who has signed in.
#[derive(Clone)]
pub struct Session {
    /// Who, with unit, region and roles.
    pub staff: Staff,
    /// What was typed at sign-in.
    pub login: String,
    /// The unit's name.
    pub unit_name: String,
    /// Form tokens are bound to this.
    pub csrf: Vec<u8>,
    /// The policy in force, which says what is whose to decide (C50).
    pub policy: &'static Policy,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.login)
    }
}

impl Session {
    /// The person as the domain knows them.
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.staff.clone())
    }
}

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// What is typed at sign-in.
    pub login: String,
    /// Shown to colleagues.
    pub name: String,
    /// The unit or agency.
    pub unit: UnitCode,
    /// What it is for.
    pub roles: BTreeSet<Role>,
    /// In the clear; only its hash is kept.
    pub password: String,
}

impl App {
    /// Makes an account.
    ///
    /// # Errors
    /// [`AppError::Input`] if the unit is unknown, the password too short or the login taken.
    pub async fn create_account(&self, new: NewAccount) -> Result<AccountId, AppError> {
        let hash = self.hash(&new.password).await?;
        self.create_account_hashed(new, hash).await
    }

    /// Makes an account whose password has been hashed before: the demo gives one password to all of its accounts.
    pub(crate) async fn create_account_hashed(&self, new: NewAccount, hash: String) -> Result<AccountId, AppError> {
        let unit = self.inner.registry.units.get(&new.unit);
        let unit = unit.ok_or_else(|| AppError::Input(format!("单位库里没有“{}”。请从单位列表里选。", new.unit)))?;
        let login = accounts::login(&new.login);
        if login.is_empty() || login.chars().count() > 64 || login.chars().any(|c| c.is_whitespace() || c.is_control())
        {
            return Err(AppError::Input("用户名不能为空、不能有空格，最多64个字。请换一个。".to_owned()));
        }
        let now = self.now();
        let id = AccountId(self.inner.ids.next(&self.inner.db, now.ms()).await?);
        let account = Account {
            id,
            login,
            name: new.name,
            unit: new.unit,
            region: unit.division.clone().unwrap_or_else(|| DivisionCode::from("130200000000")),
            roles: new.roles,
            password: hash,
            disabled: false,
            failed: 0,
            locked_until: law::Instant::from_ms(0),
            created_at: now,
        };
        match self.inner.db.write(vec![accounts::insert(&account)]).await {
            Ok(()) => Ok(id),
            Err(StoreError::Refused { .. }) => {
                Err(AppError::Input(format!("用户名“{}”已经有人用了。请换一个。", account.login)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The staff behind a login, for import and demo, which act as them at simulated time.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn staff(&self, login: &str) -> Result<Staff, AppError> {
        let rows = self.inner.db.fetch(&[accounts::by_login(login)]).await?;
        let found = rows.first().map(accounts::read).transpose()?.unwrap_or_default();
        found.into_iter().next().map(staff).ok_or(AppError::NotFound)
    }

    /// Signs in; the token goes into the cookie, only its hash is kept.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] alike for an unknown login, a wrong password, a locked or closed account;
    /// [`AppError::TooManyTries`] for an address that tries too often.
    pub async fn sign_in(&self, login: &str, password: &str, addr: &str) -> Result<String, AppError> {
        const WINDOW_MS: i64 = 10 * 60_000;
        let (db, now) = (&self.inner.db, self.now());
        if tries::count(db, &format!("in/{addr}"), now, WINDOW_MS).await? > PER_ADDRESS {
            return Err(AppError::TooManyTries { until: now.plus_ms(WINDOW_MS) });
        }
        // No login holds control characters, and a text with NUL is nothing to ask a database for: nobody's.
        let typed = if login.chars().any(char::is_control) { "" } else { login };
        let rows = db.fetch(&[accounts::by_login(typed)]).await?;
        let account = rows.first().map(accounts::read).transpose()?.unwrap_or_default().into_iter().next();
        // An unknown login costs the same time: a hash of nobody's password is checked.
        let hash = account.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password.clone());
        let right = self.verify_password(hash, password).await?;
        let Some(account) = account else {
            return Err(AppError::NotSignedIn);
        };
        if account.disabled || now < account.locked_until {
            return Err(AppError::NotSignedIn);
        }
        if !right {
            let wrong = db.take(accounts::failed(account.id)).await?;
            let wrong = wrong.first().map(|row| row.u32(0)).transpose()?.unwrap_or(0);
            if wrong >= WRONG_BEFORE_LOCK {
                db.write(vec![accounts::lock(account.id, now.plus_minutes(LOCK_MINUTES))]).await?;
            }
            return Err(AppError::NotSignedIn);
        }
        let token = hex::encode(random::<32>()?);
        let session = sessions::Session {
            csrf_secret: random::<32>()?.to_vec(),
            created_at: now,
            seen_at: now,
            expires_at: now.plus_minutes(IDLE_MINUTES),
            addr: addr.to_owned(),
        };
        db.write(vec![accounts::clear(account.id), sessions::insert(token.as_bytes(), account.id, &session)]).await?;
        Ok(token)
    }

    /// The session of a token, prolonged; none if it has ended.
    ///
    /// # Errors
    /// The store's.
    pub async fn session(&self, token: &str) -> Result<Option<Session>, AppError> {
        self.session_of(token, true).await
    }

    /// [`App::session`] for what a page does by itself: it does not keep a session alive that nobody uses.
    ///
    /// # Errors
    /// The store's.
    pub async fn session_at_rest(&self, token: &str) -> Result<Option<Session>, AppError> {
        self.session_of(token, false).await
    }

    async fn session_of(&self, token: &str, used: bool) -> Result<Option<Session>, AppError> {
        let (db, now) = (&self.inner.db, self.now());
        let rows = db.fetch(&[sessions::find(token.as_bytes(), now)]).await?;
        let Some((session, account)) = rows.first().map(sessions::read).transpose()?.flatten() else {
            return Ok(None);
        };
        // Written at most once a minute: reading a page is no reason to write.
        if used && now > session.seen_at.plus_minutes(1) {
            db.write(vec![sessions::seen(token.as_bytes(), now, now.plus_minutes(IDLE_MINUTES))]).await?;
        }
        let login = account.login.clone();
        let unit_name = self.inner.registry.units.name(&account.unit).to_owned();
        Ok(Some(Session { staff: staff(account), login, unit_name, csrf: session.csrf_secret, policy: self.policy() }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The store's.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        Ok(self.inner.db.write(vec![sessions::end(token.as_bytes())]).await?)
    }

    /// Hashes a password, a few at a time: each takes 19 MiB.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, AppError> {
        if password.chars().count() < SHORTEST {
            return Err(AppError::Input(format!("密码至少{SHORTEST}位。请用几个词连起来，好记又难猜。")));
        }
        let _permit = self.inner.hashing.acquire().await.map_err(internal)?;
        let password = password.to_owned();
        let hashed = tokio::task::spawn_blocking(move || {
            Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
        });
        hashed.await.map_err(internal)?.map_err(internal)
    }

    async fn verify_password(&self, hash: String, password: &str) -> Result<bool, AppError> {
        let _permit = self.inner.hashing.acquire().await.map_err(internal)?;
        let password = password.to_owned();
        let right = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        right.await.map_err(internal)
    }
}

/// A hash of nobody's password, with the same cost as everybody's.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ZuVE2qDaTKF6EkeAWTVR3V8DhyFsNLsl0C8xLsWIgBQ";

fn staff(account: Account) -> Staff {
    Staff { account: account.id, name: account.name, unit: account.unit, region: account.region, roles: account.roles }
}

fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(internal)?;
    Ok(bytes)
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::Store(StoreError::Db { reason: error.to_string() })
}
