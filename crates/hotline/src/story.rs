//! Stories (models.md §8): a claim told line by line in Chinese, run, and told back with events, clauses and clocks.
//!
//! ```text
//! 02-26 09:00 热线     登记 投诉
//! 02-26 09:10 热线     派单
//! 02-26 10:00 唐山热力 签收
//! ```
//!
//! `01-10 09:00 政策 02-01 urges_per_day=2` brings in a version of the policy that differs in that rule from that day on.
//!
//! A lawyer can read and correct a story; only this module touches the API. What runs it is a [`World`]: the domain
//! alone ([`DomainWorld`]), or the program over HTTP.

mod line;
mod more_lines;
mod telling;
mod world;

use std::fmt::Write as _;

use law::{Clause, Date, Policy};

pub use line::{Line, StoryError, Who};
pub use telling::{ClockSeen, OrderSeen, Snapshot};
pub use world::{DomainWorld, roles_of};

use crate::clocks::ClockKind;
use crate::command::{Command, Receive};
use law::Instant;

/// An event as a story tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Instant,
    /// The event's name.
    pub name: String,
    /// By which clause.
    pub clause: Clause,
    /// Which clock ran out, if one did.
    pub clock: Option<ClockKind>,
}

/// A refusal as a story tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// By which clause.
    pub clause: Clause,
    /// The words of the refusal.
    pub text: String,
}

/// What runs a story.
pub trait World {
    /// Opens the story's claim.
    ///
    /// # Errors
    /// The refusal of the intake.
    fn receive(&mut self, at: Instant, who: &Who, command: Receive) -> Result<Vec<Happened>, Refused>;

    /// A command on the claim.
    ///
    /// # Errors
    /// The refusal.
    fn act(&mut self, at: Instant, who: &Who, command: Command) -> Result<Vec<Happened>, Refused>;

    /// Imports a version of the policy (C50).
    ///
    /// # Errors
    /// Why it is not taken over, in words.
    fn import_policy(&mut self, at: Instant, toml: &str) -> Result<(), String>;

    /// Lets time pass: what runs out before or at this instant, in order.
    fn expire_until(&mut self, at: Instant) -> Vec<Happened>;

    /// How the claim stands; none before it is received.
    fn snapshot(&mut self) -> Option<Snapshot>;
}

/// Runs a story and tells it back.
///
/// # Errors
/// [`StoryError`] names the line that cannot be read.
pub fn story(world: &mut impl World, text: &str) -> Result<String, StoryError> {
    let mut told = String::new();
    for (number, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() || text.trim_start().starts_with('#') {
            continue;
        }
        let line = Line::read(number, text)?;
        for happened in world.expire_until(line.at) {
            tell(&mut told, &happened);
        }
        if let Some((version, toml)) = line.policy()? {
            let wrong = |why: String| line.wrong(why);
            world.import_policy(line.at, &toml).map_err(wrong)?;
            let _ = writeln!(told, "{} 政策 {version}", telling::instant(line.at));
            continue;
        }
        let before = world.snapshot();
        let answer = match line.command(before.as_ref())? {
            line::Asked::Nothing => Ok(Vec::new()),
            line::Asked::Receive(receive) => world.receive(line.at, &line.who, *receive),
            line::Asked::Act(command) => world.act(line.at, &line.who, *command),
        };
        match answer {
            Ok(happened) => {
                for one in &happened {
                    tell(&mut told, one);
                }
                if happened.is_empty() {
                    let _ = writeln!(told, "{} —", telling::instant(line.at));
                }
            }
            Err(refused) => {
                let _ = writeln!(told, "{} refused {} {}", telling::instant(line.at), refused.clause, refused.text);
            }
        }
        if let Some(snapshot) = world.snapshot() {
            let _ = writeln!(told, "            {snapshot}");
        }
    }
    Ok(told)
}

/// The built-in document as a later version, in force from a day on, with other values for some of its rules; written as
/// they stand after `value = `. A rule that is not there changes nothing.
pub fn new_version(from: Date, rules: &[(&str, &str)]) -> String {
    let mut text = Policy::tangshan_document().replace("2026-01-01\"", &format!("{from}\""));
    for (key, value) in rules {
        let heading = format!("[{key}]\nvalue = ");
        let Some((before, after)) = text.split_once(&heading) else { continue };
        let rest = after.split_once('\n').map_or("", |(_, rest)| rest);
        text = format!("{before}{heading}{value}\n{rest}");
    }
    text
}

fn tell(told: &mut String, happened: &Happened) {
    let clock = happened.clock.map(|kind| format!(" {}", kind.zh())).unwrap_or_default();
    let _ = writeln!(told, "{} {} {}{clock}", telling::instant(happened.at), happened.name, happened.clause);
}

/// The parts of a story file: a title that names the clause, the story, and after a line `---` what it tells back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryFile<'t> {
    /// First line.
    pub title: &'t str,
    /// What people do.
    pub text: &'t str,
    /// What is told back.
    pub expected: &'t str,
}

impl<'t> StoryFile<'t> {
    /// Reads a story file; one without `---` expects nothing yet.
    pub fn read(text: &'t str) -> Self {
        let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
        let (text, expected) = rest.split_once("\n---\n").unwrap_or((rest, ""));
        Self { title, text, expected }
    }
}
