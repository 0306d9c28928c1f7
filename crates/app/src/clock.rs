//! The one place that reads the wall clock. Everything else gets the time as a value.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use law::Instant;

/// Where the time comes from: the machine, or a hand that turns it (demo, import, tests, simulator).
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Milliseconds since 1970 UTC, set from outside.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until it is set.
    pub fn manual(at: Instant) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.ms())))
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
            Self::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Instant::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Manual(at) => Instant::from_ms(at.load(Ordering::SeqCst)),
        }
    }

    /// Turns a manual clock; the machine's own is nobody's to turn.
    pub fn set(&self, to: Instant) {
        if let Self::Manual(at) = self {
            at.store(to.ms(), Ordering::SeqCst);
        }
    }
}
