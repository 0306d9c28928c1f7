//! What a command or a page may come back with instead of an answer.

use hotline::Refusal;
use law::Instant;
use store::{StoreError, TransactError};

/// Why something was not done. What the person reads is [`AppError::zh`].
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The law says no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Somebody else changed the claim after this person had seen it.
    #[error("{by} changed it at {at:?}: {what}")]
    Changed {
        /// The unit or office that changed it; never a person's name to outsiders.
        by: String,
        /// When.
        at: Instant,
        /// What was done, in words.
        what: String,
    },
    /// There is no such thing, or it is not this person's to see: the two are never told apart.
    #[error("not found")]
    NotFound,
    /// The same idempotency key came with another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Too many tries.
    #[error("too many tries")]
    TooManyTries {
        /// When the next try is free.
        until: Instant,
    },
    /// Login or password wrong, or the account is not in use; never said which.
    #[error("not signed in")]
    NotSignedIn,
    /// A file or setting from outside cannot be used.
    #[error("{0}")]
    Input(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppError {
    /// What is wrong and what to do next, for the person at the page.
    pub fn zh(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.to_string(),
            Self::Changed { by, at, what } => {
                format!("{by} {}已{what}。您写的还在下面，请看过最新情况后再决定。", at.shown())
            }
            Self::NotFound => "没有这个页面或您无权查看。".to_owned(),
            Self::KeyReused => "同一个提交号用在了两份不同的内容上。请刷新页面后再提交一次。".to_owned(),
            Self::TooManyTries { until } => {
                format!("试的次数太多了。请在{}以后再试，急事请直接打12345。", until.shown())
            }
            Self::NotSignedIn => "用户名或者密码不对。连续输错会暂时锁定，忘记密码请找本单位的安全管理员。".to_owned(),
            Self::Input(text) => text.clone(),
            Self::Store(error) => error.zh(),
        }
    }
}

impl<E: Into<AppError>> From<TransactError<E>> for AppError {
    fn from(error: TransactError<E>) -> Self {
        match error {
            TransactError::Refusal(refusal) => refusal.into(),
            TransactError::Store(error) => Self::Store(error),
        }
    }
}
