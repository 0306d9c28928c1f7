//! Which version governs when.

use std::sync::{Arc, LazyLock};

use super::{Policy, PolicyError};
use crate::time::Instant;

pub(super) const TANGSHAN: &str = include_str!("../../policy/tangshan-2026-01-01.toml");

/// The line from which on the document holds what form 1 did not.
const FORM_2: &str = "# 以下各项自格式2起。";

/// What documents of form 1 did not say.
pub(super) fn since_form_2() -> &'static str {
    TANGSHAN.split_once(FORM_2).map_or("", |(_, rest)| rest)
}

static SET: LazyLock<PolicySet> = LazyLock::new(|| {
    // The document is part of the program and a test reads it: it cannot fail here.
    let policy = Policy::parse(TANGSHAN).expect("the embedded policy is valid");
    PolicySet { first: Arc::new(policy), later: Vec::new() }
});

pub(super) fn built_in() -> &'static Policy {
    &SET.first
}

/// All versions known, by the day they take effect. Never empty, so that every instant has an answer.
#[derive(Debug, Clone)]
pub struct PolicySet {
    first: Arc<Policy>,
    /// In order of their effective dates.
    later: Vec<Arc<Policy>>,
}

/// The version that governs an instant.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'p> {
    /// The version in force, or the earliest one for an instant before any was.
    pub policy: &'p Arc<Policy>,
    /// Before the first version took effect, and so before the regulation did: what was received then is not judged by
    /// it (Art. 51). The numbers only keep imported older claims moving; pages and reports must say so.
    pub before_law: bool,
}

impl PolicySet {
    /// The built-in set: the sample policy of Tangshan alone.
    pub fn tangshan() -> &'static Self {
        &SET
    }

    /// A set of documents already read.
    ///
    /// # Errors
    /// [`PolicyError::Set`] if there is none, or two have one version or one effective date: never may two versions
    /// apply to one limit (`law.md` §8).
    pub fn new(policies: Vec<Policy>) -> Result<Self, PolicyError> {
        let mut all: Vec<Arc<Policy>> = policies.into_iter().map(Arc::new).collect();
        all.sort_by_key(|policy| policy.effective_from);
        for (index, policy) in all.iter().enumerate() {
            for other in all.iter().skip(index + 1) {
                if policy.version == other.version {
                    return Err(PolicyError::Set(format!("政策版本号“{}”重复", policy.version)));
                }
                if policy.effective_from == other.effective_from {
                    let (a, b, day) = (&policy.version, &other.version, policy.effective_from);
                    return Err(PolicyError::Set(format!("政策“{a}”与“{b}”都自{day}起生效，只能有一个")));
                }
            }
        }
        let mut all = all.into_iter();
        let first = all.next().ok_or_else(|| PolicyError::Set("至少要有一个政策版本".to_owned()))?;
        Ok(Self { first, later: all.collect() })
    }

    /// The version in force at `at`; before all of them the earliest, see [`choose`](Self::choose).
    pub fn at(&self, at: Instant) -> &Arc<Policy> {
        self.choose(at).policy
    }

    /// The version in force at `at`, and whether `at` lies before the law.
    pub fn choose(&self, at: Instant) -> Chosen<'_> {
        let in_force = self.later.iter().rev().find(|policy| policy.effective_at() <= at);
        Chosen { policy: in_force.unwrap_or(&self.first), before_law: at < self.first.effective_at() }
    }

    /// A version by its name, as events cite it.
    pub fn by_version(&self, version: &str) -> Option<&Arc<Policy>> {
        self.all().find(|policy| policy.version == version)
    }

    /// All versions, by effective date.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Policy>> {
        std::iter::once(&self.first).chain(&self.later)
    }
}
