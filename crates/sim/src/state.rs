//! Where a run stands, kept beside the data so that it can go on after it was stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hotline::{ClaimNo, Verb};
use law::Date;
use serde::{Deserialize, Serialize};

use crate::arrivals::{Burst, Topic};
use crate::parameters::Parameters;

/// A claim that somebody will look at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The caller's number.
    pub(crate) n: u64,
    /// The day of the call: what people call about depends on it.
    pub(crate) day: Date,
    pub(crate) no: ClaimNo,
    /// What it shares with others.
    pub(crate) topic: Option<Topic>,
    /// Acts that were refused, by their codes.
    pub(crate) balked: BTreeSet<String>,
    /// How often somebody was refused here.
    pub(crate) refusals: u32,
}

impl Entry {
    pub(crate) fn balked(&self) -> BTreeSet<Verb> {
        self.balked.iter().filter_map(|code| Verb::from_code(code)).collect()
    }
}

/// Where a run stands, at the beginning of a minute.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) parameters: Parameters,
    /// The minute to be played next, from the start of the run.
    pub(crate) minute: u64,
    /// The number of the next caller.
    pub(crate) next: u64,
    /// Bursts that still bring calls.
    pub(crate) bursts: Vec<Burst>,
    /// Who is looked at when: by minute and caller.
    pub(crate) agenda: BTreeMap<u64, Vec<Entry>>,
    /// Claims at units, about which people call again.
    pub(crate) at_units: Vec<ClaimNo>,
    /// The first claim of each burst, to which others are joined.
    pub(crate) masters: BTreeMap<u64, ClaimNo>,
    /// What came in and was done, by name.
    pub(crate) counts: BTreeMap<String, u64>,
    /// Length of the truth file.
    pub(crate) truth: u64,
    /// It was left between two minutes; if not, the database may be ahead of this.
    pub(crate) clean: bool,
}

impl State {
    pub(crate) fn new(parameters: Parameters) -> Self {
        Self {
            parameters,
            minute: 0,
            next: 0,
            bursts: Vec::new(),
            agenda: BTreeMap::new(),
            at_units: Vec::new(),
            masters: BTreeMap::new(),
            counts: BTreeMap::new(),
            truth: 0,
            clean: true,
        }
    }

    pub(crate) fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    /// # Errors
    /// The file is not there, or no such file.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let fault = |error: &dyn std::fmt::Display| {
            format!("文件“{}”读不出停下来的模拟（{error}）。请用 --data 换一个新文件夹，从头开始。", path.display())
        };
        let text = std::fs::read(path).map_err(|error| fault(&error))?;
        serde_json::from_slice(&text).map_err(|error| fault(&error))
    }

    /// Written beside and put in its place, so that a stop in the middle leaves the one before.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn write(&self, path: &Path) -> Result<(), String> {
        let fault = |error: std::io::Error| {
            format!("文件“{}”写不进去（{error}）。请检查磁盘空间和权限，再接着跑。", path.display())
        };
        let beside = path.with_extension("part");
        std::fs::write(&beside, serde_json::to_vec(self).map_err(|error| error.to_string())?).map_err(fault)?;
        std::fs::rename(&beside, path).map_err(fault)
    }
}
