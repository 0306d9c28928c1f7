//! The regulation, the calendar, time limits and policy as pure values.
//!
//! Everything here is arithmetic and text: no clock, no files, no network, no randomness. What the law says in words
//! is [`Clause`]; what it says in days is [`Limit`], reckoned by [`due`] on a [`WorkCalendar`]; what a city may set
//! itself is a [`Policy`]; who has which duty where is the [`registry`].

mod calendar;
mod clause;
mod clock;
mod day;
mod lamp;
mod limit;
pub mod policy;
pub mod query;
pub mod registry;
pub mod regulation;
mod time;

pub use calendar::{CalendarError, Day, DayReason, WorkCalendar};
pub use clause::{Clause, UnknownClause};
pub use clock::{Left, Reckoned, due, extend, pause, recompute, resume};
pub use jiff::civil::Date;
pub use lamp::{Lamp, lamp, left_words};
pub use limit::{Limit, LimitError};
pub use policy::{Policy, PolicyError, PolicySet, Rule};
pub use registry::{
    Category, CategoryCode, Division, DivisionCode, Duty, DutyClock, DutyLevel, NoDuty, Registry, Route, Tier, Unit,
    UnitCode, UnitKind, Utility,
};
pub use time::{Instant, TimeError};
