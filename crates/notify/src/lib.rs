//! Ways to reach a person. Who is told what is decided elsewhere and comes in as a [`Message`]; here it is carried out
//! of the house, and what became of it comes back: handed over, delivered, or failed and why.
//!
//! A way is a [`Gateway`]: short messages by CMPP 3.0 ([`cmpp`]), mail by SMTP ([`mail`]), and a folder that keeps
//! what would have been sent, for demonstrations and tests ([`folder`]).

pub mod cmpp;
pub mod folder;
pub mod mail;
pub mod sms;

use std::fmt;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// By which way somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A short message to a mobile phone.
    Sms,
    /// Mail.
    Mail,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Sms, Self::Mail];

    /// As it stands in records.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mail => "mail",
        }
    }

    /// In words.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Sms => "短信",
            Self::Mail => "邮件",
        }
    }

    /// Back from a record.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// What is to be carried to one person. It cannot be printed with its address: logs hold no identity (C39).
#[derive(Clone)]
pub struct Message {
    /// Known by its notice: the same number is the same message, however often it is tried.
    pub id: String,
    /// A mobile number of eleven digits, or a mail address.
    pub to: Zeroizing<String>,
    /// One line that says what it is about, for ways that have one.
    pub subject: String,
    /// The words, without the signature of the gateway.
    pub text: String,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a gateway said of a message it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// Taken; a [`Report`] under this handle says later whether it arrived.
    Awaited(String),
    /// Taken; this way never says whether it arrived.
    Unreported,
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Another try may succeed: no connection, too much at once, a busy gateway.
    #[error("{0}")]
    Passing(String),
    /// No try will: no such number, text not allowed.
    #[error("{0}")]
    Final(String),
}

/// What a gateway says later, by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// What became of a message.
    Outcome {
        /// The handle of [`Handed::Awaited`].
        handle: String,
        /// Arrived, or the gateway's word for what hindered it.
        arrived: Result<(), String>,
    },
}

/// A way out of the house.
pub trait Gateway: fmt::Debug + Send + Sync {
    /// Which way it is.
    fn way(&self) -> Way;

    /// Hands a message over.
    ///
    /// # Errors
    /// [`Failure`]: whether to try again.
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<Handed, Failure>>;

    /// The next report; waits for ever where the way has none.
    fn report(&self) -> BoxFuture<'_, Report>;
}
