//! A simulated city: people who call, an agency and units that act, a clock that runs fast (`yihu simulate`).
//!
//! One seed gives one city: where people live and what they call about (`city.rs`), when (`arrivals.rs`), what becomes of
//! each call (`matter.rs`), and who does what next with a claim as it stands (`conduct.rs`). The run (`run.rs`) sends it
//! all through the real path of a change and the real store; at the end everything is audited (`report.rs`).

mod arrivals;
mod city;
mod conduct;
mod draw;
mod matter;
mod parameters;
mod report;
mod run;
mod state;
mod texts;

pub use matter::Truth;
pub use parameters::Parameters;
pub use report::Report;
pub use run::{Progress, Simulation, Spent};
