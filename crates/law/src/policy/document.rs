//! Reading a policy document.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bounds::{self, Laxer};
use super::{DayWindow, Policy, set};

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
    /// Written in a form of before, which does not say all that a version has to say now.
    #[error(
        "政策文件是格式{0}，只有时限和次数。请以现行版本为底本，补齐情形、触发条件、必填项、决定岗位和告知文字，并在开头写 format = {now}",
        now = Policy::FORMAT
    )]
    OldFormat(u32),
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

/// What is read before the rest: a document that does not say its form is of the first.
#[derive(Deserialize)]
struct Head {
    #[serde(default = "first")]
    format: u32,
}

pub(super) const fn first() -> u32 {
    1
}

impl Policy {
    /// Reads a document that is to take effect, and holds it to the regulation (C50).
    ///
    /// # Errors
    /// [`PolicyError::Unreadable`] with the line; [`PolicyError::OldFormat`]; [`PolicyError::Laxer`] with every rule that
    /// goes below the regulation, each with its clause.
    pub fn parse(toml: &str) -> Result<Self, PolicyError> {
        match read::<Head>(toml)?.format {
            Self::FORMAT => held(read(toml)?, toml),
            format => Err(PolicyError::OldFormat(format)),
        }
    }

    /// Reads a document that was taken over before, in whatever form it was written then. One of form 1 said nothing of
    /// grounds, triggers and texts: the program had them as `tangshan-2026-01-01` writes them down, so they stand there.
    ///
    /// # Errors
    /// As [`Policy::parse`].
    pub fn parse_kept(toml: &str) -> Result<Self, PolicyError> {
        match read::<Head>(toml)?.format {
            1 => held(read(&format!("{toml}\n{}", set::since_form_2()))?, toml),
            _ => Self::parse(toml),
        }
    }
}

/// The text of a document in the form of now, as the base of a new version: one of form 1 with what it did not say.
///
/// # Errors
/// [`PolicyError::Unreadable`].
pub fn in_the_form_of_now(toml: &str) -> Result<String, PolicyError> {
    if read::<Head>(toml)?.format == Policy::FORMAT {
        return Ok(toml.to_owned());
    }
    let said: Vec<&str> = toml.lines().filter(|line| !line.trim_start().starts_with("format")).collect();
    Ok(format!("format = {}\n{}\n{}", Policy::FORMAT, said.join("\n"), set::since_form_2()))
}

/// Held to the regulation; what goes below it is named with the line of its heading.
fn held(policy: Policy, toml: &str) -> Result<Policy, PolicyError> {
    let mut laxer = bounds::check(&policy);
    for one in &mut laxer {
        let heading = format!("[{}]", one.key);
        let begins =
            |line: &str| line.trim() == heading || line.split('=').next().is_some_and(|key| key.trim() == one.key);
        one.line = toml.lines().position(begins).map(|at| at + 1);
    }
    if laxer.is_empty() { Ok(policy) } else { Err(PolicyError::Laxer(laxer)) }
}

fn read<T: serde::de::DeserializeOwned>(toml: &str) -> Result<T, PolicyError> {
    toml::from_str(toml).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let line = 1 + toml.bytes().take(offset).filter(|byte| *byte == b'\n').count();
        PolicyError::Unreadable { line, problem: translated(error.message()) }
    })
}

/// The messages of the TOML reader that an editor of policies meets, in Chinese; others as they are.
fn translated(message: &str) -> String {
    let quoted = || message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        format!("没有“{}”这一项，请核对拼写", quoted())
    } else if message.starts_with("missing field") {
        format!("缺少“{}”一项", quoted())
    } else if message.starts_with("unknown variant") {
        format!("“{}”不是可以填的值，可填：{}", quoted(), known(message))
    } else if message.starts_with("duplicate") {
        format!("“{}”一项重复", quoted())
    } else {
        message.to_owned()
    }
}

/// The values that may stand there, out of the reader's message.
fn known(message: &str) -> String {
    message.split('`').skip(3).step_by(2).collect::<Vec<_>>().join("、")
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
