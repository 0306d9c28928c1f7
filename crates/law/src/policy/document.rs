//! Reading a policy document.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bounds::{self, Laxer};
use super::{DayWindow, Policy};

/// Why a document is not taken over as policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML, or a key is missing, unknown or of the wrong kind.
    #[error("政策文件第{line}行无法读取：{problem}")]
    Unreadable {
        /// Line in the document, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// Laxer than the regulation, or a right is taken away; all such places at once.
    #[error("{}", list(.0))]
    Laxer(Vec<Laxer>),
    /// The documents of a set contradict each other.
    #[error("{0}")]
    Set(String),
}

fn list(laxer: &[Laxer]) -> String {
    laxer.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl Policy {
    /// Reads a document and holds it to the regulation (C50).
    ///
    /// # Errors
    /// [`PolicyError::Unreadable`] with the line; [`PolicyError::Laxer`] with every rule that goes below the
    /// regulation, each with its clause.
    pub fn parse(toml: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(toml).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let line = 1 + toml.bytes().take(offset).filter(|byte| *byte == b'\n').count();
            PolicyError::Unreadable { line, problem: translated(error.message()) }
        })?;
        let laxer = bounds::check(&policy);
        if laxer.is_empty() { Ok(policy) } else { Err(PolicyError::Laxer(laxer)) }
    }
}

/// The messages of the TOML reader that an editor of policies meets, in Chinese; others as they are.
fn translated(message: &str) -> String {
    let quoted = || message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        format!("没有“{}”这一项，请核对拼写", quoted())
    } else if message.starts_with("missing field") {
        format!("缺少“{}”一项", quoted())
    } else if message.starts_with("duplicate") {
        format!("“{}”一项重复", quoted())
    } else {
        message.to_owned()
    }
}

impl fmt::Display for DayWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from_min, self.to_min);
        write!(f, "{}:{:02}-{}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for DayWindow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("时段“{text}”应写成 20:00-8:00 的样子");
        let minute = |part: &str| {
            let (hour, minute) = part.split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let (from, to) = text.split_once('-').ok_or_else(bad)?;
        match (minute(from), minute(to)) {
            (Some(from_min), Some(to_min)) if from_min != to_min => Ok(Self { from_min, to_min }),
            _ => Err(bad()),
        }
    }
}

impl Serialize for DayWindow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DayWindow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
