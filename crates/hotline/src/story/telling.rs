//! How a claim stands, in a line: stage, orders and the last day of each clock.

use std::fmt;

use law::Instant;
use law::registry::{Registry, UnitCode};

use crate::claim::{ArchivedAs, Claim, Stage};
use crate::clocks::{ClockKind, Clocks};
use crate::order::OrderRole;
use crate::promise::unit_name;

/// A running clock as a story sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockSeen {
    /// What it counts.
    pub kind: ClockKind,
    /// When it runs out.
    pub due: Instant,
    /// A review is pending: it does not fire.
    pub held: bool,
    /// It has run out, and that is on record.
    pub expired: bool,
}

/// A claim as a story sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Where it stands.
    pub stage: Stage,
    /// How it ended, and whether its rating counts.
    pub archived: Option<(ArchivedAs, bool)>,
    /// How many demands were registered.
    pub demands: u16,
    /// All orders.
    pub orders: Vec<OrderSeen>,
    /// Clocks of the claim itself, by kind.
    pub clocks: Vec<ClockSeen>,
}

/// An order as a story sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSeen {
    /// Its place in the claim.
    pub n: u16,
    /// Its unit.
    pub unit: UnitCode,
    /// The unit's name.
    pub name: String,
    /// Main or co-handling.
    pub role: OrderRole,
    /// Code of its state.
    pub state: String,
    /// The word of its state.
    pub state_zh: String,
    /// Not yet ended.
    pub open: bool,
    /// An extension waits for its decision.
    pub extension_pending: bool,
    /// What was late.
    pub late: Vec<ClockKind>,
    /// Its clocks, by kind.
    pub clocks: Vec<ClockSeen>,
}

/// What a story sees of running clocks.
fn seen(clocks: &Clocks) -> Vec<ClockSeen> {
    clocks
        .iter()
        .map(|clock| ClockSeen {
            kind: clock.kind,
            due: clock.due,
            held: clock.held,
            expired: clock.expired_at.is_some(),
        })
        .collect()
}

impl Snapshot {
    /// A claim as it stands.
    pub fn of(claim: &Claim, registry: &Registry) -> Self {
        let demands = claim.registration.as_ref().map_or(0, |registration| registration.demands.len());
        Self {
            stage: claim.stage,
            archived: claim.archive.as_ref().map(|archive| (archive.as_, archive.rating_counts)),
            demands: u16::try_from(demands).unwrap_or(u16::MAX),
            orders: claim
                .orders
                .iter()
                .map(|order| OrderSeen {
                    n: order.n,
                    unit: order.unit.clone(),
                    name: unit_name(registry, &order.unit),
                    role: order.role,
                    state: order.state.code().to_owned(),
                    state_zh: order.state.zh().to_owned(),
                    open: order.is_open(),
                    extension_pending: order.extension_pending(),
                    late: order.late.clone(),
                    clocks: seen(&order.clocks),
                })
                .collect(),
            clocks: seen(&claim.clocks),
        }
    }
}

impl Snapshot {
    /// When something runs out next; held clocks do not fire (law.md §1).
    pub fn next_due(&self) -> Option<Instant> {
        let all = self.clocks.iter().chain(self.orders.iter().flat_map(|order| &order.clocks));
        all.filter(|clock| !clock.held && !clock.expired).map(|clock| clock.due).min()
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.archived {
            Some((how, true)) => f.write_str(how.zh())?,
            Some((how, false)) => write!(f, "{}（评价不计分）", how.zh())?,
            None => f.write_str(self.stage.zh())?,
        }
        clocks(f, &self.clocks)?;
        for order in &self.orders {
            write!(f, "｜{}{} {}", order.role.zh(), order.name, order.state_zh)?;
            clocks(f, &order.clocks)?;
            if !order.late.is_empty() {
                let late: Vec<_> = order.late.iter().map(|kind| kind.zh()).collect();
                write!(f, "（{}逾期）", late.join("、"))?;
            }
        }
        Ok(())
    }
}

fn clocks(f: &mut fmt::Formatter<'_>, clocks: &[ClockSeen]) -> fmt::Result {
    for clock in clocks {
        write!(f, " {}≤{}", label(clock.kind), due(clock.due))?;
        if clock.expired {
            f.write_str("已过")?;
        } else if clock.held {
            f.write_str("待审")?;
        }
    }
    Ok(())
}

/// The word of a clock in a line.
const fn label(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Dispute => "退单",
        ClockKind::DisputeComplex => "复杂退单",
        ClockKind::Contact => "联系",
        ClockKind::DisputeReview => "裁定",
        ClockKind::Check => "核实",
        ClockKind::Accept
        | ClockKind::Dispatch
        | ClockKind::Sign
        | ClockKind::Handle
        | ClockKind::ExtensionReview
        | ClockKind::FeedbackReview
        | ClockKind::Callback
        | ClockKind::Explanation
        | ClockKind::MisconductFeedback
        | ClockKind::Supervision
        | ClockKind::EnforcementNotice
        | ClockKind::ArrivalAck
        | ClockKind::OriginFeedback
        | ClockKind::CoHandlingReview
        | ClockKind::SuspensionReview
        | ClockKind::Recheck
        | ClockKind::ResumptionReview
        | ClockKind::UnresolvableReview
        | ClockKind::Escalation
        | ClockKind::ObjectionReview
        | ClockKind::EmergencyAck
        | ClockKind::DeskReply
        | ClockKind::Consult
        | ClockKind::TransferAck
        | ClockKind::TransferFeedback
        | ClockKind::Closing => kind.zh(),
    }
}

/// A due instant: the last day for day clocks (24:00 is that day's), day and time for hour clocks.
fn due(at: Instant) -> String {
    let text = instant(at);
    text.strip_suffix(" 24:00").map_or_else(|| text.clone(), str::to_owned)
}

/// An instant as stories write it: `02-26 09:00`; midnight is 24:00 of the day before.
pub(super) fn instant(at: Instant) -> String {
    let (day, minute) =
        if at.minute_of_day() == 0 { (at.plus_ms(-1).date(), 24 * 60) } else { (at.date(), at.minute_of_day()) };
    format!("{:02}-{:02} {:02}:{:02}", day.month(), day.day(), minute / 60, minute % 60)
}
