//! An order as its hand-over makes it.

use crate::clocks::Clocks;
use crate::event::{Event, Recorded};
use crate::order::{Order, OrderState};
use crate::requests::Requests;

/// The order of a hand-over.
pub(super) fn order(recorded: &Recorded) -> Option<Order> {
    let Event::OrderDispatched {
        order,
        unit,
        agency,
        role,
        hop,
        designated,
        duty,
        task,
        own_limit,
        parent,
        helper,
        grid,
        clocks,
    } = &recorded.event
    else {
        return None;
    };
    let mut running = Clocks::default();
    running.start(clocks);
    Some(Order {
        n: *order,
        unit: unit.clone(),
        agency: agency.clone(),
        role: *role,
        hop: *hop,
        designated: *designated,
        duty: duty.clone(),
        parent: *parent,
        helper: helper.clone(),
        grid: grid.clone(),
        task: task.clone(),
        own_limit: own_limit.clone(),
        handed_over_at: recorded.at,
        signed_at: None,
        round: 0,
        state: OrderState::HandedOver,
        clocks: running,
        contacts: Vec::new(),
        dispute: None,
        extensions: Vec::new(),
        feedbacks: Vec::new(),
        requests: Requests::default(),
        paused: Vec::new(),
        feedback_allowed: None,
        late: Vec::new(),
        found: Vec::new(),
    })
}
